//! What grammar alone says of each trigger's act: who, whom, where, when.
//!
//! Owns: the facts of a trigger's own clause and whether two triggers contradict each other. In: a [`Scene`] with its
//! entities. Out: one [`Facts`] per trigger. Refuses: probabilities (see [`super::profile`]) and guesses from other
//! sentences.

use super::arguments::{Expected, Scene, class, expected};
use super::nearby::{Governed, governed};
use super::nominals::{Denotes, Nominal};
use super::profile::{Relation, place, relate};
use super::triggers::TriggerMention;
use crate::actor::Naming;
use crate::text::{Dep, Tag};
use crate::time::{TimeMention, Window};
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, IncidentType, PerpetratorCategory, Precision, Stage};
use rustc_hash::FxHashSet;

/// The facts of one trigger.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Who does it.
    pub doers: Vec<Doer>,
    /// Nominals that are struck or aimed at.
    pub aims: Vec<usize>,
    /// Nominals that it is done with.
    pub weapons: Vec<usize>,
    /// Where: indices in [`crate::engine::Reading::places`].
    pub places: Vec<usize>,
    /// When, and the words that say it.
    pub window: Option<(Window, Span)>,
    /// "another attack", "a second base": not the one told before.
    pub another: bool,
    /// "In a separate incident, …": nothing told in earlier sentences.
    pub separate: bool,
}

/// Who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doer {
    /// A member of the cast.
    Member(usize),
    /// A phrase that the cast does not know, by its nominal.
    Phrase(usize),
}

impl Doer {
    /// The phrase of a sentence that names the doer.
    pub(super) fn nominal(self, scene: &Scene, sentence: usize) -> Option<usize> {
        match self {
            Doer::Phrase(n) => Some(n),
            Doer::Member(m) => {
                let mut own = scene.nominals_in(sentence);
                own.find(|n| scene.nominals[*n].member == Some(m))
            }
        }
    }
}

impl Facts {
    /// True when nothing but the act itself is told.
    pub fn bare(&self) -> bool {
        self.doers.is_empty() && self.aims.is_empty() && self.places.is_empty() && self.window.is_none()
    }
}

/// Facts of all triggers.
pub fn gather(scene: &Scene) -> Vec<Facts> {
    (0..scene.triggers.len()).map(|t| facts(scene, t)).collect()
}

fn facts(scene: &Scene, t: usize) -> Facts {
    let g = &scene.grammar;
    let trigger = &scene.triggers[t];
    let mut out = Facts::default();
    let marked = |i: usize| numbered(scene, i);
    let carrier = g.head(trigger.head).filter(|_| !trigger.verb);
    let carried = g.token(trigger.head).dep == Dep::Obj || g.preposition(trigger.head) == Some("with");
    out.separate = separate(scene, trigger.head);
    out.another = marked(trigger.head) || carried && carrier.is_some_and(marked);
    // "near the gas field": where, by a common noun.
    let mut sites: Vec<usize> = Vec::new();
    let range = scene.nominals_in(trigger.sentence);
    let own = || range.clone().map(|i| (i, &scene.nominals[i]));
    scene.step(range.len());
    for (i, n) in own() {
        match expected(scene, trigger, n) {
            Some(Expected::Target) if !matches!(n.denotes, Denotes::Time) => {
                out.another |= marked(n.head);
                out.aims.push(i);
                out.places.extend(place(scene, i));
            }
            // "the drone hit": the weapon stands for who used it.
            Some(Expected::Weapon | Expected::Perpetrator) if matches!(n.denotes, Denotes::Weapon(_)) => {
                out.weapons.push(i);
            }
            Some(Expected::Perpetrator) if acts(scene, n) => out.doers.push(doer(n, i)),
            Some(Expected::Place) => match place(scene, i) {
                Some(place) => out.places.push(place),
                None if n.denotes != Denotes::Time => sites.push(n.head),
                None => {}
            },
            _ => {}
        }
        if n.denotes == Denotes::Time && dates(scene, trigger.head, n.head) {
            let time = scene.reading.time_at(g.token(n.head).span);
            let told = time.filter(|t| !super::date::beside_the_point(scene, t));
            let window = told.and_then(|t| Some((by_then(scene, t)?, t.span)));
            out.window = out.window.or(window.filter(|(w, _)| w.precision != Precision::Unresolved));
        }
    }
    // "the base in Erbil": the place of what is struck.
    let at = |p: usize| scene.reading.text.token_at(scene.reading.places[p].span.start());
    let mut known: FxHashSet<usize> = out.aims.iter().map(|a| scene.nominals[*a].head).collect();
    known.extend(sites);
    known.extend(out.places.iter().filter_map(|p| at(*p)));
    for (i, n) in own() {
        let inside = own_above(scene, n.head, |a| known.contains(&a));
        if inside && g.preposition(n.head).is_some_and(|p| !matches!(p, "by" | "from" | "with" | "against")) {
            let new = place(scene, i).filter(|p| !out.places.contains(p));
            known.extend(new.and_then(at));
            out.places.extend(new);
        }
    }
    // "American attacks": the adjective names who.
    for m in scene.reading.cast.inside(scene.reading.text.span_of(g.sentence(trigger.head))) {
        if m.naming == Naming::Adjective
            && let Some(at) = scene.reading.text.token_at(m.span.start())
            && g.head(at) == Some(trigger.head)
            && !trigger.verb
        {
            out.doers.push(Doer::Member(m.member));
        }
    }
    claimant(scene, t, &mut out);
    if out.doers.is_empty() {
        out.doers.extend(teller_of_own(scene, trigger.head));
    }
    if out.doers.is_empty() && out.weapons.is_empty() {
        out.weapons.extend(led_astray(scene, t));
    }
    out.doers.retain(|d| !comes_after(scene, t, *d));
    if trigger.kind == IncidentType::InterceptionOnly {
        // Who stops a drone did not send it.
        out.doers.clear();
    }
    out
}

