//! The encoder reads invented articles end to end.

use claimbook_encoder::Encoder;
use claimbook_extract::annotation::Annotator;
use claimbook_extract::{Engine, Options};
use claimbook_records::article::{Basis, Published};
use claimbook_records::report::{IncidentType, Report};
use claimbook_records::{Article, Codebook};
use std::sync::{Arc, LazyLock};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Codebook::builtin()).with_annotator(Arc::new(Encoder::embedded())));

const NEWS: &str = "Gunmen attacked a police checkpoint near Mosul on Tuesday, killing three officers and wounding two \
others, a police spokesman said.\n\nThe attackers fled after the raid, which lasted about ten minutes. Residents heard \
gunfire around noon.\n\nNo group has claimed the attack.";

const QUIET: &str = "The council of Harwick voted on Tuesday to attack its budget gap with a new levy on parking. Mayor Jane \
Orwell called the vote a bombshell. The levy takes effect in June.";

fn read(body: &str) -> Report {
    let mut article = Article::new("a.txt", body);
    article.language = "en".to_owned();
    article.headline = Some("News of the day".to_owned());
    article.published = Some(Published { value: "2024-03-07".to_owned(), basis: Basis::Given });
    ENGINE.read(&article, Options::default())
}

#[test]
fn an_attack_told_three_times_is_one_incident_with_its_values() {
    let report = read(NEWS);
    let told: Vec<_> = report.incidents.iter().chain(&report.x_unsure).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    let incident = told[0];
    assert_eq!(incident.kind, IncidentType::ArmedAssault);
    assert_eq!(incident.places[0].name, "Mosul");
    assert_eq!(incident.date.as_ref().and_then(|d| d.earliest.as_deref()), Some("2024-03-05"));
    assert_eq!(incident.outcome.killed.and_then(|k| k.single()), Some(3));
    assert_eq!(incident.perpetrators.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Gunmen"]);
    assert!(report.claims.iter().all(|c| c.act.as_str() != "claims_responsibility"), "{:?}", report.claims);
}

#[test]
fn every_quote_stands_in_the_body() {
    let report = read(NEWS);
    let chars: Vec<char> = report.article.body.chars().collect();
    for incident in report.incidents.iter().chain(&report.x_unsure) {
        for quote in incident.evidence.iter().chain(&incident.references) {
            assert_eq!(chars[quote.start..quote.end].iter().collect::<String>(), quote.text);
        }
    }
}

#[test]
fn metaphors_open_no_incident() {
    let report = read(QUIET);
    assert!(report.incidents.is_empty(), "{:?}", report.incidents);
}

#[test]
fn the_same_bytes_come_from_any_number_of_threads() {
    let alone = serde_json::to_string(&read(NEWS)).unwrap();
    let together: Vec<String> = std::thread::scope(|scope| {
        let readers: Vec<_> =
            (0..4).map(|_| scope.spawn(|| serde_json::to_string(&read(NEWS)).unwrap())).collect();
        readers.into_iter().map(|r| r.join().unwrap()).collect()
    });
    assert!(together.iter().all(|t| *t == alone));
}

#[test]
fn long_articles_are_read_in_windows() {
    let filler = "The market of Harwick opened at eight and the buses ran on time. ".repeat(120);
    let report = read(&format!("{filler}\n\n{NEWS}"));
    let told: Vec<_> = report.incidents.iter().chain(&report.x_unsure).collect();
    assert!(told.iter().any(|i| i.places.iter().any(|p| p.name == "Mosul")), "{told:?}");
}

#[test]
fn the_weights_are_named_in_the_report() {
    let (with, without) = (read(QUIET).engine.model, Engine::new(Codebook::builtin()).info().model);
    assert_ne!(with, without);
    assert_eq!(Encoder::embedded().id().hash.len(), 16);
}

#[path = "../../extract/tests/annotator/mod.rs"]
mod annotator;

#[test]
fn it_keeps_the_contract_of_annotators() {
    annotator::holds(&Encoder::embedded());
}
