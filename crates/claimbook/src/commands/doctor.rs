//! `claimbook doctor`: versions, data, the ledger's health, and what to do.
//!
//! Owns: the checks that need no long reading. In: the machine as it is. Out: one line a check. Refuses: mending, and
//! the long checks of `verify`.

use crate::book::{BookArguments, CaptureArguments};
use crate::failure::Failure;
use crate::{phrase, table};
use claimbook_acquire::CaptureStore;
use claimbook_ledger::{Error, Ledger};
use claimbook_overlay::Data;
use serde::Serialize;

/// Say what this Claimbook is, whether its data and ledger are sound, and what to do about what is missing
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code 4 when something needs doing.")]
pub struct Arguments {
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    captures: CaptureArguments,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    good: bool,
    finding: String,
    /// What to do when it is not good.
    advice: Option<String>,
}

fn good(what: &'static str, finding: String) -> Finding {
    Finding { what, good: true, finding, advice: None }
}

fn bad(what: &'static str, finding: String, advice: &str) -> Finding {
    Finding { what, good: false, finding, advice: Some(advice.to_owned()) }
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let mut findings = vec![good("program", format!("claimbook {}", env!("CARGO_PKG_VERSION")))];
    findings.extend(self::data(data));
    findings.extend(book(arguments));
    let missing = findings.iter().filter(|f| !f.good).count();
    if arguments.json {
        table::json(&findings)?;
    } else {
        let mut text = String::new();
        for finding in &findings {
            let mark = if finding.good { "ok " } else { "BAD" };
            text.push_str(&format!("{mark} {:<10} {}\n", finding.what, finding.finding));
            if let Some(advice) = &finding.advice {
                text.push_str(&format!("               {advice}\n"));
            }
        }
        table::text(&text)?;
    }
    if missing == 0 {
        Ok(())
    } else {
        Err(Failure::Check(format!("{missing} of {} checks need doing", findings.len())))
    }
}

fn data(data: &Data) -> Vec<Finding> {
    let folder = data.folder.as_ref().map_or_else(|| "built in".to_owned(), |f| f.display().to_string());
    let mut findings = Vec::new();
    match data.codebook() {
        Ok(codebook) => {
            let size = format!(
                "{} event types, {} actors, {} weapons",
                codebook.event_types.len(),
                codebook.actors.len(),
                codebook.weapons.len()
            );
            findings.push(good("codebook", format!("{folder}: {size}, hash {}", short(&codebook.hash))));
            let info = data.reader(codebook).info();
            let model = info.model.unwrap_or_default();
            findings
                .push(good("engine", format!("version {}, trained parts {}", info.version, short(&model))));
        }
        Err(failure) => {
            findings.push(bad("codebook", format!("{folder}: {failure}"), "see: claimbook codebook check"));
        }
    }
    // Any capital will do: a gazetteer that does not know one is not there.
    let table = data.table.as_ref().map_or_else(|| "embedded".to_owned(), |f| f.display().to_string());
    match data.gazetteer().map(|g| g.lookup("Baghdad").into_iter().next()) {
        Ok(Some(found)) => {
            findings.push(good("gazetteer", format!("{table}: Baghdad is {}", found.candidate.id)))
        }
        Ok(None) => {
            findings.push(bad(
                "gazetteer",
                format!("{table} does not know Baghdad"),
                "import the dump again",
            ));
        }
        Err(failure) => findings.push(bad("gazetteer", failure.to_string(), "import the dump again")),
    }
    findings
}

fn book(arguments: &Arguments) -> Vec<Finding> {
    let path = arguments.book.shown();
    let ledger = match arguments.book.read() {
        Ok(ledger) => ledger,
        Err(Failure::Ledger(Error::Missing { .. })) => {
            return vec![good("ledger", format!("none at {path}; `claimbook add FILE` makes one"))];
        }
        Err(failure) => return vec![bad("ledger", failure.to_string(), "name another with --db")],
    };
    match look(&ledger, arguments) {
        Ok(findings) => findings,
        Err(failure) => vec![bad("ledger", failure.to_string(), "see: claimbook verify")],
    }
}

fn look(ledger: &Ledger, arguments: &Arguments) -> Result<Vec<Finding>, Failure> {
    let counts = ledger.counts()?;
    let head = ledger.head()?;
    let mut findings = vec![good(
        "ledger",
        format!(
            "{}: {}, {}, {}; head {}:{}",
            arguments.book.shown(),
            phrase::of(counts.articles, "article"),
            phrase::of(counts.incidents, "incident"),
            phrase::of(counts.claims, "claim"),
            head.seq,
            short(&head.hash)
        ),
    )];
    findings.push(match arguments.book.noted().warning(ledger)? {
        None => {
            good("noted", format!("{} agrees, or is not there yet", arguments.book.noted().path().display()))
        }
        Some(warning) => bad("noted", warning, "see: claimbook verify"),
    });
    let captures = arguments.captures.of(&arguments.book);
    let kept = captures.addresses()?.len();
    let folder = captures.folder().display().to_string();
    findings.push(if kept == 0 && counts.articles > 0 {
        bad(
            "captures",
            format!("none in {folder}"),
            "put the folder back, name it with --captures, or add the articles again",
        )
    } else {
        good("captures", format!("{kept} in {folder}"))
    });
    Ok(findings)
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
