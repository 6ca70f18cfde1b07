//! Articles as a table: whatever Claimbook reads, a row an article.
//!
//! Owns: the columns of the table, which files it has, how a file with many articles is shared out. In: addresses of files
//! and folders. Out: a table provider for queries. Refuses: to read what articles say (`functions`).

mod batch;
mod open;
mod parquet;
mod scan;
mod table;

pub use batch::{columns, month};
pub(crate) use scan::ArticleSource;
pub use table::{Articles, ArticlesPlan, Layout};
