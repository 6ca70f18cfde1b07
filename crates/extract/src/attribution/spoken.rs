//! Claims from annotations.
//!
//! Owns: whose words are said about which incident. In: marked sayings and incidents. Out: [`Voice`]s in text order. Refuses: sayings
//! whose speaker has no words.

use super::speaker::{self, Speaker};
use super::{Vocabulary, Voice, Who, accounts, worth};
use crate::actor::{ActorMention, Naming};
use crate::annotation::{Annotations, Role, SpeechMention};
use crate::engine::Reading;
use crate::event::{EventDate, EventPerpetrator};
use crate::incident::words::{Words, words as lists};
use crate::incident::{Dial, Resolved, naming, unclaimed};
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, Firmness, Property, SpeakerKind, SpeechAct};
use std::collections::BTreeMap;

/// Least probability at which an incident is considered as what a saying is about.
const LEAST_ABOUT: f32 = 0.05;

/// A claim with what was marked of it.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) voice: Voice,
    /// The best score of its sayings, and the sum.
    pub(super) said: f64,
    pub(super) sum: f64,
    /// How likely they say just that, by how much more than the next, and about just this.
    pub(super) act: f64,
    pub(super) margin: f64,
    pub(super) about: f64,
    /// How many sayings it is.
    pub(super) times: usize,
    /// The sentence of a saying tells the incident, too.
    pub(super) own_words: bool,
    /// The first sentence.
    pub(super) sentence: usize,
    /// The saying, where it is about one incident or about none and what is likelier stands.
    either: Option<usize>,
}

/// All claims of the article: those that are likely enough, and the others.
pub(super) fn claims(
    reading: &Reading,
    marked: &Annotations,
    incidents: &[Resolved],
    dial: &Dial,
    words: &Vocabulary,
) -> (Vec<Voice>, Vec<Voice>) {
    let mut out: Vec<Told> = Vec::new();
    let mut spoken: Vec<Speaker> = Vec::new();
    let dead = dead(reading, marked, dial);
    let made = |s: &&SpeechMention| s.score >= dial.saying && !unclaimed::negated(reading, s);
    for (i, said) in marked.speech.iter().enumerate().filter(|(_, s)| made(s)) {
        let Some(span) = said.speaker else { continue };
        let heard: Vec<Speaker> = each(reading, words, span)
            .into_iter()
            .filter_map(|one| speaker_of(reading, words, one, &spoken, &dead))
            .collect();
        if heard.is_empty() {
            continue;
        }
        spoken.extend(heard.iter().cloned());
        let mut about = about(said, incidents, dial.about);
        let unclear = about.is_empty();
        if unclear {
            about.push(None);
            about.extend(likeliest(said, incidents).map(Some));
        }
        let either = Some(i).filter(|_| unclear && about.len() > 1);
        for (incident, speaker) in about.iter().flat_map(|i| heard.iter().map(|s| (*i, s))) {
            let of = incident.map(|i| &incidents[i]);
            let Some(act) = act(reading, said, speaker, of) else { continue };
            let voice = Voice {
                speaker: speaker.who.clone(),
                kind: speaker.kind,
                via: relays(reading, said, speaker, words),
                act,
                about: incident,
                property: denied(reading, said, act),
                firmness: Firmness::Asserted,
                date: said.when.and_then(|w| date(reading, w)),
                channel: super::claims::channel_near(reading, said.cue, words),
                evidence: evidence(reading, said, marked, of),
                signs: Vec::new(),
            };
            let new = Told { either, ..told(reading, marked, said, voice, of) };
            let same = |t: &Told| {
                let (one, other) = (&t.voice, &new.voice);
                one.speaker == other.speaker && one.act == other.act && one.about == other.about
            };
            match out.iter().position(same) {
                Some(known) => out[known].take(new),
                None => out.push(new),
            }
        }
    }
    let sure: Vec<(f64, Vec<f64>)> = out.iter().map(|t| worth::of(t, &out, incidents)).collect();
    // Of a saying about one incident or none, the likelier; where nothing is left out, both.
    let mut best: BTreeMap<usize, f64> = BTreeMap::new();
    for (told, (p, _)) in out.iter().zip(&sure).filter(|_| dial.claim > 0.0) {
        told.either.into_iter().for_each(|e| {
            best.entry(e).and_modify(|most| *most = most.max(*p)).or_insert(*p);
        });
    }
    let (mut likely, mut unsure) = (Vec::new(), Vec::new());
    for (mut told, (p, signs)) in out.into_iter().zip(sure) {
        if told.either.and_then(|e| best.get(&e)).is_some_and(|most| p < *most) {
            continue;
        }
        told.voice.signs = signs;
        if p < f64::from(dial.claim) {
            unsure.push(told.voice);
        } else {
            likely.push(told);
        }
    }
    (accounts::one_each(reading, &likely), unsure)
}

