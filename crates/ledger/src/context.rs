//! The sentence around a quote, for reading.
//!
//! Owns: a plain guess at where a sentence begins and ends. In: an article's text and a quote. Out: the words around it
//! with their place. Refuses: to matter for what an article is read to tell; the engine's own sentences are finer. Links of
//! incidents look for their words in it.

use claimbook_records::Body;
use claimbook_records::report::Quote;

/// At most so many code points on either side; a sentence that is longer is cut at a space.
const REACH: usize = 400;

/// The sentence, or sentences, a quote stands in. The quote itself when it does not lie in the text.
pub(crate) fn sentence(body: &Body, quote: &Quote) -> Quote {
    let text = body.as_str();
    let Some(span) = body.span(quote.start, quote.end) else { return quote.clone() };
    let (start, end) = (span.start(), span.end());
    let (before, after) = text.split_at(start);
    let after = &after[end - start..];
    let left = left(before);
    let right = right(after);
    let (from, to) = (start - left.len(), end + right.len());
    Quote {
        start: quote.start - left.chars().count(),
        end: quote.end + right.chars().count(),
        text: text.get(from..to).unwrap_or_default().to_owned(),
    }
}

/// The tail of `before` that belongs to the sentence.
fn left(before: &str) -> &str {
    let reach = before.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
    let near = before.get(reach..).unwrap_or_default();
    let mut from = if reach == 0 { 0 } else { near.find(char::is_whitespace).unwrap_or(0) };
    for (at, c) in near.char_indices() {
        let next = at + c.len_utf8();
        if ends_sentence(near, at, c, near.get(next..).unwrap_or_default()) || blank_line(near, at) {
            from = next;
        }
    }
    let tail = near.get(from..).unwrap_or_default();
    let tail = tail.trim_start_matches(['"', '”', '’', '\'', ')']);
    tail.trim_start()
}

/// The head of `after` that belongs to the sentence.
fn right(after: &str) -> &str {
    let mut to = after.len();
    for (n, (at, c)) in after.char_indices().enumerate() {
        let next = at + c.len_utf8();
        let rest = after.get(next..).unwrap_or_default();
        if ends_sentence(after, at, c, rest) {
            let closers = rest.len() - rest.trim_start_matches(['"', '”', '’', '\'', ')']).len();
            to = next + closers;
            break;
        }
        if blank_line(after, at) || (n >= REACH && c.is_whitespace()) {
            to = at;
            break;
        }
    }
    after.get(..to).unwrap_or_default().trim_end()
}

/// A stop, question or exclamation mark before white space and what can begin a sentence, but not after an initial or a
/// short capitalised abbreviation.
fn ends_sentence(text: &str, at: usize, c: char, rest: &str) -> bool {
    if !matches!(c, '.' | '!' | '?') {
        return false;
    }
    let rest = rest.trim_start_matches(['"', '”', '’', '\'', ')']);
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return false;
    }
    if rest.trim_start().starts_with(char::is_lowercase) {
        return false;
    }
    let word =
        text.get(..at).unwrap_or_default().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let letters = word.chars().count();
    let abbreviation = letters == 1 || (letters <= 3 && word.starts_with(char::is_uppercase));
    c != '.' || !abbreviation || word.starts_with(|c: char| c.is_ascii_digit())
}

fn blank_line(text: &str, at: usize) -> bool {
    let mut lines = text.get(at..).unwrap_or_default().splitn(3, '\n');
    lines.next() == Some("") && lines.next().is_some_and(|l| l.trim().is_empty()) && lines.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_records::Span;

    fn around(text: &str, quoted: &str) -> String {
        let at = text.find(quoted).unwrap();
        let body = Body::new(text);
        let quote = body.quote(Span::new(at, at + quoted.len()));
        let sentence = sentence(&body, &quote);
        let between = body.span(sentence.start, sentence.end);
        assert_eq!(between.map(|span| span.of(text)), Some(sentence.text.as_str()));
        assert!(sentence.text.contains(quoted));
        sentence.text
    }

    #[test]
    fn a_sentence_ends_at_its_stop_and_not_at_an_initial_or_title() {
        let text = "It was late. Lt. Gen. H. Marr said “two drones hit Tel Qasr’s depot.” No one died.\n\nÉlan Press";
        assert_eq!(around(text, "drones"), "Lt. Gen. H. Marr said “two drones hit Tel Qasr’s depot.”");
        assert_eq!(around(text, "late"), "It was late.");
        assert_eq!(around(text, "No one"), "No one died.");
        assert_eq!(around(text, "Élan"), "Élan Press");
        assert_eq!(around("A wrapped\nline goes on.", "wrapped"), "A wrapped\nline goes on.");
    }

    #[test]
    fn a_text_without_stops_is_cut() {
        let text = format!("{0}mill {0}", "word ".repeat(1000));
        let found = around(&text, "mill");
        assert!(found.len() > REACH && found.len() < 2 * REACH + 20, "{}", found.len());
    }

    #[test]
    fn a_quote_that_does_not_lie_in_the_text_is_given_back() {
        let quote = Quote { start: 3, end: 90, text: "x".to_owned() };
        assert_eq!(sentence(&Body::new("short"), &quote), quote);
    }
}
