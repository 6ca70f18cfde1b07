//! One line of JSONL as a record.
//!
//! Owns: the fields `{id?, url?, publisher?, headline?, published?, language?, body}` and their checks; other fields
//! are passed over. In: the bytes of a line. Out: [`Record`]. Refuses: to repair a value or to change the body.

use crate::error::Problem;
use crate::{date, language};
use claimbook_records::Publisher;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::BTreeMap;

/// A record with its fields checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) publisher: Option<Publisher>,
    pub(crate) headline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) body: String,
}

#[derive(Deserialize)]
struct Raw {
    id: Option<Value>,
    url: Option<Value>,
    publisher: Option<Value>,
    headline: Option<Value>,
    published: Option<Value>,
    language: Option<Value>,
    body: Option<Value>,
}

/// Names under which other programs keep the text, for the message only.
const NAMES_OF_TEXT: &[&str] = &["text", "content", "article", "maintext", "main_text", "full_text"];

impl Record {
    /// Reads a line.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, Problem> {
        let line = line.trim_ascii();
        if std::str::from_utf8(line).is_err() {
            return Err(Problem::BrokenJson("the bytes are not UTF-8".to_owned()));
        }
        if line.first() != Some(&b'{') {
            return Err(Problem::BrokenJson("it does not begin with {".to_owned()));
        }
        let raw: Raw = serde_json::from_slice(line).map_err(|e| Problem::BrokenJson(plain(&e)))?;
        let body = match raw.body {
            Some(Value::String(body)) if body.trim().is_empty() => return Err(Problem::EmptyBody),
            Some(Value::String(body)) => body,
            None | Some(Value::Null) => return Err(Problem::MissingBody(name_of_text(line))),
            Some(other) => return Err(bad("body", &other, "a text")),
        };
        let url = text("url", raw.url)?;
        Ok(Self {
            id: id(raw.id)?,
            publisher: publisher(raw.publisher, url.as_deref())?,
            url,
            headline: text("headline", raw.headline)?,
            published: published(raw.published)?,
            language: language_of(raw.language)?,
            body,
        })
    }
}

fn plain(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", ", column ")
}

fn name_of_text(line: &[u8]) -> Option<String> {
    let keys: BTreeMap<String, IgnoredAny> = serde_json::from_slice(line).ok()?;
    NAMES_OF_TEXT.iter().find(|name| keys.contains_key(**name)).map(|name| (*name).to_owned())
}

fn bad(field: &'static str, value: &Value, expected: &'static str) -> Problem {
    let shown = value.to_string();
    let start = language::head(&shown, 60);
    let value = if start.len() < shown.len() { format!("{start}...") } else { shown };
    Problem::BadField { field, value, expected }
}

/// A text field; null and white space count as not given.
fn text(field: &'static str, value: Option<Value>) -> Result<Option<String>, Problem> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(bad(field, &other, "a text; put it in quotes or leave it out")),
    }
}

fn id(value: Option<Value>) -> Result<Option<String>, Problem> {
    match value {
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        other => text("id", other),
    }
}

fn publisher(value: Option<Value>, url: Option<&str>) -> Result<Option<Publisher>, Problem> {
    const EXPECTED: &str = "a name or {\"name\": ..., \"domain\": ...}";
    let of_url = || url.and_then(domain);
    match value {
        Some(Value::Object(mut fields)) => {
            let name = text("publisher", fields.remove("name"))?;
            let domain = text("publisher", fields.remove("domain"))?;
            match name {
                Some(name) => Ok(Some(Publisher { name, domain })),
                None => Err(bad("publisher", &Value::Object(fields), EXPECTED)),
            }
        }
        Some(other @ (Value::Array(_) | Value::Bool(_) | Value::Number(_))) => {
            Err(bad("publisher", &other, EXPECTED))
        }
        other => Ok(match text("publisher", other)? {
            Some(name) => Some(Publisher { name, domain: of_url() }),
            None => of_url().map(|domain| Publisher { name: domain.clone(), domain: Some(domain) }),
        }),
    }
}

fn published(value: Option<Value>) -> Result<Option<String>, Problem> {
    const EXPECTED: &str = "a date such as 2024-05-02 or 2024-05-02T10:30:00Z; mend it or leave it out";
    let Some(value) = value else { return Ok(None) };
    match text("published", Some(value.clone())) {
        Ok(None) => Ok(None),
        Ok(Some(text)) => match date::value(&text) {
            Some(date) => Ok(Some(date)),
            None => Err(bad("published", &value, EXPECTED)),
        },
        Err(_) => Err(bad("published", &value, EXPECTED)),
    }
}

