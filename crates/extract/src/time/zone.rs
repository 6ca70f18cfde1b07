//! The zone of a place on a day.
//!
//! Owns: offsets from UTC. In: a country, a division, a day. Out: minutes east of Greenwich. Refuses: the clock, and
//! a choice between zones of one country when the division is not known and they differ.

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const DATA: &str = include_str!("../../data/zones.toml");

/// `data/zones.toml`.
#[derive(Debug, Default, Deserialize)]
struct Zones {
    country: BTreeMap<String, Vec<String>>,
    /// Country, zone, names of first-level divisions.
    division: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

struct Clocks {
    zones: Zones,
    database: TimeZoneDatabase,
}

fn clocks() -> &'static Clocks {
    static CLOCKS: LazyLock<Clocks> = LazyLock::new(|| Clocks {
        zones: toml::from_str(DATA).unwrap_or_default(),
        database: TimeZoneDatabase::bundled(),
    });
    &CLOCKS
}

/// Offset in minutes of a place's clocks at noon of a day. `country` is ISO 3166-1 alpha-2, `admin1` the English name
/// of a first-level division. `None` where the table does not know the place, and where a country has several zones
/// that differ on that day and the division does not tell which.
pub fn offset_for(country: &str, admin1: Option<&str>, date: Date) -> Option<i16> {
    let clocks = clocks();
    if let Some(zone) = admin1.and_then(|name| division(&clocks.zones, country, name)) {
        return offset(&clocks.database.get(zone).ok()?, date);
    }
    let zones = clocks.zones.country.get(country)?;
    let mut told = None;
    for zone in zones {
        let here = offset(&clocks.database.get(zone).ok()?, date)?;
        if told.is_some_and(|t| t != here) {
            return None;
        }
        told = Some(here);
    }
    told
}

fn division<'z>(zones: &'z Zones, country: &str, name: &str) -> Option<&'z str> {
    let named = |names: &Vec<String>| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    zones.division.get(country)?.iter().find(|(_, names)| named(names)).map(|(zone, _)| zone.as_str())
}

fn offset(zone: &TimeZone, date: Date) -> Option<i16> {
    let noon = date.at(12, 0, 0, 0).to_zoned(zone.clone()).ok()?;
    i16::try_from(noon.offset().seconds() / 60).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn clocks_follow_the_place_and_the_season() {
        for (country, division, day, minutes) in [
            ("IL", None, date(2024, 9, 12), Some(180)),
            ("IL", None, date(2024, 12, 12), Some(120)),
            ("IQ", None, date(2024, 1, 20), Some(180)),
            ("PS", None, date(2023, 11, 2), Some(120)),
            ("SV", None, date(1990, 1, 3), Some(-360)),
            ("US", Some("New York"), date(2024, 7, 1), Some(-240)),
            ("US", None, date(2024, 7, 1), None),
            ("ES", Some("Canary Islands"), date(2024, 7, 1), Some(60)),
            ("ZZ", None, date(2024, 7, 1), None),
        ] {
            assert_eq!(offset_for(country, division, day), minutes, "{country} {division:?} {day}");
        }
    }

    #[test]
    fn every_zone_of_the_table_is_known_to_the_database() {
        let clocks = clocks();
        assert!(clocks.zones.country.len() > 200);
        let divisions = clocks.zones.division.values().flat_map(|d| d.keys());
        for zone in clocks.zones.country.values().flatten().chain(divisions) {
            assert!(clocks.database.get(zone).is_ok(), "{zone}");
        }
    }
}
