//! Tallies: running totals a text gives.
//!
//! Owns: coding guide 2.2 (totals of attacks, munitions, deaths over a period) and 2.5. In: quantities, incidents,
//! claims. Out: [`Total`]s. Refuses: the casualties of a single incident.

use super::located::{Located, by_evidence};
use super::{Attribution, Total, Who};
use crate::engine::Reading;
use crate::event::IncidentReport;
use crate::quantity::QuantityMention;
use crate::text::{SentenceKind, Tag};
use crate::time::TimeMention;
use claimbook_records::Span;
use claimbook_records::report::{Qualifier, TallyWhat};
use rustc_hash::FxHashMap;

/// All totals, in text order.
pub(super) fn tallies(reading: &Reading, incidents: &[IncidentReport], found: &Attribution) -> Vec<Total> {
    let known = Known::of(incidents, found);
    reading.quantities.iter().filter_map(|q| tally(reading, incidents, &known, found, q)).collect()
}

/// What stands where of incidents and claims.
struct Known {
    /// Tokens that tell an incident, with the first series among those they tell.
    triggers: FxHashMap<usize, Option<usize>>,
    /// The words of series, of weapons and of claims.
    series: Located,
    weapons: Located,
    claims: Located,
}

impl Known {
    fn of(incidents: &[IncidentReport], found: &Attribution) -> Self {
        let mut triggers: FxHashMap<usize, Option<usize>> = FxHashMap::default();
        for (i, incident) in incidents.iter().enumerate() {
            for trigger in &incident.triggers {
                let series = triggers.entry(*trigger).or_default();
                *series = series.or(incident.aggregate.then_some(i));
            }
        }
        let numbered = || incidents.iter().enumerate();
        let series = numbered().filter(|(_, r)| r.aggregate);
        let series = series.flat_map(|(i, r)| r.evidence.iter().map(move |e| (*e, i)));
        let weapons = numbered().flat_map(|(i, r)| r.weapons.iter().filter_map(move |w| Some((w.span?, i))));
        Self {
            triggers,
            series: Located::of(series),
            weapons: Located::of(weapons),
            claims: by_evidence(found),
        }
    }
}

fn tally(
    reading: &Reading,
    incidents: &[IncidentReport],
    known: &Known,
    found: &Attribution,
    q: &QuantityMention,
) -> Option<Total> {
    let noun = q.noun?;
    let sentence = reading.text.sentences.get(reading.text.sentence_of(noun))?;
    if sentence.kind != SentenceKind::Prose || q.count.qualifier == Some(Qualifier::Vague) {
        return None;
    }
    let period = period(reading, sentence.span);
    let cumulative = period.is_some() || says_total(reading, sentence.tokens.clone());
    // "attacked 160 times": the verb is what is counted.
    let times = matches!(reading.text.tokens[noun].lemma.as_str(), "time" | "occasion");
    let counted = reading.text.head(noun).filter(|_| times).unwrap_or(noun);
    let about = known.triggers.get(&counted).copied().flatten();
    let what = match (about, thing(reading, known, noun)) {
        // "claimed at least 20 attacks": a number of attacks is a total by itself, a pair of them is not.
        (Some(_), _) | (None, Some(TallyWhat::Attacks))
            if cumulative || q.count.min.is_some_and(|n| n > 2) =>
        {
            TallyWhat::Attacks
        }
        (_, Some(what)) if cumulative && what != TallyWhat::Attacks => what,
        _ => return None,
    };
    let about = about.or_else(|| known.series.around(q.span).first().copied());
    let claim = known.claims.around(q.span).first().and_then(|c| found.claims.get(*c));
    let incident = about.map(|i| &incidents[i]);
    let until = claim.and_then(|c| c.date.as_ref()).and_then(|d| d.window.latest).map(|i| i.date.to_string());
    Some(Total {
        span: clause(reading, noun, q.span),
        what,
        count: q.count,
        since: period.and_then(|t| t.window?.earliest).map(|i| i.date.to_string()),
        until: until
            .or_else(|| {
                reading.anchors.part(q.span.start()).and(reading.published_on(q.span)).map(|d| d.to_string())
            })
            .or_else(|| reading.published.as_ref().map(|p| p.value.clone())),
        speaker: claim.and_then(|c| c.speaker.clone()),
        by: incident
            .and_then(|i| i.perpetrators.first())
            .map(|p| p.member.map_or(Who::Words(p.span), Who::Member)),
        against: incident
            .and_then(|i| i.targets.first())
            .map(|t| t.member.map_or(Who::Words(t.span), Who::Member)),
        place: incident
            .and_then(|i| i.places.first())
            .and_then(|p| reading.places.get(p.mention))
            .map(|p| p.span),
        about,
    })
}

/// The time expression that opens a period in a sentence ("since October 17", "in the past year").
fn period<'a>(reading: &'a Reading, sentence: Span) -> Option<&'a TimeMention> {
    reading.times_inside(sentence).find(|t| {
        let open = t.window.is_some_and(|w| w.earliest.is_some() && w.latest.is_none());
        let before =
            reading.text.tokens_in(t.span).start.checked_sub(1).and_then(|i| reading.text.tokens.get(i));
        let since = before.is_some_and(|b| b.norm == "since")
            || t.span.of(reading.body()).to_ascii_lowercase().starts_with("since");
        open || since
    })
}

/// Words that make a number a total.
fn says_total(reading: &Reading, tokens: std::ops::Range<usize>) -> bool {
    let words = &reading.text.tokens[tokens];
    words.iter().any(|t| matches!(t.norm.as_str(), "total" | "toll" | "tally" | "altogether" | "overall"))
        || words.windows(2).any(|w| {
            matches!((w[0].norm.as_str(), w[1].norm.as_str()), ("so", "far") | ("to", "date") | ("in", "all"))
        })
}

/// What a noun counts.
fn thing(reading: &Reading, known: &Known, noun: usize) -> Option<TallyWhat> {
    let token = &reading.text.tokens[noun];
    if known.triggers.contains_key(&noun) && matches!(token.tag, Tag::Noun | Tag::Propn) {
        return Some(TallyWhat::Attacks);
    }
    if !known.weapons.around(token.span).is_empty() {
        return Some(TallyWhat::Munitions);
    }
    let around = reading.text.clause(reading.text.clause_of(noun));
    let says = |words: &[&str]| {
        reading.text.tokens[around.clone()].iter().any(|t| words.contains(&t.lemma.as_str()))
    };
    if says(&["kill", "die", "dead", "death", "fatality", "murder", "slay"]) {
        return Some(TallyWhat::Killed);
    }
    if says(&["injure", "wound", "hurt", "injury"]) {
        return Some(TallyWhat::Injured);
    }
    None
}

/// The clause around the number, as the evidence to show.
fn clause(reading: &Reading, noun: usize, number: Span) -> Span {
    let tokens = reading.text.clause(reading.text.clause_of(noun));
    let span = reading.text.span_of(tokens);
    if span.contains(number) { span } else { number.join(reading.text.tokens[noun].span) }
}
