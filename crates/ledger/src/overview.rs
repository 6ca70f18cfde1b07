//! The book at a glance: counts, a timeline, a map.
//!
//! Owns: facets, bins of time and the pins and clusters of a map, all over the same filters as lists. In: filters. Out:
//! counts that a list with the same filter has. Refuses: reading records; what stands here comes from the derived tables
//! alone, so that a book of any size answers at once.

use crate::dates::NO_DAY;
use crate::error::{Error, Result};
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::linked::{id_of, number_of};
use crate::review::State;
use crate::store::{By, Cell, Question};
use claimbook_link::{Number, Settings};
use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use serde::Serialize;
use std::collections::BTreeMap;

/// Width of the map in cells at zoom 0; every zoom doubles it.
const CELLS: f64 = 16.0;
/// Pins of which the standing of their incident is told.
const LOOKED_AT: usize = 1_000;
/// Finest zoom.
const FINEST: u8 = 20;

/// How often a value occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    pub value: String,
    /// How it reads, where the value itself is a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    pub count: u64,
}

/// Width of a bin of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bin {
    Day,
    Week,
    Month,
    Year,
}

impl std::str::FromStr for Bin {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            "year" => Ok(Self::Year),
            _ => Err(format!("'{s}' is none of: day, week, month, year")),
        }
    }
}

/// Incident reports over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timeline {
    pub step: Bin,
    pub total: u64,
    /// Without a day.
    pub undated: u64,
    /// Bins that hold something, in order.
    pub bins: Vec<Span>,
}

/// One bin; an incident report stands in that of its first possible day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    pub from: String,
    pub to: String,
    pub count: u64,
    pub standing: BTreeMap<String, u64>,
}

/// Incident reports on a map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Map {
    /// Those with a point.
    pub total: u64,
    /// Those the filter finds, its box aside, that have none.
    pub without_point: u64,
    pub clustered: bool,
    pub pins: Vec<Pin>,
    pub clusters: Vec<Cluster>,
}

/// One incident report on a map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pin {
    pub id: String,
    /// The report its incident goes by; pins with equal homes tell one incident.
    pub home: String,
    pub lat: f64,
    pub lon: f64,
    pub place: String,
    /// How fine the place is.
    pub level: String,
    pub day: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub stage: String,
    pub standing: String,
    /// Standing of the incident over all its reports; none where too many pins would have to be looked at.
    pub home_standing: Option<String>,
    pub review: String,
    pub aggregate: bool,
}

/// Incident reports of a cell of the grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster {
    /// The mean of their points.
    pub lat: f64,
    pub lon: f64,
    pub count: u64,
    /// West, south, east, north of their points.
    pub bbox: [f64; 4],
    pub standing: BTreeMap<String, u64>,
}

impl Ledger {
    /// How often each value of a property occurs among the incident reports a filter finds without its own selection of
    /// that property, so that further values can be chosen.
    pub fn facet(&self, by: By, filter: &IncidentFilter, top: usize) -> Result<Vec<Facet>> {
        let mut others = filter.clone();
        match by {
            By::Type => others.types.clear(),
            By::Stage => others.stages.clear(),
            By::Standing => others.standings.clear(),
            By::Review => others.reviews = State::ALL.to_vec(),
            By::Country => others.countries.clear(),
            By::Publisher => others.publishers.clear(),
            By::Actor => {
                others.actors.clear();
                others.actor_role = None;
            }
        }
        let rows = self.store.ask(&Question::Count { by, filter: &others, top })?;
        let facet = |row: Vec<Cell>| {
            let [value, count, label] = columns(row)?;
            let value = value.text();
            let label = label.maybe_text().filter(|l| by == By::Actor && *l != value);
            let value = value.strip_prefix("country:").map(str::to_owned).unwrap_or(value);
            Ok(Facet { value, label, count: count.number() })
        };
        rows.into_iter().map(facet).collect()
    }

