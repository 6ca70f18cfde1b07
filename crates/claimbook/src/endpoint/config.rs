//! Options of the endpoint that stand in a file.
//!
//! Owns: the file's form. In: TOML. Out: [`Config`]. Refuses: keys that it does not know, and the secret itself, which stands in a file
//! of its own or in the environment.

use super::cost::Price;
use crate::failure::Failure;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What the file may say; paths are meant from where it lies.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub endpoint: Option<String>,
    pub model: Option<String>,
    pub key_file: Option<PathBuf>,
    /// Seconds that one request may take.
    pub timeout: Option<u64>,
    pub max_requests: Option<u64>,
    pub max_tokens: Option<u64>,
    pub answers: Option<PathBuf>,
    pub token_price: Option<Price>,
}

impl Config {
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(Failure::io(name.clone()))?;
        let mut config: Self = toml::from_str(&text)
            .map_err(|e| Failure::Usage(format!("{name}: {}", e.to_string().trim_end())))?;
        if config.timeout == Some(0) {
            return Err(Failure::Usage(format!("{name}: timeout must be a second or more")));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        for named in [&mut config.key_file, &mut config.answers].into_iter().flatten() {
            *named = folder.join(&*named);
        }
        Ok(config)
    }
}
