//! Why the command ends with another exit code than 0.
//!
//! Owns: message and exit code of a failure, and writing a file or standard output. In: errors. Out: a [`Failure`]. Refuses:
//! codes that `claimbook` does not have.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A message for stderr and an exit code.
pub(crate) struct Failure(pub(crate) String, pub(crate) u8);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string(), 1)
    }
}

/// An error with the file it is about.
pub(crate) fn about(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure(format!("{}: {error}", path.display()), 1)
}

/// Writes lines into a file, or where there is none to standard output.
pub(crate) fn write_lines(
    out: &mut impl Write,
    file: Option<&Path>,
    lines: impl Iterator<Item = serde_json::Result<String>>,
) -> Result<(), Failure> {
    let Some(path) = file else {
        for line in lines {
            writeln!(out, "{}", line?)?;
        }
        return Ok(());
    };
    let mut out = BufWriter::new(File::create(path).map_err(|e| about(path, e))?);
    let mut write = |line: String| -> io::Result<()> { writeln!(out, "{line}") };
    for line in lines {
        write(line?).map_err(|e| about(path, e))?;
    }
    out.flush().map_err(|e| about(path, e))
}
