//! Who may open a connection.

use std::fs;

/// Files below `crates/claimbook/src` that hold some words.
fn files_with(words: &str) -> Vec<String> {
    let root = super::root().join("crates/claimbook/src");
    let found = super::files::files(&root, "rs")
        .into_iter()
        .filter(|path| fs::read_to_string(path).unwrap().contains(words));
    found.map(|path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/")).collect()
}

#[test]
fn addresses_are_fetched_by_two_commands_alone() {
    assert_eq!(files_with("Fetcher::new("), ["network.rs"], "a fetcher is made in one place");
    assert_eq!(files_with(".fetcher(Box::new("), ["commands/add/fetched.rs", "commands/watch.rs"]);
    let add = fs::read_to_string(super::root().join("crates/claimbook/src/commands/add.rs")).unwrap();
    let guarded = "if !urls.is_empty() {\n        fetched::add(";
    assert_eq!(add.matches("fetched::add(").count(), 1);
    assert!(add.contains(guarded), "`add` fetches only where an address is named");
}
