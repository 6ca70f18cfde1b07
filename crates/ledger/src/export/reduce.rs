//! One number out of many that are told.
//!
//! Owns: the rule of each code book for deaths and injured. In: [`Number`]s, each with who tells it. Out: a [`Reduced`]:
//! the value, what was used and what was set aside, with the reason. Refuses: means; every value is one that is told.
//!
//! - `acled` (ACLED codebook 2023, "Fatalities"): the lowest number; numbers in words by the code book's list ("several" 3,
//!   "dozens" 12, "hundreds" 100); nothing told is 0.
//! - `ucdp` (UCDP GED codebook 23.1, "best, high, low"): the lowest and the highest reliable number; best is what most
//!   accounts that are no copies tell, of equal ones the one told last.
//! - `gtd` (GTD codebook 2021, "Total Number of Fatalities"): the latest account; where the latest differ, what most tell;
//!   where that is equal, the lowest. Nothing told is unknown.
//!
//! A number that rests on the word of one who claims the attack is set aside wherever somebody else tells one. A copy of
//! another account is never counted twice.

use super::codes::codes;
use serde::Serialize;
use std::str::FromStr;

/// Whose rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Acled,
    Ucdp,
    Gtd,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Acled, Self::Ucdp, Self::Gtd];

    /// The word a person types.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Gtd => "gtd",
        }
    }
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|r| r.as_str() == s).ok_or_else(|| format!("'{s}' is none of: {words}"))
    }
}

/// A number as one account tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Number {
    /// Id of the incident report.
    pub(super) report: String,
    pub(super) publisher: Option<String>,
    /// Whom the article names for it; nobody when it says so itself.
    pub(super) speaker: Option<String>,
    pub(super) published: Option<String>,
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
    /// Told in words such as "dozens".
    pub(super) vague: bool,
    /// Words that tell it.
    pub(super) words: Vec<String>,
    /// Rests on the word of one who claims the attack.
    #[serde(skip)]
    pub(super) claimant: bool,
    #[serde(skip)]
    pub(super) copy: bool,
}

/// A number set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Aside {
    #[serde(flatten)]
    pub(super) number: Number,
    pub(super) reason: &'static str,
}

/// What a rule makes of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Reduced {
    pub(super) rule: Rule,
    pub(super) best: Option<u64>,
    pub(super) low: Option<u64>,
    pub(super) high: Option<u64>,
    pub(super) used: Vec<Number>,
    pub(super) set_aside: Vec<Aside>,
}

/// Applies a rule.
pub(super) fn reduce(numbers: &[Number], rule: Rule) -> Reduced {
    let mut set_aside = Vec::new();
    let told: Vec<&Number> = numbers.iter().filter(|n| n.min.or(n.max).is_some()).collect();
    let others = told.iter().any(|n| !n.claimant);
    let mut kept: Vec<&Number> = Vec::new();
    for number in told {
        if number.copy {
            aside(&mut set_aside, number, "copy of another account");
        } else if number.claimant && others {
            aside(&mut set_aside, number, "rests on the word of one who claims the attack");
        } else {
            kept.push(number);
        }
    }
    let low = kept.iter().map(|n| lowest(n, rule)).min();
    let high = kept.iter().map(|n| n.max.or(n.min).unwrap_or_default()).max();
    let best = match rule {
        Rule::Acled => Some(low.unwrap_or(0)),
        Rule::Ucdp => most_told(&kept, rule),
        Rule::Gtd => latest(&kept, rule),
    };
    let reason = match rule {
        Rule::Acled => "a lower number is told",
        Rule::Ucdp => "another number is told by more accounts or later",
        Rule::Gtd => "a later account tells another number",
    };
    let mut used = Vec::new();
    for number in kept {
        if Some(lowest(number, rule)) == best {
            used.push(number.clone());
        } else {
            aside(&mut set_aside, number, reason);
        }
    }
    Reduced { rule, best, low, high, used, set_aside }
}

fn aside(set_aside: &mut Vec<Aside>, number: &Number, reason: &'static str) {
    set_aside.push(Aside { number: number.clone(), reason });
}

