//! The seam between reading and resolving: which words tell an act, which words play which part in it, which tellings are
//! one act, and who says so.
//!
//! Owns: [`Annotations`] and the [`Annotator`] that makes them. In: what was found in an article. Out: marked words with
//! scores. Refuses: values (days, places, numbers, names), which the rooms resolve from the words marked here.

use crate::engine::Reading;
use crate::text::Cover;
use claimbook_records::report::{Asked, IncidentType, PerpetratorBasis, SpeechAct, Stage};
use claimbook_records::{Article, Span};
use serde::{Deserialize, Serialize};

/// Everything an annotator marks in one article. Spans count bytes of the body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotations {
    /// Tellings of acts, in order of their words.
    pub acts: Vec<ActMention>,
    pub arguments: Vec<Argument>,
    /// How likely two tellings are one act; pairs left out are not.
    pub same: Vec<Same>,
    /// Words that mark speech, in order.
    pub speech: Vec<SpeechMention>,
    /// What was refused, with the reason.
    pub dropped: Vec<Dropped>,
    /// The byte up to which words were marked, where the article is longer than the annotator reads.
    #[serde(default)]
    pub until: Option<usize>,
    /// Who was asked, where a language model was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
}

/// One value with its probability, 0 to 1.
pub type Ranked<T> = Vec<(T, f32)>;

/// Adds to the probability of a value.
pub(crate) fn add<T: PartialEq>(ranked: &mut Ranked<T>, value: T, p: f32) {
    match ranked.iter_mut().find(|(v, _)| *v == value) {
        Some((_, sum)) => *sum += p,
        None => ranked.push((value, p)),
    }
}

/// One telling of an act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActMention {
    /// The words that tell it.
    pub trigger: Span,
    /// Types with their probability, likeliest first.
    pub kinds: Ranked<IncidentType>,
    pub stages: Ranked<Stage>,
    /// Probability that the act is told as background, not as the news.
    pub background: f32,
    /// Probability that a series is told, not one act.
    pub aggregate: f32,
    /// Probability that the words tell an act at all.
    pub score: f32,
}

/// The part that words play in an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Perpetrator,
    Target,
    Place,
    Origin,
    Interception,
    Time,
    Killed,
    Injured,
    Kidnapped,
    Weapon,
    /// Words that say nobody or nothing was hurt.
    NoHarm,
    Intercepted,
    Damage,
    Motive,
}

/// Grounds on which words may name a perpetrator, in the order of the encoder's scores.
pub const GROUNDS: [PerpetratorBasis; 7] = [
    PerpetratorBasis::Claimed,
    PerpetratorBasis::ReportedAsFact,
    PerpetratorBasis::Accused,
    PerpetratorBasis::AccusedByAuthorities,
    PerpetratorBasis::Suspected,
    PerpetratorBasis::SuspectedByAuthorities,
    PerpetratorBasis::Denied,
];

/// Words in a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    /// Index in [`Annotations::acts`].
    pub act: usize,
    pub span: Span,
    pub role: Role,
    /// For perpetrators: on what ground they are named.
    pub basis: Ranked<PerpetratorBasis>,
    pub score: f32,
}

/// Two tellings that may be one act.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Same {
    /// Indices in [`Annotations::acts`], the earlier first.
    pub earlier: usize,
    pub later: usize,
    pub score: f32,
}

/// Somebody saying something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeechMention {
    /// The words that mark speech ("said", "in a statement").
    pub cue: Span,
    /// Whose words they are; `None` where nobody is told.
    pub speaker: Option<Span>,
    /// Relays between the speaker and the article.
    pub via: Vec<Span>,
    /// When it was said.
    pub when: Option<Span>,
    pub acts: Ranked<SpeechAct>,
    /// Tellings it is about, with their probability.
    pub about: Ranked<usize>,
    pub score: f32,
}

/// Something an annotator marked that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    pub what: String,
    pub reason: String,
}

/// Which annotator marked the words: part of the engine's identity in every report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatorId {
    pub name: String,
    /// Hash of weights or prompt, hexadecimal.
    pub hash: String,
}

/// Why an article could not be annotated; the batch goes on.
#[derive(Debug, thiserror::Error)]
#[error("{annotator}: {reason}")]
pub struct AnnotateError {
    pub annotator: String,
    pub reason: String,
    /// True where a later run may not meet it: nobody answered, or nobody may be asked any more.
    pub later: bool,
}

/// Marks the words of acts and sayings in an article.
pub trait Annotator: std::fmt::Debug + Send + Sync {
    /// Name and content hash.
    fn id(&self) -> AnnotatorId;
    /// False for an article in which nothing would be marked, told from its words alone: it is then not read any further.
    fn may_tell(&self, _article: &Article) -> bool {
        true
    }
    /// Marks one article.
    fn annotate(&self, reading: &Reading) -> Result<Annotations, AnnotateError>;
}

impl Annotations {
    /// Leaves out what stands in page furniture: a caption or a line about another article plays no role in this one and
    /// says nothing in it. Its acts open no incident (see `incident`), so their places in the list stay as they are.
    pub(crate) fn leave_out(&mut self, furniture: &Cover) {
        let inside = |span: &Span| furniture.half(*span);
        self.arguments.retain(|argument| !inside(&argument.span));
        self.speech.retain(|saying| !inside(&saying.cue));
        for saying in &mut self.speech {
            saying.speaker = saying.speaker.filter(|words| !inside(words));
            saying.via.retain(|words| !inside(words));
            saying.when = saying.when.filter(|words| !inside(words));
        }
    }

