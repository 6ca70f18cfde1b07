//! The zone of a place on a day.
//!
//! Owns: offsets from UTC. In: a country, a division, a day. Out: minutes east of Greenwich. Refuses: the clock.

use jiff::civil::Date;

/// Offset in minutes of a place's clocks on a day, where the table knows it.
pub fn offset_for(_country: &str, _admin1: Option<&str>, _date: Date) -> Option<i16> {
    None
}
