//! Points on a map (RFC 7946).
//!
//! Owns: the features: one for each incident, at the finest place struck that has coordinates, with the incident's facts as
//! properties. In: incidents. Out: one FeatureCollection, written as it comes. Refuses: to put an incident on the map that
//! has no place of attack; it is a feature with `geometry: null`, so that a map and a list of the same file agree.

use super::{IncidentWriter, joined, mark, points};
use crate::error::{Error, Result};
use crate::printable::{self, Gate};
use crate::query::IncidentView;
use ::geojson::{Feature, FeatureWriter, Geometry, GeometryValue, JsonObject, feature::Id};
use claimbook_records::report::{Place, PlaceRole};
use serde_json::{Value, json};
use std::io::Write;

pub(super) struct Features<'w> {
    out: FeatureWriter<Gate<&'w mut dyn Write>>,
    decimals: u8,
    begun: bool,
}

impl<'w> Features<'w> {
    pub(super) fn new(out: &'w mut dyn Write, decimals: u8) -> Self {
        Self { out: FeatureWriter::from_writer(Gate::new(out, printable::json)), decimals, begun: false }
    }

    fn write(&mut self, view: &IncidentView, place: Option<&Place>, point: Option<[f64; 2]>) -> Result<()> {
        // Not before the first feature: the library leaves a collection of foreign members alone unfinished.
        if !self.begun {
            self.out
                .write_foreign_member(
                    "review",
                    &"machine-coded; each feature says how far people reviewed it",
                )
                .map_err(failed)?;
            self.begun = true;
        }
        let feature = Feature {
            bbox: None,
            geometry: point.map(|at| Geometry::new(GeometryValue::new_point(at))),
            id: Some(Id::String(view.id.clone())),
            properties: Some(self.properties(view, place)),
            foreign_members: None,
        };
        self.out.write_feature(&feature).map_err(failed)
    }

    fn properties(&self, view: &IncidentView, place: Option<&Place>) -> JsonObject {
        let i = &view.record;
        let date = i.date.as_ref();
        let mut properties = JsonObject::new();
        let mut put = |key: &str, value: Value| properties.insert(key.to_owned(), value);
        put("incident", json!(view.id));
        put("review", json!(mark(view.review.state)));
        put("standing", json!(view.standing.standing));
        put("standing_reason", json!(view.standing.reason));
        put("type", json!(i.kind));
        put("stage", json!(i.stage));
        put("aggregate", json!(i.aggregate));
        put("background", json!(i.background));
        put("confidence", json!(i.confidence));
        put("date_earliest", json!(date.and_then(|d| d.earliest.as_ref())));
        put("date_latest", json!(date.and_then(|d| d.latest.as_ref())));
        put("date_precision", json!(date.map(|d| d.precision)));
        put("time", json!(moment(date.and_then(|d| d.earliest.as_deref()))));
        put("place", json!(place.map(|p| &p.name)));
        let struck = i.places.iter().filter(|p| p.role == PlaceRole::Target);
        put("places", json!(joined(struck.map(|p| &p.name))));
        put("place_level", json!(place.map(|p| p.level)));
        put("country", json!(place.and_then(|p| p.country.as_ref())));
        put("gazetteer_id", json!(place.and_then(|p| p.gazetteer_id.as_ref())));
        put("coordinate_decimals", json!(self.decimals));
        put(
            "perpetrators",
            json!(joined(i.perpetrators.iter().map(|p| format!("{} ({})", p.name, p.basis)))),
        );
        put("targets", json!(joined(i.targets.iter().map(|t| &t.text))));
        put("weapons", json!(joined(i.weapons.iter().map(|w| &w.kind))));
        put("killed_min", json!(i.outcome.killed.and_then(|c| c.min)));
        put("killed_max", json!(i.outcome.killed.and_then(|c| c.max)));
        put("injured_min", json!(i.outcome.injured.and_then(|c| c.min)));
        put("injured_max", json!(i.outcome.injured.and_then(|c| c.max)));
        put("intercepted", json!(i.outcome.intercepted));
        put("words", json!(joined(i.evidence.first().map(|q| &q.text))));
        put("publisher", json!(view.article.publisher));
        put("published", json!(view.published.as_ref().map(|p| &p.value)));
        put("url", json!(view.article.url));
        put("article", json!(view.article.id));
        properties
    }
}

impl IncidentWriter for Features<'_> {
    fn incident(&mut self, view: &IncidentView) -> Result<()> {
        // The list of levels begins with the finest; of equal ones the first that is told.
        if let Some((place, lon, lat)) = points(view).min_by_key(|(place, ..)| place.level) {
            return self.write(view, Some(place), Some([lon, lat]));
        }
        let named = view.record.places.iter().find(|p| p.role == PlaceRole::Target);
        self.write(view, named, None)
    }

    fn finish(&mut self) -> Result<()> {
        self.out.finish().map_err(failed)?;
        self.out.flush().map_err(failed)
    }
}

/// The beginning of the first possible day as map players want it; a day that is told is no moment, so it has no zone but
/// UTC and no hour but 0.
fn moment(earliest: Option<&str>) -> Option<String> {
    let day = earliest?.get(..10)?.parse::<jiff::civil::Date>().ok()?;
    Some(format!("{day}T00:00:00Z"))
}

fn failed(error: ::geojson::Error) -> Error {
    Error::Write(match error {
        ::geojson::Error::Io(error) => error,
        ::geojson::Error::MalformedGeoJson(error) => error.into(),
        other => std::io::Error::other(other),
    })
}
