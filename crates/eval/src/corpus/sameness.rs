//! Pairs of groups of tellings, for fitting when two are one incident.
//!
//! Owns: which act of the record a group tells. In: a document and the engine's pairs. Out: labelled features. Refuses: groups that tell no
//! act of the record.

use super::Document;
use super::convert::article;
use claimbook_extract::Engine;
use claimbook_extract::incident::sameness::Pair;
use claimbook_records::article::{Basis, Published};
use claimbook_records::{Article, Span};
use serde::Serialize;

/// One pair of groups.
#[derive(Debug, Clone, Serialize)]
pub struct Labelled {
    pub id: String,
    /// True when both tell one act.
    pub same: bool,
    pub features: Vec<f32>,
}

/// The pairs of one document.
pub fn pairs(engine: &Engine, document: &Document) -> Vec<Labelled> {
    let (input, shift) = read(document);
    let found = engine.sameness_pairs(&input);
    found.iter().filter_map(|pair| label(document, &input, shift, pair)).collect()
}

/// The article, and how many characters of the document stand before its body.
pub(super) fn read(document: &Document) -> (Article, usize) {
    let form = article(document);
    let shift = document.body.chars().count() - form.body.chars().count();
    let mut input = Article::new(form.id, form.body);
    input.headline = form.headline;
    input.published = form.published.map(|value| Published { value, basis: Basis::Metadata });
    input.language = "en".to_owned();
    (input, shift)
}

fn label(document: &Document, input: &Article, shift: usize, pair: &Pair) -> Option<Labelled> {
    let act = |spans: &[Span]| {
        let mut votes = vec![0_usize; document.acts.len()];
        for span in spans {
            let at = |byte: usize| input.body.code_point(byte) + shift;
            let (from, to) = (at(span.start()), at(span.end()));
            for (i, act) in document.acts.iter().enumerate() {
                let told = |t: &super::document::Telling| t.trigger.start < to && from < t.trigger.end;
                votes[i] += usize::from(act.tellings.iter().any(told));
            }
        }
        (0..votes.len()).max_by_key(|i| (votes[*i], usize::MAX - i)).filter(|i| votes[*i] > 0)
    };
    let same = act(&pair.earlier)? == act(&pair.later)?;
    Some(Labelled { id: document.id.clone(), same, features: pair.features.to_vec() })
}
