//! Decisions one by one, for scripts and quick hands.
//!
//! Owns: one sub-command for each kind of decision. In: arguments. Out: a recorded decision. Refuses: nothing of its own;
//! the ledger says what a decision needs.

use super::{nameless, record};
use crate::book::BookArguments;
use crate::failure::Failure;
use claimbook_ledger::{Act, Ruling};
use claimbook_link::Settings;
use claimbook_overlay::Data;

/// What somebody decides.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Rule {
    /// The record is right
    Accept(Subjects),
    /// It is no incident, or not as told; it leaves the lists
    Reject(Subjects),
    /// The incident may be published: all its accounts are reviewed
    Approve(Subjects),
    /// The incident is public: `export --public` takes it
    Publish(Subjects),
    /// A property has another value (`claimbook review properties` lists them)
    Correct(Correct),
    /// These incident reports tell one incident
    Same(Subjects),
    /// These incident reports tell different incidents
    Different(Subjects),
    /// PART is one of the several acts that WHOLE tells
    PartOf(Pair),
    /// The first prints the account of the second again
    Duplicate(Pair),
    /// How reliable a publisher is: A (completely) to E (not), F (cannot be judged)
    GradePublisher(GradePublisher),
    /// How credible an incident report is: 1 (confirmed by others) to 5 (improbable), 6 (cannot be judged)
    Grade(Grade),
    /// Withhold a name from the public
    Mask(Mask),
    /// Write something down
    Note(Note),
    /// Take back an earlier decision, named by its entry
    Undo(Undo),
}

#[derive(Debug, clap::Args)]
pub(super) struct Decider {
    /// Your name, as it stands in the book
    #[arg(long, env = "CLAIMBOOK_REVIEWER", value_name = "NAME")]
    by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Words of the article it rests on, copied exactly
    #[arg(long, value_name = "WORDS")]
    words: Vec<String>,
    #[command(flatten)]
    book: BookArguments,
}

#[derive(Debug, clap::Args)]
pub(super) struct Subjects {
    /// Ids of incident reports; their beginnings are enough
    #[arg(required = true)]
    ids: Vec<String>,
    /// Every ID stands for all accounts of its incident
    #[arg(long)]
    linked: bool,
    #[command(flatten)]
    decider: Decider,
}

#[derive(Debug, clap::Args)]
pub(super) struct Correct {
    /// Id of an incident report
    id: String,
    /// type, date, place, killed …
    property: String,
    /// The right value
    value: String,
    #[command(flatten)]
    decider: Decider,
}

#[derive(Debug, clap::Args)]
pub(super) struct Pair {
    /// Id of an incident report
    first: String,
    /// Id of another
    second: String,
    #[command(flatten)]
    decider: Decider,
}

#[derive(Debug, clap::Args)]
pub(super) struct GradePublisher {
    /// Name or domain
    publisher: String,
    /// A to F
    grade: char,
    #[command(flatten)]
    decider: Decider,
}

#[derive(Debug, clap::Args)]
pub(super) struct Grade {
    /// Id of an incident report
    id: String,
    /// 1 to 6
    grade: u8,
    #[command(flatten)]
    decider: Decider,
}

#[derive(Debug, clap::Args)]
pub(super) struct Mask {
    /// Id of an incident report
    id: String,
    /// The name as the article writes it
    name: String,
    #[command(flatten)]
    decider: Decider,
}

#[derive(Debug, clap::Args)]
pub(super) struct Note {
    /// Id of an incident report
    id: String,
    /// What is worth knowing
    text: String,
    #[command(flatten)]
    decider: Decider,
}

#[derive(Debug, clap::Args)]
pub(super) struct Undo {
    /// Number of the decision's entry (`claimbook review history`)
    entry: i64,
    #[command(flatten)]
    decider: Decider,
}

impl Rule {
    /// Records the decision.
    pub(super) fn run(&self, data: &Data) -> Result<(), Failure> {
        let (act, ids, linked, decider) = self.parts();
        let places = if act.sets_places() { super::places(data)? } else { Box::new(|_: &str| Vec::new()) };
        let whole = linked || act.is_about_incidents();
        let mut ledger = if whole { decider.book.open_linked()? } else { decider.book.open()? };
        let note = match self {
            Self::Note(note) => Some(note.text.clone()),
            _ => None,
        };
        let mut ruling = Ruling {
            by: decider.by.clone().ok_or_else(nameless)?,
            act,
            subjects: ids,
            reason: note.or_else(|| decider.reason.clone()),
            words: decider.words.clone(),
            shown: None,
            places: Vec::new(),
        };
        ruling.subjects = ledger.subjects(&ruling, whole, &Settings::embedded())?;
        let (entry, said) = record(&mut ledger, ruling, &*places)?;
        decider.book.note(&ledger)?;
        crate::table::tell(&format!("entry {entry}: {said}"));
        Ok(())
    }

    fn parts(&self) -> (Act, Vec<String>, bool, &Decider) {
        let several = |act, s: &'_ Subjects| (act, s.ids.clone(), s.linked);
        let one = |act, id: &String| (act, vec![id.clone()], false);
        let ((act, ids, linked), decider) = match self {
            Self::Accept(s) => (several(Act::Accept, s), &s.decider),
            Self::Reject(s) => (several(Act::Reject, s), &s.decider),
            Self::Approve(s) => (several(Act::Approve, s), &s.decider),
            Self::Publish(s) => (several(Act::Publish, s), &s.decider),
            Self::Same(s) => (several(Act::Same, s), &s.decider),
            Self::Different(s) => (several(Act::Different, s), &s.decider),
            Self::PartOf(p) => ((Act::PartOf, vec![p.first.clone(), p.second.clone()], false), &p.decider),
            Self::Duplicate(p) => {
                ((Act::Duplicate, vec![p.first.clone(), p.second.clone()], false), &p.decider)
            }
            Self::Correct(c) => {
                let act = Act::Correct { property: c.property.clone(), value: c.value.clone() };
                (one(act, &c.id), &c.decider)
            }
            Self::Grade(g) => (one(Act::GradeInformation { grade: g.grade }, &g.id), &g.decider),
            Self::Mask(m) => (one(Act::Mask { name: m.name.clone() }, &m.id), &m.decider),
            Self::Note(n) => (one(Act::Note, &n.id), &n.decider),
            Self::GradePublisher(g) => {
                let grade = g.grade.to_ascii_uppercase();
                let act = Act::GradePublisher { publisher: g.publisher.clone(), grade };
                ((act, Vec::new(), false), &g.decider)
            }
            Self::Undo(u) => ((Act::Undo { entry: u.entry }, Vec::new(), false), &u.decider),
        };
        (act, ids, linked, decider)
    }
}
