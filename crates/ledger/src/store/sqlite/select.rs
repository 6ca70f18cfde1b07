//! Filters as SQL.
//!
//! Owns: the conditions each filter stands for, and their parameters. In: filters. Out: a `WHERE` clause with `?`
//! placeholders. Refuses: to put a text value into the text of a statement.

use crate::error::Result;
use crate::filter::{ActorFilter, ClaimFilter, IncidentFilter, TallyFilter, Undated, asked_day};
use crate::keys;
use rusqlite::types::Value;

/// Conditions joined by `AND`, with their parameters.
#[derive(Debug, Default)]
pub(super) struct Where {
    conditions: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Where {
    fn add(&mut self, condition: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.into());
        self.values.extend(values);
    }

    /// `column IN (…)`, unless nothing is asked.
    fn any_of<T: ToString>(&mut self, column: &str, words: &[T]) {
        if !words.is_empty() {
            let condition = format!("{column} IN ({})", marks(words.len()));
            self.add(condition, words.iter().map(|w| Value::Text(w.to_string())));
        }
    }

    /// Rows whose key table holds one of the keys.
    fn keyed(&mut self, row: &str, table: &str, keys: Vec<String>, role: Option<&str>) {
        if keys.is_empty() {
            return;
        }
        let role_condition = if role.is_some() { " AND role = ?" } else { "" };
        self.add(
            format!(
                "{row} IN (SELECT row FROM {table} WHERE value IN ({}){role_condition})",
                marks(keys.len())
            ),
            keys.into_iter().map(Value::Text).chain(role.map(|r| Value::Text(r.to_owned()))),
        );
    }

    fn days(&mut self, column: &str, from: Option<&str>, to: Option<&str>) -> Result<()> {
        if let Some(day) = asked_day(from, false)? {
            self.add(format!("{column} >= ?"), [Value::Text(day)]);
        }
        if let Some(day) = asked_day(to, true)? {
            // A day that is not known is no day before another.
            self.add(format!("{column} <= ?"), [Value::Text(day)]);
        }
        if from.is_some() && to.is_none() {
            self.add(format!("{column} < '9999-99-99'"), []);
        }
        Ok(())
    }

    /// The clause with a leading space, empty without conditions.
    pub(super) fn sql(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!(" WHERE {}", self.conditions.join(" AND "))
    }
}

/// Conditions on `incident_reports AS i`.
pub(super) fn incidents(filter: &IncidentFilter) -> Result<Where> {
    let mut sql = Where::default();
    window(&mut sql, filter)?;
    let asked =
        |words: &[String], keys: fn(&str) -> Vec<String>| words.iter().flat_map(|w| keys(w)).collect();
    sql.keyed(
        "i.row",
        "place_keys",
        asked(&filter.places, keys::asked_place),
        filter.place_role.map(|r| r.as_str()),
    );
    sql.keyed(
        "i.row",
        "party_keys",
        asked(&filter.actors, keys::asked_actor),
        filter.actor_role.map(|r| r.as_str()),
    );
    sql.any_of("i.type", &filter.types);
    sql.any_of("i.stage", &filter.stages);
    sql.any_of("i.standing", &filter.standings);
    sql.any_of("i.article", &filter.articles);
    if let Some(flag) = filter.aggregate {
        sql.add("i.aggregate = ?", [Value::Integer(flag.into())]);
    }
    if let Some(flag) = filter.background {
        sql.add("i.background = ?", [Value::Integer(flag.into())]);
    }
    if let Some(least) = filter.min_confidence {
        sql.add("i.confidence >= ?", [Value::Real(least)]);
    }
    if let Some(text) = &filter.text {
        match words_query(text) {
            Some(query) => sql.add(
                "i.row IN (SELECT rowid FROM incident_words WHERE incident_words MATCH ?)",
                [Value::Text(query)],
            ),
            None => sql.add("0", []),
        }
    }
    Ok(sql)
}

