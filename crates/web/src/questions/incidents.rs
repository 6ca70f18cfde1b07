//! Incident reports.
//!
//! Owns: the shape of these answers. In: requests. Out: answers. Refuses: merging accounts.

use super::Request;
use crate::answer::{Answer, Form, Page, text};
use crate::asked::cursor_after;
use crate::problem::Problem;
use axum::http::header;
use claimbook_ledger::{Format, IncidentFilter, Position};
use std::io;

pub(super) fn list(request: &Request<'_>) -> Result<Answer, Problem> {
    let limit = request.limit()?;
    let filter = IncidentFilter { after: request.asked.after()?, ..request.filter()? };
    request.asked.done()?;
    match (request.form, limit) {
        (Form::Csv, _) => super::exports::plain(request, Format::Csv, IncidentFilter { limit, ..filter }),
        (Form::GeoJson, _) => {
            super::exports::plain(request, Format::GeoJson, IncidentFilter { limit, ..filter })
        }
        (Form::Lines, None) => {
            // The filter is tried before the answer begins.
            request.ledger.incidents(&IncidentFilter { limit: Some(0), ..filter.clone() })?;
            Ok(Answer::Long {
                media: Form::Lines.media().to_owned(),
                headers: Vec::new(),
                write: Box::new(move |ledger, out| {
                    let failed = |e: &dyn std::fmt::Display| io::Error::other(e.to_string());
                    let mut broken = None;
                    let done = ledger.incidents_each(&filter, &mut |view| {
                        let line = text(&view).map_err(|p| claimbook_ledger::Error::BadRequest(p.detail))?;
                        out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(|error| {
                            broken = Some(error.kind());
                            error.into()
                        })
                    });
                    match (broken, done) {
                        (Some(kind), _) => Err(kind.into()),
                        (None, done) => done.map_err(|e| failed(&e)),
                    }
                }),
            })
        }
        _ => {
            let wanted = limit.unwrap_or(usize::MAX);
            let further = IncidentFilter { limit: Some(wanted.saturating_add(1)), ..filter.clone() };
            let mut items = request.ledger.incidents(&further)?;
            let more = items.len() > wanted;
            items.truncate(wanted);
            let next = items.last().filter(|_| more).map(|last| cursor_after(&Position::of(last)));
            let total = Some(request.ledger.count_incidents(&filter)?);
            request.page(&Page { items, total, next, more: Vec::new() })
        }
    }
}

pub(super) fn one(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    Answer::json(&request.ledger.incident(request.name())?)
}

pub(super) fn explain(request: &Request<'_>) -> Result<Answer, Problem> {
    let field = request.asked.one("field")?;
    request.asked.done()?;
    Answer::json(&request.ledger.explain(request.name(), field.as_deref())?)
}

/// The header that has a browser keep a file.
pub(super) fn attachment(name: &str) -> (header::HeaderName, String) {
    (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
}
