//! One [`Article`] becomes one [`Report`]: pure, offline, the same bytes for the same input.
//!
//! Owns: everything from characters to coded incidents and claims. In: an article and an [`Engine`] (codebook,
//! gazetteer, weights). Out: a report in the shape of the public schema. Refuses: files, network, clocks, threads.

pub mod actor;
pub mod annotation;
pub mod attribution;
pub mod clutter;
pub mod engine;
pub mod event;
pub mod incident;
pub mod phrases;
pub mod place;
pub mod quantity;
mod signs;
pub mod text;
pub mod time;
pub mod work;
mod write;

pub use claimbook_records::{Article, Report};
pub use engine::{Engine, Options};
