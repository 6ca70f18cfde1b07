//! Why it was done, in the words of the article.
//!
//! Owns: which words state a reason and how far they reach. In: the triggers that tell an incident, the codebook's
//! motive cues. Out: spans. Refuses: reasons of another sentence, and judging them.

use super::arguments::Scene;
use super::grammar::Grammar;
use super::lexicon::{Cue, Marks};
use crate::text::Tag;
use claimbook_records::Span;

/// Stated reasons in the sentences of some triggers, in order.
pub(super) fn motives(scene: &Scene, telling: &[usize]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for t in telling {
        let trigger = &scene.triggers[*t];
        for (cue, at) in scene.marks.cues_in(scene.grammar.sentence(trigger.head)) {
            // An act inside a reason is not what the reason is for.
            if *cue == Cue::Motive && !reach(&scene.grammar, at).contains(&trigger.head) {
                let span = scene.reading.text.span_of(reach(&scene.grammar, at));
                if !out.iter().any(|s| s.overlaps(span)) {
                    out.push(span);
                }
            }
        }
    }
    out.sort();
    out
}

/// True when the act headed by a token is told only as a reason for another act.
pub(super) fn is_reason(grammar: &Grammar, marks: &Marks, head: usize) -> bool {
    let mut cues = marks.cues_in(grammar.sentence(head));
    cues.any(|(cue, at)| *cue == Cue::Motive && !at.contains(&head) && reach(grammar, at).contains(&head))
}

/// From the cue to the end of what hangs on its governing word.
fn reach(g: &Grammar, cue: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let inside = |i: usize| g.head(i).is_some_and(|h| cue.contains(&h));
    let top = cue.clone().find(|i| !inside(*i) && g.token(*i).tag != Tag::Adp).unwrap_or(cue.start);
    let mut end = g.reach(top, &|_| true).end.max(cue.end);
    while end > cue.end && g.token(end - 1).tag == Tag::Punct {
        end -= 1;
    }
    cue.start..end
}
