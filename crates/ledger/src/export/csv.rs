//! A flat table, one row an incident.
//!
//! Owns: the columns, their meaning and their order. In: incidents. Out: CSV (RFC 4180, UTF-8, a header line). Refuses:
//! to guess: what is not told is an empty cell. Several values in a cell are separated by `; `.

use super::cells::CellStyle;
use super::{IncidentWriter, joined, mark};
use crate::error::Result;
use crate::query::IncidentView;
use claimbook_records::report::{Claim, Count, Place, PlaceRole, SpeechAct};
use std::io::Write;

/// Every column with what it holds, in the order of the file.
pub const COLUMNS: [(&str, &str); 43] = [
    ("incident", "id in the ledger"),
    ("review", "'machine-coded, unreviewed' until a person has looked at it"),
    ("standing", "claimed_only, reported, confirmed, contested or denied"),
    ("standing_reason", "who says so, in one sentence"),
    ("type", "what was done, by means"),
    ("types_also", "further means"),
    ("stage", "accomplished, attempted, planned, threatened or hypothetical"),
    ("aggregate", "true when several attacks are told as one"),
    ("count_min", "how many attacks an aggregate tells, at least"),
    ("count_max", "and at most"),
    ("background", "true when told for context"),
    ("date_earliest", "first day or moment, ISO 8601; empty is open or not told"),
    ("date_latest", "last day or moment"),
    ("date_precision", "how fine the article tells it"),
    ("place", "places struck or aimed at"),
    ("place_level", "how fine the first of them is: site, locality, area, region, country or sea"),
    ("admin1", "its first-level division"),
    ("country", "its country, ISO 3166-1 alpha-2"),
    ("lat", "its latitude, WGS84, rounded"),
    ("lon", "its longitude"),
    ("gazetteer_id", "its id in the gazetteer"),
    ("origin", "places it was launched from"),
    ("interception_place", "places where it was stopped"),
    ("perpetrators", "who is named as having done it"),
    ("perpetrator_basis", "on what ground, in the same order"),
    ("targets", "what or who was struck or aimed at, as written"),
    ("target_kinds", "their kinds, in the same order"),
    ("weapons", "kinds of weapon"),
    ("killed_min", "deaths told, at least"),
    ("killed_max", "and at most"),
    ("injured_min", "injured told, at least"),
    ("injured_max", "and at most"),
    ("damage", "none, some or destroyed"),
    ("intercepted", "true or false where told"),
    ("claimed_by", "who claims responsibility"),
    ("confirmed_by", "who confirms it"),
    ("denied_by", "who denies it or a part of it"),
    ("confidence", "0 to 1, that the record is right"),
    ("words", "the first clause that tells it"),
    ("publisher", "who printed it"),
    ("published", "when, as given or as the engine worked it out"),
    ("url", "where"),
    ("article", "id of the article in the ledger"),
];

pub(super) struct Table<'w> {
    out: csv::Writer<&'w mut dyn Write>,
    style: CellStyle,
}

impl<'w> Table<'w> {
    pub(super) fn new(out: &'w mut dyn Write, style: CellStyle) -> Result<Self> {
        style.begin(out)?;
        let mut out = csv::Writer::from_writer(out);
        out.write_record(COLUMNS.map(|(name, _)| name))?;
        Ok(Self { out, style })
    }
}

impl IncidentWriter for Table<'_> {
    fn incident(&mut self, view: &IncidentView) -> Result<()> {
        let row = row(view);
        Ok(self.out.write_record(row.iter().map(|c| self.style.cell(c).into_owned()))?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// The cells of one incident, in the order of [`COLUMNS`].
fn row(view: &IncidentView) -> [String; COLUMNS.len()] {
    let i = &view.record;
    let struck = || i.places.iter().filter(|p| p.role == PlaceRole::Target);
    let first = struck().find(|p| p.lat.is_some()).or_else(|| struck().next());
    let of_first = |value: fn(&Place) -> Option<String>| first.and_then(value).unwrap_or_default();
    let named = |role: PlaceRole| joined(i.places.iter().filter(|p| p.role == role).map(|p| p.name.as_str()));
    let speakers = |act: SpeechAct| {
        let by = |c: &&Claim| c.act == act;
        joined(view.claims.iter().filter(by).map(|c| c.speaker.name.as_str()))
    };
    let date = i.date.as_ref();
    let day = |value: Option<&String>| value.cloned().unwrap_or_default();
    [
        view.id.clone(),
        mark(view.review.state).to_owned(),
        view.standing.standing.to_string(),
        view.standing.reason.clone(),
        i.kind.to_string(),
        joined(i.types_also.iter().map(|t| t.as_str())),
        i.stage.to_string(),
        i.aggregate.to_string(),
        end(i.count.as_ref(), |c| c.min),
        end(i.count.as_ref(), |c| c.max),
        i.background.to_string(),
        day(date.and_then(|d| d.earliest.as_ref())),
        day(date.and_then(|d| d.latest.as_ref())),
        date.map(|d| d.precision.to_string()).unwrap_or_default(),
        named(PlaceRole::Target),
        of_first(|p| Some(p.level.to_string())),
        of_first(|p| p.admin1.clone()),
        of_first(|p| p.country.clone()),
        of_first(|p| p.lat.map(|x| x.to_string())),
        of_first(|p| p.lon.map(|x| x.to_string())),
        of_first(|p| p.gazetteer_id.clone()),
        named(PlaceRole::Origin),
        named(PlaceRole::Interception),
        list(i.perpetrators.iter().map(|p| p.name.as_str())),
        list(i.perpetrators.iter().map(|p| p.basis.as_str())),
        list(i.targets.iter().map(|t| t.text.as_str())),
        list(i.targets.iter().map(|t| t.kind.as_deref().unwrap_or(t.class.as_str()))),
        joined(i.weapons.iter().map(|w| w.kind.as_str())),
        end(i.outcome.killed.as_ref(), |c| c.min),
        end(i.outcome.killed.as_ref(), |c| c.max),
        end(i.outcome.injured.as_ref(), |c| c.min),
        end(i.outcome.injured.as_ref(), |c| c.max),
        i.outcome.damage.map(|d| d.to_string()).unwrap_or_default(),
        i.outcome.intercepted.map(|b| b.to_string()).unwrap_or_default(),
        speakers(SpeechAct::ClaimsResponsibility),
        speakers(SpeechAct::Confirms),
        speakers(SpeechAct::Denies),
        i.confidence.to_string(),
        joined(i.evidence.first().map(|q| q.text.as_str())),
        view.article.publisher.clone().unwrap_or_default(),
        view.published.as_ref().map(|p| p.value.clone()).unwrap_or_default(),
        view.article.url.clone().unwrap_or_default(),
        view.article.id.clone(),
    ]
}

/// Values that keep their order and number, so that two cells can be read side by side.
fn list<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.map(|v| v.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("; ")
}

fn end(count: Option<&Count>, which: fn(&Count) -> Option<u64>) -> String {
    count.and_then(which).map(|n| n.to_string()).unwrap_or_default()
}
