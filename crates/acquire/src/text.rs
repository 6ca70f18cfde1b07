//! A plain text becomes an article.
//!
//! Owns: the lines with which texts say who printed them, when, and under which headline. In: the text. Out: an article
//! that keeps every character; lines of a header are marked as furniture. Refuses: guesses from sentences.

use crate::document::blank;
use crate::record::domain;
use crate::{date, language, parts};
use claimbook_records::{Article, Basis, Published, Publisher, Span};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Lines at the top that may say something of the article.
const LINES: usize = 12;
/// Longest headline and longest line that names a publisher and a day, in bytes.
const HEADLINE: usize = 160;
const IMPRINT: usize = 100;
/// Longest name of a publisher, in words.
const NAME: usize = 6;

static PUBLISHER_WORDS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/publisher_words.txt").split_whitespace().collect());

/// What a labelled line of a header states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Publisher,
    Headline,
    Published,
    Url,
    Author,
    Language,
}

const LABELS: &[(Label, &[&str])] = &[
    (Label::Publisher, &["publisher", "source", "outlet", "newspaper", "publication", "published by"]),
    (Label::Headline, &["headline", "title"]),
    (Label::Published, &["published", "date", "published on", "publication date", "date published", "dated"]),
    (Label::Url, &["url", "link", "address"]),
    (Label::Author, &["author", "authors", "by", "byline"]),
    (Label::Language, &["language"]),
];

/// The article of a text, not yet sealed.
pub(crate) fn article(input: &str, body: String) -> Article {
    let mut article = blank(input.to_owned(), body);
    let body = article.body.clone();
    let body = body.as_str();
    let mut header = true;
    let mut places = lines(body).into_iter().peekable();
    while let Some((start, line)) = places.next() {
        let labelled = label(line).filter(|_| header);
        if let Some((label, value)) = labelled {
            take(&mut article, label, value);
            article.clutter.push(Span::new(start, start + line.len()));
            continue;
        }
        if let Some((publisher, day)) = imprint(line) {
            article.publisher.get_or_insert(publisher);
            article.published.get_or_insert(day);
            article.clutter.push(Span::new(start, start + line.len()));
            continue;
        }
        if let Some(name) = agency(line) {
            article.publisher.get_or_insert(Publisher { name, domain: None });
            break;
        }
        // The first line may be a headline; anything else that says nothing ends the header.
        let next = places
            .peek()
            .map(|(at, line)| (body.get(start + line_len(body, start)..*at).unwrap_or_default(), *line));
        let parted = next.is_some_and(|(gap, line)| gap.matches('\n').count() > 1 || label_or_date(line));
        if article.headline.is_none() && header && is_headline(line) && parted {
            article.headline = Some(line.to_owned());
        } else if !is_byline(line) && !label_or_date(line) {
            header = false;
            if is_sentence(line) {
                break;
            }
        }
    }
    article.language = match article.language.as_str() {
        "und" => language::detect(body),
        given => given.to_owned(),
    };
    article.parts = parts::dated(body);
    article
}

/// The first lines with words, with where they begin; white space around them left off.
fn lines(body: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let placed = body.split_inclusive('\n').map(|line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        (start, line.trim())
    });
    placed.filter(|(_, line)| !line.is_empty()).take(LINES).collect()
}

fn line_len(body: &str, start: usize) -> usize {
    body.get(start..).and_then(|rest| rest.find('\n')).unwrap_or(0)
}

fn label(line: &str) -> Option<(Label, &str)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim();
    let name = name.trim().to_lowercase();
    let (label, _) = LABELS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    let sound = match label {
        Label::Published => date::value(value).is_some(),
        Label::Url => domain(value).is_some(),
        Label::Language => language::given(value).is_some(),
        // "Source: a police officer said so." names nobody who prints.
        Label::Publisher => !value.ends_with('.') && value.split_whitespace().count() <= NAME,
        _ => value.len() <= HEADLINE,
    };
    (sound && !value.is_empty()).then_some((*label, value))
}

fn take(article: &mut Article, label: Label, value: &str) {
    match label {
        Label::Publisher => {
            let host = domain(value);
            let name = host.clone().unwrap_or_else(|| value.to_owned());
            article.publisher.get_or_insert(Publisher { name, domain: host });
        }
        Label::Headline => {
            article.headline.get_or_insert(value.to_owned());
        }
        Label::Published => {
            let stated = date::value(value).map(|value| Published { value, basis: Basis::Text });
            article.published = article.published.take().or(stated);
        }
        Label::Url => {
            article.url.get_or_insert(value.to_owned());
        }
        Label::Author => {
            let names = value.split([',', ';']).map(|name| name.trim().to_owned());
            article.bylines.extend(names.filter(|name| !name.is_empty()));
        }
        Label::Language => article.language = language::given(value).unwrap_or_default(),
    }
}

/// "Northgate Tribune, 8 March 2024": a name that says it is a publisher's, and a day.
fn imprint(line: &str) -> Option<(Publisher, Published)> {
    if line.len() > IMPRINT {
        return None;
    }
    let (range, day) = date::find(line)?;
    let (before, after) = (line.get(..range.start)?, line.get(range.end..)?);
    let name = before.trim().trim_end_matches([',', '|', '·', '•', '-', '–', '—', ' ', '(']);
    // A weekday may stand before the day.
    let name = match name.rsplit_once([',', '|', '·', '•', '–', '—']) {
        Some((name, last)) if date::is_weekday(last.trim()) => name.trim(),
        _ => name,
    };
    let rest = after.trim_matches([' ', '.', ',', ')', '|']);
    let at = (rest.is_empty() || date::is_weekday(rest)) && is_publisher(name);
    let publisher = Publisher { name: name.to_owned(), domain: None };
    at.then(|| (publisher, Published { value: day.to_string(), basis: Basis::Text }))
}

