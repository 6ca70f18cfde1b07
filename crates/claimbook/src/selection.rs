//! Which incidents a user asks for.
//!
//! Owns: the filter options all lists and exports share. In: arguments. Out: filters of the ledger. Refuses: running
//! them.

pub use claimbook_ledger::with_register_ids;
use claimbook_ledger::{ActorRole, Bounds, IncidentFilter, Standing, State, Undated};
use claimbook_records::Codebook;
use claimbook_records::report::{IncidentType, PlaceRole, Stage};

/// Filters over incidents; different options are joined by *and*, repeated ones by *or*.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Filters (repeat an option for 'or')")]
pub struct Selection {
    /// On or after this day: 2023-10-07, 2023-10 or 2023
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// On or before this day
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// With a time window, also take incidents without a date
    #[arg(long, conflicts_with = "only_undated")]
    pub undated: bool,
    /// Only incidents without a date
    #[arg(long)]
    pub only_undated: bool,
    /// A place, division, country code or gazetteer id
    #[arg(long, value_name = "NAME")]
    pub place: Vec<String>,
    /// What the place is to the incident: target, origin, interception, other
    #[arg(long, value_name = "ROLE", requires = "place")]
    pub place_role: Option<PlaceRole>,
    /// Country of a place struck, by its ISO code
    #[arg(long, value_name = "CODE")]
    pub country: Vec<String>,
    /// The finest place struck lies in this box: west,south,east,north in degrees
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    pub bbox: Option<Bounds>,
    /// An actor, by name, alias or register id
    #[arg(long, value_name = "NAME")]
    pub actor: Vec<String>,
    /// What the actor is to the incident: perpetrator, target, speaker
    #[arg(long, value_name = "ROLE", requires = "actor")]
    pub actor_role: Option<ActorRole>,
    /// A publisher, by name or domain
    #[arg(long, value_name = "NAME")]
    pub publisher: Vec<String>,
    /// Type, such as drone_attack
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Vec<IncidentType>,
    /// accomplished, attempted, planned, threatened, hypothetical
    #[arg(long, value_name = "STAGE")]
    pub stage: Vec<Stage>,
    /// claimed_only, reported, confirmed, contested, denied
    #[arg(long, value_name = "STANDING")]
    pub standing: Vec<Standing>,
    /// rejected, unreviewed, reviewed, approved, published; without it all but rejected ones
    #[arg(long, value_name = "STATE")]
    pub review: Vec<State>,
    /// true: only several attacks told as one; false: only single ones
    #[arg(long, value_name = "BOOL")]
    pub aggregate: Option<bool>,
    /// true: only what is told for background; false: only what the article is about
    #[arg(long, value_name = "BOOL")]
    pub background: Option<bool>,
    /// At least this confident that the record is right, 0 to 1
    #[arg(long, value_name = "P")]
    pub min_confidence: Option<f64>,
    /// Words that all stand in the clauses that tell it
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// An article, by its whole id
    #[arg(long, value_name = "ID")]
    pub article: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Leave out the first so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
}

impl Selection {
    /// The filter, with the register ids of actors the codebook knows by these names.
    pub fn filter(&self, codebook: &Codebook) -> IncidentFilter {
        IncidentFilter {
            from: self.from.clone(),
            to: self.to.clone(),
            undated: match (self.only_undated, self.undated) {
                (true, _) => Undated::Only,
                (_, true) => Undated::Include,
                _ => Undated::Exclude,
            },
            places: self.place.clone(),
            place_role: self.place_role,
            actors: with_register_ids(&self.actor, codebook),
            actor_role: self.actor_role,
            types: self.kind.clone(),
            stages: self.stage.clone(),
            standings: self.standing.clone(),
            reviews: self.review.clone(),
            aggregate: self.aggregate,
            background: self.background,
            min_confidence: self.min_confidence,
            text: self.text.clone(),
            articles: self.article.clone(),
            publishers: self.publisher.clone(),
            countries: self.country.clone(),
            bounds: self.bbox,
            after: None,
            limit: self.limit,
            offset: self.offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_register_also_asks_for_its_id() {
        let codebook = Codebook::builtin();
        let actor = codebook.actors.iter().find(|a| !a.aliases.is_empty()).unwrap();
        let asked =
            with_register_ids(&[actor.aliases[0].name.to_uppercase(), "Nobody Known".to_owned()], &codebook);
        assert!(asked.contains(&actor.id), "{asked:?}");
        assert_eq!(asked[1], "Nobody Known");
    }
}
