//! The engine: the one place that runs the steps in order and writes the report.
//!
//! Owns: the order of steps. In: an article. Out: a report. Refuses: any decision of its own.

use crate::actor::{self, Cast, Register};
use crate::annotation::{AnnotateError, Annotations, Annotator};
use crate::attribution::{self, Attribution, Vocabulary, worth};
use crate::clutter::{self, ClutterFinder};
use crate::event::{self, IncidentReport};
use crate::incident::sameness::{Pair, Weights};
use crate::incident::{self, Dial, confidence};
use crate::place::{self, Gazetteer, PlaceMention};
use crate::quantity::{self, QuantityMention};
use crate::signs;
use crate::text::{self, Models, Text};
use crate::time::{self, Anchors, Mismatch, TimeMention};
use crate::work::{self, Limit};
use crate::write;
use claimbook_records::ids::hex;
use claimbook_records::report::EngineInfo;
use claimbook_records::{Article, Codebook, Published, Report, Span};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::sync::Arc;

/// The one language coded so far; other articles are kept and reported as not coded.
const LANGUAGE: &str = "en";

/// Hash of everything embedded beside the codebook, made by the build script.
const DATA: &str = env!("CLAIMBOOK_DATA");

/// Everything needed to read articles; build once, share between threads.
#[derive(Debug)]
pub struct Engine {
    pub codebook: Codebook,
    pub gazetteer: Gazetteer,
    pub models: Models,
    actors: Register,
    pub events: event::Finder,
    clutter: ClutterFinder,
    speech: Vocabulary,
    /// Who marks the words of acts and sayings; without one the codebook's rules read.
    annotator: Option<Arc<dyn Annotator>>,
    pub dial: Dial,
    pub sameness: Weights,
}

/// What to write besides the record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Every mention found, used or not.
    pub mentions: bool,
}

/// What the finding steps know about one article; assembling reads this and nothing else.
#[derive(Debug)]
pub struct Reading<'a> {
    pub article: &'a Article,
    pub text: Text,
    pub published: Option<Published>,
    /// The days that its times count from.
    pub anchors: Anchors,
    pub clutter: Vec<Span>,
    pub times: Vec<TimeMention>,
    /// Weekdays that are not the date printed beside them.
    pub mismatches: Vec<Mismatch>,
    pub places: Vec<PlaceMention>,
    pub cast: Cast,
    pub quantities: Vec<QuantityMention>,
}

impl Reading<'_> {
    /// The article's text.
    pub fn body(&self) -> &str {
        self.article.body.as_str()
    }

    /// The day on which the words of a span were published, where it is known to the day: that of their part, where it has one.
    pub fn published_on(&self, span: Span) -> Option<jiff::civil::Date> {
        self.anchors.at(span.start())
    }

    /// The first time expression that covers some of a span.
    pub fn time_at(&self, span: Span) -> Option<&TimeMention> {
        self.times_over(span).first()
    }

    /// Time expressions that cover some of a span, in order.
    pub(crate) fn times_over(&self, span: Span) -> &[TimeMention] {
        &self.times[over(&self.times, span, |t| t.span)]
    }

    /// Indices of the places that cover some of a span, in order.
    pub(crate) fn places_over(&self, span: Span) -> Range<usize> {
        over(&self.places, span, |p| p.span)
    }

    /// Indices of the places that begin in a sentence, in order.
    pub(crate) fn places_in(&self, sentence: usize) -> impl Iterator<Item = usize> + '_ {
        let span = self.text.sentences.get(sentence).map_or(Span::default(), |s| s.span);
        let begins = move |p: &usize| {
            self.text
                .token_at(self.places[*p].span.start())
                .is_some_and(|t| self.text.sentence_of(t) == sentence)
        };
        self.places_over(span).filter(begins)
    }

    /// Time expressions that a span holds, in order.
    pub(crate) fn times_inside(&self, span: Span) -> impl Iterator<Item = &TimeMention> {
        self.times_over(span).iter().filter(move |t| span.contains(t.span))
    }

    /// Quantities that cover some of a span, in order.
    pub(crate) fn quantities_over(&self, span: Span) -> &[QuantityMention] {
        &self.quantities[over(&self.quantities, span, |q| q.span)]
    }

    /// Index of the quantity that counts a noun: it stands in the few words before it.
    pub(crate) fn quantity_of(&self, noun: usize) -> Option<usize> {
        quantity::index_of_noun(&self.text, &self.quantities, noun)
    }
}

