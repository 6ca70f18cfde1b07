//! Power loss, as near as a test can get: a process that adds articles is killed without warning, again and again, and
//! the ledger it leaves is opened.
//!
//! One test plays both parts. As a parent it starts this same test again with the ledger's path in the environment; as
//! a child it adds articles and says on standard output which are acknowledged, until it is killed.

#![allow(clippy::unwrap_used)] // a test that fails should stop

#[path = "sample/mod.rs"]
mod sample;

use claimbook_ledger::{IncidentFilter, Ledger, Outcome, Reading, VerifyOptions};
use claimbook_records::report::{IncidentType, PerpetratorBasis, PlaceRole};
use claimbook_records::{Article, Report};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

const PATH: &str = "CLAIMBOOK_CRASH_LEDGER";
const ROUND: &str = "CLAIMBOOK_CRASH_ROUND";
const ROUNDS: usize = 12;
/// Articles of a round; more than a child can add before it is killed.
const ARTICLES: usize = 5_000;
const BATCH: usize = 3;

fn article(round: usize, n: usize) -> (Article, Report) {
    let body = format!("Number {n} of {round}: the Sons of the Marsh shelled the quay at Tel Qasr.");
    sample::Telling::new(&format!("{round}-{n}.txt"), &body)
        .incident(IncidentType::Shelling, "the Sons of the Marsh shelled the quay at Tel Qasr")
        .perpetrator("Sons of the Marsh", PerpetratorBasis::ReportedAsFact)
        .place("Tel Qasr", "QS", Some((33.1, 45.0)), PlaceRole::Target)
        .build()
}

fn child(path: &Path, round: usize) {
    let mut ledger = Ledger::open(path).unwrap();
    let mut batch = ledger.batch(BATCH);
    let mut out = std::io::stdout();
    for n in 0..ARTICLES {
        let (article, report) = article(round, n);
        for added in batch.push(article, report).unwrap() {
            writeln!(out, "acknowledged {}", added.article).unwrap();
            out.flush().unwrap();
        }
    }
}

/// Starts a child, kills it after `lines` acknowledgements and gives every article it acknowledged before it died.
fn kill_after(lines: usize, path: &Path, round: usize) -> BTreeSet<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["nothing_acknowledged_is_lost_when_the_process_is_killed", "--exact", "--nocapture"])
        .env(PATH, path)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = BTreeSet::new();
    let mut line = String::new();
    while acknowledged.len() < lines && output.read_line(&mut line).unwrap() > 0 {
        acknowledged.extend(line.trim().split_once("acknowledged ").map(|(_, id)| id.to_owned()));
        line.clear();
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "the child was to be killed, not to end");
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    // The last line may have been cut by the kill.
    let whole = rest.rsplit_once('\n').map_or("", |(whole, _)| whole);
    acknowledged
        .extend(whole.lines().filter_map(|l| l.split_once("acknowledged ")).map(|(_, id)| id.to_owned()));
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    if let (Ok(path), Ok(round)) = (std::env::var(PATH), std::env::var(ROUND)) {
        return child(Path::new(&path), round.parse().unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.ledger");
    drop(Ledger::create_or_open(&path).unwrap());
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        // From a kill in the first transaction to one after some dozens.
        let died = kill_after(round * 7, &path, round);
        assert!(died.len() >= round * 7 && died.len() < ARTICLES, "round {round}: {}", died.len());
        acknowledged.extend(died);

        let ledger = Ledger::open(&path).unwrap();
        for id in &acknowledged {
            assert_eq!(ledger.article(id).unwrap().incidents.len(), 1, "round {round}");
        }
        let counts = ledger.counts().unwrap();
        assert_eq!(counts.articles % BATCH as u64, 0, "a transaction is kept whole or not at all");
        assert_eq!(counts.entries, counts.articles + counts.reports);
        assert_eq!(
            (counts.reports, counts.incidents),
            (counts.articles, counts.articles),
            "nothing is doubled"
        );
        let found = ledger.verify(&VerifyOptions::default()).unwrap();
        assert!(found.is_good(), "round {round}: {found:?}");
    }
    // Adding again what was added, and what was lost unacknowledged, gives each once.
    let mut ledger = Ledger::open(&path).unwrap();
    let before = ledger.counts().unwrap().articles;
    let readings: Vec<(Article, Report)> = (0..60).map(|n| article(ROUNDS - 1, n)).collect();
    let readings: Vec<Reading<'_>> =
        readings.iter().map(|(article, report)| Reading { article, report }).collect();
    let added = ledger.add(&readings).unwrap();
    let new = added.iter().filter(|a| a.outcome == Outcome::New).count() as u64;
    assert!(added.iter().all(|a| acknowledged.contains(&a.article) <= (a.outcome == Outcome::Unchanged)));
    assert_eq!(ledger.count_incidents(&IncidentFilter::default()).unwrap(), before + new);
}
