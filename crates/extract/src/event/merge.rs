//! Which triggers tell one incident.
//!
//! Owns: the features of a pair of triggers, the seam for scoring it, greedy clustering in order of the text. In:
//! triggers with their profiles and facts. Out: clusters of triggers. Refuses: joining an aggregate with a single act,
//! or acts whose facts contradict each other.

use super::arguments::{Role, Scene};
use super::facts::{self, Facts};
use super::learn::{Bag, bin};
use super::profile::{Profile, Relation, place, relate, window};
use claimbook_records::report::IncidentType;

/// The seam for learned or weighted evidence that two triggers tell one incident.
pub trait MergeScorer {
    /// Probability that they do.
    fn same(&self, features: &Bag) -> f32;
}

/// Coarse families of types: members of one family may be words for one act.
pub(super) fn family(kind: IncidentType) -> &'static str {
    match kind {
        IncidentType::Bombing => "bomb",
        IncidentType::Kidnapping | IncidentType::Hijacking => "kidnap",
        IncidentType::Arson => "fire",
        IncidentType::Robbery => "rob",
        IncidentType::ForcedWorkStoppage => "stop",
        IncidentType::Other => "any",
        IncidentType::InterceptionOnly
        | IncidentType::DroneAttack
        | IncidentType::RocketMissileAttack
        | IncidentType::Airstrike
        | IncidentType::Shelling => "remote",
        IncidentType::ArmedAssault | IncidentType::Assassination => "arms",
        IncidentType::Sabotage => "sabotage",
    }
}

/// Fills `bag` with the features of two triggers, the earlier one first.
pub fn pair_features(scene: &Scene, profiles: &[Profile], a: usize, b: usize, bag: &mut Bag) {
    bag.clear();
    let (x, y) = (&scene.triggers[a], &scene.triggers[b]);
    let (p, q) = (&profiles[a], &profiles[b]);
    let mut kinds = [family(x.kind), family(y.kind)];
    let equal = x.kind == y.kind;
    kinds.sort_unstable();
    let apart = y.sentence - x.sentence;
    let distance = bin(apart);
    bag.add(1, &[]);
    bag.add(2, &[kinds[0], kinds[1]]);
    bag.flag(3, equal);
    bag.add(4, &[distance]);
    bag.add(5, &[distance, kinds[0], kinds[1]]);
    let lemma = |t: usize| scene.grammar.token(scene.triggers[t].head).lemma.as_str();
    bag.flag(6, lemma(a) == lemma(b));
    bag.add(7, &[yes(y.definite), yes(q.bare()), yes(equal)]);
    bag.add(8, &[yes(x.plural), yes(y.plural)]);
    bag.add(9, &[yes(x.stage == y.stage)]);
    bag.add(10, &[yes(x.background), yes(y.background)]);
    bag.add(11, &[yes(x.verb), yes(y.verb), distance]);
    let between = b - a - 1;
    bag.add(12, &[bin(between)]);
    if apart == 0 {
        let path = scene.grammar.path(x.head, y.head, 4);
        let first = path.as_ref().and_then(|p| p.first()).map(|s| (s.up, format!("{:?}", s.dep)));
        let last = path.as_ref().and_then(|p| p.last()).map(|s| (s.up, format!("{:?}", s.dep)));
        let word =
            |s: &Option<(bool, String)>| s.as_ref().map_or("-".to_owned(), |(up, d)| format!("{up}{d}"));
        let steps = path.as_ref().map_or("far", |p| bin(p.len()));
        bag.add(13, &[&word(&first), &word(&last), steps]);
        bag.add(14, &[steps, kinds[0], kinds[1]]);
    }
    let mut agreeing = 0;
    let mut against = 0;
    for (template, role, least) in [
        (20, Role::Victim, 0.3),
        (21, Role::Object, 0.3),
        (22, Role::Perpetrator, 0.3),
        (23, Role::Organisation, 0.3),
        (24, Role::Weapon, 0.3),
    ] {
        let state = overlap(p, q, role, least);
        bag.add(template, &[state]);
        bag.add(template + 10, &[state, yes(equal), yes(y.definite)]);
        match state {
            "shared" => agreeing += 1,
            "apart" => against += 1,
            _ => {}
        }
    }
    let places = places(scene, p, q);
    bag.add(25, &[places]);
    let times = times(scene, p, q);
    bag.add(26, &[times]);
    bag.add(27, &[places, times]);
    bag.add(28, &[places, times, overlap(p, q, Role::Victim, 0.3), overlap(p, q, Role::Object, 0.3)]);
    bag.add(40, &[bin(agreeing), bin(against), places, times]);
    bag.add(41, &[bin(agreeing), distance]);
    let aims = aims(scene, a, b);
    bag.add(44, &[aims]);
    bag.add(45, &[aims, places, times]);
    bag.add(46, &[aims, distance, yes(y.definite)]);
    // The whole article has one act of this kind, by its own words.
    let rivals = scene.rivals(y.kind);
    bag.add(42, &[bin(rivals), yes(equal)]);
    bag.add(43, &[bin(scene.triggers.len())]);
}

