//! Single pins, and whether they are right.
//!
//! Owns: which pins count, and what is said of each. In: paired articles. Out: [`Pin`]s, from which confidence is fitted
//! and checked. Refuses: pins paired with optional gold.

use super::agree::Faults;
use super::pair::Paired;
use serde::Serialize;
use std::collections::BTreeMap;

/// A predicted pin that counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pin<'a> {
    pub article: &'a str,
    pub incident: &'a str,
    /// It tells news, and type, date, place and perpetrator are right.
    pub right: bool,
    /// It tells news, rightly or not.
    pub news: bool,
    pub confidence: Option<f64>,
    /// What the confidence rests on; empty where the report does not say.
    pub signs: BTreeMap<&'a str, f64>,
}

/// The pins in the order of the articles.
pub fn pins<'a>(paired: &[Paired<'a>]) -> Vec<Pin<'a>> {
    let mut pins = Vec::new();
    for article in paired {
        for (j, found) in article.report.incidents.iter().enumerate().filter(|(_, p)| p.is_pin()) {
            let gold = article.gold_for(j).map(|i| &article.gold.incidents[i]);
            if gold.is_some_and(|g| g.optional) {
                continue;
            }
            let news = gold.filter(|g| g.is_pin());
            pins.push(Pin {
                article: &article.gold.id,
                incident: &found.id,
                right: news.is_some_and(|g| Faults::of(g, found).none()),
                news: news.is_some(),
                confidence: found.confidence,
                signs: found.x_signs.iter().flatten().map(|(name, sign)| (name.as_str(), *sign)).collect(),
            });
        }
    }
    pins
}
