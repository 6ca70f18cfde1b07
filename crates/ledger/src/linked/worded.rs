//! How the incidents of one article hang together, where its words or its record say so.
//!
//! Owns: retaliation, following up and being one of several, within one article. In: the article's text and its incidents.
//! Out: [`Worded`] pairs with the exact words. Refuses: a kind that no listed word and no facts of the record give, and a pair
//! where the words fit more than one incident.

use super::words::{Phrase, find, has, last, lists};
use super::{LinkKind, words};
use crate::context::sentence;
use crate::dates::Days;
use crate::keys::fold;
use claimbook_records::Body;
use claimbook_records::report::{Incident, IncidentType, PlaceRole, Quote};
use std::collections::BTreeSet;
use std::ops::Range;

/// Words before an answer among which one may deny it.
const BEFORE: usize = 3;

/// Two incidents of an article, by their positions in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Worded {
    pub(super) kind: LinkKind,
    /// The part, what follows, what retaliates.
    pub(super) from: usize,
    /// The whole, what it follows, what it answers.
    pub(super) to: usize,
    /// The sentence that says so; the telling clauses of both where the record does.
    pub(super) quotes: Vec<Quote>,
    pub(super) reason: String,
}

/// What an article says of its incidents.
pub(super) fn worded(body: &str, incidents: &[Incident]) -> Vec<Worded> {
    let text = Text { body: Body::new(body), incidents };
    let mut found: Vec<Worded> = Vec::new();
    let mut seen = BTreeSet::new();
    for incident in incidents {
        for quote in incident.evidence.iter().chain(&incident.motives) {
            let around = sentence(&text.body, quote);
            if seen.insert((around.start, around.end)) {
                found.extend(text.answers(&around));
            }
        }
    }
    found.extend(text.rescues());
    found.extend(text.parts());
    let mut once = BTreeSet::new();
    found.retain(|w| w.from != w.to && once.insert((w.kind, w.from, w.to)));
    found
}

/// An article with its incidents.
struct Text<'a> {
    body: Body,
    incidents: &'a [Incident],
}

