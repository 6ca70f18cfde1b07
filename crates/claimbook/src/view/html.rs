//! Writing HTML that cannot break out of its place.
//!
//! Owns: escaping. In: text of any kind. Out: markup with the text escaped. Refuses: raw text (`markup` takes only
//! strings that are part of this program).

use claimbook_ledger::printable;
use std::fmt::Write;

/// A page under construction.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Appends markup of our own.
    pub fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Appends text, escaped for element content and quoted attributes alike.
    pub fn text(&mut self, text: impl std::fmt::Display) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = write!(Escaping(&mut self.0), "{text}");
        self
    }

    /// Appends ` name="value"`.
    pub fn attribute(&mut self, name: &'static str, value: impl std::fmt::Display) -> &mut Self {
        self.markup(" ").markup(name).markup("=\"").text(value).markup("\"")
    }

    /// Appends what another writer made.
    pub fn append(&mut self, part: Html) -> &mut Self {
        self.0.push_str(&part.0);
        self
    }

    /// The markup so far.
    pub fn into_string(self) -> String {
        self.0
    }
}

struct Escaping<'a>(&'a mut String);

impl Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // Control characters are no part of HTML text, and marks that turn letters around reach beyond their place; a reader should still see that one was there.
                c if printable::commands(c) && c != '\r' => self.0.push('\u{FFFD}'),
                c => self.0.push(c),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut html = Html::default();
        html.markup("<p")
            .attribute("title", "a\" onclick='x'")
            .markup(">")
            .text("</p><script>&\u{1}")
            .markup("</p>");
        assert_eq!(
            html.into_string(),
            "<p title=\"a&quot; onclick=&#39;x&#39;\">&lt;/p&gt;&lt;script&gt;&amp;\u{FFFD}</p>"
        );
    }
}
