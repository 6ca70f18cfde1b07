//! Claims from annotations.
//!
//! Owns: whose words are said about which incident. In: marked sayings and incidents. Out: [`Voice`]s in text order. Refuses: sayings
//! whose speaker has no words.

use super::speaker::{self, Speaker};
use super::{Vocabulary, Voice, Who};
use crate::annotation::{Annotations, SpeechMention};
use crate::engine::Reading;
use crate::event::EventDate;
use crate::incident::{Dial, Resolved};
use claimbook_records::Span;
use claimbook_records::report::{Firmness, SpeakerKind, SpeechAct};

/// All claims of the article.
pub(super) fn claims(
    reading: &Reading,
    marked: &Annotations,
    incidents: &[Resolved],
    dial: &Dial,
    words: &Vocabulary,
) -> Vec<Voice> {
    let mut out: Vec<Voice> = Vec::new();
    for said in marked.speech.iter().filter(|s| s.score >= dial.saying) {
        let Some(span) = said.speaker else { continue };
        let Some(speaker) = who(reading, words, span) else { continue };
        let act = said.acts.first().map_or(SpeechAct::Reports, |a| a.0);
        let mut about = about(said, incidents, dial.about);
        if about.is_empty() {
            about.push(None);
        }
        for incident in about {
            let voice = Voice {
                speaker: speaker.who.clone(),
                kind: speaker.kind,
                via: said.via.iter().filter_map(|v| who(reading, words, *v)?.who).collect(),
                act,
                about: incident,
                property: None,
                firmness: Firmness::Asserted,
                date: said.when.and_then(|w| date(reading, w)),
                channel: super::claims::channel_near(reading, said.cue, words),
                evidence: evidence(reading, said, marked, incident.map(|i| &incidents[i])),
            };
            let same = |v: &&mut Voice| v.speaker == voice.speaker && v.act == voice.act && v.about == voice.about;
            match out.iter_mut().find(same) {
                Some(known) => {
                    known.evidence.extend(voice.evidence);
                    known.evidence.sort();
                    known.evidence.dedup();
                }
                None => out.push(voice),
            }
        }
    }
    out
}

/// Incidents that a saying is about, as far as its tellings are likely enough together.
fn about(said: &SpeechMention, incidents: &[Resolved], least: f32) -> Vec<Option<usize>> {
    let likely = |r: &Resolved| -> f32 {
        said.about.iter().filter(|(act, _)| r.acts.contains(act)).map(|(_, p)| p).sum()
    };
    (0..incidents.len()).filter(|i| likely(&incidents[*i]) > least).map(Some).collect()
}

/// Somebody by the words that name him; words that nobody else resolves stand for themselves.
fn who(reading: &Reading, words: &Vocabulary, span: Span) -> Option<Speaker> {
    let text = &reading.text;
    let tokens = text.tokens_in(span);
    let head = tokens.clone().find(|i| text.head(*i).is_none_or(|h| !tokens.contains(&h)))?;
    // A name of an actor that the words hold.
    let named = reading.cast.mentions.iter().filter(|m| m.naming == crate::actor::Naming::Name && span.contains(m.span));
    let inner = named.max_by_key(|m| m.span.len());
    let found = speaker::resolve(reading, words, head);
    match (found, inner) {
        (Some(found), _) if matches!(found.who, Some(Who::Member(_))) => Some(found),
        (found, Some(m)) if m.span.len() * 2 >= span.len() => {
            let kind = speaker::of_actor(reading.cast.members[m.member].kind);
            let office = found.is_some_and(|f| f.office);
            Some(Speaker { who: Some(Who::Member(m.member)), kind, office })
        }
        (found, _) => {
            let kind = found.as_ref().map_or(SpeakerKind::Other, |f| f.kind);
            let office = found.is_some_and(|f| f.office);
            Some(Speaker { who: Some(Who::Words(span)), kind, office })
        }
    }
}

fn date(reading: &Reading, words: Span) -> Option<EventDate> {
    let time = reading.times.iter().find(|t| t.span.overlaps(words) && t.window.is_some())?;
    Some(EventDate { window: time.window?, evidence: vec![time.span] })
}

/// The sentence of the cue, and the sentence of the likeliest telling where it is another.
fn evidence(reading: &Reading, said: &SpeechMention, marked: &Annotations, incident: Option<&Resolved>) -> Vec<Span> {
    let sentence = |span: Span| {
        let token = reading.text.tokens_in(span).next()?;
        Some(reading.text.sentences.get(reading.text.sentence_of(token))?.span)
    };
    let mut out: Vec<Span> = sentence(said.cue).into_iter().collect();
    if let Some(incident) = incident {
        let own = said.about.iter().filter(|(act, _)| incident.acts.contains(act));
        let best = own.max_by(|a, b| a.1.total_cmp(&b.1));
        out.extend(best.and_then(|(act, _)| sentence(marked.acts[*act].trigger)));
    }
    out.sort();
    out.dedup();
    out
}
