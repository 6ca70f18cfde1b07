//! The form of an answer: acts and sayings in words, with the numbers of their sentences.
//!
//! Owns: how an answer is read from whatever a model wrote, and how much of one that was cut off can be kept. In: text. Out: [`Answer`]
//! and what was refused. Refuses: items of another form, and any item behind the first [`MOST`].

use claimbook_extract::annotation::{Dropped, GROUNDS, Role};
use claimbook_records::report::{IncidentType, PerpetratorBasis, SpeechAct, Stage};
use serde::Serialize;
use serde_json::{Map, Value};

/// Most items of each kind that are read from one answer.
pub const MOST: usize = 2000;
/// Deepest nesting of brackets in which a cut-off answer is closed.
const DEPTH: usize = 16;
/// Opening brackets at which an answer may begin.
const BEGINNINGS: usize = 8;

/// Types that an answer may name; strikes of workers are not read from news of attacks.
pub fn types() -> impl Iterator<Item = IncidentType> {
    IncidentType::ALL.iter().copied().filter(|t| *t != IncidentType::ForcedWorkStoppage)
}

/// What a model says of one part of an article.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    pub acts: Vec<Act>,
    pub sayings: Vec<Saying>,
}

/// Words of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Counted from 1.
    pub sentence: usize,
    pub words: String,
    /// Which of the places where they stand in it, counted from 1.
    pub nth: usize,
}

/// An act with all its tellings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Act {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: IncidentType,
    pub stage: Stage,
    pub background: bool,
    pub series: bool,
    pub tellings: Vec<Quote>,
    pub roles: Vec<RoleQuote>,
}

/// Words in a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleQuote {
    pub role: Role,
    #[serde(serialize_with = "basis")]
    pub basis: Option<PerpetratorBasis>,
    #[serde(flatten)]
    pub quote: Quote,
}

/// Somebody saying something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saying {
    #[serde(flatten)]
    pub cue: Quote,
    pub act: SpeechAct,
    pub speaker: Option<Quote>,
    pub via: Vec<Quote>,
    pub when: Option<Quote>,
    /// Ids of acts.
    pub about: Vec<String>,
}

fn basis<S: serde::Serializer>(basis: &Option<PerpetratorBasis>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(basis.map_or("none", PerpetratorBasis::as_str))
}

/// Why an answer is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("it ends in the middle")]
    Cut,
    #[error("no JSON object with acts and sayings")]
    Form,
}

impl Answer {
    /// Reads the first object of the form in a text: words around it and a fence are passed over.
    pub(crate) fn read(text: &str) -> Result<(Self, Vec<Dropped>), Unreadable> {
        let text = behind_thoughts(text);
        let mut cut = false;
        for (at, _) in text.match_indices('{').take(BEGINNINGS) {
            let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
            match values.next() {
                Some(Ok(Value::Object(object))) if is_answer(&object) => return Ok(Self::of(&object)),
                Some(Err(error)) if error.is_eof() => cut = true,
                _ => {}
            }
        }
        Err(if cut { Unreadable::Cut } else { Unreadable::Form })
    }

    /// What stands whole in an answer that was cut off.
    pub(crate) fn salvaged(text: &str) -> Option<(Self, Vec<Dropped>)> {
        let text = behind_thoughts(text);
        let closed = closed(&text[text.find('{')?..])?;
        let Ok(Value::Object(object)) = serde_json::from_str(&closed) else { return None };
        let (answer, mut dropped) = is_answer(&object).then(|| Self::of(&object))?;
        dropped.push(refused("answer", "it ends in the middle; what stands before is kept"));
        Some((answer, dropped))
    }

    fn of(object: &Map<String, Value>) -> (Self, Vec<Dropped>) {
        let mut dropped = Vec::new();
        let acts = items(object.get("acts"), "act", &mut dropped, act);
        let sayings = items(object.get("sayings"), "saying", &mut dropped, saying);
        (Self { acts, sayings }, dropped)
    }
}

pub(crate) fn refused(what: &str, reason: &str) -> Dropped {
    Dropped { what: what.to_owned(), reason: reason.to_owned() }
}

/// Models that think aloud do so first.
fn behind_thoughts(text: &str) -> &str {
    text.rfind("</think>").map_or(text, |at| &text[at + "</think>".len()..])
}

fn is_answer(object: &Map<String, Value>) -> bool {
    object.get("acts").is_some_and(Value::is_array) || object.get("sayings").is_some_and(Value::is_array)
}

/// The text up to its last closed bracket, with what is open closed.
fn closed(text: &str) -> Option<String> {
    let (mut open, mut last) = (Vec::new(), None);
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                if open.pop() != Some(c) || open.is_empty() {
                    break;
                }
                last = Some((at + c.len_utf8(), open.clone()));
            }
            _ => {}
        }
        if open.len() > DEPTH {
            break;
        }
    }
    let (end, open) = last?;
    Some(text[..end].chars().chain(open.into_iter().rev()).collect())
}

/// Items of a list that have the form; the others are told.
fn items<T>(
    value: Option<&Value>,
    what: &str,
    dropped: &mut Vec<Dropped>,
    read: impl Fn(&Map<String, Value>, &mut Vec<Dropped>) -> Option<T>,
) -> Vec<T> {
    let Some(list) = value.and_then(Value::as_array) else { return Vec::new() };
    if list.len() > MOST {
        dropped.push(refused(what, "more than are read from one answer"));
    }
    let mut out = Vec::new();
    for item in list.iter().take(MOST) {
        match item.as_object().and_then(|object| read(object, dropped)) {
            Some(read) => out.push(read),
            None => dropped.push(refused(what, "not of the form")),
        }
    }
    out
}

