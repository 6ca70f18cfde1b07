//! Nouns and pronouns that stand for somebody named before.
//!
//! Owns: "the group", "those factions", "it", "he" right after. In: a [`Gathering`] with all names. Out: drafts with
//! [`Naming::Nominal`] and [`Naming::Pronoun`]. Refuses: far guesses; what no rule settles stays unresolved.

use super::Naming;
use super::draft::{Gathering, Who};
use crate::text::{Dep, SentenceKind};
use claimbook_records::report::ActorKind;

/// Sentences a nominal may look back over.
const NOMINAL_REACH: u32 = 6;
/// Sentences a pronoun may look back over.
const PRONOUN_REACH: u32 = 1;

/// An earlier mention that a later word may stand for.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    who: Who,
    sentence: u32,
    subject: bool,
    /// Position of the mention, for recency.
    word: usize,
}

/// Adds nominal and pronoun mentions.
pub(super) fn find(g: &mut Gathering) {
    let drafts = g.drafts.sorted(|d| (d.words.start, usize::MAX - d.words.end));
    let mut seen: Vec<Candidate> = Vec::new();
    let mut added: Vec<(usize, usize, Who, Naming)> = Vec::new();
    let mut next = 0;
    for at in 0..g.words.len() {
        while let Some(draft) = drafts.get(next).filter(|d| d.words.start <= at) {
            if draft.naming != Naming::Adjective && visible(g, draft.words.start) {
                seen.push(candidate(g, draft.who, draft.words.clone()));
            }
            next += 1;
        }
        if g.is_taken(at) || !visible(g, at) {
            continue;
        }
        let found = nominal(g, at, &seen).or_else(|| pronoun(g, at, &seen));
        if let Some((end, who, naming)) = found {
            seen.push(candidate(g, who, at..end));
            added.push((at, end, who, naming));
        }
    }
    for (start, end, who, naming) in added {
        g.add(start..end, who, naming);
    }
}

fn visible(g: &Gathering, word: usize) -> bool {
    let sentence = sentence(g, word) as usize;
    g.text.sentences.get(sentence).is_none_or(|s| s.kind != SentenceKind::Clutter)
}

fn sentence(g: &Gathering, word: usize) -> u32 {
    g.word(word).and_then(|w| g.text.tokens.get(w.token)).map_or(0, |t| t.sentence)
}

fn candidate(g: &Gathering, who: Who, words: std::ops::Range<usize>) -> Candidate {
    let subject = words.clone().any(|i| {
        g.word(i)
            .and_then(|w| g.text.tokens.get(w.token))
            .is_some_and(|t| matches!(t.dep, Dep::Nsubj | Dep::NsubjPass))
    }) || (words.start..=words.start).any(|i| leads_sentence(g, i));
    Candidate { who, sentence: sentence(g, words.start), subject, word: words.start }
}

/// One of the first three words of its sentence.
fn leads_sentence(g: &Gathering, word: usize) -> bool {
    (0..3).any(|back| word.checked_sub(back).is_some_and(|i| g.opens_sentence(i)))
}

/// "the group", "this organization", "those factions".
fn nominal(g: &Gathering, at: usize, seen: &[Candidate]) -> Option<(usize, Who, Naming)> {
    let before = at.checked_sub(1).and_then(|b| g.word(b))?;
    if g.breaks(at) {
        return None;
    }
    let one = matches!(before.fold.as_str(), "the" | "this" | "that");
    let many = matches!(before.fold.as_str(), "the" | "these" | "those");
    let lexicon = &g.register.lexicon;
    if let Some((end, _)) = lexicon.back_plural.at(&g.words, at).filter(|_| many) {
        let who = latest(g, at, seen, NOMINAL_REACH, |g, w| g.collective(w) && armed(g.kind(w)))
            .or_else(|| latest(g, at, seen, NOMINAL_REACH, |g, w| g.kind(w) == ActorKind::Umbrella))?;
        return (!narrowed(g, end)).then_some((end, who, Naming::Nominal));
    }
    let (end, _) = lexicon.back_singular.at(&g.words, at).filter(|_| one)?;
    if narrowed(g, end) {
        return None;
    }
    let noun = g.word(end - 1)?.fold.as_str();
    let fits = |g: &Gathering, who: Who| {
        let named = !matches!(noun, "ministry" | "agency")
            || g.name(who).to_lowercase().contains(noun.get(..6).unwrap_or(noun));
        !g.collective(who) && named && suits(noun, g.kind(who))
    };
    latest(g, at, seen, NOMINAL_REACH, fits).map(|who| (end, who, Naming::Nominal))
}