/// The one number of an account: its lower end, and for ACLED the code book's value of a word.
fn lowest(number: &Number, rule: Rule) -> u64 {
    let told = number.min.or(number.max).unwrap_or_default();
    if rule != Rule::Acled || !number.vague {
        return told;
    }
    let says = |word: &str| {
        number.words.iter().any(|w| w.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|x| x == word))
    };
    // A clause may hold a word for the dead and one for the wounded: the one that fits the number as it was read.
    let found = || codes().acled.number_words.iter().filter(|w| says(&w.word)).map(|w| w.value);
    found().filter(|value| *value <= told).max().or_else(|| found().min()).unwrap_or(told)
}

fn most_told(kept: &[&Number], rule: Rule) -> Option<u64> {
    let votes = |value: u64| kept.iter().filter(|n| lowest(n, rule) == value).count();
    let best = kept.iter().max_by_key(|n| {
        let value = lowest(n, rule);
        (votes(value), &n.published, std::cmp::Reverse(value))
    });
    best.map(|n| lowest(n, rule))
}

fn latest(kept: &[&Number], rule: Rule) -> Option<u64> {
    let last = kept.iter().map(|n| &n.published).max()?;
    let newest: Vec<u64> = kept.iter().filter(|n| n.published == *last).map(|n| lowest(n, rule)).collect();
    let first = *newest.first()?;
    if newest.iter().all(|n| *n == first) {
        return Some(first);
    }
    let votes = |value: u64| kept.iter().filter(|n| lowest(n, rule) == value).count();
    newest.into_iter().max_by_key(|value| (votes(*value), std::cmp::Reverse(*value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(value: u64, published: &str) -> Number {
        Number {
            report: format!("inc_{published}_{value}"),
            publisher: None,
            speaker: None,
            published: Some(published.to_owned()),
            min: Some(value),
            max: Some(value),
            vague: false,
            words: Vec::new(),
            claimant: false,
            copy: false,
        }
    }

    fn best(numbers: &[Number]) -> [Option<u64>; 3] {
        Rule::ALL.map(|rule| reduce(numbers, rule).best)
    }

    #[test]
    fn each_code_book_has_its_own_number() {
        // Lowest; told most often; told last.
        assert_eq!(
            best(&[
                told(4, "2024-01-01"),
                told(4, "2024-01-02"),
                told(2, "2024-01-01"),
                told(9, "2024-01-03")
            ]),
            [Some(2), Some(4), Some(9)]
        );
        assert_eq!(best(&[]), [Some(0), None, None]);
        let range = reduce(&[told(4, "2024-01-01"), told(7, "2024-01-02")], Rule::Ucdp);
        assert_eq!((range.low, range.best, range.high), (Some(4), Some(7), Some(7)));
    }

    #[test]
    fn a_claimants_number_and_a_copy_are_set_aside() {
        let boast = Number { claimant: true, ..told(40, "2024-01-09") };
        let copy = Number { copy: true, ..told(1, "2024-01-08") };
        let reduced = reduce(&[boast.clone(), copy, told(3, "2024-01-02")], Rule::Ucdp);
        assert_eq!((reduced.best, reduced.high, reduced.set_aside.len()), (Some(3), Some(3), 2));
        assert_eq!(reduce(&[boast], Rule::Gtd).best, Some(40), "the only number there is");
    }

    #[test]
    fn numbers_in_words_follow_the_code_book() {
        let word = |words: &str, min| Number {
            words: vec![words.to_owned()],
            vague: true,
            max: None,
            ..told(min, "2024-01-01")
        };
        assert_eq!(reduce(&[word("killing dozens of people", 24)], Rule::Acled).best, Some(12));
        assert_eq!(reduce(&[word("Several were killed", 2)], Rule::Acled).best, Some(3));
        assert_eq!(reduce(&[word("killing dozens and wounding hundreds", 24)], Rule::Acled).best, Some(12));
        assert_eq!(reduce(&[word("killing dozens of people", 24)], Rule::Gtd).best, Some(24));
    }

    #[test]
    fn where_the_latest_differ_the_majority_decides_and_then_the_lowest() {
        let same_day = [told(5, "2024-01-02"), told(6, "2024-01-02"), told(6, "2024-01-01")];
        assert_eq!(reduce(&same_day, Rule::Gtd).best, Some(6));
        assert_eq!(reduce(&same_day[..2], Rule::Gtd).best, Some(5));
    }
}
