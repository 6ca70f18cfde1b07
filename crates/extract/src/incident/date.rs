//! When it happened.
//!
//! Owns: which of the marked times dates an incident. In: tellings. Out: an [`EventDate`], and whether it is too old for news.
//! Refuses: times that lie ahead of an article about what happened.

use super::Table;
use crate::annotation::Role;
use crate::engine::{Reading, over};
use crate::event::EventDate;
use crate::time::{self, Anchors, Instant, TimeMention, Window};
use crate::work;
use claimbook_records::Span;
use claimbook_records::report::Precision;
use jiff::civil::{Date, date};

/// Days before publication after which an act is no news.
const RECENT: i32 = 31;

/// A day that stands in for an unknown day of publication, a Wednesday: where nothing dates the article, "on Monday" and "Monday's attack"
/// are one day all the same, whichever it is.
const STAND_IN: Date = date(2020, 1, 15);

/// Times with the day that they count from.
struct Clock<'a> {
    times: &'a [TimeMention],
    anchors: &'a Anchors,
}

impl<'a> Clock<'a> {
    fn over(&self, span: Span) -> &'a [TimeMention] {
        &self.times[over(self.times, span, |t| t.span)]
    }
}

/// Times of an article without a day of publication, for comparing alone; none where it has one.
pub(super) fn undated(reading: &Reading) -> Vec<TimeMention> {
    match reading.published {
        None => time::find(&reading.text, work::head(reading.body()), Some(STAND_IN)),
        Some(_) => Vec::new(),
    }
}

/// The date: the most exact marked time, then the surest; news without one happened on or before the day of publication.
pub(super) fn of(table: &Table, acts: &[usize], background: bool) -> (Option<EventDate>, bool) {
    let first = acts.first().and_then(|act| table.marked.acts.get(*act));
    if let Some((window, span)) = told(table, acts) {
        let published = table.scene.reading.published_on(span);
        let old = published.zip(window.latest).is_some_and(|(p, l)| (p - l.date).get_days() > RECENT);
        return (Some(EventDate { window, evidence: vec![span] }), old);
    }
    let open = || {
        let trigger = first?.trigger;
        let latest =
            Instant { date: table.scene.reading.published_on(trigger)?, time: None, offset_minutes: None };
        let window = Window { earliest: None, latest: Some(latest), precision: Precision::Range };
        Some(EventDate { window, evidence: vec![trigger] })
    };
    (if background { None } else { open() }, false)
}

/// The marked time that dates the act.
pub(super) fn told(table: &Table, acts: &[usize]) -> Option<(Window, Span)> {
    let reading = table.scene.reading;
    told_by(table, acts, &Clock { times: &reading.times, anchors: &reading.anchors })
}

/// The day by which acts are compared: also one that is known beside the others of its article only.
pub(super) fn compared(table: &Table, acts: &[usize]) -> Option<Window> {
    let anchors = Anchors { whole: Some(STAND_IN), parts: Vec::new() };
    let stand_in = || told_by(table, acts, &Clock { times: table.undated(), anchors: &anchors });
    told(table, acts).or_else(stand_in).map(|(window, _)| window)
}

fn told_by(table: &Table, acts: &[usize], clock: &Clock) -> Option<(Window, Span)> {
    let found = table.roles(acts, Role::Time).into_iter().filter_map(|a| {
        let (window, span, own_day) = window(table, a.span, clock)?;
        let window = past(window, clock.anchors.at(span.start()))?;
        Some(((days(&window) > 2, window.earliest.is_none(), !own_day), -a.score, window, span))
    });
    let best = found.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    best.map(|(_, _, window, span)| (window, span))
}

/// The calendar window of the longest time expression in some words, of one that says its day where there is one, and whether it does.
fn window(table: &Table, words: Span, clock: &Clock) -> Option<(Window, Span, bool)> {
    let reading = table.scene.reading;
    let found = clock.over(words).iter().filter(|t| t.window.is_some());
    let best = found.max_by_key(|t| (t.own_day, t.span.len()))?;
    let mut window = best.window?;
    let overnight = best.span.of(reading.body()).to_ascii_lowercase().contains("overnight");
    if overnight || after_overnight(table, best.span) {
        // "overnight into Friday", "overnight from Thursday to Friday": the day told behind it ends the night.
        let from = best.span.end();
        let behind = clock.over(Span::new(from, from + 17)).iter().find(|t| {
            t.span.start() >= from && t.span.start() <= from + 16 && t.span != best.span && t.window.is_some()
        });
        let end = behind.filter(|_| overnight).and_then(|t| t.window?.latest).or(window.earliest)?.date;
        let begin = end.checked_sub(jiff::Span::new().days(1)).ok()?;
        let day = |date| Some(Instant { date, time: None, offset_minutes: None });
        window = Window { earliest: day(begin), latest: day(end), precision: Precision::Range };
    } else if window.precision == Precision::PartOfDay && days(&window) == 1 {
        // "Saturday night" is Saturday (coding guide 9.5).
        window.latest = window.earliest;
    }
    Some((window, best.span, best.own_day))
}

/// "overnight into Friday", where only the day is marked.
fn after_overnight(table: &Table, span: Span) -> bool {
    let text = &table.scene.reading.text;
    let Some(first) = text.tokens_in(span).next() else { return false };
    let before = &text.tokens[first.saturating_sub(3)..first];
    before.iter().any(|t| t.norm == "overnight")
        && before.last().is_some_and(|t| matches!(t.norm.as_str(), "into" | "to" | "on" | "overnight"))
}

fn days(window: &Window) -> i32 {
    match (window.earliest, window.latest) {
        (Some(a), Some(b)) => (b.date - a.date).get_days(),
        _ => i32::MAX,
    }
}

/// What happened is not later than the article.
fn past(mut window: Window, published: Option<Date>) -> Option<Window> {
    let Some(published) = published else { return Some(window) };
    if window.earliest.is_some_and(|e| e.date > published) {
        return None;
    }
    if window.latest.is_some_and(|l| l.date > published) {
        window.latest = Some(Instant { date: published, time: None, offset_minutes: None });
    }
    Some(window)
}
