//! What only the SQLite store promises: the file, its settings, its guards and its upgrades.

use super::*;
use crate::ledger::{Ledger, Reading};
use crate::sample;
use crate::store::contract::contract;
use std::path::PathBuf;

fn file(folder: &Path) -> PathBuf {
    folder.join("book.ledger")
}

contract!(|folder| Box::new(SqliteStore::open(&file(folder), Access::Create).unwrap()));

/// The same with every name and word taken for a common one.
mod walking {
    use super::*;

    contract!(|folder| Box::new(SqliteStore {
        common: 1,
        ..SqliteStore::open(&file(folder), Access::Create).unwrap()
    }));
}

fn filled(folder: &Path) -> PathBuf {
    let path = file(folder);
    let mut ledger = Ledger::create_or_open(&path).unwrap();
    for telling in [sample::depot(), sample::teacher()] {
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    path
}

#[test]
fn a_commit_waits_for_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&file(folder.path()), Access::Create).unwrap();
    let pragma = |name: &str| -> String {
        let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
        store.connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(pragma("journal_mode"), "wal");
    assert_eq!(pragma("synchronous"), "2", "FULL");
    assert_eq!(pragma("foreign_keys"), "1");
}

#[test]
fn the_database_itself_refuses_to_change_an_entry() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let connection = Connection::open(path).unwrap();
    for sql in [
        "UPDATE entries SET payload = '{}' WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 4",
        "INSERT OR REPLACE INTO entries SELECT 2, at, kind, '{}', prev_hash, 'x' FROM entries WHERE seq = 1",
        "INSERT INTO entries SELECT 9, at, kind, payload, prev_hash, 'x' FROM entries WHERE seq = 1",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn other_files_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "These are notes, long enough to be taken for the header of a database file.\n".repeat(20),
    )
    .unwrap();
    let other = folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE pictures (id)").unwrap();
    for path in [&text, &other] {
        let before = std::fs::read(path).unwrap();
        assert!(matches!(SqliteStore::open(path, Access::Create), Err(Error::NotALedger { .. })), "{path:?}");
        assert_eq!(std::fs::read(path).unwrap(), before);
    }
    let none = folder.path().join("none.ledger");
    assert!(matches!(SqliteStore::open(&none, Access::Write), Err(Error::Missing { .. })));
    assert!(!none.exists());
}

#[test]
fn a_newer_ledger_is_refused_by_schema_and_by_rules() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let change = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    change("UPDATE meta SET value = '99' WHERE key = 'rules'");
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(error.contains("rules 99") && error.contains("update Claimbook"), "{error}");
    change("PRAGMA user_version = 99");
    let error = Ledger::open(&path).unwrap_err().to_string();
    assert!(error.contains("schema 99") && error.contains("update Claimbook"), "{error}");
}

#[test]
fn a_ledger_of_the_first_schema_is_upgraded_and_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let new = filled(folder.path());
    let wanted = Ledger::open(&new).unwrap();
    // The first schema held entries alone.
    let old = folder.path().join("old.ledger");
    let connection = Connection::open(&old).unwrap();
    migrations::apply(&connection, 0, 1).unwrap();
    for entry in wanted.entries(0, 100).unwrap() {
        Rows(&connection).append(&entry).unwrap();
    }
    drop(connection);
    let upgraded = Ledger::open(&old).unwrap();
    assert_eq!(upgraded.store.digests().unwrap(), wanted.store.digests().unwrap());
    let all = IncidentFilter::default();
    assert_eq!(upgraded.incidents(&all).unwrap(), wanted.incidents(&all).unwrap());
}

#[test]
fn a_book_opened_to_read_changes_nothing_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let before = std::fs::read(&path).unwrap();
    let mut store = SqliteStore::open(&path, Access::Read).unwrap();
    assert!(store.transact(&mut |w| w.clear(7)).is_err());
    assert!(store.connection.execute("DELETE FROM claims", []).is_err());
    let mut ledger = Ledger::open_to_read(&path).unwrap();
    let (article, report) = sample::boast().build();
    assert!(ledger.add(&[Reading { article: &article, report: &report }]).is_err());
    assert!(ledger.verify(&Default::default()).unwrap().is_good());
    drop((store, ledger));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_older_ledger_is_brought_up_to_date_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = Ledger::open(filled(folder.path())).unwrap();
    let old = folder.path().join("old.ledger");
    let connection = Connection::open(&old).unwrap();
    migrations::apply(&connection, 0, 3).unwrap();
    for entry in wanted.entries(0, 100).unwrap() {
        Rows(&connection).append(&entry).unwrap();
    }
    drop(connection);
    assert!(matches!(SqliteStore::open(&old, Access::Read), Err(Error::Outdated)));
    let read = Ledger::open_to_read(&old).unwrap();
    assert_eq!(read.store.digests().unwrap(), wanted.store.digests().unwrap());
    assert!(read.verify(&Default::default()).unwrap().is_good(), "also its schema is that of a new one");
}

#[test]
fn a_file_without_a_ledger_is_no_empty_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    std::fs::write(&path, "").unwrap();
    // A header alone: what is left where the write-ahead log of a new ledger was removed.
    let header = folder.path().join("header.ledger");
    Connection::open(&header).unwrap().execute_batch("PRAGMA journal_mode = WAL").unwrap();
    for path in [&path, &header] {
        let before = std::fs::read(path).unwrap();
        for access in [Access::Read, Access::Write] {
            let refused = SqliteStore::open(path, access);
            assert!(matches!(refused, Err(Error::Empty { .. })), "{path:?} {access:?}");
        }
        assert_eq!(std::fs::read(path).unwrap(), before);
    }
    SqliteStore::open(&path, Access::Create).unwrap();
}

#[test]
fn views_filled_by_older_rules_are_filled_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let before = Ledger::open(&path).unwrap().store.digests().unwrap();
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("UPDATE incident_reports SET standing = 'denied'; UPDATE meta SET value = '0' WHERE key = 'rules'")
        .unwrap();
    drop(connection);
    assert_eq!(Ledger::open(&path).unwrap().store.digests().unwrap(), before);
}

#[test]
fn every_derived_table_is_digested() {
    let store = SqliteStore::temporary().unwrap();
    let mut tables = store
        .list(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'incident_words_%'
             AND name NOT LIKE 'sqlite_%' AND name <> 'entries' ORDER BY 1",
            Vec::new(),
            |row| row.get::<_, String>(0),
        )
        .unwrap();
    let mut digested: Vec<String> = TABLES.iter().chain(&LINKS).map(|(name, _)| (*name).to_owned()).collect();
    digested.sort();
    tables.sort();
    assert_eq!(tables, digested);
}
