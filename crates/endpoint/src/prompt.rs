//! What a model is asked.
//!
//! Owns: the prompt's files and the messages made of them. In: a part of an article. Out: messages, and the id of the prompt. Refuses:
//! text of an article anywhere but on numbered lines of the last message.

use crate::parts::Plan;
use claimbook_records::ids::sha256;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::LazyLock;

const GUIDE: &str = include_str!("../prompt/guide.md");
const REPAIR: &str = include_str!("../prompt/repair.md");
const EXAMPLES: &str = include_str!("../prompt/examples.json");
const SCHEMA: &str = include_str!("../prompt/schema.json");
/// Counts on when the messages below change.
const VERSION: &str = "1";

/// An act marked in an earlier part, as it is told to the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) words: String,
    pub(crate) sentence: usize,
}

/// A worked example.
#[derive(Debug, Deserialize)]
pub(crate) struct Example {
    published: String,
    headline: Option<String>,
    pub(crate) lines: Vec<String>,
    pub(crate) answer: Value,
}

static READ: LazyLock<(Vec<Example>, Value)> = LazyLock::new(|| {
    // Both files are built in, and a test reads them.
    (serde_json::from_str(EXAMPLES).unwrap_or_default(), serde_json::from_str(SCHEMA).unwrap_or_default())
});

/// The worked examples.
pub(crate) fn examples() -> &'static [Example] {
    &READ.0
}

/// The JSON schema of an answer.
pub(crate) fn schema() -> &'static Value {
    &READ.1
}

/// Hash of everything that is asked beside the article: 16 hexadecimal digits.
pub fn id() -> &'static str {
    static ID: LazyLock<String> = LazyLock::new(|| {
        sha256([VERSION, GUIDE, REPAIR, EXAMPLES, SCHEMA].join("\0").as_bytes())[..16].to_owned()
    });
    &ID
}

/// The messages for one part, and after each answer that could not be read what was wrong with it.
pub(crate) fn messages(
    plan: &Plan,
    part: usize,
    known: &[Known],
    earlier: &[(String, String)],
) -> Vec<Value> {
    let said = |role: &str, content: &str| json!({"role": role, "content": content});
    let mut out = vec![said("system", GUIDE)];
    for example in examples() {
        let lines = example.lines.iter().enumerate().map(|(i, line)| (i + 1, line.clone()));
        let asked = article(Some(&example.published), example.headline.as_deref(), "", lines);
        out.push(said("user", &asked));
        out.push(said("assistant", &example.answer.to_string()));
    }
    out.push(said("user", &shown(plan, part, known)));
    for (answer, reason) in earlier {
        out.push(said("assistant", answer));
        out.push(said("user", &REPAIR.replace("{reason}", reason)));
    }
    out
}

/// A part as it is shown.
pub(crate) fn shown(plan: &Plan, part: usize, known: &[Known]) -> String {
    let mut before = String::new();
    if plan.parts.len() > 1 {
        before = format!("Part {} of {}.\n", part + 1, plan.parts.len());
    }
    if !known.is_empty() {
        before.push_str("Acts marked before:\n");
        for act in known {
            before.push_str(&format!(
                "{} {} \"{}\" (sentence {})\n",
                act.id, act.kind, act.words, act.sentence
            ));
        }
    }
    let lines = plan.parts.get(part).and_then(|lines| plan.lines.get(lines.clone())).unwrap_or_default();
    let lines = lines.iter().map(|line| (line.number, plan.shown(line)));
    article(plan.published.as_deref(), plan.headline.as_deref(), &before, lines)
}

/// Every line of the article stands behind its number, so that none can be taken for the end of the article.
fn article(
    published: Option<&str>,
    headline: Option<&str>,
    before: &str,
    lines: impl Iterator<Item = (usize, String)>,
) -> String {
    let lines: String = lines.map(|(number, line)| format!("{number} | {line}\n")).collect();
    let published = published.unwrap_or("unknown");
    let headline = headline.map(|h| format!("0 | {h}\n")).unwrap_or_default();
    format!(
        "Published: {published}\n{before}Article, line 0 its headline:\n{headline}{lines}End of the article. Mark it."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Answer, types};
    use claimbook_extract::annotation::GROUNDS;
    use claimbook_records::report::{SpeechAct, Stage};

    #[test]
    fn there_are_six_examples_and_their_answers_have_the_form() {
        assert_eq!(examples().len(), 6);
        for example in examples() {
            let (answer, dropped) = Answer::read(&example.answer.to_string()).unwrap();
            assert!(dropped.is_empty(), "{dropped:?}");
            assert_eq!(serde_json::to_value(&answer).unwrap(), example.answer);
        }
    }

    #[test]
    fn the_schema_and_the_guide_hold_the_closed_lists() {
        let list = |item: &str, field: &str| -> Vec<String> {
            serde_json::from_value(schema()["$defs"][item]["properties"][field]["enum"].clone()).unwrap()
        };
        let sorted = |words: &mut dyn Iterator<Item = &'static str>| {
            let mut words: Vec<String> = words.map(str::to_owned).collect();
            words.sort();
            words
        };
        let same = |mut found: Vec<String>, words: &mut dyn Iterator<Item = &'static str>| {
            found.iter().for_each(|w| assert!(GUIDE.contains(w.as_str()), "{w}"));
            found.sort();
            assert_eq!(found, sorted(words));
        };
        same(list("act", "type"), &mut types().map(|t| t.as_str()));
        same(list("act", "stage"), &mut Stage::ALL.iter().map(|s| s.as_str()));
        same(list("saying", "act"), &mut SpeechAct::ALL.iter().map(|s| s.as_str()));
        same(list("role", "basis"), &mut GROUNDS.iter().map(|b| b.as_str()).chain(["none"]));
        for role in list("role", "role") {
            assert!(GUIDE.contains(&role), "{role}");
            let read: claimbook_extract::annotation::Role = serde_json::from_value(role.into()).unwrap();
            assert!(serde_json::to_value(read).is_ok());
        }
        assert_eq!(list("role", "role").len(), 14);
    }
}
