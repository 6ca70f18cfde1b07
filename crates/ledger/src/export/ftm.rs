//! FollowTheMoney entities, one a line.
//!
//! Owns: the mapping to the schema (followthemoney 3.5 and 4): `Event` for an incident, `Article`, `Organization`,
//! `PublicBody`, `Person`, and the edges `Documentation` (article to event), `Mention` (article to actor), `UnknownLink`
//! (actor to event, with what the actor is said to have done as its role) and `Membership` (relations of the register). In:
//! cases. Out: entities, each once, in the order of their ids. Refuses: `organizer` and `involved`, which state as a fact
//! what is claimed.

use super::cases::{Case, Cases};
use super::facts::Facts;
use super::names::WITHHELD;
use super::notes::notes;
use super::package::{Draft, Item, Shape};
use crate::keys::fold;
use crate::query::IncidentView;
use claimbook_records::Codebook;
use claimbook_records::codebook::ActorEntry;
use claimbook_records::ids::sha256;
use claimbook_records::report::{ActorKind, RelationType, SpeakerKind};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Entities by id; what several incidents share is one entity.
#[derive(Default)]
struct Entities {
    all: BTreeMap<String, Entity>,
    /// Actors of the register among them: register id and entity id.
    register: BTreeMap<String, String>,
}

struct Entity {
    schema: &'static str,
    properties: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Entities {
    fn add(&mut self, id: &str, schema: &'static str, properties: &[(&'static str, Option<String>)]) {
        let entity =
            self.all.entry(id.to_owned()).or_insert_with(|| Entity { schema, properties: BTreeMap::new() });
        for (key, value) in properties {
            if let Some(value) = value.as_deref().map(str::trim).filter(|v| !v.is_empty()) {
                entity.properties.entry(key).or_default().insert(value.to_owned());
            }
        }
    }
}

pub(super) fn draft(cases: &Cases, codebook: &Codebook) -> Draft {
    let mut entities = Entities::default();
    for case in &cases.cases {
        one(case, codebook, &mut entities);
    }
    memberships(codebook, &mut entities);
    let items = entities.all.into_iter().map(|(id, entity)| {
        let properties: Map<String, Value> =
            entity.properties.into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
        let value = json!({"id": id, "schema": entity.schema, "properties": properties});
        Item::json(id, value)
    });
    Draft::of(Shape::Lines, items.collect())
}

fn one(case: &Case, codebook: &Codebook, entities: &mut Entities) {
    let facts = Facts::of(case, codebook);
    let event = case.id();
    let kind = facts.kinds.first().map(|k| k.as_str().replace('_', " ")).unwrap_or_default();
    let place = facts.where_();
    let title = place.as_ref().map_or_else(|| kind.clone(), |p| format!("{kind}, {p}"));
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
    let single = facts.from.is_some() && facts.from == facts.to;
    let country = facts.country.map(|c| c.iso2.to_lowercase());
    entities.add(
        &event,
        "Event",
        &[
            ("name", Some(title)),
            ("date", day(facts.from).filter(|_| single)),
            ("startDate", day(facts.from).filter(|_| !single)),
            ("endDate", day(facts.to).filter(|_| !single)),
            ("location", place),
            ("country", country),
            ("summary", Some(notes(case, &facts))),
            ("keywords", Some(kind)),
            ("keywords", Some(format!("standing: {}", case.incident.standing.standing))),
            ("keywords", Some(format!("review: {}", case.review))),
            ("recordId", Some(case.incident.id.clone())),
        ],
    );
    for report in &case.incident.reports {
        article(report, &event, &case.review, entities);
        for actor in &report.actors {
            let id = party(&actor.name, actor.register_id.as_deref(), actor.kind, codebook, entities);
            mention(report, &actor.name, id.as_deref(), entities);
        }
        for claim in &report.claims {
            let known =
                claim.speaker.actor.as_deref().and_then(|id| report.actors.iter().find(|a| a.id == id));
            let kind = known.map_or_else(|| kind_of(claim.speaker.kind), |a| a.kind);
            let register = known.and_then(|a| a.register_id.as_deref());
            let Some(id) = party(&claim.speaker.name, register, kind, codebook, entities) else { continue };
            let role = match claim.property {
                Some(property) => format!("{} ({property})", claim.act.as_str().replace('_', " ")),
                None => claim.act.as_str().replace('_', " "),
            };
            let said = claim.date.as_ref().and_then(|d| d.earliest.as_deref()).and_then(|d| d.get(..10));
            link(
                &id,
                &event,
                &role,
                said,
                claim.evidence.first().map(|q| q.text.as_str()),
                case,
                report,
                entities,
            );
        }
        for p in &report.record.perpetrators {
            let known = p.actor.as_deref().and_then(|id| report.actors.iter().find(|a| a.id == id));
            let kind = known.map_or(ActorKind::Other, |a| a.kind);
            let register = known.and_then(|a| a.register_id.as_deref());
            let Some(id) = party(&p.name, register, kind, codebook, entities) else { continue };
            let role = format!("named as perpetrator: {}", p.basis.as_str().replace('_', " "));
            link(
                &id,
                &event,
                &role,
                None,
                p.evidence.first().map(|q| q.text.as_str()),
                case,
                report,
                entities,
            );
        }
    }
}

