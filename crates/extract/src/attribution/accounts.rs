//! One account a speaker.
//!
//! Owns: which of a speaker's sayings about one act stands. In: claims with their scores. Out: claims. Refuses: joining speakers.

use super::spoken::Told;
use super::{Voice, Who};
use crate::engine::Reading;
use claimbook_records::report::{ActorKind, SpeakerKind, SpeechAct};

/// A speaker gives one account of an act: he claims it, or else he confirms it, accuses somebody of it, or relays it,
/// whichever he does most surely. A claimant's own people claim with him. What only confirms or accuses is about something.
pub(super) fn one_each(reading: &Reading, told: &[Told]) -> Vec<Voice> {
    let voices: Vec<&Voice> = told.iter().map(|t| &t.voice).collect();
    let account = |v: &Voice| {
        matches!(v.act, SpeechAct::Confirms | SpeechAct::Accuses | SpeechAct::Reports | SpeechAct::Estimates)
    };
    let claims = |v: &Voice| v.act == SpeechAct::ClaimsResponsibility;
    let person = |v: &Voice| match &v.speaker {
        Some(Who::Member(m)) => reading.cast.members[*m].kind == ActorKind::Person,
        _ => false,
    };
    let kept = |i: usize| {
        let v = voices[i];
        if v.about.is_none() {
            return !matches!(v.act, SpeechAct::Confirms | SpeechAct::Accuses);
        }
        let mut others = voices.iter().enumerate().filter(|(j, o)| *j != i && o.about == v.about);
        if account(v) {
            let surer = |j: usize| told[j].sum > told[i].sum || told[j].sum == told[i].sum && j < i;
            return !others.any(|(j, o)| o.speaker == v.speaker && (claims(o) || account(o) && surer(j)));
        }
        !(claims(v) && person(v) && others.any(|(_, o)| claims(o) && o.kind == SpeakerKind::ArmedGroup))
    };
    (0..voices.len()).filter(|i| kept(*i)).map(|i| voices[i].clone()).collect()
}
