//! The pages of a web archive.
//!
//! Owns: records of WARC files, the answers of servers inside them, their packing. In: a reader. Out: the bytes of each
//! record that holds a page, and the page itself. Refuses: to hold more than one record; pictures, scripts, requests and
//! answers that are no page are passed over.

use crate::error::Problem;
use crate::unpack;
use std::collections::HashSet;
use std::io::{self, BufRead, Read};

/// Longest header of a record or answer, in bytes and lines.
const HEADER: usize = 64 << 10;
const LINES: usize = 256;

/// The named lines of a header.
#[derive(Debug, Default, Clone)]
pub(crate) struct Header(Vec<(String, String)>);

impl Header {
    fn read(block: &[u8]) -> Self {
        let lines = String::from_utf8_lossy(block);
        let pairs = lines.lines().filter_map(|line| line.split_once(':'));
        Self(pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// One record that may hold a page.
pub(crate) struct Record {
    /// Counted from 1, all records of the file together.
    pub(crate) number: u64,
    /// The record as it stands in the archive.
    pub(crate) bytes: Vec<u8>,
    /// Its address.
    pub(crate) url: Option<String>,
}

/// A record that could not be read: its number, its address where that is known, and why.
pub(crate) type Failed = (u64, Option<String>, Problem);

/// Iterator over the records of an archive that may hold pages; a broken record is told, and reading goes on with the
/// next one that can be found.
pub(crate) struct Records {
    reader: Box<dyn BufRead>,
    packing: Option<&'static str>,
    limit: usize,
    number: u64,
    ended: bool,
    /// The header of a record found behind bytes that are none.
    found: Option<Vec<u8>>,
    /// The pages to read, where the archive lists them.
    pages: Option<HashSet<String>>,
}

impl Records {
    /// Reads from `reader`; a page above `limit` bytes is told and passed over.
    pub(crate) fn of(
        reader: Box<dyn BufRead>,
        packing: Option<&'static str>,
        limit: usize,
        pages: Option<HashSet<String>>,
    ) -> Self {
        Self { reader, packing, limit, number: 0, ended: false, found: None, pages }
    }

    /// The header of the next record, its bytes taken as they are. `None` at the end.
    fn header(&mut self) -> io::Result<Option<Result<Vec<u8>, Problem>>> {
        let (mut line, mut block) = (Vec::new(), Vec::new());
        let mut lines = 0;
        let mut lost = false;
        loop {
            match unpack::next_line(&mut self.reader, &mut line, HEADER)? {
                unpack::Line::End if block.is_empty() && !lost => return Ok(None),
                unpack::Line::End => return Ok(Some(Err(damaged("it ends too early")))),
                unpack::Line::TooLong => {
                    (lost, block) = (true, Vec::new());
                    continue;
                }
                unpack::Line::Read => {}
            }
            if block.is_empty() {
                match line.starts_with(b"WARC/") {
                    true => {}
                    false if line.trim_ascii().is_empty() => continue,
                    false => {
                        lost = true;
                        continue;
                    }
                }
            }
            lines += 1;
            if lines > LINES || block.len() + line.len() > HEADER {
                (lost, lines, block) = (true, 0, Vec::new());
                continue;
            }
            block.extend_from_slice(&line);
            block.push(b'\n');
            if line.trim_ascii().is_empty() {
                if lost {
                    self.found = Some(block);
                    return Ok(Some(Err(damaged("bytes that are no record are passed over"))));
                }
                return Ok(Some(Ok(block)));
            }
        }
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())?;
        if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn step(&mut self) -> io::Result<Option<Result<Record, Failed>>> {
        loop {
            let found = self.found.take().map(Ok);
            let block = match found.map_or_else(|| self.header(), |found| Ok(Some(found)))? {
                None => return Ok(None),
                Some(Ok(block)) => block,
                Some(Err(problem)) => return Ok(Some(Err((self.number, None, problem)))),
            };
            self.number += 1;
            let header = Header::read(&block);
            let url = header.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
            let Some(length) = header.get("content-length").and_then(|n| n.parse::<u64>().ok()) else {
                return Ok(Some(Err((self.number, url, damaged("it has no length")))));
            };
            let listed = match (&self.pages, &url) {
                (Some(pages), Some(url)) => pages.contains(url),
                _ => true,
            };
            if !listed || !may_hold_page(&header) {
                self.skip(length)?;
                continue;
            }
            if length > self.limit as u64 {
                self.skip(length)?;
                return Ok(Some(Err((self.number, url, Problem::TooLarge((self.limit >> 20) as u64)))));
            }
            let mut bytes = block;
            let before = bytes.len() as u64;
            self.reader.by_ref().take(length).read_to_end(&mut bytes)?;
            if (bytes.len() as u64) < before + length {
                self.ended = true;
                return Ok(Some(Err((self.number, url, damaged("it ends too early")))));
            }
            if answer(&bytes).is_some() {
                return Ok(Some(Ok(Record { number: self.number, bytes, url })));
            }
        }
    }
}

fn damaged(reason: &str) -> Problem {
    Problem::Damaged { packing: "WARC", reason: reason.to_owned() }
}

/// Whether a record of this header may hold a page: an answer of a server, a file, or a text made of one.
fn may_hold_page(header: &Header) -> bool {
    let kind = header.get("content-type").unwrap_or_default().to_ascii_lowercase();
    match header.get("warc-type").unwrap_or_default() {
        "response" => kind.starts_with("application/http") || is_page(&kind),
        "resource" | "conversion" => is_page(&kind),
        _ => false,
    }
}

fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["text/html", "application/xhtml+xml", "text/plain", "application/pdf"].contains(&kind.as_str())
}

/// The page inside a record.
pub(crate) struct Answer<'a> {
    pub(crate) url: Option<String>,
    /// The encoding that the server names.
    pub(crate) charset: Option<String>,
    body: &'a [u8],
    /// How the server packed it, the last packing first.
    packings: Vec<String>,
    chunked: bool,
}

/// Takes a record apart; `None` where it holds no page (another kind, a redirection, an error of the server).
pub(crate) fn answer(record: &[u8]) -> Option<Answer<'_>> {
    answer_of(record, is_page)
}

