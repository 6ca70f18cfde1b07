//! Gold records as reports, which shows what comes after reading by itself.
//!
//! Owns: how the values of a gold incident look in a report. In: an article and its gold. Out: a [`Report`]. Refuses: what gold does not
//! hold: gazetteer ids, countries that are not told, words beyond the sentence of the trigger.

use super::agree::bounds;
use super::gold::{GoldArticle, GoldIncident, GoldPlace};
use super::pair::Told;
use crate::corpus::convert::InputArticle;
use claimbook_records::article::{Basis, Published, Publisher};
use claimbook_records::report::{
    Actor, ActorKind, ArticleRecord, Claim, Count, DateRange, EngineInfo, Firmness, Incident, Level, Outcome,
    Perpetrator, PerpetratorKind, Place, PlaceRole, Precision, Quote, SCHEMA, Speaker, SpeakerKind,
};
use claimbook_records::{Article, Report};
use jiff::civil::Date;
use std::ops::Range;

/// The report that says what gold says.
pub fn report(input: &InputArticle, gold: &GoldArticle) -> Report {
    let mut article = Article::new(input.id.clone(), input.body.clone());
    article.headline.clone_from(&input.headline);
    article.seal();
    let incidents = gold.incidents.iter().enumerate().map(|(n, g)| incident(n, g, &input.body));
    Report {
        schema: SCHEMA.to_owned(),
        engine: EngineInfo { version: "gold".to_owned(), codebook: String::new(), model: None },
        article: ArticleRecord {
            id: article.id,
            input: input.id.clone(),
            publisher: input.publisher.clone().map(|name| Publisher { name, domain: None }),
            url: None,
            headline: input.headline.clone(),
            bylines: Vec::new(),
            published: input.published.clone().map(|value| Published { value, basis: Basis::Given }),
            language: "en".to_owned(),
            body: input.body.clone(),
            clutter: Vec::new(),
            x_parts: Vec::new(),
            x_notes: Vec::new(),
            x_capture: None,
        },
        incidents: incidents.collect(),
        claims: gold.claims.iter().enumerate().map(|(n, c)| claim(n, c, gold)).collect(),
        tallies: Vec::new(),
        actors: actors(gold),
        relations: Vec::new(),
        warnings: Vec::new(),
        mentions: None,
        x_unsure: Vec::new(),
        x_unsure_claims: Vec::new(),
        x_asked: None,
    }
}

fn name_of(n: usize) -> String {
    format!("i{}", n + 1)
}

fn claim(n: usize, claim: &super::gold::GoldClaim, gold: &GoldArticle) -> Claim {
    let name = claim.speaker.names().first().cloned().unwrap_or_default();
    let about = claim.about.as_ref().and_then(|key| gold.incidents.iter().position(|g| g.key == *key));
    Claim {
        id: format!("c{}", n + 1),
        speaker: Speaker { name, actor: None, kind: SpeakerKind::Other },
        via: Vec::new(),
        act: claim.act,
        about: about.map(name_of),
        property: None,
        firmness: Firmness::Asserted,
        date: None,
        channel: None,
        evidence: Vec::new(),
        x_signs: None,
    }
}

/// Id and name of everybody named as perpetrator.
fn actors(gold: &GoldArticle) -> Vec<Actor> {
    let mut names: Vec<&String> =
        gold.incidents.iter().flat_map(|g| &g.perpetrators).filter_map(|p| p.names.first()).collect();
    names.sort_unstable();
    names.dedup();
    let actor = |name: &String| Actor {
        id: name.clone(),
        name: name.clone(),
        register_id: None,
        kind: ActorKind::Other,
        collective: false,
        aliases: Vec::new(),
        mentions: Vec::new(),
    };
    names.into_iter().map(actor).collect()
}

