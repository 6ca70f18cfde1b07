//! The book as a whole: where it stands, its words, what a name finds.
//!
//! Owns: the shape of these answers. In: requests. Out: answers. Refuses: secrets other than the token by which this page writes.

use super::Request;
use crate::answer::Answer;
use crate::app::Door;
use crate::problem::Problem;
use claimbook_ledger::{ActorRole, Format, PROPERTIES, QueueKind, Standing, State, meant, with_register_ids};
use claimbook_records::report::{
    ActorKind, IncidentType, Level, PerpetratorBasis, PlaceRole, RelationType, SpeakerKind, SpeechAct, Stage,
    TallyWhat,
};
use serde_json::{Value, json};

/// Number of this API; it grows with changes that break who uses it.
pub(crate) const CONTRACT: u32 = 2;

/// Entries of each kind a search shows, and at most.
const FOUND: usize = 10;
const MOST_FOUND: usize = 50;

pub(super) fn index(request: &Request<'_>) -> Result<Answer, Problem> {
    let Request { ledger, app, visitor, .. } = request;
    // Reading, and every act that may be decided.
    let may: Vec<String> = std::iter::once("read".to_owned()).chain(visitor.role.acts()).collect();
    Answer::json(&json!({
        "name": "claimbook",
        "version": env!("CARGO_PKG_VERSION"),
        "contract": CONTRACT,
        "head": request.head,
        "counts": ledger.counts()?,
        "mode": if matches!(app.door, Door::Local { .. }) { "local" } else { "accounts" },
        "by": visitor.name,
        "role": visitor.role,
        "may": may,
        "token": visitor.token,
        "unlinked": ledger.unlinked(app.book.settings())?,
    }))
}

pub(super) fn words(_: &Request<'_>) -> Result<Answer, Problem> {
    fn of<T>(all: &[T], word: impl Fn(&T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(word).collect()
    }
    let properties: Vec<Value> =
        PROPERTIES.iter().map(|(property, form)| json!({"property": property, "form": form})).collect();
    let roles = [ActorRole::Perpetrator, ActorRole::Target, ActorRole::Speaker];
    Answer::json(&json!({
        "type": of(IncidentType::ALL, |w| w.as_str()),
        "stage": of(Stage::ALL, |w| w.as_str()),
        "standing": of(&Standing::ALL, |w| w.as_str()),
        "review": of(&State::ALL, |w| w.as_str()),
        "place_role": of(PlaceRole::ALL, |w| w.as_str()),
        "actor_role": of(&roles, |w| w.as_str()),
        "act": of(SpeechAct::ALL, |w| w.as_str()),
        "speaker_kind": of(SpeakerKind::ALL, |w| w.as_str()),
        "actor_kind": of(ActorKind::ALL, |w| w.as_str()),
        "relation": of(RelationType::ALL, |w| w.as_str()),
        "basis": of(PerpetratorBasis::ALL, |w| w.as_str()),
        "tally": of(TallyWhat::ALL, |w| w.as_str()),
        "level": of(Level::ALL, |w| w.as_str()),
        "properties": properties,
        "export": of(&Format::ALL, |w| w.as_str()),
        "queue": of(&QueueKind::ALL, |w| w.as_str()),
    }))
}

/// Places of a name that are shown, and at most.
const PLACES: usize = 10;
const MOST_PLACES: usize = 50;

/// What words for a place may mean, as a decision takes them.
pub(super) fn places(request: &Request<'_>) -> Result<Answer, Problem> {
    let limit = request.asked.within("limit", PLACES, MOST_PLACES)?;
    let text = request.asked.one("q")?.ok_or_else(|| Problem::bad("q is missing: which place?"))?;
    request.asked.done()?;
    let found = meant(text.trim(), &*request.app.places);
    let items: Vec<_> = found.places.iter().take(limit).map(|known| &known.place).collect();
    Answer::json(&json!({"q": text, "plain": found.plain, "total": found.places.len(), "items": items}))
}

pub(super) fn search(request: &Request<'_>) -> Result<Answer, Problem> {
    let limit = request.asked.within("limit", FOUND, MOST_FOUND)?;
    let text = request.asked.one("q")?.ok_or_else(|| Problem::bad("q is missing: what is to be found?"))?;
    request.asked.done()?;
    let names = with_register_ids(std::slice::from_ref(&text), &request.app.codebook);
    let finds = request.ledger.search(&text, names, limit)?;
    let mut value = serde_json::to_value(&finds).map_err(|e| Problem::new("internal", e.to_string()))?;
    value["q"] = json!(text);
    Answer::json(&value)
}
