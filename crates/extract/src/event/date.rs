//! When it happened.
//!
//! Owns: which time expression dates an incident, and the open range of an act that is only reported on a day. In:
//! fillers. Out: an [`EventDate`]. Refuses: the date of a statement as the date of the act (coding guide 3.4).

use super::EventDate;
use super::arguments::Scene;
use super::facts::Facts;
use super::nearby::{Governed, governed};
use super::profile::{Filler, time, window};
use crate::text::{Dep, Tag};
use crate::time::{TimeMention, Window};
use claimbook_records::Span;
use claimbook_records::report::Precision;

/// The date of an incident told by some triggers: what grammar ties to the act, else the best time filler, else the day
/// it was reported on as the last it can have happened on.
pub(super) fn date(
    scene: &Scene,
    facts: &[Facts],
    telling: &[usize],
    fillers: &[Filler],
) -> Option<EventDate> {
    let (mut window, span) = own(scene, facts, telling)
        .or_else(|| learned(scene, fillers))
        .or_else(|| reported(scene, telling))?;
    // An act told in the past is not later than the article.
    if let (Some(published), Some(latest)) = (published(scene), window.latest)
        && window.earliest.is_some_and(|e| e.date <= published)
        && latest.date > published
    {
        window.latest = Some(crate::time::Instant { date: published, time: None, offset_minutes: None });
    }
    Some(EventDate { window, evidence: vec![span] })
}

/// The narrowest window that grammar ties to one of the triggers; a day on which something came of it only where no other
/// is told.
fn own(scene: &Scene, facts: &[Facts], telling: &[usize]) -> Option<(Window, Span)> {
    let days = |w: &Window| match (w.earliest, w.latest) {
        (Some(a), Some(b)) => (b.date - a.date).get_days(),
        _ => i32::MAX,
    };
    let later =
        |span: &Span| scene.reading.time_at(*span).is_some_and(|t| governed(scene, t) == Governed::After);
    telling.iter().filter_map(|t| facts[*t].window).min_by_key(|(w, span)| (later(span), days(w)))
}

fn learned(scene: &Scene, fillers: &[Filler]) -> Option<(Window, Span)> {
    let published = published(scene);
    fillers.iter().find_map(|f| {
        let window = window(scene, f).filter(|w| w.precision != Precision::Unresolved)?;
        let ahead = published.zip(window.earliest).is_some_and(|(p, e)| e.date > p);
        let later = |t: &TimeMention| stamp(scene, t) || governed(scene, t) == Governed::After;
        let time = time(scene, f).filter(|t| !ahead && !later(t))?;
        Some((window, time.span))
    })
}

/// "Posted: Tuesday, 5:46 p.m.": the page's own date.
pub(super) fn stamp(scene: &Scene, time: &TimeMention) -> bool {
    const BACK: usize = 3;
    let Some(at) = scene.reading.text.tokens_in(time.span).next() else { return false };
    let before = (at.saturating_sub(BACK)..at).rev();
    let small = |t: &crate::text::Token| matches!(t.tag, Tag::Punct | Tag::Adp | Tag::Sym);
    let word = before.map(|i| scene.grammar.token(i)).find(|t| !small(t));
    word.is_some_and(|t| scene.lexicon.words.stamping(&t.norm))
}

/// "said on Friday that …": undated, on or before that day (coding guide 3.4).
fn reported(scene: &Scene, telling: &[usize]) -> Option<(Window, Span)> {
    let g = &scene.grammar;
    telling.iter().find_map(|t| {
        let trigger = &scene.triggers[*t];
        let mut at = trigger.head;
        for _ in 0..6 {
            at = g.head(at)?;
            if !scene.lexicon.words.saying(&g.token(at).lemma) {
                continue;
            }
            let time = scene.reading.times.iter().find(|time| {
                let token = scene.reading.text.token_at(time.span.start());
                token.is_some_and(|i| {
                    g.token(i).sentence as usize == trigger.sentence
                        && scene.reading.text.climb(i).take(4).any(|up| up == at)
                        && !scene.reading.text.governs(trigger.head, i)
                })
            })?;
            let told = time.window.filter(|w| w.precision == Precision::Day)?;
            // "Gunmen killed a guard on Monday, police said": the day stands with the act, whatever the tree says.
            let day = scene.reading.text.token_at(time.span.start())?;
            if trigger.head < day
                && scene.grammar.child(at, Dep::Nsubj).is_some_and(|who| day < who && who < at)
            {
                return Some((told, time.span));
            }
            let window = Window { earliest: None, precision: Precision::Range, ..told };
            return Some((window, time.span));
        }
        None
    })
}

pub(super) fn published(scene: &Scene) -> Option<jiff::civil::Date> {
    scene.reading.published.as_ref()?.value.get(..10)?.parse().ok()
}
