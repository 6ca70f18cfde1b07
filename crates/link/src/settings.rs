//! Weights and thresholds of linking.
//!
//! Owns: `data/weights.toml` and its check. In: TOML. Out: [`Settings`]. Refuses: features it does not know.

use crate::features::FEATURES;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Number of the rules in this crate. Raise it with every change to profiles, keys, features or clusters.
const RULES: u32 = 4;

/// Why weights cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not TOML of the expected shape.
    #[error("the weights of linking cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A feature is named that does not exist, or one is missing.
    #[error("the weights of linking do not name exactly the features: {0}")]
    Names(String),
}

/// How pairs are judged and joined.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// Version of rules and weights, kept with every judgement.
    pub version: String,
    /// Log odds before any feature.
    pub bias: f32,
    /// Log odds per unit of each feature.
    pub weights: BTreeMap<String, f32>,
    /// The same in the order of [`FEATURES`].
    #[serde(skip)]
    ordered: Vec<f32>,
    /// Mean log odds from which two clusters are one.
    pub join: f32,
    /// Log odds of two reports of one article.
    pub one_article: f32,
    /// Probability from which a pair is judged the same.
    pub same: f32,
    /// Probability up to which it is judged different.
    pub different: f32,
}

impl Settings {
    /// The weights that ship.
    #[allow(clippy::expect_used, reason = "the file is part of the program and read by a test")]
    pub fn embedded() -> Self {
        Self::parse(include_str!("../data/weights.toml")).expect("embedded weights")
    }

    /// Reads weights.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut out: Self = toml::from_str(text)?;
        out.ordered =
            FEATURES.iter().map(|(name, _)| out.weights.get(*name).copied().unwrap_or(0.0)).collect();
        let known = |name: &&str| FEATURES.iter().any(|(n, _)| n == name);
        let unknown: Vec<&str> = out.weights.keys().map(String::as_str).filter(|k| !known(k)).collect();
        let missing: Vec<&str> =
            FEATURES.iter().map(|(name, _)| *name).filter(|n| !out.weights.contains_key(*n)).collect();
        if unknown.is_empty() && missing.is_empty() {
            Ok(out)
        } else {
            Err(SettingsError::Names(unknown.into_iter().chain(missing).collect::<Vec<_>>().join(", ")))
        }
    }

    /// The weights in the order of the features.
    pub(crate) fn in_order(&self) -> &[f32] {
        &self.ordered
    }

    /// A name for everything that links depend on besides the reports: links made under another name are made anew.
    pub fn name(&self) -> String {
        let all = format!("{RULES} {:016x} {self:?}", crate::words::table());
        format!("{} {:016x}", self.version, crate::profile::number(&all))
    }
}
