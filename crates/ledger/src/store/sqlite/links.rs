//! The links in a SQLite ledger.
//!
//! Owns: the statements over the `link_` tables. In: a connection. Out: rows of the seam. Refuses: to judge, and to begin
//! or end a transaction.

use super::failed;
use super::rows::Rows;
use crate::error::Result;
use crate::store::{Held, LinkRow, LinkWriter, Links};
use claimbook_link::{Around, Number, Pair, REACH, Rank};
use rusqlite::{Row, params};
use std::collections::{BTreeMap, BTreeSet};

const ROW: &str = "SELECT number, article, home, profile FROM link_accounts";
const PAIR: &str = "SELECT a, b, odds, joins, said FROM link_pairs";

fn row_of(row: &Row<'_>) -> rusqlite::Result<LinkRow> {
    Ok(LinkRow { number: row.get(0)?, article: row.get(1)?, home: row.get(2)?, profile: row.get(3)? })
}

/// A pair as its own, not as the other side's.
fn pair_of(row: &Row<'_>) -> rusqlite::Result<Pair> {
    let (a, b): (Number, Number) = (row.get(0)?, row.get(1)?);
    let odds: f64 = row.get(2)?;
    Ok(Pair { a: a.min(b), b: a.max(b), odds: odds as f32, joins: row.get(3)?, said: row.get(4)? })
}

impl Rows<'_> {
    /// What a query with one parameter gives for each number, in their order.
    fn of_each<T>(
        &self,
        sql: &str,
        numbers: &[Number],
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut out = Vec::with_capacity(numbers.len());
        for number in numbers {
            out.extend(self.list(sql, [number], &read)?);
        }
        Ok(out)
    }
}

/// Each number once, in order.
fn ascending(numbers: &[Number]) -> Vec<Number> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

impl Links for Rows<'_> {
    fn link_name(&self) -> Result<Option<String>> {
        self.one("SELECT name FROM link_made", [], |row| row.get(0))
    }

    fn unlinked(&self) -> Result<Vec<String>> {
        self.list("SELECT article FROM link_unlinked ORDER BY article", [], |row| row.get(0))
    }

    fn count_linked(&self) -> Result<u64> {
        let found = self.one("SELECT count(*) FROM link_accounts", [], |row| row.get::<_, i64>(0))?;
        Ok(found.unwrap_or(0).unsigned_abs())
    }

    fn linked_rows(&self, numbers: Option<&[Number]>) -> Result<Vec<LinkRow>> {
        match numbers {
            None => self.list(&format!("{ROW} ORDER BY number"), [], row_of),
            Some(numbers) => self.of_each(&format!("{ROW} WHERE number = ?"), &ascending(numbers), row_of),
        }
    }

    fn linked_articles(&self, numbers: &[Number]) -> Result<BTreeSet<String>> {
        let sql = "SELECT article FROM link_accounts WHERE number = ?";
        Ok(self.of_each(sql, numbers, |row| row.get(0))?.into_iter().collect())
    }

    fn homes(&self, numbers: Option<&[Number]>) -> Result<Vec<(Number, Number)>> {
        let sql = "SELECT number, home FROM link_accounts";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        match numbers {
            None => self.list(&format!("{sql} ORDER BY number"), [], read),
            Some(numbers) => self.of_each(&format!("{sql} WHERE number = ?"), &ascending(numbers), read),
        }
    }

    fn at_home(&self, home: Number) -> Result<Vec<Number>> {
        self.list("SELECT number FROM link_accounts WHERE home = ? ORDER BY number", [home], |row| row.get(0))
    }

    fn linked_of(&self, article: &str) -> Result<Vec<Number>> {
        let sql = "SELECT number FROM link_accounts WHERE article = ? ORDER BY number";
        self.list(sql, [article], |row| row.get(0))
    }

    fn around(&self, key: i64, rank: Rank) -> Result<Around> {
        let side = |than: &str, order: &str| {
            let sql = format!(
                "SELECT published, number FROM link_keys WHERE key = ? AND (published, number) {than} (?, ?)
                 ORDER BY published {order}, number {order} LIMIT {REACH}"
            );
            self.list(&sql, params![key, rank.0, rank.1], |row| Ok((row.get(0)?, row.get(1)?)))
        };
        Ok((side("<", "DESC")?, side(">", "ASC")?))
    }

    fn pairs(&self, of: Option<&[Number]>) -> Result<Vec<Pair>> {
        let Some(of) = of else {
            return self.list(&format!("{PAIR} WHERE a < b ORDER BY a, b"), [], pair_of);
        };
        let found = self.of_each(&format!("{PAIR} WHERE a = ?"), of, pair_of)?;
        let once: BTreeMap<(Number, Number), Pair> = found.into_iter().map(|p| ((p.a, p.b), p)).collect();
        Ok(once.into_values().collect())
    }
}

impl LinkWriter for Rows<'_> {
    fn clear_links(&mut self, name: &str) -> Result<()> {
        self.0
            .execute_batch(
                "DELETE FROM link_made; DELETE FROM link_unlinked; DELETE FROM link_accounts; DELETE FROM link_keys;
                 DELETE FROM link_pairs; INSERT INTO link_unlinked SELECT article FROM reports WHERE current;",
            )
            .map_err(failed("clearing the links"))?;
        self.run("INSERT INTO link_made (name) VALUES (?)", [name])
    }

    fn put_linked(&mut self, rows: &[LinkRow]) -> Result<()> {
        let sql = "INSERT INTO link_accounts (number, article, home, profile) VALUES (?, ?, ?, ?)";
        rows.iter().try_for_each(|r| self.run(sql, params![r.number, r.article, r.home, r.profile]))
    }

    fn put_held(&mut self, held: &[Held]) -> Result<()> {
        let sql = "INSERT INTO link_keys (key, published, number) VALUES (?, ?, ?)";
        held.iter().try_for_each(|(key, rank)| self.run(sql, params![key, rank.0, rank.1]))
    }

    fn remove_linked(&mut self, number: Number, held: &[Held]) -> Result<()> {
        let sql = "DELETE FROM link_keys WHERE key = ? AND published = ? AND number = ?";
        held.iter().try_for_each(|(key, rank)| self.run(sql, params![key, rank.0, rank.1]))?;
        for pair in self.pairs(Some(&[number]))? {
            self.drop_pair(pair.a, pair.b)?;
        }
        self.run("DELETE FROM link_accounts WHERE number = ?", [number])
    }

    fn put_pairs(&mut self, pairs: &[Pair]) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO link_pairs (a, b, odds, joins, said) VALUES (?, ?, ?, ?, ?)";
        pairs.iter().try_for_each(|p| {
            self.run(sql, params![p.a, p.b, f64::from(p.odds), p.joins, p.said])?;
            self.run(sql, params![p.b, p.a, f64::from(p.odds), p.joins, p.said])
        })
    }

    fn drop_pair(&mut self, a: Number, b: Number) -> Result<()> {
        let sql = "DELETE FROM link_pairs WHERE a = ? AND b = ?";
        self.run(sql, [a, b])?;
        self.run(sql, [b, a])
    }

    fn drop_pairs(&mut self) -> Result<()> {
        self.run("DELETE FROM link_pairs", [])
    }

    fn put_homes(&mut self, homes: &[(Number, Number)]) -> Result<()> {
        let sql = "UPDATE link_accounts SET home = ?2 WHERE number = ?1 AND home <> ?2";
        homes.iter().try_for_each(|(number, home)| self.run(sql, params![number, home]))
    }

    fn all_linked(&mut self) -> Result<()> {
        self.run("DELETE FROM link_unlinked", [])
    }
}
