//! Asking a language model: the options of it, and what is told of what it cost.
//!
//! Owns: `--endpoint`, `--model` and what belongs to them. In: arguments, and a key from the environment or a file. Out: the engine with
//! the annotator chosen. Refuses: a key on the command line, and showing one.

use crate::failure::Failure;
use crate::overlay::{Data, Marker};
use crate::{phrase, table};
use claimbook_acquire::InputError;
use claimbook_encoder::Encoder;
use claimbook_endpoint::{Address, Answers, Endpoint, Key, Most, Patience, Settings};
use claimbook_extract::annotation::{AnnotateError, Annotations, Annotator, AnnotatorId};
use claimbook_extract::engine::Reading;
use claimbook_extract::{Engine, Options};
use claimbook_records::{Article, Report, ids};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Where a key may stand, besides a file.
const KEY: &str = "CLAIMBOOK_ENDPOINT_KEY";

/// Whom to ask with `--annotator endpoint`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Endpoint (--annotator endpoint)")]
pub struct EndpointArguments {
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
    /// Seconds that one request may take
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..))]
    endpoint_timeout: u64,
    /// Send no more requests than this; articles beyond it are named and can be read by a later run
    #[arg(long, value_name = "N")]
    max_requests: Option<u64>,
    /// Spend no more tokens than this, questions and answers together
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// Folder in which every answer is kept; one that is there is not asked for again [default: for add beside the captures]
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,
    /// Use kept answers alone: nothing is sent, and articles without one are named
    #[arg(long)]
    replay: bool,
}

/// The engine, and the endpoint it asks where it asks one.
#[derive(Debug)]
pub struct Asking {
    engine: Engine,
    endpoint: Option<Arc<Endpoint>>,
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
        // Answers of other runs, too, are no articles.
        let own = self.answers.iter().chain(&kept).cloned().collect();
        // Before the engine is built: a mistake is told at once.
        let settings = match data.annotator {
            Marker::Endpoint => Some(self.settings(kept)?),
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
        let asking = Asking { engine, endpoint, own };
        asking.warn();
        Ok(asking)
    }

    fn settings(&self, kept: Option<PathBuf>) -> Result<Settings, Failure> {
        let usage = |text: &str| Failure::Usage(text.to_owned());
        let model = self.model.clone().filter(|m| !m.trim().is_empty());
        let model =
            model.ok_or_else(|| usage("--annotator endpoint needs --model NAME (or CLAIMBOOK_MODEL)"))?;
        let answers = self.answers.clone().or(kept).map(Answers::new);
        if self.replay && answers.is_none() {
            return Err(usage("--replay needs --answers DIR, the folder of kept answers"));
        }
        let (mut address, mut key) = (None, None);
        if !self.replay {
            let text = self.endpoint.as_deref().ok_or_else(|| {
                usage("--annotator endpoint needs --endpoint URL (or CLAIMBOOK_ENDPOINT), such as http://127.0.0.1:8080/v1")
            })?;
            address = Some(Address::parse(text).map_err(|e| Failure::Usage(format!("--endpoint: {e}")))?);
            key = self.key()?;
        }
        let most = Most { requests: self.max_requests, tokens: self.max_tokens };
        let patience =
            Patience { request: Duration::from_secs(self.endpoint_timeout), ..Patience::default() };
        Ok(Settings { address, key, model, most, patience, answers })
    }

    /// The key of a file, else of the environment.
    fn key(&self) -> Result<Option<Key>, Failure> {
        let (from, text) = match &self.endpoint_key_file {
            Some(path) => {
                let name = path.display().to_string();
                (name.clone(), std::fs::read_to_string(path).map_err(Failure::io(name))?)
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

    /// Says what was asked.
    pub fn tell(&self) {
        let Some(spent) = self.endpoint.as_ref().map(|e| e.spent()) else { return };
        let requests = phrase::of(usize::try_from(spent.requests).unwrap_or(usize::MAX), "request");
        table::tell(&format!(
            "endpoint: {requests}, {} tokens asked and {} answered; {} kept answers used; {} marks refused",
            spent.asked, spent.answered, spent.kept, spent.refused
        ));
    }
}
