//! One act told in two places of an article.
//!
//! Owns: joining what is reported of one act after its triggers were clustered: a later telling whose victim is only
//! pointed at ("the boy was shot in the kitchen") or is the same. In: clusters that are reported. Out: fewer of them.
//! Refuses: tellings that contradict each other, series, and acts against things.

use super::arguments::Role;
use super::assemble::Table;
use super::facts;
use super::merge::family;
use super::nominals::Nominal;
use super::profile::Filler;
use crate::text::Tag;

/// A cluster that is reported, with its probability.
pub(super) type Told = (Vec<usize>, f32);

/// A cluster with those it says were struck.
struct Telling {
    cluster: Vec<usize>,
    confidence: f32,
    victims: Vec<Filler>,
}

/// Joins later tellings to the act they tell again.
pub(super) fn tellings(table: &Table, clusters: Vec<Told>) -> Vec<Told> {
    let mut out: Vec<Telling> = Vec::new();
    for (cluster, confidence) in clusters {
        if table.scene.over() {
            break;
        }
        let victims = victims(table, &cluster);
        let new = Telling { cluster, confidence, victims };
        let mut fit = (0..out.len()).filter(|i| again(table, &out[*i], &new));
        // What may tell two acts again tells neither for certain.
        let only = fit.next().filter(|_| fit.next().is_none());
        match only.and_then(|i| out.get_mut(i)) {
            Some(known) => {
                known.cluster.extend(new.cluster);
                known.cluster.sort_unstable();
                known.confidence = known.confidence.max(confidence);
                known.victims = self::victims(table, &known.cluster);
            }
            None => out.push(new),
        }
    }
    out.into_iter().map(|t| (t.cluster, t.confidence)).collect()
}

/// True when the later cluster tells the act of the earlier one again.
fn again(table: &Table, first: &Telling, second: &Telling) -> bool {
    let (scene, facts) = (table.scene, table.facts);
    let (a, b) = (table.telling(&first.cluster), table.telling(&second.cluster));
    scene.step(a.len() * b.len());
    let arms = |t: &usize| family(scene.triggers[*t].kind) == "arms";
    let person =
        |t: &usize| !scene.triggers[*t].plural && (arms(t) || family(scene.triggers[*t].kind) == "any");
    let apart = |t: &usize| facts[*t].another || facts[*t].separate || scene.triggers[*t].background;
    if !a.iter().all(person) || !b.iter().all(person) || !a.iter().any(arms) || b.iter().any(apart) {
        return false;
    }
    if a.iter().any(|x| b.iter().any(|y| facts::contradict(scene, *x, *y, &facts[*x], &facts[*y]))) {
        return false;
    }
    let (old, new) = (&first.victims, &second.victims);
    if new.iter().any(|v| old.iter().any(|o| o.entity == v.entity)) {
        return true;
    }
    !old.is_empty() && new.iter().all(|v| pointed(table, &scene.nominals[v.nominal], old))
}

/// Those struck, without those whose office only speaks of it.
fn victims(table: &Table, cluster: &[usize]) -> Vec<Filler> {
    let scene = table.scene;
    let mut out = table.pool(cluster, Role::Victim, table.settings.victim);
    out.retain(|f| {
        let lemma = &scene.grammar.token(scene.nominals[f.nominal].head).lemma;
        table.somebody(f.nominal) && !scene.lexicon.words.authority(lemma)
    });
    out
}

/// "the boy", "he", "Hadid" after "Omar Hadid": somebody told before.
fn pointed(table: &Table, n: &Nominal, struck: &[Filler]) -> bool {
    let (scene, g) = (table.scene, &table.scene.grammar);
    if g.token(n.head).tag == Tag::Pron {
        return true;
    }
    if let Some(name) = &n.name {
        let last = name.end.checked_sub(1).map(|i| g.token(i).norm.as_str());
        return struck.iter().any(|f| {
            let known = scene.nominals[f.nominal].name.as_ref();
            known.and_then(|k| k.end.checked_sub(1)).map(|i| g.token(i).norm.as_str()) == last
        });
    }
    n.quantity.is_none() && n.base.clone().any(|i| matches!(g.token(i).norm.as_str(), "the" | "this"))
}
