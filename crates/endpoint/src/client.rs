//! One question over HTTP, tried again where that may help.
//!
//! Owns: the connection, limits of time and size, and which failures pass. In: a request. Out: the model's words. Refuses: redirects,
//! proxies of the environment, and answers above [`SIZE`].

use crate::address::{Address, Key};
use crate::answers::Said;
use crate::budget::Budget;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Most bytes of a response.
const SIZE: u64 = 4 << 20;
const CONNECT: Duration = Duration::from_secs(10);
/// Most characters of a server's own words that a message shows.
const SHOWN: usize = 200;

/// How often and how long to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Time for one request, from its first byte to the last of the response.
    pub request: Duration,
    /// How often a request is sent, the first time included.
    pub tries: u32,
    /// The first pause between two tries; each further one is twice as long.
    pub pause: Duration,
    /// The longest pause, also where the server asks for a longer one.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(600),
            tries: 5,
            pause: Duration::from_secs(1),
            longest: Duration::from_secs(60),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// The server does not know something that was asked for: ask in a plainer form.
    #[error("the server refuses the request: {0}")]
    Form(String),
    /// No request of this run will be answered.
    #[error("{0}")]
    Never(String),
    /// It did not work this time.
    #[error("{0}")]
    Now(String),
    #[error("the budget is used up")]
    Budget,
}

#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    address: Address,
    key: Option<Key>,
    patience: Patience,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

/// What became of one try.
enum Tried {
    Answer(Said),
    Again { told: String, pause: Option<Duration> },
    End(NoAnswer),
}

