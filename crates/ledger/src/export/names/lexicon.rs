//! What words mean for the care of names.
//!
//! Owns: ordinary words, titles and offices, organisations, states and things known from the codebook and the word lists of
//! this crate. In: a codebook. Out: [`Lexicon`]. Refuses: whether a person is private.

use super::words::{Word, words};
use claimbook_records::Codebook;
use claimbook_records::codebook::Part;
use claimbook_records::report::{ActorKind, TargetClass};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// See `data/name_words.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    function: Vec<String>,
    particles: Vec<String>,
    suffixes: Vec<String>,
    prefixes: Vec<String>,
    abbreviations: Vec<String>,
    calendar: Vec<String>,
    dating: Vec<String>,
    locative: Vec<String>,
    placing: Vec<String>,
    place_nouns: Vec<String>,
    place_heads: Vec<String>,
    family_heads: Vec<String>,
    weak_offices: Vec<String>,
    name_offices: Vec<String>,
    of_office: Vec<String>,
    leading_ranks: Vec<String>,
    leaders: Vec<String>,
    public_kinds: Vec<String>,
    group_heads: Vec<String>,
    naming: Vec<String>,
    things: Vec<String>,
}

fn read() -> Result<Lists, toml::de::Error> {
    toml::from_str(include_str!("../../../data/name_words.toml"))
}

/// A list a word may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum List {
    Function,
    Particle,
    Suffix,
    Prefix,
    Abbreviation,
    Calendar,
    Dating,
    Locative,
    Placing,
    PlaceNoun,
    PlaceHead,
    FamilyHead,
    WeakOffice,
    NameOffice,
    OfOffice,
    PublicKind,
    GroupHead,
    Naming,
    Thing,
}

/// Words without a codebook: what hiding needs.
#[derive(Debug)]
pub(super) struct Plain {
    lists: HashMap<List, HashSet<String>>,
    ordinary: HashSet<&'static str>,
    leading_ranks: Vec<String>,
    leaders: Vec<String>,
}

impl Plain {
    /// The lists of this crate.
    pub(super) fn embedded() -> &'static Self {
        static PLAIN: OnceLock<Plain> = OnceLock::new();
        PLAIN.get_or_init(|| {
            // A mistake in the embedded file would leave them empty; a test holds that there is none.
            let lists = read().unwrap_or_default();
            let ordinary = include_str!("../../../data/ordinary_words.txt");
            let of = [
                (List::Function, lists.function),
                (List::Particle, lists.particles),
                (List::Suffix, lists.suffixes),
                (List::Prefix, lists.prefixes),
                (List::Abbreviation, lists.abbreviations),
                (List::Calendar, lists.calendar),
                (List::Dating, lists.dating),
                (List::Locative, lists.locative),
                (List::Placing, lists.placing),
                (List::PlaceNoun, lists.place_nouns),
                (List::PlaceHead, lists.place_heads),
                (List::FamilyHead, lists.family_heads),
                (List::WeakOffice, lists.weak_offices),
                (List::NameOffice, lists.name_offices),
                (List::OfOffice, lists.of_office),
                (List::PublicKind, lists.public_kinds),
                (List::GroupHead, lists.group_heads),
                (List::Naming, lists.naming),
                (List::Thing, lists.things),
            ];
            Self {
                lists: of.into_iter().map(|(list, words)| (list, words.into_iter().collect())).collect(),
                ordinary: ordinary.lines().filter(|l| !l.starts_with('#')).collect(),
                leading_ranks: lists.leading_ranks,
                leaders: lists.leaders,
            }
        })
    }

    pub(super) fn is(&self, list: List, word: &str) -> bool {
        self.lists.get(&list).is_some_and(|words| words.contains(word))
    }

    /// A word of the language, in some form.
    pub(super) fn ordinary(&self, word: &str) -> bool {
        let has = |w: &str| self.ordinary.contains(w);
        if has(word) || self.is(List::Function, word) {
            return true;
        }
        let stem = |end: &str| word.strip_suffix(end).filter(|s| s.len() > 2);
        let plain = ["s", "es", "ed", "d", "ing", "ly", "er", "ers", "less", "ness", "like"];
        plain.into_iter().filter_map(stem).any(has)
            || ["ing", "ed"].into_iter().filter_map(stem).any(|s| has(&format!("{s}e")))
            || ["ies", "ied"].into_iter().filter_map(stem).any(|s| has(&format!("{s}y")))
    }
}

