//! Who did it.
//!
//! Owns: individuals and organisations among the fillers, organisations named inside a phrase ("guerrillas of the
//! front"), their category. In: fillers of an incident. Out: [`EventPerpetrator`]s. Refuses: on what ground they are
//! named (attribution sets the basis).

use super::EventPerpetrator;
use super::arguments::{Role, Scene};
use super::nominals::{self, Nominal};
use super::profile::{Filler, teller};
use super::targets::extent;
use crate::actor::Naming;
use crate::text::Tag;
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, PerpetratorBasis, PerpetratorCategory, PerpetratorKind};

/// Perpetrators of an incident; `individuals` and `organisations` hold one filler per entity, best first.
pub(super) fn perpetrators(
    scene: &Scene,
    individuals: &[Filler],
    organisations: &[Filler],
) -> Vec<EventPerpetrator> {
    let mut out: Vec<EventPerpetrator> = Vec::new();
    for filler in organisations {
        let n = &scene.nominals[filler.nominal];
        push(scene, &mut out, organisation(scene, n));
    }
    for filler in individuals {
        let n = &scene.nominals[filler.nominal];
        let whole = nominals::span(scene.reading, &n.long).join(nominals::span(scene.reading, &n.base));
        for member in inside(scene, whole, n) {
            push(scene, &mut out, member);
        }
        // "its fighters": the force the pronoun stands for.
        if let Some(owner) = owner(scene, n) {
            push(scene, &mut out, owner);
            continue;
        }
        let category = category(scene, n);
        let member = n.member.and_then(|m| scene.reading.cast.members.get(m));
        let body = member
            .is_some_and(|m| !m.collective && !matches!(m.kind, ActorKind::Person | ActorKind::Official));
        // A group by name, or a pronoun for it; "guerrillas of the front" are people beside the front.
        if body && (n.perpetrator.is_none() || scene.grammar.token(n.head).tag == Tag::Propn) {
            push(scene, &mut out, organisation(scene, n));
            continue;
        }
        push(
            scene,
            &mut out,
            EventPerpetrator {
                member: n.member,
                span: nominals::span(scene.reading, n.name.as_ref().unwrap_or_else(|| extent(scene, n))),
                kind: PerpetratorKind::Individual,
                category,
                basis: PerpetratorBasis::ReportedAsFact,
                evidence: vec![nominals::span(scene.reading, &n.base)],
            },
        );
    }
    out
}

fn push(scene: &Scene, out: &mut Vec<EventPerpetrator>, new: EventPerpetrator) {
    let words = |p: &EventPerpetrator| p.span.of(scene.reading.body()).to_ascii_lowercase();
    let known = out.iter_mut().find(|p| {
        p.member.is_some() && p.member == new.member && p.kind == new.kind || words(p) == words(&new)
    });
    match known {
        Some(p) => p.evidence.extend(new.evidence),
        None => out.push(new),
    }
}

fn organisation(scene: &Scene, n: &Nominal) -> EventPerpetrator {
    EventPerpetrator {
        member: n.member,
        span: nominals::span(scene.reading, &n.core),
        kind: PerpetratorKind::Organisation,
        category: category(scene, n),
        basis: PerpetratorBasis::ReportedAsFact,
        evidence: vec![nominals::span(scene.reading, &n.base)],
    }
}

/// Groups and forces named inside a phrase for people.
fn inside(scene: &Scene, whole: Span, n: &Nominal) -> Vec<EventPerpetrator> {
    let cast = &scene.reading.cast;
    let named = cast.inside(whole).filter(|m| m.naming == Naming::Name && Some(m.member) != n.member);
    named
        .filter_map(|m| {
            let member = cast.members.get(m.member)?;
            let acts = matches!(
                member.kind,
                ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Military | ActorKind::Agency
            );
            acts.then(|| EventPerpetrator {
                member: Some(m.member),
                span: m.span,
                kind: PerpetratorKind::Organisation,
                category: category_of(member.kind),
                basis: PerpetratorBasis::ReportedAsFact,
                evidence: vec![m.span],
            })
        })
        .collect()
}

/// The group or force whose people a phrase speaks of by "its" or "their".
fn owner(scene: &Scene, n: &Nominal) -> Option<EventPerpetrator> {
    let cast = &scene.reading.cast;
    let base = nominals::span(scene.reading, &n.base);
    let pronoun = cast
        .inside(base)
        .find(|m| m.naming == Naming::Pronoun && Some(m.member) != n.member)
        .map(|m| (m.member, m.span));
    // "The front said that its fighters had …": a pronoun nobody resolved is the speaker's own.
    let own = || {
        let first = scene.grammar.token(n.base.start);
        let teller =
            teller(scene, n.head).filter(|_| matches!(first.norm.as_str(), "its" | "their" | "our"))?;
        let member = scene.nominals[scene.nominal_at(teller)?].member?;
        Some((member, first.span))
    };
    let (owner, span) = pronoun.or_else(own)?;
    let member = cast.members.get(owner)?;
    let acts = matches!(member.kind, ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Military);
    acts.then(|| EventPerpetrator {
        member: Some(owner),
        span,
        kind: PerpetratorKind::Organisation,
        category: category_of(member.kind),
        basis: PerpetratorBasis::ReportedAsFact,
        evidence: vec![base],
    })
}

fn category(scene: &Scene, n: &Nominal) -> Option<PerpetratorCategory> {
    let by_noun = n.perpetrator.map(|p| scene.lexicon.perpetrators[usize::from(p)].category);
    let by_actor = || {
        let member = n.member.and_then(|m| scene.reading.cast.members.get(m))?;
        category_of(member.kind)
    };
    by_noun.filter(|c| *c != PerpetratorCategory::Unknown).or_else(by_actor)
}

pub(crate) fn category_of(kind: ActorKind) -> Option<PerpetratorCategory> {
    match kind {
        ActorKind::ArmedGroup | ActorKind::Umbrella => Some(PerpetratorCategory::ArmedGroup),
        ActorKind::State | ActorKind::Military | ActorKind::Agency | ActorKind::Official => {
            Some(PerpetratorCategory::State)
        }
        _ => None,
    }
}

/// True for fillers that may be perpetrators at all: nobody is both doer and victim of one act.
pub(super) fn separate(individuals: &mut Vec<Filler>, victims: &[Filler]) {
    individuals.retain(|p| !victims.iter().any(|v| v.entity == p.entity && v.score > p.score));
    debug_assert!(individuals.iter().all(|p| matches!(p.role, Role::Perpetrator | Role::Organisation)));
}
