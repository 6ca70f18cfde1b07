//! Organisations beyond the register: bodies of a state, collectives, names told by their form.
//!
//! Owns: "Lirian army", "Iranian-backed militias", "Sand River Brigades". In: a [`Gathering`] with the register's
//! names. Out: its drafts of further organisations. Refuses: persons, and what a pronoun means.

use super::Naming;
use super::draft::{Gathering, Local, Who};
use super::fold::Shape;
use crate::text::{EntityKind, Tag};
use claimbook_records::report::ActorKind;
use std::ops::Range;

/// Entities below this score are left alone.
const ENTITY_SCORE: f32 = 0.5;
/// Words a name told by its form may have.
const NAME_WORDS: usize = 12;

/// Finds bodies of states, collectives and names by form, in this order: longer and surer first.
pub(super) fn named(g: &mut Gathering) {
    bodies(g);
    collectives(g);
    by_form(g);
}

/// Finds what is left when persons are known: tagged organisations, and bodies without a nationality.
pub(super) fn remaining(g: &mut Gathering) {
    entities(g);
    bare_bodies(g);
}

/// A state's adjective or name with a body after it: "Lirian Defense Ministry", "Liria's navy".
fn bodies(g: &mut Gathering) {
    let states: Vec<(Range<usize>, Who)> = g
        .drafts
        .iter()
        .filter(|d| {
            matches!(g.kind(d.who), ActorKind::State | ActorKind::Official) && g.country(d.who).is_some()
        })
        .map(|d| (d.words.clone(), d.who))
        .collect();
    for (state, who) in states {
        let person = g.kind(who) == ActorKind::Official;
        let mut at = state.end;
        if g.word(at).is_some_and(|w| w.possessive) {
            at += 1;
        }
        let after = (!g.breaks(at)).then(|| g.register.lexicon.bodies.at(&g.words, at)).flatten();
        let (words, kind) = match after {
            Some((end, kind)) if g.free(&(at..end)) && !longer_name(g, end) => {
                // A person has a government, not an army.
                if person && kind != ActorKind::State {
                    continue;
                }
                (state.start..end, kind)
            }
            _ if person => continue,
            _ => match of_state(g, &state) {
                Some((start, kind)) => (start..state.end, kind),
                None => continue,
            },
        };
        let country = g.country(who).map(str::to_owned);
        let body = if words.start == state.start { at..words.end } else { words.start..state.start };
        let key = format!("{} {}", country.as_deref().unwrap_or(""), body_key(g, &body));
        let adjective = match who {
            _ if person => None,
            Who::Known(i) => g.register.actors.get(i).and_then(|a| a.adjective.clone()),
            Who::Local(_) => None,
        };
        let listed = adjective.and_then(|a| g.register.lookup(&format!("{a} {}", g.key(&body))));
        let name = g.written(&words);
        let state_of = country.as_deref().and_then(|c| g.register.state(c)).map(Who::Known);
        let parent = state_of.filter(|_| person).or(Some(who));
        let local = Local { name, key, kind, collective: false, country, parent };
        let who = match listed {
            Some(actor) => Who::Known(actor),
            None => g.local(local),
        };
        g.drafts.take_back(&state, |d| d.words == state);
        g.add(words, who, Naming::Name);
    }
}

/// The body's words without "of" and "the".
fn body_key(g: &Gathering, words: &Range<usize>) -> String {
    let key = g.key(words);
    key.strip_suffix(" of").map_or_else(|| key.clone(), str::to_owned)
}

/// More capitalised words follow: the body is the middle of a longer name ("Lirian Army Museum").
fn longer_name(g: &Gathering, end: usize) -> bool {
    !g.text.all_caps
        && !g.breaks(end)
        && g.name_like(end)
        && !g.is_taken(end)
        && g.name_like(end.saturating_sub(1))
        && g.register.lexicon.titles.at(&g.words, end).is_none()
        && g.word(end).is_some_and(|w| !g.register.lexicon.never(w) && !g.register.lexicon.given(w))
        && g.register.lexicon.heads.at(&g.words, end).is_some()
}

