//! How far a predicted value agrees with gold: 1 right, 0 wrong, between them for half of it.
//!
//! Owns: agreement of types, dates, places, perpetrators and counts. In: a gold incident and a predicted one. Out: a number,
//! or nothing where gold has no value to agree with. Refuses: distances on the map.

use super::gold::GoldIncident;
use super::names::any_same;
use super::reports::{PressDate, PressIncident, PressPerpetrator};
use claimbook_records::report::Count;

/// The type is of the right family, or one gold takes too.
pub fn kind(gold: &GoldIncident, found: &PressIncident) -> bool {
    found.kind.family() == gold.kind.family() || gold.type_also.contains(&found.kind)
}

/// Earliest and latest day of a gold date; `None` is open.
pub(super) type Days = (Option<String>, Option<String>);

pub(super) fn bounds(date: &str) -> Days {
    let (low, high) = match date.split_once('/') {
        Some(ends) => ends,
        None => date.strip_prefix("..").map_or((date, date), |end| ("..", end)),
    };
    let day = |end: &str, month: &str, day: &str| {
        let end: String = end.chars().take(10).collect();
        match end.as_str() {
            "" | ".." => None,
            year if year.len() == 4 => Some(format!("{year}-{month}-{day}")),
            month if month.len() == 7 => Some(format!("{month}-{day}")),
            _ => Some(end),
        }
    };
    (day(low, "01", "01"), day(high, "12", "31"))
}

/// 1 when the predicted days lie within gold's, half when they only meet.
pub fn date(gold: &GoldIncident, found: &PressIncident) -> Option<f64> {
    let (low, high) = bounds(gold.date.as_deref()?);
    let none = PressDate::default();
    let date = found.date.as_ref().unwrap_or(&none);
    if date.earliest.is_none() && date.latest.is_none() {
        return Some(0.0);
    }
    let end = |value: &Option<String>, open: &str| -> String {
        value.as_deref().filter(|v| !v.is_empty()).unwrap_or(open).chars().take(10).collect()
    };
    let (from, to) = (end(&date.earliest, "0000"), end(&date.latest, "9999"));
    let (gold_from, gold_to) = (end(&low, "0000"), end(&high, "9999"));
    if from > gold_to || to < gold_from {
        return Some(0.0);
    }
    let closed = low.is_some() && high.is_some();
    if closed && (date.earliest.is_none() || date.latest.is_none()) {
        return Some(0.5);
    }
    Some(if gold_from <= from && to <= gold_to { 1.0 } else { 0.5 })
}

/// 1 when every place finer than a country is named, three quarters for some, one quarter for the country alone.
pub fn place(gold: &GoldIncident, found: &PressIncident) -> Option<f64> {
    if gold.places.is_empty() {
        return None;
    }
    if found.struck().next().is_none() {
        return Some(0.0);
    }
    let is_country = |level: &Option<String>| level.as_deref() == Some("country");
    let any_fine = gold.places.iter().any(|p| !is_country(&p.level));
    let fine: Vec<_> = gold.places.iter().filter(|p| !any_fine || !is_country(&p.level)).collect();
    let hits = fine.iter().filter(|p| found.struck().any(|q| any_same(&p.names, &q.name))).count();
    Some(match hits {
        0 if found.struck().any(|q| gold.places.iter().any(|p| p.country == q.country)) => 0.25,
        0 => 0.0,
        n if n == fine.len() => 1.0,
        _ => 0.75,
    })
}

/// F1 over the perpetrators.
pub fn perpetrator(gold: &GoldIncident, found: &PressIncident) -> Option<f64> {
    let (wanted, named) = (&gold.perpetrators, &found.perpetrators);
    if wanted.is_empty() {
        return if named.is_empty() { None } else { Some(0.0) };
    }
    if named.is_empty() {
        return Some(0.0);
    }
    let hit = wanted.iter().filter(|g| named.iter().any(|p| is_same(&g.names, p))).count();
    let right = named.iter().filter(|p| wanted.iter().any(|g| is_same(&g.names, p))).count();
    if hit == 0 {
        return Some(0.0);
    }
    let (precision, recall) = (right as f64 / named.len() as f64, hit as f64 / wanted.len() as f64);
    Some(2.0 * precision * recall / (precision + recall))
}

/// A perpetrator's name or words lead to one of the names.
pub fn is_same(names: &[String], found: &PressPerpetrator) -> bool {
    any_same(names, &found.name) || any_same(names, found.text.as_deref().unwrap_or_default())
}

/// 1 for the same bounds, half for bounds that meet.
pub fn count(gold: Option<[Option<u64>; 2]>, found: Option<Count>) -> f64 {
    let ([low, high], found) = match (gold, found) {
        (None, None) => return 1.0,
        (Some(gold), Some(found)) => (gold, found),
        _ => return 0.0,
    };
    if (low, high) == (found.min, found.max) {
        return 1.0;
    }
    let open = 1_000_000_000;
    let from = low.unwrap_or(0).max(found.min.unwrap_or(0));
    let to = high.unwrap_or(open).min(found.max.unwrap_or(open));
    if from <= to { 0.5 } else { 0.0 }
}

