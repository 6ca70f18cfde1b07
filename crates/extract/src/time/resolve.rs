//! Resolving: from words to the calendar.
//!
//! Owns: the choice of year, day and direction for every [`Found`], against the publication date and the dates the
//! article itself has told. In: expressions in order. Out: [`TimeMention`]s. Refuses: finding, and inventing a date
//! where neither publication date nor running narrative gives one (the value keeps its X).

use super::atoms::Scan;
use super::calendar::{self, Point, day_value, monday};
use super::expr::{Amount, Base, Calendar, Core, Found, Target, Year};
use super::lexicon::{Role, Season, Unit};
use super::window;
use super::{TimeMention, Timex};
use claimbook_records::report::TimexType;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A month this much earlier than the running one is read as the next year's in a narrative.
const MONTHS_BACK: u8 = 9;

/// A text with this many months and days, and not one weekday or "today", is a chronicle.
const CHRONICLE: usize = 12;

/// Words before the dates that a page prints of itself.
const STAMPS: [&str; 3] = ["posted", "updated", "published"];

/// Places every expression on the calendar.
pub(crate) fn resolve(scan: &Scan, found: &[Found], published: Option<Date>) -> Vec<TimeMention> {
    let (mut out, points) = place(scan, found, published);
    window::fill(found, &points, &mut out, published);
    out
}

/// The day of every expression that is one.
pub(crate) fn days(scan: &Scan, found: &[Found], published: Option<Date>) -> Vec<Option<Date>> {
    place(scan, found, published).1.into_iter().map(|point| point.and_then(Point::day)).collect()
}

fn place(scan: &Scan, found: &[Found], published: Option<Date>) -> (Vec<TimeMention>, Vec<Option<Point>>) {
    let narrative = is_narrative(found, published);
    let mut resolver = Resolver { scan, published, narrative, running: None, day: None, ahead: None };
    let ahead = years_ahead(found);
    let mut out = Vec::with_capacity(found.len());
    let mut points = Vec::with_capacity(found.len());
    for (n, one) in found.iter().enumerate() {
        resolver.ahead = ahead.get(n).copied().flatten();
        let placed = resolver.place(one, found.get(n + 1));
        resolver.remember(one, placed.point);
        out.push(TimeMention {
            span: scan.span(one.first, one.end),
            timex: resolver.timex(one, &placed),
            window: None,
            own_day: one.core != Core::Moment,
        });
        points.push(placed.point);
    }
    (out, points)
}

/// How many pieces before and after an expression "will" may stand to make it future.
const FUTURE_REACH: (usize, usize) = (12, 6);
/// Days ahead up to which a day without a year is the coming one.
const SOON: i32 = 3;

/// True for an expression near a "will" of its sentence.
pub(crate) fn future(scan: &Scan, found: &Found) -> bool {
    let sentence = scan.at(found.first).sentence;
    let here = |i: &usize| scan.at(*i).sentence == sentence;
    let before = (0..found.first).rev().take_while(here).take(FUTURE_REACH.0);
    let after = (found.end..scan.len()).take_while(here).take(FUTURE_REACH.1);
    before.chain(after).any(|i| scan.at(i).is(Role::Will))
}

/// The year of two digits where nothing else is known: 1950 to 2049.
pub(crate) fn pivot(short: u8) -> i16 {
    i16::from(short) + if short >= 50 { 1900 } else { 2000 }
}

/// True when the text tells history rather than news: it has hardly a weekday or "yesterday", most years it names lie
/// well before its publication, and its months come with such years, from the first of them on or often enough.
/// Three bare years of background ("founded in 2013") do not make news a history.
fn is_narrative(found: &[Found], published: Option<Date>) -> bool {
    let (mut old, mut years, mut dates, mut near, mut months, mut old_months) = (0, 0, 0, 0, 0_usize, 0);
    let mut opening = None;
    for one in found {
        match &one.core {
            Core::Calendar(date) => {
                dates += 1;
                near += usize::from(date.weekday.is_some() && date.month.is_none());
                let past =
                    matches!(date.year, Year::Exact(year) if published.is_none_or(|p| year + 1 < p.year()));
                years += usize::from(matches!(date.year, Year::Exact(_)));
                old += usize::from(past);
                if date.month.is_some() {
                    months += 1;
                    old_months += usize::from(past);
                    opening.get_or_insert(past);
                }
            }
            Core::Day(_) | Core::Weekend => near += 1,
            _ => {}
        }
    }
    let distant = near == 0 && old == years;
    let dated = old_months >= 2 && (years * 3 > dates || distant) || distant && months >= CHRONICLE;
    old >= 3 && old * 2 > years && near * 8 < dates && (opening == Some(true) || months == 0 || dated)
}

