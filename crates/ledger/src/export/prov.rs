//! Where it comes from: PROV-O as JSON-LD.
//!
//! Owns: the graph incident ← incident report ← article ← capture, with the engine as agent, reading and linking as
//! activities and people's decisions as activities (W3C PROV-O, 2013; JSON-LD 1.1). In: cases. Out: one document. Refuses:
//! names of the people who decided: they are one agent, "a reviewer".

use super::cases::{Case, Cases};
use super::package::{Draft, Item, Shape};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::query::IncidentView;
use crate::review::Decided;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const REVIEWER: &str = "urn:claimbook:agent:reviewer";
const LINKING: &str = "urn:claimbook:agent:linking";

pub(super) fn draft(ledger: &Ledger, cases: &Cases) -> Result<Draft> {
    let mut nodes: BTreeMap<String, Value> = BTreeMap::new();
    let mut put = |node: Value| {
        if let Some(id) = node["@id"].as_str() {
            nodes.insert(id.to_owned(), node);
        }
    };
    for case in &cases.cases {
        incident(case, &mut put);
        for report in &case.incident.reports {
            reading(ledger, report, &mut put)?;
        }
        for decided in &case.incident.decisions {
            put(decision(case, decided));
            put(json!({"@id": REVIEWER, "@type": ["prov:Agent", "prov:Person"], "rdfs:label": "a reviewer"}));
        }
    }
    let items = nodes.into_iter().map(|(id, node)| Item::json(id, node)).collect();
    Ok(Draft::of(Shape::Document(document), items))
}

fn document(nodes: &[&Value]) -> Value {
    json!({
        "@context": {
            "prov": "http://www.w3.org/ns/prov#",
            "dcterms": "http://purl.org/dc/terms/",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "cb": "urn:claimbook:term:",
        },
        "@graph": nodes,
    })
}

fn urn(kind: &str, id: &str) -> String {
    format!("urn:claimbook:{kind}:{id}")
}

fn time(at: &str) -> Value {
    json!({"@type": "xsd:dateTime", "@value": at})
}

fn incident(case: &Case, put: &mut dyn FnMut(Value)) {
    let id = urn("incident", &case.incident.id);
    let from: Vec<Value> =
        case.incident.accounts.iter().map(|a| json!({"@id": urn("report", &a.report)})).collect();
    let linking = urn("linking", &case.incident.id);
    let informed: Vec<Value> = case
        .incident
        .decisions
        .iter()
        .map(|d| json!({"@id": urn("decision", &d.entry.to_string())}))
        .collect();
    put(json!({
        "@id": id, "@type": "prov:Entity",
        "rdfs:label": "incident",
        "cb:review": case.review,
        "cb:standing": case.incident.standing.standing,
        "cb:accounts": case.incident.accounts.len(),
        "cb:independent": case.incident.independent,
        "prov:wasDerivedFrom": from,
        "prov:wasGeneratedBy": {"@id": linking},
    }));
    put(json!({
        "@id": linking, "@type": "prov:Activity", "rdfs:label": "linking of incident reports",
        "prov:used": from,
        "prov:wasInformedBy": informed,
        "prov:wasAssociatedWith": {"@id": LINKING},
    }));
    put(
        json!({"@id": LINKING, "@type": ["prov:Agent", "prov:SoftwareAgent"], "rdfs:label": "claimbook linking rules"}),
    );
}

fn decision(case: &Case, decided: &Decided) -> Value {
    let about = |report: &str| decided.decision.subjects.iter().any(|s| s.incident == report);
    let reports = case.incident.accounts.iter().filter(|a| about(&a.report));
    let used: Vec<Value> = reports.map(|a| json!({"@id": urn("report", &a.report)})).collect();
    json!({
        "@id": urn("decision", &decided.entry.to_string()), "@type": "prov:Activity",
        "rdfs:label": decided.decision.act.as_str(),
        "prov:endedAtTime": time(&decided.at),
        "prov:used": used,
        "prov:wasAssociatedWith": {"@id": REVIEWER},
    })
}

fn reading(ledger: &Ledger, report: &IncidentView, put: &mut dyn FnMut(Value)) -> Result<()> {
    let (id, article) = (urn("report", &report.id), urn("article", &report.article.id));
    let engine = &report.engine;
    let model = engine.model.as_deref().unwrap_or("none");
    let agent = urn("engine", &format!("{}:{}:{model}", engine.version, engine.codebook));
    let activity = urn("reading", &report.report.to_string());
    let quotes: Vec<Value> = report
        .record
        .evidence
        .iter()
        .map(|q| json!({"cb:start": q.start, "cb:end": q.end, "cb:text": q.text}))
        .collect();
    put(json!({
        "@id": id, "@type": "prov:Entity", "rdfs:label": "incident report",
        "cb:evidence": quotes,
        "prov:wasDerivedFrom": {"@id": article},
        "prov:wasGeneratedBy": {"@id": activity},
        "prov:wasAttributedTo": {"@id": agent},
    }));
    put(json!({
        "@id": activity, "@type": "prov:Activity", "rdfs:label": "reading of an article",
        "prov:endedAtTime": time(&ledger.entry(report.report)?.at),
        "prov:used": {"@id": article},
        "prov:wasAssociatedWith": {"@id": agent},
    }));
    put(json!({
        "@id": agent, "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "rdfs:label": format!("claimbook {}", engine.version),
        "cb:codebook": engine.codebook, "cb:model": model,
    }));
    let row = &report.article;
    let mut node = json!({
        "@id": article, "@type": "prov:Entity", "rdfs:label": "article",
        "prov:generatedAtTime": time(&ledger.entry(row.seq)?.at),
        "dcterms:language": row.language,
    });
    let published = report.published.as_ref().map(|p| &p.value);
    let told = [
        ("dcterms:title", row.headline.as_ref()),
        ("dcterms:publisher", row.publisher.as_ref()),
        ("dcterms:issued", published),
        ("dcterms:source", row.url.as_ref()),
    ];
    for (key, value) in told {
        if let Some(value) = value {
            node[key] = json!(value);
        }
    }
    if let Some(hash) = &row.capture {
        let capture = format!("urn:sha256:{hash}");
        node["prov:wasDerivedFrom"] = json!({"@id": capture});
        put(json!({"@id": capture, "@type": "prov:Entity", "rdfs:label": "capture", "cb:sha256": hash}));
    }
    put(node);
    Ok(())
}
