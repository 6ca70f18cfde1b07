//! Places: recognition, resolution and both together.
//!
//! Owns: the metric. In: gold and predicted toponyms per document. Out: [`Figures`]. Refuses: gold toponyms that the
//! corpus says are not to be scored.

use super::{Items, Share, pair, partners, ratio};
use claimbook_records::globe::distance_km;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;

/// Error of what was not resolved: half the Earth's circumference in kilometres.
const FARTHEST_KM: f64 = 20_039.0;

/// A toponym; offsets in code points, WGS84 degrees.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Toponym {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub lat: Option<f64>,
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub geonames_id: Option<String>,
    /// Gold only: false for a toponym that is marked but not scored.
    #[serde(default = "yes")]
    pub scored: bool,
}

fn yes() -> bool {
    true
}

impl Toponym {
    fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Distances of resolved toponyms; `n` is how many should have been resolved. `*_all` count the others as
/// [`FARTHEST_KM`] away.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Resolution {
    pub n: usize,
    pub resolved: usize,
    pub acc_all: Option<f64>,
    pub acc_resolved: Option<f64>,
    pub mean_km_resolved: Option<f64>,
    pub median_km_resolved: Option<f64>,
    pub median_km_all: Option<f64>,
    pub mean_km_all: Option<f64>,
    pub auc_resolved: Option<f64>,
    pub auc_all: Option<f64>,
}

/// Right countries among gold toponyms that have one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Countries {
    pub n: usize,
    pub acc_all: Option<f64>,
    pub acc_found: Option<f64>,
}

/// Right GeoNames ids among gold toponyms that have one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Identifiers {
    pub n: usize,
    pub acc_all: Option<f64>,
}

/// The figures of a place kit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    pub docs: usize,
    pub recognition_exact: Share,
    pub recognition_overlap: Share,
    pub resolution_gold_spans: Resolution,
    pub resolution_recognised_exact: Resolution,
    pub resolution_recognised_overlap: Resolution,
    pub end_to_end_exact: Share,
    pub end_to_end_overlap: Share,
    pub country: Countries,
    pub geonames_id: Identifiers,
}

/// Counts of one way of matching spans (equal, or overlapping).
#[derive(Default)]
struct Matching {
    recognised: usize,
    /// Gold toponyms with a point whose span was found.
    found: usize,
    errors_km: Vec<f64>,
    near: usize,
}

