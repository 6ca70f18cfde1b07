//! How sure a claim is.
//!
//! Owns: the probability that a claim is right in speaker, act and incident. In: what was marked and resolved of it. Out: 0 to 1, and the
//! signs it rests on. Refuses: dropping anything.

use super::speaker::authority;
use super::spoken::Told;
use super::{Voice, Who};
use crate::incident::Resolved;
use crate::signs::{self, logit};
use claimbook_records::report::{SpeakerKind, SpeechAct};
use std::sync::LazyLock;

/// Names of the signs, in order; `data/claims.toml` gives their weights.
pub const SIGNS: [&str; 24] = [
    "bias",
    "said",
    "act",
    "margin",
    "about",
    "nothing",
    "times",
    "group",
    "authority",
    "media",
    "anonymous",
    "person",
    "named",
    "claims",
    "confirms",
    "accuses",
    "denies",
    "reports",
    "own_words",
    "background",
    "sure",
    "others",
    "early",
    "did_it",
];

static WEIGHTS: LazyLock<[f64; SIGNS.len()]> =
    LazyLock::new(|| signs::weights(&SIGNS, include_str!("../../data/claims.toml")));

/// The probability, and the signs.
pub(super) fn of(told: &Told, all: &[Told], incidents: &[Resolved]) -> (f64, Vec<f64>) {
    let is = |x: bool| f64::from(u8::from(x));
    let voice = &told.voice;
    let incident = voice.about.map(|i| &incidents[i].report);
    let kind = |k: SpeakerKind| is(voice.kind == k);
    let act = |a: SpeechAct| is(voice.act == a);
    let others =
        all.iter().filter(|o| o.voice.about == voice.about && o.voice.speaker != voice.speaker).count();
    let member = |v: &Voice| match v.speaker {
        Some(Who::Member(m)) => Some(m),
        _ => None,
    };
    let did_it = |r: &crate::event::IncidentReport| {
        member(voice).is_some_and(|m| r.perpetrators.iter().any(|p| p.member == Some(m)))
    };
    let signs = [
        1.0,
        logit(told.said),
        told.act,
        told.margin,
        told.about,
        is(voice.about.is_none()),
        (told.times as f64).ln(),
        kind(SpeakerKind::ArmedGroup),
        is(authority(voice.kind)),
        kind(SpeakerKind::Media),
        kind(SpeakerKind::Anonymous),
        kind(SpeakerKind::Person),
        is(member(voice).is_some()),
        act(SpeechAct::ClaimsResponsibility),
        act(SpeechAct::Confirms),
        act(SpeechAct::Accuses),
        act(SpeechAct::Denies),
        act(SpeechAct::Reports),
        is(told.own_words),
        is(incident.is_some_and(|r| r.background)),
        incident.map_or(0.0, |r| r.confidence),
        (1.0 + others as f64).ln(),
        is(told.sentence <= 2),
        is(incident.is_some_and(did_it)),
    ];
    (signs::probability(&signs, &WEIGHTS), signs.to_vec())
}
