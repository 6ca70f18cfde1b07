//! Files and standard input as articles.
//!
//! Owns: the plainest way in, text and JSONL. In: paths. Out: articles, or what failed and why. Refuses: guessing at
//! bytes that are not UTF-8.

use claimbook_records::{Article, Basis, Published, Publisher};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// How to read the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    Auto,
    Text,
    Jsonl,
}

/// An input that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    #[error("{0}: {1}")]
    File(String, io::Error),
    #[error("{0}, line {1}: {2}")]
    Line(String, usize, serde_json::Error),
}

#[derive(Deserialize)]
struct Record {
    id: Option<String>,
    url: Option<String>,
    publisher: Option<String>,
    headline: Option<String>,
    published: Option<String>,
    language: Option<String>,
    body: String,
}

type Articles<'a> = Box<dyn Iterator<Item = Result<Article, InputError>> + 'a>;

/// The articles of all files, in order, read as they are asked for.
pub fn articles(files: &[PathBuf], format: InputFormat) -> Articles<'_> {
    Box::new(files.iter().flat_map(move |path| file(path, format)))
}

fn file(path: &Path, format: InputFormat) -> Articles<'static> {
    let name = path.display().to_string();
    let opened: io::Result<Box<dyn Read>> = if name == "-" {
        Ok(Box::new(io::stdin()))
    } else {
        File::open(path).map(|f| Box::new(f) as Box<dyn Read>)
    };
    let reader = match opened {
        Ok(reader) => BufReader::new(reader),
        Err(error) => return Box::new(std::iter::once(Err(InputError::File(name, error)))),
    };
    let jsonl = format == InputFormat::Jsonl || (format == InputFormat::Auto && name.ends_with(".jsonl"));
    if jsonl {
        Box::new(reader.lines().enumerate().filter_map(move |(i, line)| match line {
            Ok(line) if line.trim().is_empty() => None,
            Ok(line) => Some(record(&line).map_err(|e| InputError::Line(name.clone(), i + 1, e))),
            Err(error) => Some(Err(InputError::File(name.clone(), error))),
        }))
    } else {
        Box::new(std::iter::once(text(name, reader)))
    }
}

fn record(line: &str) -> Result<Article, serde_json::Error> {
    let record: Record = serde_json::from_str(line)?;
    let mut article = Article::new(record.id.unwrap_or_default(), record.body);
    article.url = record.url;
    article.publisher = record.publisher.map(|name| Publisher { name, domain: None });
    article.headline = record.headline;
    article.published = record.published.map(|value| Published { value, basis: Basis::Given });
    article.language = record.language.unwrap_or_else(|| "en".to_owned());
    article.seal();
    Ok(article)
}

fn text(name: String, mut reader: impl Read) -> Result<Article, InputError> {
    let mut body = String::new();
    match reader.read_to_string(&mut body) {
        Ok(_) => {
            let mut article = Article::new(name, body);
            article.language = "en".to_owned();
            article.seal();
            Ok(article)
        }
        Err(error) => Err(InputError::File(name, error)),
    }
}
