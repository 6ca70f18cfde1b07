//! What a caller may choose about fetching.
//!
//! Owns: bounds and their defaults. In: nothing. Out: [`Options`].

use crate::guard::AllowedHost;
use std::time::Duration;

/// Bounds of every request. Sizes are bytes as they come over the line, still packed.
#[derive(Debug, Clone)]
pub struct Options {
    /// How Claimbook names itself.
    pub agent: String,
    /// Time between two requests to one host.
    pub delay: Duration,
    /// Longest `Crawl-delay` of a robots.txt that is kept to; longer ones count as this.
    pub longest_delay: Duration,
    /// Longest time that a server may take for one address, redirects included, waiting between requests not.
    pub timeout: Duration,
    /// Largest answer.
    pub bytes: u64,
    /// Most redirects one after the other.
    pub redirects: usize,
    /// Most requests for one address, where a server is busy or does not answer.
    pub attempts: u32,
    /// Longest time to wait for a server that is busy. One that asks for more is left for another run.
    pub patience: Duration,
    /// Hosts inside a network that may be asked.
    pub allow: Vec<AllowedHost>,
}

impl Default for Options {
    fn default() -> Self {
        let agent =
            concat!("claimbook/", env!("CARGO_PKG_VERSION"), " (reads news reports; obeys robots.txt)");
        Self {
            agent: agent.to_owned(),
            delay: Duration::from_secs(5),
            longest_delay: Duration::from_secs(60),
            timeout: Duration::from_secs(60),
            bytes: 16 << 20,
            redirects: 5,
            attempts: 3,
            patience: Duration::from_secs(60),
            allow: Vec::new(),
        }
    }
}
