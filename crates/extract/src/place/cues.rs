//! Words beside a name that tell whether it is a place.
//!
//! Owns: the lists of `codebook/places/cues.toml` as sets of bits by word. In: the file. Out: [`Cues`].
//! Refuses: any weighing of the cues (see [`super::recognise`]).

use std::collections::BTreeMap;

const TEXT: &str = include_str!("../../../../codebook/places/cues.toml");

/// Kinds of cue, in the order of their bits.
const KINDS: [&str; 11] =
    ["inside", "toward", "of", "direction", "kind", "title", "body", "street", "time", "speech", "link"];

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
        link = 10
    );
}

/// All cue words.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    words: BTreeMap<String, Cue>,
}

impl Cues {
    /// The lists that come with the program.
    pub(crate) fn embedded() -> Self {
        // The file is part of the program; a test reads it.
        Self::read(TEXT).unwrap_or_default()
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let lists: BTreeMap<String, Vec<String>> = toml::from_str(text)?;
        let mut words: BTreeMap<String, Cue> = BTreeMap::new();
        for (kind, list) in lists {
            let Some(bit) = KINDS.iter().position(|k| *k == kind) else { continue };
            for word in list {
                words.entry(word).or_default().0 |= 1 << bit;
            }
        }
        Ok(Self { words })
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
        let lists: BTreeMap<String, Vec<String>> = toml::from_str(TEXT).unwrap();
        for kind in lists.keys() {
            assert!(KINDS.contains(&kind.as_str()), "{kind} is no kind of cue");
        }
    }
}
