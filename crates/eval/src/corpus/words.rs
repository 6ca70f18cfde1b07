//! The closed lists of the corpus form.
//!
//! Owns: which words a record line may use where the reports of the engine have no list of their own, or a longer one. In:
//! a word. Out: a value, or nothing. Refuses: synonyms.

use claimbook_records::report::{Effect, IncidentType, PerpetratorBasis, RelationType, SpeechAct, TallyWhat};
use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

/// How fine a place is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceLevel {
    Site,
    City,
    Region,
    Country,
    Sea,
}

impl PlaceLevel {
    /// The word of the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::City => "city",
            Self::Region => "region",
            Self::Country => "country",
            Self::Sea => "sea",
        }
    }
}

/// What was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weapon {
    Drone,
    CruiseMissile,
    BallisticMissile,
    Missile,
    Rocket,
    Mortar,
    Artillery,
    Bomb,
    VehicleBomb,
    Explosive,
    Mine,
    Grenade,
    Gun,
    AircraftBomb,
    Fire,
    Stone,
    Knife,
    Other,
}

/// Why words that look like an act open no incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Plan,
    Opinion,
    Trend,
    Metaphor,
    Court,
    Anniversary,
    WarName,
    Accident,
    Exercise,
    Threat,
    Capability,
    Sanction,
    Crime,
    Arrest,
}

/// A word of a closed list as its value.
pub fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(text)).ok()
}

/// An incident type; the corpus has no forced work stoppages.
pub fn incident_type(text: &str) -> Option<IncidentType> {
    word(text).filter(|t| *t != IncidentType::ForcedWorkStoppage)
}

/// On what ground somebody is named as the one who did it.
pub fn basis(text: &str) -> Option<PerpetratorBasis> {
    use PerpetratorBasis as Basis;
    word(text).filter(|b| !matches!(b, Basis::Admitted | Basis::Possible | Basis::Acquitted))
}

/// What happened to a target.
pub fn effect(text: &str) -> Option<Effect> {
    word(text).filter(|e| {
        matches!(
            e,
            Effect::Killed
                | Effect::Injured
                | Effect::Kidnapped
                | Effect::Damaged
                | Effect::Destroyed
                | Effect::None
        )
    })
}

/// What a speaker does.
pub fn saying(text: &str) -> Option<SpeechAct> {
    word(text)
}

/// What a tally counts.
pub fn tally(text: &str) -> Option<TallyWhat> {
    word(text)
}

/// A relation between actors; the corpus does not mark allies.
pub fn relation(text: &str) -> Option<RelationType> {
    word(text).filter(|r| *r != RelationType::AlliedWith)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_closed() {
        assert_eq!(word::<Weapon>("vehicle_bomb"), Some(Weapon::VehicleBomb));
        assert_eq!(word::<Reason>("war_name"), Some(Reason::WarName));
        assert_eq!(incident_type("forced_work_stoppage"), None);
        assert_eq!(basis("possible"), None);
        assert_eq!(basis("denied"), Some(PerpetratorBasis::Denied));
        assert_eq!(effect("escaped"), None);
        assert_eq!(relation("allied_with"), None);
        assert_eq!(word::<PlaceLevel>("village"), None);
    }
}
