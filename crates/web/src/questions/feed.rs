//! Published incidents as a feed (Atom, RFC 4287).
//!
//! Owns: the form of the feed. In: published incidents. Out: XML. Refuses: anything that review has not published, that is within
//! the delay, or that an export for the public withholds: the feed is made from the public view.

use super::Request;
use crate::answer::Answer;
use crate::problem::Problem;
use axum::http::StatusCode;
use claimbook_ledger::{LinkedIncident, State};
use serde_json::Value;
use std::fmt::Write;

/// Entries of the feed, newest first.
const MOST: usize = 100;

pub(super) fn atom(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let mut published = request.ledger.waiting(State::Published, request.app.book.settings())?;
    published.sort_by(|a, b| (&b.published, &a.id).cmp(&(&a.published, &b.id)));
    let lines = if published.is_empty() { String::new() } else { super::public::lines(request)? };
    let told: Vec<Value> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    // The newest of those of which the public view shows an account.
    let shown: Vec<(&LinkedIncident, &Value)> = published
        .iter()
        .filter_map(|incident| {
            let own = |line: &&Value| incident.accounts.iter().any(|a| line["id"] == a.report.as_str());
            told.iter().find(own).map(|line| (incident, line))
        })
        .take(MOST)
        .collect();
    let newest = shown.iter().filter_map(|(incident, _)| incident.published.as_deref()).max();
    let updated = newest.unwrap_or("1970-01-01T00:00:00Z");
    // Writing to a string cannot fail.
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>Claimbook: published incidents</title>\n<id>urn:claimbook:published</id>\n<updated>{}</updated>\n\
         <author><name>Claimbook</name></author>\n<link rel=\"self\" href=\"/api/feed.atom\"/>\n",
        plain(updated)
    );
    for (incident, line) in shown {
        let record = &line["record"];
        let text = |value: &Value| value.as_str().unwrap_or_default().replace('_', " ");
        let place = record["places"].as_array().into_iter().flatten().find(|p| p["role"] == "target");
        let title = [
            text(&record["type"]),
            place.map(|p| format!("at {}", p["name"].as_str().unwrap_or_default())).unwrap_or_default(),
            record["date"]["earliest"].as_str().map(|d| format!("on {d}")).unwrap_or_default(),
        ];
        let title: Vec<String> = title.into_iter().filter(|part| !part.is_empty()).collect();
        let standing = &line["standing"];
        let summary =
            format!("{}: {}", text(&standing["standing"]), standing["reason"].as_str().unwrap_or_default());
        let _ = write!(
            xml,
            "<entry>\n<title>{}</title>\n<id>urn:claimbook:{}</id>\n<updated>{}</updated>\n<link href=\"{}\"/>\n\
             <summary>{}</summary>\n</entry>\n",
            plain(&title.join(" ")),
            incident.id,
            plain(incident.published.as_deref().unwrap_or(updated)),
            match request.app.public() {
                Some(_) => format!("/public#{}", plain(line["id"].as_str().unwrap_or_default())),
                None => format!("/incidents/{}", incident.id),
            },
            plain(&summary),
        );
    }
    xml.push_str("</feed>\n");
    Ok(Answer::Whole {
        status: StatusCode::OK,
        media: "application/atom+xml; charset=utf-8".to_owned(),
        body: xml.into_bytes(),
        headers: Vec::new(),
    })
}

/// Text as XML holds it.
fn plain(text: &str) -> String {
    let text = claimbook_ledger::printable::plain(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
