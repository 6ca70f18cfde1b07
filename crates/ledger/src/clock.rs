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

/// Clocks of several machines differ by less, so that a difference says nothing.
const TOLERANCE_SECONDS: i64 = 5;

/// Whether a stamp lies before an earlier one, because the clock was set back between them.
pub(crate) fn is_set_back(before: &str, at: &str) -> bool {
    match (before.parse::<Timestamp>(), at.parse::<Timestamp>()) {
        (Ok(before), Ok(at)) => before.as_second() - at.as_second() > TOLERANCE_SECONDS,
        _ => false,
    }
}

/// The stamp an entry carries, `2024-05-03T10:00:00.000Z`.
pub(crate) fn stamp(clock: &dyn Clock) -> String {
    format!("{:.3}", clock.now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_set_back_when_it_tells_an_earlier_time() {
        let before = "2024-05-03T10:00:00.000Z";
        for (at, wanted) in [
            ("2024-05-03T09:59:54.000Z", true),
            ("2023-05-03T10:00:00.000Z", true),
            ("2024-05-03T09:59:55.500Z", false),
            ("2024-05-03T10:00:00.001Z", false),
            ("never", false),
        ] {
            assert_eq!(is_set_back(before, at), wanted, "{at}");
        }
    }
}
