//! A web page becomes an article.
//!
//! Owns: main text, headline, byline, publisher, address and date of a page. In: the page's bytes. Out: an article
//! whose body keeps paragraphs apart by blank lines. Refuses: scripts, styles, hidden parts, and to build a tree of a
//! page whose shape would make that slow (its tags are stripped instead, so that no text is lost).

mod byline;
mod facts;
mod linked;
mod published;
mod shape;
mod strip;
mod tags;

use crate::document::blank;
use crate::error::Problem;
use crate::jsonl::domain;
use crate::options::{Limits, Options};
use crate::{encoding, language};
use claimbook_records::{Article, Publisher};
use dom_smoothie::{Config, Readability, TextMode};
use facts::Facts;
use linked::Linked;

/// Reads a page.
pub(crate) fn article(bytes: &[u8], input: &str, options: &Options) -> Result<Article, Problem> {
    let declared = tags::declared_encoding(bytes);
    let page = encoding::decode(bytes, options.encoding.as_deref(), declared.as_deref())?;
    let facts = Facts::of(&page);
    let linked = Linked::of(&facts.nodes);
    let main = main_text(&page, &options.limits);
    let body = main.unwrap_or_else(|| strip::strip(&page));
    if body.is_empty() {
        return Err(Problem::NoText);
    }
    let url = url(&facts, &linked);
    let publisher = publisher(&facts, &linked, url.as_deref());
    Ok(Article {
        published: published::find(&facts, linked.published.as_deref(), url.as_deref(), &body),
        headline: headline(&facts, &linked, publisher.as_ref()),
        bylines: byline::of(&facts, &linked, &body),
        language: language_of(&body, &facts, &linked),
        publisher,
        url,
        ..blank(input.to_owned(), body)
    })
}

/// The main text of a page that may be read as a tree; `None` where it may not or where nothing was found.
fn main_text(page: &str, limits: &Limits) -> Option<String> {
    if !shape::is_tame(page, limits) {
        return None;
    }
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let main = Readability::new(page, None, Some(config)).ok()?.parse().ok()?;
    let text = tidy(&main.text_content);
    (!text.is_empty()).then_some(text)
}

/// No blanks at line ends, at most one blank line in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines().map(str::trim_end) {
        if line.trim().is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        blank = 0;
        out.push_str(line);
    }
    out
}

fn url(facts: &Facts, linked: &Linked) -> Option<String> {
    let stated =
        facts.canonical.as_deref().into_iter().chain(facts.meta("address")).chain(linked.url.as_deref());
    stated.map(str::trim).find(|url| domain(url).is_some()).map(str::to_owned)
}

fn publisher(facts: &Facts, linked: &Linked, url: Option<&str>) -> Option<Publisher> {
    let domain = url.and_then(domain);
    let named = facts.meta("site").next().or(linked.publisher.as_deref()).or_else(|| site_in_title(facts));
    named.map(str::to_owned).or_else(|| domain.clone()).map(|name| Publisher { name, domain })
}

/// What the title adds to the heading after a bar: "Port hit | Orbe" over the heading "Port hit". A dash may as well
/// lead to the rest of the headline.
fn site_in_title(facts: &Facts) -> Option<&str> {
    let added = facts.title.as_deref()?.strip_prefix(facts.heading.as_deref()?)?;
    let site = added.strip_prefix(" | ")?.trim();
    let plain = !DASHES.iter().any(|dash| site.contains(dash)) && site.split_whitespace().count() <= 5;
    (plain && !site.is_empty()).then_some(site)
}

/// What stands between a headline and the name of the site.
const DASHES: [&str; 6] = [" | ", " - ", " – ", " — ", " :: ", " » "];

/// The headline without the name of the site that pages append to it.
fn headline(facts: &Facts, linked: &Linked, publisher: Option<&Publisher>) -> Option<String> {
    let stated = [
        linked.headline.as_deref(),
        facts.meta("headline").next(),
        facts.heading.as_deref(),
        facts.title.as_deref(),
    ];
    let headline = stated.into_iter().flatten().find(|text| !text.trim().is_empty())?;
    let Some(publisher) = publisher else { return Some(headline.to_owned()) };
    let is_site = |end: &str| {
        let end = end.trim();
        end.eq_ignore_ascii_case(&publisher.name) || publisher.domain.as_deref() == Some(&end.to_lowercase())
    };
    for dash in DASHES {
        if let Some((start, end)) = headline.rsplit_once(dash)
            && is_site(end)
        {
            return Some(start.trim_end().to_owned());
        }
    }
    Some(headline.to_owned())
}

/// The language of the text; what the page says of itself only where the text is too short to tell.
fn language_of(body: &str, facts: &Facts, linked: &Linked) -> String {
    let detected = language::detect(body);
    if detected != "und" {
        return detected;
    }
    let stated = linked.language.as_deref().or(facts.language.as_deref());
    stated.and_then(language::given).unwrap_or(detected)
}

#[cfg(test)]
mod tests;
