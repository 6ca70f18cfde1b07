//! Mistakes in codebook files, each with file and line.
//!
//! Owns: how a mistake is told. In: what loading and checking found. Out: [`CodebookError`]. Refuses: panics.

/// A mistake in a codebook file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct CodebookError {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

/// All mistakes found, in order of file and line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CodebookErrors(pub Vec<CodebookError>);

impl std::fmt::Display for CodebookErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}
