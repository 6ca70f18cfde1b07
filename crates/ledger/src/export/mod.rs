//! Incidents out of the book.
//!
//! Owns: the formats, one file each, and what holds for all of them: order, the mark of review (*machine-coded,
//! unreviewed* at first), locality precision, the care for persons, the public gate and the delta. In: a ledger, a
//! filter, options. Out: text on a writer, or a [`Package`] of files. Refuses: coordinates finer than a locality, whatever
//! the gazetteer knows.
//!
//! Do no harm: an export is for the public unless asked otherwise ([`Audience`]). A public one withholds the names of
//! persons without a public role (see [`names`]) and shows of the user's files only their names. Every export, public or private,
//! rounds coordinates to two decimals (about 1.1 km) or coarser; rounding depends on the value alone, so that the same
//! incident is the same point in every export.

mod acled;
mod actors;
mod cases;
mod cells;
mod codes;
mod csv;
mod facts;
mod format;
mod ftm;
mod ged;
mod geojson;
mod gtd;
mod jsonl;
mod linked;
mod names;
mod notes;
mod options;
mod package;
mod parquet;
mod plover;
mod prov;
mod public;
mod reduce;
mod shown;
mod stix;
mod tables;
mod tabular;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_linked;
#[cfg(test)]
mod tests_names;
mod timemap;

pub use self::cells::CellStyle;
pub use self::codes::{Column, columns};
pub use self::csv::COLUMNS;
pub use self::format::Format;
pub use self::names::{Knowledge, WITHHELD};
pub use self::options::{Audience, ExportOptions, Exported};
pub use self::package::{File, Package};
pub use self::reduce::Rule;
pub use self::shown::{Shown, shown};

use crate::error::{Error, Result};
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::query::IncidentView;
use crate::review::State;
use cases::cases;
use claimbook_records::report::{Place, PlaceRole};
use names::Registry;
use package::{Draft, Shape};
use std::collections::BTreeSet;
use std::io::Write;

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

/// Finest coordinates of an export that is published, in decimals of a degree: about 11 km.
pub const PUBLIC_DECIMALS: u8 = 1;

/// Writes the incidents a filter finds, in the order of [`Ledger::incidents`] or [`Ledger::linked`]: the main file of
/// [`package`].
pub fn export(
    ledger: &Ledger,
    filter: &IncidentFilter,
    format: Format,
    options: ExportOptions,
    knowledge: Knowledge<'_>,
    out: &mut dyn Write,
) -> Result<Exported> {
    if format == Format::Tables {
        return Err(Error::BadRequest("the tables are several files and need a folder".to_owned()));
    }
    if format.is_plain() && options.since.is_none() {
        let options = options.checked()?;
        let request = Request { filter, options: &options, knowledge };
        return stream(ledger, format, &request, out);
    }
    let package = package(ledger, filter, format, options, knowledge)?;
    out.write_all(&package.main)?;
    out.flush()?;
    Ok(package.exported)
}

/// The incidents a filter finds in a format, with the files that go beside it.
pub fn package(
    ledger: &Ledger,
    filter: &IncidentFilter,
    format: Format,
    options: ExportOptions,
    knowledge: Knowledge<'_>,
) -> Result<Package> {
    let options = options.checked()?;
    let before = options.since.map(|seq| {
        let mut then = ledger.at(seq)?;
        then.link(&claimbook_link::Settings::embedded(), &|_, _| {})?;
        Ok::<_, Error>(then)
    });
    let before = before.transpose()?;
    let request = Request { filter, options: &options, knowledge };
    if format == Format::Tables {
        return tables::package(ledger, before.as_ref(), &request);
    }
    if format == Format::GeoJson && before.is_some() {
        return Err(Error::BadRequest("GeoJSON has no delta; use jsonl or csv with --since".to_owned()));
    }
    let now = draft(ledger, format, &request)?;
    let before = before.map(|ledger| draft(&ledger, format, &request)).transpose()?;
    now.finish(before.as_ref(), options.cells)
}

/// What is asked for.
struct Request<'a> {
    filter: &'a IncidentFilter,
    options: &'a ExportOptions,
    knowledge: Knowledge<'a>,
}

