//! What holds for the whole workspace: which crate may know which, house rules for files, paths named in the docs.

#![allow(clippy::unwrap_used)] // a test may fail by panicking

mod arrows;
mod files;
mod network;

use std::path::{Path, PathBuf};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}
