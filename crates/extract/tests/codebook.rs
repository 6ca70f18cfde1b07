//! The examples of the event types, as the codebook promises: each tells the trigger it names, or nothing at all.

use claimbook_extract::{Article, Engine};
use claimbook_records::codebook::{EventType, Example};
use claimbook_records::{Basis, Codebook, Published};

/// What differs from what an example promises; nothing when it holds.
fn difference(engine: &Engine, kind: &EventType, example: &Example) -> Option<String> {
    let mut article = Article::new("example", example.text.as_str());
    article.published = Some(Published { value: "2024-03-08".to_owned(), basis: Basis::Given });
    let reading = engine.find(&article);
    let scene = engine.events.scene(&reading);
    let found: Vec<(String, String)> = scene
        .triggers
        .iter()
        .map(|t| (reading.text.tokens[t.head].span.of(&example.text).to_owned(), t.kind.to_string()))
        .collect();
    let kind_name = kind.kind.to_string();
    let holds = match &example.trigger {
        Some(word) => found.iter().any(|(text, k)| text.contains(word.as_str()) && *k == kind_name),
        None => !found.iter().any(|(_, k)| *k == kind_name),
    };
    let wanted = example.trigger.as_deref().unwrap_or("nothing");
    (!holds).then(|| format!("{}: \"{}\": wanted {wanted}, found {found:?}", kind.id, example.text))
}

#[test]
fn every_example_of_an_event_type_holds() {
    let engine = Engine::new(Codebook::builtin());
    let mut wrong = Vec::new();
    let mut number = 0;
    for kind in &engine.codebook.event_types {
        for example in kind.examples.get("en").into_iter().flatten() {
            number += 1;
            let told = difference(&engine, kind, example);
            match (told, &example.known_gap) {
                (told, None) => wrong.extend(told),
                (Some(_), Some(_)) => {}
                (None, Some(gap)) => {
                    wrong.push(format!("{}: \"{}\": the gap is closed: {gap}", kind.id, example.text))
                }
            }
        }
    }
    assert!(number >= 30, "only {number} examples");
    assert!(wrong.is_empty(), "{} of {number} do not hold:\n{}", wrong.len(), wrong.join("\n"));
}
