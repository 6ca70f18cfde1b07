//! The learned annotator: a small transformer that marks acts, their roles, which tellings are one act, and sayings.
//!
//! Owns: word pieces, windows, the trained graphs and how their scores become [`Annotations`]. In: an article. Out: marked
//! words. Refuses: values (days, places, numbers, names), which the rooms of `extract` resolve.

mod decode;
mod gate;
mod graphs;
mod lane;
mod layout;
mod pieces;
mod read;

use claimbook_extract::annotation::{
    ActMention, AnnotateError, Annotations, Annotator, AnnotatorId, Argument, GROUNDS, Ranked, Role, Same,
    SpeechMention,
};
use claimbook_extract::engine::Reading;
use claimbook_records::ids::hex;
use claimbook_records::report::{IncidentType, SpeechAct, Stage};
use claimbook_records::{Article, Span};
use gate::Gate;
use graphs::{Graphs, Session};
use pieces::Vocabulary;
use read::{ActWords, Least, RoleWords, SayingWords, Scores};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

/// Types in the order of the trained head.
const TYPES: [IncidentType; 14] = [
    IncidentType::Airstrike,
    IncidentType::ArmedAssault,
    IncidentType::Arson,
    IncidentType::Assassination,
    IncidentType::Bombing,
    IncidentType::DroneAttack,
    IncidentType::Hijacking,
    IncidentType::InterceptionOnly,
    IncidentType::Kidnapping,
    IncidentType::Robbery,
    IncidentType::RocketMissileAttack,
    IncidentType::Sabotage,
    IncidentType::Shelling,
    IncidentType::Other,
];
const STAGES: [Stage; 5] =
    [Stage::Accomplished, Stage::Attempted, Stage::Planned, Stage::Threatened, Stage::Hypothetical];
const SPEECH_ACTS: [SpeechAct; 8] = [
    SpeechAct::ClaimsResponsibility,
    SpeechAct::Confirms,
    SpeechAct::Denies,
    SpeechAct::Accuses,
    SpeechAct::Reports,
    SpeechAct::Threatens,
    SpeechAct::Estimates,
    SpeechAct::Retracts,
];
const ROLES: [Role; 14] = [
    Role::Perpetrator,
    Role::Target,
    Role::Place,
    Role::Origin,
    Role::Interception,
    Role::Time,
    Role::Killed,
    Role::Injured,
    Role::Kidnapped,
    Role::Weapon,
    Role::NoHarm,
    Role::Intercepted,
    Role::Damage,
    Role::Motive,
];
/// Roles of sayings in the order of the trained head.
const SPEAKER: usize = 0;
const VIA: usize = 1;

/// Words that let an article through to the encoder.
const GATE: &str = include_str!("../weights/gate.txt");

/// Least probability at which words are marked; what resolving makes of them has thresholds of its own.
const LEAST: Least = Least { act: 0.2, saying: 0.5, role: 0.4 };

/// What can go wrong with the encoder.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    #[error("weights of the encoder: {0}")]
    Weights(String),
    #[error("the encoder broke off: {0}")]
    Run(String),
}

/// The annotator with its embedded weights, loaded when the first article needs them.
#[derive(Debug, Default)]
pub struct Encoder {
    loaded: Arc<OnceLock<Result<Loaded, String>>>,
}

#[derive(Debug)]
struct Loaded {
    graphs: Graphs,
    vocabulary: Vocabulary,
}

impl Encoder {
    /// The encoder with the weights that were built in.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// Content hash of the look that keeps out articles, 16 hexadecimal digits: as long as it is the same, the same articles are kept
    /// out, whatever the weights.
    pub fn gate_hash() -> String {
        hex(&Sha256::digest(GATE)[..8])
    }
}

impl Loaded {
    fn embedded() -> Result<Self, String> {
        let graphs = Graphs::embedded().map_err(|e| e.to_string())?;
        Ok(Self { graphs, vocabulary: Vocabulary::new(include_str!("../weights/vocab.txt")) })
    }
}

