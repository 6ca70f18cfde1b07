//! Words of accounts and how much they tell, in the collection at hand.
//!
//! Owns: terms, their frequencies over articles, cosine of two texts. In: texts; accounts. Out: [`Terms`],
//! [`Collection`]. Refuses: grammar.

use crate::account::Account;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How often each word stands in a text.
pub type Terms = BTreeMap<String, u32>;

/// Words that tell nothing of what a text is about.
const EMPTY: &str = include_str!("../data/empty_words.txt");

/// Words that stand in most reports of attacks. A large collection shows that by itself, a small one does not.
const GENERIC: &str = include_str!("../data/generic_words.txt");
/// What of their weight they keep.
const KEPT: f32 = 0.4;

/// Letters and digits of a name in lower case, without accents; anything else is one blank.
pub(crate) fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘') && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Terms of some texts; the first counts like any other.
pub(crate) fn terms(texts: &[&str]) -> Terms {
    static EMPTY_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| EMPTY.split_whitespace().collect());
    let mut out = Terms::new();
    for text in texts {
        for word in fold(text).split(' ').filter(|w| w.len() > 1 && !EMPTY_WORDS.contains(w)) {
            *out.entry(word.to_owned()).or_default() += 1;
        }
    }
    out
}

/// What the accounts together say of words, persons and places.
#[derive(Debug, Default)]
pub struct Collection {
    /// Weighted terms of each account by number, of unit length.
    vectors: Vec<Vec<(u32, f32)>>,
    telling: Vec<Vec<(u32, f32)>>,
    /// Whether more than one article has a term.
    shared: Vec<bool>,
    persons: FxHashMap<String, u32>,
}

impl Collection {
    /// Counts over articles, so that an article with many incidents counts once.
    pub fn of(accounts: &[Account]) -> Self {
        let mut numbers: BTreeMap<&str, (u32, BTreeSet<&str>)> = BTreeMap::new();
        let mut persons: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut articles: BTreeSet<&str> = BTreeSet::new();
        for account in accounts {
            let article = account.id.article.as_str();
            articles.insert(article);
            for term in account.terms.keys().chain(account.telling.keys()) {
                numbers.entry(term).or_default().1.insert(article);
            }
            for person in &account.persons {
                persons.entry(person).or_default().insert(article);
            }
        }
        let n = articles.len() as f32;
        let generic: BTreeSet<&str> = GENERIC.split_whitespace().collect();
        let mut idf = Vec::with_capacity(numbers.len());
        for (i, (term, entry)) in numbers.iter_mut().enumerate() {
            entry.0 = i as u32;
            // A word of one article only can join nothing, but it makes the article's other words a smaller part of it.
            idf.push(
                ((n + 1.0) / entry.1.len() as f32).ln() * if generic.contains(term) { KEPT } else { 1.0 },
            );
        }
        let vector = |terms: &Terms| -> Vec<(u32, f32)> {
            let mut out: Vec<(u32, f32)> = terms
                .iter()
                .filter_map(|(t, count)| {
                    let (number, articles) = numbers.get(t.as_str())?;
                    (articles.len() > 1)
                        .then_some((*number, (1.0 + (*count as f32).ln()) * idf[*number as usize]))
                })
                .collect();
            let length = out.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-6);
            out.iter_mut().for_each(|(_, w)| *w /= length);
            out
        };
        let vectors = accounts.iter().map(|a| vector(&a.terms)).collect();
        let telling = accounts.iter().map(|a| vector(&a.telling)).collect();
        let shared = numbers.values().map(|(_, articles)| articles.len() > 1).collect();
        let persons = persons.into_iter().map(|(p, a)| (p.to_owned(), a.len() as u32)).collect();
        Self { vectors, telling, shared, persons }
    }

    /// Cosine of two accounts' words, 0 to 1.
    pub fn alike(&self, a: usize, b: usize) -> f32 {
        dot(&self.vectors[a], &self.vectors[b])
    }

    /// Cosine of the words of headline and telling clauses.
    pub fn told_alike(&self, a: usize, b: usize) -> f32 {
        dot(&self.telling[a], &self.telling[b])
    }

    /// How much a person's name tells: 1 for one that two articles name, less the more do.
    pub fn rarity(&self, person: &str) -> f32 {
        (2.0 / self.persons.get(person).copied().unwrap_or(2).max(2) as f32).sqrt()
    }

    /// The terms that weigh most in an account, at most `n`.
    pub fn heaviest(&self, account: usize, n: usize) -> Vec<u32> {
        let mut all = self.vectors[account].clone();
        all.retain(|(t, _)| self.shared[*t as usize]);
        all.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        all.into_iter().take(n).map(|(t, _)| t).collect()
    }
}

fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
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
