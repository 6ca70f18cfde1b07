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

/// Joins later tellings to the act they tell again.
pub(super) fn tellings(table: &Table, clusters: Vec<Told>) -> Vec<Told> {
    let mut out: Vec<Told> = Vec::new();
    for (cluster, confidence) in clusters {
        let mut fit =
            (0..out.len()).filter(|i| out.get(*i).is_some_and(|known| again(table, &known.0, &cluster)));
        // What may tell two acts again tells neither for certain.
        let only = fit.next().filter(|_| fit.next().is_none());
        match only.and_then(|i| out.get_mut(i)) {
            Some((known, sure)) => {
                known.extend(cluster);
                known.sort_unstable();
                *sure = sure.max(confidence);
            }
            None => out.push((cluster, confidence)),
        }
    }
    out
}

/// True when the later cluster tells the act of the earlier one again.
fn again(table: &Table, first: &[usize], second: &[usize]) -> bool {
    let (scene, facts) = (table.scene, table.facts);
    let (a, b) = (table.telling(first), table.telling(second));
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
    let (old, new) = (victims(table, first), victims(table, second));
    if new.iter().any(|v| old.iter().any(|o| o.entity == v.entity)) {
        return true;
    }
    !old.is_empty() && new.iter().all(|v| pointed(table, &scene.nominals[v.nominal], first))
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
fn pointed(table: &Table, n: &Nominal, first: &[usize]) -> bool {
    let (scene, g) = (table.scene, &table.scene.grammar);
    if g.token(n.head).tag == Tag::Pron {
        return true;
    }
    if let Some(name) = &n.name {
        let last = name.end.checked_sub(1).map(|i| g.token(i).norm.as_str());
        return victims(table, first).iter().any(|f| {
            let known = scene.nominals[f.nominal].name.as_ref();
            known.and_then(|k| k.end.checked_sub(1)).map(|i| g.token(i).norm.as_str()) == last
        });
    }
    n.quantity.is_none() && n.base.clone().any(|i| matches!(g.token(i).norm.as_str(), "the" | "this"))
}
