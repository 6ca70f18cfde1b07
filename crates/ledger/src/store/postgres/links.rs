//! The links in a PostgreSQL ledger.
//!
//! Owns: the statements over the `link_` tables. In: a connection. Out: rows of the seam. Refuses: to judge, and to begin
//! or end a transaction.

use super::rows::{Rows, flag};
use crate::error::Result;
use crate::store::{Held, LinkRow, LinkWriter, Links};
use claimbook_link::{Around, Number, Pair, REACH, Rank};
use postgres::Row;
use std::collections::BTreeSet;

/// Rows sent to the server at a time.
const AT_A_TIME: usize = 5_000;

const ROW: &str = "SELECT number, article, home, profile FROM link_accounts";
const PAIR: &str = "SELECT a, b, odds, joins, said FROM link_pairs";

fn row_of(row: &Row) -> Result<LinkRow, postgres::Error> {
    Ok(LinkRow {
        number: row.try_get(0)?,
        article: row.try_get(1)?,
        home: row.try_get(2)?,
        profile: row.try_get(3)?,
    })
}

fn pair_of(row: &Row) -> Result<Pair, postgres::Error> {
    let odds: f64 = row.try_get(2)?;
    let set = |at: usize| row.try_get::<_, i16>(at).map(|flag| flag == 1);
    Ok(Pair { a: row.try_get(0)?, b: row.try_get(1)?, odds: odds as f32, joins: set(3)?, said: set(4)? })
}

impl Links for Rows<'_> {
    fn link_name(&self) -> Result<Option<String>> {
        self.0.one("SELECT name FROM link_made", &[], |row| row.try_get(0))
    }

    fn unlinked(&self) -> Result<Vec<String>> {
        self.0.list("SELECT article FROM link_unlinked ORDER BY article", &[], |row| row.try_get(0))
    }

    fn count_linked(&self) -> Result<u64> {
        let found = self.0.one("SELECT count(*) FROM link_accounts", &[], |row| row.try_get::<_, i64>(0))?;
        Ok(found.unwrap_or(0).unsigned_abs())
    }

    fn linked_rows(&self, numbers: Option<&[Number]>) -> Result<Vec<LinkRow>> {
        match numbers {
            None => self.0.list(&format!("{ROW} ORDER BY number"), &[], row_of),
            Some(numbers) => {
                self.0.list(&format!("{ROW} WHERE number = ANY($1) ORDER BY number"), &[&numbers], row_of)
            }
        }
    }

    fn linked_articles(&self, numbers: &[Number]) -> Result<BTreeSet<String>> {
        let sql = "SELECT DISTINCT article FROM link_accounts WHERE number = ANY($1)";
        Ok(self.0.list(sql, &[&numbers], |row| row.try_get(0))?.into_iter().collect())
    }

    fn homes(&self, numbers: Option<&[Number]>) -> Result<Vec<(Number, Number)>> {
        let sql = "SELECT number, home FROM link_accounts";
        let read = |row: &Row| Ok((row.try_get(0)?, row.try_get(1)?));
        match numbers {
            None => self.0.list(&format!("{sql} ORDER BY number"), &[], read),
            Some(numbers) => {
                self.0.list(&format!("{sql} WHERE number = ANY($1) ORDER BY number"), &[&numbers], read)
            }
        }
    }

    fn at_home(&self, home: Number) -> Result<Vec<Number>> {
        let sql = "SELECT number FROM link_accounts WHERE home = $1 ORDER BY number";
        self.0.list(sql, &[&home], |row| row.try_get(0))
    }

    fn linked_of(&self, article: &str) -> Result<Vec<Number>> {
        let sql = "SELECT number FROM link_accounts WHERE article = $1 ORDER BY number";
        self.0.list(sql, &[&article], |row| row.try_get(0))
    }

    fn around(&self, key: i64, rank: Rank) -> Result<Around> {
        let side = |than: &str, order: &str| {
            let sql = format!(
                "SELECT published, number FROM link_keys WHERE key = $1 AND (published, number) {than} ($2, $3)
                 ORDER BY published {order}, number {order} LIMIT {REACH}"
            );
            self.0.list(&sql, &[&key, &rank.0, &rank.1], |row| Ok((row.try_get(0)?, row.try_get(1)?)))
        };
        Ok((side("<", "DESC")?, side(">", "ASC")?))
    }

    fn pairs(&self, of: Option<&[Number]>) -> Result<Vec<Pair>> {
        let Some(of) = of else {
            return self.0.list(&format!("{PAIR} WHERE a < b ORDER BY a, b"), &[], pair_of);
        };
        // From the side asked for, then turned, so that the key finds them.
        let sql = "SELECT DISTINCT least(a, b), greatest(a, b), odds, joins, said FROM link_pairs
                   WHERE a = ANY($1) ORDER BY 1, 2";
        self.0.list(sql, &[&of], pair_of)
    }
}

