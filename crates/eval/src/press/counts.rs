//! What is counted over the articles of a press kit.
//!
//! Owns: the counts and agreements of incidents, article by article. In: paired articles. Out: [`PressCounts`].
//! Refuses: shares (see `figures.rs`).

use super::agree::{self, Faults};
use super::claims;
use super::pair::Paired;
use claimbook_records::report::PerpetratorBasis;
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts over articles. A pin is what a reader sees on the map: news of one act that was done or tried.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PressCounts {
    pub articles: usize,
    /// Articles without a report.
    pub missing: usize,
    /// Articles whose gold has no pin, and the pins predicted there.
    pub quiet: usize,
    pub quiet_pins: usize,
    /// Predicted incidents, those paired, and of these the ones paired with optional gold.
    pub all_pred: usize,
    pub all_tp: usize,
    pub all_tp_opt: usize,
    /// Gold incidents that are not optional, and those paired.
    pub all_gold: usize,
    pub all_found: usize,
    /// Predicted pins; those paired with optional gold count nowhere else.
    pub pins: usize,
    pub pin_optional: usize,
    /// Pins paired with nothing, with gold that is no pin, with news, and those right in everything.
    pub invented: usize,
    pub stale: usize,
    pub news_tp: usize,
    pub right: usize,
    /// Gold pins that are not optional, and those paired with a pin.
    pub news_gold: usize,
    pub news_found: usize,
    /// Claims: right, predicted, gold.
    pub c_tp: usize,
    pub c_pred: usize,
    pub c_gold: usize,
    pub loose_c_tp: usize,
    pub loose_c_pred: usize,
    pub loose_c_gold: usize,
    pub resp_tp: usize,
    pub resp_pred: usize,
    pub resp_gold: usize,
    /// What is wrong with pins paired with news.
    #[serde(skip)]
    pub faults: FaultCounts,
    /// Agreement of single fields over all pairs: sum and number.
    #[serde(skip)]
    pub fields: BTreeMap<&'static str, Agreement>,
}

/// How often each thing is wrong with a pin that tells news.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FaultCounts {
    pub kind: usize,
    pub date: usize,
    pub place: usize,
    pub perpetrator: usize,
}

/// A sum of agreements.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Agreement {
    pub sum: f64,
    pub number: usize,
}

impl PressCounts {
    /// Adds one article.
    pub(super) fn add(&mut self, article: &Paired<'_>) {
        let (gold, found) = (&article.gold.incidents, &article.report.incidents);
        let quiet = !gold.iter().any(|g| g.is_pin());
        self.quiet += usize::from(quiet);
        for (j, p) in found.iter().enumerate() {
            let paired = article.gold_for(j).map(|i| &gold[i]);
            let optional = paired.is_some_and(|g| g.optional);
            self.all_pred += 1;
            self.all_tp += usize::from(paired.is_some());
            self.all_tp_opt += usize::from(optional);
            if !p.is_pin() {
                continue;
            }
            if optional {
                self.pin_optional += 1;
                continue;
            }
            self.pins += 1;
            self.quiet_pins += usize::from(quiet);
            match paired {
                None => self.invented += 1,
                Some(g) if !g.is_pin() => self.stale += 1,
                Some(g) => {
                    self.news_tp += 1;
                    let faults = Faults::of(g, p);
                    self.right += usize::from(faults.none());
                    self.faults.kind += usize::from(faults.kind);
                    self.faults.date += usize::from(faults.date);
                    self.faults.place += usize::from(faults.place);
                    self.faults.perpetrator += usize::from(faults.perpetrator);
                }
            }
        }
        for (i, g) in gold.iter().enumerate().filter(|(_, g)| !g.optional) {
            let paired = article.found_for(i).map(|j| &found[j]);
            self.all_gold += 1;
            self.all_found += usize::from(paired.is_some());
            if g.is_pin() {
                self.news_gold += 1;
                self.news_found += usize::from(paired.is_some_and(|p| p.is_pin()));
            }
        }
        self.add_fields(article);
        claims::add(self, article);
    }

    fn add_fields(&mut self, article: &Paired<'_>) {
        let flag = |holds: bool| Some(if holds { 1.0 } else { 0.0 });
        for (i, j) in &article.pairs {
            let (g, p) = (&article.gold.incidents[*i], &article.report.incidents[*j]);
            let fields = [
                ("type", flag(p.kind == g.kind || g.type_also.contains(&p.kind))),
                ("stage", flag(p.stage == g.stage)),
                ("background", flag(p.background == g.background)),
                ("aggregate", flag(p.aggregate == g.aggregate)),
                ("date", agree::date(g, p)),
                ("place", agree::place(g, p)),
                ("doer", Some(agree::perpetrator(g, p).unwrap_or(1.0))),
                ("killed", Some(agree::count(g.killed, p.outcome.killed))),
                ("injured", Some(agree::count(g.injured, p.outcome.injured))),
            ];
            for (name, value) in fields {
                self.field(name, value);
            }
            for somebody in &p.perpetrators {
                let wanted = g.perpetrators.iter().find(|x| agree::is_same(&x.names, somebody));
                self.field("basis", wanted.and_then(|x| flag(is_basis(x.how, somebody.basis))));
            }
        }
    }

    fn field(&mut self, name: &'static str, value: Option<f64>) {
        if let Some(value) = value {
            let agreement = self.fields.entry(name).or_default();
            agreement.sum += value;
            agreement.number += 1;
        }
    }
}

/// Equal, or both words of suspicion.
fn is_basis(gold: PerpetratorBasis, found: PerpetratorBasis) -> bool {
    use PerpetratorBasis as Basis;
    let suspicion = |basis| {
        matches!(
            basis,
            Basis::Accused | Basis::AccusedByAuthorities | Basis::Suspected | Basis::SuspectedByAuthorities
        )
    };
    gold == found || suspicion(gold) && suspicion(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_suspicion_are_as_good_as_one_another() {
        use PerpetratorBasis as Basis;
        assert!(is_basis(Basis::Accused, Basis::SuspectedByAuthorities));
        assert!(!is_basis(Basis::Claimed, Basis::Suspected));
    }
}
