//! What a query asks for.
//!
//! Owns: the filters and what their fields mean. In: words a person typed or a program set. Out: filters a store can
//! run. Refuses: days that are none.

use crate::dates;
use crate::error::{Error, Result};
use crate::keys::fold;
use crate::query::IncidentView;
use crate::review::State;
use crate::standing::Standing;
use claimbook_records::Codebook;
use claimbook_records::report::{
    IncidentType, PlaceRole, RelationType, SpeakerKind, SpeechAct, Stage, TallyWhat,
};

/// What to do with incidents a time window can neither take nor leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undated {
    /// A window leaves undated incidents out; one that is open at an end ("until 1 May") stands at the known end.
    #[default]
    Exclude,
    /// A window also takes every incident that may lie in it: undated ones, and open ones as far as they reach.
    Include,
    /// Undated incidents and no others.
    Only,
}

/// What an actor is to an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorRole {
    Perpetrator,
    Target,
    /// Speaks a claim about it.
    Speaker,
}

impl ActorRole {
    /// The word in filters and storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Perpetrator => "perpetrator",
            Self::Target => "target",
            Self::Speaker => "speaker",
        }
    }
}

impl std::str::FromStr for ActorRole {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        [Self::Perpetrator, Self::Target, Self::Speaker]
            .into_iter()
            .find(|role| role.as_str() == s)
            .ok_or_else(|| format!("'{s}' is none of: perpetrator, target, speaker"))
    }
}

/// Which incidents. Fields are joined by *and*, the values of a list by *or*; an empty list asks nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IncidentFilter {
    /// First day of the window, ISO 8601, partial allowed (`2023-10` begins on the 1st). An incident is in the window
    /// when their days overlap.
    pub from: Option<String>,
    /// Last day of the window, inclusive; `2023-10` ends on the 31st.
    pub to: Option<String>,
    pub undated: Undated,
    /// Place names, containing divisions, ISO country codes or gazetteer ids. Whole names, not parts of names.
    pub places: Vec<String>,
    /// In which role the place must stand; any without.
    pub place_role: Option<PlaceRole>,
    /// Actor names or aliases as an article uses them, or register ids. Aliases the articles do not use are the
    /// caller's to look up in the codebook.
    pub actors: Vec<String>,
    /// In which role the actor must stand; any without.
    pub actor_role: Option<ActorRole>,
    pub types: Vec<IncidentType>,
    pub stages: Vec<Stage>,
    pub standings: Vec<Standing>,
    /// How far review of the incident report got; without any, all but rejected ones.
    pub reviews: Vec<State>,
    pub aggregate: Option<bool>,
    pub background: Option<bool>,
    /// Least confidence, 0 to 1.
    pub min_confidence: Option<f64>,
    /// Words that all stand in the clauses that tell the incident, in any order, without regard to case and accents.
    pub text: Option<String>,
    /// Articles, by whole id.
    pub articles: Vec<String>,
    /// Publishers of the articles, by name or domain as the book writes them.
    pub publishers: Vec<String>,
    /// Countries of places struck, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// The finest place struck lies within.
    pub bounds: Option<Bounds>,
    /// Only what stands behind this place in the order of the list; counts do not regard it.
    pub after: Option<Position>,
    /// At most so many; all without.
    pub limit: Option<usize>,
    pub offset: usize,
}

impl IncidentFilter {
    /// The same without a page: everything it finds.
    pub(crate) fn whole(&self) -> Self {
        Self { limit: None, offset: 0, after: None, ..self.clone() }
    }
}

/// A part of the globe in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    /// West of `west` where the part lies over the line of date.
    pub east: f64,
    pub north: f64,
}

impl std::fmt::Display for Bounds {
    /// As [`Bounds::from_str`] reads it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{},{},{}", self.west, self.south, self.east, self.north)
    }
}

impl std::str::FromStr for Bounds {
    type Err = String;

