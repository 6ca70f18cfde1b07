//! A sitting of review: a queue, where one is in it, and what each key does.
//!
//! Owns: the queues, the keys and the questions they ask. In: a ledger and keys. Out: recorded decisions, and what to
//! show. Refuses: to know the terminal (see [`super::screen`]).

use crate::commands::{linked, show};
use crate::failure::Failure;
use claimbook_ledger::{
    Act, Differing, Gazetteer, IncidentFilter, IncidentView, Ledger, Ruling, State, short,
};
use claimbook_link::Settings;
use claimbook_records::Codebook;
use claimbook_records::report::Quote;
use std::collections::{BTreeSet, HashMap};

/// What waits for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Queue {
    /// Incident reports nobody reviewed
    #[default]
    Records,
    /// Pairs of incident reports that may tell one incident
    Links,
    /// Reviewed incidents that nobody approved
    Approve,
    /// Approved incidents that are not published
    Publish,
}

/// A key as a sitting knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Escape,
    Backspace,
    Up,
    Down,
    PageUp,
    PageDown,
    Next,
    Previous,
}

/// One thing in the queue: the incident reports a decision would be about, and why it waits.
#[derive(Debug, Clone)]
struct Item {
    subjects: Vec<String>,
    why: String,
    done: bool,
}

/// A question that is being answered.
#[derive(Debug, Clone)]
struct Prompt {
    question: Question,
    answer: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Question {
    /// Reason for an act that needs none.
    MayReason(Act),
    /// Words or a reason for an act that needs one.
    Reason(Act),
    /// "property value"
    Correction,
    Name,
    Note,
    Grade,
}

impl Question {
    fn text(&self) -> &'static str {
        match self {
            Self::MayReason(_) => "why (may be empty)",
            Self::Reason(_) => "reason, or words of the article in \"quotes\"",
            Self::Correction => "property and value, such as: killed 2",
            Self::Name => "name to withhold from the public",
            Self::Note => "note",
            Self::Grade => "grade 1 to 6",
        }
    }
}

/// What the screen shows.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shown {
    pub title: String,
    /// The left side, and the half-open ranges of code points in it that are evidence.
    pub text: String,
    pub marks: Vec<(usize, usize)>,
    pub record: String,
    pub keys: String,
    /// A question with what is typed so far, or what was last done.
    pub line: String,
    pub scroll: u16,
}

/// A sitting.
pub(super) struct Session {
    ledger: Ledger,
    /// What a place that is typed may be.
    places: Box<Gazetteer>,
    by: String,
    queue: Queue,
    items: Vec<Item>,
    at: usize,
    prompt: Option<Prompt>,
    message: String,
    scroll: u16,
    /// Decisions of this sitting with their place in the queue, for undoing.
    made: Vec<(i64, usize)>,
}

impl Session {
    /// Fills the queue.
    pub(super) fn open(
        ledger: Ledger,
        by: &str,
        queue: Queue,
        mut filter: IncidentFilter,
        register: &Codebook,
        places: Box<Gazetteer>,
    ) -> Result<Self, Failure> {
        let settings = Settings::embedded();
        let items = match queue {
            Queue::Records => {
                if filter.reviews.is_empty() {
                    filter.reviews.push(State::Unreviewed);
                }
                let found = ledger.incidents(&filter)?;
                let articles = found.iter().map(|i| i.article.id.clone()).collect();
                let disputed = disputed(&ledger, &articles)?;
                let one = |i: IncidentView| Item {
                    why: disputed.get(&i.id).cloned().unwrap_or_default(),
                    subjects: vec![i.id],
                    done: false,
                };
                let mut items: Vec<Item> = found.into_iter().map(one).collect();
                items.sort_by_key(|item| item.why.is_empty());
                items
            }
            Queue::Links => {
                let pair = |link: claimbook_ledger::LinkReason| Item {
                    why: link.judgement.told(),
                    subjects: vec![link.between.0, link.between.1],
                    done: false,
                };
                ledger.unsure(&settings)?.into_iter().map(pair).collect()
            }
            Queue::Approve | Queue::Publish => {
                let wanted = if queue == Queue::Approve { State::Reviewed } else { State::Approved };
                let all = ledger.waiting(wanted, &settings)?;
                let item = |i: claimbook_ledger::LinkedIncident| -> Result<Item, Failure> {
                    let subjects = i.accounts.iter().map(|a| a.report.clone()).collect();
                    let full = ledger.in_full(i, register)?;
                    Ok(Item { why: linked::text(&full, &settings), subjects, done: false })
                };
                all.into_iter().map(item).collect::<Result<_, _>>()?
            }
        };
        Ok(Self {
            ledger,
            places,
            by: by.to_owned(),
            queue,
            items,
            at: 0,
            prompt: None,
            message: String::new(),
            scroll: 0,
            made: Vec::new(),
        })
    }

    /// How many decisions were made.
    pub(super) fn made(&self) -> usize {
        self.made.len()
    }

