//! Who did it.
//!
//! Owns: the ranking of those marked as perpetrators over all tellings, and whom pronouns and descriptions stand for. In: tellings.
//! Out: [`EventPerpetrator`]s, likeliest first. Refuses: generic words beside somebody named.

use super::words::{Words, words};
use super::{Table, naming, unclaimed};
use crate::actor::Naming;
use crate::annotation::{self, Argument, Ranked, Role};
use crate::event::EventPerpetrator;
use crate::event::perpetrators::category_of;
use crate::text::{Tag, Token};
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, PerpetratorBasis, PerpetratorCategory, PerpetratorKind};

/// Somebody who may have done it, with what speaks for it.
#[derive(Debug, Clone)]
struct Candidate {
    member: Option<usize>,
    span: Span,
    named: bool,
    pronoun: bool,
    best: f32,
    sum: f32,
    basis: Ranked<PerpetratorBasis>,
    evidence: Vec<Span>,
}

pub(super) fn perpetrators(table: &Table, acts: &[usize]) -> Vec<EventPerpetrator> {
    let mut found: Vec<Candidate> = Vec::new();
    for argument in table.marked_as(acts, Role::Perpetrator).filter(|a| somebody(table, a)) {
        let mut new = candidate(table, argument.span);
        (new.best, new.sum) = (argument.score, argument.score);
        new.basis = argument.basis.clone();
        let reading = table.scene.reading;
        let name = |c: &Candidate| naming::called(reading, c.member, c.span);
        let known = found.iter_mut().find(|c| {
            let one = c.member.is_some() && c.member == new.member;
            let other = naming::registered(reading, c.member) && naming::registered(reading, new.member);
            one || c.named == new.named && !other && naming::same_name(name(c), name(&new))
        });
        match known {
            Some(c) => c.take(new),
            None => found.push(new),
        }
    }
    found.retain(|c| !c.pronoun && !c.relays(table) && c.best >= table.dial.perpetrator);
    let most = found.iter().map(|c| c.sum).fold(0.0, f32::max);
    // A description is told more often than a name and says less: a name that is certain stays beside it.
    let certain = |c: &Candidate| c.named && c.best >= table.dial.certain;
    found.retain(|c| c.sum >= table.dial.further * most || certain(c));
    if found.iter().any(|c| c.named) {
        found.retain(|c| c.named);
    }
    let denied = |c: &Candidate| c.ground() == PerpetratorBasis::Denied;
    if found.iter().any(|c| !denied(c)) {
        found.retain(|c| !denied(c));
    }
    found.sort_by(|a, b| b.sum.total_cmp(&a.sum).then(a.span.cmp(&b.span)));
    found.into_iter().map(|c| c.perpetrator(table)).collect()
}

impl Candidate {
    /// A newsroom or a website, which tells of acts.
    fn relays(&self, table: &Table) -> bool {
        let member = self.member.and_then(|m| table.scene.reading.cast.members.get(m));
        member.is_some_and(|m| m.kind == ActorKind::Media)
    }

    fn take(&mut self, other: Candidate) {
        // The words that name best: of an actor who is known, then the surest.
        if (other.member.is_some(), other.best) > (self.member.is_some(), self.best) {
            (self.member, self.span, self.named) = (other.member, other.span, other.named);
        }
        self.best = self.best.max(other.best);
        self.sum += other.sum;
        self.evidence.extend(other.evidence);
        for (value, p) in other.basis {
            annotation::add(&mut self.basis, value, p);
        }
    }

    fn ground(&self) -> PerpetratorBasis {
        let best = self.basis.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(PerpetratorBasis::ReportedAsFact, |(b, _)| *b)
    }

    fn perpetrator(self, table: &Table) -> EventPerpetrator {
        let member = self.member.and_then(|m| table.scene.reading.cast.members.get(m));
        let kind = match member.map(|m| m.kind) {
            Some(ActorKind::Person | ActorKind::Official) => PerpetratorKind::Individual,
            Some(_) => PerpetratorKind::Organisation,
            None if self.named => PerpetratorKind::Organisation,
            None => PerpetratorKind::Individual,
        };
        let category = member.and_then(|m| category_of(m.kind)).or_else(|| by_noun(table, self.span));
        let basis = self.ground();
        let inner = |s: &Span| self.evidence.iter().any(|o| o != s && o.contains(*s));
        let evidence = self.evidence.iter().copied().filter(|s| !inner(s)).collect();
        EventPerpetrator { member: self.member, span: self.span, kind, category, basis, evidence }
    }
}