/// For each expression the next year in digits that follows it.
fn years_ahead(found: &[Found]) -> Vec<Option<i16>> {
    let mut next = None;
    let mut out: Vec<_> = found
        .iter()
        .rev()
        .map(|one| {
            let ahead = next;
            if let Core::Calendar(Calendar { year: Year::Exact(year), .. }) = &one.core {
                next = Some(*year);
            }
            ahead
        })
        .collect();
    out.reverse();
    out
}

/// An expression on the calendar, as far as it could be placed.
struct Placed {
    point: Option<Point>,
    /// TIMEX3 value without part of the day or clock time.
    value: String,
}

impl Placed {
    fn at(point: Point) -> Self {
        Self { point: Some(point), value: point.value() }
    }

    fn unplaced(value: &str) -> Self {
        Self { point: None, value: value.to_owned() }
    }

    fn or(point: Option<Point>, value: &str) -> Self {
        point.map_or_else(|| Self::unplaced(value), Self::at)
    }
}

struct Resolver<'s, 'b> {
    scan: &'s Scan<'b>,
    published: Option<Date>,
    narrative: bool,
    /// The date told last.
    running: Option<Point>,
    /// The day told last.
    day: Option<Date>,
    /// The next year in digits behind the expression being placed.
    ahead: Option<i16>,
}

impl Resolver<'_, '_> {
    fn writing(&self) -> Option<Point> {
        self.published.map(Point::Day)
    }

    fn base(&self, base: Base) -> Option<Point> {
        match base {
            Base::Writing => self.writing(),
            Base::Running => self.running.or(self.writing()),
            Base::Either if self.narrative => self.running.or(self.writing()),
            Base::Either => self.writing(),
        }
    }

    /// Keeps what later expressions may be counted from.
    fn remember(&mut self, found: &Found, point: Option<Point>) {
        let Some(point) = point.filter(|_| !self.stamped(found)) else { return };
        let told = match &found.core {
            Core::Calendar(date) => !self.aside(date.year),
            Core::Shift { base, .. } | Core::Step { base, .. } => *base == Base::Running || !self.narrative,
            Core::Day(_) => !self.narrative,
            _ => false,
        };
        if told {
            self.running = Some(point);
        }
        if let Some(day) = point.day().filter(|_| told || !self.narrative) {
            self.day = Some(day);
        }
    }

    /// "Updated: Monday, May 6": the page's own date, from which the story counts nothing.
    fn stamped(&self, found: &Found) -> bool {
        let word = |back: usize| {
            found.first.checked_sub(back).is_some_and(|i| STAMPS.iter().any(|s| self.scan.reads(i, s)))
        };
        self.scan.before(found.first, 1).mark(':') && word(2)
    }

    /// True for a year told in passing: the next year of the text lies nearer to the running one.
    fn aside(&self, year: Year) -> bool {
        let (Year::Exact(year), Some(running), Some(ahead)) = (year, self.running, self.ahead) else {
            return false;
        };
        self.narrative && ahead.abs_diff(year) > ahead.abs_diff(running.year())
    }