/// Why nothing is looked for in an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassedOver {
    /// It is in a language that is not coded.
    Language,
    /// The annotator says at a look that it tells no act.
    Quiet,
}

impl Engine {
    /// Engine over a codebook and the embedded gazetteer and weights.
    pub fn new(codebook: Codebook) -> Self {
        // The gazetteer takes as long as all the rest together: start-up waits for the longer of the two.
        let (gazetteer, (actors, clutter, speech, events)) = std::thread::scope(|scope| {
            let gazetteer = scope.spawn(Gazetteer::embedded);
            let rest = (
                Register::new(&codebook, LANGUAGE),
                ClutterFinder::new(&codebook.lists(LANGUAGE).clutter),
                Vocabulary::new(&codebook, LANGUAGE),
                event::Finder::new(&codebook),
            );
            match gazetteer.join() {
                Ok(gazetteer) => (gazetteer, rest),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        Self {
            codebook,
            gazetteer,
            models: Models::default(),
            actors,
            events,
            clutter,
            speech,
            annotator: None,
            dial: Dial::default(),
            sameness: Weights::embedded(),
        }
    }

    /// Finds and resolves everything an article mentions.
    pub fn find<'a>(&self, article: &'a Article) -> Reading<'a> {
        let whole = article.body.as_str();
        let body = work::head(whole);
        let clutter = self.clutter_of(article);
        let text = text::analyse(body, &clutter, &self.models);
        if body.len() < whole.len() {
            text.work.meet(Limit::Text, first_line(whole, body.len()));
        }
        let published = time::publication(&text, article);
        let anchors = Anchors::of(article, published.as_ref());
        let (times, mismatches) = time::read(&text, body, &anchors);
        let places = place::find(&text, body, &self.gazetteer);
        let cast = actor::find(&text, body, &self.actors);
        let quantities = quantity::find(&text, body);
        Reading { article, text, published, anchors, clutter, times, mismatches, places, cast, quantities }
    }

    /// Reads one article. An article in a language that is not coded is kept whole, with a warning that says so; likewise one whose
    /// words could not be marked.
    pub fn read(&self, article: &Article, options: Options) -> Report {
        self.report(article, options, &mut None)
    }

    /// The same, but for an article whose words could not be marked now and may be in a later run: it gives the reason and no report.
    pub fn attempt(&self, article: &Article, options: Options) -> Result<Report, AnnotateError> {
        let mut failed = None;
        let report = self.report(article, options, &mut failed);
        failed.filter(|error| error.later).map_or(Ok(report), Err)
    }

    /// Why an article is kept whole without looking for anything in it, where it is: the cheap look that goes before reading.
    pub fn passes_over(&self, article: &Article) -> Option<PassedOver> {
        if !is_coded(&article.language) {
            return Some(PassedOver::Language);
        }
        self.annotator_of(article).is_some_and(|a| !a.may_tell(article)).then_some(PassedOver::Quiet)
    }

    /// The annotator, for an article that it can read: it was trained on none in capitals throughout.
    fn annotator_of(&self, article: &Article) -> Option<&Arc<dyn Annotator>> {
        self.annotator.as_ref().filter(|_| !text::all_caps(article.body.as_str()))
    }

    fn report(&self, article: &Article, options: Options, failed: &mut Option<AnnotateError>) -> Report {
        match self.passes_over(article) {
            Some(PassedOver::Language) => return self.uncoded(article),
            Some(PassedOver::Quiet) => return self.quiet(article, options),
            None => {}
        }
        let annotator = self.annotator_of(article);
        let mut reading = self.find(article);
        let by_annotator = annotator.is_some();
        let (incidents, attribution) = self.record(&mut reading, annotator.map(Arc::as_ref), failed);
        let mut report = write::report(&reading, &incidents, &attribution, self.info());
        if by_annotator {
            let sure = incidents.iter().take_while(|i| !i.unsure(self.dial.confidence)).count();
            set_apart(&mut report, sure);
        }
        if options.mentions {
            for (written, found) in report.incidents.iter_mut().chain(&mut report.x_unsure).zip(&incidents) {
                written.x_signs = signs::named(&confidence::SIGNS, &found.signs);
            }
            let told = attribution.claims.iter().chain(&attribution.unsure);
            for (written, found) in report.claims.iter_mut().chain(&mut report.x_unsure_claims).zip(told) {
                written.x_signs = signs::named(&worth::SIGNS, &found.signs);
            }
            report.mentions = Some(write::mentions(&reading, &incidents, &attribution.cues));
        }
        report
    }

    /// What an article tells, within the limits of its work.
    fn record(
        &self,
        reading: &mut Reading,
        annotator: Option<&dyn Annotator>,
        failed: &mut Option<AnnotateError>,
    ) -> (Vec<IncidentReport>, Attribution) {
        let body = reading.article.body.as_str();
        let (mut incidents, mut attribution) = match annotator {
            Some(annotator) => match self.annotated(reading, annotator) {
                Ok(found) => found,
                Err(error) => (Vec::new(), Attribution::failed(body, failed.insert(error))),
            },
            None => self.by_rules(reading),
        };
        let work = &reading.text.work;
        if work.over() {
            work.meet(Limit::Steps, first_line(body, 0));
            (incidents, attribution) = (Vec::new(), Attribution::default());
        }
        attribution.limited(work);
        (incidents, attribution)
    }

    /// Steps that the reading of an article takes, for tests that hold it to its length.
    #[doc(hidden)]
    pub fn steps(&self, article: &Article) -> u64 {
        let mut reading = self.find(article);
        self.record(&mut reading, self.annotator.as_deref(), &mut None);
        reading.text.work.taken()
    }

    /// What the codebook's rules read.
    fn by_rules(&self, reading: &Reading) -> (Vec<IncidentReport>, Attribution) {
        let mut incidents = self.events.incidents(reading);
        let attribution = attribution::attribute(reading, &mut incidents, &self.speech, &self.codebook);
        (incidents, attribution)
    }

    /// What an annotator marks, resolved.
    fn annotated(
        &self,
        reading: &mut Reading,
        annotator: &dyn Annotator,
    ) -> Result<(Vec<IncidentReport>, Attribution), AnnotateError> {
        let marked = marked(reading, annotator)?;
        let mut resolved = Vec::new();
        if !marked.acts.is_empty() || !marked.speech.is_empty() {
            incident::mark_places(reading, &marked);
            let scene = self.events.whole_scene(reading);
            resolved = incident::resolve(&scene, &marked, &self.dial, &self.sameness);
        }
        let (codebook, speech) = (&self.codebook, &self.speech);
        Ok(attribution::attribute_marked(reading, &marked, resolved, &self.dial, speech, codebook))
    }

    /// Pairs of groups of tellings, for fitting the weights of sameness; nothing without an annotator.
    #[doc(hidden)]
    pub fn sameness_pairs(&self, article: &Article) -> Vec<Pair> {
        let mut reading = self.find(article);
        let Some(marked) = self.annotator.as_deref().and_then(|a| marked(&reading, a).ok()) else {
            return Vec::new();
        };
        incident::mark_places(&mut reading, &marked);
        let scene = self.events.whole_scene(&reading);
        incident::sameness_pairs(&scene, &marked, &self.dial, &self.sameness)
    }

    /// The engine with somebody else to mark the words.
    #[must_use]
    pub fn with_annotator(mut self, annotator: Arc<dyn Annotator>) -> Self {
        self.annotator = Some(annotator);
        self
    }

    fn uncoded(&self, article: &Article) -> Report {
        let reading = unread(article, article.clutter.clone());
        let attribution = Attribution::uncoded(article.body.as_str(), &article.language);
        write::report(&reading, &[], &attribution, self.info())
    }

    /// An article in which the annotator would mark nothing: only when it was published is read, and every mention where that is asked for.
    fn quiet(&self, article: &Article, options: Options) -> Report {
        let nothing = Attribution::default();
        if options.mentions {
            let reading = self.find(article);
            let mut report = write::report(&reading, &[], &nothing, self.info());
            report.mentions = Some(write::mentions(&reading, &[], &nothing.cues));
            return report;
        }
        let mut reading = unread(article, self.clutter_of(article));
        if article.published.is_none() {
            let body = work::head(article.body.as_str());
            let text = text::analyse(body, &reading.clutter, &self.models);
            reading.published = time::publication(&text, article);
        }
        write::report(&reading, &[], &nothing, self.info())
    }

    /// Page furniture: what the reader of the page saw, and what the codebook knows.
    fn clutter_of(&self, article: &Article) -> Vec<Span> {
        let mut clutter = article.clutter.clone();
        clutter.extend(self.clutter.find(article.body.as_str()));
        clutter::merge(clutter)
    }

    /// Name of the weights, word lists and tables of places: 16 hexadecimal digits.
    fn data(&self) -> String {
        let (own, annotator) = (self.gazetteer.own(), self.annotator.as_ref().map(|a| a.id()));
        if own.is_none() && annotator.is_none() {
            return DATA.to_owned();
        }
        let mut digest = Sha256::new_with_prefix(DATA);
        digest.update(own.unwrap_or_default());
        if let Some(id) = annotator {
            digest.update(format!("{}/{}/{}", id.name, id.hash, self.dial.confidence));
        }
        hex(&digest.finalize()[..8])
    }

    /// Version and content hashes of what reads.
    pub fn info(&self) -> EngineInfo {
        EngineInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            codebook: self.codebook.hash.clone(),
            model: Some(self.data()),
        }
    }
}

