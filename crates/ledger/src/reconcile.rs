//! Running totals beside our own count.
//!
//! Owns: what a tally counts, what the book counts in the same scope and window, and what may explain the gap. In: a tally
//! as told and all linked incidents. Out: [`Reconciled`]. Refuses: adding tallies up, calling either number right, and
//! counting what the scope does not surely take.
//!
//! Scope is who did it, whom it struck and where, as far as the tally says; the window is its first to its last day. An
//! incident is counted when it meets every part that the tally names. One that does not contradict the tally but leaves a
//! part open is listed beside, and so is everything else that makes two honest counts differ.

use crate::dates::Days;
use crate::error::Result;
use crate::filter::TallyFilter;
use crate::keys;
use crate::ledger::Ledger;
use crate::linked::LinkedIncident;
use crate::query::{IncidentView, TallyView};
use claimbook_link::Settings;
use claimbook_records::report::{Count, Party, PerpetratorBasis, PlaceRole, Stage, TallyWhat};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// A tally beside our own count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reconciled {
    #[serde(flatten)]
    pub told: TallyView,
    /// What the book counts in the same scope and window: attacks, or persons, or munitions.
    pub own: Count,
    /// Linked incidents in that count.
    pub incidents: Vec<String>,
    /// What may explain the difference.
    pub gap: Vec<Gap>,
}

/// Something that may make two counts differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    pub kind: GapKind,
    /// One neutral sentence.
    pub text: String,
    /// Linked incidents it is about.
    pub incidents: Vec<String>,
}

/// Why two counts may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// Several attacks told as one, which are not counted one by one.
    Aggregate,
    /// Attacks whose perpetrator, target or place is not told.
    ScopeOpen,
    /// Attacks by the same doers, or on the same side, elsewhere.
    Elsewhere,
    /// Attacks in the scope whose day is not told or only partly in the window.
    DayOpen,
    /// Attacks that are planned, threatened or hypothetical.
    NotCarriedOut,
    /// Attacks told with more than one weapon, which one may count singly.
    Munitions,
    /// Days of the window of which no article of the book can tell.
    DaysNotCovered,
}

impl Ledger {
    /// The tallies a filter finds, each beside our own count.
    pub fn reconcile(&self, filter: &TallyFilter, settings: &Settings) -> Result<Vec<Reconciled>> {
        let linked = self.linked(settings)?;
        let told = self.tallies(filter)?;
        let published: BTreeSet<Date> = linked
            .iter()
            .flat_map(|i| i.reports.iter())
            .filter_map(|r| r.published.as_ref()?.value.get(..10)?.parse().ok())
            .collect();
        Ok(told.into_iter().map(|tally| one(tally, &linked, &published)).collect())
    }
}

/// How an incident stands to one part of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Meets,
    Open,
    Fails,
}

