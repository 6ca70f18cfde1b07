//! Weights of linking, from articles whose incident is known.
//!
//! Owns: logistic regression over the features of candidate pairs, and the choice of the joining threshold. In: gold lines
//! (`{"id", "incident"}`) and the reports of the same articles. Out: `weights.toml` and figures. Refuses: words of the
//! articles in what it writes.

use claimbook_link::{
    Features, NAMES, Number, Profile, Rulings, SET_BY_HAND, Settings, features, main_of, number, whole,
};
use claimbook_records::Report;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Steps of gradient descent, their length, and the pull towards zero.
const STEPS: usize = 1500;
const RATE: f32 = 1.0;
const DECAY: f32 = 2e-4;

/// Features that may only speak against; all others may only speak for.
const AGAINST: [&str; 9] = [
    "days_apart",
    "published_far",
    "place_apart",
    "place_near",
    "victims_apart",
    "doers_apart",
    "type_differs",
    "counts_apart",
    "background",
];

#[derive(Deserialize)]
struct Gold {
    id: String,
    incident: String,
}

/// An incident report and the gold incident of it, where it is the main one of its article.
pub type Told = (Profile, Option<String>);

/// Profiles of some reports, by number.
pub fn read(gold: &str, reports: &str) -> Result<Vec<Told>, String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (n, line) in gold.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let row: Gold = serde_json::from_str(line).map_err(|e| format!("gold, line {}: {e}", n + 1))?;
        known.insert(row.id, row.incident);
    }
    let mut told = Vec::new();
    for (n, line) in reports.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let report: Report =
            serde_json::from_str(line).map_err(|e| format!("reports, line {}: {e}", n + 1))?;
        let name = |i: usize| number(&format!("{} {i}", report.article.id)) as Number;
        let names: Vec<Number> = (0..report.incidents.len()).map(name).collect();
        let main = main_of(&report.incidents);
        for (i, profile) in Profile::of(&report, &names).into_iter().enumerate() {
            let incident = known.get(&report.article.input).filter(|_| Some(i) == main);
            told.push((profile, incident.cloned()));
        }
    }
    told.sort_by_key(|(profile, _)| profile.number);
    Ok(told)
}

/// Fits the weights; gives the file and the figures.
pub fn train(gold: &str, reports: &str) -> Result<(String, String), String> {
    let (profiles, truth): (Vec<Profile>, Vec<Option<String>>) = read(gold, reports)?.into_iter().unzip();
    let mut rows: Vec<(Features, bool)> = Vec::new();
    // All pairs, not only those that meet: what meets looks alike, and a day shared would seem to tell too much.
    let main: Vec<(&Profile, &String)> =
        profiles.iter().zip(&truth).filter_map(|(p, t)| Some((p, t.as_ref()?))).collect();
    for (n, (a, x)) in main.iter().enumerate() {
        rows.extend(main[n + 1..].iter().map(|(b, y)| (features(a, b), x == y)));
    }
    let (bias, weights) = fit(&rows);
    let settings = |join: f32| {
        let text = written(bias, join, &weights);
        Settings::parse(&text).map(|settings| (settings, text)).map_err(|e| e.to_string())
    };
    let mut log = String::new();
    let together = rows.iter().filter(|(_, same)| *same).count();
    let _ = writeln!(log, "{} pairs, {together} of them one incident; {} wanted", rows.len(), wanted(&truth));
    let mut best = (0.0, 0.0);
    for step in -2i32..=8 {
        let join = step as f32 * 0.25;
        let homes = whole(&profiles, &Rulings::default(), &settings(join)?.0).homes;
        let (p, r) = pairs(&homes, &truth);
        let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        let _ = writeln!(log, "join {join:.2}: pairs P {p:.3} R {r:.3} F {f:.3}");
        if f > best.0 {
            best = (f, join);
        }
    }
    Ok((settings(best.1)?.1, log))
}

fn fit(rows: &[(Features, bool)]) -> (f32, Vec<f32>) {
    let positive = rows.iter().filter(|(_, same)| *same).count().max(1) as f32;
    let fixed = |name: &str| SET_BY_HAND.iter().find(|(n, _)| *n == name).map(|(_, w)| *w);
    let mut bias = 0.0f32;
    let mut weights: Vec<f32> = NAMES.iter().map(|n| fixed(n).unwrap_or(0.0)).collect();
    for _ in 0..STEPS {
        let (mut slope, mut slopes) = (0.0f32, vec![0.0f32; NAMES.len()]);
        for (values, same) in rows {
            let odds = bias + weights.iter().zip(values).map(|(w, v)| w * v).sum::<f32>();
            let error = f32::from(u8::from(*same)) - 1.0 / (1.0 + (-odds).exp());
            slope += error;
            slopes.iter_mut().zip(values).for_each(|(s, v)| *s += error * v);
        }
        bias += RATE * slope / positive;
        for ((w, s), name) in weights.iter_mut().zip(&slopes).zip(NAMES) {
            if fixed(name).is_some() {
                continue;
            }
            *w += RATE * (s / positive - DECAY * *w);
            *w = if AGAINST.contains(&name) { w.min(0.0) } else { w.max(0.0) };
        }
    }
    (bias, weights)
}

/// Pairs of main accounts of one gold incident.
fn wanted(truth: &[Option<String>]) -> usize {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    truth.iter().flatten().for_each(|t| *sizes.entry(t).or_default() += 1);
    sizes.values().map(|n| n * (n - 1) / 2).sum()
}

/// Precision and recall of pairs of main accounts; homes stand in the order of the accounts.
fn pairs(homes: &[(Number, Number)], truth: &[Option<String>]) -> (f32, f32) {
    let mut clusters: BTreeMap<Number, Vec<&String>> = BTreeMap::new();
    for ((_, home), known) in homes.iter().zip(truth) {
        clusters.entry(*home).or_default().extend(known);
    }
    let (mut right, mut told) = (0usize, 0usize);
    for known in clusters.values() {
        for (i, a) in known.iter().enumerate() {
            told += known.len() - i - 1;
            right += known[i + 1..].iter().filter(|b| b == &a).count();
        }
    }
    let share = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f32 / of as f32 };
    (share(right, told), share(right, wanted(truth)))
}

fn written(bias: f32, join: f32, weights: &[f32]) -> String {
    let mut out = String::from(
        "# Made by `claimbook-train link`; docs/data/link.md says from what. Log odds per unit of each feature.\n\n",
    );
    let _ = writeln!(out, "version = \"3\"");
    let fixed = [("bias", bias), ("join", join), ("one_article", -0.5), ("same", 0.7), ("different", 0.1)];
    for (name, value) in fixed {
        let _ = writeln!(out, "{name} = {value:.3}");
    }
    let _ = writeln!(out, "\n[weights]");
    for (name, weight) in NAMES.iter().zip(weights) {
        let _ = writeln!(out, "{name} = {weight:.3}");
    }
    out
}
