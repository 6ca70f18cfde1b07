//! Walking the dependency trees.
//!
//! Owns: the questions other rooms ask of grammar: children, phrases, clauses, who does what to whom. In: token
//! indices of a [`Text`]. Out: token indices and spans. Refuses: word meaning; every answer is "as parsed".

use super::{Dep, Form, Tag, Text};
use claimbook_records::Span;
use std::ops::Range;

/// Steps up any tree; sentences are never deeper, and a broken tree cannot loop.
const DEPTH: usize = 64;

/// The way from one token to another through their lowest common governor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// Relations climbed from the first token.
    pub up: Vec<Dep>,
    /// Relations descended to the second token.
    pub down: Vec<Dep>,
    /// Where the two ways meet.
    pub top: usize,
}

impl Text {
    /// Tokens of the sentence that holds token `i`.
    pub fn sentence_tokens(&self, i: usize) -> Range<usize> {
        let sentence = self.tokens.get(i).and_then(|t| self.sentences.get(t.sentence as usize));
        sentence.map_or(0..0, |s| s.tokens.clone())
    }

    /// Governor of a token, nothing for a root.
    pub fn head(&self, i: usize) -> Option<usize> {
        self.tokens.get(i).map(|t| t.head as usize).filter(|h| *h != i)
    }

    /// Root of a sentence: the first of its tokens that governs itself.
    pub fn root(&self, sentence: usize) -> Option<usize> {
        let tokens = self.sentences.get(sentence)?.tokens.clone();
        tokens.into_iter().find(|i| self.head(*i).is_none())
    }

    /// Tokens governed by `i`, in text order.
    pub fn children(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        // While the trees are still being mended the sentence is looked through.
        let scanned = if self.children.is_empty() { self.sentence_tokens(i) } else { 0..0 };
        let known = self.children.get(i);
        self.work.take(1 + known.len() + scanned.len());
        known.iter().map(|c| *c as usize).chain(scanned.filter(move |c| self.head(*c) == Some(i)))
    }

    /// First child with this relation.
    pub fn child(&self, i: usize, dep: Dep) -> Option<usize> {
        self.children(i).find(|c| self.tokens[*c].dep == dep)
    }

    /// True when `ancestor` governs `i`, directly or through others, or is `i`.
    pub fn governs(&self, ancestor: usize, i: usize) -> bool {
        self.climb(i).any(|a| a == ancestor)
    }

