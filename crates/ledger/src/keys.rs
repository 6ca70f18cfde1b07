//! Names folded so that spelling variants meet, and content-derived ids.
//!
//! Owns: the keys by which places and actors are looked up, and how incident and report ids are made. In: names and
//! records. Out: short strings, equal for equal content. Refuses: partial matches; `Hezbollah` never finds
//! `Kata'ib Hezbollah`.

use crate::canonical::canonical;
use claimbook_records::ids::sha256;
use claimbook_records::report::{EngineInfo, Incident, Place};
use serde_json::json;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name without case, accents, apostrophes and hyphens: `Kata'ib Ḥizballāh` and `kataib-hizballah` fold alike.
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' => {}
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Key of a name.
pub(crate) fn name_key(name: &str) -> String {
    format!("name:{}", fold(name))
}

/// Key of a register or gazetteer id.
pub(crate) fn id_key(id: &str) -> String {
    format!("id:{id}")
}

/// Everything a place answers to.
pub(crate) fn place_keys(place: &Place) -> Vec<String> {
    let mut keys = vec![name_key(&place.name)];
    keys.extend(place.country.iter().map(|c| format!("country:{}", c.to_uppercase())));
    keys.extend(place.gazetteer_id.iter().map(|id| id_key(id)));
    keys.extend(place.admin1.iter().chain(&place.within).map(|n| format!("in:{}", fold(n))));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys under which a place a person typed may stand: a name, a containing division, a country code, an id.
pub(crate) fn asked_place(asked: &str) -> Vec<String> {
    let folded = fold(asked);
    vec![
        format!("name:{folded}"),
        format!("in:{folded}"),
        format!("country:{}", asked.trim().to_uppercase()),
        id_key(asked.trim()),
    ]
}

/// The keys under which an actor a person typed may stand: a name or alias, a register id.
pub(crate) fn asked_actor(asked: &str) -> Vec<String> {
    vec![name_key(asked), id_key(asked.trim())]
}

/// Id of one version of an article's report: equal for the same article read by the same engine.
pub fn report_id(article: &str, engine: &EngineInfo) -> String {
    let key = canonical(&json!([article, engine.version, engine.codebook, engine.model]));
    format!("rpt_{}", digits(&key))
}

/// Ids of a report's incidents, in their order: `inc_` and 16 hex digits over the article, the type and the clauses
/// that tell it, so that a re-reading with the same outcome keeps them. Incidents that one clause tells together are
/// numbered.
pub fn incident_ids(article: &str, incidents: &[Incident]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut ids = Vec::with_capacity(incidents.len());
    for incident in incidents {
        let clauses: Vec<_> = incident.evidence.iter().map(|q| json!([q.start, q.end, q.text])).collect();
        let key = canonical(&json!([article, incident.kind.as_str(), clauses]));
        let nth = seen.entry(key.clone()).or_default();
        ids.push(format!("inc_{}", digits(&canonical(&json!([key, *nth])))));
        *nth += 1;
    }
    ids
}

/// The short form people read: `inc_` and the first eight digits.
pub fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

fn digits(text: &str) -> String {
    let mut hash = sha256(text.as_bytes());
    hash.truncate(16);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_fold_together_and_lookalikes_stay_apart() {
        assert_eq!(fold("Kata'ib  Ḥizballāh"), fold("kataib-hizballah"));
        assert_eq!(fold("al-Qa’im"), "al qaim");
        assert_ne!(fold("Hezbollah"), fold("Kata'ib Hezbollah"));
        assert_eq!(fold(" — "), "");
    }
}
