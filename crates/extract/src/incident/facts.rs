//! What some tellings say of an act by themselves, for comparing.
//!
//! Owns: own days, places, perpetrators and dead of a cluster, without anything filled in. In: tellings. Out: [`Facts`], and how two of
//! them compare. Refuses: deciding.

use super::words::{Words, words};
use super::{Table, date, naming, perpetrators, toll};
use crate::annotation::Role;
use crate::event::EventPerpetrator;
use crate::place::{self, Candidate};
use crate::time::Window;
use claimbook_records::globe::distance_km;
use claimbook_records::report::{Count, IncidentType, Level};

/// What is told of an act.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) kind: IncidentType,
    pub(super) background: f32,
    pub(super) aggregate: f32,
    pub(super) day: Option<Window>,
    pub(super) places: Vec<usize>,
    pub(super) perpetrators: Vec<EventPerpetrator>,
    pub(super) killed: Option<Count>,
    pub(super) injured: Option<Count>,
    /// Sentence of the first and of the last telling.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Words that set an act apart from one told before ("another", "second").
    pub(super) apart: bool,
    /// A noun with an article that points back ("the attack").
    pub(super) points_back: bool,
    pub(super) score: f32,
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Agree,
    Contradict,
    /// Only the earlier, only the later, or neither tells it.
    OnlyEarlier,
    OnlyLater,
    Untold,
}

pub(super) fn of(table: &Table, acts: &[usize]) -> Facts {
    let text = &table.scene.reading.text;
    let mention = |i: usize| &table.marked.acts[i];
    let sentence = |i: usize| text.sentence_at(mention(i).trigger).unwrap_or(0);
    let kinds = table.kinds(acts);
    let places = table.roles(acts, Role::Place).into_iter().flat_map(|a| table.places_in(a.span));
    let first = acts.first().copied();
    Facts {
        kind: kinds.first().map_or(IncidentType::Other, |k| k.0),
        background: table.share(acts, |m| m.background),
        aggregate: table.share(acts, |m| m.aggregate),
        day: date::compared(table, acts),
        places: places.collect(),
        perpetrators: perpetrators::perpetrators(table, acts),
        killed: toll::count(table, acts, Role::Killed, &mut Vec::new()),
        injured: toll::count(table, acts, Role::Injured, &mut Vec::new()),
        first: acts.iter().map(|a| sentence(*a)).min().unwrap_or(0),
        last: acts.iter().map(|a| sentence(*a)).max().unwrap_or(0),
        apart: first.is_some_and(|a| before(table, a, &words().apart)),
        points_back: first.is_some_and(|a| before(table, a, &words().pointing)),
        score: acts.iter().map(|a| mention(*a).score).fold(0.0, f32::max),
    }
}

/// True when one of the three words before a trigger is in a list.
fn before(table: &Table, act: usize, list: &[String]) -> bool {
    let text = &table.scene.reading.text;
    let Some(at) = text.tokens_in(table.marked.acts[act].trigger).next() else { return false };
    text.tokens[at.saturating_sub(3)..at].iter().any(|t| Words::has(list, &t.norm))
}

impl Facts {
    /// True when nothing but the act itself is told.
    pub(super) fn bare(&self) -> bool {
        self.day.is_none() && self.places.is_empty() && self.killed.is_none() && self.injured.is_none()
    }

    pub(super) fn compare_days(&self, later: &Self) -> Compared {
        compared(self.day, later.day, |a, b| {
            let early = |w: Window| w.earliest.map(|i| i.date);
            let late = |w: Window| w.latest.map(|i| i.date);
            let after = |x: Window, y: Window| early(x).zip(late(y)).is_some_and(|(e, l)| e > l);
            !after(a, b) && !after(b, a)
        })
    }

    pub(super) fn compare_places(&self, later: &Self, table: &Table) -> Compared {
        let some = |f: &Self| (!f.places.is_empty()).then(|| f.places.clone());
        compared(some(self), some(later), |a, b| a.iter().any(|x| b.iter().any(|y| near(table, *x, *y))))
    }

    pub(super) fn compare_perpetrators(&self, later: &Self, table: &Table) -> Compared {
        let body = table.scene.reading.body();
        let some = |f: &Self| (!f.perpetrators.is_empty()).then(|| f.perpetrators.clone());
        compared(some(self), some(later), |a, b| {
            a.iter().any(|x| {
                b.iter().any(|y| {
                    x.member.is_some() && x.member == y.member
                        || naming::same_name(x.span.of(body), y.span.of(body))
                        // Generic words contradict nobody.
                        || x.member.is_none() && x.category == y.category
                        || y.member.is_none() && x.category == y.category
                })
            })
        })
    }

    pub(super) fn compare_killed(&self, later: &Self) -> Compared {
        compared(self.killed, later.killed, |a, b| {
            let bounds = |c: Count| (c.min.unwrap_or(0), c.max.unwrap_or(u64::MAX));
            let ((a, b), (c, d)) = (bounds(a), bounds(b));
            a <= d && c <= b
        })
    }
}

fn compared<T>(earlier: Option<T>, later: Option<T>, agree: impl Fn(T, T) -> bool) -> Compared {
    match (earlier, later) {
        (Some(a), Some(b)) => {
            if agree(a, b) {
                Compared::Agree
            } else {
                Compared::Contradict
            }
        }
        (Some(_), None) => Compared::OnlyEarlier,
        (None, Some(_)) => Compared::OnlyLater,
        (None, None) => Compared::Untold,
    }
}

/// One place, one within the other, or the same words.
pub(super) fn near(table: &Table, x: usize, y: usize) -> bool {
    let places = &table.scene.reading.places;
    let words = |i: usize| places[i].span.of(table.scene.reading.body()).to_lowercase();
    if words(x) == words(y) {
        return true;
    }
    let (Some(a), Some(b)) = (places[x].reading.chosen(), places[y].reading.chosen()) else {
        // A place nobody knows lies where the other may be.
        return true;
    };
    let wide = |c: &Candidate| matches!(c.level, Level::Country | Level::Region) && c.country.is_some();
    a.id == b.id
        || place::containment(a, b)
        || place::containment(b, a)
        || (wide(a) || wide(b)) && a.country == b.country && a.level != b.level
        || a.level < Level::Region
            && b.level < Level::Region
            && distance_km((a.lat, a.lon), (b.lat, b.lon)) < 8.0
}
