//! The incidents of a report over time.
//!
//! Owns: the width of the bins and their bars. In: incidents with a first day. Out: SVG. Refuses: to place undated ones;
//! they are counted beside it.

use super::Told;
use crate::view::html::Html;
use claimbook_ledger::Standing;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 34.0;
const FOOT: f64 = 24.0;

/// How wide a bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Day,
    Month,
    Year,
}

impl Step {
    fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    fn next(self, day: Date) -> Option<Date> {
        let span = match self {
            Self::Day => 1.day(),
            Self::Month => 1.month(),
            Self::Year => 1.year(),
        };
        day.checked_add(span).ok()
    }

    fn name(self, day: Date) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Month => day.strftime("%Y-%m").to_string(),
            Self::Year => day.strftime("%Y").to_string(),
        }
    }
}

/// The first day an incident may have been.
fn day(incident: &Told) -> Option<Date> {
    incident.days.0.or(incident.days.1)
}

/// How many have no day.
pub(super) fn undated(incidents: &[Told]) -> usize {
    incidents.iter().filter(|i| day(i).is_none()).count()
}

/// The timeline with what a bar stands for, or nothing where nothing is dated.
pub(super) fn svg(incidents: &[Told]) -> Option<(Html, &'static str)> {
    let days: Vec<(Date, Standing)> =
        incidents.iter().filter_map(|i| day(i).map(|d| (d, i.standing))).collect();
    let (first, last) = (days.iter().map(|d| d.0).min()?, days.iter().map(|d| d.0).max()?);
    let step = if (last - first).get_days() < 62 {
        Step::Day
    } else if i32::from(last.year()) - i32::from(first.year()) < 10 {
        Step::Month
    } else {
        Step::Year
    };
    let mut bins = Vec::new();
    let mut at = step.start(first);
    while at <= last {
        bins.push(at);
        match step.next(at) {
            Some(next) => at = next,
            None => break,
        }
    }
    let mut counts: BTreeMap<(usize, Standing), usize> = BTreeMap::new();
    for (day, standing) in days {
        let bin = bins.partition_point(|b| *b <= day).saturating_sub(1);
        *counts.entry((bin, standing)).or_default() += 1;
    }
    let mut heights = vec![0; bins.len()];
    for ((bin, _), n) in &counts {
        heights[*bin] += n;
    }
    let most = heights.into_iter().max().unwrap_or(1).max(1);
    let wide = (WIDTH - LEFT) / bins.len() as f64;
    let unit = (HEIGHT - FOOT - 14.0) / most as f64;
    let ground = HEIGHT - FOOT;
    let mut svg = Html::default();
    svg.markup("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Incidents over time by standing; the table has the same\"")
        .attribute("viewBox", format!("0 0 {WIDTH:.0} {HEIGHT:.0}"))
        .markup(">");
    for n in [0, most] {
        let y = ground - n as f64 * unit;
        svg.markup("<path class=\"grid\"")
            .attribute("d", format!("M{LEFT:.0},{y:.1}H{WIDTH:.0}"))
            .markup("/><text x=\"2\"")
            .attribute("y", format!("{:.1}", y + 4.0))
            .markup(">")
            .text(n)
            .markup("</text>");
    }
    let mut tops = vec![ground; bins.len()];
    for ((bin, standing), n) in &counts {
        let (Some(start), Some(top)) = (bins.get(*bin), tops.get_mut(*bin)) else { continue };
        let tall = *n as f64 * unit;
        *top -= tall;
        svg.markup("<rect")
            .attribute("class", format!("bar {}", standing.as_str()))
            .attribute("x", format!("{:.1}", LEFT + *bin as f64 * wide + wide * 0.08))
            .attribute("y", format!("{top:.1}"))
            .attribute("width", format!("{:.1}", wide * 0.84))
            .attribute("height", format!("{tall:.1}"))
            .markup("><title>")
            .text(format_args!("{}: {n} {}", step.name(*start), standing.as_str().replace('_', " ")))
            .markup("</title></rect>");
    }
    let every = bins.len().div_ceil(10);
    for (n, start) in bins.iter().enumerate().step_by(every) {
        svg.markup("<text")
            .attribute("x", format!("{:.1}", LEFT + n as f64 * wide))
            .attribute("y", format!("{:.0}", HEIGHT - 7.0))
            .markup(">")
            .text(step.name(*start))
            .markup("</text>");
    }
    svg.markup("</svg>");
    let name = match step {
        Step::Day => "a day",
        Step::Month => "a month",
        Step::Year => "a year",
    };
    Some((svg, name))
}
