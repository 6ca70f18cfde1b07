//! A judgement on two accounts, with its reasons.
//!
//! Owns: probability, verdict, reasons. In: features and weights. Out: [`Judgement`]. Refuses: clusters (see
//! [`super::cluster`]).

use crate::features::{FEATURES, Features, features, is_textual};
use crate::profile::Profile;
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
    pub verdict: Verdict,
    /// Probability that they tell one incident.
    pub probability: f32,
    /// Features that speak, strongest first.
    pub reasons: Vec<Reason>,
}

impl Judgement {
    /// "0.93: same day and place +2.1, place +0.9": what speaks, but for what hardly does.
    pub fn told(&self) -> String {
        let speaks = self.reasons.iter().filter(|r| r.weight.abs() >= 0.05);
        let said: Vec<String> =
            speaks.map(|r| format!("{} {:+.1}", r.feature.replace('_', " "), r.weight)).collect();
        format!("{:.2}: {}", self.probability, said.join(", "))
    }

    /// True when something else than words speaks for it: time, place, somebody named, a count.
    pub fn beyond_words(&self) -> bool {
        self.reasons.iter().any(|r| r.weight > 0.0 && !is_textual(r.feature))
    }
}

/// Log odds that two accounts tell one incident, kept within bounds so that one pair does not outweigh all others.
pub(crate) fn odds(a: &Profile, b: &Profile, settings: &Settings) -> f32 {
    sum(&features(a, b), settings).clamp(-BOUND, BOUND)
}

fn sum(values: &Features, settings: &Settings) -> f32 {
    let weighted = settings.in_order().iter().zip(values).map(|(w, v)| w * v);
    settings.bias + weighted.sum::<f32>()
}

/// Judges a pair.
pub fn judge(a: &Profile, b: &Profile, settings: &Settings) -> Judgement {
    let values = features(a, b);
    let mut reasons: Vec<Reason> = FEATURES
        .iter()
        .zip(settings.in_order().iter().zip(&values))
        .map(|((feature, _), (weight, value))| Reason { feature, value: *value, weight: weight * value })
        .filter(|r| r.weight != 0.0)
        .collect();
    reasons.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()).then(x.feature.cmp(y.feature)));
    let probability = 1.0 / (1.0 + (-sum(&values, settings)).exp());
    let verdict = if a.aggregate != b.aggregate {
        if probability >= settings.same { Verdict::PartOf } else { Verdict::Different }
    } else if probability >= settings.same {
        Verdict::Same
    } else if probability <= settings.different || !reasons.iter().any(|r| r.weight > 0.0) {
        Verdict::Different
    } else {
        Verdict::Unsure
    };
    Judgement { verdict, probability, reasons }
}
