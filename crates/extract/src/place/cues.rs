//! Words beside a name that tell whether it is a place.
//!
//! Owns: the lists of `codebook/places/cues.toml` as sets of bits by word. In: the file. Out: [`Cues`].
//! Refuses: any weighing of the cues (see [`super::recognise`]).

use super::key::key;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

const TEXT: &str = include_str!("../../../../codebook/places/cues.toml");

/// Kinds of cue, in the order of their bits.
const KINDS: [&str; 16] = [
    "inside",
    "toward",
    "of",
    "direction",
    "kind",
    "title",
    "body",
    "street",
    "time",
    "speech",
    "link",
    "local",
    "party",
    "noun",
    "streets",
    "corner",
];

/// The kinds of cue a word gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cue(u16);

macro_rules! kinds {
    ($($name:ident = $bit:literal),+) => { $(pub(crate) fn $name(self) -> bool { self.0 & (1 << $bit) != 0 })+ };
}

impl Cue {
    kinds!(
        inside = 0,
        toward = 1,
        of = 2,
        direction = 3,
        kind = 4,
        title = 5,
        body = 6,
        street = 7,
        time = 8,
        speech = 9,
        link = 10,
        local = 11,
        party = 12,
        noun = 13,
        streets = 14,
        corner = 15
    );
}

/// All cue words.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    words: FxHashMap<String, Cue>,
    /// Keys of names that mostly mean something else.
    not_places: FxHashSet<String>,
}

#[derive(serde::Deserialize)]
struct File {
    not_places: NotPlaces,
    #[serde(flatten)]
    lists: BTreeMap<String, Vec<String>>,
}

#[derive(serde::Deserialize)]
struct NotPlaces {
    phrases: Vec<String>,
}

impl Cues {
    /// The lists that come with the program.
    pub(crate) fn embedded() -> Self {
        // The file is part of the program; a test reads it.
        Self::read(TEXT).unwrap_or_default()
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let File { not_places, lists } = toml::from_str(text)?;
        let mut words: FxHashMap<String, Cue> = FxHashMap::default();
        for (kind, list) in lists {
            let Some(bit) = KINDS.iter().position(|k| *k == kind) else { continue };
            for word in list {
                words.entry(word).or_default().0 |= 1 << bit;
            }
        }
        let not_places = not_places.phrases.iter().map(|p| key(p, false)).collect();
        Ok(Self { words, not_places })
    }

    /// True for the key of a name that mostly means something else.
    pub(crate) fn not_place(&self, key: &str) -> bool {
        self.not_places.contains(key)
    }

    /// The kinds of cue a word gives.
    pub(crate) fn of(&self, key: &str) -> Cue {
        self.words.get(key).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let cues = Cues::read(TEXT).unwrap();
        assert!(cues.of("near").inside() && !cues.of("near").title());
        assert!(cues.of("st").street() && cues.of("sheriff").title());
        let file: File = toml::from_str(TEXT).unwrap();
        for kind in file.lists.keys() {
            assert!(KINDS.contains(&kind.as_str()), "{kind} is no kind of cue");
        }
    }
}
