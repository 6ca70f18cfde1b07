//! Stretches of the calendar: days, weeks, months ... centuries, as values and as windows.
//!
//! Owns: [`Point`], its TIMEX3 value, first and last day, and steps from one to the next. In: dates. Out: dates.
//! Refuses: dates outside jiff's range (every step may answer `None`) and any choice between readings.

use super::lexicon::{Season, Unit};
use claimbook_records::report::Precision;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A stretch of the calendar. Years are astronomical: 1 BC is 0, 2 BC is -1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    Day(Date),
    /// Monday of the week.
    Week(Date),
    /// Monday of the week whose Saturday and Sunday are meant.
    Weekend(Date),
    Month(i16, u8),
    Quarter(i16, u8),
    Half(i16, u8),
    Season(i16, Season),
    Year(i16),
    /// First year.
    Decade(i16),
    /// First year, as counted by hundreds ("the 20th century" = 1900).
    Century(i16),
}

impl Point {
    /// First day.
    pub(crate) fn first(self) -> Option<Date> {
        Some(match self {
            Self::Day(d) | Self::Week(d) => d,
            Self::Weekend(d) => d.checked_add(5.days()).ok()?,
            Self::Month(y, m) => Date::new(y, i8::try_from(m).ok()?, 1).ok()?,
            Self::Quarter(y, q) => Date::new(y, i8::try_from(q * 3).ok()? - 2, 1).ok()?,
            Self::Half(y, h) => Date::new(y, if h == 1 { 1 } else { 7 }, 1).ok()?,
            Self::Season(y, s) => Date::new(y, season_month(s), 1).ok()?,
            Self::Year(y) | Self::Decade(y) | Self::Century(y) => Date::new(y, 1, 1).ok()?,
        })
    }

    /// Last day.
    pub(crate) fn last(self) -> Option<Date> {
        let first = self.first()?;
        let end = |span: jiff::Span| first.checked_add(span).and_then(|d| d.checked_sub(1.day())).ok();
        match self {
            Self::Day(d) => Some(d),
            Self::Week(_) => end(7.days()),
            Self::Weekend(_) => end(2.days()),
            Self::Month(..) => end(1.month()),
            Self::Quarter(..) | Self::Season(..) => end(3.months()),
            Self::Half(..) => end(6.months()),
            Self::Year(_) => end(1.year()),
            Self::Decade(_) => end(10.years()),
            Self::Century(_) => end(100.years()),
        }
    }

    pub(crate) fn precision(self) -> Precision {
        match self {
            Self::Day(_) => Precision::Day,
            Self::Week(_) | Self::Weekend(_) => Precision::Week,
            Self::Month(..) => Precision::Month,
            Self::Season(..) | Self::Quarter(..) => Precision::Season,
            Self::Year(_) => Precision::Year,
            Self::Half(..) | Self::Decade(_) | Self::Century(_) => Precision::Range,
        }
    }

    /// The year it begins in.
    pub(crate) fn year(self) -> i16 {
        match self {
            Self::Day(d) | Self::Week(d) | Self::Weekend(d) => d.year(),
            Self::Month(y, _) | Self::Quarter(y, _) | Self::Half(y, _) | Self::Season(y, _) => y,
            Self::Year(y) | Self::Decade(y) | Self::Century(y) => y,
        }
    }

    /// The month it lies in, where it is no longer than that.
    pub(crate) fn month(self) -> Option<u8> {
        match self {
            Self::Day(d) | Self::Week(d) | Self::Weekend(d) => u8::try_from(d.month()).ok(),
            Self::Month(_, m) => Some(m),
            _ => None,
        }
    }

    /// The day it is, for days only.
    pub(crate) fn day(self) -> Option<Date> {
        match self {
            Self::Day(d) => Some(d),
            _ => None,
        }
    }

    /// TIMEX3 value.
    pub(crate) fn value(self) -> String {
        let year = year_value(self.year());
        match self {
            Self::Day(d) => day_value(d),
            Self::Week(d) => {
                let week = d.iso_week_date();
                format!("{}-W{:02}", year_value(week.year()), week.week())
            }
            Self::Weekend(d) => {
                let week = d.iso_week_date();
                format!("{}-W{:02}-WE", year_value(week.year()), week.week())
            }
            Self::Month(_, m) => format!("{year}-{m:02}"),
            Self::Quarter(_, q) => format!("{year}-Q{q}"),
            Self::Half(_, h) => format!("{year}-H{h}"),
            Self::Season(_, s) => format!("{year}-{}", s.code()),
            Self::Year(_) => year,
            Self::Decade(_) => year.get(..year.len() - 1).unwrap_or_default().to_owned(),
            Self::Century(_) => year.get(..year.len() - 2).unwrap_or_default().to_owned(),
        }
    }

