//! Logistic sums over named signs: how sure something is, and why.
//!
//! Owns: weights by name, the sum, the names beside the values. In: tables of `data/` and values in the order of their names. Out: a
//! probability. Refuses: what the signs are.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Weights in the order of the names; a sign that the table does not name weighs nothing.
pub(crate) fn weights<const N: usize>(names: &[&str; N], table: &str) -> [f64; N] {
    #[derive(Deserialize)]
    struct File {
        signs: BTreeMap<String, f64>,
    }
    let file: Option<File> = toml::from_str(table).ok();
    names.map(|name| file.as_ref().and_then(|f| f.signs.get(name)).copied().unwrap_or(0.0))
}

/// 0 to 1
pub(crate) fn probability<const N: usize>(signs: &[f64; N], weights: &[f64; N]) -> f64 {
    let sum: f64 = signs.iter().zip(weights).map(|(s, w)| s * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

pub(crate) fn logit(p: f64) -> f64 {
    let p = p.clamp(0.01, 0.99);
    (p / (1.0 - p)).ln()
}

/// Values beside their names; nothing where there are none.
pub(crate) fn named(names: &[&str], values: &[f64]) -> Option<BTreeMap<String, f64>> {
    let pairs = names.iter().map(|n| (*n).to_owned()).zip(values.iter().copied());
    (!values.is_empty()).then(|| pairs.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_weigh_by_their_names() {
        let weights = weights(&["bias", "told"], "[signs]\ntold = 2.0\n");
        assert_eq!(weights, [0.0, 2.0]);
        assert_eq!(probability(&[1.0, 0.0], &weights), 0.5);
        assert!(probability(&[1.0, logit(0.9)], &weights) > 0.9);
        assert_eq!(named(&["bias"], &[]), None);
    }
}