    /// Incident reports over time; without a step, one that gives some dozens of bins.
    pub fn timeline(&self, filter: &IncidentFilter, step: Option<Bin>) -> Result<Timeline> {
        let mut days: Vec<(String, String, u64)> = Vec::new();
        let mut undated = 0;
        for row in self.store.ask(&Question::Days(filter))? {
            let [day, standing, count] = columns(row)?;
            match day.text() {
                day if day == NO_DAY => undated += count.number(),
                day => days.push((day, standing.text(), count.number())),
            }
        }
        let step = step.unwrap_or_else(|| fitting(days.first(), days.last()));
        let mut bins: BTreeMap<(String, String), BTreeMap<String, u64>> = BTreeMap::new();
        let mut total = undated;
        for (day, standing, count) in days {
            total += count;
            *bins.entry(bin(&day, step)).or_default().entry(standing).or_default() += count;
        }
        let span = |((from, to), standing): ((String, String), BTreeMap<String, u64>)| {
            let count = standing.values().sum();
            Span { from, to, count, standing }
        };
        Ok(Timeline { step, total, undated, bins: bins.into_iter().map(span).collect() })
    }

    /// Incident reports on a map: a pin each, or from `most` on a cluster for each cell of the grid of a zoom that holds
    /// several.
    pub fn map(&self, filter: &IncidentFilter, zoom: u8, most: usize, settings: &Settings) -> Result<Map> {
        let points = self.store.ask(&Question::Points { filter, limit: most.saturating_add(1) })?;
        let mut map = Map {
            total: 0,
            without_point: 0,
            clustered: points.len() > most,
            pins: Vec::new(),
            clusters: Vec::new(),
        };
        if map.clustered {
            let degrees = 360.0 / (CELLS * f64::from(zoom.min(FINEST)).exp2());
            let rows = self.store.ask(&Question::Cells { filter, degrees })?;
            map.total = sum(&rows);
            self.cells(rows, &mut map)?;
        } else {
            map.total = points.len() as u64;
            map.pins = points.into_iter().map(pin).collect::<Result<_>>()?;
        }
        let anywhere = IncidentFilter { bounds: None, ..filter.clone() };
        let located = match filter.bounds {
            None => map.total,
            Some(_) => sum(&self.store.ask(&Question::Cells { filter: &anywhere, degrees: 360.0 })?),
        };
        map.without_point = self.store.count_incidents(&anywhere)?.saturating_sub(located);
        self.at_home(&mut map.pins, settings)?;
        Ok(map)
    }

    /// Rows of cells, some for one cell, as pins and clusters.
    fn cells(&self, rows: Vec<Vec<Cell>>, map: &mut Map) -> Result<()> {
        let mut at = None;
        for mut row in rows {
            if row.len() != 20 {
                return Err(odd());
            }
            let rest = row.split_off(11);
            let standing = row[8].clone().text();
            let count = rest[0].number();
            let cell = (rest[7].number(), rest[8].number());
            let [lat, lon, south, north, west, east] = [1, 2, 3, 4, 5, 6].map(|n| rest[n].real());
            match map.clusters.last_mut().filter(|_| at == Some(cell)) {
                Some(known) => {
                    known.count += count;
                    (known.lat, known.lon) = (known.lat + lat, known.lon + lon);
                    let [w, s, e, n] = known.bbox;
                    known.bbox = [w.min(west), s.min(south), e.max(east), n.max(north)];
                    *known.standing.entry(standing).or_default() += count;
                    // It is no single one any more.
                    map.pins.pop_if(|p| p.lat == s && p.lon == w && known.count == count + 1);
                }
                None => {
                    if count == 1 {
                        map.pins.push(pin(row)?);
                    }
                    at = Some(cell);
                    let standing = BTreeMap::from([(standing, count)]);
                    map.clusters.push(Cluster {
                        lat,
                        lon,
                        count,
                        bbox: [west, south, east, north],
                        standing,
                    });
                }
            }
        }
        map.clusters.retain(|c| c.count > 1);
        for cluster in &mut map.clusters {
            let mean = |sum: f64| (sum / cluster.count as f64 * 1e5).round() / 1e5;
            (cluster.lat, cluster.lon) = (mean(cluster.lat), mean(cluster.lon));
        }
        Ok(())
    }

