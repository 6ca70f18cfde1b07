//! Writing: what was found and decided, in the shape of the public schema.
//!
//! Owns: ids (`i1`, `a1`, `c1`), the way from byte spans to quotes, the order of everything. In: a [`Reading`], the
//! incidents and what attribution found. Out: a [`Report`]. Refuses: decisions about the text.

mod date;
mod incident;
mod mentions;

use crate::attribution::{Attribution, Voice, Who};
use crate::engine::Reading;
use crate::event::IncidentReport;
use claimbook_records::Span;
use claimbook_records::report::{
    Actor, ArticleRecord, Claim, EngineInfo, Party, Quote, Relation, Report, SCHEMA, Speaker, Tally, Warning,
    WarningKind,
};

pub(crate) use mentions::mentions;

/// The report of one article.
pub(crate) fn report(
    reading: &Reading,
    incidents: &[IncidentReport],
    attribution: &Attribution,
    engine: EngineInfo,
) -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        engine,
        article: article(reading),
        incidents: incidents.iter().enumerate().map(|(i, r)| incident::incident(reading, i, r)).collect(),
        claims: attribution.claims.iter().enumerate().map(|(i, c)| claim(reading, i, c)).collect(),
        tallies: attribution.tallies.iter().map(|t| tally(reading, t)).collect(),
        actors: actors(reading),
        relations: attribution.relations.iter().map(|r| relation(reading, r)).collect(),
        warnings: warnings(reading, attribution),
        mentions: None,
        x_asked: attribution.asked.clone(),
        x_unsure: Vec::new(),
        x_unsure_claims: {
            let n = attribution.claims.len();
            attribution.unsure.iter().enumerate().map(|(i, c)| claim(reading, n + i, c)).collect()
        },
    }
}

/// What acquisition noted of the article, then what reading it found.
fn warnings(reading: &Reading, attribution: &Attribution) -> Vec<Warning> {
    let noted = reading.article.notes.iter().map(|note| Warning {
        kind: WarningKind::Other,
        message: note.clone(),
        evidence: Vec::new(),
    });
    let found = attribution.warnings.iter().map(|w| Warning {
        kind: w.kind,
        message: w.message.clone(),
        evidence: quotes(reading, &w.evidence),
    });
    noted.chain(found).collect()
}

/// The article's own fields.
pub(crate) fn article(reading: &Reading) -> ArticleRecord {
    let body = &reading.article.body;
    ArticleRecord {
        published: reading.published.clone(),
        clutter: reading.clutter.iter().map(|s| body.quote(*s)).collect(),
        ..reading.article.record()
    }
}

/// Quotes of spans in text order, each once, empty ones left out.
fn quotes(reading: &Reading, spans: &[Span]) -> Vec<Quote> {
    let body = reading.body();
    let mut spans: Vec<Span> = spans.iter().map(|s| s.trim(body)).filter(|s| !s.is_empty()).collect();
    spans.sort_unstable();
    spans.dedup();
    spans.into_iter().map(|s| reading.article.body.quote(s)).collect()
}

/// Id of incident number `i`.
pub(crate) fn incident_id(i: usize) -> String {
    format!("i{}", i + 1)
}

fn actor_id(member: usize) -> String {
    format!("a{}", member + 1)
}

/// Words on one line, runs of white space made one blank.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn party(reading: &Reading, who: &Who) -> Party {
    match who {
        Who::Member(m) => Party { name: reading.cast.members[*m].name.clone(), actor: Some(actor_id(*m)) },
        Who::Words(span) => Party { name: one_line(span.of(reading.body())), actor: None },
    }
}

fn claim(reading: &Reading, i: usize, voice: &Voice) -> Claim {
    let (name, actor) = match &voice.speaker {
        Some(who) => {
            let p = party(reading, who);
            (p.name, p.actor)
        }
        None => ("author".to_owned(), None),
    };
    Claim {
        id: format!("c{}", i + 1),
        speaker: Speaker { name, actor, kind: voice.kind },
        via: voice.via.iter().map(|w| party(reading, w)).collect(),
        act: voice.act,
        about: voice.about.map(incident_id),
        property: voice.property,
        firmness: voice.firmness,
        date: voice.date.as_ref().and_then(|d| date::date_range(reading, d, None)),
        channel: voice.channel.clone(),
        evidence: quotes(reading, &voice.evidence),
        x_signs: None,
    }
}

fn tally(reading: &Reading, t: &crate::attribution::Total) -> Tally {
    let whose = |who: &Option<Who>| who.as_ref().map(|w| party(reading, w));
    Tally {
        text: one_line(t.span.of(reading.body())),
        what: t.what,
        count: Some(t.count),
        since: t.since.clone(),
        until: t.until.clone(),
        speaker: whose(&t.speaker),
        by: whose(&t.by),
        against: whose(&t.against),
        place: t.place.map(|p| one_line(p.of(reading.body()))),
        about: t.about.map(incident_id),
        evidence: quotes(reading, &[t.span]),
    }
}

fn relation(reading: &Reading, r: &crate::attribution::Edge) -> Relation {
    Relation {
        subject: party(reading, &Who::Member(r.subject)),
        kind: r.kind,
        object: party(reading, &Who::Member(r.object)),
        since: r.since.clone(),
        until: None,
        speaker: r.speaker.as_ref().map(|w| party(reading, w)),
        evidence: quotes(reading, &r.evidence),
    }
}

fn actors(reading: &Reading) -> Vec<Actor> {
    let body = reading.body();
    let cast = &reading.cast;
    let mut out = Vec::new();
    for (m, member) in cast.members.iter().enumerate() {
        let mine = || cast.of(m);
        let spans: Vec<Span> = mine().map(|x| x.span).collect();
        if spans.is_empty() {
            continue;
        }
        let mut aliases: Vec<String> = mine()
            .filter(|x| x.naming == crate::actor::Naming::Name)
            .map(|x| one_line(x.span.of(body)))
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        aliases.retain(|a| seen.insert(a.clone()));
        out.push(Actor {
            id: actor_id(m),
            name: member.name.clone(),
            register_id: member.register_id.clone(),
            kind: member.kind,
            collective: member.collective,
            aliases,
            mentions: quotes(reading, &spans),
        });
    }
    out
}
