//! Time, so that tests need not wait.
//!
//! Owns: the [`Clock`] trait and the clock of the machine. In: how long to wait. Out: the time, and whether to go on.

use jiff::Timestamp;
use std::time::Duration;

/// What time it is, and waiting.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Waits; false when the user wants to stop.
    fn wait(&self, time: Duration) -> bool;
}

/// The clock of the machine; it never stops early.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&self, time: Duration) -> bool {
        std::thread::sleep(time);
        true
    }
}

/// The time between two moments; nothing where the clock was set back.
pub(crate) fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
