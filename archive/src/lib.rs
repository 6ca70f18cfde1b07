//! Archives of articles: a million and more, read on DataFusion on one machine or on Ballista on many.
//!
//! Owns: articles as a table, reading as a function, flat tables as files. In: files of articles anywhere. Out: Parquet files by month.
//! Refuses: a scheduler, a shuffle or a file format of its own, and a ledger (`claimbook add --from-parquet` takes the files).

pub mod articles;
pub mod cli;
pub mod cluster;
pub mod codec;
pub mod failure;
pub mod functions;
pub mod months;
pub mod query;
pub mod reader;
pub mod rows;
pub mod run;
pub mod session;
mod stores;
