//! Attribution from text to report, over the built-in codebook.

use crate::{Article, Engine, Options};
use claimbook_records::report::{Claim, RelationType, Report, SpeakerKind};
use claimbook_records::{Basis, Codebook, Published};
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Codebook::builtin()));

fn read(body: &str) -> Report {
    let mut article = Article::new("case.txt", body);
    article.language = "en".to_owned();
    article.published = Some(Published { value: "2024-05-02".to_owned(), basis: Basis::Given });
    ENGINE.read(&article, Options::default())
}

fn by<'a>(report: &'a Report, speaker: &str) -> &'a Claim {
    let said = report.claims.iter().find(|c| c.speaker.name == speaker);
    said.unwrap_or_else(|| panic!("no claim by {speaker}: {:?}", report.claims))
}

#[test]
fn the_press_that_carries_words_is_a_relay_and_no_speaker() {
    let report = read(
        "Hezbollah said it had fired rockets at an army base in Safed on Tuesday, according to Al-Mayadeen.",
    );
    let claim = by(&report, "Hezbollah");
    assert_eq!(claim.via.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(), ["Al-Mayadeen"]);
    assert!(report.claims.iter().all(|c| c.speaker.name != "Al-Mayadeen"));
}

#[test]
fn a_speaker_who_hides_behind_anonymity_is_anonymous() {
    let report = read(
        "A car bomb wounded two soldiers at a base in Hodeidah on Tuesday. An official who spoke on condition of \
         anonymity said the Houthis were behind the blast.",
    );
    assert!(report.claims.iter().any(|c| c.speaker.kind == SpeakerKind::Anonymous), "{:?}", report.claims);
}

#[test]
fn relations_need_words_and_keep_their_direction() {
    let report = read(
        "The Iranian-backed Houthis met Hamas, a group that split from the Muslim Brotherhood, on Monday.",
    );
    let found = |subject: &str, kind, object: &str| {
        report
            .relations
            .iter()
            .any(|r| r.subject.name == subject && r.kind == kind && r.object.name == object)
    };
    assert!(found("Houthis", RelationType::BackedBy, "Iran"), "{:?}", report.relations);
    assert!(!found("Iran", RelationType::BackedBy, "Houthis"));
    assert!(!found("Hamas", RelationType::AlliedWith, "Houthis"));
}

#[test]
fn a_weekday_that_is_not_that_date_is_a_warning() {
    let report = read("The convoy was attacked near Erbil on Tuesday, April 27, 2024, the army said.");
    assert!(report.warnings.iter().any(|w| w.message.contains("2024-04-27")), "{:?}", report.warnings);
}

#[test]
fn every_quote_is_cut_from_the_body() {
    let report = read("“We struck the depot”, Hezbollah said – and Israel’s army denied it.");
    let body: Vec<char> = report.article.body.chars().collect();
    for quote in report.claims.iter().flat_map(|c| &c.evidence) {
        assert_eq!(body[quote.start..quote.end].iter().collect::<String>(), quote.text);
    }
    assert!(!report.claims.is_empty());
}
