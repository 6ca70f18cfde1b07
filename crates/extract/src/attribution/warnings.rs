//! Warnings: what a reader should look at before using the record.
//!
//! Owns: contradictions with the calendar, the gazetteer, the register, and inside the article. In: a [`Reading`] and
//! the incidents. Out: [`Notice`]s. Refuses: correcting anything.

use super::Notice;
use crate::engine::Reading;
use crate::event::IncidentReport;
use crate::place::{self, PlaceMention};
use claimbook_records::globe::distance_km;
use claimbook_records::report::{Level, PlaceRole, WarningKind};
use claimbook_records::{Codebook, Span};

/// All warnings, by kind and then by position.
pub(super) fn warnings(reading: &Reading, incidents: &[IncidentReport], codebook: &Codebook) -> Vec<Notice> {
    let mut out = Vec::new();
    calendar(reading, &mut out);
    places(reading, &mut out);
    offices(reading, codebook, &mut out);
    unresolved(reading, incidents, &mut out);
    out
}

fn calendar(reading: &Reading, out: &mut Vec<Notice>) {
    for found in &reading.mismatches {
        out.push(Notice {
            kind: WarningKind::CalendarMismatch,
            message: format!("{} was no {:?}", found.date, found.said),
            evidence: vec![found.span],
        });
    }
}

/// "Alpha in Beta" or "Alpha, Beta" where the gazetteer knows no Alpha in Beta.
fn places(reading: &Reading, out: &mut Vec<Notice>) {
    for pair in reading.places.windows(2) {
        let [inner, outer] = pair else { continue };
        let gap = reading.body().get(inner.span.end()..outer.span.start()).map(str::trim);
        if !matches!(gap, Some("," | "in" | "IN" | ", in")) {
            continue;
        }
        if let Some(message) = misplaced(inner, outer) {
            out.push(Notice {
                kind: WarningKind::PlaceMismatch,
                message,
                evidence: vec![inner.span.join(outer.span)],
            });
        }
    }
}

fn misplaced(inner: &PlaceMention, outer: &PlaceMention) -> Option<String> {
    let (a, b) = (inner.reading.chosen()?, outer.reading.chosen()?);
    let finer = a.level < b.level && matches!(b.level, Level::Region | Level::Country | Level::Locality);
    if !finer || place::containment(a, b) || distance_km((a.lat, a.lon), (b.lat, b.lon)) < near(b.level) {
        return None;
    }
    Some(format!("the gazetteer does not put {} in {}", a.name, b.name))
}

/// Kilometres within which a point may lie in an area the gazetteer gives only a centre for.
fn near(level: Level) -> f64 {
    match level {
        Level::Locality => 30.0,
        Level::Region => 150.0,
        _ => 0.0,
    }
}

/// Somebody named in an office the register gives to him at another time.
fn offices(reading: &Reading, codebook: &Codebook, out: &mut Vec<Notice>) {
    let Some(published) = reading.published.as_ref().map(|p| p.value.as_str()) else { return };
    let mut said = Vec::new();
    for mention in &reading.cast.mentions {
        let member = &reading.cast.members[mention.member];
        if said.contains(&mention.member) {
            continue;
        }
        let Some(entry) = member.register_id.as_deref().and_then(|id| codebook.actor(id)) else { continue };
        let before = reading.body().get(..mention.span.end()).unwrap_or_default();
        let from = before.char_indices().rev().nth(80).map_or(0, |(i, _)| i);
        let words = before.get(from..).unwrap_or_default().to_lowercase();
        for office in entry.offices.iter().filter(|o| words.contains(&o.title.to_lowercase())) {
            let late = office.until.as_deref().is_some_and(|u| published > u);
            let early = office.since.as_deref().is_some_and(|s| published < s);
            let former = words.contains("former") || words.contains("then-") || words.contains("ex-");
            if (late || early) && !former {
                said.push(mention.member);
                let when = match (&office.since, &office.until) {
                    (Some(a), Some(b)) => format!("from {a} to {b}"),
                    (Some(a), None) => format!("since {a}"),
                    (None, Some(b)) => format!("until {b}"),
                    (None, None) => continue,
                };
                let message = format!("the register has {} as {} {when}", member.name, office.title);
                out.push(Notice { kind: WarningKind::OfficeHolder, message, evidence: vec![mention.span] });
            }
        }
    }
}

/// Target places the gazetteer could not resolve.
fn unresolved(reading: &Reading, incidents: &[IncidentReport], out: &mut Vec<Notice>) {
    let mut spans: Vec<Span> = incidents
        .iter()
        .flat_map(|i| &i.places)
        .filter(|p| p.role == PlaceRole::Target)
        .filter_map(|p| reading.places.get(p.mention))
        .filter(|p| p.reading.choice.is_none())
        .map(|p| p.span)
        .collect();
    spans.sort_unstable();
    spans.dedup();
    for span in spans {
        let message = format!("the place '{}' is not resolved", span.of(reading.body()));
        out.push(Notice { kind: WarningKind::Unresolved, message, evidence: vec![span] });
    }
}
