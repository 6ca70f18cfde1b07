//! Incidents told only to set the news beside them.
//!
//! Owns: which incidents of an article are earlier events (coding guide 1.1). In: its reports with their dates, in order. Out: the
//! same, the earlier ones marked as background. Refuses: dating.

use super::IncidentReport;

/// Days before the first news of an article from which another incident is no part of it: a round-up tells of a few days.
const EARLIER: i32 = 5;

/// Marks what happened days before the incident that the article tells first.
pub(super) fn mark(reports: &mut [IncidentReport]) {
    let ends = |r: &IncidentReport| {
        let window = r.date.as_ref()?.window;
        window.earliest.zip(window.latest).map(|(a, b)| (a.date, b.date))
    };
    let news = |r: &IncidentReport| ends(r).filter(|_| !r.background && !r.aggregate);
    let first = reports.iter().enumerate().find_map(|(i, r)| Some((i, news(r)?.0)));
    let Some((first, begins)) = first else { return };
    for report in reports.iter_mut().skip(first + 1) {
        report.background |= ends(report).is_some_and(|(_, last)| (begins - last).get_days() >= EARLIER);
    }
}
