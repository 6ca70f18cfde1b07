//! Asking a language model: the options of it, and what is told of what it cost.
//!
//! Owns: `--endpoint`, `--model` and what belongs to them. In: arguments, and a key from the environment or a file. Out: the engine with
//! the annotator chosen. Refuses: a key on the command line, and showing one.

mod config;
mod cost;

pub use cost::SoFar;

use crate::failure::Failure;
use crate::{phrase, table};
use claimbook_acquire::{FolderStore, InputError};
use claimbook_encoder::Encoder;
use claimbook_endpoint::{Address, Answers, Endpoint, Key, Most, Patience, Settings};
use claimbook_extract::annotation::{AnnotateError, Annotations, Annotator, AnnotatorId};
use claimbook_extract::engine::Reading;
use claimbook_extract::{Engine, Options};
use claimbook_overlay::{Data, Marker};
use claimbook_records::{Article, Report, ids};
use config::Config;
use cost::Price;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Where a key may stand, besides a file.
const KEY: &str = "CLAIMBOOK_ENDPOINT_KEY";

/// Seconds that one request may take.
const TIMEOUT: u64 = 600;

/// Whom to ask with `--annotator endpoint`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Endpoint (--annotator endpoint)")]
pub struct EndpointArguments {
    /// A file that holds any of these options, see `docs/endpoint.md`; what stands on the command line or in the environment goes first
    #[arg(long, env = "CLAIMBOOK_ENDPOINT_CONFIG", value_name = "FILE")]
    endpoint_config: Option<PathBuf>,
    /// Base address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1. The text of every article asked about is sent
    /// there: it leaves this machine unless the address is local. A key is read from CLAIMBOOK_ENDPOINT_KEY or a file alone
    #[arg(long, env = "CLAIMBOOK_ENDPOINT", hide_env_values = true, value_name = "URL")]
    endpoint: Option<String>,
    /// The model's name, as the server knows it
    #[arg(long, env = "CLAIMBOOK_MODEL", value_name = "NAME")]
    model: Option<String>,
    /// A file that holds the key and nothing else
    #[arg(long, env = "CLAIMBOOK_ENDPOINT_KEY_FILE", value_name = "FILE")]
    endpoint_key_file: Option<PathBuf>,
    /// Seconds that one request may take [default: 600]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    endpoint_timeout: Option<u64>,
    /// Send no more requests than this; articles beyond it are named and can be read by a later run
    #[arg(long, value_name = "N")]
    max_requests: Option<u64>,
    /// Spend no more tokens than this, questions and answers together
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// What a million tokens of questions and of answers cost, such as 0.15/0.60, in any currency: what a run costs is then told
    #[arg(long, value_name = "ASKED/ANSWERED")]
    token_price: Option<Price>,
    /// Folder in which every answer is kept; one that is there is not asked for again [default: for add beside the captures]
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,
    /// Use kept answers alone: nothing is sent, and articles without one are named
    #[arg(long)]
    replay: bool,
}

/// Where `add` and `watch` keep answers unless a folder is named.
pub fn answers_beside(captures: &FolderStore) -> PathBuf {
    captures.folder().with_extension("answers")
}

/// The engine, and the endpoint it asks where it asks one.
#[derive(Debug)]
pub struct Asking {
    engine: Engine,
    endpoint: Option<Arc<Endpoint>>,
    price: Option<Price>,
    own: Vec<PathBuf>,
}

/// Why an input gave no report.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error("{input}: not read, a later run can: {error}")]
    Later { input: String, error: AnnotateError },
}

/// An annotator that is asked only about articles that may tell an act.
#[derive(Debug)]
struct Gated {
    gate: Encoder,
    endpoint: Arc<Endpoint>,
}

impl Annotator for Gated {
    fn id(&self) -> AnnotatorId {
        let (gate, own) = (self.gate.id(), self.endpoint.id());
        let hash = ids::sha256(format!("{}/{}", own.hash, gate.hash).as_bytes())[..16].to_owned();
        AnnotatorId { name: own.name, hash }
    }

    fn may_tell(&self, article: &Article) -> bool {
        self.gate.may_tell(article)
    }

    fn annotate(&self, reading: &Reading) -> Result<Annotations, AnnotateError> {
        self.endpoint.annotate(reading)
    }
}