/// Scores documents given as (id, gold, predicted); a prediction within `km` of the gold point is right.
pub fn score<'a>(
    documents: impl IntoIterator<Item = (&'a str, &'a [Toponym], &'a [Toponym])>,
    km: f64,
) -> (Figures, Items) {
    let (mut exact, mut overlap) = (Matching::default(), Matching::default());
    let (mut docs, mut gold_n, mut predicted_n, mut points_gold, mut points_predicted) = (0, 0, 0, 0, 0);
    let (mut countries, mut countries_found, mut countries_right) = (0, 0, 0);
    let (mut ids, mut ids_right) = (0, 0);
    let mut items = Items::default();
    for (id, gold, predicted) in documents {
        let gold: Vec<&Toponym> = gold.iter().filter(|t| t.scored).collect();
        let mut seen = BTreeSet::new();
        let predicted: Vec<&Toponym> = predicted.iter().filter(|t| seen.insert((t.start, t.end))).collect();
        let ranges = |list: &[&Toponym]| list.iter().map(|t| t.range()).collect::<Vec<_>>();
        let pairs = pair(&ranges(&gold), &ranges(&predicted));
        let partner = partners(gold.len(), &pairs);
        docs += 1;
        gold_n += gold.len();
        predicted_n += predicted.len();
        overlap.recognised += pairs.len();
        exact.recognised += pairs.iter().filter(|(i, j)| gold[*i].range() == predicted[*j].range()).count();
        for (j, p) in predicted.iter().enumerate() {
            let matched = pairs.iter().find(|pair| pair.1 == j).map(|pair| gold[pair.0]);
            // A point on a gold span that has none can be neither right nor wrong.
            points_predicted += usize::from(p.lat.is_some() && matched.is_none_or(|g| g.lat.is_some()));
            if matched.is_none() {
                items.stray.push(format!("{id} {}-{} '{}' at {}", p.start, p.end, p.text, point(p)));
            }
        }
        for (g, partner) in gold.iter().zip(partner) {
            let p = partner.map(|j| predicted[j]);
            if let Some(country) = g.country.as_deref().filter(|c| !c.is_empty()) {
                countries += 1;
                countries_found += usize::from(p.is_some());
                countries_right += usize::from(p.is_some_and(|p| p.country.as_deref() == Some(country)));
            }
            if let Some(geonames) = g.geonames_id.as_deref().filter(|i| !i.is_empty()) {
                ids += 1;
                ids_right += usize::from(p.is_some_and(|p| p.geonames_id.as_deref() == Some(geonames)));
            }
            let (Some(lat), Some(lon)) = (g.lat, g.lon) else { continue };
            points_gold += 1;
            let mut right = false;
            if let Some(p) = p {
                let error = p.lat.zip(p.lon).map(|(a, b)| distance_km((lat, lon), (a, b)));
                for (matching, counts) in [(&mut exact, p.range() == g.range()), (&mut overlap, true)] {
                    if counts {
                        matching.found += 1;
                        matching.errors_km.extend(error);
                        matching.near += usize::from(error.is_some_and(|e| e <= km));
                    }
                }
                right = error.is_some_and(|e| e <= km);
            }
            let item = format!("{id} {}-{} '{}' = {lat:.2},{lon:.2}", g.start, g.end, g.text);
            match p {
                _ if right => items.right.push(item),
                Some(p) => items.wrong.push(format!("{item}, read as {}", point(p))),
                None => items.wrong.push(item),
            }
        }
    }
    let end_to_end = |m: &Matching| Share::new(m.near, points_predicted, points_gold);
    let figures = Figures {
        docs,
        recognition_exact: Share::new(exact.recognised, predicted_n, gold_n),
        recognition_overlap: Share::new(overlap.recognised, predicted_n, gold_n),
        resolution_gold_spans: resolution(&exact.errors_km, points_gold, km),
        resolution_recognised_exact: resolution(&exact.errors_km, exact.found, km),
        resolution_recognised_overlap: resolution(&overlap.errors_km, overlap.found, km),
        end_to_end_exact: end_to_end(&exact),
        end_to_end_overlap: end_to_end(&overlap),
        country: Countries {
            n: countries,
            acc_all: ratio(countries_right, countries),
            acc_found: ratio(countries_right, countries_found),
        },
        geonames_id: Identifiers { n: ids, acc_all: ratio(ids_right, ids) },
    };
    (figures, items)
}

fn point(t: &Toponym) -> String {
    match (t.lat, t.lon) {
        (Some(lat), Some(lon)) => format!("{lat:.2},{lon:.2}"),
        _ => "no point".to_owned(),
    }
}

fn resolution(errors: &[f64], wanted: usize, km: f64) -> Resolution {
    let mut padded = errors.to_vec();
    padded.resize(wanted.max(errors.len()), FARTHEST_KM);
    let near = errors.iter().filter(|e| **e <= km).count();
    Resolution {
        n: wanted,
        resolved: errors.len(),
        acc_all: ratio(near, wanted),
        acc_resolved: ratio(near, errors.len()),
        mean_km_resolved: mean(errors),
        median_km_resolved: median(errors),
        median_km_all: median(&padded),
        mean_km_all: mean(&padded),
        auc_resolved: area(errors),
        auc_all: area(&padded),
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

/// Area under the sorted log errors, as a share of the largest possible; lower is better.
fn area(errors: &[f64]) -> Option<f64> {
    if errors.len() < 2 {
        return None;
    }
    let mut logs: Vec<f64> = errors.iter().map(|e| (1.0 + e.min(FARTHEST_KM)).ln()).collect();
    logs.sort_by(f64::total_cmp);
    let sum: f64 = logs.windows(2).map(|w| (w[0] + w[1]) / 2.0).sum();
    Some(sum / (FARTHEST_KM.ln() * (errors.len() - 1) as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_even_and_odd_lists() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }
}
