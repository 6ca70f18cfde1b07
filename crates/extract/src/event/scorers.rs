//! The trained scorers as the event room uses them.
//!
//! Owns: the embedded weights and what implements the three seams. In: the weights file of this crate. Out: [`Scorers`].
//! Refuses: training.

use super::arguments::{ArgumentScorer, Role, RoleScores};
use super::learn::{Bag, Linear, Weights};
use super::merge::MergeScorer;
use super::relevance::MentionScorer;

/// Weights made by `claimbook-train event`; see `docs/data/event.md`.
static WEIGHTS: &[u8] = include_bytes!("../../data/event.bin");

/// The three scorers of the event room.
#[derive(Debug, Clone, Default)]
pub struct Scorers<'a> {
    pub arguments: Linear<'a>,
    pub merge: Linear<'a>,
    pub mentions: Linear<'a>,
}

impl Scorers<'static> {
    /// The weights that ship with the crate. A test holds that they can be read.
    pub fn embedded() -> Self {
        Weights::read(WEIGHTS).and_then(|w| Self::of(&w)).unwrap_or_default()
    }
}

impl<'a> Scorers<'a> {
    /// The scorers of a weights file.
    pub fn of(weights: &Weights<'a>) -> Result<Self, super::learn::ModelError> {
        Ok(Self {
            arguments: weights.model("arguments")?,
            merge: weights.model("merge")?,
            mentions: weights.model("mentions")?,
        })
    }
}

impl ArgumentScorer for Linear<'_> {
    fn roles(&self, features: &Bag) -> RoleScores {
        let mut scores = Vec::with_capacity(Role::ALL.len());
        self.probabilities(features, &mut scores);
        let mut out = RoleScores::default();
        for (slot, p) in out.iter_mut().zip(scores) {
            *slot = p;
        }
        out
    }
}

impl MergeScorer for Linear<'_> {
    fn same(&self, features: &Bag) -> f32 {
        self.probability(features)
    }
}

impl MentionScorer for Linear<'_> {
    fn relevance(&self, features: &Bag) -> f32 {
        self.probability(features)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_weights_fit_the_engine() {
        let weights = Weights::read(WEIGHTS).unwrap();
        let scorers = Scorers::of(&weights).unwrap();
        assert_eq!(scorers.arguments.classes(), Role::ALL.len());
        assert_eq!((scorers.merge.classes(), scorers.mentions.classes()), (1, 1));
        assert!(WEIGHTS.len() < 2 * 1024 * 1024);
    }
}
