//! PLOVER events, one a line.
//!
//! Owns: the mapping (PLOVER manual 2.0 draft, "Data Fields"; event types in the crosswalks of the codebook, scores and
//! sectors in `data/codes.toml`) and the extension `x_claims`. In: cases. Out: JSON lines, and `dropped.csv`. Refuses: the
//! text of articles beyond the quoted words, Wikidata ids it does not have, and dates nobody tells.

use super::actors::Doer;
use super::cases::{Case, Cases};
use super::cells::{CellStyle, csv};
use super::codes::codes;
use super::facts::Facts;
use super::notes::notes;
use super::package::{Draft, File, Item, Shape};
use super::reduce::{Rule, reduce};
use crate::error::Result;
use claimbook_records::Codebook;
use claimbook_records::report::{Firmness, IncidentType, Level, PerpetratorCategory, SpeechAct, Stage};
use serde_json::{Map, Value, json};

pub(super) fn draft(cases: &Cases, codebook: &Codebook, style: CellStyle) -> Result<Draft> {
    let (mut items, mut dropped) = (Vec::new(), Vec::new());
    for case in &cases.cases {
        let facts = Facts::of(case, codebook);
        match event(case, &facts, codebook) {
            Some(value) => items.push(Item::json(case.id(), value)),
            None => dropped.push([case.incident.id.clone(), "no date".to_owned()]),
        }
    }
    let mut draft = Draft::of(Shape::Lines, items);
    draft.beside.push(File::new("dropped.csv", csv(&["claimbook_incident_id", "reason"], &dropped, style)?));
    draft.exported.dropped = dropped.len() as u64;
    draft.exported.unwritten = dropped.len() as u64;
    Ok(draft)
}

fn event(case: &Case, facts: &Facts, codebook: &Codebook) -> Option<Value> {
    let day = facts.from.or(facts.to)?;
    let incident = &case.incident;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            out.insert(key.to_owned(), value);
        }
    };
    put("id", json!(case.id()));
    put("has_event", json!(!matches!(facts.stage, Stage::Planned | Stage::Threatened | Stage::Hypothetical)));
    put("date", json!(day.to_string()));
    put("enddate", json!(facts.to.filter(|to| *to != day).map(|d| d.to_string())));
    put("actor", json!(doers(facts)));
    put("recipient", json!(recipients(facts)));
    let event = facts.walk.plover_event.clone().unwrap_or_else(|| "ASSAULT".to_owned());
    let modes = modes(facts, codebook, &event);
    // Sanction, protest, mobilize, coerce and assault are material conflict; every event type here is one of them.
    put("quad_code", json!(4));
    let scale = &codes().plover.scale;
    let score = modes.iter().find_map(|m| scale.get(&format!("{event}/{m}"))).or_else(|| scale.get(&event));
    put("event_scale", json!(score));
    put("event", json!([event]));
    put("mode", json!(modes));
    put("context", json!(contexts(facts)));
    put("event_loc", location(facts));
    let quotes = |r: &crate::query::IncidentView| {
        let first = r.record.evidence.first()?;
        Some(json!({
            "start": first.start, "end": first.end, "text": first.text, "article": r.article.id,
            "publication": r.article.publisher, "url": r.article.url,
        }))
    };
    put("event_text", json!(incident.reports.iter().filter_map(quotes).collect::<Vec<_>>()));
    let cite = incident.reports.iter().map(|r| {
        json!({
            "publication": r.article.publisher, "title": r.article.headline, "url": r.article.url,
            "language": r.article.language, "date": r.published.as_ref().map(|p| &p.value),
            "coder": format!("claimbook {}", r.engine.version), "codebook": r.engine.codebook,
            "article": r.article.id, "captured_sha256": r.article.capture,
        })
    });
    put("cite_info", json!(cite.collect::<Vec<_>>()));
    let (dead, injured) = (reduce(&facts.killed, Rule::Ucdp), reduce(&facts.injured, Rule::Ucdp));
    put("size", json!({"dead": dead.best, "injured": injured.best}));
    put("coder", json!("claimbook"));
    put("coded_date", json!(case.recorded.get(..10)));
    put("comment", json!(notes(case, facts)));
    put("x_incident", json!(incident.id));
    put("x_review", json!(case.review));
    put("x_standing", json!({"standing": incident.standing.standing, "reason": incident.standing.reason}));
    put("x_claims", json!(claims(case)));
    let mut out = Value::Object(out);
    without_nulls(&mut out);
    Some(out)
}

/// An unknown field of a record is left out.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, v| !v.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

fn entity(doer: &Doer) -> Value {
    let sector = match doer.category {
        Some(PerpetratorCategory::ArmedGroup) => "REB",
        Some(PerpetratorCategory::State) => "GOV",
        Some(PerpetratorCategory::Criminal) => "CRM",
        Some(PerpetratorCategory::Unknown) | None => "UNK",
    };
    let country = doer.country.as_deref().and_then(super::codes::country).map(|c| c.iso3);
    json!({
        "code": country, "sector": sector, "entity_text": doer.name, "x_register_id": doer.register,
        "x_basis": doer.basis,
    })
}

