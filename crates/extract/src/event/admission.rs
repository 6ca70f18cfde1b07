//! Which clusters of triggers are reported, beside what is learned.
//!
//! Owns: the rules of the coding guide (1.1, 1.5, 1.6, 1.7) that need no weights: what is told outright is reported, what
//! says neither who nor where nor when is not. In: a cluster with its facts. Out: an [`Admission`]. Refuses: anything in
//! between (see [`super::relevance`]).

use super::arguments::{Role, Scene, class};
use super::facts::{Doer, Facts};
use super::lexicon::Cue;
use super::motives;
use super::profile::Profile;
use super::setting::{self, Setting};
use claimbook_records::report::{ActorKind, Stage};

/// What the rules say of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Told outright: by whom and against whom or where, as done, tried or claimed.
    Told,
    /// No incident whatever the words around it.
    Refused,
    /// For the learned evidence to decide.
    Open,
}

/// Probability from which a learned role counts as told.
const LIKELY: f32 = 0.4;

/// Judges a cluster.
pub fn admit(
    scene: &Scene,
    setting: &Setting,
    profiles: &[Profile],
    facts: &[Facts],
    cluster: &[usize],
) -> Admission {
    let telling: Vec<usize> = cluster.iter().copied().filter(|t| !scene.triggers[*t].heading).collect();
    let ahead = |t: &usize| matches!(scene.triggers[*t].stage, Stage::Planned | Stage::Threatened);
    let vague = |t: &usize| {
        let trigger = &scene.triggers[*t];
        let f = &facts[*t];
        let counted = trigger.count.is_some_and(|c| c.min.unwrap_or(0) > 2);
        let set = f.doers.is_empty() && f.places.is_empty() && f.window.is_none();
        trigger.plural && !counted && set && !profiles[*t].has_target(0.5)
    };
    // "The speech bombed": neither who nor whom nor where, by grammar or by what is learned, and nothing it was done with.
    let empty = |t: &usize| {
        let f = &facts[*t];
        let silent = f.doers.is_empty() && f.aims.is_empty() && f.places.is_empty() && f.weapons.is_empty();
        let roles =
            [Role::Perpetrator, Role::Organisation, Role::Victim, Role::Object, Role::Place, Role::Weapon];
        // "walked up and shot him".
        let somebody = |i: usize| matches!(scene.grammar.token(i).norm.as_str(), "him" | "her" | "them");
        let whom = || scene.reading.text.patient(scene.triggers[*t].head).is_some_and(somebody);
        // "Police are investigating a fatal shooting".
        let over = || scene.grammar.head(scene.triggers[*t].head);
        let police = |i: usize| scene.lexicon.words.authority(&scene.grammar.token(i).lemma);
        let inquired = || over().and_then(|v| scene.reading.text.agent(v)).is_some_and(police);
        silent && !whom() && !inquired() && roles.iter().all(|r| profiles[*t].of(*r, LIKELY).next().is_none())
    };
    // What the headline says of the act it may fill in; it opens none by itself.
    let headline = || cluster.iter().filter(|t| scene.triggers[**t].heading);
    let bare = telling.iter().all(empty) && headline().all(empty);
    if telling.is_empty() || telling.iter().all(vague) || bare {
        return Admission::Refused;
    }
    // Accidents, illness and everyday crime have the same verbs: an act needs a sign of armed violence, near it where
    // its word alone says little.
    let near = |t: &usize| setting.has(scene.triggers[*t].sentence);
    let weak = |t: &usize| scene.triggers[*t].weak;
    let fought = |t: &usize| facts[*t].doers.iter().any(|d| armed(scene, *d) && fights(scene, *d));
    let signed = telling
        .iter()
        .any(|t| near(t) || fought(t) || !weak(t) && public_victim(scene, &profiles[*t], &facts[*t]));
    // "Toddler killed in shooting", and the text speaks of the death.
    let announced = || headline().any(|t| near(t) && !weak(t));
    if !signed && (!setting.armed() || telling.iter().all(weak) && !announced()) {
        return Admission::Refused;
    }
    if telling.iter().all(ahead) {
        let some = |f: &dyn Fn(&Facts) -> bool| telling.iter().any(|t| f(&facts[*t]));
        let whole = some(&|f| !f.doers.is_empty()) && some(&|f| !f.aims.is_empty());
        return if whole { Admission::Open } else { Admission::Refused };
    }
    if telling.iter().any(|t| !ahead(t) && outright(scene, &facts[*t], *t)) {
        return Admission::Told;
    }
    Admission::Open
}

