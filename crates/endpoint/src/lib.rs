//! The annotator behind an OpenAI-compatible address: a language model that the user runs or rents marks the words.
//!
//! Owns: what is asked, how answers become [`Annotations`], and what is kept of them. In: an article. Out: marked words that stand in it.
//! Refuses: values, words that stand nowhere, and any request that was not asked for: nothing is sent unless an [`Endpoint`] is made.

pub mod address;
pub mod answers;
pub mod budget;
mod client;
mod decode;
pub mod form;
mod parts;
mod prompt;
mod quotes;

pub use address::{Address, AddressError, Key};
pub use answers::{Answers, AnswersError};
pub use budget::{Most, Spent};
pub use client::Patience;
pub use parts::Plan;
pub use prompt::id as prompt_id;

use answers::{Kept, Said};
use budget::Budget;
use claimbook_extract::annotation::{AnnotateError, Annotations, Annotator, AnnotatorId, Dropped};
use claimbook_extract::engine::Reading;
use claimbook_records::ids::sha256;
use claimbook_records::report::Asked;
use client::{Client, NoAnswer, estimate};
use decode::Decoder;
use form::Answer;
use serde_json::{Value, json};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// Most tokens of one answer.
const ANSWER: u64 = 8192;
/// Any number will do; the same one each time.
const SEED: u64 = 20_240_501;
/// After so many articles in a row that the network did not answer, no further one is asked about.
const IN_A_ROW: u32 = 3;
/// Answers of one part: the first, and one after it was said to be unreadable.
const ROUNDS: usize = 2;

/// Whom to ask and how.
#[derive(Debug)]
pub struct Settings {
    /// Nobody is asked without an address: kept answers are all there is.
    pub address: Option<Address>,
    pub key: Option<Key>,
    /// The model's name, as the server knows it.
    pub model: String,
    pub most: Most,
    pub patience: Patience,
    /// Where answers are kept and looked for.
    pub answers: Option<Answers>,
}

/// The annotator.
#[derive(Debug)]
pub struct Endpoint {
    client: Option<Client>,
    model: String,
    answers: Option<Answers>,
    budget: Budget,
    /// Which of the [`Form`]s the server takes.
    form: AtomicUsize,
    /// Why nobody is asked any more.
    ended: OnceLock<String>,
    failed: AtomicU32,
}

/// What is asked for beside the messages, from the most a server may know to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Schema,
    /// The schema as servers know it that came before `json_schema`, llama.cpp's in Python among them.
    Object,
    Plain,
    Bare,
}

const FORMS: [Form; 4] = [Form::Schema, Form::Object, Form::Plain, Form::Bare];

impl Endpoint {
    pub fn new(settings: Settings) -> Self {
        let Settings { address, key, model, most, patience, answers } = settings;
        Self {
            client: address.map(|address| Client::new(address, key, patience)),
            model,
            answers,
            budget: Budget::new(most),
            form: AtomicUsize::new(0),
            ended: OnceLock::new(),
            failed: AtomicU32::new(0),
        }
    }

    /// What was asked and refused so far.
    pub fn spent(&self) -> Spent {
        self.budget.spent()
    }

    /// The address, where somebody is asked.
    pub fn address(&self) -> Option<&Address> {
        self.client.as_ref().map(Client::address)
    }

    /// One answer to some messages.
    fn ask(&self, messages: Vec<Value>) -> Result<Said, AnnotateError> {
        let Some(client) = &self.client else { return Err(later("nobody is asked".to_owned())) };
        if let Some(reason) = self.ended.get() {
            return Err(later(format!("no longer asked: {reason}")));
        }
        let messages = Value::Array(messages);
        let mut at = self.form.load(Ordering::Relaxed);
        loop {
            let request = self.request(FORMS[at], &messages);
            let tokens = estimate(&request) + ANSWER;
            let answered = client.ask(&request, tokens, &self.budget);
            if !matches!(answered, Err(NoAnswer::Now(_))) {
                self.failed.store(0, Ordering::Relaxed);
            }
            match answered {
                Ok(said) => {
                    // Only now: a request may be refused for its length, too.
                    self.form.fetch_max(at, Ordering::Relaxed);
                    return Ok(said);
                }
                Err(NoAnswer::Form(_)) if at + 1 < FORMS.len() => at += 1,
                Err(NoAnswer::Never(reason)) => {
                    return Err(later(self.ended.get_or_init(|| reason).clone()));
                }
                Err(NoAnswer::Now(reason)) => {
                    if self.failed.fetch_add(1, Ordering::Relaxed) + 1 >= IN_A_ROW {
                        self.ended.get_or_init(|| reason.clone());
                    }
                    return Err(later(reason));
                }
                Err(no) => return Err(later(no.to_string())),
            }
        }
    }

