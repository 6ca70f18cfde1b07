//! Training of the event room on the MUC-4 training articles.
//!
//! Owns: the order of training and what is stacked on what. In: the kit's `train.jsonl`. Out: the weights file
//! `event.bin` and figures on held-out articles. Refuses: the development and test articles.
//!
//! Order: (1) roles of phrases, fitted five times without a fifth of the articles and once on all; (2) merging of
//! triggers and (3) relevance of clusters, fitted on links scored by the model that has not seen the article.

mod examples;
mod fit;
mod labels;
mod muc;

use claimbook_extract::Engine;
use claimbook_extract::event::learn::Weights;
use claimbook_records::Codebook;
use examples::Fold;
use fit::{Example, Fitted, Settings, fit};
use std::fmt::Write;

const FOLDS: usize = 5;

const ARGUMENTS: Settings = Settings { classes: 8, bits: 16, epochs: 6, rate: 0.08, l2: 2e-6, at_least: 2 };
const MERGE: Settings = Settings { classes: 1, bits: 12, epochs: 8, rate: 0.05, l2: 1e-5, at_least: 3 };
const MENTIONS: Settings = Settings { classes: 1, bits: 12, epochs: 12, rate: 0.03, l2: 1e-3, at_least: 3 };

/// Trains on the text of `train.jsonl`; gives the weights file and a report of figures.
pub fn train(text: &str) -> Result<(Vec<u8>, String), String> {
    let keyed = muc::read(text)?;
    let engine = Engine::new(Codebook::builtin());
    let readings: Vec<_> = keyed.iter().map(|k| engine.find(&k.article)).collect();
    let scenes: Vec<_> = readings.iter().map(|r| engine.events.scene(r)).collect();
    let mut log = String::new();

    let pairs: Vec<Vec<Example>> = keyed.iter().zip(&scenes).map(|(k, s)| examples::pairs(k, s)).collect();
    let all: Vec<Example> = pairs.iter().flatten().cloned().collect();
    let _ = writeln!(log, "{} articles, {} pairs", keyed.len(), all.len());
    let mut folds = Vec::new();
    for held in 0..FOLDS {
        let part: Vec<Example> = pairs
            .iter()
            .enumerate()
            .filter(|(i, _)| i % FOLDS != held)
            .flat_map(|(_, p)| p.iter().cloned())
            .collect();
        folds.push(Fold(fit(&part, ARGUMENTS)));
    }
    let _ = write!(log, "{}", examples::role_figures(&pairs, &folds));

    let links: Vec<_> = scenes
        .iter()
        .enumerate()
        .map(|(i, s)| claimbook_extract::event::links(s, &folds[i % FOLDS]))
        .collect();
    let mut merging = Vec::new();
    for ((k, s), l) in keyed.iter().zip(&scenes).zip(&links) {
        merging.extend(examples::merges(k, s, l));
    }
    let merge = Fold(fit(&merging, MERGE));
    let _ = writeln!(log, "merge: {}", examples::accuracy(&merging, &merge.0));

    let mut mentions = Vec::new();
    for ((k, s), l) in keyed.iter().zip(&scenes).zip(&links) {
        mentions.push(examples::mentions(k, s, l, &merge, &engine.events));
    }
    let flat: Vec<Example> = mentions.iter().flatten().cloned().collect();
    let _ = write!(log, "{}", examples::mention_figures(&mentions, FOLDS, |part| fit(part, MENTIONS)));

    let arguments = fit(&all, ARGUMENTS);
    let relevance = fit(&flat, MENTIONS);
    let entry = |name: &'static str, f: &Fitted| (name, f.bias.clone(), f.weights.clone());
    let models = [entry("arguments", &arguments), entry("merge", &merge.0), entry("mentions", &relevance)];
    let borrowed: Vec<(&str, &[f32], &[f32])> =
        models.iter().map(|(n, b, w)| (*n, b.as_slice(), w.as_slice())).collect();
    Ok((Weights::write(&borrowed), log))
}
