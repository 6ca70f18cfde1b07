//! The care for private victims in public exports.
//!
//! Owns: whose name is withheld, and where. In: an incident to be exported. Out: the same without the name. Refuses:
//! to guess from anything but the record: a target of class *person* whose kind is *civilian*, *other* or not known is
//! private; officials, soldiers, politicians and others in a public role are not.
//!
//! Withheld is the whole name and the family name (its last word), wherever they stand as words in what is exported:
//! targets, quotes, claims, actors, headline. A quote that held one no longer equals the words of the article; its
//! offsets still point to them. An address (URL) that spells the name out is cut to its host, a file name is withheld.
//! A first name alone, and a victim the engine did not find, are not withheld: review before you publish.

use crate::error::{Error, Result};
use crate::keys::fold;
use crate::query::IncidentView;
use crate::review::Review;
use claimbook_records::report::{Target, TargetClass};
use serde_json::Value;

/// Stands for a name.
pub const WITHHELD: &str = "[name withheld]";

/// Withholds what a public export must not show. True when a name was withheld.
pub(super) fn mask(view: &mut IncidentView) -> Result<bool> {
    view.article.inputs_mut().for_each(|i| *i = file_name(i).to_owned());
    let words = private_names(&view.record.targets, &view.review.masked);
    // Who reviewed it and why is the team's own affair.
    view.review = Review { state: view.review.state, ..Review::default() };
    mask_names(view, &words)
}

/// Withholds these names, the longest of which comes first. True when there are any.
pub(super) fn mask_names(view: &mut IncidentView, words: &[String]) -> Result<bool> {
    if words.is_empty() {
        return Ok(false);
    }
    if let Some(url) = &view.article.url {
        view.article.url = Some(address(url, words));
    }
    view.article.inputs_mut().for_each(|i| *i = input(i, words));
    // Over the JSON form, so that no field that is added to the record can be forgotten.
    let bad = |e: serde_json::Error| Error::Write(e.into());
    let mut value = serde_json::to_value(&*view).map_err(bad)?;
    withhold(&mut value, words);
    *view = serde_json::from_value(value).map_err(bad)?;
    Ok(true)
}

/// What a public export shows of an address: cut to its host when it spells out one of the names.
pub(super) fn address(url: &str, names: &[String]) -> String {
    if spells(url, names) { host(url) } else { url.to_owned() }
}

/// Withholds the names in one text.
pub(super) fn hide(text: &mut String, names: &[String]) {
    for name in names {
        if let Some(changed) = without(text, name) {
            *text = changed;
        }
    }
}

/// What a public export shows of where an article lay, which is the user's own affair: the name of the file, unless it spells out
/// one of the names.
pub(super) fn input(path: &str, names: &[String]) -> String {
    let file = file_name(path);
    if spells(file, names) { WITHHELD.to_owned() } else { file.to_owned() }
}

fn file_name(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Names of private victims and their family names, the longest first, so that a whole name is not left with one part withheld.
/// `masked` are names that somebody decided to withhold.
pub(crate) fn private_names(targets: &[Target], masked: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let private = targets.iter().filter(|t| is_private(t)).filter_map(|t| t.name.as_deref());
    for name in private.chain(masked.iter().map(String::as_str)) {
        words.push(name.to_owned());
        words.extend(family_name(name).map(str::to_owned));
    }
    words.retain(|w| w.chars().any(char::is_alphanumeric));
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words
}

fn is_private(target: &Target) -> bool {
    target.class == TargetClass::Person && matches!(target.kind.as_deref(), None | Some("civilian" | "other"))
}

/// The last word of a name of several words, unless it is too short to be told from other words.
fn family_name(name: &str) -> Option<&str> {
    let (_, last) = name.trim().rsplit_once(char::is_whitespace)?;
    (last.chars().count() >= 3).then_some(last)
}

/// Withholds the names everywhere in a JSON value.
pub(super) fn withhold(value: &mut Value, names: &[String]) {
    match value {
        Value::String(text) => hide(text, names),
        Value::Array(items) => items.iter_mut().for_each(|item| withhold(item, names)),
        Value::Object(map) => map.values_mut().for_each(|item| withhold(item, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with every occurrence of the name as whole words, in any case, replaced; none when it does not occur.
fn without(text: &str, name: &str) -> Option<String> {
    let mut out = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let starts = !before.is_some_and(char::is_alphanumeric);
        match starts.then(|| begins_with(rest, name)).flatten() {
            Some(length) => {
                out.push_str(text.get(kept..at).unwrap_or_default());
                out.push_str(WITHHELD);
                at += length;
                kept = at;
            }
            None => at += first.len_utf8(),
        }
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    (kept > 0).then_some(out)
}

/// Bytes of `text` that are the name, without regard to case and kind of white space, when no letter follows.
fn begins_with(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.chars();
    let mut length = 0;
    for wanted in name.chars() {
        let found = rest.next()?;
        let same = found == wanted
            || (found.is_whitespace() && wanted.is_whitespace())
            || found.to_lowercase().eq(wanted.to_lowercase());
        if !same {
            return None;
        }
        length += found.len_utf8();
    }
    (!rest.next().is_some_and(char::is_alphanumeric)).then_some(length)
}

/// Whether an address or a file name holds one of the names as folded words.
fn spells(address: &str, names: &[String]) -> bool {
    let address = format!(" {} ", fold(address));
    names.iter().any(|name| address.contains(&format!(" {} ", fold(name))))
}

/// Scheme and host of an address.
fn host(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}/")
}