    fn request(&self, form: Form, messages: &Value) -> String {
        let mut request = json!({"model": self.model, "messages": messages, "stream": false});
        if form != Form::Bare {
            request["temperature"] = json!(0);
            request["seed"] = json!(SEED);
            request["max_tokens"] = json!(ANSWER);
        }
        if form == Form::Schema {
            let schema = json!({"name": "annotations", "strict": true, "schema": prompt::schema()});
            request["response_format"] = json!({"type": "json_schema", "json_schema": schema});
        }
        if form == Form::Object {
            request["response_format"] = json!({"type": "json_object", "schema": prompt::schema()});
        }
        request.to_string()
    }

    /// What is kept of an article.
    fn kept(&self, name: &str) -> Result<Kept, AnnotateError> {
        let found = match &self.answers {
            Some(answers) => answers.get(name, &self.model).map_err(|e| later(e.to_string()))?,
            None => None,
        };
        match found {
            None if self.client.is_none() => {
                let folder =
                    self.answers.as_ref().map(|a| a.folder().display().to_string()).unwrap_or_default();
                Err(later(format!("no answer of {} is kept in '{folder}' ({name})", self.model)))
            }
            found => Ok(found.unwrap_or_else(|| Kept::new(name, &self.model))),
        }
    }
}

impl Annotator for Endpoint {
    fn id(&self) -> AnnotatorId {
        let key = json!([prompt::id(), self.model]).to_string();
        AnnotatorId { name: "endpoint".to_owned(), hash: sha256(key.as_bytes())[..16].to_owned() }
    }

    fn annotate(&self, reading: &Reading) -> Result<Annotations, AnnotateError> {
        let plan = Plan::of(reading);
        let mut decoder = Decoder::new(&plan);
        if plan.parts() == 0 {
            return Ok(decoder.finish());
        }
        let name = answers::name(&plan, &self.model);
        let mut kept = self.kept(&name)?;
        kept.parts.resize_with(plan.parts(), Vec::new);
        for part in 0..plan.parts() {
            let mut asked = false;
            while !settled(&kept.parts[part]) {
                let earlier: Vec<(String, String)> = kept.parts[part]
                    .iter()
                    .filter_map(|said| Some((said.answer.clone(), unreadable(said)?)))
                    .collect();
                let said = self.ask(prompt::messages(&plan, part, &decoder.known(), &earlier))?;
                kept.parts[part].push(said);
                asked = true;
                if let Some(answers) = &self.answers {
                    answers.put(&name, &kept).map_err(|e| later(e.to_string()))?;
                }
            }
            if !asked {
                self.budget.kept();
            }
            let (answer, dropped) = best(&kept.parts[part]).ok_or_else(|| AnnotateError {
                later: false,
                ..later(format!("{} gave no answer of the form asked for", self.model))
            })?;
            decoder.take(part, &answer, dropped);
        }
        let asked = Asked { model: self.model.clone(), answers: kept.digest() };
        let marked = Annotations { asked: Some(asked), ..decoder.finish() };
        self.budget.refused(marked.dropped.len());
        Ok(marked)
    }
}

/// A failure that a later run may not meet.
fn later(reason: String) -> AnnotateError {
    AnnotateError { annotator: "endpoint".to_owned(), reason, later: true }
}

/// What is wrong with an answer.
fn unreadable(said: &Said) -> Option<String> {
    Answer::read(&said.answer).err().map(|e| e.to_string())
}

/// True when a part needs no further answer.
fn settled(answers: &[Said]) -> bool {
    answers.len() >= ROUNDS || answers.last().is_some_and(|said| unreadable(said).is_none())
}

/// The last answer that can be read, else what can be kept of one that breaks off.
fn best(answers: &[Said]) -> Option<(Answer, Vec<Dropped>)> {
    let read = answers.iter().rev().find_map(|said| Answer::read(&said.answer).ok());
    let cut = || answers.iter().filter_map(|said| Answer::salvaged(&said.answer));
    // Of two the longer; the first of equals.
    read.or_else(|| cut().rev().max_by_key(|(answer, _)| answer.acts.len() + answer.sayings.len()))
}