/// The same for what a server calls by a name that is accepted.
pub(crate) fn answer_of(record: &[u8], is_accepted: fn(&str) -> bool) -> Option<Answer<'_>> {
    let (block, content) = split(record)?;
    let header = Header::read(block);
    let url = header.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
    let kind = header.get("content-type").unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/http") {
        let charset = charset(kind);
        let (packings, chunked) = (Vec::new(), false);
        return is_accepted(kind).then_some(Answer { url, charset, body: content, packings, chunked });
    }
    let mut fields = [httparse::EMPTY_HEADER; LINES];
    let mut response = httparse::Response::new(&mut fields);
    let mut config = httparse::ParserConfig::default();
    config.ignore_invalid_headers_in_responses(true).allow_obsolete_multiline_headers_in_responses(true);
    let end = match config.parse_response(&mut response, content) {
        Ok(httparse::Status::Complete(end)) => end,
        _ => return None,
    };
    let field = |name: &str| {
        let found = response.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        found.map(|field| String::from_utf8_lossy(field.value).into_owned())
    };
    let kind = field("content-type").unwrap_or_default();
    if response.code != Some(200) || !is_accepted(&kind) {
        return None;
    }
    let listed = field("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let packings =
        listed.split(',').rev().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty() && p != "identity");
    Some(Answer {
        url,
        charset: charset(&kind),
        body: content.get(end..).unwrap_or_default(),
        packings: packings.collect(),
        chunked: field("transfer-encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked")),
    })
}

