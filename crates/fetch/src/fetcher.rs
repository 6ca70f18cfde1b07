//! The way from an address to its answer: robots.txt, pace, redirects, second tries.
//!
//! Owns: the order of these, and what is kept of each host. In: addresses, one after the other. Out: [`Answer`]s. Refuses: two
//! requests at once, more redirects, tries, bytes and time than [`Options`] allow.

use crate::answer::{Answer, Known};
use crate::clock::{Clock, between};
use crate::error::{FetchError, Problem};
use crate::options::Options;
use crate::pace::Pace;
use crate::request::{Client, host};
use crate::robots::{self, Robots};
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read;
use std::time::{Duration, Instant};
use url::Url;

/// How long a robots.txt is kept.
const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long it is kept that one could not be read.
const SHUT: Duration = Duration::from_secs(600);
/// Longest address.
const LONGEST: usize = 8 << 10;

/// What a site's robots.txt said, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    at: Timestamp,
    /// Why it could not be read; nothing may be asked then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
    #[serde(default)]
    robots: Robots,
}

/// Fetches addresses, one request at a time.
pub struct Fetcher {
    client: Client,
    options: Options,
    clock: Box<dyn Clock>,
    pace: Pace,
    robots: BTreeMap<String, Kept>,
}

impl Fetcher {
    /// A fetcher that has asked nobody yet.
    pub fn new(options: Options, clock: Box<dyn Clock>) -> Self {
        let client = Client::new(&options);
        Self { client, options, clock, pace: Pace::default(), robots: BTreeMap::new() }
    }

    /// The clock it goes by.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// What robots.txt said, by site, to go on with in another run.
    pub fn robots(&self) -> BTreeMap<String, Kept> {
        let now = self.clock.now();
        let fresh = self.robots.iter().filter(|(_, kept)| between(kept.at, now) < kept.lasts());
        fresh.map(|(site, kept)| (site.clone(), kept.clone())).collect()
    }

    /// Takes over what an earlier run kept.
    pub fn with_robots(mut self, kept: BTreeMap<String, Kept>) -> Self {
        self.robots.extend(kept);
        self
    }

    /// How long the host of an address is still to be left alone.
    pub fn rest(&self, url: &str) -> Duration {
        let host = Url::parse(url).ok().map(|url| host(&url)).unwrap_or_default();
        self.pace.wait(&host, self.clock.now())
    }

    /// Asks for an address: 200, 304, 404 and 410 are answers, everything else is an error. What may pass is tried again.
    pub fn fetch(&mut self, url: &str, known: &Known) -> Result<Answer, FetchError> {
        let fail = |problem| FetchError { url: shown(url), problem };
        let asked = address(url).map_err(fail)?;
        let answer = self.patiently(|this| {
            let mut left = this.options.timeout;
            this.follow(&asked, known, &mut left, true, this.options.bytes)
        });
        let mut answer = answer.map_err(fail)?;
        answer.asked = asked.into();
        Ok(answer)
    }

    /// Tries again as often as the options allow, and waits longer each time.
    fn patiently(
        &mut self,
        mut ask: impl FnMut(&mut Self) -> Result<Answer, Problem>,
    ) -> Result<Answer, Problem> {
        let mut pause = self.options.delay.max(Duration::from_millis(1));
        for attempt in 1.. {
            let problem = match ask(self) {
                Err(problem) if problem.may_pass() => problem,
                done => return done,
            };
            let wanted = match &problem {
                Problem::Busy { after: Some(after), .. } => *after,
                _ => pause,
            };
            if attempt >= self.options.attempts || wanted > self.options.patience {
                return Err(problem);
            }
            self.wait(wanted)?;
            pause *= 2;
        }
        Err(Problem::Stopped)
    }

    fn wait(&self, time: Duration) -> Result<(), Problem> {
        if time.is_zero() || self.clock.wait(time) { Ok(()) } else { Err(Problem::Stopped) }
    }

    /// Follows redirects one by one, each looked at like the first address.
    fn follow(
        &mut self,
        asked: &Url,
        known: &Known,
        left: &mut Duration,
        obey: bool,
        bytes: u64,
    ) -> Result<Answer, Problem> {
        let mut url = asked.clone();
        for _ in 0..=self.options.redirects {
            let delay = if obey { self.allowed(&url)? } else { self.options.delay };
            let answer = self.ask(&url, known, left, delay, obey, bytes)?;
            match answer.status {
                301 | 302 | 303 | 307 | 308 => {
                    let to = answer.field("location").ok_or(Problem::RedirectNowhere)?;
                    let to = url.join(&to).map_err(|_| Problem::RedirectNowhere)?;
                    url = address(to.as_str())?;
                }
                200 | 304 | 404 | 410 => return Ok(answer),
                429 | 503 => {
                    let after = answer.field("retry-after").and_then(|value| self.after(&value));
                    if let Some(after) = after {
                        let rest = after.min(DAY);
                        self.pace.rest(&host(&url), self.clock.now(), rest.min(self.options.patience));
                    }
                    return Err(Problem::Busy { status: answer.status, after });
                }
                status => return Err(Problem::Status(status)),
            }
        }
        Err(Problem::Redirects(self.options.redirects))
    }

