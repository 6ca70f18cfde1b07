//! Files, folders, pages and records from the outside world become [`Article`]s.
//!
//! Owns: finding inputs, undoing compression, telling formats apart, decoding, main text and date of a page, keeping
//! the bytes as captures. In: paths (or `-`) and [`Options`]. Out: articles in a fixed order, or an [`InputError`]
//! that names file, line and reason; one bad input never stops the others. Refuses: the network, guesses about what
//! a text means, and cutting anything from a text.
//!
//! ```no_run
//! use claimbook_acquire::{Inputs, Options, read};
//!
//! let options = Options::default();
//! let inputs = Inputs::expand(["news", "wire.jsonl.gz"], &options);
//! for article in read(inputs, options) {
//!     match article {
//!         Ok(article) => println!("{} {}", article.id, article.input),
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! ```
//!
//! To work on several threads, iterate [`documents`] (cheap, in order) and call [`Document::article`] where you like.

mod archive;
pub mod capture;
mod columns;
mod date;
mod detect;
mod document;
mod encoding;
mod error;
mod feed;
mod fetched;
mod html;
mod inputs;
mod json;
mod jsonl;
mod language;
mod mail;
mod mbox;
mod office;
mod options;
mod parts;
mod pdf;
mod reader;
mod record;
mod table;
mod telegram;
mod text;
mod unpack;
mod warc;

pub use capture::{CaptureError, CaptureStore, FolderStore, Kept, LARGEST_CAPTURE};
pub use claimbook_records::Article;
pub use columns::ColumnMap;
pub use document::Document;
pub use error::{At, InputError, Problem};
pub use fetched::{Listed, listed};
pub use inputs::{Input, Inputs};
pub use options::{Format, Limits, Options};
pub use reader::{Articles, Documents, Origin, Progress, documents, documents_of, read};
