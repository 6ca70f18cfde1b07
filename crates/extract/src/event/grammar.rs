//! Grammar around a word, as roles need it.
//!
//! Owns: children, effective governors (through coordination and apposition), prepositions, paths between words. In: a
//! [`Text`]. Out: token indices and relations. Refuses: meaning.

use crate::text::{Children, Dep, Tag, Text, Token};
use claimbook_records::Span;
use std::ops::Range;

/// A text with its trees indexed from the top down.
#[derive(Debug)]
pub struct Grammar<'a> {
    pub text: &'a Text,
    /// Where the text is not indexed itself.
    own: Option<Children>,
}

/// A step from a word to the next on a path: up to a governor or down to a dependent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub up: bool,
    pub dep: Dep,
    /// Token reached by the step.
    pub to: usize,
}

impl<'a> Grammar<'a> {
    /// Indexes a text.
    pub fn new(text: &'a Text) -> Self {
        let own = text.children.is_empty().then(|| Children::of(&text.tokens));
        Self { text, own }
    }

    /// The token.
    pub fn token(&self, i: usize) -> &'a Token {
        &self.text.tokens[i]
    }

    /// Dependents of a token, in order of position.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let children = self.own.as_ref().unwrap_or(&self.text.children).get(i);
        self.text.work.take(1 + children.len());
        children.iter().map(|c| *c as usize)
    }

    /// The first dependent with a relation.
    pub fn child(&self, i: usize, dep: Dep) -> Option<usize> {
        self.children(i).find(|c| self.token(*c).dep == dep)
    }

    /// The governor; `None` for a root.
    pub fn head(&self, i: usize) -> Option<usize> {
        let head = self.token(i).head as usize;
        (head != i && head < self.text.tokens.len()).then_some(head)
    }

    /// Governor and relation as if a conjunct stood alone: "bombs in *A and B*" gives both the preposition.
    pub fn governor(&self, i: usize) -> (Option<usize>, Dep) {
        let mut at = i;
        for _ in 0..8 {
            let dep = self.token(at).dep;
            match self.head(at) {
                Some(head)
                    if dep == Dep::Conj && nominal(self.token(head).tag) == nominal(self.token(at).tag) =>
                {
                    at = head;
                }
                Some(head) if matches!(dep, Dep::Appos | Dep::Flat) => at = head,
                head => return (head, dep),
            }
        }
        (self.head(i), self.token(i).dep)
    }

    /// Lemma of the preposition before a nominal, shared among conjuncts.
    pub fn preposition(&self, i: usize) -> Option<&'a str> {
        let mut at = i;
        for _ in 0..8 {
            if let Some(case) = self.children(at).find(|c| self.token(*c).dep == Dep::Case && *c < at) {
                return Some(self.token(case).lemma.as_str());
            }
            match (self.token(at).dep, self.head(at)) {
                (Dep::Conj | Dep::Appos | Dep::Flat, Some(head)) => at = head,
                _ => return None,
            }
        }
        None
    }

    /// The nearest verb (or other predicate) above a token, itself included.
    pub fn predicate(&self, i: usize) -> usize {
        let mut at = i;
        for _ in 0..24 {
            let token = self.token(at);
            if token.tag == Tag::Verb
                || matches!(token.dep, Dep::Root | Dep::Parataxis | Dep::Ccomp | Dep::Advcl)
            {
                return at;
            }
            match self.head(at) {
                Some(head) => at = head,
                None => return at,
            }
        }
        at
    }

    /// Tokens from the first to the last that hang below a token, `keep` deciding which children are followed.
    pub fn reach(&self, i: usize, keep: &dyn Fn(usize) -> bool) -> Range<usize> {
        let (mut low, mut high, mut todo) = (i, i + 1, vec![i]);
        while let Some(at) = todo.pop() {
            low = low.min(at);
            high = high.max(at + 1);
            todo.extend(self.children(at).filter(|c| keep(*c)));
        }
        low..high
    }

    /// The way through the tree from one token to another of the same sentence, at most `limit` steps.
    pub fn path(&self, from: usize, to: usize, limit: usize) -> Option<Vec<Step>> {
        let above = |i: usize| {
            let mut chain = vec![i];
            let mut at = i;
            while chain.len() <= limit + 1
                && let Some(head) = self.head(at)
                && !chain.contains(&head)
            {
                chain.push(head);
                at = head;
            }
            chain
        };
        let (a, b) = (above(from), above(to));
        let (i, j) = a.iter().enumerate().find_map(|(i, x)| b.iter().position(|y| x == y).map(|j| (i, j)))?;
        if i + j > limit {
            return None;
        }
        let up = a[..=i].windows(2).map(|w| Step { up: true, dep: self.token(w[0]).dep, to: w[1] });
        let down = b[..=j].windows(2).rev().map(|w| Step { up: false, dep: self.token(w[0]).dep, to: w[0] });
        Some(up.chain(down).collect())
    }

    /// The clauses that hold some words, in order; clauses inside another are left out.
    pub fn clauses(&self, heads: impl Iterator<Item = usize>) -> Vec<Span> {
        let text = self.text;
        let clause = |head: usize| {
            let clause = text.clause(text.clause_of(head));
            if clause.contains(&head) { clause } else { self.sentence(head) }
        };
        let mut ranges: Vec<Range<usize>> = heads.map(clause).collect();
        ranges.sort_by_key(|r| (r.start, usize::MAX - r.end));
        let mut out: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            if out.last().is_none_or(|last| range.end > last.end) {
                out.push(range);
            }
        }
        out.into_iter().map(|r| text.span_of(r)).filter(|s| !s.is_empty()).collect()
    }

    /// The "have" that makes a verb perfect.
    pub fn perfect(&self, verb: usize) -> Option<usize> {
        self.children(verb).find(|c| self.token(*c).dep == Dep::Aux && self.token(*c).lemma == "have")
    }

    /// True for a verb used in the passive.
    pub fn passive(&self, verb: usize) -> bool {
        self.children(verb)
            .any(|c| matches!(self.token(c).dep, Dep::AuxPass | Dep::NsubjPass | Dep::OblAgent))
    }

    /// Tokens of the sentence of a token.
    pub fn sentence(&self, i: usize) -> Range<usize> {
        let number = self.token(i).sentence as usize;
        self.text.sentences.get(number).map_or(i..i + 1, |s| s.tokens.clone())
    }
}

/// True for tags that head noun phrases.
fn nominal(tag: Tag) -> bool {
    matches!(tag, Tag::Noun | Tag::Propn | Tag::Pron | Tag::Num)
}