fn draft(ledger: &Ledger, format: Format, request: &Request<'_>) -> Result<Draft> {
    let Request { options, knowledge: Knowledge { codebook, .. }, .. } = *request;
    if format.is_plain() {
        let mut bytes = Vec::new();
        let kept = ExportOptions { cells: CellStyle::KEPT, ..*options };
        let exported = stream(ledger, format, &Request { options: &kept, ..*request }, &mut bytes)?;
        let mut draft = Draft::of(Shape::Whole(bytes), Vec::new());
        if options.since.is_some() {
            draft.split(format == Format::Csv)?;
        }
        draft.exported = exported;
        return Ok(draft);
    }
    let cases = cases(ledger, request)?;
    let head = ledger.head()?;
    let mut draft = match format {
        Format::Acled => tabular::write(tabular::Book::Acled, &cases, options, codebook, &head)?,
        Format::Ged => tabular::write(tabular::Book::Ged, &cases, options, codebook, &head)?,
        Format::Gtd => tabular::write(tabular::Book::Gtd, &cases, options, codebook, &head)?,
        Format::Plover => plover::draft(&cases, codebook, options.cells)?,
        Format::Parquet => tables::parquet(&cases, codebook)?,
        Format::Ftm => ftm::draft(&cases, codebook),
        Format::Stix => stix::draft(ledger, &cases, codebook, options)?,
        Format::Prov => prov::draft(ledger, &cases)?,
        _ => timemap::draft(&cases, codebook),
    };
    draft.exported.incidents = cases.cases.len() as u64 - draft.exported.unwritten;
    // Of what the format cannot hold nothing left, and nothing was withheld.
    let whole = draft.exported.unwritten == 0;
    let ids: BTreeSet<&str> = draft.items.iter().map(|i| i.id.as_str()).collect();
    let masked = cases.cases.iter().filter(|c| c.masked && (whole || ids.contains(c.id().as_str())));
    draft.exported.masked = masked.count() as u64;
    draft.exported.held_back = cases.gated.len() as u64;
    let point = |c: &&cases::Case| !c.incident.reports.iter().any(|r| points(r).next().is_some());
    draft.exported.without_point = cases.cases.iter().filter(point).count() as u64;
    Ok(draft)
}

/// The incident reports that pass the gate; none where there is no gate.
fn open_reports(ledger: &Ledger, request: &Request<'_>) -> Result<Option<BTreeSet<String>>> {
    let Request { filter, options, .. } = *request;
    if !options.published_only && options.delay.is_none() {
        return Ok(None);
    }
    let (linked, found) = cases::linked(ledger, filter)?;
    let open = linked.iter().filter(|i| found.takes(i) && cases::held(i, options).is_none());
    Ok(Some(open.flat_map(|i| i.accounts.iter().map(|a| a.report.clone())).collect()))
}

/// The plain formats, written as they come: a book may be longer than memory.
fn stream(ledger: &Ledger, format: Format, request: &Request<'_>, out: &mut dyn Write) -> Result<Exported> {
    match format {
        Format::Clusters => together(ledger, request, linked::Form::Clusters, out),
        Format::Incidents => together(ledger, request, linked::Form::Incidents, out),
        _ => each(ledger, format, request, out),
    }
}

fn each(ledger: &Ledger, format: Format, request: &Request<'_>, out: &mut dyn Write) -> Result<Exported> {
    let Request { filter, options, .. } = *request;
    let open = open_reports(ledger, request)?;
    let mut writer: Box<dyn IncidentWriter + '_> = match format {
        Format::Csv => Box::new(csv::Table::new(out, options.cells)?),
        Format::GeoJson => Box::new(geojson::Features::new(out, options.decimals)),
        _ => Box::new(jsonl::JsonLines::new(out)),
    };
    let mut exported = Exported::default();
    let registry = Registry::new(ledger, request.knowledge);
    ledger.incidents_each(filter, &mut |mut view| {
        if open.as_ref().is_some_and(|open| !open.contains(&view.id)) {
            exported.held_back += 1;
            return Ok(());
        }
        round(&mut view, options.decimals);
        public::gate(&mut view);
        if options.audience == Audience::Public {
            let names = registry.of(std::slice::from_ref(&view))?;
            exported.masked += u64::from(public::mask(&mut view, &names)?);
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
    request: &Request<'_>,
    form: linked::Form,
    out: &mut dyn Write,
) -> Result<Exported> {
    let cases = cases(ledger, request)?;
    let shown: BTreeSet<&str> = cases.cases.iter().map(|case| case.incident.id.as_str()).collect();
    for case in &cases.cases {
        let line = linked::Line { ledger, case, register: request.knowledge.codebook, shown: &shown };
        line.write(form, out)?;
    }
    out.flush()?;
    Ok(cases.counts())
}

/// One format at work.
trait IncidentWriter {
    fn incident(&mut self, view: &IncidentView) -> Result<()>;
    fn finish(&mut self) -> Result<()>;
}

/// Places an incident struck (or was aimed at) that have coordinates, with longitude and latitude.
fn points(view: &IncidentView) -> impl Iterator<Item = (&Place, f64, f64)> {
    let struck = view.record.places.iter().filter(|place| place.role == PlaceRole::Target);
    struck.filter_map(|place| Some((place, place.lon?, place.lat?)))
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
