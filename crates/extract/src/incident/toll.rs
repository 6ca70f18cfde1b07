//! How many were killed and wounded.
//!
//! Owns: which number stands where several are told (coding guide 9.1 to 9.3). In: tellings. Out: counts with their words.
//! Refuses: tolls of a war (tallies).

use super::Table;
use super::words::{Words, words as lists};
use crate::annotation::{Argument, Role};
use crate::quantity::QuantityMention;
use crate::text::{Form, Tag};
use claimbook_records::Span;
use claimbook_records::report::{Count, Outcome, Qualifier};

/// The count told for a role: the first that stands as a number, else the first that a noun implies ("a guard").
pub(super) fn count(table: &Table, acts: &[usize], role: Role, evidence: &mut Vec<Span>) -> Option<Count> {
    let other = table.roles(acts, if role == Role::Killed { Role::Injured } else { Role::Killed });
    // The same words marked as the dead and as the wounded are what they are more surely.
    let here = |a: &Argument| !other.iter().any(|o| o.span.overlaps(a.span) && o.score > a.score);
    let marked = table.roles(acts, role).into_iter().filter(here);
    let told: Vec<(Count, Span)> = marked.filter_map(|a| Some((number(table, a.span)?, a.span))).collect();
    let (first, _) = told.iter().find(|(_, span)| numbered(table, *span)).or_else(|| told.first())?;
    evidence.extend(told.iter().map(|(_, span)| *span));
    Some(*first)
}

/// True when some words hold a number.
fn numbered(table: &Table, span: Span) -> bool {
    !table.scene.reading.quantities_over(span).is_empty()
}

/// True when some words in a role hold a number.
pub(super) fn counted(table: &Table, acts: &[usize], role: Role) -> bool {
    table.roles(acts, role).iter().any(|a| numbered(table, a.span))
}

/// How many acts a series tells, two at least.
pub(super) fn acts(table: &Table, acts: &[usize]) -> Option<Count> {
    let reading = table.scene.reading;
    let told = acts.iter().find_map(|a| {
        let head = super::evidence::head(table, table.marked.acts[*a].trigger)?;
        reading.quantity_of(head).map(|q| reading.quantities[q].count)
    });
    told.or(Some(Count::from(2, Qualifier::Vague)))
}

/// Who was wounded and died is counted once: a wounded person told by the words for a dead one is no other.
pub(super) fn once(table: &Table, acts: &[usize], outcome: &mut Outcome) {
    let body = table.scene.reading.body();
    let counted = |span: Span| table.scene.reading.quantities_over(span).iter().any(|q| q.noun.is_some());
    let words = |span: Span| -> Vec<String> {
        let parts = span.of(body).split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2);
        parts
            .map(str::to_lowercase)
            .filter(|w| !matches!(w.as_str(), "the" | "and" | "his" | "her" | "year" | "old"))
            .collect()
    };
    let dead: Vec<String> = table.roles(acts, Role::Killed).iter().flat_map(|a| words(a.span)).collect();
    let hurt = table.roles(acts, Role::Injured);
    // "the victim", "him": nobody is told apart from the dead.
    let nobody_else = |span: Span| {
        let text = span.of(body);
        let last = text.split_whitespace().last().unwrap_or_default();
        let pointing = text.split_whitespace().next().is_some_and(|w| Words::has(&lists().pointing, w));
        Words::has(&lists().pronouns, text) || pointing && Words::has(&lists().persons, last)
    };
    let one_of_them =
        |span: Span| !counted(span) && (nobody_else(span) || words(span).iter().any(|w| dead.contains(w)));
    if outcome.killed.is_some_and(|k| k.min > Some(0))
        && !hurt.is_empty()
        && hurt.iter().all(|a| one_of_them(a.span))
    {
        outcome.injured = None;
    }
}

