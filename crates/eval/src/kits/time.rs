//! The time kit: texts with their TIMEX3 expressions.
//!
//! Owns: the file format `{id, text, publication_date?, timexes: [{start, end, text, type, value}]}`, offsets in code
//! points. In: such a file. Out: a [`Run`]. Refuses: a creation date that is only a month or a year (it would be read
//! as a day).

use super::{Kind, KitError, Run, lines, name, read_all};
use crate::metrics::time::{Figures, Timex, score};
use claimbook_extract::{Article, Engine, Report};
use claimbook_records::report::MentionKind;
use claimbook_records::{Basis, Published};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct Document {
    id: String,
    text: String,
    #[serde(default)]
    publication_date: Option<String>,
    timexes: Vec<Timex>,
}

/// Runs the engine over a time kit.
pub fn run(engine: &Engine, path: &Path) -> Result<Run, KitError> {
    let documents: Vec<Document> = lines(path)?;
    let articles: Vec<Article> = documents.iter().map(article).collect();
    let (reports, seconds) = read_all(engine, &articles, true);
    let predicted: Vec<Vec<Timex>> = reports.iter().map(predictions).collect();
    let rows =
        documents.iter().zip(&predicted).map(|(d, p)| (d.id.as_str(), d.timexes.as_slice(), p.as_slice()));
    let (figures, items) = score(rows);
    Ok(Run {
        kind: Kind::Time,
        name: name(path),
        articles: articles.len(),
        seconds,
        metrics: shown(&figures),
        figures: serde_json::to_value(&figures).unwrap_or_default(),
        items,
    })
}

fn article(document: &Document) -> Article {
    let mut article = Article::new(document.id.as_str(), document.text.as_str());
    article.language = "en".to_owned();
    let day = document.publication_date.as_deref().filter(|d| d.len() >= 10);
    article.published = day.map(|d| Published { value: d.to_owned(), basis: Basis::Given });
    article.seal();
    article
}

/// The time mentions of a report as predictions.
pub fn predictions(report: &Report) -> Vec<Timex> {
    let mentions = report.mentions.iter().flatten().filter(|m| m.kind == MentionKind::Time);
    mentions
        .map(|m| Timex {
            start: m.start,
            end: m.end,
            text: m.text.clone(),
            kind: m
                .time
                .as_ref()
                .and_then(|t| serde_json::to_value(t.kind).ok()?.as_str().map(str::to_owned)),
            value: m.time.as_ref().map(|t| t.value.clone()),
        })
        .collect()
}

fn shown(figures: &Figures) -> BTreeMap<String, f64> {
    let mut shown = BTreeMap::new();
    for (name, share) in [("strict", figures.strict), ("relaxed", figures.relaxed), ("value", figures.value)]
    {
        shown.insert(format!("{name} F"), share.f1);
        shown.insert(format!("{name} P"), share.precision);
        shown.insert(format!("{name} R"), share.recall);
    }
    shown
}
