//! The names of the formats.
//!
//! Owns: the list and the words a person types. In: a word. Out: [`Format`]. Refuses: words it does not know.

use std::str::FromStr;

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line: the incident's record, claims, actors, article and standing.
    Jsonl,
    /// One row an incident, see [`super::COLUMNS`].
    Csv,
    /// One feature an incident, at the finest place it struck; `geometry: null` where there is no such place.
    GeoJson,
    /// One line a linked incident: its standing and its reports.
    Clusters,
    /// One line a linked incident: the record its accounts support together, and why they are one.
    Incidents,
    /// One row a linked incident in the columns of ACLED.
    Acled,
    /// One row a linked incident with deaths in the columns of UCDP GED.
    Ged,
    /// One row a linked incident in the columns of the GTD.
    Gtd,
    /// One PLOVER event a line for each linked incident, with the claims about it.
    Plover,
    /// One row a linked incident, for columnar tools.
    Parquet,
    /// FollowTheMoney entities, one a line.
    Ftm,
    /// A STIX 2.1 bundle.
    Stix,
    /// PROV-O as JSON-LD.
    Prov,
    /// Events, sources and associations for TimeMap.
    TimeMap,
    /// A folder with every table of the book as CSV and JSONL.
    Tables,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 15] = [
        Self::Jsonl,
        Self::Csv,
        Self::GeoJson,
        Self::Clusters,
        Self::Incidents,
        Self::Acled,
        Self::Ged,
        Self::Gtd,
        Self::Plover,
        Self::Parquet,
        Self::Ftm,
        Self::Stix,
        Self::Prov,
        Self::TimeMap,
        Self::Tables,
    ];

    /// One line an incident report, or a plain line a linked incident; these can be written as they come.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv | Self::GeoJson | Self::Clusters | Self::Incidents)
    }

    /// The word a person types.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::Clusters => "clusters",
            Self::Incidents => "incidents",
            Self::Acled => "acled",
            Self::Ged => "ged",
            Self::Gtd => "gtd",
            Self::Plover => "plover",
            Self::Parquet => "parquet",
            Self::Ftm => "ftm",
            Self::Stix => "stix",
            Self::Prov => "prov",
            Self::TimeMap => "timemap",
            Self::Tables => "tables",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|f| f.as_str() == s).ok_or_else(|| format!("'{s}' is none of: {words}"))
    }
}
