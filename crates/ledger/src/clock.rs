//! What time it is, handed in.
//!
//! Owns: the form in which entries carry time. In: a clock. Out: RFC 3339 stamps in UTC with milliseconds. Refuses:
//! to be read anywhere but when an entry is appended.

use jiff::Timestamp;

/// A clock the ledger asks once for each transaction.
pub trait Clock: Send {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still, for tests and for reproducible books.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The stamp an entry carries, `2024-05-03T10:00:00.000Z`.
pub(crate) fn stamp(clock: &dyn Clock) -> String {
    format!("{:.3}", clock.now())
}
