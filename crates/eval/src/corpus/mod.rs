//! The press corpus: articles with their whole record as marked words.
//!
//! Owns: reading pages of `corpus/press/GUIDE.md`'s form and turning them into training JSON, articles and press gold. In:
//! folders of pages. Out: documents with the mistakes of their pages. Refuses: judging whether a record is true to its
//! text.

pub mod answers;
pub mod convert;
pub mod document;
pub mod parse;
mod record;
mod role;
pub mod sameness;
mod text;
pub mod words;

pub use document::Document;
pub use parse::{Mistake, parse};

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Pages beside the articles that are none.
const NOT_ARTICLES: &[&str] = &["README.md", "GUIDE.md"];

/// Why a corpus was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// A file or folder could not be read.
    #[error("{path}: {error}")]
    Read { path: PathBuf, error: std::io::Error },
}

/// One page as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub path: PathBuf,
    /// Missing when head or text cannot be read.
    pub document: Option<Document>,
    pub mistakes: Vec<Mistake>,
}

impl Page {
    /// Every mistake as a line: `c1/c1-001.md:17: no act b   << say 3 "said" confirms by "the army" about b`.
    pub fn told(&self) -> impl Iterator<Item = String> {
        self.mistakes.iter().map(|mistake| {
            let text = mistake.text.as_ref().map(|text| format!("   << {text}")).unwrap_or_default();
            format!("{}:{}: {}{text}", self.path.display(), mistake.line, mistake.message)
        })
    }

    /// The document, when nothing is wrong with its page.
    pub fn sound(&self) -> Option<&Document> {
        self.document.as_ref().filter(|_| self.mistakes.is_empty())
    }
}

/// Which part of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Split {
    /// What is kept for choosing.
    Dev,
    /// All the rest.
    Train,
}

impl Split {
    /// True when a document belongs to this part.
    pub fn has(self, document: &Document) -> bool {
        document.is_dev() == (self == Self::Dev)
    }
}

/// Reads every page of the folders in their order, a folder's own pages before those of its folders.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Page>, CorpusError> {
    let mut pages = Vec::new();
    for path in paths {
        for file in files(path)? {
            let text =
                fs::read_to_string(&file).map_err(|error| CorpusError::Read { path: file.clone(), error })?;
            let id = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let parsed = parse(&id, &text);
            pages.push(Page { path: file, document: parsed.document, mistakes: parsed.mistakes });
        }
    }
    Ok(pages)
}

fn files(path: &Path) -> Result<Vec<PathBuf>, CorpusError> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let read = |error| CorpusError::Read { path: path.to_owned(), error };
    let (mut found, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path).map_err(read)? {
        let entry = entry.map_err(read)?.path();
        if entry.is_dir() {
            folders.push(entry);
        } else if entry.extension().is_some_and(|e| e == "md")
            && !NOT_ARTICLES.iter().any(|name| entry.ends_with(name))
        {
            found.push(entry);
        }
    }
    found.sort();
    folders.sort();
    for folder in folders {
        found.extend(files(&folder)?);
    }
    Ok(found)
}

/// What lies in a corpus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub articles: usize,
    /// Articles with mistakes.
    pub wrong: usize,
    pub incidents: usize,
    /// Incidents that are not background.
    pub news: usize,
    pub sayings: usize,
    /// Articles that could be read and tell no news.
    pub quiet: usize,
}

impl Counts {
    /// Counts pages; one that has mistakes counts with what could be read.
    pub fn of(pages: &[Page]) -> Self {
        let mut counts = Self { articles: pages.len(), ..Self::default() };
        for page in pages {
            counts.wrong += usize::from(!page.mistakes.is_empty());
            if let Some(document) = &page.document {
                counts.incidents += document.acts.len();
                counts.news += document.acts.iter().filter(|act| !act.background).count();
                counts.sayings += document.says.len();
                counts.quiet += usize::from(document.is_quiet());
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} articles, {} with mistakes; {} incidents ({} news), {} sayings, {} articles without news",
            self.articles, self.wrong, self.incidents, self.news, self.sayings, self.quiet
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_in_order_and_counted() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("README.md", "no article");
        write("b/b-2.md", "published: unknown\nsplit: dev\n---\n1 | Rain fell.\n---\n");
        write(
            "b/b-1.md",
            "published: 2024-01-02\n---\n1 | A bomb went off.\n---\nact a 1 \"went off\" bombing accomplished news\n",
        );
        write(
            "a/a-1.md",
            "published: 2024-01-02\n---\n1 | A bomb went off.\n---\nact a 1 \"blast\" bombing accomplished news\n",
        );
        let pages = read(&[folder.path().to_owned()]).unwrap();
        let ids: Vec<&str> =
            pages.iter().filter_map(|p| p.document.as_ref()).map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["a-1", "b-1", "b-2"]);
        assert_eq!(
            Counts::of(&pages).to_string(),
            "3 articles, 1 with mistakes; 1 incidents (1 news), 0 sayings, 2 articles without news"
        );
        let told: Vec<String> = pages[0].told().collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].ends_with(
            "a-1.md:5: \"blast\" does not stand in sentence 1   << act a 1 \"blast\" bombing accomplished news"
        ));
        assert!(pages[0].sound().is_none());
        let dev: Vec<_> = pages.iter().filter_map(Page::sound).filter(|d| Split::Dev.has(d)).collect();
        assert_eq!(dev.len(), 1);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        assert!(read(&[PathBuf::from("/no/such/folder")]).is_err());
    }
}