    /// Does what a key says; false when the sitting ends.
    pub(super) fn press(&mut self, key: Key) -> bool {
        if self.prompt.is_some() {
            self.answer(key);
            return true;
        }
        self.message.clear();
        match (self.queue, key) {
            (_, Key::Char('q') | Key::Escape) => return false,
            (_, Key::Next | Key::Char('j' | ' ')) => self.go(1),
            (_, Key::Previous | Key::Char('k')) => self.go(-1),
            (_, Key::Down) => self.scroll = self.scroll.saturating_add(1),
            (_, Key::Up) => self.scroll = self.scroll.saturating_sub(1),
            (_, Key::PageDown) => self.scroll = self.scroll.saturating_add(10),
            (_, Key::PageUp) => self.scroll = self.scroll.saturating_sub(10),
            (_, Key::Char('u')) => self.undo(),
            (_, Key::Char('n')) => self.ask(Question::Note),
            (Queue::Records, Key::Char('a')) => self.decide(Act::Accept, None, Vec::new()),
            (Queue::Records, Key::Char('r')) => self.ask(Question::MayReason(Act::Reject)),
            (Queue::Records, Key::Char('c')) => self.ask(Question::Correction),
            (Queue::Records, Key::Char('m')) => self.ask(Question::Name),
            (Queue::Records, Key::Char('g')) => self.ask(Question::Grade),
            (Queue::Links, Key::Char('s')) => self.ask(Question::MayReason(Act::Same)),
            (Queue::Links, Key::Char('d')) => self.ask(Question::MayReason(Act::Different)),
            (Queue::Links, Key::Char('p')) => self.ask(Question::MayReason(Act::PartOf)),
            (Queue::Links, Key::Char('x')) => self.ask(Question::MayReason(Act::Duplicate)),
            (Queue::Approve, Key::Char('a')) => self.decide(Act::Approve, None, Vec::new()),
            (Queue::Publish, Key::Char('p')) => self.decide(Act::Publish, None, Vec::new()),
            _ => {}
        }
        true
    }

