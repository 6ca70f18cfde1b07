//! Words of accounts and how much they tell.
//!
//! Owns: folding, terms, the weight of a word, cosine of two texts. In: texts. Out: [`Vector`]s. Refuses: grammar, and
//! weights that move with the collection: the table `data/word_counts.txt` holds for every book, so that what was
//! judged of a pair stays judged when a further article comes.

pub(crate) use claimbook_records::spelling::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// Words of a text with their weights, by word, of unit length.
pub type Vector = Vec<(u32, f32)>;

/// Words that tell nothing of what a text is about.
const EMPTY: &str = include_str!("../data/empty_words.txt");

/// Words that stand in most reports of attacks, whatever the table says of them.
const GENERIC: &str = include_str!("../data/generic_words.txt");
/// What of their weight they keep.
const KEPT: f32 = 0.4;

/// In how many of so many articles each word stands: the number of articles, then lines of a count and its words.
const COUNTS: &str = include_str!("../data/word_counts.txt");
/// What the logarithm of rarity is raised to. Above 1, the words of a communiqué that is worded alike every day weigh less
/// against the few that differ.
const STEEP: f32 = 1.5;
/// Articles out of the table's that a word is taken to stand in which the table does not have.
const UNKNOWN: f32 = 4.0;

/// The weight of a word by its number, and that of one nobody counted.
static WEIGHTS: LazyLock<(HashMap<u32, f32>, f32)> = LazyLock::new(|| {
    let mut lines = COUNTS.lines().filter(|l| !l.starts_with('#'));
    let articles: f32 = lines.next().and_then(|n| n.trim().parse().ok()).unwrap_or(UNKNOWN);
    let weight = |count: f32| ((articles + 1.0) / count).ln().powf(STEEP);
    let mut weights = HashMap::new();
    for line in lines {
        let mut words = line.split(' ');
        let count: f32 = words.next().and_then(|n| n.parse().ok()).unwrap_or(UNKNOWN);
        weights.extend(words.map(|word| (short(word), weight(count))));
    }
    for word in GENERIC.split_whitespace() {
        *weights.entry(short(word)).or_insert_with(|| weight(UNKNOWN)) *= KEPT;
    }
    (weights, weight(UNKNOWN))
});

/// How often each word that tells something stands in some texts.
pub fn terms(texts: &[&str]) -> BTreeMap<String, u32> {
    static EMPTY_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| EMPTY.split_whitespace().collect());
    let mut out = BTreeMap::new();
    for text in texts {
        for word in fold(text).split(' ').filter(|w| w.len() > 1 && !EMPTY_WORDS.contains(w)) {
            *out.entry(word.to_owned()).or_default() += 1;
        }
    }
    out
}

/// The words of some texts, weighted by how often they stand there and how seldom elsewhere.
pub(crate) fn vector(texts: &[&str]) -> Vector {
    let weighted = |(word, count): (&String, &u32)| {
        let number = short(word);
        (number, (1.0 + (*count as f32).ln()) * weight(number))
    };
    let mut out: Vector = terms(texts).iter().map(weighted).collect();
    out.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    out.dedup_by_key(|(word, _)| *word);
    let length = out.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-6);
    out.iter_mut().for_each(|(_, w)| *w /= length);
    out
}

/// Weight from which a word is seldom.
const SELDOM: f32 = 9.0;

/// The numbers of the words of a text that stand in few articles.
pub(crate) fn seldom(text: &str) -> Vec<u32> {
    terms(&[text]).keys().map(|word| short(word)).filter(|word| weight(*word) > SELDOM).collect()
}

/// How much a folded name tells: 1 for one whose words nobody counted, less the more common they are.
pub(crate) fn rarity(name: &str) -> f32 {
    let parts: Vec<f32> = name.split(' ').map(|word| weight(short(word))).collect();
    parts.iter().sum::<f32>() / parts.len().max(1) as f32 / WEIGHTS.1
}

/// Cosine of two texts, 0 to 1.
pub(crate) fn alike(a: &Vector, b: &Vector) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// The words that weigh most, at most `n`.
pub(crate) fn heaviest(vector: &Vector, n: usize) -> impl Iterator<Item = u32> {
    let mut all = vector.clone();
    all.sort_unstable_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    all.into_iter().take(n).map(|(word, _)| word)
}

fn weight(word: u32) -> f32 {
    WEIGHTS.0.get(&word).copied().unwrap_or(WEIGHTS.1)
}

/// A word's number; that two words of one text share one is too rare to matter.
fn short(word: &str) -> u32 {
    (crate::profile::number(word) >> 32) as u32
}

/// A number for the table as a whole.
pub(crate) fn table() -> u64 {
    crate::profile::number(COUNTS) ^ crate::profile::number(GENERIC) ^ crate::profile::number(EMPTY)
}
