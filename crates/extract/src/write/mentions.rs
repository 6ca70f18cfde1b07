//! Every mention found, used by an incident or not (`--mentions`).
//!
//! Owns: the list's order. In: a [`Reading`] and the incidents. Out: [`Mention`]s by position. Refuses: choosing.

use super::actor_id;
use crate::actor::Naming;
use crate::engine::Reading;
use crate::event::IncidentReport;
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, Mention, MentionKind, PlaceReadingRecord, TimexRecord};

/// All mentions, sorted by start, end and kind.
pub(crate) fn mentions(reading: &Reading, incidents: &[IncidentReport], cues: &[Span]) -> Vec<Mention> {
    let mut out = Vec::new();
    let plain = |kind, span: Span| {
        let quote = reading.article.body.quote(span);
        Mention {
            kind,
            start: quote.start,
            end: quote.end,
            text: quote.text,
            place: None,
            time: None,
            actor: None,
        }
    };
    for m in &reading.times {
        let t = &m.timex;
        let record = TimexRecord {
            kind: t.kind,
            value: t.value.clone(),
            modifier: t.modifier.clone(),
            quant: t.quant.clone(),
            freq: t.freq.clone(),
        };
        out.push(Mention { time: Some(record), ..plain(MentionKind::Time, m.span) });
    }
    for m in &reading.places {
        let place = m.reading.chosen().map(|c| PlaceReadingRecord {
            name: c.name.clone(),
            lat: Some(c.lat),
            lon: Some(c.lon),
            country: c.country.clone(),
            gazetteer_id: Some(c.id.clone()),
            level: Some(c.level.as_str().to_owned()),
            x_reason: Some(m.reading.reason.clone()).filter(|r| !r.is_empty()),
        });
        out.push(Mention { place, ..plain(MentionKind::Place, m.span) });
    }
    for m in reading.cast.mentions.iter().filter(|m| m.naming != Naming::Pronoun) {
        let kind = match reading.cast.members[m.member].kind {
            ActorKind::Person => MentionKind::Person,
            _ => MentionKind::Actor,
        };
        out.push(Mention { actor: Some(actor_id(m.member)), ..plain(kind, m.span) });
    }
    out.extend(reading.quantities.iter().map(|q| plain(MentionKind::Quantity, q.span)));
    out.extend(cues.iter().map(|s| plain(MentionKind::SpeechCue, *s)));
    for r in incidents {
        out.extend(
            r.triggers
                .iter()
                .filter_map(|t| Some(plain(MentionKind::Trigger, reading.text.tokens.get(*t)?.span))),
        );
        out.extend(r.weapons.iter().filter_map(|w| w.span).map(|s| plain(MentionKind::Weapon, s)));
        out.extend(r.targets.iter().map(|t| plain(MentionKind::Target, t.span)));
    }
    out.sort_by(|a, b| (a.start, a.end, a.kind, &a.actor).cmp(&(b.start, b.end, b.kind, &b.actor)));
    out.dedup_by(|a, b| (a.start, a.end, a.kind, &a.actor) == (b.start, b.end, b.kind, &b.actor));
    out
}