/// What a title makes of the one who bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title {
    /// An office or a lead: a public role.
    Public,
    /// An office that is a trade or a name as well.
    Weak,
    /// A form of address, a trade, a rank that leads nobody.
    Plain,
}

/// What a phrase is, where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Title(Title),
    /// Words by which the name of an organisation ends or begins.
    Head,
    /// An organisation, a people, a thing.
    Other,
    Place,
    /// A person with a public role.
    Public,
}

/// Phrases of folded words, by their first word.
#[derive(Debug, Default)]
pub(super) struct Phrases(HashMap<String, Vec<(Vec<String>, Known)>>);

impl Phrases {
    pub(super) fn add(&mut self, phrase: &str, known: Known) {
        let mut folds: Vec<String> = words(phrase).into_iter().map(|w| w.fold).collect();
        if folds.len() > 1 && matches!(folds[0].as_str(), "the" | "al" | "el") {
            self.put(folds[1..].to_vec(), known);
        }
        if folds.first().is_some_and(|f| f != "the") {
            self.put(std::mem::take(&mut folds), known);
        }
    }

    fn put(&mut self, folds: Vec<String>, known: Known) {
        if let Some(first) = folds.first() {
            self.0.entry(first.clone()).or_default().push((folds, known));
        }
    }

    /// The same, ready to be asked; of equal phrases the first counts.
    pub(super) fn sorted(mut self) -> Self {
        self.0.values_mut().for_each(|list| list.sort_by_key(|(folds, _)| std::cmp::Reverse(folds.len())));
        self
    }

    /// The longest phrase that begins at word `at`, and how many words it has.
    pub(super) fn at(&self, words: &[Word], at: usize) -> Option<(usize, Known)> {
        let list = self.0.get(&words.get(at)?.fold)?;
        let whole = |phrase: &[String]| {
            let on = |w: &Word| w.follows() || w.gap == super::words::Gap::Stop;
            phrase
                .iter()
                .enumerate()
                .all(|(n, p)| words.get(at + n).is_some_and(|w| w.fold == *p && (n == 0 || on(w))))
        };
        list.iter().find(|(phrase, _)| whole(phrase)).map(|(phrase, known)| (phrase.len(), *known))
    }
}

/// Words with a codebook and a table of places.
pub(crate) struct Lexicon<'k> {
    knowledge: Knowledge<'k>,
    pub(super) plain: &'static Plain,
    pub(super) titles: Phrases,
    pub(super) heads: Phrases,
    /// Actors of the register, publishers, weapons, what is written like a name and is none.
    pub(super) known: Phrases,
    given: HashSet<String>,
    /// Nouns for private persons ("teacher").
    trades: HashSet<String>,
}

/// What an export knows of the world.
#[derive(Clone, Copy)]
pub struct Knowledge<'k> {
    pub codebook: &'k Codebook,
    /// How many people live in the largest place of a name; 0 where there is none, the most where it is a country or a
    /// division of one.
    pub places: &'k dyn Fn(&str) -> u64,
}

/// People who live in a place that one word alone is taken for, and several words.
const CITY: u64 = 50_000;
const TOWN: u64 = 5_000;