/// "No casualties were reported": nobody, where no other number stands.
pub(super) fn nobody(table: &Table, acts: &[usize], outcome: &mut Outcome, evidence: &mut Vec<Span>) {
    for argument in table.roles(acts, Role::NoHarm) {
        let words = argument.span.of(table.scene.reading.body()).to_lowercase();
        let lists = lists();
        let (dead, hurt) = (Words::says(&lists.dead, &words), Words::says(&lists.hurt, &words));
        let plain = Words::says(&lists.nobody, &words) && !dead && !hurt && !words.contains("damage");
        if (dead || plain || words.contains("hurt") || words.contains("unharmed")) && outcome.killed.is_none()
        {
            outcome.killed = Some(Count::exact(0));
            evidence.push(argument.span);
        }
        if (hurt || plain) && outcome.injured.is_none() {
            outcome.injured = Some(Count::exact(0));
            evidence.push(argument.span);
        }
    }
}

/// How many some words speak of: the numbers and single persons that "and" joins, added up; else one, or two and more for a plural.
fn number(table: &Table, span: Span) -> Option<Count> {
    let reading = table.scene.reading;
    let whole = total(reading.body(), span);
    let text = whole.of(reading.body());
    let joined = text.contains(" and ") || text.contains(',');
    let own: Vec<&QuantityMention> =
        reading.quantities_over(whole).iter().filter(|q| !is_age(table, whole, q.span)).collect();
    let numbers: Vec<Span> = own.iter().map(|q| q.span).collect();
    let sum = own.iter().map(|q| q.count).reduce(|a, b| if joined { add(a, b) } else { a });
    let alone = match text.contains(" and ") {
        true => parts(reading.body(), whole)
            .filter(|part| !numbers.iter().any(|n| n.overlaps(*part)) && is_one(part.of(reading.body())))
            .count(),
        false => 0,
    };
    if alone > 0 && (sum.is_some() || alone > 1) {
        let alone = Count::exact(alone as u64);
        return Some(sum.map_or(alone, |sum| add(sum, alone)));
    }
    sum.or_else(|| {
        let head = super::evidence::head(table, whole)?;
        let token = reading.text.tokens.get(head)?;
        let several =
            token.form == Form::Plural || matches!(token.norm.as_str(), "people" | "police" | "civilians");
        match token.tag {
            _ if several => Some(Count::from(2, Qualifier::Vague)),
            Tag::Noun | Tag::Propn | Tag::Pron | Tag::Num => Some(Count::exact(1)),
            _ => None,
        }
    })
}

/// What stands before the words that name a part: "26 people, all but one of them tourists".
fn total(body: &str, span: Span) -> Span {
    let text = span.of(body);
    let cut = lists().parts.iter().filter_map(|word| text.find(word.as_str())).filter(|at| *at > 0).min();
    cut.map_or(span, |at| Span::new(span.start(), span.start() + at))
}

/// What commas and "and" part.
fn parts(body: &str, span: Span) -> impl Iterator<Item = Span> {
    let text = span.of(body);
    let mut at = span.start();
    let mut out = Vec::new();
    for piece in text.split(", ").flat_map(|p| p.split(" and ")) {
        let start = body.get(at..).and_then(|rest| rest.find(piece)).map_or(at, |i| at + i);
        at = start + piece.len();
        out.push(Span::new(start, at));
    }
    out.into_iter()
}

/// "a guard", "his wife", "and another": one person.
fn is_one(part: &str) -> bool {
    let lower = part.trim().trim_start_matches("and ").to_lowercase();
    let mut words = lower.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    lists().persons.iter().any(|w| w == first)
        || lists().single.iter().any(|w| w == first) && !lists().several.iter().any(|w| w == second)
}

/// "Rodriguez, 20", "3-year-old", "father of four": how old or whose, not how many.
fn is_age(table: &Table, span: Span, number: Span) -> bool {
    let body = table.scene.reading.body();
    let before = body.get(..number.start()).unwrap_or_default().trim_end();
    let after = body.get(number.end()..).unwrap_or_default();
    let last = number.end() >= span.end();
    last && before.ends_with(',')
        || after.starts_with("-year")
        || after.starts_with(" year")
        || ["father of", "mother of"].iter().any(|w| before.ends_with(w))
}

fn add(a: Count, b: Count) -> Count {
    let sum = |x: Option<u64>, y: Option<u64>| Some(x? + y?);
    let qualifier = if a.qualifier == b.qualifier { a.qualifier } else { Some(Qualifier::AtLeast) };
    Count { min: sum(a.min, b.min), max: sum(a.max, b.max), qualifier }
}
