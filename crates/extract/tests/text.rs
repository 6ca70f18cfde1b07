//! The contract of the linguistic layer over any text at all.

use claimbook_extract::text::{Models, SentenceKind, Tag, Text, analyse};
use claimbook_records::Span;
use proptest::prelude::*;

fn read(body: &str) -> Text {
    analyse(body, &[], Models::embedded())
}

/// What must hold for every body.
fn check(body: &str, text: &Text) {
    let mut covered = 0;
    for token in &text.tokens {
        assert!(!token.span.is_empty() && token.span.start() >= covered, "tokens in order: {body:?}");
        let between = &body[covered..token.span.start()];
        assert!(between.chars().all(is_space), "only white space is left out: {between:?} in {body:?}");
        assert!(!token.span.of(body).is_empty(), "on character boundaries: {body:?}");
        covered = token.span.end();
    }
    assert!(body[covered..].chars().all(is_space));
    let mut next = 0;
    for (number, sentence) in text.sentences.iter().enumerate() {
        assert_eq!(sentence.tokens.start, next, "sentences tile the tokens");
        assert!(!sentence.tokens.is_empty());
        next = sentence.tokens.end;
        let tokens = &text.tokens[sentence.tokens.clone()];
        assert_eq!(sentence.span, tokens[0].span.join(tokens[tokens.len() - 1].span));
        assert!(tokens.iter().all(|t| t.sentence as usize == number));
        assert!(
            tokens.iter().all(|t| sentence.tokens.contains(&(t.head as usize))),
            "heads stay inside: {body:?}"
        );
        let roots = sentence.tokens.clone().filter(|i| text.head(*i).is_none()).count();
        assert_eq!(roots, 1, "one root: {body:?}");
        for i in sentence.tokens.clone() {
            assert!(
                text.climb(i).last().is_some_and(|top| text.head(top).is_none()) || tokens.len() > 60,
                "no loops: {body:?}"
            );
        }
    }
    assert_eq!(next, text.tokens.len());
    let mut end = 0;
    for entity in &text.entities {
        assert!(entity.tokens.start >= end && !entity.tokens.is_empty());
        end = entity.tokens.end;
        assert!(entity.score > 0.0 && entity.score <= 1.0);
        assert_eq!(entity.span, text.span_of(entity.tokens.clone()));
    }
    for quotation in &text.quotations {
        assert!(quotation.span.end() <= body.len() && quotation.tokens.end <= text.tokens.len());
    }
}

#[test]
fn a_form_of_the_past_is_no_base_form() {
    let lemma = |body: &str, norm: &str| {
        let text = read(body);
        text.tokens.iter().find(|t| t.norm == norm).map(|t| t.lemma.to_string())
    };
    assert_eq!(
        lemma("She then walked to Daniel and shot him in the chest.", "shot").as_deref(),
        Some("shoot")
    );
    assert_eq!(lemma("They want to found a town.", "found").as_deref(), Some("found"));
}

