//! Articles and everything read in them.
//!
//! Owns: the shape of these answers. In: requests. Out: answers; the text of an article is a JSON string and nothing else.
//! Refuses: markup.

use super::Request;
use crate::answer::{Answer, Page};
use crate::problem::Problem;
use claimbook_ledger::ArticleFilter;
use serde_json::json;

pub(super) fn list(request: &Request<'_>) -> Result<Answer, Problem> {
    let (limit, offset) = request.cut()?;
    let filter = ArticleFilter {
        publishers: request.asked.all("publisher"),
        languages: request.asked.all("language"),
        from: request.asked.one("from")?,
        to: request.asked.one("to")?,
        text: request.asked.one("text")?,
        withdrawn: request.asked.value("withdrawn")?,
        limit,
        offset,
    };
    request.asked.done()?;
    let total = request.ledger.count_articles(&filter)?;
    let page = Page::counted(request.ledger.articles(&filter)?, total, offset);
    request.page(&page)
}

pub(super) fn one(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let reading = request.ledger.reading(request.name())?;
    let direction = direction(&reading.view.record.body);
    let mut value = serde_json::to_value(&reading).map_err(|e| Problem::new("internal", e.to_string()))?;
    value["direction"] = json!(direction);
    Answer::json(&value)
}

/// The way a text runs: as its first letter does.
fn direction(text: &str) -> &'static str {
    let leftward =
        |c: &char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    if text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| leftward(&c)) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn a_text_runs_as_its_first_letter() {
        assert_eq!(direction("“Two drones"), "ltr");
        assert_eq!(direction("12: هجوم"), "rtl");
        assert_eq!(direction("מתקפה"), "rtl");
        assert_eq!(direction(""), "ltr");
    }
}