fn charset(kind: &str) -> Option<String> {
    let (_, label) = kind.split_once("charset=")?;
    Some(label.split(';').next().unwrap_or_default().trim_matches(['"', '\'', ' ']).to_owned())
}

/// A header and what follows its blank line.
fn split(record: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut end = 0;
    for line in record.split_inclusive(|b| *b == b'\n') {
        end += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return record.split_at_checked(end);
        }
    }
    None
}

impl Answer<'_> {
    /// The page itself, unpacked, of at most `limit` bytes.
    pub(crate) fn page(&self, limit: usize) -> Result<Vec<u8>, Problem> {
        // Many archives hold the plain page under a header that still names chunks.
        let mut page = match self.chunked.then(|| unchunked(self.body)).flatten() {
            Some(joined) => joined,
            None => self.body.to_vec(),
        };
        for packing in &self.packings {
            page = match unpacked(packing, &page, limit) {
                Ok(page) => page,
                // Others hold the page unpacked under a header that names the packing.
                Err(_) if page.trim_ascii_start().starts_with(b"<") => page,
                Err(problem) => return Err(problem),
            };
        }
        Ok(page)
    }
}

fn unpacked(packing: &str, bytes: &[u8], limit: usize) -> Result<Vec<u8>, Problem> {
    let (reader, packing): (Box<dyn Read + '_>, _) = match packing {
        "gzip" | "x-gzip" => (Box::new(flate2::read::MultiGzDecoder::new(bytes)), "gzip"),
        "deflate" if bytes.first().is_some_and(|b| b & 0x0f == 8) => {
            (Box::new(flate2::read::ZlibDecoder::new(bytes)), "deflate")
        }
        "deflate" => (Box::new(flate2::read::DeflateDecoder::new(bytes)), "deflate"),
        "br" => (Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)), "Brotli"),
        "zstd" => {
            let reader = zstd::stream::read::Decoder::new(bytes);
            (
                Box::new(reader.map_err(|e| Problem::Damaged { packing: "zstd", reason: e.to_string() })?),
                "zstd",
            )
        }
        other => {
            return Err(Problem::Broken {
                format: "a packed page",
                reason: format!("packing '{other}' is not known"),
            });
        }
    };
    let mut page = Vec::new();
    let read = reader.take(limit as u64 + 1).read_to_end(&mut page);
    read.map_err(|e| Problem::Damaged { packing, reason: e.to_string() })?;
    if page.len() > limit { Err(Problem::TooLarge((limit >> 20) as u64)) } else { Ok(page) }
}

/// A body sent in chunks, joined; `None` where it is not in chunks.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(rest.len());
    loop {
        let end = rest.iter().take(100).position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(joined);
        }
        // An archive may cut the last chunk.
        joined.extend_from_slice(rest.get(..size.min(rest.len()))?);
        let Some(after) = rest.get(size..) else { return Some(joined) };
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
        if rest.is_empty() {
            return Some(joined);
        }
    }
}