fn told(
    reading: &Reading,
    marked: &Annotations,
    said: &SpeechMention,
    voice: Voice,
    incident: Option<&Resolved>,
) -> Told {
    let p = |i: usize| said.acts.get(i).map_or(0.0, |a| f64::from(a.1));
    let text = &reading.text;
    let sentence = text.sentence_at(said.cue).unwrap_or_default();
    let own =
        |r: &Resolved| r.acts.iter().any(|a| text.sentence_at(marked.acts[*a].trigger) == Some(sentence));
    let score = f64::from(said.score);
    Told {
        said: score,
        sum: score * p(0),
        act: p(0),
        margin: p(0) - p(1),
        about: incident.map_or(0.0, |r| f64::from(likely(said, r))),
        times: 1,
        own_words: incident.is_some_and(own),
        sentence,
        either: None,
        voice,
    }
}

impl Told {
    fn take(&mut self, other: Told) {
        self.said = self.said.max(other.said);
        self.sum += other.sum;
        self.act = self.act.max(other.act);
        self.margin = self.margin.max(other.margin);
        self.about = self.about.max(other.about);
        self.times += 1;
        self.either = self.either.filter(|e| other.either == Some(*e));
        self.own_words |= other.own_words;
        self.voice.evidence.extend(other.voice.evidence);
        self.voice.evidence.sort();
        self.voice.evidence.dedup();
    }
}

/// What is said, by who says it (coding guide 6.2): only those who may have done it claim it, and those who hear of it report.
fn act(
    reading: &Reading,
    said: &SpeechMention,
    speaker: &Speaker,
    incident: Option<&Resolved>,
) -> Option<SpeechAct> {
    let outsider = Words::has(&lists().reporters, speaker.kind.as_str());
    let did_it = || {
        let own = |p: &EventPerpetrator| match &speaker.who {
            Some(Who::Member(m)) => {
                let member = &reading.cast.members[*m];
                p.member == Some(*m)
                    || p.member.is_some() && p.member == member.parent
                    || naming::same_name(naming::called(reading, p.member, p.span), &member.name)
            }
            Some(Who::Words(w)) => {
                naming::same_name(naming::called(reading, p.member, p.span), w.of(reading.body()))
            }
            None => false,
        };
        incident.is_some_and(|r| r.report.perpetrators.iter().any(own))
    };
    let may = |act: SpeechAct| match act {
        SpeechAct::ClaimsResponsibility => !outsider && !speaker::authority(speaker.kind) || did_it(),
        SpeechAct::Confirms => !matches!(speaker.kind, SpeakerKind::Media | SpeakerKind::Anonymous),
        SpeechAct::Accuses => speaker.kind != SpeakerKind::Media,
        _ => true,
    };
    let top = said.acts.first()?.0;
    let relayed = matches!(top, SpeechAct::Confirms | SpeechAct::Accuses | SpeechAct::ClaimsResponsibility)
        && !may(top);
    if speaker.kind == SpeakerKind::Media && relayed {
        return Some(SpeechAct::Reports);
    }
    said.acts.iter().map(|a| a.0).find(|a| may(*a))
}

