//! Incidents: triggers, roles, stage, merging.
//!
//! Owns: what happened to whom. In: [`Reading`] (everything found so far) and the codebook. Out: incident reports,
//! still with byte spans. Refuses: who says so (see [`crate::attribution`], which sets the basis of perpetrators).

pub mod admission;
pub mod arguments;
pub mod assemble;
mod date;
mod earlier;
pub mod entities;
pub mod facts;
pub mod grammar;
mod join;
pub mod learn;
pub mod lexicon;
pub mod merge;
mod motives;
mod names;
mod nearby;
pub mod nominals;
pub mod outcome;
pub(crate) mod perpetrators;
mod places;
pub mod profile;
pub mod relevance;
mod scorers;
mod setting;
mod settings;
mod split;
mod stage;
pub(crate) mod targets;
pub mod triggers;
mod weapons;
pub mod words;

pub use scorers::Scorers;
pub use settings::Settings;

use crate::engine::Reading;
use crate::time::Window;
use crate::work::{self, Limit};
use admission::Admission;
use arguments::{ArgumentScorer, Link, Scene};
use assemble::Table;
use claimbook_records::report::{
    Count, Effect, IncidentType, Outcome, PerpetratorBasis, PerpetratorCategory, PerpetratorKind, PlaceRole,
    Stage, TargetClass,
};
use claimbook_records::{Codebook, Span};
use std::sync::OnceLock;

/// The date of an incident with the words it rests on.
#[derive(Debug, Clone)]
pub struct EventDate {
    pub window: Window,
    pub evidence: Vec<Span>,
}

/// A place in its role.
#[derive(Debug, Clone)]
pub struct EventPlace {
    /// Index in [`Reading::places`].
    pub mention: usize,
    pub role: PlaceRole,
}

/// Somebody named as the one who did it.
#[derive(Debug, Clone)]
pub struct EventPerpetrator {
    /// Index in the cast, where the words name a member of it.
    pub member: Option<usize>,
    /// Head mention.
    pub span: Span,
    pub kind: PerpetratorKind,
    pub category: Option<PerpetratorCategory>,
    /// Reported as fact until attribution knows better.
    pub basis: PerpetratorBasis,
    pub evidence: Vec<Span>,
}

/// Somebody or something struck or aimed at.
#[derive(Debug, Clone)]
pub struct EventTarget {
    /// Head mention.
    pub span: Span,
    pub class: TargetClass,
    /// A word of the schema's list of target kinds.
    pub kind: Option<String>,
    /// Proper name of a person.
    pub name: Option<Span>,
    /// Role or title.
    pub description: Option<Span>,
    pub member: Option<usize>,
    pub nationality: Option<String>,
    pub count: Option<Count>,
    pub effects: Vec<Effect>,
    pub evidence: Vec<Span>,
}

/// A weapon named or implied.
#[derive(Debug, Clone)]
pub struct EventWeapon {
    /// The words, `None` when only the act implies it.
    pub span: Option<Span>,
    pub kind: String,
    pub name: Option<Span>,
    pub used: Option<bool>,
    pub count: Option<Count>,
    pub evidence: Vec<Span>,
}

/// One incident as the article tells it, before it is written out.
#[derive(Debug, Clone)]
pub struct IncidentReport {
    pub kind: IncidentType,
    pub types_also: Vec<IncidentType>,
    pub stage: Stage,
    pub aggregate: bool,
    pub count: Option<Count>,
    pub background: bool,
    /// Token indices of its triggers, in order.
    pub triggers: Vec<usize>,
    /// Clauses that tell it.
    pub evidence: Vec<Span>,
    /// Clauses that only refer back.
    pub references: Vec<Span>,
    pub motives: Vec<Span>,
    pub date: Option<EventDate>,
    pub places: Vec<EventPlace>,
    pub perpetrators: Vec<EventPerpetrator>,
    pub targets: Vec<EventTarget>,
    pub weapons: Vec<EventWeapon>,
    /// Values only; its evidence stands in `outcome_evidence`.
    pub outcome: Outcome,
    pub outcome_evidence: Vec<Span>,
    /// How likely the record is right: of news that an annotator marked, calibrated.
    pub confidence: f64,
    /// What the confidence rests on; empty where rules read.
    pub signs: Vec<f64>,
}

impl IncidentReport {
    /// News below a confidence. Background, series, plans and threats are never shown as pins, so never unsure ones.
    pub fn unsure(&self, least: f64) -> bool {
        let happened = matches!(self.stage, Stage::Accomplished | Stage::Attempted);
        happened && !self.background && !self.aggregate && self.confidence < least
    }
}

/// Finds incidents; built once per codebook, shared between threads.
#[derive(Debug, Default)]
pub struct Finder {
    lexicon: lexicon::Lexicon,
    scorers: Scorers<'static>,
    settings: Settings,
}

/// A cluster of triggers with what is known of it.
#[derive(Debug)]
pub struct Draft<'a> {
    pub scene: &'a Scene<'a>,
    pub profiles: Vec<profile::Profile>,
    /// The profiles with what grammar says outright; what reports are written from.
    pub told: Vec<profile::Profile>,
    pub facts: Vec<facts::Facts>,
    /// Entity number of each nominal.
    pub entities: Vec<usize>,
    /// Nominals of each entity, in order.
    pub members: assemble::Members,
    /// Clusters of triggers, in order of their first.
    pub clusters: Vec<Vec<usize>>,
}

impl Finder {
    /// A finder over a codebook's English lists and the embedded weights.
    pub fn new(codebook: &Codebook) -> Self {
        Self {
            lexicon: lexicon::Lexicon::new(codebook, "en"),
            scorers: Scorers::embedded(),
            settings: Settings::default(),
        }
    }

