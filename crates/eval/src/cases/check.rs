//! Holds a record against a case.
//!
//! Owns: what "the same" means for names, counts and dates in a case. In: expectation and report. Out: one line for
//! everything that does not hold. Refuses: partial credit.

use super::expect::{Expectation, ExpectedClaim, ExpectedIncident, basis};
use claimbook_records::Report;
use claimbook_records::report::{Claim, Count, DateRange, Incident, PlaceRole, Quote};
use claimbook_records::spelling::fold;

/// Everything in which the report differs from the expectation; empty when the case holds.
pub fn check(expect: &Expectation, report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let body = &report.article.body;
    number(&mut wrong, "incidents", expect.incidents, report.incidents.len());
    number(&mut wrong, "claims", expect.claims, report.claims.len());
    number(&mut wrong, "tallies", expect.tallies, report.tallies.len());
    equal(&mut wrong, "language", expect.language.as_deref(), &report.article.language);
    let published = report.article.published.as_ref().map_or("none", |p| p.value.as_str());
    equal(&mut wrong, "published", expect.published.as_deref(), published);
    let named = |name: &str| {
        report.actors.iter().any(|a| same(name, &a.name) || a.aliases.iter().any(|alias| same(name, alias)))
    };
    for name in &expect.actors {
        need(&mut wrong, named(name), || format!("no actor '{name}'"));
    }
    for name in &expect.no_actors {
        let only_name = report.actors.iter().any(|a| same(name, &a.name));
        need(&mut wrong, !only_name, || format!("an actor '{name}'"));
    }
    for words in &expect.no_incident_in {
        let told = report.incidents.iter().find(|i| covers(body, &i.evidence, words));
        need(&mut wrong, told.is_none(), || format!("'{words}' opens an incident"));
    }
    for words in &expect.clutter {
        need(&mut wrong, covers(body, &report.article.clutter, words), || format!("'{words}' is no clutter"));
    }
    let found = matching(expect, report);
    for (n, (expected, incident)) in expect.incident.iter().zip(&found).enumerate() {
        match incident {
            Some(incident) => {
                let lines = incident_differences(expected, incident, body);
                wrong.extend(
                    lines.into_iter().map(|line| format!("incident {} ({}): {line}", n + 1, incident.id)),
                );
            }
            None => wrong.push(format!("incident {} is missing{}", n + 1, said(expected))),
        }
    }
    for expected in &expect.claim {
        let id = match expected.about {
            None => None,
            Some(0) => Some(None),
            Some(n) => Some(found.get(n - 1).copied().flatten().map(|i| i.id.as_str())),
        };
        let holds = report.claims.iter().any(|c| claim_holds(expected, id, c));
        need(&mut wrong, holds, || {
            format!("no claim: {} {}{}", expected.speaker, expected.act, about(expected))
        });
    }
    for expected in &expect.tally {
        let holds = report.tallies.iter().any(|t| {
            t.what == expected.what
                && count(t.count.as_ref()) == expected.count
                && expected.since.as_ref().is_none_or(|s| t.since.as_ref() == Some(s))
                && expected.until.as_ref().is_none_or(|s| t.until.as_ref() == Some(s))
                && expected
                    .speaker
                    .as_ref()
                    .is_none_or(|s| t.speaker.as_ref().is_some_and(|p| same(s, &p.name)))
        });
        need(&mut wrong, holds, || format!("no tally: {} {}", expected.count, expected.what));
    }
    for expected in &expect.relation {
        let holds = report.relations.iter().any(|r| {
            r.kind == expected.kind
                && same(&expected.subject, &r.subject.name)
                && same(&expected.object, &r.object.name)
        });
        need(&mut wrong, holds, || {
            format!("no relation: {} {} {}", expected.subject, expected.kind, expected.object)
        });
    }
    for kind in &expect.warning {
        need(&mut wrong, report.warnings.iter().any(|w| w.kind == *kind), || format!("no warning: {kind}"));
    }
    wrong
}

fn need(wrong: &mut Vec<String>, holds: bool, line: impl FnOnce() -> String) {
    if !holds {
        wrong.push(line());
    }
}

fn number(wrong: &mut Vec<String>, what: &str, expected: Option<usize>, found: usize) {
    need(wrong, expected.is_none_or(|n| n == found), || {
        format!("{found} {what} instead of {}", expected.unwrap_or_default())
    });
}

fn equal(wrong: &mut Vec<String>, what: &str, expected: Option<&str>, found: &str) {
    need(wrong, expected.is_none_or(|e| e == found), || {
        format!("{what} is {found} instead of {}", expected.unwrap_or_default())
    });
}

fn said(expected: &ExpectedIncident) -> String {
    expected.told.as_ref().map(|words| format!(" ('{words}')")).unwrap_or_default()
}