    /// The stretch of length `unit` that holds this one's first day.
    pub(crate) fn widen(self, unit: Unit) -> Option<Point> {
        let first = self.first()?;
        let (year, month) = (self.year(), u8::try_from(first.month()).ok()?);
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Night => Self::Day(first),
            Unit::Week | Unit::Fortnight => Self::Week(monday(first)?),
            Unit::Weekend => Self::Weekend(monday(first)?),
            Unit::Month => Self::Month(year, month),
            Unit::Quarter => Self::Quarter(year, month.div_ceil(3)),
            Unit::Year => Self::Year(year),
            Unit::Decade => Self::Decade(floor(year, 10)),
            Unit::Century => Self::Century(floor(year, 100)),
        })
    }

    /// `n` units on (or back), at the precision of the unit.
    pub(crate) fn shift(self, unit: Unit, n: i32) -> Option<Point> {
        // No text means a step of more than a million; jiff refuses larger spans.
        let n = n.clamp(-1_000_000, 1_000_000);
        let n64 = i64::from(n);
        let from = self.widen(unit)?;
        let days = |d: Date, n: i64| d.checked_add(jiff::Span::new().try_days(n).ok()?).ok();
        let years = |y: i16, n: i32| i16::try_from(i32::from(y) + n).ok();
        Some(match from {
            Self::Day(d) => Self::Day(days(d, if unit.is_clock() { 0 } else { n64 })?),
            Self::Week(d) => Self::Week(days(d, n64 * 7)?),
            Self::Weekend(d) => Self::Weekend(days(d, n64 * 7)?),
            Self::Month(y, m) => {
                let months = i32::from(y) * 12 + i32::from(m) - 1 + n;
                Self::Month(
                    i16::try_from(months.div_euclid(12)).ok()?,
                    u8::try_from(months.rem_euclid(12) + 1).ok()?,
                )
            }
            Self::Quarter(y, q) => {
                let quarters = i32::from(y) * 4 + i32::from(q) - 1 + n;
                Self::Quarter(
                    i16::try_from(quarters.div_euclid(4)).ok()?,
                    u8::try_from(quarters.rem_euclid(4) + 1).ok()?,
                )
            }
            Self::Half(y, h) => Self::Half(years(y, n)?, h),
            Self::Season(y, s) => Self::Season(years(y, n)?, s),
            Self::Year(y) => Self::Year(years(y, n)?),
            Self::Decade(y) => Self::Decade(years(y, n.checked_mul(10)?)?),
            Self::Century(y) => Self::Century(years(y, n.checked_mul(100)?)?),
        })
    }
    /// The day `n` units before the first day, to the day ("the past two months").
    pub(crate) fn back(self, unit: Unit, n: i32) -> Option<Date> {
        let n = i64::from(n.clamp(0, 1_000_000));
        let span = jiff::Span::new();
        let span = match unit {
            Unit::Second | Unit::Minute => span,
            Unit::Hour => span.try_days((n + 23) / 24).ok()?,
            Unit::Night | Unit::Day => span.try_days(n).ok()?,
            Unit::Week | Unit::Weekend => span.try_days(n * 7).ok()?,
            Unit::Fortnight => span.try_days(n * 14).ok()?,
            Unit::Month => span.try_months(n).ok()?,
            Unit::Quarter => span.try_months(n * 3).ok()?,
            Unit::Year => span.try_years(n).ok()?,
            Unit::Decade => span.try_years(n * 10).ok()?,
            Unit::Century => span.try_years(n * 100).ok()?,
        };
        self.first()?.checked_sub(span).ok()
    }
}

/// "2024-05-02", "BC0480-09-23".
pub(crate) fn day_value(d: Date) -> String {
    format!("{}-{:02}-{:02}", year_value(d.year()), d.month(), d.day())
}

/// "0079", "1989", "BC0480".
pub(crate) fn year_value(year: i16) -> String {
    if year > 0 { format!("{year:04}") } else { format!("BC{:04}", 1 - i32::from(year)) }
}

/// Monday of the week of a day.
pub(crate) fn monday(d: Date) -> Option<Date> {
    d.checked_sub(i64::from(d.weekday().to_monday_zero_offset()).days()).ok()
}

/// The weekday counted from Monday = 1.
pub(crate) fn weekday(n: u8) -> Option<Weekday> {
    Weekday::from_monday_one_offset(i8::try_from(n).ok()?).ok()
}

/// Easter Sunday in the Gregorian calendar (the anonymous method, Nature 13, 1876).
pub(crate) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (b - (b + 8).div_euclid(25) + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l).div_euclid(451);
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// First month of a season; winter is counted with the year it begins in.
fn season_month(season: Season) -> i8 {
    match season {
        Season::Sp => 3,
        Season::Su => 6,
        Season::Fa => 9,
        Season::Wi => 12,
    }
}

pub(crate) fn floor(year: i16, step: i16) -> i16 {
    if year > 0 { year / step * step } else { year }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn values_follow_timex3() {
        let d = date(2024, 5, 2);
        let values: Vec<String> = [
            Point::Day(d),
            Point::Day(d).widen(Unit::Week).unwrap(),
            Point::Day(d).widen(Unit::Quarter).unwrap(),
            Point::Day(d).widen(Unit::Decade).unwrap(),
            Point::Century(1900),
            Point::Year(-479),
            Point::Day(date(2024, 12, 30)).widen(Unit::Week).unwrap(),
        ]
        .into_iter()
        .map(Point::value)
        .collect();
        assert_eq!(values, ["2024-05-02", "2024-W18", "2024-Q2", "202", "19", "BC0480", "2025-W01"]);
    }

    #[test]
    fn steps_keep_the_precision_of_their_unit() {
        let d = Point::Day(date(2024, 1, 31));
        assert_eq!(d.shift(Unit::Month, -2).unwrap().value(), "2023-11");
        assert_eq!(d.shift(Unit::Day, 30).unwrap().value(), "2024-03-01");
        assert_eq!(d.shift(Unit::Year, 2).unwrap().value(), "2026");
        assert_eq!(Point::Year(9999).shift(Unit::Year, i32::MAX), None);
        assert_eq!(Point::Day(date(9999, 1, 1)).shift(Unit::Week, i32::MAX), None);
    }

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (y, m, d) in [(1916, 4, 23), (2000, 4, 23), (2024, 3, 31), (2025, 4, 20)] {
            assert_eq!(easter(y), Some(date(y, m, d)));
        }
    }

    #[test]
    fn a_month_ends_on_its_last_day() {
        assert_eq!(Point::Month(2024, 2).last(), Some(date(2024, 2, 29)));
        assert_eq!(Point::Month(9999, 12).last(), None);
    }
}
