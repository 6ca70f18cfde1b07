//! Which names of a text are places here.
//!
//! Owns: finding names of the gazetteer in a text and weighing the signs for and against a place. In: the words of a
//! text, its grammar where there is any, cue words, the gazetteer. Out: [`Spot`]s with a score. Refuses: choosing
//! which place is meant (see [`super::resolve`]).

use super::cues::{Cue, Cues};
use super::gazetteer::{Feature, Gazetteer, Hit, Ref, WordKind};
use super::key::{Case, Gap, Words};
use super::people::Persons;
use super::streets;
use crate::text::{EntityKind, Tag, Text};
use claimbook_records::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A name of the gazetteer in the text.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    /// Words it covers.
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) span: Span,
    /// Places it may mean, each with whether the words are its main name.
    pub(crate) places: Vec<(Ref, bool)>,
    /// Spot that this one is said to lie in ("Pineville, La.").
    pub(crate) inside_of: Option<usize>,
    pub(crate) signs: Signs,
    /// It stands in capitals, where case tells nothing.
    pub(crate) caps: bool,
}

macro_rules! signs {
    ($($name:ident),+ $(,)?) => {
        /// What speaks for or against a name being a place; each 0 or 1 unless it says otherwise.
        #[derive(Debug, Clone, Copy, Default)]
        pub(crate) struct Signs { $(pub(crate) $name: f32),+ }

        impl Signs {
            /// Names of the signs, in the order of [`Signs::values`].
            pub(crate) const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// The values in a fixed order.
            pub(crate) fn values(&self) -> Vec<f32> {
                vec![$(self.$name),+]
            }

            /// Weighted sum; `weights` as [`Signs::NAMES`].
            pub(crate) fn weigh(&self, weights: &[f32]) -> f32 {
                [$(self.$name),+].iter().zip(weights).map(|(v, w)| v * w).sum()
            }
        }
    };
}

signs!(
    bias,
    several_words,
    long_name,
    named_country,
    named_country_unlisted,
    all_ordinary,
    sentence_start,
    common,
    given,
    surname,
    unlisted_word,
    population,
    country,
    division1,
    division2,
    water_or_region,
    site,
    only_alternate,
    short,
    inside_before,
    toward_before,
    of_before,
    direction_before,
    the_before,
    kind_of_before,
    kind_before,
    party_before,
    title_of_before,
    body_of_before,
    title_before,
    number_before,
    name_before,
    person_before,
    speech_after,
    local_after,
    kind_after,
    country_name_after,
    country_body_after,
    body_after,
    street_after,
    name_after,
    age_after,
    hyphen_before,
    hyphen_after,
    possessive,
    holds_next,
    in_previous,
    comma_place_after,
    in_person,
    is_surname,
    is_given,
    lower_elsewhere,
    repeated,
    place_elsewhere,
    dateline,
    list_of_places,
    entity_place,
    entity_person,
    entity_organisation,
    entity_other,
    any_entities,
    proper,
    not_noun,
    bracket,
);

/// Finds the names of the gazetteer in a text and what speaks for them.
pub(crate) fn spots(text: &Text, body: &str, words: &Words, gazetteer: &Gazetteer, cues: &Cues) -> Vec<Spot> {
    let known = Known::of(words, gazetteer, cues);
    let finder =
        Finder { text, body, words, gazetteer, cues, known: &known, caps: caps_words(text, body, words) };
    let mut spots = finder.names();
    let persons = Persons::of(words, gazetteer, &known, &finder.caps, &spots);
    spots.retain(|s| s.end - s.first > 1 || !persons.begin_at(s.first));
    finder.pairs(&mut spots);
    finder.weigh_all(&mut spots, &persons);
    spots
}

/// What the lists say of each word of a text, looked up once.
pub(crate) struct Known<'a> {
    words: &'a Words,
    gazetteer: &'a Gazetteer,
    cues: Vec<Cue>,
    /// Of capitalised words.
    kinds: Vec<Option<WordKind>>,
}

