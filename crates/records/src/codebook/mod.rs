//! The codebook: what a user may edit without touching Rust.
//!
//! Owns: the shapes of event types, actors, weapons, reporting verbs, publishers and clutter. In: texts of TOML files
//! with their names. Out: [`Codebook`]. Refuses: reading folders (the command does that).

/// Everything the data files say.
#[derive(Debug, Clone, Default)]
pub struct Codebook {}
