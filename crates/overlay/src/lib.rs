//! The data a user may lay over the built-in one, or put in its place.
//!
//! Owns: `--codebook DIR`, `--gazetteer FILE` and `--annotator NAME`. In: a folder, a file, a name. Out: codebook, gazetteer, engine. Refuses:
//! judging what the files say (crates records and extract do), network and threads.
//! An annotator that asks a model is put in by the command.

use claimbook_encoder::Encoder;
use claimbook_extract::Engine;
use claimbook_extract::place::Gazetteer;
use claimbook_extract::place::gazetteer::OverlayError;
use claimbook_records::Codebook;
use claimbook_records::codebook::CodebookErrors;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

/// Why the data of a user cannot be read with.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file or folder could not be read.
    #[error("{what}: {error}")]
    Io { what: String, error: io::Error },
    /// It is no such data; the text says what to do.
    #[error("{0}")]
    Unfit(String),
    /// The codebook has mistakes.
    #[error("the codebook has mistakes:\n{0}")]
    Codebook(#[from] CodebookErrors),
}

impl DataError {
    fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |error| Self::Io { what, error }
    }
}

/// Which data to read with.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Data {
    /// A folder of codebook files laid over the built-in codebook
    #[arg(
        long = "codebook",
        global = true,
        help_heading = "Data",
        env = "CLAIMBOOK_CODEBOOK",
        value_name = "DIR"
    )]
    pub folder: Option<PathBuf>,
    /// A table of places made by `claimbook gazetteer import`, in place of the embedded one
    #[arg(
        long = "gazetteer",
        global = true,
        help_heading = "Data",
        env = "CLAIMBOOK_GAZETTEER",
        value_name = "FILE"
    )]
    pub table: Option<PathBuf>,
    /// Who marks the words that tell acts and sayings
    #[arg(
        long,
        global = true,
        help_heading = "Data",
        env = "CLAIMBOOK_ANNOTATOR",
        value_name = "NAME",
        default_value = "encoder"
    )]
    pub annotator: Marker,
    /// Confidence, 0 to 1, below which news is kept apart as unsure and not shown as an incident
    #[arg(
        long,
        global = true,
        help_heading = "Data",
        env = "CLAIMBOOK_UNSURE_BELOW",
        value_name = "P",
        value_parser = share
    )]
    pub unsure_below: Option<f64>,
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("not between 0 and 1".to_owned()) }
}

/// Who marks the words of acts and sayings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Marker {
    /// The trained encoder; articles in capitals throughout are read by the codebook's rules
    #[default]
    Encoder,
    /// The codebook's trigger words and rules
    Fast,
    /// A language model behind --endpoint URL, for extract, add and watch: the text of articles is sent there
    Endpoint,
}

impl Data {
    /// The built-in codebook, with the user's folder laid over it where there is one.
    pub fn codebook(&self) -> Result<Codebook, DataError> {
        codebook(self.folder.as_deref())
    }

    /// The embedded gazetteer or the user's table, with the user's `places/*.toml` laid over it.
    pub fn gazetteer(&self) -> Result<Gazetteer, DataError> {
        let base = match &self.table {
            None => Gazetteer::embedded(),
            Some(path) => {
                let name = path.display().to_string();
                let bytes = fs::read(path).map_err(DataError::io(name.clone()))?;
                Gazetteer::from_bytes(bytes).map_err(|e| DataError::Unfit(format!("{name}: {e}")))?
            }
        };
        match &self.folder {
            None => Ok(base),
            Some(folder) => with_places(base, folder),
        }
    }

    /// The engine over both.
    pub fn engine(&self) -> Result<Engine, DataError> {
        let mut engine = self.reader(self.codebook()?);
        if self.table.is_some() || self.folder.is_some() {
            engine.gazetteer = self.gazetteer()?;
        }
        if let Some(least) = self.unsure_below {
            engine.dial.confidence = least;
            // What nothing is set apart of, says all that is said, too.
            engine.dial.claim = engine.dial.claim.min(least as f32);
        }
        Ok(engine)
    }

    /// An engine over a codebook, with the annotator chosen; an endpoint is put in by who may ask one (`endpoint.rs`).
    pub fn reader(&self, codebook: Codebook) -> Engine {
        let engine = Engine::new(codebook);
        match self.annotator {
            Marker::Encoder => engine.with_annotator(Arc::new(Encoder::embedded())),
            Marker::Fast | Marker::Endpoint => engine,
        }
    }
}

/// Files of places belong to the gazetteer, all others to the codebook.
fn is_of_places(name: &str) -> bool {
    name.starts_with("places/")
}

/// The built-in codebook, with a folder laid over it where there is one.
pub fn codebook(folder: Option<&Path>) -> Result<Codebook, DataError> {
    let Some(folder) = folder else { return Ok(Codebook::builtin()) };
    let files = files(folder)?;
    let named = files.iter().filter(|(name, _)| !is_of_places(name));
    Ok(Codebook::with_overlay(named.map(|(name, text)| (name.as_str(), text.as_str())))?)
}

/// A gazetteer with the places of a folder laid over it.
pub fn with_places(gazetteer: Gazetteer, folder: &Path) -> Result<Gazetteer, DataError> {
    let files = files(folder)?;
    let places: Vec<(&str, &str)> = files
        .iter()
        .filter(|(name, _)| is_of_places(name))
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    if places.is_empty() {
        return Ok(gazetteer);
    }
    gazetteer.with_tables(&places).map_err(|e| match e {
        OverlayError::Text(mistake) => DataError::Codebook(CodebookErrors(vec![mistake])),
        other => DataError::Unfit(format!("{}: {other}", folder.display())),
    })
}

/// Every TOML file below a folder: its path inside the folder, written with `/`, and its text; in order of the names.
pub fn files(folder: &Path) -> Result<Vec<(String, String)>, DataError> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found)?;
    found.sort();
    if found.is_empty() {
        return Err(DataError::Unfit(format!(
            "{}: no codebook files (*.toml) in this folder",
            folder.display()
        )));
    }
    Ok(found)
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) -> Result<(), DataError> {
    let paths: Result<Vec<PathBuf>, _> =
        fs::read_dir(folder).and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect());
    for path in paths.map_err(DataError::io(folder.display().to_string()))? {
        if path.is_dir() {
            collect(root, &path, found)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap_or(&path);
            let name =
                name.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let text = fs::read_to_string(&path).map_err(DataError::io(path.display().to_string()))?;
            found.push((name, text));
        }
    }
    Ok(())
}