/// Every claimant and everybody named; who it was is what `x_claims` and `x_basis` tell.
fn doers(facts: &Facts) -> Vec<Value> {
    let all: Vec<Value> = facts.actors.claimants.iter().chain(&facts.actors.named).map(entity).collect();
    if all.is_empty() {
        vec![json!({"code": null, "sector": "UAF", "entity_text": "unidentified"})]
    } else {
        all
    }
}

fn recipients(facts: &Facts) -> Vec<Value> {
    let sector = |kind: Option<&str>| match kind {
        Some("military" | "military_base") => "MIL",
        Some("police" | "law_enforcement") => "COP",
        Some("official" | "government" | "diplomat" | "diplomatic") => "GOV",
        Some("judge") => "JUD",
        Some("journalist" | "media") => "JRN",
        Some("commercial" | "financial" | "energy") => "BUS",
        Some("school") => "EDU",
        Some("hospital") => "MED",
        Some("clergy" | "church") => "REL",
        Some("farm") => "AGR",
        Some("militant" | "militant_camp") => "REB",
        Some("politician" | "political") => "PTY",
        Some("civilian" | "residence" | "settlement" | "aid_worker") => "CVL",
        _ => "UNK",
    };
    let country = facts.country.map(|c| c.iso3);
    let entity = |t: &super::facts::Aim| json!({"code": country, "sector": sector(t.target.kind.as_deref()), "entity_text": t.target.text});
    facts.targets.iter().map(entity).collect()
}

fn modes(facts: &Facts, codebook: &Codebook, event: &str) -> Vec<String> {
    let of = |kind: &IncidentType| codebook.event_types.iter().find(|e| e.kind == *kind);
    let walks = facts.kinds.iter().filter_map(of).map(|e| &e.crosswalk);
    let fits = walks.filter(|w| w.plover_event.as_deref() == Some(event));
    super::facts::unique(fits.filter_map(|w| w.plover_mode.clone()).collect())
}

/// Contexts, among them what the manual calls auxiliary: planned and threatened are future.
fn contexts(facts: &Facts) -> Vec<&'static str> {
    let mut out = Vec::new();
    if facts.targets.iter().any(|t| facts.side(t) == Some("state")) {
        out.push("military");
    }
    match facts.stage {
        Stage::Planned | Stage::Threatened => out.push("future"),
        Stage::Hypothetical => out.push("hypothetical"),
        Stage::Accomplished | Stage::Attempted => {}
    }
    out
}

fn location(facts: &Facts) -> Value {
    let Some(place) = &facts.place else { return Value::Null };
    // The manual's scale: 5 inside a city, 4 city, 3 district, 2 province, 1 country.
    let resolution = match place.level {
        Level::Site => Some(5),
        Level::Locality => Some(4),
        Level::Area => Some(3),
        Level::Region => Some(2),
        Level::Country => Some(1),
        Level::Sea | Level::Unresolved => None,
    };
    let city = (place.level == Level::Locality).then_some(&place.name);
    let words = place.evidence.first().map(|q| &q.text);
    json!({
        "extracted_place": words, "resolved_place": place.name, "geonameid": place.gazetteer_id,
        "lat": place.lat, "lon": place.lon, "city": city, "province": place.admin1,
        "country": facts.country.map(|c| c.name), "country_code": facts.country.map(|c| c.iso3),
        "feature_class": place.feature, "resolution": resolution,
    })
}

/// The claims about the incident, each with its words: what the event record itself has no field for.
pub(super) fn claims(case: &Case) -> Vec<Value> {
    let act = |act: SpeechAct| match act {
        SpeechAct::ClaimsResponsibility => "claims",
        SpeechAct::Denies => "denies",
        SpeechAct::Confirms => "confirms",
        SpeechAct::Accuses => "attributes",
        SpeechAct::Retracts => "retracts",
        SpeechAct::Threatens => "threatens",
        SpeechAct::Reports | SpeechAct::Estimates => "reports",
    };
    let modality = |firmness: Firmness| match firmness {
        Firmness::Asserted => "asserted",
        Firmness::Hedged => "hedged",
        Firmness::Unknown => "unknown",
    };
    let all = case.incident.reports.iter().flat_map(|report| {
        report.claims.iter().map(move |claim| {
            let quote = claim.evidence.first();
            json!({
                "claim_id": format!("{}/{}", report.id, claim.id),
                "speaker": claim.speaker.name,
                "speaker_kind": claim.speaker.kind,
                "via": claim.via.iter().map(|v| &v.name).collect::<Vec<_>>(),
                "publisher": report.article.publisher,
                "act": act(claim.act),
                "property": claim.property,
                "modality": modality(claim.firmness),
                "date": claim.date.as_ref().and_then(|d| d.earliest.as_ref()),
                "quote": quote.map(|q| &q.text),
                "start": quote.map(|q| q.start),
                "end": quote.map(|q| q.end),
                "url": report.article.url,
                "captured_sha256": report.article.capture,
            })
        })
    });
    all.collect()
}
