//! `claimbook-eval link`: reports linked without a book.
//!
//! Owns: the arguments of the command. In: reports as JSON lines, and weights. Out: clusters as `claimbook export --as clusters` writes
//! them, without their standing. Refuses: decisions of people.

use crate::failure::{Failure, about, write_lines};
use claimbook_link::{Number, Profile, Rulings, Settings, number, whole};
use claimbook_records::Report;
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// What `claimbook extract` or `press-reports` wrote
    reports: PathBuf,
    /// Weights of linking; those that ship where none are given
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Write to this file and not to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Links and writes one line an incident.
pub(crate) fn run(out: &mut impl Write, args: &Link) -> Result<(), Failure> {
    let settings = match &args.weights {
        Some(path) => Settings::parse(&fs::read_to_string(path).map_err(|e| about(path, e))?)
            .map_err(|e| about(path, e))?,
        None => Settings::embedded(),
    };
    let text = fs::read_to_string(&args.reports).map_err(|e| about(&args.reports, e))?;
    let (mut profiles, mut told): (Vec<Profile>, BTreeMap<Number, Value>) = Default::default();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let report: Report = serde_json::from_str(line).map_err(|e| about(&args.reports, e))?;
        let name = |i: usize| number(&format!("{} {i}", report.article.id)).cast_signed();
        let numbers: Vec<Number> = (0..report.incidents.len()).map(name).collect();
        for (number, incident) in numbers.iter().zip(&report.incidents) {
            told.insert(*number, json!({"input": report.article.input, "incident": incident.id}));
        }
        profiles.extend(Profile::of(&report, &numbers));
    }
    profiles.sort_by_key(|p| p.number);
    profiles.dedup_by_key(|p| p.number);
    let mut clusters: BTreeMap<Number, Vec<&Value>> = BTreeMap::new();
    for (account, home) in whole(&profiles, &Rulings::default(), &settings).homes {
        clusters.entry(home).or_default().extend(told.get(&account));
    }
    let line = |(home, reports): (Number, Vec<&Value>)| {
        serde_json::to_string(
            &json!({"incident": format!("inc_{:016x}", home.cast_unsigned()), "reports": reports}),
        )
    };
    write_lines(out, args.out.as_deref(), clusters.into_iter().map(line))
}
