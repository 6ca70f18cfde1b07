//! `claimbook linked`: incidents over all articles that tell them.
//!
//! Owns: arguments and layout. In: an id, or nothing for the list. Out: text or JSON. Refuses: choosing between accounts
//! that contradict each other; all stand beside each other.

mod changed;
mod full;

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::table::Column::{Number, Words};
use crate::{phrase, table};
use claimbook_ledger::{Error, FullIncident, Ledger, LinkReason, LinkedFilter, LinkedIncident, short};
use claimbook_link::Settings;
use claimbook_overlay::Data;
pub use full::text;

/// List incidents over all articles that tell them, or show one with its accounts
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook linked --several           # told by more than one article
  claimbook linked inc_1f0c22ab        # who says what, where accounts agree and conflict, why they are one
  claimbook linked --unsure            # pairs that may yet be one, with what speaks for and against
  claimbook linked --changed --since 1200        # what is new, joined, parted, renamed or withdrawn since entry 1200
  claimbook linked --changed --since 2024-05-03  # … since that day began (UTC)")]
pub struct Arguments {
    /// Id of an incident report (inc_…) of the incident; its beginning is enough. One that no longer stands leads on
    id: Option<String>,
    /// Only incidents that more than one article tells
    #[arg(long)]
    several: bool,
    /// Only incidents whose accounts exclude each other in some property
    #[arg(long)]
    conflicts: bool,
    /// Pairs of incident reports that may tell one incident, the least sure first; `claimbook review --queue links` asks about them
    #[arg(long, conflicts_with_all = ["id", "several", "conflicts"])]
    unsure: bool,
    /// Incidents that are new, joined, parted, withdrawn, or go by another id since an earlier moment of the ledger
    #[arg(long, requires = "since", conflicts_with_all = ["id", "several", "conflicts", "unsure"])]
    changed: bool,
    /// Number of an entry, the beginning of its hash, or a day or time before which the entries count as known
    #[arg(long, requires = "changed", value_name = "ENTRY|DATE")]
    since: Option<String>,
    #[command(flatten)]
    book: BookArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let ledger = arguments.book.read_linked()?;
    let settings = Settings::embedded();
    if arguments.unsure {
        return unsure(ledger.unsure(&settings)?, arguments.json);
    }
    if let Some(since) = &arguments.since {
        return changed::print(&ledger, ledger.entry_asked(since)?, arguments.json);
    }
    if let Some(id) = &arguments.id {
        let register = data.codebook()?;
        let found = standing(&ledger, id, &settings)?.into_iter();
        let found: Vec<FullIncident> =
            found.map(|i| ledger.in_full(i, &register)).collect::<Result<_, _>>()?;
        if arguments.json {
            return table::json(found);
        }
        let shown: Vec<String> = found.iter().map(|full| text(full, &settings)).collect();
        return table::text(&shown.join("\n"));
    }
    let mut all = ledger.linked(&settings)?;
    let filter = LinkedFilter {
        several: arguments.several,
        conflicts: arguments.conflicts,
        ..LinkedFilter::default()
    };
    all.retain(|i| filter.takes(i));
    if arguments.json {
        let register = data.codebook()?;
        let full = all.into_iter().map(|i| ledger.in_full(i, &register)).collect::<Result<Vec<_>, _>>()?;
        return table::json(full);
    }
    let columns = [
        Words("incident"),
        Words("when"),
        Words("where"),
        Number("killed"),
        Number("injured"),
        Words("standing"),
        Number("accounts"),
        Number("independent"),
        Words("conflict"),
    ];
    table::print(&columns, all.iter().map(row).collect(), "no incidents")
}

/// The incident an id belongs to, or those to which one leads on that no longer stands.
fn standing(ledger: &Ledger, id: &str, settings: &Settings) -> Result<Vec<LinkedIncident>, Failure> {
    let former = match ledger.linked_with(id, settings) {
        Err(former @ Error::Former { .. }) => former,
        found => return Ok(vec![found?]),
    };
    let led = ledger.led_on(id, settings)?;
    if led.now.is_empty() {
        return Err(former.into());
    }
    let (now, entry, reason) = (led.now.join(" "), led.entry, &led.reason);
    table::tell(&format!(
        "{} no longer stands since entry {entry}: {reason}; its accounts stand in {now}",
        led.id
    ));
    led.now.iter().map(|id| Ok(ledger.linked_with(id, settings)?)).collect()
}

fn unsure(pairs: Vec<LinkReason>, json: bool) -> Result<(), Failure> {
    if json {
        return table::json(pairs);
    }
    let row = |pair: &LinkReason| {
        let (a, b) = &pair.between;
        vec![short(a).to_owned(), short(b).to_owned(), pair.judgement.told()]
    };
    let columns =
        [Words("one report"), Words("another"), Words("probability that they are one: for and against")];
    table::print(&columns, pairs.iter().map(row).collect(), "no unsure pairs")
}

fn row(incident: &LinkedIncident) -> Vec<String> {
    let merged = &incident.merged;
    let when = merged.date.map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => {
            let day = |d: Option<jiff::civil::Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
            format!("{} to {}", day(a), day(b))
        }
    });
    let conflicts: Vec<&str> = incident.matrix.iter().filter(|r| r.conflict).map(|r| r.property).collect();
    vec![
        short(&incident.id).to_owned(),
        when.unwrap_or_default(),
        merged.places.first().cloned().unwrap_or_default(),
        merged.killed.as_ref().map(phrase::count).unwrap_or_default(),
        merged.injured.as_ref().map(phrase::count).unwrap_or_default(),
        incident.standing.standing.as_str().replace('_', " "),
        incident.accounts.len().to_string(),
        incident.independent.to_string(),
        conflicts.join(", "),
    ]
}
