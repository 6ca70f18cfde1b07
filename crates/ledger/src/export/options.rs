//! What a caller asks of an export, and what became of it.
//!
//! Owns: the options that hold for every format and their defaults, which are for the public; the counts. In: choices. Out:
//! [`ExportOptions`], [`Exported`]. Refuses: coordinates finer than a locality.

use super::cells::CellStyle;
use super::{LOCALITY_DECIMALS, PUBLIC_DECIMALS, Rule};
use crate::error::{Error, Result};
use jiff::civil::Date;
use serde::Serialize;

/// Most days that an incident is held back: a hundred years.
const LONGEST_DELAY: u32 = 36_525;

/// For whom an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Anybody: names of persons without a public role are withheld.
    #[default]
    Public,
    /// People who may see everything the articles say.
    Private,
}

/// How to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportOptions {
    pub audience: Audience,
    /// Decimals of a degree, at most [`LOCALITY_DECIMALS`]: 1 is about 11 km, 0 about 111 km.
    pub decimals: u8,
    /// Only incidents whose review ended in [`crate::State::Published`], with at most [`PUBLIC_DECIMALS`].
    pub published_only: bool,
    /// Today and the days that must have passed since the last possible day of an incident. There is no clock here, so
    /// that the same book gives the same bytes.
    pub delay: Option<(Date, u32)>,
    /// Only what changed since this entry of the ledger, and the ids withdrawn since.
    pub since: Option<i64>,
    /// Claimbook's own columns behind those of the code book.
    pub extra_columns: bool,
    /// Whose rule gives one number of dead and injured; the code book's own when absent.
    pub fatalities: Option<Rule>,
    /// Write incidents that somebody denies took place, in formats that cannot say so but in notes.
    pub keep_denied: bool,
    /// How comma-separated files are written.
    pub cells: CellStyle,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            audience: Audience::Public,
            decimals: LOCALITY_DECIMALS,
            published_only: false,
            delay: None,
            since: None,
            extra_columns: false,
            fatalities: None,
            keep_denied: false,
            cells: CellStyle::default(),
        }
    }
}

impl ExportOptions {
    /// The same where they agree with each other; an export for the public is masked and coarse. What exports takes unchecked ones
    /// too; this is for who tells people of the options.
    pub fn checked(mut self) -> Result<Self> {
        if self.decimals > LOCALITY_DECIMALS {
            let message = format!("coordinates leave the book with at most {LOCALITY_DECIMALS} decimals");
            return Err(Error::BadRequest(message));
        }
        if self.delay.is_some_and(|(day, days)| day.year() < 1 || days > LONGEST_DELAY) {
            let message =
                format!("a delay counts from a day of the year 1 or later, at most {LONGEST_DELAY} days");
            return Err(Error::BadRequest(message));
        }
        if self.published_only {
            self.audience = Audience::Public;
            self.decimals = self.decimals.min(PUBLIC_DECIMALS);
        }
        Ok(self)
    }
}

/// What an export held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    pub incidents: u64,
    /// Incidents of which something was withheld.
    pub masked: u64,
    /// Incidents without a place that has coordinates.
    pub without_point: u64,
    /// Incidents the format cannot express, with the reason in `dropped.csv`.
    pub dropped: u64,
    /// The same without those that were held back before the format saw them.
    #[serde(skip)]
    pub(super) unwritten: u64,
    /// Incidents that are not for this audience: rejected, not published, within the delay.
    pub held_back: u64,
    /// Ids of an earlier version that are no longer there.
    pub withdrawn: u64,
}
