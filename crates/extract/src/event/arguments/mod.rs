//! Which phrase plays which role for which trigger.
//!
//! Owns: pairing of triggers with phrases, and the seam for scoring a pair. In: triggers and nominals. Out: [`Link`]s
//! with a probability per role. Refuses: joining links into incidents.

mod features;
mod frame;

pub use features::{Scene, class, pair_features};
pub use frame::{Expected, expected};

use super::learn::Bag;
use super::nominals::Nominal;
use super::triggers::TriggerMention;

/// What a phrase may be to an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    None,
    /// Somebody who did it, by name or by a common noun.
    Perpetrator,
    /// The organisation that did it.
    Organisation,
    /// A thing struck.
    Object,
    /// Somebody struck.
    Victim,
    Weapon,
    /// Where it happened.
    Place,
    /// When it happened.
    Time,
}

impl Role {
    /// Every role, in the order of the model's classes.
    pub const ALL: [Role; 8] = [
        Role::None,
        Role::Perpetrator,
        Role::Organisation,
        Role::Object,
        Role::Victim,
        Role::Weapon,
        Role::Place,
        Role::Time,
    ];

    /// Number of the class.
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Probabilities of the roles, by [`Role::index`].
pub type RoleScores = [f32; 8];

/// The seam for learned or weighted evidence about a pair of trigger and phrase.
pub trait ArgumentScorer {
    /// Probabilities of the roles, which sum to 1.
    fn roles(&self, features: &Bag) -> RoleScores;
}

/// A phrase weighed for a trigger.
#[derive(Debug, Clone)]
pub struct Link {
    /// Index of the trigger.
    pub trigger: usize,
    /// Index of the nominal.
    pub nominal: usize,
    pub scores: RoleScores,
}

/// Pairs worth weighing, by nominal: all triggers of the sentence, nearest first and at most [`MOST`]; where there is
/// none, the last trigger of the two sentences before and the first of the next one.
pub fn pairs(triggers: &[TriggerMention], nominals: &[Nominal]) -> Vec<(usize, usize)> {
    let mut out = Vec::with_capacity(nominals.len() * 2);
    for (n, nominal) in nominals.iter().enumerate() {
        let from = triggers.partition_point(|t| t.sentence < nominal.sentence);
        let to = triggers.partition_point(|t| t.sentence <= nominal.sentence);
        let mut near: Vec<usize> = (from..to).filter(|t| triggers[*t].head != nominal.head).collect();
        near.sort_by_key(|t| (triggers[*t].head.abs_diff(nominal.head), *t));
        near.truncate(MOST);
        if near.is_empty() {
            let before = triggers[..from].last().filter(|t| t.sentence + 2 >= nominal.sentence);
            near.extend(before.map(|_| from - 1));
            let after = triggers.get(to).filter(|t| t.sentence == nominal.sentence + 1);
            near.extend(after.map(|_| to));
        }
        out.extend(near.into_iter().map(|t| (t, n)));
    }
    out
}

/// Triggers of its own sentence that one phrase is weighed for.
const MOST: usize = 4;
