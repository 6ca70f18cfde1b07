//! Everything that can end a command, and the exit code it gives.
//!
//! Owns: the one mapping from failures to exit codes. In: errors of the rooms. Out: a message on stderr and a code.
//! Refuses: messages of its own making beyond naming what failed.

use crate::pipeline::Done;
use claimbook_acquire::CaptureError;
use claimbook_ledger::Error as LedgerError;
use claimbook_overlay::DataError;
use claimbook_records::codebook::CodebookErrors;
use claimbook_web::ServeError;
use claimbook_web::accounts::AccountsError;
use std::io;
use std::process::ExitCode;

/// Why a command ended early or with something to report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// Reading or writing failed.
    #[error("{what}: {error}")]
    Io { what: String, error: io::Error },
    /// The arguments do not make sense together.
    #[error("{0}")]
    Usage(String),
    /// The rest was done; these inputs could not be read.
    #[error("{}", unread(*.0))]
    SomeInputs(Done),
    /// The user's codebook has mistakes.
    #[error("the codebook has mistakes:\n{0}")]
    Codebook(#[from] CodebookErrors),
    /// The ledger answered with an error.
    #[error("{}", with_causes(.0))]
    Ledger(#[from] LedgerError),
    /// The bytes of an article could not be kept or read.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The server did not start.
    #[error("{}", chain(.0))]
    Serve(#[from] ServeError),
    /// Something about accounts could not be done.
    #[error("{}", chain(.0))]
    Accounts(#[from] AccountsError),
    /// A check did not pass; what it found is already printed.
    #[error("{0}")]
    Check(String),
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Io { what, error } => Self::Io { what, error },
            DataError::Unfit(text) => Self::Usage(text),
            DataError::Codebook(errors) => Self::Codebook(errors),
        }
    }
}

impl Failure {
    /// Wraps an I/O error with what was being done.
    pub fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |error| Self::Io { what, error }
    }

    /// 0 ok, 1 failure, 2 usage, 3 some inputs failed, 4 a check failed.
    fn code(&self) -> u8 {
        match self {
            Self::Io { error, .. } if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Ledger(LedgerError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Usage(_)
            | Self::Ledger(LedgerError::BadRequest(_) | LedgerError::SeveralPlaces { .. })
            | Self::Serve(ServeError::NotLoopback(_) | ServeError::NoHost(_)) => 2,
            Self::Io { .. }
            | Self::Codebook(_)
            | Self::Ledger(_)
            | Self::Capture(_)
            | Self::Serve(_)
            | Self::Accounts(_) => 1,
            Self::SomeInputs(_) => 3,
            Self::Check(_) => 4,
        }
    }

    /// Says what happened and gives the exit code; a reader that went away is no failure.
    pub fn report(&self) -> ExitCode {
        let code = self.code();
        if code != 0 {
            crate::table::tell(&self.to_string());
        }
        ExitCode::from(code)
    }
}

/// How many inputs failed; each was named before.
fn unread(done: Done) -> String {
    let all = done.failed + done.articles;
    match (done.articles, done.failed) {
        (0, 1) => "the input could not be read".to_owned(),
        (0, _) => format!("none of {all} inputs could be read (named above)"),
        _ => format!("{} of {all} inputs could not be read (named above); the others were", done.failed),
    }
}

/// An error with everything it was caused by.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// The same of the ledger, and what to do where that is plain.
fn with_causes(error: &LedgerError) -> String {
    let mut text = chain(error);
    if matches!(error, LedgerError::Missing { .. }) {
        text.push_str("; make one with: claimbook add FILE");
    }
    text
}
