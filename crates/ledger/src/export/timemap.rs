//! Events, sources and associations for TimeMap.
//!
//! Owns: the mapping (event and source fields of the TimeMap front end, 2022): every value a string. In: cases. Out: one
//! document with `events`, `sources`, `associations`. Refuses: incidents without a point or a day: the map and the time
//! line cannot show them; they are counted as dropped.

use super::cases::{Case, Cases};
use super::facts::Facts;
use super::notes::notes;
use super::package::{Draft, Item, Shape};
use claimbook_records::Codebook;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) fn draft(cases: &Cases, codebook: &Codebook) -> Draft {
    let mut all: BTreeMap<String, Value> = BTreeMap::new();
    let mut dropped = 0;
    for case in &cases.cases {
        let facts = Facts::of(case, codebook);
        let Some(event) = event(case, &facts) else {
            dropped += 1;
            continue;
        };
        for report in &case.incident.reports {
            let row = &report.article;
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let source = json!({
                "id": row.id, "title": text(&row.headline), "thumbnail": "", "paths": [], "type": "article",
                "affil_s": [], "url": text(&row.url),
                "description": report.record.evidence.first().map(|q| q.text.clone()).unwrap_or_default(),
                "parent": "", "author": text(&row.publisher),
                "date": report.published.as_ref().map(|p| p.value.clone()).unwrap_or_default(),
                "notes": row.capture.as_ref().map(|h| format!("captured bytes, SHA-256 {h}")).unwrap_or_default(),
            });
            all.insert(format!("sources/{}", row.id), json!({"kind": "sources", "value": source}));
        }
        for (id, title, desc, mode) in associations(case, &facts) {
            let value =
                json!({"id": id, "title": title, "desc": desc, "mode": mode, "filter_paths": [title]});
            all.insert(format!("associations/{id}"), json!({"kind": "associations", "value": value}));
        }
        all.insert(format!("events/{}", case.id()), json!({"kind": "events", "value": event}));
    }
    // A withdrawn id is told as it stood in the document.
    let own = |key: String| key.split_once('/').map(|(_, id)| id.to_owned()).unwrap_or(key);
    let items = all.into_iter().map(|(key, value)| Item::json(own(key), value)).collect();
    let mut draft = Draft::of(Shape::Document(document), items);
    draft.exported.dropped = dropped;
    draft.exported.unwritten = dropped;
    draft
}

fn document(items: &[&Value]) -> Value {
    let of = |kind: &str| items.iter().filter(|i| i["kind"] == kind).map(|i| &i["value"]).collect::<Vec<_>>();
    json!({"events": of("events"), "sources": of("sources"), "associations": of("associations")})
}

fn event(case: &Case, facts: &Facts) -> Option<Value> {
    let place = facts.place.as_ref()?;
    let (lat, lon) = place.lat.zip(place.lon)?;
    let day = facts.from.or(facts.to)?;
    let precision = match (facts.from, facts.to) {
        (Some(a), Some(b)) if a == b => "day".to_owned(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        _ => "open".to_owned(),
    };
    let kind = facts.kinds.first().map(|k| k.as_str().replace('_', " ")).unwrap_or_default();
    let ids: Vec<String> = associations(case, facts).into_iter().map(|(id, ..)| id).collect();
    let sources: Vec<&String> = case.incident.reports.iter().map(|r| &r.article.id).collect();
    Some(json!({
        "id": case.id(), "description": notes(case, facts), "date": day.to_string(), "time": "",
        "time_precision": precision, "location": facts.where_().unwrap_or_default(),
        "latitude": lat.to_string(), "longitude": lon.to_string(),
        "type": kind, "category": case.incident.standing.standing, "associations": ids, "sources": sources,
        "comments": format!("{}; {}", case.review, case.incident.standing.reason), "colour": "",
    }))
}

/// Categories and filters an event belongs to: id, title, description, mode.
fn associations(case: &Case, facts: &Facts) -> Vec<(String, String, String, &'static str)> {
    let kind = facts.kinds.first().map(|k| k.as_str()).unwrap_or("other");
    let standing = case.incident.standing.standing.as_str();
    let mut out = vec![
        (format!("type-{kind}"), kind.replace('_', " "), "what was done, by means".to_owned(), "CATEGORY"),
        (
            format!("standing-{standing}"),
            standing.replace('_', " "),
            "what the accounts support".to_owned(),
            "FILTER",
        ),
        (
            format!("review-{}", case.review.replace([' ', ','], "-")),
            case.review.clone(),
            "review".to_owned(),
            "FILTER",
        ),
    ];
    for doer in &facts.actors.claimants {
        let id = format!("claimed-by-{}", crate::keys::fold(&doer.name).replace(' ', "-"));
        out.push((id, format!("claimed by {}", doer.name), "claims of responsibility".to_owned(), "FILTER"));
    }
    out
}
