//! How well claims are read.
//!
//! Owns: matching claims by speaker, act and incident. In: a paired article. Out: counts of right, predicted and gold claims.
//! Refuses: credit for one gold claim twice.

use super::counts::PressCounts;
use super::gold::GoldClaim;
use super::names::{any_same, fold};
use super::pair::Paired;
use claimbook_records::report::SpeechAct;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Nothing,
    /// A gold incident, by index.
    Gold(usize),
    /// A predicted incident that gold does not have.
    Unpaired,
}

/// A predicted claim, told once.
struct Said<'a> {
    speaker: String,
    act: SpeechAct,
    about: About,
    signs: Option<&'a BTreeMap<String, f64>>,
}

/// A predicted claim and whether it is right, from which their worth is fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimFound<'a> {
    pub article: &'a str,
    /// Speaker, act and incident are right, and nobody before took that gold claim.
    pub right: bool,
    /// What its probability rests on; empty where the report does not say.
    pub signs: BTreeMap<&'a str, f64>,
}

/// A gold claim with its incident.
struct Wanted<'a> {
    claim: &'a GoldClaim,
    about: About,
}

/// Adds the claims of an article to the counts.
pub(super) fn add(counts: &mut PressCounts, article: &Paired<'_>) {
    let (said, wanted) = (said(article), wanted(article));
    counts.c_tp += number(&said, &wanted, |s, w| s.about == w.about);
    counts.c_pred += said.len();
    counts.c_gold += wanted.len();

    // Loose: whoever does what, about whichever incident.
    let mut seen = Vec::new();
    let loose: Vec<&Said<'_>> = said
        .iter()
        .filter(|s| {
            let key = (fold(&s.speaker), s.act);
            let new = !seen.contains(&key);
            if new {
                seen.push(key);
            }
            new
        })
        .collect();
    counts.loose_c_tp += number(loose.iter().copied(), &wanted, |_, _| true);
    counts.loose_c_pred += loose.len();
    let first = |w: &Wanted<'_>| fold(w.claim.speaker.names().first().map_or("", String::as_str));
    counts.loose_c_gold += wanted.iter().map(|w| (first(w), w.claim.act)).collect::<BTreeSet<_>>().len();

    let responsibility = SpeechAct::ClaimsResponsibility;
    let mine: Vec<&Said<'_>> = said.iter().filter(|s| s.act == responsibility).collect();
    counts.resp_tp += number(mine.iter().copied(), &wanted, |s, w| s.about == w.about);
    counts.resp_pred += mine.len();
    counts.resp_gold += wanted.iter().filter(|w| w.claim.act == responsibility).count();
}

/// The claims of the articles, in their order.
pub fn claims<'a>(paired: &[Paired<'a>]) -> Vec<ClaimFound<'a>> {
    let one = |article: &Paired<'a>| {
        let (said, wanted) = (said(article), wanted(article));
        let right = matches(&said, &wanted, |s, w| s.about == w.about);
        let found = |(s, right): (&Said<'a>, bool)| ClaimFound {
            article: &article.gold.id,
            right,
            signs: s.signs.into_iter().flatten().map(|(name, sign)| (name.as_str(), *sign)).collect(),
        };
        said.iter().zip(right).map(found).collect::<Vec<_>>()
    };
    paired.iter().flat_map(one).collect()
}

fn wanted<'a>(article: &Paired<'a>) -> Vec<Wanted<'a>> {
    let about = |claim: &GoldClaim| {
        let key = claim.about.as_deref();
        let at = key.and_then(|key| article.gold.incidents.iter().rposition(|g| g.key == key));
        at.map_or(About::Nothing, About::Gold)
    };
    article.gold.claims.iter().map(|claim| Wanted { claim, about: about(claim) }).collect()
}

/// The claims of a report, each speaker, act and incident once.
fn said<'a>(article: &Paired<'a>) -> Vec<Said<'a>> {
    let mut seen: Vec<(String, SpeechAct, Option<&str>)> = Vec::new();
    let mut said = Vec::new();
    for claim in &article.report.claims {
        let speaker = claim.speaker.as_ref().and_then(|s| s.name.clone()).unwrap_or_default();
        let key = (fold(&speaker), claim.act, claim.about.as_deref());
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let about = match claim.about.as_deref().filter(|id| !id.is_empty()) {
            None => About::Nothing,
            Some(id) => {
                let found = article.report.incidents.iter().position(|p| p.id == id);
                found.and_then(|j| article.gold_for(j)).map_or(About::Unpaired, About::Gold)
            }
        };
        said.push(Said { speaker, act: claim.act, about, signs: claim.x_signs.as_ref() });
    }
    said
}

fn number<'s, 'a: 's>(
    said: impl IntoIterator<Item = &'s Said<'a>>,
    wanted: &[Wanted<'_>],
    fits: impl Fn(&Said<'_>, &Wanted<'_>) -> bool,
) -> usize {
    matches(said, wanted, fits).into_iter().filter(|right| *right).count()
}

/// Which predicted claims find a gold one that nobody before them took.
fn matches<'s, 'a: 's>(
    said: impl IntoIterator<Item = &'s Said<'a>>,
    wanted: &[Wanted<'_>],
    fits: impl Fn(&Said<'_>, &Wanted<'_>) -> bool,
) -> Vec<bool> {
    let mut used = vec![false; wanted.len()];
    let one = |s: &'s Said<'a>| {
        let free = wanted.iter().enumerate().find(|(j, w)| {
            !used[*j] && w.claim.act == s.act && fits(s, w) && any_same(w.claim.speaker.names(), &s.speaker)
        });
        let found = free.map(|(j, _)| j);
        if let Some(j) = found {
            used[j] = true;
        }
        found.is_some()
    };
    said.into_iter().map(one).collect()
}
