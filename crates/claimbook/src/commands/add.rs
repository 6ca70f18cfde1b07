//! `claimbook add`: articles into the ledger.
//!
//! Owns: arguments and summary of the command. In: files and addresses, or what was read of an archive. Out: entries of the ledger and captures. Refuses:
//! changing what is already recorded; the same article read by the same engine adds nothing; the network, where no address is named.

mod fetched;
mod parquet;

use crate::book::{BookArguments, CaptureArguments, link};
use crate::endpoint::{EndpointArguments, answers_beside};
use crate::failure::Failure;
use crate::network::NetworkArguments;
use crate::reading::{FORMATS, ReadingArguments};
use crate::{phrase, pipeline, table};
use claimbook_acquire::CaptureStore;
use claimbook_extract::Options;
use claimbook_ledger::{Added, Error, Ledger, Outcome, Reading};
use claimbook_overlay::Data;
use claimbook_records::{Article, Report};
use serde::Serialize;
use std::path::PathBuf;

/// Read articles into the ledger; what is already there is left as it is
#[derive(Debug, clap::Args)]
#[command(mut_arg("files", |files| {
    files.required(false).required_unless_present_any(["urls", "from_parquet"]).value_name("FILE|URL").help(
        "Files, folders, patterns, or addresses (http://, https://), which are fetched; `-` is standard input. `claimbook help add` \
         lists what is read. Links inside a folder are followed as far as they stay in it",
    )
}))]
#[command(after_help = format!("Examples:
  claimbook add reports/
  claimbook add --db iraq.ledger 'archive/2024-*.jsonl.gz'
  claimbook add --columns url=link,body=text,published=date sheet.csv
  claimbook add https://northgate.example/news/1 https://orbe.example/2
  claimbook add --urls links.txt
  claimbook add --from-parquet out/          # what an archive reader read, at some thousand reports a second

Arguments that begin with http:// or https:// are fetched, and only those; without one nothing is asked of the network.
`docs/watch.md` says what is kept and what is refused.

{FORMATS}"))]
pub struct Arguments {
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    captures: CaptureArguments,
    /// Also fetch the addresses in this file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    urls: Option<PathBuf>,
    /// Load the reports that an archive reader wrote as Parquet, without reading the articles again: its folder, the folder
    /// `reports` in it, or one file. What is there already is left as it is, so a run that was cut short can be begun anew
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "urls"])]
    from_parquet: Option<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// Print what became of each article, one JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    network: NetworkArguments,
}

/// What became of one article.
#[derive(Serialize)]
struct Line {
    input: String,
    article: String,
    report: String,
    outcome: Outcome,
    incidents: usize,
    /// The version of the article before, where it was edited since.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<String>,
}

#[derive(Default)]
struct Sums {
    new: usize,
    new_versions: usize,
    unchanged: usize,
    edited: usize,
    gone: usize,
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
    if let Some(archive) = &arguments.from_parquet {
        return parquet::add(arguments, archive);
    }
    let captures = arguments.captures.of(&arguments.book);
    let engine = arguments.endpoint.engine(data, Some(answers_beside(&captures)))?;
    let mut ledger = arguments.book.create_or_open()?;
    let mut own = arguments.book.files();
    own.push(captures.folder().to_owned());
    own.extend(engine.own());
    let mut sums = Sums::default();
    let (files, urls) = fetched::told_apart(arguments)?;
    let mut done = pipeline::ordered(
        arguments.reading.documents_of(&files, own),
        arguments.reading.threads,
        false,
        &engine,
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
    if !urls.is_empty() {
        fetched::add(arguments, &urls, &engine, &mut ledger, &mut sums, &mut done)?;
    }
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
    let lines =
        added.into_iter().map(|(r, added)| sums.line(&r.article.input, r.report.incidents.len(), added));
    Ok(lines.collect())
}

impl Sums {
    /// Counts what became of an article.
    fn line(&mut self, input: &str, incidents: usize, added: Added) -> Line {
        let counted = match added.outcome {
            Outcome::New => &mut self.new,
            Outcome::NewVersion => &mut self.new_versions,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Withdrawn => &mut self.withdrawn,
        };
        *counted += 1;
        if matches!(added.outcome, Outcome::New | Outcome::NewVersion) {
            self.incidents += incidents;
        }
        Line {
            input: input.to_owned(),
            article: added.article,
            report: added.report,
            outcome: added.outcome,
            incidents,
            replaces: None,
        }
    }
}

fn summary(sums: &Sums, at: &str) -> String {
    let mut parts = vec![phrase::of(sums.new, "new article")];
    for (n, what) in [
        (sums.new_versions, "read anew"),
        (sums.edited, "edited since"),
        (sums.gone, "gone since"),
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
