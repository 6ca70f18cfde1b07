//! What an input is, told by its content and never by its name.
//!
//! Owns: signatures of binary formats, the signs of every format that is read and of texts that are no articles. In:
//! the first bytes. Out: a [`Format`], or the problem that the bytes are something else. Refuses: to look at file
//! names.

use crate::error::Problem;
use crate::options::Format;
use crate::{encoding, json, jsonl, mail, mbox, table};
use std::sync::LazyLock;

/// Tells the format, by the caller's word or by content; binary data is refused either way.
pub(crate) fn format(head: &[u8], chosen: Option<Format>) -> Result<Format, Problem> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Format::Zip);
    }
    // Some mailers and servers put a few bytes before a PDF's mark.
    if head.get(..1024.min(head.len())).is_some_and(|h| h.windows(5).any(|five| five == b"%PDF-"))
        && chosen.is_none_or(|f| f == Format::Pdf)
    {
        return Ok(Format::Pdf);
    }
    if let Some(name) = signature(head) {
        return Err(match name.ends_with(" archive") {
            true => Problem::OtherFormat(name, "unpack it first"),
            false => Problem::Binary(name),
        });
    }
    if head.starts_with(b"WARC/1.") && chosen.is_none_or(|f| f == Format::Warc) {
        return Ok(Format::Warc);
    }
    if encoding::is_binary_head(head) && chosen != Some(Format::Warc) {
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
        return Err(Problem::OtherFormat(
            "a rich text (RTF) document",
            "save it as plain text, DOCX or HTML",
        ));
    }
    if let Some(inner) = start.strip_prefix('{') {
        let next = inner.trim_start_matches([' ', '\t', '\r']);
        if next.starts_with(['"', '}']) {
            let line = start.lines().next().unwrap_or_default();
            let export = json::has_list(line) && !jsonl::is_record(line);
            return Ok(if export { Format::Json } else { Format::Jsonl });
        }
        if next.starts_with('\n') && next.trim_start().starts_with(['"', '}']) {
            return Ok(Format::Json);
        }
    }
    if start.strip_prefix('[').is_some_and(|inner| inner.trim_start().starts_with('{')) {
        return Ok(Format::Json);
    }
    if mbox::begins(start) {
        return Ok(Format::Mbox);
    }
    if mail::begins(start) {
        return Ok(Format::Mail);
    }
    let lower: String = start.chars().take(2048).map(|c| c.to_ascii_lowercase()).collect();
    if lower.starts_with('<')
        && let Some(root) = xml_root(&lower)
    {
        match root {
            "rss" | "feed" | "rdf:rdf" => return Ok(Format::Feed),
            "mediawiki" => {
                return Err(Problem::OtherFormat(
                    "an export of a wiki (XML)",
                    "save the pages themselves as HTML and read those",
                ));
            }
            _ => {}
        }
    }
    if is_html(&lower) {
        return Ok(Format::Html);
    }
    if let Some(list) = addresses(start) {
        return Err(Problem::Addresses(list));
    }
    Ok(if table::begins(start) { Format::Table } else { Format::Text })
}

/// The name of the first element, past declarations and comments.
fn xml_root(lower: &str) -> Option<&str> {
    let mut rest = lower;
    loop {
        rest = rest.trim_start();
        let (skip, end) = match rest {
            r if r.starts_with("<?") => (r, "?>"),
            r if r.starts_with("<!--") => (r, "-->"),
            r if r.starts_with("<!") => (r, ">"),
            _ => break,
        };
        rest = skip.split_once(end)?.1;
    }
    let name = rest.strip_prefix('<')?;
    name.get(..name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?)
}

/// What a text of nothing but addresses holds; `None` for any other text.
fn addresses(start: &str) -> Option<String> {
    let lines = start.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<&str> = lines.collect();
    let bare = |line: &&str| {
        let lower = line.to_ascii_lowercase();
        (lower.starts_with("http://") || lower.starts_with("https://")) && !line.contains(char::is_whitespace)
    };
    // The head may end within an address.
    let bare = lines.iter().filter(|line| bare(line)).count();
    match lines.len() {
        0 => None,
        n if bare == n && n == 1 => Some("one address".to_owned()),
        n if bare == n => Some("addresses".to_owned()),
        _ => None,
    }
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
        use Format::{Feed, Html, Json, Jsonl, Mail, Mbox, Pdf, Table, Text, Warc, Zip};
        for (head, want) in [
            ("VARNAL, 4 FEB 90 (ORBE) -- [TEXT] A BOMB", Text),
            ("<DOC>\n<TEXT>A bomb went off", Text),
            ("< 5 people were hurt", Text),
            ("{curly} words begin this note", Text),
            ("a note on the <p> tag", Text),
            ("{\"id\": \"a\", \"body\": \"x\"}\n", Jsonl),
            ("\u{feff}  {\"id\":", Jsonl),
            ("{\"text\": \"x\", \"items\": [{\"a\": 1}]}\n", Jsonl),
            ("{}", Jsonl),
            ("<!DOCTYPE html><html>", Html),
            ("\n<!-- saved page -->\n<HTML lang=en>", Html),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC>", Html),
            ("<p>Shells fell.</p>", Html),
            ("<div class='x'>", Html),
            ("<pop>", Text),
            ("", Text),
            ("[\n {\"body\": \"x\"}]", Json),
            ("{\n \"body\": \"x\"}", Json),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [ {\"id\": 1", Json),
            ("<?xml version='1.0'?><!-- x --><rss version='2.0'>", Feed),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", Feed),
            ("From: a@orbe.example\nSubject: x\nDate: y\n\nShells", Mail),
            ("From a@orbe.example Thu May  2\nFrom: a\nSubject: x\n\nShells", Mbox),
            ("WARC/1.0\r\nWARC-Type: warcinfo", Warc),
            ("%PDF-1.7", Pdf),
            ("PK\u{3}\u{4}\u{14}\0", Zip),
            ("url;publisher;published;headline;body\nhttps://a.example/1;b;c;d;e", Table),
            ("url\ttitle\nhttps://a.example/1\tPort hit", Table),
            ("# Port hit\n\n# Shells fell", Text),
            ("Publisher: Orbe\nDate: 2 May 2024\n\nShells fell.", Text),
        ] {
            assert_eq!(format(head.as_bytes(), None), Ok(want), "{head:?}");
        }
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (head, want) in [
            (&b"\x89PNG\r\n\x1a\n"[..], "a PNG picture"),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "a WebP picture"),
            (b"\x1f\x8b\x08\0", "gzip data inside"),
            (b"\x01\0\x02\0\x03\x07\x08\0\0\0", "data of an unknown kind"),
            (b"{\\rtf1\\ansi Shells fell", "rich text"),
            (b"<mediawiki xmlns='x'>", "an export of a wiki"),
            (b"https://a.example/1\nhttps://a.example/2\n", "a list of addresses"),
            (b"# seen today\nhttps://a.example/1", "a list of one address"),
            (b"https://a.example/1", "a list of one address"),
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
