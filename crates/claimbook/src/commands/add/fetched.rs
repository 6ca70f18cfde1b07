//! Addresses given to `claimbook add`.
//!
//! Owns: which arguments are addresses, and what is said of each. In: arguments. Out: entries of the ledger and captures. Refuses: to
//! be called without an address, so that nothing else uses the network.

use super::{Arguments, Sums};
use crate::endpoint::Asking;
use crate::failure::Failure;
use crate::network::is_address;
use crate::pipeline::Done;
use crate::table;
use crate::visits::visitor::{Asked, Visit, Visitor, remark};
use claimbook_fetch::SystemClock;
use claimbook_ledger::Ledger;
use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most bytes of a list of addresses.
const LIST: u64 = 16 << 20;

/// The files among the arguments, and the addresses there and in the list, each once.
pub(super) fn told_apart(arguments: &Arguments) -> Result<(Vec<PathBuf>, Vec<String>), Failure> {
    let (mut files, mut urls) = (Vec::new(), Vec::new());
    for file in &arguments.reading.files {
        match file.to_str() {
            Some(url) if is_address(url) => urls.push(url.to_owned()),
            _ => files.push(file.clone()),
        }
    }
    if let Some(path) = &arguments.urls {
        let name = path.display();
        for (number, line) in list(path)?.lines().enumerate() {
            match line.trim() {
                "" => {}
                line if line.starts_with('#') => {}
                line if is_address(line) => urls.push(line.to_owned()),
                _ => {
                    let problem =
                        "it is no address; write one a line, each beginning with http:// or https://";
                    return Err(Failure::Usage(format!("{name}, line {}: {problem}", number + 1)));
                }
            }
        }
    }
    let mut seen = HashSet::new();
    urls.retain(|url| seen.insert(url.clone()));
    Ok((files, urls))
}

fn list(path: &Path) -> Result<String, Failure> {
    let wrong = || Failure::io(path.display().to_string());
    let mut text = String::new();
    match path.to_str() {
        Some("-") => std::io::stdin().lock().take(LIST + 1).read_to_string(&mut text),
        _ => std::fs::File::open(path).map_err(wrong())?.take(LIST + 1).read_to_string(&mut text),
    }
    .map_err(wrong())?;
    match text.len() as u64 > LIST {
        true => Err(Failure::Usage(format!(
            "{}: it is larger than {} MiB; part the list in several",
            path.display(),
            LIST >> 20
        ))),
        false => Ok(text),
    }
}

/// Fetches addresses, one after the other, and records what is new.
pub(super) fn add(
    arguments: &Arguments,
    urls: &[String],
    engine: &Asking,
    ledger: &mut Ledger,
    sums: &mut Sums,
    done: &mut Done,
) -> Result<(), Failure> {
    let mut options = arguments.reading.options(Vec::new());
    options.limits.document = arguments.network.max_unpacked;
    let fetcher = arguments.network.fetcher(Box::new(SystemClock));
    let captures = arguments.captures.of(&arguments.book);
    let mut visitor = Visitor::new(fetcher, engine, ledger, &captures, &arguments.book, options)?;
    for url in urls {
        let visit = visitor.visit(url, &Asked::default())?;
        visitor.save()?;
        let problem = match visit {
            Visit::Read { article, report, added, replaces } => {
                done.articles += 1;
                sums.edited += usize::from(replaces.is_some());
                if let Some(remark) = remark(&report) {
                    table::tell(&format!("{url}: {remark}"));
                }
                let line =
                    super::Line { replaces, ..sums.line(&article.input, report.incidents.len(), added) };
                if arguments.json {
                    table::json([line])?;
                }
                continue;
            }
            Visit::Unchanged => {
                done.articles += 1;
                sums.unchanged += 1;
                continue;
            }
            Visit::Gone { article, status } => {
                sums.gone += 1;
                format!(
                    "{url}: it is gone (the server answers {status}); {article} stays as it was read, and that it is gone is recorded"
                )
            }
            Visit::Failed(error) => error.to_string(),
            Visit::Unread(error) => error.to_string(),
            Visit::Refused(problem) => problem,
        };
        done.failed += 1;
        table::tell(&problem);
    }
    Ok(())
}
