//! The record of a page as the answer of a perfect model.
//!
//! Owns: how marked words become quotes. In: a document. Out: an answer as the endpoint keeps it, and its name. Refuses: words of the
//! headline, which no answer may quote.

use super::Document;
use super::document::{Act, Part, Phrase, Saying};
use super::sameness::read;
use claimbook_endpoint::Plan;
use claimbook_endpoint::answers::{self, Kept, Said};
use claimbook_endpoint::form::{self, Answer, Quote, RoleQuote};
use claimbook_extract::Engine;
use claimbook_extract::annotation::Role;
use claimbook_records::{Article, Span};

/// A kept answer, its file, and how many marks do not stand in one sentence as the engine cuts them.
#[derive(Debug)]
pub struct Written {
    pub name: String,
    pub kept: Kept,
    pub lost: usize,
}

/// The record of a document as what `model` answered; none for an article without sentences, or one asked about in parts.
pub fn answer(engine: &Engine, document: &Document, model: &str) -> Option<Written> {
    let (article, shift) = read(document);
    let reading = engine.find(&article);
    let plan = Plan::of(&reading);
    if plan.parts() != 1 {
        return None;
    }
    let mut quoting = Quoting { plan: &plan, article: &article, shift, lost: 0 };
    let acts: Vec<form::Act> = document.acts.iter().filter_map(|act| quoting.act(act)).collect();
    let sayings = document.says.iter().filter_map(|saying| quoting.saying(saying, &acts)).collect();
    let lost = quoting.lost;
    let text = serde_json::to_string(&Answer { acts, sayings }).ok()?;
    let name = answers::name(&plan, model);
    let mut kept = Kept::new(&name, model);
    kept.parts.push(vec![Said { answer: text, ..Said::default() }]);
    Some(Written { name, kept, lost })
}

struct Quoting<'a> {
    plan: &'a Plan<'a>,
    article: &'a Article,
    /// Characters of the document before the article's body.
    shift: usize,
    lost: usize,
}

impl Quoting<'_> {
    fn quote(&mut self, phrase: &Phrase) -> Option<Quote> {
        let start = phrase.start.checked_sub(self.shift)?;
        let body = self.article.body.as_str();
        let byte = |n: usize| body.char_indices().nth(n).map_or(body.len(), |(at, _)| at);
        let found = self.plan.quote(Span::new(byte(start), byte(phrase.end - self.shift)));
        self.lost += usize::from(found.is_none());
        found
    }

    fn act(&mut self, act: &Act) -> Option<form::Act> {
        let tellings: Vec<Quote> = act.tellings.iter().filter_map(|t| self.quote(&t.trigger)).collect();
        let roles = act.roles().filter_map(|role| {
            let basis = if let Part::Who { how } = &role.part { Some(*how) } else { None };
            Some(RoleQuote { role: of(&role.part), basis, quote: self.quote(&role.span)? })
        });
        let roles = roles.collect();
        (!tellings.is_empty()).then(|| form::Act {
            id: act.key.clone(),
            kind: act.kind,
            stage: act.stage,
            background: act.background,
            series: act.aggregate.is_some(),
            tellings,
            roles,
        })
    }

    fn saying(&mut self, saying: &Saying, acts: &[form::Act]) -> Option<form::Saying> {
        let about = saying.about.iter().filter(|key| acts.iter().any(|act| act.id == **key));
        Some(form::Saying {
            cue: self.quote(&saying.cue)?,
            act: saying.act,
            speaker: self.quote(&saying.speaker),
            via: saying.via.iter().filter_map(|words| self.quote(words)).collect(),
            when: saying.when.as_ref().and_then(|words| self.quote(words)),
            about: about.cloned().collect(),
        })
    }
}

fn of(part: &Part) -> Role {
    match part {
        Part::Who { .. } => Role::Perpetrator,
        Part::Target { .. } => Role::Target,
        Part::At { .. } => Role::Place,
        Part::When { .. } => Role::Time,
        Part::Weapon { .. } => Role::Weapon,
        Part::Killed { .. } => Role::Killed,
        Part::Injured { .. } => Role::Injured,
        Part::Kidnapped { .. } => Role::Kidnapped,
        Part::From => Role::Origin,
        Part::Stopped => Role::Interception,
        Part::None => Role::NoHarm,
        Part::Intercepted => Role::Intercepted,
        Part::Damage => Role::Damage,
        Part::Motive => Role::Motive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::parse;
    use claimbook_records::Codebook;

    const PAGE: &str = r##"# two told in one article
published: 2024-03-06
---
0 | Blast in Tillia
1 | A bomb went off in Tillia on Tuesday, and a second bomb was found in Ayor, the army said.
2 | The blast hurt nobody.
---
act a 1 "went off" bombing accomplished news ; weapon "bomb" = bomb ; at "Tillia" city ; when "Tuesday" = 2024-03-05
again a 0 "Blast" ; at "Tillia" city
again a 2 "The blast" ; none "nobody"
act b 1 "bomb"#2 bombing attempted news ; at "Ayor" city
say 1 "said" confirms by "the army" about a
say 1 "said" confirms by "the army" about b
"##;

    #[test]
    fn marks_become_quotes_and_the_headline_is_left_out() {
        let engine = Engine::new(Codebook::builtin());
        let written = answer(&engine, &parse("x", PAGE).document.unwrap(), "gold").unwrap();
        assert_eq!(written.lost, 0);
        let read: serde_json::Value = serde_json::from_str(&written.kept.parts[0][0].answer).unwrap();
        assert_eq!(read["acts"][0]["tellings"].as_array().unwrap().len(), 2);
        assert_eq!(read["acts"][1]["tellings"][0]["nth"], 2);
        assert_eq!(read["acts"][0]["roles"].as_array().unwrap().len(), 4);
        assert_eq!(read["sayings"][1]["about"][0], "b");
    }
}
