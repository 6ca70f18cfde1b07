//! A user's codebook folder.
//!
//! Owns: reading `--codebook DIR`. In: a folder. Out: the codebook with the folder laid over the built-in one.
//! Refuses: judging what the files say (crate records does).

use crate::failure::Failure;
use claimbook_records::Codebook;
use std::fs;
use std::path::{Path, PathBuf};

/// The built-in codebook, with the user's folder laid over it where there is one.
pub fn codebook(folder: Option<&Path>) -> Result<Codebook, Failure> {
    match folder {
        None => Ok(Codebook::builtin()),
        Some(folder) => {
            let files = files(folder)?;
            let named = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            Ok(Codebook::with_overlay(named)?)
        }
    }
}

/// Every TOML file below a folder: its path inside the folder, written with `/`, and its text; in order of the names.
pub fn files(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found)?;
    found.sort();
    if found.is_empty() {
        return Err(Failure::Usage(format!(
            "{}: no codebook files (*.toml) in this folder",
            folder.display()
        )));
    }
    Ok(found)
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let paths: Result<Vec<PathBuf>, _> =
        fs::read_dir(folder).and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect());
    for path in paths.map_err(Failure::io(folder.display().to_string()))? {
        if path.is_dir() {
            collect(root, &path, found)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap_or(&path);
            let name =
                name.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let text = fs::read_to_string(&path).map_err(Failure::io(path.display().to_string()))?;
            found.push((name, text));
        }
    }
    Ok(())
}
