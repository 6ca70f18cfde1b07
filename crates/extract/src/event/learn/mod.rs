//! The learned half of the event room: hashed features and linear models over them.
//!
//! Owns: how a feature becomes a number and how numbers become a probability; the file of embedded weights. In: names
//! of features. Out: probabilities. Refuses: to know what a feature means (see the feature modules) and to learn
//! (training lives in the evaluation crate).

mod features;
mod model;

pub use features::Bag;
pub(crate) use features::bin;
pub use model::{Linear, ModelError, Weights};
