//! What the accounts together support.
//!
//! Owns: the rules by which claims and grounds give a *standing*, with the reason in words. In: one incident and the
//! claims about it. Out: [`Judged`]. Refuses: to say what is true; a standing counts who says what.
//!
//! The rules, in order; the first that holds decides:
//!
//! 1. **denied**: somebody other than the accused denies that it happened, and nobody claims or confirms it. A denial
//!    outweighs mere reports and accusations.
//! 2. **contested**: it is denied but also claimed or confirmed; or an actor denies responsibility that somebody else
//!    puts on it; or a claim was retracted and neither another claim nor a confirmation stands.
//! 3. **confirmed**: somebody with knowledge of their own, other than whoever claims it, firmly says that it happened.
//!    Anonymous speakers, journalists, media and the author do not confirm, they report.
//! 4. **claimed only**: nobody but those who claim (or threaten) it says so.
//! 5. **reported**: everything else: the author's plain words, reports, accusations, hedged confirmations.
//!
//! A denial of one property (no casualties, no damage) leaves the standing as it is. Competing claims of
//! responsibility do too: they contest who did it, which the claims themselves show.

use crate::keys::fold;
use claimbook_records::report::{
    Claim, Firmness, Incident, PerpetratorBasis, Property, Speaker, SpeakerKind, SpeechAct,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What the accounts together support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    ClaimedOnly,
    Reported,
    Confirmed,
    Contested,
    Denied,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 5] =
        [Self::ClaimedOnly, Self::Reported, Self::Confirmed, Self::Contested, Self::Denied];

    /// The word in tables, filters and storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClaimedOnly => "claimed_only",
            Self::Reported => "reported",
            Self::Confirmed => "confirmed",
            Self::Contested => "contested",
            Self::Denied => "denied",
        }
    }
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Standing {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|v| v.as_str() == s).ok_or_else(|| format!("'{s}' is none of: {words}"))
    }
}

/// A standing, why, and the claims that decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub standing: Standing,
    /// One neutral sentence.
    pub reason: String,
    /// Ids of the deciding claims (`c1` …), empty when the author's own words or a perpetrator's ground decided.
    pub claims: Vec<String>,
}

/// The claims of a report that speak about one incident.
pub fn about<'a>(incident: &Incident, claims: &'a [Claim]) -> Vec<&'a Claim> {
    claims.iter().filter(|c| c.about.as_deref() == Some(incident.id.as_str())).collect()
}

/// Derives the standing of an incident from the claims about it ([`about`]).
pub fn judge(incident: &Incident, claims: &[&Claim]) -> Judged {
    let voices = Voices::hear(incident, claims);
    let whole = &voices.deny_whole;
    if !whole.is_empty() {
        let upheld: Vec<&Claim> = voices.claim.iter().chain(&voices.confirm).copied().collect();
        if upheld.is_empty() && !voices.claimed_by_ground {
            return judged(Standing::Denied, format!("denied by {}", names(whole)), whole);
        }
        let also = if upheld.is_empty() {
            "it is claimed".to_owned()
        } else {
            format!("asserted by {}", names(&upheld))
        };
        let reason = format!("denied by {}; {also}", names(whole));
        return judged(Standing::Contested, reason, whole.iter().chain(&upheld));
    }
    if !voices.deny_responsibility.is_empty() && voices.responsibility_put {
        let denials = &voices.deny_responsibility;
        return judged(Standing::Contested, format!("responsibility denied by {}", names(denials)), denials);
    }
    if voices.denied_by_ground {
        return judged(Standing::Contested, "the accused denies responsibility".to_owned(), &[]);
    }
    if !voices.retract.is_empty() && voices.claim.is_empty() && voices.confirm.is_empty() {
        return judged(
            Standing::Contested,
            format!("claim of responsibility retracted by {}", names(&voices.retract)),
            &voices.retract,
        );
    }
    if !voices.confirm.is_empty() {
        let reason = format!("confirmed by {}", names(&voices.confirm));
        return judged(Standing::Confirmed, reason, &voices.confirm);
    }
    if !voices.other.is_empty() || voices.author {
        let reason = if voices.other.is_empty() {
            "the article states it".to_owned()
        } else {
            format!("reported by {}; nobody with knowledge of their own confirms it", names(&voices.other))
        };
        return judged(Standing::Reported, reason, &voices.other);
    }
    if !voices.claim.is_empty() {
        let reason = format!("claimed by {} alone", names(&voices.claim));
        return judged(Standing::ClaimedOnly, reason, &voices.claim);
    }
    if voices.claimed_by_ground {
        return judged(Standing::ClaimedOnly, "only the one who claims it says so".to_owned(), &[]);
    }
    judged(Standing::Reported, "the article states it".to_owned(), &[])
}

