//! The place kit: texts with their toponyms and points.
//!
//! Owns: the file format `{id, text, date?, toponyms: [{start, end, text, lat?, lon?, country?, geonames_id?,
//! scored}]}`, offsets in code points. In: such a file. Out: a [`Run`]. Refuses: toponyms that are not to be scored.

use super::{Kind, KitError, Run, lines, name, read_all};
use crate::metrics::place::{Figures, Toponym, score};
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
    date: Option<String>,
    #[serde(default)]
    publication_date: Option<String>,
    toponyms: Vec<Toponym>,
}

/// Runs the engine over a place kit.
pub fn run(engine: &Engine, path: &Path, km: f64) -> Result<Run, KitError> {
    let documents: Vec<Document> = lines(path)?;
    let articles: Vec<Article> = documents.iter().map(article).collect();
    let (reports, seconds) = read_all(engine, &articles, true);
    let predicted: Vec<Vec<Toponym>> = reports.iter().map(predictions).collect();
    let rows =
        documents.iter().zip(&predicted).map(|(d, p)| (d.id.as_str(), d.toponyms.as_slice(), p.as_slice()));
    let (figures, items) = score(rows, km);
    Ok(Run {
        kind: Kind::Place,
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
    let day = document.date.as_ref().or(document.publication_date.as_ref()).filter(|d| !d.is_empty());
    article.published = day.map(|d| Published { value: d.clone(), basis: Basis::Given });
    article.seal();
    article
}

/// The place mentions of a report as predictions; an id counts where it is one of GeoNames.
pub fn predictions(report: &Report) -> Vec<Toponym> {
    let mentions = report.mentions.iter().flatten().filter(|m| m.kind == MentionKind::Place);
    mentions
        .map(|m| {
            let reading = m.place.as_ref();
            let point = reading.and_then(|r| r.lat.zip(r.lon));
            Toponym {
                start: m.start,
                end: m.end,
                text: m.text.clone(),
                lat: point.map(|p| p.0),
                lon: point.map(|p| p.1),
                country: reading.and_then(|r| r.country.clone()),
                geonames_id: reading
                    .and_then(|r| r.gazetteer_id.as_deref()?.strip_prefix("geonames:").map(str::to_owned)),
                scored: true,
            }
        })
        .collect()
}

fn shown(figures: &Figures) -> BTreeMap<String, f64> {
    let mut shown = BTreeMap::new();
    let shares = [("recognition", figures.recognition_overlap), ("end to end", figures.end_to_end_overlap)];
    for (name, share) in shares {
        shown.insert(format!("{name} F"), share.f1);
        shown.insert(format!("{name} P"), share.precision);
        shown.insert(format!("{name} R"), share.recall);
    }
    let points = figures.resolution_gold_spans;
    for (name, value) in [("acc_all", points.acc_all), ("acc_resolved", points.acc_resolved)] {
        shown.extend(value.map(|v| (name.to_owned(), v)));
    }
    shown
}
