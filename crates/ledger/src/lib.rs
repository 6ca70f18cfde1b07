//! The book: every article and report as an append-only, hash-chained entry, and the views derived from them.
//!
//! Owns: entries and their chain, which report of an article is current, standing, incident ids, queries, the
//! explanation of a value, exports, verification. In: articles and reports of [`claimbook_records`], and a clock. Out:
//! typed views and written exports. Refuses: reports whose words are not in their article, changes to what was
//! recorded, and any judgement about text.
//!
//! ```
//! use claimbook_ledger::{Clock, FixedClock, IncidentFilter, Ledger, Outcome, Reading};
//! use claimbook_records::Article;
//! # use claimbook_records::report::*;
//! # fn read(article: &Article) -> claimbook_records::Report {
//! #     claimbook_records::Report {
//! #         schema: SCHEMA.into(),
//! #         engine: EngineInfo { version: "0.1.0".into(), codebook: "c".into(), model: None },
//! #         article: article.record(),
//! #         incidents: vec![], claims: vec![], tallies: vec![], actors: vec![], relations: vec![], warnings: vec![],
//! #         mentions: None,
//! #         x_unsure: Vec::new(),
//! #         x_unsure_claims: Vec::new(),
//! #         x_asked: None,
//! #     }
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("book.ledger");
//! let mut ledger = Ledger::create_or_open(&path)?;
//!
//! let article = Article::new("report.txt", "Two drones struck the depot at Tel Qasr on Friday.");
//! let report = read(&article);
//! let added = ledger.add(&[Reading { article: &article, report: &report }])?; // on disk when this returns
//! assert_eq!(added[0].outcome, Outcome::New);
//! assert_eq!(ledger.add(&[Reading { article: &article, report: &report }])?[0].outcome, Outcome::Unchanged);
//!
//! let filter = IncidentFilter { from: Some("2024-05".into()), limit: Some(50), ..Default::default() };
//! for incident in ledger.incidents(&filter)? {
//!     println!("{} {} {}", incident.short_id(), incident.record.kind, incident.standing.standing);
//! }
//! # Ok(())
//! # }
//! ```

pub mod archive;
mod canonical;
mod catalogue;
mod check;
mod clock;
mod compare;
mod context;
mod dates;
mod decide;
mod derive;
mod entry;
mod error;
mod explain;
pub mod export;
mod fetched;
mod filter;
mod keys;
mod ledger;
mod linked;
mod log;
pub mod marks;
mod overview;
pub mod printable;
mod query;
mod queue;
mod reconcile;
mod record;
mod review;
mod since;
pub mod standing;
pub mod store;
mod verify;

#[cfg(test)]
#[path = "../tests/sample/mod.rs"]
mod sample;
#[cfg(test)]
#[path = "../tests/server/mod.rs"]
mod test_server;

pub use catalogue::{ArticleItem, ArticleReading, Finds, Group, PublisherView, RelationView};
pub use clock::{Clock, FixedClock, SystemClock};
pub use compare::{Compared, Difference, Differing};
pub use decide::{Adrift, Ruling};
pub use entry::{Entry, EntryKind, Head, Payload, Withdrawal};
pub use error::{Error, Result};
pub use explain::{ClaimLink, EntryLink, Explanation, FieldExplanation, WordsInSentence};
pub use export::{Audience, ExportOptions, Exported, Format, Package, Rule, Shown, export, package, shown};
pub use fetched::{Fetched, FetchedEntry};
pub use filter::{
    ActorFilter, ActorRole, ArticleFilter, Bounds, ClaimFilter, IncidentFilter, Position, RelationFilter,
    TallyFilter, Undated, with_register_ids,
};
pub use keys::{fold, incident_ids, report_id, short};
pub use ledger::{Added, Batch, Ledger, Outcome, Reading};
pub use linked::{
    Attribution, Basis, Cause, Change, Changed, End, First, FullIncident, Gone, Kin, LedOn, Life, Link,
    LinkKind, LinkReason, LinkedFilter, LinkedIncident, LinkedPage, Moved, Progress, Said, Step, Tie, Told,
    Turn, TurnKind, View, life,
};
pub use log::Replayed;
pub use overview::{Bin, Cluster, Facet, Map, Pin, Span, Timeline};
pub use query::{ArticleView, ClaimView, IncidentView, TallyView};
pub use queue::{Candidate, QueueItem, QueueKind};
pub use reconcile::{Gap, GapKind, Reconciled};
pub use record::Ready;
pub use review::{
    Act, Anchor, Corrected, Decided, Decision, Evidence, Gazetteer, KnownPlace, Meant, PROPERTIES, Review,
    State, meant,
};
pub use standing::{Judged, Standing};
pub use store::{ActorView, ArticleRow, By, Counts, ReportRow};
pub use verify::{BadCapture, Captures, Flaw, Verification, VerifyOptions};
