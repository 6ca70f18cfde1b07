//! The posts of a live blog.
//!
//! Owns: telling a live blog, its posts and their times. In: a page's tree and JSON-LD. Out: posts in the order of the
//! page. Refuses: lists of comments, and pages that do not say they are a live blog.

use super::facts::Facts;
use super::strip::strip;
use crate::date;
use dom_query::{Document, NodeId, NodeRef};
use serde_json::Value;
use std::collections::BTreeMap;

/// One post: when it was published (ISO 8601) and its text, heading included.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) published: String,
    pub(crate) text: String,
}

/// Posts that make a live blog.
const POSTS: usize = 2;

/// The posts of a page; none where it is no live blog.
pub(crate) fn posts(document: &Document, facts: &Facts) -> Vec<Post> {
    let linked = facts.nodes.iter().find(|node| is_live(node));
    let named = || {
        let marked =
            "[class*=liveblog], [class*=live-blog], [class*=live_blog], [id*=liveblog], [id*=live-blog]";
        document.select(marked).exists()
    };
    if linked.is_none() && !named() {
        return Vec::new();
    }
    let shown = shown(document);
    let stated: Vec<Post> = linked.map(stated).unwrap_or_default();
    // What is shown has its paragraphs; what is stated may be more of it, or less.
    let posts = if shown.len() >= stated.len().max(POSTS) { shown } else { stated };
    if posts.len() < POSTS { Vec::new() } else { posts }
}

fn is_live(node: &Value) -> bool {
    let is = |kind: &Value| kind.as_str() == Some("LiveBlogPosting");
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

/// The posts that JSON-LD holds.
fn stated(node: &Value) -> Vec<Post> {
    let updates =
        node.get("liveBlogUpdate").map(|u| u.as_array().cloned().unwrap_or_else(|| vec![u.clone()]));
    let post = |update: &Value| {
        let text = |name: &str| update.get(name).and_then(Value::as_str).map(strip).filter(|t| !t.is_empty());
        let time = ["datePublished", "dateModified"]
            .iter()
            .find_map(|name| date::value(update.get(name)?.as_str()?))?;
        let (heading, body) = (text("headline"), text("articleBody"));
        let text: Vec<String> = heading.into_iter().chain(body).collect();
        (!text.is_empty()).then(|| Post { published: time, text: text.join("\n\n") })
    };
    updates.unwrap_or_default().iter().filter_map(post).collect()
}

/// The posts that the page shows: neighbours with one time each.
fn shown(document: &Document) -> Vec<Post> {
    let mut times: BTreeMap<NodeId, usize> = BTreeMap::new();
    let marked: Vec<NodeRef<'_>> = document.select("time[datetime]").nodes().to_vec();
    for time in &marked {
        time.ancestors_it(None).for_each(|around| *times.entry(around.id).or_default() += 1);
    }
    let mut groups: BTreeMap<NodeId, Vec<(NodeRef<'_>, NodeRef<'_>)>> = BTreeMap::new();
    for time in &marked {
        let post = time.ancestors_it(None).take_while(|around| times.get(&around.id) == Some(&1)).last();
        if let Some((post, parent)) = post.and_then(|post| Some((post, post.parent()?))) {
            groups.entry(parent.id).or_default().push((post, *time));
        }
    }
    let largest = groups.into_values().max_by_key(Vec::len).unwrap_or_default();
    let post = |(post, time): (NodeRef<'_>, NodeRef<'_>)| {
        let published = date::value(&time.attr("datetime")?)?;
        time.remove_from_parent();
        let text = strip(&post.html());
        (!text.is_empty()).then_some(Post { published, text })
    };
    largest.into_iter().filter_map(post).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<(String, String)> {
        let posts = posts(&Document::from(page), &Facts::of(page));
        posts.into_iter().map(|post| (post.published, post.text)).collect()
    }

    #[test]
    fn posts_are_shown_or_stated() {
        let want = [("2024-05-02T10:00:00Z", "Port hit\n\nShells fell."), ("2024-05-01T09:00:00Z", "Quiet.")];
        let want: Vec<_> = want.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
        let shown = "<div class=live-blog-list><div><header><time datetime=2024-05-02T10:00:00Z>10:00</time><h3>Port hit</h3></header><p>Shells fell.</p></div>\
            <div><time datetime=2024-05-01T09:00:00Z>9:00</time><p>Quiet.</p></div></div>";
        assert_eq!(read(shown), want);
        let stated = r#"<script type="application/ld+json">{"@type": "LiveBlogPosting", "liveBlogUpdate": [
            {"headline": "Port hit", "datePublished": "2024-05-02T10:00:00Z", "articleBody": "<p>Shells fell.</p>"},
            {"dateModified": "2024-05-01T09:00:00Z", "articleBody": "Quiet."}]}</script><p>Updates come in.</p>"#;
        assert_eq!(read(stated), want);
        let comments = shown.replace("live-blog-list", "comments");
        assert_eq!(read(&comments), []);
    }
}