fn one(told: TallyView, linked: &[LinkedIncident], published: &BTreeSet<Date>) -> Reconciled {
    let tally = &told.tally;
    let mut counted: Vec<&LinkedIncident> = Vec::new();
    let mut aside: Vec<(GapKind, &LinkedIncident)> = Vec::new();
    for incident in linked {
        // The tally itself is told as an aggregate; it does not explain itself.
        if incident.accounts.iter().any(|a| Some(&a.report) == told.incident.as_ref()) {
            continue;
        }
        let who = doers(incident, tally.by.as_ref()).max(struck(incident, tally.against.as_ref()));
        let place = located(incident, tally.place.as_deref());
        let day = in_window(incident, tally.since.as_deref(), tally.until.as_deref());
        let carried_out = incident.reports.iter().any(|r| r.record.stage <= Stage::Attempted);
        let kind = match (who, place, day) {
            (Fit::Fails, ..) | (.., Fit::Fails) => continue,
            (Fit::Meets, Fit::Fails, _) if tally.by.is_some() || tally.against.is_some() => {
                GapKind::Elsewhere
            }
            (_, Fit::Fails, _) => continue,
            _ if !carried_out => GapKind::NotCarriedOut,
            _ if incident.reports.iter().any(|r| r.record.aggregate) => GapKind::Aggregate,
            (Fit::Open, ..) | (_, Fit::Open, _) => GapKind::ScopeOpen,
            (.., Fit::Open) => GapKind::DayOpen,
            _ => {
                counted.push(incident);
                continue;
            }
        };
        aside.push((kind, incident));
    }
    let mut gap: Vec<Gap> = Vec::new();
    for kind in
        [GapKind::Aggregate, GapKind::ScopeOpen, GapKind::Elsewhere, GapKind::DayOpen, GapKind::NotCarriedOut]
    {
        let own: Vec<&LinkedIncident> = aside.iter().filter(|(k, _)| *k == kind).map(|(_, i)| *i).collect();
        if !own.is_empty() {
            let incidents = own.iter().map(|i| i.id.clone()).collect();
            gap.push(Gap { kind, text: sentence(kind, &own), incidents });
        }
    }
    gap.extend(munitions(tally.what, &counted));
    gap.extend(not_covered(tally.since.as_deref(), tally.until.as_deref(), published));
    let own = count(tally.what, &counted);
    let incidents = counted.iter().map(|i| i.id.clone()).collect();
    Reconciled { own, incidents, gap, told }
}

fn sentence(kind: GapKind, own: &[&LinkedIncident]) -> String {
    let n = own.len();
    match kind {
        GapKind::Aggregate => {
            let acts: u64 = own.iter().filter_map(|i| i.reports.iter().filter_map(least).max()).sum();
            let parts: usize = own.iter().map(|i| i.parts.len()).sum();
            format!(
                "{n} told as several attacks, at least {acts} together, are not counted one by one; {parts} of our incidents may be among them"
            )
        }
        GapKind::ScopeOpen => format!("{n} in the window leave open who did it, whom it struck or where"),
        GapKind::Elsewhere => format!("{n} of the same parties lie elsewhere"),
        GapKind::DayOpen => format!("{n} have no day, or one that is only partly in the window"),
        GapKind::NotCarriedOut => format!("{n} were planned, threatened or supposed only"),
        GapKind::Munitions | GapKind::DaysNotCovered => String::new(),
    }
}

fn least(report: &IncidentView) -> Option<u64> {
    report.record.count.and_then(|c| c.min)
}

/// Folded names of a party and of the actor it is in a report.
fn names<'r>(report: &'r IncidentView, actor: Option<&str>, own: &'r str) -> BTreeSet<String> {
    let actor = actor.and_then(|id| report.actors.iter().find(|a| a.id == id));
    let known = actor.into_iter().flat_map(|a| a.aliases.iter().chain([&a.name]).map(String::as_str));
    known.chain([own]).map(keys::fold).collect()
}

fn doers(incident: &LinkedIncident, by: Option<&Party>) -> Fit {
    let Some(by) = by else { return Fit::Meets };
    let wanted = keys::fold(&by.name);
    let mut fit = Fit::Open;
    for report in &incident.reports {
        for p in &report.record.perpetrators {
            if matches!(p.basis, PerpetratorBasis::Denied | PerpetratorBasis::Acquitted) {
                continue;
            }
            if names(report, p.actor.as_deref(), &p.name).contains(&wanted) {
                return Fit::Meets;
            }
            fit = Fit::Fails;
        }
    }
    fit
}

fn struck(incident: &LinkedIncident, against: Option<&Party>) -> Fit {
    let Some(against) = against else { return Fit::Meets };
    let wanted = keys::fold(&against.name);
    let meets = incident.reports.iter().any(|report| {
        report.record.targets.iter().any(|t| {
            let own = t.name.as_deref().unwrap_or(&t.text);
            names(report, t.actor.as_deref(), own).contains(&wanted)
        })
    });
    // A target that is told otherwise may still belong to the side that is meant.
    if meets { Fit::Meets } else { Fit::Open }
}