    /// One request, when its host has rested.
    fn ask(
        &mut self,
        url: &Url,
        known: &Known,
        left: &mut Duration,
        delay: Duration,
        packed: bool,
        bytes: u64,
    ) -> Result<Answer, Problem> {
        let name = host(url);
        self.wait(self.pace.wait(&name, self.clock.now()))?;
        if left.is_zero() {
            return Err(Problem::Slow(self.options.timeout));
        }
        let begun = Instant::now();
        let answer = self.client.get(url, known, packed, bytes, *left, self.clock.now());
        *left = left.saturating_sub(begun.elapsed());
        self.pace.rest(&name, self.clock.now(), delay);
        answer.map_err(|problem| match problem {
            Problem::Slow(_) => Problem::Slow(self.options.timeout),
            other => other,
        })
    }

    /// Seconds or a day as `Retry-After` gives them.
    fn after(&self, value: &str) -> Option<Duration> {
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let day = rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
        Some(between(self.clock.now(), day))
    }

    /// Passes an address that the site's robots.txt allows, with the time to leave between two requests.
    fn allowed(&mut self, url: &Url) -> Result<Duration, Problem> {
        let site = url.origin().ascii_serialization();
        let now = self.clock.now();
        if self.robots.get(&site).is_none_or(|kept| between(kept.at, now) >= kept.lasts() || kept.at > now) {
            let kept = self.robots_of(url)?;
            self.robots.insert(site.clone(), kept);
        }
        let Some(kept) = self.robots.get(&site) else { return Ok(self.options.delay) };
        if let Some(reason) = &kept.unknown {
            return Err(Problem::RobotsUnknown { host: host(url), reason: reason.clone() });
        }
        let path =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        if !kept.robots.allow(&path) {
            return Err(Problem::Robots(host(url)));
        }
        let wanted = kept.robots.delay(self.options.longest_delay).unwrap_or_default();
        Ok(wanted.max(self.options.delay))
    }

    /// Asks a site for its robots.txt. Where there is none everything is allowed; where it cannot be read, nothing.
    fn robots_of(&mut self, url: &Url) -> Result<Kept, Problem> {
        let place = url.join("/robots.txt").map_err(|e| Problem::BadUrl(e.to_string()))?;
        // What is beyond the limit of the format is cut off, not refused; a little more than that is read.
        let answer = self.patiently(|this| {
            let mut left = this.options.timeout;
            this.follow(&place, &Known::default(), &mut left, false, this.options.bytes)
        });
        let kept = |unknown, robots| Kept { at: self.clock.now(), unknown, robots };
        Ok(match answer {
            Ok(answer) if answer.status == 200 => match plain(&answer) {
                Some(bytes) => kept(None, Robots::read(&bytes)),
                None => kept(Some("it is packed in an unknown way".to_owned()), Robots::default()),
            },
            Ok(_) => kept(None, Robots::default()),
            Err(Problem::Status(status)) if (400..=499).contains(&status) => kept(None, Robots::default()),
            // Redirects beyond the limit count as none, by the RFC.
            Err(Problem::Redirects(_) | Problem::RedirectNowhere) => kept(None, Robots::default()),
            Err(Problem::Busy { status, .. } | Problem::Status(status)) => {
                kept(Some(format!("the server answers {status}")), Robots::default())
            }
            Err(problem @ (Problem::Slow(_) | Problem::CutShort(_) | Problem::TooLarge(_))) => {
                kept(Some(problem.to_string()), Robots::default())
            }
            // Where nobody answers, the address itself could not be fetched either.
            Err(problem) => return Err(problem),
        })
    }
}

impl Kept {
    fn lasts(&self) -> Duration {
        if self.unknown.is_some() { SHUT } else { DAY }
    }
}

/// The bytes of a robots.txt, unpacked as far as they count.
fn plain(answer: &Answer) -> Option<Vec<u8>> {
    match answer.field("content-encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "identity" => Some(answer.body.clone()),
        "gzip" | "x-gzip" => {
            let mut bytes = Vec::new();
            let unpacked = MultiGzDecoder::new(answer.body.as_slice()).take(robots::LARGEST as u64);
            { unpacked }.read_to_end(&mut bytes).ok()?;
            Some(bytes)
        }
        _ => None,
    }
}

/// An address that may be asked for as far as its form goes.
fn address(text: &str) -> Result<Url, Problem> {
    if text.len() > LONGEST {
        return Err(Problem::BadUrl("it is too long".to_owned()));
    }
    let mut url = Url::parse(text.trim()).map_err(|error| Problem::BadUrl(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Problem::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::Credentials);
    }
    url.set_fragment(None);
    Ok(url)
}

/// An address as it stands on a page or in a feed at `base`, whole and without its fragment; `None` where it leads nowhere that is
/// fetched.
pub fn joined(base: &str, link: &str) -> Option<String> {
    let url = Url::parse(base).ok()?.join(link.trim()).ok()?;
    address(url.as_str()).ok().map(String::from)
}

/// An address as messages show it, without a password.
fn shown(text: &str) -> String {
    let Ok(mut url) = Url::parse(text.trim()) else { return text.chars().take(200).collect() };
    if url.username().is_empty() && url.password().is_none() {
        return text.trim().chars().take(LONGEST).collect();
    }
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url.into()
}
