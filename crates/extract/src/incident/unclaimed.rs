//! Claims that nobody made.
//!
//! Owns: coding guide 9.4, "no group has claimed", "neither X nor Y claimed", "X has not claimed": no claim and no perpetrator. In: marked
//! sayings. Out: the words of those who did not claim. Refuses: denials, which are sayings.

use super::naming;
use crate::annotation::{Annotations, SpeechMention};
use crate::engine::Reading;
use claimbook_records::Span;
use claimbook_records::report::SpeechAct;

/// True when the words mark a claim that was not made.
pub(crate) fn negated(reading: &Reading, said: &SpeechMention) -> bool {
    let top = said.acts.first().map(|a| a.0);
    let cue = naming::head(reading, said.cue);
    let not = cue.is_some_and(|h| {
        let claims = claiming(reading, h) || top == Some(SpeechAct::ClaimsResponsibility);
        claims && (reading.text.is_negated(h) || negation_before(reading, h))
    });
    not || top != Some(SpeechAct::Denies) && said.speaker.is_some_and(|s| nobody(reading, s))
}

/// "have not claimed", "never admitted": a word of negation among the three before the cue.
fn negation_before(reading: &Reading, cue: usize) -> bool {
    let tokens = &reading.text.tokens;
    let sentence = tokens[cue].sentence;
    tokens[cue.saturating_sub(3)..cue]
        .iter()
        .any(|t| t.sentence == sentence && matches!(t.norm.as_str(), "not" | "n't" | "never" | "yet"))
}

fn claiming(reading: &Reading, cue: usize) -> bool {
    matches!(
        reading.text.tokens[cue].lemma.as_str(),
        "claim" | "admit" | "take" | "accept" | "assume" | "acknowledge" | "own"
    )
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

/// Spans of those who did not claim, in order.
pub(crate) fn speakers(reading: &Reading, marked: &Annotations) -> Vec<Span> {
    marked.speech.iter().filter(|s| negated(reading, s)).filter_map(|s| s.speaker).collect()
}