impl EndpointArguments {
    /// The engine with the annotator chosen. `kept` is where answers are kept unless a folder is named.
    pub fn engine(&self, data: &Data, kept: Option<PathBuf>) -> Result<Asking, Failure> {
        let config = match (&self.endpoint_config, data.annotator) {
            (Some(path), Marker::Endpoint) => Config::read(path)?,
            _ => Config::default(),
        };
        // Answers of other runs, too, are no articles.
        let own = self.answers.iter().chain(&config.answers).chain(&kept).cloned().collect();
        let price = self.token_price.or(config.token_price);
        // Before the engine is built: a mistake is told at once.
        let settings = match data.annotator {
            Marker::Endpoint => Some(self.settings(config, kept)?),
            _ if self.replay || self.answers.is_some() => {
                return Err(Failure::Usage("--answers and --replay go with --annotator endpoint".to_owned()));
            }
            _ => None,
        };
        let mut engine = data.engine()?;
        let endpoint = settings.map(|settings| Arc::new(Endpoint::new(settings)));
        if let Some(endpoint) = &endpoint {
            let gate = Encoder::embedded();
            engine = engine.with_annotator(Arc::new(Gated { gate, endpoint: Arc::clone(endpoint) }));
        }
        let asking = Asking { engine, endpoint, price, own };
        asking.warn();
        Ok(asking)
    }

    /// `config` holds what is given neither here nor in the environment.
    fn settings(&self, config: Config, kept: Option<PathBuf>) -> Result<Settings, Failure> {
        let usage = |text: &str| Failure::Usage(text.to_owned());
        let model = self.model.clone().or(config.model).filter(|m| !m.trim().is_empty());
        let model =
            model.ok_or_else(|| usage("--annotator endpoint needs --model NAME (or CLAIMBOOK_MODEL)"))?;
        let answers = self.answers.clone().or(config.answers).or(kept).map(Answers::new);
        if self.replay && answers.is_none() {
            return Err(usage("--replay needs --answers DIR, the folder of kept answers"));
        }
        let (mut address, mut key) = (None, None);
        if !self.replay {
            let text = self.endpoint.clone().or(config.endpoint).ok_or_else(|| {
                usage("--annotator endpoint needs --endpoint URL (or CLAIMBOOK_ENDPOINT), such as http://127.0.0.1:8080/v1")
            })?;
            address = Some(Address::parse(&text).map_err(|e| Failure::Usage(format!("--endpoint: {e}")))?);
            key = Self::key(self.endpoint_key_file.clone().or(config.key_file))?;
        }
        let most = Most {
            requests: self.max_requests.or(config.max_requests),
            tokens: self.max_tokens.or(config.max_tokens),
        };
        let seconds = self.endpoint_timeout.or(config.timeout).unwrap_or(TIMEOUT);
        let patience = Patience { request: Duration::from_secs(seconds), ..Patience::default() };
        Ok(Settings { address, key, model, most, patience, answers })
    }

    /// The key of a file, else of the environment.
    fn key(file: Option<PathBuf>) -> Result<Option<Key>, Failure> {
        let (from, text) = match file {
            Some(path) => {
                let name = path.display().to_string();
                (name.clone(), std::fs::read_to_string(&path).map_err(Failure::io(name))?)
            }
            None => (KEY.to_owned(), std::env::var(KEY).unwrap_or_default()),
        };
        Key::parse(&text).map_err(|e| Failure::Usage(format!("{from}: {e}")))
    }
}

impl Asking {
    /// Reads one article; one that nobody could be asked about gives no report.
    pub fn read(&self, article: &Article, options: Options) -> Result<Report, NotRead> {
        let input = || article.input.clone();
        self.engine.attempt(article, options).map_err(|error| NotRead::Later { input: input(), error })
    }

    /// Folders that are no input.
    pub fn own(&self) -> Vec<PathBuf> {
        self.own.clone()
    }

    /// Says where articles go before they do.
    fn warn(&self) {
        let Some(address) = self.endpoint.as_ref().and_then(|e| e.address()).filter(|a| !a.is_local()) else {
            return;
        };
        let open = if address.is_encrypted() { "" } else { ", unencrypted" };
        table::tell(&format!("the text of articles leaves this machine: it is sent to {address}{open}"));
    }

    /// What was asked so far, for the line of progress.
    pub fn so_far(&self) -> Option<SoFar> {
        let spent = self.endpoint.as_ref()?.spent();
        Some(SoFar { spent, price: self.price })
    }

    /// Says what was asked.
    pub fn tell(&self) {
        let Some(SoFar { spent, price }) = self.so_far() else { return };
        let requests = phrase::of(spent.requests, "request");
        let cost = price.map(|p| format!(", {:.2} at the prices given", p.of(spent))).unwrap_or_default();
        table::tell(&format!(
            "endpoint: {requests}, {} tokens asked and {} answered{cost}; {} kept answers used; {} marks refused",
            spent.asked, spent.answered, spent.kept, spent.refused
        ));
    }
}
