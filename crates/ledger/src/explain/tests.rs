//! The chain behind a value, link by link.

use super::*;
use crate::clock::FixedClock;
use crate::ledger::Reading;
use crate::sample;
use crate::store::SqliteStore;
use crate::{IncidentFilter, IncidentView};
use claimbook_records::report::{IncidentType, Qualifier};

fn book() -> (Ledger, IncidentView) {
    let clock = FixedClock("2024-05-05T08:00:00Z".parse().unwrap());
    let mut ledger = Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(clock)).unwrap();
    let hash = "ab".repeat(32);
    let (article, report) = sample::depot().capture(&hash).build();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    let drones = IncidentFilter { types: vec![IncidentType::DroneAttack], ..Default::default() };
    let view = ledger.incidents(&drones).unwrap().remove(0);
    (ledger, view)
}

#[test]
fn a_value_leads_back_to_its_words_article_and_capture() {
    let (ledger, view) = book();
    let chain = ledger.explain(view.short_id(), Some("killed")).unwrap();
    assert_eq!(chain.incident, view.id);
    let [killed] = chain.fields.as_slice() else { panic!("{:?}", chain.fields) };
    assert_eq!((killed.field.as_str(), killed.value.as_str()), ("outcome.killed", "3"));
    let words = &killed.words[0];
    assert_eq!(words.quote.text, "killing three guards");
    assert!(words.sentence.text.ends_with("on Friday, killing three guards."), "{}", words.sentence.text);
    let body = ledger.article(&view.article.id).unwrap().record.body;
    let cut = |q: &Quote| body.chars().skip(q.start).take(q.end - q.start).collect::<String>();
    assert_eq!(cut(&words.quote), words.quote.text);
    assert_eq!(cut(&words.sentence), words.sentence.text);
    assert_eq!(chain.article.publisher.as_deref(), Some("Harbour Courier"));
    assert_eq!(chain.article.published.as_deref(), Some("2024-05-04"));
    assert_eq!(chain.article.url.as_deref(), Some("https://courier.example/depot.txt"));
    assert_eq!(chain.article.capture, Some("ab".repeat(32)));
    assert_eq!(chain.engine.version, "0.1.0");
    let entries = ledger.entries(0, 10).unwrap();
    assert_eq!((chain.article_entry.seq, &chain.article_entry.hash), (1, &entries[0].hash));
    assert_eq!((chain.report_entry.seq, &chain.report_entry.hash), (2, &entries[1].hash));
    assert_eq!(chain.report_entry.at, "2024-05-05T08:00:00.000Z");
}

#[test]
fn claims_stand_with_the_fields_they_speak_about() {
    let (ledger, view) = book();
    let chain = ledger.explain(&view.id, None).unwrap();
    let of = |field: &str| {
        let field = chain.fields.iter().find(|f| f.field == field).unwrap();
        (field.value.as_str(), field.claims.iter().map(|c| c.speaker.name.as_str()).collect::<Vec<_>>())
    };
    assert_eq!(of("standing"), ("confirmed", vec!["Qasri army"]));
    assert_eq!(of("perpetrators.0"), ("Sons of the Marsh (claimed)", vec!["Sons of the Marsh"]));
    assert_eq!(of("type"), ("drone_attack", vec!["Sons of the Marsh", "Qasri army"]));
    assert_eq!(of("date"), ("2024-05-03", vec![]));
    assert_eq!(of("places.0"), ("Tel Qasr, Tel Qasr Province, QS (target, locality)", vec![]));
    assert_eq!(of("outcome.injured"), ("not told", vec![]));
    let place = chain.fields.iter().find(|f| f.field == "places.0").unwrap();
    assert_eq!(place.reason.as_deref(), Some("the only place of this name"));
    let confirmed = &chain.fields[0].claims[0];
    assert_eq!(confirmed.words[0].quote.text, "the Qasri army confirmed");
    assert!(confirmed.words[0].sentence.text.starts_with("“A hostile drone hit the depot,”"));
}

#[test]
fn a_field_may_be_named_in_several_ways_and_a_wrong_one_is_told() {
    let (ledger, view) = book();
    let named = |asked: &str| {
        let chain = ledger.explain(&view.id, Some(asked)).unwrap();
        chain.fields.into_iter().map(|f| f.field).collect::<Vec<_>>()
    };
    for asked in ["places", "place", "places.0", "places[0]"] {
        assert_eq!(named(asked), ["places.0"], "{asked}");
    }
    assert_eq!(named("targets"), ["targets.0", "targets.1"]);
    assert_eq!(named("outcome").len(), 4);
    let error = ledger.explain(&view.id, Some("0")).unwrap_err().to_string();
    assert!(error.contains("no field '0'") && error.contains("outcome.killed"), "{error}");
}

#[test]
fn counts_and_dates_read_as_sentences_do() {
    assert_eq!(count(Some(&Count::from(3, Qualifier::AtLeast))), "3 or more");
    assert_eq!(count(Some(&Count { min: Some(2), max: Some(4), qualifier: None })), "2 to 4");
    assert_eq!(count(Some(&Count { min: None, max: Some(4), qualifier: None })), "up to 4");
    let told = |earliest: Option<&str>, latest: Option<&str>| {
        date(Some(&DateRange {
            earliest: earliest.map(str::to_owned),
            latest: latest.map(str::to_owned),
            precision: claimbook_records::report::Precision::Range,
            evidence: Vec::new(),
        }))
    };
    assert_eq!(told(None, Some("2024-05-01")), "until 2024-05-01");
    assert_eq!(told(Some("2024-03"), None), "since 2024-03");
    assert_eq!(told(None, None), "not resolved");
}
