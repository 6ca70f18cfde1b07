//! What leaves the book, and what does not.
//!
//! Owns: the care for persons in public exports, and the gate for addresses. In: what is to be exported and the names of
//! its articles. Out: the same without the names. Refuses: choosing the names (see [`super::names`]), and addresses
//! that are not of the web.
//!
//! A quote that held a name no longer equals the words of the article; its offsets still point to them. An address (URL)
//! that spells a name is cut to its host, and is not shown where the host does; a file name that does is withheld.

use super::names::{Names, WITHHELD};
use crate::error::{Error, Result};
use crate::linked::LinkedIncident;
use crate::query::IncidentView;
use crate::review::Review;
use crate::standing::Standing;
use claimbook_records::codebook::{OBJECT_KINDS, PERSON_KINDS, WEAPON_KINDS};
use claimbook_records::report::{
    ActorKind, Damage, Effect, Firmness, IncidentType, Level, PerpetratorBasis, PerpetratorCategory,
    PerpetratorKind, PlaceRole, Precision, Property, Qualifier, SpeakerKind, SpeechAct, Stage, TargetClass,
};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::OnceLock;

/// Leaves out of any export what is no address of the web: it would become a link, or tell where a file lay.
pub(super) fn gate(view: &mut IncidentView) {
    if view.article.url.as_deref().is_some_and(|url| !web(url)) {
        view.article.url = None;
    }
}

/// An address that a reader may follow.
pub(super) fn web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control());
    plain && scheme.is_some_and(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"))
}

/// Withholds what a public export must not show. True when a name was withheld.
pub(super) fn mask(view: &mut IncidentView, names: &Names) -> Result<bool> {
    // Who reviewed it and why is the team's own affair.
    view.review = Review { state: view.review.state, ..Review::default() };
    let mut changed = false;
    if let Some(url) = view.article.url.take() {
        view.article.url = address(&url, names, &mut changed);
    }
    view.article.inputs_mut().for_each(|i| *i = input(i, names, &mut changed));
    // Over the JSON form, so that no field that is added to the record can be forgotten.
    let bad = |e: serde_json::Error| Error::Write(e.into());
    let mut value = serde_json::to_value(&*view).map_err(bad)?;
    if withhold(&mut value, names) {
        changed = true;
        *view = serde_json::from_value(value).map_err(bad)?;
    }
    Ok(changed)
}

/// The same for what the accounts of an incident make together.
pub(super) fn mask_linked(incident: &mut LinkedIncident, names: &Names) -> Result<bool> {
    let mut changed = false;
    for view in &mut incident.reports {
        changed |= mask(view, names)?;
    }
    for account in &mut incident.accounts {
        account.input = input(&account.input, names, &mut changed);
        account.also.iter_mut().for_each(|i| *i = input(i, names, &mut changed));
    }
    let mut hide = |text: &mut String| changed |= self::hide(text, names);
    hide(&mut incident.standing.reason);
    incident.accounts.iter_mut().filter_map(|a| a.publisher.as_mut()).for_each(&mut hide);
    for step in &mut incident.ladder {
        hide(&mut step.speaker);
        hide(&mut step.words);
        step.via.iter_mut().chain(&mut step.fake).for_each(&mut hide);
    }
    incident.matrix.iter_mut().flat_map(|r| &mut r.values).for_each(|v| hide(&mut v.text));
    incident.merged.places.iter_mut().for_each(&mut hide);
    Ok(changed)
}

/// What a public export shows of an address.
fn address(url: &str, names: &Names, changed: &mut bool) -> Option<String> {
    if names.hide(url).is_none() {
        return Some(url.to_owned());
    }
    *changed = true;
    let host = host(url);
    // A host may be written in a code that hides its letters.
    let readable = names.hide(&host).is_none() && !host.contains("xn--");
    readable.then_some(host)
}

/// Scheme and host of an address, without whoever signs in there.
fn host(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}/")
}

/// What a public export shows of where an article lay, which is the user's own affair: the name of the file, unless it
/// spells one of the names.
pub(super) fn input(path: &str, names: &Names, changed: &mut bool) -> String {
    let file = path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    if names.hide(&format!("_{file}")).is_none() {
        return file.to_owned();
    }
    *changed = true;
    WITHHELD.to_owned()
}

/// Withholds the names in one text. True where it held one.
pub(super) fn hide(text: &mut String, names: &Names) -> bool {
    match names.hide(text) {
        Some(changed) => {
            *text = changed;
            true
        }
        None => false,
    }
}

/// Withholds the names everywhere in a JSON value. True where it held one.
pub(super) fn withhold(value: &mut Value, names: &Names) -> bool {
    match value {
        Value::String(text) => text != WITHHELD && !closed(text) && hide(text, names),
        Value::Array(items) => items.iter_mut().map(|item| withhold(item, names)).filter(|c| *c).count() > 0,
        Value::Object(map) => map.values_mut().map(|item| withhold(item, names)).filter(|c| *c).count() > 0,
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A word of a closed list, an id, a day: no text of anybody, and not to be changed by chance.
fn closed(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut words: HashSet<&str> = HashSet::new();
        macro_rules! all {
            ($($list:ident),*) => { $(words.extend($list::ALL.iter().map(|w| w.as_str()));)* };
        }
        all!(
            ActorKind,
            Damage,
            Effect,
            Firmness,
            IncidentType,
            Level,
            PerpetratorBasis,
            PerpetratorCategory,
            PerpetratorKind,
            PlaceRole,
            Precision,
            Property,
            Qualifier,
            SpeakerKind,
            SpeechAct,
            Stage,
            TargetClass
        );
        words.extend(PERSON_KINDS.iter().chain(&OBJECT_KINDS).chain(&WEAPON_KINDS));
        words.extend(Standing::ALL.iter().map(|w| w.as_str()));
        words.extend(["given", "metadata", "text", "inferred"]);
        words.extend(["unreviewed", "rejected", "reviewed", "approved", "published"]);
        words
    });
    let hex = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
    let id = text.split_once('_').is_some_and(|(kind, digits)| {
        matches!(kind, "art" | "inc" | "rpt") && digits.len() >= 8 && hex(digits)
    });
    let code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    let day =
        text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'.' | b'+' | b'T' | b'Z'));
    words.contains(text) || id || code || day || text.len() >= 16 && hex(text)
}
