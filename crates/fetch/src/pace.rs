//! How long to wait before a host is asked again.
//!
//! Owns: when each host was asked last, and until when it wants rest. In: hosts and moments. Out: the time to wait.

use crate::clock::between;
use jiff::Timestamp;
use std::collections::HashMap;
use std::time::Duration;

/// Longest rest that outlasts a shorter one.
const LONGEST: Duration = Duration::from_secs(3600);

/// When each host may be asked next.
#[derive(Debug, Default)]
pub(crate) struct Pace(HashMap<String, Timestamp>);

impl Pace {
    /// How long to wait from `now` on; nothing for a host that was never asked.
    pub(crate) fn wait(&self, host: &str, now: Timestamp) -> Duration {
        self.0.get(host).map_or(Duration::ZERO, |next| between(now, *next))
    }

    /// Notes that a host is not to be asked before `pause` from `now` on has passed.
    pub(crate) fn rest(&mut self, host: &str, now: Timestamp, pause: Duration) {
        let next = now.checked_add(pause).unwrap_or(Timestamp::MAX);
        let noted = self.0.entry(host.to_owned()).or_insert(next);
        // What a clock noted that was set back since is no reason to rest for years.
        let stale = between(now, *noted) > pause.max(LONGEST);
        *noted = if stale { next } else { next.max(*noted) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_rests_after_it_was_asked() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let mut pace = Pace::default();
        assert_eq!(pace.wait("a", at(0)), Duration::ZERO);
        pace.rest("a", at(100), Duration::from_secs(5));
        assert_eq!(pace.wait("a", at(102)), Duration::from_secs(3));
        assert_eq!((pace.wait("a", at(200)), pace.wait("b", at(102))), (Duration::ZERO, Duration::ZERO));
        pace.rest("a", at(100), Duration::from_secs(60));
        pace.rest("a", at(101), Duration::from_secs(5));
        assert_eq!(pace.wait("a", at(101)), Duration::from_secs(59), "the longer rest holds");
        pace.rest("a", at(-90_000), Duration::from_secs(5));
        assert_eq!(pace.wait("a", at(-90_000)), Duration::from_secs(5), "a clock set back is no rest");
    }
}
