//! From answers in words to annotations.
//!
//! Owns: which quotes stand where they are said to stand, and which acts of several parts are one. In: answers, part by part. Out:
//! [`Annotations`]. Refuses: words that do not stand in their sentence, acts without words of their own, and every value.

use crate::form::{Act, Answer, Quote, RoleQuote, Saying, refused};
use crate::parts::Plan;
use crate::prompt::Known;
use claimbook_extract::annotation::{
    ActMention, Annotations, Argument, Dropped, Ranked, Role, Same, SpeechMention,
};
use claimbook_extract::work::{MARKED, SAYINGS};
use claimbook_records::Span;
use claimbook_records::report::{IncidentType, PerpetratorBasis, Stage};
use std::collections::BTreeMap;

/// How sure a mark counts: a model gives no probabilities that could be used.
const SURE: f32 = 0.99;
/// Most acts told to the model with a further part.
const HANDED_ON: usize = 60;
/// Most tellings and roles of one act, so that work stays small whatever a model writes.
const TELLINGS: usize = 64;
const ROLES: usize = 256;

/// Gathers what the parts say.
#[derive(Debug)]
pub(crate) struct Decoder<'a> {
    plan: &'a Plan<'a>,
    acts: Vec<Told>,
    sayings: Vec<Said>,
    dropped: Vec<Dropped>,
}

/// One act over all parts.
#[derive(Debug)]
struct Told {
    kind: IncidentType,
    stage: Stage,
    background: bool,
    series: bool,
    tellings: Vec<Span>,
    roles: Vec<(Role, Span, Option<PerpetratorBasis>)>,
}

#[derive(Debug)]
struct Said {
    mention: SpeechMention,
    /// Indices of acts.
    about: Vec<usize>,
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(plan: &'a Plan<'a>) -> Self {
        Self { plan, acts: Vec::new(), sayings: Vec::new(), dropped: Vec::new() }
    }

    /// The last acts so far, for the next part.
    pub(crate) fn known(&self) -> Vec<Known> {
        let from = self.acts.len().saturating_sub(HANDED_ON);
        let known = |(i, act): (usize, &Told)| {
            let first = act.tellings.first()?;
            let line = self.plan.lines.iter().find(|line| line.span.contains(*first))?;
            let words = first.of(self.plan.body).split_whitespace().collect::<Vec<_>>().join(" ");
            Some(Known { id: format!("k{}", i + 1), kind: act.kind.as_str(), words, sentence: line.number })
        };
        self.acts.iter().enumerate().skip(from).filter_map(known).collect()
    }

    /// Takes in what is said of one part.
    pub(crate) fn take(&mut self, part: usize, answer: &Answer, dropped: Vec<Dropped>) {
        self.dropped.extend(dropped);
        let before = self.acts.len();
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        for act in &answer.acts {
            if let Some(index) = self.act(part, act, before) {
                ids.insert(&act.id, index);
            }
        }
        for saying in &answer.sayings {
            self.saying(part, saying, &ids, before);
        }
    }

    fn drop(&mut self, what: &str, reason: &str) {
        self.dropped.push(refused(what, reason));
    }

    /// The span of some words; none, and told, where they do not stand in their sentence.
    fn span(&mut self, part: usize, quote: &Quote, what: &str) -> Option<Span> {
        let line = self.plan.line(part, quote.sentence);
        let found = line.and_then(|line| {
            let range = line.words.find(&quote.words, quote.nth)?;
            Some(Span::new(line.span.start() + range.start, line.span.start() + range.end))
        });
        if found.is_none() {
            let reason = match (line.is_some(), quote.words.trim().is_empty()) {
                (_, true) => "no words",
                (false, _) => "no such sentence is shown",
                _ => "its words do not stand in that sentence",
            };
            self.drop(what, reason);
        }
        found
    }

