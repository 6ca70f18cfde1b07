//! Where it happened, told beside the telling: "Officers went to a home in Qarn", "the Qarn police".
//!
//! Owns: what a place is to what is said around it (where something is, whose police, whose home town), and which place of
//! the sentences around an incident is where it happened. In: a report. Out: its places. Refuses: places of other incidents.

use super::Around;
use super::town;
use crate::event::arguments::Scene;
use crate::event::profile::{Relation, relate};
use crate::event::{EventPlace, IncidentReport};
use crate::text::{SentenceKind, Tag};
use claimbook_records::report::{Level, PlaceRole, Stage};

/// What a place is by the words right around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::event) enum Bearing {
    /// "in Qarn", "a Qarn apartment".
    Located,
    /// Printed before the first words of a paragraph.
    Dateline,
    /// "Qarn police".
    Authority,
    /// "a Qarn man", "Omar Hadid, 34, of Qarn".
    Home,
    /// "the Qarn Register", "a hospital in Qarn".
    Elsewhere,
    Bare,
}

/// Least weight for which a place is taken.
const ENOUGH: i32 = 18;
/// Least weight for which it is told rather than likely.
const TOLD: i32 = 28;

/// Gives an incident the place around it, where its own clauses name none or only a wide one.
pub(super) fn place(around: &Around, report: &mut IncidentReport) {
    let scene = around.scene;
    report.places.retain(|p| p.role == PlaceRole::Origin || !around.human(p.mention));
    let real = matches!(report.stage, Stage::Accomplished | Stage::Attempted);
    if report.aggregate || report.background || !real {
        return;
    }
    let targets: Vec<usize> =
        report.places.iter().filter(|p| p.role == PlaceRole::Target).map(|p| p.mention).collect();
    let (borne, targets): (Vec<usize>, Vec<usize>) =
        targets.into_iter().partition(|p| fine(level(scene, *p)) && borne(scene, *p));
    if targets.iter().any(|p| fine(level(scene, *p))) {
        town::beside(around, report, &targets);
        return;
    }
    let mut within = targets.clone();
    if targets.is_empty() {
        // What is likely must at least lie in the country that the article speaks of.
        within.extend(report.places.iter().map(|p| p.mention));
    }
    let Some((best, weight)) = best(around, &targets, &within) else { return };
    if !borne.is_empty() {
        // Whose home town or hospital it is gives way to where it was.
        let told = weight >= TOLD && !self::borne(scene, best);
        if !told {
            return;
        }
        report.places.retain(|p| !borne.contains(&p.mention));
    }
    let role = if weight >= TOLD || !targets.is_empty() { PlaceRole::Target } else { PlaceRole::Other };
    // A guess gives way to what is told.
    report.places.retain(|p| p.role != PlaceRole::Other || role == PlaceRole::Other && p.mention != best);
    if !report.places.iter().any(|p| p.mention == best) {
        report.places.push(EventPlace { mention: best, role });
    }
}

/// "a Qarn man", "a hospital in Qarn".
fn borne(scene: &Scene, mention: usize) -> bool {
    matches!(bearing(scene, mention), Bearing::Home | Bearing::Elsewhere)
}

pub(super) fn level(scene: &Scene, mention: usize) -> Level {
    scene.reading.places[mention].reading.chosen().map_or(Level::Unresolved, |c| c.level)
}

/// A town or finer.
pub(super) fn fine(level: Level) -> bool {
    !matches!(level, Level::Country | Level::Region | Level::Sea | Level::Unresolved)
}

/// True when one place may lie in another: also in a division of the second level, by its middle.
pub(super) fn holds(scene: &Scene, wide: usize, fine: usize) -> bool {
    const KILOMETRES: f64 = 60.0;
    let chosen = |i: usize| scene.reading.places[i].reading.chosen();
    let (Some(a), Some(b)) = (chosen(wide), chosen(fine)) else { return false };
    let (y, x) = ((a.lat - b.lat) * 111.0, (a.lon - b.lon) * 111.0 * a.lat.to_radians().cos());
    let division = a.level == Level::Region && a.country == b.country && a.admin1 == b.admin1;
    relate(scene, wide, fine) != Relation::Apart || division && x * x + y * y < KILOMETRES * KILOMETRES
}

/// The place with most weight that lies in those told already.
fn best(around: &Around, told: &[usize], within: &[usize]) -> Option<(usize, i32)> {
    let scene = around.scene;
    let known: Vec<usize> =
        within.iter().copied().filter(|p| level(scene, *p) != Level::Unresolved).collect();
    let country = |i: usize| scene.reading.places[i].reading.chosen().and_then(|c| c.country.as_deref());
    let mut sums: Vec<(usize, i32, i32)> = Vec::new();
    let mut near: Vec<usize> = around.sentences().flat_map(|s| scene.reading.places_over(s.span)).collect();
    near.extend((0..scene.reading.places.len()).filter(|p| bearing(scene, *p) == Bearing::Dateline));
    near.sort_unstable();
    near.dedup();
    for i in near {
        scene.step(1 + sums.len());
        let wanted =
            if told.is_empty() { level(scene, i) != Level::Unresolved } else { fine(level(scene, i)) };
        let inside = known.is_empty()
            || known
                .iter()
                .any(|k| if told.is_empty() { country(*k) == country(i) } else { holds(scene, *k, i) });
        let Some(weight) = weight(around, i).filter(|_| wanted && inside && !around.human(i)) else {
            continue;
        };
        match sums.iter_mut().find(|(j, ..)| relate(scene, *j, i) == Relation::Same) {
            Some((j, best, more)) => {
                *more += 2;
                if weight > *best {
                    (*j, *best) = (i, weight);
                }
            }
            None => sums.push((i, weight, 0)),
        }
    }
    let mut best: Option<(usize, i32)> = None;
    for (i, weight, more) in sums {
        let sum = weight + more.min(10) + if fine(level(scene, i)) { 4 } else { 0 };
        if best.is_none_or(|(_, b)| sum > b) {
            best = Some((i, sum));
        }
    }
    best.filter(|(_, sum)| *sum >= ENOUGH)
}

