//! Pages and feeds from addresses that the user names: one of the two rooms that open a connection.
//!
//! Owns: which addresses may be asked, how often, how long and how much; robots.txt; redirects; the web archive record
//! of an answer. In: an address and what is known of it from before. Out: an [`Answer`] as the server gave it, still
//! packed, or a [`FetchError`] that says what to do. Refuses: addresses inside a network, unless [`Options::allow`] names
//! them, also behind a name and behind a redirect; what robots.txt keeps out; every answer without bounds; to read what
//! an answer means.
//!
//! ```no_run
//! use claimbook_fetch::{Fetcher, Known, Options, SystemClock};
//!
//! let mut fetcher = Fetcher::new(Options::default(), Box::new(SystemClock));
//! let answer = fetcher.fetch("https://example.org/news/1", &Known::default())?;
//! println!("{} {} bytes", answer.status, answer.body.len());
//! let record = answer.record(); // as it is kept: a web archive record
//! # Ok::<(), claimbook_fetch::FetchError>(())
//! ```

mod answer;
mod clock;
mod error;
mod fetcher;
mod guard;
mod options;
mod pace;
mod request;
pub mod robots;

pub use answer::{Answer, Known};
pub use clock::{Clock, SystemClock};
pub use error::{FetchError, Problem};
pub use fetcher::{Fetcher, Kept, joined};
pub use guard::{AllowedHost, inside};
pub use options::Options;
