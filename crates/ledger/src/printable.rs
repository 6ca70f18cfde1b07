//! Text that does nothing but be read.
//!
//! Owns: which characters command a terminal or turn the order of letters around, and how they are shown. In: text of
//! anybody. Out: the same without them; JSON with them escaped, which says the same. Refuses: judging words.

use std::borrow::Cow;
use std::io::{self, Write};

/// Control characters, line breaks and tabs aside, and marks that override the direction of letters.
pub fn commands(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text for a terminal or a cell: a reader sees that something stood there.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(commands) {
        Cow::Owned(text.chars().map(|c| if commands(c) { '\u{fffd}' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Written JSON, with what [`commands`] in its strings as `\u` escapes.
pub fn json(text: &str) -> Cow<'_, str> {
    if !text.contains(commands) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        // Between its strings a document has line breaks of its own; inside they are escaped already.
        if commands(c) && c != '\r' {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Cleans text on its way to another writer, however it is cut.
pub struct Gate<W> {
    out: W,
    clean: fn(&str) -> Cow<'_, str>,
    /// The beginning of a character whose end has not come.
    rest: Vec<u8>,
}

impl<W: Write> Gate<W> {
    /// `clean` is [`plain`] or [`json`].
    pub fn new(out: W, clean: fn(&str) -> Cow<'_, str>) -> Self {
        Self { out, clean, rest: Vec::new() }
    }
}

impl<W: Write> Write for Gate<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let rest = std::mem::take(&mut self.rest);
        let mut left = rest.as_slice();
        for chunk in rest.utf8_chunks() {
            self.out.write_all((self.clean)(chunk.valid()).as_bytes())?;
            left = left.get(chunk.valid().len()..).unwrap_or_default();
            let bad = chunk.invalid();
            if bad.len() < left.len() || std::str::from_utf8(bad).is_err_and(|e| e.error_len().is_some()) {
                self.out.write_all("\u{fffd}".as_bytes())?;
                left = left.get(bad.len()..).unwrap_or_default();
            } else {
                self.rest = left.to_vec();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_commands_is_left_and_json_says_the_same() {
        let text = "a\u{1b}[31mb\u{9b}c\u{202e}d\u{7f}\r\n\te\u{200f}";
        assert_eq!(plain(text), "a\u{fffd}[31mb\u{fffd}c\u{fffd}d\u{fffd}\u{fffd}\n\te\u{200f}");
        let value = serde_json::json!({"text": text, "long": "é".repeat(20)});
        let written = json(&value.to_string()).into_owned();
        assert!(!written.contains(commands));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
        let through = |bytes: &[u8], clean: fn(&str) -> Cow<'_, str>, size: usize| {
            let mut gate = Gate::new(Vec::new(), clean);
            bytes.chunks(size).for_each(|some| gate.write_all(some).unwrap());
            String::from_utf8(gate.out).unwrap()
        };
        for size in [1, 2, 3, 1_000] {
            assert_eq!(through(value.to_string().as_bytes(), json, size), written);
            assert_eq!(
                through(b"PAR1\xff\xc3(\x1b\xe2\x82\xac", plain, size),
                "PAR1\u{fffd}\u{fffd}(\u{fffd}€"
            );
        }
    }
}
