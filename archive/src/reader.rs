//! The engine of this process.
//!
//! Owns: when it is loaded, and what says which engine it is. In: the data a user lays over the built-in one. Out: readings.
//! Refuses: to read as another engine than the query was made for.

use claimbook_encoder::Encoder;
use claimbook_extract::engine::PassedOver;
use claimbook_extract::{Engine, Options};
use claimbook_overlay::{Data, Marker};
use claimbook_records::report::ArticleRecord;
use claimbook_records::{Article, Report, ids};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Hexadecimal digits of a hash in a table.
const DIGITS: usize = 16;

/// An engine that is loaded when the first article needs it: a scheduler never does.
#[derive(Debug)]
pub struct Reader {
    data: Data,
    loaded: OnceLock<Result<Loaded, String>>,
    /// Articles that were looked at here, and those that were read.
    looked_at: AtomicU64,
    read: AtomicU64,
}

#[derive(Debug)]
struct Loaded {
    engine: Engine,
    hash: String,
}

/// What became of an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was read.
    Read(Box<Report>),
    /// It was not; what happened instead.
    Failed(String),
}

impl Reader {
    /// A reader over the data.
    pub fn new(data: Data) -> Self {
        Self { data, loaded: OnceLock::new(), looked_at: AtomicU64::new(0), read: AtomicU64::new(0) }
    }

    /// How many articles were looked at in this process, and how many of them read.
    pub fn so_far(&self) -> (u64, u64) {
        (self.looked_at.load(Ordering::Relaxed), self.read.load(Ordering::Relaxed))
    }

    fn loaded(&self) -> Result<&Loaded, String> {
        let load = || {
            let engine = self.data.engine().map_err(|error| error.to_string())?;
            let info = serde_json::to_string(&engine.info()).map_err(|error| error.to_string())?;
            Ok(Loaded { engine, hash: ids::sha256(info.as_bytes())[..DIGITS].to_owned() })
        };
        self.loaded.get_or_init(load).as_ref().map_err(String::clone)
    }

    /// Hash over version, codebook and weights: the same hash reads the same.
    ///
    /// # Errors
    /// The user's data cannot be read with; the text says why.
    pub fn hash(&self) -> Result<&str, String> {
        Ok(&self.loaded()?.hash)
    }

    /// Hash of the look that goes before reading: the same hash passes over the same articles.
    pub fn gate_hash(&self) -> String {
        match self.data.annotator {
            Marker::Encoder => Encoder::gate_hash(),
            Marker::Fast | Marker::Endpoint => "languages".to_owned(),
        }
    }

    /// Why an article is passed over without reading, where it is.
    ///
    /// # Errors
    /// As [`Reader::hash`].
    pub fn passes_over(&self, article: &Article) -> Result<Option<String>, String> {
        let engine = &self.loaded()?.engine;
        self.looked_at.fetch_add(1, Ordering::Relaxed);
        Ok(engine.passes_over(article).map(|why| match why {
            PassedOver::Language => format!("language {} is not coded", article.language),
            PassedOver::Quiet => "tells no act".to_owned(),
        }))
    }

    /// Reads an article for a query made for the engine of that hash. An article that breaks the engine is an outcome, too.
    ///
    /// # Errors
    /// Another engine is loaded here.
    pub fn read(&self, article: &Article, engine: &str, mentions: bool) -> Result<Outcome, String> {
        let loaded = self.loaded()?;
        if loaded.hash != engine {
            return Err(format!(
                "this process reads with engine {}, the query is for engine {engine}; start every executor from the same \
                 release and with the same --codebook, --gazetteer, --annotator and --unsure-below",
                loaded.hash
            ));
        }
        self.read.fetch_add(1, Ordering::Relaxed);
        let read = || loaded.engine.attempt(article, Options { mentions });
        Ok(match catch_unwind(AssertUnwindSafe(read)) {
            Ok(Ok(report)) => Outcome::Read(Box::new(report)),
            Ok(Err(error)) => Outcome::Failed(error.to_string()),
            Err(panic) => Outcome::Failed(format!("the engine broke off: {}", told(&*panic))),
        })
    }
}

fn told(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason")
}

/// The article in a cell of the table of articles.
///
/// # Errors
/// It is no article of this form.
pub fn article(cell: &str) -> Result<Article, String> {
    let record: ArticleRecord = serde_json::from_str(cell).map_err(|error| error.to_string())?;
    Article::from_record(record).map_err(|error| error.to_string())
}
