//! The roles of a telling: `who "Gunmen" reported_as_fact`.
//!
//! Owns: what may follow the words of each role. In: one item of a record line. Out: a [`Role`]. Refuses: values the form
//! does not name.

use super::document::{Bounds, Part, Role};
use super::text::Sentences;
use super::words::{PlaceLevel, Weapon, basis, effect, word};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Words in quotation marks; `#2` after them means the second time they stand in the sentence. Two groups.
pub(super) const QUOTED: &str = r#""((?:[^"\\]|\\.)*)"(?:#(\d))?"#;

/// Sentence, role, words, and the rest.
static ITEM: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^(?:(\d+): *)?(\w+) {QUOTED}\s*(.*)$")));
/// `-> Name`, up to a word of the form or a value.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^-> (.*?)((?: (?:claimed|reported_as_fact|accused|accused_by_authorities|suspected|suspected_by_authorities\
         |denied|killed|injured|kidnapped|damaged|destroyed|none|site|city|region|country|sea))?(?: =.*)?)$",
    )
});
static WEAPON: LazyLock<Regex> = LazyLock::new(|| pattern(r"^= (\w+)(?: n=([\d.]+))?$"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d+)?(\.\.)?(\d+)?$"));
/// A day with or without clock time, a month, a year, or a range of these.
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    let moment = r"(?:\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d)?)?)?|\.\.)";
    pattern(&format!(r"^{moment}(?:/{moment})?$|^\.\./\d{{4}}(?:-\d\d(?:-\d\d)?)?$"))
});

/// A pattern of this form, which a test compiles.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

/// The number in a group of digits.
pub(super) fn digits(parts: &Captures<'_>, group: usize) -> Result<Option<usize>, String> {
    let read = |m: regex::Match<'_>| m.as_str().parse().map_err(|_| format!("{} is too large", m.as_str()));
    parts.get(group).map(read).transpose()
}

/// A number of the form: `3`, `3..5`, `3..` or `..5`.
pub(super) fn number(text: &str) -> Result<Bounds, String> {
    let bad = || format!("bad number '{text}'");
    let parts = NUMBER.captures(text).filter(|_| !text.is_empty()).ok_or_else(bad)?;
    let read = |group: usize| parts.get(group).map(|m| m.as_str().parse().map_err(|_| bad())).transpose();
    let (low, high) = (read(1)?, read(3)?);
    Ok(if parts.get(2).is_some() { [low, high] } else { [low, low] })
}

/// Reads one item; its words stand in `sentence` unless it says otherwise.
pub(super) fn role(text: &Sentences, item: &str, sentence: usize) -> Result<Role, String> {
    let parts = ITEM.captures(item).ok_or_else(|| format!("role not understood: {item}"))?;
    let sentence = digits(&parts, 1)?.unwrap_or(sentence);
    let span = text.find(sentence, &parts[3], digits(&parts, 4)?)?;
    let mut rest = parts[5].trim();
    let mut name = None;
    if let Some(named) = NAME.captures(rest) {
        name = named.get(1).map(|m| m.as_str().trim().to_owned());
        rest = named.get(2).map_or("", |m| m.as_str()).trim();
    }
    Ok(Role { span, sentence, name, part: part(&parts[2], rest, item)? })
}

