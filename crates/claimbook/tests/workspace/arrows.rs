//! The crate arrows of docs/architecture.md, read from cargo itself.

use cargo_metadata::MetadataCommand;
use std::collections::{BTreeMap, BTreeSet};

/// Crate, and the crates of this workspace it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("claimbook-records", &[]),
    ("claimbook-acquire", &["claimbook-records"]),
    ("claimbook-fetch", &["claimbook-records"]),
    ("claimbook-extract", &["claimbook-records"]),
    ("claimbook-encoder", &["claimbook-records", "claimbook-extract"]),
    ("claimbook-endpoint", &["claimbook-records", "claimbook-extract"]),
    ("claimbook-overlay", &["claimbook-records", "claimbook-extract", "claimbook-encoder"]),
    ("claimbook-link", &["claimbook-records"]),
    ("claimbook-ledger", &["claimbook-records", "claimbook-link"]),
    (
        "claimbook-eval",
        &[
            "claimbook-records",
            "claimbook-extract",
            "claimbook-encoder",
            "claimbook-endpoint",
            "claimbook-link",
        ],
    ),
    ("claimbook-web", &["claimbook-records", "claimbook-ledger", "claimbook-link"]),
    (
        "claimbook",
        &[
            "claimbook-records",
            "claimbook-acquire",
            "claimbook-extract",
            "claimbook-fetch",
            "claimbook-encoder",
            "claimbook-endpoint",
            "claimbook-overlay",
            "claimbook-link",
            "claimbook-ledger",
            "claimbook-web",
        ],
    ),
];

#[test]
fn no_crate_knows_more_than_its_arrows_allow() {
    let metadata = MetadataCommand::new()
        .manifest_path(super::root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap();
    let members: BTreeSet<&str> = metadata.packages.iter().map(|p| p.name.as_str()).collect();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    assert_eq!(members, allowed.keys().copied().collect(), "crates and arrows differ: write the arrow first");
    for package in &metadata.packages {
        for dependency in package.dependencies.iter().filter(|d| members.contains(d.name.as_str())) {
            assert!(
                allowed[package.name.as_str()].contains(&dependency.name.as_str()),
                "{} must not depend on {}",
                package.name,
                dependency.name
            );
        }
    }
}
