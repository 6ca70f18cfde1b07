//! One article's fields as a table, a JSON object, a feed or an export of messages states them.
//!
//! Owns: the fields and their checks. In: values by field. Out: [`Record`], and the article it becomes. Refuses: to
//! repair a value or to change a text.

use crate::columns::{ColumnMap, Field, Places, Unread};
use crate::document::blank;
use crate::error::Problem;
use crate::{date, html, language};
use claimbook_records::{Article, Basis, Published, Publisher};
use serde_json::Value;

/// A record with its fields checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) publisher: Option<Publisher>,
    pub(crate) headline: Option<String>,
    pub(crate) bylines: Vec<String>,
    pub(crate) published: Option<Published>,
    pub(crate) language: Option<String>,
    pub(crate) body: String,
    /// The body is HTML.
    pub(crate) markup: bool,
    pub(crate) notes: Vec<String>,
}

impl Record {
    /// Reads the values that stand under some names. `unread` takes the names that hold nothing known.
    pub(crate) fn of(
        names: &[String],
        values: Vec<Value>,
        map: &ColumnMap,
        unread: &Unread,
    ) -> Result<Self, Problem> {
        let places = Places::among(names, map)?;
        places.note_others(names, unread);
        Self::at(names, values, &places)
    }

    /// The same, where it is known which field stands where.
    pub(crate) fn at(names: &[String], values: Vec<Value>, places: &Places) -> Result<Self, Problem> {
        // A place may hold two fields ("source" is a publisher in one table and an address in another).
        let take = |field| {
            let place = places.of(field)?;
            Some((names.get(place)?.as_str(), values.get(place)?.clone()))
        };
        let body = match take(Field::Body) {
            None | Some((_, Value::Null)) => return Err(Problem::MissingBody(names.to_vec())),
            Some((name, Value::String(body))) if body.trim().is_empty() => {
                return Err(if name == "body" {
                    Problem::EmptyBody
                } else {
                    Problem::EmptyCell(name.to_owned())
                });
            }
            Some((_, Value::String(body))) => body,
            Some((_, other)) => return Err(bad("body", &other, "a text")),
        };
        let mut notes = Vec::new();
        let source = take(Field::Source).map(|(_, value)| value);
        let address = source.as_ref().and_then(Value::as_str).filter(|text| domain(text).is_some());
        let url = text("url", value(take(Field::Url)))?.or_else(|| address.map(str::to_owned));
        let host = text("hostname", value(take(Field::Domain)))?;
        let name = value(take(Field::Publisher)).filter(|v| !v.is_null());
        let name = name.or_else(|| source.clone().filter(|_| address.is_none()));
        Ok(Self {
            id: id(value(take(Field::Id)))?,
            publisher: publisher(name, host.as_deref(), url.as_deref())?,
            url,
            headline: text("headline", value(take(Field::Headline)))?,
            bylines: authors(value(take(Field::Author))),
            published: published(take(Field::Published), &mut notes)?,
            language: language_of(take(Field::Language))?,
            body,
            markup: false,
            notes,
        })
    }

    /// The article, not yet sealed. `place` names a record that has no id.
    pub(crate) fn article(&self, place: impl FnOnce() -> String) -> Result<Article, Problem> {
        let body = if self.markup { html::plain(&self.body) } else { self.body.clone() };
        if body.trim().is_empty() {
            return Err(Problem::NoWords(""));
        }
        Ok(Article {
            publisher: self.publisher.clone(),
            url: self.url.clone(),
            headline: self.headline.clone(),
            bylines: self.bylines.clone(),
            published: self.published.clone(),
            language: self.language.clone().unwrap_or_else(|| language::detect(&body)),
            notes: self.notes.clone(),
            ..blank(self.id.clone().unwrap_or_else(place), body)
        })
    }
}

