//! What only the PostgreSQL store promises: the schema, its guards and its upgrades.

#[cfg(feature = "tls")]
mod tls;

use super::*;
use crate::filter::IncidentFilter;
use crate::ledger::{Ledger, Reading};
use crate::sample;
use crate::store::contract::contract;
use crate::test_server as server;
use postgres::{Client, NoTls};
use std::path::Path;

fn store(folder: &Path) -> PostgresStore {
    PostgresStore::open(&server::url(folder), Access::Create).unwrap()
}

contract!(|folder| Box::new(store(folder)));

/// Runs statements in a book's schema as anybody may who has the rights.
fn client(folder: &Path) -> Client {
    let address = Address::parse(&server::url(folder)).unwrap();
    let mut client = address.config.connect(NoTls).unwrap();
    client.batch_execute(&format!("SET search_path = {}", migrations::quoted(&address.schema))).unwrap();
    client
}

fn filled(folder: &Path) -> Ledger {
    let mut ledger = Ledger::create_or_open(server::url(folder)).unwrap();
    for telling in [sample::depot(), sample::teacher()] {
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    ledger
}

#[test]
fn a_commit_waits_for_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let show = |name: &str| {
        store(folder.path())
            .session
            .one(&format!("SHOW {name}"), &[], |row| row.try_get::<_, String>(0))
            .unwrap()
    };
    assert_eq!(show("synchronous_commit").as_deref(), Some("on"), "the server of the tests has it off");
}

#[test]
fn the_database_itself_refuses_to_change_an_entry() {
    let folder = tempfile::tempdir().unwrap();
    drop(filled(folder.path()));
    let mut client = client(folder.path());
    let schema = migrations::quoted(&Address::parse(&server::url(folder.path())).unwrap().schema);
    for sql in [
        "UPDATE entries SET payload = '{}' WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 4",
        "TRUNCATE entries",
        "INSERT INTO entries SELECT 2, at, kind, '{}', prev_hash, 'x' FROM entries WHERE seq = 1
             ON CONFLICT (seq) DO UPDATE SET payload = '{}'",
        "INSERT INTO entries SELECT 9, at, kind, payload, prev_hash, 'x' FROM entries WHERE seq = 1",
        "SET session_replication_role = replica; DELETE FROM entries WHERE seq = 4",
        &format!(
            "SET search_path = pg_catalog; INSERT INTO {schema}.entries VALUES (9, '', '', '{{}}', '', 'x')"
        ),
    ] {
        let error = client.batch_execute(sql).unwrap_err();
        let told = error.as_db_error().unwrap().message().to_owned();
        assert!(told.contains("append-only") || told.contains("must follow"), "{sql}: {told}");
    }
}

#[test]
fn other_schemas_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let url = server::url(folder.path());
    let missing = PostgresStore::open(&url, Access::Write).unwrap_err();
    assert!(matches!(missing, Error::Missing { .. }) && missing.to_string().contains("schema="), "{missing}");
    let mut client = client(folder.path());
    let schema = migrations::quoted(&Address::parse(&url).unwrap().schema);
    let there = "SELECT 1 FROM pg_namespace WHERE quote_ident(nspname) = $1";
    assert!(client.query_opt(there, &[&schema]).unwrap().is_none(), "looking makes no schema");
    client.batch_execute(&format!("CREATE SCHEMA {schema}; CREATE TABLE pictures (id int)")).unwrap();
    assert!(matches!(PostgresStore::open(&url, Access::Create), Err(Error::NotALedger { .. })));
    let tables = "SELECT count(*) FROM pg_tables WHERE quote_ident(schemaname) = $1";
    assert_eq!(client.query_one(tables, &[&schema]).unwrap().get::<_, i64>(0), 1);
    client.batch_execute("DROP TABLE pictures").unwrap();
    PostgresStore::open(&url, Access::Create).unwrap();
}