    fn place(&self, found: &Found, next: Option<&Found>) -> Placed {
        match &found.core {
            Core::Calendar(date) => self.calendar(found, date, next),
            Core::Shift { amount, unit, forward, base } => self.shifted(*amount, *unit, *forward, *base),
            Core::Step { target, step, base } => self.step(*target, *step, *base),
            Core::Day(shift) if self.narrative => {
                // Inside a narrative "today" is a speaker's day or the present at large.
                Placed::unplaced(if *shift == 0 && found.part.is_none() {
                    "PRESENT_REF"
                } else {
                    "XXXX-XX-XX"
                })
            }
            Core::Day(shift) => {
                let day = self.published.and_then(|d| d.checked_add(i64::from(*shift).days()).ok());
                Placed::or(day.map(Point::Day), "XXXX-XX-XX")
            }
            Core::Weekend => {
                let base = if self.narrative { self.running } else { None };
                let day = base.or(self.writing()).and_then(Point::first);
                // On a Saturday or Sunday it is this one, else the last one, or the coming one of what will be.
                let within = day.is_some_and(|d| matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday));
                let back = !self.narrative && !within && !future(self.scan, found);
                let weekend = day.and_then(|d| Point::Day(d).shift(Unit::Weekend, -i32::from(back)));
                Placed::or(weekend, "XXXX-WXX-WE")
            }
            Core::Decade(year) => Placed::at(Point::Decade(*year)),
            Core::ShortDecade(years) => {
                let base = self.running.or(self.writing()).map(Point::year);
                let hundred = base.map(|y| calendar::floor(y, 100) + i16::from(*years));
                let past = hundred.map(|h| if Some(h) > base.map(|b| b + 9) { h - 100 } else { h });
                Placed::or(past.map(Point::Decade), &format!("XX{}", years / 10))
            }
            Core::Century(year) => Placed::at(Point::Century(*year)),
            Core::Moment => {
                // The day told last; a later "in the evening" of the news goes on from it, however far.
                let day = self.day.or(if self.narrative { None } else { self.published });
                Placed::or(day.map(Point::Day), "XXXX-XX-XX")
            }
            Core::Duration { amount, unit } => Placed::unplaced(&unit.duration(&amount_value(*amount))),
            Core::Length(index) => {
                let lengths = &self.scan.lexicon.lengths;
                let value = usize::from(*index).checked_sub(1).and_then(|i| lengths.get(i));
                Placed::unplaced(value.map(String::as_str).unwrap_or_default())
            }
            Core::Set { amount, unit, weekday, .. } => match weekday {
                0 => Placed::unplaced(&unit.duration(&amount_value(*amount))),
                day => Placed::unplaced(&format!("XXXX-WXX-{day}")),
            },
            Core::Reference(reference) => Placed::unplaced(reference.code()),
            Core::Feast => Placed::unplaced("XXXX-XX-XX"),
        }
    }

    fn year(&self, year: Year) -> Option<i16> {
        match year {
            Year::Unsaid => None,
            Year::Exact(year) => Some(year),
            Year::Short(short) => {
                // Two digits: the latest such year that is not after publication.
                let Some(limit) = self.published.map(Date::year) else { return Some(pivot(short)) };
                let year = calendar::floor(limit, 100) + i16::from(short);
                Some(if year > limit { year - 100 } else { year })
            }
            Year::Step(step, base) => self.base(base).map(|p| p.year() + i16::from(step)),
        }
    }

    fn calendar(&self, found: &Found, date: &Calendar, next: Option<&Found>) -> Placed {
        if let Some(year) = self.year(date.year) {
            return self.in_year(date, year);
        }
        // "between April 27 and May 3, 1990": the year told behind the range holds for its first end too.
        if let Some(Core::Calendar(later)) = next.map(|n| &n.core)
            && (found.lead == super::expr::Lead::Opens || self.joined(found, next))
            && let Some(year) = self.year(later.year).filter(|_| later.month >= date.month)
            && date.month.is_some()
        {
            return self.in_year(date, year);
        }
        if let Some(weekday) = date.weekday
            && date.month.is_none()
        {
            return self.weekday(weekday, date.day, future(self.scan, found));
        }
        if date.month.is_none()
            && let Some(day) = date.day
        {
            let month =
                self.running.or(self.writing()).and_then(|p| p.widen(Unit::Month)).and_then(Point::first);
            let within =
                |m: Date| i8::try_from(day).ok().and_then(|d| Date::new(m.year(), m.month(), d).ok());
            let told = month.and_then(within);
            // News tells what was: the day is that of the month before where this month's is still to come.
            let ahead = !self.narrative
                && told.zip(self.published).is_some_and(|(day, written)| day > written)
                && !future(self.scan, found);
            let day = if ahead { month.and_then(|m| m.yesterday().ok()).and_then(within) } else { told };
            return Placed::or(day.map(Point::Day), "XXXX-XX-XX");
        }
        let year = self.guess_year(found, date);
        match year {
            Some(year) => self.in_year(date, year),
            None => {
                let month = date.month.map_or("XX".to_owned(), |m| format!("{m:02}"));
                Placed::unplaced(&match (date.day, date.season) {
                    (_, Some(season)) => format!("XXXX-{}", season.code()),
                    (Some(day), _) => format!("XXXX-{month}-{day:02}"),
                    _ => format!("XXXX-{month}"),
                })
            }
        }
    }

    /// Two days named together ("April 5 and 6, 1990").
    fn joined(&self, found: &Found, next: Option<&Found>) -> bool {
        next.is_some_and(|n| n.first == found.end + 1)
    }

    /// The year of a date that does not say it.
    fn guess_year(&self, found: &Found, date: &Calendar) -> Option<i16> {
        let running = self.running.filter(|p| !matches!(p, Point::Decade(_) | Point::Century(_)));
        if self.narrative
            && let Some(running) = running
        {
            // A month well before the running one is the next year's: stories go on.
            let passed = match (running.month(), date.month) {
                (Some(now), Some(then)) => now >= then + MONTHS_BACK,
                _ => false,
            };
            return Some(running.year() + i16::from(passed));
        }
        if self.narrative && self.ahead.is_some() {
            return self.ahead;
        }
        let published = self.published?;
        let day = |year: i16| self.in_year(date, year).point.and_then(Point::first);
        let this = day(published.year())?;
        if future(self.scan, found) {
            let passed = self
                .in_year(date, published.year())
                .point
                .and_then(Point::last)
                .is_some_and(|d| d < published);
            return Some(published.year() + i16::from(passed));
        }
        // "a Halloween party", told on the day before: a year back is no likelier than a few days ahead.
        let ahead = (this - published).get_days();
        let soon = date.day.is_some() && ahead <= SOON;
        Some(published.year() - i16::from(ahead > 0 && !soon))
    }

    /// A calendar date whose year is known.
    fn in_year(&self, date: &Calendar, year: i16) -> Placed {
        if let Some(shift) = date.easter {
            let day = calendar::easter(year).and_then(|d| d.checked_add(i64::from(shift).days()).ok());
            return Placed::or(day.map(Point::Day), "XXXX-XX-XX");
        }
        let point = match (date.month, date.day, date.season, date.quarter, date.half) {
            (Some(month), Some(day), ..) => {
                let exact = i8::try_from(month)
                    .ok()
                    .zip(i8::try_from(day).ok())
                    .and_then(|(m, d)| Date::new(year, m, d).ok());
                match exact {
                    Some(day) => Point::Day(day),
                    None => {
                        return Placed::unplaced(&format!(
                            "{}-{month:02}-{day:02}",
                            calendar::year_value(year)
                        ));
                    }
                }
            }
            (Some(month), ..) => Point::Month(year, month),
            (_, _, Some(season), ..) => Point::Season(year, season),
            (_, _, _, Some(quarter), _) => Point::Quarter(year, quarter),
            (_, _, _, _, Some(half)) => Point::Half(year, half),
            _ => Point::Year(year),
        };
        Placed::at(point)
    }

    /// The latest such weekday not after the anchor, or the next one after it for what will be.
    fn weekday(&self, weekday: u8, day: Option<u8>, future: bool) -> Placed {
        let name = format!("XXXX-WXX-{weekday}");
        let Some(weekday) = calendar::weekday(weekday) else { return Placed::unplaced(&name) };
        let anchor = if self.narrative {
            self.running.and_then(Point::day).or(self.published)
        } else {
            self.published
        };
        let Some(anchor) = anchor else { return Placed::unplaced(&name) };
        let fits = |d: &Date| {
            d.weekday() == weekday && day.is_none_or(|n| i8::try_from(n).is_ok_and(|n| d.day() == n))
        };
        let limit = if day.is_some() { 366 * 2 } else { 7 };
        let found = if future {
            (1..=limit).filter_map(|on: i64| anchor.checked_add(on.days()).ok()).find(fits)
        } else {
            (0..limit).filter_map(|back: i64| anchor.checked_sub(back.days()).ok()).find(fits)
        };
        Placed::or(found.map(Point::Day), &name)
    }

    fn shifted(&self, amount: Amount, unit: Unit, forward: bool, base: Base) -> Placed {
        let vague = if forward { "FUTURE_REF" } else { "PAST_REF" };
        let Some(amount) = amount.filter(|a| a % 100 == 0) else { return Placed::unplaced(vague) };
        let n = i32::try_from(amount / 100).unwrap_or(i32::MAX) * if forward { 1 } else { -1 };
        let (unit, n) = if unit == Unit::Fortnight { (Unit::Week, n.saturating_mul(2)) } else { (unit, n) };
        let Some(base) = self.base(base) else { return Placed::unplaced(vague) };
        // A step of days from a month or year lands nowhere in particular.
        let coarse = match base {
            Point::Day(_) => false,
            Point::Week(_) | Point::Weekend(_) => unit < Unit::Weekend,
            Point::Month(..) => unit < Unit::Month,
            _ => unit < Unit::Year,
        };
        if coarse {
            return Placed::unplaced(vague);
        }
        Placed::or(base.shift(unit, n), vague)
    }

    fn step(&self, target: Target, step: i8, base: Base) -> Placed {
        let anchor = self.base(base);
        let Some(anchor) = anchor else {
            return Placed::unplaced(match target {
                Target::Part | Target::Unit(Unit::Day) => "XXXX-XX-XX",
                Target::Unit(Unit::Week) => "XXXX-WXX",
                Target::Unit(Unit::Month) => "XXXX-XX",
                _ => "XXXX",
            });
        };
        let n = i32::from(step);
        match target {
            Target::Unit(unit) => {
                let point = match (unit, anchor) {
                    // "that day" after a month is a day of that month, unknown which.
                    (Unit::Day | Unit::Night, a) if a.day().is_none() => self.day.map(Point::Day),
                    _ => Some(anchor),
                };
                Placed::or(point.and_then(|p| p.shift(unit, n)), "XXXX-XX-XX")
            }
            Target::Part => {
                let day = anchor.day().or(self.day).map(Point::Day);
                Placed::or(day.and_then(|d| d.shift(Unit::Day, n)), "XXXX-XX-XX")
            }
            Target::Weekday(weekday) => {
                let Some(day) = anchor.first() else { return Placed::unplaced("XXXX-XX-XX") };
                Placed::or(step_weekday(day, weekday, step).map(Point::Day), "XXXX-XX-XX")
            }
            Target::Month(month) => {
                let here = anchor.month().unwrap_or(if step < 0 { 1 } else { 12 });
                let year = anchor.year()
                    + match step {
                        -1 if month >= here => -1,
                        1 if month <= here => 1,
                        _ => 0,
                    };
                Placed::at(Point::Month(year, month))
            }
            Target::Season(season) => Placed::at(Point::Season(step_season(anchor, season, step), season)),
        }
    }

    fn timex(&self, found: &Found, placed: &Placed) -> Timex {
        let mut value = placed.value.clone();
        let mut kind = match &found.core {
            Core::Duration { .. } | Core::Length(_) => TimexType::Duration,
            Core::Set { .. } => TimexType::Set,
            _ => TimexType::Date,
        };
        let (mut quant, mut freq) = (None, None);
        if let Core::Set { freq: often, each, .. } = &found.core {
            quant = each.then(|| "EVERY".to_owned());
            freq = (*often > 0).then(|| format!("{often}X"));
            if let Some(part) = found.part {
                value = format!("XXXX-XX-XXT{}", part.code());
            }
        } else if let Some(clock) = found.clock {
            kind = TimexType::Time;
            value = format!("{value}T{:02}:{:02}", clock.hour % 24, clock.minute);
        } else if let Some(part) = found.part {
            kind = TimexType::Time;
            value = format!("{}T{}", placed.point.and_then(Point::day).map_or(value, day_value), part.code());
        }
        Timex { kind, value, modifier: found.modifier.map(|m| m.code().to_owned()), quant, freq }
    }
}

