//! The cheap gate: which articles may tell an act at all.
//!
//! Owns: weights of words and the least sum that passes. In: a text. Out: whether the article is read. Refuses: choosing among acts. It is
//! set so that on the dev parts no article with an act is kept out (`training/claimbook_training/gate.py`).

use rustc_hash::FxHashMap;

/// A word of so many letters has a beginning and an end besides itself.
const LONG: usize = 6;
const BEGINNING: usize = 5;
const END: usize = 4;

/// Sums are of whole numbers: they do not depend on the order.
#[derive(Debug, Clone, Copy)]
struct Weight {
    /// Where the key stands in the article, however often.
    article: i32,
    /// Where it stands in the heaviest sentence.
    sentence: i32,
}

#[derive(Debug, Default)]
pub(crate) struct Gate {
    least: i32,
    weights: Vec<Weight>,
    words: FxHashMap<&'static str, usize>,
    beginnings: FxHashMap<&'static str, usize>,
    ends: FxHashMap<&'static str, usize>,
}

impl Gate {
    /// The first line holds the least sum; each further line a key, its weight in the article and in the heaviest sentence. A key is a
    /// word, a beginning (`gunme-`) or an end (`-nmen`).
    pub(crate) fn new(table: &'static str) -> Self {
        let mut lines = table.lines();
        let least = lines.next().and_then(|line| line.parse().ok()).unwrap_or(i32::MAX);
        let mut gate = Self { least, ..Self::default() };
        for line in lines {
            let mut parts = line.split(' ');
            let key = parts.next().unwrap_or_default();
            let mut number = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
            let weight = Weight { article: number(), sentence: number() };
            let (keys, key) = match (key.strip_suffix('-'), key.strip_prefix('-')) {
                (Some(beginning), _) => (&mut gate.beginnings, beginning),
                (_, Some(end)) => (&mut gate.ends, end),
                _ => (&mut gate.words, key),
            };
            keys.insert(key, gate.weights.len());
            gate.weights.push(weight);
        }
        gate
    }

    /// True when the distinct keys of a text, ASCII letters in lower case, and those of its heaviest sentence weigh enough.
    pub(crate) fn passes(&self, text: &str) -> bool {
        self.weigh(text).is_some_and(|sum| sum >= self.least)
    }

    /// None for a text without a word.
    fn weigh(&self, text: &str) -> Option<i32> {
        let lower = text.to_ascii_lowercase();
        // The sentence in which each key was met last, counted from 1.
        let mut met = vec![0; self.weights.len()];
        let (mut article, mut heaviest) = (0, None::<i32>);
        for (number, words) in (1..).zip(sentences(&lower)) {
            let mut sentence = None::<i32>;
            for word in words.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty()) {
                let sum = sentence.get_or_insert(0);
                for key in self.keys(word) {
                    let Weight { article: once, sentence: here } = self.weights[key];
                    if met[key] == 0 {
                        article += once;
                    }
                    if met[key] != number {
                        *sum += here;
                    }
                    met[key] = number;
                }
            }
            heaviest = heaviest.max(sentence);
        }
        heaviest.map(|sentence| article + sentence)
    }

    /// The word itself, and the beginning and the end of a longer one, where the table has them.
    fn keys(&self, word: &str) -> impl Iterator<Item = usize> {
        let long = word.len() >= LONG;
        let beginning = long.then(|| self.beginnings.get(&word[..BEGINNING]).copied()).flatten();
        let end = long.then(|| self.ends.get(&word[word.len() - END..]).copied()).flatten();
        [self.words.get(word).copied(), beginning, end].into_iter().flatten()
    }
}

/// A text cut after line ends, and after white space behind a mark that ends a sentence. "Gen. Omar" is cut, too: what counts is that the
/// weights were fitted with these cuts.
fn sentences(text: &str) -> Vec<&str> {
    let (mut out, mut start, mut ended) = (Vec::new(), 0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'.' | b'!' | b'?' => ended = true,
            b'\n' | b' ' | b'\t' | b'\r' => {
                if ended || byte == b'\n' {
                    out.push(&text[start..=at]);
                    start = at + 1;
                }
                ended = false;
            }
            _ if byte.is_ascii_alphanumeric() => ended = false,
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_violence_pass_and_those_of_every_day_do_not() {
        let gate = Gate::new(include_str!("../weights/gate.txt"));
        assert!(gate.passes("Gunmen killed two soldiers in an ambush near the town."));
        assert!(gate.passes("A car bomb killed two people in Kabul on Tuesday."));
        assert!(!gate.passes(
            "You can bake the cake with butter or oil. My recipe takes an hour, and please let me know how yours came out, \
             because I really love to try new things with my friends at home. What software do you like to use? Thanks!"
        ));
        assert!(!gate.passes(""));
        assert!(!gate.passes("2024 — 17.5 %\n\n"));
    }

    #[test]
    fn a_key_weighs_once_in_the_article_and_once_in_the_heaviest_sentence() {
        let gate = Gate::new("0\nbomb 3 5\ngunme- 2 7\n-nmen 1 0\ncake -4 -6\n");
        assert_eq!(gate.weigh("A bomb, a BOMB. Bomb!"), Some(3 + 5));
        assert_eq!(gate.weigh("Gunmen! Cake. A cake with a bomb."), Some((2 + 1 + 3 - 4) + 7));
        assert_eq!(gate.weigh("Cake."), Some(-4 - 6));
        assert_eq!(gate.weigh("Cake. Naught."), Some(-4));
        assert_eq!(gate.weigh("..."), None);
    }

    #[test]
    fn sentences_end_at_lines_and_behind_full_stops() {
        let cut = |text| {
            sentences(text).into_iter().map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(
            cut("Blast in Qarn\n\nHe said \"no.\" It cost 2.5 million"),
            ["Blast in Qarn", "He said \"no.\"", "It cost 2.5 million"]
        );
        assert_eq!(cut("Why?!”  Gen. Omar: é. ok"), ["Why?!”", "Gen.", "Omar: é.", "ok"]);
    }
}
