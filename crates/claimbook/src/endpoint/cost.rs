//! What asking costs.
//!
//! Owns: prices and what follows from them. In: tokens, and how much of the input was read. Out: sums, in the currency of the prices.
//! Refuses: prices below nothing.

use claimbook_endpoint::Spent;
use serde::Deserialize;
use std::str::FromStr;

/// What a million tokens cost.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Price {
    asked: f64,
    answered: f64,
}

impl Price {
    /// What was spent.
    pub(super) fn of(self, spent: Spent) -> f64 {
        (spent.asked as f64 * self.asked + spent.answered as f64 * self.answered) / 1e6
    }
}

impl FromStr for Price {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let number = |s: &str| s.trim().parse().ok().filter(|n: &f64| n.is_finite() && *n >= 0.0);
        let (asked, answered) = s.split_once('/').unwrap_or((s, s));
        match (number(asked), number(answered)) {
            (Some(asked), Some(answered)) => Ok(Self { asked, answered }),
            _ => Err(format!("'{s}' is no pair of prices such as 0.15/0.60")),
        }
    }
}

impl TryFrom<String> for Price {
    type Error = String;

    fn try_from(s: String) -> Result<Self, String> {
        s.parse()
    }
}

/// What a run has asked by now.
#[derive(Debug, Clone, Copy)]
pub struct SoFar {
    pub(super) spent: Spent,
    pub(super) price: Option<Price>,
}

impl SoFar {
    /// For the line of progress; `share` is how much of the input was read, where that is known: the rest is taken to cost the same.
    pub fn told(&self, share: Option<f64>) -> String {
        let tokens = self.spent.asked + self.spent.answered;
        let mut text = format!("{} requests, {} thousand tokens", self.spent.requests, tokens.div_ceil(1000));
        let all = |sum: f64| share.filter(|s| *s > 0.0 && *s < 1.0).map(|s| sum / s);
        match self.price {
            Some(price) => {
                let sum = price.of(self.spent);
                text.push_str(&format!(", cost {sum:.2}"));
                text.extend(all(sum).map(|all| format!(" of about {all:.2}")));
            }
            None => text.extend(all(tokens as f64).map(|all| format!(" of about {:.0}", all / 1e3))),
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_two_or_one_for_both() {
        let spent = Spent { requests: 3, asked: 2_000_000, answered: 500_000, ..Spent::default() };
        let cost = |price: &str| price.parse::<Price>().map(|p| p.of(spent));
        assert_eq!(cost("0.15/0.60"), Ok(0.6));
        assert_eq!(cost("2"), Ok(5.0));
        for wrong in ["", "a/b", "1/", "-1/2", "inf/1", "1/2/3"] {
            assert!(cost(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_rest_is_taken_to_cost_what_the_beginning_did() {
        let spent = Spent { requests: 3, asked: 200_000, answered: 50_001, ..Spent::default() };
        let told = |price: Option<&str>, share| {
            SoFar { spent, price: price.map(|p| p.parse().unwrap()) }.told(share)
        };
        assert_eq!(told(Some("1/2"), Some(0.25)), "3 requests, 251 thousand tokens, cost 0.30 of about 1.20");
        assert_eq!(told(Some("1/2"), None), "3 requests, 251 thousand tokens, cost 0.30");
        assert_eq!(told(None, Some(0.5)), "3 requests, 251 thousand tokens of about 500");
        assert_eq!(told(None, Some(1.0)), "3 requests, 251 thousand tokens");
    }
}
