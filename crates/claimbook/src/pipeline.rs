//! Work spread over threads, results in the order of the input.
//!
//! Owns: batches and threads. In: documents as they arrive. Out: one result an article, in order, whatever the number
//! of threads. Refuses: holding more than one batch in memory.

use crate::endpoint::{Asking, NotRead};
use crate::failure::Failure;
use crate::progress::Bar;
use claimbook_acquire::{Document, Documents, InputError};
use claimbook_extract::work::Limit;
use claimbook_records::Report;
use rayon::prelude::*;

/// A batch ends after this many documents or this many bytes, whichever comes first. Results of a batch are held
/// until it is done, so it also bounds memory.
const BATCH_DOCUMENTS: usize = 512;
const BATCH_BYTES: usize = 8 << 20;

/// Documents of a batch where somebody else is asked, who may take a minute for each.
const ASKED: usize = 16;

/// Threads for each core above which more only take memory.
const THREADS_PER_CORE: usize = 4;

/// What was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    pub articles: usize,
    /// Inputs or lines that gave no article; each was named on stderr.
    pub failed: usize,
}

impl Done {
    /// Nothing when every input was read, else the failure that says how many were not.
    pub fn all_read(self) -> Result<(), Failure> {
        if self.failed == 0 { Ok(()) } else { Err(Failure::SomeInputs(self)) }
    }
}

/// How many inputs a remark names.
const NAMED: usize = 5;

/// What a user should know of articles that were read.
#[derive(Default)]
struct Remarks {
    undated: Named,
    uncoded: Named,
    limited: Named,
    noted: Named,
}

/// The first few of many inputs.
#[derive(Default)]
struct Named {
    number: usize,
    first: Vec<String>,
}

impl Named {
    fn push(&mut self, name: impl FnOnce() -> String) {
        self.number += 1;
        if self.first.len() < NAMED {
            self.first.push(name());
        }
    }

    /// Nothing for no inputs, else how many and the first of them.
    fn tell(&self, one: &str, many: &str) -> Option<String> {
        let more = if self.number > self.first.len() { ", …" } else { "" };
        let names = format!("{}{more}", self.first.join(", "));
        match self.number {
            0 => None,
            1 => Some(format!("1 article {one}: {names}")),
            n => Some(format!("{n} articles {many}: {names}")),
        }
    }
}

impl Remarks {
    fn add(&mut self, report: &Report) {
        let article = &report.article;
        if !claimbook_extract::engine::is_coded(&article.language) {
            self.uncoded.push(|| format!("{} ({})", article.input, article.language));
        } else if article.published.is_none() {
            self.undated.push(|| article.input.clone());
        }
        if report.warnings.iter().any(|w| Limit::told(&w.message)) {
            self.limited.push(|| article.input.clone());
        }
        if let Some(note) = report.article.x_notes.first() {
            self.noted.push(|| format!("{} ({note})", article.input));
        }
    }

    /// `unread` are the names of columns and keys that were passed over.
    fn tell(&self, bar: &Bar, unread: &[String]) {
        let uncoded = self.uncoded.tell(
            "is not in English; it is kept whole and not coded",
            "are not in English; they are kept whole and not coded",
        );
        let undated = self.undated.tell(
            "has no publication date, so days it names may stay open",
            "have no publication date, so days they name may stay open",
        );
        let limited = self.limited.tell(
            "is longer than can be coded whole; it is kept, and its warnings say what of it is not coded",
            "are longer than can be coded whole; they are kept, and their warnings say what of them is not coded",
        );
        let noted = self.noted.tell(
            "has something to know of how its text was come by",
            "have something to know of how their text was come by; `warnings` of each report hold all of it",
        );
        let passed_over = (!unread.is_empty()).then(|| {
            format!(
                "columns and keys that are not read: {}; --columns says what else holds a field",
                unread.join(", ")
            )
        });
        for remark in uncoded.iter().chain(&undated).chain(&limited).chain(&noted).chain(&passed_over) {
            bar.say(&format!("claimbook: {remark}"));
        }
    }
}

/// Applies `work` to every document on `threads` threads (0 = one per core) and hands the results of each batch to
/// `write`, in order. Inputs that fail are named on stderr in their place and counted; articles without a date or in a
/// language that is not coded are named at the end. `report` gives the report of a result, `asking` what progress tells of costs.
pub fn ordered<T: Send>(
    mut documents: Documents,
    threads: usize,
    quiet: bool,
    asking: &Asking,
    work: impl Fn(Document) -> Result<T, NotRead> + Sync,
    report: impl Fn(&T) -> &Report,
    mut write: impl FnMut(Vec<T>) -> Result<(), Failure>,
) -> Result<Done, Failure> {
    let bar = Bar::over(documents.progress(), quiet);
    let pool = pool(threads)?;
    let mut done = Done::default();
    let mut remarks = Remarks::default();
    loop {
        let most = if asking.so_far().is_some() { ASKED } else { BATCH_DOCUMENTS };
        let batch = next_batch(&mut documents, most);
        if batch.is_empty() {
            remarks.tell(&bar, &documents.unread());
            return Ok(done);
        }
        let results: Vec<Result<T, NotRead>> =
            pool.install(|| batch.into_par_iter().map(|document| work(document?)).collect());
        let mut read = Vec::with_capacity(results.len());
        for result in results {
            match result {
                Ok(value) => {
                    remarks.add(report(&value));
                    read.push(value);
                }
                Err(error) => {
                    done.failed += 1;
                    bar.say(&format!("claimbook: {error}"));
                }
            }
        }
        done.articles += read.len();
        write(read)?;
        bar.articles(done.articles, asking.so_far());
    }
}

/// So many threads (0 = one per core).
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, Failure> {
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads.min(most_threads())).build();
    built.map_err(|e| Failure::Usage(format!("{threads} threads: {e}")))
}

fn most_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).saturating_mul(THREADS_PER_CORE)
}

fn next_batch(documents: &mut Documents, most: usize) -> Vec<Result<Document, InputError>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < most && bytes < BATCH_BYTES {
        let Some(document) = documents.next() else { break };
        bytes += document.as_ref().map_or(0, |d| d.bytes().len());
        batch.push(document);
    }
    batch
}
