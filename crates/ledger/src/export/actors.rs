//! Who is said to have done it.
//!
//! Owns: claimants over all accounts in the order of their claims, those named on another ground, and whether the register
//! joins the claimants on the day. In: incident reports and the codebook. Out: [`Actors`]. Refuses: an edge between actors
//! that only an article tells: until a person accepts it, two claims are two claims.

use crate::keys::fold;
use crate::linked::registered;
use crate::query::IncidentView;
use claimbook_records::Codebook;
use claimbook_records::report::{
    ActorKind, PerpetratorBasis, PerpetratorCategory, PerpetratorKind, SpeechAct,
};
use jiff::civil::Date;

/// Everybody named.
#[derive(Debug, Default)]
pub(super) struct Actors {
    /// In the order of the day of the claim.
    pub(super) claimants: Vec<Doer>,
    /// Named on another ground, the strongest first.
    pub(super) named: Vec<Doer>,
    /// Position of the claimant to whom the register counts all others on that day.
    pub(super) umbrella: Option<usize>,
}

/// Somebody who claims it or is named.
#[derive(Debug, Clone)]
pub(super) struct Doer {
    pub(super) name: String,
    /// Id in the register of actors.
    pub(super) register: Option<String>,
    pub(super) category: Option<PerpetratorCategory>,
    pub(super) kind: Option<PerpetratorKind>,
    /// ISO 3166-1 alpha-2, from the register.
    pub(super) country: Option<String>,
    pub(super) basis: PerpetratorBasis,
    /// Day of the claim, or of the first article that carries it.
    pub(super) day: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) retracted: bool,
}

impl Doer {
    fn is(&self, other: &Self) -> bool {
        match (&self.register, &other.register) {
            (Some(a), Some(b)) => a == b,
            _ => fold(&self.name) == fold(&other.name),
        }
    }

    /// A state or a body of it.
    pub(super) fn state(&self) -> bool {
        self.category == Some(PerpetratorCategory::State)
    }
}

impl Actors {
    /// Claims that stand.
    pub(super) fn standing(&self) -> impl Iterator<Item = &Doer> {
        self.claimants.iter().filter(|d| !d.retracted)
    }

    /// The one doer to name: the only claimant, the umbrella of all claimants, else the only one named firmly.
    pub(super) fn one(&self) -> Option<&Doer> {
        let claimants: Vec<&Doer> = self.standing().collect();
        match claimants[..] {
            [only] => Some(only),
            [] => {
                let firm: Vec<&Doer> = self.named.iter().filter(|d| firm(d.basis)).collect();
                if let [only] = firm[..] { Some(only) } else { None }
            }
            _ => self.umbrella.and_then(|n| self.claimants.get(n)),
        }
    }

    /// Claimants besides the one, where the register joins them.
    pub(super) fn members(&self) -> Vec<&Doer> {
        let Some(umbrella) = self.umbrella.and_then(|n| self.claimants.get(n)) else { return Vec::new() };
        self.standing().filter(|d| !d.is(umbrella)).collect()
    }
}

/// Named so that a code book takes it for an attribution and not for a suspicion.
pub(super) fn firm(basis: PerpetratorBasis) -> bool {
    use PerpetratorBasis::{AccusedByAuthorities, Admitted, Claimed, ReportedAsFact};
    matches!(basis, Claimed | Admitted | ReportedAsFact | AccusedByAuthorities)
}

