//! The names of persons in one article, and which of them are public.
//!
//! Owns: what is known to be something else than a person, and which persons are public. In: headline and body of an article
//! and its report. Out: [`Found`]. Refuses: to let a name pass because it is not sure of it.
//!
//! Known to be something else are the places and bodies of the report, what the codebook lists, words that build the names
//! of bodies and places, ordinary words. A name is public with an office, a lead or a claim beside it, or as that of one
//! named as perpetrator; one that the report tells as struck is not, whatever else it is.

use super::lexicon::{Known, Lexicon, List, Phrases, Plain};
use super::read::{Hit, Reader};
use super::words::{Case, Word, words};
use claimbook_records::Report;
use claimbook_records::report::{ActorKind, SpeechAct, Target, TargetClass};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Where a word of a name is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Beside another word of the name alone.
    Beside,
    /// With a capital, where no date stands.
    Calendar,
    /// With a capital.
    Capital,
    /// Wherever it stands.
    Strong,
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) fold: String,
    pub(super) other: Option<String>,
    pub(super) strength: Strength,
}

/// A name to be withheld.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Private {
    pub(super) parts: Vec<Part>,
    /// A record or a person says that it is private: that it is public elsewhere does not matter.
    pub(super) sure: bool,
}

/// The persons an article names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(super) private: Vec<Private>,
    /// Names with a public role, folded.
    pub(super) public: Vec<Vec<String>>,
    /// What places that the gazetteer knows are called, with everything that is said of them in its words alone.
    pub(super) places: BTreeMap<String, BTreeSet<String>>,
}

/// What an article says, as far as names go.
pub(crate) struct Told<'a> {
    pub(crate) headline: Option<&'a str>,
    pub(crate) body: &'a str,
    pub(crate) publisher: Option<&'a str>,
    /// The report as people corrected it.
    pub(crate) report: &'a Report,
    /// Names that somebody decided to withhold.
    pub(crate) masked: Vec<&'a str>,
}

impl Found {
    /// Looks for them.
    pub(crate) fn of(told: &Told<'_>, lexicon: &Lexicon<'_>) -> Self {
        let forced = forced(told.report, lexicon);
        let known = known(told, lexicon, &forced);
        let body = words(told.body);
        let lower: HashSet<&str> =
            body.iter().filter(|w| w.case == Case::Lower && !w.coded).map(|w| w.fold.as_str()).collect();
        let headline = told.headline.map(words).unwrap_or_default();
        let (mut hits, mut alone) = (Vec::new(), HashSet::new());
        for (text, words) in [(told.headline.unwrap_or_default(), &headline), (told.body, &body)] {
            let reader = Reader { lexicon, text, known: &known, words, lower: &lower, loud: loud(words) };
            reader.read(&mut hits, &mut alone);
        }
        let mut found = settle(hits, &alone, told, &forced, lexicon);
        found.places = places(told.report);
        found
    }

    /// What several articles found.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.private.extend(other.private.iter().cloned());
        self.public.extend(other.public.iter().cloned());
        for (name, words) in &other.places {
            self.places.entry(name.clone()).or_default().extend(words.iter().cloned());
        }
    }

    /// Publishers are no persons, though the article of another one names them.
    pub(crate) fn leave_out<'n>(&mut self, publishers: impl Iterator<Item = &'n str>) {
        let known: Vec<HashSet<String>> =
            publishers.map(|name| words(name).into_iter().map(|w| w.fold).collect()).collect();
        let is = |p: &Private| known.iter().any(|name| p.parts.iter().all(|part| name.contains(&part.fold)));
        self.private.retain(|p| p.sure || !is(p));
    }

    /// Each name once.
    pub(crate) fn tidy(&mut self) {
        self.private.sort_unstable();
        self.private.dedup();
        self.public.sort_unstable();
        self.public.dedup();
    }
}

/// Places of the gazetteer: their names, the divisions they lie in, and why they were chosen.
fn places(report: &Report) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let incidents = report.incidents.iter().chain(&report.x_unsure);
    for place in incidents.flat_map(|i| &i.places).filter(|p| p.gazetteer_id.is_some()) {
        for division in place.within.iter().chain(&place.admin1) {
            out.entry(division.clone()).or_default().insert(division.clone());
        }
        let words = [place.name.clone(), place.label()].into_iter().chain(place.x_reason.clone());
        out.entry(place.name.clone()).or_default().extend(words);
    }
    out
}

