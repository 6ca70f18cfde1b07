//! One JSON object a line.
//!
//! Owns: the line: `schema`, `review` and the fields of [`IncidentView`] (`id`, `standing`, `article`, `published`,
//! `engine`, `report`, `record`, `claims`, `actors`), and what people corrected as `corrected`. In: incidents. Out: lines.
//! Refuses: the names of the people who reviewed.

use super::{IncidentWriter, mark};
use crate::error::Result;
use crate::printable;
use crate::query::IncidentView;
use crate::review::{Corrected, Review};
use serde::Serialize;
use serde_json::{Value, json};
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrected: Vec<Value>,
    #[serde(flatten)]
    view: &'v IncidentView,
}

impl IncidentWriter for JsonLines<'_> {
    fn incident(&mut self, view: &IncidentView) -> Result<()> {
        let review = mark(view.review.state);
        let corrected = view.review.corrected.iter().map(correction).collect();
        // The view's own `review` would be a second key of that name.
        let bare;
        let view = if view.review.is_empty() {
            view
        } else {
            bare = IncidentView { review: Review::default(), ..view.clone() };
            &bare
        };
        let line = Line { schema: SCHEMA, review, corrected, view };
        let text = serde_json::to_string(&line).map_err(std::io::Error::from)?;
        Ok(self.out.write_all((printable::json(&text) + "\n").as_bytes())?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

fn correction(c: &Corrected) -> Value {
    json!({"property": c.property, "was": c.was, "now": c.now, "at": c.at, "reason": c.reason, "entry": c.entry})
}
