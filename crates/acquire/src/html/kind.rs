//! Pages that are no article.
//!
//! Owns: the signs of pages that list articles and of pages that a server shows instead of one. In: what a page says of
//! itself, its tree. Out: the problem, where the page is no article. Refuses: to doubt a page that says it is an article.

use super::facts::Facts;
use super::furniture::lines;
use super::linked::Linked;
use crate::error::Problem;
use dom_query::{Document, NodeId, NodeRef};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static ERRORS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| lines(include_str!("../../data/error_pages.txt")));

/// Words that a page of an error has at most.
const ERROR: usize = 150;
/// Linked headings that make a list, and words of a heading that is one.
const CARDS: usize = 3;
const HEADING: usize = 3;
/// Words of running text that make an article: below the first heading, or anywhere.
const LEAD: usize = 15;
const PROSE: usize = 60;

/// Whether a page says of itself that it is an article.
fn says_article(facts: &Facts, linked: &Linked) -> bool {
    linked.article || facts.meta("kind").any(|kind| kind.eq_ignore_ascii_case("article"))
}

/// The page of a server's error or of a guard before the site.
pub(crate) fn error_page(facts: &Facts, linked: &Linked, body: &str) -> Option<Problem> {
    if says_article(facts, linked) || body.split_whitespace().count() > ERROR {
        return None;
    }
    let named = [facts.title.as_deref(), facts.heading.as_deref()].into_iter().flatten();
    let found = named.filter(|title| {
        let lower = title.to_lowercase().replace('’', "'");
        ERRORS.iter().any(|error| lower.contains(error))
    });
    found.min_by_key(|title| title.len()).map(|title| Problem::ErrorPage(title.to_owned()))
}

/// Whether a text is nothing but headings: no line of it ends as sentences do.
pub(crate) fn is_bare(body: &str) -> bool {
    let ends = |line: &str| line.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '?', '…']);
    !body.lines().map(str::trim).any(ends)
}

/// A page of many articles with a line or two each.
pub(crate) fn index_page(document: &Document, facts: &Facts, linked: &Linked) -> Option<Problem> {
    if says_article(facts, linked) {
        return None;
    }
    let mut addresses = BTreeSet::new();
    let mut cards = BTreeSet::new();
    // How many linked headings each block holds.
    let mut held: BTreeMap<NodeId, usize> = BTreeMap::new();
    for heading in document.select("h2, h3, h4").nodes().iter().filter(|h| !is_aside(h)) {
        let around = heading.ancestors_it(Some(4)).find(|a| a.has_name("a"));
        let link = around.or_else(|| heading.descendants_it().find(|n| n.has_name("a")));
        let address = link.and_then(|link| link.attr("href"));
        if let Some(address) = address.filter(|_| heading.text().split_whitespace().count() >= HEADING) {
            addresses.insert(address.to_string());
            cards.insert(heading.id);
            heading.ancestors_it(None).for_each(|around| *held.entry(around.id).or_default() += 1);
        }
    }
    if addresses.len() < CARDS {
        return None;
    }
    // Running text: paragraphs that are no part of a card.
    let first = document.select("h1").nodes().first().copied();
    let own = first.and_then(|h| h.ancestors_it(None).find(|a| a.has_name("article")).or_else(|| h.parent()));
    let mut running: BTreeMap<NodeId, usize> = BTreeMap::new();
    for paragraph in document.select("p").nodes().iter().filter(|p| !is_aside(p)) {
        if in_card(paragraph, &cards, &held) {
            continue;
        }
        let words = own_words(paragraph);
        let Some(parent) = paragraph.parent() else { continue };
        let of_article = |own: NodeRef<'_>| {
            own.id == parent.id
                || own.has_name("article") && paragraph.ancestors_it(None).any(|around| around.id == own.id)
        };
        if words >= LEAD && own.is_some_and(of_article) {
            return None;
        }
        *running.entry(parent.id).or_default() += words;
    }
    let prose = running.values().max().copied().unwrap_or_default();
    (prose < PROSE).then_some(Problem::IndexPage(addresses.len()))
}

