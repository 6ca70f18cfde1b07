//! Work on one article is bounded: counted in steps, so that it is the same on every machine.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

mod shapes;

use claimbook_extract::annotation::{
    ActMention, AnnotateError, Annotations, Annotator, AnnotatorId, Argument, Role, Same, SpeechMention,
};
use claimbook_extract::engine::Reading;
use claimbook_extract::work::{Limit, TELLINGS, TEXT};
use claimbook_extract::{Article, Engine, Options};
use claimbook_records::report::{IncidentType, PerpetratorBasis, SpeechAct, Stage};
use claimbook_records::{Basis, Codebook, Published, Span};
use std::sync::{Arc, LazyLock};

/// How fast steps may grow with the text: twice the text, 2^1.2 times the steps.
const EXPONENT: f64 = 1.2;
/// The shortest text of a shape; the longest is eight times as long.
const SHORTEST: usize = 16_000;

static RULES: LazyLock<Engine> = LazyLock::new(|| Engine::new(Codebook::builtin()));
static MARKED: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Codebook::builtin()).with_annotator(Arc::new(EveryWord)));

fn article(body: &str) -> Article {
    let mut article = Article::new("shape", body);
    article.language = "en".to_owned();
    article.published = Some(Published { value: "2024-05-03".to_owned(), basis: Basis::Given });
    article.seal();
    article
}

/// Marks as much as can be marked: each word of violence tells an act, those around it play every part in it, each act may be
/// the one before, each word of saying is said by the word before it.
#[derive(Debug)]
struct EveryWord;

impl Annotator for EveryWord {
    fn id(&self) -> AnnotatorId {
        AnnotatorId { name: "every word".to_owned(), hash: "0".to_owned() }
    }

    fn annotate(&self, reading: &Reading) -> Result<Annotations, AnnotateError> {
        let mut out = Annotations::default();
        let tokens = &reading.text.tokens;
        for (i, token) in tokens.iter().enumerate() {
            let lemma = token.lemma.as_str();
            let beside = |n: usize| tokens.get(n).map(|t| t.span);
            if matches!(lemma, "kill" | "attack" | "bomb" | "shoot" | "wound" | "explode" | "killing") {
                let act = out.acts.len();
                out.acts.push(ActMention {
                    trigger: token.span,
                    kinds: vec![(IncidentType::Bombing, 1.0)],
                    stages: vec![(Stage::Accomplished, 1.0)],
                    background: 0.1,
                    aggregate: 0.1,
                    score: 0.9,
                });
                for (role, at) in [
                    (Role::Perpetrator, i.checked_sub(1)),
                    (Role::Target, Some(i + 2)),
                    (Role::Killed, Some(i + 2)),
                    (Role::Place, Some(i + 4)),
                    (Role::Time, Some(i + 5)),
                ] {
                    let Some(span) = at.and_then(beside) else { continue };
                    let basis = vec![(PerpetratorBasis::ReportedAsFact, 1.0)];
                    out.arguments.push(Argument { act, span, role, basis, score: 0.9 });
                }
                // As an annotator would that looks at every pair.
                let earlier = act.saturating_sub(TELLINGS)..act;
                out.same.extend(earlier.map(|earlier| Same { earlier, later: act, score: 0.3 }));
            }
            if matches!(lemma, "say" | "claim" | "confirm") {
                out.speech.push(SpeechMention {
                    cue: token.span,
                    speaker: i.checked_sub(1).and_then(beside),
                    via: Vec::new(),
                    when: None,
                    acts: vec![(SpeechAct::Reports, 0.9)],
                    about: out.acts.len().checked_sub(1).map(|a| (a, 0.9)).into_iter().collect(),
                    score: 0.9,
                });
            }
        }
        Ok(out.checked(reading.body()))
    }
}