    fn act(&mut self, part: usize, act: &Act, before: usize) -> Option<usize> {
        if self.acts.iter().map(|a| a.tellings.len()).sum::<usize>() > 2 * MARKED {
            self.drop("act", "more than are resolved in one article");
            return None;
        }
        let shown = act.tellings.iter().take(TELLINGS);
        let tellings: Vec<Span> = shown.filter_map(|quote| self.span(part, quote, "telling")).collect();
        if tellings.is_empty() {
            self.drop("act", "none of its words stand in the text");
            return None;
        }
        let roles: Vec<_> = act
            .roles
            .iter()
            .take(ROLES)
            .filter_map(|RoleQuote { role, basis, quote }| {
                Some((*role, self.span(part, quote, "role")?, *basis))
            })
            .collect();
        let index = self.earlier(&act.id, before).or_else(|| self.twin(&tellings, &roles, before));
        let index = index.unwrap_or_else(|| {
            self.acts.push(Told {
                kind: act.kind,
                stage: act.stage,
                background: act.background,
                series: act.series,
                tellings: Vec::new(),
                roles: Vec::new(),
            });
            self.acts.len() - 1
        });
        let told = &mut self.acts[index];
        for span in tellings {
            if told.tellings.len() < TELLINGS && !told.tellings.iter().any(|t| overlap(*t, span)) {
                told.tellings.push(span);
            }
        }
        for role in roles {
            if told.roles.len() < ROLES && !told.roles.iter().any(|r| (r.0, r.1) == (role.0, role.1)) {
                told.roles.push(role);
            }
        }
        Some(index)
    }

    /// The act of an earlier part that an id names.
    fn earlier(&self, id: &str, before: usize) -> Option<usize> {
        let number: usize = id.strip_prefix('k')?.parse().ok()?;
        number.checked_sub(1).filter(|i| *i < before)
    }

    /// An act told by the same words: of an earlier part, or of this one unless each struck where the other did not.
    fn twin(
        &self,
        tellings: &[Span],
        roles: &[(Role, Span, Option<PerpetratorBasis>)],
        before: usize,
    ) -> Option<usize> {
        let struck = |roles: &[(Role, Span, Option<PerpetratorBasis>)]| -> Vec<Span> {
            roles.iter().filter(|r| matches!(r.0, Role::Place | Role::Target)).map(|r| r.1).collect()
        };
        let own = struck(roles);
        let shares = |told: &Told| told.tellings.iter().any(|t| tellings.iter().any(|s| overlap(*t, *s)));
        let apart = |told: &Told| {
            let other = struck(&told.roles);
            other.iter().any(|s| !own.contains(s)) && own.iter().any(|s| !other.contains(s))
        };
        let same = |(i, told): &(usize, &Told)| shares(told) && (*i < before || !apart(told));
        // Of two acts of an earlier part that share these words, the one that struck the same.
        let mut found: Vec<usize> = self.acts.iter().enumerate().filter(same).map(|(i, _)| i).collect();
        found.sort_by_key(|i| apart(&self.acts[*i]));
        found.first().copied()
    }

    fn saying(&mut self, part: usize, saying: &Saying, ids: &BTreeMap<&str, usize>, before: usize) {
        let Some(cue) = self.span(part, &saying.cue, "saying") else { return };
        let speaker = saying.speaker.as_ref().and_then(|quote| self.span(part, quote, "speaker"));
        let via = saying.via.iter().filter_map(|quote| self.span(part, quote, "relay")).collect();
        let when = saying.when.as_ref().and_then(|quote| self.span(part, quote, "day of a saying"));
        let mut about = Vec::new();
        for id in &saying.about {
            match ids.get(id.as_str()).copied().or_else(|| self.earlier(id, before)) {
                Some(act) if !about.contains(&act) => about.push(act),
                Some(_) => {}
                None => self.drop("what a saying is about", "no such act"),
            }
        }
        let acts = vec![(saying.act, SURE)];
        let known = |s: &&mut Said| {
            overlap(s.mention.cue, cue) && s.mention.acts == acts && s.mention.speaker == speaker
        };
        if let Some(said) = self.sayings.iter_mut().find(known) {
            about.retain(|act| !said.about.contains(act));
            said.about.extend(about);
            return;
        }
        if self.sayings.len() >= SAYINGS {
            self.drop("saying", "more than are resolved in one article");
            return;
        }
        let mention = SpeechMention { cue, speaker, via, when, acts, about: Ranked::new(), score: SURE };
        self.sayings.push(Said { mention, about });
    }