/// "Police are investigating a shooting", "Police say he shot himself": those who come after an act, or tell of it, did it only
/// where they are its own subject or stand with it.
fn comes_after(scene: &Scene, t: usize, doer: Doer) -> bool {
    let (g, words) = (&scene.grammar, &scene.lexicon.words);
    let trigger = &scene.triggers[t];
    let nominal = doer.nominal(scene, trigger.sentence);
    let Some(head) = nominal.map(|n| scene.nominals[n].head).filter(|h| words.authority(&g.token(*h).lemma))
    else {
        return false;
    };
    let next = scene.reading.text.tokens.get(head + 1);
    let speaks = next.is_some_and(|n| n.norm == ":" || n.tag == Tag::Verb && words.saying(&n.lemma));
    let own = match trigger.verb {
        true => scene.reading.text.agent(trigger.head) == Some(head),
        false => g.head(head) == Some(trigger.head) || g.preposition(head) == Some("by"),
    };
    speaks || !own
}

/// "Two drones that crossed over Liria hit a post": where the tree takes a place behind a preposition for the subject,
/// the weapon told first in the sentence is what hit.
fn led_astray(scene: &Scene, t: usize) -> Option<usize> {
    let g = &scene.grammar;
    let trigger = &scene.triggers[t];
    let agent = scene.reading.text.agent(trigger.head).filter(|a| trigger.verb && *a < trigger.head)?;
    let preposition = agent.checked_sub(1).is_some_and(|b| g.token(b).tag == Tag::Adp);
    let place = !scene.reading.places_over(g.token(agent).span).is_empty();
    let i = scene.nominals_in(trigger.sentence).next().filter(|i| scene.nominals[*i].head < agent)?;
    (preposition && place && matches!(scene.nominals[i].denotes, Denotes::Weapon(_))).then_some(i)
}

/// "A militia announced it had launched an attack": a pronoun that does what its own clause's speaker tells is the speaker.
fn teller_of_own(scene: &Scene, head: usize) -> Option<Doer> {
    let g = &scene.grammar;
    let text = &scene.reading.text;
    let verb = g.predicate(head);
    let agent = text.agent(verb)?;
    let pronoun = matches!(g.token(agent).norm.as_str(), "it" | "they" | "he" | "she" | "we");
    let said = g.head(verb).filter(|_| pronoun && g.token(verb).dep == Dep::Ccomp)?;
    let speaker = text.agent(said).filter(|_| scene.lexicon.words.saying(&g.token(said).lemma))?;
    let i = scene.nominal_at(speaker)?;
    acts(scene, &scene.nominals[i]).then(|| doer(&scene.nominals[i], i))
}

/// "In a separate incident, …", "In another attack, …" at the start of the trigger's sentence.
fn separate(scene: &Scene, head: usize) -> bool {
    const OPENING: usize = 6;
    let g = &scene.grammar;
    let sentence = g.sentence(head);
    let end = sentence.end.min(sentence.start + OPENING);
    (sentence.start..end).any(|i| {
        let token = g.token(i);
        g.preposition(i) == Some("in") && scene.lexicon.words.occasion(&token.lemma) && numbered(scene, i)
    })
}

