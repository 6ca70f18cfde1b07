//! What a page's JSON-LD says of the article.
//!
//! Owns: choosing the node that describes the article and reading its fields. In: JSON-LD nodes. Out: [`Linked`].
//! Refuses: nodes about other things (organisations, bread crumbs, lists of other articles).

use super::tags::words_of;
use serde_json::Value;

/// The article's own node, as far as it says anything.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Linked {
    pub(crate) headline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) url: Option<String>,
    pub(crate) language: Option<String>,
    /// The node is one of an article, and not of a page.
    pub(crate) article: bool,
    /// The page says that not everybody may read all of it.
    pub(crate) for_subscribers: bool,
}

impl Linked {
    /// Reads the first node of an article type, or the first page node with a date where there is none.
    pub(crate) fn of(nodes: &[Value]) -> Self {
        let dated = |node: &&Value| node.get("datePublished").is_some();
        let article = nodes.iter().filter(|n| is_a(n, &["Article", "BlogPosting", "Report"]));
        let article = article.clone().find(dated).or_else(|| article.clone().next());
        let is_article = article.is_some();
        let Some(node) = article.or_else(|| nodes.iter().filter(|n| is_a(n, &["WebPage"])).find(dated))
        else {
            return Self::default();
        };
        let address = text(node.get("url")).or_else(|| match node.get("mainEntityOfPage") {
            Some(Value::Object(page)) => text(page.get("@id")).or_else(|| text(page.get("url"))),
            other => text(other),
        });
        Self {
            headline: text(node.get("headline")).or_else(|| text(node.get("name"))),
            published: moment(node.get("datePublished")),
            publisher: names(node.get("publisher"), nodes).into_iter().next(),
            authors: names(node.get("author").or_else(|| node.get("creator")), nodes),
            url: address,
            language: text(node.get("inLanguage")),
            article: is_article,
            for_subscribers: is_false(node.get("isAccessibleForFree")),
        }
    }
}

fn is_a(node: &Value, endings: &[&str]) -> bool {
    let fits = |kind: &Value| kind.as_str().is_some_and(|k| endings.iter().any(|end| k.ends_with(end)));
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(fits),
        Some(kind) => fits(kind),
        None => false,
    }
}

/// A date as text, or counted by a clock.
fn moment(value: Option<&Value>) -> Option<String> {
    text(value).or_else(|| value?.as_i64().and_then(crate::date::of_clock))
}

fn is_false(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
        _ => false,
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    let value = match value? {
        Value::Array(values) => values.first()?,
        value => value,
    };
    value.as_str().map(words_of).filter(|text| !text.is_empty())
}

/// Names of persons or organisations: a text, an object with a name, a reference to another node, or a list of these.
fn names(value: Option<&Value>, nodes: &[Value]) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => {
            values.iter().take(20).filter(|v| !v.is_array()).flat_map(|v| names(Some(v), nodes)).collect()
        }
        Some(Value::Object(fields)) => {
            let own = text(fields.get("name"));
            let referred = || {
                let id = fields.get("@id")?;
                let node =
                    nodes.iter().find(|node| node.get("@id") == Some(id) && node.get("name").is_some())?;
                text(node.get("name"))
            };
            own.or_else(referred).into_iter().collect()
        }
        other => text(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_node_of_the_article_is_read() {
        let nodes = [
            json!({"@type": "WebPage", "datePublished": "2020-01-01"}),
            json!({"@type": "Organization", "@id": "#org", "name": "Orbe &amp; Co"}),
            json!({"@type": ["NewsArticle", "Thing"], "headline": "Port  hit", "datePublished": "2024-05-02",
                   "publisher": {"@id": "#org"}, "author": [{"name": "Ana Ruiz"}, "Omar Vel"],
                   "mainEntityOfPage": {"@id": "https://orbe.example/1"}, "inLanguage": "en",
                   "isAccessibleForFree": "False"}),
        ];
        let want = Linked {
            headline: Some("Port hit".to_owned()),
            published: Some("2024-05-02".to_owned()),
            publisher: Some("Orbe & Co".to_owned()),
            authors: vec!["Ana Ruiz".to_owned(), "Omar Vel".to_owned()],
            url: Some("https://orbe.example/1".to_owned()),
            language: Some("en".to_owned()),
            article: true,
            for_subscribers: true,
        };
        assert_eq!(Linked::of(&nodes), want);
    }

    #[test]
    fn other_nodes_say_nothing() {
        let nodes = [json!({"@type": "ItemList", "datePublished": "2024-01-01"}), json!(["x"]), json!(5)];
        assert_eq!(Linked::of(&nodes), Linked::default());
        let page = [json!({"@type": "WebPage", "datePublished": "2024-01-01", "author": {"@id": 5}})];
        assert_eq!(Linked::of(&page).published.as_deref(), Some("2024-01-01"));
        let counted = [json!({"@type": "NewsArticle", "datePublished": 1_707_112_800_000_i64})];
        assert_eq!(Linked::of(&counted).published.as_deref(), Some("2024-02-05T06:00:00Z"));
    }
}
