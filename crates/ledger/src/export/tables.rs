//! Every table of the book: linked incidents, incident reports, claims, articles, tallies, actors, relations.
//!
//! Owns: their columns and rows; each is written as CSV and as JSONL with the same keys, and linked incidents also as
//! Parquet. In: cases and the ledger. Out: files. Refuses: what is about no incident that may be shown; with the public
//! gate that is every relation, and tallies of other incidents.

use super::cases::{Case, Cases, cases};
use super::cells::csv;
use super::codes::Column;
use super::facts::Facts;
use super::names::Names;
use super::package::{Draft, File, Item, Package, Shape, file};
use super::reduce::{Rule, reduce};
use super::tabular::{one_line, pretty};
use super::{Request, public};
use crate::error::Result;
use crate::filter::TallyFilter;
use crate::ledger::Ledger;
use crate::printable;
use crate::query::IncidentView;
use claimbook_records::Codebook;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Columns by table: `name type description`, in their order.
static COLUMNS: &str = include_str!("../../data/tables.tsv");

/// Names of the tables.
const TABLES: [&str; 7] = ["incidents", "reports", "claims", "articles", "tallies", "actors", "relations"];

fn columns(table: &str) -> Vec<Column> {
    let rows = COLUMNS.lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let of = cells.next()?;
        Some((of, Column { name: cells.next()?, kind: cells.next()?, description: cells.next()? }))
    });
    rows.filter(|(of, _)| *of == table).map(|(_, column)| column).collect()
}

type Rows = BTreeMap<String, Map<String, Value>>;

/// The folder.
pub(super) fn package(ledger: &Ledger, before: Option<&Ledger>, request: &Request<'_>) -> Result<Package> {
    let (now, held, masked) = all(ledger, request)?;
    let was = before.map(|ledger| all(ledger, request)).transpose()?;
    let mut out = Package::default();
    out.exported.incidents = now[0].len() as u64;
    out.exported.masked = masked;
    out.exported.held_back = held;
    let mut withdrawn: Vec<[String; 2]> = Vec::new();
    for (n, table) in TABLES.into_iter().enumerate() {
        let columns = columns(table);
        let mut draft = draft(&columns, &now[n]);
        if let Some((was, ..)) = &was {
            let gone = draft.keep_changed(&self::draft(&columns, &was[n]));
            withdrawn.extend(gone.into_iter().map(|id| [table.to_owned(), id]));
        }
        out.beside.push(File::new(
            format!("{table}.csv"),
            file(&draft.shape, &draft.items, &[], request.options.cells)?,
        ));
        let lines = draft.items.iter().filter_map(|i| now[n].get(&i.id));
        let mut bytes = Vec::new();
        for line in lines {
            let text = serde_json::to_string(line).map_err(std::io::Error::from)?;
            bytes.extend_from_slice((printable::json(&text) + "\n").as_bytes());
        }
        out.beside.push(File::new(format!("{table}.jsonl"), bytes));
    }
    let head = ledger.head()?;
    let schema = json!({
        "schema": "claimbook.tables/1",
        "ledger_version": {"seq": head.seq, "hash": head.hash},
        "tables": TABLES.map(|t| json!({"name": t, "columns": columns(t)})),
    });
    out.beside.push(File::new("schema.json", pretty(&schema)?));
    if was.is_some() {
        out.exported.withdrawn = withdrawn.len() as u64;
        out.beside.push(File::new(
            "withdrawn.csv",
            csv(&["table", "withdrawn"], &withdrawn, request.options.cells)?,
        ));
    }
    Ok(out)
}

/// Linked incidents in typed columns.
pub(super) fn parquet(cases: &Cases, codebook: &Codebook) -> Result<Draft> {
    let columns = columns("incidents");
    let rows = cases.cases.iter().map(|c| (c.incident.id.clone(), incident(c, codebook))).collect();
    let mut draft = draft(&columns, &rows);
    draft.shape = Shape::Parquet(columns);
    Ok(draft)
}

fn draft(columns: &[Column], rows: &Rows) -> Draft {
    let item = |(id, row): (&String, &Map<String, Value>)| {
        let cells = columns.iter().map(|c| row.get(c.name).map(cell).unwrap_or_default()).collect();
        Item::row(id.clone(), cells, columns.len())
    };
    let header = columns.iter().map(|c| c.name.to_owned()).collect();
    Draft::of(Shape::Csv(header), rows.iter().map(item).collect())
}

/// Lists are separated by `; ` in a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => one_line(text),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn row(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

