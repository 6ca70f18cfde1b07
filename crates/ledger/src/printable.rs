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

/// Escapes JSON on its way to another writer.
pub(crate) struct JsonGate<W> {
    out: W,
    /// The beginning of a character whose end has not come.
    rest: Vec<u8>,
}

impl<W: Write> JsonGate<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, rest: Vec::new() }
    }
}

impl<W: Write> Write for JsonGate<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.rest.split_off(whole);
        let text = String::from_utf8(std::mem::replace(&mut self.rest, rest)).map_err(io::Error::other)?;
        self.out.write_all(json(&text).as_bytes())?;
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
        let mut gate = JsonGate::new(Vec::new());
        for byte in value.to_string().as_bytes() {
            gate.write_all(&[*byte]).unwrap();
        }
        assert_eq!(gate.out, written.as_bytes());
    }
}
