//! `claimbook export`: incidents for other programs.
//!
//! Owns: arguments, and which file of an export goes where. In: filters and a form. Out: a file with those beside it, a
//! folder, or stdout. Refuses: finer places than the locality; names of persons without a public role unless `--private` is said.

use crate::audience::For;
use crate::book::BookArguments;
use crate::failure::Failure;
use crate::noted::Noted;
use crate::output::Output;
use crate::selection::Selection;
use crate::{phrase, table};
use claimbook_ledger::Head;
use claimbook_ledger::export::{
    CellStyle, ExportOptions, Exported, Format, Knowledge, Package, Rule, export, package,
};
use claimbook_overlay::Data;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Write incidents in the formats of other programs
#[derive(Debug, clap::Args)]
#[command(after_help = "Formats:
  jsonl, csv, geojson        one line, row or feature an incident report, as its article tells it
  clusters, incidents        one JSON line a linked incident
  acled, ged, gtd            one CSV row a linked incident in the columns of ACLED, UCDP GED, GTD; beside X.csv also
                             X.dropped.csv (what the code book cannot hold, and why) and X.schema.json (columns, ledger
                             version, which numbers were used and set aside)
  plover                     PLOVER events with the claims about them, one a line
  parquet                    linked incidents in typed columns
  ftm, stix, timemap         FollowTheMoney entities; a STIX 2.1 bundle; TimeMap
  prov                       PROV-O as JSON-LD, for rdflib or any JSON-LD reader; not for ProvDocument, which reads PROV-JSON
  tables                     a folder (--out DIR): every table as CSV and JSONL

Examples:
  claimbook export --as csv --from 2024-01 > incidents.csv
  claimbook export --as csv --bom --out incidents.csv   # for a spreadsheet
  claimbook export --as geojson --out map.geojson --type drone_attack
  claimbook export --as jsonl --private --out everything.jsonl
  claimbook export --as incidents                  # what all accounts of an incident support together
  claimbook export --as acled --out attacks.csv --extra-columns
  claimbook export --as gtd --fatalities acled --out gtd.csv
  claimbook export --as timemap --public --delay-days 7 --as-of 2024-06-01 --out map.json
  claimbook export --as ftm --since 1200           # changed since entry 1200, and what was withdrawn
  claimbook export --as tables --out tables/

Beside the file or folder of --out stands NAME.head: the ledger's last entry, for `claimbook verify --head NAME.head`.")]
pub struct Arguments {
    /// Which format; see below
    #[arg(long = "as", value_name = "FORMAT")]
    format: Format,
    /// Write to this file (for tables: into this folder) instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    whom: For,
    /// Only what changed since this entry of the ledger, and the ids withdrawn since
    #[arg(long, value_name = "ENTRY")]
    since: Option<i64>,
    /// Whose rule gives one number of dead and injured (acled, ucdp, gtd) instead of the format's own
    #[arg(long, value_name = "RULE")]
    fatalities: Option<Rule>,
    /// Put Claimbook's id, ledger version, rule set, review state and standing behind the columns of acled, ged, gtd
    #[arg(long)]
    extra_columns: bool,
    /// Keep incidents in acled, ged, gtd that somebody denies took place; the notes tell the denial
    #[arg(long)]
    keep_denied: bool,
    /// Write cells that begin with = + - or @ as they are, without a ' before them
    #[arg(long)]
    raw_cells: bool,
    /// Begin CSV files with the byte order mark by which spreadsheets know their letters
    #[arg(long)]
    bom: bool,
    /// Decimals of a degree in coordinates: 2 is about 1 km, 1 about 11 km, 0 about 111 km
    #[arg(long, value_name = "N")]
    decimals: Option<u8>,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    selection: Selection,
}

impl Arguments {
    fn options(&self) -> ExportOptions {
        let usual = self.whom.options();
        ExportOptions {
            decimals: self.decimals.unwrap_or(usual.decimals),
            since: self.since,
            extra_columns: self.extra_columns,
            fatalities: self.fatalities,
            keep_denied: self.keep_denied,
            cells: CellStyle { raw: self.raw_cells, bom: self.bom },
            ..usual
        }
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let codebook = data.codebook()?;
    let filter = arguments.selection.filter(&codebook);
    let ledger = arguments.book.read_linked()?;
    let head = ledger.head()?;
    let (format, options) = (arguments.format, arguments.options());
    if format == Format::Tables && arguments.out.is_none() {
        return Err(Failure::Usage("the tables are several files: name a folder with --out DIR".to_owned()));
    }
    let places = arguments.whom.people(data)?;
    let knowledge = Knowledge { codebook: &codebook, places: &*places };
    let exported = if format.is_plain() && options.since.is_none() {
        let mut out = Output::to(arguments.out.as_deref())?;
        let exported = export(&ledger, &filter, format, options, knowledge, &mut out)?;
        out.finish()?;
        exported
    } else {
        let package = package(&ledger, &filter, format, options, knowledge)?;
        match arguments.out.as_deref() {
            Some(folder) if format == Format::Tables => write_folder(folder, &package)?,
            out => write_files(out, &package)?,
        }
        package.exported
    };
    tell(format, arguments, &exported, &head);
    // What goes out says of which state of the ledger it is: the head shows later whether that state was changed.
    Noted::beside_output(arguments.out.as_deref(), &head)
}

fn write_folder(folder: &Path, package: &Package) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(Failure::io(folder.display().to_string()))?;
    write_all(package.beside.iter().map(|file| (folder.join(&file.name), file.bytes.as_slice())))
}

/// The file, and beside `X.csv` those named `X.dropped.csv` and so on. To standard output goes the file alone.
fn write_files(out: Option<&Path>, package: &Package) -> Result<(), Failure> {
    let Some(out) = out else {
        let mut main = Output::to(None)?;
        main.write_all(&package.main).map_err(Failure::io("the export"))?;
        return main.finish();
    };
    let beside = package.beside.iter().map(|file| (out.with_extension(&file.name), file.bytes.as_slice()));
    write_all(std::iter::once((out.to_owned(), package.main.as_slice())).chain(beside))
}

/// Several files: none stands under its name before all are written.
fn write_all<'p>(files: impl Iterator<Item = (PathBuf, &'p [u8])>) -> Result<(), Failure> {
    let mut written = Vec::new();
    for (path, bytes) in files {
        let mut out = Output::to(Some(&path))?;
        out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::io(path.display().to_string()))?;
        written.push(out);
    }
    written.into_iter().try_for_each(Output::finish)
}

fn tell(format: Format, arguments: &Arguments, exported: &Exported, head: &Head) {
    let reviewed =
        if arguments.whom.public { "published after review" } else { "machine output, not reviewed" };
    let by_report = matches!(format, Format::Jsonl | Format::Csv | Format::GeoJson);
    let mut parts = if by_report {
        vec![
            phrase::of(exported.incidents, "incident"),
            format!("{} with names withheld", exported.masked),
            format!("{} without a point", exported.without_point),
        ]
    } else {
        vec![
            phrase::of(exported.incidents, "linked incident"),
            format!("{} with names withheld", exported.masked),
        ]
    };
    let further = [
        (exported.dropped, "that the format cannot hold"),
        (exported.held_back, "held back from this audience"),
        (exported.withdrawn, "withdrawn since"),
    ];
    parts.extend(further.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    table::tell(&format!("{}; {reviewed}; ledger head {}:{}", parts.join(", "), head.seq, head.hash));
}