/// True when `low` hangs below `high` with no other act between: the place of the other act is its own.
pub(super) fn own_place(scene: &Scene, high: usize, low: usize) -> bool {
    high == low || own_above(scene, low, |a| a == high)
}

/// True when one of some words stands above `low` with no other act between.
fn own_above(scene: &Scene, low: usize, above: impl Fn(usize) -> bool) -> bool {
    for up in scene.reading.text.climb(low).skip(1) {
        scene.step(1);
        if above(up) {
            return true;
        }
        if scene.trigger_at(up).is_some() {
            return false;
        }
    }
    false
}

/// "claimed responsibility for the attack", "is responsible for the attack", "has claimed 20 attacks".
fn claimant(scene: &Scene, t: usize, out: &mut Facts) {
    let g = &scene.grammar;
    let trigger = &scene.triggers[t];
    if trigger.verb || !out.doers.is_empty() {
        return;
    }
    let mut at = trigger.head;
    for _ in 0..3 {
        let Some(up) = g.head(at) else { return };
        let word = g.token(up);
        if scene.lexicon.words.owning(&word.lemma) {
            let verb = if word.tag == Tag::Verb { up } else { g.predicate(up) };
            let agent = scene.reading.text.agent(verb).or_else(|| g.child(up, Dep::Nsubj));
            let mut own = agent.map_or(0..0, |a| scene.nominals_in(scene.reading.text.sentence_of(a)));
            let holds = |n: &Nominal| agent.is_some_and(|a| n.head == a || n.base.contains(&a));
            let nominal = own.find(|i| holds(&scene.nominals[*i]));
            if let Some(i) = nominal.filter(|i| acts(scene, &scene.nominals[*i])) {
                out.doers.push(doer(&scene.nominals[i], i));
            }
            return;
        }
        if word.tag == Tag::Verb {
            return;
        }
        at = up;
    }
}

/// True when a time phrase dates the act: it hangs on the act, on a verb that carries it, or on nouns below either ("the
/// attack on the base on Monday"), but not on "the first attack since the raid of Monday".
fn dates(scene: &Scene, head: usize, time: usize) -> bool {
    let g = &scene.grammar;
    let carrier = g.head(head).filter(|up| {
        matches!(g.token(head).dep, Dep::Obj | Dep::Nsubj | Dep::NsubjPass)
            && g.token(*up).tag == Tag::Verb
            && !scene.lexicon.words.saying(&g.token(*up).lemma)
    });
    let mut at = time;
    for step in 0..4 {
        let Some(up) = g.governor(at).0 else { return false };
        if up == head || Some(up) == carrier {
            return true;
        }
        let anchor =
            step > 0 && matches!(g.preposition(at), Some("since" | "before" | "after" | "until" | "during"));
        if anchor || g.token(up).tag == Tag::Verb || scene.trigger_at(up).is_some() {
            return false;
        }
        at = up;
    }
    false
}

/// When an act was that a time dates; the day of what came of it only says by when. Hearings and statements have days.
fn by_then(scene: &Scene, time: &TimeMention) -> Option<Window> {
    let window = time.window?;
    let long = matches!(window.precision, Precision::Year | Precision::Season | Precision::Month);
    let after = !long && governed(scene, time) == Governed::After;
    Some(if after { Window { earliest: None, precision: Precision::Range, ..window } } else { window })
}

fn doer(n: &Nominal, i: usize) -> Doer {
    n.member.map_or(Doer::Phrase(i), Doer::Member)
}

/// True for those who can attack at all.
fn acts(scene: &Scene, n: &Nominal) -> bool {
    // "launched from Yemen struck": who stands after a preposition does nothing, whatever the tree says.
    let before = n.base.start.checked_sub(1).map(|i| scene.grammar.token(i));
    if before.is_some_and(|t| t.tag == Tag::Adp && t.lemma != "by") {
        return false;
    }
    if let Some(member) = n.member.and_then(|m| scene.reading.cast.members.get(m)) {
        return !matches!(member.kind, ActorKind::Media | ActorKind::Company);
    }
    class(scene, n).starts_with("doer") || matches!(n.denotes, Denotes::Organisation)
}