/// "Government of Liria", "Ministry of Defense of Liria": where the body begins.
fn of_state(g: &Gathering, state: &Range<usize>) -> Option<(usize, ActorKind)> {
    let mut of = state.start.checked_sub(1)?;
    if g.breaks(state.start) {
        return None;
    }
    if g.word(of)?.fold == "the" {
        of = of.checked_sub(1)?;
    }
    if g.word(of)?.fold != "of" || g.breaks(of) {
        return None;
    }
    let longest = of.saturating_sub(5);
    (longest..of).find_map(|start| {
        let (end, kind) = g.register.lexicon.bodies.at(&g.words, start)?;
        (end == of && g.free(&(start..of))).then_some((start, kind))
    })
}

/// Groups without a name that act: a plural noun with a nationality, a backer or an alignment before it.
fn collectives(g: &mut Gathering) {
    for at in 0..g.words.len() {
        let Some((end, _)) = g.register.lexicon.collectives.at(&g.words, at) else { continue };
        if g.is_taken(at) || g.breaks(at) || !plural(g, end) {
            continue;
        }
        let Some(start) = modifiers(g, at) else { continue };
        let words = start..with_places(g, end);
        let inside: Vec<Who> = g.drafts.inside(&(start..at)).iter().map(|d| d.who).collect();
        let backed = (start..at)
            .any(|i| g.word(i).is_some_and(|w| g.register.lexicon.backed(w) || g.register.lexicon.prefix(w)));
        let places = g.drafts.inside(&(end..words.end));
        let placed = places.first();
        let country = match (placed, inside.as_slice()) {
            (Some(place), _) => g.country(place.who),
            (None, [state]) if !backed => g.country(*state),
            _ => None,
        };
        let country = country.map(str::to_owned);
        let name = g.written(&words);
        let local = Local {
            name,
            key: collective_key(g, &words),
            kind: ActorKind::ArmedGroup,
            collective: true,
            country,
            parent: None,
        };
        let who = g.local(local);
        g.add(words, who, Naming::Name);
    }
}

/// A key in which "Iran-backed militia" and "Iranian-backed militias" are one.
fn collective_key(g: &Gathering, words: &Range<usize>) -> String {
    let mut key = String::new();
    for i in words.clone() {
        let Some(word) = g.word(i).filter(|w| !w.article && !w.possessive && w.fold != "the") else {
            continue;
        };
        match g.draft_at(i) {
            Some(draft) if draft.words.start == i => key.push_str(g.country(draft.who).unwrap_or(&word.fold)),
            Some(_) => {}
            None => key.push_str(word.fold.strip_suffix('s').unwrap_or(&word.fold)),
        }
        key.push(' ');
    }
    key
}

fn plural(g: &Gathering, end: usize) -> bool {
    let Some(last) = end.checked_sub(1).and_then(|l| g.word(l)) else { return false };
    last.fold.ends_with('s') || matches!(last.fold.as_str(), "resistance" | "militia")
}

