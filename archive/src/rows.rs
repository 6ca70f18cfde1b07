//! Flat tables: what reports hold, a row a thing.
//!
//! Owns: which tables there are, their columns (`data/columns.tsv`) and rows. In: reports. Out: rows for arrow. Refuses: to leave out
//! what is unsure (a column tells it), and to mask: names of victims stand in these tables, which are no publication.

use claimbook_records::Report;
use claimbook_records::report::{Claim, Count, Incident, Mention, Quote, Relation, Tally};
use datafusion::arrow::array::StructArray;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema};
use datafusion::arrow::json::ReaderBuilder;
use datafusion::error::Result;
use serde_json::{Value, json};
use std::sync::Arc;

/// `table name type description`, in order.
static COLUMNS: &str = include_str!("../data/columns.tsv");

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub table: &'static str,
    pub name: &'static str,
    /// `text`, `texts`, `int`, `float`, `bool`, `bytes`.
    pub kind: &'static str,
    pub description: &'static str,
}

/// Every column of every table, in order; `month` is the folder of a file and no column in it.
pub fn all_columns() -> impl Iterator<Item = Column> {
    COLUMNS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Column {
            table: cells.next()?,
            name: cells.next()?,
            kind: cells.next()?,
            description: cells.next()?,
        })
    })
}

/// The fields of a table.
pub(crate) fn fields(table: &str) -> Fields {
    let field = |column: Column| {
        let kind = match column.kind {
            "int" => DataType::Int32,
            "float" => DataType::Float64,
            "bool" => DataType::Boolean,
            "bytes" => DataType::Binary,
            "texts" => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
            _ => DataType::Utf8,
        };
        Field::new(column.name, kind, true)
    };
    all_columns().filter(|column| column.table == table).map(field).collect()
}

/// A table that is made from reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    Incidents,
    Claims,
    Tallies,
    Relations,
    /// Only where reports were read with their mentions.
    Mentions,
}

impl Table {
    pub const ALL: [Self; 5] =
        [Self::Incidents, Self::Claims, Self::Tallies, Self::Relations, Self::Mentions];

    /// Its name, and that of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Claims => "claims",
            Self::Tallies => "tallies",
            Self::Relations => "relations",
            Self::Mentions => "mentions",
        }
    }

    /// The function of SQL that gives its rows.
    pub fn function(self) -> &'static str {
        match self {
            Self::Incidents => "incident_rows",
            Self::Claims => "claim_rows",
            Self::Tallies => "tally_rows",
            Self::Relations => "relation_rows",
            Self::Mentions => "mention_rows",
        }
    }

    /// Its columns.
    pub fn fields(self) -> Fields {
        fields(self.name())
    }

    /// Adds the rows of the report of an article.
    pub(crate) fn rows(self, article: &str, report: &Report, rows: &mut Vec<Value>) {
        let mut add = |n: usize, mut row: Value| {
            row["article"] = article.into();
            row["n"] = n.into();
            rows.push(row);
        };
        match self {
            Self::Incidents => {
                let sure = report.incidents.iter().map(|incident| (incident, false));
                let unsure = report.x_unsure.iter().map(|incident| (incident, true));
                sure.chain(unsure).enumerate().for_each(|(n, (i, unsure))| add(n, incident(i, unsure)));
            }
            Self::Claims => report.claims.iter().enumerate().for_each(|(n, c)| add(n, claim(c))),
            Self::Tallies => report.tallies.iter().enumerate().for_each(|(n, t)| add(n, tally(t))),
            Self::Relations => report.relations.iter().enumerate().for_each(|(n, r)| add(n, relation(r))),
            Self::Mentions => {
                let mentions = report.mentions.iter().flatten().enumerate();
                mentions.for_each(|(n, m)| add(n, mention(m)));
            }
        }
    }

    /// Rows in columns.
    pub(crate) fn array(self, rows: &[Value]) -> Result<StructArray> {
        let schema = Arc::new(Schema::new(self.fields()));
        let mut decoder =
            ReaderBuilder::new(Arc::clone(&schema)).with_batch_size(rows.len().max(1)).build_decoder()?;
        decoder.serialize(rows)?;
        Ok(match decoder.flush()? {
            Some(batch) => batch.into(),
            None => StructArray::new_null(self.fields(), 0),
        })
    }
}