/// What is wrong with a pin that was paired with news; nothing is what a reader may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults {
    /// Another family of types.
    pub kind: bool,
    pub date: bool,
    pub place: bool,
    /// Somebody is named who is not among those gold names, or too many are.
    pub perpetrator: bool,
}

impl Faults {
    /// Holds a pin against the news it tells.
    pub fn of(gold: &GoldIncident, found: &PressIncident) -> Self {
        Self {
            kind: !kind(gold, found),
            date: date(gold, found) == Some(0.0),
            place: place(gold, found).is_some_and(|p| p < 0.75),
            perpetrator: !found.perpetrators.is_empty() && perpetrator(gold, found).is_some_and(|p| p < 0.5),
        }
    }

    /// True for a right pin.
    pub fn none(self) -> bool {
        self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::sample;
    use claimbook_records::report::IncidentType;

    fn dates(gold: &str, earliest: Option<&str>, latest: Option<&str>) -> Option<f64> {
        let gold = GoldIncident { date: Some(gold.to_owned()), ..sample::gold("a") };
        let date = PressDate { earliest: earliest.map(str::to_owned), latest: latest.map(str::to_owned) };
        super::date(&gold, &PressIncident { date: Some(date), ..sample::found("i1") })
    }

    #[test]
    fn gold_dates_have_two_ends() {
        let ends = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
        assert_eq!(bounds("2024"), ends("2024-01-01", "2024-12-31"));
        assert_eq!(bounds("2024-03"), ends("2024-03-01", "2024-03-31"));
        assert_eq!(bounds("2024-03-05T04:30"), ends("2024-03-05", "2024-03-05"));
        assert_eq!(bounds("../2024-03-05"), (None, Some("2024-03-05".to_owned())));
        assert_eq!(bounds("2024-03-05/.."), (Some("2024-03-05".to_owned()), None));
    }

    #[test]
    fn days_inside_are_right_and_days_that_meet_half() {
        assert_eq!(dates("2024-03", Some("2024-03-05"), Some("2024-03-05")), Some(1.0));
        assert_eq!(dates("2024-03-05", Some("2024-03-01"), Some("2024-03-07")), Some(0.5));
        assert_eq!(dates("2024-03-05", Some("2024-03-06"), Some("2024-03-06")), Some(0.0));
        assert_eq!(dates("2024-03-05", None, Some("2024-03-05")), Some(0.5));
        assert_eq!(dates("../2024-03-05", None, Some("2024-03-05")), Some(1.0));
        assert_eq!(dates("2024-03-05", None, None), Some(0.0));
    }

    #[test]
    fn counts_are_bounds() {
        let found = |min, max| Some(Count { min, max, qualifier: None });
        assert_eq!(count(Some([Some(3), Some(3)]), found(Some(3), Some(3))), 1.0);
        assert_eq!(count(Some([Some(3), None]), found(Some(4), Some(4))), 0.5);
        assert_eq!(count(Some([Some(3), Some(3)]), found(Some(4), Some(4))), 0.0);
        assert_eq!(count(None, None), 1.0);
        assert_eq!(count(None, found(Some(1), Some(1))), 0.0);
    }

    #[test]
    fn types_of_one_family_agree() {
        let found = PressIncident { kind: IncidentType::Shelling, ..sample::found("i1") };
        let gold = GoldIncident { kind: IncidentType::Airstrike, ..sample::gold("a") };
        assert!(kind(&gold, &found));
        let gold = GoldIncident { kind: IncidentType::Bombing, ..gold };
        assert!(!kind(&gold, &found));
        assert!(kind(&GoldIncident { type_also: vec![IncidentType::Shelling], ..gold }, &found));
    }

    #[test]
    fn the_country_alone_is_a_quarter() {
        let gold = GoldIncident {
            places: vec![sample::place("Tillia", "city"), sample::place("Niger", "country")],
            ..sample::gold("a")
        };
        let found = |names: &[&str]| PressIncident {
            places: names.iter().map(|name| sample::struck(name)).collect(),
            ..sample::found("i1")
        };
        assert_eq!(place(&gold, &found(&["Tillia"])), Some(1.0));
        assert_eq!(place(&gold, &found(&["Abala"])), Some(0.25));
        assert_eq!(place(&gold, &found(&[])), Some(0.0));
        assert_eq!(place(&sample::gold("b"), &found(&["Tillia"])), None);
    }

    #[test]
    fn nobody_named_is_not_wrong() {
        let gold =
            GoldIncident { perpetrators: vec![sample::perpetrator("Jund Front")], ..sample::gold("a") };
        let found = sample::found("i1");
        assert_eq!(perpetrator(&gold, &found), Some(0.0));
        assert!(!Faults::of(&gold, &found).perpetrator);
        let named = |names: &[&str]| PressIncident {
            perpetrators: names.iter().map(|name| sample::doer(name)).collect(),
            ..sample::found("i1")
        };
        assert!(Faults::of(&gold, &named(&["Harbour Brigade"])).perpetrator);
        assert_eq!(perpetrator(&gold, &named(&["Jund Front", "Harbour Brigade"])), Some(2.0 / 3.0));
        assert!(!Faults::of(&gold, &named(&["Jund Front", "Harbour Brigade"])).perpetrator);
    }
}