/// Moves what stands behind the sure incidents out of them. Its ids follow theirs; what is said of it is said about no incident.
fn set_apart(report: &mut Report, sure: usize) {
    report.x_unsure = report.incidents.split_off(sure);
    let apart: Vec<&str> = report.x_unsure.iter().map(|i| i.id.as_str()).collect();
    let claims = report.claims.iter_mut().chain(&mut report.x_unsure_claims).map(|c| &mut c.about);
    for about in claims.chain(report.tallies.iter_mut().map(|t| &mut t.about)) {
        if about.as_deref().is_some_and(|a| apart.contains(&a)) {
            *about = None;
        }
    }
}

/// An article in which nothing was looked for.
fn unread(article: &Article, clutter: Vec<Span>) -> Reading<'_> {
    Reading {
        article,
        text: Text::default(),
        published: article.published.clone(),
        anchors: Anchors::default(),
        clutter,
        times: Vec::new(),
        mismatches: Vec::new(),
        places: Vec::new(),
        cast: Cast::default(),
        quantities: Vec::new(),
    }
}

/// What an annotator marks, within the limits of an article's work, as phrases.
fn marked(reading: &Reading, annotator: &dyn Annotator) -> Result<Annotations, AnnotateError> {
    let mut marked = annotator.annotate(reading)?;
    marked.leave_out(&reading.text.furniture);
    let work = &reading.text.work;
    if let Some(at) = marked.until {
        work.meet(Limit::Annotator, first_line(reading.article.body.as_str(), at));
    }
    let (marked, more) = marked.first(work::MARKED, work::SAYINGS);
    if let Some(words) = more {
        work.meet(Limit::Tellings, words);
    }
    Ok(incident::tidy(reading, marked))
}

