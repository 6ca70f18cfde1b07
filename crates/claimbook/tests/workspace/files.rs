//! House rules that a machine can hold: every module says what it is, no file grows out of sight, and every path the
//! docs name exists.

use std::fs;
use std::path::{Path, PathBuf};

/// Longest file a reader is asked to hold in mind.
const LINES: usize = 800;

/// Names that say nothing about what a file knows.
const EMPTY_NAMES: &[&str] = &["utils.rs", "util.rs", "helpers.rs", "common.rs", "misc.rs"];

pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_rust_file_says_what_it_is_and_stays_short() {
    for path in files(&super::root().join("crates"), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.display();
        assert!(text.starts_with("//!"), "{name} does not begin with //!");
        assert!(text.lines().count() <= LINES, "{name} is longer than {LINES} lines");
        let file = path.file_name().unwrap().to_str().unwrap();
        assert!(!EMPTY_NAMES.contains(&file), "{name}: name the file for what it knows");
    }
}

/// Words in back quotes that look like paths of this repository.
fn paths_named(text: &str) -> Vec<String> {
    let first = ["crates/", "docs/", "cases/", "corpus/", "samples/", "codebook/", "scripts/", ".ci/"];
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|w| first.iter().any(|f| w.starts_with(f)) && !w.contains(['*', '<', ' ', '{', '…']))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_path_named_in_the_docs_exists() {
    let root = super::root();
    let mut pages = files(&root.join("docs"), "md");
    let beside = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(beside.filter(|path| path.extension().is_some_and(|e| e == "md")));
    pages.extend(
        ["cases/README.md", "corpus/press/README.md", "corpus/press/GUIDE.md", "deploy/README.md"]
            .map(|p| root.join(p)),
    );
    for page in pages {
        for path in paths_named(&fs::read_to_string(&page).unwrap()) {
            assert!(root.join(&path).exists(), "{} names {path}, which is not there", page.display());
        }
    }
}

#[test]
fn paths_are_told_from_other_code() {
    let text = "see `crates/records/src/span.rs` and `cargo test`, or `cases/*.md`";
    assert_eq!(paths_named(text), ["crates/records/src/span.rs"]);
}
