//! What a page says of itself.
//!
//! Owns: `<meta>`, JSON-LD, canonical address, title, first heading, elements marked as date or author. In: a page as
//! a flat run of tags, so that a page of any shape is read once. Out: [`Facts`]. Refuses: to decide between them.

use super::tags::{Piece, Pieces, attribute, words_of};
use serde_json::Value;
use std::sync::LazyLock;

/// Longest text of an element taken for a date or a byline, in bytes.
const MARKED: usize = 300;

/// An element marked as a date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dated {
    /// The `datetime` or `content` attribute.
    pub(crate) attribute: Option<String>,
    pub(crate) text: String,
    /// Marked as the day of publication (`itemprop=datePublished`, `pubdate`).
    pub(crate) published: bool,
    /// Bytes of text since the first heading; `None` before it.
    pub(crate) after_heading: Option<usize>,
}

/// Everything a page says of itself, as written.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    metas: Vec<(String, String)>,
    pub(crate) nodes: Vec<Value>,
    pub(crate) canonical: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) heading: Option<String>,
    pub(crate) dated: Vec<Dated>,
    pub(crate) bylines: Vec<String>,
}

static NAMES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("../../data/page_facts.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect()
});

impl Facts {
    /// Reads a page once.
    pub(crate) fn of(page: &str) -> Self {
        let mut reader = Reader::default();
        for piece in Pieces::of(page) {
            reader.piece(piece);
        }
        reader.facts
    }

    /// The `<meta>` values of a fact, the most reliable name first.
    pub(crate) fn meta(&self, fact: &'static str) -> impl Iterator<Item = &str> {
        let names = NAMES.iter().filter(move |(of, _)| *of == fact);
        names
            .flat_map(|(_, name)| self.metas.iter().filter(move |(key, _)| key == name))
            .map(|(_, value)| value.as_str())
    }
}

/// Collects the text of an element until it closes.
struct Collecting {
    name: String,
    depth: usize,
    what: Marked,
    text: String,
}

enum Marked {
    Date(Dated),
    Byline,
    Heading,
}

#[derive(Default)]
struct Reader {
    facts: Facts,
    /// Open elements that hold other pages' dates: navigation, asides, footers.
    aside: usize,
    collecting: Option<Collecting>,
    since_heading: Option<usize>,
    script: bool,
}

impl Reader {
    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Raw { name, text } if name.eq_ignore_ascii_case("script") && self.script => {
                self.script(text)
            }
            Piece::Raw { name, text } if name.eq_ignore_ascii_case("title") => {
                if self.facts.title.is_none() {
                    self.facts.title = some(words_of(text));
                }
            }
            Piece::Raw { .. } => {}
            Piece::Open { name, attributes, .. } => self.open(&name.to_ascii_lowercase(), attributes),
            Piece::Close(name) => self.close(&name.to_ascii_lowercase()),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(seen) = &mut self.since_heading {
            *seen += text.trim().len();
        }
        let Some(open) = &mut self.collecting else { return };
        open.text.push_str(&html_escape::decode_html_entities(text));
        open.text.push(' ');
        if open.text.len() > MARKED {
            // Too long for a date or a name: a container, not the thing itself.
            self.collecting = None;
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        match name {
            "meta" => return self.meta(attributes),
            "link" => {
                if attribute(attributes, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) {
                    self.facts.canonical = self.facts.canonical.take().or(attribute(attributes, "href"));
                }
                return;
            }
            "html" => self.facts.language = self.facts.language.take().or(attribute(attributes, "lang")),
            "script" => {
                let kind = attribute(attributes, "type").unwrap_or_default();
                self.script = kind.trim().eq_ignore_ascii_case("application/ld+json");
                return;
            }
            "nav" | "aside" | "footer" => self.aside += 1,
            _ => {}
        }
        if let Some(open) = &mut self.collecting {
            open.depth += usize::from(open.name == name);
            return;
        }
        if name == "h1" && self.facts.heading.is_none() {
            self.collect(name, Marked::Heading);
        } else if self.aside == 0
            && let Some(what) = self.marked(name, attributes)
        {
            self.collect(name, what);
        }
    }

    fn collect(&mut self, name: &str, what: Marked) {
        self.collecting = Some(Collecting { name: name.to_owned(), depth: 0, what, text: String::new() });
    }

    fn close(&mut self, name: &str) {
        if matches!(name, "nav" | "aside" | "footer") {
            self.aside = self.aside.saturating_sub(1);
        }
        let Some(open) = &mut self.collecting else { return };
        if open.name != name {
            return;
        }
        if open.depth > 0 {
            open.depth -= 1;
            return;
        }
        let Some(open) = self.collecting.take() else { return };
        let text = open.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match open.what {
            Marked::Heading => {
                self.facts.heading = some(text);
                self.since_heading = Some(0);
            }
            Marked::Byline => self.facts.bylines.extend(some(text)),
            Marked::Date(dated) => self.facts.dated.push(Dated { text, ..dated }),
        }
    }