    /// The annotations without what cannot be used in a body: spans out of bounds or off character boundaries, and what
    /// points to an act that is not there. What goes is listed in `dropped`.
    pub fn checked(mut self, body: &str) -> Self {
        let mut dropped = std::mem::take(&mut self.dropped);
        let stands = |span: Span| body.get(span.range()).is_some_and(|words| !words.trim().is_empty());
        let mut drop = |what: &str, reason: &str| {
            dropped.push(Dropped { what: what.to_owned(), reason: reason.to_owned() });
        };
        let mut number: Vec<Option<usize>> = Vec::with_capacity(self.acts.len());
        let mut kept = Vec::with_capacity(self.acts.len());
        for act in std::mem::take(&mut self.acts) {
            if stands(act.trigger) && !act.kinds.is_empty() {
                number.push(Some(kept.len()));
                kept.push(act);
            } else {
                drop("act", "its trigger has no words in the text, or no type");
                number.push(None);
            }
        }
        self.acts = kept;
        let of = |i: usize| number.get(i).copied().flatten();
        self.arguments = std::mem::take(&mut self.arguments)
            .into_iter()
            .filter_map(|mut a| match of(a.act).filter(|_| stands(a.span)) {
                Some(act) => {
                    a.act = act;
                    Some(a)
                }
                None => {
                    drop("role", "no words in the text, or no such act");
                    None
                }
            })
            .collect();
        self.same = std::mem::take(&mut self.same)
            .into_iter()
            .filter_map(|s| {
                let (earlier, later) = (of(s.earlier)?, of(s.later)?);
                (earlier < later).then_some(Same { earlier, later, ..s })
            })
            .collect();
        self.speech = std::mem::take(&mut self.speech)
            .into_iter()
            .filter_map(|mut s| {
                if !stands(s.cue) || s.acts.is_empty() {
                    drop("saying", "no words in the text");
                    return None;
                }
                s.speaker = s.speaker.filter(|w| stands(*w));
                s.via.retain(|w| stands(*w));
                s.when = s.when.filter(|w| stands(*w));
                s.about = s.about.iter().filter_map(|(i, p)| Some((of(*i)?, *p))).collect();
                Some(s)
            })
            .collect();
        self.dropped = dropped;
        self
    }

    /// The first so many tellings and sayings with what hangs on them, and the words of the first telling left out.
    pub fn first(mut self, acts: usize, speech: usize) -> (Self, Option<Span>) {
        let more = self.acts.get(acts).map(|a| a.trigger);
        self.acts.truncate(acts);
        self.speech.truncate(speech);
        self.arguments.retain(|a| a.act < acts);
        self.same.retain(|s| s.later < acts);
        self.speech.iter_mut().for_each(|s| s.about.retain(|(act, _)| *act < acts));
        (self, more)
    }

    /// Roles of one act, in order.
    pub fn roles(&self, act: usize) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(move |a| a.act == act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(start: usize, end: usize) -> ActMention {
        ActMention {
            trigger: Span::new(start, end),
            kinds: vec![(IncidentType::Bombing, 1.0)],
            stages: vec![(Stage::Accomplished, 1.0)],
            background: 0.0,
            aggregate: 0.0,
            score: 1.0,
        }
    }

    #[test]
    fn what_stands_in_furniture_plays_no_role_and_says_nothing() {
        let body = "A bomb hurt two men, police said. Also read: Gunmen kill mayor, officials say";
        let at = |words: &str| Span::new(body.find(words).unwrap(), body.find(words).unwrap() + words.len());
        let role = |words, role| Argument { act: 0, span: at(words), role, basis: Vec::new(), score: 1.0 };
        let saying = |cue, speaker| SpeechMention {
            cue: at(cue),
            speaker: Some(at(speaker)),
            via: vec![at("officials")],
            when: None,
            acts: Vec::new(),
            about: Vec::new(),
            score: 1.0,
        };
        let mut marked = Annotations {
            acts: vec![act(2, 6)],
            arguments: vec![
                role("two men", Role::Injured),
                role("mayor", Role::Killed),
                role("Gunmen", Role::Perpetrator),
            ],
            speech: vec![saying("said", "police"), saying("say", "officials")],
            ..Annotations::default()
        };
        marked.leave_out(&Cover::of(&[at("Also read: Gunmen kill mayor, officials say")]));
        assert_eq!(marked.arguments.iter().map(|a| a.span.of(body)).collect::<Vec<_>>(), ["two men"]);
        assert_eq!(marked.speech.len(), 1);
        assert_eq!((marked.speech[0].speaker, marked.speech[0].via.len()), (Some(at("police")), 0));
    }

    #[test]
    fn what_has_no_words_goes_and_takes_what_hangs_on_it() {
        let body = "Une bombe à Qarn.";
        let role = |act, start, end| Argument {
            act,
            span: Span::new(start, end),
            role: Role::Place,
            basis: Vec::new(),
            score: 1.0,
        };
        // Byte 11 lies inside "à".
        let marked = Annotations {
            acts: vec![act(4, 9), act(11, 13), act(4, 900)],
            arguments: vec![role(0, 13, 17), role(1, 13, 17), role(0, 11, 12)],
            same: vec![Same { earlier: 0, later: 1, score: 0.9 }],
            ..Annotations::default()
        };
        let checked = marked.checked(body);
        assert_eq!(checked.acts.len(), 1);
        assert_eq!(checked.arguments.len(), 1);
        assert!(checked.same.is_empty());
        assert_eq!(checked.dropped.len(), 4);
    }
}
