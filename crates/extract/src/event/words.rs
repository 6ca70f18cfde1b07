//! Small word lists of the event room that are no part of the codebook.
//!
//! Owns: which words make the act beside them unreal. In: `data/event_words.toml`. Out: [`Words`]. Refuses: cues a user
//! may want to edit (they stand in the codebook).

use serde::Deserialize;
use std::collections::BTreeSet;

/// Lemmas by what they do to an act told beside them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    carries_on: BTreeSet<String>,
    holds_off: BTreeSet<String>,
    able: BTreeSet<String>,
    inquiry: BTreeSet<String>,
    trend: BTreeSet<String>,
    another: BTreeSet<String>,
    owning: BTreeSet<String>,
    saying: BTreeSet<String>,
    direction: BTreeSet<String>,
    locating: BTreeSet<String>,
    occasion: BTreeSet<String>,
    gunmen: BTreeSet<String>,
    common_doers: BTreeSet<String>,
    of_war: BTreeSet<String>,
    public: BTreeSet<String>,
    happening: BTreeSet<String>,
    finding: BTreeSet<String>,
    dying: BTreeSet<String>,
    aftermath: BTreeSet<String>,
    stamping: BTreeSet<String>,
    authority: BTreeSet<String>,
    institution: BTreeSet<String>,
    resident: BTreeSet<String>,
    accusing: BTreeSet<String>,
    body_parts: BTreeSet<String>,
    named_after: BTreeSet<String>,
    pairs: BTreeSet<String>,
    in_twos: BTreeSet<String>,
    counted_days: BTreeSet<String>,
    households: BTreeSet<String>,
    suffering: BTreeSet<String>,
}

impl Words {
    /// The list that comes with the crate. A test holds that it can be read.
    pub(super) fn embedded() -> Self {
        toml::from_str(include_str!("../../data/event_words.toml")).unwrap_or_default()
    }

    /// "began to shell", "claimed to have attacked".
    pub(super) fn carries_on(&self, lemma: &str) -> bool {
        self.carries_on.contains(lemma)
    }

    /// "stop attacks", "wants to attack".
    pub(super) fn holds_off(&self, lemma: &str) -> bool {
        self.holds_off.contains(lemma)
    }

    /// "capable of attacks".
    pub(super) fn able(&self, lemma: &str) -> bool {
        self.able.contains(lemma)
    }

    /// "the investigation of the attack".
    pub(super) fn inquiry(&self, lemma: &str) -> bool {
        self.inquiry.contains(lemma)
    }

    /// "a rise in shootings".
    pub(super) fn trend(&self, lemma: &str) -> bool {
        self.trend.contains(lemma)
    }

    /// "another attack".
    pub(super) fn another(&self, lemma: &str) -> bool {
        self.another.contains(lemma)
    }

    /// "responsible for the attack".
    pub(super) fn owning(&self, lemma: &str) -> bool {
        self.owning.contains(lemma)
    }

    /// "south of".
    pub(super) fn direction(&self, lemma: &str) -> bool {
        self.direction.contains(lemma)
    }

    /// "near Harir".
    pub(super) fn locating(&self, lemma: &str) -> bool {
        self.locating.contains(lemma)
    }

    /// "in a separate incident".
    pub(super) fn occasion(&self, lemma: &str) -> bool {
        self.occasion.contains(lemma)
    }

    /// "gunman".
    pub(super) fn gunmen(&self, lemma: &str) -> bool {
        self.gunmen.contains(lemma)
    }

    /// "attacker": says nothing of who fights.
    pub(super) fn common_doers(&self, lemma: &str) -> bool {
        self.common_doers.contains(lemma)
    }

    /// A kind of weapon that everyday crime does not use.
    pub(super) fn of_war(&self, kind: &str) -> bool {
        self.of_war.contains(kind)
    }

    /// A kind of person struck for a public role.
    pub(super) fn public(&self, kind: &str) -> bool {
        self.public.contains(kind)
    }

    /// "It happened on Friday."
    pub(super) fn happening(&self, lemma: &str) -> bool {
        self.happening.contains(lemma)
    }

    /// "Officers were called on Friday."
    pub(super) fn finding(&self, lemma: &str) -> bool {
        self.finding.contains(lemma)
    }

    /// "died on Sunday".
    pub(super) fn dying(&self, lemma: &str) -> bool {
        self.dying.contains(lemma)
    }

    /// "was charged on Monday".
    pub(super) fn aftermath(&self, lemma: &str) -> bool {
        self.aftermath.contains(lemma)
    }

    /// "Posted: Monday".
    pub(super) fn stamping(&self, norm: &str) -> bool {
        self.stamping.contains(norm)
    }

    /// "Qarn police".
    pub(super) fn authority(&self, lemma: &str) -> bool {
        self.authority.contains(lemma)
    }

    /// "Qarn Hospital": a place of its own, or nobody who was there.
    pub(super) fn institution(&self, lemma: &str) -> bool {
        self.institution.contains(lemma)
    }

    /// "a Qarn man".
    pub(super) fn resident(&self, lemma: &str) -> bool {
        self.resident.contains(lemma)
    }

    /// "the day before", in lower case.
    pub(super) fn counted_day(&self, words: &str) -> bool {
        self.counted_days.contains(words)
    }

    /// "her parents".
    pub(super) fn in_twos(&self, lemma: &str) -> bool {
        self.in_twos.contains(lemma)
    }

    /// "a couple".
    pub(super) fn pair(&self, lemma: &str) -> bool {
        self.pairs.contains(lemma)
    }

    /// "a family of four".
    pub(super) fn household(&self, lemma: &str) -> bool {
        self.households.contains(lemma)
    }

    /// "Jordan Reeves".
    pub(super) fn named_after(&self, norm: &str) -> bool {
        self.named_after.contains(norm)
    }

    /// "was charged with".
    pub(super) fn accusing(&self, lemma: &str) -> bool {
        self.accusing.contains(lemma)
    }

    /// "shot in the head".
    pub(super) fn body_part(&self, lemma: &str) -> bool {
        self.body_parts.contains(lemma)
    }

    /// "suffered a wound".
    pub(super) fn suffering(&self, lemma: &str) -> bool {
        self.suffering.contains(lemma)
    }

    /// "claimed on Thursday".
    pub(super) fn saying(&self, lemma: &str) -> bool {
        self.saying.contains(lemma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read() {
        let words: Words = toml::from_str(include_str!("../../data/event_words.toml")).unwrap();
        assert!(words.carries_on("begin") && words.holds_off("stop") && words.able("capable"));
        assert!(!words.carries_on("stop"));
    }
}
