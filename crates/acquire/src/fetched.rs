//! What a feed lists that was fetched.
//!
//! Owns: the addresses in RSS, Atom and JSON feeds. In: the web archive record of a feed. Out: what it points at, in its
//! order. Refuses: to fetch any of it, and pages that are no feed.

use crate::error::Problem;
use crate::json::{Object, Objects};
use crate::options::{Format, Options};
use crate::{detect, feed, warc};
use std::io::{BufReader, Cursor};

/// An article that a feed points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As it stands in the feed; may be relative to the feed's own address.
    pub url: String,
    /// ISO 8601 date or date-time.
    pub published: Option<String>,
}

/// What the feed inside a web archive record lists; each address once.
pub fn listed(record: &[u8], options: &Options) -> Result<Vec<Listed>, Problem> {
    let answer = warc::answer_of(record, |_| true).ok_or(Problem::NoWords(": the server sent no feed"))?;
    let bytes = answer.page(options.limits.document)?;
    let found: Vec<Listed> = match detect::format(&bytes, None)? {
        Format::Feed => {
            let items = feed::items(&bytes, answer.charset.as_deref())?;
            items.into_iter().filter_map(|item| item.listed).collect()
        }
        Format::Json | Format::Jsonl => {
            let reader = Box::new(BufReader::new(Cursor::new(bytes)));
            let objects = Objects::of(reader, None, options.limits.line).filter_map(Result::ok);
            let items = objects.filter(|Object { around, .. }| feed::is_json(around));
            items.filter_map(|item| feed::json_listed(&item.bytes)).collect()
        }
        _ => {
            let advice = "name the address of its feed, which the page links to";
            return Err(Problem::OtherFormat("a page and no feed", advice));
        }
    };
    if found.is_empty() {
        return Err(Problem::NoWords(": the feed lists no addresses"));
    }
    let mut seen = std::collections::HashSet::new();
    Ok(found.into_iter().filter(|item| seen.insert(item.url.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn record(kind: &str, body: &str) -> Vec<u8> {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
        let length = block.len();
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://orbe.example/1\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{block}"
        )
        .into_bytes()
    }

    fn urls(kind: &str, body: &str) -> Result<Vec<String>, Problem> {
        let found = listed(&record(kind, body), &Options::default())?;
        Ok(found.into_iter().map(|item| item.url).collect())
    }

    #[test]
    fn feeds_of_all_kinds_list_what_they_point_at() {
        let rss = "<rss><channel><title>Orbe</title><link>https://orbe.example/</link>\
            <item><title>Port hit</title><link>https://orbe.example/1</link><pubDate>Thu, 02 May 2024 10:00:00 GMT</pubDate></item>\
            <item><guid>https://orbe.example/2</guid><description>Short.</description></item>\
            <item><link>/3?a=1&amp;b=2</link></item><item><link>/3?a=1&amp;b=2</link></item>\
            <item><guid>17</guid></item></channel></rss>";
        assert_eq!(
            urls("application/rss+xml", rss).unwrap(),
            ["https://orbe.example/1", "https://orbe.example/2", "/3?a=1&b=2"]
        );
        let first = listed(&record("text/xml", rss), &Options::default()).unwrap().remove(0);
        assert_eq!(first.published.as_deref(), Some("2024-05-02T10:00:00+00:00"));
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link href=\"https://orbe.example/\"/>\
            <entry><link rel=\"self\" href=\"https://orbe.example/x.atom\"/><link href=\"https://orbe.example/1\"/></entry></feed>";
        assert_eq!(urls("application/atom+xml", atom).unwrap(), ["https://orbe.example/1"]);
        let json = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": \"1\", \"url\": \"https://orbe.example/1\"}, {\"id\": \"2\"}]}";
        assert_eq!(urls("application/json", json).unwrap(), ["https://orbe.example/1"]);
    }

    #[test]
    fn what_is_no_feed_is_told() {
        let page = urls("text/html", "<!DOCTYPE html><html><p>Shells fell.</p></html>").unwrap_err();
        assert!(page.to_string().contains("no feed"), "{page}");
        let empty =
            urls("text/xml", "<rss><channel><item><title>x</title></item></channel></rss>").unwrap_err();
        assert!(empty.to_string().contains("lists no addresses"), "{empty}");
        assert!(listed(b"WARC/1.1\r\n\r\n", &Options::default()).is_err());
    }

    #[test]
    fn a_page_that_was_fetched_is_read_as_one_in_a_web_archive() {
        let body = "<html lang=en><head><title>Port hit</title></head><body><article><p>Shells fell on the port of Varnal on Thursday and two dockers were hurt, the harbour master said.</p></article></body></html>";
        let bytes = record("text/html; charset=utf-8", body);
        let document =
            Document::of_record("https://orbe.example/1", bytes.clone(), &Options::default()).unwrap();
        let article = document.article().unwrap();
        assert_eq!(
            (article.input.as_str(), article.url.as_deref()),
            ("https://orbe.example/1", Some("https://orbe.example/1"))
        );
        let by_hand: Vec<_> =
            crate::read(crate::Inputs::of_bytes("x.warc", bytes), Options::default()).collect();
        let by_hand = by_hand[0].as_ref().unwrap();
        assert_eq!((&by_hand.id, &by_hand.capture), (&article.id, &article.capture), "one reader for both");
        let picture =
            Document::of_record("https://orbe.example/1", record("image/png", "x"), &Options::default());
        assert!(picture.unwrap_err().to_string().contains("neither a web page"));
    }
}
