//! `claimbook watch`: feeds read on their schedules, and what they list added.
//!
//! Owns: arguments, the order of work and the lines that are printed. In: a list of feeds. Out: entries of the ledger and
//! captures, a line for each article that is new, edited or gone. Refuses: to delete anything; to ask a page for ever.

use crate::book::{BookArguments, CaptureArguments, link};
use crate::endpoint::{EndpointArguments, answers_beside};
use crate::failure::Failure;
use crate::network::{Interruptible, NetworkArguments, time};
use crate::pipeline::Done;
use crate::visits::Page;
use crate::visits::feeds::{self, Watched};
use crate::visits::visitor::{Asked, Visit, Visitor, remark};
use crate::{phrase, table};
use claimbook_acquire::Options;
use claimbook_fetch::{FetchError, Problem, joined};
use claimbook_ledger::{Outcome, short};
use claimbook_overlay::Data;
use jiff::Timestamp;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Longest time between two requests for a page or a feed that fails.
const LONGEST: Duration = Duration::from_secs(86_400);
/// Requests in a row that give nothing after which a page is left alone.
const FAILURES: u32 = 5;
/// Longest sleep before looking at the clock again.
const NAP: Duration = Duration::from_secs(600);

/// Read feeds on their schedules and add what is new; uses the network
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook watch feeds.toml
  claimbook watch --once --db iraq.ledger feeds.toml     # for cron

feeds.toml:
  [[feed]]
  url = \"https://northgate.example/rss\"
  publisher = \"Northgate Tribune\"   # else each page says so itself
  every = \"30m\"                     # else 1h

RSS, Atom and JSON feeds; each page that they list is fetched and read. A page is asked again for some days: an edited
one becomes a new version (`claimbook show ART --diff`), one that is gone is recorded as gone. `docs/watch.md` tells more.")]
pub struct Arguments {
    /// The list of feeds
    #[arg(value_name = "FEEDS.toml")]
    feeds: PathBuf,
    /// Read every feed once and end, instead of going on until interrupted
    #[arg(long)]
    once: bool,
    /// How long a page is asked again after it was seen first
    #[arg(long, value_parser = time, default_value = "3d", value_name = "TIME")]
    recheck: Duration,
    /// The shortest time after which a page is asked again; it grows with the age of the page
    #[arg(long, value_parser = time, default_value = "1h", value_name = "TIME")]
    recheck_after: Duration,
    /// Most new pages that one reading of a feed brings; the others come with the next reading
    #[arg(long, default_value_t = 200, value_name = "N")]
    most: usize,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    captures: CaptureArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

/// What is to be asked next.
enum Job {
    Feed(Watched),
    Page(String),
}

impl Job {
    fn url(&self) -> &str {
        match self {
            Self::Feed(feed) => &feed.url,
            Self::Page(url) => url,
        }
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let list = feeds::read(&arguments.feeds)?;
    let captures = arguments.captures.of(&arguments.book);
    let engine = arguments.endpoint.engine(data, Some(answers_beside(&captures)))?;
    let mut ledger = arguments.book.create_or_open()?;
    let (clock, stopped) = Interruptible::new().map_err(Failure::io("signals"))?;
    let mut options = Options::default();
    options.limits.document = arguments.network.max_unpacked;
    let fetcher = arguments.network.fetcher(Box::new(clock));
    let visitor = Visitor::new(fetcher, &engine, &mut ledger, &captures, &arguments.book, options)?;
    let mut watch =
        Watch { arguments, list, visitor, asked: HashSet::new(), done: Done::default(), fresh: false };
    watch.run(&stopped)?;
    engine.tell();
    watch.done.all_read()
}

struct Watch<'a> {
    arguments: &'a Arguments,
    list: Vec<Watched>,
    visitor: Visitor<'a>,
    /// What was asked already where everything is asked only once.
    asked: HashSet<String>,
    done: Done,
    /// Something waits to be linked.
    fresh: bool,
}

impl Watch<'_> {
    fn run(&mut self, stopped: &AtomicBool) -> Result<(), Failure> {
        while !stopped.load(Ordering::Relaxed) {
            match self.next() {
                Some(job) => {
                    self.asked.insert(job.url().to_owned());
                    match &job {
                        Job::Feed(feed) => self.feed(feed)?,
                        Job::Page(url) => self.page(url)?,
                    }
                    self.visitor.save()?;
                }
                None if self.arguments.once => break,
                None => {
                    self.link()?;
                    self.visitor.fetcher.clock().wait(self.nap());
                }
            }
        }
        self.link()
    }

