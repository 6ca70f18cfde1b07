//! Roles, and what each may decide.
//!
//! Owns: the order of roles, each of which may all that those before it may, and the least role of every kind of decision. What
//! may be asked stands in the table of questions. In: acts. Out: roles. Refuses: exceptions.

use claimbook_ledger::Act;
use serde::{Serialize, Serializer};

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Nobody who signed in: sees the public view, where there is one. No account has this role.
    Visitor,
    /// Reads the book.
    Reader,
    /// Decides about values and links.
    Coder,
    /// Accepts, rejects and approves, and takes back what others decided.
    Reviewer,
    /// Publishes and withholds, and decides about what is published.
    Publisher,
    /// May everything, and sees who has an account.
    Admin,
}

impl Role {
    /// The roles of accounts.
    pub const ALL: [Self; 5] = [Self::Reader, Self::Coder, Self::Reviewer, Self::Publisher, Self::Admin];

    /// The word people type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Reader => "reader",
            Self::Coder => "coder",
            Self::Reviewer => "reviewer",
            Self::Publisher => "publisher",
            Self::Admin => "admin",
        }
    }

    /// Whether it may decide in this way.
    pub fn may(self, act: &Act) -> bool {
        self >= least(act)
    }

    /// The acts it may decide, by the words of the log.
    pub(crate) fn acts(self) -> Vec<String> {
        acts().into_iter().filter(|act| self.may(act)).map(|act| word(&act)).collect()
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::as_str).join(", ");
        let found = Self::ALL.into_iter().find(|role| role.as_str() == word);
        found.ok_or_else(|| format!("'{word}' is none of: {words}"))
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The least role that decides in this way. No arm stands for the rest: a new act is given a role, or nothing is built.
pub(crate) fn least(act: &Act) -> Role {
    match act {
        Act::Correct { .. }
        | Act::Same
        | Act::Different
        | Act::PartOf
        | Act::Duplicate
        | Act::Note
        // Which decision it is that is taken back counts besides.
        | Act::Undo { .. } => Role::Coder,
        Act::Accept
        | Act::Reject
        | Act::Approve
        | Act::GradePublisher { .. }
        | Act::GradeInformation { .. } => Role::Reviewer,
        Act::Publish | Act::Mask { .. } => Role::Publisher,
    }
}

/// One of every act.
fn acts() -> [Act; 14] {
    let text = String::new;
    [
        Act::Correct { property: text(), value: text() },
        Act::Same,
        Act::Different,
        Act::PartOf,
        Act::Duplicate,
        Act::Note,
        Act::Undo { entry: 0 },
        Act::Accept,
        Act::Reject,
        Act::Approve,
        Act::GradePublisher { publisher: text(), grade: 'A' },
        Act::GradeInformation { grade: 1 },
        Act::Publish,
        Act::Mask { name: text() },
    ]
}

/// The words for what can be decided; taking back is asked for elsewhere.
pub(crate) fn decided_words() -> Vec<String> {
    acts().iter().filter(|act| !matches!(act, Act::Undo { .. })).map(word).collect()
}

/// The word of an act as the log and the API have it.
pub(crate) fn word(act: &Act) -> String {
    let value = serde_json::to_value(act).unwrap_or_default();
    value["act"].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_those_before_it_may_and_more() {
        let counts: Vec<usize> = [Role::Visitor].iter().chain(&Role::ALL).map(|r| r.acts().len()).collect();
        assert_eq!(counts, [0, 0, 7, 12, 14, 14]);
        for (before, role) in Role::ALL.iter().zip(&Role::ALL[1..]) {
            assert!(before < role && before.acts().iter().all(|act| role.acts().contains(act)));
        }
        assert!(acts().iter().all(|act| !word(act).is_empty()));
        assert_eq!("publisher".parse(), Ok(Role::Publisher));
        assert!("visitor".parse::<Role>().is_err() && "Admin".parse::<Role>().is_err());
    }
}
