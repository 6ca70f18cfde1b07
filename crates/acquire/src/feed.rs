//! The items of a news feed as records.
//!
//! Owns: RSS (0.9 to 2.0) and Atom as files, and JSON Feed items. In: the bytes of a feed, or one item's object. Out: a
//! record an item, with the bytes of the item. Refuses: to fetch what an item links to; an item that gives only the
//! beginning says so.

use crate::date;
use crate::encoding;
use crate::error::Problem;
use crate::fetched::Listed;
use crate::html::{plain, words_of};
use crate::jsonl;
use crate::record::{Record, domain};
use claimbook_records::{Basis, Published, Publisher};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

/// Words below which a summary is taken for the beginning of a longer article.
const SUMMARY: usize = 120;

/// One item.
pub(crate) struct Item {
    /// The item as it stands in the feed.
    pub(crate) bytes: Vec<u8>,
    pub(crate) record: Result<Record, Problem>,
    /// The article it points at.
    pub(crate) listed: Option<Listed>,
}

/// What a feed or an item says, as far as it was read.
#[derive(Debug, Default, Clone)]
struct Told {
    title: Option<String>,
    link: Option<String>,
    guid: Option<String>,
    content: Option<String>,
    summary: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    authors: Vec<String>,
    /// The feed that an item was taken over from.
    origin: Option<String>,
}

