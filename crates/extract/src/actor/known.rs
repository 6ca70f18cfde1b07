//! Names of the register in a text.
//!
//! Owns: longest matches, shared names, short forms, acronyms a text defines. In: a [`Gathering`]. Out: its drafts of
//! known actors. Refuses: actors outside the register.

use super::Naming;
use super::draft::{Gathering, Who};
use super::register::{FormKind, Hit};
use crate::text::{Dep, Tag};
use claimbook_records::report::ActorKind;
use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

/// Prepositions after which a state's name is a place.
const LOCATIVE: [&str; 17] = [
    "in",
    "near",
    "inside",
    "outside",
    "into",
    "within",
    "across",
    "throughout",
    "around",
    "through",
    "at",
    "toward",
    "towards",
    "northern",
    "southern",
    "eastern",
    "western",
];

/// Short names the text itself explains, with the actors that may be meant: "Qarn Valley Brigades (QVB)".
type Definitions = FxHashMap<CompactString, FxHashSet<usize>>;

/// Finds all names of the register.
pub(super) fn find(g: &mut Gathering) {
    let hits = scan(g);
    g.countries = countries(g, &hits);
    let defined = definitions(g, &hits);
    let sure: Vec<Option<usize>> = hits.iter().map(|h| certain(g, h)).collect();
    let mut times: FxHashMap<usize, usize> = FxHashMap::default();
    sure.iter().flatten().for_each(|actor| *times.entry(*actor).or_default() += 1);
    for (hit, sure) in hits.iter().zip(&sure) {
        // Named in full by another name.
        let in_full =
            |actor: usize| times.get(&actor).copied().unwrap_or(0) > usize::from(*sure == Some(actor));
        let Some((actor, kind)) = choose(g, hit, &in_full, &defined) else { continue };
        let Some(known) = g.register.actors.get(actor) else { continue };
        let state = known.kind == ActorKind::State
            && g.register.state(known.country.as_deref().unwrap_or("")) == Some(actor);
        if known.kind == ActorKind::Media && of_a_group(g, hit) {
            continue;
        }
        let words = hit.start..hit.end;
        match kind {
            FormKind::Metonym => {
                if stands_for_government(g, hit) {
                    g.add(words, Who::Known(actor), Naming::Name);
                }
            }
            FormKind::Adjective => g.add(words, Who::Known(actor), Naming::Adjective),
            _ if state && is_place(g, hit) => {}
            _ if state && person_part(g, hit) => {}
            _ => g.add(words, Who::Known(actor), Naming::Name),
        }
    }
}

/// "al-Nur" in "Kata'ib al-Nur": a word that opens a group's name stands right before, so the name is no station's.
fn of_a_group(g: &Gathering, hit: &Hit) -> bool {
    let article = |i: usize| g.word(i).is_some_and(|w| w.article);
    let start = (0..=hit.start).rev().find(|i| *i == 0 || !article(i - 1)).unwrap_or(hit.start);
    let Some(before) = start.checked_sub(1) else { return false };
    let head = g.register.lexicon.heads.at(&g.words, before);
    !g.breaks(start) && g.name_like(before) && head.is_some_and(|(end, _)| end == start)
}

fn scan(g: &Gathering) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < g.words.len() {
        let hit = g.register.longest(&g.words, &g.symbols, at, g.text.all_caps);
        let other = g.register.lexicon.not_names.at(&g.words, at).map(|(end, _)| end);
        if let Some(end) = other.filter(|end| hit.as_ref().is_none_or(|h| h.end < *end)) {
            at = end;
            continue;
        }
        match hit {
            Some(hit) => {
                at = hit.end;
                hits.push(hit);
            }
            None => at += 1,
        }
    }
    hits
}

/// Countries by how often their names and adjectives stand in the text; actors of one country count too.
fn countries(g: &Gathering, hits: &[Hit]) -> Vec<(String, u32)> {
    let mut out: Vec<(String, u32)> = Vec::new();
    for hit in hits {
        let mut named: Vec<&str> = hit
            .forms
            .iter()
            .filter_map(|f| g.register.forms.get(*f as usize))
            .filter(|f| f.kind != FormKind::Context)
            .filter_map(|f| g.register.actors.get(f.actor)?.country.as_deref())
            .collect();
        named.dedup();
        if let [country] = named.as_slice() {
            match out.iter_mut().find(|c| c.0 == *country) {
                Some(known) => known.1 += 1,
                None => out.push(((*country).to_owned(), 1)),
            }
        }
    }
    out.sort_by_key(|c| std::cmp::Reverse(c.1));
    out
}

