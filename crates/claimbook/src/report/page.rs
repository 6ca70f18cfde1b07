//! The page of a report.
//!
//! Owns: its parts and their words. In: what was gathered. Out: one HTML file that loads nothing. Refuses: script, and
//! markup in anybody's words.

use super::{Gathered, Told, map, timeline};
use crate::phrase;
use crate::view::html::Html;
use claimbook_ledger::{Audience, Standing};
use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../assets/report.css");

/// What each standing means, for the counts.
fn means(standing: Standing) -> &'static str {
    match standing {
        Standing::Confirmed => "somebody with knowledge of their own says so",
        Standing::Reported => "told by articles, neither confirmed nor denied",
        Standing::ClaimedOnly => "nobody but those who claim it says so",
        Standing::Contested => "claimed or confirmed, and denied",
        Standing::Denied => "denied, and nobody claims or confirms it",
    }
}

/// The whole page.
pub fn html(gathered: &Gathered, title: &str) -> String {
    let mut page = Html::default();
    page.markup("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
        .text(title)
        .markup("</title>\n<style>\n")
        .markup(STYLE)
        .markup("</style></head><body>\n<h1><bdi>")
        .text(title)
        .markup("</bdi></h1>\n");
    head(&mut page, gathered);
    counts(&mut page, &gathered.incidents);
    page.markup("<h2>Where</h2>\n");
    match map::svg(&gathered.incidents) {
        Some(svg) => page.append(svg),
        None => page.markup("<p>No incident has a point.</p>"),
    };
    let points = gathered.incidents.iter().filter(|i| i.point.is_some()).count();
    let without = gathered.incidents.len() - points;
    page.markup("\n<p class=\"quiet\">")
        .text(phrase::of(without as u64, "incident"))
        .markup(" without a point. Points are those of towns, not of what was struck. Land: Natural Earth.</p>\n<h2>When</h2>\n");
    match timeline::svg(&gathered.incidents) {
        Some((svg, step)) => page
            .append(svg)
            .markup("\n<p class=\"quiet\">A bar is ")
            .text(step)
            .markup(", by the first day an incident may have been; ")
            .text(timeline::undated(&gathered.incidents))
            .markup(" undated.</p>\n"),
        None => page.markup("<p>No incident is dated.</p>\n"),
    };
    table(&mut page, &gathered.incidents);
    method(&mut page, gathered);
    page.markup("</body></html>\n");
    page.into_string()
}

fn head(page: &mut Html, gathered: &Gathered) {
    page.markup("<p>")
        .text(phrase::of(gathered.incidents.len() as u64, "incident"))
        .markup(", as articles tell them. ");
    if gathered.filter.is_empty() {
        page.markup("Of the whole book");
    } else {
        page.markup("Of the filter <bdi>").text(gathered.filter.join("; ")).markup("</bdi>");
    }
    let whom = match (gathered.options.published_only, gathered.options.audience) {
        (true, _) => "; only what review has published",
        (false, Audience::Public) => "; unreviewed machine output is among it",
        (false, Audience::Private) => {
            "; with names of private persons: keep it where only those read it who may"
        }
    };
    page.markup(whom).markup(".</p>\n");
}

fn counts(page: &mut Html, incidents: &[Told]) {
    page.markup("<h2>How they stand</h2>\n<div class=\"counts\"><table><thead><tr><th class=\"n\">incidents</th><th>standing</th><th>means</th></tr></thead><tbody>\n");
    for standing in Standing::ALL {
        let n = incidents.iter().filter(|i| i.standing == standing).count();
        page.markup("<tr><td class=\"n\">").text(n).markup("</td><td>");
        shape(page, standing);
        page.markup(" ").text(standing.as_str().replace('_', " "));
        page.markup("</td><td>").markup(means(standing)).markup("</td></tr>\n");
    }
    page.markup("</tbody></table>\n<table><thead><tr><th class=\"n\">incidents</th><th>review</th></tr></thead><tbody>\n");
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for incident in incidents {
        *states.entry(incident.review.as_str()).or_default() += 1;
    }
    for (state, n) in states {
        page.markup("<tr><td class=\"n\">").text(n).markup("</td><td>").text(state).markup("</td></tr>\n");
    }
    page.markup("</tbody></table></div>\n");
}

fn shape(page: &mut Html, standing: Standing) {
    page.markup("<svg class=\"shape\" viewBox=\"-8 -8 16 16\" aria-hidden=\"true\"><path")
        .attribute("class", format!("mark {}", standing.as_str()))
        .attribute("d", map::outline(standing, 6.0))
        .markup("/></svg>");
}

fn table(page: &mut Html, incidents: &[Told]) {
    page.markup("<h2>The incidents</h2>\n<div class=\"scroll\"><table><thead><tr><th>when</th><th>what</th><th>where</th><th>standing</th><th class=\"n\">killed</th><th class=\"n\">injured</th><th class=\"n\">accounts</th><th>in one sentence</th><th>review</th><th>id</th></tr></thead><tbody>\n");
    for incident in incidents {
        let days = match &incident.days {
            (Some(a), Some(b)) if a == b => a.to_string(),
            (None, None) => "not told".to_owned(),
            (a, b) => [a, b].map(|day| day.map(|d| d.to_string()).unwrap_or_default()).join(" … "),
        };
        page.markup("<tr><td>").text(days).markup("</td><td>").text(&incident.kind).markup("</td><td><bdi>");
        page.text(incident.places.join("; ")).markup("</bdi></td><td>");
        shape(page, incident.standing);
        page.markup(" ").text(incident.standing.as_str().replace('_', " ")).markup("</td>");
        for n in [&incident.killed, &incident.injured] {
            page.markup("<td class=\"n\">").text(n).markup("</td>");
        }
        page.markup("<td class=\"n\">").text(incident.accounts);
        if incident.independent < incident.accounts {
            page.markup(", ").text(incident.independent).markup(" independent");
        }
        page.markup("</td><td><bdi>").text(&incident.sentence).markup("</bdi></td><td>");
        page.text(&incident.review).markup("</td><td>").text(claimbook_ledger::short(&incident.id));
        page.markup("</td></tr>\n");
    }
    page.markup("</tbody></table></div>\n");
}

fn method(page: &mut Html, gathered: &Gathered) {
    let Gathered { exported, head, options, .. } = gathered;
    page.markup("<h2>How this was made</h2>\n<p>Claimbook ")
        .text(env!("CARGO_PKG_VERSION"))
        .markup(" read news reports and recorded who says who did what to whom, where, when and with what result; each value rests on words of an article. An incident is one happening over all articles that tell it; accounts that print another again are not independent. What is claimed is called claimed: a standing says who asserts an incident, not whether it is true. Numbers of dead and injured are what the accounts support together. Unless the review says so, nobody has checked a row.</p>\n");
    page.markup("<p>State of the book: entry ").text(head.seq).markup(", head <code>").text(&head.hash);
    page.markup("</code>. The same book and options give the same file.</p>\n<p>");
    match options.audience {
        Audience::Public => page
            .markup("Names of persons without a public role are withheld (in ")
            .text(phrase::of(exported.masked, "incident"))
            .markup(")."),
        Audience::Private => page.markup("Names are not withheld."),
    };
    page.markup(" Coordinates have at most ").text(options.decimals).markup(" decimals of a degree. ");
    page.text(phrase::of(exported.held_back, "incident"))
        .markup(" held back from this audience: rejected, not published, or too recent.</p>\n");
}
