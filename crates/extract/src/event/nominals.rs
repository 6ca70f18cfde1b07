//! Noun phrases that may fill a role.
//!
//! Owns: which words belong to a phrase (the extents annotators choose: no article, no number, no relative clause), the
//! split of a person into name and description, what the codebook says about its head. In: a [`Reading`] with its
//! [`Marks`]. Out: [`Nominal`]s in order of their heads. Refuses: deciding roles.

use super::grammar::Grammar;
use super::lexicon::{Lexicon, Marks};
use super::names;
use crate::actor::Naming;
use crate::engine::Reading;
use crate::text::{Dep, EntityKind, Form, Tag};
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, TargetClass};
use std::ops::Range;

/// What a phrase denotes as far as words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denotes {
    /// A person or people; number of the codebook's target noun where there is one.
    Person(Option<u16>),
    /// A thing, a building, an organisation's seat.
    Object(u16),
    Weapon(u16),
    Organisation,
    Place,
    Time,
    Unknown,
}

/// A noun phrase.
#[derive(Debug, Clone)]
pub struct Nominal {
    /// Token that heads it.
    pub head: usize,
    /// Without article, number and possessive; with adjectives and compounds.
    pub core: Range<usize>,
    /// With article and number.
    pub base: Range<usize>,
    /// The core with a following "of" phrase.
    pub long: Range<usize>,
    pub denotes: Denotes,
    /// Number of the codebook's perpetrator noun its head is.
    pub perpetrator: Option<u16>,
    /// Proper name of a person inside it.
    pub name: Option<Range<usize>>,
    /// Title or role told with a name.
    pub description: Option<Range<usize>>,
    /// Index in [`crate::actor::Cast::members`].
    pub member: Option<usize>,
    pub naming: Option<Naming>,
    pub plural: bool,
    /// Index in [`Reading::quantities`] of the number that counts it.
    pub quantity: Option<usize>,
    pub sentence: usize,
}

impl Nominal {
    /// True when it names somebody or something by a proper name.
    pub fn named(&self) -> bool {
        self.name.is_some() || self.naming == Some(Naming::Name)
    }
}

/// The phrases of a text.
pub fn find(reading: &Reading, grammar: &Grammar, lexicon: &Lexicon, marks: &Marks) -> Vec<Nominal> {
    let names = names::find(reading, lexicon, marks);
    let finder = Finder { reading, grammar, lexicon, marks };
    // What other rooms found heads a phrase of its own, whatever the tree says.
    let mut anchors: Vec<(usize, Anchor)> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        anchors.extend(finder.top(name.clone()).map(|head| (head, Anchor::Name(i))));
    }
    let inside = |i: usize| names.get(names.partition_point(|n| n.end <= i)).is_some_and(|n| n.contains(&i));
    let spans = reading.places.iter().map(|p| (p.span, Anchor::Place));
    for (span, anchor) in spans.chain(reading.times.iter().map(|t| (t.span, Anchor::Time))) {
        let head = finder.top(reading.text.tokens_in(span)).filter(|h| !inside(*h) && !finder.of_age(*h));
        anchors.extend(head.map(|head| (head, anchor)));
    }
    for (head, weapon) in marks.weapons.iter().enumerate() {
        if matches!(weapon, Some((_, false, _))) && !inside(head) {
            anchors.push((head, Anchor::Weapon));
        }
    }
    anchors.sort_by_key(|a| (a.0, a.1));
    anchors.dedup_by_key(|a| a.0);
    let mut anchors = anchors.into_iter().peekable();
    let mut out = Vec::new();
    for i in 0..reading.text.tokens.len() {
        match anchors.next_if(|a| a.0 == i) {
            Some((_, Anchor::Name(n))) => out.push(finder.person(i, names[n].clone())),
            Some((_, anchor)) => out.extend(finder.at(i, Some(anchor))),
            None if inside(i) => {}
            None => out.extend(finder.at(i, None)),
        }
    }
    out
}

/// What makes a word head a phrase; names before weapons, places and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Anchor {
    Name(usize),
    Weapon,
    Place,
    Time,
}

