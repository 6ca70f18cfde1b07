//! Incidents over all articles that tell them.
//!
//! Owns: the shape of these answers. In: requests. Out: answers. Refuses: choosing between accounts.

use super::Request;
use crate::answer::{Answer, Page};
use crate::asked::cursor_after;
use crate::problem::Problem;
use claimbook_ledger::{FullIncident, IncidentFilter, LinkedFilter};

pub(super) fn list(request: &Request<'_>) -> Result<Answer, Problem> {
    let limit = request.limit()?;
    let reports = IncidentFilter { after: request.asked.after()?, limit, ..request.filter()? };
    let (several, conflicts) = (request.asked.flag("several")?, request.asked.flag("conflicts")?);
    request.asked.done()?;
    let filter = LinkedFilter { reports, several, conflicts };
    let settings = request.app.book.settings();
    let page = request.ledger.linked_page(&filter, settings)?;
    let full = |i| request.ledger.in_full(i, &request.app.codebook);
    let items: Vec<FullIncident> = page.incidents.into_iter().map(full).collect::<Result<_, _>>()?;
    let page = Page {
        items,
        total: request.ledger.count_linked(&filter)?,
        next: page.next.as_ref().map(cursor_after),
        more: Vec::new(),
    };
    request.page(&page)
}

pub(super) fn one(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let incident = request.ledger.linked_with(request.name(), request.app.book.settings())?;
    Answer::json(&request.ledger.in_full(incident, &request.app.codebook)?)
}

pub(super) fn reports(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let incident = request.ledger.linked_with(request.name(), request.app.book.settings())?;
    request.page(&Page::of_all(incident.reports, None, 0))
}
