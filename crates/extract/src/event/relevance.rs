//! Whether a cluster of triggers reports a specific incident.
//!
//! Owns: the features of a cluster and the seam for scoring it. In: a cluster with its profiles. Out: a [`Bag`].
//! Refuses: to look at who or where: a report from anywhere is judged alike.

use super::arguments::{Role, Scene, class};
use super::date::published;
use super::facts::Facts;
use super::learn::{Bag, bin};
use super::profile::{Profile, window};
use claimbook_records::report::Stage;

/// The seam for learned or weighted evidence that a cluster reports an incident.
pub trait MentionScorer {
    /// Calibrated probability.
    fn relevance(&self, features: &Bag) -> f32;
}

/// Fills `bag` with the features of one cluster among `clusters`.
pub fn features(
    scene: &Scene,
    profiles: &[Profile],
    facts: &[Facts],
    clusters: &[Vec<usize>],
    at: usize,
    bag: &mut Bag,
) {
    bag.clear();
    let cluster = &clusters[at];
    let sentences = scene.reading.text.sentences.len().max(1);
    bag.add(1, &[]);
    bag.amount(2, cluster.len());
    let first = &scene.triggers[cluster[0]];
    let place = match first.sentence {
        0 | 1 => "lead",
        s if s < 4 => "top",
        s if s * 2 < sentences => "early",
        _ => "late",
    };
    bag.add(3, &[place]);
    let mut kinds: Vec<&str> = cluster.iter().map(|t| scene.triggers[*t].kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let strong = cluster.iter().any(|t| !scene.triggers[*t].weak);
    for kind in &kinds {
        bag.add(4, &[kind]);
        bag.add(5, &[kind, place]);
    }
    bag.add(6, &[yes(strong), bin(cluster.len())]);
    let mut lemmas: Vec<&str> = Vec::new();
    for t in cluster {
        let tr = &scene.triggers[*t];
        let lemma = scene.grammar.token(tr.head).lemma.as_str();
        if !lemmas.contains(&lemma) {
            lemmas.push(lemma);
            bag.add(7, &[lemma, yes(tr.verb)]);
        }
    }
    let any = |f: &dyn Fn(usize) -> bool| cluster.iter().any(|t| f(*t));
    let all = |f: &dyn Fn(usize) -> bool| cluster.iter().all(|t| f(*t));
    bag.add(8, &[yes(all(&|t| scene.triggers[t].plural)), yes(any(&|t| scene.triggers[t].plural))]);
    bag.add(9, &[yes(all(&|t| scene.triggers[t].negated)), yes(any(&|t| scene.triggers[t].negated))]);
    bag.add(10, &[yes(all(&|t| scene.triggers[t].definite))]);
    bag.add(11, &[yes(any(&|t| scene.triggers[t].verb))]);
    bag.add(12, &[yes(any(&|t| !scene.triggers[t].heading))]);
    for stage in Stage::ALL {
        bag.flag(100 + *stage as u16, any(&|t| scene.triggers[t].stage == *stage));
        bag.flag(110 + *stage as u16, all(&|t| scene.triggers[t].stage == *stage));
    }
    roles(scene, profiles, cluster, place, bag);
    telling(scene, cluster, bag);
    grammar(facts, cluster, place, bag);
    let rest = clusters.len() - 1;
    bag.amount(60, rest);
    let larger = clusters.iter().filter(|c| c.len() > cluster.len()).count();
    bag.add(61, &[bin(larger), bin(cluster.len())]);
    let before = clusters[..at].iter().filter(|c| c.len() > 1).count();
    bag.amount(62, before);
    bag.amount(63, scene.triggers.len() * 20 / sentences);
}

fn roles(scene: &Scene, profiles: &[Profile], cluster: &[usize], place: &str, bag: &mut Bag) {
    let mut told = String::new();
    for (role, letter) in [
        (Role::Perpetrator, 'p'),
        (Role::Organisation, 'o'),
        (Role::Object, 't'),
        (Role::Victim, 'v'),
        (Role::Weapon, 'w'),
        (Role::Place, 'l'),
        (Role::Time, 'd'),
    ] {
        let mut entities: Vec<usize> = Vec::new();
        let mut best = 0.0f32;
        for filler in cluster.iter().flat_map(|t| profiles[*t].of(role, 0.15)) {
            best = best.max(filler.score);
            if filler.score >= 0.4 && !entities.contains(&filler.entity) {
                entities.push(filler.entity);
                let n = &scene.nominals[filler.nominal];
                if matches!(role, Role::Object | Role::Victim | Role::Weapon | Role::Perpetrator) {
                    bag.add(20 + role as u16, &[class(scene, n)]);
                }
            }
        }
        let level = if best >= 0.8 {
            "4"
        } else if best >= 0.6 {
            "3"
        } else if best >= 0.4 {
            "2"
        } else if best > 0.0 {
            "1"
        } else {
            "0"
        };
        bag.add(30 + role as u16, &[level]);
        bag.add(40 + role as u16, &[bin(entities.len())]);
        if best >= 0.5 {
            told.push(letter);
        }
    }
    let targets = told.contains('t') || told.contains('v');
    bag.add(50, &[&told]);
    bag.add(51, &[&told, place]);
    bag.add(52, &[yes(targets), place]);
    let when = cluster.iter().flat_map(|t| profiles[*t].of(Role::Time, 0.4)).find_map(|f| window(scene, f));
    let age = when.and_then(|w| w.latest).zip(published(scene)).map(|(w, p)| (p - w.date).get_days());
    let age = match age {
        None => "none",
        Some(d) if d < 0 => "future",
        Some(0..=1) => "now",
        Some(2..=7) => "week",
        Some(8..=31) => "month",
        Some(32..=62) => "two",
        Some(_) => "old",
    };
    bag.add(53, &[age]);
    bag.add(54, &[age, place]);
}

/// What grammar alone says of the act.
fn grammar(facts: &[Facts], cluster: &[usize], place: &str, bag: &mut Bag) {
    let any = |f: &dyn Fn(&Facts) -> bool| yes(cluster.iter().any(|t| f(&facts[*t])));
    let (who, whom) = (any(&|f| !f.doers.is_empty()), any(&|f| !f.aims.is_empty()));
    let (site, when) = (any(&|f| !f.places.is_empty()), any(&|f| f.window.is_some()));
    bag.add(64, &[who, whom, site, when]);
    bag.add(65, &[who, whom, place]);
    bag.add(66, &[site, when, place]);
}

/// Cues and grammar of the telling sentences.
fn telling(scene: &Scene, cluster: &[usize], bag: &mut Bag) {
    let g = &scene.grammar;
    for (i, t) in cluster.iter().enumerate() {
        let tr = &scene.triggers[*t];
        let sentence = g.sentence(tr.head);
        for (cue, at) in scene.marks.cues_in(sentence) {
            let near = at.start.abs_diff(tr.head) < 8;
            bag.add(70, &[&format!("{cue:?}"), yes(near)]);
            if i == 0 {
                bag.add(71, &[&format!("{cue:?}")]);
            }
        }
        if i > 3 {
            break;
        }
        let token = g.token(tr.head);
        bag.add(72, &[&format!("{:?}", token.dep), yes(tr.verb)]);
        bag.add(73, &[&format!("{:?}", token.form), yes(g.passive(tr.head))]);
        let (up, dep) = g.governor(tr.head);
        if let Some(up) = up
            && g.token(up).tag != crate::text::Tag::Propn
        {
            bag.add(74, &[g.token(up).lemma.as_str(), &format!("{dep:?}")]);
        }
        for c in g.children(tr.head) {
            let child = g.token(c);
            if matches!(
                child.dep,
                crate::text::Dep::Aux
                    | crate::text::Dep::Mark
                    | crate::text::Dep::Det
                    | crate::text::Dep::Amod
            ) {
                bag.add(75, &[child.lemma.as_str()]);
            }
        }
        bag.flag(76, scene.reading.text.is_quoted(tr.head));
    }
}

fn yes(b: bool) -> &'static str {
    if b { "y" } else { "n" }
}
