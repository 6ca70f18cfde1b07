//! One spelling for each JSON value.
//!
//! Owns: the canonical form that hashes are taken over: keys in byte order, no white space, numbers and strings as
//! `serde_json` writes them. In: a JSON value. Out: text. Refuses: nothing; every JSON value has a canonical form.

use serde_json::Value;
use std::fmt::Write;

/// The canonical text of a value.
pub(crate) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            // The map's own order depends on a cargo feature any crate may switch on, so it is not trusted.
            let mut items: Vec<(&String, &Value)> = map.iter().collect();
            items.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (i, (key, item)) in items.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
        Value::String(text) => write_text(text, out),
        // Writing into a string never fails.
        other => drop(write!(out, "{other}")),
    }
}

/// A text as `serde_json` writes it, which it can write of every text.
fn write_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth_and_numbers_survive() {
        let value = json!({"b": [1, {"z": 0.1, "a": null}], "a": "Kata'ib \"x\"\n"});
        let text = canonical(&value);
        assert_eq!(text, r#"{"a":"Kata'ib \"x\"\n","b":[1,{"a":null,"z":0.1}]}"#);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn every_letter_is_written_as_the_library_writes_it() {
        let all: String = ('\0'..='\u{2030}').chain(['\u{FEFF}', '\u{FFFF}', '😀']).collect();
        for text in [all.as_str(), "", "plain", "\"", "ends in \\"] {
            assert_eq!(canonical(&json!(text)), json!(text).to_string());
            assert_eq!(
                canonical(&json!({ text: [null, true, -1, 2.5] })),
                json!({ text: [null, true, -1, 2.5] }).to_string()
            );
        }
    }

    #[test]
    fn a_number_read_back_is_written_the_same() {
        for text in ["0.30000000000000004", "12.345678901234567", "1e-7", "33.333333333333336"] {
            let value: Value = serde_json::from_str(text).unwrap();
            let again: Value = serde_json::from_str(&canonical(&value)).unwrap();
            assert_eq!(value, again);
        }
    }
}
