//! Weights of linking, from articles whose incident is known.
//!
//! Owns: logistic regression over the features of candidate pairs, and the choice of the joining threshold. In: gold lines
//! (`{"id", "incident"}`) and the reports of the same articles. Out: `weights.toml` and figures. Refuses: words of the
//! articles in what it writes.

use claimbook_link::{
    Account, Collection, Features, NAMES, SET_BY_HAND, Settings, candidates, features, link, originals,
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

/// Accounts of some reports, in order of their ids, and the gold incident of each main one.
pub fn read(gold: &str, reports: &str) -> Result<(Vec<Account>, Vec<Option<String>>), String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (n, line) in gold.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let row: Gold = serde_json::from_str(line).map_err(|e| format!("gold, line {}: {e}", n + 1))?;
        known.insert(row.id, row.incident);
    }
    let mut accounts = Vec::new();
    for (n, line) in reports.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let report: Report =
            serde_json::from_str(line).map_err(|e| format!("reports, line {}: {e}", n + 1))?;
        let names: Vec<String> = report.incidents.iter().map(|i| i.id.clone()).collect();
        accounts.extend(Account::of(&report, &names));
    }
    accounts.sort_by(|a, b| a.id.cmp(&b.id));
    let truth = accounts.iter().map(|a| known.get(&a.input).filter(|_| a.main).cloned()).collect();
    Ok((accounts, truth))
}

/// Fits the weights; gives the file and the figures.
pub fn train(gold: &str, reports: &str) -> Result<(String, String), String> {
    let (accounts, truth) = read(gold, reports)?;
    let collection = Collection::of(&accounts);
    let originals = originals(&accounts);
    let mut rows: Vec<(Features, bool)> = Vec::new();
    for (a, b) in candidates(&accounts, &collection) {
        if let (Some(x), Some(y)) = (&truth[a], &truth[b]) {
            let copy = originals[a] == originals[b];
            rows.push((features(&accounts[a], &accounts[b], (a, b), &collection, copy), x == y));
        }
    }
    let (bias, weights) = fit(&rows);
    let mut settings = Settings {
        version: "1".to_owned(),
        bias,
        weights: NAMES.iter().map(|n| (*n).to_owned()).zip(weights).collect(),
        join: 0.0,
        one_article: -0.5,
        same: 0.7,
        different: 0.1,
    };
    let mut log = String::new();
    let together = rows.iter().filter(|(_, same)| *same).count();
    let _ = writeln!(
        log,
        "{} candidate pairs, {together} of them one incident; {} wanted",
        rows.len(),
        wanted(&truth)
    );
    let mut best = (0.0, 0.0);
    for step in 0..=8 {
        settings.join = step as f32 * 0.25;
        let (p, r) = pairs(&link(&accounts, &settings).incidents, &truth);
        let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        let _ = writeln!(log, "join {:.2}: pairs P {p:.3} R {r:.3} F {f:.3}", settings.join);
        if f > best.0 {
            best = (f, settings.join);
        }
    }
    settings.join = best.1;
    Ok((written(&settings), log))
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

/// Precision and recall of pairs of main accounts.
fn pairs(clusters: &[Vec<usize>], truth: &[Option<String>]) -> (f32, f32) {
    let (mut right, mut told) = (0usize, 0usize);
    for cluster in clusters {
        let known: Vec<&String> = cluster.iter().filter_map(|m| truth[*m].as_ref()).collect();
        for (i, a) in known.iter().enumerate() {
            told += known.len() - i - 1;
            right += known[i + 1..].iter().filter(|b| b == &a).count();
        }
    }
    let share = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f32 / of as f32 };
    (share(right, told), share(right, wanted(truth)))
}

fn written(settings: &Settings) -> String {
    let mut out = String::from(
        "# Made by `claimbook-train link`; docs/data/link.md says from what. Log odds per unit of each feature.\n\n",
    );
    let _ = writeln!(out, "version = \"{}\"", settings.version);
    for (name, value) in [
        ("bias", settings.bias),
        ("join", settings.join),
        ("one_article", settings.one_article),
        ("same", settings.same),
        ("different", settings.different),
    ] {
        let _ = writeln!(out, "{name} = {value:.3}");
    }
    let _ = writeln!(out, "\n[weights]");
    for name in NAMES {
        let _ = writeln!(out, "{name} = {:.3}", settings.weights[name]);
    }
    out
}