impl<'k> Lexicon<'k> {
    /// Reads a codebook.
    pub(crate) fn new(knowledge: Knowledge<'k>) -> Self {
        let codebook = knowledge.codebook;
        let plain = Plain::embedded();
        let lists = codebook.lists("en");
        let names = &lists.names;
        let mut titles = Phrases::default();
        for (kind, phrase) in names.titles.iter().flat_map(|t| t.words.iter().map(move |w| (t.kind, w))) {
            titles.add(phrase, Known::Title(title(plain, kind, phrase)));
        }
        for phrase in &plain.leaders {
            titles.add(phrase, Known::Title(Title::Public));
        }
        let mut heads = Phrases::default();
        for phrase in names.heads.iter().chain(&names.bodies).flat_map(|h| &h.words).chain(&names.collectives)
        {
            heads.add(phrase, Known::Head);
        }
        let mut known = Phrases::default();
        for actor in &codebook.actors {
            let what = match actor.kind {
                ActorKind::Person | ActorKind::Official => Known::Public,
                ActorKind::State => Known::Place,
                _ => Known::Other,
            };
            let names = actor.aliases.iter().map(|a| &a.name).chain([&actor.name]);
            // One word alone may be a person's name: the report says where it is this actor.
            for name in names.filter(|n| what == Known::Place || words(n).len() > 1) {
                known.add(name, what);
            }
            actor.adjectives.iter().for_each(|name| known.add(name, Known::Other));
            actor.metonyms.iter().for_each(|name| known.add(name, Known::Place));
        }
        for name in codebook.weapons.iter().flat_map(|w| &w.types) {
            known.add(name, Known::Other);
        }
        for publisher in &codebook.publishers {
            for name in publisher.aliases.iter().chain([&publisher.name]).filter(|n| words(n).len() > 1) {
                known.add(name, Known::Other);
            }
        }
        for country in crate::export::codes::country_names() {
            known.add(country, Known::Place);
        }
        names.not_names.iter().for_each(|n| known.add(n, Known::Other));
        let mut trades = HashSet::new();
        for phrase in lists.targets.iter().filter(|t| t.class == TargetClass::Person).flat_map(|t| &t.words) {
            if let [Part::Word(lemmas)] = &phrase.parts[..] {
                trades.extend(lemmas.iter().cloned());
            }
        }
        let (titles, heads, known) = (titles.sorted(), heads.sorted(), known.sorted());
        Self { knowledge, plain, titles, heads, known, given: names.given.iter().cloned().collect(), trades }
    }

    /// A name that is that of a place so large that it is likelier than a person's.
    pub(super) fn place(&self, name: &str) -> bool {
        let least = if name.contains(' ') { TOWN } else { CITY };
        (self.knowledge.places)(name) >= least
    }

    pub(super) fn given(&self, word: &str) -> bool {
        self.given.contains(word)
    }

    /// A noun for a person, in the singular or the plural.
    pub(super) fn trade(&self, word: &str) -> bool {
        let plural = word.strip_suffix('s');
        self.trades.contains(word) || plural.is_some_and(|w| self.trades.contains(w))
    }
}

fn title(plain: &Plain, kind: ActorKind, phrase: &str) -> Title {
    let public = match kind {
        ActorKind::Official => true,
        ActorKind::Military => plain.leading_ranks.iter().any(|r| r == phrase),
        _ => phrase.split(' ').any(|w| plain.leaders.iter().any(|l| l == w)),
    };
    let weak = plain.is(List::WeakOffice, phrase) || plain.is(List::NameOffice, phrase);
    match (public, weak) {
        (false, _) => Title::Plain,
        (true, true) => Title::Weak,
        (true, false) => Title::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_are_known_in_their_forms_and_names_are_not() {
        read().unwrap();
        let plain = Plain::embedded();
        for word in ["market", "markets", "killed", "quickly", "bodies"] {
            assert!(plain.ordinary(word), "{word}");
        }
        for word in ["qandoura", "lysenko", "petro", "samer"] {
            assert!(!plain.ordinary(word), "{word}");
        }
        let codebook = Codebook::builtin();
        let lexicon = Lexicon::new(Knowledge { codebook: &codebook, places: &|_| 0 });
        assert!(lexicon.given("mohammed") && lexicon.trade("teachers") && !lexicon.trade("rahmani"));
        let at = |text: &str| lexicon.titles.at(&words(text), 0);
        assert_eq!(at("prime minister Tal"), Some((2, Known::Title(Title::Public))));
        assert_eq!(at("sergeant Tal"), Some((1, Known::Title(Title::Plain))));
        assert_eq!(at("director Tal"), Some((1, Known::Title(Title::Weak))));
    }
}