#[test]
fn a_pronoun_beside_a_verb_of_saying_is_the_subject_of_what_is_said() {
    let text = read("Police arrested a man who they say shot two guards.");
    let at = |text: &Text, norm: &str| text.tokens.iter().position(|t| t.norm == norm).unwrap();
    assert_eq!(text.agent(at(&text, "shot")), Some(at(&text, "man")));
    let text = read("Services are tonight for a boy who police say was shot by his friend.");
    assert_eq!(text.patient(at(&text, "shot")), Some(at(&text, "boy")));
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_whole(body in "\\PC{0,200}") {
        check(&body, &read(&body));
    }

    #[test]
    fn texts_of_hard_characters_are_read_whole(
        body in "[a-zA-Z0-9 .,;:!?'\"“”‘’()\\[\\]\\-–—…\n\r\t&@#$%/\u{300}\u{200d}éÉßشن中😀]{0,120}"
    ) {
        check(&body, &read(&body));
    }

    #[test]
    fn texts_of_words_are_read_whole(words in prop::collection::vec(
        prop::sample::select(vec![
            "Gen.", "U.S.", "No.", "4", "a.m.", "don't", "Kata'ib", "al-", "Al-Noor", "pro-", "-", "--", "...", ".", "?\"",
            "\"", "“", "”", "[TEXT]", "(", ")", "said", "attacked", "THE", "and", "\n", "\n\n", "  ", "3.5", "1,", "'s", "n't",
        ]), 0..60), glue in prop::sample::select(vec!["", " "])) {
        let body = words.join(glue);
        let text = read(&body);
        check(&body, &text);
        for i in 0..text.tokens.len() {
            let _ = (text.agent(i), text.patient(i), text.clause(i), text.noun_phrase(i), text.noun_phrase_long(i));
            let _ = (text.introducers(i), text.complements(i), text.modal(i), text.is_negated(i), text.quotation(i));
        }
    }

    #[test]
    fn clutter_anywhere_is_survived(body in "[a-z .\n]{0,80}", a in 0usize..90, b in 0usize..90) {
        let text = analyse(&body, &[Span::new(a, b), Span::new(b, b)], Models::embedded());
        check(&body, &text);
    }
}

#[test]
fn an_empty_text_has_nothing() {
    for body in ["", " ", "\n\n\n", "\u{feff}"] {
        let text = read(body);
        assert!(text.tokens.is_empty() && text.sentences.is_empty() && text.entities.is_empty());
    }
}

#[test]
fn the_same_text_gives_the_same_reading() {
    let body = "Gunmen of the Qarn Front attacked a post near Tal Omar on Monday, Gen. Idris Noor said. “We won,” he said.";
    assert_eq!(format!("{:?}", read(body)), format!("{:?}", read(body)));
}

#[test]
fn a_long_line_is_read() {
    let body = "the rebels of the hills fired, ".repeat(4000);
    let text = read(&body);
    assert!(text.sentences.iter().all(|s| s.tokens.len() <= 256));
    check(&body, &text);
}

#[test]
fn later_clutter_marks_sentences() {
    let body = "The port was hit. Follow us for more.";
    let mut text = read(body);
    assert_eq!(text.sentences[1].kind, SentenceKind::Prose);
    text.mark_clutter(&[Span::new(18, body.len())]);
    assert_eq!(
        text.sentences.iter().map(|s| s.kind).collect::<Vec<_>>(),
        [SentenceKind::Prose, SentenceKind::Clutter]
    );
}

/// Grammar the other rooms rest on, in both casings.
#[test]
fn plain_sentences_are_understood() {
    let body = "Two gunmen attacked the police post in the town on Monday and killed three soldiers.";
    for body in [body.to_owned(), body.to_uppercase()] {
        let text = read(&body);
        let at = |w: &str| text.tokens.iter().position(|t| t.norm == w).unwrap();
        let (attacked, killed) = (at("attacked"), at("killed"));
        assert_eq!(text.tokens[attacked].tag, Tag::Verb, "{body}");
        assert_eq!(text.tokens[attacked].lemma, "attack");
        assert_eq!(text.agent(attacked), Some(at("gunmen")), "{body}");
        assert_eq!(text.patient(attacked), Some(at("post")), "{body}");
        assert_eq!(text.agent(killed), Some(at("gunmen")), "{body}");
        assert_eq!(text.patient(killed), Some(at("soldiers")), "{body}");
    }
}

#[test]
fn passives_and_speech_are_understood() {
    let body = "The army said that the mayor was kidnapped by rebels near the river.";
    for body in [body.to_owned(), body.to_uppercase()] {
        let text = read(&body);
        let at = |w: &str| text.tokens.iter().position(|t| t.norm == w).unwrap();
        let kidnapped = at("kidnapped");
        assert!(text.is_passive(kidnapped), "{body}");
        assert_eq!(text.agent(kidnapped), Some(at("rebels")), "{body}");
        assert_eq!(text.patient(kidnapped), Some(at("mayor")), "{body}");
        assert_eq!(text.introducers(kidnapped), [at("said")], "{body}");
    }
}
