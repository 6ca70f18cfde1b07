//! Checks that need the whole codebook: references between entries, closed lists, dates.
//!
//! Owns: what must hold between entries. In: a codebook and the texts it was read from. Out: mistakes with lines.
//! Refuses: mending anything.

use super::{Codebook, CodebookError, OBJECT_KINDS, Origin, PERSON_KINDS, WEAPON_KINDS};
use crate::report::TargetClass;
use std::collections::{BTreeMap, BTreeSet};

/// Mistakes between entries; `texts` gives each file's text, to name the line of a value.
pub(super) fn references(codebook: &Codebook, texts: &BTreeMap<&str, &str>) -> Vec<CodebookError> {
    let mut check = Check { texts, errors: Vec::new() };
    check.event_types(codebook);
    check.actors(codebook);
    check.weapons(codebook);
    check.publishers(codebook);
    check.lists(codebook);
    check.errors
}

struct Check<'a> {
    texts: &'a BTreeMap<&'a str, &'a str>,
    errors: Vec<CodebookError>,
}

impl Check<'_> {
    /// Tells a mistake at the first line from the entry's on that holds `value`.
    fn tell(&mut self, origin: &Origin, value: &str, message: String) {
        let text = self.texts.get(&*origin.file).copied().unwrap_or_default();
        let below = text.lines().skip(origin.line.saturating_sub(1));
        let line = match below.enumerate().find(|(_, line)| !value.is_empty() && line.contains(value)) {
            Some((i, _)) => origin.line + i,
            None => origin.line,
        };
        self.errors.push(CodebookError { file: origin.file.to_string(), line, message });
    }

    fn id(&mut self, origin: &Origin, id: &str) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if id.is_empty() || !id.chars().all(fits) {
            self.tell(origin, id, format!("id '{id}': use lower-case letters, digits and '_'"));
        }
    }

    fn date(&mut self, origin: &Origin, date: Option<&String>) {
        if let Some(date) = date.filter(|d| !is_partial_date(d)) {
            self.tell(origin, date, format!("'{date}' is no date; write 2018, 2018-07 or 2018-07-10"));
        }
    }

    fn country(&mut self, origin: &Origin, country: Option<&String>) {
        if let Some(code) = country.filter(|c| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_uppercase())) {
            let message = format!("country '{code}': use the two capital letters of ISO 3166-1");
            self.tell(origin, code, message);
        }
    }

    fn weapon_kind(&mut self, origin: &Origin, kind: &str) {
        if !WEAPON_KINDS.contains(&kind) {
            self.tell(origin, kind, format!("weapon kind '{kind}' is none of: {}", WEAPON_KINDS.join(", ")));
        }
    }

    fn event_types(&mut self, codebook: &Codebook) {
        let ids: BTreeSet<&str> = codebook.event_types.iter().map(|e| e.id.as_str()).collect();
        for entry in &codebook.event_types {
            self.id(&entry.origin, &entry.id);
            if let Some(parent) = entry.parent.as_deref().filter(|p| !ids.contains(p)) {
                self.tell(&entry.origin, parent, format!("parent '{parent}' is no event type"));
            }
            if entry.definition.trim().is_empty() {
                self.tell(
                    &entry.origin,
                    "definition",
                    format!("event type '{}' has no definition", entry.id),
                );
            }
            for trigger in entry.triggers.values().flatten() {
                if let Some(kind) = &trigger.weapon {
                    self.weapon_kind(&entry.origin, kind);
                }
                let words = trigger.words.first().map(ToString::to_string).unwrap_or_default();
                if words.is_empty() {
                    self.tell(&entry.origin, "words = []", "a trigger without words".to_owned());
                }
                if !(0.0..=1.0).contains(&trigger.weight) {
                    let message = format!("weight {} of '{words}' is not between 0 and 1", trigger.weight);
                    self.tell(&entry.origin, &trigger.weight.to_string(), message);
                }
            }
            for example in entry.examples.values().flatten() {
                if let Some(word) = example.trigger.as_deref().filter(|t| !example.text.contains(t)) {
                    self.tell(&entry.origin, &example.text, format!("the example does not hold '{word}'"));
                }
            }
        }
    }

    fn actors(&mut self, codebook: &Codebook) {
        let ids: BTreeSet<&str> = codebook.actors.iter().map(|a| a.id.as_str()).collect();
        for actor in &codebook.actors {
            let at = &actor.origin;
            self.id(at, &actor.id);
            self.country(at, actor.country.as_ref());
            if actor.references.is_empty() {
                self.tell(
                    at,
                    "",
                    format!("actor '{}' has no reference: say where its facts are published", actor.id),
                );
            }
            let names =
                actor.aliases.iter().map(|a| &a.name).chain(&actor.context_aliases).chain(&actor.acronyms);
            for name in
                names.filter(|n| n.trim().is_empty() || n.contains(['"', ',', ';', ':', '(', ')', '[', ']']))
            {
                let message = format!("alias '{name}' holds a mark that ends a name in a text; leave it out");
                self.tell(at, name, message);
            }
            for id in actor.parent.iter().chain(actor.relations.iter().map(|r| &r.object)) {
                if !ids.contains(id.as_str()) {
                    self.tell(at, &format!("\"{id}\""), format!("'{id}' is no actor of the register"));
                }
                if *id == actor.id {
                    self.tell(at, &format!("\"{id}\""), format!("actor '{id}' refers to itself"));
                }
            }
            for id in
                actor.offices.iter().filter_map(|o| o.of.as_ref()).filter(|id| !ids.contains(id.as_str()))
            {
                self.tell(at, &format!("\"{id}\""), format!("'{id}' is no actor of the register"));
            }
            let relations = actor.relations.iter().map(|r| (&r.since, &r.until));
            for (since, until) in relations.chain(actor.offices.iter().map(|o| (&o.since, &o.until))) {
                self.date(at, since.as_ref());
                self.date(at, until.as_ref());
                if let (Some(since), Some(until)) = (since, until)
                    && since > until
                {
                    self.tell(at, since, format!("since {since} is after until {until}"));
                }
            }
        }
    }

    fn weapons(&mut self, codebook: &Codebook) {
        for weapon in &codebook.weapons {
            self.id(&weapon.origin, &weapon.id);
            self.weapon_kind(&weapon.origin, &weapon.kind);
        }
    }

    fn publishers(&mut self, codebook: &Codebook) {
        let ids: BTreeSet<&str> = codebook.actors.iter().map(|a| a.id.as_str()).collect();
        for publisher in &codebook.publishers {
            let at = &publisher.origin;
            self.country(at, publisher.country.as_ref());
            if publisher.domain.contains(['/', ' ']) || !publisher.domain.contains('.') {
                self.tell(at, &publisher.domain, format!("'{}' is no domain", publisher.domain));
            }
            if publisher.affiliation.is_some() && publisher.reference.is_none() {
                self.tell(at, "affiliation", "an affiliation needs the reference that states it".to_owned());
            }
            if let Some(id) = publisher.actor.as_deref().filter(|id| !ids.contains(id)) {
                self.tell(at, &format!("\"{id}\""), format!("'{id}' is no actor of the register"));
            }
        }
    }

    fn lists(&mut self, codebook: &Codebook) {
        for (language, lists) in &codebook.lists {
            let origin = Origin { file: format!("targets/{language}.toml").into(), line: 1 };
            for target in &lists.targets {
                let known: &[&str] = match target.class {
                    TargetClass::Person => &PERSON_KINDS,
                    TargetClass::Object => &OBJECT_KINDS,
                    TargetClass::Organisation | TargetClass::Place => continue,
                };
                if !known.contains(&target.kind.as_str()) {
                    let message = format!("kind '{}' is none of: {}", target.kind, known.join(", "));
                    self.tell(&origin, &format!("\"{}\"", target.kind), message);
                }
            }
        }
    }
}

/// `2018`, `2018-07` or `2018-07-10`, with a month and day that exist.
fn is_partial_date(text: &str) -> bool {
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    full.len() == 10 && full.parse::<jiff::civil::Date>().is_ok()
}
