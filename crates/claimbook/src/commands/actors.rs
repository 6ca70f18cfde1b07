//! `claimbook actors`: whom the articles name.
//!
//! Owns: arguments and columns. In: filters. Out: a table or JSON. Refuses: merging actors the register keeps apart.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::selection::with_register_ids;
use crate::table;
use crate::table::Column::{Number, Words};
use claimbook_ledger::{ActorFilter, ActorView};
use claimbook_overlay::Data;
use claimbook_records::report::ActorKind;

/// List actors, those named by most articles first
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  claimbook actors --kind armed_group")]
pub struct Arguments {
    #[command(flatten)]
    book: BookArguments,
    /// With this name, alias or register id
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Of this kind, such as armed_group, state or media
    #[arg(long, value_name = "KIND")]
    kind: Vec<ActorKind>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let filter = ActorFilter {
        names: with_register_ids(&arguments.name, &data.codebook()?),
        kinds: arguments.kind.clone(),
        limit: arguments.limit,
        ..ActorFilter::default()
    };
    let actors = arguments.book.read()?.actors(&filter)?;
    if arguments.json {
        return table::json(actors);
    }
    let columns = [
        Words("actor"),
        Words("kind"),
        Words("register"),
        Number("articles"),
        Number("as perpetrator"),
        Number("as target"),
        Number("as speaker"),
        Words("also written"),
    ];
    table::print(&columns, actors.iter().map(row).collect(), "no actors")
}

fn row(view: &ActorView) -> Vec<String> {
    let also: Vec<&str> = view.names.iter().filter(|n| **n != view.name).map(String::as_str).collect();
    vec![
        view.name.clone(),
        view.kind.replace('_', " "),
        view.register_id.clone().unwrap_or_default(),
        view.articles.to_string(),
        view.as_perpetrator.to_string(),
        view.as_target.to_string(),
        view.as_speaker.to_string(),
        also.join("; "),
    ]
}
