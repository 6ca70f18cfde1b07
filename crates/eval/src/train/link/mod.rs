//! Weights of linking, from articles whose incidents are known.
//!
//! Owns: which pairs the weights are fitted on, how much each counts, and the choice of the joining threshold. In: sets of gold and reports
//! of the same articles. Out: `weights.toml` and figures. Refuses: words of the articles in what it writes.

mod figures;
mod fit;
mod read;

use claimbook_link::{FEATURES, Features, Settings, features};
use fit::Row;
pub use read::{Set, read};
use std::fmt::Write;

/// What all pairs of different stories count beside all that are one incident, as they are and where the day of one has been moved to that of
/// the other. They are many and easy; moved, they show that a day alone is no agreement, since so few incidents share a day by chance.
const FAR: f32 = 2.5;
const MOVED: f32 = 0.5;

/// Probabilities from which a pair is judged the same, and up to which it is judged different.
const SAME: f32 = 0.7;
const DIFFERENT: f32 = 0.1;

/// Bounds of what two reports of one article are to each other.
const BOUND: f32 = 5.0;

/// Fits the weights on sets, each with what its pairs count together, and chooses the threshold on those kept apart; gives the file and the figures.
pub fn train(learned: &[(Set, f32)], kept: &[Set]) -> Result<(String, String), String> {
    let mut log = String::new();
    let mut rows = Vec::new();
    for (set, weight) in learned {
        let own = rows_of(set, *weight);
        let same = own.iter().filter(|r| r.same).count();
        let _ = writeln!(log, "{}: {} pairs learned from, {same} of them one incident", set.name, own.len());
        rows.extend(own);
    }
    let (bias, weights) = fit::fit(&rows);
    let one_article = one_article(learned);
    let settings = |join: f32| {
        let text = written(bias, join, one_article, &weights);
        Settings::parse(&text).map(|settings| (settings, text)).map_err(|e| e.to_string())
    };
    let mut best = (f32::MIN, 0.0);
    for step in 0..=6 {
        let join = step as f32 * 0.25;
        let settings = settings(join)?.0;
        let all: Vec<figures::Pairs> = kept.iter().map(|set| figures::pairs(set, &settings)).collect();
        let mean = all.iter().map(figures::Pairs::careful).sum::<f32>() / all.len().max(1) as f32;
        let each: Vec<String> = kept.iter().zip(&all).map(|(set, p)| format!("{} {p}", set.name)).collect();
        let _ = writeln!(log, "join {join:5.2}: {mean:.3}  {}", each.join("; "));
        if mean > best.0 {
            best = (mean, join);
        }
    }
    let (settings, text) = settings(best.1)?;
    for set in learned.iter().map(|(set, _)| set).chain(kept) {
        let _ = writeln!(log, "\n{}: {}", set.name, figures::pairs(set, &settings));
        let _ = write!(log, "{}", figures::Reliability::of([set], &settings));
    }
    let _ = write!(log, "\nall that was kept apart\n{}", figures::Reliability::of(kept, &settings));
    Ok((text, log))
}

/// How two accounts that are not known to be moved stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Same,
    /// Two incidents of one story.
    Near,
    Far,
    Moved,
}

/// Pairs of one set. All, not only those that meet: what meets looks alike, and a day shared would seem to tell too much.
fn rows_of(set: &Set, weight: f32) -> Vec<Row> {
    let known: Vec<_> = set.told.iter().filter_map(|t| Some((t, t.incident.as_ref()?))).collect();
    let mut rows: Vec<(Features, Kind)> = Vec::new();
    for (n, (a, x)) in known.iter().enumerate() {
        for (b, y) in &known[n + 1..] {
            let (p, q) = (&a.profile, &b.profile);
            if p.article == q.article || p.aggregate != q.aggregate {
                continue;
            }
            let kind = match () {
                () if x == y => Kind::Same,
                () if set.story(x) == set.story(y) => Kind::Near,
                () => Kind::Far,
            };
            rows.push((features(p, q), kind));
            if let Some(moved) = b.on_the_day_of(a).filter(|_| kind == Kind::Far) {
                rows.push((features(p, &moved), Kind::Moved));
            }
        }
    }
    let of = |kind: Kind| rows.iter().filter(|(_, k)| *k == kind).count().max(1) as f32;
    let (same, far, moved) = (of(Kind::Same), of(Kind::Far), of(Kind::Moved));
    let count = |kind: Kind| match kind {
        Kind::Same | Kind::Near => weight / same,
        Kind::Far => weight * FAR / far,
        Kind::Moved => weight * MOVED / moved,
    };
    rows.iter().map(|(values, kind)| Row::new(values, *kind == Kind::Same, count(*kind))).collect()
}

/// Log odds that two incidents of one report are one: how often the reader told an act twice.
fn one_article(learned: &[(Set, f32)]) -> f32 {
    let (twice, pairs) =
        learned.iter().fold((0.5, 1.0), |(t, p), (set, _)| (t + set.twice as f32, p + set.beside as f32));
    (twice / (pairs - twice)).ln().clamp(-BOUND, BOUND)
}

fn written(bias: f32, join: f32, one_article: f32, weights: &[f32]) -> String {
    let mut out = String::from(
        "# Made by `claimbook-train link`; docs/data/link.md says from what. Log odds per unit of each feature.\n\n",
    );
    let _ = writeln!(out, "version = \"4\"");
    let fixed = [
        ("bias", bias),
        ("join", join),
        ("one_article", one_article),
        ("same", SAME),
        ("different", DIFFERENT),
    ];
    for (name, value) in fixed {
        let _ = writeln!(out, "{name} = {value:.3}");
    }
    let _ = writeln!(out, "\n[weights]");
    for ((name, _), weight) in FEATURES.iter().zip(weights) {
        let _ = writeln!(out, "{name} = {weight:.3}");
    }
    out
}