/// All the words of some evidence.
fn words(evidence: &[Quote]) -> String {
    evidence.iter().map(|quote| quote.text.as_str()).collect::<Vec<_>>().join(" … ")
}

/// An end of a count; one beyond what a column holds is its largest number.
fn end(number: Option<u64>) -> Option<i32> {
    number.map(|n| i32::try_from(n).unwrap_or(i32::MAX))
}

fn low(count: Option<Count>) -> Option<i32> {
    end(count.and_then(|count| count.min))
}

fn high(count: Option<Count>) -> Option<i32> {
    end(count.and_then(|count| count.max))
}

fn incident(i: &Incident, unsure: bool) -> Value {
    let place =
        i.places.iter().find(|p| p.role == claimbook_records::report::PlaceRole::Target).or(i.places.first());
    json!({
        "incident": i.id, "unsure": unsure, "type": i.kind, "types_also": i.types_also, "stage": i.stage,
        "aggregate": i.aggregate, "background": i.background,
        "date_earliest": i.date.as_ref().and_then(|d| d.earliest.as_ref()),
        "date_latest": i.date.as_ref().and_then(|d| d.latest.as_ref()),
        "date_precision": i.date.as_ref().map(|d| d.precision),
        "place": place.map(|p| &p.name), "place_level": place.map(|p| p.level),
        "admin1": place.and_then(|p| p.admin1.as_ref()), "country": place.and_then(|p| p.country.as_ref()),
        "lat": place.and_then(|p| p.lat), "lon": place.and_then(|p| p.lon),
        "gazetteer_id": place.and_then(|p| p.gazetteer_id.as_ref()),
        "perpetrators": i.perpetrators.iter().map(|p| &p.name).collect::<Vec<_>>(),
        "perpetrators_basis": i.perpetrators.iter().map(|p| p.basis).collect::<Vec<_>>(),
        "targets": i.targets.iter().map(|t| &t.text).collect::<Vec<_>>(),
        "weapons": i.weapons.iter().map(|w| &w.kind).collect::<Vec<_>>(),
        "killed_min": low(i.outcome.killed), "killed_max": high(i.outcome.killed),
        "injured_min": low(i.outcome.injured), "injured_max": high(i.outcome.injured),
        "damage": i.outcome.damage, "intercepted": i.outcome.intercepted,
        "confidence": i.confidence, "words": words(&i.evidence),
    })
}

fn claim(c: &Claim) -> Value {
    json!({
        "claim": c.id, "incident": c.about, "speaker": c.speaker.name, "speaker_actor": c.speaker.actor,
        "speaker_kind": c.speaker.kind, "via": c.via.iter().map(|p| &p.name).collect::<Vec<_>>(), "act": c.act,
        "property": c.property, "firmness": c.firmness,
        "date_earliest": c.date.as_ref().and_then(|d| d.earliest.as_ref()),
        "date_latest": c.date.as_ref().and_then(|d| d.latest.as_ref()),
        "channel": c.channel, "words": words(&c.evidence),
    })
}

fn tally(t: &Tally) -> Value {
    json!({
        "incident": t.about, "what": t.what, "count_min": low(t.count), "count_max": high(t.count),
        "since": t.since, "until": t.until, "speaker": t.speaker.as_ref().map(|p| &p.name),
        "by": t.by.as_ref().map(|p| &p.name), "against": t.against.as_ref().map(|p| &p.name), "place": t.place,
        "words": t.text,
    })
}

fn relation(r: &Relation) -> Value {
    json!({
        "subject": r.subject.name, "subject_actor": r.subject.actor, "type": r.kind, "object": r.object.name,
        "object_actor": r.object.actor, "since": r.since, "until": r.until,
        "speaker": r.speaker.as_ref().map(|p| &p.name), "words": words(&r.evidence),
    })
}

fn mention(m: &Mention) -> Value {
    let place = m.place.as_ref();
    json!({
        "kind": m.kind, "start": m.start, "end": m.end, "words": m.text, "actor": m.actor,
        "place": place.map(|p| &p.name), "country": place.and_then(|p| p.country.as_ref()),
        "lat": place.and_then(|p| p.lat), "lon": place.and_then(|p| p.lon),
        "gazetteer_id": place.and_then(|p| p.gazetteer_id.as_ref()), "time": m.time.as_ref().map(|t| &t.value),
    })
}