/// "Security sources and residents", "police and a witness": two who say the same. Names that hold an "and" stay whole.
fn each(reading: &Reading, words: &Vocabulary, span: Span) -> Vec<Span> {
    let text = span.of(reading.body());
    let Some(at) = text.find(" and ") else { return vec![span] };
    let (from, to) = (span.start() + at, span.start() + at + " and ".len());
    let joint = |m: &ActorMention| m.span.start() < from && m.span.end() > to;
    let parts = [Span::new(span.start(), from), Span::new(to, span.end())];
    let known = |part: &Span| who(reading, words, *part).is_some_and(|s| s.kind != SpeakerKind::Other);
    match reading.cast.inside(span).any(joint) || !parts.iter().all(known) {
        true => vec![span],
        false => parts.to_vec(),
    }
}

/// The speaker that some words name: one heard before where they point back to him or are part of his name.
fn speaker_of(
    reading: &Reading,
    words: &Vocabulary,
    span: Span,
    spoken: &[Speaker],
    dead: &[usize],
) -> Option<Speaker> {
    let named = naming::named(reading, span);
    if named.pronoun && named.member.is_some_and(|m| dead.contains(&m)) {
        return spoken.last().cloned();
    }
    let text = span.of(reading.body());
    let called = |s: &Speaker| match s.who {
        Some(Who::Member(m)) => &reading.cast.members[m].name,
        Some(Who::Words(w)) => w.of(reading.body()),
        None => "",
    };
    if named.points_back && naming::group_noun(text).is_some() {
        let group = |s: &&Speaker| s.kind == SpeakerKind::ArmedGroup;
        if let Some(known) = spoken.iter().rev().find(group) {
            return Some(known.clone());
        }
    }
    if named.points_back && named.member.is_none() {
        return spoken.last().cloned();
    }
    let found = who(reading, words, span)?;
    if let Some(known) = spoken.iter().find(|s| s.who == found.who) {
        return Some(known.clone());
    }
    // "Tamariz" after "Francisco Tamariz"; "police" after "German police".
    let same = |s: &&Speaker| {
        let known =
            |s: &Speaker| matches!(s.who, Some(Who::Member(m)) if naming::registered(reading, Some(m)));
        !(known(s) && known(&found)) && naming::same_name(called(s), text)
    };
    Some(spoken.iter().rev().find(same).cloned().unwrap_or(found))
}

/// Those named among the killed: "he said" is not said by one of them.
fn dead(reading: &Reading, marked: &Annotations, dial: &Dial) -> Vec<usize> {
    let killed = marked.arguments.iter().filter(|a| a.role == Role::Killed && a.score >= dial.role);
    let named = killed.flat_map(|a| reading.cast.inside(a.span)).filter(|m| m.naming == Naming::Name);
    named.map(|m| m.member).collect()
}

/// How likely a saying is about an incident: its tellings together.
fn likely(said: &SpeechMention, incident: &Resolved) -> f32 {
    said.about.iter().filter(|(act, _)| incident.acts.contains(act)).map(|(_, p)| p).sum()
}

/// Incidents that a saying is about, as far as that is likely enough.
fn about(said: &SpeechMention, incidents: &[Resolved], least: f32) -> Vec<Option<usize>> {
    (0..incidents.len()).filter(|i| likely(said, &incidents[*i]) > least).map(Some).collect()
}

/// "Denied any involvement": that somebody did it, not that it happened.
fn denied(reading: &Reading, said: &SpeechMention, act: SpeechAct) -> Option<Property> {
    if act != SpeechAct::Denies {
        return None;
    }
    let sentence = reading.text.sentence_around(said.cue)?.span;
    let words = reading.body().get(said.cue.start()..sentence.end().max(said.cue.end()))?.to_lowercase();
    Words::says(&lists().involvement, &words).then_some(Property::Perpetrator)
}

