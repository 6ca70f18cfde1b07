//! How far people have reviewed what the engine read.
//!
//! Owns: the states an incident goes through. In: decisions. Out: [`State`]. Refuses: anything a program decided.

use serde::{Deserialize, Serialize};

/// How far review of an incident got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody found that it is no incident, or not as told.
    Rejected,
    /// Nobody looked at it.
    #[default]
    Unreviewed,
    /// Somebody accepted or corrected at least one of its reports.
    Reviewed,
    /// Somebody found that it may be published.
    Approved,
    /// Anybody may see it.
    Published,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Rejected, Self::Unreviewed, Self::Reviewed, Self::Approved, Self::Published];

    /// The word in tables, filters and storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Unreviewed => "unreviewed",
            Self::Reviewed => "reviewed",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for State {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|v| v.as_str() == s).ok_or_else(|| format!("'{s}' is none of: {words}"))
    }
}
