//! Reports against press gold.
//!
//! Owns: pairing incidents and claims of reports with those of gold, and what the pairs are worth to somebody who
//! looks at a map. In: reports and gold. Out: figures. Refuses: an engine.

pub mod gold;
