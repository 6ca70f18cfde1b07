//! Names folded so that spelling variants meet, and content-derived ids.
//!
//! Owns: the keys by which places and actors are looked up, and how incident and report ids are made. In: names and
//! records. Out: short strings, equal for equal content. Refuses: partial matches; `Hezbollah` never finds
//! `Kata'ib Hezbollah`.

use crate::canonical::canonical;
use claimbook_records::ids::sha256;
use claimbook_records::report::{EngineInfo, Incident, Place};
pub use claimbook_records::spelling::fold;
use claimbook_records::spelling::loose;
use serde_json::json;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest key and longest word in bytes; an index of PostgreSQL holds no values of more than some 2,700.
const LONGEST: usize = 800;

/// The words of a text as word search stores and asks them: without case and accents, in their order, with repetition.
/// Every database is given these words and splits nothing itself, so that all find the same.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out.iter_mut().for_each(cut);
    out
}

/// The words of a headline as the list of articles asks for them: each with a blank before and behind it.
pub(crate) fn headline(headline: Option<&str>) -> String {
    let words = words(headline.unwrap_or_default());
    if words.is_empty() { String::new() } else { format!(" {} ", words.join(" ")) }
}

/// A text as the derived tables hold it: without the character no text of PostgreSQL may hold.
pub(crate) fn held(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// Key of a name.
pub(crate) fn name_key(name: &str) -> String {
    bounded(format!("name:{}", fold(name)))
}

/// Key of a name as it sounds, the free choices of transcription taken away: `Kata'ib al-Nur` and `Kataeb al-Nour` are one. `None` for
/// names of one word, which too many share.
pub(crate) fn sound_key(name: &str) -> Option<String> {
    let folded = fold(name);
    let words: Vec<_> = folded.split(' ').filter(|w| !matches!(*w, "al" | "el" | "the")).map(loose).collect();
    (words.len() > 1).then(|| bounded(format!("sound:{}", words.join(" "))))
}

/// Key of a register or gazetteer id.
pub(crate) fn id_key(id: &str) -> String {
    bounded(format!("id:{}", held(id)))
}

fn cut(text: &mut String) {
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.truncate(end.unwrap_or(0));
}

/// A key too long for an index ends in a hash of the whole of it.
fn bounded(mut key: String) -> String {
    if key.len() > LONGEST {
        let hash = digits(&key);
        cut(&mut key);
        key.push_str(&hash);
    }
    key
}

/// Key of a country.
pub(crate) fn country_key(code: &str) -> String {
    bounded(format!("country:{}", held(&code.trim().to_uppercase())))
}

/// Everything a place answers to.
pub(crate) fn place_keys(place: &Place) -> Vec<String> {
    let mut keys = vec![name_key(&place.name)];
    // As the article writes it: "Basra" finds what the gazetteer calls Basrah.
    keys.extend(place.evidence.iter().map(|quote| name_key(&quote.text)));
    keys.extend(place.country.iter().map(|c| country_key(c)));
    keys.extend(place.gazetteer_id.iter().map(|id| id_key(id)));
    keys.extend(place.admin1.iter().chain(&place.within).map(|n| bounded(format!("in:{}", fold(n)))));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys under which a place a person typed may stand: a name, a containing division, a country code, an id.
pub(crate) fn asked_place(asked: &str) -> Vec<String> {
    let folded = fold(asked);
    vec![
        bounded(format!("name:{folded}")),
        bounded(format!("in:{folded}")),
        country_key(asked),
        id_key(asked.trim()),
    ]
}

/// The keys under which an actor a person typed may stand: a name or alias, as written or as it sounds, a register id.
pub(crate) fn asked_actor(asked: &str) -> Vec<String> {
    let mut keys = vec![name_key(asked), id_key(asked.trim())];
    keys.extend(sound_key(asked));
    keys
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

    #[test]
    fn names_that_sound_alike_are_asked_for_together() {
        assert_eq!(sound_key("Kata'ib al-Nur"), sound_key("Kataeb al-Nour"));
        assert_ne!(sound_key("Kata'ib al-Nur"), sound_key("Saraya al-Nur"));
        assert_eq!(sound_key("Nur"), None);
    }

    #[test]
    fn words_are_split_at_everything_that_is_no_letter_or_digit() {
        assert_eq!(
            words("Kata'ib-Ḥizballāh shelled\n the İzmir road, the"),
            ["kata", "ib", "hizballah", "shelled", "the", "izmir", "road", "the"]
        );
        assert_eq!(words(" — \0"), [""; 0]);
        assert_eq!(words(&"é".repeat(5_000))[0].len(), LONGEST);
    }

    #[test]
    fn long_keys_fit_an_index_and_stay_apart() {
        let name = "marsh ".repeat(1_000);
        let (one, other) = (name_key(&format!("{name}a")), name_key(&format!("{name}b")));
        assert!(one.len() < 1_000 && one != other);
        assert_eq!(asked_actor(&format!("{name}a"))[0], one);
    }
}