impl<'a> Known<'a> {
    pub(crate) fn of(words: &'a Words, gazetteer: &'a Gazetteer, cues: &Cues) -> Self {
        let capital = |k: usize| words.list.get(k).is_some_and(|w| w.case != Case::Lower);
        let each = 0..words.list.len();
        Self {
            words,
            gazetteer,
            cues: each.clone().map(|k| cues.of(words.key(k))).collect(),
            kinds: each.map(|k| capital(k).then(|| gazetteer.word(words.key(k)))).collect(),
        }
    }

    pub(crate) fn cue(&self, word: usize) -> Cue {
        self.cues.get(word).copied().unwrap_or_default()
    }

    pub(crate) fn kind(&self, word: usize) -> WordKind {
        let kept = self.kinds.get(word).copied().flatten();
        kept.unwrap_or_else(|| self.gazetteer.word(self.words.key(word)))
    }
}

/// Places that a name may mean, each with whether it is its main name.
type Names = Vec<(Ref, bool)>;

struct Finder<'a> {
    text: &'a Text,
    body: &'a str,
    words: &'a Words,
    gazetteer: &'a Gazetteer,
    cues: &'a Cues,
    known: &'a Known<'a>,
    /// Words that stand in a line of capitals, where case tells nothing.
    caps: Vec<bool>,
}

/// Marks the words of lines in capitals.
fn caps_words(text: &Text, body: &str, words: &Words) -> Vec<bool> {
    let all = text.all_caps || crate::text::all_caps(body);
    let mut caps = vec![all; words.list.len()];
    if all {
        return caps;
    }
    let mut from = 0;
    for line in body.split_inclusive('\n') {
        let end = from + line.len();
        let a = words.list.partition_point(|w| w.span.start() < from);
        let b = words.list.partition_point(|w| w.span.start() < end);
        let upper = words.list[a..b].iter().filter(|w| w.case == Case::Upper).count();
        if upper >= 4 && !line.chars().any(char::is_lowercase) {
            caps[a..b].fill(true);
        }
        from = end;
    }
    caps
}