/// Shapes whose steps grow too fast, with their steps.
fn steep<'a>(engine: &Engine, shapes: impl Iterator<Item = &'a shapes::Shape>) -> Vec<String> {
    let mut out = Vec::new();
    for shape in shapes {
        let steps = [1, 8].map(|n| engine.steps(&article(&shapes::text(shape, n * SHORTEST))));
        let exponent = (steps[1] as f64 / steps[0] as f64).ln() / 8f64.ln();
        if exponent > EXPONENT {
            out.push(format!("{}: exponent {exponent:.2}, steps {steps:?}", shape.0));
        }
    }
    out
}

#[test]
fn steps_of_the_rules_grow_with_the_text() {
    let steep = steep(&RULES, shapes::ALL.iter());
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}

#[test]
fn steps_of_resolving_marked_words_grow_with_the_text() {
    // Shapes in which anything is marked.
    let told = ["kill", "attack", "bomb", "shot", "said"];
    let telling = |shape: &&shapes::Shape| told.iter().any(|w| shapes::text(shape, 2_000).contains(w));
    let steep = steep(&MARKED, shapes::ALL.iter().filter(telling));
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}

/// The messages of a report that tell of limits.
fn limits(engine: &Engine, body: &str) -> Vec<String> {
    let report = engine.read(&article(body), Options::default());
    assert_eq!(report.article.body, body, "the text is kept whole");
    let told = report.warnings.iter().map(|w| (w.message.clone(), w.evidence.len()));
    let limits = told.filter(|(m, _)| Limit::told(m));
    limits
        .map(|(message, evidence)| {
            assert_eq!(evidence, 1, "{message}");
            message
        })
        .collect()
}

#[test]
fn an_ordinary_article_meets_no_limit() {
    let shape = shapes::ALL.iter().find(|s| s.0 == "plain news").unwrap();
    assert!(limits(&RULES, &shapes::text(shape, 20_000)).is_empty());
}

#[test]
fn what_is_told_beyond_the_most_tellings_is_said_not_to_be_coded() {
    for engine in [&*RULES, &*MARKED] {
        let body = "A bomb killed two guards in Kabul on Monday.\n".repeat(TELLINGS * 2);
        assert_eq!(limits(engine, &body), [Limit::Tellings.message()]);
    }
}

#[test]
fn what_stands_behind_the_longest_text_is_kept_and_said_not_to_be_coded() {
    let mut body = "The mayor opened a bridge over the river and spoke for an hour.\n".repeat(TEXT / 64 + 1);
    body.push_str("A bomb killed two guards in Kabul on Monday.\n");
    assert_eq!(limits(&RULES, &body), [Limit::Text.message()]);
    let report = RULES.read(&article(&body), Options { mentions: true });
    let end = report.mentions.unwrap().iter().map(|m| m.end).max().unwrap_or(0);
    assert!(end <= TEXT, "{end}");
}

#[test]
fn a_sentence_without_end_is_cut_where_it_pauses() {
    let body = "the rebels of the hills fired at the guards of the port, ".repeat(400);
    let reading = article(&body);
    let text = RULES.find(&reading).text;
    assert!(text.sentences.len() > 10);
    for sentence in &text.sentences[..text.sentences.len() - 1] {
        assert!(sentence.tokens.len() <= 256 && sentence.span.of(&body).ends_with(','), "{sentence:?}");
    }
}

#[test]
fn an_annotator_that_reads_no_further_is_told() {
    #[derive(Debug)]
    struct Beginning;
    impl Annotator for Beginning {
        fn id(&self) -> AnnotatorId {
            AnnotatorId { name: "beginning".to_owned(), hash: "0".to_owned() }
        }
        fn annotate(&self, _: &Reading) -> Result<Annotations, AnnotateError> {
            Ok(Annotations { until: Some(12), ..Annotations::default() })
        }
    }
    let engine = Engine::new(Codebook::builtin()).with_annotator(Arc::new(Beginning));
    let body = "A bomb fell. Two guards died.";
    let report = engine.read(&article(body), Options::default());
    assert_eq!(report.warnings[0].message, Limit::Annotator.message());
    assert_eq!(report.warnings[0].evidence[0].text, "Two guards died.");
    assert_eq!(report.warnings[0].evidence[0].start, Span::new(13, 14).start());
}