    /// A finder with other weights and thresholds, such as those just trained.
    pub fn with(codebook: &Codebook, scorers: Scorers<'static>, settings: Settings) -> Self {
        Self { lexicon: lexicon::Lexicon::new(codebook, "en"), scorers, settings }
    }

    /// Thresholds in use.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Triggers, phrases and grammar of an article, before anything is weighed.
    pub fn scene<'a>(&'a self, reading: &'a Reading<'a>) -> Scene<'a> {
        let grammar = grammar::Grammar::new(&reading.text);
        let marks = self.lexicon.mark(&reading.text, reading.article.body.as_str());
        let mut triggers = triggers::find(reading, &grammar, &self.lexicon, &marks);
        let more = triggers.get(work::TELLINGS).map(|t| t.head);
        triggers.truncate(work::TELLINGS);
        let nominals = if triggers.is_empty() {
            Vec::new()
        } else {
            nominals::find(reading, &grammar, &self.lexicon, &marks)
        };
        Scene {
            reading,
            grammar,
            lexicon: &self.lexicon,
            marks,
            triggers,
            nominals,
            more,
            aims: OnceLock::new(),
            bearings: OnceLock::new(),
            namesakes: OnceLock::new(),
        }
    }

    /// The scene of an article with every phrase, whatever the codebook's triggers find: what annotations are resolved in.
    pub fn whole_scene<'a>(&'a self, reading: &'a Reading<'a>) -> Scene<'a> {
        let mut scene = self.scene(reading);
        if scene.nominals.is_empty() {
            scene.nominals = nominals::find(reading, &scene.grammar, &self.lexicon, &scene.marks);
        }
        scene
    }

    /// The incidents an article tells, in order of first mention.
    pub fn incidents(&self, reading: &Reading) -> Vec<IncidentReport> {
        let scene = self.scene(reading);
        if scene.triggers.is_empty() {
            return Vec::new();
        }
        if let Some(token) = scene.more {
            reading.text.work.meet(Limit::Tellings, scene.grammar.token(token).span);
        }
        let links = links(&scene, &self.scorers.arguments);
        let draft = draft(&scene, &links, &self.scorers.merge, self.settings.merge);
        self.report(&draft, &self.scorers.mentions)
    }

    /// Reports of all clusters, likely or not, with confidence 0: what training labels.
    pub fn all(&self, draft: &Draft) -> Vec<IncidentReport> {
        let effects = outcome::Effects::gather(draft.scene);
        let table = Table {
            scene: draft.scene,
            profiles: &draft.told,
            facts: &draft.facts,
            entities: &draft.entities,
            members: &draft.members,
            effects: &effects,
            settings: &self.settings,
        };
        draft.clusters.iter().map(|c| table.report(c, 0.0)).collect()
    }

    /// Reports of the clusters that are likely enough to be incidents.
    pub fn report(&self, draft: &Draft, scorer: &dyn relevance::MentionScorer) -> Vec<IncidentReport> {
        let scene = draft.scene;
        let effects = outcome::Effects::gather(scene);
        let table = Table {
            scene,
            profiles: &draft.told,
            facts: &draft.facts,
            entities: &draft.entities,
            members: &draft.members,
            effects: &effects,
            settings: &self.settings,
        };
        let setting = setting::Setting::of(scene);
        let mut bag = learn::Bag::default();
        let mut told = Vec::new();
        for (i, cluster) in draft.clusters.iter().enumerate() {
            let admission = admission::admit(scene, &setting, &draft.profiles, &draft.facts, cluster);
            if admission == Admission::Refused {
                continue;
            }
            relevance::features(scene, &draft.profiles, &draft.facts, &draft.clusters, i, &mut bag);
            let confidence = scorer.relevance(&bag);
            if admission == Admission::Told || confidence >= self.settings.relevance {
                told.push((cluster.clone(), confidence));
            }
        }
        let told = join::tellings(&table, told);
        let mut out: Vec<IncidentReport> = told
            .iter()
            .take_while(|_| !scene.over())
            .flat_map(|(cluster, confidence)| split::reports(&table, cluster, *confidence))
            .collect();
        nearby::fill(scene, &effects, &mut out);
        earlier::mark(&mut out);
        out
    }
}

/// Steps of weighing a pair of trigger and phrase.
const PAIR: usize = 64;

/// Every pair of trigger and phrase with its scores.
pub fn links(scene: &Scene, scorer: &dyn ArgumentScorer) -> Vec<Link> {
    let mut bag = learn::Bag::default();
    let pairs = arguments::pairs(&scene.triggers, &scene.nominals);
    pairs
        .into_iter()
        .take_while(|_| !scene.over())
        .map(|(trigger, nominal)| {
            scene.step(PAIR);
            arguments::pair_features(scene, trigger, nominal, &mut bag);
            Link { trigger, nominal, scores: scorer.roles(&bag) }
        })
        .collect()
}

/// Joins triggers into clusters.
pub fn draft<'a>(
    scene: &'a Scene<'a>,
    links: &[Link],
    scorer: &dyn merge::MergeScorer,
    threshold: f32,
) -> Draft<'a> {
    let entities = entities::group(scene);
    let profiles = profile::gather(scene, links, &entities);
    let facts = facts::gather(scene);
    let clusters = merge::cluster(scene, &profiles, &facts, scorer, threshold);
    let told = profile::told(scene, &profiles, &facts, &entities);
    let mut members = assemble::Members::default();
    for (nominal, entity) in entities.iter().enumerate() {
        members.entry(*entity).or_default().push(nominal);
    }
    Draft { scene, profiles, told, facts, entities, members, clusters }
}

#[cfg(test)]
mod tests;