/// A number, also one written as text.
fn number(value: Option<&Value>) -> Option<usize> {
    match value? {
        Value::Number(number) => usize::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn quote(object: &Map<String, Value>) -> Option<Quote> {
    let words = object.get("words")?.as_str()?;
    let nth = number(object.get("nth")).unwrap_or(1);
    Some(Quote { sentence: number(object.get("sentence"))?, words: words.to_owned(), nth })
}

fn quoted(value: Option<&Value>) -> Option<Quote> {
    quote(value?.as_object()?)
}

/// A word of a closed list.
fn word<T: std::str::FromStr>(value: Option<&Value>) -> Option<T> {
    value?.as_str()?.trim().parse().ok()
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn act(object: &Map<String, Value>, dropped: &mut Vec<Dropped>) -> Option<Act> {
    let flag = |name: &str| object.get(name).and_then(Value::as_bool).unwrap_or(false);
    let kind = word::<IncidentType>(object.get("type")).filter(|kind| types().any(|t| t == *kind));
    if kind.is_none() {
        dropped.push(refused("type", "no type of the list; the act is kept as other"));
    }
    Some(Act {
        id: id(object.get("id")?)?,
        kind: kind.unwrap_or(IncidentType::Other),
        stage: word(object.get("stage"))?,
        background: flag("background"),
        series: flag("series"),
        tellings: items(object.get("tellings"), "telling", dropped, |o, _| quote(o)),
        roles: items(object.get("roles"), "role", dropped, |o, _| role(o)),
    })
}

fn role(object: &Map<String, Value>) -> Option<RoleQuote> {
    let role = serde_json::from_value(object.get("role")?.clone()).ok()?;
    let basis = word::<PerpetratorBasis>(object.get("basis")).filter(|b| GROUNDS.contains(b));
    let basis = basis.filter(|_| role == Role::Perpetrator);
    Some(RoleQuote { role, basis, quote: quote(object)? })
}

fn saying(object: &Map<String, Value>, dropped: &mut Vec<Dropped>) -> Option<Saying> {
    let about = object.get("about").and_then(Value::as_array);
    Some(Saying {
        cue: quote(object)?,
        act: word(object.get("act"))?,
        speaker: quoted(object.get("speaker")),
        via: items(object.get("via"), "relay", dropped, |o, _| quote(o)),
        when: quoted(object.get("when")),
        about: about.into_iter().flatten().take(MOST).filter_map(id).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"acts":[{"id":1,"type":"bombing","stage":"accomplished","background":false,"series":false,"tellings":[{"sentence":"2","words":"went off"}],"roles":[{"role":"place","basis":"none","sentence":2,"words":"Qarn","nth":1},{"role":"mood","sentence":2,"words":"Qarn"}]}],"sayings":[]}"#;

    #[test]
    fn an_answer_is_found_among_other_words() {
        for text in [
            ONE.to_owned(),
            format!("```json\n{ONE}\n```"),
            format!(
                "<think>{{\"acts\": 3}} hm</think>\nHere it is {{as asked}}: {ONE} I hope this helps {{}}"
            ),
        ] {
            let (answer, dropped) = Answer::read(&text).unwrap();
            assert_eq!((answer.acts[0].id.as_str(), answer.acts[0].tellings[0].sentence), ("1", 2));
            assert_eq!((answer.acts[0].roles.len(), dropped.len()), (1, 1), "{dropped:?}");
        }
    }

    #[test]
    fn what_is_no_answer_is_said_to_be_none() {
        for text in ["", "I cannot do that.", "[]", "{\"acts\": 3}", "{\"a\": {}}"] {
            assert_eq!(Answer::read(text).unwrap_err(), Unreadable::Form, "{text}");
        }
        assert_eq!(Answer::read(&ONE[..90]).unwrap_err(), Unreadable::Cut);
        let deep = "{\"acts\":".to_owned() + &"[".repeat(100_000);
        assert!(Answer::read(&deep).is_err() && Answer::salvaged(&deep).is_none());
    }

    #[test]
    fn of_an_answer_cut_anywhere_whole_items_are_kept() {
        let two = ONE.replace("}],\"sayings\":[]}", &format!("}},{}", &ONE[9..]));
        let (whole, _) = Answer::read(&two).unwrap();
        assert_eq!(whole.acts.len(), 2);
        let mut most = 0;
        for end in (0..two.len()).filter(|i| two.is_char_boundary(*i)) {
            if let Some((answer, dropped)) = Answer::salvaged(&two[..end]) {
                assert!(answer.acts.len() >= most && dropped.iter().any(|d| d.what == "answer"));
                assert!(answer.acts.iter().all(|a| a.kind == IncidentType::Bombing || a.tellings.is_empty()));
                most = answer.acts.len();
            }
        }
        assert_eq!(most, 2);
    }

    #[test]
    fn unknown_words_of_closed_lists_are_refused() {
        let (answer, dropped) = Answer::read(&ONE.replace("bombing", "forced_work_stoppage")).unwrap();
        assert_eq!((answer.acts[0].kind, dropped.len()), (IncidentType::Other, 2));
        assert!(Answer::read(&ONE.replace("accomplished", "done")).unwrap().0.acts.is_empty());
    }
}
