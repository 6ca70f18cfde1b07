//! The report: what one article says, in the shape of the public JSON schema (`claimbook.report/1`).
//!
//! Owns: the field names, the closed lists and their order in the output. In: resolved values. Out: one JSON object
//! a line. Refuses: a span without its words (every [`Quote`] is cut by [`crate::Body::quote`]).

use serde::{Deserialize, Serialize};

/// Value of `schema` in every report.
pub const SCHEMA: &str = "claimbook.report/1";

/// A closed list of words that serialise in snake case, with [`Self::as_str`] for tables and storage.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every word of the list, in the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as the schema spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(s: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|v| v.as_str() == s)
                    .ok_or_else(|| format!("'{s}' is none of: {}", [$($text),+].join(", ")))
            }
        }
    };
}

words!(
    /// What was done, by means.
    IncidentType {
        DroneAttack = "drone_attack", RocketMissileAttack = "rocket_missile_attack", Shelling = "shelling",
        Airstrike = "airstrike", Bombing = "bombing", ArmedAssault = "armed_assault",
        Assassination = "assassination", Kidnapping = "kidnapping", Hijacking = "hijacking", Arson = "arson",
        Robbery = "robbery", Sabotage = "sabotage", ForcedWorkStoppage = "forced_work_stoppage",
        InterceptionOnly = "interception_only", Other = "other",
    }
);

/// Types that accounts of one act mix, and that a reader takes for one kind of attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeFamily {
    Air,
    Gun,
    Bomb,
    Kidnapping,
    Other,
}

impl IncidentType {
    /// The family of this type.
    pub fn family(self) -> TypeFamily {
        match self {
            Self::Airstrike
            | Self::DroneAttack
            | Self::RocketMissileAttack
            | Self::Shelling
            | Self::InterceptionOnly => TypeFamily::Air,
            Self::ArmedAssault | Self::Assassination | Self::Robbery | Self::Hijacking => TypeFamily::Gun,
            Self::Bombing | Self::Arson | Self::Sabotage => TypeFamily::Bomb,
            Self::Kidnapping => TypeFamily::Kidnapping,
            Self::Other | Self::ForcedWorkStoppage => TypeFamily::Other,
        }
    }
}

words!(
    /// How far it went.
    Stage {
        Accomplished = "accomplished", Attempted = "attempted", Planned = "planned", Threatened = "threatened",
        Hypothetical = "hypothetical",
    }
);
words!(
    /// How a count is told.
    Qualifier {
        Exact = "exact", AtLeast = "at_least", MoreThan = "more_than", UpTo = "up_to", About = "about", Vague = "vague",
    }
);
words!(
    /// How fine a date is.
    Precision {
        Minute = "minute", Hour = "hour", PartOfDay = "part_of_day", Day = "day", Week = "week", Month = "month",
        Season = "season", Year = "year", Range = "range", Unresolved = "unresolved",
    }
);
words!(
    /// How fine a place is.
    Level {
        Site = "site", Locality = "locality", Area = "area", Region = "region", Country = "country", Sea = "sea",
        Unresolved = "unresolved",
    }
);
words!(
    /// What a place is to an incident.
    PlaceRole { Target = "target", Origin = "origin", Interception = "interception", Other = "other" }
);
words!(
    /// On what ground somebody is named as perpetrator.
    PerpetratorBasis {
        Claimed = "claimed", Admitted = "admitted", ReportedAsFact = "reported_as_fact", Accused = "accused",
        AccusedByAuthorities = "accused_by_authorities", Suspected = "suspected",
        SuspectedByAuthorities = "suspected_by_authorities", Possible = "possible", Denied = "denied",
        Acquitted = "acquitted",
    }
);
words!(
    /// One person or a body of people.
    PerpetratorKind { Individual = "individual", Organisation = "organisation" }
);
words!(
    /// Nature of a perpetrator.
    PerpetratorCategory { ArmedGroup = "armed_group", State = "state", Criminal = "criminal", Unknown = "unknown" }
);
words!(
    /// What was struck.
    TargetClass { Person = "person", Object = "object", Organisation = "organisation", Place = "place" }
);
words!(
    /// What happened to a target.
    Effect {
        Killed = "killed", Injured = "injured", Kidnapped = "kidnapped", Threatened = "threatened",
        Released = "released", Escaped = "escaped", Resigned = "resigned", PropertyTaken = "property_taken",
        Destroyed = "destroyed", Damaged = "damaged", None = "none", NoDeath = "no_death", NoInjury = "no_injury",
        Unknown = "unknown",
    }
);
words!(
    /// Damage as told.
    Damage { None = "none", Some = "some", Destroyed = "destroyed" }
);
words!(
    /// Who is speaking.
    SpeakerKind {
        ArmedGroup = "armed_group", State = "state", Official = "official", Military = "military", Media = "media",
        Journalist = "journalist", Anonymous = "anonymous", Witness = "witness", Company = "company",
        Person = "person", Author = "author", Other = "other",
    }
);
words!(
    /// What a speaker does with words.
    SpeechAct {
        ClaimsResponsibility = "claims_responsibility", Confirms = "confirms", Denies = "denies",
        Accuses = "accuses", Reports = "reports", Threatens = "threatens", Estimates = "estimates",
        Retracts = "retracts",
    }
);
words!(
    /// Which property of an incident a claim is about.
    Property {
        Whole = "whole", Date = "date", Place = "place", Perpetrator = "perpetrator", Target = "target",
        Weapon = "weapon", Killed = "killed", Injured = "injured", Damage = "damage", Intercepted = "intercepted",
        Count = "count",
    }
);
words!(
    /// How firmly something is said.
    Firmness { Asserted = "asserted", Hedged = "hedged", Unknown = "unknown" }
);
words!(
    /// What a tally counts.
    TallyWhat { Attacks = "attacks", Killed = "killed", Injured = "injured", Munitions = "munitions", Other = "other" }
);
words!(
    /// Kind of an actor.
    ActorKind {
        ArmedGroup = "armed_group", Umbrella = "umbrella", State = "state", Military = "military",
        Agency = "agency", Official = "official", Person = "person", Media = "media", Company = "company",
        Other = "other",
    }
);
words!(
    /// A dated edge between actors.
    RelationType {
        MemberOf = "member_of", UmbrellaOf = "umbrella_of", FrontOf = "front_of", AliasOf = "alias_of",
        SplitFrom = "split_from", BackedBy = "backed_by", AlliedWith = "allied_with", DesignatedBy = "designated_by",
    }
);
words!(
    /// What a warning is about.
    WarningKind {
        PlaceMismatch = "place_mismatch", CalendarMismatch = "calendar_mismatch", NumberConflict = "number_conflict",
        OfficeHolder = "office_holder", LoadedTerm = "loaded_term", Unresolved = "unresolved", Other = "other",
    }
);
words!(
    /// What a mention names.
    MentionKind {
        Trigger = "trigger", Actor = "actor", Person = "person", Place = "place", Time = "time", Weapon = "weapon",
        Quantity = "quantity", SpeechCue = "speech_cue", Target = "target",
    }
);
words!(
    /// TIMEX3 type.
    TimexType { Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET" }
);

/// Half-open range of Unicode code points in `article.body` with its exact text (`span` in the schema).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quote {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// A count as told; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub min: Option<u64>,
    pub max: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Qualifier>,
}

