//! An article's immutable text and the way from bytes to code points.
//!
//! Owns: the text and an index that turns byte offsets into code point offsets. In: a string. Out: [`Quote`]s, the
//! only spans a report may hold. Refuses: changes to the text, and quotes that do not lie in it.

use crate::report::Quote;
use crate::span::Span;
use std::sync::Arc;

const STEP: usize = 256;

/// The text of an article, cheap to clone.
#[derive(Debug, Clone)]
pub struct Body {
    text: Arc<str>,
    /// Code points before byte `i * STEP`; empty when the text is ASCII.
    index: Arc<[u32]>,
}

impl Body {
    /// Takes the text as it is, character for character.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let index = if text.is_ascii() { Arc::from(Vec::new()) } else { index_of(&text) };
        Self { text, index }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// True for an empty text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Code points before byte `at`.
    pub fn code_point(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        if self.index.is_empty() {
            return at;
        }
        let slot = at / STEP;
        let counted = self.index[slot] as usize;
        counted + self.text.as_bytes()[slot * STEP..at].iter().filter(|b| !is_continuation(**b)).count()
    }

    /// The byte before which `code_point` code points stand; none past the end of the text. Takes back
    /// [`Body::code_point`].
    pub fn byte(&self, code_point: usize) -> Option<usize> {
        if self.index.is_empty() {
            return (code_point <= self.text.len()).then_some(code_point);
        }
        // The first slot always counts 0, so one is always found.
        let slot = self.index.partition_point(|&before| before as usize <= code_point).saturating_sub(1);
        let mut left = code_point - self.index[slot] as usize;
        let from = slot * STEP;
        for (at, byte) in self.text.bytes().enumerate().skip(from) {
            if is_continuation(byte) {
                continue;
            }
            if left == 0 {
                return Some(at);
            }
            left -= 1;
        }
        (left == 0).then_some(self.text.len())
    }

    /// The span between two code points, as a report writes it; none where it does not lie in the text.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span::new(self.byte(start)?, self.byte(end)?))
    }

    /// The span as the report writes it: code points and the exact words.
    pub fn quote(&self, span: Span) -> Quote {
        Quote {
            start: self.code_point(span.start()),
            end: self.code_point(span.end()),
            text: span.of(&self.text).to_owned(),
        }
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

fn index_of(text: &str) -> Arc<[u32]> {
    let mut counts = Vec::with_capacity(text.len() / STEP + 1);
    let mut seen = 0u32;
    for (i, byte) in text.bytes().enumerate() {
        if i % STEP == 0 {
            counts.push(seen);
        }
        seen += u32::from(!is_continuation(byte));
    }
    if text.len().is_multiple_of(STEP) {
        counts.push(seen);
    }
    Arc::from(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_over_wide_characters() {
        let text = format!("{}—Kata’ib fired", "é".repeat(400));
        let body = Body::new(text.as_str());
        let at = text.find("fired").unwrap();
        let quote = body.quote(Span::new(at, at + 5));
        assert_eq!(quote.text, "fired");
        assert_eq!(text.chars().skip(quote.start).take(quote.end - quote.start).collect::<String>(), "fired");
    }

    #[test]
    fn the_end_of_the_text_is_a_place_too() {
        for n in [0, 1, 127, 128, 256, 300] {
            let text = "ü".repeat(n);
            assert_eq!(Body::new(text.as_str()).code_point(text.len()), n);
        }
    }

    #[test]
    fn bytes_and_code_points_lead_to_each_other() {
        for text in
            [String::new(), "Aden".repeat(200), "ü—a😀".repeat(170), "x".repeat(255) + "é", "é".repeat(128)]
        {
            let body = Body::new(text.as_str());
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for (n, at) in bounds.iter().enumerate() {
                assert_eq!(body.byte(n), Some(*at), "code point {n} of {}", text.len());
                assert_eq!(body.code_point(*at), n);
            }
            assert_eq!(body.byte(bounds.len()), None);
            assert_eq!(body.span(0, bounds.len() - 1), Some(Span::new(0, text.len())));
            assert_eq!(body.span(0, bounds.len()), None);
        }
    }
}