/// True when the facts of two triggers cannot be those of one act.
pub fn contradict(scene: &Scene, a: usize, b: usize, one: &Facts, two: &Facts) -> bool {
    places(scene, &one.places, &two.places) || differ(scene, a, b, one, two)
}

/// True when they cannot be, wherever they were.
pub fn differ(scene: &Scene, a: usize, b: usize, one: &Facts, two: &Facts) -> bool {
    let (x, y) = (&scene.triggers[a], &scene.triggers[b]);
    let apart = x.sentence < y.sentence && two.separate || y.sentence < x.sentence && one.separate;
    apart
        || who(scene, &one.doers, &two.doers) && !(points_back(x, one) || points_back(y, two))
        || times(one, two)
        || others(scene, one, two)
        || stages(scene, a, b)
        || kinds(scene, a, b) && !same_weapon(scene, one, two)
}

fn same_weapon(scene: &Scene, one: &Facts, two: &Facts) -> bool {
    let lemma = |n: usize| scene.grammar.token(scene.nominals[n].head).lemma.as_str();
    one.weapons.iter().any(|x| two.weapons.iter().any(|y| lemma(*x) == lemma(*y)))
}

/// "the attack" with nothing of its own but, perhaps, somebody who is said to have done it.
pub(super) fn points_back(trigger: &TriggerMention, facts: &Facts) -> bool {
    let bare = facts.aims.is_empty() && facts.places.is_empty() && facts.window.is_none();
    trigger.heading || trigger.definite && bare && !facts.another && !facts.separate
}

/// True when two acts are told by the same doer, against the same thing or in places that hold each other, and nothing
/// sets them apart.
pub fn agree(scene: &Scene, a: usize, b: usize, one: &Facts, two: &Facts) -> bool {
    let doers = one.doers.iter().any(|d| two.doers.contains(d));
    let lemma = |n: usize| scene.grammar.token(scene.nominals[n].head).lemma.as_str();
    let aims = one.aims.iter().any(|x| two.aims.iter().any(|y| lemma(*x) == lemma(*y)));
    let sites =
        one.places.iter().any(|x| two.places.iter().any(|y| relate(scene, *x, *y) != Relation::Apart));
    // "The drone hit the depot and set fire to a tent": what the same weapon does in one breath.
    let one_breath = scene.triggers[a].sentence == scene.triggers[b].sentence && same_weapon(scene, one, two);
    // "accused of shooting her brother … of shooting and killing her brother Tom": somebody's one relative.
    let owner = |n: usize| scene.grammar.child(scene.nominals[n].head, Dep::NmodPoss);
    let owned = |n: usize| {
        owner(n).filter(|_| !scene.nominals[n].plural).map(|o| scene.grammar.token(o).norm.as_str())
    };
    let kin = |x: &usize, y: &usize| lemma(*x) == lemma(*y) && owned(*x).is_some() && owned(*x) == owned(*y);
    let verb = |t: usize| scene.grammar.token(scene.triggers[t].head).lemma.as_str();
    let relative = verb(a) == verb(b) && one.aims.iter().any(|x| two.aims.iter().any(|y| kin(x, y)));
    (doers && (aims || sites) || one_breath || relative)
        && one.another == two.another
        && scene.triggers[a].plural == scene.triggers[b].plural
}

/// "The ministry denied that the base had been attacked": a vague word for what is told before, at the same site.
pub fn retold(scene: &Scene, a: usize, b: usize, one: &Facts, two: &Facts) -> bool {
    let (x, y) = (&scene.triggers[a], &scene.triggers[b]);
    let vague = y.kind == IncidentType::Other && x.sentence < y.sentence && !(two.another || two.separate);
    let silent = two.doers.is_empty() && two.window.is_none() && two.weapons.is_empty();
    let same = |p: &usize, q: &usize| relate(scene, *p, *q) == Relation::Same;
    let site = one.places.iter().any(|p| two.places.iter().any(|q| same(p, q)));
    let token = |p: &usize| scene.reading.text.token_at(scene.reading.places[*p].span.start());
    let place =
        |n: &usize| two.places.iter().filter_map(token).any(|at| scene.nominals[*n].base.contains(&at));
    vague && silent && site && !two.aims.is_empty() && two.aims.iter().all(place)
}

/// Both name who, and nobody on one side may be somebody on the other.
fn who(scene: &Scene, one: &[Doer], two: &[Doer]) -> bool {
    !one.is_empty() && !two.is_empty() && one.iter().all(|a| two.iter().all(|b| apart(scene, *a, *b)))
}