impl Client {
    pub(crate) fn new(address: Address, key: Option<Key>, patience: Patience) -> Self {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent(concat!("claimbook/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT.min(patience.request)))
            .timeout_global(Some(patience.request));
        if address.is_encrypted() {
            // The roots of this machine, as the ledger's connections have them: servers inside a company are often signed by its own.
            let own = rustls_native_certs::load_native_certs().certs;
            let own: Vec<_> = own.iter().map(|c| Certificate::from_der(c).to_owned()).collect();
            let roots = if own.is_empty() { RootCerts::WebPki } else { RootCerts::Specific(Arc::new(own)) };
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Self { agent: config.build().into(), address, key, patience }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Asks. `tokens` is the most that one try may cost.
    pub(crate) fn ask(&self, request: &str, tokens: u64, budget: &Budget) -> Result<Said, NoAnswer> {
        let mut pause = self.patience.pause;
        let mut told = String::new();
        for tries in 0..self.patience.tries.max(1) {
            if tries > 0 {
                std::thread::sleep(pause.min(self.patience.longest));
                pause = pause.saturating_mul(2);
            }
            if !budget.take(tokens) {
                return Err(NoAnswer::Budget);
            }
            let tried = self.once(request);
            let cost = match &tried {
                Tried::Answer(said) => said.tokens,
                _ => [0, 0],
            };
            budget.settle(tokens, cost[0], cost[1]);
            match tried {
                Tried::Answer(said) => return Ok(said),
                Tried::End(no) => return Err(no),
                Tried::Again { told: reason, pause: asked } => {
                    told = reason;
                    pause = pause.max(asked.unwrap_or_default());
                }
            }
        }
        Err(NoAnswer::Now(format!("{}: {told} (tried {} times)", self.address, self.patience.tries.max(1))))
    }

    fn once(&self, request: &str) -> Tried {
        let again = |told: String| Tried::Again { told, pause: None };
        let mut asked = self.agent.post(self.address.url()).header("content-type", "application/json");
        if let Some(key) = &self.key {
            asked = asked.header("authorization", key.header());
        }
        let response = match asked.send(request) {
            Ok(response) => response,
            Err(error) => return self.broken(&error),
        };
        let (status, headers) = (response.status().as_u16(), response.headers());
        let seconds = headers.get("retry-after").and_then(|v| v.to_str().ok()?.trim().parse().ok());
        let pause = seconds.map(Duration::from_secs);
        let body = match response.into_body().into_with_config().limit(SIZE).read_to_vec() {
            Ok(body) => body,
            Err(error) if status == 200 => return self.broken(&error),
            Err(_) => Vec::new(),
        };
        match status {
            200 => self.completion(request, &body).map_or_else(
                || again("the response is no chat completion, or breaks off".to_owned()),
                Tried::Answer,
            ),
            // What servers say of a wrong key may hold parts of it.
            401 | 403 => Tried::End(NoAnswer::Never(format!(
                "{} answers {status}: the key is missing or not accepted; give it in CLAIMBOOK_ENDPOINT_KEY or with --endpoint-key-file",
                self.address
            ))),
            300..=399 => Tried::End(NoAnswer::Never(format!(
                "{} sends on to another address ({status}), which is not followed; name the final address",
                self.address
            ))),
            404 | 405 => Tried::End(NoAnswer::Never(format!(
                "{} answers {status}: no such model or no chat there: {}; check --endpoint (it mostly ends in /v1) and --model",
                self.address,
                self.shown(&body)
            ))),
            // Some servers take what they do not know for their own fault.
            500 if names_the_form(&body) => Tried::End(NoAnswer::Form(self.shown(&body))),
            400 | 422 | 501 => Tried::End(NoAnswer::Form(self.shown(&body))),
            429 | 500 | 502 | 503 | 504 | 529 => {
                Tried::Again { told: format!("the server answers {status}: {}", self.shown(&body)), pause }
            }
            _ => {
                Tried::End(NoAnswer::Now(format!("{} answers {status}: {}", self.address, self.shown(&body))))
            }
        }
    }

    /// A connection that failed. What cannot get better is not tried again.
    fn broken(&self, error: &ureq::Error) -> Tried {
        match error {
            ureq::Error::BodyExceedsLimit(_) => Tried::End(NoAnswer::Now(format!(
                "{}: the response is larger than {} MiB",
                self.address,
                SIZE >> 20
            ))),
            ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
                Tried::End(NoAnswer::Never(format!("{}: {}", self.address, self.plain(&error.to_string()))))
            }
            _ => Tried::Again { told: self.plain(&error.to_string()), pause: None },
        }
    }

    fn completion(&self, request: &str, body: &[u8]) -> Option<Said> {
        let completion: Completion = serde_json::from_slice(body).ok()?;
        let Choice { message, finish_reason } = completion.choices.into_iter().next()?;
        let answer = message.content.unwrap_or_default();
        let answer = self.key.as_ref().map_or(answer.clone(), |key| key.taken_out(&answer));
        let estimate = [estimate(request), estimate(&answer)];
        let tokens = completion.usage.map(|u| [u.prompt_tokens, u.completion_tokens]);
        let tokens = tokens.filter(|t| t.iter().sum::<u64>() > 0).unwrap_or(estimate);
        Some(Said { answer, stopped: finish_reason, tokens })
    }

    /// What a server says, in short and without the key.
    fn shown(&self, body: &[u8]) -> String {
        self.plain(&String::from_utf8_lossy(&body[..body.len().min(8 * SHOWN)]))
    }

    fn plain(&self, text: &str) -> String {
        let text = self.key.as_ref().map_or_else(|| text.to_owned(), |key| key.taken_out(text));
        let text = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
        let text: String = text.collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect();
        if text.is_empty() { "no reason given".to_owned() } else { text }
    }
}

/// Whether a server speaks of the form of the answer that it was asked for.
fn names_the_form(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&body[..body.len().min(8 * SHOWN)]);
    text.contains("response_format") || text.contains("json_schema")
}

/// Tokens of a text where nobody counts them: more than they are.
pub(crate) fn estimate(text: &str) -> u64 {
    text.len() as u64 / 3 + 1
}