    /// Everything in order of its words, and how much was refused.
    pub(crate) fn finish(self) -> Annotations {
        let Self { plan, acts, sayings, mut dropped } = self;
        let told: Vec<Placed> = placed(&acts);
        if told.len() > MARKED {
            dropped.push(refused("telling", "more than are resolved in one article"));
        }
        let told = &told[..told.len().min(MARKED + 1)];
        let mut out = Annotations { dropped, until: plan.until, ..Annotations::default() };
        for (i, placed) in told.iter().enumerate() {
            let act = &acts[placed.act];
            out.acts.push(mention(act, placed.span));
            for (role, span, basis) in &act.roles {
                if stands_at(plan, act, *span, placed.span) {
                    let basis = basis.iter().map(|b| (*b, SURE)).collect();
                    out.arguments.push(Argument { act: i, span: *span, role: *role, basis, score: SURE });
                }
            }
            let earlier = told[..i].iter().enumerate().filter(|(_, e)| e.act == placed.act);
            out.same.extend(earlier.map(|(e, _)| Same { earlier: e, later: i, score: SURE }));
        }
        out.arguments.sort_by_key(|a| (a.act, a.span, a.role));
        for Said { mut mention, about } in sayings {
            let nearest = |act: &usize| {
                let own = told.iter().enumerate().filter(|(_, t)| t.act == *act);
                own.min_by_key(|(_, t)| distance(plan, t.span, mention.cue)).map(|(i, _)| (i, SURE))
            };
            mention.about = about.iter().filter_map(nearest).collect();
            out.speech.push(mention);
        }
        out.speech.sort_by_key(|s| (s.cue, s.speaker));
        out.checked(plan.body)
    }
}

/// A telling and its act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Placed {
    span: Span,
    act: usize,
}

fn placed(acts: &[Told]) -> Vec<Placed> {
    let mut told: Vec<Placed> = acts
        .iter()
        .enumerate()
        .flat_map(|(act, of)| of.tellings.iter().map(move |span| Placed { span: *span, act }))
        .collect();
    told.sort_unstable();
    told
}

fn mention(act: &Told, trigger: Span) -> ActMention {
    let likely = |is: bool| if is { SURE } else { 1.0 - SURE };
    ActMention {
        trigger,
        kinds: vec![(act.kind, SURE)],
        stages: vec![(act.stage, SURE)],
        background: likely(act.background),
        aggregate: likely(act.series),
        score: SURE,
    }
}

/// True when a role belongs to a telling: it stands in its sentence, or no telling is nearer.
fn stands_at(plan: &Plan, act: &Told, role: Span, telling: Span) -> bool {
    let own = distance(plan, telling, role);
    own.0 == 0 || act.tellings.iter().map(|t| distance(plan, *t, role)).min() == Some(own)
}

/// How far some words are from others: in sentences shown, then the earlier first, then in bytes.
fn distance(plan: &Plan, from: Span, to: Span) -> (usize, bool, usize) {
    let line = |span: Span| plan.lines.partition_point(|l| l.span.start() <= span.start());
    let (a, b) = (line(from), line(to));
    (a.abs_diff(b), a > b, from.start().abs_diff(to.start()))
}

fn overlap(a: Span, b: Span) -> bool {
    a.start() < b.end() && b.start() < a.end()
}

#[cfg(test)]
mod tests;
