//! Attribution: who says what, through whom, how firmly; totals, relations, warnings.
//!
//! Owns: claims, tallies, relations and what a reader should look at. In: what was found and the incidents. Out:
//! [`Attribution`], and the basis on which each perpetrator is named. Refuses: opening incidents.

mod accounts;
mod acts;
mod basis;
mod claims;
mod frames;
mod located;
mod relations;
pub(crate) mod speaker;
mod spoken;
mod tallies;
#[cfg(test)]
mod tests;
mod warnings;
pub mod worth;

use crate::annotation::{AnnotateError, Annotations};
use crate::engine::Reading;
use crate::event::{EventDate, IncidentReport};
use crate::incident::{self, Dial, Resolved};
use crate::phrases::PhraseIndex;
use crate::work::Work;
use claimbook_records::codebook::{Pos, RelationPattern, Speech};
use claimbook_records::report::{
    Asked, Count, Firmness, Property, RelationType, SpeakerKind, SpeechAct, TallyWhat, WarningKind,
};
use claimbook_records::{Codebook, Span};

/// Somebody in a role of speech: a member of the cast, or words that name nobody we know.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// Index in the cast.
    Member(usize),
    Words(Span),
}

/// One claim before it is written out.
#[derive(Debug, Clone)]
pub struct Voice {
    /// `None` = the article's author.
    pub speaker: Option<Who>,
    pub kind: SpeakerKind,
    /// Relays, outermost first.
    pub via: Vec<Who>,
    pub act: SpeechAct,
    /// Index of the incident.
    pub about: Option<usize>,
    pub property: Option<Property>,
    pub firmness: Firmness,
    /// When it was said.
    pub date: Option<EventDate>,
    pub channel: Option<String>,
    pub evidence: Vec<Span>,
    /// What its probability rests on, in the order of [`worth::SIGNS`]; nothing where the rules read.
    pub signs: Vec<f64>,
}

/// A running total.
#[derive(Debug, Clone)]
pub struct Total {
    pub span: Span,
    pub what: TallyWhat,
    pub count: Count,
    pub since: Option<String>,
    pub until: Option<String>,
    pub speaker: Option<Who>,
    pub by: Option<Who>,
    pub against: Option<Who>,
    pub place: Option<Span>,
    pub about: Option<usize>,
}

/// A relation between two members of the cast.
#[derive(Debug, Clone)]
pub struct Edge {
    pub subject: usize,
    pub kind: RelationType,
    pub object: usize,
    pub since: Option<String>,
    pub speaker: Option<Who>,
    pub evidence: Vec<Span>,
}

/// Something a reader should look at.
#[derive(Debug, Clone)]
pub struct Notice {
    pub kind: WarningKind,
    pub message: String,
    pub evidence: Vec<Span>,
}

/// Everything attribution found.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    pub claims: Vec<Voice>,
    /// Those that are not likely enough.
    pub unsure: Vec<Voice>,
    pub tallies: Vec<Total>,
    pub relations: Vec<Edge>,
    pub warnings: Vec<Notice>,
    /// Words that mark speech, for `--mentions`.
    pub cues: Vec<Span>,
    /// The language model that marked the words, where one did.
    pub asked: Option<Asked>,
}

impl Attribution {
    /// For an article in a language that is not coded: nothing but the notice, shown by its first line.
    pub fn uncoded(body: &str, language: &str) -> Self {
        let start = body.len() - body.trim_start().len();
        let line = body.trim_start().lines().next().unwrap_or_default();
        let message =
            format!("the article's language, '{language}', is not coded; the text is kept as it is");
        Self::only(Span::new(start, start + line.len()), message)
    }

    /// For an article whose words could not be marked: nothing but the reason, shown by its first line.
    pub fn failed(body: &str, error: &AnnotateError) -> Self {
        let start = body.len() - body.trim_start().len();
        let line = body.trim_start().lines().next().unwrap_or_default();
        Self::only(Span::new(start, start + line.len()), format!("the article is not coded: {error}"))
    }

    /// Tells, before all else, which limits of an article's work were met.
    pub(crate) fn limited(&mut self, work: &Work) {
        let notices = work.met().map(|(limit, words)| Notice {
            kind: WarningKind::Other,
            message: limit.message(),
            evidence: vec![words],
        });
        self.warnings.splice(..0, notices);
    }

