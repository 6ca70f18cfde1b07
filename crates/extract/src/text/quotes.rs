//! Quotation marks in pairs.
//!
//! Owns: which tokens stand inside a quotation. In: a [`Text`] with tokens and sentences. Out: [`Quotation`]s.
//! Refuses: who speaks.

use super::Text;
use claimbook_records::Span;
use std::ops::Range;

/// Tokens a quotation in single marks may hold; beyond that the mark was an apostrophe.
const SINGLE_LIMIT: usize = 40;

/// A stretch between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark to the closing mark, both included where they stand in the text.
    pub span: Span,
    /// Tokens between the marks.
    pub tokens: Range<usize>,
    /// False when the closing mark is missing and the quotation was ended with its paragraph.
    pub closed: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Open,
    Close,
    /// A straight mark: opens or closes by what is open already.
    Either,
}

/// Pairs the marks paragraph by paragraph. A paragraph that opens with a mark while the one before it left its
/// quotation open goes on with it, as the press prints long quotations.
pub(super) fn pair(text: &Text, body: &str) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut single: Option<usize> = None;
    let mut paragraph = None;
    for (i, token) in text.tokens.iter().enumerate() {
        let here = text.sentences.get(token.sentence as usize).map(|s| s.paragraph);
        if here != paragraph {
            if let Some(from) = open.take() {
                found.push(quotation(text, from, i, false));
            }
            single = None;
            paragraph = here;
        }
        let glued_left =
            i > 0 && text.tokens[i - 1].span.end() == token.span.start() && !opens_before(text, i);
        let glued_right = text.tokens.get(i + 1).is_some_and(|n| n.span.start() == token.span.end());
        if let Some(mark) = double(token.span.of(body)) {
            let mark = match mark {
                Mark::Either if open.is_none() => Mark::Open,
                Mark::Either if glued_right && !glued_left => Mark::Open,
                Mark::Either => Mark::Close,
                decided => decided,
            };
            match (mark, open) {
                (Mark::Open, Some(from)) => {
                    // A second opening mark: the first was never closed.
                    found.push(quotation(text, from, i, false));
                    open = Some(i);
                }
                (Mark::Open, None) => open = Some(i),
                (_, Some(from)) => {
                    found.push(quotation(text, from, i, true));
                    open = None;
                }
                (_, None) => {}
            }
        } else if let Some(mark) = lone(token.span.of(body)) {
            let opens = mark == Mark::Open || mark == Mark::Either && glued_right && !glued_left;
            match single {
                Some(from) if !opens && i - from <= SINGLE_LIMIT => {
                    found.push(quotation(text, from, i, true));
                    single = None;
                }
                _ if opens => single = Some(i),
                _ => {}
            }
        }
    }
    if let Some(from) = open {
        found.push(quotation(text, from, text.tokens.len(), false));
    }
    found.sort_by_key(|q| (q.span.start(), usize::MAX - q.span.end()));
    found
}

/// The innermost quotation around each of so many tokens, counted from 1, the first of equals; 0 for none.
pub(super) fn innermost(quotations: &[Quotation], tokens: usize) -> Vec<u32> {
    let mut out = vec![0u32; tokens];
    for (number, quotation) in (1..).zip(quotations) {
        for slot in out.get_mut(quotation.tokens.clone()).unwrap_or_default() {
            let known = slot.checked_sub(1).and_then(|k| quotations.get(k as usize));
            if known.is_none_or(|k| quotation.tokens.len() < k.tokens.len()) {
                *slot = number;
            }
        }
    }
    out
}

fn opens_before(text: &Text, i: usize) -> bool {
    matches!(text.tokens[i - 1].norm.as_str(), "(" | "[" | "--" | "-" | "\"" | "'")
}

fn quotation(text: &Text, from: usize, to: usize, closed: bool) -> Quotation {
    let last = if closed { to } else { to.saturating_sub(1).max(from) };
    Quotation {
        span: text.tokens[from].span.join(text.tokens[last].span),
        tokens: from + 1..to.max(from + 1),
        closed,
    }
}

fn double(mark: &str) -> Option<Mark> {
    Some(match mark {
        "“" | "„" | "«" | "``" => Mark::Open,
        "”" | "»" | "''" => Mark::Close,
        "\"" | "‟" => Mark::Either,
        _ => return None,
    })
}

fn lone(mark: &str) -> Option<Mark> {
    Some(match mark {
        "‘" | "‚" | "`" => Mark::Open,
        "’" => Mark::Close,
        "'" => Mark::Either,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::text::{Models, analyse};

    fn quoted(body: &str) -> Vec<String> {
        let text = analyse(body, &[], Models::embedded());
        text.quotations.iter().map(|q| q.span.of(body).to_owned()).collect()
    }

    #[test]
    fn marks_are_paired() {
        assert_eq!(quoted("“We fired,” he said. “It hit.”"), ["“We fired,”", "“It hit.”"]);
        assert_eq!(quoted("He said \"we fired\" and \"it hit.\" Then."), ["\"we fired\"", "\"it hit.\""]);
        assert_eq!(quoted("The ‘Long Flood’ of the guerrillas’ camp."), ["‘Long Flood’"]);
        assert_eq!(quoted("The guerrillas' camp wasn't the rebels' camp."), Vec::<String>::new());
    }

    #[test]
    fn a_quotation_inside_another_follows_it() {
        assert_eq!(quoted("“We say ‘stop’ now.”"), ["“We say ‘stop’ now.”", "‘stop’"]);
    }

    #[test]
    fn an_open_quotation_ends_with_its_paragraph() {
        let body = "“We fired.\n“We won.” The end.";
        assert_eq!(quoted(body), ["“We fired.", "“We won.”"]);
        let text = analyse(body, &[], Models::embedded());
        assert!(!text.quotations[0].closed && text.quotations[1].closed);
        let at = |word: &str| text.token_at(body.find(word).unwrap()).unwrap();
        assert!(text.is_quoted(at("fired")) && text.is_quoted(at("won")) && !text.is_quoted(at("end")));
    }
}