    fn keys(&self) -> &'static str {
        match self.queue {
            Queue::Records => {
                "a accept  r reject  c correct  g grade  m mask a name  n note  u undo  j/k next, back  q quit"
            }
            Queue::Links => {
                "s same  d different  p first is part of second  x first copies second  n note  u undo  j/k  q quit"
            }
            Queue::Approve => "a approve  n note  u undo  j/k next, back  q quit",
            Queue::Publish => "p publish  n note  u undo  j/k next, back  q quit",
        }
    }

    fn go(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.items.len());
        self.scroll = 0;
    }

    fn ask(&mut self, question: Question) {
        if self.items.get(self.at).is_some() {
            self.prompt = Some(Prompt { question, answer: String::new() });
        }
    }

    fn answer(&mut self, key: Key) {
        let Some(prompt) = &mut self.prompt else { return };
        match key {
            Key::Char(c) => prompt.answer.push(c),
            Key::Backspace => {
                prompt.answer.pop();
            }
            Key::Escape => self.prompt = None,
            Key::Enter => {
                let Prompt { question, answer } = prompt.clone();
                self.prompt = None;
                self.answered(question, answer.trim());
            }
            _ => {}
        }
    }

    fn answered(&mut self, question: Question, answer: &str) {
        match question {
            Question::MayReason(act) | Question::Reason(act) => {
                let (reason, words) = reason(answer);
                self.decide(act, reason, words);
            }
            Question::Correction => match answer.split_once(char::is_whitespace) {
                Some((property, value)) => {
                    let (property, value) = (property.to_owned(), value.trim().to_owned());
                    self.ask(Question::Reason(Act::Correct { property, value }));
                }
                None => self.message = "a property and its value, please: killed 2".to_owned(),
            },
            Question::Name => self.decide(Act::Mask { name: answer.to_owned() }, None, Vec::new()),
            Question::Note => self.decide(Act::Note, Some(answer.to_owned()), Vec::new()),
            Question::Grade => match answer.parse() {
                Ok(grade) => self.decide(Act::GradeInformation { grade }, None, Vec::new()),
                Err(_) => self.message = "a number from 1 to 6, please".to_owned(),
            },
        }
    }

    /// Records a decision about what is shown; one that settles it goes on to the next.
    fn decide(&mut self, act: Act, reason: Option<String>, words: Vec<String>) {
        let Some(item) = self.items.get(self.at) else { return };
        let settles =
            !matches!(act, Act::Correct { .. } | Act::Mask { .. } | Act::Note | Act::GradeInformation { .. });
        let subjects: Vec<&str> = item.subjects.iter().map(String::as_str).collect();
        let ruling = Ruling { reason, words, ..Ruling::new(&self.by, act, &subjects) };
        match super::record(&mut self.ledger, ruling, &*self.places) {
            Ok((entry, said)) => {
                self.made.push((entry, self.at));
                self.message = format!("entry {entry}: {said}");
                if settles {
                    self.items[self.at].done = true;
                    self.go(1);
                }
            }
            Err(error) => self.message = error.to_string(),
        }
    }

    fn undo(&mut self) {
        let Some((entry, at)) = self.made.last().copied() else {
            self.message =
                "nothing was decided in this sitting; `claimbook review undo ENTRY` undoes older ones"
                    .to_owned();
            return;
        };
        match super::record(&mut self.ledger, Ruling::new(&self.by, Act::Undo { entry }, &[]), &*self.places)
        {
            Ok(_) => {
                self.made.pop();
                self.at = at;
                self.items[at].done = false;
                self.message = format!("entry {entry} undone");
            }
            Err(error) => self.message = error.to_string(),
        }
    }

    /// What stands on the screen now.
    pub(super) fn shown(&self) -> Shown {
        let open = self.items.iter().filter(|i| !i.done).count();
        let line = match &self.prompt {
            Some(prompt) => format!("{}: {}▏", prompt.question.text(), prompt.answer),
            None => self.message.clone(),
        };
        let mut shown = Shown { line, scroll: self.scroll, keys: self.keys().to_owned(), ..Shown::default() };
        let Some(item) = self.items.get(self.at) else {
            shown.title = format!("{} of {} left", open, self.items.len());
            shown.text = if self.items.is_empty() { "Nothing waits here." } else { "The end of the queue." }
                .to_owned();
            return shown;
        };
        let done = if item.done { ", decided" } else { "" };
        shown.title = format!("{} of {}{done}, {open} left, by {}", self.at + 1, self.items.len(), self.by);
        if let Err(error) = self.fill(item, &mut shown) {
            shown.record = error.to_string();
        }
        shown
    }

    fn fill(&self, item: &Item, shown: &mut Shown) -> Result<(), Failure> {
        match self.queue {
            Queue::Records => {
                let id = item.subjects.first().map_or("", String::as_str);
                let view = self.ledger.incident(id)?;
                shown.text = self.ledger.article(&view.article.id)?.record.body;
                shown.marks = marks(&view);
                shown.record = show::incident(&view);
                if !item.why.is_empty() {
                    shown.title.push_str("  annotators differ");
                    shown.record.push_str(&format!("  differs    {}\n", item.why));
                }
            }
            Queue::Links => {
                let mut sides = Vec::new();
                for id in &item.subjects {
                    sides.push(show::incident(&self.ledger.incident(id)?));
                }
                let ids: Vec<&str> = item.subjects.iter().map(|s| short(s)).collect();
                shown.title.push_str(&format!("  {}: {}", ids.join(" and "), item.why));
                shown.record = sides.pop().unwrap_or_default();
                shown.text = sides.pop().unwrap_or_default();
            }
            Queue::Approve | Queue::Publish => shown.text = item.why.clone(),
        }
        Ok(())
    }
}

/// What two annotators read differently in some articles, by the incident in the reading that lists show.
fn disputed(ledger: &Ledger, articles: &BTreeSet<String>) -> Result<HashMap<String, String>, Failure> {
    let mut all = HashMap::new();
    for difference in ledger.compare(Some(articles))?.differences {
        let one = |d: &Differing| format!("{} {} by {}", d.property, d.values[1], difference.reader(1));
        let why = match &difference.incidents {
            [_, None] => format!("not told by {}", difference.reader(1)),
            _ => difference.differing.iter().map(one).collect::<Vec<_>>().join("; "),
        };
        all.extend(difference.incidents[0].clone().map(|id| (id, why)));
    }
    Ok(all)
}

/// A reason, and words in quotation marks as words of the article.
fn reason(answer: &str) -> (Option<String>, Vec<String>) {
    let quoted = |open: char, close: char| answer.strip_prefix(open).and_then(|a| a.strip_suffix(close));
    match quoted('"', '"').or_else(|| quoted('“', '”')) {
        Some(words) => (None, vec![words.to_owned()]),
        None => (Some(answer.to_owned()).filter(|a| !a.is_empty()), Vec::new()),
    }
}

/// The words a record rests on, in order, overlapping ones joined.
fn marks(view: &IncidentView) -> Vec<(usize, usize)> {
    let record = &view.record;
    let places = record.places.iter().flat_map(|p| &p.evidence);
    let parties = record.perpetrators.iter().flat_map(|p| &p.evidence);
    let targets = record.targets.iter().flat_map(|t| &t.evidence);
    let dates = record.date.iter().flat_map(|d| &d.evidence);
    let all = record.evidence.iter().chain(places).chain(parties).chain(targets).chain(dates);
    let all = all.chain(&record.outcome.evidence).chain(view.claims.iter().flat_map(|c| &c.evidence));
    let mut spans: Vec<(usize, usize)> = all.map(|q: &Quote| (q.start, q.end)).collect();
    spans.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests;
