//! Claims: frames joined with incidents.
//!
//! Owns: which frame is about which incident, and relays of nested frames. In: frames, incidents. Out: [`Voice`]s in
//! text order, one per reporting clause and incident (coding guide 6.1). Refuses: condemnations, stances and moods.

use super::frames::Frame;
use super::located::Located;
use super::speaker::{self, Speaker};
use super::{Vocabulary, Voice, Who, acts};
use crate::engine::Reading;
use crate::event::{EventDate, IncidentReport};
use crate::text::{Form, SentenceKind, Tag};
use claimbook_records::Span;
use claimbook_records::codebook::Pos;
use claimbook_records::report::{Property, SpeakerKind, SpeechAct};
use rustc_hash::FxHashMap;

/// All claims of the article.
pub(super) fn claims(
    reading: &Reading,
    frames: &[Frame],
    incidents: &[IncidentReport],
    words: &Vocabulary,
) -> Vec<Voice> {
    let speakers = speakers(reading, frames, words);
    let told = Told::of(reading, incidents);
    let contents = frames.iter().enumerate().flat_map(|(i, f)| f.content.iter().map(move |c| (*c, i)));
    let contents = Located::of(contents);
    let mut out = Vec::new();
    for (i, frame) in frames.iter().enumerate() {
        if reading.text.work.over() {
            break;
        }
        let Some(speaker) = &speakers[i] else { continue };
        if relays_another(frames, &speakers, i) {
            continue;
        }
        let via = relays(reading, frames, &contents, &speakers, i);
        let date = said_on(reading, frame);
        let channel = channel(reading, frame, words);
        let told = told.within(reading, frame);
        let mut push = |about: Option<usize>, act, property| {
            out.push(Voice {
                speaker: speaker.who.clone(),
                kind: speaker.kind,
                via: via.clone(),
                act,
                about,
                property,
                firmness: acts::firmness(frame),
                date: date.clone(),
                channel: channel.clone(),
                evidence: evidence(reading, frame, about.map(|i| &incidents[i])),
                signs: Vec::new(),
            });
        };
        if told.is_empty() {
            let act = acts::about_nothing(frame, speaker, speaks_of_future(reading, frame));
            // An article that tells no incident is no place to look for what was said about none.
            let stray = incidents.is_empty() && act == SpeechAct::Reports;
            if !stray && worth_keeping(reading, frame, speaker) {
                push(None, act, None);
            }
            continue;
        }
        for about in told {
            let incident = &incidents[about];
            let mut frame = frame.clone();
            frame.tells_trigger =
                incident.triggers.iter().any(|t| within(&frame.content, reading.text.tokens[*t].span));
            let act = acts::about_incident(reading, &frame, speaker, incident);
            push(Some(about), act, Some(acts::property(&frame, act, incident)));
        }
    }
    once(out)
}

/// Who speaks in each frame. A pronoun that the cast does not know stands for the speaker of the sentence before ("Two
/// officials confirmed it. They said …").
fn speakers(reading: &Reading, frames: &[Frame], words: &Vocabulary) -> Vec<Option<Speaker>> {
    let mut out: Vec<Option<Speaker>> = Vec::with_capacity(frames.len());
    for (i, frame) in frames.iter().enumerate() {
        let told = frame.speaker.and_then(|head| speaker::resolve(reading, words, head));
        let pronoun = frame.speaker.is_some_and(|head| {
            matches!(reading.text.tokens[head].norm.as_str(), "they" | "he" | "she" | "it")
        });
        let before = || {
            let mut near = (0..i).rev().take_while(|j| frames[*j].sentence + 1 >= frame.sentence);
            let last = near.find(|j| frames[*j].sentence + 1 == frame.sentence)?;
            out[last].clone().filter(|s| matches!(s.who, Some(Who::Words(_))))
        };
        let speaker = match told {
            None if pronoun => before(),
            None => frame.beside.and_then(|head| speaker::resolve(reading, words, head)),
            told => told,
        };
        out.push(speaker);
    }
    out
}