/// Who else passes the words on. "In a written statement" is no relay but the channel.
fn relays(reading: &Reading, said: &SpeechMention, speaker: &Speaker, words: &Vocabulary) -> Vec<Who> {
    let channel =
        |w: &Span| !words.channel_index.longest(&reading.text, reading.text.tokens_in(*w)).is_empty();
    let relay = |w: &Who| speaker.who.as_ref() != Some(w) && !matches!(w, Who::Words(w) if channel(w));
    said.via.iter().filter_map(|v| who(reading, words, *v)?.who).filter(relay).collect()
}

/// The incident that a saying is likeliest about, where it is about any.
fn likeliest(said: &SpeechMention, incidents: &[Resolved]) -> Option<usize> {
    let p = |i: &usize| likely(said, &incidents[*i]);
    (0..incidents.len()).filter(|i| p(i) > LEAST_ABOUT).max_by(|a, b| p(a).total_cmp(&p(b)))
}

/// Somebody by the words that name him; words that nobody else resolves stand for themselves.
fn who(reading: &Reading, words: &Vocabulary, span: Span) -> Option<Speaker> {
    let head = naming::head(reading, span)?;
    let by_head = speaker::resolve(reading, words, head);
    let office = by_head.as_ref().is_some_and(|f| f.office);
    let member = |m: usize| {
        let own = reading.cast.members[m].kind;
        let kind = match by_head.as_ref().map(|f| f.kind) {
            _ if matches!(own, ActorKind::Person | ActorKind::Other)
                && outlet(&reading.cast.members[m].name) =>
            {
                SpeakerKind::Media
            }
            Some(kind) if matches!(own, ActorKind::Person | ActorKind::Other) => kind,
            _ => speaker::of_actor(own),
        };
        Speaker { who: Some(Who::Member(m)), kind, office }
    };
    let inside = || reading.cast.inside(span).filter(|m| m.naming == Naming::Name);
    let kind = |m: &&ActorMention| reading.cast.members[m.member].kind;
    // "Colonel Tomas Ferrer, a spokesman of the front": the person; "a spokesman of the front": the front.
    if let Some(m) = inside().find(|m| matches!(kind(m), ActorKind::Person | ActorKind::Official)) {
        return Some(member(m.member));
    }
    let head_span = reading.text.tokens[head].span;
    let at_head = inside().filter(|m| m.span.contains(head_span)).max_by_key(|m| m.span.len());
    let messenger = Words::has(&lists().messengers, &reading.text.tokens[head].norm);
    let armed = |m: &&ActorMention| matches!(kind(m), ActorKind::ArmedGroup | ActorKind::Umbrella);
    let group = || inside().filter(armed).find(|m| messenger || m.span.len() * 2 >= span.len());
    if let Some(m) = at_head.or_else(group) {
        return Some(member(m.member));
    }
    let pointed = naming::named(reading, span);
    if let Some(m) = pointed.member.filter(|_| !pointed.name) {
        return Some(member(m));
    }
    let kind = match by_head {
        _ if outlet(span.of(reading.body())) => SpeakerKind::Media,
        Some(found) => found.kind,
        None => SpeakerKind::Other,
    };
    Some(Speaker { who: Some(Who::Words(span)), kind, office })
}

/// "The Harbour Times", "Radio Qarn": a name whose last or first word is one of papers and stations.
fn outlet(name: &str) -> bool {
    let mut words = name.split_whitespace().filter(|w| w.starts_with(char::is_uppercase) && *w != "The");
    let (first, last) = (words.next().unwrap_or_default(), words.next_back().unwrap_or_default());
    lists().outlets.iter().any(|w| w == last) || matches!(first, "Radio" | "Agence")
}

fn date(reading: &Reading, words: Span) -> Option<EventDate> {
    let time = reading.times_over(words).iter().find(|t| t.window.is_some())?;
    Some(EventDate { window: time.window?, evidence: vec![time.span] })
}

/// The sentence of the cue, and the sentence of the likeliest telling where it is another.
fn evidence(
    reading: &Reading,
    said: &SpeechMention,
    marked: &Annotations,
    incident: Option<&Resolved>,
) -> Vec<Span> {
    let sentence = |span: Span| reading.text.sentence_around(span).map(|s| s.span);
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
