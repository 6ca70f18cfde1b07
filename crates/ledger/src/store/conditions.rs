//! Filters as conditions in SQL, for every database.
//!
//! Owns: the conditions each filter stands for, their parameters, and which of two ways a condition is asked. In:
//! filters, and how common their words are. Out: `WHERE` clauses with `?` placeholders. Refuses: to put a text value into
//! the text of a statement, and to know more of a database than its [`Dialect`].
//!
//! Lists are wanted in order and usually fifty at a time, out of a million. A rare name or word is looked up first and
//! what it finds is sorted; for a common one, incidents are walked in order and each is asked whether it has it, so
//! that a page is full after a few. [`Probe`] tells which is which.

use super::select::{self, Dialect, Value};
use crate::dates::month_on;
use crate::error::{Error, Result};
use crate::filter::{
    ActorFilter, ArticleFilter, ClaimFilter, IncidentFilter, RelationFilter, TallyFilter, Undated, asked_day,
};
use crate::keys;

/// Tells whether what a query finds is common.
pub(super) type Probe<'p> = &'p dyn Fn(&str, Vec<Value>) -> Result<bool>;

/// For questions without an order, which are quickest when everything is looked up first.
pub(super) fn never_common(_: &str, _: Vec<Value>) -> Result<bool> {
    Ok(false)
}

/// Conditions joined by `AND`, with their parameters.
#[derive(Debug, Default, Clone)]
pub(super) struct Where {
    conditions: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Where {
    fn add(&mut self, condition: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.into());
        self.values.extend(values);
    }

    /// A condition that asks for the same words in two places, unless nothing is asked; it is given their marks.
    fn twice(&mut self, words: &[String], condition: impl FnOnce(&str) -> String) {
        if !words.is_empty() {
            self.add(condition(&marks(words.len())), words.iter().chain(words).cloned().map(Value::Text));
        }
    }

    /// `column IN (…)`, unless nothing is asked.
    fn any_of<T: ToString>(&mut self, column: &str, words: &[T]) {
        if !words.is_empty() {
            let condition = format!("{column} IN ({})", marks(words.len()));
            self.add(condition, words.iter().map(|w| Value::Text(w.to_string())));
        }
    }

    /// Rows that another table knows under a condition; `column` is the row there.
    fn known(
        &mut self,
        row: &str,
        (table, column): (&str, &str),
        condition: &str,
        values: Vec<Value>,
        probe: Probe<'_>,
    ) -> Result<()> {
        let common = probe(&format!("SELECT 1 FROM {table} WHERE {condition}"), values.clone())?;
        let condition = if common {
            format!("EXISTS (SELECT 1 FROM {table} WHERE {condition} AND {column} = {row})")
        } else {
            format!("{row} IN (SELECT {column} FROM {table} WHERE {condition})")
        };
        self.add(condition, values);
        Ok(())
    }

