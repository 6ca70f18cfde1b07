//! On what ground a perpetrator is named, with what was claimed.
//!
//! Owns: coding guide 5.1 where somebody claims an act: the claimant is its perpetrator. In: incidents and claims. Out: bases. Refuses:
//! taking anybody away but those without a name, where a group claims the act.

use crate::actor::{ActorMention, Naming};
use crate::attribution::speaker::authority;
use crate::attribution::{Voice, Who};
use crate::engine::Reading;
use crate::event::perpetrators::category_of;
use crate::event::{EventPerpetrator, IncidentReport};
use claimbook_records::report::{PerpetratorBasis, PerpetratorKind, SpeakerKind, SpeechAct};

/// Gives each claimed incident its claimant.
pub fn settle(reading: &Reading, incidents: &mut [IncidentReport], claims: &[Voice]) {
    for claim in claims.iter().filter(|c| c.act == SpeechAct::ClaimsResponsibility) {
        let (Some(about), Some(who)) = (claim.about, &claim.speaker) else { continue };
        let Some(incident) = incidents.get_mut(about) else { continue };
        let Who::Member(mut member) = *who else { continue };
        // A spokesman claims for the group he speaks for.
        let speaker = &reading.cast.members[member];
        if let Some(parent) = speaker.parent.filter(|_| speaker.register_id.is_none()) {
            member = parent;
        }
        match incident.perpetrators.iter_mut().find(|p| p.member == Some(member)) {
            Some(known) => known.basis = PerpetratorBasis::Claimed,
            None if claim.kind == SpeakerKind::ArmedGroup => {
                let named = || reading.cast.of(member).filter(|m| m.naming == Naming::Name);
                let said = |m: &&ActorMention| claim.evidence.iter().any(|e| e.contains(m.span));
                let Some(span) = named().find(said).or_else(|| named().next()).map(|m| m.span) else {
                    continue;
                };
                incident.perpetrators.retain(|p| p.member.is_some());
                incident.perpetrators.push(EventPerpetrator {
                    member: Some(member),
                    span,
                    kind: PerpetratorKind::Organisation,
                    category: category_of(reading.cast.members[member].kind),
                    basis: PerpetratorBasis::Claimed,
                    evidence: vec![span],
                });
            }
            None => {}
        }
    }
    for (i, incident) in incidents.iter_mut().enumerate() {
        for p in &mut incident.perpetrators {
            accused(p, claims.iter().filter(|c| c.about == Some(i) && c.act == SpeechAct::Accuses));
        }
    }
}

/// Who denies what others accuse him of is accused; by authorities only where one of those who name him is one.
fn accused<'a>(p: &mut EventPerpetrator, accusers: impl Iterator<Item = &'a Voice>) {
    let own = |c: &&Voice| {
        let himself = matches!(c.speaker, Some(Who::Member(m)) if p.member == Some(m));
        !himself && c.evidence.iter().any(|e| p.evidence.iter().any(|w| e.contains(*w)))
    };
    let kinds: Vec<SpeakerKind> = accusers.filter(own).map(|c| c.kind).collect();
    if kinds.is_empty() {
        return;
    }
    let authorities = kinds.iter().any(|k| authority(*k));
    // Of a person who is only named, nobody can tell whether he holds an office.
    let others = !authorities && !kinds.contains(&SpeakerKind::Person);
    p.basis = match p.basis {
        PerpetratorBasis::Denied if authorities => PerpetratorBasis::AccusedByAuthorities,
        PerpetratorBasis::Denied => PerpetratorBasis::Accused,
        PerpetratorBasis::AccusedByAuthorities if others => PerpetratorBasis::Accused,
        PerpetratorBasis::SuspectedByAuthorities if others => PerpetratorBasis::Suspected,
        other => other,
    };
}