/// The words of a name a person or a record gives.
fn given(name: &str, lexicon: &Lexicon<'_>) -> Vec<Part> {
    let nothing = HashSet::new();
    words(name).iter().filter(|w| w.case != Case::Digits).map(|w| part(w, lexicon, &nothing)).collect()
}

pub(super) fn part(word: &Word, lexicon: &Lexicon<'_>, lower: &HashSet<&str>) -> Part {
    let plain = lexicon.plain;
    let fold = word.fold.as_str();
    let letters = fold.chars().count();
    let small = [List::Particle, List::Suffix, List::Function].into_iter().any(|list| plain.is(list, fold));
    let strength = if letters < 2 || small {
        Strength::Beside
    } else if plain.is(List::Calendar, fold) {
        Strength::Calendar
    } else if letters < 3 || plain.ordinary(fold) || lower.contains(fold) {
        Strength::Capital
    } else {
        Strength::Strong
    };
    Part { fold: word.fold.clone(), other: word.other.clone(), strength }
}

fn folds(parts: &[Part]) -> Vec<String> {
    parts.iter().map(|p| p.fold.clone()).collect()
}

/// Names of those the report tells as struck, without a public role.
fn forced(report: &Report, lexicon: &Lexicon<'_>) -> Vec<Vec<Part>> {
    let incidents = report.incidents.iter().chain(&report.x_unsure);
    let private = incidents.flat_map(|i| &i.targets).filter(|t| {
        let public = t.kind.as_deref().is_some_and(|k| lexicon.plain.is(List::PublicKind, k));
        t.class == TargetClass::Person && !public
    });
    // "Israeli" is the name of nobody.
    let known = |name: &Vec<Part>| {
        let name: Vec<Word> = words(&folds(name).join(" "));
        let mut at = 0;
        while let Some((n, _)) = lexicon.known.at(&name, at) {
            at += n;
        }
        at == name.len()
    };
    private.filter_map(|t| t.name.as_deref()).map(|n| given(n, lexicon)).filter(|n| !known(n)).collect()
}

/// What the report knows to be something else than a private person.
fn known(told: &Told<'_>, lexicon: &Lexicon<'_>, forced: &[Vec<Part>]) -> Phrases {
    let mut out = Phrases::default();
    let struck: Vec<Vec<String>> = forced.iter().map(|n| folds(n)).collect();
    let mut add = |name: &str, known: Known| {
        let folded: Vec<String> = words(name).into_iter().map(|w| w.fold).collect();
        if !struck.iter().any(|s| folded.windows(s.len()).any(|w| w == s.as_slice())) {
            out.add(name, known);
        }
    };
    let report = told.report;
    let incidents = || report.incidents.iter().chain(&report.x_unsure);
    for place in incidents().flat_map(|i| &i.places) {
        let names = place.evidence.iter().map(|q| &q.text).chain(&place.within).chain(&place.admin1);
        names.chain([&place.name]).for_each(|name| add(name, Known::Place));
    }
    for actor in &report.actors {
        let names =
            || actor.aliases.iter().chain([&actor.name]).chain(actor.mentions.iter().map(|q| &q.text));
        match (&actor.register_id, actor.kind) {
            (Some(_), ActorKind::Person | ActorKind::Official) => names().for_each(|n| add(n, Known::Public)),
            (Some(_), _) => names().for_each(|n| add(n, Known::Other)),
            (None, ActorKind::Person | ActorKind::Official | ActorKind::Other) => {}
            // A name that form alone made a body may be that of a person.
            (None, _) => {
                let person = |n: &String| words(n).first().is_some_and(|w| lexicon.given(&w.fold));
                names().filter(|n| !person(n)).for_each(|n| add(n, Known::Other));
            }
        }
    }
    for p in incidents().flat_map(|i| &i.perpetrators) {
        add(&p.name, Known::Public);
    }
    for claim in report.claims.iter().filter(|c| c.act == SpeechAct::ClaimsResponsibility) {
        add(&claim.speaker.name, Known::Public);
    }
    if let Some(publisher) = told.publisher {
        add(publisher, Known::Other);
    }
    out.sorted()
}

