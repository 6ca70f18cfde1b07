//! When a page was published.
//!
//! Owns: the order of trust among JSON-LD, `<meta>`, marked elements, the address and dates printed at the top. In:
//! the page's facts, address and text. Out: a date and its basis. Refuses: dates of change, dates in sentences, and a
//! date from the masthead, which is the day of the visit.

use super::facts::{Dated, Facts};
use crate::date;
use claimbook_records::{Basis, Published};

/// Bytes of text after the first heading within which a date belongs to the article.
const NEAR: usize = 1_500;
/// Lines of the text that may hold a printed date.
const LINES: usize = 4;
/// Longest line that is a date with a few words around it, in bytes.
const SHORT: usize = 100;
/// Words besides the date on such a line.
const WORDS: usize = 7;

/// The publication date, from the most trustworthy place that has one.
pub(crate) fn find(facts: &Facts, linked: Option<&str>, url: Option<&str>, body: &str) -> Option<Published> {
    let metadata = linked
        .and_then(date::value)
        .or_else(|| facts.meta("published").find_map(date::value))
        .or_else(|| facts.dated.iter().filter(|d| d.published).find_map(value))
        .or_else(|| url.and_then(date::in_url).map(|d| d.to_string()))
        .filter(|value| !is_epoch(value));
    if let Some(value) = metadata {
        return Some(Published { value, basis: Basis::Metadata });
    }
    let near = |d: &&Dated| d.after_heading.is_some_and(|n| n < NEAR);
    if let Some(dated) = facts.dated.iter().filter(near).find(|d| value(d).is_some()) {
        let basis = if attribute(dated).is_some() { Basis::Metadata } else { Basis::Text };
        return value(dated).map(|value| Published { value, basis });
    }
    printed(body).map(|value| Published { value, basis: Basis::Text })
}

/// The zero of computer clocks is a missing date.
fn is_epoch(value: &str) -> bool {
    value.starts_with("1970-01-01")
}

fn attribute(dated: &Dated) -> Option<String> {
    dated.attribute.as_deref().and_then(date::value).filter(|value| !is_epoch(value))
}

fn value(dated: &Dated) -> Option<String> {
    if is_change(&dated.text) {
        return None;
    }
    attribute(dated).or_else(|| date::find(&dated.text).map(|(_, d)| d.to_string()))
}

/// "Updated May 3, 2024" dates a change; "Published May 2, updated May 3" begins with the day we want.
pub(crate) fn is_change(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    ["updated", "last updated", "modified", "last modified", "edited"]
        .iter()
        .any(|word| lower.starts_with(word))
}

/// A date on a line of its own near the top, or in the dateline that opens the first sentence.
fn printed(body: &str) -> Option<String> {
    body.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES).find_map(|line| {
        let alone = line.len() <= SHORT && !is_sentence(line);
        let text = if alone { line } else { dateline(line)? };
        let (range, date) = date::find(text)?;
        let rest = [text.get(..range.start)?, text.get(range.end..)?];
        let words: usize = rest.iter().map(|piece| piece.split_whitespace().count()).sum();
        (words <= WORDS && !is_change(text)).then(|| date.to_string())
    })
}

/// What stands before the first dash of a paragraph: "VARNAL, May 2, 2024 (Orbe) -- Two drones ...".
fn dateline(line: &str) -> Option<&str> {
    let end = ["—", "–", "--", " - "].iter().filter_map(|dash| line.find(dash)).min()?;
    line.get(..end).filter(|opening| opening.len() <= SHORT)
}

fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '?', '!', '"', '”']) && text.split_whitespace().count() > 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str, url: Option<&str>, body: &str) -> Option<(String, Basis)> {
        find(&Facts::of(page), None, url, body).map(|p| (p.value, p.basis))
    }

    #[test]
    fn the_most_trustworthy_place_wins() {
        let meta = "<meta property='article:published_time' content='2024-05-02T08:00:00+03:00'>";
        let time = "<h1>Port hit</h1><time datetime='2024-05-03'>May 3</time>";
        let printed = "<h1>Port hit</h1><span class=post-date>2 May 2024</span>";
        let url = Some("https://orbe.example/2024/05/04/x");
        for (page, url, body, want) in [
            (format!("{meta}{time}"), url, "", Some(("2024-05-02T08:00:00+03:00", Basis::Metadata))),
            (time.to_owned(), url, "", Some(("2024-05-04", Basis::Metadata))),
            (time.to_owned(), None, "", Some(("2024-05-03", Basis::Metadata))),
            (printed.to_owned(), None, "", Some(("2024-05-02", Basis::Text))),
            (String::new(), None, "May 2, 2024\n\nTwo drones fell.", Some(("2024-05-02", Basis::Text))),
            (
                String::new(),
                None,
                "VARNAL, 2 May 2024 (Orbe) -- Two drones fell on the port of the town on Thursday, the police said.",
                Some(("2024-05-02", Basis::Text)),
            ),
        ] {
            let want = want.map(|(value, basis): (&str, _)| (value.to_owned(), basis));
            assert_eq!(found(&page, url, body), want, "{page} {body}");
        }
    }

    #[test]
    fn no_date_is_better_than_a_wrong_one() {
        let far =
            format!("<h1>Port hit</h1><p>{}</p><time datetime='2024-06-01'>x</time>", "word ".repeat(400));
        for (page, body) in [
            ("<span class=date>Monday, June 3, 2024</span><h1>Port hit</h1>", ""),
            ("<meta name=date content='0001-01-01T00:00:00'>", ""),
            ("<meta name=pubdate content='1970-01-01'>", ""),
            ("<h1>Port hit</h1><time datetime='2024-05-03'>Updated May 3, 2024</time>", ""),
            (far.as_str(), ""),
            ("", "The war that began on October 7, 2023 went on."),
            (
                "",
                "On 2 May 2024 two drones fell on the port of the town, the police said in a statement late at night on Friday.",
            ),
        ] {
            assert_eq!(found(page, None, body), None, "{page} {body}");
        }
    }
}
