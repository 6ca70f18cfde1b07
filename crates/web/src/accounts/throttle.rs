//! How often a password may be tried.
//!
//! Owns: the attempts of each name that was tried, whether there is such an account or not. In: names and seconds. Out: leave
//! to try, or how long to wait. Refuses: to remember more than [`NAMES`] names; the one tried longest ago is forgotten.

use std::collections::HashMap;

/// Attempts before a name has to wait.
const FREE: u32 = 5;
/// Seconds of the first wait; each further attempt doubles it, up to the longest.
const FIRST: i64 = 2;
const LONGEST: i64 = 300;
/// Seconds after the last attempt when a name is forgotten.
const FORGET: i64 = 900;
/// Names remembered. Whoever tries so many others to have one forgotten pays with as many passwords.
const NAMES: usize = 10_000;

/// Attempts by name.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    names: HashMap<String, Tries>,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    count: u32,
    last: i64,
}

impl Tries {
    /// Seconds to wait; a clock that was set back makes no wait longer.
    fn wait(self, now: i64) -> i64 {
        let Some(over) = self.count.checked_sub(FREE) else { return 0 };
        let whole = FIRST.checked_shl(over.min(16)).map_or(LONGEST, |wait| wait.min(LONGEST));
        (self.last + whole - now).clamp(0, whole)
    }
}

impl Throttle {
    /// Leave to try a name, or the seconds it has to wait. An attempt counts when it begins, so that many at once are not
    /// more than one after the other.
    pub(super) fn begin(&mut self, name: &str, now: i64) -> Result<(), u64> {
        if self.names.get(name).is_some_and(|t| now - t.last >= FORGET) {
            self.names.remove(name);
        }
        if let Some(tries) = self.names.get_mut(name) {
            match tries.wait(now) {
                0 => *tries = Tries { count: tries.count.saturating_add(1), last: now },
                wait => return Err(wait.unsigned_abs()),
            }
            return Ok(());
        }
        if self.names.len() >= NAMES {
            self.forget(now);
        }
        self.names.insert(name.to_owned(), Tries { count: 1, last: now });
        Ok(())
    }

    /// The password was right.
    pub(super) fn succeeded(&mut self, name: &str) {
        self.names.remove(name);
    }

    fn forget(&mut self, now: i64) {
        self.names.retain(|_, t| now - t.last < FORGET);
        if self.names.len() >= NAMES {
            let oldest = self.names.iter().min_by_key(|(name, t)| (t.last, name.as_str()));
            if let Some(name) = oldest.map(|(name, _)| name.clone()) {
                self.names.remove(&name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_guessing_is_three_hundred_guesses() {
        let mut throttle = Throttle::default();
        let tried = (0..86_400).filter(|second| throttle.begin("ana", *second).is_ok()).count();
        assert!((250..=310).contains(&tried), "{tried}");
        assert_eq!(throttle.begin("ben", 86_400), Ok(()), "another name need not wait");
    }

    #[test]
    fn waits_double_end_and_are_forgotten() {
        let mut throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.begin("ana", 100), Ok(()));
        }
        assert_eq!(throttle.begin("ana", 100), Err(2));
        assert_eq!(throttle.begin("ana", 101), Err(1));
        assert_eq!((throttle.begin("ana", 102), throttle.begin("ana", 102)), (Ok(()), Err(4)));
        assert_eq!(throttle.begin("ana", 50), Err(4), "no longer with a clock that was set back");
        throttle.succeeded("ana");
        assert_eq!(throttle.begin("ana", 103), Ok(()));
        for _ in 0..5 {
            let _ = throttle.begin("ana", 104);
        }
        assert!(throttle.begin("ana", 104).is_err());
        assert_eq!(throttle.begin("ana", 104 + 900), Ok(()));
        assert_eq!(throttle.names["ana"].count, 1);
    }

    #[test]
    fn no_more_names_are_remembered_than_there_is_room_for() {
        let mut throttle = Throttle::default();
        for n in 0..(NAMES as i64 + 50) {
            assert_eq!(throttle.begin(&format!("n{n}"), n / 100), Ok(()));
        }
        assert_eq!(throttle.names.len(), NAMES);
        assert!(!throttle.names.contains_key("n0") && throttle.names.contains_key("n5000"));
    }
}
