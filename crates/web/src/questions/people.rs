//! Who says what, and who is who: claims, tallies, actors, relations, publishers.
//!
//! Owns: the shape of these answers. In: requests. Out: answers. Refuses: weighing claims against each other.

use super::Request;
use crate::answer::{Answer, Page};
use crate::problem::Problem;
use claimbook_ledger::{ActorFilter, ClaimFilter, RelationFilter, TallyFilter};

pub(super) fn claims(request: &Request<'_>) -> Result<Answer, Problem> {
    let ((limit, offset), asked) = (request.cut()?, request.asked);
    let incident = asked.one("incident")?;
    let filter = ClaimFilter {
        incident: incident.map(|id| request.ledger.incident(&id)).transpose()?.map(|view| view.id),
        about: None,
        speakers: request.named("speaker"),
        speaker_kinds: asked.values("speaker_kind")?,
        acts: asked.values("act")?,
        articles: asked.all("article"),
        from: asked.one("from")?,
        to: asked.one("to")?,
        limit,
        offset,
    };
    asked.done()?;
    let total = request.ledger.count_claims(&filter)?;
    request.page(&Page::counted(request.ledger.claims(&filter)?, total, offset))
}

pub(super) fn tallies(request: &Request<'_>) -> Result<Answer, Problem> {
    let ((limit, offset), asked) = (request.cut()?, request.asked);
    let filter = TallyFilter {
        what: asked.values("what")?,
        actors: request.named("actor"),
        articles: asked.all("article"),
        from: asked.one("from")?,
        to: asked.one("to")?,
        limit,
        offset,
    };
    let reconcile = asked.flag("reconcile")?;
    asked.done()?;
    let total = request.ledger.count_tallies(&filter)?;
    if reconcile {
        let all = request.ledger.reconcile(&filter, request.app.book.settings())?;
        return request.page(&Page::counted(all, total, offset));
    }
    request.page(&Page::counted(request.ledger.tallies(&filter)?, total, offset))
}

pub(super) fn actors(request: &Request<'_>) -> Result<Answer, Problem> {
    let (limit, offset) = request.cut()?;
    let names = request.named("name");
    let filter = ActorFilter { names, kinds: request.asked.values("kind")?, limit, offset };
    request.asked.done()?;
    let total = request.ledger.count_actors(&filter)?;
    request.page(&Page::counted(request.ledger.actors(&filter)?, total, offset))
}

pub(super) fn relations(request: &Request<'_>) -> Result<Answer, Problem> {
    let ((limit, offset), asked) = (request.cut()?, request.asked);
    let filter = RelationFilter {
        actors: request.named("actor"),
        kinds: asked.values("kind")?,
        from: asked.one("from")?,
        to: asked.one("to")?,
        limit,
        offset,
    };
    asked.done()?;
    let total = request.ledger.count_relations(&filter)?;
    request.page(&Page::counted(request.ledger.relations(&filter)?, total, offset))
}

pub(super) fn publishers(request: &Request<'_>) -> Result<Answer, Problem> {
    let (limit, offset) = request.cut()?;
    request.asked.done()?;
    request.page(&Page::of_all(request.ledger.publishers()?, limit, offset))
}
