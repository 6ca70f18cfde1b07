//! Values people set.
//!
//! Owns: which properties can be corrected, how a value is typed, how it is shown. In: words. Out: a changed record.
//! Refuses: values that mean nothing, with the forms that would do.

use super::places::{self, Typed};
use crate::error::{Error, Result};
use claimbook_records::report::{
    Count, Damage, DateRange, Incident, IncidentType, Level, Perpetrator, PerpetratorBasis, PerpetratorKind,
    Place, PlaceRole, Precision, Qualifier, Quote, Stage, Target, TargetClass, Weapon,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Properties that can be corrected, with the forms their values take.
pub const PROPERTIES: [(&str, &str); 14] = [
    ("type", "a type of incident (drone_attack, bombing …)"),
    ("stage", "accomplished, attempted, planned, threatened or hypothetical"),
    ("aggregate", "yes or no"),
    ("background", "yes or no"),
    ("date", "2024-05-03, 2024-05, 2024-05-01..2024-05-03, ..2024-05-03 or unknown"),
    (
        "place",
        "'Name', 'Name, Division, IQ', the id of a gazetteer (geonames:99072) or none; several with ';'",
    ),
    ("perpetrator", "'Name' or 'Name = claimed' (a ground), or none; several with ';'"),
    ("target", "words or none; several with ';'"),
    ("weapon", "kinds of weapon or none; several with ';'"),
    ("killed", "3, 2-4, 'at least 3', 'up to 5' or unknown"),
    ("injured", "the same"),
    ("damage", "none, some, destroyed or unknown"),
    ("intercepted", "yes, no or unknown"),
    ("count", "how many attacks an aggregate tells: as killed"),
];

/// A value somebody set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    pub property: String,
    /// What stood there before, as people read it.
    pub was: String,
    pub now: String,
    pub by: String,
    pub at: String,
    pub reason: Option<String>,
    /// The decision's entry.
    pub entry: i64,
}

/// Most of anything that one incident can have: no year of any war had as many dead.
const MOST: u64 = 10_000_000;

/// Sets a property of an incident report. `words` become the evidence of the new value; `settled` are the places that the
/// gazetteer knew when it was decided.
pub(super) fn set(
    incident: &mut Incident,
    property: &str,
    value: &str,
    words: Vec<Quote>,
    settled: &[Place],
) -> Result<()> {
    let value = value.trim();
    match property {
        "type" => incident.kind = word::<IncidentType>(property, value)?,
        "stage" => incident.stage = word::<Stage>(property, value)?,
        "aggregate" => incident.aggregate = flag(property, value)?.ok_or_else(|| bad(property, value))?,
        "background" => incident.background = flag(property, value)?.ok_or_else(|| bad(property, value))?,
        "date" => incident.date = date(value, words.clone())?,
        "place" => set_places(incident, value, &words, settled),
        "perpetrator" => incident.perpetrators = perpetrators(incident, value, &words)?,
        "target" => {
            let known = |text: &str| incident.targets.iter().find(|t| t.text == text).cloned();
            incident.targets = list(value).map(|t| known(t).unwrap_or_else(|| target(t, &words))).collect();
        }
        "weapon" => {
            let known = |kind: &str| incident.weapons.iter().find(|w| w.kind == kind).cloned();
            incident.weapons = list(value).map(|k| known(k).unwrap_or_else(|| weapon(k, &words))).collect();
        }
        "killed" => incident.outcome.killed = count(property, value)?,
        "injured" => incident.outcome.injured = count(property, value)?,
        "damage" if unknown(value) => incident.outcome.damage = None,
        "damage" => incident.outcome.damage = Some(word::<Damage>(property, value)?),
        "intercepted" => incident.outcome.intercepted = flag(property, value)?,
        "count" => incident.count = count(property, value)?,
        _ => return Err(bad(property, value)),
    }
    if matches!(property, "killed" | "injured" | "damage" | "intercepted") {
        incident.outcome.evidence.extend(words);
    }
    Ok(())
}

/// Whether a property of an incident report can be set to a value.
pub(crate) fn check(incident: &Incident, property: &str, value: &str) -> Result<()> {
    set(&mut incident.clone(), property, value, Vec::new(), &[])?;
    // What is recorded already is read as it was; what is decided from now on has bounds.
    bounded(property, value.trim())
}

