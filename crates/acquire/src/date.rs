//! Dates as records, pages and addresses write them.
//!
//! Owns: ISO 8601 and mail dates, written dates ("May 2, 2024", "2 May 2024"), dates in a URL. In: short texts. Out:
//! ISO 8601 dates and date-times that exist in the calendar. Refuses: dates that need a guess (day or month first,
//! two-digit years, no day) and the empty date of programs, 0001-01-01.

use jiff::civil::Date;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// Years in which a report can have been published; older and later ones are slips or placeholders.
const YEARS: RangeInclusive<i16> = 1600..=2199;
/// Years a page's address can carry.
const WEB_YEARS: RangeInclusive<i16> = 1990..=2099;

/// A whole value as ISO 8601: a date or a date-time, zone kept where given, fractions of a second dropped.
pub(crate) fn value(text: &str) -> Option<String> {
    let text = text.trim();
    iso(text).or_else(|| mail(text)).or_else(|| {
        let (range, date) = find(text)?;
        let rest = [text.get(..range.start)?, text.get(range.end..)?];
        rest.iter().all(|piece| is_frill(piece)).then(|| date.to_string())
    })
}

fn iso(text: &str) -> Option<String> {
    if !text.is_ascii() || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let spelled = text.strip_suffix(" UTC").or_else(|| text.strip_suffix(" GMT"));
    let pieces = spelled.map(|t| format!("{t}Z"));
    let pieces = Pieces::parse(pieces.as_deref().unwrap_or(text)).ok()?;
    let date = pieces.date();
    if !YEARS.contains(&date.year()) {
        return None;
    }
    let Some(time) = pieces.time() else { return Some(date.to_string()) };
    let zone = match pieces.offset() {
        None => String::new(),
        Some(PiecesOffset::Zulu) => "Z".to_owned(),
        Some(PiecesOffset::Numeric(offset)) => {
            let minutes = offset.offset().seconds() / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
        // A kind of zone this version of the crate did not know.
        Some(_) => String::new(),
    };
    Some(format!("{date}T{:02}:{:02}:{:02}{zone}", time.hour(), time.minute(), time.second()))
}

/// A moment as computers count it: seconds or milliseconds since 1970, between 1990 and 2100.
pub(crate) fn of_clock(count: i64) -> Option<String> {
    const SECONDS: RangeInclusive<i64> = 631_152_000..=4_102_444_800;
    let seconds = if SECONDS.contains(&count) { count } else { count / 1000 };
    let stamp = SECONDS.contains(&seconds).then(|| jiff::Timestamp::from_second(seconds).ok())??;
    Some(stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// A date as mail and feeds write it: "Thu, 02 May 2024 10:00:00 +0200".
fn mail(text: &str) -> Option<String> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    YEARS.contains(&zoned.year()).then(|| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// Weekdays, times and labels around a date that carry no other date.
fn is_frill(piece: &str) -> bool {
    piece.len() < 40
        && piece.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || ",.:;|-–—+()".contains(c))
        && !piece.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 2)
}

/// The first full date (day, month and year) in a text, and where it stands.
pub(crate) fn find(text: &str) -> Option<(Range<usize>, Date)> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|i| {
        let [a, b, c] = tokens.get(i..i + 3)?.try_into().ok()?;
        if !joins(text.get(a.end..b.start)?) || !joins(text.get(b.end..c.start)?) {
            return None;
        }
        let same_gap = text.get(a.end..b.start) == text.get(b.end..c.start);
        let date = read(a, b, c, same_gap.then(|| text.get(a.end..b.start)).flatten())?;
        Some((a.start..c.end, date))
    })
}

fn read(a: Token<'_>, b: Token<'_>, c: Token<'_>, gap: Option<&str>) -> Option<Date> {
    if let (Some(month), Some(day)) = (a.month(), b.day()) {
        return date(c.year()?, month, day);
    }
    if let (Some(day), Some(month)) = (a.day(), b.month()) {
        return date(c.year()?, month, day);
    }
    match (a.year(), c.year(), gap?) {
        (Some(year), _, "-" | "/" | ".") => date(year, b.day()?, c.day()?),
        (_, Some(year), ".") => date(year, b.day()?, a.day()?),
        (_, Some(year), "/" | "-") => {
            let (x, y) = (a.day()?, b.day()?);
            match (x > 12, y > 12) {
                (true, false) => date(year, y, x),
                (false, true) => date(year, x, y),
                _ if x == y => date(year, x, y),
                _ => None,
            }
        }
        _ => None,
    }
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// The date in the path of an address: `/2024/05/02/`, `/2024-05-02-`, `/20240502/`, `/2024/may/02/`.
pub(crate) fn in_url(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.find('/').and_then(|at| path.get(at..))?;
    let path = path.split(['?', '#']).next()?;
    let words: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let web = |date: &Date| WEB_YEARS.contains(&date.year());
    let packed = |word: &&str| {
        let digits = word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
        let number: i32 = if digits { word.parse().ok()? } else { return None };
        let (year, rest) = (i16::try_from(number / 10_000).ok()?, number % 10_000);
        date(year, i8::try_from(rest / 100).ok()?, i8::try_from(rest % 100).ok()?).filter(web)
    };
    words
        .windows(3)
        .find_map(|three| {
            let [a, b, c] = [0, 1, 2].map(|i| Token::of(three.get(i).copied().unwrap_or_default()));
            let month = b.month().or_else(|| b.day())?;
            date(a.year()?, month, c.day()?).filter(web)
        })
        .or_else(|| words.iter().find_map(packed))
}

/// A run of letters or of digits; an ordinal ending ("2nd") belongs to its number.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

static MONTHS: LazyLock<Vec<(&'static str, i8)>> = LazyLock::new(|| {
    include_str!("../data/months.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(name, number)| Some((name, number.parse().ok()?)))
        .collect()
});

impl<'a> Token<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, start: 0, end: text.len() }
    }

    fn number<N: std::str::FromStr>(self, digits: RangeInclusive<usize>) -> Option<N> {
        let numeric = self.text.bytes().all(|b| b.is_ascii_digit());
        (numeric && digits.contains(&self.text.len())).then(|| self.text.parse().ok()).flatten()
    }

    fn year(self) -> Option<i16> {
        self.number(4..=4).filter(|year| YEARS.contains(year))
    }

    /// A day or the number of a month: 1 to 31.
    fn day(self) -> Option<i8> {
        self.number(1..=2).filter(|day| (1..=31).contains(day))
    }

    fn month(self) -> Option<i8> {
        MONTHS.iter().find(|(name, _)| name.eq_ignore_ascii_case(self.text)).map(|(_, number)| *number)
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        if !first.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let digit = first.is_ascii_digit();
        let same = |b: &&u8| b.is_ascii_alphanumeric() && b.is_ascii_digit() == digit;
        let end = at + bytes.get(at..).unwrap_or_default().iter().take_while(same).count();
        let word = text.get(at..end).unwrap_or_default();
        match found.last_mut() {
            Some(last) if last.end == at && is_ordinal(word) && last.day().is_some() => last.end = end,
            _ if word == "of" => {}
            _ => found.push(Token { text: word, start: at, end }),
        }
        at = end;
    }
    found
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|ending| word.eq_ignore_ascii_case(ending))
}

