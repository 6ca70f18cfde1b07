//! For whom something leaves the book.
//!
//! Owns: the options by which exports and reports say so. In: arguments. Out: options of the ledger's exports, and what tells
//! names of persons from those of places. Refuses: running them.

use crate::failure::Failure;
use crate::places::people_of;
use claimbook_ledger::{Audience, ExportOptions};
use claimbook_overlay::Data;
use jiff::civil::Date;

/// Tells how many people live in a place of a name.
pub type People = Box<dyn Fn(&str) -> u64>;

/// Who may see it.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "For whom")]
pub struct For {
    /// Leave names of persons without a public role in, for eyes that may see them; without it they are withheld
    #[arg(long, conflicts_with = "public")]
    private: bool,
    /// Only incidents that review has published, with at most 1 decimal in coordinates
    #[arg(long)]
    pub public: bool,
    /// Hold back incidents whose last possible day is less than this many days before --as-of
    #[arg(long, value_name = "N", requires = "as_of")]
    delay_days: Option<u32>,
    /// The day --delay-days counts from
    #[arg(long, value_name = "DATE", requires = "delay_days")]
    as_of: Option<Date>,
}

impl For {
    /// The options they make, the others as usual.
    pub fn options(&self) -> ExportOptions {
        ExportOptions {
            audience: if self.private { Audience::Private } else { Audience::Public },
            published_only: self.public,
            delay: self.as_of.zip(self.delay_days),
            ..ExportOptions::default()
        }
    }

    /// How many people live in a place of a name; where no names are withheld nobody needs to know.
    pub fn people(&self, data: &Data) -> Result<People, Failure> {
        if self.private {
            return Ok(Box::new(|_: &str| 0));
        }
        let gazetteer = data.gazetteer()?;
        Ok(Box::new(move |name: &str| people_of(&gazetteer, name)))
    }
}