#[test]
fn books_of_one_database_do_not_meet() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [full, empty] = folders.each_ref().map(|f| f.path());
    drop(filled(full));
    let other = Ledger::create_or_open(server::url(empty)).unwrap();
    assert_eq!(other.counts().unwrap().entries, 0);
    assert_eq!(Ledger::open(server::url(full)).unwrap().counts().unwrap().entries, 4);
}

#[test]
fn a_newer_ledger_is_refused_by_schema_and_by_rules() {
    let folder = tempfile::tempdir().unwrap();
    drop(filled(folder.path()));
    let refused = |sql: &str| {
        client(folder.path()).batch_execute(sql).unwrap();
        Ledger::open(server::url(folder.path())).unwrap_err().to_string()
    };
    let error = refused("UPDATE meta SET value = '99' WHERE key = 'rules'");
    assert!(error.contains("rules 99") && error.contains("update Claimbook"), "{error}");
    let error = refused("UPDATE claimbook_schema SET version = 99");
    assert!(error.contains("schema 99") && error.contains("update Claimbook"), "{error}");
}

#[test]
fn a_ledger_of_the_first_schema_is_upgraded_and_replayed() {
    let (new, old) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let wanted = filled(new.path());
    // The first schema held entries alone.
    let address = Address::parse(&server::url(old.path())).unwrap();
    let session = Session::open(&address, false).unwrap();
    migrations::apply(&session, &address, 1).unwrap();
    for entry in wanted.entries(0, 100).unwrap() {
        Rows(&session).append(&entry).unwrap();
    }
    let upgraded = Ledger::open(server::url(old.path())).unwrap();
    assert_eq!(upgraded.store.digests().unwrap(), wanted.store.digests().unwrap());
    let all = IncidentFilter::default();
    assert_eq!(upgraded.incidents(&all).unwrap(), wanted.incidents(&all).unwrap());
}

#[test]
fn views_that_do_not_follow_are_found_and_filled_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = filled(folder.path());
    let before = ledger.store.digests().unwrap();
    client(folder.path()).batch_execute("UPDATE incident_words SET words = words[2:]").unwrap();
    let found = ledger.verify(&Default::default()).unwrap();
    assert_eq!(found.bad_views, ["incident_words"]);
    ledger.rebuild().unwrap();
    assert_eq!(ledger.store.digests().unwrap(), before);
    client(folder.path())
        .batch_execute("UPDATE incident_reports SET standing = 'denied'; UPDATE meta SET value = '0' WHERE key = 'rules'")
        .unwrap();
    assert_eq!(Ledger::open(server::url(folder.path())).unwrap().store.digests().unwrap(), before);
}

#[test]
fn the_schema_is_described_as_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let made = health::describe(&store.session).unwrap().join("\n") + "\n";
    assert_eq!(
        made,
        include_str!("../../../migrations/postgres/schema.txt"),
        "after a new step, take the left side as migrations/postgres/schema.txt\n{made}"
    );
}

#[test]
fn the_check_of_indexes_is_used_where_the_server_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let url = server::url(folder.path());
    let mut maker = Address::parse(&url).unwrap().config.connect(NoTls).unwrap();
    maker.batch_execute("CREATE DATABASE checked").unwrap();
    let url = url.replace("///postgres?", "///checked?");
    let mut ledger = Ledger::create_or_open(&url).unwrap();
    let (article, report) = sample::depot().build();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    let mut client = Address::parse(&url).unwrap().config.connect(NoTls).unwrap();
    client.batch_execute("CREATE EXTENSION amcheck").unwrap();
    assert!(ledger.verify(&Default::default()).unwrap().is_good());
    // In the place of the extension's, one that finds something: real damage is not to be had from here.
    client
        .batch_execute(
            "DROP EXTENSION amcheck; CREATE SCHEMA other; CREATE EXTENSION amcheck SCHEMA other;
             CREATE OR REPLACE FUNCTION other.bt_index_check(index regclass, heapallindexed boolean) RETURNS void LANGUAGE plpgsql AS $$
             BEGIN IF $1::text LIKE '%claims_pkey' THEN RAISE EXCEPTION 'item order'; END IF; END $$",
        )
        .unwrap();
    let found = ledger.verify(&Default::default()).unwrap();
    assert_eq!(found.database, ["index claims_pkey: ERROR: item order"]);
}