fn yes(b: bool) -> &'static str {
    if b { "y" } else { "n" }
}

/// Whether grammar gives both triggers a target or place, and whether these are the same.
fn aims(scene: &Scene, a: usize, b: usize) -> &'static str {
    let (one, two) = (scene.aims(a), scene.aims(b));
    scene.step(one.len() + two.len());
    match (one.is_empty(), two.is_empty()) {
        (true, true) => "none",
        (true, false) => "second",
        (false, true) => "first",
        _ if one.iter().any(|w| two.binary_search(w).is_ok()) => "shared",
        _ => "apart",
    }
}

fn overlap(p: &Profile, q: &Profile, role: Role, least: f32) -> &'static str {
    let one: Vec<usize> = p.of(role, least).map(|f| f.entity).collect();
    let mut two = q.of(role, least).map(|f| f.entity).peekable();
    match (one.is_empty(), two.peek().is_none()) {
        (true, true) => "none",
        (true, false) => "second",
        (false, true) => "first",
        _ if two.any(|e| one.contains(&e)) => "shared",
        _ => "apart",
    }
}

fn places(scene: &Scene, p: &Profile, q: &Profile) -> &'static str {
    let of =
        |p: &Profile| p.of(Role::Place, 0.35).filter_map(|f| place(scene, f.nominal)).collect::<Vec<_>>();
    let (one, two) = (of(p), of(q));
    if one.is_empty() || two.is_empty() {
        return if one.is_empty() && two.is_empty() { "none" } else { "half" };
    }
    let relations = one.iter().flat_map(|a| two.iter().map(|b| relate(scene, *a, *b)));
    let mut best = "apart";
    for relation in relations {
        match relation {
            Relation::Same => return "same",
            Relation::Nested => best = "nested",
            Relation::Apart => {}
        }
    }
    best
}

fn times(scene: &Scene, p: &Profile, q: &Profile) -> &'static str {
    let of = |p: &Profile| p.of(Role::Time, 0.35).filter_map(|f| window(scene, f)).next();
    match (of(p), of(q)) {
        (None, None) => "none",
        (Some(a), Some(b)) => {
            let day = |i: Option<crate::time::Instant>| i.map(|i| i.date);
            if day(a.earliest) == day(b.earliest) && day(a.latest) == day(b.latest) {
                return "same";
            }
            let before = |x: Option<crate::time::Instant>, y: Option<crate::time::Instant>| matches!((day(x), day(y)), (Some(x), Some(y)) if x < y);
            if before(a.latest, b.earliest) || before(b.latest, a.earliest) { "apart" } else { "overlap" }
        }
        _ => "half",
    }
}

/// What acts whose facts agree are given beside the learned probability.
const AGREEING: f32 = 0.15;

/// What words that must point back are given towards the act they point to.
const ONLY: f32 = 0.3;

/// Steps of weighing a pair.
const PAIR: usize = 64;

/// Clusters of triggers, each in order of position, in order of their first trigger.
pub fn cluster(
    scene: &Scene,
    profiles: &[Profile],
    facts: &[Facts],
    scorer: &dyn MergeScorer,
    threshold: f32,
) -> Vec<Vec<usize>> {
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut bag = Bag::default();
    for t in 0..scene.triggers.len() {
        if scene.over() {
            break;
        }
        let mut best: Option<(f32, usize)> = None;
        let only = only(scene, facts, &clusters, t);
        for (c, cluster) in clusters.iter().enumerate() {
            if !joinable(scene, facts, cluster, t) {
                continue;
            }
            // The members told last and the first one speak for the cluster.
            let speakers = cluster.iter().take(1).chain(cluster.iter().skip(1).rev().take(3));
            scene.step(PAIR);
            let (mut sum, mut n, mut top) = (0.0, 0.0, 0.0f32);
            for member in speakers {
                pair_features(scene, profiles, *member, t, &mut bag);
                let p = scorer.same(&bag);
                sum += p;
                n += 1.0;
                top = top.max(p);
            }
            let agree = cluster.iter().any(|m| facts::agree(scene, *m, t, &facts[*m], &facts[t]));
            let retold = retold(scene, facts, cluster, t);
            let score = 0.5 * (sum / n)
                + 0.5 * top
                + if agree { AGREEING } else { 0.0 }
                + if only == Some(c) || retold { ONLY } else { 0.0 };
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, c));
            }
        }
        match best {
            Some((score, c)) if score >= threshold => clusters[c].push(t),
            _ => clusters.push(vec![t]),
        }
    }
    share(scene, facts, &mut clusters);
    clusters
}

