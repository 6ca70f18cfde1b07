//! The cheap gate: which articles may tell an act at all.
//!
//! Owns: weights of words and the least sum that passes. In: a text. Out: whether the encoder reads it. Refuses: choosing among acts. It
//! is set so that on the dev parts no article with an act is kept out (`training/claimbook_training/gate.py`).

use rustc_hash::{FxHashMap, FxHashSet};

/// Weights are written in parts of this.
const PARTS: f32 = 32.0;

#[derive(Debug)]
pub(crate) struct Gate {
    least: f32,
    bias: f32,
    words: FxHashMap<&'static str, f32>,
}

impl Gate {
    /// The first line holds the least sum and the bias, each further line a word and its weight.
    pub(crate) fn new(table: &'static str) -> Self {
        let number = |text: Option<&str>| text.and_then(|t| t.parse::<f32>().ok()).unwrap_or(0.0);
        let mut lines = table.lines();
        let mut first = lines.next().unwrap_or_default().split(' ');
        let (least, bias) = (number(first.next()), number(first.next()));
        let words = lines.filter_map(|line| {
            let (word, weight) = line.split_once(' ')?;
            Some((word, number(Some(weight)) / PARTS))
        });
        Self { least, bias, words: words.collect() }
    }

    /// True when the distinct words of a text, ASCII letters in lower case, weigh enough.
    pub(crate) fn passes(&self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let words: FxHashSet<&str> =
            lower.split(|c: char| !c.is_ascii_lowercase()).filter(|w| w.len() > 2).collect();
        // Whole numbers: the sum does not depend on the order.
        let parts: i64 = words.iter().filter_map(|w| self.words.get(w)).map(|w| (w * PARTS) as i64).sum();
        self.bias + parts as f32 / PARTS >= self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_violence_pass_and_those_of_every_day_do_not() {
        let gate = Gate::new(include_str!("../weights/gate.txt"));
        assert!(gate.passes("Gunmen killed two soldiers in an ambush near the town."));
        assert!(!gate.passes(
            "You can bake the cake with butter or oil. My recipe takes an hour, and please let me know how yours came out, \
             because I really love to try new things with my friends at home. What software do you like to use? Thanks!"
        ));
    }
}
