//! Tampering of every kind is found and named.

use super::*;
use crate::ledger::Reading;
use crate::sample;
use crate::store::SqliteStore;
use claimbook_records::ids::sha256;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

const PAGE: &[u8] = b"<html>the page as received</html>";

/// Captures that are as a function says; beside those that are named there is one more.
struct Kept(fn(&str) -> Result<(), String>);

impl Captures for Kept {
    fn check(&self, hash: &str) -> Result<(), String> {
        self.0(hash)
    }

    fn kept(&self) -> Result<Vec<String>, String> {
        Ok(vec![sha256(PAGE), sha256(b"loose")])
    }
}

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
        captures: Some(&Kept(|_| Ok(()))),
        answers: None,
        noted: vec![ledger.entries(3, 1).unwrap()[0].head(), ledger.head().unwrap()],
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
        let options = VerifyOptions { noted: vec![noted.clone()], ..Default::default() };
        Ledger::open(path).unwrap().verify(&options).unwrap()
    };
    assert!(against(&path).is_good());
    tamper(&path, "DELETE FROM entries WHERE seq > 4; DELETE FROM meta");
    // With the guards back, and nothing to show that they were gone.
    Ledger::open(&path).unwrap().repair().unwrap();
    let cut = verify(&path);
    assert!(cut.is_good(), "the chain alone cannot show it: {cut:?}");
    assert!(against(&path).noted[0].problem.contains("cut short"));

    let anew = folder.path().join("anew.ledger");
    let mut ledger = Ledger::create_or_open(&anew).unwrap();
    for telling in [sample::teacher(), sample::depot(), sample::boast()] {
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    assert!(against(&anew).noted[0].problem.contains("anew"));
}

#[test]
fn captures_that_are_not_as_received_are_flaws_and_loose_ones_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(book(folder.path())).unwrap();
    let with = |kept: Kept| {
        let options = VerifyOptions { captures: Some(&kept), ..Default::default() };
        ledger.verify(&options).unwrap()
    };
    let good = with(Kept(|_| Ok(())));
    assert!(good.is_good());
    assert_eq!(good.loose_captures, [sha256(b"loose")]);
    let bad = with(Kept(|hash| Err(format!("{hash} is damaged"))));
    assert!(!bad.is_good() && bad.derived_is_good() && bad.captures == 0);
    assert_eq!(bad.bad_captures[0].seq, 1);
    assert!(bad.bad_captures[0].problem.contains("is damaged"));
}

#[test]
fn answers_that_a_report_rests_on_are_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create_or_open(folder.path().join("book.ledger")).unwrap();
    let (article, mut report) = sample::depot().build();
    report.x_asked = Some(Asked { model: "m".to_owned(), answers: sha256(PAGE) });
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    let with = |kept: Kept| {
        let options = VerifyOptions { answers: Some(&kept), ..Default::default() };
        ledger.verify(&options).unwrap()
    };
    let good = with(Kept(|_| Ok(())));
    assert!(good.is_good() && good.answers == 1, "{good:?}");
    let bad = with(Kept(|hash| Err(format!("{hash} is gone"))));
    assert!(!bad.is_good() && bad.derived_is_good());
    assert!(bad.bad_answers[0].seq == 2 && bad.bad_answers[0].problem.contains(&sha256(PAGE)), "{bad:?}");
}

#[test]
fn a_clock_set_back_is_noted_in_the_entry_and_told() {
    use crate::clock::FixedClock;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.ledger");
    for (day, telling) in [("05", sample::depot()), ("04", sample::teacher()), ("06", sample::boast())] {
        let store = SqliteStore::open(&path, crate::store::Access::Create).unwrap();
        let clock = FixedClock(format!("2024-05-{day}T08:00:00Z").parse().unwrap());
        let mut ledger = Ledger::over(Box::new(store), Box::new(clock)).unwrap();
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    let ledger = Ledger::open(&path).unwrap();
    let noted: Vec<i64> = ledger
        .entries(0, 100)
        .unwrap()
        .iter()
        .filter(|e| e.payload.contains(r#""x_clock_set_back_from":"2024-05-05T08:00:00.000Z""#))
        .map(|e| e.seq)
        .collect();
    assert_eq!(noted, [3]);
    let found = ledger.verify(&VerifyOptions::default()).unwrap();
    assert!(found.is_good());
    assert_eq!(found.set_back, [3]);
}

#[test]
fn damage_to_pages_indexes_and_schema_is_found_and_repaired() {
    for (sql, wanted) in [
        ("DROP INDEX claims_by_speaker", "index claims_by_speaker"),
        ("CREATE TABLE pictures (id)", "table pictures"),
        ("DROP TRIGGER entries_no_delete", "trigger entries_no_delete"),
        // An index that does not hold what its table holds.
        (
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'claims_by_speaker')
             WHERE name = 'actors_by_key'; PRAGMA writable_schema = RESET",
            "",
        ),
        ("UPDATE incident_words_data SET block = zeroblob(length(block)) WHERE id > 10", ""),
        ("UPDATE link_accounts SET home = home + 1", "link_accounts"),
        ("DELETE FROM link_keys", "link_keys"),
        ("UPDATE link_pairs SET odds = odds + 1", "link_pairs"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = book(folder.path());
        let mut ledger = Ledger::open(&path).unwrap();
        for n in 0..2 {
            let (article, report) = sample::depot().published(&format!("2024-05-0{}", n + 4)).build();
            ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
        }
        ledger.link(&Settings::embedded(), &|_, _| {}).unwrap();
        let (entries, good) = (ledger.entries(0, 100).unwrap(), ledger.verify(&VerifyOptions::default()).unwrap());
        assert!(good.is_good() && good.unlinked == 0, "{good:?}");
        let digests = (ledger.store.digests().unwrap(), ledger.store.link_digests().unwrap());
        drop(ledger);
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
        drop(connection);
        let found = Ledger::open_to_read(&path).unwrap().verify(&VerifyOptions::default()).unwrap();
        assert!(!found.derived_is_good() && found.bad_entry.is_none(), "{sql}: {found:?}");
        let told = [found.database.clone(), found.schema.clone(), found.bad_views.clone()].concat();
        assert!(told.iter().any(|t| t.contains(wanted)), "{sql}: {told:?}");

        let mut ledger = Ledger::open(&path).unwrap();
        ledger.repair().unwrap();
        ledger.link(&Settings::embedded(), &|_, _| {}).unwrap();
        assert_eq!(ledger.verify(&VerifyOptions::default()).unwrap(), good, "{sql}");
        assert_eq!(ledger.entries(0, 100).unwrap(), entries);
        assert_eq!((ledger.store.digests().unwrap(), ledger.store.link_digests().unwrap()), digests);
        drop(ledger);
        // And it goes on.
        let (article, report) = sample::depot().published("2024-06-01").build();
        let mut ledger = Ledger::open(&path).unwrap();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
        assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good());
    }
}

#[test]
fn a_book_with_a_bad_entry_is_not_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let path = book(folder.path());
    tamper(&path, "UPDATE entries SET payload = replace(payload, 'guards', 'clerks') WHERE seq = 2");
    let before = Ledger::open(&path).unwrap().entries(0, 100).unwrap();
    assert!(matches!(Ledger::open(&path).unwrap().repair(), Err(Error::BadEntry { seq: 2, .. })));
    assert_eq!(Ledger::open(&path).unwrap().entries(0, 100).unwrap(), before);
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
        ledger.repair().unwrap();
        assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good(), "{sql}");
    }
}
