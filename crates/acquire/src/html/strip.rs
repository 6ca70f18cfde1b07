//! A page's text without its tags, in time linear in its size.
//!
//! Owns: where paragraphs and lines end. In: a page. Out: plain text, paragraphs apart by a blank line. Refuses: to
//! tell main text from furniture; this is for pages that cannot be read as a tree.

use super::tags::{Piece, Pieces};

/// The text of a page without its tags: paragraphs apart by a blank line, lines by a line end. Linear in the page.
pub(crate) fn strip(page: &str) -> String {
    let mut text = Flow::default();
    let mut verbatim = 0usize;
    for piece in Pieces::of(page) {
        match piece {
            Piece::Text(words) => {
                let words = html_escape::decode_html_entities(words);
                if verbatim > 0 { text.verbatim(&words) } else { text.words(&words) }
            }
            Piece::Raw { name, text: words } if name.eq_ignore_ascii_case("xmp") => text.verbatim(words),
            Piece::Raw { .. } => {}
            Piece::Open { name, .. } => {
                verbatim += usize::from(name.eq_ignore_ascii_case("pre"));
                text.tag(name);
            }
            Piece::Close(name) => {
                verbatim = verbatim.saturating_sub(usize::from(name.eq_ignore_ascii_case("pre")));
                text.tag(name);
            }
        }
    }
    text.finish()
}

/// Text under construction: white space runs become one blank, breaks wait until words follow.
#[derive(Default)]
struct Flow {
    text: String,
    breaks: usize,
    blank: bool,
}

const PARAGRAPHS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "div",
    "dl",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];
const LINES: &[&str] = &["br", "dd", "dt", "li", "option", "td", "th", "tr"];

impl Flow {
    fn tag(&mut self, name: &str) {
        let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is(PARAGRAPHS) {
            self.breaks = 2;
        } else if is(LINES) {
            self.breaks = self.breaks.max(1);
        }
    }

    fn words(&mut self, words: &str) {
        self.blank |= words.starts_with(char::is_whitespace);
        for word in words.split_whitespace() {
            self.gap();
            self.text.push_str(word);
            self.blank = true;
        }
        if !words.trim().is_empty() {
            self.blank = words.ends_with(char::is_whitespace);
        }
    }

    fn verbatim(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.gap();
            self.text.push_str(words);
        }
    }

    fn gap(&mut self) {
        if !self.text.is_empty() {
            match self.breaks {
                0 if self.blank => self.text.push(' '),
                0 => {}
                n => (0..n).for_each(|_| self.text.push('\n')),
            }
        }
        self.breaks = 0;
        self.blank = false;
    }

    fn finish(self) -> String {
        self.text.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripping_keeps_words_and_paragraphs() {
        let page = "<head><title>T</title><style>p {}</style></head><body><h1>Port&nbsp;hit</h1>\n<p>Two \
                    <b>drones</b>, <i>three</i> men&mdash;gone.<br>More</p><script>x</script><ul><li>one<li>two</ul>\
                    <pre>a  b\n c</pre>";
        let want = "Port hit\n\nTwo drones, three men—gone.\nMore\n\none\ntwo\n\na  b\n c";
        assert_eq!(strip(page), want);
    }
}
