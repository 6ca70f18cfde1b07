//! One incident as the report writes it.
//!
//! Owns: places merged by what they are, names of people and groups. In: an [`IncidentReport`]. Out: an [`Incident`].
//! Refuses: a value without words.

use super::{actor_id, date, incident_id, one_line, quotes};
use crate::engine::Reading;
use crate::event::{EventPerpetrator, EventTarget, EventWeapon, IncidentReport};
use crate::place::Candidate;
use crate::place::key::key;
use claimbook_records::Span;
use claimbook_records::report::{Incident, Level, Outcome, Perpetrator, Place, PlaceRole, Target, Weapon};
use claimbook_records::spelling::skeleton;

pub(super) fn incident(reading: &Reading, i: usize, r: &IncidentReport) -> Incident {
    Incident {
        id: incident_id(i),
        kind: r.kind,
        types_also: r.types_also.clone(),
        stage: r.stage,
        aggregate: r.aggregate,
        count: r.count,
        background: r.background,
        date: r.date.as_ref().and_then(|d| date::date_range(reading, d, zone_place(reading, r))),
        places: places(reading, r),
        perpetrators: r.perpetrators.iter().map(|p| perpetrator(reading, p)).collect(),
        targets: r.targets.iter().map(|t| target(reading, t)).collect(),
        weapons: r.weapons.iter().map(|w| weapon(reading, r, w)).collect(),
        outcome: Outcome { evidence: quotes(reading, &r.outcome_evidence), ..r.outcome.clone() },
        evidence: quotes(reading, &r.evidence),
        references: quotes(reading, &r.references),
        motives: quotes(reading, &r.motives),
        confidence: (r.confidence.clamp(0.0, 1.0) * 1000.0).round() / 1000.0,
        x_category: None,
        x_signs: None,
    }
}

/// The place whose clock a time of day follows: the finest resolved target.
fn zone_place<'a>(reading: &'a Reading, r: &IncidentReport) -> Option<&'a Candidate> {
    r.places
        .iter()
        .filter(|p| p.role == PlaceRole::Target)
        .filter_map(|p| reading.places.get(p.mention)?.reading.chosen())
        .min_by_key(|c| c.level)
}

fn places(reading: &Reading, r: &IncidentReport) -> Vec<Place> {
    let mut out: Vec<Place> = Vec::new();
    for place in &r.places {
        let Some(mention) = reading.places.get(place.mention) else { continue };
        let words = one_line(mention.span.of(reading.body()));
        let chosen = mention.reading.chosen();
        let id = chosen.map(|c| c.id.clone());
        let name = chosen.map_or_else(|| words.clone(), |c| spelt(c, &words));
        let same =
            |p: &&mut Place| p.role == place.role && p.gazetteer_id == id && (id.is_some() || p.name == name);
        if let Some(known) = out.iter_mut().find(same) {
            known.evidence.push(reading.article.body.quote(mention.span));
            known.evidence.sort();
            known.evidence.dedup();
            continue;
        }
        out.push(Place {
            name,
            country: chosen.and_then(|c| c.country.clone()),
            administered_by: chosen.and_then(|c| c.administered_by.clone()),
            admin1: chosen.and_then(|c| c.admin1.clone()),
            within: mention.reading.within.clone(),
            feature: chosen.and_then(|c| c.feature.clone()),
            lat: chosen.map(|c| c.lat),
            lon: chosen.map(|c| c.lon),
            gazetteer_id: id,
            level: chosen.map_or(Level::Unresolved, |c| c.level),
            role: place.role,
            evidence: quotes(reading, &[mention.span]),
            x_reason: Some(mention.reading.reason.clone()).filter(|r| !r.is_empty()),
        });
    }
    // The finest place of a role first.
    out.sort_by_key(|p| (p.role, p.level));
    out
}

/// The Arabic article as tables write it before each letter ("An Nuşayrāt" is "Nuseirat" in the press).
const ARTICLES: [&str; 11] = ["al", "el", "an", "ar", "as", "ash", "at", "ath", "ad", "adh", "az"];

/// The gazetteer's name in the article's spelling where only marks or vowels differ ("Harir" for "Ḩarīr", "Beit Hanoun" for
/// "Bayt Ḩānūn"); capitals throughout are no spelling.
fn spelt(place: &Candidate, words: &str) -> String {
    let shouted = !words.chars().any(char::is_lowercase);
    let (said, full) = (key(words, false), key(&place.name, false));
    // "Killick" for "Killick Centre": the article's name without the word that tables add to a town.
    let shorter = || {
        place.level == Level::Locality && full.strip_prefix(said.as_str()).is_some_and(|r| r.starts_with(' '))
    };
    let transcribed = || {
        let name =
            |key: &str| key.split(' ').filter(|w| !ARTICLES.contains(w)).map(skeleton).collect::<String>();
        !name(&full).is_empty() && name(&said) == name(&full)
    };
    if !shouted && (said == full || shorter() || transcribed()) {
        words.to_owned()
    } else {
        place.name.clone()
    }
}

fn words(reading: &Reading, span: Span) -> String {
    one_line(span.of(reading.body()))
}

fn perpetrator(reading: &Reading, p: &EventPerpetrator) -> Perpetrator {
    let text = words(reading, p.span);
    Perpetrator {
        name: p
            .member
            .and_then(|m| reading.cast.members.get(m))
            .map_or_else(|| text.clone(), |m| m.name.clone()),
        actor: p.member.map(actor_id),
        text: Some(text),
        kind: p.kind,
        category: p.category,
        basis: p.basis,
        evidence: quotes(
            reading,
            if p.evidence.is_empty() { std::slice::from_ref(&p.span) } else { &p.evidence },
        ),
    }
}

fn target(reading: &Reading, t: &EventTarget) -> Target {
    Target {
        text: words(reading, t.span),
        class: t.class,
        kind: t.kind.clone(),
        name: t.name.map(|s| words(reading, s)),
        description: t.description.map(|s| words(reading, s)),
        actor: t.member.map(actor_id),
        nationality: t.nationality.clone(),
        count: t.count,
        effects: t.effects.clone(),
        evidence: quotes(
            reading,
            if t.evidence.is_empty() { std::slice::from_ref(&t.span) } else { &t.evidence },
        ),
    }
}

/// A weapon that only the act implies is shown by the clause that tells the act.
fn weapon(reading: &Reading, r: &IncidentReport, w: &EventWeapon) -> Weapon {
    let mut spans = w.evidence.clone();
    if spans.is_empty() {
        spans.extend(w.span.or_else(|| r.evidence.first().copied()));
    }
    Weapon {
        text: w.span.map(|s| words(reading, s)),
        kind: w.kind.clone(),
        name: w.name.map(|s| words(reading, s)),
        used: w.used,
        count: w.count,
        evidence: quotes(reading, &spans),
    }
}
