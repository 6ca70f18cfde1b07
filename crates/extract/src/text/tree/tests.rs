//! The tree of a sentence: what hangs where.

use crate::text::{Dep, Form, Path, Sentence, Tag, Text, Token};
use claimbook_records::Span;

/// One sentence from rows "word TAG form head dep" (heads from 1, 0 is the root), words parted by one space.
fn tree(rows: &str) -> (String, Text) {
    let mut body = String::new();
    let mut tokens = Vec::new();
    for row in rows.lines().map(str::trim).filter(|r| !r.is_empty()) {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let start = body.len();
        body.push_str(cells[0]);
        let span = Span::new(start, body.len());
        body.push(' ');
        let i = u32::try_from(tokens.len()).unwrap();
        let head = match cells[2].parse::<u32>().unwrap() {
            0 => i,
            h => h - 1,
        };
        let (tag, form) = match cells[1] {
            "N" => (Tag::Noun, Form::Singular),
            "V" => (Tag::Verb, Form::Past),
            "VN" => (Tag::Verb, Form::PastParticiple),
            "VB" => (Tag::Verb, Form::Base),
            "AUX" => (Tag::Aux, Form::Past),
            "MD" => (Tag::Aux, Form::Modal),
            "ADP" => (Tag::Adp, Form::None),
            "PRON" => (Tag::Pron, Form::None),
            "." => (Tag::Punct, Form::None),
            _ => (Tag::X, Form::None),
        };
        let dep = match cells[3] {
            "root" => Dep::Root,
            "nsubj" => Dep::Nsubj,
            "nsubj:pass" => Dep::NsubjPass,
            "obj" => Dep::Obj,
            "obl" => Dep::Obl,
            "obl:agent" => Dep::OblAgent,
            "conj" => Dep::Conj,
            "cc" => Dep::Cc,
            "case" => Dep::Case,
            "det" => Dep::Det,
            "amod" => Dep::Amod,
            "nmod" => Dep::Nmod,
            "aux" => Dep::Aux,
            "aux:pass" => Dep::AuxPass,
            "xcomp" => Dep::Xcomp,
            "ccomp" => Dep::Ccomp,
            "mark" => Dep::Mark,
            "acl" => Dep::Acl,
            "acl:relcl" => Dep::AclRelcl,
            "advmod" => Dep::Advmod,
            "punct" => Dep::Punct,
            "parataxis" => Dep::Parataxis,
            other => panic!("{other}"),
        };
        let norm = cells[0].to_lowercase().into();
        tokens.push(Token { span, norm, tag, form, head, dep, ..Token::default() });
    }
    let span = Span::new(0, body.len() - 1);
    let sentences = vec![Sentence { span, tokens: 0..tokens.len(), ..Sentence::default() }];
    (body, Text { tokens, sentences, ..Text::default() })
}

const PASSIVE: &str = "The DET 2 det
    judge N 4 nsubj:pass
    was AUX 4 aux:pass
    kidnapped VN 0 root
    and CC 6 cc
    killed VN 4 conj
    by ADP 9 case
    two NUM 9 det
    men N 6 obl:agent
    from ADP 11 case
    Qarn N 9 nmod
    . . 4 punct";

#[test]
fn coordinated_passives_share_subject_and_agent() {
    let (_, t) = tree(PASSIVE);
    assert!(t.is_passive(3) && t.is_passive(5));
    assert_eq!((t.patient(3), t.patient(5)), (Some(1), Some(1)));
    assert_eq!((t.agent(3), t.agent(5)), (Some(8), Some(8)));
    assert_eq!(t.preposition(8), Some(6));
}

#[test]
fn phrases_and_clauses_have_their_words() {
    let (body, t) = tree(PASSIVE);
    let words = |r| t.span_of(r).of(&body).to_owned();
    assert_eq!(words(t.noun_phrase(8)), "two men");
    assert_eq!(words(t.noun_phrase_long(8)), "two men from Qarn");
    assert_eq!(words(t.subtree(8)), "by two men from Qarn");
    assert_eq!(words(t.clause(3)), "The judge was kidnapped");
    assert_eq!(words(t.clause(5)), "and killed by two men from Qarn");
}

#[test]
fn reported_and_controlled_verbs_find_their_subject() {
    let (_, t) = tree(
        "Rebels N 2 nsubj
        said V 0 root
        that SC 5 mark
        they PRON 5 nsubj
        tried V 2 ccomp
        to PART 7 mark
        hit VB 5 xcomp
        ships N 7 obj
        and CC 11 cc
        could MD 11 aux
        flee VB 5 conj",
    );
    assert_eq!(t.complements(1), [4, 10]);
    assert_eq!(t.introducers(6), [1]);
    assert_eq!((t.agent(6), t.patient(6)), (Some(3), Some(7)));
    assert_eq!(t.agent(10), Some(3));
    assert_eq!(t.modal(10), Some(9));
    assert_eq!(
        t.path(0, 7),
        Some(Path { up: vec![Dep::Nsubj], down: vec![Dep::Ccomp, Dep::Xcomp, Dep::Obj], top: 1 })
    );
}

#[test]
fn relative_clauses_answer_with_their_noun() {
    let (_, t) = tree(
        "men N 0 root
        who PRON 4 nsubj
        never ADV 4 advmod
        attacked V 1 acl:relcl
        a DET 6 det
        post N 4 obj
        held VN 6 acl
        by ADP 9 case
        guards N 7 obl:agent",
    );
    assert_eq!(t.agent(3), Some(0));
    assert!(t.is_negated(3) && !t.is_negated(6));
    assert_eq!((t.patient(6), t.agent(6)), (Some(5), Some(8)));
}

#[test]
fn loosely_joined_speech_introduces() {
    let (_, t) = tree(
        "Rebels N 2 nsubj
        fled V 0 root
        , . 5 punct
        he PRON 5 nsubj
        said V 2 parataxis
        . . 2 punct",
    );
    assert_eq!(t.introducers(1), [4]);
    assert_eq!(t.complements(4), [1]);
    let words = t.clause(1);
    assert_eq!(words, 0..2);
}

#[test]
fn a_broken_tree_neither_loops_nor_panics() {
    let (_, mut t) = tree(PASSIVE);
    for i in 0..t.tokens.len() {
        t.tokens[i].head = u32::try_from((i + 1) % 12).unwrap();
    }
    for i in 0..t.tokens.len() {
        let _ = (
            t.subject(i),
            t.agent(i),
            t.patient(i),
            t.clause(i),
            t.subtree(i),
            t.path(i, 0),
            t.introducers(i),
        );
        let _ = (
            t.noun_phrase_long(i),
            t.conjuncts(i),
            t.clause_of(i),
            t.modal(i),
            t.antecedent(i),
            t.complements(i),
        );
    }
}
