//! Two runs of the same kits side by side.
//!
//! Owns: what was gained and lost. In: the JSON of two runs. Out: differences per kit. Refuses: judging whether a
//! change is worth it.

use crate::kits::{Kind, Run};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What `claimbook-eval run --json` writes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Runs {
    /// Version of the engine.
    pub version: String,
    /// Content hash of the codebook.
    pub codebook: String,
    /// Content hash of the trained parts.
    pub model: Option<String>,
    pub runs: Vec<Run>,
}

/// How one kit changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    pub kind: Kind,
    pub name: String,
    /// Figure: before, after.
    pub metrics: BTreeMap<String, (f64, f64)>,
    /// Read rightly after but not before.
    pub gained: Vec<String>,
    /// Read rightly before but not after.
    pub lost: Vec<String>,
    /// Wrong predictions that are new.
    pub new_stray: Vec<String>,
    /// Wrong predictions that are gone.
    pub gone_stray: Vec<String>,
}

/// The differences of all kits that both runs have, in the order of the first.
pub fn compare(before: &Runs, after: &Runs) -> Vec<Difference> {
    before
        .runs
        .iter()
        .filter_map(|a| {
            after.runs.iter().find(|b| (b.kind, &b.name) == (a.kind, &a.name)).map(|b| difference(a, b))
        })
        .collect()
}

fn difference(before: &Run, after: &Run) -> Difference {
    let metrics = before
        .metrics
        .iter()
        .filter_map(|(name, a)| after.metrics.get(name).map(|b| (name.clone(), (*a, *b))))
        .collect();
    Difference {
        kind: before.kind,
        name: before.name.clone(),
        metrics,
        gained: only_in(&after.items.right, &before.items.right),
        lost: only_in(&before.items.right, &after.items.right),
        new_stray: only_in(&after.items.stray, &before.items.stray),
        gone_stray: only_in(&before.items.stray, &after.items.stray),
    }
}

/// The lines of `these` that `those` lack, in order.
fn only_in(these: &[String], those: &[String]) -> Vec<String> {
    let those: BTreeSet<&String> = those.iter().collect();
    these.iter().filter(|line| !those.contains(line)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Items;

    fn runs(right: &[&str], stray: &[&str], value: f64) -> Runs {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let items = Items { right: list(right), wrong: Vec::new(), stray: list(stray) };
        let run = Run {
            kind: Kind::Time,
            name: "towns".to_owned(),
            articles: 1,
            seconds: 0.0,
            metrics: BTreeMap::from([("value F".to_owned(), value)]),
            figures: serde_json::Value::Null,
            items,
        };
        Runs { version: "1".to_owned(), codebook: String::new(), model: None, runs: vec![run] }
    }

    #[test]
    fn gains_and_losses_are_told_apart() {
        let found = compare(&runs(&["a", "b"], &["x"], 0.5), &runs(&["b", "c", "d"], &[], 0.75));
        assert_eq!(found[0].gained, ["c", "d"]);
        assert_eq!(found[0].lost, ["a"]);
        assert_eq!(found[0].gone_stray, ["x"]);
        assert!(found[0].new_stray.is_empty());
        assert_eq!(found[0].metrics["value F"], (0.5, 0.75));
    }
}
