//! How many articles a word stands in, for the weights of words in linking.
//!
//! Owns: the count over several collections of articles. In: lines of JSON with `text`, or `headline` and `body`. Out:
//! `word_counts.txt`: the number of articles, then lines of a count and its words. Refuses: words that stand in few
//! articles or in one collection only, and with them the names of private persons.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Articles and collections a word must stand in.
const ARTICLES: usize = 4;
const COLLECTIONS: usize = 2;

#[derive(Deserialize)]
struct Article {
    #[serde(default)]
    text: String,
    headline: Option<String>,
    #[serde(default)]
    body: String,
}

/// Counts the words of some collections, each the content of one file.
pub fn count(collections: &[String]) -> Result<String, String> {
    let mut articles = 0;
    // By word: articles, collections, and the collection last met.
    let mut words: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    for (collection, lines) in collections.iter().enumerate() {
        for (n, line) in lines.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let article: Article = serde_json::from_str(line)
                .map_err(|e| format!("collection {}, line {}: {e}", collection + 1, n + 1))?;
            articles += 1;
            let parts = [article.headline.as_deref().unwrap_or(""), &article.body, &article.text];
            for word in claimbook_link::terms(&parts).into_keys() {
                let known = words.entry(word).or_insert((0, 0, usize::MAX));
                known.0 += 1;
                known.1 += usize::from(known.2 != collection);
                known.2 = collection;
            }
        }
    }
    let mut by_count: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (word, (n, of, _)) in words {
        if n >= ARTICLES && of >= COLLECTIONS {
            by_count.entry(n).or_default().push(word);
        }
    }
    let mut out = format!(
        "# Made by `claimbook-train words`; docs/data/link.md says from what. Articles, then a count and its words.\n{articles}\n"
    );
    for (n, words) in by_count {
        let _ = writeln!(out, "{n} {}", words.join(" "));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_collection_or_few_articles_are_left_out() {
        let line = |text: &str| format!("{{\"text\": \"{text}\"}}\n");
        let one = line("Depot burnt near Harir") + &line("Depot shelled") + &line("Mira Dallan").repeat(5);
        let other = line("The depot") + &line("A depot and a mill");
        let counted = count(&[one, other]).unwrap_or_else(|e| panic!("{e}"));
        let lines: Vec<&str> = counted.lines().skip(1).collect();
        assert_eq!(lines, ["9", "4 depot"]);
        assert!(count(&["no json".to_owned()]).is_err());
    }
}
