//! The words of Claimbook as types: spans, articles, reports and the codebook.
//!
//! Owns: what a value may look like and the checks that hold when it is built. In: text and data handed over
//! by other crates. Out: types everybody shares. Refuses: files, network, clocks and any judgement about text.

pub mod article;
pub mod body;
pub mod codebook;
pub mod globe;
pub mod ids;
pub mod report;
pub mod span;
pub mod spelling;

pub use article::{Article, Basis, Part, Published, Publisher, RecordError};
pub use body::Body;
pub use codebook::Codebook;
pub use report::Report;
pub use span::Span;
