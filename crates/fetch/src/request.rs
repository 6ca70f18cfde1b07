//! One request, without redirects and without a second try.
//!
//! Owns: the HTTP client and its bounds. In: an address that may be asked, and how much time is left. Out: the answer, whatever its
//! status. Refuses: answers beyond the bounds, proxies that the environment names, cookies.

use crate::answer::{Answer, Known};
use crate::error::Problem;
use crate::guard::{Guard, Refused};
use crate::options::Options;
use jiff::Timestamp;
use std::error::Error;
use std::io::{self, Read};
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Version;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

/// The HTTP client.
pub(crate) struct Client(Agent);

impl Client {
    pub(crate) fn new(options: &Options) -> Self {
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(options.agent.as_str())
            .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
            // A connection that is kept open would be to an address that was looked at long ago.
            .max_idle_connections(0)
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
            .build();
        Self(Agent::with_parts(config, DefaultConnector::default(), Guard::new(options.allow.clone())))
    }

    /// Asks for an address and reads at most `bytes` of its body within `time`.
    pub(crate) fn get(
        &self,
        url: &Url,
        known: &Known,
        packed: bool,
        bytes: u64,
        time: Duration,
        at: Timestamp,
    ) -> Result<Answer, Problem> {
        let wrong = |error: ureq::Error| problem(&error, url, time);
        let mut request = self.0.get(url.as_str()).config().timeout_global(Some(time)).build();
        request = request.header("Accept-Encoding", if packed { "gzip, deflate" } else { "identity" });
        if let Some(etag) = &known.etag {
            request = request.header("If-None-Match", etag.as_str());
        }
        if let Some(day) = &known.last_modified {
            request = request.header("If-Modified-Since", day.as_str());
        }
        let response = request.call().map_err(wrong)?;
        let (parts, body) = response.into_parts();
        if body.content_length().is_some_and(|length| length > bytes) {
            return Err(Problem::TooLarge(bytes));
        }
        let body = read(body.into_reader(), bytes).map_err(|error| match error {
            Some(error) => unread(error, url, time),
            None => Problem::TooLarge(bytes),
        })?;
        let fields = parts.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
        Ok(Answer {
            asked: url.to_string(),
            url: url.to_string(),
            at,
            version: if parts.version == Version::HTTP_10 { "HTTP/1.0" } else { "HTTP/1.1" }.to_owned(),
            status: parts.status.as_u16(),
            reason: parts.status.canonical_reason().unwrap_or("Unknown").to_owned(),
            fields: fields.collect(),
            body,
        })
    }
}

/// The bytes of a reader; `Err(None)` for more than `most`.
fn read(reader: impl Read, most: u64) -> Result<Vec<u8>, Option<io::Error>> {
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Some)?;
    if bytes.len() as u64 > most { Err(None) } else { Ok(bytes) }
}

/// What went wrong while a body was read.
fn unread(error: io::Error, url: &Url, time: Duration) -> Problem {
    match ureq::Error::from(error) {
        error @ (ureq::Error::Timeout(_) | ureq::Error::Other(_)) => problem(&error, url, time),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Problem::Slow(time),
        error => Problem::CutShort(error.to_string()),
    }
}

fn problem(error: &ureq::Error, url: &Url, time: Duration) -> Problem {
    match error {
        ureq::Error::Other(other) => match other.downcast_ref::<Refused>() {
            Some(refused) => {
                Problem::Inside { host: host(url), address: refused.address, what: refused.what }
            }
            None => Problem::Connection(other.to_string()),
        },
        ureq::Error::Timeout(_) => Problem::Slow(time),
        ureq::Error::HostNotFound => Problem::NoHost,
        ureq::Error::Io(error) if is_lookup(error) => Problem::NoHost,
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Problem::Slow(time),
        ureq::Error::Io(error) => Problem::Connection(error.to_string()),
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) | ureq::Error::Http(_) => {
            Problem::NoHttp(error.to_string())
        }
        ureq::Error::BadUri(reason) => Problem::BadUrl(reason.clone()),
        other => Problem::Connection(chain(other)),
    }
}

/// Names that lead nowhere come as an error of the system without a kind of its own.
fn is_lookup(error: &io::Error) -> bool {
    error.to_string().contains("failed to lookup address")
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// Host and port as `--allow-host` takes them.
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
