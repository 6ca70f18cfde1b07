//! A linked incident with what follows from all of its accounts.
//!
//! Owns: the one object that commands and pages show of an incident. In: an incident, and the register of actors. Out:
//! [`FullIncident`]. Refuses: working anything out itself (see [`super::life`] and [`super::links`]).

use super::{Life, Link, LinkedIncident, life};
use crate::error::Result;
use crate::ledger::Ledger;
use claimbook_records::Codebook;
use serde::Serialize;

/// An incident with the life of its claim and its links to others.
#[derive(Debug, Serialize)]
pub struct FullIncident {
    #[serde(flatten)]
    pub incident: LinkedIncident,
    pub life: Life,
    pub links: Vec<Link>,
}

impl Ledger {
    /// Takes an incident, and looks for what it is to others.
    pub fn in_full(&self, incident: LinkedIncident, register: &Codebook) -> Result<FullIncident> {
        let life = life(&incident, register);
        let links = self.links_of(&incident, &life)?;
        Ok(FullIncident { life, links, incident })
    }
}
