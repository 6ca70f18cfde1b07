//! Why an address was not fetched, in plain words.
//!
//! Owns: every message about a request and what to do next. In: the address and the problem. Out: [`FetchError`].
//! Refuses: messages without an address.

use std::net::IpAddr;
use std::time::Duration;

/// An address that gave nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{url}: {problem}")]
pub struct FetchError {
    /// As it was asked for.
    pub url: String,
    /// The reason and what to do next.
    pub problem: Problem,
}

/// The reason an address gave nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// No address.
    #[error("it is no address ({0}); write it out, such as https://example.org/news/1")]
    BadUrl(String),
    /// Another scheme than http and https.
    #[error("addresses of '{0}:' are not fetched; save the page and add the file")]
    Scheme(String),
    /// A user or password in the address.
    #[error(
        "it holds a name or password, which would be kept with the page; leave them out, or save the page and add the file"
    )]
    Credentials,
    /// An address inside a network.
    #[error(
        "{host} leads to {address}, which is {what}; nothing is asked there. If that is meant, say --allow-host {host}"
    )]
    Inside { host: String, address: IpAddr, what: &'static str },
    /// Kept out by the site.
    #[error(
        "robots.txt of {0} keeps programs out; ask the publisher, or save the page from a browser and add the file"
    )]
    Robots(String),
    /// What the site allows is not known.
    #[error(
        "robots.txt of {host} cannot be read ({reason}), so nothing is asked there for now; try again later"
    )]
    RobotsUnknown { host: String, reason: String },
    /// The name leads nowhere.
    #[error("there is no host of that name; check the address and the connection")]
    NoHost,
    /// No connection.
    #[error("no connection ({0}); check the address and try again later")]
    Connection(String),
    /// Too slow.
    #[error("it took longer than {} s; try again later, or allow more with --timeout", .0.as_secs_f64())]
    Slow(Duration),
    /// Too much.
    #[error("it is larger than {0} bytes; allow more with --max-bytes, or save it and add the file")]
    TooLarge(u64),
    /// Less than the server said.
    #[error("the answer broke off ({0}); try again later")]
    CutShort(String),
    /// Nothing that can be understood.
    #[error("the server does not answer as a web server does ({0}); check the address")]
    NoHttp(String),
    /// One redirect too many.
    #[error("it leads on more than {0} times; open it in a browser and take the address where it ends")]
    Redirects(usize),
    /// A redirect without an address.
    #[error("it leads on to nowhere; open it in a browser and take the address where it ends")]
    RedirectNowhere,
    /// The server is busy, or wants fewer requests.
    #[error(
        "the server is busy ({status}{}); it is left for the next run",
        .after.map(|after| format!(", come back in {} s", after.as_secs())).unwrap_or_default()
    )]
    Busy { status: u16, after: Option<Duration> },
    /// Any other answer.
    #[error("the server answers {0}, not with a page; {advice}", advice = advice(*.0))]
    Status(u16),
    /// The user wants to stop.
    #[error("stopped before it was fetched")]
    Stopped,
}

fn advice(status: u16) -> &'static str {
    match status {
        401 | 402 | 403 | 407 | 451 => "save the page as a reader who may read it and add the file",
        500..=599 => "try again later",
        _ => "check the address",
    }
}

impl Problem {
    /// Whether it may pass by itself within minutes.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Connection(_) | Self::Slow(_) | Self::CutShort(_) | Self::Busy { .. } => true,
            Self::Status(status) => (500..=599).contains(status),
            _ => false,
        }
    }
}