fn located(incident: &LinkedIncident, place: Option<&str>) -> Fit {
    let Some(place) = place else { return Fit::Meets };
    let asked = keys::asked_place(place);
    let places = incident.reports.iter().flat_map(|r| &r.record.places);
    let mut fit = Fit::Open;
    for place in places.filter(|p| p.role == PlaceRole::Target) {
        let own = keys::place_keys(place);
        if own.iter().any(|key| asked.contains(key)) {
            return Fit::Meets;
        }
        fit = Fit::Fails;
    }
    fit
}

fn in_window(incident: &LinkedIncident, since: Option<&str>, until: Option<&str>) -> Fit {
    let fits = incident.reports.iter().map(|report| {
        let Some(days) = Days::of(report.record.date.as_ref()) else { return Fit::Open };
        let (since, until) = (since.unwrap_or("0000"), until.unwrap_or("9999"));
        let day = |d: &str| d.get(..10).unwrap_or(d).to_owned();
        let (since, until) = (day(since), day(until));
        if days.to < since || days.from > until {
            Fit::Fails
        } else if days.from >= since && days.to <= until {
            Fit::Meets
        } else {
            Fit::Open
        }
    });
    fits.min().unwrap_or(Fit::Open)
}

fn count(what: TallyWhat, counted: &[&LinkedIncident]) -> Count {
    let persons = |of: fn(&LinkedIncident) -> Option<Count>| {
        let told = || counted.iter().filter_map(|i| of(i));
        let least = told().map(|c| c.min.unwrap_or(0)).sum();
        let most = told().map(|c| c.max).sum::<Option<u64>>();
        Count { min: Some(least), max: most, qualifier: None }
    };
    match what {
        TallyWhat::Killed => persons(|i| i.merged.killed),
        TallyWhat::Injured => persons(|i| i.merged.injured),
        TallyWhat::Munitions => {
            let fired: u64 = counted.iter().map(|i| weapons(i).max(1)).sum();
            Count { min: Some(fired), max: None, qualifier: None }
        }
        TallyWhat::Attacks | TallyWhat::Other => {
            let n = counted.len() as u64;
            Count { min: Some(n), max: Some(n), qualifier: None }
        }
    }
}

/// Weapons one account tells, where it tells how many: the most.
fn weapons(incident: &LinkedIncident) -> u64 {
    let of = |r: &IncidentView| r.record.weapons.iter().filter_map(|w| w.count.and_then(|c| c.min)).sum();
    incident.reports.iter().map(of).max().unwrap_or(0)
}

fn munitions(what: TallyWhat, counted: &[&LinkedIncident]) -> Option<Gap> {
    let several: Vec<&&LinkedIncident> = counted.iter().filter(|i| weapons(i) > 1).collect();
    if several.is_empty() || !matches!(what, TallyWhat::Attacks | TallyWhat::Munitions) {
        return None;
    }
    let fired: u64 = several.iter().map(|i| weapons(i)).sum();
    let text = format!("{} tell {fired} weapons together; who counts munitions counts more", several.len());
    let incidents = several.iter().map(|i| i.id.clone()).collect();
    Some(Gap { kind: GapKind::Munitions, text, incidents })
}

/// Days of the window on which, and on the day after which, no article of the book was published.
fn not_covered(since: Option<&str>, until: Option<&str>, published: &BTreeSet<Date>) -> Option<Gap> {
    let day = |d: Option<&str>| d?.get(..10)?.parse::<Date>().ok();
    let (since, until) = (day(since)?, day(until)?);
    let (mut days, mut blank, mut at) = (0u32, 0u32, since);
    while at <= until {
        days += 1;
        let covered = published.contains(&at) || at.tomorrow().is_ok_and(|next| published.contains(&next));
        blank += u32::from(!covered);
        match at.tomorrow() {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    let text = format!("the book has no article published on or the day after {blank} of the {days} days");
    (blank > 0).then_some(Gap { kind: GapKind::DaysNotCovered, text, incidents: Vec::new() })
}