/// The claims about one incident, sorted by what they do to its standing.
#[derive(Default)]
struct Voices<'a> {
    claim: Vec<&'a Claim>,
    retract: Vec<&'a Claim>,
    confirm: Vec<&'a Claim>,
    deny_whole: Vec<&'a Claim>,
    deny_responsibility: Vec<&'a Claim>,
    other: Vec<&'a Claim>,
    /// Somebody names a perpetrator who is not (or not only) the one denying.
    responsibility_put: bool,
    claimed_by_ground: bool,
    denied_by_ground: bool,
    /// The author asserts it in his own voice.
    author: bool,
}

impl<'a> Voices<'a> {
    fn hear(incident: &Incident, claims: &[&'a Claim]) -> Self {
        let mut voices = Self::default();
        let is_named = |speaker: &Speaker| {
            incident.perpetrators.iter().any(|p| same(&p.name, p.actor.as_deref(), speaker))
        };
        let retracted: Vec<&Speaker> =
            claims.iter().filter(|c| c.act == SpeechAct::Retracts).map(|c| &c.speaker).collect();
        let claimants: Vec<&Speaker> =
            claims.iter().filter(|c| c.act == SpeechAct::ClaimsResponsibility).map(|c| &c.speaker).collect();
        let is_claimant =
            |s: &Speaker| claimants.iter().any(|other| same(&other.name, other.actor.as_deref(), s));
        for &claim in claims {
            let whole = matches!(claim.property, None | Some(Property::Whole));
            let speaker = &claim.speaker;
            match claim.act {
                SpeechAct::ClaimsResponsibility | SpeechAct::Threatens => {
                    if !retracted.iter().any(|r| same(&r.name, r.actor.as_deref(), speaker)) {
                        voices.claim.push(claim);
                    }
                }
                SpeechAct::Retracts => voices.retract.push(claim),
                SpeechAct::Denies if claim.property == Some(Property::Perpetrator) => {
                    voices.deny_responsibility.push(claim);
                }
                SpeechAct::Denies if whole && is_named(speaker) => voices.deny_responsibility.push(claim),
                SpeechAct::Denies if whole => voices.deny_whole.push(claim),
                SpeechAct::Denies => {}
                // Saying more about one's own act adds no second voice.
                _ if is_claimant(speaker) => {}
                SpeechAct::Confirms if claim.firmness != Firmness::Hedged && knows(speaker.kind) => {
                    voices.confirm.push(claim);
                }
                SpeechAct::Confirms | SpeechAct::Accuses | SpeechAct::Reports | SpeechAct::Estimates => {
                    voices.other.push(claim);
                }
            }
        }
        let denies = |name: &str, actor: Option<&str>| {
            voices.deny_responsibility.iter().any(|c| same(name, actor, &c.speaker))
        };
        voices.responsibility_put = incident.perpetrators.iter().any(|p| {
            !matches!(p.basis, PerpetratorBasis::Denied | PerpetratorBasis::Acquitted)
                && denies(&p.name, p.actor.as_deref())
        }) || claims.iter().any(|c| c.act == SpeechAct::Accuses)
            || (!voices.deny_responsibility.is_empty() && !voices.claim.is_empty());
        for perpetrator in &incident.perpetrators {
            match perpetrator.basis {
                PerpetratorBasis::Claimed | PerpetratorBasis::Admitted => voices.claimed_by_ground = true,
                PerpetratorBasis::Denied => voices.denied_by_ground = true,
                PerpetratorBasis::ReportedAsFact => voices.author = true,
                _ => {}
            }
        }
        voices
    }
}

/// Whether a speaker of this kind can know of it otherwise than by being told.
pub(crate) fn knows(kind: SpeakerKind) -> bool {
    match kind {
        SpeakerKind::Author | SpeakerKind::Anonymous | SpeakerKind::Journalist | SpeakerKind::Media => false,
        SpeakerKind::ArmedGroup
        | SpeakerKind::State
        | SpeakerKind::Official
        | SpeakerKind::Military
        | SpeakerKind::Witness
        | SpeakerKind::Company
        | SpeakerKind::Person
        | SpeakerKind::Other => true,
    }
}

/// The same actor where both are resolved, else the same name.
fn same(name: &str, actor: Option<&str>, speaker: &Speaker) -> bool {
    match (actor, speaker.actor.as_deref()) {
        (Some(a), Some(b)) => a == b,
        _ => fold(name) == fold(&speaker.name),
    }
}

fn names(claims: &[&Claim]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for claim in claims {
        if !names.contains(&claim.speaker.name.as_str()) {
            names.push(&claim.speaker.name);
        }
    }
    list(&names)
}

/// "A", "A and B", "A, B and C".
pub(crate) fn list(names: &[&str]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

fn judged<'a, 'b: 'a>(
    standing: Standing,
    reason: String,
    claims: impl IntoIterator<Item = &'a &'b Claim>,
) -> Judged {
    Judged { standing, reason, claims: claims.into_iter().map(|c| c.id.clone()).collect() }
}

#[cfg(test)]
mod tests;
