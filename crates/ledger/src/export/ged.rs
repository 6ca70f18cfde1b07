//! A row in the 49 columns of UCDP GED.
//!
//! Owns: the mapping (UCDP GED codebook 23.1; columns in `data/columns.tsv`). In: a [`Source`]. Out: cells, or why the
//! incident is no event there. Refuses: incidents without a death, places known by country only, and every id of UCDP:
//! conflicts, dyads, sides and Gleditsch-Ward numbers come from the user's own table and stay blank.

use super::facts::Facts;
use super::tabular::{Cells, Source, Told, one_line, unfit};
use claimbook_records::report::{Effect, Level};
use jiff::civil::Date;

pub(super) fn row(source: &Source<'_>) -> Told {
    if let Some(reason) = unfit(source) {
        return Err(reason);
    }
    let (case, facts) = (source.case, source.facts);
    if source.killed.high.unwrap_or(0) == 0 {
        return Err("no death told");
    }
    let (where_prec, (from, to, date_prec)) = (where_prec(facts)?, days(facts)?);
    let mut cells = Cells::default();
    cells.put("id", case.id());
    cells.put("year", from.year());
    cells.put("code_status", &case.review);
    sides(facts, &mut cells);
    articles(source, &mut cells);
    cells.put("where_prec", where_prec);
    if let Some(place) = &facts.place {
        cells.put("where_coordinates", &place.name);
        cells.maybe(
            "where_description",
            facts.where_().map(|w| if facts.near { format!("near {w}") } else { w }),
        );
        cells.maybe("adm_1", place.admin1.as_ref());
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            cells.put("latitude", lat);
            cells.put("longitude", lon);
            cells.put("geom_wkt", format!("POINT ({lon} {lat})"));
            // Coarser coordinates may lie in another cell than the place does.
            if source.options.decimals > 0 {
                cells.put("priogrid_gid", priogrid(lat, lon));
            }
        }
    }
    if let Some(country) = facts.country {
        cells.put("country", country.name);
        cells.put("region", country.ucdp_region);
    }
    cells.put("event_clarity", if facts.aggregate { 2 } else { 1 });
    cells.put("date_prec", date_prec);
    cells.put("date_start", format!("{from} 00:00:00.000"));
    cells.put("date_end", format!("{to} 00:00:00.000"));
    let best = source.killed.best.unwrap_or(0);
    let civilians = if killed_are_civilians(facts) { best } else { 0 };
    cells.put("deaths_a", 0);
    cells.put("deaths_b", 0);
    cells.put("deaths_civilians", civilians);
    cells.put("deaths_unknown", best - civilians);
    cells.put("best", best);
    cells.put("high", source.killed.high.unwrap_or(best).max(best));
    cells.put("low", source.killed.low.unwrap_or(best).min(best));
    Ok(cells)
}

fn where_prec(facts: &Facts) -> Result<u8, &'static str> {
    match facts.place.as_ref().map(|p| p.level) {
        Some(Level::Site | Level::Locality) if facts.near => Ok(2),
        Some(Level::Site | Level::Locality) => Ok(1),
        Some(Level::Area) => Ok(3),
        Some(Level::Region) => Ok(4),
        Some(Level::Sea) => Ok(7),
        Some(Level::Country) => Err("place known by country only"),
        Some(Level::Unresolved) | None => Err("no place"),
    }
}

fn days(facts: &Facts) -> Result<(Date, Date, u8), &'static str> {
    let (Some(from), Some(to)) = (facts.from, facts.to) else { return Err("date open at one end") };
    let precision = match (to - from).get_days() {
        0 => 1,
        1..=5 => 2,
        6 => 3,
        7..=30 => 4,
        31..=365 => 5,
        _ => return Err("date coarser than a year"),
    };
    Ok((from, to, precision))
}

fn killed_are_civilians(facts: &Facts) -> bool {
    let mut dead = facts.targets.iter().filter(|t| t.target.effects.contains(&Effect::Killed)).peekable();
    dead.peek().is_some() && dead.all(|t| facts.side(t) == Some("civilian"))
}

/// Sides and type of violence, where the accounts tell them.
fn sides(facts: &Facts, cells: &mut Cells) {
    let doer = facts.actors.one();
    let state_struck = facts.targets.iter().find(|t| t.harmed && facts.side(t) == Some("state"));
    let by_state = doer.is_some_and(super::actors::Doer::state);
    let (kind, a, b) = if facts.civilians_only() {
        (Some(3), doer.map(|d| d.name.clone()), Some("Civilians".to_owned()))
    } else if let (Some(struck), false) = (state_struck, by_state) {
        let government = facts.country.map(|c| format!("Government of {}", c.name));
        let named = struck.target.name.clone().or(government);
        (Some(1), named, doer.map(|d| d.name.clone()))
    } else if by_state {
        (Some(1), doer.map(|d| d.name.clone()), None)
    } else {
        (None, doer.map(|d| d.name.clone()), None)
    };
    if let (Some(a), Some(b)) = (&a, &b) {
        cells.put("dyad_name", format!("{a} - {b}"));
    }
    cells.maybe("type_of_violence", kind);
    cells.maybe("side_a", a);
    cells.maybe("side_b", b);
}

fn articles(source: &Source<'_>, cells: &mut Cells) {
    let incident = &source.case.incident;
    cells.put("number_of_sources", incident.independent);
    let mut rows: Vec<[String; 3]> = incident
        .reports
        .iter()
        .map(|r| {
            let published = r.published.as_ref().map(|p| p.value.chars().take(10).collect());
            let headline = r.article.headline.as_deref().map(one_line);
            [
                r.article.publisher.clone().unwrap_or_default(),
                published.unwrap_or_default(),
                headline.unwrap_or_default(),
            ]
        })
        .collect();
    rows.sort_by(|a, b| (&a[1], &a[0], &a[2]).cmp(&(&b[1], &b[0], &b[2])));
    let list = |at: usize| rows.iter().map(|r| r[at].clone()).collect::<Vec<_>>().join(";");
    let whole: Vec<String> = rows
        .iter()
        .map(|r| r.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", "))
        .collect();
    cells.put("source_article", whole.join("; "));
    cells.put("source_office", list(0));
    cells.put("source_date", list(1));
    cells.put("source_headline", list(2));
    let mut quoted: Vec<&str> = Vec::new();
    for step in &incident.ladder {
        if !quoted.contains(&step.speaker.as_str()) {
            quoted.push(&step.speaker);
        }
    }
    cells.put("source_original", quoted.join("; "));
}

/// Number of the PRIO-GRID cell: half degrees, from the south-west corner, row by row (Tollefsen, Strand & Buhaug 2012).
fn priogrid(lat: f64, lon: f64) -> i64 {
    let cell = |degrees: f64, last: i64| ((degrees * 2.0).floor() as i64).clamp(0, last);
    cell(lat + 90.0, 359) * 720 + cell(lon + 180.0, 719) + 1
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_of_the_grid_are_counted_from_the_south_west() {
        assert_eq!(super::priogrid(-90.0, -180.0), 1);
        assert_eq!(super::priogrid(89.9, 179.9), 259_200);
    }
}
