//! Which predicted incident tells which gold one.
//!
//! Owns: one-to-one pairing by greatest similarity. In: the incidents of one article. Out: pairs. Refuses: pairs whose words
//! lie apart and that agree in nothing but their type.

use super::agree;
use super::gold::{GoldArticle, GoldIncident};
use super::reports::{PressIncident, PressReport};
use std::ops::Range;

/// Below this similarity nothing is paired.
const LEAST: f64 = 0.33;

/// Where gold says an incident is told, in code points of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub trigger: Range<usize>,
    pub sentence: Range<usize>,
}

impl Told {
    /// The first time the trigger stands in the body.
    pub fn find(gold: &GoldIncident, body: &str) -> Option<Self> {
        let words = gold.trigger.as_deref().filter(|words| !words.is_empty())?;
        let at = body.find(words)?;
        let sentence = sentence(body, at);
        let points = |to: usize| body[..to].chars().count();
        Some(Self {
            trigger: points(at)..points(at) + words.chars().count(),
            sentence: points(sentence.start)..points(sentence.end),
        })
    }
}

/// The sentence around a byte of the body, in bytes: from the stop or line end before it to the next one.
pub(super) fn sentence(body: &str, at: usize) -> Range<usize> {
    let (before, after) = (&body[..at], &body[at..]);
    let start = before.rfind(". ").max(before.rfind('\n')).map_or(0, |end| end + 1);
    let ends = [after.find(". "), after.find('\n')];
    start..ends.into_iter().flatten().min().map_or(body.len(), |end| at + end)
}

/// True when some evidence of the incident meets the span.
pub fn meets(found: &PressIncident, span: &Range<usize>) -> bool {
    found.evidence.iter().any(|e| e.start < span.end && e.end > span.start)
}

/// How alike a gold incident and a predicted one are; nothing when they cannot be one.
pub fn similarity(gold: &GoldIncident, told: Option<&Told>, found: &PressIncident) -> Option<f64> {
    let hit = told.is_some_and(|t| meets(found, &t.sentence));
    let exact = told.is_some_and(|t| meets(found, &t.trigger));
    let kind = agree::kind(gold, found);
    let (place, date) = (agree::place(gold, found), agree::date(gold, found));
    let perpetrator = agree::perpetrator(gold, found);
    let value = place.is_some_and(|p| p > 0.0)
        || perpetrator.is_some_and(|p| p > 0.0)
        || date.is_some_and(|d| d >= 1.0);
    if !(hit || kind && value) {
        return None;
    }
    let one = |holds: bool| if holds { 1.0 } else { 0.0 };
    let mut alike = 0.3 * one(exact)
        + 0.15 * one(hit)
        + 0.2 * one(kind)
        + 0.15 * place.unwrap_or(0.5)
        + 0.1 * date.unwrap_or(0.5)
        + 0.1 * perpetrator.unwrap_or(0.5);
    if gold.background == found.background {
        alike += 0.03;
    }
    if gold.aggregate == found.aggregate {
        alike += 0.03;
    }
    Some(alike)
}

/// An article with what gold and report say of it, and which incidents are one.
#[derive(Debug)]
pub struct Paired<'a> {
    pub gold: &'a GoldArticle,
    pub report: &'a PressReport,
    /// Gold and predicted index, the most alike first.
    pub pairs: Vec<(usize, usize)>,
    pub told: Vec<Option<Told>>,
}

impl<'a> Paired<'a> {
    /// Pairs the incidents of one article.
    pub fn new(gold: &'a GoldArticle, report: &'a PressReport) -> Self {
        let told: Vec<Option<Told>> =
            gold.incidents.iter().map(|g| Told::find(g, &report.article.body)).collect();
        let mut alike = Vec::new();
        for (i, (g, told)) in gold.incidents.iter().zip(&told).enumerate() {
            for (j, p) in report.incidents.iter().enumerate() {
                alike.extend(similarity(g, told.as_ref(), p).filter(|s| *s >= LEAST).map(|s| (s, i, j)));
            }
        }
        alike.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut golds, mut founds) =
            (vec![false; gold.incidents.len()], vec![false; report.incidents.len()]);
        let mut pairs = Vec::new();
        for (_, i, j) in alike {
            if !golds[i] && !founds[j] {
                (golds[i], founds[j]) = (true, true);
                pairs.push((i, j));
            }
        }
        Self { gold, report, pairs, told }
    }

    /// Index of the predicted incident that tells a gold one.
    pub fn found_for(&self, gold: usize) -> Option<usize> {
        self.pairs.iter().find(|(i, _)| *i == gold).map(|(_, j)| *j)
    }

    /// Index of the gold incident that a predicted one tells.
    pub fn gold_for(&self, found: usize) -> Option<usize> {
        self.pairs.iter().find(|(_, j)| *j == found).map(|(i, _)| *i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::sample;
    use claimbook_records::report::Quote;

    const BODY: &str = "Été. A bomb went off in Tillia. Men fled. Another bomb went off in Abala.\nThe end.";

    fn report(incidents: Vec<PressIncident>) -> PressReport {
        let article = crate::press::reports::PressArticle { input: "x".to_owned(), body: BODY.to_owned() };
        PressReport { article, incidents, claims: Vec::new() }
    }

    fn article(incidents: Vec<GoldIncident>) -> GoldArticle {
        GoldArticle { id: "x".to_owned(), published: None, incidents, claims: Vec::new() }
    }

    fn at(id: &str, start: usize, end: usize) -> PressIncident {
        PressIncident { evidence: vec![Quote { start, end, text: String::new() }], ..sample::found(id) }
    }

    #[test]
    fn a_sentence_runs_from_stop_to_stop() {
        let gold = GoldIncident { trigger: Some("Another bomb".to_owned()), ..sample::gold("b") };
        let told = Told::find(&gold, BODY).unwrap();
        assert_eq!(told, Told { trigger: 42..54, sentence: 41..73 });
        assert_eq!(Told::find(&sample::gold("c"), BODY), None);
    }

    #[test]
    fn words_that_meet_pair_even_in_disorder() {
        let bomb =
            |key: &str, words: &str| GoldIncident { trigger: Some(words.to_owned()), ..sample::gold(key) };
        let gold = article(vec![bomb("a", "A bomb"), bomb("b", "Another bomb")]);
        let report = report(vec![at("i1", 42, 60), at("i2", 5, 20), at("i3", 76, 80)]);
        let paired = Paired::new(&gold, &report);
        assert_eq!(paired.pairs, [(0, 1), (1, 0)]);
        assert_eq!((paired.gold_for(2), paired.found_for(1)), (None, Some(0)));
    }

    #[test]
    fn type_and_place_pair_without_words() {
        let places = vec![sample::place("Tillia", "city")];
        let gold = article(vec![GoldIncident { places, ..sample::gold("a") }]);
        let struck = PressIncident { places: vec![sample::struck("Tillia")], ..sample::found("i1") };
        assert_eq!(Paired::new(&gold, &report(vec![struck])).pairs, [(0, 0)]);
        let elsewhere = PressIncident { places: vec![], ..sample::found("i1") };
        assert_eq!(Paired::new(&gold, &report(vec![elsewhere])).pairs, []);
    }
}