#[test]
fn a_schema_that_was_changed_is_told() {
    for (sql, told) in [
        ("ALTER TABLE entries DISABLE TRIGGER entries_no_change", "trigger entries_no_change"),
        ("DROP INDEX claims_by_speaker", "index claims_by_speaker"),
        (
            "CREATE OR REPLACE FUNCTION entries_stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
            "trigger entries_no_change",
        ),
        ("CREATE RULE none AS ON INSERT TO claims DO INSTEAD NOTHING", "rule none"),
        ("ALTER TABLE claims ALTER COLUMN act DROP NOT NULL", "column claims.act"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let ledger = filled(folder.path());
        client(folder.path()).batch_execute(sql).unwrap();
        let found = ledger.verify(&Default::default()).unwrap();
        assert!(found.schema.iter().any(|line| line.starts_with(told)), "{sql}: {:?}", found.schema);
        assert!(!found.is_good());
    }
}

#[test]
fn a_book_opened_to_read_changes_nothing_and_statements_end() {
    let folder = tempfile::tempdir().unwrap();
    drop(filled(folder.path()));
    let mut store = PostgresStore::open(&server::url(folder.path()), Access::Read).unwrap();
    assert!(store.transact(&mut |w| w.clear(7)).is_err());
    assert!(store.session.batch("DELETE FROM claims", "trying").is_err());
    store.session.batch("SET statement_timeout = 20", "hurrying").unwrap();
    assert!(matches!(store.session.batch("SELECT pg_sleep(5)", "sleeping"), Err(Error::Slow { .. })));
    let limit = super::tests::store(folder.path());
    let limit = limit.session.one("SHOW statement_timeout", &[], |row| row.try_get::<_, String>(0)).unwrap();
    assert_eq!(limit.as_deref(), Some("10min"));
}

#[test]
fn a_work_that_panics_leaves_the_connection_usable() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = store.transact(&mut |w| {
            w.clear(7)?;
            panic!("in the middle")
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(store.rules().unwrap(), 0);
    store.transact(&mut |w| w.clear(8)).unwrap();
    assert_eq!(store.rules().unwrap(), 8);
}

#[test]
fn a_connection_that_the_server_closed_is_made_anew_but_never_within_a_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let mut other = client(folder.path());
    let mut hang_up = |store: &dyn Fn() -> i32| {
        other.execute("SELECT pg_terminate_backend($1, 5000)", &[&store()]).unwrap();
    };
    let backend = |session: &Session| {
        session.one("SELECT pg_backend_pid()", &[], |row| row.try_get(0)).unwrap().unwrap()
    };
    hang_up(&|| backend(&store.session));
    assert!(store.rules().is_err());
    assert_eq!(store.rules().unwrap(), 0);
    store.transact(&mut |w| w.clear(3)).unwrap();
    let transaction = store.session.begin("READ COMMITTED").unwrap();
    Rows(&store.session).clear(4).unwrap();
    hang_up(&|| backend(&store.session));
    for _ in 0..3 {
        assert!(Rows(&store.session).clear(5).is_err(), "half a transaction is not to go on by itself");
    }
    assert!(transaction.commit().is_err());
    assert_eq!(store.rules().unwrap(), 3);
}

#[test]
fn every_derived_table_is_digested_and_all_text_sorts_by_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let list = |sql: &str| store.session.list(sql, &[], |row| row.try_get::<_, String>(0)).unwrap();
    let tables = list(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()
         AND tablename NOT IN ('entries', 'claimbook_schema') ORDER BY 1",
    );
    let mut digested: Vec<String> = TABLES.iter().chain(&LINKS).map(|(name, _)| (*name).to_owned()).collect();
    digested.sort();
    assert_eq!(tables, digested);
    let otherwise = list(
        "SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = current_schema() AND data_type IN ('text', 'ARRAY') AND collation_name IS DISTINCT FROM 'C'",
    );
    assert_eq!(otherwise, [""; 0]);
}
