//! What a row of another code book needs to know of one linked incident.
//!
//! Owns: the choice of one type, place and target out of several accounts: what most independent accounts tell, of equal
//! ones the finer or the first. In: a [`Case`] and the codebook. Out: [`Facts`]. Refuses: means, and values nobody tells.

use super::actors::{Actors, actors};
use super::cases::Case;
use super::codes::{Country, codes, country};
use super::reduce::Number;
use crate::keys::fold;
use crate::query::IncidentView;
use crate::review::State;
use claimbook_records::Codebook;
use claimbook_records::codebook::Crosswalk;
use claimbook_records::report::{
    Count, Damage, Effect, IncidentType, Level, Place, PlaceRole, Property, Qualifier, SpeechAct, Stage,
    Target, TargetClass,
};
use jiff::civil::Date;
use std::cmp::Reverse;

/// One linked incident, reduced where a code book has one cell only.
#[derive(Debug)]
pub(super) struct Facts {
    /// Types by the number of accounts that tell them.
    pub(super) kinds: Vec<IncidentType>,
    /// Crosswalk of the first of them.
    pub(super) walk: Crosswalk,
    /// The furthest stage told.
    pub(super) stage: Stage,
    /// Every account tells it as a series.
    pub(super) aggregate: bool,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) place: Option<Place>,
    /// Told to lie near the place, not in it.
    pub(super) near: bool,
    pub(super) country: Option<Country>,
    pub(super) actors: Actors,
    /// Targets, those of most accounts first.
    pub(super) targets: Vec<Aim>,
    /// Kinds of weapon, those of most accounts first, with the words.
    pub(super) weapons: Vec<(String, String)>,
    /// Who tells that it was stopped.
    pub(super) intercepted: Vec<String>,
    pub(super) damage: Option<Damage>,
    /// Somebody tells of dead, wounded, taken or damage.
    pub(super) harm: bool,
    /// Who denies that it took place.
    pub(super) denied: Vec<String>,
    pub(super) killed: Vec<Number>,
    pub(super) injured: Vec<Number>,
}

/// A target over all accounts.
#[derive(Debug, Clone)]
pub(super) struct Aim {
    pub(super) target: Target,
    pub(super) harmed: bool,
}

impl Aim {
    fn person(&self) -> bool {
        self.target.class == TargetClass::Person
    }
}

impl Facts {
    /// Reads them off.
    pub(super) fn of(case: &Case, codebook: &Codebook) -> Self {
        let all = &case.incident.reports;
        // What a person rejected tells nothing, as long as something else does.
        let accepted = |r: &&IncidentView| r.review.state != State::Rejected;
        let own: Vec<&IncidentView> =
            case.incident.own.iter().filter_map(|n| all.get(*n)).filter(accepted).collect();
        let kinds = kinds(&own);
        let entry = kinds.first().and_then(|k| codebook.event_types.iter().find(|e| e.kind == *k));
        let window = case.incident.merged.date.unwrap_or((None, None));
        let place = place(&own).cloned();
        let targets = targets(&own);
        let damage = own.iter().filter_map(|r| r.record.outcome.damage).max();
        let told = |count: Option<Count>| count.and_then(|c| c.min.or(c.max)).is_some_and(|n| n > 0);
        let outcome = |r: &&IncidentView| told(r.record.outcome.killed) || told(r.record.outcome.injured);
        Self {
            walk: entry.map(|e| e.crosswalk.clone()).unwrap_or_default(),
            // The list of stages begins with the furthest.
            stage: all.iter().map(|r| r.record.stage).min().unwrap_or(Stage::Accomplished),
            aggregate: all.iter().all(|r| r.record.aggregate),
            from: window.0,
            to: window.1,
            near: place.as_ref().is_some_and(|p| near(&own, p)),
            country: place.as_ref().and_then(|p| country(p.country.as_deref()?)),
            actors: actors(all, codebook, window.0),
            weapons: weapons(&own),
            intercepted: intercepted(&own),
            harm: own.iter().any(outcome)
                || damage.is_some_and(|d| d != Damage::None)
                || targets.iter().any(|t| t.harmed),
            denied: denied(all),
            killed: numbers(case, Property::Killed, |v| v.record.outcome.killed),
            injured: numbers(case, Property::Injured, |v| v.record.outcome.injured),
            kinds,
            place,
            targets,
            damage,
        }
    }

