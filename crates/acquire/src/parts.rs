//! Parts of a text that have a day of their own.
//!
//! Owns: the dated headings of a digest. In: a body. Out: parts, in text order. Refuses: dates inside sentences, and a
//! text with one date, which is the date of the whole.

use crate::date;
use claimbook_records::{Basis, Part, Published, Span};

/// Longest heading that is nothing but a date, in bytes.
const HEADING: usize = 40;

/// The parts under headings that are nothing but a date ("Tuesday, 4 June 2024"); none where there are fewer than two.
pub(crate) fn dated(body: &str) -> Vec<Part> {
    let mut starts: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        if let Some(day) = heading(line.trim()) {
            starts.push((at, day));
        }
        at += line.len();
    }
    let end = |n: usize| starts.get(n + 1).map_or(body.len(), |(start, _)| *start);
    let parts = starts.iter().enumerate().map(|(n, (start, day))| {
        let words = body.get(*start..end(n)).unwrap_or_default();
        let published = Published { value: day.clone(), basis: Basis::Text };
        (
            Part { span: Span::new(*start, start + words.trim_end().len()), published },
            words.lines().filter(|l| !l.trim().is_empty()).count(),
        )
    });
    let parts: Vec<(Part, usize)> = parts.collect();
    let days: std::collections::BTreeSet<&str> =
        parts.iter().map(|(part, _)| part.published.value.as_str()).collect();
    let told = parts.iter().all(|(_, lines)| *lines > 1);
    if days.len() < 2 || !told { Vec::new() } else { parts.into_iter().map(|(part, _)| part).collect() }
}

/// The day of a line that is a date and at most a weekday.
fn heading(line: &str) -> Option<String> {
    let line = line.trim_end_matches(':');
    if line.len() > HEADING {
        return None;
    }
    let (range, date) = date::find(line)?;
    let rest = [line.get(..range.start)?, line.get(range.end..)?];
    let words =
        rest.iter().flat_map(|piece| piece.split(|c: char| !c.is_alphabetic())).filter(|w| !w.is_empty());
    let digits = rest.iter().any(|piece| piece.contains(|c: char| c.is_ascii_digit()));
    (words.clone().all(date::is_weekday) && !digits).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_a_part_a_day() {
        let body = "Week in brief\n\nMonday, 3 June 2024\n\nShells fell on Varnal.\n\nTuesday, 4 June 2024:\nA bomb went off.\nNobody was hurt.\n";
        let parts = dated(body);
        let shown: Vec<(&str, &str)> =
            parts.iter().map(|p| (p.published.value.as_str(), p.span.of(body))).collect();
        assert_eq!(
            shown,
            [
                ("2024-06-03", "Monday, 3 June 2024\n\nShells fell on Varnal."),
                ("2024-06-04", "Tuesday, 4 June 2024:\nA bomb went off.\nNobody was hurt."),
            ]
        );
    }

    #[test]
    fn a_date_of_the_whole_makes_no_parts() {
        for body in [
            "Port hit\n\n3 June 2024\n\nShells fell.",
            "3 June 2024\n\nShells fell.\n\nUpdated 4 June 2024\n\nx",
            "3 June 2024\n4 June 2024\n\nShells fell.",
            "3 June 2024\n\nShells fell.\n\n3 June 2024\n\nMore fell.",
            "On 3 June 2024 shells fell.\nOn 4 June 2024 it was quiet.",
            "3 June 2024\n\nShells fell.\n\n4 June 2024",
        ] {
            assert_eq!(dated(body), [], "{body}");
        }
    }
}
