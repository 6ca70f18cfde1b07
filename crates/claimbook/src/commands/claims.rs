//! `claimbook claims`: who asserts what.
//!
//! Owns: arguments and columns. In: filters. Out: a table or JSON. Refuses: weighing claims against each other.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::selection::with_register_ids;
use crate::table::Column::Words;
use crate::{phrase, table};
use claimbook_ledger::{ClaimFilter, ClaimView, short};
use claimbook_overlay::Data;
use claimbook_records::report::{SpeakerKind, SpeechAct};

/// List claims: who says what about which incident, in which words
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook claims --act denies
  claimbook claims --incident inc_1f0c22ab
  claimbook claims --speaker-kind armed_group --act claims_responsibility --from 2024-01 --json")]
pub struct Arguments {
    #[command(flatten)]
    book: BookArguments,
    /// About this incident (the beginning of its id is enough)
    #[arg(long, value_name = "ID")]
    incident: Option<String>,
    /// By this speaker: name, alias or register id
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// By a speaker of this kind, such as armed_group or anonymous
    #[arg(long, value_name = "KIND")]
    speaker_kind: Vec<SpeakerKind>,
    /// claims_responsibility, confirms, denies, accuses, reports, threatens, estimates, retracts
    #[arg(long, value_name = "ACT")]
    act: Vec<SpeechAct>,
    /// Said (or else published) on or after this day
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Said (or else published) on or before this day
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let ledger = arguments.book.read()?;
    let incident =
        arguments.incident.as_deref().map(|id| ledger.incident(id)).transpose()?.map(|view| view.id);
    let filter = ClaimFilter {
        incident,
        speakers: with_register_ids(&arguments.speaker, &data.codebook()?),
        speaker_kinds: arguments.speaker_kind.clone(),
        acts: arguments.act.clone(),
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        limit: arguments.limit,
        ..ClaimFilter::default()
    };
    let claims = ledger.claims(&filter)?;
    if arguments.json {
        return table::json(claims);
    }
    let columns = [
        Words("speaker"),
        Words("says"),
        Words("about"),
        Words("said"),
        Words("via"),
        Words("words"),
        Words("publisher"),
    ];
    table::print(&columns, claims.iter().map(row).collect(), "no claims")
}

fn row(view: &ClaimView) -> Vec<String> {
    let claim = &view.claim;
    let mut act = phrase::act(claim.act).to_owned();
    if let Some(property) = claim.property.filter(|p| p.as_str() != "whole") {
        act.push_str(&format!(" ({property})"));
    }
    let mut via: Vec<&str> = claim.via.iter().map(|p| p.name.as_str()).collect();
    via.extend(claim.channel.as_deref());
    vec![
        format!("{} ({})", claim.speaker.name, claim.speaker.kind.as_str().replace('_', " ")),
        act,
        view.incident.as_deref().map(short).unwrap_or_default().to_owned(),
        claim.date.as_ref().map(phrase::date).unwrap_or_default(),
        via.join(", "),
        claim.evidence.first().map(|q| phrase::clipped(&q.text, 120)).unwrap_or_default(),
        view.article.publisher.clone().unwrap_or_default(),
    ]
}
