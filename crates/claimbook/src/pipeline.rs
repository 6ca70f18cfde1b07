//! Work spread over threads, results in the order of the input.
//!
//! Owns: batches and threads. In: documents as they arrive. Out: one result an article, in order, whatever the number
//! of threads. Refuses: holding more than one batch in memory.

use crate::failure::Failure;
use crate::progress::Bar;
use claimbook_acquire::{Document, Documents, InputError};
use rayon::prelude::*;

/// A batch ends after this many documents or this many bytes, whichever comes first. Results of a batch are held
/// until it is done, so it also bounds memory.
const BATCH_DOCUMENTS: usize = 512;
const BATCH_BYTES: usize = 8 << 20;

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

/// Applies `work` to every document on `threads` threads (0 = one per core) and hands the results of each batch to
/// `write`, in order. Inputs that fail are named on stderr in their place and counted.
pub fn ordered<T: Send>(
    mut documents: Documents,
    threads: usize,
    quiet: bool,
    work: impl Fn(Document) -> Result<T, InputError> + Sync,
    mut write: impl FnMut(Vec<T>) -> Result<(), Failure>,
) -> Result<Done, Failure> {
    let bar = Bar::over(documents.progress(), quiet);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Failure::Usage(format!("{threads} threads: {e}")))?;
    let mut done = Done::default();
    loop {
        let batch = next_batch(&mut documents);
        if batch.is_empty() {
            return Ok(done);
        }
        let results: Vec<Result<T, InputError>> =
            pool.install(|| batch.into_par_iter().map(|document| work(document?)).collect());
        let mut read = Vec::with_capacity(results.len());
        for result in results {
            match result {
                Ok(value) => read.push(value),
                Err(error) => {
                    done.failed += 1;
                    bar.say(&format!("claimbook: {error}"));
                }
            }
        }
        done.articles += read.len();
        write(read)?;
        bar.articles(done.articles);
    }
}

fn next_batch(documents: &mut Documents) -> Vec<Result<Document, InputError>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
        let Some(document) = documents.next() else { break };
        bytes += document.as_ref().map_or(0, |d| d.bytes().len());
        batch.push(document);
    }
    batch
}
