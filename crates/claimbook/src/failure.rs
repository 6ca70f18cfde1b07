//! Everything that can end a command, and the exit code it gives.
//!
//! Owns: the one mapping from failures to exit codes. In: errors of the rooms. Out: a message on stderr and a code.
//! Refuses: messages of its own making beyond naming what failed.

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
    /// The rest was done; these inputs could not be read (each already named on stderr).
    #[error("{0} of the inputs could not be read (named above); everything else was done")]
    SomeInputs(usize),
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
            Self::Io { .. } => 1,
            Self::Usage(_) => 2,
            Self::SomeInputs(_) => 3,
        }
    }

    /// Says what happened and gives the exit code; a reader that went away is no failure.
    pub fn report(&self) -> ExitCode {
        let code = self.code();
        if code != 0 {
            eprintln!("claimbook: {self}");
        }
        ExitCode::from(code)
    }
}