/// Words after the noun say which one is meant: "the group of engineers", "the company Trelk".
fn narrowed(g: &Gathering, end: usize) -> bool {
    if g.breaks(end) {
        return false;
    }
    let of = g.word(end).is_some_and(|w| {
        matches!(w.fold.as_str(), "of" | "in" | "called" | "known" | "responsible" | "behind")
    });
    of || g.draft_at(end).is_some() || !g.text.all_caps && g.name_like(end)
}

/// Kinds of actors a noun may stand for.
fn suits(noun: &str, kind: ActorKind) -> bool {
    match noun {
        "company" => kind == ActorKind::Company,
        "agency" => matches!(kind, ActorKind::Agency | ActorKind::Media),
        "ministry" => kind == ActorKind::Agency,
        "newspaper" | "channel" | "outlet" | "broadcaster" => kind == ActorKind::Media,
        "army" | "military" => kind == ActorKind::Military,
        "party" => matches!(kind, ActorKind::Other | ActorKind::ArmedGroup),
        "organization" | "organisation" | "network" => {
            matches!(kind, ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Other)
        }
        "umbrella" => kind == ActorKind::Umbrella,
        _ => armed(kind),
    }
}

fn armed(kind: ActorKind) -> bool {
    matches!(kind, ActorKind::ArmedGroup | ActorKind::Umbrella)
}

/// Of the earlier candidates, which stand in order, those a few sentences back.
fn within<'a>(g: &Gathering, at: usize, seen: &'a [Candidate], reach: u32) -> &'a [Candidate] {
    let here = sentence(g, at);
    let near = &seen[seen.partition_point(|c| here.saturating_sub(c.sentence) > reach)..];
    g.text.work.take(near.len());
    near
}

/// The best earlier candidate: nearest sentence, subjects before others, the latest mention last.
fn latest(
    g: &Gathering,
    at: usize,
    seen: &[Candidate],
    reach: u32,
    fits: impl Fn(&Gathering, Who) -> bool,
) -> Option<Who> {
    let near = |c: &&Candidate| c.word < at && fits(g, c.who);
    let best =
        within(g, at, seen, reach).iter().filter(near).max_by_key(|c| (c.sentence, c.subject, c.word))?;
    Some(best.who)
}

/// "it", "they", "he", "she" as the subject of a clause.
fn pronoun(g: &Gathering, at: usize, seen: &[Candidate]) -> Option<(usize, Who, Naming)> {
    let word = g.word(at)?;
    let token = g.text.tokens.get(word.token)?;
    let person = matches!(word.fold.as_str(), "he" | "she");
    let many = word.fold == "they";
    if !(person || many || word.fold == "it") || word.dotted {
        return None;
    }
    let subject = token.dep == Dep::Nsubj || token.dep == Dep::Root && g.opens_sentence(at);
    if !subject || !person && dummy(g, at) {
        return None;
    }
    let fits = |g: &Gathering, who: Who| {
        let kind = g.kind(who);
        if person {
            return matches!(kind, ActorKind::Person | ActorKind::Official) && !g.collective(who);
        }
        if many {
            return g.collective(who) || armed(kind) || kind == ActorKind::Military;
        }
        !g.collective(who)
            && matches!(
                kind,
                ActorKind::ArmedGroup
                    | ActorKind::Umbrella
                    | ActorKind::Agency
                    | ActorKind::Media
                    | ActorKind::Military
            )
    };
    // Only a subject passes its place on: an object may be anything.
    let within = within(g, at, seen, PRONOUN_REACH).iter();
    let mut near: Vec<&Candidate> = within.filter(|c| c.subject && c.word < at).collect();
    near.sort_by_key(|c| (c.sentence, c.word));
    let latest = near.last().copied()?;
    let same_sentence: Vec<&&Candidate> = near.iter().filter(|c| c.sentence == latest.sentence).collect();
    let pick = same_sentence.into_iter().rev().find(|c| fits(g, c.who))?;
    Some((at + 1, pick.who, Naming::Pronoun))
}

/// "it is reported", "it was learned", "it appears": stands for nothing.
fn dummy(g: &Gathering, at: usize) -> bool {
    g.word(at).is_some_and(|w| w.fold == "it")
        && (1..=4).filter_map(|n| g.word(at + n)).take_while(|w| !w.breaks).any(|w| {
            matches!(
                w.fold.as_str(),
                "reported"
                    | "learned"
                    | "known"
                    | "believed"
                    | "appears"
                    | "seems"
                    | "appeared"
                    | "seemed"
                    | "possible"
                    | "likely"
                    | "clear"
                    | "unclear"
                    | "recalled"
                    | "noted"
                    | "important"
                    | "necessary"
                    | "time"
                    | "alleged"
                    | "presumed"
                    | "assumed"
                    | "expected"
                    | "not"
                    | "remembered"
                    | "thought"
            )
        })
}
