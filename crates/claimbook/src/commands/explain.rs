//! `claimbook explain`: the chain from a value to the bytes it rests on.
//!
//! Owns: arguments and layout. In: an incident and perhaps a field. Out: value ← claim ← words ← article ← capture.
//! Refuses: reasons the engine did not give.

use crate::book::{BookArguments, CaptureArguments};
use crate::failure::Failure;
use crate::{phrase, table};
use claimbook_acquire::CaptureStore;
use claimbook_ledger::{ClaimLink, Explanation, FieldExplanation, WordsInSentence};
use std::fmt::Write;

/// Explain an incident or one of its fields: value ← claim ← words ← article ← capture
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook explain inc_1f0c22ab
  claimbook explain inc_1f0c22ab killed
  claimbook explain inc_1f0c22ab places.0 --json")]
pub struct Arguments {
    /// Id of the incident; its beginning is enough
    incident: String,
    /// date, places, places.0, perpetrators, targets, weapons, outcome, killed, …
    field: Option<String>,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    captures: CaptureArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let explanation = arguments.book.read()?.explain(&arguments.incident, arguments.field.as_deref())?;
    if arguments.json {
        return table::json([explanation]);
    }
    let kept = explanation
        .article
        .capture
        .as_ref()
        .map(|address| arguments.captures.of(&arguments.book).contains(address));
    table::text(&chain(&explanation, kept))
}

fn chain(explanation: &Explanation, capture_kept: Option<bool>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{}  {}",
        explanation.incident,
        explanation.standing.standing.as_str().replace('_', " ")
    );
    for field in &explanation.fields {
        self::field(&mut text, field);
    }
    let article = &explanation.article;
    let _ = writeln!(text, "\narticle");
    for (label, value) in [
        ("headline", article.headline.as_deref()),
        ("publisher", article.publisher.as_deref()),
        ("published", explanation.published.as_ref().map(|p| p.value.as_str())),
        ("url", article.url.as_deref()),
        ("input", Some(article.input.as_str())),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "  ← {label:<9} {value}");
        }
    }
    let _ = writeln!(text, "  ← article   {} (entry {})", article.id, explanation.article_entry.seq);
    let _ = writeln!(
        text,
        "  ← report    engine {}, codebook {}, model {}, entry {} of {}",
        explanation.engine.version,
        short(&explanation.engine.codebook),
        explanation.engine.model.as_deref().map_or("none", short),
        explanation.report_entry.seq,
        explanation.report_entry.at
    );
    if let Some(capture) = &article.capture {
        let state = if capture_kept == Some(true) {
            "kept in the captures folder"
        } else {
            "not in the captures folder"
        };
        let _ = writeln!(text, "  ← capture   sha256 {capture} ({state})");
    }
    text
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn field(text: &mut String, field: &FieldExplanation) {
    let _ = writeln!(text, "\n{}: {}", field.field, field.value);
    for words in &field.words {
        self::words(text, "  ← ", words);
    }
    if let Some(reason) = &field.reason {
        let _ = writeln!(text, "    because {reason}");
    }
    for c in &field.corrected {
        let reason = c.reason.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
        let day = c.at.get(..10).unwrap_or_default();
        let _ = writeln!(text, "  ← {} set this, {day}, entry {} (read as {}){reason}", c.by, c.entry, c.was);
    }
    for claim in &field.claims {
        self::claim(text, claim);
    }
}

fn claim(text: &mut String, claim: &ClaimLink) {
    let mut line = format!("{} {}", claim.speaker.name, phrase::act(claim.act));
    for via in &claim.via {
        line.push_str(&format!(", via {}", via.name));
    }
    if let Some(channel) = &claim.channel {
        line.push_str(&format!(", {channel}"));
    }
    if let Some(date) = &claim.date {
        line.push_str(&format!(", said {}", phrase::date(date)));
    }
    let _ = writeln!(text, "  ← {}: {line} ({})", claim.id, claim.firmness);
    for words in &claim.words {
        self::words(text, "      ← ", words);
    }
}

/// The words, and the sentence around them where they are only a part of it.
fn words(text: &mut String, indent: &str, words: &WordsInSentence) {
    let quote = phrase::clipped(&words.quote.text, 300);
    let _ = writeln!(text, "{indent}“{quote}” at {}..{}", words.quote.start, words.quote.end);
    if words.sentence.text.chars().count() > words.quote.text.chars().count() + 2 {
        let blank = " ".repeat(indent.chars().count());
        let _ = writeln!(text, "{blank}in: {}", phrase::clipped(&words.sentence.text, 300));
    }
}
