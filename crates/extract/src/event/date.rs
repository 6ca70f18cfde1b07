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

/// Days before publication up to which an act is news.
pub(super) const RECENT: i32 = 14;

/// The date of an incident told by some triggers: what grammar ties to the act, else the best time filler, else the day
/// it was reported on as the last it can have happened on.
pub(super) fn date(
    scene: &Scene,
    facts: &[Facts],
    telling: &[usize],
    fillers: &[Filler],
) -> Option<EventDate> {
    let news = news(scene, telling);
    let may = |w: &Window| news.zip(w.latest).is_none_or(|(since, latest)| since <= latest.date);
    let (mut window, span) = own(facts, telling, &may)
        .or_else(|| learned(scene, fillers, &may))
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

/// The narrowest window that grammar ties to one of the triggers.
fn own(facts: &[Facts], telling: &[usize], may: &dyn Fn(&Window) -> bool) -> Option<(Window, Span)> {
    let days = |w: &Window| match (w.earliest, w.latest) {
        (Some(a), Some(b)) => (b.date - a.date).get_days(),
        _ => i32::MAX,
    };
    telling.iter().filter_map(|t| facts[*t].window).filter(|(w, _)| may(w)).min_by_key(|(w, _)| days(w))
}

/// "A teenager has been shot dead": news of the last days, whatever older act is told beside it. The first of them.
pub(super) fn news(scene: &Scene, telling: &[usize]) -> Option<jiff::civil::Date> {
    let g = &scene.grammar;
    let first = telling.iter().map(|t| &scene.triggers[*t]).find(|t| !t.heading)?;
    let has = |c: usize| matches!(g.token(c).norm.as_str(), "has" | "have");
    let fresh = first.verb && !first.plural && g.perfect(first.head).is_some_and(has);
    published(scene).filter(|_| fresh)?.checked_sub(jiff::Span::new().days(RECENT)).ok()
}

fn learned(scene: &Scene, fillers: &[Filler], may: &dyn Fn(&Window) -> bool) -> Option<(Window, Span)> {
    let published = published(scene);
    fillers.iter().find_map(|f| {
        let window = window(scene, f).filter(|w| w.precision != Precision::Unresolved && may(w))?;
        let ahead = published.zip(window.earliest).is_some_and(|(p, e)| e.date > p);
        let later = |t: &TimeMention| beside_the_point(scene, t) || governed(scene, t) == Governed::After;
        let time = time(scene, f).filter(|t| !ahead && !later(t))?;
        Some((window, time.span))
    })
}

/// A time that cannot date an act: the page's own, or one counted from the act itself.
pub(super) fn beside_the_point(scene: &Scene, time: &TimeMention) -> bool {
    stamp(scene, time) || from_the_act(scene, time)
}

/// "the day after the shooting": counted from the act, which it therefore does not date.
fn from_the_act(scene: &Scene, time: &TimeMention) -> bool {
    const AHEAD: usize = 4;
    let words = time.span.of(scene.reading.body());
    let Some(last) = scene.reading.text.tokens_in(time.span).last() else { return false };
    let sentence = scene.grammar.sentence(last);
    let ahead = last + 1..sentence.end.min(last + 1 + AHEAD);
    let noun = |i: usize| scene.trigger_at(i).is_some_and(|t| !scene.triggers[t].verb);
    let open = ahead.take_while(|i| matches!(scene.grammar.token(*i).tag, Tag::Det | Tag::Adj | Tag::Noun));
    (words.ends_with("after") || words.ends_with("before")) && open.into_iter().any(noun)
}

/// "Posted: Tuesday, 5:46 p.m.": the page's own date.
fn stamp(scene: &Scene, time: &TimeMention) -> bool {
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
            let sentence = scene.reading.text.sentences.get(trigger.sentence)?.span;
            let time = scene.reading.times_over(sentence).iter().find(|time| {
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
    scene.reading.anchors.latest()
}