    /// Tells pins which of them are one incident, and how that stands.
    fn at_home(&self, pins: &mut [Pin], settings: &Settings) -> Result<()> {
        let numbers: Vec<_> = pins.iter().map(|p| number_of(&p.id)).collect();
        let homes: BTreeMap<_, _> = self.store.links().homes(Some(&numbers))?.into_iter().collect();
        let few = pins.len() <= LOOKED_AT;
        let mut standings: BTreeMap<Number, String> = BTreeMap::new();
        for (pin, number) in pins.iter_mut().zip(numbers) {
            let home = homes.get(&number).copied().unwrap_or(number);
            pin.home = id_of(home);
            if !few {
                continue;
            }
            if let Some(known) = standings.get(&home) {
                pin.home_standing = Some(known.clone());
                continue;
            }
            let alone = self.store.links().at_home(home)?.len() < 2;
            let standing = if alone {
                pin.standing.clone()
            } else {
                self.linked_with(&pin.id, settings)?.standing.standing.to_string()
            };
            pin.home_standing = Some(standing.clone());
            standings.insert(home, standing);
        }
        Ok(())
    }
}

fn sum(cells: &[Vec<Cell>]) -> u64 {
    cells.iter().filter_map(|row| row.get(11)).map(Cell::number).sum()
}

fn pin(row: Vec<Cell>) -> Result<Pin> {
    let [id, lat, lon, place, level, day, kind, stage, standing, review, aggregate] = columns(row)?;
    let id = id.text();
    Ok(Pin {
        home: id.clone(),
        id,
        lat: lat.real(),
        lon: lon.real(),
        place: place.text(),
        level: level.text(),
        day: day.maybe_text().filter(|d| d != NO_DAY),
        kind: kind.text(),
        stage: stage.text(),
        standing: standing.text(),
        home_standing: None,
        review: review.text(),
        aggregate: aggregate.number() == 1,
    })
}

/// The cells of a row of known width.
pub(crate) fn columns<const N: usize>(row: Vec<Cell>) -> Result<[Cell; N]> {
    row.try_into().map_err(|_| odd())
}

fn odd() -> Error {
    Error::Database { doing: "querying", cause: "a row has another number of columns".into() }
}

/// The step that gives some dozens of bins between two days.
fn fitting(first: Option<&(String, String, u64)>, last: Option<&(String, String, u64)>) -> Bin {
    let day = |d: Option<&(String, String, u64)>| d.and_then(|d| d.0.parse::<Date>().ok());
    let Some((first, last)) = day(first).zip(day(last)) else { return Bin::Month };
    match first.until((Unit::Day, last)).map_or(0, |span| span.get_days()) {
        0..=62 => Bin::Day,
        63..=420 => Bin::Week,
        421..=3_700 => Bin::Month,
        _ => Bin::Year,
    }
}

/// First and last day of the bin of a day; a day that no calendar has is a bin of its own.
fn bin(day: &str, step: Bin) -> (String, String) {
    let alone = || (day.to_owned(), day.to_owned());
    let Ok(date) = day.parse::<Date>() else { return alone() };
    let (from, to) = match step {
        Bin::Day => (date, date),
        Bin::Week => {
            let since = i64::from(date.weekday().to_monday_zero_offset());
            let Ok(monday) = date.checked_sub(since.days()) else { return alone() };
            (monday, monday.checked_add(6.days()).unwrap_or(date))
        }
        Bin::Month => (date.first_of_month(), date.last_of_month()),
        Bin::Year => (date.first_of_year(), date.last_of_year()),
    };
    (from.to_string(), to.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fall_into_the_bins_people_expect() {
        let of = |day: &str, step| {
            let (from, to) = bin(day, step);
            format!("{from} {to}")
        };
        assert_eq!(of("2024-02-29", Bin::Day), "2024-02-29 2024-02-29");
        assert_eq!(of("2024-03-03", Bin::Week), "2024-02-26 2024-03-03");
        assert_eq!(of("2024-02-10", Bin::Month), "2024-02-01 2024-02-29");
        assert_eq!(of("2024-02-10", Bin::Year), "2024-01-01 2024-12-31");
        assert_eq!(of("2024-02-31", Bin::Month), "2024-02-31 2024-02-31");
        let step = |a: &str, b: &str| {
            let day = |d: &str| (d.to_owned(), String::new(), 1);
            fitting(Some(&day(a)), Some(&day(b)))
        };
        assert_eq!(step("2024-01-01", "2024-01-01"), Bin::Day);
        assert_eq!(step("2024-01-01", "2024-12-01"), Bin::Week);
        assert_eq!(step("2021-01-01", "2024-12-01"), Bin::Month);
        assert_eq!(step("1971-01-01", "2024-12-01"), Bin::Year);
    }
}
