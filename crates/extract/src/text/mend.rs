//! Mends of trees where the parser errs in the same way again and again.
//!
//! Owns: few attachments of news prose that the treebanks hardly show. In: a parsed [`Text`] and the words concerned
//! (`data/ling_words.toml`). Out: the same text, heads and relations of some tokens set anew; never a loop, never a second
//! root. Refuses: anything a reader could parse in two ways.

use super::words::WordLists;
use super::{Dep, Entity, Form, SentenceKind, Tag, Text};
use std::ops::Range;

/// Mends all sentences of prose, and names.
pub(super) fn mend(text: &mut Text, lists: &WordLists) {
    names_apart(text, lists);
    for s in 0..text.sentences.len() {
        if text.sentences[s].kind == SentenceKind::Clutter {
            continue;
        }
        let tokens = text.sentences[s].tokens.clone();
        for i in tokens.clone() {
            said_on_a_day(text, lists, &tokens, i);
            apposition_before_verb(text, lists, &tokens, i);
            participle_of_subject(text, i);
            near_a_place(text, i);
            verb_taken_for_participle(text, i);
            deed_before_a_day(text, lists, i);
        }
    }
}

/// "Patton said Newsome": two names that the entity tagger took for one.
fn names_apart(text: &mut Text, lists: &WordLists) {
    let Text { tokens, entities, .. } = text;
    let said = |i: usize| tokens.get(i).is_some_and(|t| lists.said.contains(&t.norm));
    let mut out = Vec::with_capacity(entities.len());
    for entity in entities.drain(..) {
        if !entity.tokens.clone().any(said) {
            out.push(entity);
            continue;
        }
        let mut start = entity.tokens.start;
        for end in entity.tokens.clone().chain([entity.tokens.end]) {
            if end < entity.tokens.end && !said(end) {
                continue;
            }
            if let Some((first, last)) = tokens.get(start..end).and_then(|t| t.first().zip(t.last())) {
                out.push(Entity { span: first.span.join(last.span), tokens: start..end, ..entity.clone() });
            }
            start = end + 1;
        }
    }
    *entities = out;
}

/// "said on Tuesday that they had launched a drone": a day has no clause, the saying has.
fn said_on_a_day(text: &mut Text, lists: &WordLists, tokens: &Range<usize>, clause: usize) {
    let token = &text.tokens[clause];
    let day = token.head as usize;
    let loose = matches!(token.dep, Dep::Acl | Dep::AclRelcl) && token.tag == Tag::Verb;
    if !loose || day >= clause || !lists.day.contains(&text.tokens[day].norm) {
        return;
    }
    let that = text.children(clause).any(|c| {
        c < clause && text.tokens[c].norm == "that" && matches!(text.tokens[c].dep, Dep::Mark | Dep::Nsubj)
    });
    let verb = (tokens.start..day).rev().find(|v| text.tokens[*v].tag == Tag::Verb);
    let Some(verb) = verb.filter(|v| that && day - v <= 4 && !text.governs(clause, *v)) else { return };
    attach(text, clause, verb, Dep::Ccomp);
}

/// "The Front, a little-known group, claimed responsibility": where the tree ends at the apposition and takes the verb for a
/// modifier of its object, the verb is the root and the first name its subject.
fn apposition_before_verb(text: &mut Text, lists: &WordLists, tokens: &Range<usize>, object: usize) {
    if !lists.claimed.contains(&text.tokens[object].norm) || object == tokens.start {
        return;
    }
    let verb = object - 1;
    let modifier = text.head(verb) == Some(object) && matches!(text.tokens[verb].dep, Dep::Amod | Dep::Acl);
    let comma = verb > tokens.start && text.tokens[verb - 1].norm == ",";
    let Some(root) = tokens.clone().find(|i| text.head(*i).is_none()) else { return };
    let nominal = |i: usize| matches!(text.tokens[i].tag, Tag::Noun | Tag::Propn);
    let named = nominal(root) && root < verb && !text.is_predicate(root);
    if text.tokens[verb].tag != Tag::Verb || !(modifier && comma && named) {
        return;
    }
    text.tokens[verb].head = u32::try_from(verb).unwrap_or(u32::MAX);
    text.tokens[verb].dep = Dep::Root;
    attach(text, object, verb, Dep::Obj);
    attach(text, root, verb, Dep::Nsubj);
}

/// "The Front, backed by Liria, said": a participle between commas has no subject of its own; the noun before it is that of
/// the verb behind.
fn participle_of_subject(text: &mut Text, participle: usize) {
    let token = &text.tokens[participle];
    let verb = token.head as usize;
    let bare = token.tag == Tag::Verb
        && token.form == Form::PastParticiple
        && matches!(token.dep, Dep::Ccomp | Dep::Advcl | Dep::Parataxis | Dep::Dep)
        && verb > participle
        && text.tokens[verb].tag == Tag::Verb
        && participle > 0
        && text.tokens[participle - 1].norm == ",";
    let subject =
        |i: usize| text.children(i).find(|c| matches!(text.tokens[*c].dep, Dep::Nsubj | Dep::NsubjPass));
    let auxiliary = text.children(participle).any(|c| matches!(text.tokens[c].dep, Dep::Aux | Dep::AuxPass));
    if !bare || auxiliary || subject(verb).is_some() {
        return;
    }
    let Some(noun) = subject(participle).filter(|n| *n + 1 < participle) else { return };
    attach(text, noun, verb, Dep::Nsubj);
    attach(text, participle, noun, Dep::Acl);
}

