//! The code lists of other code books.
//!
//! Owns: reading `data/codes.toml`, `data/columns.tsv` and `data/countries.tsv`, which are embedded. In: words of the
//! book. Out: codes, columns, countries. Refuses: to guess; what a list does not hold has no code.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Everything in `data/codes.toml`; the comments of the file name the source of each list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Codes {
    pub(super) near: Vec<String>,
    pub(super) acled: Acled,
    /// Kind of target: `civilian`, `state` or `militia`.
    pub(super) side: BTreeMap<String, String>,
    pub(super) gtd: Gtd,
    pub(super) plover: Plover,
    pub(super) stix: Stix,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Acled {
    pub(super) inter_order: Vec<String>,
    pub(super) unidentified: String,
    pub(super) intercepted: [String; 2],
    pub(super) one_sided: [String; 2],
    pub(super) disorder: BTreeMap<String, String>,
    pub(super) weapons: BTreeMap<String, String>,
    pub(super) number_words: Vec<NumberWord>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct NumberWord {
    pub(super) word: String,
    pub(super) value: u64,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Gtd {
    pub(super) attack: BTreeMap<String, u8>,
    pub(super) target_names: BTreeMap<String, String>,
    pub(super) target: BTreeMap<String, u8>,
    pub(super) claim_mode_names: BTreeMap<String, String>,
    pub(super) claim_mode: BTreeMap<String, u8>,
    pub(super) weapon_names: BTreeMap<String, String>,
    pub(super) weapon: BTreeMap<String, u8>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Plover {
    pub(super) scale: BTreeMap<String, f64>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Stix {
    pub(super) confidence: BTreeMap<String, u8>,
}

/// A column of a file that follows another code book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Column {
    pub name: &'static str,
    /// `string`, `integer`, `number`, `boolean`, `date` or `datetime`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What Claimbook writes there.
    pub description: &'static str,
}

/// A country or territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Country {
    pub(super) iso2: &'static str,
    pub(super) iso3: &'static str,
    /// ISO 3166-1 numeric; empty where there is none.
    pub(super) numeric: &'static str,
    pub(super) name: &'static str,
    pub(super) acled_region: &'static str,
    pub(super) ucdp_region: &'static str,
    pub(super) gtd_region: [&'static str; 2],
}

static COLUMNS: &str = include_str!("../../data/columns.tsv");
static COUNTRIES: &str = include_str!("../../data/countries.tsv");

/// The code lists. A mistake in the embedded file would leave them empty; a test holds that there is none.
pub(super) fn codes() -> &'static Codes {
    static CODES: OnceLock<Codes> = OnceLock::new();
    CODES.get_or_init(|| read().unwrap_or_default())
}

fn read() -> Result<Codes, toml::de::Error> {
    toml::from_str(include_str!("../../data/codes.toml"))
}

/// The columns of a format (`acled`, `ged`, `gtd`) in their order.
pub fn columns(format: &str) -> Vec<Column> {
    let rows = COLUMNS.lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let of = cells.next()?;
        Some((of, Column { name: cells.next()?, kind: cells.next()?, description: cells.next()? }))
    });
    rows.filter(|(of, _)| *of == format).map(|(_, column)| column).collect()
}

/// The country of an ISO 3166-1 alpha-2 code.
pub(super) fn country(iso2: &str) -> Option<Country> {
    let line = COUNTRIES.lines().find(|l| l.split('\t').next() == Some(iso2))?;
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [iso2, iso3, numeric, name, acled_region, ucdp_region, code, region] = cells[..] else { return None };
    Some(Country { iso2, iso3, numeric, name, acled_region, ucdp_region, gtd_region: [code, region] })
}

/// English names of all countries.
pub(super) fn country_names() -> impl Iterator<Item = &'static str> {
    COUNTRIES.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').nth(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_on_exports_shows_every_column() {
        let page = include_str!("../../../../docs/exports.md");
        for tables in [COLUMNS, include_str!("../../data/tables.tsv")] {
            for line in tables.lines().filter(|l| !l.starts_with('#')) {
                let row = line.split('\t').skip(1).collect::<Vec<_>>().join(" | ");
                assert!(page.contains(&format!("| {row} |")), "docs/exports.md lacks: {row}");
            }
        }
    }

    #[test]
    fn the_embedded_lists_are_whole() {
        let codes = read().unwrap();
        assert_eq!(
            [("acled", 31), ("ged", 49), ("gtd", 135)].map(|(f, n)| (columns(f).len(), n)),
            [(31, 31), (49, 49), (135, 135)]
        );
        let kinds = ["string", "integer", "number", "boolean", "date", "datetime"];
        assert!(["acled", "ged", "gtd"].iter().flat_map(|f| columns(f)).all(|c| kinds.contains(&c.kind)));
        assert_eq!(country("IQ").unwrap().numeric, "368");
        assert!(country("XX").is_none());
        let rows = COUNTRIES.lines().filter(|l| !l.starts_with('#'));
        assert!(rows.clone().count() > 240 && rows.into_iter().all(|l| l.split('\t').count() == 8));
        // Every kind the codebook knows has an answer or is left out on purpose.
        for kind in claimbook_records::codebook::WEAPON_KINDS {
            assert!(codes.gtd.weapon.contains_key(kind), "{kind}");
        }
        for code in codes.gtd.weapon.values() {
            assert!(codes.gtd.weapon_names.contains_key(&code.to_string()));
        }
        for code in codes.gtd.target.values() {
            assert!(codes.gtd.target_names.contains_key(&code.to_string()));
        }
        for code in codes.gtd.claim_mode.values() {
            assert!(codes.gtd.claim_mode_names.contains_key(&code.to_string()));
        }
        for entry in claimbook_records::Codebook::builtin().event_types {
            let walk = entry.crosswalk;
            assert!(walk.gtd.is_some_and(|name| codes.gtd.attack.contains_key(&name)), "{}", entry.id);
            assert!(walk.acled_event.is_some_and(|e| codes.acled.disorder.contains_key(&e)), "{}", entry.id);
        }
    }
}