/// Where the modifiers before a collective noun begin; `None` when none of them says whose it is.
fn modifiers(g: &Gathering, noun: usize) -> Option<usize> {
    let mut start = noun;
    let mut told = false;
    while let Some(i) = start.checked_sub(1).filter(|i| noun - i <= 6) {
        if g.breaks(start) && !hyphen_joined(g, start) {
            break;
        }
        let word = g.word(i)?;
        if let Some(draft) = g.draft_at(i) {
            let state = g.kind(draft.who) == ActorKind::State;
            let next = g.word(draft.words.end);
            let joined = next.is_some_and(|w| g.register.lexicon.backed(w));
            let whose = draft.naming == Naming::Adjective || next.is_some_and(|w| w.possessive);
            if !(joined || state && whose) {
                break;
            }
            told = true;
            start = draft.words.start;
            continue;
        }
        let lexicon = &g.register.lexicon;
        let grammatical = word.possessive || g.tag(i) == Tag::Adj && word.shape == Shape::Lower;
        let faith = matches!(
            word.fold.as_str(),
            "shia" | "shiite" | "sunni" | "islamist" | "jihadist" | "kurdish" | "palestinian"
        );
        if lexicon.prefix(word) || lexicon.backed(word) || faith || armed(&word.fold) || grammatical {
            told |= faith;
            start = i;
        } else {
            break;
        }
    }
    // Leading words that only qualify ("several", "local") are no part of it.
    while start < noun && g.word(start).is_some_and(|w| !leads(g, start) && w.shape == Shape::Lower) {
        start += 1;
    }
    told.then_some(start).filter(|s| *s < noun)
}

fn leads(g: &Gathering, i: usize) -> bool {
    let Some(word) = g.word(i) else { return false };
    g.draft_at(i).is_some()
        || g.register.lexicon.prefix(word)
        || matches!(word.fold.as_str(), "shia" | "shiite" | "sunni" | "islamist" | "jihadist")
}

fn armed(fold: &str) -> bool {
    matches!(
        fold,
        "armed"
            | "militant"
            | "resistance"
            | "proxy"
            | "guerrilla"
            | "paramilitary"
            | "terrorist"
            | "extremist"
    )
}

/// A hyphen, and no other mark, stands between word `i` and the one before.
fn hyphen_joined(g: &Gathering, i: usize) -> bool {
    g.word(i).is_some_and(|w| w.mark == Some('-'))
}

/// Takes in "in Liria and the West Shore" after a collective noun.
fn with_places(g: &Gathering, end: usize) -> usize {
    if g.text.all_caps || !g.word(end).is_some_and(|w| w.fold == "in" && !w.breaks) {
        return end;
    }
    let mut stop = end;
    let mut i = end + 1;
    while let Some(word) = g.word(i).filter(|w| !w.breaks) {
        if g.name_like(i) && (direction(&word.fold) || !g.register.lexicon.never(word)) {
            i += 1;
            stop = i;
        } else if matches!(word.fold.as_str(), "the" | "and") && i < stop + 2 {
            i += 1;
        } else {
            break;
        }
    }
    stop
}

fn direction(fold: &str) -> bool {
    matches!(fold, "north" | "south" | "east" | "west" | "northern" | "southern" | "eastern" | "western")
}

/// Names told by a head word: "Sand River Brigades", "Front for the Liberation of Liria".
fn by_form(g: &mut Gathering) {
    let mut at = 0;
    while at < g.words.len() {
        let Some(run) = run(g, at) else {
            at += 1;
            continue;
        };
        at = run.end;
        if let Some((words, kind)) = headed(g, run) {
            at = words.end.max(at);
            name(g, words, kind);
        }
    }
}

/// A stretch of words written as a name, small words inside it included. Nationalities may be part of it.
fn run(g: &Gathering, start: usize) -> Option<Range<usize>> {
    let part = |i: usize| {
        let open = !g.is_taken(i) || g.draft_at(i).is_some_and(|d| g.kind(d.who) == ActorKind::State);
        open && g.name_like(i)
    };
    let first = g.word(start)?;
    if !part(start) || g.register.lexicon.never(first) || first.article {
        return None;
    }
    let mut end = start + 1;
    let mut i = end;
    while let Some(word) = g.word(i).filter(|w| !w.breaks && i - start < NAME_WORDS) {
        if part(i) && !(g.register.lexicon.never(word) && word.shape != Shape::Upper) {
            i += 1;
            end = i;
        } else if (g.register.lexicon.inner(word) || word.article || word.possessive) && i < end + 2 {
            i += 1;
        } else {
            break;
        }
    }
    Some(start..end)
}

