//! The basis on which each perpetrator is named.
//!
//! Owns: coding guide 5.1 (claimed > by authorities > accused > suspected > reported as fact). In: incidents, claims,
//! hedging words near a name. Out: `basis` of every perpetrator. Refuses: adding or removing perpetrators.

use super::speaker::authority;
use super::{Voice, Who};
use crate::engine::Reading;
use crate::event::IncidentReport;
use crate::phrases::PhraseIndex;
use claimbook_records::report::{Firmness, PerpetratorBasis as Basis, SpeakerKind, SpeechAct};
use rustc_hash::{FxHashMap, FxHashSet};

/// Sets the basis of every perpetrator from the claims.
pub(super) fn settle(
    reading: &Reading,
    incidents: &mut [IncidentReport],
    claims: &[Voice],
    hedges: &PhraseIndex,
) {
    let places = reading.places.iter().filter_map(|p| p.reading.chosen()?.country.as_deref());
    let home: FxHashSet<&str> = places.collect();
    let mut about: FxHashMap<usize, Vec<&Voice>> = FxHashMap::default();
    for claim in claims {
        if let Some(i) = claim.about {
            about.entry(i).or_default().push(claim);
        }
    }
    for (i, incident) in incidents.iter_mut().enumerate() {
        for p in &mut incident.perpetrators {
            let mut basis = hedged(reading, hedges, p.span).unwrap_or(p.basis);
            for claim in about.get(&i).into_iter().flatten() {
                reading.text.work.take(1);
                let told = told_by(reading, &home, claim, p.member, p.span);
                if let Some(told) = told
                    && rank(told) > rank(basis)
                {
                    basis = told;
                }
            }
            p.basis = basis;
        }
    }
}

/// Higher wins.
fn rank(basis: Basis) -> u8 {
    match basis {
        Basis::Claimed | Basis::Admitted => 6,
        Basis::AccusedByAuthorities | Basis::SuspectedByAuthorities => 5,
        Basis::Accused => 4,
        Basis::Suspected => 3,
        Basis::Possible => 2,
        _ => 1,
    }
}

fn told_by(
    reading: &Reading,
    home: &FxHashSet<&str>,
    claim: &Voice,
    member: Option<usize>,
    span: claimbook_records::Span,
) -> Option<Basis> {
    let speaker_is = match (&claim.speaker, member) {
        (Some(Who::Member(a)), Some(b)) => {
            let m = reading.cast.members.get(*a)?;
            *a == b || m.parent == Some(b) && m.register_id.is_none()
        }
        _ => false,
    };
    let inside = claim.evidence.iter().any(|e| e.contains(span));
    let hedged = claim.firmness == Firmness::Hedged;
    let authority = authority(claim.kind);
    match claim.act {
        SpeechAct::ClaimsResponsibility if speaker_is => Some(Basis::Claimed),
        SpeechAct::Accuses if inside && authority && hedged => Some(Basis::SuspectedByAuthorities),
        SpeechAct::Accuses if inside && authority && domestic(reading, home, claim) => {
            Some(Basis::AccusedByAuthorities)
        }
        SpeechAct::Accuses if inside && claim.kind == SpeakerKind::Anonymous && hedged => {
            Some(Basis::Suspected)
        }
        SpeechAct::Accuses if inside => Some(Basis::Accused),
        SpeechAct::Reports if inside && claim.kind == SpeakerKind::Anonymous => Some(Basis::Suspected),
        _ => None,
    }
}

/// Authorities are those who investigate: police, army and ministries speak with that weight in the country their
/// state governs; a rival state naming another is a party.
fn domestic(reading: &Reading, home: &FxHashSet<&str>, claim: &Voice) -> bool {
    let Some(Who::Member(m)) = claim.speaker else { return true };
    let Some(country) = reading.cast.members.get(m).and_then(|m| m.country.as_deref()) else { return true };
    home.contains(country)
}

/// A word of doubt within four words before the name or three behind it ("the front was suspected").
fn hedged(reading: &Reading, hedges: &PhraseIndex, span: claimbook_records::Span) -> Option<Basis> {
    let range = reading.text.tokens_in(span);
    let (first, last) = (range.start, (range.end + 3).min(reading.text.tokens.len()));
    let sentence = reading.text.tokens.get(first)?.sentence;
    (first.saturating_sub(4)..last)
        .any(|i| reading.text.tokens[i].sentence == sentence && !hedges.at(&reading.text, i).is_empty())
        .then_some(Basis::Suspected)
}
