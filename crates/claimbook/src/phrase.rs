//! Values of a report in few words, for tables, explanations and the page.
//!
//! Owns: how a count, a date, a place or a result reads in English. In: values of a report. Out: short phrases.
//! Refuses: words that go beyond the value ("claimed" stays claimed).

use claimbook_records::report::{
    Count, DateRange, Outcome, Place, Precision, Qualifier, SpeechAct, Tally, Target, Weapon,
};
use std::fmt::Display;

pub use claimbook_ledger::marks::kind;

/// "1 article", "2 articles"
pub fn of(n: impl Display, what: &str) -> String {
    let n = n.to_string();
    let ending = if n == "1" { "" } else { "s" };
    format!("{n} {what}{ending}")
}

/// "3", "at least 5", "2 to 4", "up to 9", "about 20", "several (2 or more)".
pub fn count(count: &Count) -> String {
    match (count.min, count.max, count.qualifier) {
        (None, None, _) => "an unknown number".to_owned(),
        (Some(n), _, Some(Qualifier::About)) => format!("about {n}"),
        (Some(n), None, Some(Qualifier::MoreThan)) => format!("more than {n}"),
        (Some(n), None, Some(Qualifier::Vague)) => format!("several ({n} or more)"),
        (Some(n), None, _) => format!("at least {n}"),
        (None, Some(n), _) => format!("up to {n}"),
        (Some(a), Some(b), _) if a == b => a.to_string(),
        (Some(a), Some(b), _) => format!("{a} to {b}"),
    }
}

/// "2024-03-05", "2024-03-01 to 2024-03-31 (month)", "on or before 2024-03-05", "not resolved".
pub fn date(date: &DateRange) -> String {
    let days = match (&date.earliest, &date.latest) {
        (None, None) => return "not resolved".to_owned(),
        (Some(a), Some(b)) if a == b => a.clone(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (None, Some(b)) => format!("on or before {b}"),
        (Some(a), None) => format!("since {a}"),
    };
    match date.precision {
        Precision::Day | Precision::PartOfDay | Precision::Hour | Precision::Minute | Precision::Range => {
            days
        }
        other => format!("{days} ({})", other.as_str().replace('_', " ")),
    }
}

/// "Harir, Erbil (IQ)" or "Harir (not resolved)".
pub fn place(place: &Place) -> String {
    let mut text = place.label();
    match (&place.country, &place.administered_by) {
        (Some(country), Some(by)) => text.push_str(&format!(" ({country}, administered by {by})")),
        (Some(country), None) => text.push_str(&format!(" ({country})")),
        (None, _) if place.lat.is_none() => text.push_str(" (not resolved)"),
        (None, _) => {}
    }
    text
}

/// "two soldiers (military), injured".
pub fn target(target: &Target) -> String {
    let mut text = target.text.clone();
    let mut notes: Vec<String> = Vec::new();
    notes.extend(target.name.iter().filter(|n| **n != target.text).cloned());
    notes.extend(target.kind.iter().map(|k| k.replace('_', " ")));
    notes.extend(target.nationality.iter().cloned());
    if !notes.is_empty() {
        text.push_str(&format!(" ({})", notes.join(", ")));
    }
    if let Some(n) = &target.count {
        text.push_str(&format!(" × {}", count(n)));
    }
    for effect in &target.effects {
        text.push_str(&format!(", {}", effect.as_str().replace('_', " ")));
    }
    text
}

/// "drone × 2", "cruise missile (Al-Arqab)", "rocket, not fired".
pub fn weapon(weapon: &Weapon) -> String {
    let mut text = weapon.kind.replace('_', " ");
    if let Some(name) = &weapon.name {
        text.push_str(&format!(" ({name})"));
    }
    if let Some(n) = &weapon.count {
        text.push_str(&format!(" × {}", count(n)));
    }
    if weapon.used == Some(false) {
        text.push_str(", not used");
    }
    text
}

/// "killed 0, injured at least 3, damage some, intercepted", or "nothing said".
pub fn outcome(outcome: &Outcome) -> String {
    let mut parts = Vec::new();
    parts.extend(outcome.killed.iter().map(|c| format!("killed {}", count(c))));
    parts.extend(outcome.injured.iter().map(|c| format!("injured {}", count(c))));
    parts.extend(outcome.damage.map(|d| format!("damage {d}")));
    parts.extend(outcome.intercepted.map(|i| if i { "intercepted" } else { "not intercepted" }.to_owned()));
    if parts.is_empty() { "nothing said".to_owned() } else { parts.join(", ") }
}

/// What a speaker does, as a verb phrase.
pub fn act(act: SpeechAct) -> &'static str {
    match act {
        SpeechAct::ClaimsResponsibility => "claims responsibility",
        SpeechAct::Confirms => "confirms",
        SpeechAct::Denies => "denies",
        SpeechAct::Accuses => "accuses",
        SpeechAct::Reports => "reports",
        SpeechAct::Threatens => "threatens",
        SpeechAct::Estimates => "estimates",
        SpeechAct::Retracts => "retracts",
    }
}

/// "at least 160 attacks since 2023-10-17".
pub fn tally(tally: &Tally) -> String {
    let number = tally.count.as_ref().map_or_else(|| "an unknown number of".to_owned(), count);
    let mut text = format!("{number} {}", tally.what);
    for (word, value) in [("by", tally.by.as_ref()), ("against", tally.against.as_ref())] {
        text.extend(value.map(|party| format!(" {word} {}", party.name)));
    }
    for (word, value) in [("in", &tally.place), ("since", &tally.since), ("until", &tally.until)] {
        text.extend(value.as_ref().map(|value| format!(" {word} {value}")));
    }
    text
}

/// A text on one line, cut to so many characters with an ellipsis.
pub fn clipped(text: &str, characters: usize) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(characters) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_say_how_they_are_told() {
        assert_eq!(count(&Count::exact(3)), "3");
        assert_eq!(count(&Count::from(25, Qualifier::MoreThan)), "more than 25");
        assert_eq!(count(&Count { min: Some(2), max: Some(4), qualifier: None }), "2 to 4");
        assert_eq!(count(&Count { min: None, max: Some(9), qualifier: Some(Qualifier::UpTo) }), "up to 9");
    }

    #[test]
    fn an_open_date_is_told_as_open() {
        let open = DateRange {
            earliest: None,
            latest: Some("2024-03-05".to_owned()),
            precision: Precision::Range,
            evidence: Vec::new(),
        };
        assert_eq!(date(&open), "on or before 2024-03-05");
    }

    #[test]
    fn silence_is_not_zero() {
        assert_eq!(outcome(&Outcome::default()), "nothing said");
        let none = Outcome { killed: Some(Count::exact(0)), ..Outcome::default() };
        assert_eq!(outcome(&none), "killed 0");
    }
}