impl Annotator for Encoder {
    fn id(&self) -> AnnotatorId {
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| {
            let manifest = Sha256::new_with_prefix(include_bytes!("../weights/MANIFEST"));
            let digest = manifest.chain_update(GATE).finalize();
            hex(&digest[..8])
        });
        AnnotatorId { name: "encoder".to_owned(), hash: hash.clone() }
    }

    fn may_tell(&self, article: &Article) -> bool {
        static GATES: LazyLock<Gate> = LazyLock::new(|| Gate::new(GATE));
        GATES.passes(&whole_text(article).0)
    }

    fn annotate(&self, reading: &Reading) -> Result<Annotations, AnnotateError> {
        let fail = |reason: String| AnnotateError { annotator: "encoder".to_owned(), reason, later: false };
        let (text, shift, headline) = whole_text(reading.article);
        let cell = Arc::clone(&self.loaded);
        // Loading, too, belongs on the lane: a reader that waited for it on a pool would take up another article, which
        // would wait for it in turn.
        let work = move |pool: &_| {
            let Loaded { graphs, vocabulary } =
                cell.get_or_init(Loaded::embedded).as_ref().map_err(String::clone)?;
            let found = read::scores(Session { graphs, pool }, vocabulary, &text, headline, LEAST);
            found.map_err(|e: EncoderError| e.to_string())
        };
        let scores = lane::run(work).ok_or_else(|| fail("its thread broke off".to_owned()))?.map_err(fail)?;
        Ok(annotations(&scores, shift).checked(reading.body()))
    }
}

/// The text as it was trained: the headline, a blank line, the body. Also how many bytes stand before the body, and whether the text
/// begins with a headline.
fn whole_text(article: &Article) -> (String, usize, bool) {
    let body = article.body.as_str();
    let headline = article.headline.as_deref().map(str::trim).unwrap_or_default();
    if headline.is_empty() || body.trim_start().starts_with(headline) {
        return (body.to_owned(), 0, !headline.is_empty());
    }
    let text = format!("{headline}\n\n{body}");
    let shift = text.len() - body.len();
    (text, shift, true)
}

/// Scores as annotations of the body; what stands in the headline alone is left out.
fn annotations(scores: &Scores, shift: usize) -> Annotations {
    let span = |r: &Range<usize>| (r.start >= shift).then(|| Span::new(r.start - shift, r.end - shift));
    let until = scores.until.map(|at| at.saturating_sub(shift));
    let mut out = Annotations { until, ..Annotations::default() };
    let mut number = vec![None; scores.acts.len()];
    for (i, act) in scores.acts.iter().enumerate() {
        let Some(trigger) = span(&act.words) else { continue };
        let own = out.acts.len();
        number[i] = Some(own);
        out.acts.push(mention(act, trigger));
        out.arguments.extend(act.roles.iter().filter_map(|r| argument(r, own, span(&r.words)?)));
        let pairs = act.same.iter().enumerate().filter_map(|(j, p)| Some((number[j]?, *p)));
        out.same.extend(pairs.map(|(earlier, score)| Same { earlier, later: own, score }));
    }
    let sayings = scores.sayings.iter().filter_map(|s| speech(s, span(&s.words)?, &span, &number));
    out.speech = sayings.collect();
    out
}

fn mention(act: &ActWords, trigger: Span) -> ActMention {
    ActMention {
        trigger,
        kinds: ranked(&TYPES, &act.kind),
        stages: ranked(&STAGES, &act.stage),
        background: act.background,
        aggregate: act.aggregate,
        score: act.score,
    }
}

fn argument(words: &RoleWords, act: usize, span: Span) -> Option<Argument> {
    let role = *ROLES.get(words.role)?;
    Some(Argument { act, span, role, basis: ranked(&GROUNDS, &words.basis), score: words.score })
}

fn speech(
    said: &SayingWords,
    cue: Span,
    span: &dyn Fn(&Range<usize>) -> Option<Span>,
    number: &[Option<usize>],
) -> Option<SpeechMention> {
    let of = |role: usize| said.roles.iter().filter(move |r| r.role == role);
    let best = |role: usize| of(role).max_by(|a, b| a.score.total_cmp(&b.score));
    Some(SpeechMention {
        cue,
        speaker: best(SPEAKER).and_then(|r| span(&r.words)),
        via: of(VIA).filter_map(|r| span(&r.words)).collect(),
        when: best(VIA + 1).and_then(|r| span(&r.words)),
        acts: ranked(&SPEECH_ACTS, &said.act),
        about: said.about.iter().enumerate().filter_map(|(i, p)| Some((number[i]?, *p))).collect(),
        score: said.score,
    })
}

/// Values with their probability, likeliest first.
fn ranked<T: Copy>(values: &[T], probabilities: &[f32]) -> Ranked<T> {
    let mut out: Ranked<T> = values.iter().copied().zip(probabilities.iter().copied()).collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1));
    out
}