    fn now(&self) -> Timestamp {
        self.visitor.fetcher.clock().now()
    }

    fn link(&mut self) -> Result<(), Failure> {
        if std::mem::take(&mut self.fresh) { link(self.visitor.ledger) } else { Ok(()) }
    }

    /// The next job that is due, first of hosts that need no rest.
    fn next(&self) -> Option<Job> {
        let (now, once) = (self.now(), self.arguments.once);
        let visits = &self.visitor.visits;
        let feeds = self.list.iter().filter(|feed| {
            let due = visits.feeds.get(&feed.url).is_none_or(|known| known.next <= now);
            if once { !self.asked.contains(&feed.url) } else { due }
        });
        let pages = visits.pages.iter().filter(|(url, page)| {
            let watched = page.feed.as_ref().is_some_and(|feed| self.list.iter().any(|f| f.url == *feed));
            let due = page.next.is_some_and(|next| next <= now);
            watched && due && !(once && self.asked.contains(*url))
        });
        let jobs =
            feeds.map(|feed| Job::Feed(feed.clone())).chain(pages.map(|(url, _)| Job::Page(url.clone())));
        jobs.min_by_key(|job| self.visitor.fetcher.rest(job.url()))
    }

    /// How long nothing is due.
    fn nap(&self) -> Duration {
        let visits = &self.visitor.visits;
        let feeds = self.list.iter().map(|feed| visits.feeds.get(&feed.url).map(|known| known.next));
        let pages = visits.pages.values().filter(|page| page.feed.is_some()).filter_map(|page| page.next);
        let next = feeds.flatten().chain(pages).min();
        let left = next.and_then(|next| Duration::try_from(next.duration_since(self.now())).ok());
        left.unwrap_or(NAP).clamp(Duration::from_secs(1), NAP)
    }

    /// Reads a feed and notes what it lists.
    fn feed(&mut self, feed: &Watched) -> Result<(), Failure> {
        let now = self.now();
        let mut state = self.visitor.visits.feeds.get(&feed.url).cloned().unwrap_or_default();
        let listed = match self.visitor.fetcher.fetch(&feed.url, &state.known) {
            Ok(answer) if answer.is_unchanged() => Ok(Vec::new()),
            Ok(answer) if answer.is_gone() => Err((
                format!(
                    "{}: there is no feed any more (the server answers {}); look for its new address",
                    feed.url, answer.status
                ),
                None,
            )),
            Ok(answer) => {
                let listed = claimbook_acquire::listed(&answer.record(), &self.visitor.options);
                state.known = answer.known();
                listed
                    .map(|items| {
                        let whole = items
                            .into_iter()
                            .filter_map(|item| Some((joined(&answer.url, &item.url)?, item.published)));
                        whole.collect()
                    })
                    .map_err(|problem| (format!("{}: {problem}", feed.url), None))
            }
            Err(FetchError { problem: Problem::Stopped, .. }) => return Ok(()),
            Err(error) => Err((error.to_string(), after(&error))),
        };
        match listed {
            Ok(items) => {
                state.failures = 0;
                state.next = later(now, feed.every);
                let left = self.list_items(feed, items, now);
                if left > 0 {
                    // What is left must come again although the feed did not change.
                    state.known = Default::default();
                    let pages = phrase::of(left, "further page");
                    table::tell(&format!("{}: {pages} of it wait for the next reading", feed.url));
                }
            }
            Err((problem, after)) => {
                state.failures += 1;
                state.next = later(now, after.unwrap_or_default().max(pause(feed.every, state.failures)));
                self.fail(&problem);
            }
        }
        self.visitor.visits.feeds.insert(feed.url.clone(), state);
        Ok(())
    }

    /// Notes new pages as due; gives how many are left for another time.
    fn list_items(&mut self, feed: &Watched, items: Vec<(String, Option<String>)>, now: Timestamp) -> usize {
        let (mut new, mut left) = (0, 0);
        for (url, published) in items {
            if let Some(page) = self.visitor.visits.pages.get_mut(&url) {
                page.listed = now;
                page.published = page.published.take().or(published);
                page.publisher = page.publisher.take().or_else(|| feed.publisher.clone());
                // A page that was added by hand is watched from now on.
                if page.feed.is_none() {
                    page.feed = Some(feed.url.clone());
                    page.next = Some(now);
                }
                continue;
            }
            if new == self.arguments.most {
                left += 1;
                continue;
            }
            new += 1;
            let (from, publisher) = (Some(feed.url.clone()), feed.publisher.clone());
            let page = Page {
                feed: from,
                publisher,
                published,
                first: now,
                listed: now,
                next: Some(now),
                ..Page::default()
            };
            self.visitor.visits.pages.insert(url, page);
        }
        left
    }