/// The part of a run that is an organisation's name, by its head word.
fn headed(g: &Gathering, run: Range<usize>) -> Option<(Range<usize>, ActorKind)> {
    let lexicon = &g.register.lexicon;
    // The head ends the name, or stands before "of", "for", "in".
    for end in (run.start + 1..=run.end).rev() {
        let boundary = end == run.end
            || g.word(end).is_some_and(|w| matches!(w.fold.as_str(), "of" | "for" | "in" | "and" | "on"));
        if !boundary {
            continue;
        }
        if let Some(kind) = lexicon.heads.ending(&g.words, run.start, end) {
            let whole = match g.word(end).map(|w| w.fold.as_str()) {
                Some("of" | "for") => run.clone(),
                Some("in") if matches!(kind, ActorKind::ArmedGroup | ActorKind::Umbrella) => run.clone(),
                _ => run.start..end,
            };
            let enough = whole.len() >= 2
                && whole.clone().filter(|i| !g.word(*i).is_some_and(|w| lexicon.inner(w))).count() >= 2;
            return enough.then_some((whole, kind));
        }
    }
    // Transcribed names carry their head in front: "Liwa al-Qarn", "Saraya al-Nur".
    let (end, kind) = lexicon.heads.at(&g.words, run.start)?;
    let arabic = g.word(end).is_some_and(|w| w.article) && kind == ActorKind::ArmedGroup;
    (arabic && run.end > end + 1).then_some((run, kind))
}

/// Adds a name, dropping nationalities inside it.
fn name(g: &mut Gathering, words: Range<usize>, kind: ActorKind) {
    if g.register.lexicon.not_names.at(&g.words, words.start).is_some_and(|(end, _)| end + 1 >= words.end) {
        return;
    }
    if g.drafts.over(&words).iter().any(|d| g.kind(d.who) != ActorKind::State) {
        return;
    }
    let country = g.drafts.inside(&words).first().and_then(|d| g.country(d.who)).map(str::to_owned);
    g.drafts.take_back(&words, |d| words.start <= d.words.start && d.words.end <= words.end);
    let local =
        Local { name: g.written(&words), key: g.key(&words), kind, collective: false, country, parent: None };
    let who = g.local(local);
    g.add(words.clone(), who, Naming::Name);
    acronym_after(g, &words, who);
}

/// "Sand River Brigades (SRB)": the letters name it from here on.
fn acronym_after(g: &mut Gathering, words: &Range<usize>, who: Who) {
    let Some(next) = g.word(words.end).filter(|w| matches!(w.mark, Some('(' | '['))) else { return };
    if !matches!(next.shape, Shape::Upper) || next.fold.len() > 8 || g.is_taken(words.end) {
        return;
    }
    let fold = next.fold.clone();
    let initials: String = words
        .clone()
        .filter_map(|i| g.word(i))
        .filter(|w| !w.article && !w.possessive)
        .filter_map(|w| w.fold.chars().next())
        .collect();
    let mut rest = initials.chars();
    if !fold.chars().all(|c| rest.any(|r| r == c)) {
        return;
    }
    let places = g.places_of(&fold);
    g.text.work.take(places.len());
    let upper = |i: &usize| !g.is_taken(*i) && g.word(*i).is_some_and(|w| w.shape == Shape::Upper);
    let same: Vec<usize> = places.iter().copied().filter(upper).collect();
    for i in same {
        g.add(i..i + 1, who, Naming::Name);
    }
}

