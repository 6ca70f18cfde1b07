//! Incident dates as day bounds that a database can compare.
//!
//! Owns: how a told date (ISO 8601, partial, with clock time, open at an end) becomes two days. In: a date of a
//! report. Out: [`Days`]. Refuses: time zones; the day is the one the text tells, at the place it tells of.

use claimbook_records::report::DateRange;

/// Sorts after every day.
pub(crate) const NO_DAY: &str = "9999-99-99";

/// First and last day a date allows. An open end stands at the known one and is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) open_start: bool,
    pub(crate) open_end: bool,
    /// More than a month lies between first and last.
    pub(crate) long: bool,
}

impl Days {
    /// The days of a date; none when neither end is a day.
    pub(crate) fn of(date: Option<&DateRange>) -> Option<Self> {
        let date = date?;
        let from = date.earliest.as_deref().and_then(|d| day(d, false));
        let to = date.latest.as_deref().and_then(|d| day(d, true));
        let (open_start, open_end) = (from.is_none(), to.is_none());
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from.clone(), from),
            (None, Some(to)) => (to.clone(), to),
            (None, None) => return None,
        };
        let long = to > month_on(&from, 1);
        Some(Self { from, to, open_start, open_end, long })
    }
}

/// The day a partial ISO 8601 value begins with, or ends with: `2023-10` is 1 or 31 October. As these are compared as
/// text and never printed, every month may end on the 31st.
pub(crate) fn day(value: &str, end: bool) -> Option<String> {
    let digits = |range: std::ops::Range<usize>| {
        value.get(range).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let dash = |at: usize| value.as_bytes().get(at) == Some(&b'-');
    if !digits(0..4) {
        return None;
    }
    let (month, day) = if end { ("12", "31") } else { ("01", "01") };
    let year = value.get(..4)?;
    Some(match value.len() {
        4 => format!("{year}-{month}-{day}"),
        7 if dash(4) && digits(5..7) => format!("{value}-{day}"),
        n if n >= 10 && dash(4) && digits(5..7) && dash(7) && digits(8..10) => value.get(..10)?.to_owned(),
        _ => return None,
    })
}

/// The same of a day that a person asks for: the calendar must have it, and nothing but a time may follow.
pub(crate) fn asked(value: &str, end: bool) -> Option<String> {
    let first = day(value, false)?;
    let time = value.get(10..).unwrap_or_default();
    let follows = time.is_empty() || time.starts_with(['T', ' ']);
    let known = follows && first.parse::<jiff::civil::Date>().is_ok_and(|day| day.year() >= 1);
    if known { day(value, end) } else { None }
}

/// "5 March 2024".
pub(crate) fn long(day: jiff::civil::Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The same day some months on or back, as text to compare with; it may be no day of the calendar. A range that is not
/// long and reaches day `d` begins on or after `month_on(d, -1)`.
pub(crate) fn month_on(day: &str, by: i32) -> String {
    let part = |range: std::ops::Range<usize>| {
        day.get(range).and_then(|p| p.parse::<i32>().ok()).unwrap_or_default()
    };
    let months = part(0..4) * 12 + part(5..7) - 1 + by;
    let (year, month) = (months.div_euclid(12).clamp(0, 9999), months.rem_euclid(12) + 1);
    format!("{year:04}-{month:02}-{}", day.get(8..10).unwrap_or("01"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_records::report::Precision;

    fn days(earliest: Option<&str>, latest: Option<&str>) -> Option<Days> {
        Days::of(Some(&DateRange {
            earliest: earliest.map(str::to_owned),
            latest: latest.map(str::to_owned),
            precision: Precision::Range,
            evidence: Vec::new(),
        }))
    }

    #[test]
    fn partial_values_reach_over_their_whole_month_or_year() {
        assert_eq!(day("2023-10", false).as_deref(), Some("2023-10-01"));
        assert_eq!(day("2023-10", true).as_deref(), Some("2023-10-31"));
        assert_eq!(day("2023", true).as_deref(), Some("2023-12-31"));
        assert_eq!(day("2023-10-07T05:30:00+03:00", true).as_deref(), Some("2023-10-07"));
        for wrong in ["", "last week", "2023-1", "2023/10/07", "20231007", "..", "2023-10-0é"] {
            assert_eq!(day(wrong, false), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_that_is_asked_for_is_one_of_the_calendar() {
        assert_eq!(asked("2024-02-29", false).as_deref(), Some("2024-02-29"));
        assert_eq!(asked("2023-02", true).as_deref(), Some("2023-02-31"));
        assert_eq!(asked("2023-10-07T05:30:00+03:00", true).as_deref(), Some("2023-10-07"));
        for wrong in [
            "0000",
            "0000-05-01",
            "2023-02-29",
            "2023-13",
            "2023-00-01",
            "2023-10-00",
            "2023-10-32",
            "2023-10-07th",
            "20231",
        ] {
            assert_eq!(asked(wrong, true), None, "{wrong}");
        }
    }

    #[test]
    fn a_month_is_short_and_more_is_long() {
        assert_eq!(month_on("2023-01-31", -1), "2022-12-31");
        assert_eq!(month_on("2023-12-05", 1), "2024-01-05");
        assert_eq!(month_on("0000-01-01", -1), "0000-12-01");
        let long = |from: &str, to: &str| days(Some(from), Some(to)).unwrap().long;
        assert!(!long("2023-10", "2023-10") && !long("2023-12-31", "2024-01-31"));
        assert!(long("2023-10-01", "2023-11-02") && long("2023", "2023"));
    }

    #[test]
    fn an_open_end_stands_at_the_known_one() {
        let open = days(None, Some("2024-05-01")).unwrap();
        assert_eq!((open.from.as_str(), open.to.as_str()), ("2024-05-01", "2024-05-01"));
        assert!(open.open_start && !open.open_end);
        assert_eq!(days(None, None), None);
    }
}