/// The cluster that a bare "the attack" must mean, because no other told before it fits.
fn only(scene: &Scene, facts: &[Facts], clusters: &[Vec<usize>], t: usize) -> Option<usize> {
    let trigger = &scene.triggers[t];
    if trigger.heading || trigger.plural || !facts::points_back(trigger, &facts[t]) {
        return None;
    }
    let mut fit = (0..clusters.len()).filter(|c| {
        let kind = |m: usize| {
            trigger.kind == IncidentType::Other || family(scene.triggers[m].kind) == family(trigger.kind)
        };
        joinable(scene, facts, &clusters[*c], t) && clusters[*c].iter().any(|m| kind(*m))
    });
    fit.next().filter(|_| fit.next().is_none())
}

/// "the two attacks" after two single acts points back to both of them.
fn share(scene: &Scene, facts: &[Facts], clusters: &mut Vec<Vec<usize>>) {
    // "the two bases": as many things struck as acts.
    let counted = |t: usize| {
        let aims = facts[t].aims.iter().filter(|n| definite(scene, scene.nominals[**n].base.clone()));
        let quantity = |n: &usize| scene.nominals[*n].quantity.and_then(|q| scene.reading.quantities.get(q));
        aims.filter_map(quantity).map(|q| q.count).next()
    };
    let points = |t: usize| {
        let trigger = &scene.triggers[t];
        let f = &facts[t];
        let bare = f.aims.is_empty() && f.places.is_empty() && f.window.is_none();
        trigger.definite && trigger.plural && (bare || counted(t).is_some())
    };
    let single = |c: &[usize]| {
        c.iter().any(|m| !scene.triggers[*m].plural && !scene.triggers[*m].heading && !points(*m))
    };
    for t in (0..scene.triggers.len()).filter(|t| points(*t)) {
        let told = scene.triggers[t].count.filter(|c| c.max.is_some()).or_else(|| counted(t));
        let wanted = told.and_then(|c| c.max).filter(|n| *n == 2 || *n == 3);
        let Some(wanted) = wanted.map(|n| n as usize) else { continue };
        let before: Vec<usize> = (0..clusters.len())
            .filter(|c| clusters[*c].first().is_some_and(|m| *m < t) && single(&clusters[*c]))
            .collect();
        if before.len() < wanted {
            continue;
        }
        for cluster in clusters.iter_mut() {
            cluster.retain(|m| *m != t);
        }
        for c in &before[before.len() - wanted..] {
            let at = clusters[*c].partition_point(|m| *m < t);
            clusters[*c].insert(at, t);
        }
    }
    clusters.retain(|c| !c.is_empty());
}

fn definite(scene: &Scene, words: std::ops::Range<usize>) -> bool {
    words
        .into_iter()
        .any(|i| matches!(scene.grammar.token(i).norm.as_str(), "the" | "both" | "these" | "those"))
}

/// Whether a trigger tells some member of a cluster again.
fn retold(scene: &Scene, facts: &[Facts], cluster: &[usize], t: usize) -> bool {
    cluster.iter().any(|m| facts::retold(scene, *m, t, &facts[*m], &facts[t]))
}

/// Several acts told as one never join a single act (coding guide 2.3), nor do acts that contradict each other; words
/// that point back may join any.
fn joinable(scene: &Scene, facts: &[Facts], cluster: &[usize], t: usize) -> bool {
    let points_back = |t: usize| facts::points_back(&scene.triggers[t], &facts[t]);
    let number = cluster
        .iter()
        .all(|m| scene.triggers[*m].plural == scene.triggers[t].plural || points_back(*m) || points_back(t));
    // One of several places that a member struck, told again, does not contradict what is told of another.
    let against = if retold(scene, facts, cluster, t) { facts::differ } else { facts::contradict };
    scene.step(cluster.len());
    number && !cluster.iter().any(|m| against(scene, *m, t, &facts[*m], &facts[t]))
}
