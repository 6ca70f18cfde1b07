//! What an export is made of: the file asked for and what goes beside it.
//!
//! Owns: the things a format writes, each with its id, the file made of them, and the delta against an earlier version. In:
//! items of a format. Out: bytes. Refuses: writing to disk, which the caller does.

use super::Exported;
use super::cells::{CellStyle, csv};
use super::codes::Column;
use super::parquet;
use super::tabular::pretty;
use crate::error::Result;
use crate::printable;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What stands behind the name of the main file (`dropped.csv`), or the whole name in a folder (`claims.csv`).
    pub name: String,
    pub bytes: Vec<u8>,
}

impl File {
    pub(super) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes }
    }
}

/// An export in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// The file asked for; empty where the format is a folder of files.
    pub main: Vec<u8>,
    pub beside: Vec<File>,
    pub exported: Exported,
}

/// One thing of an export.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) id: String,
    /// What a delta compares.
    same: String,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Row(Vec<String>),
    Json(Value),
    /// A line that is written as it is.
    Line(String),
}

impl Item {
    /// A row of a table; cells behind `own` differ from version to version and are not compared.
    pub(super) fn row(id: String, row: Vec<String>, own: usize) -> Self {
        let same = row.iter().take(own).cloned().collect::<Vec<_>>().join("\u{1f}");
        Self { id, same, body: Body::Row(row) }
    }

    /// A JSON object.
    pub(super) fn json(id: String, value: Value) -> Self {
        Self { id, same: value.to_string(), body: Body::Json(value) }
    }

    /// A line of JSON that is written as it is.
    pub(super) fn line(id: String, line: String) -> Self {
        Self { id, same: line.clone(), body: Body::Line(line) }
    }

    fn text(&self) -> Option<String> {
        match &self.body {
            Body::Row(_) => None,
            Body::Json(value) => Some(value.to_string()),
            Body::Line(line) => Some(line.clone()),
        }
    }

    fn cells(&self) -> &[String] {
        if let Body::Row(row) = &self.body { row } else { &[] }
    }

    fn value(&self) -> Option<&Value> {
        if let Body::Json(value) = &self.body { Some(value) } else { None }
    }
}

/// How items make a file.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// One JSON object a line.
    Lines,
    /// Rows under a header.
    Csv(Vec<String>),
    /// One JSON document.
    Document(fn(&[&Value]) -> Value),
    /// Rows in typed columns.
    Parquet(Vec<Column>),
    /// A file that is already written.
    Whole(Vec<u8>),
}

/// An export before it is written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) shape: Shape,
    pub(super) items: Vec<Item>,
    pub(super) beside: Vec<File>,
    /// The sidecar; its `rows` name their item as `id`.
    pub(super) schema: Option<Value>,
    pub(super) exported: Exported,
}

impl Draft {
    pub(super) fn of(shape: Shape, items: Vec<Item>) -> Self {
        Self { shape, items, beside: Vec::new(), schema: None, exported: Exported::default() }
    }

    /// Writes the files: all items, or those whose content an earlier version has not.
    pub(super) fn finish(mut self, before: Option<&Self>, style: CellStyle) -> Result<Package> {
        let gone = before.map(|before| self.keep_changed(before));
        let mut package = Package { beside: self.beside, exported: self.exported, ..Package::default() };
        let withdrawn = gone.as_deref().unwrap_or_default();
        package.exported.withdrawn = withdrawn.len() as u64;
        package.main = file(&self.shape, &self.items, withdrawn, style)?;
        if let Some(schema) = &self.schema {
            package.beside.push(File::new("schema.json", pretty(schema)?));
        }
        if gone.is_some() && !matches!(self.shape, Shape::Lines) {
            let rows: Vec<[String; 1]> = withdrawn.iter().map(|id| [id.clone()]).collect();
            package.beside.push(File::new("withdrawn.csv", csv(&["withdrawn"], &rows, style)?));
        }
        Ok(package)
    }

    /// Takes a written file of lines apart again, for a delta; the first field of a line is its id.
    pub(super) fn split(&mut self, table: bool) -> Result<()> {
        let Shape::Whole(bytes) = &self.shape else { return Ok(()) };
        if table {
            let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
            let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
            for row in reader.records() {
                let row: Vec<String> = row?.iter().map(str::to_owned).collect();
                let id = row.first().cloned().unwrap_or_default();
                self.items.push(Item::row(id, row, header.len()));
            }
            self.shape = Shape::Csv(header);
            return Ok(());
        }
        for line in String::from_utf8_lossy(bytes).lines() {
            let value: Value = serde_json::from_str(line).map_err(std::io::Error::from)?;
            let id = value["id"].as_str().or(value["incident"].as_str()).unwrap_or_default().to_owned();
            self.items.push(Item::line(id, line.to_owned()));
        }
        self.shape = Shape::Lines;
        Ok(())
    }

    /// Leaves out what an earlier version has too; gives the ids only that one has.
    pub(super) fn keep_changed(&mut self, before: &Self) -> Vec<String> {
        let group = |items: &[Item]| {
            let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
            items.iter().for_each(|i| by.entry(i.id.clone()).or_default().push(i.same.clone()));
            by
        };
        let (was, now) = (group(&before.items), group(&self.items));
        self.items.retain(|i| was.get(&i.id) != now.get(&i.id));
        if let Some(rows) = self.schema.as_mut().and_then(|s| s["rows"].as_array_mut()) {
            rows.retain(|row| self.items.iter().any(|i| row["id"] == json!(i.id)));
        }
        was.into_keys().filter(|id| !now.contains_key(id)).collect()
    }
}

/// The bytes of items in a shape.
pub(super) fn file(shape: &Shape, items: &[Item], withdrawn: &[String], style: CellStyle) -> Result<Vec<u8>> {
    let rows = || items.iter().map(Item::cells).collect::<Vec<_>>();
    match shape {
        Shape::Lines => {
            let gone = withdrawn.iter().map(|id| json!({"withdrawn": id}).to_string());
            let lines = items.iter().filter_map(Item::text);
            let line = |line: String| (printable::json(&line) + "\n").into_owned().into_bytes();
            Ok(lines.chain(gone).flat_map(line).collect())
        }
        Shape::Csv(header) => csv(&header.iter().map(String::as_str).collect::<Vec<_>>(), &rows(), style),
        Shape::Document(build) => pretty(&build(&items.iter().filter_map(Item::value).collect::<Vec<_>>())),
        Shape::Parquet(columns) => parquet::write(columns, &rows()),
        Shape::Whole(bytes) => Ok(bytes.clone()),
    }
}
