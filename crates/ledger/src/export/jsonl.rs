//! One JSON object a line.
//!
//! Owns: the line: `schema`, `review` and the fields of [`IncidentView`] (`id`, `standing`, `article`, `published`,
//! `engine`, `report`, `record`, `claims`, `actors`). In: incidents. Out: lines. Refuses: nothing.

use super::{IncidentWriter, mark};
use crate::error::Result;
use crate::query::IncidentView;
use serde::Serialize;
use std::io::Write;

/// Value of `schema` in every line.
const SCHEMA: &str = "claimbook.incident/1";

pub(super) struct JsonLines<'w> {
    out: &'w mut dyn Write,
}

impl<'w> JsonLines<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { out }
    }
}

#[derive(Serialize)]
struct Line<'v> {
    schema: &'static str,
    review: &'static str,
    #[serde(flatten)]
    view: &'v IncidentView,
}

impl IncidentWriter for JsonLines<'_> {
    fn incident(&mut self, view: &IncidentView) -> Result<()> {
        let line = Line { schema: SCHEMA, review: mark(view.review.state), view };
        serde_json::to_writer(&mut *self.out, &line).map_err(std::io::Error::from)?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
