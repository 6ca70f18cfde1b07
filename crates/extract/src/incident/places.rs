//! Where it happened.
//!
//! Owns: which place mentions stand in which role; words that name a place nobody knows. In: tellings. Out: [`EventPlace`]s.
//! Refuses: places of sentences that tell nothing of the act, but for news that names none.

use super::words::{Words, words};
use super::{Table, facts};
use crate::actor::{ActorMention, Naming};
use crate::annotation::{Annotations, Role};
use crate::engine::Reading;
use crate::event::EventPlace;
use crate::place::{Candidate, PlaceMention, PlaceReading};
use crate::text::Cover;
use claimbook_records::Span;
use claimbook_records::globe::distance_km;
use claimbook_records::report::{ActorKind, Level, PlaceRole};

/// A city that gives a division its name has as many inhabitants and lies as near to the division's point.
const LEAST_CITY: u64 = 20_000;
const REACH_KM: f64 = 150.0;

/// Bytes before the dash of a dateline.
const LONGEST_DATELINE: usize = 60;

/// Makes the article's places ready to be told of: words that no place is known for join them, and cities stand before divisions.
pub fn mark(reading: &mut Reading, marked: &Annotations) {
    add_unresolved(reading, marked);
    prefer_cities(reading, marked);
}

/// Puts words marked as a place, in which no place is known, among the article's places as unresolved ones.
fn add_unresolved(reading: &mut Reading, marked: &Annotations) {
    let mut new: Vec<Span> = Vec::new();
    for argument in &marked.arguments {
        let place = matches!(argument.role, Role::Place | Role::Origin | Role::Interception);
        let known = |s: Span| s.overlaps(argument.span);
        // "Nigerian Army", "Ansar al-Haq": who acts is no place, but "the Frontier Corps post" is.
        let who = |m: &ActorMention| {
            let kind = reading.cast.members[m.member].kind;
            let acts = matches!(kind, ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Military);
            // "Soleimani", who is told in full elsewhere; towns nobody knows are taken for persons, too.
            let full = || reading.cast.of(m.member).any(|f| f.span.len() > m.span.len() + 1);
            let person = matches!(kind, ActorKind::Person | ActorKind::Official)
                && m.span.start() <= argument.span.start()
                && full();
            (acts || person) && m.naming == Naming::Name && m.span.end() == argument.span.end()
        };
        if reading.cast.inside(argument.span).any(who) {
            continue;
        }
        if place && reading.places_over(argument.span).is_empty() && !new.iter().any(|s| known(*s)) {
            let words = without_article(argument.span, reading.body());
            // Descriptions ("the market") stay words of the clause; names become places.
            if words.of(reading.body()).split_whitespace().any(|w| w.starts_with(char::is_uppercase)) {
                new.push(words);
            }
        }
    }
    let reason = "named as the place of an act; the gazetteer does not know it";
    let unknown = |span: Span| PlaceMention {
        span,
        reading: PlaceReading {
            candidates: Vec::new(),
            choice: None,
            within: Vec::new(),
            reason: reason.to_owned(),
        },
    };
    reading.places.extend(new.into_iter().map(unknown));
    reading.places.sort_by_key(|p| (p.span.start(), p.span.end()));
}

/// A name that is a city's and its province's is the city where an act is told, unless the text says province or names a place
/// inside it (coding guide 9.10, 9.13).
fn prefer_cities(reading: &mut Reading, marked: &Annotations) {
    let told: Vec<Span> = marked.arguments.iter().filter(|a| a.role == Role::Place).map(|a| a.span).collect();
    let told = Cover::of(&told);
    for i in 0..reading.places.len() {
        let span = reading.places[i].span;
        if !told.touches(span) || says_division(reading, span) || parent(reading, i) {
            continue;
        }
        let place = &mut reading.places[i].reading;
        let Some(chosen) = place.chosen().filter(|c| c.level == Level::Region) else { continue };
        let at = |c: &Candidate| (c.lat, c.lon);
        let inside = |c: &Candidate| {
            let city = c.level == Level::Locality && c.population >= LEAST_CITY;
            city && c.country == chosen.country && distance_km(at(c), at(chosen)) < REACH_KM
        };
        // Spelled in its own way, as a rule: "Dar‘ā" of Daraa Governorate.
        let cities = place.candidates.iter().enumerate().filter(|(_, c)| inside(c));
        let largest = cities.max_by_key(|(_, c)| c.population);
        let city = largest.map(|c| c.0);
        if city.is_some() {
            place.choice = city;
            place.reason.push_str("; the city, since no province is told");
        }
    }
}

fn says_division(reading: &Reading, span: Span) -> bool {
    let text = &reading.text;
    let behind = text.tokens_in(span).end;
    let inside = text.tokens_in(span).any(|i| Words::has(&words().divisions, &text.tokens[i].norm));
    inside || text.tokens.get(behind).is_some_and(|t| Words::has(&words().divisions, &t.norm))
}

/// "Safwan, Basra": another place stands right before it.
fn parent(reading: &Reading, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).map(|b| reading.places[b].span) else { return false };
    let gap = reading.body().get(before.end()..reading.places[i].span.start()).map(str::trim);
    matches!(gap, Some("," | "in" | ", in" | "of"))
}