/// What follows the words of a role.
fn part(role: &str, rest: &str, item: &str) -> Result<Part, String> {
    let count = || {
        let value = rest.strip_prefix('=').ok_or_else(|| format!("{role} needs = number: {item}"))?;
        number(value.trim())
    };
    let alone = |part: Part| {
        if rest.is_empty() { Ok(part) } else { Err(format!("unexpected after {role}: '{rest}'")) }
    };
    match role {
        "who" => {
            let how = basis(rest).ok_or_else(|| format!("who needs HOW: {item}"))?;
            Ok(Part::Who { how })
        }
        "target" if rest.is_empty() => Ok(Part::Target { effect: None }),
        "target" => {
            let effect = effect(rest).ok_or_else(|| format!("bad target effect: {item}"))?;
            Ok(Part::Target { effect: Some(effect) })
        }
        "at" => {
            let level: PlaceLevel = word(rest).ok_or_else(|| format!("at needs level: {item}"))?;
            Ok(Part::At { level })
        }
        "when" => {
            let value = rest.strip_prefix('=').map(str::trim).filter(|value| ISO.is_match(value));
            let value = value.ok_or_else(|| format!("when needs = ISO: {item}"))?;
            Ok(Part::When { value: value.to_owned() })
        }
        "weapon" => {
            let bad = || format!("bad weapon: {item}");
            let parts = WEAPON.captures(rest).ok_or_else(bad)?;
            let kind: Weapon = word(&parts[1]).ok_or_else(bad)?;
            let n = parts.get(2).map(|m| number(m.as_str())).transpose()?;
            Ok(Part::Weapon { kind, n })
        }
        "killed" => Ok(Part::Killed { value: count()? }),
        "injured" => Ok(Part::Injured { value: count()? }),
        "kidnapped" => Ok(Part::Kidnapped { value: count()? }),
        "from" => alone(Part::From),
        "stopped" => alone(Part::Stopped),
        "none" => alone(Part::None),
        "intercepted" => alone(Part::Intercepted),
        "damage" => alone(Part::Damage),
        "motive" => alone(Part::Motive),
        _ => Err(format!("unknown role {role}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(item: &str) -> Result<Role, String> {
        let lines = ["1 | Saraya fighters of Jund none came to Tillia at dawn."];
        role(&Sentences::read(lines.into_iter().map(|l| (1, l))).unwrap(), item, 1)
    }

    #[test]
    fn numbers_may_be_open() {
        assert_eq!(number("3"), Ok([Some(3), Some(3)]));
        assert_eq!(number("3..5"), Ok([Some(3), Some(5)]));
        assert_eq!(number("400.."), Ok([Some(400), None]));
        assert_eq!(number("..5"), Ok([None, Some(5)]));
        assert_eq!(number("many"), Err("bad number 'many'".to_owned()));
        assert_eq!(number(""), Err("bad number ''".to_owned()));
    }

    #[test]
    fn a_name_ends_before_a_word_of_the_form() {
        let who = read(r#"who "fighters" -> Jund al-Sham claimed"#).unwrap();
        assert_eq!(who.name.as_deref(), Some("Jund al-Sham"));
        let when = read(r#"when "dawn" -> that morning = 2024-03-05T04:30"#).unwrap();
        assert_eq!(when.name.as_deref(), Some("that morning"));
        assert_eq!(when.part, Part::When { value: "2024-03-05T04:30".to_owned() });
    }

    #[test]
    fn days_are_iso_or_refused() {
        for good in ["2024", "2024-03", "2024-03-05", "2024-03-05/2024-03-07", "../2024-03-05", "2023-11/.."]
        {
            assert!(read(&format!(r#"when "dawn" = {good}"#)).is_ok(), "{good}");
        }
        for bad in ["Tuesday", "2024-3-5", "05.03.2024", "2024-03-05/"] {
            assert!(read(&format!(r#"when "dawn" = {bad}"#)).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_the_form_does_not_know_is_told() {
        let wrong = |item: &str| read(item).unwrap_err();
        assert_eq!(wrong(r#"who "fighters""#), r#"who needs HOW: who "fighters""#);
        assert_eq!(wrong(r#"from "Tillia" city"#), "unexpected after from: 'city'");
        assert_eq!(wrong(r#"near "Tillia""#), "unknown role near");
        assert_eq!(wrong(r#"weapon "fighters" = sword"#), r#"bad weapon: weapon "fighters" = sword"#);
        assert_eq!(wrong("killed three"), "role not understood: killed three");
    }
}
