//! A web page becomes an article.
//!
//! Owns: main text, headline, byline, publisher and date of a page. In: the page's bytes. Out: an article. Refuses:
//! scripts, styles and hidden parts.

pub(crate) mod tags;

use crate::document::blank;
use crate::error::Problem;
use crate::options::Options;
use crate::{encoding, language};
use claimbook_records::Article;

/// Reads a page.
pub(crate) fn article(bytes: &[u8], input: &str, options: &Options) -> Result<Article, Problem> {
    let page =
        encoding::decode(bytes, options.encoding.as_deref(), tags::declared_encoding(bytes).as_deref())?;
    let body = tags::strip(&page);
    if body.is_empty() {
        return Err(Problem::NoText);
    }
    Ok(Article { language: language::detect(&body), ..blank(input.to_owned(), body) })
}
