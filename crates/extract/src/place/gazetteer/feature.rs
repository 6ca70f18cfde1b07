//! Kinds of places as the tables store them.
//!
//! Owns: the closed list of kinds, their words and levels. In: GeoNames feature codes or the words of our tables.
//! Out: [`Feature`]. Refuses: kinds below the locality (streets, single houses).

use claimbook_records::report::Level;

macro_rules! features {
    ($($variant:ident = $word:literal, $level:ident, [$($code:literal),*];)+) => {
        /// What kind of place a record is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Feature { $(#[doc = $word] $variant),+ }

        impl Feature {
            const ALL: &'static [Feature] = &[$(Feature::$variant),+];

            /// The word our tables and reports use.
            pub fn as_str(self) -> &'static str {
                match self { $(Feature::$variant => $word),+ }
            }

            /// How fine a place of this kind is.
            pub fn level(self) -> Level {
                match self { $(Feature::$variant => Level::$level),+ }
            }

            /// The kind a GeoNames feature code stands for; `None` for kinds the gazetteer leaves out.
            pub fn of_geonames(code: &str) -> Option<Self> {
                $(if [$($code),*].contains(&code) {
                    return Some(Feature::$variant);
                })+
                None
            }
        }
    };
}

features!(
    Country = "country", Country, ["PCLI", "PCLD", "PCLS", "PCLF", "PCLIX", "PCL", "TERR"];
    Division1 = "first-level division", Region, ["ADM1"];
    Division2 = "second-level division", Region, ["ADM2"];
    Town = "town", Locality, ["PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLG", "PPLL", "PPLR", "PPLS", "STLMT", "PPLF"];
    Capital = "capital", Locality, ["PPLC"];
    District = "district", Area, ["PPLX", "ADM3", "ADM4"];
    Camp = "camp", Locality, ["CMP", "CMPRF"];
    Base = "base", Locality, ["AIRB", "MILB", "NVB", "INSM"];
    Airport = "airport", Locality, ["AIRP"];
    Port = "port", Locality, ["PRT", "HBR"];
    Plant = "plant", Locality, ["PS", "PSN", "OILR", "DAM", "OILF", "GASF"];
    Crossing = "border crossing", Locality, ["CSTM"];
    Region = "region", Region, ["RGN", "RGNH", "AREA", "ADMD", "RGNE", "ZN"];
    Continent = "continent", Region, ["CONT"];
    Island = "island", Region, ["ISL", "ISLS", "PEN"];
    Mountains = "mountains", Region, ["MT", "MTS", "HLLS", "PLAT", "VAL", "DSRT"];
    Park = "park", Region, ["PRK", "RESN"];
    Sea = "sea", Sea, ["SEA", "OCN"];
    Gulf = "gulf", Sea, ["GULF", "BAY"];
    Strait = "strait", Sea, ["STRT", "CHN"];
    Lake = "lake", Region, ["LK", "RSV"];
    River = "river", Region, ["STM", "CNL"];
    Road = "road", Region, ["RD"];
);

impl Feature {
    pub(super) fn of_byte(byte: u8) -> Self {
        Self::ALL.get(usize::from(byte)).copied().unwrap_or(Self::Region)
    }

    /// A town, the capital of a country or not.
    pub(crate) fn is_town(self) -> bool {
        matches!(self, Feature::Town | Feature::Capital)
    }

    /// The kind a word of our tables means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.as_str() == word)
    }
}
