//! Tables of an archive: a folder a table, in it a folder a month with one file.
//!
//! Owns: the order of rows, which of two rows of one article stays, the form of the files: the same rows give the same bytes,
//! however many partitions and machines wrote them. In: rows with their month. Out: Parquet files. Refuses: to change a file in
//! place (`crate::run` moves finished ones).

mod file;
mod sink;
mod table;

pub(crate) use sink::MonthSink;
pub use table::{Months, MonthsPlan};
