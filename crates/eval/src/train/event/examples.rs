//! Training examples of the three scorers, and how well they are learned.
//!
//! Owns: turning labels into examples; figures on held-out articles. In: keyed articles and what the engine found. Out:
//! [`Example`]s, text. Refuses: fitting.

use super::fit::{Example, Fitted};
use super::labels::Labels;
use super::muc::KeyedArticle;
use claimbook_extract::event::arguments::{self, ArgumentScorer, Link, Role, RoleScores, Scene};
use claimbook_extract::event::learn::Bag;
use claimbook_extract::event::merge::{self, MergeScorer};
use claimbook_extract::event::{Finder, IncidentReport, draft, entities, profile, relevance};
use claimbook_records::report::{Stage, TargetClass};
use std::fmt::Write;

/// A fitted model in the place of an embedded one.
#[derive(Debug)]
pub(super) struct Fold(pub(super) Fitted);

impl ArgumentScorer for Fold {
    fn roles(&self, features: &Bag) -> RoleScores {
        let mut out = RoleScores::default();
        for (slot, p) in out.iter_mut().zip(self.0.probabilities(features.ids())) {
            *slot = p;
        }
        out
    }
}

impl MergeScorer for Fold {
    fn same(&self, features: &Bag) -> f32 {
        self.0.probabilities(features.ids())[1]
    }
}

/// Pairs of trigger and phrase with the role the key gives.
pub(super) fn pairs(keyed: &KeyedArticle, scene: &Scene) -> Vec<Example> {
    let entities = entities::group(scene);
    let labels = Labels::new(keyed, scene, &entities);
    let mut bag = Bag::default();
    arguments::pairs(&scene.triggers, &scene.nominals)
        .into_iter()
        .map(|(t, n)| {
            arguments::pair_features(scene, t, n, &mut bag);
            let fill = labels.class(n);
            Example {
                ids: bag.ids().to_vec(),
                class: fill.map_or(0, |f| f.role.index()),
                weight: if fill.is_some_and(|f| f.optional) { 0.5 } else { 1.0 },
            }
        })
        .collect()
}

/// Templates that a trigger tells: those its links reach most; in an article of one template, also by pointing back.
fn templates_of(
    keyed: &KeyedArticle,
    scene: &Scene,
    labels: &Labels,
    links: &[Link],
    t: usize,
) -> Vec<(usize, f32)> {
    let reach = labels.reach(scene, links, t, keyed.templates.len());
    let best = reach.iter().copied().fold(0.0f32, f32::max);
    if best < 0.5 {
        return Vec::new();
    }
    reach.iter().enumerate().filter(|(_, r)| **r >= best - 0.01).map(|(i, r)| (i, *r)).collect()
}

/// Pairs of triggers that tell the same template, or two.
pub(super) fn merges(keyed: &KeyedArticle, scene: &Scene, links: &[Link]) -> Vec<Example> {
    let entities = entities::group(scene);
    let labels = Labels::new(keyed, scene, &entities);
    let profiles = profile::gather(scene, links, &entities);
    let told: Vec<_> =
        (0..scene.triggers.len()).map(|t| templates_of(keyed, scene, &labels, links, t)).collect();
    let mut out = Vec::new();
    let mut bag = Bag::default();
    for b in 0..told.len() {
        for a in b.saturating_sub(12)..b {
            if told[a].is_empty() || told[b].is_empty() {
                continue;
            }
            let same = told[a].iter().any(|x| told[b].iter().any(|y| x.0 == y.0));
            merge::pair_features(scene, &profiles, a, b, &mut bag);
            // Articles of one template have no pairs apart; they count less.
            let weight = if keyed.templates.len() == 1 { 0.5 } else { 1.0 };
            out.push(Example { ids: bag.ids().to_vec(), class: usize::from(same), weight });
        }
    }
    out
}