/// The reporting sentence, and the sentence inside a longer quotation that tells the incident.
fn evidence(reading: &Reading, frame: &Frame, incident: Option<&IncidentReport>) -> Vec<Span> {
    let mut out = vec![reading.text.sentences[frame.sentence].span];
    for trigger in incident.into_iter().flat_map(|i| &i.triggers) {
        let token = &reading.text.tokens[*trigger];
        let sentence = reading.text.sentences[token.sentence as usize].span;
        if within(&frame.content, token.span) && !out.contains(&sentence) {
            out.push(sentence);
        }
    }
    out
}

fn within(content: &[Span], span: Span) -> bool {
    content.iter().any(|c| c.contains(span))
}

/// What is told of incidents, by position.
struct Told {
    /// Tokens of triggers, each with the incident it tells.
    triggers: Vec<(usize, usize)>,
    /// Clauses that tell or refer to one.
    clauses: Located,
}

impl Told {
    fn of(reading: &Reading, incidents: &[IncidentReport]) -> Self {
        let numbered = || incidents.iter().enumerate();
        let mut triggers: Vec<(usize, usize)> =
            numbered().flat_map(|(i, r)| r.triggers.iter().map(move |t| (*t, i))).collect();
        triggers.sort_unstable();
        reading.text.work.take(triggers.len());
        let clauses = numbered().flat_map(|(i, r)| {
            let spans = r.evidence.iter().chain(&r.references).chain(&r.outcome_evidence);
            spans.map(move |s| (*s, i))
        });
        Self { triggers, clauses: Located::of(clauses) }
    }

    /// Incidents told inside a frame: by a trigger, by a clause that tells or refers to it, or, for "claimed
    /// responsibility", "denied any involvement" or a claim taken down, with nothing more, the incident told last.
    fn within(&self, reading: &Reading, frame: &Frame) -> Vec<usize> {
        let tokens = &reading.text.tokens;
        let mut told = Vec::new();
        for content in &frame.content {
            let inside = reading.text.tokens_in(*content);
            let from = self.triggers.partition_point(|(t, _)| *t < inside.start);
            let to = self.triggers.partition_point(|(t, _)| *t < inside.end);
            reading.text.work.take(1 + to - from);
            let here = self.triggers[from..to].iter().filter(|(t, _)| content.contains(tokens[*t].span));
            told.extend(here.map(|(_, i)| *i));
        }
        told.sort_unstable();
        told.dedup();
        if told.is_empty() {
            let sentence = reading.text.sentences[frame.sentence].span;
            told = self.clauses.inside(sentence, |s| frame.content.iter().any(|c| c.overlaps(s)));
        }
        let withdrawn = frame.act == SpeechAct::Retracts && frame.property == Some(Property::Whole);
        let responsibility = frame.act == SpeechAct::ClaimsResponsibility
            || frame.property == Some(Property::Perpetrator)
            || withdrawn;
        if told.is_empty() && responsibility {
            let before = self.triggers.partition_point(|(t, _)| *t < frame.cue);
            let last = before.checked_sub(1).and_then(|l| self.triggers.get(l));
            let near = last.filter(|(t, _)| tokens[*t].sentence as usize + 2 >= frame.sentence);
            told.extend(near.map(|(_, i)| *i));
        }
        told
    }
}

/// A frame whose content is somebody else's speech relays it and claims nothing itself.
fn relays_another(frames: &[Frame], speakers: &[Option<Speaker>], i: usize) -> bool {
    let from = frames.partition_point(|f| f.sentence < frames[i].sentence);
    let to = frames.partition_point(|f| f.sentence <= frames[i].sentence);
    frames[from..to].iter().zip(from..).any(|(inner, j)| {
        j != i
            && speakers[j].is_some()
            && within(&frames[i].content, inner.cue_span)
            && inner.kind != Pos::Noun
            && speakers[j].as_ref().map(|s| &s.who) != speakers[i].as_ref().map(|s| &s.who)
            && (!within(&inner.content, frames[i].cue_span) || frames[i].kind == Pos::Adp)
    })
}