    fn only(span: Span, message: String) -> Self {
        let notice = Notice { kind: WarningKind::Other, message, evidence: vec![span] };
        Self { warnings: if span.is_empty() { Vec::new() } else { vec![notice] }, ..Self::default() }
    }
}

/// The vocabulary of speech, ready to be looked for; built once.
#[derive(Debug, Default)]
pub struct Vocabulary {
    speech: Speech,
    verbs: PhraseIndex,
    nouns: PhraseIndex,
    kinds: Vec<SpeakerKind>,
    channel_index: PhraseIndex,
    channels: Vec<String>,
    hedges: PhraseIndex,
    relation_index: PhraseIndex,
    relations: Vec<RelationPattern>,
}

impl Vocabulary {
    /// Takes the reporting verbs, speaker nouns and channels of a language.
    pub fn new(codebook: &Codebook, language: &str) -> Self {
        let speech = codebook.lists(language).speech.clone();
        let verbs =
            speech.verbs.iter().enumerate().flat_map(|(i, v)| v.words.iter().map(move |w| (i, w, v.pos)));
        let nouns = speech
            .speakers
            .iter()
            .enumerate()
            .flat_map(|(i, v)| v.words.iter().map(move |w| (i, w, Pos::Noun)));
        let channels = speech
            .channels
            .iter()
            .enumerate()
            .flat_map(|(i, v)| v.words.iter().map(move |w| (i, w, Pos::Noun)));
        let relations = codebook.lists(language).relations.clone();
        let phrases =
            relations.iter().enumerate().flat_map(|(i, r)| r.words.iter().map(move |w| (i, w, Pos::Adp)));
        Self {
            hedges: PhraseIndex::new(
                speech.hedges.iter().flat_map(|h| h.words.iter().map(|w| (0, w, Pos::Adj))),
            ),
            relation_index: PhraseIndex::new(phrases),
            verbs: PhraseIndex::new(verbs),
            nouns: PhraseIndex::new(nouns),
            kinds: speech.speakers.iter().map(|s| s.kind).collect(),
            channel_index: PhraseIndex::new(channels),
            channels: speech.channels.iter().map(|c| c.name.clone()).collect(),
            speech,
            relations,
        }
    }
}

/// Everything said in the article by its annotations; gives claimed incidents their claimants.
pub fn attribute_marked(
    reading: &Reading,
    marked: &Annotations,
    resolved: Vec<Resolved>,
    dial: &Dial,
    words: &Vocabulary,
    codebook: &Codebook,
) -> (Vec<IncidentReport>, Attribution) {
    let (claims, unsure) = spoken::claims(reading, marked, &resolved, dial, words);
    let mut incidents: Vec<IncidentReport> = resolved.into_iter().map(|r| r.report).collect();
    incident::settle(reading, &mut incidents, &claims);
    let cues = marked.speech.iter().map(|s| s.cue).collect();
    let asked = marked.asked.clone();
    let mut found = Attribution { claims, unsure, cues, asked, ..Attribution::default() };
    found.relations = relations::relations(reading, &words.relation_index, &words.relations, &found);
    found.tallies = tallies::tallies(reading, &incidents, &found);
    found.warnings = warnings::warnings(reading, &incidents, codebook);
    (incidents, found)
}

/// Everything said in the article; sets the basis of the incidents' perpetrators.
pub fn attribute(
    reading: &Reading,
    incidents: &mut [IncidentReport],
    words: &Vocabulary,
    codebook: &Codebook,
) -> Attribution {
    let frames = frames::frames(reading, &words.verbs, &words.speech);
    let claims = claims::claims(reading, &frames, incidents, words);
    basis::settle(reading, incidents, &claims, &words.hedges);
    let cues = frames.iter().map(|f| f.cue_span).collect();
    let mut found = Attribution { claims, cues, ..Attribution::default() };
    found.relations = relations::relations(reading, &words.relation_index, &words.relations, &found);
    found.tallies = tallies::tallies(reading, incidents, &found);
    found.warnings = warnings::warnings(reading, incidents, codebook);
    found
}