/// The actor of a hit that can mean nobody else.
fn certain(g: &Gathering, hit: &Hit) -> Option<usize> {
    let mut actors: Vec<usize> = hit
        .forms
        .iter()
        .filter_map(|f| g.register.forms.get(*f as usize))
        .filter(|f| f.kind == FormKind::Name)
        .map(|f| f.actor)
        .collect();
    actors.dedup();
    match actors.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Acronyms in brackets after a name, and names in brackets after an acronym.
fn definitions(g: &Gathering, hits: &[Hit]) -> Definitions {
    let mut out = Definitions::default();
    let mut add = |short: &CompactString, hit: &Hit| {
        let forms = hit.forms.iter().filter_map(|f| g.register.forms.get(*f as usize));
        out.entry(short.clone()).or_default().extend(forms.map(|f| f.actor));
    };
    for hit in hits {
        let after = g.word(hit.end).filter(|w| opens(w.mark));
        if let Some(word) = after.filter(|w| short(&w.fold) && closed(g, hit.end + 1)) {
            add(&word.fold, hit);
        }
        let before = hit.start.checked_sub(1).and_then(|b| g.word(b));
        let bracketed = g.word(hit.start).is_some_and(|w| opens(w.mark)) && closed(g, hit.end);
        if let Some(word) = before.filter(|w| bracketed && short(&w.fold)) {
            add(&word.fold, hit);
        }
    }
    out
}

fn opens(mark: Option<char>) -> bool {
    matches!(mark, Some('(' | '['))
}

/// A bracket closes before word `i`.
fn closed(g: &Gathering, i: usize) -> bool {
    let last = i.checked_sub(1).and_then(|l| g.word(l));
    let next = last.and_then(|l| g.text.tokens.get(l.token + 1));
    next.is_some_and(|t| t.norm.starts_with([')', ']']))
}

fn short(fold: &str) -> bool {
    (2..=8).contains(&fold.len())
}

/// Who a hit names, and by what sort of name.
fn choose(
    g: &Gathering,
    hit: &Hit,
    named_in_full: &dyn Fn(usize) -> bool,
    defined: &Definitions,
) -> Option<(usize, FormKind)> {
    let forms = || hit.forms.iter().filter_map(|f| g.register.forms.get(*f as usize));
    let word = g.word(hit.start)?;
    let single = hit.end == hit.start + 1;
    let explained =
        |actor: usize| single && defined.get(&word.fold).is_some_and(|actors| actors.contains(&actor));
    let mut best: Option<(u32, usize, FormKind)> = None;
    let mut rivals = 0;
    for form in forms() {
        let actor = form.actor;
        let country = g.register.actors.get(actor).and_then(|a| a.country.as_deref());
        let topic = country.map_or(0, |c| g.weight(c).min(20));
        let ordinary = g.text.all_caps && single && g.register.lexicon.ordinary_in_capitals(&word.fold);
        let support = match form.kind {
            FormKind::Name | FormKind::Adjective => 100,
            FormKind::Metonym => 50,
            FormKind::Acronym if explained(actor) => 200,
            FormKind::Acronym if named_in_full(actor) => 150,
            FormKind::Acronym if ordinary || word.fold.len() <= 2 => 0,
            FormKind::Acronym if word.fold.len() >= 4 || topic > 0 => 60,
            FormKind::Acronym => 40,
            FormKind::Context if named_in_full(actor) => 90,
            FormKind::Context if topic >= 2 && g.topic() == country => 30,
            FormKind::Context => 0,
        };
        if support == 0 {
            continue;
        }
        let full = u32::from(named_in_full(actor)) * 40;
        let score = support * 100 + full + topic;
        match &best {
            Some((s, a, _)) if *s == score && *a != actor => rivals += 1,
            Some((s, ..)) if *s >= score => {}
            _ => {
                rivals = 0;
                best = Some((score, actor, form.kind));
            }
        }
    }
    best.filter(|_| rivals == 0).map(|(_, actor, kind)| (actor, kind))
}

/// A capital that speaks or acts, rather than a place: the subject of a clause, or the owner of what follows.
fn stands_for_government(g: &Gathering, hit: &Hit) -> bool {
    let Some(word) = g.word(hit.end - 1) else { return false };
    let Some(token) = g.text.tokens.get(word.token) else { return false };
    let governed = token.head as usize != word.token;
    let verb = g.text.tokens.get(token.head as usize).is_some_and(|h| h.tag == Tag::Verb);
    // "according to Liria City"
    let before = |n: usize| hit.start.checked_sub(n).and_then(|b| g.word(b)).map(|w| w.fold.as_str());
    let vouching = before(1) == Some("to") && before(2) == Some("according");
    vouching || governed && verb && matches!(token.dep, Dep::Nsubj | Dep::OblAgent)
}

/// The name of a state after "in", "near" and the like, or as the last part of an address.
fn is_place(g: &Gathering, hit: &Hit) -> bool {
    let Some(first) = g.word(hit.start) else { return false };
    let mut before = hit.start.checked_sub(1).and_then(|b| g.word(b));
    if before.is_some_and(|w| w.fold == "the") && !first.breaks {
        before = hit.start.checked_sub(2).and_then(|b| g.word(b));
    }
    let Some(before) = before else { return false };
    if first.breaks {
        let address = first.mark == Some(',') && !g.text.all_caps;
        let closes = g.breaks(hit.end);
        let bracketed = opens(first.mark) && closed(g, hit.end) && g.name_like(hit.start - 1);
        return bracketed || address && closes && g.name_like(hit.start - 1) && !g.is_taken(hit.start - 1);
    }
    LOCATIVE.contains(&before.fold.as_str())
}

/// Part of a person's name: "Jordan" after a given name, or inside a longer person entity.
fn person_part(g: &Gathering, hit: &Hit) -> bool {
    if hit.end > hit.start + 1 {
        return false;
    }
    let Some(word) = g.word(hit.start) else { return false };
    let inside = g.text.entity_over(word.span).is_some_and(|e| {
        e.kind == crate::text::EntityKind::Person
            && e.span.contains(word.span)
            && e.span.len() > word.span.len()
    });
    let before = hit.start.checked_sub(1).and_then(|b| g.word(b));
    inside
        || !word.breaks && before.is_some_and(|b| g.register.lexicon.given(b) && g.name_like(hit.start - 1))
}