fn language_of(value: Option<Value>) -> Result<Option<String>, Problem> {
    let Some(code) = text("language", value)? else { return Ok(None) };
    match language::given(&code) {
        Some(code) => Ok(Some(code)),
        None => Err(bad(
            "language",
            &Value::String(code),
            "a language code such as en or ar; mend it or leave it out",
        )),
    }
}

/// The host of an address without `www.`, in lower case.
pub(crate) fn domain(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let sound = host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-');
    sound.then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_record() {
        let line = r#"{"id": 7, "url": "https://www.Varnal-Times.example:443/a?b", "publisher": "Varnal Times",
            "headline": "Port hit", "published": "May 2, 2024", "language": "EN", "x": [1], "body": " Shells\r\n fell. "}"#;
        let record = Record::parse(line.replace('\n', " ").as_bytes()).unwrap();
        assert_eq!(record.id.as_deref(), Some("7"));
        let domain = Some("varnal-times.example".to_owned());
        assert_eq!(record.publisher, Some(Publisher { name: "Varnal Times".to_owned(), domain }));
        assert_eq!(record.published.as_deref(), Some("2024-05-02"));
        assert_eq!(record.language.as_deref(), Some("en"));
        assert_eq!(record.body, " Shells\r\n fell. ");
    }

    #[test]
    fn absent_fields_stay_absent() {
        let record = Record::parse(br#"{"id": null, "headline": " ", "body": "x"}"#).unwrap();
        let none = (None, None, None, None, None, None);
        let got =
            (record.id, record.url, record.publisher, record.headline, record.published, record.language);
        assert_eq!(got, none);
    }

    #[test]
    fn a_publisher_may_be_an_object_or_stand_in_the_address() {
        for (fields, want) in [
            (r#""publisher": {"name": "Orbe", "domain": "orbe.example"}"#, ("Orbe", "orbe.example")),
            (r#""url": "http://orbe.example/1""#, ("orbe.example", "orbe.example")),
        ] {
            let record = Record::parse(format!(r#"{{{fields}, "body": "x"}}"#).as_bytes()).unwrap();
            let publisher = record.publisher.unwrap();
            assert_eq!((publisher.name.as_str(), publisher.domain.as_deref().unwrap()), want);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, want) in [
            (r#"{"id": "a", "body": "x"#, "EOF while parsing a string, column 22"),
            (r#"["a", "b"]"#, "does not begin with {"),
            ("plain words", "does not begin with {"),
            ("{\"body\": \"\u{7}\"}", "control character"),
            (r#"{"body": "\ud800"}"#, "hex escape"),
            (r#"{"id": "a"}"#, "no \"body\"; add the text"),
            (r#"{"id": "a", "body": null, "text": "x"}"#, "rename \"text\" to \"body\""),
            (r#"{"body": "  \n"}"#, "\"body\" is empty"),
            (r#"{"body": ["x"]}"#, "\"body\" is [\"x\"], not a text"),
            (
                r#"{"body": "x", "published": "2024-02-30"}"#,
                "\"published\" is \"2024-02-30\", not a date such as",
            ),
            (r#"{"body": "x", "published": 20240502}"#, "\"published\" is 20240502, not a date"),
            (r#"{"body": "x", "published": "0001-01-01"}"#, "not a date"),
            (r#"{"body": "x", "language": "English"}"#, "language code"),
            (r#"{"body": "x", "publisher": 5}"#, "\"publisher\" is 5, not a name"),
            (r#"{"body": "x", "headline": {}}"#, "\"headline\" is {}, not a text"),
            (r#"{"body": "x", "body": "y"}"#, "duplicate field"),
        ] {
            let message = Record::parse(line.as_bytes()).unwrap_err().to_string();
            assert!(message.contains(want), "{line}: {message}");
        }
        assert!(Record::parse(b"{\"body\": \"\xff\"}").unwrap_err().to_string().contains("not UTF-8"));
        let deep = format!("{{\"body\": \"x\", \"headline\": {}", "[".repeat(100_000));
        assert!(matches!(Record::parse(deep.as_bytes()), Err(Problem::BrokenJson(_))));
    }

    #[test]
    fn domains() {
        for (url, want) in [
            ("https://user:pw@www.Orbe.example:8080/x", Some("orbe.example")),
            ("HTTP://orbe.example", Some("orbe.example")),
            ("ftp://orbe.example", None),
            ("https://localhost/x", None),
            ("https://a b.example/", None),
            ("orbe.example/x", None),
        ] {
            assert_eq!(domain(url).as_deref(), want, "{url}");
        }
    }
}
