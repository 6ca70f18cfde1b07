//! How sure a claim is.
//!
//! Owns: the probability that a claim is right in speaker, act and incident. In: what was marked and resolved of it. Out: 0 to 1, and the
//! signs it rests on. Refuses: dropping anything.

use super::spoken::Told;
use super::{Voice, Who};
use crate::engine::Reading;
use crate::incident::Resolved;
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

static WEIGHTS: LazyLock<[f64; SIGNS.len()]> = LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct File {
        signs: std::collections::BTreeMap<String, f64>,
    }
    let file: Option<File> = toml::from_str(include_str!("../../data/claims.toml")).ok();
    SIGNS.map(|name| file.as_ref().and_then(|f| f.signs.get(name)).copied().unwrap_or(0.0))
});

/// The probability, and the signs.
pub(super) fn of(reading: &Reading, told: &Told, all: &[Told], incidents: &[Resolved]) -> (f64, Vec<f64>) {
    let is = |x: bool| f64::from(u8::from(x));
    let voice = &told.voice;
    let incident = voice.about.map(|i| &incidents[i].report);
    let kind = |k: SpeakerKind| is(voice.kind == k);
    let act = |a: SpeechAct| is(voice.act == a);
    let authority = matches!(voice.kind, SpeakerKind::Official | SpeakerKind::State | SpeakerKind::Military);
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
        is(authority),
        kind(SpeakerKind::Media),
        kind(SpeakerKind::Anonymous),
        kind(SpeakerKind::Person),
        is(member(voice).is_some_and(|m| !reading.cast.members[m].name.is_empty())),
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
    let sum: f64 = signs.iter().zip(WEIGHTS.iter()).map(|(s, w)| s * w).sum();
    (1.0 / (1.0 + (-sum).exp()), signs.to_vec())
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(0.01, 0.99);
    (p / (1.0 - p)).ln()
}