    /// Rows whose key table holds one of the keys.
    fn keyed(
        &mut self,
        row: &str,
        table: &str,
        keys: Vec<String>,
        role: Option<&str>,
        probe: Probe<'_>,
    ) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let role_condition = if role.is_some() { " AND role = ?" } else { "" };
        let condition = format!("value IN ({}){role_condition}", marks(keys.len()));
        let values = keys.into_iter().chain(role.map(str::to_owned)).map(Value::Text).collect();
        self.known(row, (table, "row"), &condition, values, probe)
    }

    fn days(&mut self, column: &str, from: Option<&str>, to: Option<&str>) -> Result<()> {
        if let Some(day) = asked_day(from, false)? {
            self.add(format!("{column} >= ?"), [Value::Text(day)]);
        }
        if let Some(day) = asked_day(to, true)? {
            self.add(format!("{column} <= ?"), [Value::Text(day)]);
        }
        if from.is_some() && to.is_none() {
            // A day that is not known is no day after another.
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

/// Conditions on `incident_reports AS i`, as branches no incident can be in two of.
pub(super) struct Branches(Vec<Where>);

impl Branches {
    /// `SELECT columns` over all of them, with their parameters. `each` is order and limit of each, when there are
    /// several.
    pub(super) fn select(self, columns: &str, each: &str) -> (String, Vec<Value>) {
        let one = |branch: &Where| format!("SELECT {columns} FROM incident_reports AS i{}", branch.sql());
        let text = match self.0.as_slice() {
            several @ [_, _, ..] if !each.is_empty() => {
                let sorted = |branch| format!("SELECT * FROM ({}{each}) AS branch", one(branch));
                several.iter().map(sorted).collect::<Vec<_>>().join(" UNION ALL ")
            }
            branches => branches.iter().map(one).collect::<Vec<_>>().join(" UNION ALL "),
        };
        (text, self.0.into_iter().flat_map(|branch| branch.values).collect())
    }
}

/// What an incident filter asks.
pub(super) fn incidents(filter: &IncidentFilter, dialect: &Dialect, probe: Probe<'_>) -> Result<Branches> {
    let mut sql = Where::default();
    let asked =
        |words: &[String], keys: fn(&str) -> Vec<String>| words.iter().flat_map(|w| keys(w)).collect();
    let places = asked(&filter.places, keys::asked_place);
    sql.keyed("i.row", "place_keys", places, filter.place_role.map(|r| r.as_str()), probe)?;
    let actors = asked(&filter.actors, keys::asked_actor);
    sql.keyed("i.row", "party_keys", actors, filter.actor_role.map(|r| r.as_str()), probe)?;
    let countries = filter.countries.iter().map(|c| keys::country_key(c)).collect();
    sql.keyed("i.row", "place_keys", countries, Some("target"), probe)?;
    sql.twice(&filter.publishers, |marks| {
        format!("i.article IN (SELECT id FROM articles WHERE publisher IN ({marks}) OR domain IN ({marks}))")
    });
    if let Some(bounds) = &filter.bounds {
        let real = [bounds.south, bounds.north, bounds.west, bounds.east].map(Value::Real);
        // A box over the line of date has its east west of its west.
        let beside = if bounds.west <= bounds.east { "AND" } else { "OR" };
        sql.add(format!("i.lat >= ? AND i.lat <= ? AND (i.lon >= ? {beside} i.lon <= ?)"), real);
    }
    if let Some(after) = &filter.after {
        let values = [&after.day, &after.article, &after.incident].map(|v| Value::Text(v.clone()));
        sql.add("(i.sort_day, i.article, i.incident) > (?, ?, ?)", values);
    }
    sql.any_of("i.type", &filter.types);
    sql.any_of("i.stage", &filter.stages);
    sql.any_of("i.standing", &filter.standings);
    if filter.reviews.is_empty() {
        sql.add("i.review <> 'rejected'", []);
    }
    sql.any_of("i.review", &filter.reviews);
    sql.any_of("i.article", &filter.articles);
    if let Some(flag) = filter.aggregate {
        sql.add("i.aggregate = ?", [Value::Integer(flag.into())]);
    }
    if let Some(flag) = filter.background {
        sql.add("i.background = ?", [Value::Integer(flag.into())]);
    }
    if let Some(least) = filter.min_confidence {
        if !(0.0..=1.0).contains(&least) {
            return Err(Error::BadRequest(format!("a confidence of {least} is not between 0 and 1")));
        }
        sql.add("i.confidence >= ?", [Value::Real(least)]);
    }
    if let Some(text) = &filter.text {
        let words = keys::words(text);
        if words.is_empty() {
            sql.add("1 = 0", []);
        } else {
            let (row, condition) = dialect.words;
            sql.known("i.row", ("incident_words", row), condition, vec![Value::Words(words)], probe)?;
        }
    }
    window(sql, filter)
}

/// The time window, by the meaning of [`Undated`].
fn window(mut sql: Where, filter: &IncidentFilter) -> Result<Branches> {
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
                // An incident of a month at most that reaches the window begins at most a month before it, so the walk
                // can begin there; the few longer ones have an index of their own.
                let mut short = sql.clone();
                short.add("i.long_range = 0 AND i.sort_day >= ?", [Value::Text(month_on(&from, -1))]);
                short.add("i.day_to >= ?", [Value::Text(from.clone())]);
                sql.add("i.long_range = 1 AND i.day_to >= ?", [Value::Text(from)]);
                return Ok(Branches(vec![short, sql]));
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
    Ok(Branches(vec![sql]))
}

/// Conditions on `claims AS c`.
pub(super) fn claims(filter: &ClaimFilter, dialect: &Dialect) -> Result<Where> {
    let mut sql = Where::default();
    if let Some(incident) = &filter.incident {
        sql.add("c.incident = ?", [Value::Text(incident.clone())]);
    }
    if let Some(about) = &filter.about {
        let (inner, values) = incidents(about, dialect, &never_common)?.select("i.incident", "");
        sql.add(format!("c.incident IN ({inner})"), values);
    }
    let keys: Vec<String> = filter.speakers.iter().flat_map(|s| keys::asked_actor(s)).collect();
    sql.twice(&keys, |marks| format!("(c.speaker IN ({marks}) OR c.speaker_name IN ({marks}))"));
    sql.any_of("c.speaker_kind", &filter.speaker_kinds);
    sql.any_of("c.act", &filter.acts);
    sql.any_of("c.article", &filter.articles);
    sql.days("c.sort_day", filter.from.as_deref(), filter.to.as_deref())?;
    Ok(sql)
}

/// Conditions on `tallies AS t`.
pub(super) fn tallies(filter: &TallyFilter, probe: Probe<'_>) -> Result<Where> {
    let mut sql = Where::default();
    let keys = filter.actors.iter().flat_map(|a| keys::asked_actor(a)).collect();
    sql.keyed("t.row", "tally_keys", keys, None, probe)?;
    sql.any_of("t.what", &filter.what);
    sql.any_of("t.article", &filter.articles);
    sql.days("t.sort_day", filter.from.as_deref(), filter.to.as_deref())?;
    Ok(sql)
}

/// Conditions on `actors AS a`. An actor is found by a name if any article uses that name for it.
pub(super) fn actors(filter: &ActorFilter) -> Where {
    let mut sql = Where::default();
    let keys: Vec<String> = filter.names.iter().flat_map(|n| keys::asked_actor(n)).collect();
    sql.twice(&keys, |marks| {
        format!(
            "(a.key IN ({marks}) OR a.key IN (SELECT b.key FROM actors AS b JOIN actor_names AS n ON n.row = b.row \
             WHERE n.value IN ({marks})))"
        )
    });
    sql.any_of("a.kind", &filter.kinds);
    sql
}

/// Conditions on `articles AS a`.
pub(super) fn articles(filter: &ArticleFilter) -> Result<Where> {
    let mut sql = Where::default();
    sql.twice(&filter.publishers, |marks| format!("(a.publisher IN ({marks}) OR a.domain IN ({marks}))"));
    sql.any_of("a.language", &filter.languages);
    if let Some(day) = asked_day(filter.from.as_deref(), false)? {
        sql.add("a.published >= ?", [Value::Text(day)]);
    }
    if let Some(day) = asked_day(filter.to.as_deref(), true)? {
        // A time may follow the day.
        sql.add("a.published < ?", [Value::Text(select::above(&day))]);
    }
    if let Some(text) = &filter.text {
        let words = keys::words(text);
        if words.is_empty() {
            sql.add("1 = 0", []);
        }
        // Folded words hold letters and digits alone, so nothing in them is a sign of LIKE.
        words.into_iter().for_each(|w| sql.add("a.words LIKE ?", [Value::Text(format!("% {w} %"))]));
    }
    match filter.withdrawn {
        Some(true) => sql.add("a.withdrawn IS NOT NULL", []),
        Some(false) => sql.add("a.withdrawn IS NULL", []),
        None => {}
    }
    Ok(sql)
}

/// Conditions on `relations AS r`.
pub(super) fn relations(filter: &RelationFilter) -> Result<Where> {
    let mut sql = Where::default();
    let keys: Vec<String> = filter.actors.iter().flat_map(|a| keys::asked_actor(a)).collect();
    sql.twice(&keys, |marks| format!("(r.subject IN ({marks}) OR r.object IN ({marks}))"));
    sql.any_of("r.kind", &filter.kinds);
    sql.days("r.sort_day", filter.from.as_deref(), filter.to.as_deref())?;
    Ok(sql)
}

fn marks(n: usize) -> String {
    vec!["?"; n].join(",")
}
