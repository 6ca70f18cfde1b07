//! What people decide: the same acts as `claimbook review`.
//!
//! Owns: the body of a decision and how it becomes a [`Ruling`], and which decision takes a higher role for what it is about. In:
//! JSON. Out: recorded decisions in the name of who is signed in, on disk when they are acknowledged. Refuses: members it does not
//! know, and decisions beyond a role; everything else the ledger refuses.

use super::{Posted, Writing};
use crate::accounts::{Role, decided_words, least, word};
use crate::answer::Answer;
use crate::problem::Problem;
use axum::http::StatusCode;
use claimbook_ledger::{Act, Decided, Decision, Ledger, Payload, Ruling, State};
use serde::Deserialize;

/// Most characters of a text that is kept with a decision, and most subjects of one.
const LONGEST: usize = 2_000;
const SUBJECTS: usize = 1_000;

/// Records a decision.
pub(crate) const DECISIONS: Writing = Writing {
    path: "/api/decisions",
    title: "Decide",
    role: Role::Coder,
    body: "Ruling",
    schema: "Decided",
    status: StatusCode::CREATED,
    handler: decide,
};
/// Takes one back.
pub(crate) const UNDO: Writing =
    Writing { path: "/api/undo", title: "Take a decision back", body: "Undoing", handler: undo, ..DECISIONS };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    act: String,
    property: Option<String>,
    value: Option<String>,
    publisher: Option<String>,
    grade: Option<Grade>,
    name: Option<String>,
    #[serde(default)]
    subjects: Vec<String>,
    #[serde(default)]
    linked: bool,
    reason: Option<String>,
    #[serde(default)]
    words: Vec<String>,
    shown: Option<String>,
}

/// A letter for a publisher, a number for information.
#[derive(Deserialize)]
#[serde(untagged)]
enum Grade {
    Letter(char),
    Number(u8),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undoing {
    entry: i64,
    reason: Option<String>,
}

fn decide(posted: &Posted<'_>) -> Result<Answer, Problem> {
    let body: Body = posted.read()?;
    if body.subjects.len() > SUBJECTS {
        return Err(Problem::bad(format!("more than {SUBJECTS} subjects")));
    }
    let texts = [&body.reason, &body.shown, &body.value, &body.name, &body.publisher];
    bounded(texts.into_iter().flatten().chain(&body.words))?;
    let (linked, act) = (body.linked, act(&body)?);
    let ruling = Ruling {
        by: posted.name()?,
        act,
        subjects: body.subjects,
        reason: body.reason,
        words: body.words,
        shown: body.shown.filter(|s| !s.trim().is_empty()),
        places: Vec::new(),
    };
    record(posted, ruling, linked)
}

fn undo(posted: &Posted<'_>) -> Result<Answer, Problem> {
    let body: Undoing = posted.read()?;
    bounded(body.reason.iter())?;
    let mut ruling = Ruling::new(&posted.name()?, Act::Undo { entry: body.entry }, &[]);
    ruling.reason = body.reason;
    record(posted, ruling, false)
}

fn record(posted: &Posted<'_>, mut ruling: Ruling, linked: bool) -> Result<Answer, Problem> {
    posted.visitor.takes(least(&ruling.act), &word(&ruling.act))?;
    let settings = posted.app.book.settings();
    let (decided, head): (Decided, _) = posted.app.book.write(|ledger| {
        if linked || ruling.act.is_about_incidents() {
            ledger.link(settings, &|_, _| {})?;
        }
        ruling.subjects = ledger.subjects(&ruling, linked, settings).map_err(Problem::of_decision)?;
        match ruling.act {
            Act::Undo { entry } => taken_back(posted, ledger, entry)?,
            Act::Note => {}
            _ => unpublished(posted, ledger, &ruling.subjects)?,
        }
        ledger.look_up(&mut ruling, &*posted.app.places).map_err(Problem::of_decision)?;
        let decided = ledger.decide(&ruling).map_err(Problem::of_decision)?;
        Ok((decided, ledger.head()?))
    })?;
    posted.app.moved(&head);
    Answer::created(&decided)
}

/// To take a decision back takes the role to make it; that of a reviewer where somebody else made it.
fn taken_back(posted: &Posted<'_>, ledger: &Ledger, entry: i64) -> Result<(), Problem> {
    let found = ledger.entries(entry.saturating_sub(1), 1)?.pop().filter(|e| e.seq == entry);
    // What is no decision the ledger refuses in its own words.
    let Some(Payload::Decision(decision)) = found.map(|e| e.read()).transpose()? else { return Ok(()) };
    let Decision { act, by, subjects, .. } = *decision;
    posted.visitor.takes(least(&act), &format!("to take back {}", word(&act)))?;
    if posted.visitor.name.as_ref() != Some(&by) {
        posted.visitor.takes(Role::Reviewer, "to take back what somebody else decided")?;
    }
    if act == Act::Note {
        return Ok(());
    }
    // A newer reading may have given the incidents other ids than they had when it was decided.
    let mut today = Vec::new();
    for subject in &subjects {
        today.extend(ledger.stands(subject)?);
    }
    unpublished(posted, ledger, &today)
}

/// What the public sees changes by the hand of those alone who may publish.
fn unpublished(posted: &Posted<'_>, ledger: &Ledger, subjects: &[String]) -> Result<(), Problem> {
    if posted.visitor.role >= Role::Publisher {
        return Ok(());
    }
    // One that is not there any more, or is none, the ledger tells of.
    let published = |id: &String| ledger.incident(id).is_ok_and(|v| v.review.state == State::Published);
    match subjects.iter().find(|id| published(id)) {
        Some(id) => posted.visitor.takes(Role::Publisher, &format!("{id} is published: to decide about it")),
        None => Ok(()),
    }
}

fn bounded<'t>(mut texts: impl Iterator<Item = &'t String>) -> Result<(), Problem> {
    match texts.find(|t| t.chars().count() > LONGEST) {
        None => Ok(()),
        Some(_) => Err(Problem::bad(format!("a text has more than {LONGEST} characters"))),
    }
}

