//! The incidents of a report on a map.
//!
//! Owns: the outline of land, the projection, the marks. In: incidents with points. Out: SVG. Refuses: points finer than
//! those that were exported, and anything loaded from elsewhere.

use super::Told;
use crate::view::html::Html;
use claimbook_ledger::Standing;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rings of land; see the head of the file.
const LAND: &str = include_str!("../../assets/land.txt");

const WIDTH: f64 = 960.0;
/// Least degrees that are shown, so that one town is not the whole picture.
const LEAST: f64 = 6.0;
/// Degrees around the outermost points.
const MARGIN: f64 = 1.5;

/// What is shown of the world: degrees, and units of the picture a degree.
struct Frame {
    west: f64,
    north: f64,
    x: f64,
    y: f64,
    height: f64,
}

impl Frame {
    fn around(points: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let mut ends: Option<[f64; 4]> = None;
        for (lat, lon) in points {
            let [s, w, n, e] = ends.unwrap_or([lat, lon, lat, lon]);
            ends = Some([s.min(lat), w.min(lon), n.max(lat), e.max(lon)]);
        }
        let [south, west, north, east] = ends?;
        let grown = |a: f64, b: f64| {
            let more = ((LEAST - (b - a)) / 2.0).max(MARGIN);
            (a - more, b + more)
        };
        let ((mut south, mut north), (west, east)) = (grown(south, north), grown(west, east));
        // A degree of longitude is as wide as it is in the middle.
        let narrow = ((south + north) / 2.0).to_radians().cos().max(0.2);
        let x = WIDTH / (east - west);
        let mut y = x / narrow;
        // Neither a strip nor a tower.
        let (least, most) = (260.0, 640.0);
        if (north - south) * y < least {
            let more = (least / y - (north - south)) / 2.0;
            (south, north) = (south - more, north + more);
        }
        y = y.min(most / (north - south));
        Some(Self { west, north, x, y, height: (north - south) * y })
    }

    fn put(&self, lat: f64, lon: f64) -> (f64, f64) {
        ((lon - self.west) * self.x, (self.north - lat) * self.y)
    }
}

/// The map, or nothing where no incident has a point.
pub(super) fn svg(incidents: &[Told]) -> Option<Html> {
    let degrees = |(lat, lon): (i32, i32)| (f64::from(lat) / 100.0, f64::from(lon) / 100.0);
    let mut marks: BTreeMap<((i32, i32), Standing), Vec<&Told>> = BTreeMap::new();
    for incident in incidents {
        if let Some(point) = incident.point {
            marks.entry((point, incident.standing)).or_default().push(incident);
        }
    }
    let frame = Frame::around(marks.keys().map(|(point, _)| degrees(*point)))?;
    let mut svg = Html::default();
    svg.markup("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Incidents by place and standing; the table has the same\"")
        .attribute("viewBox", format!("0 0 {WIDTH:.0} {:.0}", frame.height))
        .markup("><rect class=\"sea\" width=\"100%\" height=\"100%\"/><path class=\"land\"")
        .attribute("d", land(&frame))
        .markup("/>");
    for ((point, standing), told) in &marks {
        let (lat, lon) = degrees(*point);
        let (x, y) = frame.put(lat, lon);
        let size = 5.0 + (told.len() as f64).sqrt().min(9.0);
        svg.markup("<path")
            .attribute("class", format!("mark {}", standing.as_str()))
            .attribute("transform", format!("translate({x:.1},{y:.1})"))
            .attribute("d", outline(*standing, size))
            .markup("><title>")
            .text(told.first().and_then(|i| i.places.first()).map_or("", String::as_str))
            .markup(": ")
            .text(crate::phrase::of(told.len() as u64, "incident"))
            .markup(", ")
            .text(standing.as_str().replace('_', " "))
            .markup("</title></path>");
    }
    svg.markup("</svg>");
    Some(svg)
}

/// The shape of a standing, so that it is told without colour.
pub(super) fn outline(standing: Standing, r: f64) -> String {
    let (s, t) = (r * 0.72, r * 0.3);
    match standing {
        Standing::Confirmed | Standing::Contested => format!(
            "M{:.1},0a{r:.1},{r:.1} 0 1 0 {:.1},0a{r:.1},{r:.1} 0 1 0 {:.1},0Z",
            -r,
            2.0 * r,
            -2.0 * r
        ),
        Standing::Reported => format!("M0,{:.1}L{r:.1},0L0,{r:.1}L{:.1},0Z", -r, -r),
        Standing::ClaimedOnly => format!("M0,{:.1}L{r:.1},{s:.1}L{:.1},{s:.1}Z", -r, -r),
        Standing::Denied => format!(
            "M{:.1},{:.1}L0,{:.1}L{s:.1},{:.1}L{r:.1},{:.1}L{t:.1},0L{r:.1},{s:.1}L{s:.1},{r:.1}L0,{t:.1}L{:.1},{r:.1}L{:.1},{s:.1}L{:.1},0L{:.1},{:.1}Z",
            -s, -r, -t, -r, -s, -s, -r, -t, -r, -s
        ),
    }
}

/// The rings that reach into the frame.
fn land(frame: &Frame) -> String {
    let mut path = String::new();
    for ring in LAND.lines().filter(|l| !l.starts_with('#')) {
        let points: Vec<(f64, f64)> = ring
            .split(',')
            .filter_map(|p| {
                let (lon, lat) = p.split_once(' ')?;
                Some(frame.put(lat.parse().ok()?, lon.parse().ok()?))
            })
            .collect();
        let reaches = |of: fn(&(f64, f64)) -> f64, most: f64| {
            points.iter().any(|p| of(p) > 0.0) && points.iter().any(|p| of(p) < most)
        };
        if !reaches(|p| p.0, WIDTH) || !reaches(|p| p.1, frame.height) {
            continue;
        }
        for (n, (x, y)) in points.iter().enumerate() {
            // Far outside the frame a line need not be exact, and pictures stay small.
            let (x, y) = (x.clamp(-4000.0, 5000.0), y.clamp(-4000.0, 5000.0));
            // Writing to a string cannot fail.
            let _ = write!(path, "{}{x:.0},{y:.0}", if n == 0 { 'M' } else { 'L' });
        }
        path.push('Z');
    }
    path
}
