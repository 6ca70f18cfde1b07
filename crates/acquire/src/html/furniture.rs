//! What a page shows beside its article.
//!
//! Owns: the apparatus of a wiki page, lines that lead to other articles, captions, notices of a paywall. In: a page as
//! a tree. Out: the same tree without what is nobody's prose, with marks around what is only furniture. Refuses: to
//! take out words that may be the article's own; those are marked and stay.

use dom_query::{Document, NodeRef};
use std::sync::LazyLock;

/// Marks around furniture, which [`take_marks`] turns into ranges; pages use these characters for pictures at most.
pub(crate) const OPEN: char = '\u{E000}';
pub(crate) const CLOSE: char = '\u{E001}';

/// Longest line that leads to another article, and share of its letters that must be links, in per cent.
const TEASER: usize = 40;
const LINKED: usize = 40;
/// Longest notice of a paywall, and most words behind it when it is one, in words.
const NOTICE: usize = 150;

static TEASERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| lines(include_str!("../../data/teasers.txt")));
static PAYWALL: LazyLock<Vec<&'static str>> = LazyLock::new(|| lines(include_str!("../../data/paywall.txt")));
static SECTIONS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| lines(include_str!("../../data/wiki_sections.txt")));

/// The lines of a list in `data/`.
pub(crate) fn lines(list: &'static str) -> Vec<&'static str> {
    list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
}

/// Parts of a wiki page that hold no prose.
const APPARATUS: &str = ".infobox, .references, .reflist, .mw-editsection, .navbox, .vertical-navbox, .sidebar, .toc, \
    #toc, .hatnote, sup.reference, .noprint, .metadata, .ambox, .sistersitebox, .catlinks, .shortdescription, \
    .printfooter, .thumbcaption, .mw-jump-link, #siteSub, #contentSub";

/// Lists of other articles and dates of change.
const ASIDE: &str = "amp-list, amp-sidebar, amp-related-posts, amp-next-page, [itemprop=dateModified]";

/// Whether the page is one of a wiki (MediaWiki).
pub(crate) fn is_wiki(page: &str) -> bool {
    page.contains("mw-parser-output")
}

/// Takes out what is nobody's prose, and marks what is furniture.
pub(crate) fn clear(document: &Document, wiki: bool) {
    document.select(ASIDE).remove();
    for time in document.select("time").nodes() {
        if super::published::is_change(&time.text()) {
            time.remove_from_parent();
        }
    }
    if wiki {
        document.select(APPARATUS).remove();
        // The number of a note, where a copy of the page has lost its class.
        for note in document.select("sup").nodes() {
            if words(&note.text()).strip_prefix('[').is_some_and(|rest| rest.ends_with(']')) {
                note.remove_from_parent();
            }
        }
        for heading in document.select(".mw-parser-output h2").nodes() {
            if SECTIONS.contains(&words(&heading.text()).to_lowercase().as_str()) {
                section(heading);
            }
        }
    }
    for caption in document.select("figcaption").nodes() {
        mark(caption);
    }
    for line in document.select("p, li, h2, h3, h4, div, aside").nodes() {
        if is_teaser(line) {
            mark(line);
        }
    }
}

/// Takes out a heading and what stands under it up to the next one.
fn section(heading: &NodeRef<'_>) {
    let wrapped = heading.parent().filter(|parent| parent.has_class("mw-heading"));
    let heading = wrapped.unwrap_or(*heading);
    while let Some(next) = heading.next_sibling() {
        if next.has_name("h2") || next.has_class("mw-heading2") {
            break;
        }
        next.remove_from_parent();
    }
    heading.remove_from_parent();
}

/// A line that begins as one that leads elsewhere, and does.
fn is_teaser(line: &NodeRef<'_>) -> bool {
    if holds_blocks(line) {
        return false;
    }
    let text = words(&line.text());
    if text.is_empty() || text.split(' ').count() > TEASER || text.starts_with(OPEN) {
        return false;
    }
    let lower = text.to_lowercase();
    if !TEASERS.iter().any(|teaser| begins(&lower, teaser)) {
        return false;
    }
    let linked: usize =
        line.descendants_it().filter(|n| n.has_name("a")).map(|a| words(&a.text()).len()).sum();
    let labelled = text
        .split_once(':')
        .is_some_and(|(label, rest)| label.split(' ').count() <= 5 && !rest.trim().is_empty());
    TEASERS.contains(&lower.as_str()) || linked * 100 >= text.len() * LINKED || labelled
}

fn begins(text: &str, start: &str) -> bool {
    text.strip_prefix(start)
        .is_some_and(|rest| start.ends_with(':') || !rest.starts_with(char::is_alphanumeric))
}

fn mark(node: &NodeRef<'_>) {
    if node.text().trim().is_empty() {
        return;
    }
    node.prepend_html(OPEN.to_string());
    node.append_html(CLOSE.to_string());
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn count(node: &NodeRef<'_>) -> usize {
    node.text().split_whitespace().count()
}

/// Takes out the notice of a paywall with what advertises behind it. True when there was one.
pub(crate) fn open_paywall(document: &Document) -> bool {
    let mut cut = false;
    for notice in document.select("p, div, li, section, aside, h2, h3, h4, button").nodes() {
        if notice.parent().is_none() || holds_blocks(notice) || !is_notice(&notice.text()) {
            continue;
        }
        cut = true;
        let mut wall = *notice;
        while let Some(parent) = wall.parent().filter(|p| p.is_element() && is_wall(p) && count(p) <= NOTICE)
        {
            wall = parent;
        }
        // What stands behind it is no article where it is few words.
        let (mut behind, mut words) = (Vec::new(), 0);
        let mut next = wall.next_element_sibling();
        while let Some(node) = next.filter(|_| words <= NOTICE) {
            words += count(&node);
            next = node.next_element_sibling();
            behind.push(node);
        }
        if words <= NOTICE {
            behind.iter().for_each(NodeRef::remove_from_parent);
        }
        wall.remove_from_parent();
    }
    cut
}

fn is_notice(text: &str) -> bool {
    let text = words(text).to_lowercase();
    text.split(' ').count() <= NOTICE && PAYWALL.iter().any(|phrase| text.contains(phrase))
}

/// Whether a block holds others: it is judged by what it holds.
fn holds_blocks(block: &NodeRef<'_>) -> bool {
    const BLOCKS: &[&str] =
        &["p", "ul", "ol", "div", "h1", "h2", "h3", "h4", "table", "article", "section", "aside"];
    block.element_children().iter().any(|child| BLOCKS.iter().any(|name| child.has_name(name)))
}

/// A block around a notice that holds nothing of the article: it is named so, or is no article.
fn is_wall(node: &NodeRef<'_>) -> bool {
    let named =
        format!("{} {}", node.class().unwrap_or_default(), node.id_attr().unwrap_or_default()).to_lowercase();
    ["paywall", "subscri", "regwall", "meter", "premium", "barrier", "gate", "offer"]
        .iter()
        .any(|w| named.contains(w))
}

/// A text without its marks, and the ranges they enclosed.
pub(crate) fn take_marks(text: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut out, mut ranges) = (String::with_capacity(text.len()), Vec::new());
    let (mut depth, mut start) = (0usize, 0);
    for c in text.chars() {
        match c {
            OPEN => {
                if depth == 0 {
                    start = out.len();
                }
                depth += 1;
            }
            CLOSE => {
                depth = depth.saturating_sub(1);
                if depth == 0 && out.len() > start {
                    ranges.push(start..out.len());
                    start = out.len();
                }
            }
            c => out.push(c),
        }
    }
    (out, ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleared(page: &str) -> (String, Vec<String>) {
        let document = Document::from(page);
        clear(&document, is_wiki(page));
        let (text, ranges) = take_marks(&document.text());
        let marked = ranges.into_iter().map(|range| words(&text[range])).collect();
        (words(&text), marked)
    }

    #[test]
    fn lines_that_lead_elsewhere_and_captions_are_marked() {
        let (text, marked) = cleared(
            "<p>Shells fell.</p><p><b>Also read:</b> <a href=/x>Mayor shot</a></p><div><h3>Related</h3><ul><li>Read more: <a>Bomb</a></li></ul></div>\
             <figure><img><figcaption>Smoke in 2019</figcaption></figure><p>Related attacks killed nine men, police said.</p>\
             <p>Read more about it in the report that the ministry gave out on Friday, he said.</p><amp-list><p>x</p></amp-list>",
        );
        assert_eq!(marked, ["Also read: Mayor shot", "Related", "Read more: Bomb", "Smoke in 2019"]);
        assert!(
            text.contains("Related attacks killed nine")
                && text.contains("Read more about it in")
                && !text.contains(" x")
        );
    }

    #[test]
    fn a_wiki_page_keeps_its_prose() {
        let (text, _) = cleared(
            "<div class=mw-parser-output><table class=infobox><tr><td>17 dead</td></tr></table><p>Sixteen died.<sup class=reference>[1]</sup><sup>[note 2]</sup></p>\
             <div class='mw-heading mw-heading2'><h2>Background</h2><span class=mw-editsection>[edit]</span></div><p>In 2006 it was quiet.</p>\
             <h2>References</h2><ol><li>Bomb kills 12</li></ol><p>Retrieved 2023</p><h2>Aftermath</h2><p>Three were arrested.</p></div>",
        );
        assert_eq!(text, "Sixteen died.BackgroundIn 2006 it was quiet.AftermathThree were arrested.");
    }

    #[test]
    fn a_paywall_is_taken_out_with_what_advertises_behind_it() {
        for (page, want) in [
            (
                "<article><p>Shells fell …</p><div class=paywall-x><p>To continue reading, subscribe.</p><p>We were bombed.</p></div></article>",
                "Shells fell …",
            ),
            (
                "<article><p>Shells fell …</p><p>Already a subscriber? Log in.</p><p>Support us.</p></article>",
                "Shells fell …",
            ),
            ("<section class=paywall><p>Shells fell.</p><p>Two hurt.</p></section>", "Shells fell.Two hurt."),
        ] {
            let document = Document::from(page);
            let cut = open_paywall(&document);
            assert_eq!((document.text().trim(), cut), (want, want.contains('…')), "{page}");
        }
        let long = format!(
            "<article><p>Shells fell.</p><p>Subscribe to continue.</p><p>{}</p></article>",
            "word ".repeat(400)
        );
        let document = Document::from(long);
        open_paywall(&document);
        assert!(document.text().contains("word word"));
    }
}
