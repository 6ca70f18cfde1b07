//! Literate cases: pages that say in prose and in data what the engine must make of an invented article.
//!
//! Owns: finding, reading and running cases. In: a folder or a page. Out: which hold, and why the others do not.
//! Refuses: cases that cannot be read (an error, not a failure of the engine).

pub mod check;
pub mod expect;
pub mod page;

pub use page::{Case, CaseError};

use crate::kits::{Kind, KitError, Run, name, read_all};
use crate::metrics::Items;
use claimbook_extract::{Article, Engine};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The result of one case.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub path: PathBuf,
    pub title: String,
    /// What does not hold; empty = the case holds.
    pub wrong: Vec<String>,
    /// Why it is known not to hold.
    pub gap: Option<String>,
}

/// What the result of a case means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Holds,
    /// Does not hold, as its page says.
    Gap,
    Fails,
    /// Holds although its page says it does not: the mark must go.
    Closed,
}

impl State {
    /// True when the page tells the truth about the engine.
    pub fn is_sound(self) -> bool {
        matches!(self, Self::Holds | Self::Gap)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Gap => "gap",
            Self::Fails => "FAILS",
            Self::Closed => "CLOSED",
        }
    }
}

impl Outcome {
    pub fn state(&self) -> State {
        match (self.wrong.is_empty(), self.gap.is_some()) {
            (true, false) => State::Holds,
            (false, true) => State::Gap,
            (false, false) => State::Fails,
            (true, true) => State::Closed,
        }
    }
}

/// The pages below a folder that are cases (every `*.md` but README.md), or the page itself, in order.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, CaseError> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let read = |error| CaseError::Read { path: path.to_owned(), error };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(read)? {
        let entry = entry.map_err(read)?.path();
        if entry.is_dir() {
            found.extend(files(&entry)?);
        } else if entry.extension().is_some_and(|e| e == "md")
            && entry.file_name().is_some_and(|n| n != "README.md")
        {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads every case below a path.
pub fn load(path: &Path) -> Result<Vec<(PathBuf, Case)>, CaseError> {
    files(path)?
        .into_iter()
        .map(|file| {
            let text =
                fs::read_to_string(&file).map_err(|error| CaseError::Read { path: file.clone(), error })?;
            page::parse(&file, &text).map(|case| (file, case))
        })
        .collect()
}

/// Runs every case below a path; also gives the seconds the engine took.
pub fn outcomes(engine: &Engine, path: &Path) -> Result<(Vec<Outcome>, f64), CaseError> {
    let cases = load(path)?;
    let articles: Vec<Article> = cases.iter().map(|(_, case)| case.article.clone()).collect();
    let (reports, seconds) = read_all(engine, &articles, false);
    let outcomes = cases
        .into_iter()
        .zip(&reports)
        .map(|((path, case), report)| Outcome {
            path,
            title: case.title,
            wrong: check::check(&case.expect, report),
            gap: case.expect.known_gap,
        })
        .collect();
    Ok((outcomes, seconds))
}

/// The cases as a kit: a case is an item, right when everything in it holds.
pub fn run(engine: &Engine, path: &Path) -> Result<Run, KitError> {
    let (outcomes, seconds) = outcomes(engine, path)?;
    let mut items = Items::default();
    for outcome in &outcomes {
        let line = outcome.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if outcome.wrong.is_empty() {
            items.right.push(line);
        } else {
            items.wrong.push(format!("{line}: {}", outcome.wrong.join("; ")));
        }
    }
    let share = items.right.len() as f64 / outcomes.len().max(1) as f64;
    Ok(Run {
        kind: Kind::Cases,
        name: name(path),
        articles: outcomes.len(),
        seconds,
        metrics: BTreeMap::from([("hold".to_owned(), share)]),
        figures: serde_json::json!({"cases": outcomes.len(), "hold": items.right.len()}),
        items,
    })
}