/// The bytes from the first to the last token of a range.
pub fn span(reading: &Reading, tokens: &Range<usize>) -> Span {
    match reading.text.tokens.get(tokens.clone()) {
        Some([first, .., last]) => first.span.join(last.span),
        Some([only]) => only.span,
        _ => Span::default(),
    }
}

struct Finder<'a> {
    reading: &'a Reading<'a>,
    grammar: &'a Grammar<'a>,
    lexicon: &'a Lexicon,
    marks: &'a Marks,
}

impl Finder<'_> {
    /// The token of a range that is governed from outside it.
    fn top(&self, tokens: Range<usize>) -> Option<usize> {
        let outside = |i: &usize| self.grammar.head(*i).is_none_or(|h| !tokens.contains(&h));
        tokens.clone().rev().filter(|i| self.grammar.token(*i).tag != Tag::Punct).find(outside)
    }

    /// A person by name.
    fn person(&self, head: usize, name: Range<usize>) -> Nominal {
        let whole = span(self.reading, &name);
        let before = names::before(self.reading, self.lexicon, self.marks, &name);
        let (member, naming) = self.member(head, whole);
        let base = before.as_ref().map_or(name.start, |b| b.start)..name.end;
        let description = before.or_else(|| self.apposed(&name));
        let role = description.clone().into_iter().flatten().find_map(|i| self.marks.targets[i].as_ref());
        Nominal {
            head,
            denotes: Denotes::Person(role.map(|t| t.0)),
            perpetrator: None,
            description,
            member,
            naming: naming.or(Some(Naming::Name)),
            plural: false,
            quantity: None,
            sentence: self.grammar.token(head).sentence as usize,
            core: name.clone(),
            base,
            long: name.clone(),
            name: Some(name),
        }
    }

    /// The phrase headed by a token; an anchor says that it is one, whatever the tree says.
    fn at(&self, head: usize, anchor: Option<Anchor>) -> Option<Nominal> {
        let text = &self.reading.text;
        let token = &text.tokens[head];
        let free = self.heads(head);
        if anchor.is_none() && !free {
            return None;
        }
        let (base, core) = match (anchor, &self.marks.weapons[head]) {
            // A weapon that only modifies another word ("dynamite attack") is told by its own words.
            (Some(Anchor::Weapon), Some((_, _, words))) if !free => (words.clone(), words.clone()),
            _ => {
                let base = self.base(head);
                let core = self.core(&base, head);
                (base, core)
            }
        };
        let long = self.long(&core, head);
        let (member, naming) = self.member(head, span(self.reading, &base));
        let target = self.marks.targets[head].as_ref().map(|t| t.0);
        let denotes = match anchor {
            Some(Anchor::Place) => Denotes::Place,
            Some(Anchor::Time) => Denotes::Time,
            _ => self.denotes(head, target, member),
        };
        Some(Nominal {
            head,
            denotes,
            perpetrator: self.marks.perpetrators[head].as_ref().map(|p| p.0),
            description: None,
            member,
            naming,
            plural: self.plural(head),
            quantity: self.reading.quantity_of(head),
            sentence: token.sentence as usize,
            core,
            base,
            long,
            name: None,
        })
    }

    /// True for the head of a phrase of its own: not a modifier inside another phrase.
    fn heads(&self, i: usize) -> bool {
        let token = self.grammar.token(i);
        let inside = matches!(
            token.dep,
            Dep::Compound | Dep::Flat | Dep::Fixed | Dep::Goeswith | Dep::Nummod | Dep::Det
        );
        let noun = matches!(token.tag, Tag::Noun | Tag::Propn);
        if noun {
            return !inside;
        }
        // "the dead", "six wounded", "two of them", and pronouns that the cast resolved.
        let stands = matches!(
            token.dep,
            Dep::Nsubj
                | Dep::NsubjPass
                | Dep::Obj
                | Dep::Obl
                | Dep::Nmod
                | Dep::NmodPoss
                | Dep::Root
                | Dep::Conj
        );
        match token.tag {
            Tag::Pron => self.reading.cast.inside(token.span).any(|m| m.span == token.span),
            Tag::Adj if self.of_age(i) => stands,
            Tag::Adj | Tag::Verb => {
                stands
                    && self.marks.targets[i].is_some()
                    && self
                        .grammar
                        .children(i)
                        .any(|c| matches!(self.grammar.token(c).dep, Dep::Det | Dep::Nummod))
            }
            Tag::Num => {
                stands && token.dep != Dep::Root && !token.norm.starts_with(|c: char| c.is_ascii_digit())
            }
            _ => false,
        }
    }

    /// The unbroken run of words around the head that modify it inside the phrase.
    fn base(&self, head: usize) -> Range<usize> {
        let sentence = self.grammar.sentence(head);
        let belongs = |i: usize| {
            let mut at = i;
            for _ in 0..6 {
                let token = self.grammar.token(at);
                if !matches!(
                    token.dep,
                    Dep::Det
                        | Dep::Amod
                        | Dep::Compound
                        | Dep::Nummod
                        | Dep::Flat
                        | Dep::NmodPoss
                        | Dep::Fixed
                        | Dep::Advmod
                        | Dep::Case
                        | Dep::Punct
                        | Dep::Goeswith
                        | Dep::Dep
                ) || (token.dep == Dep::Case && self.grammar.head(at).is_some_and(|h| h > at))
                    || (token.dep == Dep::Punct && !matches!(token.norm.as_str(), "-" | "'" | "\"" | "."))
                {
                    return false;
                }
                match self.grammar.head(at) {
                    Some(h) if h == head => return true,
                    Some(h) => at = h,
                    None => return false,
                }
            }
            false
        };
        let mut low = head;
        while low > sentence.start && belongs(low - 1) {
            low -= 1;
        }
        let mut high = head + 1;
        while high < sentence.end && {
            let token = self.grammar.token(high);
            matches!(token.dep, Dep::Flat | Dep::Compound | Dep::Nummod | Dep::Goeswith) && belongs(high)
        } {
            high += 1;
        }
        while low < head && matches!(self.grammar.token(low).tag, Tag::Punct | Tag::Adv) {
            low += 1;
        }
        self.aged(low)..high
    }

    fn core(&self, base: &Range<usize>, head: usize) -> Range<usize> {
        let mut low = base.start;
        let quantity = self.reading.quantity_of(head).map(|q| self.reading.quantities[q].span);
        while low < head {
            let token = self.grammar.token(low);
            let drop = matches!(token.dep, Dep::Det | Dep::Case | Dep::Punct)
                || matches!(token.tag, Tag::Det | Tag::Punct)
                || (matches!(token.dep, Dep::Nummod | Dep::Advmod) && self.grammar.head(low) == Some(head))
                || quantity.is_some_and(|q| q.contains(token.span))
                || matches!(
                    token.norm.as_str(),
                    "other" | "another" | "several" | "many" | "some" | "more" | "such"
                );
            if !drop {
                break;
            }
            low += 1;
        }
        low..base.end
    }

    /// "a 17-year-old": an age that stands for the person.
    fn of_age(&self, head: usize) -> bool {
        let token = self.grammar.token(head);
        self.aged(head) < head && !matches!(token.dep, Dep::Amod | Dep::Compound | Dep::Nummod)
    }

    /// "2-year-old boy", "11-year old girl" begin with their number, though the tree parts the age from the person.
    fn aged(&self, low: usize) -> usize {
        let norm = |i: usize| self.grammar.token(i).norm.as_str();
        if !matches!(norm(low), "old" | "olds") {
            return low;
        }
        let first = self.grammar.sentence(low).start;
        // The word before, over a hyphen.
        let before = |i: usize| {
            let one = i.checked_sub(1).filter(|k| *k >= first)?;
            if norm(one) == "-" { one.checked_sub(1).filter(|k| *k >= first) } else { Some(one) }
        };
        let unit = before(low).filter(|u| matches!(norm(*u), "year" | "month" | "week" | "day"));
        let number = unit.and_then(before).filter(|n| self.grammar.token(*n).tag == Tag::Num);
        number.unwrap_or(low)
    }

    fn long(&self, core: &Range<usize>, head: usize) -> Range<usize> {
        let of = self.grammar.children(head).find(|c| {
            *c >= core.end
                && self.grammar.token(*c).dep == Dep::Nmod
                && self.grammar.preposition(*c) == Some("of")
        });
        let Some(of) = of else { return core.clone() };
        let end = self.base(of).end;
        if end > core.end && end - core.end <= 8 { core.start..end } else { core.clone() }
    }

    fn member(&self, head: usize, whole: Span) -> (Option<usize>, Option<Naming>) {
        let at = self.grammar.token(head).span;
        let best = self
            .reading
            .cast
            .over(at)
            .filter(|m| m.naming != Naming::Adjective && whole.overlaps(m.span))
            .max_by_key(|m| m.span.len());
        (best.map(|m| m.member), best.map(|m| m.naming))
    }

    fn denotes(&self, head: usize, target: Option<u16>, member: Option<usize>) -> Denotes {
        if let Some((entry, _, _)) = &self.marks.weapons[head] {
            return Denotes::Weapon(*entry);
        }
        if let Some(noun) = target {
            return match self.lexicon.targets[usize::from(noun)].class {
                TargetClass::Person => Denotes::Person(Some(noun)),
                TargetClass::Place => Denotes::Place,
                _ => Denotes::Object(noun),
            };
        }
        if self.marks.perpetrators[head].is_some() || self.of_age(head) {
            return Denotes::Person(None);
        }
        if let Some(member) = member.and_then(|m| self.reading.cast.members.get(m)) {
            return match member.kind {
                ActorKind::Person | ActorKind::Official => Denotes::Person(None),
                _ => Denotes::Organisation,
            };
        }
        let entity = self.reading.text.entity_at(head);
        match entity.map(|e| e.kind) {
            Some(EntityKind::Organisation) => Denotes::Organisation,
            Some(EntityKind::Place) => Denotes::Place,
            _ => Denotes::Unknown,
        }
    }

    fn plural(&self, head: usize) -> bool {
        let token = self.grammar.token(head);
        token.form == Form::Plural
            || (token.tag == Tag::Noun && token.norm.ends_with('s') && token.lemma.len() < token.norm.len())
            || matches!(token.norm.as_str(), "people" | "men" | "women" | "children" | "police" | "others")
    }

    /// A role told in apposition: ", mayor of Achi,", "the businessman, …,".
    fn apposed(&self, name: &Range<usize>) -> Option<Range<usize>> {
        let sentence = self.grammar.sentence(name.start);
        let comma = |i: usize| sentence.contains(&i) && self.grammar.token(i).norm == ",";
        let role = |i: usize| {
            self.marks.targets[i]
                .as_ref()
                .is_some_and(|(t, _)| self.lexicon.targets[usize::from(*t)].class == TargetClass::Person)
        };
        if comma(name.end) {
            // The first noun phrase after the comma, if its head is a role.
            let from = name.end + 1;
            let to = (from + 8).min(sentence.end);
            for i in from..to {
                let token = self.grammar.token(i);
                if matches!(token.tag, Tag::Punct | Tag::Verb | Tag::Aux | Tag::Pron | Tag::Adp | Tag::Cconj)
                {
                    break;
                }
                let next = self.grammar.token((i + 1).min(sentence.end - 1));
                let ends = i + 1 >= sentence.end || !matches!(next.tag, Tag::Noun | Tag::Propn | Tag::Adj);
                if role(i) && ends {
                    let start = (from..=i).find(|k| self.grammar.token(*k).tag != Tag::Det).unwrap_or(i);
                    return Some(self.long(&(start..i + 1), i));
                }
            }
        }
        let before = name.start.checked_sub(2).filter(|_| name.start > 0 && comma(name.start - 1))?;
        if role(before) && sentence.contains(&before) {
            let core = self.core(&self.base(before), before);
            return Some(core);
        }
        None
    }
}