fn without_article(span: Span, body: &str) -> Span {
    let words = span.of(body);
    for article in ["the ", "The ", "a ", "A ", "an ", "An "] {
        if words.starts_with(article) {
            return Span::new(span.start() + article.len(), span.end());
        }
    }
    span
}

pub(super) fn places(table: &Table, acts: &[usize], background: bool) -> Vec<EventPlace> {
    let mut out: Vec<EventPlace> = Vec::new();
    let mut add = |mention: usize, role: PlaceRole| {
        if !out.iter().any(|p| p.mention == mention) {
            out.push(EventPlace { mention, role });
        }
    };
    for (role, place_role) in [
        (Role::Place, PlaceRole::Target),
        (Role::Origin, PlaceRole::Origin),
        (Role::Interception, PlaceRole::Interception),
    ] {
        for argument in table.roles(acts, role) {
            table.places_in(argument.span).for_each(|p| add(p, place_role));
        }
    }
    leave_journeys(table, &mut out);
    if out.iter().any(|p| p.role == PlaceRole::Target) {
        leave_datelines(table, &mut out);
        return out;
    }
    // "the governor's office in Qarn": the place that words for what was struck name.
    for argument in table.roles(acts, Role::Target) {
        for p in table.places_in(argument.span) {
            out.push(EventPlace { mention: p, role: PlaceRole::Target });
        }
    }
    if out.iter().any(|p| p.role == PlaceRole::Target) || background {
        return out;
    }
    out.extend(nearest(table, acts).map(|mention| EventPlace { mention, role: PlaceRole::Target }));
    out
}

/// "RAIPUR: ..." tells where it was written: where the act is told in another place, that one stands.
fn leave_datelines(table: &Table, places: &mut Vec<EventPlace>) {
    let reading = table.scene.reading;
    let known = |p: &EventPlace| reading.places[p.mention].reading.choice.is_some();
    let (heads, told): (Vec<EventPlace>, Vec<EventPlace>) = places
        .iter()
        .filter(|p| p.role == PlaceRole::Target)
        .cloned()
        .partition(|p| in_dateline(reading, reading.places[p.mention].span));
    let elsewhere = |head: &EventPlace| {
        told.iter().any(known)
            && !told.iter().any(|p| known(p) && facts::near(table, head.mention, p.mention))
    };
    let gone: Vec<usize> = heads.iter().filter(|h| elsewhere(h)).map(|h| h.mention).collect();
    places.retain(|p| p.role != PlaceRole::Target || !gone.contains(&p.mention));
}

/// "a tug bound from Jakarta to Manila": where somebody comes from and goes to is not where he was struck, if the act is told in another
/// place.
fn leave_journeys(table: &Table, places: &mut Vec<EventPlace>) {
    let reading = table.scene.reading;
    let on_the_way = |p: &EventPlace| {
        p.role == PlaceRole::Target && on_a_journey(reading, reading.places[p.mention].span.start())
    };
    if places.iter().any(|p| p.role == PlaceRole::Target && !on_the_way(p)) {
        places.retain(|p| !on_the_way(p));
    }
}

/// True right behind words of a journey ("bound for"), and behind its first end and "to".
fn on_a_journey(reading: &Reading, at: usize) -> bool {
    let says = |before: &str| {
        let lower = before.trim_end().to_ascii_lowercase();
        words().journeys.iter().any(|w| {
            lower.strip_suffix(w.as_str()).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        })
    };
    let body = reading.body();
    if says(&body[..at]) {
        return true;
    }
    let Some(before) = ["to", "for"].iter().find_map(|w| body[..at].trim_end().strip_suffix(w)) else {
        return false;
    };
    let end = before.trim_end().len();
    let first = reading.places_over(Span::new(end.saturating_sub(1), end)).next();
    first.is_some_and(|i| says(&body[..reading.places[i].span.start()]))
}

/// "ERBIL, Iraq -", "PESHAWAR:": capitals and names before a dash or a colon at the head of a paragraph.
fn in_dateline(reading: &Reading, span: Span) -> bool {
    let body = reading.body();
    let start = body[..span.start()].rfind('\n').map_or(0, |n| n + 1);
    let line = body[start..].lines().next().unwrap_or_default();
    let ends = [" - ", " -- ", " – ", " — ", "— ", ": "];
    let Some(end) = ends.iter().filter_map(|e| line.find(e)).min().filter(|e| *e <= LONGEST_DATELINE) else {
        return false;
    };
    let head = &line[..end];
    let name = |w: &str| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '(');
    let town = head.split([',', ' ', '(']).next().unwrap_or_default();
    let capitals = town.chars().count() > 2 && town.chars().all(|c| c.is_uppercase() || c == '-');
    let names = head.split_whitespace().all(|w| name(w) || Words::has(&words().joints, w));
    span.end() <= start + end && names && (capitals || head.contains('('))
}

/// The first place of the sentence that first tells the act, unless it is part of somebody's name.
fn nearest(table: &Table, acts: &[usize]) -> Option<usize> {
    let reading = table.scene.reading;
    let text = &reading.text;
    let trigger = table.marked.acts.get(*acts.first()?)?.trigger;
    let sentence = text.sentence_around(trigger)?.span;
    let named = |span: Span| reading.cast.around(span).next().is_some();
    reading.places_over(sentence).find(|p| {
        let span = reading.places[*p].span;
        sentence.contains(span) && !named(span)
    })
}
