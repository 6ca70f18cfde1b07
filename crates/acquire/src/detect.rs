//! What an input is, told by its content and never by its name.
//!
//! Owns: signatures of binary formats, the signs of HTML and JSONL. In: the first bytes. Out: a [`Format`], or the
//! problem that the bytes are something else. Refuses: to look at file names.

use crate::encoding;
use crate::error::Problem;
use crate::options::Format;
use std::sync::LazyLock;

/// Tells the format, by the caller's word or by content; binary data is refused either way.
pub(crate) fn format(head: &[u8], chosen: Option<Format>) -> Result<Format, Problem> {
    if let Some(name) = signature(head) {
        return Err(Problem::Binary(name));
    }
    if encoding::is_binary_head(head) {
        return Err(Problem::Binary("data of an unknown kind"));
    }
    match chosen {
        Some(format) => Ok(format),
        None => text_format(&encoding::peek(head)),
    }
}

fn text_format(head: &str) -> Result<Format, Problem> {
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with("{\\rtf") {
        return Err(Problem::OtherFormat("a rich text (RTF) document", "save it as plain text or HTML"));
    }
    if start.starts_with("WARC/1.") {
        return Err(Problem::OtherFormat("a web archive (WARC)", "unpack its pages first"));
    }
    if let Some(inner) = start.strip_prefix('{') {
        let next = inner.trim_start_matches([' ', '\t', '\r']);
        if next.starts_with(['"', '}']) {
            return Ok(Format::Jsonl);
        }
        if next.starts_with('\n') && next.trim_start().starts_with(['"', '}']) {
            return Err(Problem::WholeJson);
        }
    }
    if start.strip_prefix('[').is_some_and(|inner| inner.trim_start().starts_with('{')) {
        return Err(Problem::WholeJson);
    }
    let lower: String = start.chars().take(2048).map(|c| c.to_ascii_lowercase()).collect();
    if lower.starts_with("<?xml") && ["<rss", "<feed", "<rdf:rdf"].iter().any(|t| lower.contains(t))
        || lower.starts_with("<rss")
    {
        return Err(Problem::OtherFormat(
            "a news feed (RSS or Atom)",
            "fetch the pages it lists and read those",
        ));
    }
    Ok(if is_html(&lower) { Format::Html } else { Format::Text })
}

/// Tags that open a page or a piece of one; a text that begins with another `<word>` is text.
const OPENERS: &[&str] = &[
    "a", "article", "aside", "b", "body", "center", "div", "font", "h1", "h2", "h3", "head", "header",
    "html", "link", "main", "meta", "p", "pre", "script", "section", "span", "style", "table", "title", "ul",
];

fn is_html(lower: &str) -> bool {
    if ["<!doctype html", "<html", "<body"].iter().any(|sign| lower.contains(sign)) {
        return lower.starts_with('<') || lower.find('<').is_some_and(|at| at < 512);
    }
    let Some(tag) = lower.strip_prefix('<') else { return false };
    if tag.starts_with("!--") {
        return lower.split_once("-->").is_some_and(|(_, rest)| is_html(rest.trim_start()));
    }
    let name: &str = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let after = tag[name.len()..].chars().next();
    OPENERS.contains(&name) && after.is_some_and(|c| c == '>' || c == '/' || c.is_whitespace())
}

struct Signature {
    offset: usize,
    bytes: Vec<Option<u8>>,
    name: &'static str,
}

static SIGNATURES: LazyLock<Vec<Signature>> =
    LazyLock::new(|| include_str!("../data/signatures.tsv").lines().filter_map(Signature::parse).collect());

impl Signature {
    fn parse(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t');
        let offset = fields.next()?.parse().ok()?;
        let digits = fields.next()?;
        let bytes = (0..digits.len() / 2)
            .map(|i| digits.get(i * 2..i * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect();
        Some(Self { offset, bytes, name: fields.next()? })
    }

    fn fits(&self, head: &[u8]) -> bool {
        let Some(at) = head.get(self.offset..self.offset + self.bytes.len()) else { return false };
        self.bytes.iter().zip(at).all(|(want, got)| want.is_none_or(|w| w == *got))
    }
}

fn signature(head: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|s| s.fits(head)).map(|s| s.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        use Format::{Html, Jsonl, Text};
        for (head, want) in [
            ("VARNAL, 4 FEB 90 (ORBE) -- [TEXT] A BOMB", Text),
            ("<DOC>\n<TEXT>A bomb went off", Text),
            ("< 5 people were hurt", Text),
            ("{curly} words begin this note", Text),
            ("a note on the <p> tag", Text),
            ("{\"id\": \"a\", \"body\": \"x\"}\n", Jsonl),
            ("\u{feff}  {\"id\":", Jsonl),
            ("{}", Jsonl),
            ("<!DOCTYPE html><html>", Html),
            ("\n<!-- saved page -->\n<HTML lang=en>", Html),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC>", Html),
            ("<p>Shells fell.</p>", Html),
            ("<div class='x'>", Html),
            ("<pop>", Text),
            ("", Text),
        ] {
            assert_eq!(format(head.as_bytes(), None), Ok(want), "{head:?}");
        }
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (head, want) in [
            (&b"%PDF-1.7"[..], "a PDF"),
            (b"PK\x03\x04\x14\0", "a ZIP archive"),
            (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "a WebP picture"),
            (b"\x1f\x8b\x08\0", "gzip data inside"),
            (b"\x01\0\x02\0\x03\x07\x08\0\0\0", "data of an unknown kind"),
            (b"{\\rtf1\\ansi Shells fell", "rich text"),
            (b"WARC/1.0\r\nWARC-Type: warcinfo", "web archive"),
            (b"<?xml version='1.0'?><rss version='2.0'>", "news feed"),
            (b"[\n {\"body\": \"x\"}]", "JSON over several lines"),
            (b"{\n \"body\": \"x\"}", "JSON over several lines"),
        ] {
            let message = format(head, None).unwrap_err().to_string();
            assert!(message.contains(want), "{message}");
        }
    }

    #[test]
    fn the_table_of_signatures_reads() {
        let rows = include_str!("../data/signatures.tsv").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(SIGNATURES.len(), rows);
        assert!(SIGNATURES.iter().all(|s| s.bytes.first().is_some_and(Option::is_some)));
    }
}