    /// Stopped on the way, and nobody tells of harm.
    pub(super) fn only_intercepted(&self) -> bool {
        !self.harm
            && (!self.intercepted.is_empty() || self.kinds.first() == Some(&IncidentType::InterceptionOnly))
    }

    /// Persons harmed are told, and all of them are civilians.
    pub(super) fn civilians_only(&self) -> bool {
        let mut harmed = self.targets.iter().filter(|t| t.person() && t.harmed).peekable();
        harmed.peek().is_some() && harmed.all(|t| self.side(t) == Some("civilian"))
    }

    /// `civilian`, `state` or `militia`, where the kind tells.
    pub(super) fn side(&self, aim: &Aim) -> Option<&'static str> {
        codes().side.get(aim.target.kind.as_deref()?).map(String::as_str)
    }

    /// "Harir, Erbil Governorate, Iraq".
    pub(super) fn where_(&self) -> Option<String> {
        let place = self.place.as_ref()?;
        let mut parts = vec![place.name.clone()];
        parts.extend(place.admin1.clone());
        parts.extend(self.country.map(|c| c.name.to_owned()));
        parts.dedup();
        Some(parts.join(", "))
    }
}

/// Counts equal values in order of the first, most first.
fn tally<K: PartialEq, V>(values: impl Iterator<Item = (K, V)>) -> Vec<(K, V, usize)> {
    let mut all: Vec<(K, V, usize)> = Vec::new();
    for (key, value) in values {
        match all.iter_mut().find(|(k, ..)| *k == key) {
            Some(known) => known.2 += 1,
            None => all.push((key, value, 1)),
        }
    }
    all.sort_by_key(|(.., n)| Reverse(*n));
    all
}

fn kinds(own: &[&IncidentView]) -> Vec<IncidentType> {
    let mut all = tally(own.iter().map(|r| (r.record.kind, ())));
    // "Other" is what is left when an account does not tell the means.
    all.sort_by_key(|(kind, ..)| *kind == IncidentType::Other);
    let mut kinds: Vec<IncidentType> = all.into_iter().map(|(kind, ..)| kind).collect();
    for also in own.iter().flat_map(|r| &r.record.types_also) {
        if !kinds.contains(also) {
            kinds.push(*also);
        }
    }
    kinds
}

fn place<'r>(own: &[&'r IncidentView]) -> Option<&'r Place> {
    let of = |role: PlaceRole| {
        let places = own.iter().flat_map(move |r| r.record.places.iter().filter(move |p| p.role == role));
        let mut all = tally(places.map(|p| (p.gazetteer_id.clone().unwrap_or_else(|| fold(&p.name)), p)));
        all.sort_by_key(|(_, p, n)| (p.level, Reverse(*n)));
        all.first().map(|(_, p, _)| *p)
    };
    of(PlaceRole::Target).or_else(|| of(PlaceRole::Interception))
}

/// Whether most accounts that tell the place put a word such as "near" before it.
fn near(own: &[&IncidentView], place: &Place) -> bool {
    let (mut near, mut told) = (0, 0);
    for report in own {
        let same = |p: &&Place| p.gazetteer_id == place.gazetteer_id && p.name == place.name;
        let Some(found) = report.record.places.iter().find(same) else { continue };
        told += 1;
        let record = &report.record;
        let mut texts = record.evidence.iter().chain(report.claims.iter().flat_map(|c| &c.evidence));
        let says = |text: &str| {
            let text = fold(text);
            let named = found.evidence.iter().map(|q| fold(&q.text)).chain([fold(&found.name)]);
            let mut named = named.filter(|name| !name.is_empty());
            named.any(|name| codes().near.iter().any(|word| text.contains(&format!("{word} {name}"))))
        };
        near += usize::from(texts.any(|q| says(&q.text)));
    }
    near * 2 > told
}

