//! A STIX 2.1 bundle.
//!
//! Owns: the mapping (STIX 2.1, OASIS Standard, 2021): `incident`, `location`, `identity` (publishers, speakers, the
//! engine), `threat-actor` (armed groups that claim or are named), `report` (articles), `relationship`, `note` (words of a
//! claim), `opinion` (denials). In: cases. Out: objects with deterministic ids (UUID version 5). Refuses: to attribute: an
//! incident and an actor are only *related-to* each other, and the relationship says how.

use super::actors::Doer;
use super::cases::{Case, Cases};
use super::codes::codes;
use super::facts::Facts;
use super::names::WITHHELD;
use super::notes::notes;
use super::package::{Draft, Item, Shape};
use super::{ExportOptions, LOCALITY_DECIMALS};
use crate::error::Result;
use crate::keys::fold;
use crate::ledger::Ledger;
use crate::query::IncidentView;
use claimbook_records::Codebook;
use claimbook_records::report::{PerpetratorCategory, SpeakerKind, SpeechAct};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Objects by id; what several incidents share is one object.
struct Objects {
    all: BTreeMap<String, Value>,
    /// When the book was begun: what is shared has no other time of its own.
    begun: String,
    engine: String,
}

pub(super) fn draft(
    ledger: &Ledger,
    cases: &Cases,
    codebook: &Codebook,
    options: &ExportOptions,
) -> Result<Draft> {
    let begun = match ledger.entries(0, 1)?.first() {
        Some(entry) => entry.at.clone(),
        None => "1970-01-01T00:00:00Z".to_owned(),
    };
    let mut objects = Objects { all: BTreeMap::new(), begun, engine: id("identity", &["claimbook"]) };
    if !cases.cases.is_empty() {
        let engine = objects.engine.clone();
        objects.identity(&engine, "Claimbook", "system", "reads news reports; machine-coded until reviewed");
    }
    for case in &cases.cases {
        one(case, codebook, options, &mut objects);
    }
    let items = objects.all.into_iter().map(|(id, value)| Item::json(id, value)).collect();
    Ok(Draft::of(Shape::Document(bundle), items))
}

fn bundle(objects: &[&Value]) -> Value {
    let ids: Vec<&str> = objects.iter().filter_map(|o| o["id"].as_str()).collect();
    json!({"type": "bundle", "id": id("bundle", &ids), "objects": objects})
}

/// `type--` and a UUID over the parts, in a name space of this program.
fn id(kind: &str, parts: &[&str]) -> String {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"claimbook stix");
    format!("{kind}--{}", Uuid::new_v5(&space, format!("{kind}\u{1f}{}", parts.join("\u{1f}")).as_bytes()))
}

impl Objects {
    fn put(&mut self, kind: &str, id: &str, at: Option<&str>, fields: Value) {
        let at = at.unwrap_or(&self.begun).to_owned();
        let mut object = Map::new();
        for (key, value) in
            [("type", kind), ("spec_version", "2.1"), ("id", id), ("created", &at), ("modified", &at)]
        {
            object.insert(key.to_owned(), json!(value));
        }
        if id != self.engine {
            object.insert("created_by_ref".to_owned(), json!(self.engine));
        }
        if let Value::Object(fields) = fields {
            // An absent property is left out; STIX knows no null and no empty list.
            let told = |v: &Value| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty());
            object.extend(fields.into_iter().filter(|(_, v)| told(v)));
        }
        self.all.entry(id.to_owned()).or_insert(Value::Object(object));
    }

    fn identity(&mut self, id: &str, name: &str, class: &str, about: &str) {
        self.put("identity", id, None, json!({"name": name, "identity_class": class, "description": about}));
    }

    /// A threat-actor for an armed group that claims or is named, else an identity. None for a name that is withheld.
    fn doer(&mut self, doer: &Doer) -> Option<String> {
        if doer.name.contains(WITHHELD) {
            return None;
        }
        let key = doer.register.clone().unwrap_or_else(|| fold(&doer.name));
        let armed = doer.category == Some(PerpetratorCategory::ArmedGroup);
        let kind = if armed { "threat-actor" } else { "identity" };
        let id = id(kind, &[&key]);
        let fields = if armed {
            json!({"name": doer.name, "threat_actor_types": ["unknown"],
                   "description": "Named in news reports; what it is said to have done stands in relationships and notes."})
        } else {
            let class = if doer.state() { "organization" } else { "unknown" };
            json!({"name": doer.name, "identity_class": class})
        };
        self.put(kind, &id, None, fields);
        Some(id)
    }
}

fn one(case: &Case, codebook: &Codebook, options: &ExportOptions, objects: &mut Objects) {
    let facts = Facts::of(case, codebook);
    let incident = id("incident", &[&case.incident.id]);
    let at = Some(case.recorded.as_str());
    let kind = facts.kinds.first().map(|k| k.as_str().replace('_', " ")).unwrap_or_default();
    let title = facts.where_().map_or_else(|| kind.clone(), |p| format!("{kind}, {p}"));
    let standing = case.incident.standing.standing.as_str();
    objects.put(
        "incident",
        &incident,
        at,
        json!({
            "name": title,
            "description": notes(case, &facts),
            "labels": [case.review, format!("standing: {standing}"), format!("stage: {}", facts.stage)],
            "confidence": codes().stix.confidence.get(standing),
            "external_references": [{"source_name": "claimbook", "external_id": case.incident.id}],
        }),
    );
    place(case, &facts, options, &incident, objects);
    for doer in facts.actors.claimants.iter().chain(&facts.actors.named) {
        let Some(actor) = objects.doer(doer) else { continue };
        let how = format!("reported as {}", doer.basis.as_str().replace('_', " "));
        let start = doer.day.as_deref().map(|d| format!("{d}T00:00:00Z"));
        objects.put(
            "relationship",
            &id("relationship", &[&incident, &actor, "doer"]),
            at,
            json!({
                "relationship_type": "related-to", "source_ref": actor, "target_ref": incident,
                "description": how, "start_time": start, "labels": [case.review],
            }),
        );
    }
    for report in &case.incident.reports {
        article(case, report, &incident, objects);
        claims(case, report, &incident, objects);
    }
}

