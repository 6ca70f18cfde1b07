//! Kits: corpora given as paths, read with the engine and scored.
//!
//! Owns: telling kits apart by their content and running them. In: paths. Out: one [`Run`] a kit. Refuses: corpora
//! inside the repository; a kit that cannot be read is an error, never an empty figure.

pub mod place;
pub mod time;

use crate::cases;
use crate::metrics::Items;
use claimbook_extract::{Article, Engine, Report};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Why a kit gave no figures.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KitError {
    /// A file or folder could not be read.
    #[error("{path}: {error}")]
    Read { path: PathBuf, error: std::io::Error },
    /// A line of a kit is not what its first line promised.
    #[error("{path}, line {line}: {error}")]
    Line { path: PathBuf, line: usize, error: serde_json::Error },
    /// The content names neither times nor places.
    #[error("{0}: neither a time kit (timexes) nor a place kit (toponyms), and no cases")]
    Unknown(PathBuf),
    /// A case cannot be read.
    #[error(transparent)]
    Case(#[from] cases::CaseError),
}

/// What a kit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Time,
    Place,
    Cases,
}

impl Kind {
    /// The word used in tables and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Place => "place",
            Self::Cases => "cases",
        }
    }
}

/// The figures of one kit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub kind: Kind,
    /// File or folder name without extension.
    pub name: String,
    pub articles: usize,
    pub seconds: f64,
    /// The figures a table shows, by name.
    pub metrics: BTreeMap<String, f64>,
    /// Every figure, in the shape of the kit's reference scorer.
    pub figures: Value,
    pub items: Items,
}

/// How to run kits.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// A place is right within this distance.
    pub km: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { km: 161.0 }
    }
}

/// Finds the kits of a path: the file itself, or every `*.jsonl` and every folder of cases below a folder, in order
/// of their names.
pub fn find(path: &Path) -> Result<Vec<(Kind, PathBuf)>, KitError> {
    if path.is_file() {
        return kind_of(path)?
            .map(|kind| vec![(kind, path.to_owned())])
            .ok_or(KitError::Unknown(path.to_owned()));
    }
    let mut found = Vec::new();
    if !cases::files(path)?.is_empty() {
        found.push((Kind::Cases, path.to_owned()));
        return Ok(found);
    }
    let read = |error| KitError::Read { path: path.to_owned(), error };
    let mut entries: Vec<PathBuf> = fs::read_dir(path)
        .map_err(read)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .map_err(read)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            found.extend(find(&entry)?);
        } else if entry.extension().is_some_and(|e| e == "jsonl") {
            found.extend(kind_of(&entry)?.map(|kind| (kind, entry)));
        }
    }
    Ok(found)
}

fn kind_of(path: &Path) -> Result<Option<Kind>, KitError> {
    if path.extension().is_some_and(|e| e == "md") {
        return Ok(Some(Kind::Cases));
    }
    let text = fs::read_to_string(path).map_err(|error| KitError::Read { path: path.to_owned(), error })?;
    let Some(first) = text.lines().find(|l| !l.trim().is_empty()) else { return Ok(None) };
    let first: Value = serde_json::from_str(first).map_err(|error| KitError::Line {
        path: path.to_owned(),
        line: 1,
        error,
    })?;
    Ok(if first.get("timexes").is_some() {
        Some(Kind::Time)
    } else if first.get("toponyms").is_some() {
        Some(Kind::Place)
    } else {
        None
    })
}

/// Runs the engine over one kit.
pub fn run(engine: &Engine, kind: Kind, path: &Path, settings: Settings) -> Result<Run, KitError> {
    match kind {
        Kind::Time => time::run(engine, path),
        Kind::Place => place::run(engine, path, settings.km),
        Kind::Cases => cases::run(engine, path),
    }
}

/// Every line of a JSONL file; blank lines are skipped.
pub(crate) fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, KitError> {
    let text = fs::read_to_string(path).map_err(|error| KitError::Read { path: path.to_owned(), error })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| {
            serde_json::from_str(line).map_err(|error| KitError::Line {
                path: path.to_owned(),
                line: i + 1,
                error,
            })
        })
        .collect()
}

/// Reads articles in parallel, reports in their order, with the seconds it took.
pub(crate) fn read_all(engine: &Engine, articles: &[Article], mentions: bool) -> (Vec<Report>, f64) {
    let options = claimbook_extract::Options { mentions };
    let started = Instant::now();
    let reports = articles.par_iter().map(|article| engine.read(article, options)).collect();
    (reports, started.elapsed().as_secs_f64())
}

/// Name of a kit: its file or folder without the extension.
pub(crate) fn name(path: &Path) -> String {
    path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
