//! Windows on the calendar as the report writes them.
//!
//! Owns: ISO 8601 spelling and the zone of a clock time. In: a window with its words. Out: a [`DateRange`]. Refuses:
//! moving a date.

use super::quotes;
use crate::engine::Reading;
use crate::event::EventDate;
use crate::place::Candidate;
use crate::time::{Instant, zone};
use claimbook_records::report::DateRange;

/// The date as written out; nothing when it has no words or both ends are open. `place` gives a clock time its zone.
pub(super) fn date_range(
    reading: &Reading,
    date: &EventDate,
    place: Option<&Candidate>,
) -> Option<DateRange> {
    let evidence = quotes(reading, &date.evidence);
    let write = |i: Option<Instant>| i.map(|i| iso(i, place));
    let (earliest, latest) = (write(date.window.earliest), write(date.window.latest));
    if evidence.is_empty() || (earliest.is_none() && latest.is_none()) {
        return None;
    }
    Some(DateRange { earliest, latest, precision: date.window.precision, evidence })
}

fn iso(instant: Instant, place: Option<&Candidate>) -> String {
    let Some(time) = instant.time else { return instant.date.to_string() };
    let offset = instant.offset_minutes.or_else(|| {
        let place = place?;
        zone::offset_for(place.country.as_deref()?, place.admin1.as_deref(), instant.date)
    });
    let zone = offset.map(|m| {
        let sign = if m < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", m.unsigned_abs() / 60, m.unsigned_abs() % 60)
    });
    format!("{}T{:02}:{:02}{}", instant.date, time.hour(), time.minute(), zone.unwrap_or_default())
}