impl Count {
    /// Exactly `n`.
    pub fn exact(n: u64) -> Self {
        Self { min: Some(n), max: Some(n), qualifier: Some(Qualifier::Exact) }
    }

    /// The number, where one is told and no range.
    pub fn single(self) -> Option<u64> {
        self.max.filter(|_| self.min == self.max)
    }

    /// `n` or more, told with `qualifier`.
    pub fn from(n: u64, qualifier: Qualifier) -> Self {
        Self { min: Some(n), max: None, qualifier: Some(qualifier) }
    }
}

/// Version and content hashes of what read the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineInfo {
    pub version: String,
    pub codebook: String,
    pub model: Option<String>,
}

/// A language model that was asked to mark the words of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name, as the server knows it.
    pub model: String,
    /// SHA-256 of the file that keeps its answers, hexadecimal.
    pub answers: String,
}

/// The article as it stands in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRecord {
    pub id: String,
    pub input: String,
    pub publisher: Option<crate::article::Publisher>,
    pub url: Option<String>,
    pub headline: Option<String>,
    pub bylines: Vec<String>,
    pub published: Option<crate::article::Published>,
    pub language: String,
    pub body: String,
    pub clutter: Vec<Quote>,
    /// Parts with a time of their own, see [`crate::article::Part`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub x_parts: Vec<PartRecord>,
    /// See [`crate::Article::notes`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub x_notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_capture: Option<String>,
}

/// A part of an article with a time of its own: code points of the body, half-open, and when it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRecord {
    pub start: usize,
    pub end: usize,
    pub published: crate::article::Published,
}

/// A date with its evidence; an open end is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRange {
    pub earliest: Option<String>,
    pub latest: Option<String>,
    pub precision: Precision,
    pub evidence: Vec<Quote>,
}

/// Somebody named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    pub actor: Option<String>,
}

/// A place of an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub name: String,
    pub country: Option<String>,
    pub administered_by: Option<String>,
    pub admin1: Option<String>,
    pub within: Vec<String>,
    pub feature: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub gazetteer_id: Option<String>,
    pub level: Level,
    pub role: PlaceRole,
    pub evidence: Vec<Quote>,
    /// Why this reading and not another, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_reason: Option<String>,
}

