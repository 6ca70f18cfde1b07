//! Exports: the files of `claimbook export`.
//!
//! Owns: names and media types of the formats. In: requests. Out: files, or a look at what one would hold. Refuses: names of
//! persons without a public role, unless the request says `private`.

use super::Request;
use super::incidents::attachment;
use crate::answer::{Answer, Page};
use crate::problem::Problem;
use axum::http::StatusCode;
use claimbook_ledger::export::{CellStyle, Knowledge};
use claimbook_ledger::{Audience, ExportOptions, Format, IncidentFilter, Package, export, package};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::io;

/// Characters a preview shows of a file.
const SAMPLE: usize = 4_000;

/// Title, what a row is about, media type, ending, files beside it.
type About = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

fn about(format: Format) -> About {
    const BESIDE: &[&str] = &["dropped.csv", "schema.json"];
    match format {
        Format::Jsonl => ("One line an incident report", "report", "application/x-ndjson", "jsonl", &[]),
        Format::Csv => ("One row an incident report", "report", "text/csv; charset=utf-8", "csv", &[]),
        Format::GeoJson => {
            ("One feature an incident report", "report", "application/geo+json", "geojson", &[])
        }
        Format::Clusters => (
            "Standing and reports, one line a linked incident",
            "incident",
            "application/x-ndjson",
            "jsonl",
            &[],
        ),
        Format::Incidents => (
            "What all accounts support, one line a linked incident",
            "incident",
            "application/x-ndjson",
            "jsonl",
            &[],
        ),
        Format::Acled => ("Columns of ACLED", "incident", "text/csv; charset=utf-8", "csv", BESIDE),
        Format::Ged => ("Columns of UCDP GED", "incident", "text/csv; charset=utf-8", "csv", BESIDE),
        Format::Gtd => ("Columns of the GTD", "incident", "text/csv; charset=utf-8", "csv", BESIDE),
        Format::Plover => ("PLOVER events", "incident", "application/x-ndjson", "jsonl", BESIDE),
        Format::Parquet => ("Typed columns", "incident", "application/vnd.apache.parquet", "parquet", &[]),
        Format::Ftm => ("FollowTheMoney entities", "incident", "application/x-ndjson", "jsonl", &[]),
        Format::Stix => ("A STIX 2.1 bundle", "incident", "application/json", "json", &[]),
        Format::Prov => ("PROV-O as JSON-LD", "incident", "application/ld+json", "jsonld", &[]),
        Format::TimeMap => ("TimeMap", "incident", "application/json", "json", &[]),
        Format::Tables => ("Every table, each a file", "incident", "application/octet-stream", "", &[]),
    }
}

pub(super) fn list(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let one = |format: &Format| {
        let (title, unit, media, extension, files) = about(*format);
        json!({
            "format": format.as_str(), "title": title, "unit": unit, "media_type": media, "extension": extension,
            "files": files,
        })
    };
    let all: Vec<Value> = Format::ALL.iter().map(one).collect();
    request.page(&Page::of_all(all, None, 0))
}

