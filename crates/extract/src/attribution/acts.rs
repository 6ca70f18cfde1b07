//! Acts: what a speaker does with words, decided by who speaks about whose deed.
//!
//! Owns: coding guide 6.2 as one decision. In: a frame, its speaker, an incident. Out: a speech act and the property
//! it is about. Refuses: finding frames.

use super::Who;
use super::frames::Frame;
use super::speaker::Speaker;
use crate::engine::Reading;
use crate::event::IncidentReport;
use crate::text::Dep;
use claimbook_records::report::{Firmness, Property, SpeakerKind, SpeechAct, Stage};

/// The act of a speaker about an incident told inside a frame.
pub(super) fn about_incident(
    reading: &Reading,
    frame: &Frame,
    speaker: &Speaker,
    incident: &IncidentReport,
) -> SpeechAct {
    use SpeakerKind as K;
    use SpeechAct as A;
    if matches!(frame.act, A::Denies | A::Retracts) {
        return frame.act;
    }
    if frame.act == A::ClaimsResponsibility
        && speaks_for_itself(speaker.kind)
        && (own(reading, speaker, incident) || nobody(incident))
    {
        return A::ClaimsResponsibility;
    }
    if matches!(incident.stage, Stage::Planned | Stage::Threatened) {
        let own_plan = own(reading, speaker, incident);
        return if own_plan || frame.act == A::Threatens { A::Threatens } else { A::Reports };
    }
    if own(reading, speaker, incident) || tells_own(reading, frame, speaker, incident) {
        return frame.own_act.unwrap_or(A::ClaimsResponsibility);
    }
    if frame.act == A::Accuses
        || (names_somebody(reading, frame, speaker, incident) && takes_sides(speaker.kind))
    {
        return A::Accuses;
    }
    if frame.act == A::Estimates {
        return A::Estimates;
    }
    match speaker.kind {
        K::Official | K::State | K::Military | K::Company | K::Witness => A::Confirms,
        K::Anonymous if speaker.office => A::Confirms,
        K::Anonymous | K::Person | K::Other if frame.act == A::Confirms => A::Confirms,
        _ => A::Reports,
    }
}

/// The act of a speaker who tells no incident we coded.
pub(super) fn about_nothing(frame: &Frame, speaker: &Speaker, future: bool) -> SpeechAct {
    use SpeechAct as A;
    match frame.act {
        A::Threatens | A::Denies | A::Retracts | A::Estimates | A::Accuses => frame.act,
        _ if future && matches!(speaker.kind, SpeakerKind::ArmedGroup) => A::Threatens,
        A::ClaimsResponsibility if matches!(speaker.kind, SpeakerKind::ArmedGroup) => A::ClaimsResponsibility,
        _ => A::Reports,
    }
}

/// Speakers who can claim a deed as their own.
fn speaks_for_itself(kind: SpeakerKind) -> bool {
    !matches!(kind, SpeakerKind::Media | SpeakerKind::Journalist | SpeakerKind::Witness | SpeakerKind::Author)
}

/// Speakers whose naming of a perpetrator is an accusation; the press and bystanders relay.
fn takes_sides(kind: SpeakerKind) -> bool {
    !matches!(kind, SpeakerKind::Media | SpeakerKind::Journalist | SpeakerKind::Author)
}

fn nobody(incident: &IncidentReport) -> bool {
    incident.perpetrators.is_empty()
}

/// True when the speaker tells its own deed: it is a perpetrator, or belongs to one.
pub(super) fn own(reading: &Reading, speaker: &Speaker, incident: &IncidentReport) -> bool {
    let Some(Who::Member(m)) = speaker.who else { return false };
    let family = |i: usize| reading.cast.members.get(i).and_then(|x| x.parent);
    incident.perpetrators.iter().filter_map(|p| p.member).any(|p| {
        p == m
            || (speaker.kind == SpeakerKind::Military && family(m) == Some(p))
            || (family(p) == Some(m) && speaker.kind != SpeakerKind::Official)
    })
}

/// "announced it had launched an attack": the pronoun that acts inside what a group or force says is the speaker.
fn tells_own(reading: &Reading, frame: &Frame, speaker: &Speaker, incident: &IncidentReport) -> bool {
    let text = &reading.text;
    // An army says what it stopped as often as what it did.
    let fights =
        speaker.kind == SpeakerKind::ArmedGroup || speaker.kind == SpeakerKind::Military && nobody(incident);
    let inside = |t: &&usize| frame.content.iter().any(|c| c.contains(text.tokens[**t].span));
    fights
        && incident.triggers.iter().filter(inside).any(|t| {
            let object = text.tokens[*t].dep == Dep::Obj;
            let verb = if object { text.head(*t) } else { Some(*t) };
            let agent = verb.and_then(|v| text.agent(v));
            agent.is_some_and(|a| matches!(text.tokens[a].norm.as_str(), "it" | "they" | "we"))
        })
}

/// True when somebody other than the speaker is named as perpetrator inside what is said.
fn names_somebody(reading: &Reading, frame: &Frame, speaker: &Speaker, incident: &IncidentReport) -> bool {
    !own(reading, speaker, incident)
        && incident.perpetrators.iter().any(|p| {
            let other = !matches!((&speaker.who, p.member), (Some(Who::Member(a)), Some(b)) if *a == b);
            other
                && frame
                    .content
                    .iter()
                    .any(|c| c.contains(p.span) || p.evidence.iter().any(|e| c.contains(*e)))
        })
}

/// Which property of the incident the frame is about; the whole of it where nothing narrower is said.
pub(super) fn property(frame: &Frame, act: SpeechAct, incident: &IncidentReport) -> Property {
    let inside = |spans: &[claimbook_records::Span]| {
        spans.iter().any(|s| frame.content.iter().any(|c| c.contains(*s)))
    };
    let trigger_inside = frame.tells_trigger;
    if let Some(property) = frame.property {
        return property;
    }
    if act == SpeechAct::Accuses {
        return Property::Perpetrator;
    }
    if !trigger_inside && inside(&incident.outcome_evidence) {
        return match (&incident.outcome.killed, &incident.outcome.injured) {
            (Some(_), _) => Property::Killed,
            (None, Some(_)) => Property::Injured,
            _ if incident.outcome.intercepted.is_some() => Property::Intercepted,
            _ => Property::Damage,
        };
    }
    Property::Whole
}

/// How firmly the frame asserts; hedges inside the content weaken it.
pub(super) fn firmness(frame: &Frame) -> Firmness {
    frame.firmness
}
