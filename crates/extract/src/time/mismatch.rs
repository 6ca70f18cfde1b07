//! Weekdays that are not the date printed beside them.
//!
//! Owns: the check of "Tuesday, April 27" against the calendar. In: the expressions of a text and its publication date. Out:
//! [`Mismatch`]es. Refuses: choosing which of the two is wrong.

use super::atoms::Scan;
use super::expr::{Core, Found, Year};
use super::{calendar, resolve};
use claimbook_records::Span;
use jiff::civil::{Date, Weekday};

/// A weekday and a date that do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch {
    /// The words that give both.
    pub span: Span,
    /// The date as the article's time gives it.
    pub date: Date,
    /// The weekday the text says.
    pub said: Weekday,
}

/// All weekdays of a text that are not the date printed beside them ("Tuesday, April 27", "Tuesday (April 27)").
/// Where the text leaves the year open it is read against `published`; without one nothing is said.
pub(super) fn mismatches(scan: &Scan, found: &[Found], published: Option<Date>) -> Vec<Mismatch> {
    let days = resolve::days(scan, found, published);
    let mut out = Vec::new();
    for (n, one) in found.iter().enumerate() {
        let Core::Calendar(date) = &one.core else { continue };
        let open = matches!(date.year, Year::Unsaid);
        let Some(day) = days.get(n).copied().flatten().filter(|_| date.month.is_some()) else { continue };
        let beside = n.checked_sub(1).and_then(|p| found.get(p)).and_then(|before| beside(scan, before, one));
        let (first, weekday) = match (date.weekday, beside) {
            (Some(weekday), _) => (one.first, weekday),
            (None, Some((first, weekday))) => (first, weekday),
            _ => continue,
        };
        let Some(said) = calendar::weekday(weekday) else { continue };
        if said != day.weekday() && (!open || published.is_some()) {
            out.push(Mismatch { span: scan.span(first, one.end), date: day, said });
        }
    }
    out
}

/// The weekday printed right before a date in brackets.
fn beside(scan: &Scan, before: &Found, date: &Found) -> Option<(usize, u8)> {
    let Core::Calendar(weekday) = &before.core else { return None };
    let bracket = before.end + 1 == date.first && scan.at(before.end).mark('(');
    weekday.weekday.filter(|_| weekday.month.is_none() && bracket).map(|w| (before.first, w))
}

#[cfg(test)]
mod tests {
    use crate::text::Text;
    use crate::time::{Anchors, read};
    use jiff::civil::date;

    fn whole(day: Option<jiff::civil::Date>) -> Anchors {
        Anchors { whole: day, parts: Vec::new() }
    }

    #[test]
    fn a_wrong_weekday_is_shown_with_its_words() {
        let published = Some(date(2024, 5, 2));
        for (body, words) in [
            ("Guards fired on Tuesday, April 27.", Some("Tuesday, April 27")),
            ("Guards fired on Saturday, April 27.", None),
            ("Guards fired on Tuesday (April 27).", Some("Tuesday (April 27")),
            ("Guards fired on Monday, 3 May 2021.", None),
            ("Guards fired on Sunday, 3 May 2021.", Some("Sunday, 3 May 2021")),
            ("They spoke on Tuesday of a raid on April 27.", None),
        ] {
            let found = read(&Text::default(), body, &whole(published)).1;
            assert_eq!(found.first().map(|m| m.span.of(body)), words, "{body}");
        }
    }

    #[test]
    fn an_open_year_without_publication_date_is_left_alone() {
        assert!(
            read(&Text::default(), "In 2019, on Tuesday, April 27, guards fired.", &whole(None)).1.is_empty()
        );
    }
}