    /// Visits a page and says what is new about it.
    fn page(&mut self, url: &str) -> Result<(), Failure> {
        let feed = self.visitor.visits.pages.get(url).and_then(|page| page.feed.clone());
        let visit = self.visitor.visit(url, &Asked { feed, again: true })?;
        if matches!(&visit, Visit::Failed(FetchError { problem: Problem::Stopped, .. })) {
            return Ok(());
        }
        let now = self.now();
        let mut wait = None;
        let (text, problem) = match visit {
            Visit::Read { article, report, added, replaces } => {
                self.done.articles += 1;
                self.fresh = true;
                if let Some(remark) = remark(&report) {
                    table::tell(&format!("{url}: {remark}"));
                }
                let incidents = phrase::of(report.incidents.len(), "incident report");
                let publisher = article.publisher.as_ref().map_or("publisher unknown", |p| p.name.as_str());
                let headline = article.headline.as_deref().unwrap_or("without a headline");
                let word = match (&replaces, added.outcome) {
                    (_, Outcome::Withdrawn) => None,
                    (Some(_), _) => Some("edited"),
                    (None, Outcome::New) => Some("new"),
                    (None, _) => Some("known"),
                };
                let before = replaces.map(|old| format!(" (before {})", short(&old))).unwrap_or_default();
                let id = short(&added.article);
                let line =
                    |word| format!("{word:<7} {id}{before}  {publisher}: {headline}  [{incidents}]  {url}\n");
                (word.map(line), None)
            }
            Visit::Unchanged => (None, None),
            Visit::Gone { article, status } => {
                (Some(format!("gone    {}  the server answers {status}  {url}\n", short(&article))), None)
            }
            Visit::Failed(error) => {
                wait = after(&error);
                (None, Some((error.to_string(), true)))
            }
            Visit::Unread(error) => (None, Some((error.to_string(), false))),
            Visit::Refused(problem) => (None, Some((problem, false))),
        };
        if let Some(text) = text {
            table::text(&text)?;
        }
        let window = self.arguments.recheck;
        // Whoever goes on and on leaves a page alone for a minute at least.
        let floor = if self.arguments.once { Duration::ZERO } else { Duration::from_secs(60) };
        let least = self.arguments.recheck_after.max(floor);
        let Some(page) = self.visitor.visits.pages.get_mut(url) else { return Ok(()) };
        let age = Duration::try_from(now.duration_since(page.first)).unwrap_or_default();
        let again = later(now, least.max(age.min(least.saturating_mul(24))).min(LONGEST));
        let in_window = age < window;
        match &problem {
            None => {
                (page.failures, page.problem) = (0, None);
                page.next = Some(again).filter(|_| in_window);
            }
            // What came could not be read; perhaps it is edited.
            Some((_, false)) => page.next = Some(again).filter(|_| in_window),
            Some((_, true)) => {
                page.failures += 1;
                let next = later(now, wait.unwrap_or_default().max(pause(least, page.failures)));
                page.next = Some(next).filter(|_| page.failures < FAILURES);
            }
        }
        if let Some((problem, _)) = problem {
            let told = page.problem.as_ref() == Some(&problem);
            page.problem = Some(problem.clone());
            // What was told is told again only where it is the end.
            match (told, page.next) {
                (_, None) => self.fail(&format!("{problem}; it is not asked again")),
                (false, _) => self.fail(&problem),
                (true, _) => self.done.failed += 1,
            }
        }
        Ok(())
    }

    fn fail(&mut self, problem: &str) {
        self.done.failed += 1;
        table::tell(problem);
    }
}

fn later(now: Timestamp, time: Duration) -> Timestamp {
    now.checked_add(time).unwrap_or(Timestamp::MAX)
}

/// Twice as long with each failure.
fn pause(every: Duration, failures: u32) -> Duration {
    every.max(Duration::from_secs(60)).saturating_mul(1 << failures.min(10)).min(LONGEST)
}

/// The time that a busy server asks for, at most a day.
fn after(error: &FetchError) -> Option<Duration> {
    match error.problem {
        Problem::Busy { after, .. } => after.map(|after| after.min(LONGEST)),
        _ => None,
    }
}
