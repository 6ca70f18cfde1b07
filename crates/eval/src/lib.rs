//! How well the engine reads: kits, metrics, literate cases, comparison of two runs.
//!
//! Owns: reading corpora and cases, and the figures. In: an engine and kits given as paths. Out: figures with the
//! single items behind them. Refuses: any rule about text.

pub mod cases;
pub mod compare;
pub mod corpus;
pub mod kits;
pub mod metrics;
pub mod press;
pub mod train;
