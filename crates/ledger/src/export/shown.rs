//! Linked incidents as an audience may see them.
//!
//! Owns: the same care that exports take, for what shows incidents in a form of its own. In: a ledger, a filter, options. Out:
//! incidents without what is withheld. Refuses: what an export for the same audience holds back.

use super::cases::cases;
use super::names::Knowledge;
use super::{ExportOptions, Exported, Request, public};
use crate::error::Result;
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::linked::{LinkedIncident, life};

/// An incident that may be shown.
#[derive(Debug, Clone)]
pub struct Shown {
    pub incident: LinkedIncident,
    /// How far people have looked at it, see [`super::mark`].
    pub review: String,
    /// Where its claim stands, in one sentence.
    pub sentence: String,
}

/// The linked incidents of which a filter finds some report, in the order of [`Ledger::linked`], with what was kept back.
pub fn shown(
    ledger: &Ledger,
    filter: &IncidentFilter,
    options: ExportOptions,
    knowledge: Knowledge<'_>,
) -> Result<(Vec<Shown>, Exported)> {
    let options = options.checked()?;
    let cases = cases(ledger, &Request { filter, options: &options, knowledge })?;
    let exported = cases.counts();
    let show = |case: super::cases::Case| {
        let mut sentence = life(&case.incident, knowledge.codebook).sentence;
        if let Some(names) = &case.names {
            public::hide(&mut sentence, names);
        }
        Shown { incident: case.incident, review: case.review, sentence }
    };
    Ok((cases.cases.into_iter().map(show).collect(), exported))
}