impl Place {
    /// The name with the division it lies in, "Harir, Erbil Governorate".
    pub fn label(&self) -> String {
        match self.admin1.as_ref().filter(|division| **division != self.name) {
            Some(division) => format!("{}, {division}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Somebody named as the one who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Perpetrator {
    pub name: String,
    pub actor: Option<String>,
    pub text: Option<String>,
    pub kind: PerpetratorKind,
    pub category: Option<PerpetratorCategory>,
    pub basis: PerpetratorBasis,
    pub evidence: Vec<Quote>,
}

/// Somebody or something that was struck or aimed at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub text: String,
    pub class: TargetClass,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub actor: Option<String>,
    pub nationality: Option<String>,
    pub count: Option<Count>,
    pub effects: Vec<Effect>,
    pub evidence: Vec<Quote>,
}

/// A weapon named or implied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weapon {
    pub text: Option<String>,
    pub kind: String,
    pub name: Option<String>,
    pub used: Option<bool>,
    pub count: Option<Count>,
    pub evidence: Vec<Quote>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub killed: Option<Count>,
    pub injured: Option<Count>,
    pub damage: Option<Damage>,
    pub intercepted: Option<bool>,
    pub evidence: Vec<Quote>,
}

/// One incident as one article tells it (an *incident report*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: IncidentType,
    pub types_also: Vec<IncidentType>,
    pub stage: Stage,
    pub aggregate: bool,
    pub count: Option<Count>,
    pub background: bool,
    pub date: Option<DateRange>,
    pub places: Vec<Place>,
    pub perpetrators: Vec<Perpetrator>,
    pub targets: Vec<Target>,
    pub weapons: Vec<Weapon>,
    pub outcome: Outcome,
    pub evidence: Vec<Quote>,
    pub references: Vec<Quote>,
    pub motives: Vec<Quote>,
    pub confidence: f64,
    /// Category of the act where no perpetrator carries one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_category: Option<String>,
    /// What the confidence rests on, with `--mentions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_signs: Option<std::collections::BTreeMap<String, f64>>,
}

/// Who asserts something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    pub name: String,
    pub actor: Option<String>,
    pub kind: SpeakerKind,
}

/// One assertion by one speaker about one property of one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub id: String,
    pub speaker: Speaker,
    pub via: Vec<Party>,
    pub act: SpeechAct,
    pub about: Option<String>,
    pub property: Option<Property>,
    pub firmness: Firmness,
    pub date: Option<DateRange>,
    pub channel: Option<String>,
    pub evidence: Vec<Quote>,
    /// What its probability rests on, with `--mentions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_signs: Option<std::collections::BTreeMap<String, f64>>,
}

/// A running total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub text: String,
    pub what: TallyWhat,
    pub count: Option<Count>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub speaker: Option<Party>,
    pub by: Option<Party>,
    pub against: Option<Party>,
    pub place: Option<String>,
    pub about: Option<String>,
    pub evidence: Vec<Quote>,
}

/// An actor the article names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub id: String,
    pub name: String,
    pub register_id: Option<String>,
    pub kind: ActorKind,
    pub collective: bool,
    pub aliases: Vec<String>,
    pub mentions: Vec<Quote>,
}

/// A relation between actors in the article's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    pub subject: Party,
    #[serde(rename = "type")]
    pub kind: RelationType,
    pub object: Party,
    pub since: Option<String>,
    pub until: Option<String>,
    pub speaker: Option<Party>,
    pub evidence: Vec<Quote>,
}

/// Something a reader should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub kind: WarningKind,
    pub message: String,
    pub evidence: Vec<Quote>,
}

/// The reading of a place mention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceReadingRecord {
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub country: Option<String>,
    pub gazetteer_id: Option<String>,
    pub level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_reason: Option<String>,
}

/// The reading of a time mention, as TIMEX3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimexRecord {
    #[serde(rename = "type")]
    pub kind: TimexType,
    pub value: String,
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    pub quant: Option<String>,
    pub freq: Option<String>,
}

/// A mention, used by an incident or not (`--mentions`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    pub kind: MentionKind,
    pub start: usize,
    pub end: usize,
    pub text: String,
    pub place: Option<PlaceReadingRecord>,
    pub time: Option<TimexRecord>,
    pub actor: Option<String>,
}

/// What one article says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub schema: String,
    pub engine: EngineInfo,
    pub article: ArticleRecord,
    pub incidents: Vec<Incident>,
    pub claims: Vec<Claim>,
    pub tallies: Vec<Tally>,
    pub actors: Vec<Actor>,
    pub relations: Vec<Relation>,
    pub warnings: Vec<Warning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<Mention>>,
    /// The language model that marked the words, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_asked: Option<Asked>,
    /// News that may be none: below the least confidence of a pin, kept for review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub x_unsure: Vec<Incident>,
    /// Claims that may be none: kept for review, in no list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub x_unsure_claims: Vec<Claim>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_serialise_as_they_print_and_parse() {
        for kind in IncidentType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(kind.as_str().parse::<IncidentType>().unwrap(), *kind);
        }
        assert!("raid".parse::<IncidentType>().unwrap_err().contains("airstrike"));
    }
}
