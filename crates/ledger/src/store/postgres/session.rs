//! One connection to a PostgreSQL server.
//!
//! Owns: prepared statements, transactions, and how failures become ours. In: statements and parameters. Out: rows.
//! Refuses: to know a table.
//!
//! The library wants its client to itself even for reading, while a book may be read through a shared reference: hence
//! the cell. It is borrowed for one statement at a time, so no two borrows meet.

use super::address::Address;
use super::tls;
use crate::error::{Error, Result};
use crate::store::select::Value;
use bytes::{BufMut, BytesMut};
use postgres::error::SqlState;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Row, Statement};
use std::cell::{RefCell, RefMut};
use std::collections::HashMap;
use std::io::{self, Write};

/// How long a writer waits for another one.
const WAIT: &str = "20s";
/// How long one statement may take; the longest reads a table of a large book.
const LONGEST: &str = "10min";
/// Different statements kept prepared.
const PREPARED: usize = 128;

/// What a stream of rows in the server's binary form begins with: its name, no flags, no more of a header.
const COPY_BEGINS: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// Bytes of rows sent together. The library's own writer sends every few kilobytes, and each time two processes take turns.
const COPY_AT_A_TIME: usize = 256 << 10;

/// Parameters of a statement.
pub(super) type Params<'p> = &'p [&'p (dyn ToSql + Sync)];

pub(super) struct Session {
    address: Address,
    /// Nothing can be changed through it.
    reads: bool,
    open: RefCell<Open>,
}

struct Open {
    client: Client,
    prepared: HashMap<String, Statement>,
    /// In a transaction.
    within: bool,
}

impl Open {
    /// Connects; every name is then looked up in the schema of the address, whether there is one or not.
    fn new(address: &Address, reads: bool) -> Result<Self> {
        let mut client = tls::connect(address)?;
        let set =
            "SELECT set_config('search_path', quote_ident($1), false), set_config('lock_timeout', $2, false)";
        client.execute(set, &[&address.schema, &WAIT]).map_err(failed("connecting to the server"))?;
        // Lists are planned for the words they ask: what is common is walked, what is rare is looked up.
        let plan = "SELECT set_config('plan_cache_mode', 'force_custom_plan', false)";
        client.execute(plan, &[]).map_err(failed("connecting to the server"))?;
        // An acknowledged transaction is on disk, even where the server is set to be hasty.
        let durable = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
        client.execute(durable, &[]).map_err(failed("connecting to the server"))?;
        // A server that hangs is not to hang the program; who set a limit of their own keeps it.
        let limit = "SELECT set_config('statement_timeout', $1, false) WHERE current_setting('statement_timeout') = '0'";
        client.execute(limit, &[&LONGEST]).map_err(failed("connecting to the server"))?;
        // The usual compression of long texts takes longer than recording them; who set one of their own keeps it.
        let quick = "SELECT set_config('default_toast_compression', 'lz4', false) FROM pg_settings
            WHERE name = 'default_toast_compression' AND source = 'default' AND 'lz4' = ANY (enumvals)";
        client.execute(quick, &[]).map_err(failed("connecting to the server"))?;
        if reads {
            let reads = "SELECT set_config('default_transaction_read_only', 'on', false)";
            client.execute(reads, &[]).map_err(failed("connecting to the server"))?;
        }
        Ok(Self { client, prepared: HashMap::new(), within: false })
    }

    /// A statement, prepared once.
    fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        if self.prepared.len() == PREPARED {
            self.prepared.clear();
        }
        let statement = self.client.prepare(sql).map_err(failed("preparing a statement"))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Session {
    /// Connects; with `reads`, for reading alone.
    pub(super) fn open(address: &Address, reads: bool) -> Result<Self> {
        Ok(Self { address: address.clone(), reads, open: RefCell::new(Open::new(address, reads)?) })
    }

    /// The connection; a new one when the server closed it, which is known from the second call on.
    fn connection(&self) -> Result<RefMut<'_, Open>> {
        let mut open = self.open.borrow_mut();
        if open.client.is_closed() && !open.within {
            *open = Open::new(&self.address, self.reads)?;
        }
        Ok(open)
    }

    /// Runs `work` with the client and a prepared statement.
    fn with<T>(
        &self,
        sql: &str,
        doing: &'static str,
        work: impl FnOnce(&mut Client, &Statement) -> Result<T, postgres::Error>,
    ) -> Result<T> {
        let open = &mut *self.connection()?;
        let statement = &open.statement(sql)?;
        work(&mut open.client, statement).map_err(failed(doing))
    }

    /// Changes rows; gives their number.
    pub(super) fn run(&self, sql: &str, params: Params<'_>) -> Result<u64> {
        self.with(sql, "writing", |client, statement| client.execute(statement, params))
    }

    /// Every row of a query.
    pub(super) fn list<T>(
        &self,
        sql: &str,
        params: Params<'_>,
        read: impl FnMut(&Row) -> Result<T, postgres::Error>,
    ) -> Result<Vec<T>> {
        self.with(sql, "querying", |client, statement| {
            client.query(statement, params)?.iter().map(read).collect()
        })
    }

    /// The first row of a query.
    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: Params<'_>,
        read: impl FnMut(&Row) -> Result<T, postgres::Error>,
    ) -> Result<Option<T>> {
        Ok(self.list(sql, params, read)?.into_iter().next())
    }

    /// Gives each row of a query to `read` as it comes, for more rows than fit into memory.
    pub(super) fn each(
        &self,
        sql: &str,
        mut read: impl FnMut(&Row) -> Result<(), postgres::Error>,
    ) -> Result<()> {
        use postgres::fallible_iterator::FallibleIterator;
        self.with(sql, "querying", |client, statement| {
            let none: [&str; 0] = [];
            client.query_raw(statement, none)?.for_each(|row| read(&row))
        })
    }

    /// Streams rows into a table; `rows` hands them over, in the order of the columns.
    pub(super) fn copy(
        &self,
        table: &str,
        columns: &[(&str, Type)],
        rows: impl FnOnce(&mut dyn FnMut(Params<'_>) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let open = &mut *self.connection()?;
        let statement = open.statement(&format!("COPY {table} ({}) FROM STDIN BINARY", names.join(", ")))?;
        let mut out = open.client.copy_in(&statement).map_err(failed("writing"))?;
        let mut waiting = BytesMut::from(COPY_BEGINS);
        rows(&mut |row| {
            waiting.put_i16(row.len() as i16);
            for (value, (_, of)) in row.iter().zip(columns) {
                let at = waiting.len();
                waiting.put_i32(0);
                let null = value
                    .to_sql_checked(of, &mut waiting)
                    .map_err(|cause| Error::Database { doing: "writing", cause })?;
                let bytes = if matches!(null, IsNull::Yes) { -1 } else { (waiting.len() - at - 4) as i32 };
                waiting[at..at + 4].copy_from_slice(&bytes.to_be_bytes());
            }
            if waiting.len() >= COPY_AT_A_TIME {
                out.write_all(&waiting).map_err(unsent)?;
                waiting.clear();
            }
            Ok(())
        })?;
        waiting.put_i16(-1);
        out.write_all(&waiting).map_err(unsent)?;
        out.finish().map(|_| ()).map_err(failed("writing"))
    }

    /// Several statements without parameters.
    pub(super) fn batch(&self, sql: &str, doing: &'static str) -> Result<()> {
        self.connection()?.client.batch_execute(sql).map_err(failed(doing))
    }

    /// Begins a transaction of a kind, for instance `READ COMMITTED`.
    pub(super) fn begin(&self, kind: &str) -> Result<Transaction<'_>> {
        self.batch(&format!("BEGIN ISOLATION LEVEL {kind}"), "beginning a transaction")?;
        self.open.borrow_mut().within = true;
        Ok(Transaction { session: self, open: true })
    }
}

/// A transaction; what is dropped before [`Transaction::commit`] is rolled back.
pub(super) struct Transaction<'s> {
    session: &'s Session,
    open: bool,
}

