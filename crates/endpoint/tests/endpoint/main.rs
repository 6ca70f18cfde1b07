//! The annotator against a server that the test starts: good answers, and all the others.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

#[path = "../../../extract/tests/annotator/mod.rs"]
mod annotator;
mod hostile;
mod network;
#[path = "../stub/mod.rs"]
mod stub;

use claimbook_endpoint::{Address, Answers, Endpoint, Key, Most, Patience, Settings};
use claimbook_extract::annotation::{AnnotateError, Annotations, Annotator};
use claimbook_extract::{Engine, Options};
use claimbook_records::article::{Basis, Published};
use claimbook_records::report::Report;
use claimbook_records::{Article, Codebook};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use stub::{Reply, Stub};

const NEWS: &str = "Gunmen attacked a police checkpoint near Mosul on Tuesday, killing three officers, a police spokesman said. \
The raid lasted ten minutes. The Qarn Front claimed responsibility in a statement.";

static FINDER: LazyLock<Engine> = LazyLock::new(|| Engine::new(Codebook::builtin()));

fn article(body: &str) -> Article {
    let mut article = Article::new("a.txt", body);
    article.language = "en".to_owned();
    article.published = Some(Published { value: "2024-03-07".to_owned(), basis: Basis::Given });
    article
}

fn quote(sentence: usize, words: &str) -> Value {
    json!({"sentence": sentence, "words": words, "nth": 1})
}

fn role(role: &str, basis: &str, sentence: usize, words: &str) -> Value {
    json!({"role": role, "basis": basis, "sentence": sentence, "words": words, "nth": 1})
}

/// What a good model says of [`NEWS`].
fn good() -> Value {
    json!({
        "acts": [{"id": "a1", "type": "armed_assault", "stage": "accomplished", "background": false, "series": false,
            "tellings": [quote(1, "attacked"), quote(2, "The raid")],
            "roles": [role("perpetrator", "reported_as_fact", 1, "Gunmen"), role("target", "none", 1, "a police checkpoint"),
                role("place", "none", 1, "Mosul"), role("time", "none", 1, "Tuesday"), role("killed", "none", 1, "three officers"),
                role("perpetrator", "claimed", 3, "The Qarn Front")]}],
        "sayings": [
            {"sentence": 1, "words": "said", "nth": 1, "act": "confirms", "speaker": quote(1, "a police spokesman"), "via": [], "when": null, "about": ["a1"]},
            {"sentence": 3, "words": "claimed responsibility", "nth": 1, "act": "claims_responsibility", "speaker": quote(3, "The Qarn Front"), "via": [], "when": null, "about": ["a1"]}]
    })
}

fn settings(url: Option<&str>, answers: Option<&Path>) -> Settings {
    Settings {
        address: url.map(|url| Address::parse(url).unwrap()),
        key: Key::parse("sk-hidden").unwrap(),
        model: "stub".to_owned(),
        most: Most::default(),
        patience: Patience {
            tries: 3,
            pause: Duration::from_millis(1),
            longest: Duration::from_millis(5),
            ..Patience::default()
        },
        answers: answers.map(Answers::new),
    }
}

fn endpoint(stub: &Stub) -> Endpoint {
    Endpoint::new(settings(Some(&stub.url), None))
}

fn annotate(endpoint: &Endpoint, body: &str) -> Result<Annotations, AnnotateError> {
    endpoint.annotate(&FINDER.find(&article(body)))
}

/// What the engine makes of an article.
fn report(endpoint: Endpoint, body: &str) -> Result<Report, AnnotateError> {
    let engine = Engine::new(Codebook::builtin()).with_annotator(Arc::new(endpoint));
    engine.attempt(&article(body), Options::default())
}

fn says(answer: &Value) -> Stub {
    let answer = answer.to_string();
    Stub::new(move |_, _| Reply::Says(answer.clone()))
}

#[test]
fn a_good_answer_becomes_an_incident_with_values_from_the_words() {
    let stub = says(&good());
    let report = report(endpoint(&stub), NEWS).unwrap();
    assert_eq!(report.incidents.len(), 1, "{report:?}");
    let incident = &report.incidents[0];
    assert_eq!(incident.places[0].name, "Mosul");
    assert_eq!(incident.date.as_ref().and_then(|d| d.earliest.as_deref()), Some("2024-03-05"));
    assert_eq!(incident.outcome.killed.and_then(|k| k.single()), Some(3));
    assert!(report.claims.iter().any(|c| c.act.as_str() == "claims_responsibility"), "{:?}", report.claims);
}

#[test]
fn it_is_an_annotator_like_others() {
    annotator::holds(&endpoint(&says(&good())));
    annotator::holds(&endpoint(&says(&json!({"acts": [], "sayings": []}))));
}

#[test]
fn another_model_is_another_annotator() {
    let stub = says(&good());
    let other = Endpoint::new(Settings { model: "other".to_owned(), ..settings(Some(&stub.url), None) });
    assert_ne!(endpoint(&stub).id(), other.id());
}

#[test]
fn the_request_holds_prompt_and_numbered_sentences() {
    let stub = says(&good());
    annotate(&endpoint(&stub), NEWS).unwrap();
    let asked = &stub.asked()[0];
    assert!(asked.head.starts_with("POST /v1/chat/completions "), "{}", asked.head);
    assert!(asked.head.to_lowercase().contains("authorization: bearer sk-hidden"));
    assert_eq!((asked.body["temperature"].clone(), asked.body["model"].clone()), (json!(0), json!("stub")));
    assert_eq!(asked.body["response_format"]["json_schema"]["strict"], true);
    let contents = asked.contents();
    assert_eq!(contents.len(), 1 + 2 * 6 + 1);
    let last = contents.last().unwrap();
    assert!(
        last.starts_with("Published: 2024-03-07\n") && last.contains("\n2 | The raid lasted ten minutes.\n"),
        "{last}"
    );
}

#[test]
fn kept_answers_give_the_same_bytes_without_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let stub = says(&good());
    let first = report(Endpoint::new(settings(Some(&stub.url), Some(folder.path()))), NEWS).unwrap();
    let replayed = report(Endpoint::new(settings(None, Some(folder.path()))), NEWS).unwrap();
    let again = report(Endpoint::new(settings(Some(&stub.url), Some(folder.path()))), NEWS).unwrap();
    let bytes = |r: &Report| serde_json::to_string(r).unwrap();
    assert_eq!(bytes(&first), bytes(&replayed));
    assert_eq!(bytes(&first), bytes(&again));
    assert_eq!(stub.asked().len(), 1);
    let none = report(Endpoint::new(settings(None, Some(folder.path()))), "A bomb hit Qarn.").unwrap_err();
    assert!(none.later && none.reason.contains(".json"), "{none}");
}

#[test]
fn a_long_article_is_asked_in_parts_with_the_acts_so_far() {
    let filler = "The market of Harwick opened at eight and the buses ran on time. ".repeat(200);
    let stub = Stub::new(|asked, _| {
        let last = asked.contents().pop().unwrap();
        let first = last.contains("\n1 | Gunmen attacked");
        Reply::Says(if first { good().to_string() } else { json!({"acts": [], "sayings": []}).to_string() })
    });
    let marked = annotate(&endpoint(&stub), &format!("{NEWS} {filler}")).unwrap();
    assert_eq!(marked.acts.len(), 2);
    let asked = stub.asked();
    assert!(asked.len() > 1);
    let second = asked[1].contents().pop().unwrap();
    assert!(
        second.contains("Part 2 of ") && second.contains("k1 armed_assault \"attacked\" (sentence 1)\n"),
        "{second}"
    );
}
