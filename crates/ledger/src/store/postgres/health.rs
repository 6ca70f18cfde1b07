//! Whether a schema is sound.
//!
//! Owns: the description of a book's tables, indexes and triggers, and the check of indexes where the server has one. In: a
//! connection. Out: what is wrong, a sentence each. Refuses: to mend, and to judge entries.

use super::session::Session;
use crate::error::Result;
use std::collections::BTreeSet;

/// What the steps of the schema make, a line each; written by hand with them and held against them by a test.
const SCHEMA: &str = include_str!("../../../migrations/postgres/schema.txt");

/// The same of the schema at hand. Texts that versions of the server write differently stay out; of functions stands what
/// they do.
const DESCRIBE: &str = "
    WITH own AS (
        SELECT c.oid, c.relname, c.relkind FROM pg_class AS c
        WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relkind IN ('r', 'v')
    )
    SELECT rtrim(line) FROM (
    SELECT CASE relkind WHEN 'r' THEN 'table ' ELSE 'view ' END || relname FROM own
    UNION ALL
    SELECT 'column ' || o.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || coalesce(' ' || l.collname, '')
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    FROM own AS o JOIN pg_attribute AS a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
    LEFT JOIN pg_attrdef AS d ON d.adrelid = o.oid AND d.adnum = a.attnum AND o.relkind = 'r'
    UNION ALL
    SELECT 'index ' || i.relname || ' on ' || o.relname || ' using ' || m.amname
           || CASE WHEN x.indisunique THEN ' unique' ELSE '' END || CASE WHEN x.indisvalid THEN '' ELSE ' invalid' END
           || (SELECT string_agg(' ' || pg_get_indexdef(i.oid, n, true), '' ORDER BY n)
               FROM generate_series(1, x.indnatts) AS n)
           || coalesce(' where ' || pg_get_expr(x.indpred, x.indrelid), '')
    FROM own AS o JOIN pg_index AS x ON x.indrelid = o.oid JOIN pg_class AS i ON i.oid = x.indexrelid
    JOIN pg_am AS m ON m.oid = i.relam
    UNION ALL
    SELECT 'constraint ' || t.conname || ' on ' || o.relname || ' ' || t.contype::text
           || coalesce((SELECT string_agg(' ' || a.attname, '' ORDER BY a.attnum) FROM pg_attribute AS a
                        WHERE a.attrelid = o.oid AND a.attnum = ANY (t.conkey)), '')
           || coalesce(' to ' || (SELECT r.relname FROM pg_class AS r WHERE r.oid = t.confrelid), '')
           || ' ' || t.confdeltype::text
    FROM own AS o JOIN pg_constraint AS t ON t.conrelid = o.oid AND t.contype IN ('p', 'u', 'f', 'c')
    UNION ALL
    SELECT 'trigger ' || g.tgname || ' on ' || o.relname || ' ' || g.tgtype || ' ' || g.tgenabled::text || ' ' || f.proname
           || ' ' || md5(f.prosrc)
    FROM own AS o JOIN pg_trigger AS g ON g.tgrelid = o.oid AND NOT g.tgisinternal JOIN pg_proc AS f ON f.oid = g.tgfoid
    UNION ALL
    SELECT 'rule ' || r.rulename || ' on ' || o.relname
    FROM own AS o JOIN pg_rewrite AS r ON r.ev_class = o.oid AND o.relkind = 'r'
    ) AS described (line)";

/// What the schema has otherwise than it is made.
pub(super) fn schema_changes(session: &Session) -> Result<Vec<String>> {
    let has: BTreeSet<String> = describe(session)?.into_iter().collect();
    let wanted: BTreeSet<String> = SCHEMA.lines().map(str::to_owned).collect();
    Ok(has.symmetric_difference(&wanted).cloned().collect())
}

/// A line for each table, column, index, constraint and trigger.
pub(super) fn describe(session: &Session) -> Result<Vec<String>> {
    let mut lines: Vec<String> = session.list(DESCRIBE, &[], |row| row.try_get(0))?;
    lines.sort_unstable();
    Ok(lines)
}

/// What the server finds wrong with indexes, where its extension `amcheck` is installed and may be used. Pages have
/// checksums of the server's own.
pub(super) fn damage(session: &Session) -> Result<Vec<String>> {
    let schema =
        "SELECT n.nspname::text FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
        WHERE e.extname = 'amcheck'";
    let Some(schema) = session.one(schema, &[], |row| row.try_get::<_, String>(0))? else {
        return Ok(Vec::new());
    };
    let schema = super::migrations::quoted(&schema);
    let may = format!(
        "SELECT has_function_privilege('{}.bt_index_check(regclass, boolean)', 'execute')",
        schema.replace('\'', "''")
    );
    if session.one(&may, &[], |row| row.try_get(0))? != Some(true) {
        return Ok(Vec::new());
    }
    let indexes = "SELECT i.relname::text FROM pg_class AS i JOIN pg_am AS m ON m.oid = i.relam
        WHERE i.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND i.relkind = 'i' AND m.amname = 'btree' ORDER BY 1";
    let mut found = Vec::new();
    for index in session.list(indexes, &[], |row| row.try_get::<_, String>(0))? {
        let check = format!(
            "SELECT {schema}.bt_index_check(format('%I.%I', current_schema(), $1::text)::regclass, true)::text"
        );
        // A flaw is an error, and would end the transaction that the book is verified in.
        session.batch("SAVEPOINT checking", "checking indexes")?;
        match session.list(&check, &[&index], |_| Ok(())) {
            Ok(_) => {}
            Err(crate::Error::Database { cause, .. }) => {
                found.push(format!("index {index}: {}", told(cause.as_ref())));
                session.batch("ROLLBACK TO SAVEPOINT checking", "checking indexes")?;
            }
            Err(other) => return Err(other),
        }
    }
    Ok(found)
}

fn told(error: &(dyn std::error::Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