fn all(ledger: &Ledger, request: &Request<'_>) -> Result<([Rows; 7], u64, u64)> {
    let cases = cases(ledger, request)?;
    let mut out: [Rows; 7] = Default::default();
    let [incidents, reports, claims, articles, tallies, actors, relations] = &mut out;
    // An article is shown once, with the names of all its incidents withheld.
    let mut names: BTreeMap<&str, Option<&Names>> = BTreeMap::new();
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut read: BTreeSet<i64> = BTreeSet::new();
    for case in &cases.cases {
        incidents.insert(case.incident.id.clone(), incident(case, request.knowledge.codebook));
        for view in &case.incident.reports {
            reports.insert(view.id.clone(), report(case, view));
            claims.extend(claims_of(case, view));
            articles.insert(view.article.id.clone(), article(case, view));
            names.insert(&view.article.id, case.names.as_deref());
            shown.insert(&view.id);
            if read.insert(view.report) && !request.options.published_only {
                relations.extend(relations_of(ledger, view, case.names.as_deref())?);
            }
            count_actors(view, actors);
        }
    }
    for told in ledger.tallies(&TallyFilter::default())? {
        let Some(names) = names.get(told.article.id.as_str()) else { continue };
        let about = told.incident.as_deref().is_some_and(|id| shown.contains(id));
        if request.options.published_only && !about {
            continue;
        }
        let tally = &told.tally;
        let mut value = json!({
            "article": told.article.id, "incident": told.incident, "what": tally.what,
            "count_min": tally.count.and_then(|c| c.min), "count_max": tally.count.and_then(|c| c.max),
            "since": tally.since, "until": tally.until,
            "speaker": tally.speaker.as_ref().map(|p| &p.name), "by": tally.by.as_ref().map(|p| &p.name),
            "against": tally.against.as_ref().map(|p| &p.name), "place": tally.place, "words": tally.text,
        });
        if let Some(names) = names {
            public::withhold(&mut value, names);
        }
        let id = format!("{}/t{}", told.article.id, tally.evidence.first().map_or(0, |q| q.start));
        let mut map = row(value);
        map.insert("tally".to_owned(), json!(id));
        tallies.insert(id, map);
    }
    for (_, actor) in actors.iter_mut() {
        let count = actor.get("articles").and_then(Value::as_array).map_or(0, Vec::len);
        actor.insert("article_count".to_owned(), json!(count));
    }
    let masked = cases.cases.iter().filter(|c| c.masked).count() as u64;
    Ok((out, cases.gated.len() as u64, masked))
}

fn incident(case: &Case, codebook: &Codebook) -> Map<String, Value> {
    let facts = Facts::of(case, codebook);
    let i = &case.incident;
    let (killed, injured) = (reduce(&facts.killed, Rule::Ucdp), reduce(&facts.injured, Rule::Ucdp));
    let place = facts.place.as_ref();
    let names = |doers: &[super::actors::Doer]| doers.iter().map(|d| d.name.clone()).collect::<Vec<_>>();
    let publishers: BTreeSet<&String> =
        i.reports.iter().filter_map(|r| r.article.publisher.as_ref()).collect();
    row(json!({
        "incident": i.id, "review": case.review, "standing": i.standing.standing,
        "standing_reason": i.standing.reason, "type": facts.kinds.first(),
        "types_also": facts.kinds.iter().skip(1).collect::<Vec<_>>(), "stage": facts.stage,
        "aggregate": facts.aggregate,
        "date_earliest": facts.from.map(|d| d.to_string()), "date_latest": facts.to.map(|d| d.to_string()),
        "place": place.map(|p| &p.name), "place_level": place.map(|p| p.level), "near": facts.near,
        "admin1": place.and_then(|p| p.admin1.as_ref()), "country": place.and_then(|p| p.country.as_ref()),
        "lat": place.and_then(|p| p.lat), "lon": place.and_then(|p| p.lon),
        "gazetteer_id": place.and_then(|p| p.gazetteer_id.as_ref()),
        "claimed_by": names(&facts.actors.claimants), "named": names(&facts.actors.named),
        "targets": facts.targets.iter().map(|t| &t.target.text).collect::<Vec<_>>(),
        "weapons": facts.weapons.iter().map(|(kind, _)| kind).collect::<Vec<_>>(),
        "killed_low": killed.low, "killed_best": killed.best, "killed_high": killed.high,
        "injured_low": injured.low, "injured_best": injured.best, "injured_high": injured.high,
        "intercepted_by": facts.intercepted, "denied_by": facts.denied,
        "conflicts": i.matrix.iter().filter(|r| r.conflict).map(|r| r.property).collect::<Vec<_>>(),
        "accounts": i.accounts.len(), "independent": i.independent, "publishers": publishers,
        "reports": i.accounts.iter().map(|a| &a.report).collect::<Vec<_>>(),
    }))
}

