//! Dates and times: found, normalised, placed on the calendar.
//!
//! Owns: time expressions and the publication date. In: a [`Text`] and the article's anchor. Out: [`TimeMention`]s.
//! Refuses: the clock; deciding which incident a date belongs to.

mod atoms;
mod calendar;
mod datable;
mod expr;
mod grammar;
pub(crate) mod lexicon;
mod mismatch;
mod publication;
mod resolve;
mod window;
pub mod zone;

pub use mismatch::Mismatch;

use crate::text::Text;
use claimbook_records::report::{Precision, TimexType};
use claimbook_records::{Article, Published, Span};
use jiff::civil::{Date, Time};

/// TIMEX3 attributes of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timex {
    pub kind: TimexType,
    /// ISO 8601 or TIMEX3 value ("1989-12-30", "2024-W05", "P3D", "PAST_REF").
    pub value: String,
    pub modifier: Option<String>,
    pub quant: Option<String>,
    pub freq: Option<String>,
}

/// One end of a window: a day, and a clock time with its offset in minutes where the text gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant {
    pub date: Date,
    pub time: Option<Time>,
    pub offset_minutes: Option<i16>,
}

/// The days an expression may mean; `None` is an open end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub earliest: Option<Instant>,
    pub latest: Option<Instant>,
    pub precision: Precision,
}

/// A time expression.
#[derive(Debug, Clone)]
pub struct TimeMention {
    pub span: Span,
    pub timex: Timex,
    /// Where it lies on the calendar; `None` for durations, sets and vague references.
    pub window: Option<Window>,
    /// False for a clock time or part of the day whose day the words do not say ("in the evening").
    pub own_day: bool,
}

/// All time expressions of a text, in order, not overlapping. `published` anchors relative ones.
pub fn find(text: &Text, body: &str, published: Option<Date>) -> Vec<TimeMention> {
    read(text, body, &Anchors { whole: published, parts: Vec::new() }).0
}

/// The days that expressions count from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    /// The day of publication.
    pub whole: Option<Date>,
    /// Parts with a day of their own (posts of a live blog, sections of a digest), in text order, not overlapping.
    pub parts: Vec<(Span, Date)>,
}

impl Anchors {
    /// The days of an article of which the publication is known.
    pub fn of(article: &Article, published: Option<&Published>) -> Self {
        let day = |published: &Published| published.value.get(..10)?.parse().ok();
        let parts = article.parts.iter().filter_map(|p| Some((p.span, day(&p.published)?))).collect();
        Self { whole: published.and_then(day), parts }
    }

    /// The latest of them: nothing that the text tells as happened lies behind it.
    pub fn latest(&self) -> Option<Date> {
        self.parts.iter().map(|(_, day)| *day).chain(self.whole).max()
    }

    /// Index of the part in which a byte stands.
    pub fn part(&self, at: usize) -> Option<usize> {
        let before = self.parts.partition_point(|(span, _)| span.start() <= at).checked_sub(1)?;
        (at < self.parts.get(before)?.0.end()).then_some(before)
    }

    /// The day that counts where a byte stands.
    pub fn at(&self, at: usize) -> Option<Date> {
        self.part(at).and_then(|part| self.parts.get(part)).map_or(self.whole, |(_, day)| Some(*day))
    }
}

/// As [`find`], each part by its own day, with the weekdays that are not the date printed beside them.
pub fn read(text: &Text, body: &str, anchors: &Anchors) -> (Vec<TimeMention>, Vec<Mismatch>) {
    let scan = atoms::Scan::new(text, body, lexicon::english());
    let found = grammar::find(&scan);
    let start = |one: &expr::Found| scan.span(one.first, one.end).start();
    let (mut times, mut mismatches) = (Vec::with_capacity(found.len()), Vec::new());
    for run in found.chunk_by(|a, b| anchors.part(start(a)) == anchors.part(start(b))) {
        let day = run.first().map_or(anchors.whole, |one| anchors.at(start(one)));
        times.extend(resolve::resolve(&scan, run, day));
        mismatches.extend(mismatch::mismatches(&scan, run, day));
    }
    (times, mismatches)
}

/// The publication date: the one given, else the one the text prints (dateline, labelled date), else one solved from
/// weekdays beside dates and from datable facts. A value may be a month ("2023-12") where no day can be shown.
pub fn publication(text: &Text, article: &Article) -> Option<Published> {
    article.published.clone().or_else(|| publication::read(text, article.body.as_str()))
}

#[cfg(test)]
mod tests;
