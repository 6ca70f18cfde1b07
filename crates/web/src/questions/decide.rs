//! What people decide: the same acts as `claimbook review`.
//!
//! Owns: the body of a decision and how it becomes a [`Ruling`]. In: JSON. Out: recorded decisions, on disk when they are
//! acknowledged. Refuses: members it does not know; everything else the ledger refuses.

use crate::answer::Answer;
use crate::app::App;
use crate::problem::Problem;
use claimbook_ledger::{Act, Decided, Ruling};
use serde::Deserialize;

/// Most characters of a text that is kept with a decision, and most subjects of one.
const LONGEST: usize = 2_000;
const SUBJECTS: usize = 1_000;

/// A question that writes.
#[derive(Clone, Copy)]
pub(crate) struct Decision {
    pub path: &'static str,
    pub title: &'static str,
    /// Name of the schema of its body.
    pub body: &'static str,
    pub handler: fn(&App, &[u8]) -> Result<Answer, Problem>,
}

/// Records a decision.
pub(crate) const DECISIONS: Decision =
    Decision { path: "/api/decisions", title: "Decide", body: "Ruling", handler: decide };
/// Takes one back.
pub(crate) const UNDO: Decision =
    Decision { path: "/api/undo", title: "Take a decision back", body: "Undoing", handler: undo };

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

fn decide(app: &App, body: &[u8]) -> Result<Answer, Problem> {
    let body: Body = read(body)?;
    if body.subjects.len() > SUBJECTS {
        return Err(Problem::bad(format!("more than {SUBJECTS} subjects")));
    }
    let texts = [&body.reason, &body.shown, &body.value, &body.name, &body.publisher];
    bounded(texts.into_iter().flatten().chain(&body.words))?;
    let (linked, act) = (body.linked, act(&body)?);
    let ruling = Ruling {
        by: name(app)?,
        act,
        subjects: body.subjects,
        reason: body.reason,
        words: body.words,
        shown: body.shown.filter(|s| !s.trim().is_empty()),
    };
    record(app, ruling, linked)
}

fn undo(app: &App, body: &[u8]) -> Result<Answer, Problem> {
    let body: Undoing = read(body)?;
    bounded(body.reason.iter())?;
    let mut ruling = Ruling::new(&name(app)?, Act::Undo { entry: body.entry }, &[]);
    ruling.reason = body.reason;
    record(app, ruling, false)
}

fn record(app: &App, mut ruling: Ruling, linked: bool) -> Result<Answer, Problem> {
    let settings = app.book.settings();
    let (decided, head): (Decided, _) = app.book.write(|ledger| {
        if linked || ruling.act.is_about_incidents() {
            ledger.link(settings, &|_, _| {})?;
        }
        ruling.subjects = ledger.subjects(&ruling, linked, settings).map_err(Problem::of_decision)?;
        let decided = ledger.decide(&ruling).map_err(Problem::of_decision)?;
        Ok((decided, ledger.head()?))
    })?;
    app.moved(&head);
    Answer::created(&decided)
}

/// Who decides.
fn name(app: &App) -> Result<String, Problem> {
    let nobody = "this server was started without a name: claimbook serve --by NAME";
    app.by.clone().ok_or_else(|| Problem::new("forbidden", nobody))
}

fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|e| Problem::bad(format!("the body is not what this takes: {e}")))
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
        _ => return Err(Problem::bad(format!("'{}' is no act", body.act))),
    };
    Ok(act)
}

/// Whether an act goes by a word, as people type it or as entries have it.
pub(super) fn is_word(act: &Act, word: &str) -> bool {
    let word = word.replace('_', "-");
    act.as_str() == word || (word == "grade-information" && matches!(act, Act::GradeInformation { .. }))
}