/// "they also attacked a site", "another attack on a second base", beside an attack on something else.
fn others(scene: &Scene, one: &Facts, two: &Facts) -> bool {
    let lemma = |n: usize| scene.grammar.token(scene.nominals[n].head).lemma.as_str();
    let counted = |f: &Facts| f.aims.iter().any(|n| numbered(scene, scene.nominals[*n].head));
    let apart = || one.aims.iter().all(|a| two.aims.iter().all(|b| lemma(*a) != lemma(*b)));
    one.another != two.another
        && !one.aims.is_empty()
        && !two.aims.is_empty()
        && (counted(one) != counted(two) || apart())
}

/// "a second base", "another base".
fn numbered(scene: &Scene, head: usize) -> bool {
    let g = &scene.grammar;
    g.children(head).any(|c| scene.lexicon.words.another(&g.token(c).lemma) && g.token(c).dep != Dep::Case)
}

/// Two actors that the register knows and does not tie to each other.
fn apart(scene: &Scene, a: Doer, b: Doer) -> bool {
    let (Doer::Member(a), Doer::Member(b)) = (a, b) else {
        return state(scene, a).zip(state(scene, b)).is_some_and(|(a, b)| a != b);
    };
    if a == b {
        return false;
    }
    let members = &scene.reading.cast.members;
    let (Some(x), Some(y)) = (members.get(a), members.get(b)) else { return false };
    let nested = x.parent == Some(b) || y.parent == Some(a);
    let vague = x.collective || y.collective;
    let home = x.country.is_some() && x.country == y.country;
    match (&x.register_id, &y.register_id) {
        (Some(p), Some(q)) => !(nested || vague && home || scene.lexicon.tied(p, q)),
        // Two collectives ("Iraqi militias", "groups in Syria") are two.
        (None, None) if x.collective && y.collective => true,
        // Of others that the register does not know, only the country can tell.
        _ => x.country.is_some() && y.country.is_some() && !home && !nested,
    }
}

/// Whether somebody acts for a state; `None` where words do not tell.
fn state(scene: &Scene, doer: Doer) -> Option<bool> {
    match doer {
        Doer::Member(m) => match scene.reading.cast.members.get(m)?.kind {
            ActorKind::State | ActorKind::Military | ActorKind::Agency => Some(true),
            ActorKind::ArmedGroup | ActorKind::Umbrella => Some(false),
            _ => None,
        },
        Doer::Phrase(n) => {
            let noun = scene.nominals[n].perpetrator?;
            match scene.lexicon.perpetrators[usize::from(noun)].category {
                PerpetratorCategory::State => Some(true),
                PerpetratorCategory::ArmedGroup => Some(false),
                _ => None,
            }
        }
    }
}

fn places(scene: &Scene, one: &[usize], two: &[usize]) -> bool {
    !one.is_empty()
        && !two.is_empty()
        && one.iter().all(|a| two.iter().all(|b| relate(scene, *a, *b) == Relation::Apart))
}

fn times(one: &Facts, two: &Facts) -> bool {
    let (Some((a, _)), Some((b, _))) = (one.window, two.window) else { return false };
    // A night has two dates: one day apart is no contradiction for open windows.
    let slack =
        i32::from(a.earliest.is_none() || a.latest.is_none() || b.earliest.is_none() || b.latest.is_none());
    let before = |x: Option<crate::time::Instant>, y: Option<crate::time::Instant>| {
        x.zip(y).is_some_and(|(x, y)| (y.date - x.date).get_days() > slack)
    };
    before(a.latest, b.earliest) || before(b.latest, a.earliest)
}

/// What is only planned or threatened is not what was done.
fn stages(scene: &Scene, a: usize, b: usize) -> bool {
    let ahead = |t: usize| matches!(scene.triggers[t].stage, Stage::Planned | Stage::Threatened);
    ahead(a) != ahead(b)
}

/// A killing aimed at a person is none of several attacks from afar.
fn kinds(scene: &Scene, a: usize, b: usize) -> bool {
    let one = |t: usize| scene.triggers[t].kind;
    let far = |k: IncidentType| {
        matches!(k, IncidentType::DroneAttack | IncidentType::RocketMissileAttack | IncidentType::Shelling)
    };
    let near = |k: IncidentType| {
        matches!(
            k,
            IncidentType::Kidnapping | IncidentType::Hijacking | IncidentType::Robbery | IncidentType::Arson
        )
    };
    far(one(a)) && near(one(b)) || far(one(b)) && near(one(a))
}
