//! What can go wrong with a ledger.
//!
//! Owns: the one error type of the crate and the sentences it prints. In: causes. Out: [`Error`]. Refuses: to name
//! the database library in its variants, so that a second store needs no new kind.

use claimbook_records::report::Place;
use std::path::PathBuf;

/// Result of every fallible call of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything a ledger can answer instead of a value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no file at the path, and the caller asked for an existing ledger.
    #[error("there is no ledger at {}", path.display())]
    Missing { path: PathBuf },
    /// The file is something else: another program's database, or no database.
    #[error("{} is not a Claimbook ledger", path.display())]
    NotALedger { path: PathBuf },
    /// A ledger was here, or was to be, but the file holds nothing.
    #[error(
        "{} is empty: the ledger was cut off or never begun; restore it from a copy, or remove it to begin anew", path.display()
    )]
    Empty { path: PathBuf },
    /// The file, or the folder it lies in, cannot be written.
    #[error("{} cannot be written", path.display())]
    ReadOnly { path: PathBuf },
    /// The last transactions are still in the write-ahead log, and taking them in needs writing.
    #[error(
        "{} has a write-ahead log that has to be taken in, in a folder that cannot be written; copy both files to one that can", path.display()
    )]
    LogWaiting { path: PathBuf },
    /// An earlier Claimbook wrote this ledger, and it was opened for reading alone.
    #[error(
        "this ledger was written by an older Claimbook and has to be brought up to date, which needs writing"
    )]
    Outdated,
    /// A later Claimbook wrote this ledger; reading it with older rules could lose what it means.
    #[error(
        "this ledger was written by a newer Claimbook ({what} {found}, this program knows {known}): update Claimbook"
    )]
    Newer { what: &'static str, found: i64, known: i64 },
    /// A name that a person typed is that of several places.
    #[error("'{wanted}' is the name of several places; name one by its id: {}", listed(candidates))]
    SeveralPlaces { wanted: String, candidates: Vec<Place> },
    /// Another process kept the ledger locked for longer than the waiting time.
    #[error("the ledger is in use by another process; try again")]
    Busy,
    /// A statement took longer than one may.
    #[error(
        "the ledger's server took too long for {doing}; ask for less, or set a longer statement_timeout there"
    )]
    Slow { doing: &'static str },
    /// The connection to the server cannot be encrypted as demanded, or its certificate is not to be trusted.
    #[error("{server} is not to be trusted: {problem}")]
    Untrusted { server: String, problem: String },
    /// The database failed: disk full, file damaged, permission.
    #[error("the ledger's database failed while {doing}")]
    Database {
        doing: &'static str,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Something offered for recording contradicts itself, for instance a quote that is not in the article.
    #[error("not recorded, {what}: {reason}")]
    Refused { what: String, reason: String },
    /// No article, report or incident has this id.
    #[error("the ledger holds no {kind} '{wanted}'")]
    NotFound { kind: &'static str, wanted: String },
    /// A shortened id fits several.
    #[error("'{wanted}' fits several: {}", candidates.join(", "))]
    Ambiguous { wanted: String, candidates: Vec<String> },
    /// The id belongs to an older or a withdrawn reading of its article, or a person rejected it.
    #[error("{incident} no longer stands in the reading of {article}: {reason}")]
    Former { incident: String, article: String, reason: String },
    /// An entry cannot be read back; `verify` names the first bad one.
    #[error("entry {seq} is damaged: {problem}")]
    BadEntry { seq: i64, problem: String },
    /// A filter, field or option that means nothing.
    #[error("{0}")]
    BadRequest(String),
    /// Writing an export failed.
    #[error("the export could not be written")]
    Write(#[from] std::io::Error),
}

impl From<csv::Error> for Error {
    /// What went wrong in writing stays what it was: a reader that went away is told by its kind.
    fn from(error: csv::Error) -> Self {
        let shown = error.to_string();
        Self::Write(match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            _ => std::io::Error::other(shown),
        })
    }
}

/// The first few places with their ids, for a sentence.
fn listed(places: &[Place]) -> String {
    const FEW: usize = 8;
    let one = |p: &Place| {
        let parts = [p.gazetteer_id.as_ref(), Some(&p.name)];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let around = p.within.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        format!("{} ({around})", parts.join(" "))
    };
    let told: Vec<String> = places.iter().take(FEW).map(one).collect();
    let more = if places.len() > FEW { " …" } else { "" };
    format!("{}{more}", told.join("; "))
}
