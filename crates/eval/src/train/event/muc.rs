//! The MUC-4 training articles with their answer keys.
//!
//! Owns: reading of the kit's JSONL. In: its text. Out: [`KeyedArticle`]s, of which learning uses the fillers as strings
//! of the article. Refuses: scoring (the kit's own scorer does that).

use claimbook_extract::Article;
use claimbook_records::{Basis, Published, Publisher};
use serde_json::Value;

/// The roles whose fillers are words of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyRole {
    PerpetratorIndividual,
    PerpetratorOrganisation,
    PhysicalTarget,
    HumanTarget,
    Weapon,
}

/// One filler: the strings of the article that are right for it.
#[derive(Debug, Clone)]
pub(super) struct Filler {
    pub(super) role: KeyRole,
    /// As the key writes them; for persons, name first, descriptions after.
    pub(super) mentions: Vec<String>,
    /// The key does not ask for it.
    pub(super) optional: bool,
}

/// One template of the key.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) optional: bool,
    pub(super) fillers: Vec<Filler>,
    /// First and last day as text, of the first date the key gives.
    pub(super) date: (Option<String>, Option<String>),
    /// Names of places, general to specific, without the country.
    pub(super) places: Vec<String>,
}

/// An article with its templates.
#[derive(Debug)]
pub(super) struct KeyedArticle {
    pub(super) article: Article,
    pub(super) templates: Vec<Template>,
}

/// Reads the kit's JSONL; a line that is not as expected is an error naming its number.
pub(super) fn read(text: &str) -> Result<Vec<KeyedArticle>, String> {
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    lines.map(|(n, line)| one(line).map_err(|e| format!("line {}: {e}", n + 1))).collect()
}

fn one(line: &str) -> Result<KeyedArticle, String> {
    let doc: Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let id = text(&doc["id"]).ok_or("no id")?;
    let mut article = Article::new(id, text(&doc["text"]).ok_or("no text")?);
    article.published = text(&doc["publication_date"]).map(|value| Published { value, basis: Basis::Given });
    article.publisher = text(&doc["dateline"]["source"]).map(|name| Publisher { name, domain: None });
    article.language = "en".to_owned();
    article.seal();
    let templates = doc["templates"].as_array().map(|t| t.iter().map(template).collect()).unwrap_or_default();
    Ok(KeyedArticle { article, templates })
}

fn template(value: &Value) -> Template {
    let slots = &value["slots"];
    let mut fillers = Vec::new();
    for (slot, role) in [
        ("perp_individual_id", KeyRole::PerpetratorIndividual),
        ("perp_organization_id", KeyRole::PerpetratorOrganisation),
        ("phys_target_id", KeyRole::PhysicalTarget),
        ("hum_target_name", KeyRole::HumanTarget),
        ("instrument_id", KeyRole::Weapon),
    ] {
        for entry in list(&slots[slot]) {
            fillers.push(Filler {
                role,
                mentions: strings(&entry["mentions"]),
                optional: yes(&entry["optional"]),
            });
        }
    }
    for entry in list(&slots["hum_target_description"]) {
        for way in list(&entry["alternatives"]).iter().take(1) {
            let words = strings(&way["values"]);
            let named = strings(&way["refs"]);
            let known = fillers.iter_mut().find(|f| {
                f.role == KeyRole::HumanTarget && named.iter().any(|n| f.mentions.first() == Some(n))
            });
            match known {
                Some(filler) => filler.mentions.extend(words),
                None => fillers.push(Filler {
                    role: KeyRole::HumanTarget,
                    mentions: words,
                    optional: yes(&entry["optional"]),
                }),
            }
        }
    }
    let date =
        list(&slots["incident_date"]).first().and_then(|e| list(&e["alternatives"]).into_iter().next());
    let day = |key: &str| date.as_ref().and_then(|d| d[key].as_str()).map(str::to_owned);
    Template {
        optional: yes(&value["optional"]),
        fillers,
        date: (day("from"), day("to")),
        places: places(&slots["incident_location"]),
    }
}

fn places(slot: &Value) -> Vec<String> {
    let ways = list(slot).into_iter().flat_map(|e| list(&e["alternatives"]));
    let named = ways.flat_map(|w| list(&w["places"])).flat_map(|p| {
        let mut names = strings(&p["names"]);
        names.extend(list(&p["between"]).iter().flat_map(|b| strings(&b["names"])));
        names
    });
    named.collect()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    list(value).iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

fn yes(value: &Value) -> bool {
    value.as_bool().unwrap_or(false)
}