fn incident(n: usize, gold: &GoldIncident, body: &str) -> Incident {
    let told = Told::find(gold, body).map(|told| {
        let Range { start, end } = told.sentence;
        Quote { start, end, text: body.chars().skip(start).take(end - start).collect() }
    });
    let perpetrators = gold.perpetrators.iter().filter_map(|p| {
        let name = p.names.first()?.clone();
        Some(Perpetrator {
            actor: Some(name.clone()),
            text: None,
            kind: PerpetratorKind::Organisation,
            category: None,
            basis: p.how,
            evidence: Vec::new(),
            name,
        })
    });
    let count = |ends: Option<[Option<u64>; 2]>| ends.map(|[min, max]| Count { min, max, qualifier: None });
    Incident {
        id: name_of(n),
        kind: gold.kind,
        types_also: gold.type_also.clone(),
        stage: gold.stage,
        aggregate: gold.aggregate,
        count: None,
        background: gold.background,
        date: gold.date.as_deref().map(date),
        places: gold.places.iter().filter_map(|p| place(p, &gold.places)).collect(),
        perpetrators: perpetrators.collect(),
        targets: Vec::new(),
        weapons: Vec::new(),
        outcome: Outcome { killed: count(gold.killed), injured: count(gold.injured), ..Outcome::default() },
        evidence: told.into_iter().collect(),
        references: Vec::new(),
        motives: Vec::new(),
        confidence: 1.0,
        x_category: None,
        x_signs: None,
    }
}

fn date(value: &str) -> DateRange {
    let (from, to) = bounds(value);
    let precision = if from == to { Precision::Day } else { Precision::Range };
    // The last day of a month is given as its thirty-first.
    let last = |day: String| match day.parse::<Date>() {
        Ok(_) => Some(day),
        Err(_) => format!("{}-01", day.get(..7)?).parse::<Date>().ok().map(|d| d.last_of_month().to_string()),
    };
    DateRange { earliest: from.and_then(last), latest: to.and_then(last), precision, evidence: Vec::new() }
}

fn level(place: &GoldPlace) -> Level {
    match place.level.as_deref() {
        Some("site" | "facility") => Level::Site,
        Some("city" | "locality") => Level::Locality,
        Some("area" | "district") => Level::Area,
        Some("region") => Level::Region,
        Some("country") => Level::Country,
        Some("sea") => Level::Sea,
        _ => Level::Unresolved,
    }
}

/// A place lies in those of its incident that are larger.
fn place(gold: &GoldPlace, all: &[GoldPlace]) -> Option<Place> {
    // The words stand first, the name they mean after them.
    let called = |p: &GoldPlace| {
        p.names.iter().find(|n| n.starts_with(char::is_uppercase)).or(p.names.last()).cloned()
    };
    let within = all.iter().filter(|p| level(p) > level(gold)).filter_map(called);
    Some(Place {
        name: called(gold)?,
        country: gold.country.clone(),
        administered_by: None,
        admin1: None,
        within: within.collect(),
        feature: None,
        lat: None,
        lon: None,
        gazetteer_id: None,
        level: level(gold),
        role: PlaceRole::Target,
        evidence: Vec::new(),
        x_reason: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::sample;

    #[test]
    fn a_gold_incident_is_told_in_the_sentence_of_its_trigger() {
        let input = InputArticle {
            id: "x".to_owned(),
            publisher: None,
            published: Some("2024-03-06".to_owned()),
            headline: None,
            body: "Été. A bomb went off in Tillia. Men fled.".to_owned(),
        };
        let gold = GoldIncident {
            trigger: Some("went off".to_owned()),
            date: Some("2024-02".to_owned()),
            places: vec![sample::place("Tillia", "city"), sample::place("Tahoua", "region")],
            perpetrators: vec![sample::perpetrator("Jund Front")],
            ..sample::gold("a")
        };
        let gold =
            GoldArticle { id: "x".to_owned(), published: None, incidents: vec![gold], claims: Vec::new() };
        let report = report(&input, &gold);
        let told = &report.incidents[0];
        assert_eq!(told.evidence[0].text, " A bomb went off in Tillia");
        let date = told.date.as_ref().map(|d| (d.earliest.as_deref(), d.latest.as_deref()));
        assert_eq!(date, Some((Some("2024-02-01"), Some("2024-02-29"))));
        assert_eq!(told.places[0].within, ["Tahoua"]);
        assert_eq!(told.perpetrators[0].actor.as_ref(), Some(&report.actors[0].id));
    }
}
