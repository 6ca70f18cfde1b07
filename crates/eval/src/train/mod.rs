//! Training: from gold data to the weights the crates embed.
//!
//! Owns: readers of training corpora and the learners. In: folders given as arguments. Out: files of weights and the
//! figures on held-out data. Refuses: data of its own, and text of any corpus in what it writes.

pub mod event;
pub mod ling;
mod ling_data;
mod ling_domain;
mod ling_figures;
mod ling_lemma;
mod ling_name;
mod ling_parse;
mod ling_perceptron;
mod ling_tag;
pub mod link;
pub mod words;