fn place(case: &Case, facts: &Facts, options: &ExportOptions, incident: &str, objects: &mut Objects) {
    let Some(place) = &facts.place else { return };
    let country = facts.country.map(|c| c.iso2);
    let point = place.lat.zip(place.lon);
    // The schema wants a country, a region or a point.
    if country.is_none() && point.is_none() {
        return;
    }
    let location = id("location", &[&place.name, place.gazetteer_id.as_deref().unwrap_or_default()]);
    // Metres that rounding may have moved the point.
    let precision = 1100.0 * 10f64.powi(i32::from(LOCALITY_DECIMALS) - i32::from(options.decimals));
    objects.put("location", &location, None, json!({
        "name": place.name, "country": country, "administrative_area": place.admin1,
        "latitude": point.map(|p| p.0), "longitude": point.map(|p| p.1), "precision": point.map(|_| precision),
    }));
    objects.put(
        "relationship",
        &id("relationship", &[incident, &location, "place"]),
        Some(&case.recorded),
        json!({"relationship_type": "located-at", "source_ref": incident, "target_ref": location,
               "description": if facts.near { "near" } else { "at" }}),
    );
}

fn article(case: &Case, report: &IncidentView, incident: &str, objects: &mut Objects) {
    let row = &report.article;
    let at = Some(case.recorded.as_str());
    let publisher = row.publisher.as_ref().map(|name| {
        let publisher = id("identity", &["publisher", &fold(name)]);
        objects.identity(&publisher, name, "organization", "publisher");
        publisher
    });
    let day = report.published.as_ref().and_then(|p| p.value.get(..10));
    let published = day.map_or_else(|| case.recorded.clone(), |d| format!("{d}T00:00:00Z"));
    let mut reference =
        json!({"source_name": row.publisher.as_deref().unwrap_or("article"), "external_id": row.id});
    if let Some(url) = &row.url {
        reference["url"] = json!(url);
    }
    if let Some(hash) = &row.capture {
        reference["hashes"] = json!({"SHA-256": hash});
        // Hashes belong to an address in STIX; without one the capture is named by its hash alone.
        if row.url.is_none() {
            reference["description"] = json!(format!("captured bytes, SHA-256 {hash}"));
            if let Some(map) = reference.as_object_mut() {
                map.remove("hashes");
            }
        }
    }
    let mut refs = vec![incident.to_owned()];
    refs.extend(publisher);
    let id = id("report", &[&row.id]);
    if let Some(known) = objects.all.get_mut(&id).and_then(|r| r["object_refs"].as_array_mut()) {
        if !known.contains(&json!(incident)) {
            known.push(json!(incident));
        }
        return;
    }
    objects.put(
        "report",
        &id,
        at,
        json!({
            "name": row.headline.as_deref().unwrap_or("article"),
            "published": published,
            "report_types": ["incident"],
            "object_refs": refs,
            "external_references": [reference],
            "labels": [case.review],
        }),
    );
}

fn claims(case: &Case, report: &IncidentView, incident: &str, objects: &mut Objects) {
    let at = Some(case.recorded.as_str());
    for claim in &report.claims {
        let words = claim.evidence.first().map(|q| q.text.clone()).unwrap_or_default();
        let act = claim.act.as_str().replace('_', " ");
        let about = claim.property.map(|p| format!(" ({p})")).unwrap_or_default();
        let mut refs = vec![incident.to_owned()];
        if let Some(speaker) = speaker(claim.speaker.kind, &claim.speaker.name, objects) {
            refs.push(speaker);
        }
        let parts = [report.id.as_str(), claim.id.as_str()];
        objects.put(
            "note",
            &id("note", &parts),
            at,
            json!({
                "abstract": format!("{} {act}{about}", claim.speaker.name),
                "content": if words.is_empty() { act.clone() } else { words.clone() },
                "authors": [report.article.publisher.as_deref().unwrap_or("article")],
                "object_refs": refs,
                "labels": [case.review, format!("firmness: {}", claim.firmness)],
            }),
        );
        if claim.act == SpeechAct::Denies {
            objects.put(
                "opinion",
                &id("opinion", &parts),
                at,
                json!({
                    "opinion": "strongly-disagree",
                    "explanation": format!("denies{about}: {words}"),
                    "authors": [claim.speaker.name],
                    "object_refs": [incident],
                }),
            );
        }
    }
}

fn speaker(kind: SpeakerKind, name: &str, objects: &mut Objects) -> Option<String> {
    if name.contains(WITHHELD) || kind == SpeakerKind::ArmedGroup {
        // Armed groups are threat-actors, tied by their relationship.
        return None;
    }
    let class = match kind {
        SpeakerKind::Person | SpeakerKind::Journalist | SpeakerKind::Witness => "individual",
        SpeakerKind::State | SpeakerKind::Military | SpeakerKind::Media | SpeakerKind::Company => {
            "organization"
        }
        SpeakerKind::Official | SpeakerKind::Anonymous => "group",
        SpeakerKind::ArmedGroup | SpeakerKind::Author | SpeakerKind::Other => "unknown",
    };
    let id = id("identity", &["speaker", &fold(name)]);
    objects.identity(&id, name, class, "speaker quoted in news reports");
    Some(id)
}
