//! Answers that were kept.
//!
//! Owns: one file for each article and model, named by what was asked. In: what is shown of an article. Out: [`Kept`]. Refuses: a file that
//! is not of its form or another's.

use crate::parts::Plan;
use crate::prompt::{self, shown};
use claimbook_records::ids::sha256;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const FORM: &str = "claimbook.answer/1";
/// Most bytes of a file that are read.
const MOST: u64 = 512 << 20;

/// Why a kept answer cannot be used, or an answer not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswersError {
    #[error("{path}: {error}")]
    File { path: PathBuf, error: std::io::Error },
    #[error("{0}: no kept answer of this form; take the file away to ask anew")]
    Form(PathBuf),
}

/// Everything a model said of one article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    form: String,
    /// The prompt's id, and the model as it was asked for.
    pub prompt: String,
    pub model: String,
    /// The name of its file, so that no two files are alike; older ones have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    question: String,
    /// For each part of the article the answers in order: a second one where the first could not be read.
    pub parts: Vec<Vec<Said>>,
}

/// One answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub answer: String,
    /// Why the model stopped, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Tokens of question and answer.
    #[serde(default)]
    pub tokens: [u64; 2],
}

impl Kept {
    /// Nothing yet.
    pub fn new(name: &str, model: &str) -> Self {
        let (prompt, model, question) = (prompt::id().to_owned(), model.to_owned(), name.to_owned());
        Self { form: FORM.to_owned(), prompt, model, question, parts: Vec::new() }
    }

    /// What its file holds.
    fn written(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// SHA-256 of its file, hexadecimal: stands in the report, so that a ledger tells when an answer is gone or changed.
    pub fn digest(&self) -> String {
        // A struct of strings and numbers can always be written.
        sha256(&self.written().unwrap_or_default())
    }
}

/// Name of the file: a hash of the prompt's id, the model, and all that is shown of the article.
pub fn name(plan: &Plan, model: &str) -> String {
    let shown: Vec<String> = (0..plan.parts()).map(|part| shown(plan, part, &[])).collect();
    let key = serde_json::json!([FORM, prompt::id(), model, shown]);
    format!("{}.json", &sha256(key.to_string().as_bytes())[..32])
}

/// A folder of kept answers.
#[derive(Debug, Clone)]
pub struct Answers(PathBuf);

impl Answers {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The kept answer of a name, where there is one.
    pub fn get(&self, name: &str, model: &str) -> Result<Option<Kept>, AnswersError> {
        let path = self.0.join(name);
        let wrong = || AnswersError::Form(path.clone());
        let failed = |error| AnswersError::File { path: path.clone(), error };
        match fs::metadata(&path) {
            Ok(found) if found.len() > MOST => return Err(wrong()),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        }
        let bytes = fs::read(&path).map_err(failed)?;
        let kept: Kept = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
        let named = kept.question.is_empty() || kept.question == name;
        let own = kept.form == FORM && kept.prompt == prompt::id() && kept.model == model && named;
        if own { Ok(Some(kept)) } else { Err(wrong()) }
    }

    /// SHA-256 of every file in the folder, in no order; none where there is no folder.
    pub fn digests(&self) -> Result<Vec<String>, AnswersError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| AnswersError::File { path, error }
        };
        let files = match fs::read_dir(&self.0) {
            Ok(files) => files,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&self.0)(error)),
        };
        let mut all = Vec::new();
        for file in files {
            let path = file.map_err(failed(&self.0))?.path();
            if path.extension().is_some_and(|e| e == "json") {
                all.push(sha256(&fs::read(&path).map_err(failed(&path))?));
            }
        }
        Ok(all)
    }

    /// Keeps an answer: the file comes into being whole.
    pub fn put(&self, name: &str, kept: &Kept) -> Result<(), AnswersError> {
        let path = self.0.join(name);
        let write = || {
            fs::create_dir_all(&self.0)?;
            let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(&self.0)?;
            file.write_all(&kept.written()?)?;
            file.as_file().sync_all()?;
            file.persist(&path).map(drop).map_err(|e| e.error)
        };
        write().map_err(|error| AnswersError::File { path: path.clone(), error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_given_back_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let answers = Answers::new(folder.path().join("a/b"));
        assert_eq!(answers.get("x.json", "m").unwrap(), None);
        let mut kept = Kept::new("x.json", "m");
        kept.parts.push(vec![Said { answer: "{}".to_owned(), ..Said::default() }]);
        answers.put("x.json", &kept).unwrap();
        assert_eq!(answers.digests().unwrap(), [kept.digest()]);
        assert_eq!(answers.get("x.json", "m").unwrap(), Some(kept));
        assert_eq!(fs::read_dir(answers.folder()).unwrap().count(), 1);
        assert!(answers.get("x.json", "other").is_err());
        fs::write(answers.folder().join("y.json"), "{").unwrap();
        assert!(answers.get("y.json", "m").unwrap_err().to_string().contains("y.json"));
    }
}
