//! The list of feeds to watch.
//!
//! Owns: the form of `feeds.toml`. In: a file. Out: feeds in its order. Refuses: keys it does not know, addresses that are none.

use crate::failure::Failure;
use crate::network::{is_address, time};
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;

/// How often a feed is read that does not say it.
const EVERY: Duration = Duration::from_secs(3600);
/// The shortest time between two readings of a feed.
const SHORTEST: Duration = Duration::from_secs(60);

/// A feed to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub url: String,
    /// Who publishes what it lists; else each page says so itself.
    pub publisher: Option<String>,
    pub every: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    feed: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    url: String,
    publisher: Option<String>,
    every: Option<String>,
}

/// Reads the list.
pub fn read(path: &Path) -> Result<Vec<Watched>, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(Failure::io(name.clone()))?;
    list(&text).map_err(|problem| Failure::Usage(format!("{name}: {problem}")))
}

fn list(text: &str) -> Result<Vec<Watched>, String> {
    let list: List = toml::from_str(text).map_err(|error| error.to_string())?;
    if list.feed.is_empty() {
        return Err("it names no feed; write [[feed]] and under it url = \"https://…\"".to_owned());
    }
    let mut feeds: Vec<Watched> = Vec::new();
    for Row { url, publisher, every } in list.feed {
        if !is_address(&url) {
            return Err(format!("'{url}' is no address; write it out, such as https://example.org/rss"));
        }
        if feeds.iter().any(|feed| feed.url == url) {
            return Err(format!("{url} stands there twice; remove one"));
        }
        let every =
            every.as_deref().map_or(Ok(EVERY), time).map_err(|problem| format!("{url}: {problem}"))?;
        if every < SHORTEST {
            return Err(format!(
                "{url}: no feed is read more often than once a minute; write every = \"1m\" or more"
            ));
        }
        feeds.push(Watched { url, publisher: publisher.filter(|p| !p.trim().is_empty()), every });
    }
    Ok(feeds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_feeds() {
        let feeds = list(
            "[[feed]]\nurl = \"https://northgate.example/rss\"\npublisher = \"Northgate Tribune\"\nevery = \"30m\"\n\
             [[feed]]\nurl = \"https://orbe.example/atom\"\n",
        )
        .unwrap();
        assert_eq!(
            (feeds[0].publisher.as_deref(), feeds[0].every.as_secs()),
            (Some("Northgate Tribune"), 1800)
        );
        assert_eq!((feeds[1].publisher.as_deref(), feeds[1].every.as_secs()), (None, 3600));
    }

    #[test]
    fn mistakes_are_told() {
        let row = |more: &str| format!("[[feed]]\nurl = \"https://orbe.example/rss\"\n{more}");
        for (text, word) in [
            (String::new(), "names no feed"),
            ("[[feed]]\nurl = \"feeds/orbe.xml\"".to_owned(), "is no address"),
            (row("evry = \"30m\""), "evry"),
            (row("every = \"often\""), "is no time"),
            (row("every = \"1s\""), "once a minute"),
            (row(&row("")), "twice"),
        ] {
            let problem = list(&text).unwrap_err();
            assert!(problem.contains(word), "{text}: {problem}");
        }
    }
}