fn is_publisher(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || ["of", "the", "and", "&", "de", "al"].contains(word)
    };
    (2..=NAME).contains(&words.len())
        && words.iter().all(capital)
        && !name.contains([':', ';', '.', '"', '“'])
        && words.iter().any(|word| PUBLISHER_WORDS.contains(word.to_lowercase().as_str()))
}

/// "VARNAL, May 2 (Harbour Wire) –": the agency that a dateline names.
fn agency(line: &str) -> Option<String> {
    let (before, rest) = line.split_once('(')?;
    let (name, after) = rest.split_once(')')?;
    let dash = after.trim_start();
    let dashed = ["-", "–", "—"].iter().any(|d| dash.starts_with(d))
        && dash.trim_start_matches(['-', '–', '—']).starts_with(' ');
    let words = name.split_whitespace().count();
    let capital =
        name.split_whitespace().all(|word| word.starts_with(|c: char| c.is_uppercase() || c == '&'));
    // Before it stands nothing, or a place and a day.
    let place = before.len() <= 60
        && !before.contains(['.', '!', '?', '"', ';'])
        && before.split_whitespace().count() <= 8;
    let place = place || before.len() <= 60 && date::find(before).is_some();
    let opens = before.trim().is_empty() || before.trim_start().starts_with(char::is_uppercase);
    (dashed && capital && place && opens && (1..=4).contains(&words)).then(|| name.trim().to_owned())
}

fn is_headline(line: &str) -> bool {
    line.len() <= HEADLINE
        && line.split_whitespace().count() > 2
        && line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"'“‘".contains(c))
        && !line.ends_with(['.', ':', ';', ','])
        && date::value(line).is_none()
        && !line.contains(" -- ")
}

fn is_byline(line: &str) -> bool {
    line.len() <= IMPRINT && (line.starts_with("By ") || line.starts_with("BY "))
}

fn label_or_date(line: &str) -> bool {
    label(line).is_some() || line.len() <= IMPRINT && (date::value(line).is_some() || imprint(line).is_some())
}

fn is_sentence(line: &str) -> bool {
    line.len() > HEADLINE || line.ends_with(['.', '!', '?', '"', '”']) && line.split_whitespace().count() > 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> [Option<String>; 3] {
        let article = article("a.txt", body.to_owned());
        assert_eq!(article.body.as_str(), body);
        [article.publisher.map(|p| p.name), article.published.map(|p| p.value), article.headline]
    }

    #[test]
    fn what_the_first_lines_say() {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        for (body, publisher, published, headline) in [
            (
                "Publisher: Orbe\nPublished: 2 May 2024\nHeadline: Port hit\n\nShells fell on the port.",
                "Orbe",
                "2024-05-02",
                "Port hit",
            ),
            (
                "Port hit by shells\nNorthgate Tribune, 8 March 2024\n\nShells fell on the port.",
                "Northgate Tribune",
                "2024-03-08",
                "Port hit by shells",
            ),
            (
                "The Varnal Post | Friday, 8 March 2024\n\nShells fell on the port.",
                "The Varnal Post",
                "2024-03-08",
                "",
            ),
            (
                "Port hit by shells\n\nVARNAL, May 2 (Harbour Wire) – Shells fell on the port.",
                "Harbour Wire",
                "",
                "Port hit by shells",
            ),
            ("(Harbour Wire) - Shells fell on the port.", "Harbour Wire", "", ""),
            (
                "Port hit by shells\n\nPublished: 9 January 2024\n\nShells fell on the port.",
                "",
                "2024-01-09",
                "Port hit by shells",
            ),
            (
                "Source: https://www.orbe.example/1\nDate: 2024-05-02\n\nShells fell.",
                "orbe.example",
                "2024-05-02",
                "",
            ),
            ("VARNAL, 8 March 2024\n\nShells fell on the port.", "", "", ""),
            ("Tel Qasr, 8 March 2024\n\nShells fell on the port.", "", "", ""),
            ("Shells fell on the port (and the depot) - again, the police said.", "", "", ""),
            ("Shells fell on the port. The Varnal Post said so on 8 March 2024.", "", "", ""),
            ("Date: the day it happened is not known.\n\nShells fell.", "", "", ""),
            ("Shells fell on the port\nand on the depot.", "", "", ""),
            ("By Ana Ruiz, 2 May 2024\n\nShells fell on the port.", "", "", ""),
        ] {
            assert_eq!(shown(body), [some(publisher), some(published), some(headline)], "{body}");
        }
    }

    #[test]
    fn lines_of_a_header_are_furniture() {
        let body = "Port hit by shells\n\nPublisher: Orbe\nNorthgate Tribune, 8 March 2024\n\nSource: a police officer.\n\nShells fell.";
        let article = article("a.txt", body.to_owned());
        let marked: Vec<&str> = article.clutter.iter().map(|span| span.of(body)).collect();
        assert_eq!(marked, ["Publisher: Orbe", "Northgate Tribune, 8 March 2024"]);
        assert_eq!(article.publisher.unwrap().name, "Orbe");
    }
}
