//! Power loss, as near as a test can get: processes that add articles are killed without warning at random moments,
//! again and again, and the ledger they leave is opened. On PostgreSQL some rounds kill the server too.
//!
//! Each test plays both parts. As a parent it starts itself again with the ledger's place in the environment; as a child
//! it adds articles and says on standard output which are acknowledged, until it is killed. `CLAIMBOOK_CRASH_ROUNDS` says
//! how often (the moments of a round are always the same, as far as a clock can keep them).

#![allow(clippy::unwrap_used)] // a test that fails should stop

#[path = "sample/mod.rs"]
mod sample;
#[path = "server/mod.rs"]
mod server;

use claimbook_ledger::{IncidentFilter, Ledger, Outcome, Reading, VerifyOptions};
use claimbook_records::report::{IncidentType, PerpetratorBasis, PlaceRole};
use claimbook_records::{Article, Report};
use server::Server;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

const AT: &str = "CLAIMBOOK_CRASH_LEDGER";
const ROUND: &str = "CLAIMBOOK_CRASH_ROUND";
const ROUNDS: u64 = 200;
/// Articles of a round; more than a child can add before it is killed.
const ARTICLES: usize = 50_000;
const BATCH: usize = 3;

fn article(round: u64, n: usize) -> (Article, Report) {
    let body = format!("Number {n} of {round}: the Sons of the Marsh shelled the quay at Tel Qasr.");
    sample::Telling::new(&format!("{round}-{n}.txt"), &body)
        .incident(IncidentType::Shelling, "the Sons of the Marsh shelled the quay at Tel Qasr")
        .perpetrator("Sons of the Marsh", PerpetratorBasis::ReportedAsFact)
        .place("Tel Qasr", "QS", Some((33.1, 45.0)), PlaceRole::Target)
        .build()
}

/// In a child: adds until it is killed. In a parent: nothing.
fn add_as_a_child() {
    let (Ok(at), Ok(round)) = (std::env::var(AT), std::env::var(ROUND)) else { return };
    let round = round.parse().unwrap();
    let mut ledger = Ledger::open(at).unwrap();
    let mut batch = ledger.batch(BATCH);
    let mut out = std::io::stdout();
    for n in 0..ARTICLES {
        let (article, report) = article(round, n);
        for added in batch.push(article, report).unwrap() {
            writeln!(out, "acknowledged {}", added.article).unwrap();
            out.flush().unwrap();
        }
    }
    panic!("the child was to be killed, not to end");
}

/// The numbers of a round: the same in every run.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % (most + 1)
    }

    fn wait(&mut self, most_microseconds: u64) {
        std::thread::sleep(Duration::from_micros(self.up_to(most_microseconds)));
    }
}

/// A process that adds the articles of a round.
struct Adder {
    child: Child,
    output: BufReader<ChildStdout>,
    acknowledged: BTreeSet<String>,
}

impl Adder {
    fn start(test: &str, at: &str, round: u64) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture"])
            .env(AT, at)
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output, acknowledged: BTreeSet::new() }
    }

    fn wait_for(&mut self, acknowledged: u64) {
        let mut line = String::new();
        while self.acknowledged.len() < acknowledged as usize && self.output.read_line(&mut line).unwrap() > 0
        {
            self.note(&line);
            line.clear();
        }
        assert!(self.acknowledged.len() >= acknowledged as usize, "the child ended by itself");
    }

    fn note(&mut self, text: &str) {
        self.acknowledged
            .extend(text.lines().filter_map(|l| l.split_once("acknowledged ")).map(|(_, id)| id.to_owned()));
    }

    /// Kills it, unless it ended by itself; gives every article that it acknowledged before.
    fn kill(mut self) -> BTreeSet<String> {
        self.child.kill().unwrap();
        assert!(!self.child.wait().unwrap().success());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        // The last line may have been cut by the kill.
        self.note(rest.rsplit_once('\n').map_or("", |(whole, _)| whole));
        self.acknowledged
    }
}

/// Kills in `rounds` rounds and looks at what is left after each.
fn kill_again_and_again(test: &str, at: &str, server: Option<&Server>) {
    let rounds = std::env::var("CLAIMBOOK_CRASH_ROUNDS").map_or(ROUNDS, |n| n.parse().unwrap());
    drop(Ledger::create_or_open(at).unwrap());
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds {
        let mut dice = Dice(round);
        let mut adders = vec![Adder::start(test, at, round)];
        if round % 4 == 1 {
            // Another one offers the same articles at the same time.
            adders.push(Adder::start(test, at, round));
        }
        if round % 5 == 0 {
            // Some are killed before they add anything.
            dice.wait(30_000);
        } else {
            adders[0].wait_for(1 + dice.up_to(12));
            dice.wait(3_000);
        }
        if let Some(server) = server.filter(|_| round % 25 == 12) {
            server.crash();
        }
        let mut died = BTreeSet::new();
        for adder in adders {
            died.extend(adder.kill());
            dice.wait(2_000);
        }
        let mut ledger = Ledger::open(at).unwrap();
        // A server may still be ending the last transaction of a dead process; a writer waits for it.
        ledger.add(&[]).unwrap();
        for id in &died {
            assert_eq!(ledger.article(id).unwrap().incidents.len(), 1, "round {round}");
        }
        acknowledged.extend(died);
        let counts = ledger.counts().unwrap();
        assert!(counts.articles >= acknowledged.len() as u64, "round {round}");
        assert_eq!(counts.articles % BATCH as u64, 0, "a transaction is kept whole or not at all");
        assert_eq!(counts.entries, counts.articles + counts.reports);
        assert_eq!(
            (counts.reports, counts.incidents),
            (counts.articles, counts.articles),
            "round {round}: nothing is doubled"
        );
        if round % 50 == 49 || round + 1 == rounds {
            let found = ledger.verify(&VerifyOptions::default()).unwrap();
            assert!(found.is_good(), "round {round}: {found:?}");
        }
    }
    // Adding again what was added, and what was lost unacknowledged, gives each once.
    let mut ledger = Ledger::open(at).unwrap();
    assert!(acknowledged.iter().all(|id| ledger.article(id).unwrap().incidents.len() == 1));
    let before = ledger.counts().unwrap().articles;
    let readings: Vec<(Article, Report)> = (0..60).map(|n| article(rounds - 1, n)).collect();
    let readings: Vec<Reading<'_>> =
        readings.iter().map(|(article, report)| Reading { article, report }).collect();
    let added = ledger.add(&readings).unwrap();
    let new = added.iter().filter(|a| a.outcome == Outcome::New).count() as u64;
    assert!(added.iter().all(|a| acknowledged.contains(&a.article) <= (a.outcome == Outcome::Unchanged)));
    assert_eq!(ledger.count_incidents(&IncidentFilter::default()).unwrap(), before + new);
}

#[test]
fn sqlite_loses_nothing_acknowledged_when_processes_are_killed() {
    add_as_a_child();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("book.ledger");
    let test = "sqlite_loses_nothing_acknowledged_when_processes_are_killed";
    kill_again_and_again(test, at.to_str().unwrap(), None);
}

#[test]
fn postgres_loses_nothing_acknowledged_when_processes_and_servers_are_killed() {
    add_as_a_child();
    let server = Server::start(true);
    let test = "postgres_loses_nothing_acknowledged_when_processes_and_servers_are_killed";
    kill_again_and_again(test, &server.url("crash"), Some(&server));
}
