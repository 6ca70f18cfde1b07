//! Work spread over threads, results in the order of the input.
//!
//! Owns: batches and threads. In: articles as they arrive. Out: one result an article, in order, whatever the number
//! of threads. Refuses: holding more than one batch in memory.

use crate::failure::Failure;
use crate::inputs::InputError;
use claimbook_records::Article;
use rayon::prelude::*;

/// A batch ends after this many articles or this many bytes of text, whichever comes first.
const BATCH_ARTICLES: usize = 512;
const BATCH_BYTES: usize = 8 << 20;

/// Applies `work` to every article on `threads` threads (0 = one per core) and hands the results to `write` in
/// order. Inputs that fail are named on stderr and counted; the count is the result.
pub fn ordered<T: Send>(
    mut articles: impl Iterator<Item = Result<Article, InputError>>,
    threads: usize,
    work: impl Fn(&Article) -> T + Sync,
    mut write: impl FnMut(T) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Failure::Usage(format!("{threads} threads: {e}")))?;
    let mut failed = 0;
    loop {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH_ARTICLES && bytes < BATCH_BYTES {
            match articles.next() {
                Some(Ok(article)) => {
                    bytes += article.body.len();
                    batch.push(article);
                }
                Some(Err(error)) => {
                    eprintln!("claimbook: {error}");
                    failed += 1;
                }
                None => break,
            }
        }
        if batch.is_empty() {
            return Ok(failed);
        }
        let results: Vec<T> = pool.install(|| batch.par_iter().map(&work).collect());
        results.into_iter().try_for_each(&mut write)?;
    }
}
