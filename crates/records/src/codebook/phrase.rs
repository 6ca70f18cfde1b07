//! Phrases: the one small pattern language of the codebook.
//!
//! Owns: how words to look for are written. In: a string such as `"open fire"`, `"set _ on fire"`, `"car|truck bomb"`.
//! Out: [`Phrase`]. Refuses: matching (see the extraction crate) and regular expressions.
//!
//! A phrase is a list of parts separated by blanks. Each part is one of
//! - a lemma in lower case (`bomb` finds *bombs*, *bombed*); a hyphen is a blank (`car-bomb` is `car bomb`);
//! - alternatives `car|truck|vehicle`;
//! - `~`, a gap of none to three words (`hurl ~ grenade`);
//! - `_`, a gap of up to eight words, such as an object (`set _ on fire`).
//!
//! `^` before a lemma marks the word that carries the meaning (the head). Without it the head is the first lemma of
//! a verb phrase and the last lemma before a preposition in any other phrase. A part of speech may follow after a
//! colon: `foil:verb`.

use super::Pos;
use serde::{Deserialize, Deserializer};

/// One position of a [`Phrase`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// A word with one of these lemmas.
    Word(Vec<String>),
    /// Any words, at most `max`, or none.
    Gap { max: u8 },
}

/// Words to look for, by lemma.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// Positions in order; begins and ends with a word.
    pub parts: Vec<Part>,
    /// Index in `parts` of the head where `^` marks it.
    pub marked_head: Option<usize>,
    /// Part of speech of the head, where the phrase says so.
    pub pos: Option<Pos>,
}

const PREPOSITIONS: [&str; 14] =
    ["of", "on", "in", "at", "against", "to", "for", "with", "by", "from", "into", "toward", "over", "about"];

impl Phrase {
    /// Reads a phrase; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (words, pos) = match text.rsplit_once(':') {
            Some((words, pos)) => (words, Some(pos.trim().parse::<Pos>()?)),
            None => (text, None),
        };
        if words.chars().any(char::is_uppercase) {
            return Err(format!("phrase '{text}': words are written in lower case"));
        }
        let mut parts = Vec::new();
        let mut marked_head = None;
        for piece in words.split(|c: char| c.is_whitespace() || c == '-').filter(|p| !p.is_empty()) {
            let (piece, head) = piece.strip_prefix('^').map_or((piece, false), |p| (p, true));
            if head && marked_head.replace(parts.len()).is_some() {
                return Err(format!("phrase '{text}': '^' stands before more than one word"));
            }
            parts.push(match piece {
                "~" => Part::Gap { max: 3 },
                "_" => Part::Gap { max: 8 },
                word => Part::Word(alternatives(text, word)?),
            });
        }
        match (parts.first(), parts.last()) {
            (Some(Part::Word(_)), Some(Part::Word(_))) => Ok(Self { parts, marked_head, pos }),
            (None, _) => Err(format!("phrase '{text}' is empty")),
            _ => Err(format!("phrase '{text}' must begin and end with a word, not with a gap")),
        }
    }

    /// Index in `parts` of the word that carries the meaning; `pos` is the part of speech it is used with.
    pub fn head(&self, pos: Pos) -> usize {
        if let Some(head) = self.marked_head {
            return head;
        }
        if pos == Pos::Verb {
            return 0;
        }
        let stop = self.parts.iter().position(|p| match p {
            Part::Word(w) => w.iter().any(|w| PREPOSITIONS.contains(&w.as_str())),
            Part::Gap { .. } => true,
        });
        stop.unwrap_or(self.parts.len()).max(1) - 1
    }

    /// Lemmas of the first word: where a matcher may begin.
    pub fn first(&self) -> &[String] {
        match self.parts.first() {
            Some(Part::Word(words)) => words,
            _ => &[],
        }
    }

    /// The lemma of a phrase of exactly one word without alternatives.
    pub fn single(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Word(words)] => match words.as_slice() {
                [word] => Some(word),
                _ => None,
            },
            _ => None,
        }
    }
}

fn alternatives(text: &str, word: &str) -> Result<Vec<String>, String> {
    let words: Vec<String> = word.split('|').map(str::to_owned).collect();
    if words.iter().any(|w| w.is_empty() || w.contains(['_', '~', '^'])) {
        return Err(format!("phrase '{text}': '{word}' is no word"));
    }
    Ok(words)
}

impl std::fmt::Display for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, part) in self.parts.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            if self.marked_head == Some(i) {
                f.write_str("^")?;
            }
            match part {
                Part::Word(words) => f.write_str(&words.join("|"))?,
                Part::Gap { max: ..=3 } => f.write_str("~")?,
                Part::Gap { .. } => f.write_str("_")?,
            }
        }
        match self.pos {
            Some(pos) => write!(f, ":{pos}"),
            None => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Phrase::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_print_as_they_were_written() {
        for text in
            ["open fire", "car|truck bomb", "hurl ~ grenade", "set _ on fire", "carry out ^raid", "foil:verb"]
        {
            assert_eq!(Phrase::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Phrase::parse("car-bomb").unwrap().to_string(), "car bomb");
    }

    #[test]
    fn the_head_follows_the_part_of_speech() {
        let head = |text: &str, pos| Phrase::parse(text).unwrap().head(pos);
        assert_eq!(head("open fire", Pos::Verb), 0);
        assert_eq!(head("car bomb attack", Pos::Noun), 2);
        assert_eq!(head("attempt on _ life", Pos::Noun), 0);
        assert_eq!(head("carry out ^attack", Pos::Verb), 2);
    }

    #[test]
    fn mistakes_are_explained() {
        assert!(Phrase::parse("").unwrap_err().contains("empty"));
        assert!(Phrase::parse("_ fire").unwrap_err().contains("begin and end"));
        assert!(Phrase::parse("Fire").unwrap_err().contains("lower case"));
        assert!(Phrase::parse("^open ^fire").unwrap_err().contains("more than one"));
        assert!(Phrase::parse("car| bomb").unwrap_err().contains("no word"));
        assert!(Phrase::parse("foil:verp").unwrap_err().contains("verb"));
    }
}