/// Ordinary words have a capital: a heading, or a wire in capitals.
pub(super) fn loud(words: &[Word]) -> bool {
    let plain = Plain::embedded();
    let told = words.iter().skip(1).filter(|w| !w.coded && w.fold.len() > 3);
    let told = told.filter(|w| plain.ordinary(&w.fold) && !plain.is(List::Calendar, &w.fold));
    let (mut capitals, mut all) = (0, 0);
    for word in told {
        all += 1;
        capitals += usize::from(word.capital());
    }
    all > 1 && capitals * 10 > all * 6
}

/// Public and private names apart. A name that is public once is so throughout, but for one who was struck.
fn settle(
    hits: Vec<Hit>,
    alone: &HashSet<String>,
    told: &Told<'_>,
    forced: &[Vec<Part>],
    lexicon: &Lexicon<'_>,
) -> Found {
    let mut public: Vec<Vec<String>> = hits.iter().filter(|h| h.public).map(|h| folds(&h.parts)).collect();
    let named = told.report.incidents.iter().flat_map(|i| &i.perpetrators).map(|p| &p.name);
    let struck: Vec<Vec<String>> = forced.iter().map(|n| folds(n)).collect();
    // Those whose office the report tells; "Prince" may be all that told it.
    let office = |t: &&Target| {
        let first = words(&t.text).into_iter().next();
        let called = first.is_some_and(|w| lexicon.plain.is(List::NameOffice, &w.fold));
        !called && t.kind.as_deref().is_some_and(|k| lexicon.plain.is(List::PublicKind, k))
    };
    let offices = told.report.incidents.iter().flat_map(|i| &i.targets).filter(office);
    let named = named.chain(offices.filter_map(|t| t.name.as_ref()));
    public.extend(
        named
            .map(|n| words(n).into_iter().map(|w| w.fold).collect::<Vec<_>>())
            .filter(|n| !struck.contains(n)),
    );
    public.retain(|n| !n.is_empty());
    public.sort_unstable();
    public.dedup();
    let mut private: Vec<Private> = Vec::new();
    for mut hit in hits.into_iter().filter(|h| !h.public) {
        let folded = folds(&hit.parts);
        if folded.len() > 1 && public.iter().any(|p| ends(p, &folded)) {
            continue;
        }
        for at in hit.places {
            // A place that stands nowhere by itself is none.
            if let Some(part) = hit.parts.get_mut(at)
                && alone.contains(&part.fold)
            {
                part.strength = Strength::Beside;
            }
        }
        private.push(Private { parts: hit.parts, sure: false });
    }
    let open = |name: &Vec<Part>| !public.contains(&folds(name));
    let sure = |parts: Vec<Part>| Private { parts, sure: true };
    private.extend(forced.iter().filter(|n| open(n)).cloned().map(sure));
    // Who is called by the last name of one with an office, where nobody else has it, is that one.
    let shared: HashSet<String> =
        private.iter().filter(|n| n.parts.len() > 1).flat_map(|n| &n.parts).map(|p| p.fold.clone()).collect();
    private.retain(|n| match &n.parts[..] {
        _ if n.sure => true,
        [one] => shared.contains(&one.fold) || !public.iter().any(|p| p.contains(&one.fold)),
        _ => true,
    });
    private.extend(told.masked.iter().map(|n| given(n, lexicon)).filter(|n| !n.is_empty()).map(sure));
    let mut found = Found { private, public, places: BTreeMap::new() };
    found.tidy();
    found
}

/// Whether a name is another one or its end ("Ali Reza" of "Hassan Ali Reza").
fn ends(whole: &[String], part: &[String]) -> bool {
    whole.ends_with(part) || part.ends_with(whole) && whole.len() > 1
}

/// Names by their words, for tests.
#[cfg(test)]
pub(super) fn listed(found: &Found) -> BTreeMap<String, Vec<Strength>> {
    let name = |n: &Private| (folds(&n.parts).join(" "), n.parts.iter().map(|p| p.strength).collect());
    found.private.iter().map(name).collect()
}