pub(super) fn one(request: &Request<'_>) -> Result<Answer, Problem> {
    let asked = request.asked;
    let format: Format = request.name().parse().map_err(|e: String| Problem::new("not_found", e))?;
    let filter = request.filter()?;
    let usual = ExportOptions::default();
    let (private, public) = (asked.flag("private")?, asked.flag("public")?);
    if private && public {
        return Err(Problem::bad("private and public exclude each other"));
    }
    let (days, day) = (asked.value::<u32>("delay_days")?, asked.value::<Date>("as_of")?);
    if days.is_some() != day.is_some() {
        return Err(Problem::bad("delay_days needs as_of, and as_of delay_days"));
    }
    let options = ExportOptions {
        audience: if private { Audience::Private } else { Audience::Public },
        decimals: asked.value("decimals")?.unwrap_or(usual.decimals),
        published_only: public,
        delay: day.zip(days),
        since: asked.value("since")?,
        extra_columns: asked.flag("extra_columns")?,
        fatalities: asked.value("fatalities")?,
        keep_denied: asked.flag("keep_denied")?,
        cells: CellStyle { raw: asked.flag("raw_cells")?, bom: asked.flag("bom")? },
    };
    let (file, preview) = (asked.one("file")?, asked.flag("preview")?);
    asked.done()?;
    let knowledge = Knowledge { codebook: &request.app.codebook, places: &*request.app.people };
    let (_, _, media, extension, _) = about(format);
    if format.is_plain() && options.since.is_none() && file.is_none() && !preview {
        return written(request, format, filter, options);
    }
    let package = package(request.ledger, &filter, format, options, knowledge)?;
    let main = format!("incidents.{extension}");
    if preview {
        return look(request, format, &package, &main);
    }
    let beside = |name: &str| {
        let kind = match name.rsplit('.').next() {
            Some("csv") => "text/csv; charset=utf-8",
            Some("json") => "application/json",
            Some("jsonl") => "application/x-ndjson",
            _ => "application/octet-stream",
        };
        package.beside.iter().find(|f| f.name == name).map(|f| (f.bytes.clone(), kind, f.name.clone()))
    };
    let names = || {
        let names: Vec<&str> = package.beside.iter().map(|f| f.name.as_str()).collect();
        format!("the files are: {}", names.join(", "))
    };
    let (body, media, name) = match file {
        Some(name) if name != main => beside(&name)
            .ok_or_else(|| Problem::new("not_found", format!("there is no file '{name}'; {}", names())))?,
        _ if format == Format::Tables => {
            return Err(Problem::bad(format!("name one file of the tables; {}", names())));
        }
        _ => (package.main.clone(), media, main),
    };
    let name = name.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(Answer::Whole {
        status: StatusCode::OK,
        media: media.to_owned(),
        body,
        headers: vec![attachment(&name)],
    })
}

/// What an export would hold, and what it would hold back.
fn look(request: &Request<'_>, format: Format, package: &Package, main: &str) -> Result<Answer, Problem> {
    let mut files: Vec<Value> = Vec::new();
    if format != Format::Tables {
        files.push(json!({"name": main, "bytes": package.main.len()}));
    }
    files.extend(package.beside.iter().map(|f| json!({"name": f.name, "bytes": f.bytes.len()})));
    let binary = matches!(format, Format::Parquet | Format::Tables);
    let sample =
        (!binary).then(|| String::from_utf8_lossy(&package.main).chars().take(SAMPLE).collect::<String>());
    Answer::json(&json!({
        "format": format.as_str(), "exported": package.exported, "files": files, "head": request.head, "sample": sample,
    }))
}

/// A plain format for a list, with names withheld.
pub(super) fn plain(
    request: &Request<'_>,
    format: Format,
    filter: IncidentFilter,
) -> Result<Answer, Problem> {
    written(request, format, filter, ExportOptions::default())
}

/// A file that is written while it is sent.
pub(super) fn written(
    request: &Request<'_>,
    format: Format,
    filter: IncidentFilter,
    options: ExportOptions,
) -> Result<Answer, Problem> {
    // What is wrong with the request is said before the answer begins.
    request.ledger.count_incidents(&filter)?;
    let (codebook, people) = (request.app.codebook.clone(), std::sync::Arc::clone(&request.app.people));
    let (_, _, media, extension, _) = about(format);
    Ok(Answer::Long {
        media: media.to_owned(),
        headers: vec![attachment(&format!("incidents.{extension}"))],
        write: Box::new(move |ledger, out| {
            let knowledge = Knowledge { codebook: &codebook, places: &*people };
            export(ledger, &filter, format, options, knowledge, out).map(|_| ()).map_err(|e| match e {
                claimbook_ledger::Error::Write(error) => error,
                error => io::Error::other(error.to_string()),
            })
        }),
    })
}
