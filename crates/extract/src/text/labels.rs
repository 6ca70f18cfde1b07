//! Numbers for tags, relations and entity labels in the weight tables.
//!
//! Owns: the order of classes the tables are trained with. In and out: labels and their numbers. Refuses: changes of
//! order without training anew (the file of weights names its version).

use super::{Dep, EntityKind, Form, Tag};

/// Tag and form together: what the tagger decides.
#[rustfmt::skip]
pub const TAGS: [(Tag, Form); 30] = [
    (Tag::Adj, Form::None), (Tag::Adp, Form::None), (Tag::Adv, Form::None),
    (Tag::Aux, Form::Base), (Tag::Aux, Form::Past), (Tag::Aux, Form::PastParticiple),
    (Tag::Aux, Form::PresentParticiple), (Tag::Aux, Form::Present), (Tag::Aux, Form::Modal),
    (Tag::Cconj, Form::None), (Tag::Det, Form::None), (Tag::Intj, Form::None),
    (Tag::Noun, Form::Singular), (Tag::Noun, Form::Plural), (Tag::Num, Form::None),
    (Tag::Part, Form::None), (Tag::Part, Form::Possessive), (Tag::Pron, Form::None), (Tag::Pron, Form::Possessive),
    (Tag::Propn, Form::Singular), (Tag::Propn, Form::Plural), (Tag::Punct, Form::None), (Tag::Sconj, Form::None),
    (Tag::Sym, Form::None),
    (Tag::Verb, Form::Base), (Tag::Verb, Form::Past), (Tag::Verb, Form::PastParticiple),
    (Tag::Verb, Form::PresentParticiple), (Tag::Verb, Form::Present), (Tag::X, Form::None),
];

/// Relations the labeller decides between.
#[rustfmt::skip]
pub const DEPS: [Dep; 39] = [
    Dep::Acl, Dep::AclRelcl, Dep::Advcl, Dep::Advmod, Dep::Amod, Dep::Appos, Dep::Aux, Dep::AuxPass, Dep::Case,
    Dep::Cc, Dep::Ccomp, Dep::Compound, Dep::Conj, Dep::Cop, Dep::Csubj, Dep::Det, Dep::Discourse, Dep::Expl,
    Dep::Fixed, Dep::Flat, Dep::Goeswith, Dep::Iobj, Dep::List, Dep::Mark, Dep::Nmod, Dep::NmodPoss, Dep::Nsubj,
    Dep::NsubjPass, Dep::Nummod, Dep::Obj, Dep::Obl, Dep::OblAgent, Dep::Orphan, Dep::Parataxis, Dep::Punct,
    Dep::Reparandum, Dep::Vocative, Dep::Xcomp, Dep::Dep,
];

/// Entity kinds in the order of their labels.
pub const KINDS: [EntityKind; 5] =
    [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Weapon, EntityKind::Other];

/// Label of a token outside all names. The others are `1 + kind * 4 + part`, with the parts below.
pub const OUTSIDE: usize = 0;
/// First token of several.
pub const BEGIN: usize = 0;
/// Between first and last.
pub const INSIDE: usize = 1;
/// Last of several.
pub const LAST: usize = 2;
/// A name of one token.
pub const UNIT: usize = 3;
/// Number of entity labels.
pub const NAMES: usize = 1 + 4 * KINDS.len();

/// Kind and part of an entity label, nothing for [`OUTSIDE`].
pub fn name_parts(label: usize) -> Option<(EntityKind, usize)> {
    let at = label.checked_sub(1)?;
    KINDS.get(at / 4).map(|k| (*k, at % 4))
}

/// True when `next` may follow `label` inside a sentence (or end it, with `next` = [`OUTSIDE`]).
pub fn may_follow(label: usize, next: usize) -> bool {
    let open = name_parts(label).filter(|(_, p)| matches!(*p, BEGIN | INSIDE)).map(|(k, _)| k);
    match (open, name_parts(next)) {
        (Some(kind), Some((k, part))) => k == kind && matches!(part, INSIDE | LAST),
        (Some(_), None) => false,
        (None, Some((_, part))) => matches!(part, BEGIN | UNIT),
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_distinct() {
        for (i, tag) in TAGS.iter().enumerate() {
            assert!(!TAGS[..i].contains(tag));
        }
        for (i, dep) in DEPS.iter().enumerate() {
            assert!(!DEPS[..i].contains(dep) && *dep != Dep::Root);
        }
    }

    #[test]
    fn names_are_well_formed() {
        let label = |kind: usize, part| 1 + kind * 4 + part;
        assert!(may_follow(label(0, BEGIN), label(0, LAST)));
        assert!(!may_follow(label(0, BEGIN), label(1, LAST)) && !may_follow(label(0, INSIDE), OUTSIDE));
        assert!(may_follow(OUTSIDE, label(4, UNIT)) && !may_follow(OUTSIDE, label(4, INSIDE)));
    }
}