fn about(expected: &ExpectedClaim) -> String {
    expected.about.map(|n| format!(" about incident {n}")).unwrap_or_default()
}

/// For every expected incident the one of the record that fits best, each used once. One that must be told by certain
/// words is found by them alone.
fn matching<'r>(expect: &Expectation, report: &'r Report) -> Vec<Option<&'r Incident>> {
    let body = &report.article.body;
    let mut options = Vec::new();
    for (e, expected) in expect.incident.iter().enumerate() {
        for (i, incident) in report.incidents.iter().enumerate() {
            let told = expected.told.as_ref().is_none_or(|words| covers(body, &incident.evidence, words));
            if told {
                options.push((incident_differences(expected, incident, body).len(), e, i));
            }
        }
    }
    options.sort_unstable();
    let mut found = vec![None; expect.incident.len()];
    let mut used = vec![false; report.incidents.len()];
    for (_, e, i) in options {
        if found[e].is_none() && !used[i] {
            found[e] = Some(&report.incidents[i]);
            used[i] = true;
        }
    }
    found
}

fn incident_differences(expected: &ExpectedIncident, incident: &Incident, body: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let word = |wrong: &mut Vec<String>, what: &str, expected: Option<String>, found: String| {
        need(wrong, expected.as_ref().is_none_or(|e| *e == found), || {
            format!("{what} is {found} instead of {}", expected.unwrap_or_default())
        });
    };
    for words in expected.told.iter() {
        need(&mut wrong, covers(body, &incident.evidence, words), || {
            format!("'{words}' is not its evidence")
        });
    }
    for words in &expected.also {
        let holds = covers(body, &incident.evidence, words) || covers(body, &incident.references, words);
        need(&mut wrong, holds, || format!("'{words}' does not belong to it"));
    }
    word(&mut wrong, "type", expected.kind.map(|k| k.to_string()), incident.kind.to_string());
    for kind in &expected.types_also {
        need(&mut wrong, incident.types_also.contains(kind), || {
            format!("'{kind}' is not among its further types")
        });
    }
    word(&mut wrong, "stage", expected.stage.map(|s| s.to_string()), incident.stage.to_string());
    word(&mut wrong, "aggregate", expected.aggregate.map(|b| b.to_string()), incident.aggregate.to_string());
    word(
        &mut wrong,
        "background",
        expected.background.map(|b| b.to_string()),
        incident.background.to_string(),
    );
    word(&mut wrong, "count", expected.count.clone(), count(incident.count.as_ref()));
    word(&mut wrong, "date", expected.date.clone(), date(incident.date.as_ref()));
    let precision = incident.date.as_ref().map_or("none".to_owned(), |d| d.precision.to_string());
    word(&mut wrong, "precision", expected.precision.map(|p| p.to_string()), precision);
    for (names, role) in [
        (&expected.at, PlaceRole::Target),
        (&expected.from, PlaceRole::Origin),
        (&expected.intercepted_at, PlaceRole::Interception),
    ] {
        for name in names {
            let holds = incident.places.iter().any(|p| p.role == role && same(name, &p.name));
            need(&mut wrong, holds, || format!("'{name}' is no place of it with the role {role}"));
        }
    }
    if let Some(country) = &expected.country {
        let holds = incident
            .places
            .iter()
            .any(|p| p.role == PlaceRole::Target && p.country.as_ref() == Some(country));
        need(&mut wrong, holds, || format!("no target place in {country}"));
    }
    for name in &expected.not_places {
        let place = incident.places.iter().find(|p| same(name, &p.name));
        need(&mut wrong, place.is_none(), || format!("'{name}' is a place of it"));
    }
    perpetrators(&mut wrong, expected, incident);
    for words in &expected.targets {
        let holds = incident
            .targets
            .iter()
            .any(|t| same(words, &t.text) || t.name.as_ref().is_some_and(|n| same(words, n)));
        need(&mut wrong, holds, || format!("no target '{words}'"));
    }
    for weapon in &expected.weapons {
        let (kind, told) = weapon.split_once(": ").map_or((weapon.as_str(), None), |(k, c)| (k, Some(c)));
        let holds = incident
            .weapons
            .iter()
            .any(|w| w.kind == kind && told.is_none_or(|c| count(w.count.as_ref()) == c));
        need(&mut wrong, holds, || format!("no weapon '{weapon}'"));
    }
    word(&mut wrong, "killed", expected.killed.clone(), count(incident.outcome.killed.as_ref()));
    word(&mut wrong, "injured", expected.injured.clone(), count(incident.outcome.injured.as_ref()));
    let damage = incident.outcome.damage.map_or("nothing said".to_owned(), |d| d.to_string());
    word(&mut wrong, "damage", expected.damage.map(|d| d.to_string()), damage);
    let intercepted = incident.outcome.intercepted.map_or("nothing said".to_owned(), |b| b.to_string());
    word(&mut wrong, "intercepted", expected.intercepted.map(|b| b.to_string()), intercepted);
    wrong
}

