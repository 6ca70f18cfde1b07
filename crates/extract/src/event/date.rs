//! When it happened.
//!
//! Owns: which time expression dates an incident, and the open range of an act that is only reported on a day. In:
//! fillers. Out: an [`EventDate`]. Refuses: the date of a statement as the date of the act (coding guide 3.4).

use super::EventDate;
use super::arguments::Scene;
use super::profile::{Filler, window};
use claimbook_records::report::Precision;

/// The date of an incident from its time fillers, best first.
pub(super) fn date(scene: &Scene, fillers: &[Filler]) -> Option<EventDate> {
    let dated = |f: &&Filler| window(scene, f).is_some_and(|w| w.precision != Precision::Unresolved);
    let best = fillers.iter().find(dated)?;
    let mut window = window(scene, best)?;
    let span = span(scene, best)?;
    // An act told in the past is not later than the article.
    if let (Some(published), Some(latest)) = (published(scene), window.latest)
        && window.earliest.is_some_and(|e| e.date <= published)
        && latest.date > published
    {
        window.latest = Some(crate::time::Instant { date: published, time: None, offset_minutes: None });
    }
    Some(EventDate { window, evidence: vec![span] })
}

fn span(scene: &Scene, filler: &Filler) -> Option<claimbook_records::Span> {
    let token = scene.grammar.token(scene.nominals[filler.nominal].head);
    scene.reading.times.iter().find(|t| t.span.overlaps(token.span)).map(|t| t.span)
}

fn published(scene: &Scene) -> Option<jiff::civil::Date> {
    scene.reading.published.as_ref()?.value.get(..10)?.parse().ok()
}