fn report(case: &Case, view: &IncidentView) -> Map<String, Value> {
    let i = &view.record;
    let date = i.date.as_ref();
    let count = |c: Option<claimbook_records::report::Count>| [c.and_then(|c| c.min), c.and_then(|c| c.max)];
    let (killed, injured) = (count(i.outcome.killed), count(i.outcome.injured));
    row(json!({
        "report": view.id, "incident": case.incident.id, "article": view.article.id, "review": case.review,
        "standing": view.standing.standing, "type": i.kind, "stage": i.stage, "aggregate": i.aggregate,
        "background": i.background,
        "date_earliest": date.and_then(|d| d.earliest.as_ref()), "date_latest": date.and_then(|d| d.latest.as_ref()),
        "date_precision": date.map(|d| d.precision),
        "places": i.places.iter().map(|p| &p.name).collect::<Vec<_>>(),
        "perpetrators": i.perpetrators.iter().map(|p| &p.name).collect::<Vec<_>>(),
        "perpetrator_bases": i.perpetrators.iter().map(|p| p.basis).collect::<Vec<_>>(),
        "targets": i.targets.iter().map(|t| &t.text).collect::<Vec<_>>(),
        "weapons": i.weapons.iter().map(|w| &w.kind).collect::<Vec<_>>(),
        "killed_min": killed[0], "killed_max": killed[1], "injured_min": injured[0], "injured_max": injured[1],
        "damage": i.outcome.damage, "intercepted": i.outcome.intercepted, "confidence": i.confidence,
        "words": i.evidence.first().map(|q| &q.text), "start": i.evidence.first().map(|q| q.start),
        "end": i.evidence.first().map(|q| q.end),
    }))
}

fn claims_of(case: &Case, view: &IncidentView) -> impl Iterator<Item = (String, Map<String, Value>)> {
    let claims: Vec<_> = view.claims.iter().map(|claim| {
        let id = format!("{}/{}", view.id, claim.id);
        let quote = claim.evidence.first();
        let map = row(json!({
            "claim": id, "incident": case.incident.id, "report": view.id, "article": view.article.id,
            "review": case.review, "speaker": claim.speaker.name, "speaker_kind": claim.speaker.kind,
            "via": claim.via.iter().map(|v| &v.name).collect::<Vec<_>>(), "publisher": view.article.publisher,
            "act": claim.act, "property": claim.property, "firmness": claim.firmness,
            "date": claim.date.as_ref().and_then(|d| d.earliest.as_ref()), "channel": claim.channel,
            "words": quote.map(|q| &q.text), "start": quote.map(|q| q.start), "end": quote.map(|q| q.end),
        }));
        (id, map)
    }).collect();
    claims.into_iter()
}

fn article(case: &Case, view: &IncidentView) -> Map<String, Value> {
    let a = &view.article;
    row(json!({
        "article": a.id, "input": a.input, "publisher": a.publisher, "domain": a.domain, "url": a.url,
        "headline": a.headline, "published": view.published.as_ref().map(|p| &p.value), "language": a.language,
        "captured_sha256": a.capture, "engine": view.engine.version, "codebook": view.engine.codebook,
        "model": view.engine.model, "names_withheld": case.masked,
    }))
}

/// Actors over all articles of the export, by register id or folded name.
fn count_actors(view: &IncidentView, actors: &mut Rows) {
    for actor in &view.actors {
        let key = crate::derive::key_of(actor);
        let known = actors.entry(key.clone()).or_insert_with(|| {
            row(
                json!({"actor": key, "register_id": actor.register_id, "name": actor.name, "kind": actor.kind,
                       "names": [], "articles": []}),
            )
        });
        let mut add = |field: &str, value: &str| {
            if let Some(list) = known.get_mut(field).and_then(Value::as_array_mut)
                && !list.iter().any(|v| v == value)
            {
                list.push(json!(value));
            }
        };
        actor.aliases.iter().for_each(|alias| add("names", alias));
        add("articles", &view.article.id);
    }
}

fn relations_of(ledger: &Ledger, view: &IncidentView, names: Option<&Names>) -> Result<Rows> {
    let mut out = Rows::new();
    for (n, relation) in ledger.read_report(view.report)?.relations.iter().enumerate() {
        let id = format!("{}/r{}", view.article.id, n + 1);
        let mut value = json!({
            "relation": id, "article": view.article.id, "subject": relation.subject.name, "type": relation.kind,
            "object": relation.object.name, "since": relation.since, "until": relation.until,
            "speaker": relation.speaker.as_ref().map(|p| &p.name),
            "words": relation.evidence.first().map(|q| &q.text),
        });
        if let Some(names) = names {
            public::withhold(&mut value, names);
        }
        out.insert(id, row(value));
    }
    Ok(out)
}
