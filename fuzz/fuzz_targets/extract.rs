//! Any text through the engine: every span of the report is its words, and the report reads back.
#![no_main]

use claimbook_extract::engine::{Engine, Options};
use claimbook_records::{Article, Basis, Codebook, Published, Report};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Codebook::builtin()));

/// Walks a report; wherever `start`, `end` and `text` stand together they must agree with the body.
fn check(value: &Value, body: &[char]) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| check(value, body)),
        Value::Object(fields) => {
            let number = |key: &str| fields.get(key).and_then(Value::as_u64).map(|n| n as usize);
            let text = fields.get("text").and_then(Value::as_str);
            if let (Some(start), Some(end), Some(text)) = (number("start"), number("end"), text) {
                let words: String = body[start..end].iter().collect();
                assert_eq!(words, text, "a span and its words differ");
            }
            fields.values().for_each(|value| check(value, body));
        }
        _ => {}
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut article = Article::new("fuzz", text.as_ref());
    article.language = "en".to_owned();
    // The first byte decides whether the day of publication is known.
    if data.first().is_some_and(|b| b % 2 == 0) {
        article.published = Some(Published { value: "2024-05-02".to_owned(), basis: Basis::Given });
    }
    article.seal();
    let report = ENGINE.read(&article, Options { mentions: true });
    let json = serde_json::to_value(&report).expect("a report serialises");
    let body: Vec<char> = article.body.as_str().chars().collect();
    check(&json, &body);
    let line = serde_json::to_string(&report).expect("a report serialises");
    serde_json::from_str::<Report>(&line).expect("a report reads back");
    assert_eq!(ENGINE.read(&article, Options { mentions: true }), report, "same input, same report");
});