/// False for those who are said not to have claimed anything, for "no group", for where a weapon was made, and for what only describes
/// ("an | Islamic | extremist plot").
fn somebody(table: &Table, argument: &Argument) -> bool {
    let reading = table.scene.reading;
    let tokens = &reading.text.tokens;
    let describes = |i: usize| {
        tokens[i].tag == Tag::Adj && tokens.get(i + 1).is_some_and(|t| matches!(t.tag, Tag::Adj | Tag::Noun))
    };
    let only = reading.text.tokens_in(argument.span).all(describes)
        && reading.cast.inside(argument.span).next().is_none();
    !only
        && !naming::origin(reading, argument.span)
        && !unclaimed::has_not_claimed(reading, argument.span)
        && !table.unclaimed.touches(argument.span)
        && !unclaimed::nobody(reading, argument.span)
}

/// Whom some words name: the actor they mention, whoever a pronoun or a description stands for, else the words themselves.
fn candidate(table: &Table, span: Span) -> Candidate {
    let reading = table.scene.reading;
    let named = naming::named(reading, span);
    let new = |member, at: Span, name, pronoun| Candidate {
        member,
        span: at,
        named: name,
        pronoun,
        best: 0.0,
        sum: 0.0,
        basis: Vec::new(),
        evidence: vec![span],
    };
    if named.name {
        return new(named.member, span, true, false);
    }
    // "the group": of those marked before, the nearest.
    let armed = |kind| matches!(kind, ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Other);
    if named.points_back
        && naming::group_noun(span.of(reading.body())).is_some()
        && let Some((member, at)) = named_before(table, span, armed)
    {
        return new(member, at, true, false);
    }
    // "its rebels": of whoever acts, not of the state they fight in.
    let acts = |m: &usize| {
        let kind = reading.cast.members[*m].kind;
        !matches!(kind, ActorKind::State | ActorKind::Media | ActorKind::Company)
    };
    if let Some(member) = named.member.filter(acts) {
        let mut before = reading.cast.of(member).rev();
        let antecedent = before.find(|n| n.span.start() < span.start() && n.naming == Naming::Name);
        return new(Some(member), antecedent.map_or(span, |n| n.span), true, false);
    }
    // "its air defences": whose they are the words around it say, not who was named before.
    let possessive = named.pronoun && Words::has(&words().possessives, span.of(reading.body()));
    if named.points_back
        && !possessive
        && let Some((member, at)) = named_before(table, span, |_| true)
    {
        return new(member, at, true, false);
    }
    // "some of them", "the group" where no group is named: words that name nobody.
    let head = naming::head(reading, span).map(|h| &reading.text.tokens[h]);
    let nobody =
        |t: &Token| matches!(t.tag, Tag::Pron | Tag::Det) && !matches!(t.norm.as_str(), "a" | "an" | "the");
    let empty = head.is_some_and(nobody)
        || named.points_back
            && naming::group_noun(span.of(reading.body())).is_some_and(|w| Words::has(&words().groups, w));
    new(None, span, false, named.pronoun || empty)
}

/// The nearest of those marked before some words who is called by a name and of a fitting kind, as far as that is known.
fn named_before(
    table: &Table,
    span: Span,
    fits: impl Fn(ActorKind) -> bool,
) -> Option<(Option<usize>, Span)> {
    let reading = table.scene.reading;
    let fits = |member: Option<usize>| member.is_none_or(|m| fits(reading.cast.members[m].kind));
    let called = table.called.get_or_init(|| {
        let marked = table.marked.arguments.iter().filter(|a| {
            a.role == Role::Perpetrator && a.score >= table.dial.perpetrator && somebody(table, a)
        });
        marked.map(|a| (naming::named(reading, a.span), a.span)).filter(|(n, _)| n.name).collect()
    });
    table.scene.step(called.len());
    let before = called.iter().filter(|(n, at)| at.end() <= span.start() && fits(n.member));
    before.max_by_key(|(_, at)| at.start()).map(|(named, at)| (named.member, *at))
}

/// Category by the codebook's noun in the words.
fn by_noun(table: &Table, span: Span) -> Option<PerpetratorCategory> {
    let marks = &table.scene.marks.perpetrators;
    let entry = table.scene.reading.text.tokens_in(span).find_map(|i| marks.get(i)?.as_ref().map(|m| m.0))?;
    let category = table.scene.lexicon.perpetrators.get(usize::from(entry))?.category;
    (category != PerpetratorCategory::Unknown).then_some(category)
}
