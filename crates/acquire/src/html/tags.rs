//! A page as a flat run of tags and text, in time linear in its size.
//!
//! Owns: the cheap tokenizer, attributes, and what a page declares as its encoding. In: a page. Out: pieces. Refuses:
//! to build a tree.

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text between tags, entities as written.
    Text(&'a str),
    /// Content of an element that holds no tags (`script`, `style`, `title` ...).
    Raw { name: &'a str, text: &'a str },
    /// An opening tag; `attributes` is what stands between name and `>`.
    Open { name: &'a str, attributes: &'a str, count: usize },
    /// A closing tag.
    Close(&'a str),
}

/// Cuts a page into pieces; comments and declarations fall away.
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    raw: Option<&'a str>,
}

const RAW: &[&str] = &[
    "script",
    "style",
    "title",
    "textarea",
    "iframe",
    "noembed",
    "noframes",
    "xmp",
    "noscript",
    "plaintext",
];

impl<'a> Pieces<'a> {
    pub(crate) fn of(page: &'a str) -> Self {
        Self { rest: page, raw: None }
    }

    /// Bytes not read yet.
    pub(crate) fn rest(&self) -> usize {
        self.rest.len()
    }

    /// The next `n` bytes; `n` lies on a character boundary because it follows or precedes an ASCII byte.
    fn take(&mut self, n: usize) -> &'a str {
        let (piece, rest) = self.rest.split_at_checked(n).unwrap_or((self.rest, ""));
        self.rest = rest;
        piece
    }

    fn take_past(&mut self, end: &str) {
        let n = self.rest.find(end).map_or(self.rest.len(), |at| at + end.len());
        self.take(n);
    }

    /// The rest of a tag after `<` or `</`: name, attributes and how many there are at most. `None` at the end.
    fn tag(&mut self) -> Option<(&'a str, &'a str, usize)> {
        let bytes = self.rest.as_bytes();
        let name = bytes.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))?;
        let (mut at, mut count) = (name, 0);
        loop {
            match bytes.get(at)? {
                b'>' => break,
                b'=' => {
                    at += 1;
                    at += bytes.get(at..)?.iter().take_while(|b| b.is_ascii_whitespace()).count();
                    if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                        at += bytes.get(at + 1..)?.iter().position(|b| b == quote)? + 1;
                        count += 1;
                    } else {
                        continue;
                    }
                }
                b if b.is_ascii_whitespace() || *b == b'/' => count += 1,
                _ => {}
            }
            at += 1;
        }
        let tag = self.take(at);
        self.take(1);
        let (name, attributes) = tag.split_at_checked(name)?;
        Some((name, attributes, count))
    }

    fn raw_text(&mut self, name: &'a str) -> Piece<'a> {
        let mut from = 0;
        let end = loop {
            let Some(at) = self.rest.get(from..).and_then(|r| r.find("</")).map(|at| from + at) else {
                break self.rest.len();
            };
            let after = self.rest.as_bytes().get(at + 2..).unwrap_or_default();
            let closes = after.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
            let bound =
                after.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
            if closes && bound {
                break at;
            }
            from = at + 2;
        };
        Piece::Raw { name, text: self.take(end) }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.raw.take() {
            return Some(self.raw_text(name));
        }
        while !self.rest.is_empty() {
            let bytes = self.rest.as_bytes();
            let kind = (bytes.first(), bytes.get(1), bytes.get(2));
            match kind {
                (Some(b'<'), Some(b'!'), Some(b'-')) if self.rest.starts_with("<!--") => {
                    self.take(4);
                    if self.rest.starts_with('>') || self.rest.starts_with("->") {
                        self.take_past(">");
                    } else {
                        self.take_past("-->");
                    }
                }
                (Some(b'<'), Some(b'!' | b'?'), _) => self.take_past(">"),
                (Some(b'<'), Some(b'/'), Some(b)) if b.is_ascii_alphabetic() => {
                    self.take(2);
                    match self.tag() {
                        Some((name, ..)) => return Some(Piece::Close(name)),
                        None => self.rest = "",
                    }
                }
                (Some(b'<'), Some(b'/'), Some(_)) => self.take_past(">"),
                (Some(b'<'), Some(b), _) if b.is_ascii_alphabetic() => {
                    self.take(1);
                    let Some((name, attributes, count)) = self.tag() else {
                        self.rest = "";
                        break;
                    };
                    if RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
                        self.raw = Some(name);
                    }
                    return Some(Piece::Open { name, attributes, count });
                }
                _ => {
                    let end = bytes.iter().skip(1).position(|b| *b == b'<').map_or(bytes.len(), |at| at + 1);
                    return Some(Piece::Text(self.take(end)));
                }
            }
        }
        None
    }
}