pub(super) fn actors(all: &[IncidentView], codebook: &Codebook, day: Option<Date>) -> Actors {
    let mut out = Actors::default();
    for view in all {
        claims(view, codebook, &mut out.claimants);
    }
    for view in all {
        for p in &view.record.perpetrators {
            let actor = p.actor.as_deref();
            let mut doer = doer(view, &p.name, actor, codebook);
            doer.basis = p.basis;
            doer.category = p.category.or(doer.category);
            doer.kind = Some(p.kind);
            if let Some(known) = out.claimants.iter_mut().find(|d| d.is(&doer)) {
                known.category = doer.category.or(known.category);
                known.kind = known.kind.or(doer.kind);
            } else if p.basis == PerpetratorBasis::Claimed {
                doer.day = published(view);
                out.claimants.push(doer);
            } else {
                match out.named.iter_mut().find(|d| d.is(&doer)) {
                    Some(known) => known.basis = known.basis.min(doer.basis),
                    None => out.named.push(doer),
                }
            }
        }
    }
    out.claimants.sort_by(|a, b| (a.day.is_none(), &a.day, &a.name).cmp(&(b.day.is_none(), &b.day, &b.name)));
    out.named.sort_by(|a, b| (a.basis, &a.name).cmp(&(b.basis, &b.name)));
    out.umbrella = umbrella(&out.claimants, codebook, day);
    out
}

fn claims(view: &IncidentView, codebook: &Codebook, claimants: &mut Vec<Doer>) {
    for claim in view.claims.iter().filter(|c| c.act == SpeechAct::ClaimsResponsibility) {
        let mut doer = doer(view, &claim.speaker.name, claim.speaker.actor.as_deref(), codebook);
        let said = claim.date.as_ref().and_then(|d| d.earliest.as_deref().or(d.latest.as_deref()));
        doer.day = said.map(first_ten).or_else(|| published(view));
        doer.channel.clone_from(&claim.channel);
        match claimants.iter_mut().find(|d| d.is(&doer)) {
            Some(known) => {
                if known.day.is_none() || (doer.day.is_some() && doer.day < known.day) {
                    known.day = doer.day;
                }
                known.channel = known.channel.take().or(doer.channel);
            }
            None => claimants.push(doer),
        }
    }
    for claim in view.claims.iter().filter(|c| c.act == SpeechAct::Retracts) {
        let doer = doer(view, &claim.speaker.name, claim.speaker.actor.as_deref(), codebook);
        claimants.iter_mut().filter(|d| d.is(&doer)).for_each(|d| d.retracted = true);
    }
}

fn doer(view: &IncidentView, name: &str, actor: Option<&str>, codebook: &Codebook) -> Doer {
    let actor = actor.and_then(|id| view.actors.iter().find(|a| a.id == id));
    let register = actor.and_then(|a| a.register_id.clone());
    let entry = register.as_deref().and_then(|id| codebook.actors.iter().find(|e| e.id == id));
    let kind = entry.map(|e| e.kind).or(actor.map(|a| a.kind));
    let category = match kind {
        Some(ActorKind::ArmedGroup | ActorKind::Umbrella) => Some(PerpetratorCategory::ArmedGroup),
        Some(ActorKind::State | ActorKind::Military | ActorKind::Agency) => Some(PerpetratorCategory::State),
        _ => None,
    };
    Doer {
        name: name.to_owned(),
        register,
        category,
        kind: None,
        country: entry.and_then(|e| e.country.clone()),
        basis: PerpetratorBasis::Claimed,
        day: None,
        channel: None,
        retracted: false,
    }
}

/// The claimant to whom dated edges of the register count all others.
fn umbrella(claimants: &[Doer], codebook: &Codebook, day: Option<Date>) -> Option<usize> {
    let day = day?.to_string();
    let standing: Vec<&Doer> = claimants.iter().filter(|d| !d.retracted).collect();
    if standing.len() < 2 {
        return None;
    }
    let joined = |whole: &Doer, part: &Doer| {
        let (Some(whole), Some(part)) = (&whole.register, &part.register) else { return false };
        registered(codebook, part, whole, &day).is_some()
    };
    claimants.iter().position(|whole| {
        !whole.retracted && standing.iter().all(|part| part.is(whole) || joined(whole, part))
    })
}

fn published(view: &IncidentView) -> Option<String> {
    view.published.as_ref().map(|p| first_ten(&p.value))
}

fn first_ten(value: &str) -> String {
    value.chars().take(10).collect()
}
