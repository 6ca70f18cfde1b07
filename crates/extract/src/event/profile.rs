//! What each trigger's own sentence says about its act, gathered from the scored links.
//!
//! Owns: which phrase belongs to which trigger. In: a [`Scene`] and its [`Link`]s. Out: one [`Profile`] per trigger.
//! Refuses: joining triggers.

use super::arguments::{Link, Role, Scene, class};
use super::facts::{Doer, Facts};
use super::nominals::Denotes;
use crate::text::{Form, Tag};
use crate::time::{TimeMention, Window};
use claimbook_records::report::{ActorKind, Level};

/// A phrase in a role of one act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Filler {
    pub nominal: usize,
    pub entity: usize,
    pub role: Role,
    /// Probability of the role.
    pub score: f32,
}

/// What is known of one trigger.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Best first.
    pub fillers: Vec<Filler>,
}

/// Below this probability a link says nothing.
const LEAST: f32 = 0.15;

/// Profiles of all triggers. A phrase is given to each trigger it was weighed for with its most likely role.
pub fn gather(scene: &Scene, links: &[Link], entities: &[usize]) -> Vec<Profile> {
    let mut out = vec![Profile::default(); scene.triggers.len()];
    for link in links {
        for role in &Role::ALL[1..] {
            let score = link.scores[role.index()];
            if score >= LEAST {
                out[link.trigger].fillers.push(Filler {
                    nominal: link.nominal,
                    entity: entities[link.nominal],
                    role: *role,
                    score,
                });
            }
        }
    }
    for profile in &mut out {
        profile.fillers.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.nominal.cmp(&b.nominal)));
    }
    out
}

/// The profiles with what grammar says outright: where grammar and the learned evidence point the same way, the phrase
/// counts at least [`TOLD`]; an armed group by name needs no other evidence than grammar.
pub fn told(scene: &Scene, profiles: &[Profile], facts: &[Facts], entities: &[usize]) -> Vec<Profile> {
    let mut profiles = profiles.to_vec();
    for (t, facts) in facts.iter().enumerate() {
        if !facts.doers.is_empty() {
            let teller = teller(scene, scene.triggers[t].head);
            let does = |n: usize| facts.doers.iter().any(|d| is(scene, *d, n));
            let sentence = scene.triggers[t].sentence;
            profiles[t].fillers.retain(|f| {
                let doer = matches!(f.role, Role::Perpetrator | Role::Organisation);
                let n = &scene.nominals[f.nominal];
                !doer
                    || does(f.nominal)
                    || Some(n.head) != teller && n.sentence == sentence && f.score >= TOLD
            });
        }
        // "Police are investigating a shooting": who comes afterwards did it only where grammar says so.
        profiles[t].fillers.retain(|f| {
            let head = scene.nominals[f.nominal].head;
            !matches!(f.role, Role::Perpetrator | Role::Organisation)
                || !scene.lexicon.words.authority(&scene.grammar.token(head).lemma)
                || facts.doers.iter().any(|d| is(scene, *d, f.nominal))
        });
        // "…, police said": who tells it is not struck by it.
        profiles[t].fillers.retain(|f| {
            !matches!(f.role, Role::Victim | Role::Object) || !tells(scene, scene.nominals[f.nominal].head)
        });
        for doer in &facts.doers {
            let Some(nominal) = doer.nominal(scene, scene.triggers[t].sentence) else { continue };
            let armed = scene.nominals[nominal].perpetrator.is_some();
            let role = match class(scene, &scene.nominals[nominal]) {
                "group" | "military" => Role::Organisation,
                _ if armed || scene.nominals[nominal].member.is_some() => Role::Perpetrator,
                _ => continue,
            };
            let weighed = |f: &Filler| matches!(f.role, Role::Perpetrator | Role::Organisation);
            let member = scene.nominals[nominal].member.and_then(|m| scene.reading.cast.members.get(m));
            let group = member.is_some_and(|m| {
                !m.collective && matches!(m.kind, ActorKind::ArmedGroup | ActorKind::Umbrella)
            });
            let by = scene.grammar.preposition(scene.nominals[nominal].head) == Some("by");
            let power = member.is_some_and(|m| matches!(m.kind, ActorKind::State | ActorKind::Military));
            if group
                || by && power && !scene.triggers[t].weak
                || armed && !scene.triggers[t].weak
                || profiles[t].fillers.iter().any(|f| f.nominal == nominal && weighed(f))
            {
                profiles[t].raise(nominal, entities[nominal], role);
            }
        }
        for weapon in &facts.weapons {
            profiles[t].raise(*weapon, entities[*weapon], Role::Weapon);
        }
        for aim in &facts.aims {
            let n = &scene.nominals[*aim];
            let role = match n.denotes {
                Denotes::Object(_) => Role::Object,
                Denotes::Person(_) => Role::Victim,
                _ => continue,
            };
            let done = !facts.doers.is_empty() || !facts.weapons.is_empty();
            let strong = !scene.triggers[t].weak && done;
            if strong || profiles[t].fillers.iter().any(|f| f.nominal == *aim && f.role == role) {
                profiles[t].raise(*aim, entities[*aim], role);
            }
        }
    }
    profiles
}

