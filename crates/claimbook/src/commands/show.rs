//! `claimbook show`: one incident or one article in full.
//!
//! Owns: arguments and layout. In: an id or its beginning. Out: text or JSON. Refuses: ids that fit several things.

mod versions;

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::{phrase, table};
use claimbook_ledger::{ArticleView, Error, FetchedEntry, IncidentView, Review, State};
use claimbook_records::report::{Claim, Incident};
use serde::Serialize;
use std::fmt::Write;

/// Show one incident, or one article with its incidents
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook show inc_1f0c22ab
  claimbook show art_90ab12cd --json
  claimbook show art_90ab12cd --diff         # what was edited since the version before")]
pub struct Arguments {
    /// Id of an incident (inc_…) or an article (art_…); its beginning is enough
    id: String,
    #[command(flatten)]
    book: BookArguments,
    /// Print what the article says otherwise than the version before, which was fetched from the same address
    #[arg(long)]
    diff: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ledger = arguments.book.read()?;
    if !arguments.id.starts_with("art_") {
        match ledger.incident(&arguments.id) {
            Ok(view) if arguments.diff => return versions::differ(&ledger, &view.article.id, arguments.json),
            Ok(view) if arguments.json => return table::json([view]),
            Ok(view) => return table::text(&incident(&view)),
            Err(Error::NotFound { .. }) if !arguments.id.starts_with("inc_") => {}
            Err(error) => return Err(error.into()),
        }
    }
    if arguments.diff {
        return versions::differ(&ledger, &arguments.id, arguments.json);
    }
    let view = ledger.article(&arguments.id)?;
    let shown = Shown { fetched: ledger.fetched_of(&view.row.id)?, view };
    if arguments.json { table::json([shown]) } else { table::text(&article(&shown)) }
}

/// An article and what its addresses gave.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    view: ArticleView,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fetched: Vec<FetchedEntry>,
}

/// A label and a value on one line; the labels stand under each other.
fn line(text: &mut String, label: &str, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  {label:<10} {value}");
}

/// One incident report in full.
pub fn incident(view: &IncidentView) -> String {
    let record = &view.record;
    let mut text = format!("{}  {}\n", view.id, phrase::kind(record.kind));
    for kind in &record.types_also {
        line(&mut text, "also", phrase::kind(*kind));
    }
    line(
        &mut text,
        "standing",
        format!("{}: {}", view.standing.standing.as_str().replace('_', " "), view.standing.reason),
    );
    line(&mut text, "stage", record.stage);
    if record.aggregate {
        let count = record.count.as_ref().map_or_else(|| "a number not told".to_owned(), phrase::count);
        line(&mut text, "several", format!("attacks told as one: {count}"));
    }
    if record.background {
        line(&mut text, "background", "told for context");
    }
    line(&mut text, "when", record.date.as_ref().map_or_else(|| "not told".to_owned(), phrase::date));
    for place in &record.places {
        line(&mut text, "where", format!("{} [{}]", phrase::place(place), place.role));
    }
    for by in &record.perpetrators {
        line(&mut text, "by", format!("{} [{}]", by.name, by.basis.as_str().replace('_', " ")));
    }
    for target in &record.targets {
        line(&mut text, "target", phrase::target(target));
    }
    for weapon in &record.weapons {
        line(&mut text, "weapon", phrase::weapon(weapon));
    }
    line(&mut text, "result", phrase::outcome(&record.outcome));
    for quote in &record.evidence {
        line(&mut text, "told in", format!("“{}”", phrase::clipped(&quote.text, 300)));
    }
    for quote in &record.motives {
        line(&mut text, "reason", format!("“{}”", phrase::clipped(&quote.text, 300)));
    }
    for claim in &view.claims {
        line(&mut text, "claim", self::claim(claim));
    }
    line(
        &mut text,
        "confidence",
        format!("{:.2} that the record is right; {}", record.confidence, reviewed(&view.review)),
    );
    for c in &view.review.corrected {
        let reason = c.reason.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
        line(
            &mut text,
            "corrected",
            format!("{} from {} to {} by {} (entry {}){reason}", c.property, c.was, c.now, c.by, c.entry),
        );
    }
    let article = &view.article;
    let published = view.published.as_ref().map_or("date unknown", |p| p.value.as_str());
    let publisher = article.publisher.as_deref().unwrap_or("publisher unknown");
    line(&mut text, "article", format!("{}  {publisher}, {published}, {}", article.id, article.input));
    text
}

fn reviewed(review: &Review) -> String {
    match review.state {
        State::Unreviewed => "not reviewed by a person".to_owned(),
        state => format!("{state} by a person"),
    }
}

fn claim(claim: &Claim) -> String {
    let mut text = format!("{} {}", claim.speaker.name, phrase::act(claim.act));
    for via in &claim.via {
        text.push_str(&format!(", via {}", via.name));
    }
    if let Some(channel) = &claim.channel {
        text.push_str(&format!(", {channel}"));
    }
    if let Some(date) = &claim.date {
        text.push_str(&format!(", said {}", phrase::date(date)));
    }
    if let Some(quote) = claim.evidence.first() {
        text.push_str(&format!(": “{}”", phrase::clipped(&quote.text, 160)));
    }
    text
}

/// News below the least confidence: in no list, but not lost.
fn unsure(incident: &Incident) -> String {
    let mut parts = vec![phrase::kind(incident.kind)];
    parts.extend(incident.date.as_ref().map(phrase::date));
    parts.extend(incident.places.first().map(phrase::place));
    parts.extend(incident.perpetrators.first().map(|p| format!("by {}", p.name)));
    let told = incident.evidence.first().map(|q| format!(": “{}”", phrase::clipped(&q.text, 160)));
    format!("{} ({:.2}){}", parts.join(", "), incident.confidence, told.unwrap_or_default())
}

fn article(shown: &Shown) -> String {
    let Shown { view, fetched } = shown;
    let record = &view.record;
    let mut text = format!("{}  {}\n", view.row.id, record.headline.as_deref().unwrap_or(&record.input));
    line(&mut text, "publisher", record.publisher.as_ref().map_or("unknown", |p| p.name.as_str()));
    line(&mut text, "published", record.published.as_ref().map_or("not given", |p| p.value.as_str()));
    line(&mut text, "language", &record.language);
    if let Some(url) = &record.url {
        line(&mut text, "url", url);
    }
    line(&mut text, "input", &record.input);
    for input in &view.row.also {
        line(&mut text, "also as", input);
    }
    if let Some(capture) = &view.row.capture {
        line(&mut text, "capture", capture);
    }
    for told in versions::told(&view.row.id, fetched) {
        line(&mut text, "fetched", told);
    }
    match view.row.withdrawn {
        Some(by) if fetched.iter().any(|entry| entry.seq == by) => {
            line(
                &mut text,
                "replaced",
                "yes; a later version took its place, and its incidents are in no list",
            );
        }
        Some(_) => line(&mut text, "withdrawn", "yes; its incidents are in no list"),
        None => {}
    }
    for report in &view.reports {
        let state = if report.current { "current" } else { "earlier" };
        line(&mut text, "report", format!("{} by engine {} ({state})", report.id, report.engine.version));
    }
    for incident in &view.incidents {
        line(&mut text, "incident", incident);
    }
    for incident in &view.unsure {
        line(&mut text, "unsure", unsure(incident));
    }
    for claim in &view.unsure_claims {
        line(&mut text, "unsure", self::claim(claim));
    }
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\n{}", record.body.trim_end());
    text
}