fn perpetrators(wrong: &mut Vec<String>, expected: &ExpectedIncident, incident: &Incident) {
    for by in &expected.by {
        match basis(by) {
            Ok((name, ground)) => {
                let found = incident.perpetrators.iter().find(|p| same(name, &p.name));
                match found {
                    None => wrong.push(format!("'{name}' is not a perpetrator")),
                    Some(p) => need(wrong, ground.is_none_or(|g| g == p.basis), || {
                        format!("'{name}' is a perpetrator as {} instead of {by}", p.basis)
                    }),
                }
            }
            Err(reason) => wrong.push(format!("the case itself: {reason}")),
        }
    }
    for name in &expected.not_by {
        let found = incident.perpetrators.iter().find(|p| same(name, &p.name));
        need(wrong, found.is_none(), || format!("'{name}' is a perpetrator"));
    }
    let nobody = !expected.by_nobody || incident.perpetrators.is_empty();
    need(wrong, nobody, || "there is a perpetrator".to_owned());
}

fn claim_holds(expected: &ExpectedClaim, about: Option<Option<&str>>, claim: &Claim) -> bool {
    let via = |names: &Vec<String>| {
        names.len() == claim.via.len() && names.iter().zip(&claim.via).all(|(n, p)| same(n, &p.name))
    };
    claim.act == expected.act
        && same(&expected.speaker, &claim.speaker.name)
        && about.is_none_or(|id| claim.about.as_deref() == id)
        && expected.kind.is_none_or(|k| claim.speaker.kind == k)
        && expected.via.as_ref().is_none_or(via)
        && expected
            .channel
            .as_ref()
            .is_none_or(|c| claim.channel.as_ref().is_some_and(|found| same(c, found)))
        && expected.date.as_ref().is_none_or(|d| date(claim.date.as_ref()) == *d)
}

/// A count as a case writes it: "3", "2+" (two or more), "..5", "2-4", "none" when nothing is said.
pub fn count(count: Option<&Count>) -> String {
    match count.map(|c| (c.min, c.max)) {
        None | Some((None, None)) => "none".to_owned(),
        Some((Some(min), Some(max))) if min == max => min.to_string(),
        Some((Some(min), Some(max))) => format!("{min}-{max}"),
        Some((Some(min), None)) => format!("{min}+"),
        Some((None, Some(max))) => format!("..{max}"),
    }
}

/// A date as a case writes it: days only, "first/last", ".." for an open end, "none" when nothing is said.
pub fn date(date: Option<&DateRange>) -> String {
    let Some(date) = date else { return "none".to_owned() };
    let day = |d: &Option<String>| d.as_deref().map_or("..", |d| d.get(..10).unwrap_or(d)).to_owned();
    let (from, to) = (day(&date.earliest), day(&date.latest));
    if from == to { from } else { format!("{from}/{to}") }
}

/// True when the words stand in the text that the spans cover; a span may hold more, and so may the words' line break.
fn covers(body: &str, spans: &[Quote], words: &str) -> bool {
    let Some(at) = body.find(words) else { return false };
    let start = body[..at].chars().count();
    let end = start + words.chars().count();
    spans.iter().any(|s| s.start <= start && end <= s.end)
}

/// True when the expected name ("A|B": either) stands as whole words in the found one; case, punctuation and "the"
/// aside.
fn same(expected: &str, found: &str) -> bool {
    let found = folded(found);
    expected.split('|').map(folded).any(|e| !e.trim().is_empty() && found.contains(&e))
}

/// Folded, without "the", single spaces between and around the words.
fn folded(name: &str) -> String {
    let plain = fold(name);
    let words = plain.split(' ').filter(|w| !w.is_empty() && *w != "the");
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_records::report::Qualifier;

    #[test]
    fn counts_read_as_they_are_told() {
        assert_eq!(count(Some(&Count::exact(3))), "3");
        assert_eq!(count(Some(&Count::from(12, Qualifier::Vague))), "12+");
        assert_eq!(count(None), "none");
    }

    #[test]
    fn names_match_as_whole_words() {
        assert!(same("Kataib al-Fajr", "the Kata’ib al-Fajr brigades"));
        assert!(!same("Fajr", "Fajrian"));
        assert!(same("Yemen|Yemeni", "Yemeni government"));
        assert!(!same("", "Fajr"));
    }

    #[test]
    fn words_are_found_in_code_points() {
        let body = "«Tal Noor» was hit";
        let quote = Quote { start: 11, end: 18, text: "was hit".to_owned() };
        assert!(covers(body, std::slice::from_ref(&quote), "was hit"));
        assert!(!covers(body, &[quote], "Noor» was"));
    }
}