fn article(report: &IncidentView, event: &str, review: &str, entities: &mut Entities) {
    let row = &report.article;
    let published = report.published.as_ref().and_then(|p| p.value.get(..10)).map(str::to_owned);
    let id = dashed(&row.id);
    entities.add(
        &id,
        "Article",
        &[
            ("title", row.headline.clone()),
            ("publisher", row.publisher.clone()),
            ("publishedAt", published.clone()),
            ("sourceUrl", row.url.clone()),
            ("fileName", Some(row.input.clone())),
            // The schema's checksum is SHA-1; the book keeps SHA-256.
            ("description", row.capture.as_ref().map(|hash| format!("captured bytes, SHA-256 {hash}"))),
            ("processingAgent", Some(format!("claimbook {}", report.engine.version))),
        ],
    );
    let words = report.record.evidence.first().map(|q| q.text.clone());
    entities.add(
        &edge("doc", &[&row.id, event]),
        "Documentation",
        &[
            ("document", Some(id)),
            ("entity", Some(event.to_owned())),
            ("role", Some("reports".to_owned())),
            ("date", published),
            ("summary", words),
            ("status", Some(review.to_owned())),
            ("recordId", Some(report.id.clone())),
        ],
    );
}

/// The entity of an actor; none for a name that is withheld.
fn party(
    name: &str,
    register: Option<&str>,
    kind: ActorKind,
    codebook: &Codebook,
    entities: &mut Entities,
) -> Option<String> {
    if name.contains(WITHHELD) || fold(name).is_empty() {
        return None;
    }
    let entry = register.and_then(|id| codebook.actors.iter().find(|e| e.id == id));
    let id =
        register.map_or_else(|| edge("actor", &[&fold(name)]), |id| format!("cb-register-{}", dashed(id)));
    let schema = match entry.map_or(kind, |e| e.kind) {
        ActorKind::Person => "Person",
        ActorKind::State | ActorKind::Military | ActorKind::Agency => "PublicBody",
        ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Media | ActorKind::Company => "Organization",
        ActorKind::Official | ActorKind::Other => "LegalEntity",
    };
    entities.add(
        &id,
        schema,
        &[
            ("name", Some(entry.map_or_else(|| name.to_owned(), |e| e.name.clone()))),
            ("alias", entry.filter(|e| e.name != name).map(|_| name.to_owned())),
            ("country", entry.and_then(|e| e.country.as_ref()).map(|c| c.to_lowercase())),
        ],
    );
    if let Some(register) = register {
        entities.register.insert(register.to_owned(), id.clone());
    }
    Some(id)
}

fn mention(report: &IncidentView, name: &str, resolved: Option<&str>, entities: &mut Entities) {
    let Some(resolved) = resolved else { return };
    entities.add(
        &edge("mention", &[&report.article.id, resolved]),
        "Mention",
        &[
            ("document", Some(dashed(&report.article.id))),
            ("name", Some(name.to_owned())),
            ("resolved", Some(resolved.to_owned())),
        ],
    );
}

#[allow(clippy::too_many_arguments)] // one edge, told in full
fn link(
    actor: &str,
    event: &str,
    role: &str,
    day: Option<&str>,
    words: Option<&str>,
    case: &Case,
    report: &IncidentView,
    entities: &mut Entities,
) {
    entities.add(
        &edge("link", &[actor, event, role]),
        "UnknownLink",
        &[
            ("subject", Some(actor.to_owned())),
            ("object", Some(event.to_owned())),
            ("role", Some(role.to_owned())),
            ("date", day.map(str::to_owned)),
            ("publisher", report.article.publisher.clone()),
            ("recordId", Some(report.id.clone())),
            ("summary", words.map(str::to_owned)),
            ("status", Some(case.review.clone())),
        ],
    );
}

/// Dated relations of the register between actors of this export.
fn memberships(codebook: &Codebook, entities: &mut Entities) {
    let register = entities.register.clone();
    let mut add = |entry: &ActorEntry| {
        for edge_ in &entry.relations {
            let role = match edge_.kind {
                RelationType::MemberOf => "member",
                RelationType::UmbrellaOf => "member of the umbrella",
                RelationType::FrontOf => "front",
                _ => continue,
            };
            let (member, whole) = match edge_.kind {
                RelationType::UmbrellaOf => (&edge_.object, &entry.id),
                _ => (&entry.id, &edge_.object),
            };
            let (Some(member), Some(whole)) = (register.get(member), register.get(whole)) else { continue };
            entities.add(
                &edge("membership", &[member, whole]),
                "Membership",
                &[
                    ("member", Some(member.clone())),
                    ("organization", Some(whole.clone())),
                    ("role", Some(role.to_owned())),
                    ("startDate", edge_.since.clone()),
                    ("endDate", edge_.until.clone()),
                    ("summary", edge_.reference.clone()),
                ],
            );
        }
    };
    codebook.actors.iter().for_each(&mut add);
}

fn kind_of(kind: SpeakerKind) -> ActorKind {
    match kind {
        SpeakerKind::ArmedGroup => ActorKind::ArmedGroup,
        SpeakerKind::State => ActorKind::State,
        SpeakerKind::Official => ActorKind::Official,
        SpeakerKind::Military => ActorKind::Military,
        SpeakerKind::Media => ActorKind::Media,
        SpeakerKind::Company => ActorKind::Company,
        SpeakerKind::Person => ActorKind::Person,
        SpeakerKind::Journalist | SpeakerKind::Anonymous | SpeakerKind::Witness => ActorKind::Other,
        SpeakerKind::Author | SpeakerKind::Other => ActorKind::Other,
    }
}

/// Ids of the schema are letters, digits, dots and dashes.
fn dashed(id: &str) -> String {
    id.replace('_', "-")
}

/// A stable id of an edge or of an actor without a register id.
fn edge(kind: &str, parts: &[&str]) -> String {
    let digest = sha256(parts.join("\u{1f}").as_bytes());
    format!("cb-{kind}-{}", digest.get(..24).unwrap_or(&digest))
}
