//! Answers in the form a request wants.
//!
//! Owns: the forms (JSON, JSON lines, CSV, GeoJSON), the envelope of a list, the tag of a version. In: values and lists. Out:
//! responses. Refuses: forms that a question does not have.

use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use claimbook_ledger::{Head, Ledger, printable};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Lines,
    Csv,
    GeoJson,
}

impl Form {
    /// Every form.
    pub(crate) const ALL: [Self; 4] = [Self::Json, Self::Lines, Self::Csv, Self::GeoJson];

    /// Its media type.
    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Lines => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::GeoJson => "application/geo+json",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Lines => "ndjson",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
        }
    }

    /// The form a request wants of those a question has: by a word in the address, else by the header `Accept`, of which
    /// the kinds are taken in the order of their weights, then as they stand.
    pub(crate) fn wanted(word: Option<&str>, headers: &HeaderMap, has: &[Self]) -> Result<Self, Problem> {
        let none = || {
            let kinds: Vec<&str> = has.iter().map(|form| form.media()).collect();
            Problem::new("not_acceptable", format!("this has the forms: {}", kinds.join(", ")))
        };
        if let Some(word) = word {
            return has.iter().copied().find(|form| form.word() == word).ok_or_else(none);
        }
        let mut kinds = weighed(headers, &header::ACCEPT);
        let Some(first) = has.first().copied() else { return Err(none()) };
        if kinds.is_empty() {
            return Ok(first);
        }
        kinds.sort_by(|a, b| b.1.total_cmp(&a.1));
        let fits = |form: &Form, kind: &str| {
            let media = form.media().split(';').next().unwrap_or_default();
            let group = media.split('/').next().unwrap_or_default();
            kind == media || kind == "*/*" || kind.strip_suffix("/*") == Some(group)
        };
        kinds.iter().find_map(|(kind, _)| has.iter().copied().find(|form| fits(form, kind))).ok_or_else(none)
    }
}

/// What a header of kinds takes (`Accept`, `Accept-Encoding`), in lower case with its weight, as it stands; what has no weight
/// is not taken.
pub(crate) fn weighed(headers: &HeaderMap, name: &header::HeaderName) -> Vec<(String, f32)> {
    let lines = headers.get_all(name).iter().filter_map(|v| v.to_str().ok());
    let kind = |kind: &str| {
        let mut parts = kind.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|p| p.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        (!name.is_empty() && weight > 0.0).then_some((name, weight))
    };
    lines.flat_map(|line| line.split(',')).filter_map(kind).collect()
}

/// What writes a long answer.
pub(crate) type Writing = Box<dyn FnOnce(&Ledger, &mut dyn Write) -> io::Result<()> + Send>;

/// What a question gives.
pub(crate) enum Answer {
    /// Text of a media type, whole.
    Whole { status: StatusCode, media: String, body: Vec<u8>, headers: Vec<(header::HeaderName, String)> },
    /// Written while it is sent.
    Long { media: String, headers: Vec<(header::HeaderName, String)>, write: Writing },
}

impl Answer {
    /// A value as JSON.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self::Whole {
            status: StatusCode::OK,
            media: Form::Json.media().to_owned(),
            body: text(value)?.into_bytes(),
            headers: Vec::new(),
        })
    }

    /// The same of something new.
    pub(crate) fn created(value: &impl Serialize) -> Result<Self, Problem> {
        match Self::json(value)? {
            Self::Whole { media, body, headers, .. } => {
                Ok(Self::Whole { status: StatusCode::CREATED, media, body, headers })
            }
            long => Ok(long),
        }
    }

    /// A page of a list, as an envelope or as lines.
    pub(crate) fn page<T: Serialize>(form: Form, page: &Page<T>, address: &str) -> Result<Self, Problem> {
        let items: Vec<String> = page.items.iter().map(text).collect::<Result<_, _>>()?;
        let mut headers = Vec::new();
        if let Some(next) = &page.next {
            headers.push((header::LINK, format!("<{}>; rel=\"next\"", with_cursor(address, next))));
        }
        let body = match form {
            Form::Lines => items.iter().flat_map(|item| [item.as_str(), "\n"]).collect::<String>(),
            _ => {
                let total = page.total.map_or_else(|| "null".to_owned(), |n| n.to_string());
                let next = text(&page.next)?;
                let more: String =
                    page.more.iter().map(|(name, value)| format!(",\"{name}\":{value}")).collect();
                format!("{{\"items\":[{}],\"total\":{total},\"next\":{next}{more}}}", items.join(","))
            }
        };
        let media = if form == Form::Lines { Form::Lines } else { Form::Json };
        Ok(Self::Whole {
            status: StatusCode::OK,
            media: media.media().to_owned(),
            body: body.into_bytes(),
            headers,
        })
    }
}

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub items: Vec<T>,
    /// How many there are without pages, where that is known.
    pub total: Option<u64>,
    pub next: Option<String>,
    /// Further members of the envelope.
    pub more: Vec<(&'static str, Value)>,
}

