//! Noun phrases that may fill a role.
//!
//! Owns: which words belong to a phrase (the extents annotators choose: no article, no number, no relative clause), the
//! split of a person into name and description, what the codebook says about its head. In: a [`Reading`] with its
//! [`Marks`]. Out: [`Nominal`]s in order of their heads. Refuses: deciding roles.

use super::grammar::{Grammar, nominal};
use super::lexicon::{Lexicon, Marks};
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
    let finder = Finder { reading, grammar, lexicon, marks };
    let mut anchors: Vec<(usize, Denotes)> = Vec::new();
    let spans = reading.places.iter().map(|p| (p.span, Denotes::Place));
    for (span, denotes) in spans.chain(reading.times.iter().map(|t| (t.span, Denotes::Time))) {
        anchors.extend(finder.top(span).map(|head| (head, denotes)));
    }
    anchors.sort_by_key(|a| a.0);
    anchors.dedup_by_key(|a| a.0);
    let mut anchors = anchors.into_iter().peekable();
    let mut out = Vec::new();
    for i in 0..reading.text.tokens.len() {
        let anchor = anchors.next_if(|a| a.0 == i).map(|a| a.1);
        out.extend(finder.at(i, anchor));
    }
    out
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
    /// The token of a span that is governed from outside it.
    fn top(&self, span: Span) -> Option<usize> {
        let tokens = self.reading.text.tokens_in(span);
        let outside = |i: &usize| self.grammar.head(*i).is_none_or(|h| !tokens.contains(&h));
        tokens.clone().rev().filter(|i| self.grammar.token(*i).tag != Tag::Punct).find(outside)
    }

    /// The phrase headed by a token; `anchor` says that the token heads a place or a time found before.
    fn at(&self, head: usize, anchor: Option<Denotes>) -> Option<Nominal> {
        let text = &self.reading.text;
        let token = &text.tokens[head];
        if anchor.is_none() && !self.heads(head) {
            return None;
        }
        let base = self.base(head);
        let core = self.core(&base, head);
        let long = self.long(&core, head);
        let whole = span(self.reading, &base);
        let (member, naming) = self.member(head, whole);
        let name = self.name(&base, head, member);
        let target = self.marks.targets[head].as_ref().map(|t| t.0);
        let denotes = anchor.unwrap_or_else(|| self.denotes(head, target, name.is_some(), member));
        let mut nominal = Nominal {
            head,
            denotes,
            perpetrator: self.marks.perpetrators[head].as_ref().map(|p| p.0),
            description: None,
            member,
            naming,
            plural: self.plural(head),
            quantity: self.reading.quantities.iter().position(|q| q.noun == Some(head)),
            sentence: token.sentence as usize,
            core,
            base,
            long,
            name,
        };
        nominal.description = self.description(&nominal);
        Some(nominal)
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
            Tag::Pron => self.reading.cast.mentions.iter().any(|m| m.span == token.span),
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
        low..high
    }

    fn core(&self, base: &Range<usize>, head: usize) -> Range<usize> {
        let mut low = base.start;
        let quantity = self.reading.quantities.iter().find(|q| q.noun == Some(head)).map(|q| q.span);
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
        let covering = self.reading.cast.mentions.iter().filter(|m| m.span.overlaps(at));
        let best = covering
            .filter(|m| m.naming != Naming::Adjective && whole.overlaps(m.span))
            .max_by_key(|m| m.span.len());
        (best.map(|m| m.member), best.map(|m| m.naming))
    }

    fn name(&self, base: &Range<usize>, head: usize, member: Option<usize>) -> Option<Range<usize>> {
        let text = &self.reading.text;
        let person = text.entities.iter().find(|e| {
            e.kind == EntityKind::Person
                && e.tokens.contains(&head)
                && e.tokens.start >= base.start.saturating_sub(1)
        });
        if let Some(entity) = person {
            return Some(entity.tokens.start.max(base.start)..entity.tokens.end);
        }
        let member = member.and_then(|m| self.reading.cast.members.get(m))?;
        if member.kind != ActorKind::Person {
            return None;
        }
        let at = self.grammar.token(head).span;
        let mention =
            self.reading.cast.mentions.iter().find(|m| m.naming == Naming::Name && m.span.overlaps(at))?;
        Some(text.tokens_in(mention.span))
    }

    fn denotes(&self, head: usize, target: Option<u16>, named: bool, member: Option<usize>) -> Denotes {
        if named {
            return Denotes::Person(target);
        }
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
        if self.marks.perpetrators[head].is_some() {
            return Denotes::Person(None);
        }
        if let Some(member) = member.and_then(|m| self.reading.cast.members.get(m)) {
            return match member.kind {
                ActorKind::Person | ActorKind::Official => Denotes::Person(None),
                _ => Denotes::Organisation,
            };
        }
        let entity = self.reading.text.entities.iter().find(|e| e.tokens.contains(&head));
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

    /// Words before a name inside its phrase ("senator"), else an apposition ("mayor of the town").
    fn description(&self, n: &Nominal) -> Option<Range<usize>> {
        let name = n.name.clone()?;
        let role = |i: usize| {
            self.grammar.token(i).tag == Tag::Noun
                || self.marks.targets[i]
                    .as_ref()
                    .is_some_and(|(t, _)| self.lexicon.targets[usize::from(*t)].class == TargetClass::Person)
        };
        let low = n.core.start;
        if low < name.start && (low..name.start).any(role) {
            return Some(low..name.start);
        }
        let appositions = self.grammar.children(n.head).filter(|c| self.grammar.token(*c).dep == Dep::Appos);
        let governor =
            (self.grammar.token(n.head).dep == Dep::Appos).then(|| self.grammar.head(n.head)).flatten();
        let head = appositions.chain(governor).find(|i| *i < name.start || *i >= name.end)?;
        if !nominal(self.grammar.token(head).tag) || !role(head) {
            return None;
        }
        let core = self.core(&self.base(head), head);
        Some(self.long(&core, head))
    }
}