/// "police said": a verb of saying right behind a phrase.
fn tells(scene: &Scene, head: usize) -> bool {
    let next = scene.reading.text.tokens.get(head + 1).filter(|t| t.tag == Tag::Verb && t.form == Form::Past);
    next.is_some_and(|t| t.lemma == "say" || t.lemma == "tell" || t.lemma == "report")
}

/// Who says, in the tree, that the act was done: "the government accused the rebels of firing".
pub(super) fn teller(scene: &Scene, act: usize) -> Option<usize> {
    let text = &scene.reading.text;
    let mut above = text.climb(act).skip(1);
    let verb = above.find(|v| scene.lexicon.words.saying(&scene.grammar.token(*v).lemma))?;
    text.agent(verb)
}

fn is(scene: &Scene, doer: Doer, nominal: usize) -> bool {
    match doer {
        Doer::Phrase(n) => n == nominal,
        Doer::Member(m) => scene.nominals[nominal].member == Some(m),
    }
}

/// Probability of a role that grammar says outright.
const TOLD: f32 = 0.5;

impl Profile {
    fn raise(&mut self, nominal: usize, entity: usize, role: Role) {
        let known = self.fillers.iter_mut().find(|f| f.nominal == nominal && f.role == role);
        match known {
            Some(f) => f.score = f.score.max(TOLD),
            None => self.fillers.push(Filler { nominal, entity, role, score: TOLD }),
        }
        self.fillers.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.nominal.cmp(&b.nominal)));
    }

    /// Fillers of a role above a probability.
    pub fn of(&self, role: Role, least: f32) -> impl Iterator<Item = &Filler> {
        self.fillers.iter().filter(move |f| f.role == role && f.score >= least)
    }

    /// True when somebody or something struck is told.
    pub fn has_target(&self, least: f32) -> bool {
        self.of(Role::Victim, least).next().is_some() || self.of(Role::Object, least).next().is_some()
    }

    /// True when nothing but the trigger itself is told.
    pub fn bare(&self) -> bool {
        self.fillers.iter().all(|f| f.score < 0.4)
    }
}

/// Window of the time mention that a filler is.
pub fn window(scene: &Scene, filler: &Filler) -> Option<Window> {
    time(scene, filler).and_then(|t| t.window)
}

/// The time mention that a filler is.
pub fn time<'a>(scene: &'a Scene, filler: &Filler) -> Option<&'a TimeMention> {
    scene.reading.time_at(scene.grammar.token(scene.nominals[filler.nominal].head).span)
}

/// Index in [`crate::engine::Reading::places`] of the place that a filler is.
pub fn place(scene: &Scene, nominal: usize) -> Option<usize> {
    let token = scene.grammar.token(scene.nominals[nominal].head);
    scene.reading.places_over(token.span).next()
}

/// How two places stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Same,
    /// One holds the other, or may.
    Nested,
    Apart,
}

/// Compares two place mentions by what they mean.
pub fn relate(scene: &Scene, a: usize, b: usize) -> Relation {
    scene.step(1);
    let (x, y) = (&scene.reading.places[a], &scene.reading.places[b]);
    let (Some(p), Some(q)) = (x.reading.chosen(), y.reading.chosen()) else {
        let body = scene.reading.body();
        let same = x.span.of(body).eq_ignore_ascii_case(y.span.of(body));
        return if same { Relation::Same } else { Relation::Apart };
    };
    if p.id == q.id {
        return Relation::Same;
    }
    if p.country != q.country {
        return Relation::Apart;
    }
    let wide = |l: Level| matches!(l, Level::Country | Level::Region);
    let holds = |a: &crate::place::Candidate, b: &crate::place::Candidate| {
        a.level == Level::Country || (a.level == Level::Region && b.admin1.as_ref() == Some(&a.name))
    };
    match (wide(p.level), wide(q.level)) {
        (true, false) if holds(p, q) => Relation::Nested,
        (false, true) if holds(q, p) => Relation::Nested,
        (true, true) if p.level == Level::Country || q.level == Level::Country => Relation::Nested,
        (false, false) if p.level != q.level && near(p.lat, p.lon, q.lat, q.lon) => Relation::Nested,
        _ => Relation::Apart,
    }
}

/// Within about 40 km.
fn near(lat: f64, lon: f64, other_lat: f64, other_lon: f64) -> bool {
    let y = (lat - other_lat) * 111.0;
    let x = (lon - other_lon) * 111.0 * lat.to_radians().cos();
    x * x + y * y < 40.0 * 40.0
}