impl LinkWriter for Rows<'_> {
    fn clear_links(&mut self, name: &str) -> Result<()> {
        self.0.batch(
            "TRUNCATE link_made, link_unlinked, link_accounts, link_keys, link_pairs;
             INSERT INTO link_unlinked SELECT article FROM reports WHERE current = 1",
            "clearing the links",
        )?;
        self.run("INSERT INTO link_made (name) VALUES ($1)", &[&name])
    }

    fn put_linked(&mut self, rows: &[LinkRow]) -> Result<()> {
        let sql = "INSERT INTO link_accounts (number, article, home, profile)
                   SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[])";
        rows.chunks(AT_A_TIME).try_for_each(|rows| {
            let numbers: Vec<Number> = rows.iter().map(|r| r.number).collect();
            let articles: Vec<&str> = rows.iter().map(|r| r.article.as_str()).collect();
            let homes: Vec<Number> = rows.iter().map(|r| r.home).collect();
            let profiles: Vec<&[u8]> = rows.iter().map(|r| r.profile.as_slice()).collect();
            self.run(sql, &[&numbers, &articles, &homes, &profiles])
        })
    }

    fn put_held(&mut self, held: &[Held]) -> Result<()> {
        let sql = "INSERT INTO link_keys (key, published, number)
                   SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[])";
        held.chunks(AT_A_TIME).try_for_each(|held| {
            let (keys, days, numbers) = columns(held);
            self.run(sql, &[&keys, &days, &numbers])
        })
    }

    fn remove_linked(&mut self, number: Number, held: &[Held]) -> Result<()> {
        let (keys, _, _) = columns(held);
        self.run("DELETE FROM link_keys WHERE key = ANY($1) AND number = $2", &[&keys, &number])?;
        let others = "SELECT b FROM link_pairs WHERE a = $1";
        self.run(&format!("DELETE FROM link_pairs WHERE b = $1 AND a IN ({others})"), &[&number])?;
        self.run("DELETE FROM link_pairs WHERE a = $1", &[&number])?;
        self.run("DELETE FROM link_accounts WHERE number = $1", &[&number])
    }

    fn put_pairs(&mut self, pairs: &[Pair]) -> Result<()> {
        let sql = "INSERT INTO link_pairs (a, b, odds, joins, said)
                   SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::smallint[], $5::smallint[])
                   ON CONFLICT (a, b) DO UPDATE
                   SET odds = excluded.odds, joins = excluded.joins, said = excluded.said";
        pairs.chunks(AT_A_TIME).try_for_each(|pairs| {
            let a: Vec<Number> = pairs.iter().map(|p| p.a).collect();
            let b: Vec<Number> = pairs.iter().map(|p| p.b).collect();
            let odds: Vec<f64> = pairs.iter().map(|p| f64::from(p.odds)).collect();
            let joins: Vec<i16> = pairs.iter().map(|p| flag(p.joins)).collect();
            let said: Vec<i16> = pairs.iter().map(|p| flag(p.said)).collect();
            self.run(sql, &[&a, &b, &odds, &joins, &said])?;
            self.run(sql, &[&b, &a, &odds, &joins, &said])
        })
    }

    fn drop_pair(&mut self, a: Number, b: Number) -> Result<()> {
        let sql = "DELETE FROM link_pairs WHERE a = $1 AND b = $2";
        self.run(sql, &[&a, &b])?;
        self.run(sql, &[&b, &a])
    }

    fn drop_pairs(&mut self) -> Result<()> {
        self.run("DELETE FROM link_pairs", &[])
    }

    fn put_homes(&mut self, homes: &[(Number, Number)]) -> Result<()> {
        let sql = "UPDATE link_accounts AS l SET home = n.home
                   FROM unnest($1::bigint[], $2::bigint[]) AS n (number, home)
                   WHERE l.number = n.number AND l.home <> n.home";
        homes.chunks(AT_A_TIME).try_for_each(|homes| {
            let (numbers, homes): (Vec<Number>, Vec<Number>) = homes.iter().copied().unzip();
            self.run(sql, &[&numbers, &homes])
        })
    }

    fn all_linked(&mut self) -> Result<()> {
        self.run("DELETE FROM link_unlinked", &[])
    }
}

fn columns(held: &[Held]) -> (Vec<i64>, Vec<i32>, Vec<Number>) {
    let keys = held.iter().map(|h| h.0).collect();
    let days = held.iter().map(|h| h.1.0).collect();
    (keys, days, held.iter().map(|h| h.1.1).collect())
}