/// A judge, a journalist, a candidate: who is struck for the public role needs no other sign.
fn public_victim(scene: &Scene, profile: &Profile, facts: &Facts) -> bool {
    profile.of(Role::Victim, LIKELY).any(|f| {
        let n = &scene.nominals[f.nominal];
        let told = n.description.clone().into_iter().flatten().chain(n.core.clone());
        let public = |i: usize| {
            scene.marks.targets[i].as_ref().is_some_and(|(t, _)| {
                scene.lexicon.words.public(&scene.lexicon.targets[usize::from(*t)].kind)
            })
        };
        facts.aims.contains(&f.nominal) && told.into_iter().any(public)
    })
}

fn outright(scene: &Scene, facts: &Facts, t: usize) -> bool {
    let trigger = &scene.triggers[t];
    let doers = facts.doers.iter().any(|d| armed(scene, *d));
    let against = !facts.aims.is_empty() || !facts.places.is_empty() && !trigger.weak;
    let sentence = scene.grammar.sentence(trigger.head);
    let beside = |of: &dyn Fn(Cue) -> bool| scene.marks.cues_in(sentence.clone()).any(|(cue, _)| of(*cue));
    let court = beside(&|cue| cue == Cue::Court);
    let otherwise = beside(&|cue| {
        matches!(
            cue,
            Cue::Fiction
                | Cue::Sport
                | Cue::Business
                | Cue::Health
                | Cue::Exercise
                | Cue::Capability
                | Cue::Metaphor
                | Cue::Anniversary
                | Cue::Trend
                | Cue::Opinion
                | Cue::Hypothetical
        )
    });
    // "in retaliation for the assassination of their commander": a reason is told as a fact.
    let named = facts.aims.iter().any(|n| scene.nominals[*n].name.is_some());
    let reason = motives::is_reason(&scene.grammar, &scene.marks, trigger.head) && (doers || named);
    // "were attacked at least 160 times since October".
    let series = trigger.verb && trigger.count.is_some_and(|c| c.min.unwrap_or(0) > 2) && against;
    // "A rocket landed near the gas field in the east on Monday": how, where and on what day.
    let day = facts.window.is_some_and(|(w, _)| {
        w.earliest.zip(w.latest).is_some_and(|(a, b)| (b.date - a.date).get_days() <= 1)
    });
    let how = !trigger.weak || !facts.weapons.is_empty();
    let dated = trigger.verb && how && day && !facts.places.is_empty();
    // "is accused of shooting her brother on the night of Dec. 7": a charge that says how, whom and on what day.
    let means = scene.lexicon.triggers[trigger.entry].trigger.weapon.is_some();
    let charged = court && trigger.verb && !trigger.weak && means && day && !facts.aims.is_empty();
    (!court && (doers && against || reason || series || dated) || charged) && !trigger.negated && !otherwise
}

/// Narrower than [`armed`]: "police" and "a man" do not tell an attack from a crime.
fn fights(scene: &Scene, doer: Doer) -> bool {
    match doer {
        Doer::Member(m) => scene
            .reading
            .cast
            .members
            .get(m)
            .is_some_and(|m| m.kind != ActorKind::Military || m.register_id.is_some()),
        Doer::Phrase(n) => setting::band(scene, scene.nominals[n].head),
    }
}

/// Groups, forces and states, by name or by a word for those who fight.
fn armed(scene: &Scene, doer: Doer) -> bool {
    match doer {
        Doer::Member(m) => scene.reading.cast.members.get(m).is_some_and(|m| {
            matches!(
                m.kind,
                ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Military | ActorKind::State
            )
        }),
        Doer::Phrase(n) => class(scene, &scene.nominals[n]).starts_with("doer"),
    }
}
