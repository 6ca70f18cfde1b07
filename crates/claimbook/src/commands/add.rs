//! `claimbook add`: articles into the ledger.
//!
//! Owns: arguments and summary of the command. In: files. Out: entries of the ledger and captures. Refuses: changing
//! what is already recorded; the same article read by the same engine adds nothing.

use crate::book::{BookArguments, CaptureArguments, link};
use crate::endpoint::EndpointArguments;
use crate::failure::Failure;
use crate::overlay::Data;
use crate::reading::{FORMATS, ReadingArguments};
use crate::{phrase, pipeline, table};
use claimbook_acquire::CaptureStore;
use claimbook_extract::Options;
use claimbook_ledger::{Error, Ledger, Outcome, Reading};
use claimbook_records::{Article, Report};
use serde::Serialize;

/// Read articles into the ledger; what is already there is left as it is
#[derive(Debug, clap::Args)]
#[command(after_help = format!("Examples:
  claimbook add reports/
  claimbook add --db iraq.ledger 'archive/2024-*.jsonl.gz'
  claimbook add --columns url=link,body=text,published=date sheet.csv

{FORMATS}"))]
pub struct Arguments {
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    captures: CaptureArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// Print what became of each article, one JSON object a line
    #[arg(long)]
    json: bool,
}

/// What became of one article.
#[derive(Serialize)]
struct Line {
    input: String,
    article: String,
    report: String,
    outcome: Outcome,
    incidents: usize,
}

#[derive(Default)]
struct Sums {
    new: usize,
    new_versions: usize,
    unchanged: usize,
    withdrawn: usize,
    incidents: usize,
    refused: usize,
    mended: usize,
}

struct Read {
    bytes: Vec<u8>,
    article: Article,
    report: Report,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let captures = arguments.captures.of(&arguments.book);
    let engine = arguments.endpoint.engine(data, Some(captures.folder().with_extension("answers")))?;
    let mut ledger = arguments.book.create_or_open()?;
    let mut own = arguments.book.files();
    own.push(captures.folder().to_owned());
    own.extend(engine.own());
    let mut sums = Sums::default();
    let mut done = pipeline::ordered(
        arguments.reading.documents(own),
        arguments.reading.threads,
        false,
        |document| {
            let article = document.article()?;
            let report = engine.read(&article, Options::default())?;
            Ok(Read { bytes: document.bytes().to_vec(), article, report })
        },
        |read| &read.report,
        |batch| {
            // Captures first: an entry must never name bytes that a power cut took.
            for read in &batch {
                sums.mended += usize::from(captures.put(&read.bytes)?.mended);
            }
            for line in record(&mut ledger, &batch, &mut sums)? {
                if arguments.json {
                    table::json([line])?;
                }
            }
            arguments.book.note(&ledger)
        },
    )?;
    link(&mut ledger)?;
    engine.tell();
    done.failed += sums.refused;
    done.articles -= sums.refused;
    if !arguments.json {
        table::text(&summary(&sums, &arguments.book.shown()))?;
    }
    done.all_read()
}

/// Records a batch in one transaction; when one of it is refused, each for itself.
fn record(ledger: &mut Ledger, batch: &[Read], sums: &mut Sums) -> Result<Vec<Line>, Failure> {
    let readings: Vec<Reading<'_>> =
        batch.iter().map(|r| Reading { article: &r.article, report: &r.report }).collect();
    let mut added = Vec::new();
    match ledger.add(&readings) {
        Ok(all) => added.extend(batch.iter().zip(all)),
        Err(Error::Refused { .. }) => {
            for (read, reading) in batch.iter().zip(&readings) {
                match ledger.add(std::slice::from_ref(reading)) {
                    Ok(one) => added.extend(one.into_iter().map(|one| (read, one))),
                    Err(error @ Error::Refused { .. }) => {
                        sums.refused += 1;
                        table::tell(&error.to_string());
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Err(error) => return Err(error.into()),
    }
    let lines = added.into_iter().map(|(read, added)| {
        let counted = match added.outcome {
            Outcome::New => &mut sums.new,
            Outcome::NewVersion => &mut sums.new_versions,
            Outcome::Unchanged => &mut sums.unchanged,
            Outcome::Withdrawn => &mut sums.withdrawn,
        };
        *counted += 1;
        let incidents = read.report.incidents.len();
        if matches!(added.outcome, Outcome::New | Outcome::NewVersion) {
            sums.incidents += incidents;
        }
        Line {
            input: read.article.input.clone(),
            article: added.article,
            report: added.report,
            outcome: added.outcome,
            incidents,
        }
    });
    Ok(lines.collect())
}

fn summary(sums: &Sums, at: &str) -> String {
    let mut parts = vec![phrase::of(sums.new, "new article")];
    for (n, what) in [
        (sums.new_versions, "read anew"),
        (sums.unchanged, "already there"),
        (sums.withdrawn, "withdrawn before"),
        (sums.refused, "refused"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    }
    if sums.mended > 0 {
        parts.push(format!("{} put back", phrase::of(sums.mended, "damaged capture")));
    }
    let recorded = phrase::of(sums.incidents, "incident report");
    format!("{at}: {}; {recorded} recorded\n", parts.join(", "))
}
