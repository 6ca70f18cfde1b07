//! Gold and predicted incidents in few words.
//!
//! Owns: how a value reads in lists of causes and differences. In: incidents. Out: short text. Refuses: line breaks.

use super::gold::GoldIncident;
use super::pair::{Told, sentence};
use super::reports::PressIncident;

const NOTHING: &str = "-";

/// `2024-03-05`, or `2024-03-05..2024-03-07`.
pub fn found_date(found: &PressIncident) -> String {
    let Some(date) = &found.date else { return NOTHING.to_owned() };
    match (&date.earliest, &date.latest) {
        (None, None) => NOTHING.to_owned(),
        (Some(a), Some(b)) if a == b => a.clone(),
        (a, b) => format!("{}..{}", a.as_deref().unwrap_or_default(), b.as_deref().unwrap_or_default()),
    }
}

/// The date of gold as its file has it.
pub fn gold_date(gold: &GoldIncident) -> String {
    gold.date.clone().unwrap_or_else(|| NOTHING.to_owned())
}

/// The places that were struck.
pub fn found_places(found: &PressIncident) -> String {
    list(found.struck().map(|p| p.name.clone()))
}

/// The places of gold by their first names.
pub fn gold_places(gold: &GoldIncident) -> String {
    list(gold.places.iter().filter_map(|p| p.names.first().cloned()))
}

/// Who is said to have done it, and on what ground.
pub fn found_perpetrators(found: &PressIncident) -> String {
    list(found.perpetrators.iter().map(|p| format!("{} ({})", p.name, p.basis)))
}

/// The same in gold.
pub fn gold_perpetrators(gold: &GoldIncident) -> String {
    list(gold.perpetrators.iter().map(|p| format!("{} ({})", p.names.join(" / "), p.how)))
}

/// Type, day, place and perpetrators of a prediction.
pub fn found(found: &PressIncident) -> String {
    let status = status(found.background, found.aggregate, found.stage.as_str());
    let (date, places, by) = (found_date(found), found_places(found), found_perpetrators(found));
    format!("{} [{status}] {date} at {places} by {by}", found.kind)
}

/// The same of gold.
pub fn gold(gold: &GoldIncident) -> String {
    let status = status(gold.background, gold.aggregate, gold.stage.as_str());
    let optional = if gold.optional { ", optional" } else { "" };
    let (date, places, by) = (gold_date(gold), gold_places(gold), gold_perpetrators(gold));
    format!("{}: {} [{status}{optional}] {date} at {places} by {by}", gold.key, gold.kind)
}

fn status(background: bool, aggregate: bool, stage: &str) -> String {
    let news = if background { "background" } else { "news" };
    let series = if aggregate { ", series" } else { "" };
    format!("{news}, {stage}{series}")
}

/// The sentence of the first evidence.
pub fn evidence(found: &PressIncident, body: &str) -> String {
    let Some(start) = found.evidence.first().map(|e| e.start) else { return String::new() };
    let at = body.char_indices().nth(start).map_or(body.len(), |(at, _)| at);
    one_line(&body[sentence(body, at)])
}

/// The sentence in which gold has its trigger, or the trigger where the body lacks it.
pub fn told(gold: &GoldIncident, told: Option<&Told>, body: &str) -> String {
    match told {
        Some(told) => {
            let range = &told.sentence;
            one_line(&body.chars().skip(range.start).take(range.len()).collect::<String>())
        }
        None => one_line(gold.trigger.as_deref().unwrap_or_default()),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { NOTHING.to_owned() } else { items.join("; ") }
}
