//! Reports against press gold.
//!
//! Owns: pairing incidents and claims of reports with those of gold, and what the pairs are worth to somebody who
//! looks at a map. In: reports and gold as JSON lines. Out: figures, causes of what is wrong, differences of two runs.
//! Refuses: an engine; reports are made before.

pub mod agree;
pub mod causes;
pub mod claims;
pub mod compare;
pub mod counts;
pub mod figures;
pub mod gold;
pub mod ladder;
pub mod names;
pub mod pair;
pub mod pins;
pub mod reports;
#[cfg(test)]
mod sample;
pub mod tell;
pub mod written;

use crate::corpus::convert::InputArticle;
use crate::kits::{KitError, lines};
use counts::PressCounts;
use figures::Figures;
use gold::GoldArticle;
use pair::Paired;
use reports::PressReport;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Gold of several files, in their order.
pub fn read_gold(paths: &[PathBuf]) -> Result<Vec<GoldArticle>, KitError> {
    let mut gold = Vec::new();
    for path in paths {
        gold.extend(lines::<GoldArticle>(path)?);
    }
    Ok(gold)
}

/// Articles as `claimbook extract --input-format jsonl` reads them, by id.
pub fn read_articles(path: &Path) -> Result<BTreeMap<String, InputArticle>, KitError> {
    Ok(lines::<InputArticle>(path)?.into_iter().map(|a| (a.id.clone(), a)).collect())
}

/// Reports by the id of their article; of two with one id the later stands.
pub fn read_reports(path: &Path) -> Result<BTreeMap<String, PressReport>, KitError> {
    Ok(lines::<PressReport>(path)?.into_iter().map(|r| (r.article.input.clone(), r)).collect())
}

/// Every article that has a report, paired.
pub fn pair_all<'a>(gold: &'a [GoldArticle], reports: &'a BTreeMap<String, PressReport>) -> Vec<Paired<'a>> {
    gold.iter().filter_map(|g| reports.get(&g.id).map(|r| Paired::new(g, r))).collect()
}

/// The figures over all articles of gold; one without a report counts among the articles and as missing, nowhere else.
pub fn score(gold: &[GoldArticle], paired: &[Paired<'_>]) -> Figures {
    let mut counts =
        PressCounts { articles: gold.len(), missing: gold.len() - paired.len(), ..PressCounts::default() };
    for article in paired {
        counts.add(article);
    }
    Figures::new(counts)
}