fn targets(own: &[&IncidentView]) -> Vec<Aim> {
    let harmed = |t: &Target| {
        use Effect::{Damaged, Destroyed, Injured, Kidnapped, Killed, PropertyTaken};
        let harm = [Killed, Injured, Kidnapped, Destroyed, Damaged, PropertyTaken];
        t.effects.iter().any(|e| harm.contains(e))
    };
    let all = own.iter().flat_map(|r| r.record.targets.iter());
    let key = |t: &Target| (t.class, t.kind.clone(), t.actor.is_some().then(|| fold(&t.text)));
    let mut aims: Vec<Aim> = tally(all.clone().map(|t| (key(t), t)))
        .into_iter()
        .map(|(of, target, _)| Aim {
            target: target.clone(),
            harmed: all.clone().any(|t| key(t) == of && harmed(t)),
        })
        .collect();
    // A person nobody tells was harmed is often a bystander or a voice: no target where something else is.
    if aims.iter().any(|a| a.harmed || !a.person()) {
        aims.retain(|a| a.harmed || !a.person());
    }
    aims
}

fn weapons(own: &[&IncidentView]) -> Vec<(String, String)> {
    let used = own.iter().flat_map(|r| r.record.weapons.iter()).filter(|w| w.used != Some(false));
    let words = |w: &claimbook_records::report::Weapon| w.name.clone().or_else(|| w.text.clone());
    let all = tally(used.map(|w| (w.kind.clone(), words(w).unwrap_or_else(|| w.kind.replace('_', " ")))));
    all.into_iter().map(|(kind, words, _)| (kind, words)).collect()
}

/// Those who tell that it was stopped: the speakers an account names, else its publisher.
fn intercepted(own: &[&IncidentView]) -> Vec<String> {
    let mut names = Vec::new();
    for report in own.iter().filter(|r| r.record.outcome.intercepted == Some(true)) {
        let confirms = report.claims.iter().filter(|c| c.act == SpeechAct::Confirms);
        let mut speakers: Vec<String> = confirms.map(|c| c.speaker.name.clone()).collect();
        if speakers.is_empty() {
            speakers.push(report.article.publisher.clone().unwrap_or_else(|| "an article".to_owned()));
        }
        names.extend(speakers);
    }
    unique(names)
}

fn denied(all: &[IncidentView]) -> Vec<String> {
    let mut names = Vec::new();
    for report in all {
        let accused = |name: &str| report.record.perpetrators.iter().any(|p| fold(&p.name) == fold(name));
        let whole = report.claims.iter().filter(|c| {
            c.act == SpeechAct::Denies
                && matches!(c.property, None | Some(Property::Whole))
                && !accused(&c.speaker.name)
        });
        names.extend(whole.map(|c| c.speaker.name.clone()));
    }
    unique(names)
}

fn numbers(case: &Case, property: Property, of: fn(&IncidentView) -> Option<Count>) -> Vec<Number> {
    let accepted = |(_, view): &(usize, &IncidentView)| view.review.state != State::Rejected;
    let all = case.incident.reports.iter().enumerate().filter(accepted).filter_map(|(n, view)| {
        let count = of(view)?;
        let said = view.claims.iter().find(|c| c.property == Some(property) && c.act != SpeechAct::Denies);
        let claims = |name: &str| {
            let claimed = view.claims.iter().filter(|c| c.act == SpeechAct::ClaimsResponsibility);
            claimed.into_iter().any(|c| fold(&c.speaker.name) == fold(name))
        };
        let speaker = said.map(|c| c.speaker.name.clone());
        let words = view.record.outcome.evidence.iter().map(|q| q.text.clone());
        Some(Number {
            report: view.id.clone(),
            publisher: view.article.publisher.clone(),
            claimant: speaker.as_deref().is_some_and(claims),
            speaker,
            published: view.published.as_ref().map(|p| p.value.chars().take(10).collect()),
            min: count.min,
            max: count.max,
            vague: count.qualifier == Some(Qualifier::Vague),
            words: words.collect(),
            copy: !case.incident.own.contains(&n),
        })
    });
    all.collect()
}

/// The values, each once, in order of the first.
pub(super) fn unique(values: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

/// Whether a place is fine enough to be a town or finer.
pub(super) fn local(level: Level) -> bool {
    level <= Level::Locality
}