/// The time window, by the meaning of [`Undated`].
fn window(sql: &mut Where, filter: &IncidentFilter) -> Result<()> {
    let from = asked_day(filter.from.as_deref(), false)?;
    let to = asked_day(filter.to.as_deref(), true)?;
    match filter.undated {
        Undated::Only => sql.add("i.day_from IS NULL", []),
        Undated::Exclude => {
            if let Some(to) = to {
                // `sort_day` is `day_from` where there is one and leads the index that also gives the order.
                sql.add("i.sort_day <= ?", [Value::Text(to)]);
            }
            if let Some(from) = from {
                sql.add("i.day_to >= ?", [Value::Text(from)]);
            }
        }
        Undated::Include => {
            if let Some(to) = to {
                sql.add("(i.day_from <= ? OR i.open_start = 1 OR i.day_from IS NULL)", [Value::Text(to)]);
            }
            if let Some(from) = from {
                sql.add("(i.day_to >= ? OR i.open_end = 1 OR i.day_to IS NULL)", [Value::Text(from)]);
            }
        }
    }
    Ok(())
}

/// Conditions on `claims AS c`.
pub(super) fn claims(filter: &ClaimFilter) -> Result<Where> {
    let mut sql = Where::default();
    if let Some(incident) = &filter.incident {
        sql.add("c.incident = ?", [Value::Text(incident.clone())]);
    }
    if let Some(about) = &filter.about {
        let inner = incidents(about)?;
        sql.add(
            format!("c.incident IN (SELECT i.incident FROM incident_reports AS i{})", inner.sql()),
            inner.values,
        );
    }
    if !filter.speakers.is_empty() {
        let keys: Vec<String> = filter.speakers.iter().flat_map(|s| keys::asked_actor(s)).collect();
        let marks = marks(keys.len());
        let twice = keys.iter().chain(&keys).cloned().map(Value::Text).collect::<Vec<_>>();
        sql.add(format!("(c.speaker IN ({marks}) OR c.speaker_name IN ({marks}))"), twice);
    }
    sql.any_of("c.speaker_kind", &filter.speaker_kinds);
    sql.any_of("c.act", &filter.acts);
    sql.any_of("c.article", &filter.articles);
    sql.days("c.sort_day", filter.from.as_deref(), filter.to.as_deref())?;
    Ok(sql)
}

/// Conditions on `tallies AS t`.
pub(super) fn tallies(filter: &TallyFilter) -> Result<Where> {
    let mut sql = Where::default();
    let keys = filter.actors.iter().flat_map(|a| keys::asked_actor(a)).collect();
    sql.keyed("t.row", "tally_keys", keys, None);
    sql.any_of("t.what", &filter.what);
    sql.any_of("t.article", &filter.articles);
    sql.days("t.sort_day", filter.from.as_deref(), filter.to.as_deref())?;
    Ok(sql)
}

/// Conditions on `actors AS a`. An actor is found by a name if any article uses that name for it.
pub(super) fn actors(filter: &ActorFilter) -> Where {
    let mut sql = Where::default();
    if !filter.names.is_empty() {
        let keys: Vec<String> = filter.names.iter().flat_map(|n| keys::asked_actor(n)).collect();
        let marks = marks(keys.len());
        let twice = keys.iter().chain(&keys).cloned().map(Value::Text).collect::<Vec<_>>();
        sql.add(
            format!(
                "(a.key IN ({marks}) OR a.key IN (SELECT b.key FROM actors AS b JOIN actor_names AS n ON n.row = b.row \
                 WHERE n.value IN ({marks})))"
            ),
            twice,
        );
    }
    sql.any_of("a.kind", &filter.kinds);
    sql
}

/// `LIMIT` and `OFFSET` with a leading space.
pub(super) fn page(limit: Option<usize>, offset: usize) -> String {
    match (limit, offset) {
        (None, 0) => String::new(),
        (None, offset) => format!(" LIMIT -1 OFFSET {offset}"),
        (Some(limit), offset) => format!(" LIMIT {limit} OFFSET {offset}"),
    }
}

/// A full-text query that asks for every word of a text and has no operators; none when there is no word.
fn words_query(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn marks(n: usize) -> String {
    vec!["?"; n].join(",")
}