    /// "west,south,east,north".
    fn from_str(s: &str) -> Result<Self, String> {
        let numbers: Option<Vec<f64>> = s.split(',').map(|n| n.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[west, south, east, north])
                if [west, east].iter().all(|x| (-180.0..=180.0).contains(x))
                    && (-90.0..=90.0).contains(&south)
                    && (south..=90.0).contains(&north) =>
            {
                Ok(Self { west, south, east, north })
            }
            _ => Err(format!("'{s}' is no box: give west,south,east,north in degrees")),
        }
    }
}

/// A place in the list of incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    pub day: String,
    pub article: String,
    pub incident: String,
}

impl Position {
    /// Where an incident stands.
    pub fn of(view: &IncidentView) -> Self {
        let (article, incident) = (view.article.id.clone(), view.id.clone());
        Self { day: crate::derive::sort_day(&view.record), article, incident }
    }
}

/// Which articles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleFilter {
    /// Publishers by name or domain as the book writes them.
    pub publishers: Vec<String>,
    /// BCP 47 codes.
    pub languages: Vec<String>,
    /// Published on or after this day.
    pub from: Option<String>,
    /// And on or before this one.
    pub to: Option<String>,
    /// Words that all stand in the headline.
    pub text: Option<String>,
    /// Only withdrawn ones, or only others; both without.
    pub withdrawn: Option<bool>,
    pub limit: Option<usize>,
    pub offset: usize,
}

/// Which relations between actors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelationFilter {
    /// Names or register ids of either side.
    pub actors: Vec<String>,
    pub kinds: Vec<RelationType>,
    /// Begun, or else told, on or after this day.
    pub from: Option<String>,
    /// And on or before this one.
    pub to: Option<String>,
    pub limit: Option<usize>,
    pub offset: usize,
}

/// Names, and the register ids of the actors of a codebook that have one of them.
pub fn with_register_ids(names: &[String], codebook: &Codebook) -> Vec<String> {
    let mut all = names.to_vec();
    for wanted in names.iter().map(|name| fold(name)) {
        let known = codebook.actors.iter().filter(|a| {
            fold(&a.name) == wanted
                || a.aliases.iter().any(|alias| fold(&alias.name) == wanted)
                || a.acronyms.iter().any(|acronym| fold(acronym) == wanted)
        });
        all.extend(known.map(|a| a.id.clone()));
    }
    all.dedup();
    all
}

/// Which claims.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimFilter {
    /// The incident they are about, by whole id.
    pub incident: Option<String>,
    /// Only claims about incidents this finds (its limit and offset are not used).
    pub about: Option<IncidentFilter>,
    /// Speaker names or register ids.
    pub speakers: Vec<String>,
    pub speaker_kinds: Vec<SpeakerKind>,
    pub acts: Vec<SpeechAct>,
    pub articles: Vec<String>,
    /// Day the claim was made, or else the article published, not before.
    pub from: Option<String>,
    /// And not after.
    pub to: Option<String>,
    pub limit: Option<usize>,
    pub offset: usize,
}

/// Which tallies.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TallyFilter {
    pub what: Vec<TallyWhat>,
    /// Names or register ids of who did it, whom it was done to, or who says so.
    pub actors: Vec<String>,
    pub articles: Vec<String>,
    /// As-of day, or else day of publication, not before.
    pub from: Option<String>,
    /// And not after.
    pub to: Option<String>,
    pub limit: Option<usize>,
    pub offset: usize,
}

/// Which actors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActorFilter {
    /// Names, aliases or register ids.
    pub names: Vec<String>,
    /// Words of the codebook's kinds of actor (`armed_group` …).
    pub kinds: Vec<claimbook_records::report::ActorKind>,
    pub limit: Option<usize>,
    pub offset: usize,
}

/// A day a person typed, as the first or last day it can mean.
pub(crate) fn asked_day(value: Option<&str>, end: bool) -> Result<Option<String>> {
    value
        .map(|v| {
            dates::asked(v.trim(), end)
                .ok_or_else(|| Error::BadRequest(format!("'{v}' is no day: use 2023-10-07, 2023-10 or 2023")))
        })
        .transpose()
}