/// Refuses days before the year 1 and counts that no incident can have.
fn bounded(property: &str, value: &str) -> Result<()> {
    let refuse = |problem: String| Err(Error::BadRequest(format!("{property}: '{value}' {problem}")));
    match property {
        "killed" | "injured" | "count" => {
            let told = count(property, value)?;
            let most = told.iter().flat_map(|c| [c.min, c.max]).flatten().max();
            match most.is_some_and(|n| n > MOST) {
                true => refuse(format!("is more than {MOST}, which no incident can have")),
                false => Ok(()),
            }
        }
        "date" => {
            let told = date(value, Vec::new())?;
            let mut ends = told.iter().flat_map(|d| [&d.earliest, &d.latest]).flatten();
            match ends.any(|day| !day.starts_with(|c: char| c.is_ascii_digit()) || day.starts_with("0000")) {
                true => refuse("lies before the year 1".to_owned()),
                false => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// What a property holds, in the form people type it.
pub(crate) fn told(incident: &Incident, property: &str) -> String {
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    match property {
        "type" => incident.kind.to_string(),
        "stage" => incident.stage.to_string(),
        "aggregate" => yes(incident.aggregate),
        "background" => yes(incident.background),
        "date" => incident.date.as_ref().map_or_else(|| "unknown".to_owned(), days),
        "place" => {
            let struck = incident.places.iter().filter(|p| p.role == PlaceRole::Target);
            none(joined(struck.map(|p| p.name.as_str())))
        }
        "perpetrator" => {
            let one = |p: &Perpetrator| format!("{} = {}", p.name, p.basis);
            none(incident.perpetrators.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        "target" => none(joined(incident.targets.iter().map(|t| t.text.as_str()))),
        "weapon" => none(joined(incident.weapons.iter().map(|w| w.kind.as_str()))),
        "killed" => number(incident.outcome.killed.as_ref()),
        "injured" => number(incident.outcome.injured.as_ref()),
        "damage" => incident.outcome.damage.map_or_else(|| "unknown".to_owned(), |d| d.to_string()),
        "intercepted" => incident.outcome.intercepted.map_or_else(|| "unknown".to_owned(), yes),
        "count" => number(incident.count.as_ref()),
        _ => String::new(),
    }
}

/// The ids of the places struck, where all of them have one.
pub(crate) fn typed(record: &Incident, property: &str) -> Option<String> {
    if property != "place" {
        return None;
    }
    let struck = record.places.iter().filter(|p| p.role == PlaceRole::Target);
    let ids: Option<Vec<&str>> = struck.map(|p| p.gazetteer_id.as_deref()).collect();
    ids.filter(|ids| !ids.is_empty()).map(|ids| ids.join("; "))
}

fn joined<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.collect::<Vec<_>>().join("; ")
}

fn bad(property: &str, value: &str) -> Error {
    let form = PROPERTIES.iter().find(|(name, _)| *name == property);
    Error::BadRequest(match form {
        Some((_, form)) => format!("'{value}' is no value for {property}: use {form}"),
        None => {
            let names: Vec<&str> = PROPERTIES.iter().map(|(name, _)| *name).collect();
            format!("'{property}' cannot be corrected; these can: {}", names.join(", "))
        }
    })
}

fn word<T: std::str::FromStr<Err = String>>(property: &str, value: &str) -> Result<T> {
    value.parse().map_err(|e: String| Error::BadRequest(format!("{property}: {e}")))
}

fn unknown(value: &str) -> bool {
    matches!(value, "unknown" | "none" | "")
}

fn flag(property: &str, value: &str) -> Result<Option<bool>> {
    match value {
        "yes" | "true" => Ok(Some(true)),
        "no" | "false" => Ok(Some(false)),
        "unknown" => Ok(None),
        _ => Err(bad(property, value)),
    }
}

fn count(property: &str, value: &str) -> Result<Option<Count>> {
    if unknown(value) {
        return Ok(None);
    }
    let n = |text: &str| text.trim().parse::<u64>().map_err(|_| bad(property, value));
    let range = |min, max, qualifier| Ok(Some(Count { min, max, qualifier: Some(qualifier) }));
    if let Some(least) = value.strip_prefix("at least ") {
        return range(Some(n(least)?), None, Qualifier::AtLeast);
    }
    if let Some(most) = value.strip_prefix("up to ") {
        return range(None, Some(n(most)?), Qualifier::UpTo);
    }
    if let Some((least, most)) = value.split_once('-') {
        let (least, most) = (n(least)?, n(most)?);
        if least > most {
            return Err(bad(property, value));
        }
        return Ok(Some(Count { min: Some(least), max: Some(most), qualifier: None }));
    }
    Ok(Some(Count::exact(n(value)?)))
}

fn number(count: Option<&Count>) -> String {
    match count.map(|c| (c.min, c.max)) {
        None | Some((None, None)) => "unknown".to_owned(),
        Some((Some(a), Some(b))) if a == b => a.to_string(),
        Some((Some(a), Some(b))) => format!("{a}-{b}"),
        Some((Some(a), None)) => format!("at least {a}"),
        Some((None, Some(b))) => format!("up to {b}"),
    }
}

fn date(value: &str, evidence: Vec<Quote>) -> Result<Option<DateRange>> {
    if unknown(value) {
        return Ok(None);
    }
    let day = |text: &str, end: bool| -> Result<Option<String>> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        calendar_day(text, end).map(|d| Some(d.to_string())).ok_or_else(|| bad("date", value))
    };
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    let (earliest, latest) = (day(from, false)?, day(to, true)?);
    let backwards = matches!((&earliest, &latest), (Some(a), Some(b)) if a > b);
    if backwards || (earliest.is_none() && latest.is_none()) {
        return Err(bad("date", value));
    }
    let precision = if earliest == latest { Precision::Day } else { Precision::Range };
    Ok(Some(DateRange { earliest, latest, precision, evidence }))
}

/// The first or last day of a day, month or year.
fn calendar_day(text: &str, end: bool) -> Option<Date> {
    let first: Date = match text.len() {
        4 => format!("{text}-01-01").parse().ok()?,
        7 => format!("{text}-01").parse().ok()?,
        _ => return text.parse().ok(),
    };
    match (end, text.len()) {
        (false, _) => Some(first),
        (true, 4) => Some(first.last_of_year()),
        (true, _) => Some(first.last_of_month()),
    }
}

fn days(date: &DateRange) -> String {
    let part = |d: &Option<String>| d.as_deref().unwrap_or_default().to_owned();
    if date.earliest == date.latest {
        return part(&date.earliest);
    }
    format!("{}..{}", part(&date.earliest), part(&date.latest))
}

pub(super) fn list(value: &str) -> impl Iterator<Item = &str> {
    let value = if value == "none" { "" } else { value };
    value.split(';').map(str::trim).filter(|v| !v.is_empty())
}

/// Places struck are replaced; where it came from and where it was stopped stay. A place that is already in the record
/// keeps what is known of it.
fn set_places(incident: &mut Incident, value: &str, words: &[Quote], settled: &[Place]) {
    let known: Vec<Place> = incident.places.clone();
    incident.places.retain(|p| p.role != PlaceRole::Target);
    let fold = crate::keys::fold;
    // They stand in the order of the words that mean them.
    let mut settled = settled.iter().peekable();
    for (at, text) in list(value).enumerate() {
        if let Some(place) = settled.next_if(|p| places::told(p) == text) {
            let evidence = words.to_vec();
            incident.places.insert(at, Place { role: PlaceRole::Target, evidence, ..place.clone() });
            continue;
        }
        let typed = Typed::of(text);
        let mut place =
            known.iter().find(|p| fold(&p.name) == fold(typed.name)).cloned().unwrap_or_else(|| Place {
                name: typed.name.to_owned(),
                country: None,
                administered_by: None,
                admin1: None,
                within: Vec::new(),
                feature: None,
                lat: None,
                lon: None,
                gazetteer_id: None,
                level: Level::Locality,
                role: PlaceRole::Target,
                evidence: Vec::new(),
                x_reason: Some("set by a person".to_owned()),
            });
        place.role = PlaceRole::Target;
        place.country = typed.country.map(str::to_owned).or(place.country);
        place.admin1 = typed.division.map(str::to_owned).or(place.admin1);
        place.evidence.extend(words.iter().cloned());
        incident.places.insert(at, place);
    }
}

/// One who is named already keeps what is known of it, and its ground unless another is given.
fn perpetrators(incident: &Incident, value: &str, words: &[Quote]) -> Result<Vec<Perpetrator>> {
    let one = |text: &str| {
        let (name, basis) = match text.split_once('=') {
            Some((name, basis)) => (name.trim(), Some(word("perpetrator", basis.trim())?)),
            None => (text, None),
        };
        let known = incident.perpetrators.iter().find(|p| p.name == name).cloned();
        let mut perpetrator = known.unwrap_or_else(|| Perpetrator {
            name: name.to_owned(),
            actor: None,
            text: None,
            kind: PerpetratorKind::Organisation,
            category: None,
            basis: PerpetratorBasis::ReportedAsFact,
            evidence: Vec::new(),
        });
        perpetrator.basis = basis.unwrap_or(perpetrator.basis);
        perpetrator.evidence.extend(words.iter().cloned());
        Ok(perpetrator)
    };
    list(value).map(one).collect()
}

fn target(text: &str, words: &[Quote]) -> Target {
    Target {
        text: text.to_owned(),
        class: TargetClass::Object,
        kind: None,
        name: None,
        description: None,
        actor: None,
        nationality: None,
        count: None,
        effects: Vec::new(),
        evidence: words.to_vec(),
    }
}

fn weapon(kind: &str, words: &[Quote]) -> Weapon {
    Weapon {
        text: None,
        kind: kind.to_owned(),
        name: None,
        used: None,
        count: None,
        evidence: words.to_vec(),
    }
}