fn value(named: Option<(&str, Value)>) -> Option<Value> {
    named.map(|(_, value)| value)
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

fn publisher(
    value: Option<Value>,
    host: Option<&str>,
    url: Option<&str>,
) -> Result<Option<Publisher>, Problem> {
    const EXPECTED: &str = "a name or {\"name\": ..., \"domain\": ...}";
    let known = || host.map(|host| host.trim().to_owned()).or_else(|| url.and_then(domain));
    match value {
        Some(Value::Object(mut fields)) => {
            let name = text("publisher", fields.remove("name"))?;
            let domain = text("publisher", fields.remove("domain"))?;
            match name {
                Some(name) => Ok(Some(Publisher { name, domain: domain.or_else(known) })),
                None => Err(bad("publisher", &Value::Object(fields), EXPECTED)),
            }
        }
        Some(other @ (Value::Array(_) | Value::Bool(_) | Value::Number(_))) => {
            Err(bad("publisher", &other, EXPECTED))
        }
        other => Ok(match text("publisher", other)? {
            Some(name) => Some(Publisher { name, domain: known() }),
            None => known().map(|domain| Publisher { name: domain.clone(), domain: Some(domain) }),
        }),
    }
}

/// Names in a list, or in one text apart by commas or semicolons.
fn authors(value: Option<Value>) -> Vec<String> {
    let split = |text: &str| text.split([';', ',']).map(|n| n.trim().to_owned()).collect::<Vec<_>>();
    let names = match value {
        Some(Value::String(text)) => split(&text),
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).flat_map(split).collect(),
        _ => Vec::new(),
    };
    names.into_iter().filter(|name| !name.is_empty() && !name.contains("://")).collect()
}

/// The date of a record. Under our own name it must be one; under another's, what cannot be read is told and the
/// record has no date.
fn published(named: Option<(&str, Value)>, notes: &mut Vec<String>) -> Result<Option<Published>, Problem> {
    const EXPECTED: &str = "a date such as 2024-05-02 or 2024-05-02T10:30:00Z; mend it or leave it out";
    let Some((name, value)) = named else { return Ok(None) };
    let read = match &value {
        Value::Null => return Ok(None),
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        Value::String(text) => date::value(text),
        Value::Number(number) => number.as_i64().and_then(date::of_clock),
        _ => None,
    };
    match read {
        Some(value) => Ok(Some(Published { value, basis: Basis::Given })),
        None if name == "published" && notes.is_empty() && !is_ambiguous(&value) => {
            Err(bad("published", &value, EXPECTED))
        }
        None => {
            let shown = value.to_string();
            let why = if is_ambiguous(&value) {
                "day and month cannot be told apart"
            } else {
                "it cannot be read as a date"
            };
            notes.push(format!(
                "'{name}' is {}: {why}, so the article has no date of publication; write it as 2024-05-02",
                language::head(&shown, 60)
            ));
            Ok(None)
        }
    }
}

/// Three numbers apart by slashes or dashes that may be read in two ways: 09/01/2024.
fn is_ambiguous(value: &Value) -> bool {
    let numbers =
        |text: &str| text.trim().split(['/', '-', '.']).map(str::parse::<u16>).collect::<Result<Vec<_>, _>>();
    let parts = value.as_str().and_then(|text| numbers(text).ok()).unwrap_or_default();
    matches!(parts[..], [1..=12, 1..=12, 1000..=9999])
}

fn language_of(named: Option<(&str, Value)>) -> Result<Option<String>, Problem> {
    let name = named.as_ref().map(|(name, _)| (*name).to_owned());
    let Some(code) = text("language", value(named))? else { return Ok(None) };
    match language::given(&code) {
        Some(code) => Ok(Some(code)),
        None if name.as_deref() != Some("language") => Ok(None),
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

    #[test]
    fn a_date_that_may_be_read_in_two_ways_is_told_and_not_taken() {
        let names = ["text", "date"].map(str::to_owned);
        for (date, want, told) in [
            ("09/01/2024", None, "day and month"),
            ("13/01/2024", Some("2024-01-13"), ""),
            ("last week", None, "cannot be read"),
            ("", None, ""),
        ] {
            let values = vec![Value::from("Shells fell."), Value::from(date)];
            let record = Record::of(&names, values, &ColumnMap::default(), &Unread::default()).unwrap();
            assert_eq!(record.published.map(|p| p.value).as_deref(), want, "{date}");
            assert_eq!(record.notes.iter().any(|note| note.contains(told)), !told.is_empty(), "{date}");
        }
    }
}
