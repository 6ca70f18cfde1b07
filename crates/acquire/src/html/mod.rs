//! A web page becomes an article.
//!
//! Owns: main text, headline, byline, publisher, address and date of a page. In: the page's bytes. Out: an article
//! whose body keeps paragraphs apart by blank lines, or the reason why the page is none (a list of articles, an error,
//! the notice of a paywall). Refuses: scripts, styles, hidden parts, and to build a tree of a page whose shape would make
//! that slow (its tags are stripped instead, so that no text is lost).

mod byline;
mod facts;
mod furniture;
mod kind;
mod linked;
mod live;
mod published;
mod shape;
mod strip;
mod tags;

use crate::document::blank;
use crate::error::Problem;
use crate::options::Options;
use crate::record::domain;
use crate::{encoding, language, parts};
use claimbook_records::{Article, Basis, Part, Published, Publisher, Span};
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use facts::Facts;
use linked::Linked;

pub(crate) use strip::strip as plain;
pub(crate) use tags::{Piece, Pieces, attribute, declared_encoding, words_of};

/// What is known of a page besides its bytes.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hints {
    /// Where it was fetched.
    pub(crate) url: Option<String>,
    /// The encoding a server names.
    pub(crate) charset: Option<String>,
}

impl Hints {
    /// For a page that is text already.
    pub(crate) fn decoded() -> Self {
        Self { url: None, charset: Some("utf-8".to_owned()) }
    }
}

/// The text of a page, and what is known of its parts.
#[derive(Default)]
struct Main {
    body: String,
    clutter: Vec<Span>,
    parts: Vec<Part>,
    /// A paywall cuts it.
    cut: bool,
}

/// Words below which an article that only subscribers may read is its beginning.
const BEGINNING: usize = 150;

/// Reads a page.
pub(crate) fn article(
    bytes: &[u8],
    input: &str,
    options: &Options,
    hints: &Hints,
) -> Result<Article, Problem> {
    let declared = hints.charset.clone().or_else(|| declared_encoding(bytes));
    let page = encoding::decode(bytes, options.encoding.as_deref(), declared.as_deref())?;
    let facts = Facts::of(&page);
    let linked = Linked::of(&facts.nodes);
    let mut main = match shape::is_tame(&page, &options.limits) {
        true => by_tree(&page, &facts, &linked)?,
        false => Main::default(),
    };
    if main.body.is_empty() && !main.cut {
        main = Main { body: strip::strip(&page), ..Main::default() };
    }
    let Main { body, clutter, parts, cut } = main;
    let short = || linked.for_subscribers && body.split_whitespace().count() < BEGINNING;
    let cut = cut || short();
    if body.is_empty() || cut && kind::is_bare(&body) {
        return Err(if cut { Problem::OnlyPaywall } else { Problem::NoText });
    }
    if let Some(problem) = kind::error_page(&facts, &linked, &body) {
        return Err(problem);
    }
    let url = url(&facts, &linked).or_else(|| hints.url.clone());
    let publisher = publisher(&facts, &linked, url.as_deref(), furniture::is_wiki(&page));
    let cut = cut.then_some("the page is cut by a paywall: only its beginning is here, the rest is not read");
    Ok(Article {
        published: published::find(&facts, linked.published.as_deref(), url.as_deref(), &body),
        headline: headline(&facts, &linked, publisher.as_ref()),
        bylines: byline::of(&facts, &linked, &body),
        language: language_of(&body, &facts, &linked),
        publisher,
        url,
        clutter,
        parts,
        notes: cut.map(str::to_owned).into_iter().collect(),
        ..blank(input.to_owned(), body)
    })
}

/// The main text of a page that may be read as a tree; empty where nothing was found.
fn by_tree(page: &str, facts: &Facts, linked: &Linked) -> Result<Main, Problem> {
    // The marks are our own: what a page draws with these characters is no text.
    let own = page.contains([furniture::OPEN, furniture::CLOSE]);
    let document = match own {
        true => Document::from(page.replace([furniture::OPEN, furniture::CLOSE], "")),
        false => Document::from(page),
    };
    furniture::clear(&document, furniture::is_wiki(page));
    let posts = live::posts(&document, facts);
    if !posts.is_empty() {
        return Ok(joined(&posts));
    }
    if let Some(problem) = kind::index_page(&document, facts, linked) {
        return Err(problem);
    }
    let cut = furniture::open_paywall(&document);
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let main = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(main) = main else { return Ok(Main { cut, ..Main::default() }) };
    let (body, clutter) = furniture::take_marks(&tidy(&main.text_content));
    let clutter = clutter.into_iter().map(|range| Span::new(range.start, range.end).trim(&body)).collect();
    let parts = parts::dated(&body);
    Ok(Main { clutter, parts, cut, body })
}

/// Posts as one text, each a part with its own time.
fn joined(posts: &[live::Post]) -> Main {
    let mut main = Main::default();
    for post in posts {
        if !main.body.is_empty() {
            main.body.push_str("\n\n");
        }
        let start = main.body.len();
        let (text, clutter) = furniture::take_marks(&post.text);
        main.body.push_str(&text);
        let placed = |range: std::ops::Range<usize>| Span::new(start + range.start, start + range.end);
        main.clutter.extend(clutter.into_iter().map(|range| placed(range).trim(&main.body)));
        let published = Published { value: post.published.clone(), basis: Basis::Metadata };
        main.parts.push(Part { span: Span::new(start, main.body.len()), published });
    }
    main
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

/// The address a page states.
fn url(facts: &Facts, linked: &Linked) -> Option<String> {
    let stated =
        facts.canonical.as_deref().into_iter().chain(facts.meta("address")).chain(linked.url.as_deref());
    stated.map(str::trim).find(|url| domain(url).is_some()).map(str::to_owned)
}

fn publisher(facts: &Facts, linked: &Linked, url: Option<&str>, wiki: bool) -> Option<Publisher> {
    let domain = url.and_then(domain);
    let of_wiki = || facts.title.as_deref().filter(|_| wiki)?.rsplit_once(" - ").map(|(_, site)| site.trim());
    let named = facts.meta("site").next().or(linked.publisher.as_deref());
    let named = named.or_else(|| site_in_title(facts)).or_else(of_wiki);
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
