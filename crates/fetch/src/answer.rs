//! What a server answered.
//!
//! Owns: the answer and the form in which it is kept, a record of a web archive (WARC 1.1) as a crawler writes it. In:
//! status, fields and body as they came. Out: the same, and the bytes of the record. Refuses: to unpack or change the body.

use claimbook_records::ids::sha256;
use jiff::Timestamp;

/// What is known of an address from before, so that an unchanged page need not be sent again.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Known {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// An answer of a server: a page (200), its absence (404, 410), or that it is as before (304).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The address that was asked for.
    pub asked: String,
    /// The address that answered, behind all redirects.
    pub url: String,
    /// When.
    pub at: Timestamp,
    /// `HTTP/1.1`
    pub version: String,
    pub status: u16,
    /// The word behind the status.
    pub reason: String,
    /// Names and values, in the order they came.
    pub fields: Vec<(String, Vec<u8>)>,
    /// Still packed as `Content-Encoding` says; its chunks are joined.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a field, the first of that name.
    pub fn field(&self, name: &str) -> Option<String> {
        let (_, value) = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(value).trim().to_owned())
    }

    /// The page is as it was.
    pub fn is_unchanged(&self) -> bool {
        self.status == 304
    }

    /// There is no such page, or not any more.
    pub fn is_gone(&self) -> bool {
        matches!(self.status, 404 | 410)
    }

    /// When it came, to the second, as the record has it: RFC 3339 in UTC.
    pub fn date(&self) -> String {
        self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// What to say when asking for the address again.
    pub fn known(&self) -> Known {
        let short = |name| self.field(name).filter(|value| value.len() <= 1024);
        Known { etag: short("etag"), last_modified: short("last-modified") }
    }

    /// The answer as a record of a web archive, without the empty lines that would follow it in a file of many. The fields
    /// are those that came, but that `Transfer-Encoding` is renamed: the body has no chunks any more.
    pub fn record(&self) -> Vec<u8> {
        let mut block = format!("{} {} {}\r\n", self.version, self.status, self.reason).into_bytes();
        for (name, value) in &self.fields {
            let prefix = if name.eq_ignore_ascii_case("transfer-encoding") { "X-Archive-Orig-" } else { "" };
            block.extend_from_slice(format!("{prefix}{name}: ").as_bytes());
            block.extend_from_slice(value);
            block.extend_from_slice(b"\r\n");
        }
        block.extend_from_slice(b"\r\n");
        block.extend_from_slice(&self.body);
        let digest = sha256(&block);
        let at = self.date();
        let asked = if self.asked == self.url {
            String::new()
        } else {
            format!("X-Claimbook-Asked-URI: {}\r\n", self.asked)
        };
        let header = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: {at}\r\n\
             WARC-Target-URI: {}\r\n{asked}WARC-Block-Digest: sha256:{digest}\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            uuid(&sha256(format!("{} {at} {digest}", self.url).as_bytes())),
            self.url,
            block.len()
        );
        [header.into_bytes(), block].concat()
    }
}

/// A UUID made of a hash (version 8), so that the same answer has the same record.
fn uuid(hash: &str) -> String {
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_as_a_record_of_a_web_archive() {
        let answer = Answer {
            asked: "https://orbe.example/1".to_owned(),
            url: "https://orbe.example/news/1".to_owned(),
            at: Timestamp::from_second(1_714_650_000).unwrap(),
            version: "HTTP/1.1".to_owned(),
            status: 200,
            reason: "OK".to_owned(),
            fields: vec![
                ("content-type".to_owned(), b"text/html".to_vec()),
                ("ETag".to_owned(), b"\"7\"".to_vec()),
                ("transfer-encoding".to_owned(), b"chunked".to_vec()),
            ],
            body: b"<p>Shells fell.</p>".to_vec(),
        };
        let record = String::from_utf8(answer.record()).unwrap();
        let (header, block) = record.split_once("\r\n\r\n").unwrap();
        assert!(
            header.starts_with("WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:"),
            "{header}"
        );
        for line in [
            "WARC-Date: 2024-05-02T11:40:00Z",
            "WARC-Target-URI: https://orbe.example/news/1",
            "X-Claimbook-Asked-URI: https://orbe.example/1",
            &format!("Content-Length: {}", block.len()),
            &format!("WARC-Block-Digest: sha256:{}", sha256(block.as_bytes())),
        ] {
            assert!(header.lines().any(|l| l == line), "{line} in {header}");
        }
        assert!(block.contains("X-Archive-Orig-transfer-encoding: chunked\r\n"), "{block}");
        assert!(block.starts_with("HTTP/1.1 200 OK\r\n") && block.ends_with("\r\n\r\n<p>Shells fell.</p>"));
        assert_eq!(answer.known().etag.as_deref(), Some("\"7\""));
        assert_eq!(answer.record(), answer.clone().record());
    }
}