impl Transaction<'_> {
    pub(super) fn commit(mut self) -> Result<()> {
        self.open = false;
        let done = self.session.batch("COMMIT", "committing");
        self.session.open.borrow_mut().within = false;
        done
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            // Without a connection the server does it by itself.
            let _ = self.session.batch("ROLLBACK", "rolling back");
            self.session.open.borrow_mut().within = false;
        }
    }
}

/// How a failure of the library becomes one of ours.
pub(super) fn failed(doing: &'static str) -> impl Fn(postgres::Error) -> Error {
    move |cause| match cause.code() {
        Some(&(SqlState::LOCK_NOT_AVAILABLE | SqlState::T_R_DEADLOCK_DETECTED)) => Error::Busy,
        Some(&SqlState::QUERY_CANCELED) => Error::Slow { doing },
        _ => Error::Database { doing, cause: Box::new(cause) },
    }
}

/// The same of what could not be streamed.
fn unsent(error: io::Error) -> Error {
    match error.downcast::<postgres::Error>() {
        Ok(cause) => failed("writing")(cause),
        Err(error) => Error::Database { doing: "writing", cause: Box::new(error) },
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        of: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.to_sql(of, out),
            Self::Integer(number) if *of == Type::INT2 => i16::try_from(*number)?.to_sql(of, out),
            Self::Integer(number) if *of == Type::INT4 => i32::try_from(*number)?.to_sql(of, out),
            Self::Integer(number) => number.to_sql(of, out),
            Self::Real(number) => number.to_sql(of, out),
            Self::Words(words) => words.to_sql(of, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
