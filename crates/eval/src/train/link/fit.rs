//! Logistic regression whose weights may speak for one side only.
//!
//! Owns: coordinate-wise Newton steps on the weighted logistic loss with a pull towards zero. In: rows. Out: a bias and weights. Refuses:
//! chance: the order is fixed, and the same rows give the same weights.

use claimbook_link::{FEATURES, Features, Side};

/// Rounds over all weights, and the longest step of one.
const ROUNDS: usize = 60;
const LONGEST: f64 = 1.0;
/// Pull towards zero, beside a loss whose rows count 1 together.
const DECAY: f64 = 3e-5;

/// A pair: the features that speak, whether it is one incident, and what it counts.
pub(super) struct Row {
    values: Vec<(u8, f32)>,
    pub(super) same: bool,
    weight: f32,
}

impl Row {
    pub(super) fn new(values: &Features, same: bool, weight: f32) -> Self {
        let values = values.iter().enumerate().filter(|(_, v)| **v != 0.0).map(|(i, v)| (i as u8, *v));
        Self { values: values.collect(), same, weight }
    }
}

/// Bias and weights.
pub(super) fn fit(rows: &[Row]) -> (f32, Vec<f32>) {
    let total: f64 = rows.iter().map(|r| f64::from(r.weight)).sum();
    let mut columns: Vec<Vec<(u32, f64)>> = vec![Vec::new(); FEATURES.len() + 1];
    for (n, row) in rows.iter().enumerate() {
        row.values.iter().for_each(|(i, v)| columns[usize::from(*i)].push((n as u32, f64::from(*v))));
        columns[FEATURES.len()].push((n as u32, 1.0));
    }
    let mut weights = vec![0.0f64; FEATURES.len() + 1];
    let mut odds = vec![0.0f64; rows.len()];
    for _ in 0..ROUNDS {
        for (i, column) in columns.iter().enumerate() {
            let bias = i == FEATURES.len();
            let decay = if bias { 0.0 } else { DECAY };
            let (mut slope, mut bend) = (decay * weights[i], decay + 1e-12);
            for (n, v) in column {
                let row = &rows[*n as usize];
                let p = 1.0 / (1.0 + (-odds[*n as usize]).exp());
                let weight = f64::from(row.weight) / total;
                slope += weight * (p - f64::from(u8::from(row.same))) * v;
                bend += weight * p * (1.0 - p) * v * v;
            }
            let wanted = weights[i] - (slope / bend).clamp(-LONGEST, LONGEST);
            let side = FEATURES.get(i).map_or(Side::Either, |(_, side)| *side);
            let next = match side {
                Side::For => wanted.max(0.0),
                Side::Against => wanted.min(0.0),
                Side::Either => wanted,
            };
            let step = next - weights[i];
            if step != 0.0 {
                column.iter().for_each(|(n, v)| odds[*n as usize] += step * v);
                weights[i] = next;
            }
        }
    }
    let bias = weights.pop().unwrap_or_default() as f32;
    (bias, weights.into_iter().map(|w| w as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(at: &[usize], same: bool) -> Row {
        let mut values = [0.0; FEATURES.len()];
        at.iter().for_each(|i| values[*i] = 1.0);
        Row::new(&values, same, 1.0)
    }

    #[test]
    fn a_weight_speaks_for_its_side_alone() {
        let at = |name: &str| FEATURES.iter().position(|(n, _)| *n == name).unwrap();
        let (town, weeks) = (at("same_town"), at("weeks_apart"));
        let mut rows = vec![row(&[town], true), row(&[town], true), row(&[town], true), row(&[town], false)];
        rows.extend([
            row(&[], false),
            row(&[], false),
            row(&[], true),
            row(&[weeks], true),
            row(&[weeks], true),
        ]);
        let (bias, weights) = fit(&rows);
        // Two of five without the town are not one incident: three to two, against three to one with it.
        assert!((bias - 1.5f32.ln()).abs() < 0.01, "{bias}");
        assert!((weights[town] - 2f32.ln()).abs() < 0.01, "{}", weights[town]);
        assert_eq!(weights[weeks], 0.0, "what speaks against does not speak for");
    }
}
