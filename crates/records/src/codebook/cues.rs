//! Cues: words around a trigger that say how far it went and whether it is told as news.
//!
//! Owns: the cue lists. In: `cues/<language>.toml`. Out: [`Cues`]. Refuses: deciding what a cue governs.

use super::Phrase;
use serde::Deserialize;

/// The cue lists of one language.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cues {
    pub stage: StageCues,
    pub context: ContextCues,
    pub outcome: OutcomeCues,
    /// Ways to state a reason ("in retaliation for", "in response to").
    pub motive: Vec<Phrase>,
    /// Many attacks told as one ("series of", "wave of", "campaign").
    pub aggregate: Vec<Phrase>,
    /// Words that make a noun several without a number ("several", "repeated", "dozens of").
    pub plural: Vec<Phrase>,
    /// Words that point back to something told before ("the incident", "that attack", "this latest").
    pub back_reference: Vec<Phrase>,
    /// Words before the place where an attack came from ("launched from", "fired from").
    pub origin: Vec<Phrase>,
    /// Words after which a place is where something was stopped ("intercepted over", "shot down near").
    pub interception: Vec<Phrase>,
    /// Words before a place that something only crossed ("flew over").
    pub transit: Vec<Phrase>,
}

/// How far an act went.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StageCues {
    /// Tried: "attempt to", "tried to", "failed".
    pub attempted: Vec<Phrase>,
    /// Stopped or without result: "foiled", "defused", "missed".
    pub failed: Vec<Phrase>,
    /// Shot down on the way.
    pub intercepted: Vec<Phrase>,
    /// Prepared: "plotted to", "planned".
    pub planned: Vec<Phrase>,
    /// Announced: "threatened to", "vowed to", "warned that".
    pub threatened: Vec<Phrase>,
    /// Not said to have happened: "could", "may", "if".
    pub hypothetical: Vec<Phrase>,
    /// Said not to have happened: "no", "never", "denied that".
    pub negated: Vec<Phrase>,
}

/// What kind of telling a clause belongs to.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContextCues {
    /// Earlier happenings told for context: "last year", "previously".
    pub background: Vec<Phrase>,
    /// Courts and investigations: "was sentenced for", "trial".
    pub court: Vec<Phrase>,
    /// Remembrance: "anniversary", "memorial".
    pub anniversary: Vec<Phrase>,
    /// Films, books, games.
    pub fiction: Vec<Phrase>,
    pub sport: Vec<Phrase>,
    pub business: Vec<Phrase>,
    /// Health: "heart attack", "stroke".
    pub health: Vec<Phrase>,
    /// Exercises and drills.
    pub exercise: Vec<Phrase>,
    /// Trends and rates: "rise in attacks".
    pub trend: Vec<Phrase>,
    /// What somebody could do: "capable of", "designed to".
    pub capability: Vec<Phrase>,
    /// Condemnation and opinion: "condemned", "should".
    pub opinion: Vec<Phrase>,
    /// Words as weapons: "verbal attack", "war of words".
    pub metaphor: Vec<Phrase>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutcomeCues {
    pub killed: Vec<Phrase>,
    pub injured: Vec<Phrase>,
    pub damaged: Vec<Phrase>,
    pub destroyed: Vec<Phrase>,
    pub no_casualties: Vec<Phrase>,
    pub no_deaths: Vec<Phrase>,
    pub no_injuries: Vec<Phrase>,
    pub no_damage: Vec<Phrase>,
    pub kidnapped: Vec<Phrase>,
    pub released: Vec<Phrase>,
    pub escaped: Vec<Phrase>,
    pub property_taken: Vec<Phrase>,
}
