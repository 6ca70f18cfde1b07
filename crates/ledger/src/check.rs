//! The door: what may be recorded.
//!
//! Owns: the checks a report passes before it becomes an entry. In: an article and its report. Out: nothing, or the
//! first thing that is wrong. Refuses: a report of another text, quotes that are not in the article, references to
//! nothing, numbers JSON cannot hold.

use crate::error::{Error, Result};
use claimbook_records::report::{DateRange, Quote};
use claimbook_records::{Article, Report, ids};

/// Passes a report that may be recorded for an article.
pub(crate) fn reading(article: &Article, report: &Report) -> Result<()> {
    let refuse = |reason: String| Err(Error::Refused { what: article.input.clone(), reason });
    if ids::article_id(article) != article.id {
        return refuse("the article was changed after it was sealed".to_owned());
    }
    if report.article.id != article.id || report.article.body != article.body.as_str() {
        return refuse("the report was made from another article".to_owned());
    }
    for quote in quotes(report) {
        let span = article.body.span(quote.start, quote.end);
        if span.is_none_or(|span| span.of(article.body.as_str()) != quote.text) {
            return refuse(format!(
                "the words '{}' do not stand at {}..{} of the article",
                quote.text, quote.start, quote.end
            ));
        }
    }
    let mut names: Vec<&str> = report.incidents.iter().map(|i| i.id.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return refuse(format!("two incidents are called {}", pair[0]));
    }
    let about = report.claims.iter().map(|c| &c.about).chain(report.tallies.iter().map(|t| &t.about));
    for id in about.flatten() {
        if names.binary_search(&id.as_str()).is_err() {
            return refuse(format!("a claim or tally is about {id}, which is no incident of the report"));
        }
    }
    for incident in &report.incidents {
        if !(0.0..=1.0).contains(&incident.confidence) {
            return refuse(format!(
                "confidence {} of {} is not between 0 and 1",
                incident.confidence, incident.id
            ));
        }
        let coordinates = incident.places.iter().flat_map(|p| p.lat.iter().chain(&p.lon));
        if coordinates.into_iter().any(|x| !x.is_finite()) {
            return refuse(format!("a coordinate of {} is no number", incident.id));
        }
    }
    Ok(())
}

/// Every quote of a report.
fn quotes(report: &Report) -> impl Iterator<Item = &Quote> {
    fn of_date(date: &Option<DateRange>) -> impl Iterator<Item = &Quote> {
        date.iter().flat_map(|d| &d.evidence)
    }
    let incidents = report.incidents.iter().flat_map(|i| {
        i.evidence
            .iter()
            .chain(&i.references)
            .chain(&i.motives)
            .chain(&i.outcome.evidence)
            .chain(of_date(&i.date))
            .chain(i.places.iter().flat_map(|p| &p.evidence))
            .chain(i.perpetrators.iter().flat_map(|p| &p.evidence))
            .chain(i.targets.iter().flat_map(|t| &t.evidence))
            .chain(i.weapons.iter().flat_map(|w| &w.evidence))
    });
    incidents
        .chain(report.article.clutter.iter())
        .chain(report.claims.iter().flat_map(|c| c.evidence.iter().chain(of_date(&c.date))))
        .chain(report.tallies.iter().flat_map(|t| &t.evidence))
        .chain(report.actors.iter().flat_map(|a| &a.mentions))
        .chain(report.relations.iter().flat_map(|r| &r.evidence))
        .chain(report.warnings.iter().flat_map(|w| &w.evidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_report_is_refused_when_its_words_are_not_in_the_article() {
        let (article, report) = sample::depot().build();
        reading(&article, &report).unwrap();
        let breaks: [fn(&mut Report); 6] = [
            |r| r.incidents[0].evidence[0].start += 1,
            |r| r.incidents[0].places[0].evidence[0].text.push('s'),
            |r| r.claims[0].evidence[0].end = 100_000,
            |r| r.claims[0].about = Some("i9".to_owned()),
            |r| r.incidents[0].confidence = f64::NAN,
            |r| r.article.body.push(' '),
        ];
        for (n, change) in breaks.into_iter().enumerate() {
            let mut changed = report.clone();
            change(&mut changed);
            assert!(matches!(reading(&article, &changed), Err(Error::Refused { .. })), "change {n}");
        }
    }

    #[test]
    fn an_article_changed_after_sealing_is_refused() {
        let (mut article, report) = sample::depot().build();
        article.headline = Some("Another headline".to_owned());
        assert!(reading(&article, &report).unwrap_err().to_string().contains("sealed"));
    }
}