/// What may stand between the parts of one date.
fn joins(gap: &str) -> bool {
    matches!(gap.trim(), "" | "," | "." | "-" | "/" | "of") && !gap.is_empty() && gap.len() <= 4
}

/// Whether a word is the name of a day of the week, whole or its first three letters.
pub(crate) fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.to_lowercase();
    DAYS.iter().any(|day| word == *day || word.len() == 3 && day.starts_with(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_values() {
        for (text, want) in [
            ("2024-05-02", Some("2024-05-02")),
            (" 2024-05-02T10:15:30Z ", Some("2024-05-02T10:15:30Z")),
            ("2024-05-02T10:15:30.123+03:00", Some("2024-05-02T10:15:30+03:00")),
            ("2024-05-02T10:15:30-0530", Some("2024-05-02T10:15:30-05:30")),
            ("2024-05-02 10:15", Some("2024-05-02T10:15:00")),
            ("2024-05-02 10:15:00 UTC", Some("2024-05-02T10:15:00Z")),
            ("20240502", Some("2024-05-02")),
            ("Thu, 02 May 2024 10:00:00 +0200", Some("2024-05-02T10:00:00+02:00")),
            ("Thursday, May 2, 2024", Some("2024-05-02")),
            ("2 May 2024, 11:30 am", Some("2024-05-02")),
            ("2 MAY 2024", Some("2024-05-02")),
            ("13/05/2024", Some("2024-05-13")),
            ("02/05/2024", None),
            ("2024-02-30", None),
            ("31 April 2024", None),
            ("0001-01-01", None),
            ("0001-01-01T00:00:00", None),
            ("2024", None),
            ("2024-05", None),
            ("yesterday", None),
            ("", None),
            ("9999999999", None),
        ] {
            assert_eq!(value(text).as_deref(), want, "{text:?}");
        }
    }

    #[test]
    fn moments_of_computer_clocks() {
        for (count, want) in [
            (1_707_112_800_000, Some("2024-02-05T06:00:00Z")),
            (1_707_112_800, Some("2024-02-05T06:00:00Z")),
            (20_240_502, None),
            (0, None),
            (i64::MAX, None),
        ] {
            assert_eq!(of_clock(count).as_deref(), want, "{count}");
        }
    }

    #[test]
    fn the_first_full_date_of_a_line() {
        for (text, want) in [
            ("Published May 2, 2024 at 10:30 | Updated May 3, 2024", Some("May 2, 2024")),
            ("By Ana Ruiz, 2nd of May 2024", Some("2nd of May 2024")),
            ("posted 02.05.2024", Some("02.05.2024")),
            ("Sept. 9, 1989 - VARNAL", Some("Sept. 9, 1989")),
            ("10:30 May 2, 2024", Some("May 2, 2024")),
            ("since May 2 and 2024", None),
            ("Article 2024, May 200", None),
            ("5 May 12 people", None),
        ] {
            assert_eq!(find(text).map(|(range, _)| &text[range]), want, "{text:?}");
        }
    }

    #[test]
    fn dates_in_addresses() {
        for (url, want) in [
            ("https://varnaltimes.example/2024/05/02/port-hit", Some("2024-05-02")),
            ("https://varnaltimes.example/world/2024/may/02/port-hit", Some("2024-05-02")),
            ("https://varnaltimes.example/news-2024-05-02-port.html", Some("2024-05-02")),
            ("https://varnaltimes.example/a/20240502/77", Some("2024-05-02")),
            ("https://varnaltimes.example/2024/05/port-hit", None),
            ("https://2024-05-02.example/port", None),
            ("https://varnaltimes.example/story?d=2024-05-02", None),
            ("https://varnaltimes.example/1203/04/05", None),
            ("varnaltimes", None),
        ] {
            assert_eq!(in_url(url).map(|d| d.to_string()).as_deref(), want, "{url}");
        }
    }
}
