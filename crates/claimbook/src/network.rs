//! The way to the network, for the two commands that fetch.
//!
//! Owns: the options of fetching, and the only place where a fetcher is made. In: arguments. Out: a [`Fetcher`]. Refuses: to make
//! one for a command that was not given an address.

use claimbook_fetch::{AllowedHost, Clock, Fetcher, Options, SystemClock};
use jiff::{Span, SpanRelativeTo, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What is waited at once before looking whether the user wants to stop.
const SLICE: Duration = Duration::from_millis(100);

/// How addresses are fetched.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Fetching")]
pub struct NetworkArguments {
    /// Time between two requests to one host; a longer one that its robots.txt asks for is kept to, up to a minute
    #[arg(long, value_parser = time, default_value = "5s", value_name = "TIME")]
    delay: Duration,
    /// Longest time that a server may take for one address
    #[arg(long, value_parser = time, default_value = "60s", value_name = "TIME")]
    timeout: Duration,
    /// Largest answer in bytes, as it comes over the line
    #[arg(long, default_value_t = Options::default().bytes, value_name = "BYTES")]
    max_bytes: u64,
    /// Largest page in bytes, unpacked
    #[arg(long, default_value_t = 64 << 20, value_name = "BYTES")]
    pub max_unpacked: usize,
    /// Longest wait for a server that is busy; one that asks for more is left for the next run
    #[arg(long, value_parser = time, default_value = "60s", value_name = "TIME")]
    patience: Duration,
    /// How publishers reach you: an address or a mail, as part of the name that servers see
    #[arg(long, value_parser = contact, value_name = "TEXT")]
    contact: Option<String>,
    /// Also fetch from this host although it lies inside a network; may be given several times
    #[arg(long, value_name = "HOST[:PORT]")]
    allow_host: Vec<AllowedHost>,
}

impl NetworkArguments {
    /// A fetcher.
    pub fn fetcher(&self, clock: Box<dyn Clock>) -> Fetcher {
        let usual = Options::default();
        let contact = self.contact.as_ref();
        let agent = contact.map(|contact| format!("claimbook/{} (+{contact})", env!("CARGO_PKG_VERSION")));
        let options = Options {
            agent: agent.unwrap_or(usual.agent),
            delay: self.delay,
            timeout: self.timeout,
            bytes: self.max_bytes,
            patience: self.patience,
            allow: self.allow_host.clone(),
            ..Options::default()
        };
        Fetcher::new(options, clock)
    }
}

/// Whether an argument is an address and not a file.
pub fn is_address(argument: &str) -> bool {
    let scheme = argument.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| scheme == "http" || scheme == "https")
}

/// A time such as `30m`, `90s` or `3d`.
pub fn time(text: &str) -> Result<Duration, String> {
    let bad = || format!("'{text}' is no time; write it such as 90s, 30m, 12h or 3d");
    let span: Span = text.parse().map_err(|_| bad())?;
    let time = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| bad())?;
    Duration::try_from(time).map_err(|_| bad())
}

fn contact(text: &str) -> Result<String, String> {
    let plain = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if plain && (1..=200).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err("write it in plain letters, at most 200".to_owned())
    }
}

/// The clock of the machine, which stops waiting when the user interrupts.
pub struct Interruptible(Arc<AtomicBool>);

impl Interruptible {
    /// From here on an interruption is noted; a second one ends the process.
    pub fn new() -> std::io::Result<(Self, Arc<AtomicBool>)> {
        let stopped = Arc::new(AtomicBool::new(false));
        for signal in signal_hook::consts::TERM_SIGNALS {
            signal_hook::flag::register_conditional_shutdown(*signal, 130, Arc::clone(&stopped))?;
            signal_hook::flag::register(*signal, Arc::clone(&stopped))?;
        }
        Ok((Self(Arc::clone(&stopped)), stopped))
    }
}

impl Clock for Interruptible {
    fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    fn wait(&self, time: Duration) -> bool {
        let mut left = time;
        while !self.0.load(Ordering::Relaxed) {
            if left.is_zero() {
                return true;
            }
            let slice = left.min(SLICE);
            std::thread::sleep(slice);
            left -= slice;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_times_are_told_from_other_words() {
        assert!(is_address("https://orbe.example/1") && is_address("HTTP://orbe.example"));
        assert!(!is_address("news/https.html") && !is_address("ftp://orbe.example/1") && !is_address("-"));
        assert_eq!(time("30m"), Ok(Duration::from_secs(1800)));
        assert_eq!(time("3d"), Ok(Duration::from_secs(3 * 86_400)));
        assert_eq!(time("0s"), Ok(Duration::ZERO));
        assert!(time("soon").is_err() && time("-5s").is_err() && time("5").is_err());
    }
}