impl Finder<'_> {
    fn cue(&self, word: usize) -> Cue {
        self.known.cue(word)
    }

    /// Longest names from left to right, whether places or not.
    fn names(&self) -> Vec<Spot> {
        let (mut spots, mut hits, mut i) = (Vec::new(), Vec::new(), 0);
        while i < self.words.list.len() {
            if !self.may_begin(i) {
                i += 1;
                continue;
            }
            self.gazetteer.hits(self.words, i, &mut hits);
            if let Some(other) = hits.iter().find(|h| self.cues.not_place(&self.key_of(i, i + h.words))) {
                i += other.words;
                continue;
            }
            let Some(hit) = hits.iter().copied().find(|h| self.acceptable(*h, i)) else {
                i += 1;
                continue;
            };
            let mut places: Vec<(Ref, bool)> = Vec::new();
            for h in
                hits.iter().filter(|h| (h.words, h.dot, h.genitive) == (hit.words, hit.dot, hit.genitive))
            {
                places.extend(self.gazetteer.places(*h));
            }
            places.sort();
            places.dedup_by_key(|p| p.0);
            self.gazetteer.drop_doubles(&mut places);
            let end = i + hit.words;
            if streets::is_street(self.words, self.known, i, end) {
                i = end;
                continue;
            }
            places.iter_mut().for_each(|(at, primary)| *primary &= !self.shortened(i, *at));
            spots.push(Spot {
                first: i,
                end,
                span: self.span(i, hit),
                places,
                inside_of: None,
                signs: Signs::default(),
                caps: self.caps.get(i).copied().unwrap_or(false),
            });
            i = end;
        }
        spots
    }

    fn may_begin(&self, i: usize) -> bool {
        let Some(word) = self.words.list.get(i) else { return false };
        word.case != Case::Lower && !word.span.of(self.body).starts_with(|c: char| c.is_ascii_digit())
    }

    /// A name must be written as one: capitals on its words, small words only where names have them.
    fn acceptable(&self, hit: Hit, start: usize) -> bool {
        let written = (start..start + hit.words).all(|k| {
            let cue = self.cue(k);
            let small = cue.link() || (hit.layer == 1 && cue.noun());
            small || self.words.list.get(k).is_some_and(|w| w.case != Case::Lower)
        });
        if !self.article_belongs(hit, start) {
            return false;
        }
        let caps = self.caps.get(start).copied().unwrap_or(false);
        if caps && self.all_ordinary(start, start + hit.words) && hit.layer == 0 {
            return false;
        }
        let single = hit.words == 1 && !hit.dot;
        if single && self.gazetteer.people(self.words.key(start)).is_some() {
            return false;
        }
        let cue = self.cue(start);
        let grammar = cue.time() || cue.inside() || cue.toward() || cue.of() || cue.direction() || cue.link();
        let kind = self.known.kind(start);
        let upper = self.words.list.get(start).is_some_and(|w| w.case == Case::Upper);
        // An abbreviation in capitals ("NATO") is no town's name in text that has lower case.
        let acronym = single && upper && !caps && self.words.key(start).len() <= 4 && !self.short_name(hit);
        written
            && !(single
                && (grammar
                    || (caps && kind.common() && !self.well_known(hit))
                    || cue.title()
                    || cue.body()
                    || cue.kind()))
            && !acronym
    }

    fn key_of(&self, first: usize, end: usize) -> String {
        (first..end).map(|k| self.words.key(k)).collect::<Vec<_>>().join(" ")
    }

    /// "The" begins few names ("The Hague"): only those whose main name has it.
    fn article_belongs(&self, hit: Hit, start: usize) -> bool {
        self.words.key(start) != "the" || self.gazetteer.places(hit).any(|(_, primary)| primary)
    }

    /// Every word of a name is an ordinary word and one of them tells a kind or a direction, or "the" begins it
    /// ("Eastern Region", "The Dawn").
    fn all_ordinary(&self, first: usize, end: usize) -> bool {
        let ordinary = (first..end).all(|k| {
            let cue = self.cue(k);
            cue.kind() || cue.direction() || cue.link() || self.known.kind(k).common()
        });
        let general = |k| self.cue(k).kind() || self.cue(k).direction();
        ordinary && (self.words.key(first) == "the" || (first..end).any(general))
    }

    /// A country or a big city, which even an ordinary word may mean ("CHILE").
    fn well_known(&self, hit: Hit) -> bool {
        const BIG: u32 = 500_000;
        self.gazetteer.places(hit).any(|(at, primary)| match self.gazetteer.feature(at) {
            Feature::Country => true,
            f if f.is_town() => primary && self.gazetteer.population(at) > BIG,
            _ => false,
        })
    }

    fn short_name(&self, hit: Hit) -> bool {
        self.gazetteer.places(hit).any(|(at, _)| {
            matches!(self.gazetteer.feature(at), Feature::Country | Feature::Division1)
                || self.gazetteer.population(at) > 300_000
        })
    }

    fn span(&self, start: usize, hit: Hit) -> Span {
        let (first, last) = (self.words.list[start], self.words.list[start + hit.words - 1]);
        let mut end = last.span.end() + usize::from(hit.dot);
        if hit.genitive {
            end += self.body[end..].chars().take(2).map(char::len_utf8).sum::<usize>();
        }
        Span::new(first.span.start(), end)
    }

    /// Ties "X, Y" where Y may hold X.
    fn pairs(&self, spots: &mut [Spot]) {
        // Asked once for two names, which may have hundreds of places each.
        let mut known: BTreeMap<(Names, Names), bool> = BTreeMap::new();
        let mut held = |pair: &[Spot]| {
            let [a, b] = pair else { return false };
            let adjacent = a.end == b.first;
            let comma = self.words.list.get(b.first).is_some_and(|w| w.gap == Gap::Comma);
            let blank = self.words.list.get(b.first).is_some_and(|w| w.gap == Gap::Blank);
            let holds = || self.holds(&b.places, &a.places);
            let places = || (a.places.clone(), b.places.clone());
            adjacent && (comma || blank) && *known.entry(places()).or_insert_with(holds)
        };
        let held: Vec<bool> = spots.windows(2).map(&mut held).collect();
        for (i, _) in held.iter().enumerate().filter(|(_, held)| **held) {
            spots[i].inside_of = Some(i + 1);
        }
    }

    fn holds(&self, outer: &[(Ref, bool)], inner: &[(Ref, bool)]) -> bool {
        inner.iter().any(|(a, _)| outer.iter().any(|(b, _)| super::resolve::lies_in(self.gazetteer, *a, *b)))
    }

    fn weigh_all(&self, spots: &mut [Spot], persons: &Persons) {
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        for s in spots.iter() {
            *times.entry(self.name_key(s)).or_default() += 1;
        }
        let countries = self.countries(spots);
        let mut lower: Vec<&str> = (0..self.words.list.len())
            .filter(|k| self.words.list[*k].case == Case::Lower)
            .map(|k| self.words.key(k))
            .collect();
        lower.sort_unstable();
        for i in 0..spots.len() {
            let mut signs = self.signs(spots, i, persons, &countries);
            let single = spots[i].end - spots[i].first == 1;
            signs.lower_elsewhere =
                f32::from(u8::from(single && lower.binary_search(&self.words.key(spots[i].first)).is_ok()));
            signs.repeated = (times.get(&self.name_key(&spots[i])).copied().unwrap_or(1) as f32).ln();
            spots[i].signs = signs;
        }
        // A name that stands in a plain place context somewhere is more likely a place everywhere.
        let mut plain: BTreeMap<String, f32> = BTreeMap::new();
        for s in spots.iter() {
            let sure = s.signs.holds_next + s.signs.inside_before + s.signs.dateline + s.signs.kind_of_before;
            if sure > 0.0 && s.signs.in_person == 0.0 && s.signs.street_after == 0.0 {
                *plain.entry(self.name_key(s)).or_default() += 1.0;
            }
        }
        for s in spots.iter_mut() {
            let own = s.signs.holds_next + s.signs.inside_before + s.signs.dateline + s.signs.kind_of_before;
            let all = plain.get(&self.name_key(s)).copied().unwrap_or(0.0);
            s.signs.place_elsewhere = f32::from(u8::from(all - if own > 0.0 { 1.0 } else { 0.0 } > 0.5));
        }
    }

    /// Countries named outright, by their own names or their people's.
    fn countries(&self, spots: &[Spot]) -> BTreeSet<[u8; 2]> {
        let people = (0..self.words.list.len())
            .filter(|k| self.words.list[*k].case != Case::Lower)
            .filter_map(|k| self.gazetteer.people(self.words.key(k)));
        let outright = |s: &Spot| match s.places.as_slice() {
            [(at, _)] => self.gazetteer.country(*at),
            places => places
                .iter()
                .find(|(at, _)| matches!(self.gazetteer.feature(*at), Feature::Country | Feature::Capital))
                .and_then(|(at, _)| self.gazetteer.country(*at)),
        };
        people.chain(spots.iter().filter(|s| self.sure(s)).filter_map(outright)).collect()
    }

    /// Names that are countries or capitals hardly mean anything else.
    fn sure(&self, s: &Spot) -> bool {
        s.places.iter().any(|(at, primary)| {
            *primary && matches!(self.gazetteer.feature(*at), Feature::Country | Feature::Capital)
        })
    }

    pub(crate) fn name_key(&self, s: &Spot) -> String {
        name_key(self.words, s)
    }

    fn signs(&self, spots: &[Spot], i: usize, persons: &Persons, countries: &BTreeSet<[u8; 2]>) -> Signs {
        let s = &spots[i];
        let on = |b: bool| f32::from(u8::from(b));
        let words = &self.words.list;
        let (Some(first), Some(last)) = (words.get(s.first), words.get(s.end - 1)) else {
            return Signs::default();
        };
        let caps = self.caps.get(s.first).copied().unwrap_or(false);
        let single = s.end - s.first == 1;
        let kind = self.known.kind(s.first);
        let before = s.first.checked_sub(1).filter(|_| first.gap == Gap::Blank);
        let after =
            Some(s.end).filter(|e| words.get(*e).is_some_and(|w| w.gap == Gap::Blank) && !last.possessive);
        let cue_before = before.map_or(Cue::default(), |b| self.cue(b));
        let cue_after = after.map_or(Cue::default(), |a| self.cue(a));
        let capital =
            |k: Option<usize>| k.is_some_and(|k| words.get(k).is_some_and(|w| w.case != Case::Lower));
        let plain_name = |k: Option<usize>, cue: Cue| {
            capital(k)
                && !(cue.inside() || cue.toward() || cue.of() || cue.direction() || cue.time() || cue.link())
                && k.is_none_or(|k| !self.known.kind(k).common() || !caps)
        };
        let two_before = before.and_then(|b| b.checked_sub(1));
        let of_kind =
            cue_before.of() && two_before.is_some_and(|k| self.cue(k).kind() || self.cue(k).direction());
        let cue_of = two_before.filter(|_| cue_before.of()).map_or(Cue::default(), |k| self.cue(k));
        let hyphen_before = s.first.checked_sub(1).filter(|_| first.gap == Gap::Hyphen);
        let feature = |f: fn(Feature) -> bool| s.places.iter().any(|(at, _)| f(self.gazetteer.feature(*at)));
        let country = feature(|f| f == Feature::Country);
        let near_home = !country
            && s.places
                .iter()
                .any(|(at, _)| self.gazetteer.country(*at).is_some_and(|c| countries.contains(&c)));
        let people = s.places.iter().map(|(at, _)| self.gazetteer.population(*at)).max().unwrap_or(0);
        let size = (people as f32 + 1.0).log10() / 7.0;
        let comma_after = words.get(s.end).is_some_and(|w| w.gap == Gap::Comma);
        let age = comma_after
            && words.get(s.end).is_some_and(|w| {
                let t = w.span.of(self.body);
                t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit())
            });
        let in_previous = i > 0 && spots[i - 1].inside_of == Some(i);
        let entity = self.entity(s.span);
        let tag = self.text.token_at(s.span.start()).and_then(|t| self.text.tokens.get(t)).map(|t| t.tag);
        let neighbours = i > 0 && spots[i - 1].end + 1 >= s.first
            || spots.get(i + 1).is_some_and(|n| s.end + 1 >= n.first);
        let key = self.words.key(s.first);
        let inside_before = cue_before.inside() && !in_previous;
        let dateline = self.dateline(s);
        Signs {
            bias: 1.0,
            several_words: on(!single),
            long_name: on(s.end - s.first > 2),
            named_country: on(near_home),
            named_country_unlisted: on(
                near_home && (!single || !(kind.common() || kind.surname() || kind.given_name()))
            ),
            all_ordinary: on(!single && self.all_ordinary(s.first, s.end)),
            sentence_start: on(first.gap == Gap::Break && single),
            common: on(single && kind.common()),
            given: on(single && kind.given_name()),
            surname: on(single && kind.surname()),
            unlisted_word: on(single && !kind.given_name() && !kind.surname() && !kind.common()),
            population: size,
            country: on(country),
            division1: on(feature(|f| f == Feature::Division1)),
            division2: on(feature(|f| f == Feature::Division2)),
            water_or_region: on(feature(|f| {
                !matches!(
                    f,
                    Feature::Country
                        | Feature::Division1
                        | Feature::Division2
                        | Feature::Town
                        | Feature::Base
                        | Feature::Airport
                        | Feature::Camp
                        | Feature::Port
                        | Feature::Plant
                )
            })),
            site: on(feature(|f| {
                matches!(f, Feature::Base | Feature::Airport | Feature::Camp | Feature::Port | Feature::Plant)
            })),
            only_alternate: on(s.places.iter().all(|(_, primary)| !primary)),
            short: on(s.span.len() <= 4),
            inside_before: on(inside_before),
            toward_before: on(cue_before.toward()),
            of_before: on(cue_before.of() && !of_kind),
            direction_before: on(cue_before.direction()),
            the_before: on(before.is_some_and(|b| self.words.key(b) == "the")),
            kind_of_before: on(of_kind),
            kind_before: on(cue_before.kind()),
            party_before: on(hyphen_before.is_some_and(|h| self.cue(h).party())),
            title_of_before: on(cue_of.title()),
            body_of_before: on(cue_of.body()),
            title_before: on(cue_before.title() && capital(before)),
            number_before: on(
                before.is_some_and(|b| self.words.key(b).starts_with(|c: char| c.is_ascii_digit()))
            ),
            name_before: on(plain_name(before, cue_before) && !in_previous),
            person_before: on(before.is_some_and(|b| self.known.kind(b).given_name()) && capital(before)),
            speech_after: on(cue_after.speech()),
            local_after: on(cue_after.local() && !capital(after)),
            country_name_after: on(country && plain_name(after, cue_after)),
            country_body_after: on(country && cue_after.body() && capital(after)),
            kind_after: on(cue_after.kind()),
            body_after: on(cue_after.body() && capital(after)),
            street_after: on(cue_after.street() && capital(after)),
            name_after: on(plain_name(after, cue_after) && !cue_after.kind() && s.inside_of.is_none()),
            age_after: on(age),
            hyphen_before: on(first.gap == Gap::Hyphen),
            hyphen_after: on(words.get(s.end).is_some_and(|w| w.gap == Gap::Hyphen)),
            possessive: on(last.possessive),
            holds_next: on(s.inside_of.is_some()),
            in_previous: on(in_previous),
            comma_place_after: on(comma_after
                && s.inside_of.is_none()
                && spots.get(i + 1).is_some_and(|n| n.first == s.end)),
            in_person: on(persons.covers(s.first, s.end)),
            is_surname: on(single && persons.surname(key)),
            is_given: on(single && persons.given(key)),
            lower_elsewhere: 0.0,
            repeated: 0.0,
            place_elsewhere: 0.0,
            dateline: on(dateline),
            list_of_places: on(neighbours),
            entity_place: entity.filter(|e| e.0 == EntityKind::Place).map_or(0.0, |e| e.1),
            entity_person: entity.filter(|e| e.0 == EntityKind::Person).map_or(0.0, |e| e.1),
            entity_organisation: entity.filter(|e| e.0 == EntityKind::Organisation).map_or(0.0, |e| e.1),
            entity_other: entity
                .filter(|e| matches!(e.0, EntityKind::Other | EntityKind::Weapon))
                .map_or(0.0, |e| e.1),
            any_entities: on(!self.text.entities.is_empty() && entity.is_none()),
            proper: on(tag == Some(Tag::Propn)),
            not_noun: on(tag.is_some_and(|t| {
                matches!(t, Tag::Verb | Tag::Aux | Tag::Adj | Tag::Adv | Tag::Det | Tag::Pron | Tag::Adp)
            })),
            bracket: on(s.span.start() > 0 && self.body.as_bytes().get(s.span.start() - 1) == Some(&b'(')),
        }
    }

    /// "St. Louis" is hardly Saint-Louis, which is French.
    fn shortened(&self, first: usize, at: Ref) -> bool {
        self.words.key(first) == "st" && self.gazetteer.name(at).starts_with("Saint-")
    }

    /// Kind and score of the entity that covers most of a span.
    fn entity(&self, span: Span) -> Option<(EntityKind, f32)> {
        let at = self.text.entities.partition_point(|e| e.span.end() <= span.start());
        self.text.entities.get(at).filter(|e| e.span.overlaps(span)).map(|e| (e.kind, e.score))
    }

    /// Opens a line and is followed by a dash or an agency in brackets, perhaps after a country and a date.
    fn dateline(&self, s: &Spot) -> bool {
        let line_start = self.body[..s.span.start()].chars().next_back().is_none_or(|c| c == '\n');
        if !line_start {
            return false;
        }
        let rest = self.body[s.span.end()..].lines().next().unwrap_or_default();
        let head: String = rest.chars().take(48).collect();
        [" — ", " – ", " -- ", " - ", "(AP)", "(Reuters)", "(AFP)", "--", "(CNN)"]
            .iter()
            .any(|m| head.contains(m))
    }
}

/// The key of a spot's words.
pub(crate) fn name_key(words: &Words, s: &Spot) -> String {
    (s.first..s.end).map(|k| words.key(k)).collect::<Vec<_>>().join(" ")
}
