//! A judgement on two accounts, with its reasons.
//!
//! Owns: probability, verdict, reasons. In: features and weights. Out: [`Judgement`]. Refuses: clusters (see
//! [`super::cluster`]).

use crate::account::Account;
use crate::features::{DECISIVE, Features, NAMES, is_textual};
use crate::settings::Settings;
use serde::Serialize;

/// Log odds beyond which a pair counts no more.
pub(crate) const BOUND: f32 = 5.0;

/// What two accounts are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They tell one incident.
    Same,
    /// One tells a single act that may lie inside the several acts of the other.
    PartOf,
    /// They tell two.
    Different,
    /// Neither is sure.
    Unsure,
}

/// What one feature says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    pub feature: &'static str,
    pub value: f32,
    /// Log odds it adds.
    pub weight: f32,
}

/// What is judged of a pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// Numbers of the accounts, the smaller first.
    pub pair: (usize, usize),
    pub verdict: Verdict,
    /// Probability that they tell one incident.
    pub probability: f32,
    /// Features that speak, strongest first.
    pub reasons: Vec<Reason>,
}

impl Judgement {
    /// Log odds, kept within bounds so that one pair does not outweigh all others.
    pub(crate) fn odds(&self) -> f32 {
        let p = self.probability.clamp(1e-6, 1.0 - 1e-6);
        (p / (1.0 - p)).ln().clamp(-BOUND, BOUND)
    }

    /// True when something else than words speaks for it: time, place, somebody named, a count.
    pub fn beyond_words(&self) -> bool {
        self.reasons.iter().any(|r| r.weight > 0.0 && !is_textual(r.feature))
    }
}

/// Judges a pair.
pub fn judge(a: usize, b: usize, accounts: &[Account], values: &Features, settings: &Settings) -> Judgement {
    let mut reasons: Vec<Reason> = NAMES
        .iter()
        .zip(values)
        .filter(|(_, value)| **value != 0.0)
        .map(|(feature, value)| {
            let weight = settings.weights.get(*feature).copied().unwrap_or(0.0) * value;
            Reason { feature, value: *value, weight }
        })
        .filter(|r| r.weight != 0.0)
        .collect();
    let sum = settings.bias + reasons.iter().map(|r| r.weight).sum::<f32>();
    let decided = reasons.iter().any(|r| DECISIVE.contains(&r.feature));
    let odds = if decided { sum.min(-BOUND) } else { sum };
    reasons.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()).then(x.feature.cmp(y.feature)));
    let probability = 1.0 / (1.0 + (-odds).exp());
    let verdict = if accounts[a].aggregate != accounts[b].aggregate {
        if probability >= settings.same { Verdict::PartOf } else { Verdict::Different }
    } else if probability >= settings.same {
        Verdict::Same
    } else if probability <= settings.different {
        Verdict::Different
    } else {
        Verdict::Unsure
    };
    Judgement { pair: (a, b), verdict, probability, reasons }
}