    /// `i`, its governor, and so on to the root.
    pub fn climb(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(i), |at| self.head(*at)).take(DEPTH)
    }

    /// Tokens from the first to the last governed by `i`, itself included.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        self.range_where(i, |_| true)
    }

    /// Bytes of [`Text::subtree`].
    pub fn subtree_span(&self, i: usize) -> Span {
        self.span_of(self.subtree(i))
    }

    /// Bytes from the first to the last of some tokens; an empty range gives an empty span.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|l| self.tokens.get(l))) {
            (Some(a), Some(b)) if tokens.start < tokens.end => a.span.join(b.span),
            (Some(a), _) => Span::new(a.span.start(), a.span.start()),
            _ => Span::default(),
        }
    }

    /// Contiguous tokens around `i` reached through children that pass the test.
    fn range_where(&self, i: usize, keep: impl Fn(usize) -> bool) -> Range<usize> {
        let all = self.sentence_tokens(i);
        let mut range = i..i + 1;
        let mut level = vec![i];
        for _ in 1..DEPTH {
            let below = level.iter().flat_map(|t| self.children(*t)).filter(|t| keep(*t));
            let below: Vec<usize> = below.collect();
            let Some((first, last)) = below.iter().min().zip(below.iter().max()) else { break };
            range = range.start.min(*first)..range.end.max(last + 1);
            level = below;
        }
        range.start.max(all.start)..range.end.min(all.end.max(i + 1))
    }

    /// Words of a noun phrase without what follows by preposition, clause, apposition or conjunction:
    /// "two armed men" of "two armed men from Qarn, who fled".
    pub fn noun_phrase(&self, noun: usize) -> Range<usize> {
        self.phrase(noun, |_| false)
    }

    /// The noun phrase with its prepositional phrases in "of", "in", "at", "from", "for", "near" and "on":
    /// "the governor of the district of Qarn".
    pub fn noun_phrase_long(&self, noun: usize) -> Range<usize> {
        self.phrase(noun, |t| {
            let case = self.child(t, Dep::Case).map(|c| self.tokens[c].norm.as_str());
            matches!(case, Some("of" | "in" | "at" | "from" | "for" | "near" | "on"))
        })
    }

    fn phrase(&self, noun: usize, keep_modifier: impl Fn(usize) -> bool) -> Range<usize> {
        let range = self.range_where(noun, |t| match self.tokens[t].dep {
            Dep::Det | Dep::Amod | Dep::Compound | Dep::Nummod | Dep::Flat | Dep::NmodPoss | Dep::Fixed => {
                true
            }
            Dep::Goeswith | Dep::Advmod => true,
            // "nmod" before its noun is a name or title ("President Orr"), after it a phrase of its own.
            Dep::Nmod => {
                self.head(t).is_some_and(|h| t < h) && self.child(t, Dep::Case).is_none() || keep_modifier(t)
            }
            // The possessive mark, and the preposition of a kept phrase, but not that of the noun itself.
            Dep::Case => self.head(t).is_some_and(|h| h != noun),
            // Coordination inside a modifier ("drone and missile attacks"), not of the noun.
            Dep::Conj | Dep::Cc => self.head(t).is_some_and(|h| h < noun && h != noun),
            Dep::Punct => {
                let head = self.head(t);
                t < noun && (head != Some(noun) || self.tokens[t].norm == "-")
            }
            _ => false,
        });
        self.without_marks(range)
    }

    /// The range without marks at either end.
    fn without_marks(&self, mut range: Range<usize>) -> Range<usize> {
        let mark = |i: usize| self.tokens.get(i).is_none_or(|t| t.tag == Tag::Punct);
        while range.len() > 1 && mark(range.start) {
            range.start += 1;
        }
        while range.len() > 1 && mark(range.end - 1) {
            range.end -= 1;
        }
        range
    }

    /// The clause of a verb (or other predicate): its subtree without coordinated and loosely joined clauses.
    pub fn clause(&self, verb: usize) -> Range<usize> {
        let range = self.range_where(verb, |t| {
            let direct = self.head(t) == Some(verb);
            match self.tokens[t].dep {
                Dep::Conj => !(direct && self.is_predicate(t)),
                Dep::Parataxis => !direct,
                _ => true,
            }
        });
        // Cut at a coordinated clause that stands between.
        let cut = self.children(verb).find(|c| {
            *c > verb && matches!(self.tokens[*c].dep, Dep::Conj | Dep::Parataxis) && self.is_predicate(*c)
        });
        let end = cut.map_or(range.end, |c| self.subtree(c).start.max(verb + 1).min(range.end));
        self.without_marks(range.start..end)
    }

    /// The clause that holds a token: that of the nearest predicate above it.
    pub fn clause_of(&self, i: usize) -> usize {
        self.climb(i).find(|a| self.is_predicate(*a)).or_else(|| self.climb(i).last()).unwrap_or(i)
    }

    /// True for a verb, or a word with a copula or a subject of its own.
    pub fn is_predicate(&self, i: usize) -> bool {
        let Some(token) = self.tokens.get(i) else { return false };
        token.tag == Tag::Verb && !matches!(token.dep, Dep::Amod | Dep::Compound | Dep::Case)
            || self.children(i).any(|c| matches!(self.tokens[c].dep, Dep::Cop | Dep::Nsubj | Dep::NsubjPass))
    }

    /// True when the verb is passive: by its auxiliary, its subject, or as a participle after a noun ("a car driven
    /// by"). A coordinated participle shares the passive of the verb before it.
    pub fn is_passive(&self, verb: usize) -> bool {
        let token = &self.tokens[verb];
        let own = self
            .children(verb)
            .any(|c| matches!(self.tokens[c].dep, Dep::AuxPass | Dep::NsubjPass | Dep::OblAgent));
        if own || token.form != Form::PastParticiple {
            return own;
        }
        match token.dep {
            Dep::Acl => !self.acts_beside(verb),
            Dep::Amod => true,
            Dep::Conj => {
                let free = !self
                    .children(verb)
                    .any(|c| matches!(self.tokens[c].dep, Dep::Aux | Dep::Nsubj | Dep::Obj));
                free && self.head(verb).is_some_and(|h| h < verb && self.is_passive(h))
            }
            Dep::Advcl => !self.children(verb).any(|c| matches!(self.tokens[c].dep, Dep::Aux | Dep::Obj)),
            _ => false,
        }
    }

    /// "Guards shot and killed a boy" taken for guards who were shot: the verb beside it has an object.
    fn acts_beside(&self, verb: usize) -> bool {
        self.children(verb).any(|c| {
            let token = &self.tokens[c];
            token.dep == Dep::Conj
                && token.form == Form::Past
                && self.shares_object(verb, c)
                && self.child(c, Dep::Obj).is_some()
        })
    }

    /// Grammatical subject: its own, or the one it shares by coordination ("fired and fled"), as an infinitive or
    /// participle clause ("tried to hit", "before fleeing"), or as a relative clause ("men who fled"). A relative
    /// pronoun is answered with the noun it stands for.
    pub fn subject(&self, verb: usize) -> Option<usize> {
        self.subject_within(verb, 8)
    }

    fn subject_within(&self, verb: usize, steps: usize) -> Option<usize> {
        let steps = steps.checked_sub(1)?;
        let own = self
            .children(verb)
            .find(|c| matches!(self.tokens[*c].dep, Dep::Nsubj | Dep::NsubjPass | Dep::Csubj));
        let token = &self.tokens[verb];
        if let Some(own) = own {
            let relative = matches!(self.tokens[own].norm.as_str(), "who" | "which" | "that" | "whom")
                && self.tokens[own].tag == Tag::Pron;
            return if relative { self.antecedent(verb).or(Some(own)) } else { Some(own) };
        }
        let head = self.head(verb)?;
        match token.dep {
            Dep::Conj => self.subject_within(head, steps),
            Dep::Xcomp => self.child(head, Dep::Obj).or_else(|| self.subject_within(head, steps)),
            // "accused the rebels of firing", "blamed them for killing": who is accused is the one who did it.
            Dep::Advcl if self.controlled(verb) => self.child(head, Dep::Obj),
            Dep::Advcl if self.is_predicate(head) => self.subject_within(head, steps),
            Dep::Acl => Some(head),
            // "a boy who police say was shot": the pronoun stands with the verb of saying.
            Dep::Ccomp if self.says_of_whom(head) => self.antecedent(verb),
            _ => None,
        }
    }

    /// True for the verb of a relative clause whose pronoun is only what somebody says something of.
    fn says_of_whom(&self, verb: usize) -> bool {
        let pronoun = |c: usize| {
            let token = &self.tokens[c];
            token.dep == Dep::Obj
                && c < verb
                && matches!(token.norm.as_str(), "who" | "whom" | "which" | "that")
        };
        self.tokens[verb].dep == Dep::AclRelcl && self.children(verb).any(pronoun)
    }

    /// True for a participle after "of", "for" or "from" behind an object of the verb above it.
    fn controlled(&self, verb: usize) -> bool {
        let Some(head) = self.head(verb) else { return false };
        let object = self.child(head, Dep::Obj).is_some_and(|o| head < o && o < verb);
        let marked = self.children(verb).any(|c| {
            c < verb
                && matches!(self.tokens[c].dep, Dep::Mark | Dep::Case)
                && matches!(self.tokens[c].norm.as_str(), "of" | "for" | "from" | "with")
        });
        object && marked && self.tokens[verb].form == Form::PresentParticiple
    }

    /// The noun that a relative clause belongs to, for its verb or one coordinated or embedded below it.
    pub fn antecedent(&self, verb: usize) -> Option<usize> {
        let top =
            self.climb(verb).find(|a| !matches!(self.tokens[*a].dep, Dep::Conj | Dep::Xcomp | Dep::Ccomp))?;
        (self.tokens[top].dep == Dep::AclRelcl).then(|| self.head(top)).flatten()
    }

    /// Who does it: the subject of an active verb, the "by" phrase of a passive one.
    pub fn agent(&self, verb: usize) -> Option<usize> {
        if !self.is_passive(verb) {
            return if self.tokens[verb].dep == Dep::Acl && self.tokens[verb].form == Form::Base {
                None // "a plan to attack": the plan does not attack
            } else {
                self.subject(verb)
            };
        }
        let by = |c: &usize| {
            self.tokens[*c].dep == Dep::OblAgent
                || self.tokens[*c].dep == Dep::Obl
                    && self.child(*c, Dep::Case).is_some_and(|p| self.tokens[p].norm == "by")
                    && self.tokens[*c].tag != Tag::Num
        };
        self.children(verb).find(by).or_else(|| {
            // "was hit and burned by rebels": the phrase may hang on the last of the coordinated verbs.
            self.children(verb)
                .filter(|c| self.tokens[*c].dep == Dep::Conj && self.is_passive(*c))
                .find_map(|c| self.children(c).find(by))
        })
    }

    /// Whom or what it is done to: the object of an active verb, the subject of a passive one.
    pub fn patient(&self, verb: usize) -> Option<usize> {
        if self.is_passive(verb) {
            return self.subject(verb);
        }
        self.child(verb, Dep::Obj).or_else(|| {
            // "kidnapped and killed the judge": the object may hang on the last of the coordinated verbs.
            self.children(verb)
                .filter(|c| {
                    self.tokens[*c].dep == Dep::Conj && !self.is_passive(*c) && self.shares_object(verb, *c)
                })
                .find_map(|c| self.child(c, Dep::Obj))
        })
    }

    /// True when nothing but a conjunction stands between two coordinated verbs.
    fn shares_object(&self, first: usize, second: usize) -> bool {
        second > first
            && (first + 1..second).all(|t| {
                matches!(self.tokens[t].dep, Dep::Cc | Dep::Advmod | Dep::Aux) || self.tokens[t].norm == ","
            })
    }

    /// The nouns coordinated with this one, itself first ("a judge and two guards").
    pub fn conjuncts(&self, noun: usize) -> Vec<usize> {
        let mut all = vec![noun];
        let mut at = 0;
        while at < all.len() && all.len() < DEPTH {
            let further: Vec<usize> =
                self.children(all[at]).filter(|c| self.tokens[*c].dep == Dep::Conj).collect();
            all.extend(further);
            at += 1;
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Preposition of a noun ("near" of "near the port"); for a coordinated noun that of the first.
    pub fn preposition(&self, noun: usize) -> Option<usize> {
        let own = self.child(noun, Dep::Case).filter(|c| self.tokens[*c].tag != Tag::Part);
        own.or_else(|| {
            let token = self.tokens.get(noun)?;
            (token.dep == Dep::Conj)
                .then(|| self.head(noun).filter(|h| *h < noun))
                .flatten()
                .and_then(|h| self.child(h, Dep::Case).filter(|c| self.tokens[*c].tag != Tag::Part))
        })
    }

    /// Prepositional and adverbial nouns of a verb or noun, each with its preposition where there is one.
    pub fn obliques(&self, i: usize) -> impl Iterator<Item = (usize, Option<usize>)> + '_ {
        self.children(i)
            .filter(|c| matches!(self.tokens[*c].dep, Dep::Obl | Dep::OblAgent | Dep::Nmod))
            .map(|c| (c, self.preposition(c)))
    }

    /// Predicate that a verb of saying introduces ("said that X *hit* Y"), coordinated ones after it.
    pub fn complements(&self, verb: usize) -> Vec<usize> {
        let direct = self.children(verb).filter(|c| matches!(self.tokens[*c].dep, Dep::Ccomp));
        // "X hit Y, the army said": the saying hangs loosely on what is said.
        let token = &self.tokens[verb];
        let loose = (token.dep == Dep::Parataxis).then(|| self.head(verb)).flatten();
        let mut all: Vec<usize> = direct.chain(loose).collect();
        let first = all.clone();
        for c in first {
            all.extend(
                self.children(c)
                    .filter(|k| self.tokens[*k].dep == Dep::Conj && self.is_predicate(*k) && *k != verb),
            );
        }
        all
    }

    /// Verbs in whose words a predicate stands, nearest first: the governors it complements, and a loosely joined
    /// verb with a complement's place ("…, he said").
    pub fn introducers(&self, verb: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = verb;
        for _ in 0..DEPTH {
            found.extend(
                self.children(at).filter(|c| self.tokens[*c].dep == Dep::Parataxis && self.is_predicate(*c)),
            );
            let Some(head) = self.head(at) else { break };
            if self.tokens[at].dep == Dep::Ccomp {
                found.push(head);
            }
            at = head;
        }
        found
    }

    /// Auxiliaries of a verb, in text order.
    pub fn auxiliaries(&self, verb: usize) -> impl Iterator<Item = usize> + '_ {
        self.children(verb).filter(|c| matches!(self.tokens[*c].dep, Dep::Aux | Dep::AuxPass | Dep::Cop))
    }

    /// Modal auxiliary of a verb ("could", "would", "will"); a coordinated verb without its own shares it.
    pub fn modal(&self, verb: usize) -> Option<usize> {
        let own = self.auxiliaries(verb).find(|a| self.tokens[*a].form == Form::Modal);
        own.or_else(|| {
            let token = self.tokens.get(verb)?;
            let shared =
                token.dep == Dep::Conj && token.form == Form::Base && self.child(verb, Dep::Nsubj).is_none();
            shared
                .then(|| self.head(verb))
                .flatten()
                .and_then(|h| self.auxiliaries(h).find(|a| self.tokens[*a].form == Form::Modal))
        })
    }

    /// True when a word of denial belongs to the verb or noun ("not", "never", "no longer", "no").
    pub fn is_negated(&self, i: usize) -> bool {
        self.children(i).any(|c| {
            matches!(
                self.tokens[c].norm.as_str(),
                "not" | "n't" | "never" | "no" | "neither" | "nor" | "hardly"
            ) && matches!(self.tokens[c].dep, Dep::Advmod | Dep::Det | Dep::Cc | Dep::Aux | Dep::Mark)
        })
    }

    /// The way between two tokens of one sentence, nothing across sentences.
    pub fn path(&self, from: usize, to: usize) -> Option<Path> {
        if self.tokens.get(from)?.sentence != self.tokens.get(to)?.sentence {
            return None;
        }
        let above: Vec<usize> = self.climb(from).collect();
        let mut down = Vec::new();
        for at in self.climb(to) {
            if let Some(n) = above.iter().position(|a| *a == at) {
                down.reverse();
                let up = above[..n].iter().map(|a| self.tokens[*a].dep).collect();
                return Some(Path { up, down, top: at });
            }
            down.push(self.tokens[at].dep);
        }
        None
    }

    /// True when the token stands inside a quotation.
    pub fn is_quoted(&self, i: usize) -> bool {
        self.quoted.get(i).is_some_and(|q| *q > 0)
    }

    /// Innermost quotation around a token.
    pub fn quotation(&self, i: usize) -> Option<&super::Quotation> {
        self.quotations.get(self.quoted.get(i)?.checked_sub(1)? as usize)
    }
}

#[cfg(test)]
mod tests;
