//! One JSON object as a record.
//!
//! Owns: reading an object with its keys in order, and its mistakes. In: the bytes of one object. Out: [`Record`].
//! Refuses: what is no object, and keys given twice.

use crate::columns::{ColumnMap, Field, Places, Unread};
use crate::error::Problem;
use crate::record::Record;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// Reads an object.
pub(crate) fn record(line: &[u8], map: &ColumnMap, unread: &Unread) -> Result<Record, Problem> {
    let Pairs { names, values } = pairs(line)?;
    Record::of(&names, values, map, unread)
}

/// The keys and values of an object.
pub(crate) fn pairs(line: &[u8]) -> Result<Pairs, Problem> {
    let line = line.trim_ascii();
    if std::str::from_utf8(line).is_err() {
        return Err(Problem::BrokenJson("the bytes are not UTF-8".to_owned()));
    }
    if line.first() != Some(&b'{') {
        return Err(Problem::BrokenJson("it does not begin with {".to_owned()));
    }
    serde_json::from_slice(line).map_err(|e| Problem::BrokenJson(plain(&e)))
}

/// Whether a line is a whole object with a text under a name that is known.
pub(crate) fn is_record(line: &str) -> bool {
    pairs(line.as_bytes())
        .and_then(|pairs| Places::among(&pairs.names, &ColumnMap::default()))
        .is_ok_and(|places| places.of(Field::Body).is_some())
}

/// Keys and values in their order.
#[derive(Debug)]
pub(crate) struct Pairs {
    pub(crate) names: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Pairs;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Pairs { names: Vec::new(), values: Vec::new() };
        let mut seen = std::collections::HashSet::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if !seen.insert(name.clone()) {
                return Err(serde::de::Error::custom(format!("duplicate field `{name}`")));
            }
            pairs.names.push(name);
            pairs.values.push(value);
        }
        Ok(pairs)
    }
}

fn plain(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", ", column ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_records::Publisher;

    fn parse(line: &str) -> Result<Record, Problem> {
        record(line.as_bytes(), &ColumnMap::default(), &Unread::default())
    }

    #[test]
    fn a_full_record() {
        let line = r#"{"id": 7, "url": "https://www.Varnal-Times.example:443/a?b", "publisher": "Varnal Times",
            "headline": "Port hit", "published": "May 2, 2024", "language": "EN", "x": [1], "body": " Shells\r\n fell. "}"#;
        let unread = Unread::default();
        let record = record(line.replace('\n', " ").as_bytes(), &ColumnMap::default(), &unread).unwrap();
        assert_eq!(record.id.as_deref(), Some("7"));
        let domain = Some("varnal-times.example".to_owned());
        assert_eq!(record.publisher, Some(Publisher { name: "Varnal Times".to_owned(), domain }));
        assert_eq!(record.published.unwrap().value, "2024-05-02");
        assert_eq!(record.language.as_deref(), Some("en"));
        assert_eq!(record.body, " Shells\r\n fell. ");
        assert_eq!(unread.names(), ["x"]);
    }

    #[test]
    fn what_other_programs_write_is_understood() {
        let record = parse(
            r#"{"title": "Port hit", "author": "Ana Ruiz; Omar Vel", "hostname": "orbe.example", "date": "2024-05-02",
                "source": "https://orbe.example/1", "source-hostname": "Orbe", "text": "Shells fell.", "raw_text": "Shells"}"#,
        )
        .unwrap();
        assert_eq!(
            record.publisher,
            Some(Publisher { name: "Orbe".to_owned(), domain: Some("orbe.example".to_owned()) })
        );
        assert_eq!(
            (record.url.as_deref(), record.headline.as_deref()),
            (Some("https://orbe.example/1"), Some("Port hit"))
        );
        assert_eq!(
            (record.bylines.join("+").as_str(), record.body.as_str()),
            ("Ana Ruiz+Omar Vel", "Shells fell.")
        );
        assert_eq!(record.published.unwrap().value, "2024-05-02");
        let record = parse(r#"{"maintext": "Shells fell.", "source": "Orbe", "date_publish": "2024-05-02 10:00:00", "language": "en"}"#).unwrap();
        assert_eq!(
            (record.publisher.unwrap().name.as_str(), record.published.unwrap().value.as_str()),
            ("Orbe", "2024-05-02T10:00:00")
        );
    }

    #[test]
    fn absent_fields_stay_absent() {
        let record = parse(r#"{"id": null, "headline": " ", "body": "x"}"#).unwrap();
        assert_eq!(record, Record { body: "x".to_owned(), ..Record::default() });
    }

    #[test]
    fn a_publisher_may_be_an_object_or_stand_in_the_address() {
        for (fields, want) in [
            (r#""publisher": {"name": "Orbe", "domain": "orbe.example"}"#, ("Orbe", "orbe.example")),
            (r#""url": "http://orbe.example/1""#, ("orbe.example", "orbe.example")),
        ] {
            let publisher = parse(&format!(r#"{{{fields}, "body": "x"}}"#)).unwrap().publisher.unwrap();
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
            (r#"{"id": "a", "story": "x"}"#, "no \"body\" (its keys: id, story); add the text"),
            (r#"{"body": "  \n"}"#, "\"body\" is empty"),
            (r#"{"text": ""}"#, "column 'text' is empty"),
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
            let message = parse(line).unwrap_err().to_string();
            assert!(message.contains(want), "{line}: {message}");
        }
        let not_utf8 = record(b"{\"body\": \"\xff\"}", &ColumnMap::default(), &Unread::default());
        assert!(not_utf8.unwrap_err().to_string().contains("not UTF-8"));
        let deep = format!("{{\"body\": \"x\", \"headline\": {}", "[".repeat(100_000));
        assert!(matches!(parse(&deep), Err(Problem::BrokenJson(_))));
    }
}
