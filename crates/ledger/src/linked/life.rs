//! The life of a claim over all accounts of an incident.
//!
//! Owns: what each step of the ladder is to those before it, and which claim is known to have been first. In: a linked
//! incident and the register of actors. Out: [`Life`]. Refuses: who did it, and an order that days do not give.
//!
//! One statement is *known* to come before another only where it had been said or printed on a day before the first on which
//! the other can have been said. Print alone gives no such first day: what was printed later may have been said earlier.

use super::kin::{Kin, Named, belongs};
use super::sentence::sentence;
use super::{LinkedIncident, Step, View};
use crate::standing::knows;
use claimbook_records::Codebook;
use claimbook_records::report::{Firmness, Property, SpeakerKind, SpeechAct};
use serde::Serialize;

/// What a step is in the life of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnKind {
    /// Somebody says that they did it.
    Claimed,
    /// Somebody else says so, whom nobody counts to an earlier claimant.
    ClaimedByAnother,
    /// One to whom an earlier claimant is counted says so.
    ClaimedByUmbrella,
    /// One that is counted to an earlier claimant says so.
    ClaimedByMember,
    /// A claim is taken back.
    Withdrawn,
    /// A claim is said to be made up, or its channel broken into.
    DeniedAsFake,
    /// It is said not to have happened.
    Denied,
    /// Somebody named says that they did not do it.
    ResponsibilityDenied,
    /// One property is denied.
    DeniedInPart,
    /// An armed group, a military or a state puts it on somebody else.
    AttributedByOtherSide,
    /// Somebody else puts it on somebody.
    Attributed,
    /// Somebody with knowledge of their own, who does not claim it, firmly says that it happened.
    Confirmed,
    /// The same of one property.
    ConfirmedInPart,
    /// A claimant says more about it.
    Repeated,
    /// It was threatened.
    Threatened,
    /// Everything else that is said.
    Reported,
}

impl TurnKind {
    /// In words; those of a further claim stand before the name of the earlier claimant.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::ClaimedByAnother => "claimed by another than",
            Self::ClaimedByUmbrella => "claimed by the umbrella of",
            Self::ClaimedByMember => "claimed by a part of",
            Self::Withdrawn => "claim withdrawn",
            Self::DeniedAsFake => "claim called fake",
            Self::Denied => "denied",
            Self::ResponsibilityDenied => "responsibility denied",
            Self::DeniedInPart => "denied in part",
            Self::AttributedByOtherSide => "attributed by the other side",
            Self::Attributed => "attributed",
            Self::Confirmed => "confirmed",
            Self::ConfirmedInPart => "confirmed in part",
            Self::Repeated => "repeated",
            Self::Threatened => "threatened",
            Self::Reported => "reported",
        }
    }
}

/// One step of the ladder as part of the life of the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// Position in the ladder.
    pub step: usize,
    pub turn: TurnKind,
    /// The earlier claimant it is about.
    pub of: Option<String>,
    /// What the relation to that claimant rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<Kin>,
}

/// How it is known that a claim was first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Every other was made on a later day.
    Known,
    /// It was told first; another may have been made before.
    Told,
}

/// The claim that came first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct First {
    pub speaker: String,
    /// Position in the ladder.
    pub step: usize,
    pub basis: Basis,
}

/// The life of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Life {
    /// All of it in one sentence that holds of these accounts.
    pub sentence: String,
    /// Which of several claims came first; none where there are not several, or nothing tells.
    pub first: Option<First>,
    /// One for each step of the ladder, in its order.
    pub turns: Vec<Turn>,
}

/// Somebody who claims it, with the steps that do.
#[derive(Debug, Clone)]
pub(super) struct Claimant {
    pub(super) steps: Vec<usize>,
    pub(super) turn: Turn,
    /// Said on a day that is known to lie after the first claim.
    pub(super) later: bool,
}

impl Step {
    pub(super) fn named(&self) -> Named<'_> {
        Named { name: &self.speaker, register: self.register_id.as_deref() }
    }

    /// About the whole and no property of it.
    pub(super) fn whole(&self) -> bool {
        matches!(self.property, None | Some(Property::Whole))
    }

    /// Whether it had been said before another can have been.
    fn before(&self, other: &Self) -> bool {
        self.by.as_ref().zip(other.from.as_ref()).is_some_and(|(by, from)| by < from)
    }
}

/// The life of the claim to an incident.
pub fn life(incident: &LinkedIncident, register: &Codebook) -> Life {
    let steps = &incident.ladder;
    let claimants = claimants(incident, register);
    let turns: Vec<Turn> = (0..steps.len()).map(|at| turn(incident, &claimants, at)).collect();
    let first = first(steps, &claimants);
    let sentence = sentence(incident, &claimants, &turns, first.as_ref());
    Life { sentence, first, turns }
}