impl Iterator for Records {
    type Item = Result<Record, Failed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.step() {
            Ok(None) => {
                self.ended = true;
                None
            }
            Ok(Some(Ok(record))) => Some(Ok(record)),
            Ok(Some(Err(failed))) => Some(Err(failed)),
            Err(error) => {
                self.ended = true;
                let problem = match error.kind() {
                    io::ErrorKind::UnexpectedEof => damaged("it ends too early"),
                    _ => unpack::read_problem(&error, self.packing),
                };
                Some(Err((self.number, None, problem)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor, Write};

    fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
        let mut record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-02T10:00:00Z\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        )
        .into_bytes();
        record.extend_from_slice(block);
        record.extend_from_slice(b"\r\n\r\n");
        record
    }

    fn response(url: &str, status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
        let block = [format!("HTTP/1.1 {status}\r\n{fields}\r\n\r\n").as_bytes(), body].concat();
        record("response", url, "application/http; msgtype=response", &block)
    }

    fn read(archive: Vec<u8>) -> Vec<Result<(String, Vec<u8>), String>> {
        let reader = Box::new(BufReader::with_capacity(64, Cursor::new(archive)));
        Records::of(reader, None, 10_000, None)
            .map(|item| match item {
                Ok(record) => {
                    let answer = answer(&record.bytes).unwrap();
                    Ok((record.url.clone().unwrap(), answer.page(10_000).unwrap()))
                }
                Err((number, _, problem)) => Err(format!("{number}: {problem}")),
            })
            .collect()
    }

    #[test]
    fn pages_are_found_among_the_records_and_unpacked() {
        let page = b"<html><p>Shells fell.</p></html>".to_vec();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&page).unwrap();
        let gzip = gzip.finish().unwrap();
        let chunked = [b"8\r\n".as_slice(), &page[..8], b"\r\n18\r\n", &page[8..], b"\r\n0\r\n\r\n"].concat();
        let html = "Content-Type: text/html; charset=utf-8";
        let archive = [
            record("warcinfo", "x", "application/warc-fields", b"software: x"),
            record("request", "https://a.example/1", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
            response("https://a.example/1", "200 OK", html, &page),
            response("https://a.example/2", "200 OK", &format!("{html}\r\nContent-Encoding: gzip"), &gzip),
            response(
                "https://a.example/3",
                "200 OK",
                &format!("{html}\r\nTransfer-Encoding: chunked"),
                &chunked,
            ),
            response(
                "https://a.example/4",
                "200 OK",
                &format!("{html}\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br"),
                &page,
            ),
            response("https://a.example/5", "301 Moved", html, &page),
            response("https://a.example/6", "200 OK", "Content-Type: image/png", b"\x89PNG"),
            record("resource", "https://a.example/7", "text/html", &page),
        ]
        .concat();
        let got = read(archive);
        let want: Vec<String> = [1, 2, 3, 4, 7].iter().map(|n| format!("https://a.example/{n}")).collect();
        assert_eq!(got.iter().map(|g| g.as_ref().unwrap().0.clone()).collect::<Vec<_>>(), want);
        assert!(got.iter().all(|g| g.as_ref().unwrap().1 == page));
    }

    #[test]
    fn broken_records_are_told_and_the_rest_read() {
        let page = |n: u8| {
            response(&format!("https://a.example/{n}"), "200 OK", "Content-Type: text/html", b"<p>x</p>")
        };
        let large = response("https://a.example/9", "200 OK", "Content-Type: text/html", &[b'x'; 20_000]);
        let mut cut = page(5);
        cut.truncate(cut.len() - 8);
        let got = read([page(1), b"noise\r\n".to_vec(), page(2), page(3), large, page(4), cut].concat());
        let shown: Vec<&str> =
            got.iter().map(|g| g.as_ref().map_or_else(|e| e.as_str(), |(url, _)| url.as_str())).collect();
        assert_eq!(shown.len(), 7, "{shown:?}");
        assert!(
            shown[1].contains("no record")
                && shown[4].contains("too large")
                && shown[6].contains("too early"),
            "{shown:?}"
        );
        let pages = [shown[0], shown[2], shown[3], shown[5]];
        assert_eq!(pages, [1, 2, 3, 4].map(|n| format!("https://a.example/{n}")));
        let endless = read(b"WARC/1.0\r\nx: y\r\n".repeat(50_000));
        assert!(endless.iter().all(Result::is_err) && endless.len() < 1000);
    }

    #[test]
    fn a_page_that_swells_is_stopped() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
        let fields = "Content-Type: text/html\r\nContent-Encoding: gzip";
        let bytes = response("https://a.example/1", "200 OK", fields, &gzip.finish().unwrap());
        assert!(matches!(answer(&bytes).unwrap().page(1000), Err(Problem::TooLarge(_))));
    }
}
