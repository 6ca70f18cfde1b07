//! When two names lead to one thing.
//!
//! Owns: folding and comparing names for the press figures. In: names as written. Out: yes or no. Refuses: registers and
//! gazetteers, so that the figures do not depend on what the engine knows.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Words that tell no two things apart.
const SMALL: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "in",
    "at",
    "near",
    "to",
    "from",
    "and",
    "or",
    "with",
    "who",
    "by",
    "on",
    "for",
    "city",
    "town",
    "province",
    "district",
    "state",
    "governorate",
    "al",
    "el",
    "group",
    "militants",
    "army",
    "forces",
];

/// Without accents, capitals and punctuation: `Kata'ib Hizb-Allāh` gives `kataib hizb allah`. Runs of marks become one
/// space each, beside the spaces that are there.
pub fn fold(name: &str) -> String {
    let plain = name.nfkd().filter(|c| canonical_combining_class(*c) == 0).collect::<String>().to_lowercase();
    let mut folded = String::with_capacity(plain.len());
    let mut gap = false;
    for c in plain.chars() {
        match c {
            '\'' | '’' => {}
            '-' | ' ' => push_once(&mut folded, ' ', &mut gap, false),
            c if c.is_alphanumeric() || c == '_' => push_once(&mut folded, c, &mut gap, false),
            // A run of other marks is one space.
            _ => push_once(&mut folded, ' ', &mut gap, true),
        }
    }
    folded.trim().to_owned()
}

/// Appends `c`, but only one space for a run of marks.
fn push_once(folded: &mut String, c: char, in_run: &mut bool, is_mark: bool) {
    if !(is_mark && *in_run) {
        folded.push(c);
    }
    *in_run = is_mark;
}

/// Equal, one inside the other, or at least half of the words shared.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if a == b {
        return true;
    }
    let (a, b) = (words(&a), words(&b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let shared = a.intersection(&b).count();
    shared == a.len().min(b.len()) || shared as f64 / a.len().max(b.len()) as f64 >= 0.5
}

/// The words of a folded name that tell something.
fn words(folded: &str) -> BTreeSet<&str> {
    folded.split_whitespace().filter(|word| !SMALL.contains(word)).collect()
}

/// True when one of `names` is the same as `name`.
pub fn any_same(names: &[String], name: &str) -> bool {
    names.iter().any(|n| same(n, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_leaves_letters_and_digits() {
        assert_eq!(fold("Kata'ib Hizb-Allāh"), "kataib hizb allah");
        assert_eq!(fold(" The “Front” (2nd)."), "the  front   2nd");
        assert_eq!(fold("’"), "");
    }

    #[test]
    fn names_meet_by_half_of_their_words() {
        assert!(same("Khan Younis", "the city of Khan Younis"));
        assert!(same("Saraya Awliya al-Dam", "Saraya al-Dam"));
        assert!(same("Harbour Front", "Harbour Brigade"));
        assert!(!same("Islamic Front of Oran", "Harbour Brigade"));
        assert!(!same("the group", "the army"));
        assert!(!same("", "army"));
    }
}
