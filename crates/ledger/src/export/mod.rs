//! Incidents out of the book.
//!
//! Owns: the formats, one file each, and what holds for all of them: order, the mark *machine-coded, unreviewed*,
//! locality precision and the care for private victims. In: a ledger, a filter, options. Out: text on a writer.
//! Refuses: coordinates finer than a locality, whatever the gazetteer knows.
//!
//! Do no harm: an export is for the public unless asked otherwise ([`Audience`]). A public one withholds the names of
//! private victims (see [`public`]) and shows of the user's files only their names. Every export, public or private,
//! rounds coordinates to two decimals (about 1.1 km) or coarser; rounding depends on the value alone, so that the same
//! incident is the same point in every export.

mod csv;
mod geojson;
mod jsonl;
mod linked;
pub mod public;
#[cfg(test)]
mod tests;

pub use self::csv::COLUMNS;

use crate::error::{Error, Result};
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::query::IncidentView;
use crate::review::State;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;
use std::str::FromStr;

/// What every exported incident is marked with: how far people have looked at it.
pub fn mark(state: State) -> &'static str {
    match state {
        State::Unreviewed => "machine-coded, unreviewed",
        State::Rejected => "machine-coded, rejected by a person",
        State::Reviewed => "machine-coded, reviewed by a person",
        State::Approved => "machine-coded, approved by a person",
        State::Published => "machine-coded, reviewed and published",
    }
}

/// Finest coordinates that leave the book, in decimals of a degree.
pub const LOCALITY_DECIMALS: u8 = 2;

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line: the incident's record, claims, actors, article and standing.
    Jsonl,
    /// One row an incident, see [`COLUMNS`].
    Csv,
    /// One feature for each place an incident struck; `geometry: null` where there is no such place.
    GeoJson,
    /// One line a linked incident: its standing and its reports.
    Clusters,
    /// One line a linked incident: the record its accounts support together, and why they are one.
    Incidents,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Jsonl, Self::Csv, Self::GeoJson, Self::Clusters, Self::Incidents];

    /// The word a person types.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::Clusters => "clusters",
            Self::Incidents => "incidents",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|f| f.as_str() == s).ok_or_else(|| format!("'{s}' is none of: {words}"))
    }
}

/// For whom an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Anybody: names of private victims are withheld.
    #[default]
    Public,
    /// People who may see everything the articles say.
    Private,
}

/// How to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportOptions {
    pub audience: Audience,
    /// Decimals of a degree, at most [`LOCALITY_DECIMALS`]: 1 is about 11 km, 0 about 111 km.
    pub decimals: u8,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self { audience: Audience::Public, decimals: LOCALITY_DECIMALS }
    }
}

/// What an export held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    pub incidents: u64,
    /// Incidents of which something was withheld.
    pub masked: u64,
    /// Incidents without a place that has coordinates.
    pub without_point: u64,
}

/// Writes the incidents a filter finds, in the order of [`Ledger::incidents`].
pub fn export(
    ledger: &Ledger,
    filter: &IncidentFilter,
    format: Format,
    options: ExportOptions,
    out: &mut dyn Write,
) -> Result<Exported> {
    if options.decimals > LOCALITY_DECIMALS {
        let message = format!("coordinates leave the book with at most {LOCALITY_DECIMALS} decimals");
        return Err(Error::BadRequest(message));
    }
    let mut writer: Box<dyn IncidentWriter + '_> = match format {
        Format::Jsonl => Box::new(jsonl::JsonLines::new(out)),
        Format::Csv => Box::new(csv::Table::new(out)?),
        Format::GeoJson => Box::new(geojson::Features::new(out, options.decimals)),
        Format::Clusters => return together(ledger, filter, linked::Form::Clusters, options.audience, out),
        Format::Incidents => return together(ledger, filter, linked::Form::Incidents, options.audience, out),
    };
    let mut exported = Exported::default();
    ledger.incidents_each(filter, &mut |mut view| {
        round(&mut view, options.decimals);
        if options.audience == Audience::Public {
            exported.masked += u64::from(public::mask(&mut view)?);
        }
        exported.incidents += 1;
        exported.without_point += u64::from(points(&view).next().is_none());
        writer.incident(&view)
    })?;
    writer.finish()?;
    Ok(exported)
}

/// Linked incidents of which the filter finds some report.
fn together(
    ledger: &Ledger,
    filter: &IncidentFilter,
    form: linked::Form,
    audience: Audience,
    out: &mut dyn Write,
) -> Result<Exported> {
    let found: BTreeSet<String> =
        ledger.store.incidents(filter)?.into_iter().filter_map(|f| f.incident).collect();
    let mut exported = Exported::default();
    for incident in ledger.linked(&claimbook_link::Settings::embedded())? {
        if incident.accounts.iter().any(|a| found.contains(&a.report)) {
            exported.incidents += 1;
            exported.masked += u64::from(linked::write(&incident, form, audience, out)?);
        }
    }
    out.flush()?;
    Ok(exported)
}

/// One format at work.
trait IncidentWriter {
    fn incident(&mut self, view: &IncidentView) -> Result<()>;
    fn finish(&mut self) -> Result<()>;
}

/// Places an incident struck (or was aimed at) that have coordinates: their index, longitude and latitude.
fn points(view: &IncidentView) -> impl Iterator<Item = (usize, f64, f64)> {
    use claimbook_records::report::PlaceRole;
    view.record.places.iter().enumerate().filter(|(_, place)| place.role == PlaceRole::Target).filter_map(
        |(n, place)| match (place.lat, place.lon) {
            (Some(lat), Some(lon)) => Some((n, lon, lat)),
            _ => None,
        },
    )
}

fn round(view: &mut IncidentView, decimals: u8) {
    let scale = 10f64.powi(decimals.into());
    for place in &mut view.record.places {
        for coordinate in place.lat.iter_mut().chain(&mut place.lon) {
            // Adding zero turns a negative zero into the plain one.
            *coordinate = (*coordinate * scale).round() / scale + 0.0;
        }
    }
}

/// Values of one cell.
fn joined(values: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut told: Vec<String> = Vec::new();
    for value in values {
        let value = value.as_ref().split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() && !told.contains(&value) {
            told.push(value);
        }
    }
    told.join("; ")
}
