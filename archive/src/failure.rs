//! Why a command of the archive ends early.
//!
//! Owns: messages and exit codes. In: errors of the engines beneath. Out: one line and a number. Refuses: to print.

use ballista_core::error::BallistaError;
use datafusion::error::DataFusionError;
use std::process::ExitCode;

/// Why a command ended early or with something to report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The arguments do not make sense together.
    #[error("{0}")]
    Usage(String),
    /// A query failed.
    #[error("{}", plain(.0))]
    Query(#[from] DataFusionError),
    /// Scheduler or executor failed.
    #[error("{0}")]
    Cluster(#[from] BallistaError),
    /// The storage failed.
    #[error("{0}")]
    Storage(#[from] object_store::Error),
    /// Reading or writing failed.
    #[error("{what}: {error}")]
    Io { what: String, error: std::io::Error },
    /// Some inputs gave no article; each has a row that says why.
    #[error(
        "{0} inputs gave no article; `SELECT input, reason FROM reports WHERE outcome IN ('refused', 'failed')` lists them"
    )]
    SomeInputs(u64),
}

/// An error of a query without what DataFusion puts around it.
fn plain(error: &DataFusionError) -> String {
    match error.find_root() {
        DataFusionError::Configuration(text)
        | DataFusionError::Execution(text)
        | DataFusionError::Plan(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Failure {
    /// 1 failure, 2 usage, 3 some inputs failed: as the `claimbook` command has them.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage(_) | Self::Query(DataFusionError::Configuration(_)) => 2,
            Self::SomeInputs(_) => 3,
            _ => 1,
        })
    }
}
