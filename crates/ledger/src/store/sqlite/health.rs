//! Whether a ledger file is sound, and a sound one in its place.
//!
//! Owns: the checks of SQLite itself, the comparison of schemas, and writing a file anew. In: a connection. Out: what is
//! wrong, a sentence each. Refuses: to judge entries, which stand above the seam.

use super::{SqliteStore, failed};
use crate::error::{Error, Result};
use crate::store::{Store, Writer};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

/// Flaws named; one is enough to know.
const NAMED: usize = 20;
/// Entries copied at a time.
const AT_A_TIME: usize = 256;

/// What SQLite finds wrong with pages, rows, indexes and the word index.
pub(super) fn damage(connection: &Connection) -> Result<Vec<String>> {
    super::digest::word_list(connection)?;
    let found = || -> rusqlite::Result<Vec<String>> {
        let mut statement = connection.prepare(&format!("PRAGMA integrity_check({NAMED})"))?;
        let found: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut damage: Vec<String> = found.into_iter().filter(|line| line != "ok").collect();
        damage.extend(cut_short(connection)?);
        if damage.is_empty() { lost_words(connection) } else { Ok(damage) }
    };
    match found().map_err(failed("checking its pages")) {
        // What cannot even be checked is damaged.
        Err(Error::Database { cause, .. }) => Ok(vec![cause.to_string()]),
        found => found,
    }
}

/// What is wrong with the length of the file: it ends within a page, which SQLite takes for zeros. While there is a write-ahead
/// log, the file may lag behind it.
fn cut_short(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let Some(path) = connection.path().filter(|path| !path.is_empty()) else { return Ok(None) };
    let length = |path: &str| fs::metadata(path).map_or(0, |file| file.len());
    let page: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let bytes = length(path);
    let whole = bytes.is_multiple_of(page.unsigned_abs().max(1)) || length(&format!("{path}-wal")) > 0;
    Ok((!whole).then(|| format!("its {bytes} bytes are no whole pages: the file was cut off")))
}

/// Words that a search does not find everywhere the word index has them. The check of the word index itself reads it from end
/// to end and does not see a wrong turn on the way to a word.
fn lost_words(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut lost = Vec::new();
    let mut words = connection.prepare("SELECT term, doc FROM temp.incident_word_sums")?;
    let mut search =
        connection.prepare("SELECT count(*) FROM incident_words WHERE incident_words MATCH ?")?;
    let mut rows = words.query([])?;
    while let Some(row) = rows.next()? {
        let (word, wanted): (String, i64) = (row.get(0)?, row.get(1)?);
        let found: i64 =
            search.query_row([format!("\"{}\"", word.replace('"', "\"\""))], |row| row.get(0))?;
        if found != wanted && lost.len() < NAMED {
            lost.push(format!("a search for '{word}' finds {found} of {wanted} incident reports"));
        }
    }
    Ok(lost)
}

/// One object of a schema: kind, name, table and text.
type Object = (String, String, String, Option<String>);

/// Names of objects that a schema has otherwise than a new one.
pub(super) fn schema_changes(connection: &Connection) -> Result<Vec<String>> {
    static MADE: OnceLock<BTreeSet<Object>> = OnceLock::new();
    let wanted = match MADE.get() {
        Some(made) => made,
        None => {
            let made = schema(&SqliteStore::temporary()?.connection)?;
            MADE.get_or_init(|| made)
        }
    };
    let names: BTreeSet<String> = schema(connection)?
        .symmetric_difference(wanted)
        .map(|(kind, name, ..)| format!("{kind} {name}"))
        .collect();
    Ok(names.into_iter().collect())
}

fn schema(connection: &Connection) -> Result<BTreeSet<Object>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema";
    let mut statement = connection.prepare(sql).map_err(failed("reading its schema"))?;
    let objects = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .map_err(failed("reading its schema"))?;
    objects.collect::<rusqlite::Result<_>>().map_err(failed("reading its schema"))
}

/// Writes a whole new file over the one of a store, in one transaction: the same entries, and what `fill` makes of them.
pub(super) fn remake(
    store: &mut SqliteStore,
    fill: &mut dyn FnMut(&mut dyn Writer) -> Result<()>,
) -> Result<()> {
    let doing = "writing it anew";
    // In this mode the lock of a transaction is kept beyond its end, until the mode is left and the file read again.
    let hold = "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;";
    store.connection.execute_batch(hold).map_err(failed(doing))?;
    let done = copy(store, fill).and_then(|copy| {
        let backup = Backup::new(&copy.connection, &mut store.connection).map_err(failed(doing))?;
        match backup.step(-1).map_err(failed(doing))? {
            StepResult::Done => Ok(()),
            _ => Err(Error::Busy),
        }
    });
    let release = "PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema;";
    let released = store.connection.execute_batch(release).map_err(failed(doing));
    done.and(released)
}

fn copy(store: &SqliteStore, fill: &mut dyn FnMut(&mut dyn Writer) -> Result<()>) -> Result<SqliteStore> {
    let page = store.connection.query_row("PRAGMA page_size", [], |row| row.get(0));
    let mut copy = SqliteStore::temporary_with(page.map_err(failed("reading its pages"))?)?;
    let mut last = 0;
    loop {
        let entries = store.entries(last, AT_A_TIME)?;
        let Some(end) = entries.last() else { break };
        last = end.seq;
        copy.transact(&mut |writer| entries.iter().try_for_each(|entry| writer.append(entry)))?;
    }
    copy.transact(fill)?;
    Ok(copy)
}