/// Those of some things in order, none over another, that cover some of a span.
pub(crate) fn over<T>(things: &[T], span: Span, at: impl Fn(&T) -> Span) -> Range<usize> {
    let from = things.partition_point(|t| at(t).end() <= span.start());
    let to = things.partition_point(|t| at(t).start() < span.end());
    from..to.max(from)
}

/// The line that begins at a byte, or what stands first behind it.
fn first_line(body: &str, at: usize) -> Span {
    const WIDTH: usize = 200;
    let rest = body.get(at..).unwrap_or_default();
    let start = at + rest.len() - rest.trim_start().len();
    let line = rest.trim_start().lines().next().unwrap_or_default();
    let width = line.char_indices().nth(WIDTH).map_or(line.len(), |(i, _)| i);
    Span::new(start, start + width)
}

/// True for the language coded, and for texts too short to tell.
pub fn is_coded(language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    primary.eq_ignore_ascii_case(LANGUAGE) || primary.eq_ignore_ascii_case("und") || primary.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_tables_of_places_make_another_engine() {
        let mut engine = Engine::new(Codebook::default());
        let model = engine.info().model.unwrap();
        assert!(model.len() == 16 && model.bytes().all(|b| b.is_ascii_hexdigit()), "{model}");
        let table = "[[place]]\nname = \"Qarn\"\nfeature = \"town\"\nlat = 33.0\nlon = 44.0\n";
        engine.gazetteer = Gazetteer::embedded().with_tables(&[("places/own.toml", table)]).unwrap();
        assert_ne!(engine.info().model.unwrap(), model);
    }

    #[test]
    fn another_language_is_kept_and_said_to_be_uncoded() {
        let mut article = Article::new("a.txt", "Un coche bomba estalló en Qarn.\nMurieron dos soldados.");
        article.language = "es".to_owned();
        let report = Engine::new(Codebook::default()).read(&article, Options::default());
        assert!(report.incidents.is_empty());
        assert_eq!(report.article.body, article.body.as_str());
        assert_eq!(report.warnings[0].evidence[0].text, "Un coche bomba estalló en Qarn.");
        assert!(report.warnings[0].message.contains("'es'"));
    }
}