fn act(body: &Body) -> Result<Act, Problem> {
    let needs = |name: &str| Problem::bad(format!("'{}' needs {name}", body.act));
    let text = |value: &Option<String>, name: &str| value.clone().ok_or_else(|| needs(name));
    let act = match body.act.replace('-', "_").as_str() {
        "accept" => Act::Accept,
        "reject" => Act::Reject,
        "approve" => Act::Approve,
        "publish" => Act::Publish,
        "same" => Act::Same,
        "different" => Act::Different,
        "part_of" => Act::PartOf,
        "duplicate" => Act::Duplicate,
        "note" => Act::Note,
        "correct" => {
            Act::Correct { property: text(&body.property, "property")?, value: text(&body.value, "value")? }
        }
        "mask" => Act::Mask { name: text(&body.name, "name")? },
        "grade_information" | "grade" => match body.grade {
            Some(Grade::Number(grade)) => Act::GradeInformation { grade },
            _ => return Err(needs("grade, a number from 1 to 6")),
        },
        "grade_publisher" => match body.grade {
            Some(Grade::Letter(grade)) => {
                let grade = grade.to_ascii_uppercase();
                Act::GradePublisher { publisher: text(&body.publisher, "publisher")?, grade }
            }
            _ => return Err(needs("grade, a letter from A to F")),
        },
        _ => {
            let acts = decided_words().join(", ");
            return Err(Problem::bad(format!("'{}' is no act; there are: {acts}", body.act)));
        }
    };
    Ok(act)
}

/// Whether an act goes by a word, as people type it or as entries have it.
pub(super) fn is_word(act: &Act, word: &str) -> bool {
    let word = word.replace('_', "-");
    act.as_str() == word || (word == "grade-information" && matches!(act, Act::GradeInformation { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_is_told_is_an_act() {
        for word in decided_words() {
            let text = format!(
                r#"{{"act": "{word}", "property": "killed", "value": "2", "publisher": "Post", "name": "x", "grade": {}}}"#,
                if word == "grade_publisher" { "\"B\"" } else { "2" }
            );
            let act = act(&serde_json::from_str(&text).unwrap()).unwrap();
            assert!(is_word(&act, &word), "{word} is {}", act.as_str());
        }
    }
}