/// "when a drone hit a depot, an official told the paper": what has an object right behind it is no passive participle, but the
/// verb of a clause of its own, also where the tree makes its subject that of the verb behind.
fn verb_taken_for_participle(text: &mut Text, verb: usize) {
    let token = &text.tokens[verb];
    let noun = token.head as usize;
    let misread = token.tag == Tag::Verb
        && token.form == Form::PastParticiple
        && token.dep == Dep::Acl
        && noun + 1 == verb
        && text.tokens[noun].dep == Dep::Nsubj
        && text.children(verb).any(|c| c > verb && text.tokens[c].dep == Dep::Obj);
    let behind = text.tokens[noun].head as usize;
    // A subject of its own, after a comma, shows that the verb behind did not want this one.
    let other = text.children(behind).any(|c| c > verb && c < behind && text.tokens[c].dep == Dep::Nsubj);
    if !misread || behind <= verb || !other {
        return;
    }
    let up = text.head(behind).unwrap_or(behind);
    let before: Vec<usize> = text.children(behind).filter(|c| *c < noun).collect();
    before.into_iter().for_each(|c| text.tokens[c].head = u32::try_from(verb).unwrap_or(u32::MAX));
    attach(text, noun, verb, Dep::Nsubj);
    attach(text, verb, up, Dep::Advcl);
}

/// "in a shooting late Tuesday night": where the tree takes the deed for what the night does, the night dates the deed.
fn deed_before_a_day(text: &mut Text, lists: &WordLists, deed: usize) {
    let token = &text.tokens[deed];
    let day = token.head as usize;
    let misread = token.tag == Tag::Verb
        && matches!(token.dep, Dep::Amod | Dep::Compound)
        && day > deed
        && lists.deed.contains(&token.norm);
    let named = |i: usize| lists.day.contains(&text.tokens[i].norm);
    let ends = |i: usize| lists.day_end.contains(&text.tokens[i].norm);
    let whole = || ends(day) && (deed + 1..day).any(named) || named(day);
    let article = |c: usize| c < deed && text.tokens[c].dep == Dep::Det;
    if !misread || !whole() || !text.children(day).any(article) {
        return;
    }
    let (up, dep) = (text.head(day), text.tokens[day].dep);
    let others: Vec<usize> = text.children(day).filter(|c| *c < deed || *c > day).collect();
    others.into_iter().for_each(|c| text.tokens[c].head = u32::try_from(deed).unwrap_or(u32::MAX));
    attach(text, deed, up.unwrap_or(deed), dep);
    attach(text, day, deed, Dep::Nmod);
    text.tokens[deed].tag = Tag::Noun;
    text.tokens[deed].form = Form::None;
    text.tokens[deed].lemma = text.tokens[deed].norm.clone();
}

/// "a depot near Harir": where the tree takes "near" for an adjective and the thing for a part of the place's name.
fn near_a_place(text: &mut Text, near: usize) {
    let token = &text.tokens[near];
    let place = token.head as usize;
    let misread = token.norm == "near" && token.dep == Dep::Amod && place > near && near > 0;
    let thing = near.wrapping_sub(1);
    if !misread || text.head(thing) != Some(place) || text.tokens[thing].dep != Dep::Compound {
        return;
    }
    let (up, dep) = (text.tokens[place].head as usize, text.tokens[place].dep);
    let up = if up == place { thing } else { up };
    attach(text, thing, up, dep);
    let parts: Vec<usize> = text.children(place).filter(|c| *c < thing).collect();
    parts.into_iter().for_each(|c| text.tokens[c].head = u32::try_from(thing).unwrap_or(u32::MAX));
    attach(text, place, thing, Dep::Nmod);
    text.tokens[near].dep = Dep::Case;
    text.tokens[near].tag = Tag::Adp;
}