impl Text<'_> {
    fn bytes(&self, quote: &Quote) -> Option<Range<usize>> {
        Some(self.body.byte(quote.start)?..self.body.byte(quote.end)?)
    }

    /// Incidents told or referred to within a range, by where the first of their facts stands in it; a clause that tells one
    /// often holds others too. Where no fact stands, the clause counts.
    fn told(&self, within: &Range<usize>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (at, incident) in self.incidents.iter().enumerate() {
            let clauses = incident.evidence.iter().chain(&incident.references);
            let clauses = clauses.filter_map(|quote| self.bytes(quote));
            let clause = clauses.filter(|c| c.start < within.end && c.end > within.start);
            let Some(clause) = clause.map(|c| c.start.max(within.start)).min() else { continue };
            let struck = incident.places.iter().filter(|p| p.role == PlaceRole::Target);
            let facts = struck
                .flat_map(|p| &p.evidence)
                .chain(incident.targets.iter().flat_map(|t| &t.evidence))
                .chain(incident.date.iter().flat_map(|d| &d.evidence));
            let facts = facts.filter_map(|quote| self.bytes(quote)).map(|range| range.start);
            let first = facts.filter(|start| within.contains(start)).min();
            found.push((first.unwrap_or(clause), at));
        }
        found.sort_unstable();
        found
    }

    /// What the words of a sentence put between the incidents before and behind them.
    fn answers(&self, around: &Quote) -> Vec<Worded> {
        let Some(range) = self.bytes(around) else { return Vec::new() };
        let told = self.told(&range);
        let lists = lists();
        let kinds: [(LinkKind, &[Phrase]); 3] = [
            (LinkKind::Retaliation, &lists.retaliation),
            (LinkKind::FollowUp, &lists.follow_up),
            (LinkKind::PartOf, &lists.part_of),
        ];
        let mut out = Vec::new();
        for (kind, list) in kinds {
            for cue in find(&around.text, list) {
                let before = around.text.get(..cue.start).unwrap_or_default();
                if has(last(before, BEFORE), &lists.denied) {
                    continue;
                }
                let pair = self.pair(kind, &told, range.start + cue.start, range.start + cue.end, before);
                out.extend(pair.map(|(from, to)| Worded {
                    kind,
                    from,
                    to,
                    quotes: vec![around.clone()],
                    reason: format!("“{}”", around.text.get(cue).unwrap_or_default()),
                }));
            }
        }
        out
    }

    /// The incidents on either side of words that stand between `start` and `end`.
    fn pair(
        &self,
        kind: LinkKind,
        told: &[(usize, usize)],
        start: usize,
        end: usize,
        before: &str,
    ) -> Option<(usize, usize)> {
        let behind: Vec<usize> = told.iter().filter(|(at, _)| *at >= end).map(|(_, i)| *i).collect();
        let ahead: Vec<usize> = told.iter().filter(|(at, _)| *at < start).map(|(_, i)| *i).collect();
        let (from, to) = match (ahead.last(), behind.first(), behind.get(1)) {
            (Some(one), Some(other), _) => (*one, *other),
            // "In retaliation for A, they did B."
            (None, Some(other), Some(one)) if !before.contains(char::is_alphanumeric) => (*one, *other),
            _ => return None,
        };
        match kind {
            // "several attacks, including one on the mill": the part stands behind.
            LinkKind::PartOf => {
                let (whole, part) = (from, to);
                (self.incidents[whole].aggregate && !self.incidents[part].aggregate).then_some((part, whole))
            }
            _ => Some((from, to)),
        }
    }

    /// Acts told as the end of the one siege, hijacking or taking of hostages of the article.
    fn rescues(&self) -> Vec<Worded> {
        let siege = |i: &Incident| {
            matches!(i.kind, IncidentType::Kidnapping | IncidentType::Hijacking) && !i.aggregate
        };
        let mut sieges = self.incidents.iter().enumerate().filter(|(_, i)| siege(i)).map(|(at, _)| at);
        let (Some(to), None) = (sieges.next(), sieges.next()) else { return Vec::new() };
        let mut out = Vec::new();
        for (from, incident) in self.incidents.iter().enumerate().filter(|(at, _)| *at != to) {
            let earlier = days(incident).zip(days(&self.incidents[to])).is_some_and(|(a, b)| a.to < b.from);
            let phrase = |q: &Quote| find(&q.text, &words::lists().rescue).into_iter().next();
            let clause = incident.evidence.iter().find_map(|q| Some((q, phrase(q)?)));
            if let Some((quote, at)) = clause.filter(|_| !earlier && !incident.aggregate) {
                out.push(Worded {
                    kind: LinkKind::FollowUp,
                    from,
                    to,
                    quotes: vec![quote.clone()],
                    reason: format!("“{}”", quote.text.get(at).unwrap_or_default()),
                });
            }
        }
        out
    }

    /// Single acts that lie in an act told as several: of its kind, by its doers, in its days and its place.
    fn parts(&self) -> Vec<Worded> {
        let mut out = Vec::new();
        for (from, part) in self.incidents.iter().enumerate().filter(|(_, i)| !i.aggregate) {
            let wholes = self.incidents.iter().enumerate().filter(|(_, i)| i.aggregate);
            let mut wholes = wholes.filter(|(_, whole)| inside(part, whole)).map(|(at, _)| at);
            if let (Some(to), None) = (wholes.next(), wholes.next()) {
                let clauses = part.evidence.first().into_iter().chain(self.incidents[to].evidence.first());
                out.push(Worded {
                    kind: LinkKind::PartOf,
                    from,
                    to,
                    quotes: clauses.cloned().collect(),
                    reason: "of its kind, by its doers, in its days and its place".to_owned(),
                });
            }
        }
        out
    }
}

fn days(incident: &Incident) -> Option<Days> {
    Days::of(incident.date.as_ref())
}

/// Whether the record of a single act lies in that of several, by everything that tells acts apart.
fn inside(part: &Incident, whole: &Incident) -> bool {
    let kind = part.kind == whole.kind || whole.types_also.contains(&part.kind);
    let doers = |i: &Incident| -> BTreeSet<String> {
        i.perpetrators.iter().map(|p| p.actor.clone().unwrap_or_else(|| fold(&p.name))).collect()
    };
    let (own, others) = (doers(part), doers(whole));
    let time = days(part).zip(days(whole)).is_some_and(|(a, b)| {
        let open = a.open_start || a.open_end || b.open_start || b.open_end;
        !open && b.from <= a.from && a.to <= b.to
    });
    let struck = |i: &Incident| -> Vec<BTreeSet<String>> {
        let own = i.places.iter().filter(|p| p.role == PlaceRole::Target);
        own.map(|p| p.within.iter().chain(&p.admin1).chain([&p.name]).map(|n| fold(n)).collect()).collect()
    };
    let names: BTreeSet<String> =
        whole.places.iter().filter(|p| p.role == PlaceRole::Target).map(|p| fold(&p.name)).collect();
    let place = struck(part).iter().any(|within| !within.is_disjoint(&names));
    kind && !own.is_empty() && own.is_subset(&others) && time && place
}
