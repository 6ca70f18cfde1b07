//! How well claims are read.
//!
//! Owns: matching claims by speaker, act and incident. In: a paired article. Out: counts of right, predicted and gold claims.
//! Refuses: credit for one gold claim twice.

use super::counts::PressCounts;
use super::gold::GoldClaim;
use super::names::{any_same, fold};
use super::pair::Paired;
use claimbook_records::report::SpeechAct;
use std::collections::BTreeSet;

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
struct Said {
    speaker: String,
    act: SpeechAct,
    about: About,
}

/// A gold claim with its incident.
struct Wanted<'a> {
    claim: &'a GoldClaim,
    about: About,
}

/// Adds the claims of an article to the counts.
pub(super) fn add(counts: &mut PressCounts, article: &Paired<'_>) {
    let said = said(article);
    let wanted: Vec<Wanted<'_>> = article
        .gold
        .claims
        .iter()
        .map(|claim| {
            let key = claim.about.as_deref();
            let at = key.and_then(|key| article.gold.incidents.iter().rposition(|g| g.key == key));
            Wanted { claim, about: at.map_or(About::Nothing, About::Gold) }
        })
        .collect();
    counts.c_tp += matches(&said, &wanted, |s, w| s.about == w.about);
    counts.c_pred += said.len();
    counts.c_gold += wanted.len();

    // Loose: whoever does what, about whichever incident.
    let mut seen = Vec::new();
    let loose: Vec<&Said> = said
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
    counts.loose_c_tp += matches(loose.iter().copied(), &wanted, |_, _| true);
    counts.loose_c_pred += loose.len();
    let first = |w: &Wanted<'_>| fold(w.claim.speaker.names().first().map_or("", String::as_str));
    counts.loose_c_gold += wanted.iter().map(|w| (first(w), w.claim.act)).collect::<BTreeSet<_>>().len();

    let responsibility = SpeechAct::ClaimsResponsibility;
    let mine: Vec<&Said> = said.iter().filter(|s| s.act == responsibility).collect();
    counts.resp_tp += matches(mine.iter().copied(), &wanted, |s, w| s.about == w.about);
    counts.resp_pred += mine.len();
    counts.resp_gold += wanted.iter().filter(|w| w.claim.act == responsibility).count();
}

/// The claims of a report, each speaker, act and incident once.
fn said(article: &Paired<'_>) -> Vec<Said> {
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
        said.push(Said { speaker, act: claim.act, about });
    }
    said
}

/// How many predicted claims find a gold one that nobody before them took.
fn matches<'s>(
    said: impl IntoIterator<Item = &'s Said>,
    wanted: &[Wanted<'_>],
    fits: impl Fn(&Said, &Wanted<'_>) -> bool,
) -> usize {
    let mut used = vec![false; wanted.len()];
    let mut right = 0;
    for s in said {
        let free = wanted.iter().enumerate().find(|(j, w)| {
            !used[*j] && w.claim.act == s.act && fits(s, w) && any_same(w.claim.speaker.names(), &s.speaker)
        });
        if let Some((j, _)) = free {
            used[j] = true;
            right += 1;
        }
    }
    right
}
