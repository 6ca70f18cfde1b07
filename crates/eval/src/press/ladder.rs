//! What the figures would be if one part were perfect.
//!
//! Owns: putting gold values into paired incidents. In: paired articles. Out: figures, a rung each. Refuses: finding for the
//! engine what it did not find.

use super::agree::bounds;
use super::figures::Figures;
use super::gold::{GoldArticle, GoldIncident};
use super::pair::Paired;
use super::reports::{PressDate, PressIncident, PressPerpetrator, PressPlace, PressReport};
use super::{pair_all, score};
use claimbook_records::report::PlaceRole;
use std::collections::BTreeMap;

/// A part that is taken from gold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// News or background, one act or a series, how far it went.
    Status,
    Type,
    Date,
    Place,
    Perpetrator,
}

/// The rungs: a name, what is taken from gold, and whether what is paired with nothing goes.
const RUNGS: [(&str, &[Part], bool); 10] = [
    ("as read", &[], false),
    ("gold status", &[Part::Status], false),
    ("gold type", &[Part::Type], false),
    ("gold date", &[Part::Date], false),
    ("gold place", &[Part::Place], false),
    ("gold perpetrator", &[Part::Perpetrator], false),
    ("gold date, place, perpetrator", &[Part::Date, Part::Place, Part::Perpetrator], false),
    ("nothing invented", &[], true),
    ("gold status, nothing invented", &[Part::Status], true),
    ("all but finding", &[Part::Status, Part::Type, Part::Date, Part::Place, Part::Perpetrator], true),
];

/// The figures on every rung.
pub fn ladder(gold: &[GoldArticle], paired: &[Paired<'_>]) -> Vec<(&'static str, Figures)> {
    RUNGS
        .iter()
        .map(|(name, parts, drop)| {
            let better = paired.iter().map(|article| better(article, parts, *drop));
            let reports: BTreeMap<String, PressReport> =
                better.map(|report| (report.article.input.clone(), report)).collect();
            (*name, score(gold, &pair_all(gold, &reports)))
        })
        .collect()
}

/// A report with parts of its paired incidents as gold has them.
fn better(article: &Paired<'_>, parts: &[Part], drop: bool) -> PressReport {
    let mut report = article.report.clone();
    for (i, j) in &article.pairs {
        let gold = &article.gold.incidents[*i];
        for part in parts {
            substitute(&mut report.incidents[*j], gold, *part);
        }
    }
    if drop {
        let mut at = 0..;
        report.incidents.retain(|_| at.next().is_some_and(|j| article.gold_for(j).is_some()));
    }
    report
}

fn substitute(found: &mut PressIncident, gold: &GoldIncident, part: Part) {
    match part {
        Part::Status => {
            found.background = gold.background;
            found.aggregate = gold.aggregate;
            found.stage = gold.stage;
        }
        Part::Type => found.kind = gold.kind,
        Part::Date => {
            let days = gold.date.as_deref().map(bounds);
            found.date = days.map(|(earliest, latest)| PressDate { earliest, latest });
        }
        Part::Place => {
            let places = gold.places.iter().map(|place| PressPlace {
                name: place.names.first().cloned().unwrap_or_default(),
                role: PlaceRole::Target,
                country: place.country.clone(),
            });
            found.places = places.collect();
        }
        Part::Perpetrator => {
            let all = gold.perpetrators.iter().map(|somebody| {
                let name = somebody.names.first().cloned().unwrap_or_default();
                PressPerpetrator { text: Some(name.clone()), name, basis: somebody.how }
            });
            found.perpetrators = all.collect();
        }
    }
}