impl<T> Page<T> {
    /// A page counted by entries.
    pub(crate) fn counted(items: Vec<T>, total: u64, offset: usize) -> Self {
        let end = offset + items.len();
        let next = (!items.is_empty() && (end as u64) < total).then(|| crate::asked::cursor(end));
        Self { items, total: Some(total), next, more: Vec::new() }
    }

    /// A page out of a whole list.
    pub(crate) fn of_all(all: Vec<T>, limit: Option<usize>, offset: usize) -> Self {
        let total = all.len() as u64;
        let items = all.into_iter().skip(offset).take(limit.unwrap_or(usize::MAX)).collect();
        Self::counted(items, total, offset)
    }
}

/// A value as the commands print it.
pub(crate) fn text(value: &impl Serialize) -> Result<String, Problem> {
    let text = serde_json::to_string(value).map_err(|e| Problem::new("internal", e.to_string()))?;
    Ok(printable::json(&text).into_owned())
}

/// The address of a list with another cursor.
fn with_cursor(address: &str, cursor: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let mut pairs: Vec<&str> = kept.collect();
    let own = format!("cursor={cursor}");
    pairs.push(&own);
    format!("{path}?{}", pairs.join("&"))
}

/// The tag of what is told of a book at a head, by one run of the server, in one form.
pub(crate) fn tag(head: &Head, run: &str, form: Form) -> String {
    format!("\"{}-{}-{run}-{}\"", head.seq, head.hash.get(..16).unwrap_or_default(), form.word())
}

/// Whether a request already has what carries a tag.
pub(crate) fn has(headers: &HeaderMap, tag: &str) -> bool {
    let plain = |t: &str| t.trim().trim_start_matches("W/") == tag;
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .any(|v| v.split(',').any(plain))
}

/// The head of a response.
pub(crate) fn head(
    status: StatusCode,
    media: &str,
    headers: Vec<(header::HeaderName, String)>,
    body: Body,
) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let all = std::iter::once((header::CONTENT_TYPE, media.to_owned())).chain(headers);
    for (name, value) in all {
        // Values are made here of printable ASCII; one that is not is left out.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_follows_accept_and_its_weights() {
        let wanted = |accept: &str| {
            let mut headers = HeaderMap::new();
            if !accept.is_empty() {
                headers.insert(header::ACCEPT, accept.parse().unwrap());
            }
            Form::wanted(None, &headers, &Form::ALL)
        };
        for (accept, form) in [
            ("", Form::Json),
            ("*/*", Form::Json),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Form::Json),
            ("text/csv", Form::Csv),
            ("text/*", Form::Csv),
            ("application/json;q=0.1, application/geo+json", Form::GeoJson),
            ("application/x-ndjson", Form::Lines),
        ] {
            assert_eq!(wanted(accept).unwrap(), form, "{accept}");
        }
        assert_eq!(wanted("image/png").unwrap_err().status.as_u16(), 406);
        assert_eq!(Form::wanted(Some("csv"), &HeaderMap::new(), &Form::ALL).unwrap(), Form::Csv);
        assert!(Form::wanted(Some("csv"), &HeaderMap::new(), &[Form::Json]).is_err());
    }

    #[test]
    fn a_page_says_where_the_next_begins() {
        let page = Page::of_all((0..5).collect(), Some(2), 2);
        assert_eq!((&page.items[..], page.total, page.next.as_deref()), (&[2, 3][..], Some(5), Some("o4")));
        let last = Page::of_all((0..5).collect::<Vec<i32>>(), Some(2), 4);
        assert_eq!(last.next, None);
        assert_eq!(with_cursor("/api/claims?act=denies&cursor=o2", "o4"), "/api/claims?act=denies&cursor=o4");
    }
}