/// Clusters with whether the key has a template for them. Clusters that the task's rules on country, age and military
/// targets exclude are left out: they say nothing about relevance elsewhere.
pub(super) fn mentions(
    keyed: &KeyedArticle,
    scene: &Scene,
    links: &[Link],
    merge: &Fold,
    finder: &Finder,
) -> Vec<Example> {
    if scene.triggers.is_empty() {
        return Vec::new();
    }
    let draft = draft(scene, links, merge, finder.settings().merge);
    let labels = Labels::new(keyed, scene, &draft.entities);
    let mut scores: Vec<(f32, usize, usize)> = Vec::new();
    for (c, cluster) in draft.clusters.iter().enumerate() {
        let mut sums = vec![0.0; keyed.templates.len()];
        for t in cluster {
            for (i, r) in labels.reach(scene, links, *t, keyed.templates.len()).into_iter().enumerate() {
                sums[i] += r;
            }
        }
        scores.extend(sums.into_iter().enumerate().filter(|(_, s)| *s >= 0.5).map(|(t, s)| (s, c, t)));
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut owner: Vec<Option<usize>> = vec![None; draft.clusters.len()];
    let mut taken = vec![false; keyed.templates.len()];
    for (_, c, t) in scores {
        if owner[c].is_none() && !taken[t] {
            owner[c] = Some(t);
            taken[t] = true;
        }
    }
    let reports = finder.all(&draft);
    let mut bag = Bag::default();
    let mut out = Vec::new();
    for (c, report) in reports.iter().enumerate() {
        if owner[c].is_none() && excluded(scene, report) {
            continue;
        }
        relevance::features(scene, &draft.profiles, &draft.facts, &draft.clusters, c, &mut bag);
        let optional = owner[c].is_some_and(|t| keyed.templates[t].optional);
        out.push(Example {
            ids: bag.ids().to_vec(),
            class: usize::from(owner[c].is_some()),
            weight: if optional { 0.4 } else { 1.0 },
        });
    }
    out
}

const NINE: [&str; 9] = ["SV", "GT", "HN", "AR", "BO", "CL", "CO", "EC", "PE"];

/// The rules of the task that a reader of other regions would not share.
fn excluded(scene: &Scene, report: &IncidentReport) -> bool {
    let countries: Vec<&str> = report
        .places
        .iter()
        .filter_map(|p| scene.reading.places[p.mention].reading.chosen()?.country.as_deref())
        .collect();
    let elsewhere = !countries.is_empty() && !countries.iter().any(|c| NINE.contains(c));
    let published: Option<jiff::civil::Date> =
        scene.reading.published.as_ref().and_then(|p| p.value.get(..10)).and_then(|d| d.parse().ok());
    let latest = report.date.as_ref().and_then(|d| d.window.latest);
    let old = match (published, latest) {
        (Some(p), Some(l)) => (p - l.date).get_days() > 62,
        _ => report.background,
    };
    let military = |k: &Option<String>, class: TargetClass| {
        let kinds: &[&str] = match class {
            TargetClass::Person => &["military", "police", "militant"],
            _ => &["military_base", "law_enforcement"],
        };
        k.as_deref().is_some_and(|k| kinds.contains(&k))
    };
    let targets = || report.targets.iter().filter(|t| t.class != TargetClass::Place);
    let fight = targets().count() > 0 && targets().all(|t| military(&t.kind, t.class));
    let vague = report.aggregate && targets().count() == 0;
    elsewhere || old || fight || vague || report.stage == Stage::Hypothetical
}

/// Precision and recall per role on held-out articles, phrase by phrase.
pub(super) fn role_figures(pairs: &[Vec<Example>], folds: &[Fold]) -> String {
    let mut counts = [[0u32; 3]; 8];
    for (i, article) in pairs.iter().enumerate() {
        for e in article {
            let p = folds[i % folds.len()].0.probabilities(&e.ids);
            let best = p.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |b| b.0);
            counts[e.class][2] += 1;
            counts[best][1] += 1;
            counts[best][0] += u32::from(best == e.class);
        }
    }
    let mut out = String::new();
    for role in &Role::ALL[1..] {
        let [hit, said, key] = counts[role.index()];
        let (p, r) = (f64::from(hit) / f64::from(said.max(1)), f64::from(hit) / f64::from(key.max(1)));
        let _ = writeln!(out, "{role:?}: P {:.1} R {:.1} ({key} in the key)", p * 100.0, r * 100.0);
    }
    out
}

/// Share of examples a yes-or-no model gets right, and share of yes.
pub(super) fn accuracy(examples: &[Example], model: &Fitted) -> String {
    let right = examples.iter().filter(|e| (model.probabilities(&e.ids)[1] >= 0.5) == (e.class == 1)).count();
    let yes = examples.iter().filter(|e| e.class == 1).count();
    let n = examples.len().max(1) as f64;
    format!(
        "{} pairs, {:.1} % yes, {:.1} % right",
        examples.len(),
        100.0 * yes as f64 / n,
        100.0 * right as f64 / n
    )
}

/// Precision and recall of relevance over thresholds, held out.
pub(super) fn mention_figures(
    articles: &[Vec<Example>],
    folds: usize,
    fit: impl Fn(&[Example]) -> Fitted,
) -> String {
    let mut scored: Vec<(f32, bool)> = Vec::new();
    for held in 0..folds {
        let part: Vec<Example> = articles
            .iter()
            .enumerate()
            .filter(|(i, _)| i % folds != held)
            .flat_map(|(_, a)| a.iter().cloned())
            .collect();
        let model = fit(&part);
        for (_, article) in articles.iter().enumerate().filter(|(i, _)| i % folds == held) {
            scored.extend(article.iter().map(|e| (model.probabilities(&e.ids)[1], e.class == 1)));
        }
    }
    let key = scored.iter().filter(|s| s.1).count();
    let mut out = format!("relevance: {} clusters, {key} in the key\n", scored.len());
    for threshold in [0.2, 0.3, 0.4, 0.5, 0.6, 0.7] {
        let said = scored.iter().filter(|s| s.0 >= threshold).count();
        let hit = scored.iter().filter(|s| s.0 >= threshold && s.1).count();
        let (p, r) = (hit as f64 / said.max(1) as f64, hit as f64 / key.max(1) as f64);
        let mean = {
            let near: Vec<_> = scored.iter().filter(|s| (s.0 - threshold).abs() < 0.05).collect();
            near.iter().filter(|s| s.1).count() as f64 / near.len().max(1) as f64
        };
        let _ = writeln!(
            out,
            "  at {threshold:.1}: P {:.1} R {:.1} F {:.1}; true share near it {:.2}",
            100.0 * p,
            100.0 * r,
            200.0 * p * r / (p + r).max(1e-9),
            mean
        );
    }
    out
}