/// The value of an attribute, entities decoded; an attribute without a value is empty.
pub(crate) fn attribute(attributes: &str, key: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A leading = belongs to the name (HTML standard, 13.2.5.32).
        let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '=');
        let end = rest.char_indices().skip(1).find(|(_, c)| stop(*c)).map_or(rest.len(), |(at, _)| at);
        let (name, after) = rest.split_at_checked(end)?;
        let spaced = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let mut value = "";
        rest = after;
        if let Some(given) = spaced.strip_prefix('=') {
            let given = given.trim_start_matches(|c: char| c.is_ascii_whitespace());
            (value, rest) = match given.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inner = given.get(1..).unwrap_or_default();
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                _ => {
                    let end = given.find(|c: char| c.is_ascii_whitespace()).unwrap_or(given.len());
                    given.split_at_checked(end)?
                }
            };
        }
        if name.eq_ignore_ascii_case(key) {
            return Some(html_escape::decode_html_entities(value).into_owned());
        }
    }
}

/// Text with entities decoded and white space runs as one blank.
pub(crate) fn words_of(text: &str) -> String {
    html_escape::decode_html_entities(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The encoding a page says it is in: `<meta charset>`, `<meta http-equiv content>` or the XML declaration.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(4096).map(|b| char::from(b.to_ascii_lowercase())).collect();
    if let Some((declaration, _)) = head.trim_start().strip_prefix("<?xml").and_then(|r| r.split_once("?>"))
        && let Some(label) = after(declaration, "encoding")
    {
        return Some(label);
    }
    Pieces::of(&head).find_map(|piece| match piece {
        Piece::Open { name: "meta", attributes, .. } => after(attributes, "charset"),
        _ => None,
    })
}

/// The word after `key =`, quotes dropped.
fn after(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start_matches([' ', '\t', '\n', '"', '\'']);
    let label: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_page() {
        use Piece::{Close, Open, Raw, Text};
        let open = |name, attributes, count| Open { name, attributes, count };
        for (page, want) in [
            ("a<b>c</b>", vec![Text("a"), open("b", "", 0), Text("c"), Close("b")]),
            ("<a href='x>y' b>z", vec![open("a", " href='x>y' b", 3), Text("z")]),
            ("1 < 2 <!-- <p> -->3", vec![Text("1 "), Text("< 2 "), Text("3")]),
            ("<!-->x<!--->y", vec![Text("x"), Text("y")]),
            (
                "<Script>if (a</b) '</scripty>'</SCRIPT >x",
                vec![
                    open("Script", "", 0),
                    Raw { name: "Script", text: "if (a</b) '</scripty>'" },
                    Close("SCRIPT"),
                    Text("x"),
                ],
            ),
            ("<style>a", vec![open("style", "", 0), Raw { name: "style", text: "a" }]),
            ("x<a href=\"never closed>", vec![Text("x")]),
            ("<!doctype html><?php ?></ x>é", vec![Text("é")]),
            ("<", vec![Text("<")]),
            ("</", vec![Text("</")]),
        ] {
            assert_eq!(Pieces::of(page).collect::<Vec<_>>(), want, "{page}");
        }
    }

    #[test]
    fn attributes_are_read() {
        let raw = " a='x>y' b=\"1 &amp; 2\" C = z d/ e";
        for (key, want) in
            [("a", Some("x>y")), ("b", Some("1 & 2")), ("c", Some("z")), ("d", Some("")), ("x", None)]
        {
            assert_eq!(attribute(raw, key).as_deref(), want, "{key}");
        }
        assert_eq!(attribute(" =é", "é"), None);
    }

    #[test]
    fn declared_encodings() {
        for (page, want) in [
            ("<meta charset=\"Windows-1256\">", Some("windows-1256")),
            ("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>", Some("iso-8859-2")),
            ("<?xml version=\"1.0\" encoding=\"koi8-r\"?><html>", Some("koi8-r")),
            ("<!-- <meta charset=x> --><p>charset=y", None),
        ] {
            assert_eq!(declared_encoding(page.as_bytes()).as_deref(), want, "{page}");
        }
    }
}