/// Those who claim it, the one told first before the others.
fn claimants(incident: &LinkedIncident, register: &Codebook) -> Vec<Claimant> {
    let steps = &incident.ladder;
    let mut own: Vec<Vec<usize>> = Vec::new();
    for (at, step) in steps.iter().enumerate().filter(|(_, s)| s.act == SpeechAct::ClaimsResponsibility) {
        match own.iter_mut().find(|known| steps[known[0]].named().is(step.named())) {
            Some(known) => known.push(at),
            None => own.push(vec![at]),
        }
    }
    let rank = |at: &usize| (steps[*at].by.is_none(), steps[*at].by.clone(), *at);
    own.iter_mut().for_each(|steps| steps.sort_by_key(rank));
    own.sort_by_key(|steps| rank(&steps[0]));
    let mut out: Vec<Claimant> = Vec::new();
    for own in own {
        let at = own[0];
        let claim = &steps[at];
        let day = claim.day.as_deref();
        let kin = out.iter().find_map(|earlier| {
            let other = &steps[earlier.steps[0]];
            let tied = |part: &Step, whole: &Step| {
                belongs(part.named(), whole.named(), day, &incident.ties, register)
            };
            let umbrella = tied(other, claim).map(|kin| (TurnKind::ClaimedByUmbrella, kin));
            let found = umbrella.or_else(|| Some((TurnKind::ClaimedByMember, tied(claim, other)?)));
            found.map(|(kind, kin)| (kind, other.speaker.clone(), kin))
        });
        let turn = match (kin, out.first()) {
            (Some((turn, of, kin)), _) => Turn { step: at, turn, of: Some(of), rests_on: Some(kin) },
            (None, Some(earlier)) => {
                let of = Some(steps[earlier.steps[0]].speaker.clone());
                Turn { step: at, turn: TurnKind::ClaimedByAnother, of, rests_on: None }
            }
            (None, None) => Turn { step: at, turn: TurnKind::Claimed, of: None, rests_on: None },
        };
        let later = out.first().is_some_and(|first| steps[first.steps[0]].before(claim));
        out.push(Claimant { steps: own, turn, later });
    }
    out
}

fn turn(incident: &LinkedIncident, claimants: &[Claimant], at: usize) -> Turn {
    use SpeechAct as Act;
    let steps = &incident.ladder;
    let step = &steps[at];
    let claimant = claimants.iter().find(|c| steps[c.steps[0]].named().is(step.named()));
    if let Some(own) = claimant.filter(|c| c.steps.contains(&at)) {
        return Turn { step: at, ..own.turn.clone() };
    }
    let accused = steps.iter().any(|s| s.act == Act::Accuses);
    let fake = step.fake.is_some() && (claimant.is_some() || !claimants.is_empty() && !accused);
    let named = |step: &Step| {
        incident.attributions.iter().any(|a| {
            let register = a.register_id.as_deref();
            Named { name: &a.name, register }.is(step.named())
        })
    };
    let party = matches!(step.kind, SpeakerKind::ArmedGroup | SpeakerKind::Military | SpeakerKind::State);
    let kind = match step.act {
        Act::ClaimsResponsibility => TurnKind::Claimed,
        Act::Threatens => TurnKind::Threatened,
        Act::Retracts if step.whole() && fake => TurnKind::DeniedAsFake,
        Act::Retracts if step.whole() => TurnKind::Withdrawn,
        Act::Retracts => TurnKind::DeniedInPart,
        Act::Denies if step.whole() && fake => TurnKind::DeniedAsFake,
        Act::Denies if step.property == Some(Property::Perpetrator) || step.whole() && named(step) => {
            TurnKind::ResponsibilityDenied
        }
        Act::Denies if step.whole() => TurnKind::Denied,
        Act::Denies => TurnKind::DeniedInPart,
        _ if claimant.is_some() => TurnKind::Repeated,
        Act::Accuses if party => TurnKind::AttributedByOtherSide,
        Act::Accuses => TurnKind::Attributed,
        Act::Confirms if step.firmness != Firmness::Hedged && knows(step.kind) => {
            if step.whole() {
                TurnKind::Confirmed
            } else {
                TurnKind::ConfirmedInPart
            }
        }
        Act::Confirms | Act::Reports | Act::Estimates => TurnKind::Reported,
    };
    let of = match kind {
        TurnKind::Withdrawn | TurnKind::DeniedAsFake => match (claimant, claimants) {
            (Some(own), _) => Some(steps[own.steps[0]].speaker.clone()),
            (None, [only]) => Some(steps[only.steps[0]].speaker.clone()),
            _ => None,
        },
        TurnKind::AttributedByOtherSide | TurnKind::Attributed => {
            // With several accused, the words do not tell who accuses whom.
            let mut accused = incident.attributions.iter().filter(|a| a.view == View::Accused);
            accused.next().filter(|_| accused.next().is_none()).map(|a| a.name.clone())
        }
        _ => None,
    };
    Turn { step: at, turn: kind, of, rests_on: None }
}

/// The claim that came first of several.
fn first(steps: &[Step], claimants: &[Claimant]) -> Option<First> {
    let (first, others) = claimants.split_first()?;
    let at = first.steps[0];
    let by = steps[at].by.as_ref()?;
    if others.is_empty() {
        return None;
    }
    let told = |c: &Claimant| steps[c.steps[0]].by.as_ref().is_none_or(|other| by < other);
    let basis = if others.iter().all(|c| c.later) {
        Basis::Known
    } else if others.iter().all(told) {
        Basis::Told
    } else {
        return None;
    };
    Some(First { speaker: steps[at].speaker.clone(), step: at, basis })
}
