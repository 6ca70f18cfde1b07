//! A case as a Markdown page.
//!
//! Owns: the format told in `cases/README.md`. In: the text of a page. Out: [`Case`]. Refuses: a page without an
//! article or without an expectation, and keys it does not know.

use super::expect::Expectation;
use claimbook_extract::Article;
use claimbook_records::{Basis, Published, Publisher};
use std::path::{Path, PathBuf};

/// An invented article and the record it must give.
#[derive(Debug, Clone)]
pub struct Case {
    /// The page's first heading.
    pub title: String,
    pub article: Article,
    pub expect: Expectation,
}

/// Why a page is no case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// A file or folder could not be read.
    #[error("{path}: {error}")]
    Read { path: PathBuf, error: std::io::Error },
    /// The page breaks the format.
    #[error("{path}: {reason}")]
    Format { path: PathBuf, reason: String },
}

/// Parses one page; `path` names it in errors and as the article's input.
pub fn parse(path: &Path, text: &str) -> Result<Case, CaseError> {
    let broken = |reason: String| CaseError::Format { path: path.to_owned(), reason };
    let title = text
        .lines()
        .find_map(|l| l.strip_prefix("# "))
        .ok_or_else(|| broken("no '# ' heading".to_owned()))?;
    let block = |name: &str| fenced(text, name).ok_or_else(|| broken(format!("no ```{name} block")));
    let expect = toml::from_str(&block("expect")?).map_err(|e| broken(format!("in the expectation, {e}")))?;
    let article = article(path, &block("article")?).map_err(broken)?;
    Ok(Case { title: title.trim().to_owned(), article, expect })
}

/// The lines between "```name" and the next "```"; nothing when the block is not there or another opens inside it.
fn fenced(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|l| l.trim_end() != format!("```{name}"));
    lines.next()?;
    let mut block = String::new();
    for line in lines {
        if line.starts_with("```") {
            return (line.trim_end() == "```").then_some(block);
        }
        block.push_str(line);
        block.push('\n');
    }
    None
}

/// An article from `key: value` lines, an empty line, and the body.
fn article(path: &Path, block: &str) -> Result<Article, String> {
    let (head, body) = if let Some(body) = block.strip_prefix('\n') {
        ("", body)
    } else {
        block.split_once("\n\n").ok_or("an article needs an empty line between its data and its body")?
    };
    let mut article = Article::new(path.display().to_string(), body.trim_end());
    article.language = "en".to_owned();
    for line in head.lines() {
        let (key, value) = line.split_once(':').ok_or_else(|| format!("'{line}' is not 'key: value'"))?;
        let value = value.trim().to_owned();
        match key.trim() {
            "publisher" => article.publisher = Some(Publisher { name: value, domain: None }),
            "published" => article.published = Some(Published { value, basis: Basis::Given }),
            "headline" => article.headline = Some(value),
            "url" => article.url = Some(value),
            "language" => article.language = value,
            other => return Err(format!("an article has no '{other}'")),
        }
    }
    article.seal();
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A raid\n\nWhy.\n\n```article\npublished: 2024-03-05\n\nGunmen raided Tal Noor.\n\nNo one was hurt.\n```\n\n\
                        ```expect\nincidents = 1\n[[incident]]\ntype = \"armed_assault\"\n```\n";

    #[test]
    fn a_page_gives_article_and_expectation() {
        let case = parse(Path::new("raid.md"), PAGE).unwrap();
        assert_eq!(case.title, "A raid");
        assert_eq!(case.article.body.as_str(), "Gunmen raided Tal Noor.\n\nNo one was hurt.");
        assert_eq!(case.article.published.unwrap().value, "2024-03-05");
        assert_eq!(case.expect.incidents, Some(1));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let page = PAGE.replace("type =", "tpye =");
        let error = parse(Path::new("raid.md"), &page).unwrap_err().to_string();
        assert!(error.contains("raid.md") && error.contains("tpye"), "{error}");
    }

    #[test]
    fn an_open_fence_is_an_error() {
        assert!(parse(Path::new("x.md"), &PAGE.replace("hurt.\n```", "hurt.")).is_err());
    }
}