/// Organisations the entity tagger found.
fn entities(g: &mut Gathering) {
    let text = g.text;
    for entity in
        text.entities.iter().filter(|e| e.kind == EntityKind::Organisation && e.score >= ENTITY_SCORE)
    {
        let start = g.words.partition_point(|w| w.span.end() <= entity.span.start());
        let end = g.words.partition_point(|w| w.span.start() < entity.span.end());
        let mut words = start..end.max(start);
        while g
            .word(words.start)
            .is_some_and(|w| words.len() > 1 && (w.fold == "the" || w.possessive || w.article))
        {
            words.start += 1;
        }
        if words.is_empty() || !g.free(&words) {
            continue;
        }
        let plain =
            |i: usize| g.word(i).is_none_or(|w| g.register.lexicon.never(w) || w.shape == Shape::Plain);
        if words.clone().all(plain) || !words.clone().any(|i| g.name_like(i) || g.text.all_caps) {
            continue;
        }
        // One word in capitals may be any word; a place or a noun would pass for an organisation.
        if words.len() == 1 && (g.text.all_caps || common_noun(g, words.start)) {
            continue;
        }
        let head = g.register.lexicon.heads.ending(&g.words, words.start, words.end);
        if head.is_none() && aged(g, words.end) {
            continue;
        }
        name(g, words, head.unwrap_or(ActorKind::Other));
    }
}

/// "Nadia Tolvane, a 41-year-old florist", "Nadia Tolvane, 41,": an age tells that a name is no body's.
fn aged(g: &Gathering, end: usize) -> bool {
    let comma = g.word(end).is_some_and(|w| w.breaks && w.mark == Some(','));
    let number = |i: usize| {
        g.word(i)
            .is_some_and(|w| (1..4).contains(&w.fold.len()) && w.fold.bytes().all(|b| b.is_ascii_digit()))
    };
    let years = |i: usize| number(i) && g.word(i + 1).is_some_and(|w| w.fold.starts_with("year"));
    comma && (number(end) && g.breaks(end + 1) || years(end) || years(end + 1))
}

/// A word that builds names but is none.
fn common_noun(g: &Gathering, at: usize) -> bool {
    let lexicon = &g.register.lexicon;
    [&lexicon.titles, &lexicon.heads, &lexicon.bodies, &lexicon.collectives]
        .iter()
        .any(|l| l.at(&g.words, at).is_some())
}

/// "the army", "the Foreign Ministry" where the article has one country as its topic.
fn bare_bodies(g: &mut Gathering) {
    let Some(country) = g.topic().map(str::to_owned) else { return };
    let Some(state) = g.register.state(&country) else { return };
    let adjective = g.register.actors.get(state).and_then(|a| a.adjective.clone());
    for at in 1..g.words.len() {
        if g.is_taken(at) || g.breaks(at) || g.word(at - 1).is_none_or(|w| w.fold != "the") {
            continue;
        }
        let Some((end, kind)) = g.register.lexicon.bodies.at(&g.words, at) else { continue };
        let words = at..end;
        let follows =
            !g.breaks(end) && (g.draft_at(end).is_some() || g.tag(end) == Tag::Propn || of_something(g, end));
        if !g.free(&words) || follows || loose_body(g, &words) {
            continue;
        }
        let key = format!("{country} {}", g.key(&words));
        let full = adjective.as_ref().map(|a| format!("{a} {}", g.written(&words)));
        let named = full.as_deref().and_then(|f| g.register.lookup(f));
        let who = match named {
            Some(actor) => Who::Known(actor),
            None => g.local(Local {
                name: full.unwrap_or_else(|| g.written(&words)),
                key,
                kind,
                collective: false,
                country: Some(country.clone()),
                parent: Some(Who::Known(state)),
            }),
        };
        g.add(words, who, Naming::Nominal);
    }
}

/// "of" or "in" with more words: the body is somebody else's.
fn of_something(g: &Gathering, end: usize) -> bool {
    g.word(end).is_some_and(|w| w.fold == "of")
}

/// Bodies too vague without a nationality ("the forces", "the state").
fn loose_body(g: &Gathering, words: &Range<usize>) -> bool {
    words.len() == 1
        && !g.word(words.start).is_some_and(|w| {
            matches!(
                w.fold.as_str(),
                "army" | "military" | "police" | "government" | "navy" | "congress" | "parliament"
            )
        })
}