/// "X", "3", "2.5" from hundredths.
fn amount_value(amount: Amount) -> String {
    match amount {
        None => "X".to_owned(),
        Some(n) if n % 100 == 0 => (n / 100).to_string(),
        Some(n) if n % 10 == 0 => format!("{}.{}", n / 100, n % 100 / 10),
        Some(n) => format!("{}.{:02}", n / 100, n % 100),
    }
}

/// "last Friday", "this Friday", "next Friday" seen from a day.
fn step_weekday(from: Date, weekday: u8, step: i8) -> Option<Date> {
    let target = calendar::weekday(weekday)?;
    match step {
        0 => monday(from)?.checked_add((i64::from(weekday) - 1).days()).ok(),
        n if n < 0 => {
            (1..=7).filter_map(|d: i64| from.checked_sub(d.days()).ok()).find(|d| d.weekday() == target)
        }
        _ => (1..=7).filter_map(|d: i64| from.checked_add(d.days()).ok()).find(|d| d.weekday() == target),
    }
}

/// The year of "last summer", "this summer", "next summer".
fn step_season(anchor: Point, season: Season, step: i8) -> i16 {
    let year = anchor.year();
    let here = Point::Season(year, season);
    let at = anchor.first();
    match step {
        -1 if here.first() >= at || here.last() >= at => year - 1,
        1 if here.first() <= at => year + 1,
        _ => year,
    }
}