fn attach(text: &mut Text, child: usize, head: usize, dep: Dep) {
    if let Some(token) = text.tokens.get_mut(child) {
        token.head = u32::try_from(head).unwrap_or(u32::MAX);
        token.dep = dep;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sentence, Token};
    use claimbook_records::Span;

    /// A sentence from words with tag, head (its own number for the root) and relation.
    fn parsed(words: &[(&str, Tag, usize, Dep)]) -> Text {
        let mut text = Text::default();
        for (i, (word, tag, head, dep)) in words.iter().enumerate() {
            text.tokens.push(Token {
                span: Span::new(i * 10, i * 10 + word.len()),
                norm: (*word).into(),
                lemma: (*word).into(),
                tag: *tag,
                form: Form::None,
                head: *head as u32,
                dep: *dep,
                ..Token::default()
            });
        }
        text.sentences.push(Sentence {
            span: Span::new(0, words.len() * 10),
            tokens: 0..words.len(),
            paragraph: 0,
            kind: SentenceKind::Prose,
        });
        text
    }

    #[test]
    fn a_clause_behind_a_day_belongs_to_the_saying() {
        let mut text = parsed(&[
            ("they", Tag::Pron, 1, Dep::Nsubj),
            ("said", Tag::Verb, 1, Dep::Root),
            ("on", Tag::Adp, 3, Dep::Case),
            ("tuesday", Tag::Propn, 1, Dep::Obl),
            ("that", Tag::Sconj, 6, Dep::Mark),
            ("it", Tag::Pron, 6, Dep::Nsubj),
            ("fell", Tag::Verb, 3, Dep::Acl),
        ]);
        mend(&mut text, &WordLists::embedded());
        assert_eq!((text.tokens[6].head, text.tokens[6].dep), (1, Dep::Ccomp));
    }

    #[test]
    fn a_verb_behind_an_apposition_becomes_the_root() {
        let mut text = parsed(&[
            ("front", Tag::Propn, 0, Dep::Root),
            (",", Tag::Punct, 2, Dep::Punct),
            ("group", Tag::Noun, 0, Dep::Appos),
            (",", Tag::Punct, 5, Dep::Punct),
            ("claimed", Tag::Verb, 5, Dep::Amod),
            ("responsibility", Tag::Noun, 2, Dep::Appos),
        ]);
        mend(&mut text, &WordLists::embedded());
        assert_eq!((text.tokens[4].head, text.tokens[4].dep), (4, Dep::Root));
        assert_eq!((text.tokens[5].head, text.tokens[5].dep), (4, Dep::Obj));
        assert_eq!((text.tokens[0].head, text.tokens[0].dep), (4, Dep::Nsubj));
    }

    #[test]
    fn a_day_behind_a_deed_dates_it() {
        let mut text = parsed(&[
            ("hurt", Tag::Verb, 0, Dep::Root),
            ("in", Tag::Adp, 5, Dep::Case),
            ("a", Tag::Det, 5, Dep::Det),
            ("shooting", Tag::Verb, 5, Dep::Amod),
            ("tuesday", Tag::Noun, 5, Dep::Amod),
            ("night", Tag::Noun, 0, Dep::Obl),
        ]);
        mend(&mut text, &WordLists::embedded());
        assert_eq!((text.head(3), text.tokens[3].dep, text.tokens[3].tag), (Some(0), Dep::Obl, Tag::Noun));
        assert_eq!((text.head(5), text.head(1), text.head(4)), (Some(3), Some(3), Some(5)));
    }

    #[test]
    fn sound_trees_stay_as_they_are() {
        let mut text = parsed(&[
            ("on", Tag::Adp, 1, Dep::Case),
            ("tuesday", Tag::Propn, 3, Dep::Obl),
            ("they", Tag::Pron, 3, Dep::Nsubj),
            ("fell", Tag::Verb, 3, Dep::Root),
        ]);
        let before: Vec<u32> = text.tokens.iter().map(|t| t.head).collect();
        mend(&mut text, &WordLists::embedded());
        assert_eq!(text.tokens.iter().map(|t| t.head).collect::<Vec<_>>(), before);
    }

    #[test]
    fn a_form_of_saying_parts_two_names() {
        let word = |w| (w, Tag::Propn, 0, Dep::Flat);
        let mut text = parsed(&[word("patton"), word("said"), word("terry"), word("newsome")]);
        let entity = Entity {
            span: Span::new(0, 37),
            tokens: 0..4,
            kind: crate::text::EntityKind::Person,
            score: 0.9,
        };
        text.entities = vec![entity];
        mend(&mut text, &WordLists::embedded());
        let found: Vec<_> = text.entities.iter().map(|e| e.tokens.clone()).collect();
        assert_eq!(found, [0..1, 2..4]);
    }

    #[test]
    fn a_participle_between_commas_leaves_the_subject_to_the_verb() {
        let mut text = parsed(&[
            ("front", Tag::Noun, 2, Dep::Nsubj),
            (",", Tag::Punct, 0, Dep::Punct),
            ("backed", Tag::Verb, 5, Dep::Ccomp),
            ("abroad", Tag::Adv, 2, Dep::Advmod),
            (",", Tag::Punct, 2, Dep::Punct),
            ("said", Tag::Verb, 5, Dep::Root),
        ]);
        text.tokens[2].form = Form::PastParticiple;
        mend(&mut text, &WordLists::embedded());
        assert_eq!((text.head(0), text.tokens[0].dep), (Some(5), Dep::Nsubj));
        assert_eq!((text.head(2), text.tokens[2].dep), (Some(0), Dep::Acl));
    }
}
