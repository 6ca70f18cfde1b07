//! Tampering of every kind is found and named.

use super::*;
use crate::ledger::Reading;
use crate::sample;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

const PAGE: &[u8] = b"<html>the page as received</html>";

fn book(folder: &Path) -> PathBuf {
    let path = folder.join("book.ledger");
    let mut ledger = Ledger::create_or_open(&path).unwrap();
    for telling in [sample::depot().capture(&sha256(PAGE)), sample::teacher(), sample::boast()] {
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    path
}

/// Changes a ledger behind its back, with the guards taken away as an attacker would.
fn tamper(path: &Path, sql: &str) {
    let guards =
        "DROP TRIGGER entries_no_update; DROP TRIGGER entries_no_delete; DROP TRIGGER entries_in_order;";
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {guards} {sql}")).unwrap();
}

fn verify(path: &Path) -> Verification {
    Ledger::open(path).unwrap().verify(&VerifyOptions::default()).unwrap()
}

#[test]
fn an_untouched_book_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let path = book(folder.path());
    let ledger = Ledger::open(&path).unwrap();
    let seen = std::cell::RefCell::new(Vec::new());
    let options = VerifyOptions {
        captures: Some(&|hash| Ok((hash == sha256(PAGE)).then(|| PAGE.to_vec()))),
        noted: Some(ledger.entries(3, 1).unwrap()[0].head()),
        progress: Some(&|seq, last| seen.borrow_mut().push((seq, last))),
    };
    let found = ledger.verify(&options).unwrap();
    assert!(found.is_good(), "{found:?}");
    assert_eq!((found.entries, found.captures), (6, 1));
    assert_eq!(found.head, ledger.head().unwrap());
    assert_eq!(seen.into_inner(), (1..=6).map(|n| (n, 6)).collect::<Vec<_>>());
}

#[test]
fn the_first_bad_entry_is_named() {
    for (sql, seq, problem) in [
        ("UPDATE entries SET payload = replace(payload, 'guards', 'clerks') WHERE seq = 2", 2, "content"),
        ("UPDATE entries SET at = '2020-01-01T00:00:00.000Z' WHERE seq IN (3, 5)", 3, "content"),
        ("DELETE FROM entries WHERE seq = 4", 4, "missing"),
        ("UPDATE entries SET prev_hash = hash WHERE seq = 6", 6, "chained"),
        ("UPDATE entries SET hash = upper(hash) WHERE seq = 5", 5, "content"),
        (
            "UPDATE entries SET payload = '{}' WHERE seq = 1; PRAGMA ignore_check_constraints = ON;
             UPDATE entries SET kind = 'published' WHERE seq = 4",
            1,
            "content",
        ),
        (
            "PRAGMA ignore_check_constraints = ON; UPDATE entries SET kind = 'published' WHERE seq = 4",
            4,
            "no kind of entry",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = book(folder.path());
        tamper(&path, sql);
        let found = verify(&path);
        let bad = found.bad_entry.clone().unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!((bad.seq, found.entries), (seq, seq - 1), "{sql}: {bad:?}");
        assert!(bad.problem.contains(problem), "{sql}: {bad:?}");
        assert!(!found.is_good());
    }
}

#[test]
fn a_book_cut_short_or_written_anew_shows_against_a_noted_head() {
    let folder = tempfile::tempdir().unwrap();
    let path = book(folder.path());
    let noted = Ledger::open(&path).unwrap().head().unwrap();
    let against = |path: &Path| {
        let options = VerifyOptions { noted: Some(noted.clone()), ..Default::default() };
        Ledger::open(path).unwrap().verify(&options).unwrap()
    };
    assert!(against(&path).is_good());
    tamper(&path, "DELETE FROM entries WHERE seq > 4; DELETE FROM meta");
    let cut = verify(&path);
    assert!(cut.is_good(), "the chain alone cannot show it: {cut:?}");
    assert!(against(&path).noted.unwrap().problem.contains("cut short"));

    let anew = folder.path().join("anew.ledger");
    let mut ledger = Ledger::create_or_open(&anew).unwrap();
    for telling in [sample::teacher(), sample::depot(), sample::boast()] {
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    assert!(against(&anew).noted.unwrap().problem.contains("anew"));
}

#[test]
fn captures_missing_changed_and_unreadable_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(book(folder.path())).unwrap();
    let with = |read: ReadCapture<'_>| {
        let options = VerifyOptions { captures: Some(read), ..Default::default() };
        let found = ledger.verify(&options).unwrap();
        assert!(!found.is_good() && found.captures == 0);
        assert_eq!(found.bad_captures[0].seq, 1);
        found.bad_captures[0].problem.clone()
    };
    assert!(with(&|_| Ok(None)).contains("missing"));
    assert!(with(&|_| Ok(Some(b"another page".to_vec()))).contains("changed"));
    assert!(with(&|_| Err("no permission".to_owned())).contains("no permission"));
}

#[test]
fn views_that_do_not_follow_from_the_entries_are_named_and_mended() {
    for (sql, table) in [
        ("UPDATE incident_reports SET standing = 'denied' WHERE row = 1", "incident_reports"),
        ("UPDATE articles SET publisher = 'Another Paper'", "articles"),
        ("DELETE FROM place_keys WHERE row = 1", "place_keys"),
        ("DELETE FROM incident_words WHERE rowid = 1", "incident_words"),
        ("INSERT INTO former_incidents VALUES ('inc_0000000000000000', 2)", "former_incidents"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = book(folder.path());
        tamper(&path, sql);
        let found = verify(&path);
        assert_eq!(found.bad_views, [table], "{sql}");
        assert!(found.bad_entry.is_none() && !found.is_good());
        let mut ledger = Ledger::open(&path).unwrap();
        ledger.rebuild().unwrap();
        assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good(), "{sql}");
    }
}