    /// Whether an element is marked as a date or a byline, by its name or the words of its attributes.
    fn marked(&self, name: &str, attributes: &str) -> Option<Marked> {
        let lower = attributes.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        if name != "time" && !has(&["date", "time", "publish", "posted", "byline", "author"]) {
            return None;
        }
        let marks = ["itemprop", "class", "id", "rel", "property", "data-testid"]
            .into_iter()
            .filter_map(|key| attribute(&lower, key))
            .collect::<Vec<_>>()
            .join(" ");
        let marked = |words: &[&str]| words.iter().any(|word| marks.contains(word));
        if marked(&["comment", "related", "recommend", "copyright", "modified", "update", "teaser"]) {
            return None;
        }
        let pubdate = attribute(&lower, "pubdate").is_some();
        if name == "time"
            || marked(&["date", "time", "publish", "posted"]) && !marked(&["timeline", "sometime"])
        {
            let value = attribute(attributes, "datetime").or_else(|| attribute(attributes, "content"));
            let published = pubdate || marked(&["datepublished"]);
            let after_heading = self.since_heading;
            return Some(Marked::Date(Dated {
                attribute: value,
                text: String::new(),
                published,
                after_heading,
            }));
        }
        (marked(&["byline", "author"]) && !marked(&["bio", "image", "avatar", "social"]))
            .then_some(Marked::Byline)
    }

    fn meta(&mut self, attributes: &str) {
        let Some(content) = attribute(attributes, "content").map(|c| words_of(&c)) else { return };
        let names = ["property", "name", "itemprop"].into_iter().filter_map(|key| attribute(attributes, key));
        for name in names.flat_map(|n| n.split_whitespace().map(str::to_ascii_lowercase).collect::<Vec<_>>())
        {
            if !content.is_empty() && NAMES.iter().any(|(_, known)| *known == name) {
                self.facts.metas.push((name, content.clone()));
            }
        }
    }

    fn script(&mut self, text: &str) {
        // Raw line ends inside strings are common and forbidden; between values they are white space anyway.
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        let text = text.trim_start_matches("<!--").trim_end_matches("-->").trim_end_matches(';');
        if let Ok(value) = serde_json::from_str(text) {
            flatten(value, &mut self.facts.nodes);
        }
    }
}

/// The objects of a JSON-LD block: itself, the members of a list or of its `@graph`.
fn flatten(value: Value, nodes: &mut Vec<Value>) {
    match value {
        Value::Array(values) => values.into_iter().for_each(|value| flatten(value, nodes)),
        Value::Object(mut fields) => {
            if let Some(graph) = fields.remove("@graph") {
                flatten(graph, nodes);
            }
            nodes.push(Value::Object(fields));
        }
        _ => {}
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_page() {
        let page = r#"<html lang="en"><head><title>Port hit | Orbe</title>
            <meta property="og:site_name" content="Orbe &amp; Co"><meta name="DC.Date" content="2024-05-02">
            <meta name="date" content="2024-05-01"><meta name="viewport" content="x">
            <link rel=canonical href="https://orbe.example/1">
            <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "a
            b"}]}</script><script>var x = "<h1>no</h1>"</script></head>
            <nav><time datetime="2024-06-01">x</time></nav><span class="today-date">June 3, 2024</span>
            <h1>Port <i>hit</i></h1><p class="byline">By Ana Ruiz</p>
            <div class="post-date"><span>May 2,</span> 2024</div><div class="comment-date">May 9, 2024</div>"#;
        let facts = Facts::of(page);
        assert_eq!(facts.meta("site").collect::<Vec<_>>(), ["Orbe & Co"]);
        assert_eq!(facts.meta("published").collect::<Vec<_>>(), ["2024-05-02", "2024-05-01"]);
        assert_eq!(facts.canonical.as_deref(), Some("https://orbe.example/1"));
        assert_eq!(
            (facts.language.as_deref(), facts.title.as_deref()),
            (Some("en"), Some("Port hit | Orbe"))
        );
        assert_eq!(facts.heading.as_deref(), Some("Port hit"));
        assert_eq!(facts.nodes[0]["headline"].as_str().map(|h| h.split_whitespace().count()), Some(2));
        assert_eq!(facts.bylines, ["By Ana Ruiz"]);
        let dated: Vec<_> =
            facts.dated.iter().map(|d| (d.text.as_str(), d.after_heading.is_some())).collect();
        assert_eq!(dated, [("June 3, 2024", false), ("May 2, 2024", true)]);
    }

    #[test]
    fn broken_blocks_and_endless_elements_are_passed_over() {
        let page = format!(
            "<script type='application/ld+json'>{{\"a\": </script><div class=date>{}</div><h1>Port hit",
            "words ".repeat(200)
        );
        let facts = Facts::of(&page);
        assert!(facts.nodes.is_empty() && facts.dated.is_empty() && facts.heading.is_none());
        let deep = format!("<script type='application/ld+json'>{}</script>", "[".repeat(100_000));
        assert!(Facts::of(&deep).nodes.is_empty());
    }
}