/// Reads a feed.
pub(crate) fn items(bytes: &[u8], label: Option<&str>) -> Result<Vec<Item>, Problem> {
    let text = encoding::decode(bytes, label, crate::html::declared_encoding(bytes).as_deref())?;
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    let atom = is_atom(&text);
    let (mut feed, mut told): (Told, Option<(usize, Told)>) = (Told::default(), None);
    let (mut items, mut author, mut origin) = (Vec::new(), false, false);
    loop {
        let before = position(&reader);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                // What came before a break is sound.
                let record = Err(broken(&error.to_string()));
                items.push(Item { bytes: Vec::new(), record, listed: None });
                break;
            }
        };
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = local(&tag);
                match name.as_str() {
                    "item" | "entry" => told = Some((before, Told::default())),
                    "rss" | "feed" | "rdf" | "channel" | "items" => {}
                    "author" if atom => author = true,
                    "source" if atom => origin = true,
                    "image" | "textinput" => {
                        let _ = reader.read_to_end(tag.name());
                    }
                    name => {
                        let inner =
                            reader.read_text(tag.name()).map(|text| unpacked(&text)).unwrap_or_default();
                        let part = told.as_mut().map_or(&mut feed, |(_, told)| told);
                        match (name, author, origin) {
                            ("name", true, _) => part.authors.extend(some(words_of(&inner))),
                            ("title", _, true) => part.origin = some(words_of(&inner)),
                            (_, true, _) | (_, _, true) => {}
                            _ => part.take(name, &tag, inner),
                        }
                    }
                }
            }
            Event::Empty(tag) => {
                let part = told.as_mut().map_or(&mut feed, |(_, told)| told);
                if !origin {
                    part.take(&local(&tag), &tag, String::new());
                }
            }
            Event::End(tag) => match local_of(tag.local_name().as_ref()).as_str() {
                "author" => author = false,
                "source" => origin = false,
                "item" | "entry" => {
                    if let Some((start, told)) = told.take() {
                        let bytes =
                            text.get(start..position(&reader)).unwrap_or_default().trim().as_bytes().to_vec();
                        let listed = told.listed();
                        items.push(Item { bytes, record: told.record(&feed), listed });
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    if items.is_empty() {
        return Err(Problem::NoWords(": the feed has no items"));
    }
    Ok(items)
}

fn position<R>(reader: &Reader<R>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn broken(reason: &str) -> Problem {
    Problem::Broken { format: "a news feed", reason: reason.to_owned() }
}

/// Atom's `author` and `source` hold elements, those of RSS hold words.
fn is_atom(text: &str) -> bool {
    text.contains("http://www.w3.org/2005/Atom") && !text.contains("<rss") && !text.contains("<channel")
}

fn local(tag: &BytesStart<'_>) -> String {
    let prefix = tag.name().prefix().map(|p| local_of(p.as_ref())).unwrap_or_default();
    let name = local_of(tag.local_name().as_ref());
    match prefix.as_str() {
        "content" => format!("content:{name}"),
        "dc" | "dcterms" | "atom" | "" | "rss" | "rdf" => name,
        // Pictures, players and places of other vocabularies have titles and links of their own.
        other => format!("{other}:{name}"),
    }
}

fn local_of(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The text of an element: sections of characters opened, entities undone once.
fn unpacked(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        out.push_str(&html_escape::decode_html_entities(before));
        let (inside, after) = after.split_once("]]>").unwrap_or((after, ""));
        out.push_str(inside);
        rest = after;
    }
    out.push_str(&html_escape::decode_html_entities(rest));
    out
}

fn some(text: String) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl Told {
    fn take(&mut self, name: &str, tag: &BytesStart<'_>, inner: String) {
        let attribute = |key: &str| {
            let found = tag.attributes().flatten().find(|a| a.key.as_ref() == key);
            found.map(|a| html_escape::decode_html_entities(&a.value).into_owned())
        };
        match name {
            "title" => self.title = self.title.take().or(some(words_of(&plain(&inner)))),
            "link" => {
                let own = attribute("rel").is_none_or(|rel| rel == "alternate");
                let address = attribute("href").or_else(|| some(inner)).filter(|_| own);
                self.link = self.link.take().or(address);
            }
            "guid" | "id" => self.guid = some(inner),
            "content:encoded" | "content" => self.content = some(inner),
            "description" | "summary" => self.summary = some(inner),
            "pubdate" | "published" | "issued" | "date" | "created" => {
                self.published = self.published.take().or(some(inner))
            }
            "updated" | "modified" => self.updated = some(inner),
            "creator" | "author" => {
                let name = words_of(&inner);
                // "desk@orbe.example (Ana Ruiz)": an address and, in brackets, a name.
                let name = match name.split_once('(') {
                    Some((address, name)) if address.contains('@') => name.trim_end_matches(')').to_owned(),
                    _ => name,
                };
                self.authors.extend(some(name).filter(|name| !name.contains('@')));
            }
            "source" => self.origin = some(words_of(&inner)),
            _ => {}
        }
    }

    /// What it points at, whether or not it tells anything itself.
    fn listed(&self) -> Option<Listed> {
        let guid = self.guid.as_ref().filter(|guid| domain(guid).is_some());
        Some(Listed { url: self.link.as_ref().or(guid)?.trim().to_owned(), published: self.day() })
    }

    fn day(&self) -> Option<String> {
        let stated = self.published.as_deref().and_then(date::value);
        stated.or_else(|| self.updated.as_deref().and_then(date::value))
    }

    fn record(self, feed: &Self) -> Result<Record, Problem> {
        let full = self.content.is_some();
        let published = self.day();
        let body = self
            .content
            .or(self.summary)
            .ok_or(Problem::NoWords(" but a title and a link; save the page it links to and read that"))?;
        let body = plain(&body);
        let guid = self.guid.filter(|guid| domain(guid).is_some());
        let url = self.link.or(guid).filter(|url| domain(url).is_some());
        let domain = url.as_deref().and_then(domain);
        let name = self.origin.or_else(|| feed.title.clone()).or_else(|| domain.clone());
        let mut notes = Vec::new();
        if !full && body.split_whitespace().count() < SUMMARY {
            notes.push("only the summary that a feed gives; the article itself may tell more".to_owned());
        }
        Ok(Record {
            url,
            publisher: name.map(|name| Publisher { name, domain }),
            headline: self.title,
            bylines: self.authors,
            published: published.map(|value| Published { value, basis: Basis::Metadata }),
            body,
            notes,
            ..Record::default()
        })
    }
}

/// One item of a JSON Feed.
pub(crate) fn json_item(bytes: &[u8], feed: &[(String, String)]) -> Result<Record, Problem> {
    let title = feed.iter().find(|(key, _)| key == "title").map(|(_, title)| title.clone());
    json_told(bytes)?.record(&Told { title, ..Told::default() })
}

/// What one item of a JSON Feed points at.
pub(crate) fn json_listed(bytes: &[u8]) -> Option<Listed> {
    json_told(bytes).ok()?.listed()
}

fn json_told(bytes: &[u8]) -> Result<Told, Problem> {
    let pairs = jsonl::pairs(bytes)?;
    let text = |name: &str| {
        let at = pairs.names.iter().position(|key| key == name)?;
        pairs.values.get(at).and_then(Value::as_str).and_then(|text| some(text.to_owned()))
    };
    Ok(Told {
        title: text("title"),
        link: text("url").or_else(|| text("external_url")),
        guid: text("id"),
        content: text("content_text")
            .map(|t| html_escape::encode_text(&t).replace("\n\n", "<p>").replace('\n', "<br>"))
            .or_else(|| text("content_html")),
        summary: text("summary"),
        published: text("date_published"),
        updated: text("date_modified"),
        ..Told::default()
    })
}

/// Whether the facts around an object are those of a JSON Feed.
pub(crate) fn is_json(around: &[(String, String)]) -> bool {
    around.iter().any(|(key, value)| key == "version" && value.contains("jsonfeed.org"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(feed: &str) -> Vec<Result<Record, Problem>> {
        items(feed.as_bytes(), None).unwrap().into_iter().map(|item| item.record).collect()
    }

    #[test]
    fn the_items_of_an_rss_feed() {
        let feed = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="c" xmlns:dc="d" xmlns:media="m"><channel>
            <title>Orbe &amp; Co</title><link>https://orbe.example/</link><image><title>Logo</title></image>
            <item><title>Port hit</title><link>https://orbe.example/1</link><pubDate>Thu, 02 May 2024 10:00:00 GMT</pubDate>
             <dc:creator><![CDATA[Ana Ruiz]]></dc:creator><media:title>No</media:title><description>Short.</description>
             <content:encoded><![CDATA[<p>Shells fell &amp; hit.</p><p>Two hurt.</p>]]></content:encoded></item>
            <item><title>Quiet</title><guid>https://orbe.example/2</guid><description>&lt;p&gt;Nothing &amp;amp; nobody.&lt;/p&gt;</description></item>
            <item><title>Bare</title><link>https://orbe.example/3</link></item></channel></rss>"#;
        let records = read(feed);
        let first = records[0].as_ref().unwrap();
        assert_eq!(first.body, "Shells fell & hit.\n\nTwo hurt.");
        assert_eq!(
            first.publisher,
            Some(Publisher { name: "Orbe & Co".to_owned(), domain: Some("orbe.example".to_owned()) })
        );
        assert_eq!(
            (first.headline.as_deref(), first.bylines.join("+").as_str()),
            (Some("Port hit"), "Ana Ruiz")
        );
        assert_eq!(first.published.as_ref().unwrap().value, "2024-05-02T10:00:00+00:00");
        assert!(first.notes.is_empty());
        let second = records[1].as_ref().unwrap();
        assert_eq!(
            (second.body.as_str(), second.url.as_deref()),
            ("Nothing & nobody.", Some("https://orbe.example/2"))
        );
        assert!(second.notes[0].contains("summary"));
        assert!(records[2].as_ref().unwrap_err().to_string().contains("a title and a link"));
        let bytes = String::from_utf8(items(feed.as_bytes(), None).unwrap()[2].bytes.clone()).unwrap();
        assert!(bytes.starts_with("<item>") && bytes.ends_with("</item>"), "{bytes}");
    }

    #[test]
    fn the_entries_of_an_atom_feed() {
        let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Orbe</title>
            <entry><title type="html">Port &lt;b&gt;hit&lt;/b&gt;</title><link rel="self" href="https://x.example/f"/><link href="https://orbe.example/1"/>
             <author><name>Ana Ruiz</name><email>a@orbe.example</email></author><updated>2024-05-02T10:00:00Z</updated>
             <content type="xhtml"><div><p>Shells fell.</p><p>Two hurt.</p></div></content>
             <source><title>Lantern Post</title><updated>2020-01-01T00:00:00Z</updated></source></entry></feed>"#;
        let records = read(feed);
        let entry = records[0].as_ref().unwrap();
        assert_eq!(
            (entry.headline.as_deref(), entry.url.as_deref()),
            (Some("Port hit"), Some("https://orbe.example/1"))
        );
        assert_eq!(
            (entry.body.as_str(), entry.bylines.join("+").as_str()),
            ("Shells fell.\n\nTwo hurt.", "Ana Ruiz")
        );
        assert_eq!(entry.published.as_ref().unwrap().value, "2024-05-02T10:00:00Z");
        assert_eq!(entry.publisher.as_ref().unwrap().name, "Lantern Post");
    }

    #[test]
    fn a_json_item_and_a_broken_feed() {
        let around = [("version", "https://jsonfeed.org/version/1.1"), ("title", "Orbe")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert!(is_json(&around));
        let item = br#"{"id": "1", "url": "https://orbe.example/1", "title": "Port hit", "content_text": "Shells < 3 fell.\nIt burned.\n\nTwo hurt.", "date_published": "2024-05-02T10:00:00Z"}"#;
        let record = json_item(item, &around).unwrap();
        assert_eq!(
            (record.body.as_str(), record.publisher.unwrap().name.as_str()),
            ("Shells < 3 fell.\nIt burned.\n\nTwo hurt.", "Orbe")
        );
        let broken = read("<rss><channel><item><description>Shells fell.</description></item><item><!-- ");
        assert!(broken[0].is_ok() && broken[1].is_err());
        assert!(items(b"<rss><channel></channel></rss>", None).is_err());
    }
}
