//! Claims that nobody made.
//!
//! Owns: coding guide 9.4, "no group has claimed", "neither X nor Y claimed", "X has not claimed": no claim and no perpetrator. In: marked
//! sayings. Out: the words of those who did not claim. Refuses: denials, which are sayings.

use super::words::{Words, words};
use crate::annotation::{Annotations, SpeechMention};
use crate::engine::Reading;
use crate::text::Tag;
use claimbook_records::Span;
use claimbook_records::report::SpeechAct;

/// True when the words mark a claim that was not made.
pub(crate) fn negated(reading: &Reading, said: &SpeechMention) -> bool {
    let top = said.acts.first().map(|a| a.0);
    said.speaker.is_some_and(|s| has_not_claimed(reading, s))
        || not_claimed(reading, said.cue, top == Some(SpeechAct::ClaimsResponsibility))
        || top != Some(SpeechAct::Denies) && said.speaker.is_some_and(|s| nobody(reading, s))
}

/// "have not claimed", "never admitted": a verb of claiming in or right behind the cue, or a cue that claims, with a word of negation
/// among the three words before.
fn not_claimed(reading: &Reading, cue: Span, claims: bool) -> bool {
    let tokens = &reading.text.tokens;
    let range = reading.text.tokens_in(cue);
    let Some(sentence) = tokens.get(range.start).map(|t| t.sentence) else { return false };
    let here = |i: &usize| tokens[*i].sentence == sentence;
    let negation = |i: usize| negates(&tokens[i].norm);
    let verb = |i: &usize| claims && range.contains(i) || Words::has(&words().claiming, &tokens[*i].lemma);
    let until = (range.end + 2).min(tokens.len());
    (range.start..until)
        .filter(here)
        .filter(verb)
        .any(|v| (v.saturating_sub(3)..v).filter(here).any(negation))
}

fn negates(word: &str) -> bool {
    matches!(word, "not" | "n't" | "never")
}

/// "No known militia", "Neither the Order", "nor the Commandos".
pub(crate) fn nobody(reading: &Reading, span: Span) -> bool {
    let tokens = reading.text.tokens_in(span);
    let Some(first) = tokens.clone().next() else { return false };
    let sentence = reading.text.tokens[first].sentence;
    let from = first.saturating_sub(2);
    (from..tokens.end).take_while(|i| *i <= first + 1).any(|i| {
        let token = &reading.text.tokens[i];
        token.sentence == sentence
            && matches!(token.norm.as_str(), "no" | "neither" | "nor" | "nobody" | "none")
    })
}

/// "The Commandos have never admitted the attack": right behind those words a negation and a verb of claiming.
pub(crate) fn has_not_claimed(reading: &Reading, span: Span) -> bool {
    let tokens = &reading.text.tokens;
    let end = reading.text.tokens_in(span).end;
    let Some(sentence) = end.checked_sub(1).and_then(|last| tokens.get(last)).map(|t| t.sentence) else {
        return false;
    };
    let behind = tokens.iter().skip(end).take(5).take_while(|t| t.sentence == sentence);
    let mut negated = false;
    for token in behind {
        if negates(&token.norm) {
            negated = true;
        } else if negated && Words::has(&words().claiming, &token.lemma) {
            return true;
        } else if !negated && !matches!(token.tag, Tag::Aux | Tag::Verb | Tag::Adv) {
            return false;
        }
    }
    false
}

/// Spans of those who did not claim, in order.
pub(crate) fn speakers(reading: &Reading, marked: &Annotations) -> Vec<Span> {
    marked.speech.iter().filter(|s| negated(reading, s)).filter_map(|s| s.speaker).collect()
}
