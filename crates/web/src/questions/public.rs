//! What anybody may see, where the server has a public view.
//!
//! Owns: which options make an export the public view. In: published incidents. Out: the files of the public export. Refuses:
//! filters (by a word or a place that is withheld one could find what it is withheld from), and everything that review has not
//! published or that is within the delay.

use super::Request;
use super::exports::written;
use crate::answer::{Answer, Form};
use crate::app::App;
use crate::problem::Problem;
use axum::http::StatusCode;
use claimbook_ledger::export::Knowledge;
use claimbook_ledger::{ExportOptions, Format, IncidentFilter, State, export};

/// The options of the public view on this day.
fn options(app: &App) -> ExportOptions {
    let delay = app.public().filter(|days| *days > 0).map(|days| (app.today(), days));
    ExportOptions { published_only: true, delay, ..ExportOptions::default() }
}

/// Each published incident report as the public sees it, a line of JSON.
pub(super) fn lines(request: &Request<'_>) -> Result<String, Problem> {
    let knowledge = Knowledge { codebook: &request.app.codebook, places: &*request.app.people };
    let mut lines = Vec::new();
    export(request.ledger, &published(), Format::Jsonl, options(request.app), knowledge, &mut lines)?;
    Ok(String::from_utf8_lossy(&lines).into_owned())
}

fn published() -> IncidentFilter {
    IncidentFilter { reviews: vec![State::Published], ..IncidentFilter::default() }
}

pub(super) fn incidents(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let format = match request.form {
        Form::Csv => Format::Csv,
        Form::GeoJson => Format::GeoJson,
        Form::Lines => Format::Jsonl,
        Form::Json => {
            let lines = lines(request)?;
            let items: Vec<&str> = lines.lines().collect();
            let body = format!("{{\"items\":[{}],\"total\":{}}}", items.join(","), items.len());
            return Ok(Answer::Whole {
                status: StatusCode::OK,
                media: Form::Json.media().to_owned(),
                body: body.into_bytes(),
                headers: Vec::new(),
            });
        }
    };
    written(request, format, published(), options(request.app))
}