fn is_aside(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(None).any(|a| ["nav", "aside", "footer"].iter().any(|name| a.has_name(name)))
}

/// Right behind a linked heading, or inside the block of one: the nearest block that holds any holds just that.
fn in_card(paragraph: &NodeRef<'_>, cards: &BTreeSet<NodeId>, held: &BTreeMap<NodeId, usize>) -> bool {
    let behind = paragraph.prev_element_sibling().is_some_and(|before| cards.contains(&before.id));
    behind || paragraph.ancestors_it(None).find_map(|block| held.get(&block.id)) == Some(&1)
}

/// Words outside of links.
fn own_words(node: &NodeRef<'_>) -> usize {
    let linked: usize =
        node.descendants_it().filter(|n| n.has_name("a")).map(|a| a.text().split_whitespace().count()).sum();
    node.text().split_whitespace().count().saturating_sub(linked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(page: &str) -> Option<Problem> {
        let facts = Facts::of(page);
        index_page(&Document::from(page), &facts, &Linked::of(&facts.nodes))
    }

    fn card(n: usize) -> String {
        format!(
            "<li><a href=/a{n}><h3>Shells hit port {n}</h3></a><p>Two men were hurt when shells fell on the port.</p></li>"
        )
    }

    #[test]
    fn a_list_of_articles_is_told_from_an_article() {
        let cards: String = (0..5).map(card).collect();
        let flat: String = (0..5).map(|n| format!("<h2><a href=/{n}>Shells hit port {n}</a></h2><p>Two men were hurt when shells fell on the port of the town.</p>")).collect();
        let lead = "<p>Two men were hurt when shells fell on the port of Varnal on Friday, the police said in a note.</p>";
        for (what, page, want) in [
            ("cards", format!("<main><h1>Security</h1><ul>{cards}</ul></main>"), Some(5)),
            ("flat", format!("<main><h1>Security</h1>{flat}</main>"), Some(5)),
            (
                "a brief with related stories",
                format!("<main><h1>Port hit</h1>{lead}<ul>{cards}</ul></main>"),
                None,
            ),
            (
                "related stories beside",
                format!(
                    "<main><h1>Port hit</h1><div>{}</div></main><aside><ul>{cards}</ul></aside>",
                    lead.repeat(4)
                ),
                None,
            ),
            (
                "an article that says so",
                format!("<meta property=og:type content=article><ul>{cards}</ul>"),
                None,
            ),
            (
                "an article with headings",
                format!("<main><h1>Port</h1>{}</main>", "<h2>What we know of it</h2><p>x</p>".repeat(5)),
                None,
            ),
        ] {
            assert_eq!(index(&page), want.map(Problem::IndexPage), "{what}");
        }
    }

    #[test]
    fn headings_alone_are_no_text() {
        assert!(is_bare("Port hit\n\nOrbe, 3 May"));
        assert!(!is_bare("Port hit\n\nShells hit the port on Friday, “we saw it.”"));
    }

    #[test]
    fn error_pages_are_told_by_their_title() {
        for (page, body, want) in [
            ("<title>404 Not Found</title>", "nginx", true),
            ("<title>Just a moment...</title>", "Checking", true),
            ("<title>Orbe</title><h1>Page not found</h1>", "Sorry", true),
            (
                "<title>Access denied to the port</title><meta property=og:type content=article>",
                "Shells fell.",
                false,
            ),
            ("<title>Shells hit port</title>", "Shells fell.", false),
        ] {
            let facts = Facts::of(page);
            assert_eq!(error_page(&facts, &Linked::of(&facts.nodes), body).is_some(), want, "{page}");
        }
        let facts = Facts::of("<title>Access denied: the siege of the port</title>");
        assert_eq!(error_page(&facts, &Linked::default(), &"word ".repeat(300)), None);
    }
}