/// Who carries the words on, outermost first: frames around this one, and the press it was told to.
fn relays(
    reading: &Reading,
    frames: &[Frame],
    contents: &Located,
    speakers: &[Option<Speaker>],
    i: usize,
) -> Vec<Who> {
    let mut out: Vec<Who> = Vec::new();
    for j in contents.around(frames[i].cue_span) {
        let outer = &frames[j];
        let around = j != i && (!within(&frames[i].content, outer.cue_span) || outer.kind == Pos::Adp);
        let Some(speaker) = speakers[j].as_ref().filter(|_| around) else { continue };
        if let Some(who) = &speaker.who
            && Some(who) != speakers[i].as_ref().and_then(|s| s.who.as_ref())
            && !out.contains(who)
        {
            out.push(who.clone());
        }
    }
    for head in &frames[i].hearers {
        if let Some(who) = speaker::press(reading, *head)
            && !out.contains(&who)
        {
            out.push(who);
        }
    }
    out
}

/// The day the words were said: a time expression of the frame's own clause, outside what is said.
fn said_on(reading: &Reading, frame: &Frame) -> Option<EventDate> {
    let sentence = reading.text.sentences[frame.sentence].span;
    let candidates = reading.times_inside(sentence).filter(|t| t.window.is_some());
    let outside = |t: &&crate::time::TimeMention| !within(&frame.content, t.span);
    // "claimed Thursday that": parsers put the day inside the clause as often as not, so a day right after the cue counts.
    let beside = |t: &&crate::time::TimeMention| {
        let from = frame.cue_span.end();
        t.span.start() >= from
            && t.span.start() <= from + 16
            && !reading.body().get(from..t.span.start()).is_some_and(|g| g.contains("that "))
    };
    let found = candidates.filter(|t| outside(t) || beside(t)).min_by_key(|t| {
        let (a, b) = (t.span.start() as i64, frame.cue_span.start() as i64);
        (a - b).abs()
    })?;
    Some(EventDate { window: found.window?, evidence: vec![found.span] })
}

fn channel(reading: &Reading, frame: &Frame, words: &Vocabulary) -> Option<String> {
    channel_near(reading, frame.cue_span, words)
}

/// The channel that the sentence of a cue names nearest to it.
pub(super) fn channel_near(reading: &Reading, cue: Span, words: &Vocabulary) -> Option<String> {
    let at = reading.text.tokens_in(cue).next()?;
    let sentence = reading.text.sentences.get(reading.text.sentence_of(at))?;
    let hits = words.channel_index.longest(&reading.text, sentence.tokens.clone());
    let hit = hits.into_iter().min_by_key(|h| h.tokens.start.abs_diff(at))?;
    Some(words.channels.get(hit.entry)?.clone())
}

/// Claims about no coded incident are kept where somebody nameable says something, not for headings and asides.
fn worth_keeping(reading: &Reading, frame: &Frame, speaker: &Speaker) -> bool {
    let prose = reading.text.sentences[frame.sentence].kind == SentenceKind::Prose;
    let of_something = frame.act == SpeechAct::Retracts;
    prose
        && !of_something
        && frame.kind != Pos::Noun
        && speaker.kind != SpeakerKind::Other
        && speaker.who.is_some()
}

fn speaks_of_future(reading: &Reading, frame: &Frame) -> bool {
    frame.content.iter().any(|c| {
        reading.text.tokens[reading.text.tokens_in(*c)].iter().any(|t| {
            matches!(t.norm.as_str(), "will" | "'ll" | "shall" | "would" | "wo")
                && (t.tag == Tag::Aux || t.form == Form::Modal)
        })
    })
}

/// The same speaker, act and incident in the same sentence is one claim.
fn once(claims: Vec<Voice>) -> Vec<Voice> {
    let mut out: Vec<Voice> = Vec::new();
    let mut known = FxHashMap::default();
    for claim in claims {
        let key = (claim.speaker.clone(), claim.act, claim.about, claim.evidence.clone());
        let next = out.len();
        match out.get_mut(*known.entry(key).or_insert(next)) {
            Some(known) => {
                for via in claim.via {
                    if !known.via.contains(&via) {
                        known.via.push(via);
                    }
                }
            }
            None => out.push(claim),
        }
    }
    out
}