fn weight(around: &Around, mention: usize) -> Option<i32> {
    let scene = around.scene;
    let at = scene.reading.text.token_at(scene.reading.places[mention].span.start())?;
    let number = scene.grammar.token(at).sentence as usize;
    let bearing = bearing(scene, mention);
    let sentence = scene.reading.text.sentences.get(number)?;
    let furniture = sentence.kind == SentenceKind::Clutter;
    if furniture && bearing != Bearing::Dateline {
        return None;
    }
    let heading = sentence.kind == SentenceKind::Heading;
    let how = match bearing {
        Bearing::Located => 24,
        Bearing::Dateline => return Some(20),
        Bearing::Authority => 12,
        Bearing::Home => 6,
        Bearing::Bare if heading => 0,
        Bearing::Bare => 8,
        Bearing::Elsewhere => return None,
    };
    let near = match around.distance(number)? {
        0 => 10,
        1 => 6,
        2 => 4,
        _ if number <= super::LEAD => 4,
        _ => 0,
    };
    Some(how + near)
}

/// What a place is by the words right around it.
pub(in crate::event) fn bearing(scene: &Scene, mention: usize) -> Bearing {
    let all = || (0..scene.reading.places.len()).map(|p| by_words(scene, p)).collect();
    scene.bearings.get_or_init(all).get(mention).copied().unwrap_or(Bearing::Bare)
}

fn by_words(scene: &Scene, mention: usize) -> Bearing {
    let (g, text) = (&scene.grammar, &scene.reading.text);
    let words = &scene.lexicon.words;
    let span = scene.reading.places[mention].span;
    let tokens = text.tokens_in(span);
    let Some(first) = tokens.clone().next() else { return Bearing::Bare };
    let sentence = g.sentence(first);
    if dateline(scene, mention) {
        return Bearing::Dateline;
    }
    // The words of the same name behind it: "Qarn Metropolitan Police Department", "Qarn man".
    const AHEAD: usize = 5;
    let high = sentence.end.min(tokens.end + AHEAD);
    let mut modifies = false;
    for i in tokens.end..high {
        let token = g.token(i);
        let lemma = token.lemma.as_str();
        if words.authority(lemma) {
            return Bearing::Authority;
        }
        if words.institution(lemma) {
            return Bearing::Elsewhere;
        }
        if words.resident(lemma) {
            return Bearing::Home;
        }
        match token.tag {
            Tag::Noun => {
                modifies |= i == tokens.end;
            }
            Tag::Propn | Tag::Adj | Tag::Num | Tag::Part => {}
            _ if matches!(token.norm.as_str(), "-" | "'s" | "’s" | "'") => {}
            _ => break,
        }
    }
    before(scene, first, sentence.start).unwrap_or(if modifies { Bearing::Located } else { Bearing::Bare })
}

/// What the words before a place say: "in", "south of", "a hospital in", "34, of".
fn before(scene: &Scene, first: usize, start: usize) -> Option<Bearing> {
    const BACK: usize = 4;
    let g = &scene.grammar;
    let words = &scene.lexicon.words;
    let small = |i: usize| {
        let token = g.token(i);
        matches!(token.tag, Tag::Det | Tag::Adj)
            || words.direction(&token.lemma)
            || matches!(
                token.norm.as_str(),
                "downtown" | "northern" | "southern" | "eastern" | "western" | "central"
            )
    };
    let low = start.max(first.saturating_sub(BACK));
    let at = (low..first).rev().find(|i| !small(*i))?;
    let word = g.token(at);
    let noun = at.checked_sub(1).filter(|i| *i >= start).map(|i| g.token(i));
    if word.norm == "of" {
        let part = noun.is_some_and(|n| n.tag == Tag::Noun && !words.resident(&n.lemma));
        let located = noun.is_some_and(|n| words.direction(&n.lemma)) || part;
        return Some(if located { Bearing::Located } else { Bearing::Home });
    }
    if word.norm == "from" {
        return Some(Bearing::Home);
    }
    if !words.locating(&word.lemma) {
        return None;
    }
    const NOUN: usize = 4;
    let care = (start.max(at.saturating_sub(NOUN))..at).rev().take_while(|i| g.token(*i).tag != Tag::Punct);
    let elsewhere = care.into_iter().any(|i| words.institution(&g.token(i).lemma));
    Some(if elsewhere { Bearing::Elsewhere } else { Bearing::Located })
}

/// Opens a line and is followed by a dash: "QARN, Liria (AP) -".
fn dateline(scene: &Scene, mention: usize) -> bool {
    const WIDTH: usize = 40;
    let body = scene.reading.body();
    let span = scene.reading.places[mention].span;
    let opens =
        body[..span.start()].trim_end_matches([' ', '(']).chars().next_back().is_none_or(|c| c == '\n');
    let rest: String = body[span.end()..].chars().take_while(|c| *c != '\n').take(WIDTH).collect();
    opens
        && [" - ", " – ", " — ", " -- ", ">>", "(AP)", ")-", ") –", ".– ", ".—", "— "]
            .iter()
            .any(|m| rest.contains(m))
}
