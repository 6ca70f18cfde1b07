//! Why the book holds a value: value, claims, words, article, capture.
//!
//! Owns: which words and which claims stand behind each field of an incident. In: an incident id and maybe a field.
//! Out: [`Explanation`], the whole chain as data. Refuses: fields an incident does not have.

use crate::context::sentence;
use crate::entry::Entry;
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::query::IncidentView;
use crate::review::Corrected;
use crate::standing::Judged;
use crate::store::ArticleRow;
use claimbook_records::report::{
    Claim, Count, DateRange, EngineInfo, Firmness, Party, Property, Quote, Speaker, SpeechAct,
};
use claimbook_records::{Body, Published};
use serde::Serialize;

/// Everything behind an incident, or behind one of its fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    pub incident: String,
    pub standing: Judged,
    pub fields: Vec<FieldExplanation>,
    /// Publisher, date, URL, input and capture of the article.
    pub article: ArticleRow,
    /// Publication date the engine read with.
    pub published: Option<Published>,
    pub engine: EngineInfo,
    /// The entry that holds the article.
    pub article_entry: EntryLink,
    /// The entry that holds the report.
    pub report_entry: EntryLink,
}

/// An entry as a link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryLink {
    pub seq: i64,
    pub at: String,
    pub hash: String,
}

/// One field's value and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldExplanation {
    /// `date`, `places.0`, `outcome.killed` …
    pub field: String,
    /// As people read it; `not told` when the article says nothing.
    pub value: String,
    /// Why this reading and not another, where the engine gives a reason.
    pub reason: Option<String>,
    /// The words it was read from; empty when nothing is told.
    pub words: Vec<WordsInSentence>,
    /// The claims that speak about this field.
    pub claims: Vec<ClaimLink>,
    /// What people changed in it, the oldest first.
    pub corrected: Vec<Corrected>,
}

/// Quoted words and the sentence they stand in, both in code points of the article's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordsInSentence {
    pub quote: Quote,
    pub sentence: Quote,
}

/// Who asserts something about a field, how firmly, when and in which words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimLink {
    pub id: String,
    pub speaker: Speaker,
    pub via: Vec<Party>,
    pub act: SpeechAct,
    pub property: Option<Property>,
    pub firmness: Firmness,
    pub date: Option<DateRange>,
    pub channel: Option<String>,
    pub words: Vec<WordsInSentence>,
}

impl Ledger {
    /// The chain behind an incident. `field` narrows it: `date`, `places` or `place` for all places, `places.0` for the
    /// first, `outcome` or `killed`.
    pub fn explain(&self, incident: &str, field: Option<&str>) -> Result<Explanation> {
        let view = self.incident(incident)?;
        let article = self.article(&view.article.id)?;
        let told = Told { body: Body::new(article.record.body.as_str()), view: &view };
        let mut fields = told.fields();
        if let Some(asked) = field {
            let names: Vec<String> = fields.iter().map(|f| f.field.clone()).collect();
            fields.retain(|f| answers(&f.field, asked));
            if fields.is_empty() {
                let message =
                    format!("an incident has no field '{asked}'; this one has: {}", names.join(", "));
                return Err(Error::BadRequest(message));
            }
        }
        let link = |entry: Entry| EntryLink { seq: entry.seq, at: entry.at, hash: entry.hash };
        Ok(Explanation {
            fields,
            article_entry: link(self.entry(view.article.seq)?),
            report_entry: link(self.entry(view.report)?),
            incident: view.id,
            standing: view.standing,
            article: view.article,
            published: view.published,
            engine: view.engine,
        })
    }
}

/// Whether a field answers to a name: its own, that of its group (singular too), or its last part.
fn answers(field: &str, asked: &str) -> bool {
    let asked = asked.trim().to_lowercase().replace(['[', '/'], ".").replace(']', "");
    let (group, last) = field.split_once('.').unwrap_or((field, field));
    let plain = |s: &str| s.strip_suffix('s').unwrap_or(s).to_owned();
    let numbered = last.bytes().all(|b| b.is_ascii_digit());
    field == asked || plain(group) == plain(&asked) || (!numbered && last == asked)
}

/// An incident and the text it is told in.
struct Told<'a> {
    body: Body,
    view: &'a IncidentView,
}

impl Told<'_> {
    fn fields(&self) -> Vec<FieldExplanation> {
        let i = &self.view.record;
        let none = None;
        let mut fields = vec![
            self.field(
                "standing",
                self.view.standing.standing.to_string(),
                Some(self.view.standing.reason.clone()),
                &[],
                |c| self.view.standing.claims.contains(&c.id),
            ),
            self.field(
                "type",
                list(std::iter::once(&i.kind).chain(&i.types_also)),
                none.clone(),
                &i.evidence,
                whole,
            ),
            self.field("stage", i.stage.to_string(), none.clone(), &i.evidence, whole),
        ];
        let mut add =
            |field: String, value: String, reason: Option<String>, quotes: &[Quote], property: Property| {
                fields.push(self.field(&field, value, reason, quotes, |c| speaks_about(c, property)));
            };
        if i.aggregate || i.count.is_some() {
            let told = if i.aggregate { "several told as one" } else { "one" };
            add(
                "count".to_owned(),
                format!("{} ({told})", count(i.count.as_ref())),
                None,
                &i.evidence,
                Property::Count,
            );
        }
        let quotes = i.date.as_ref().map_or(&[][..], |d| &d.evidence);
        add("date".to_owned(), date(i.date.as_ref()), None, quotes, Property::Date);
        for (n, p) in i.places.iter().enumerate() {
            let inside = p.admin1.iter().chain(&p.country).cloned().collect::<Vec<_>>().join(", ");
            let inside = if inside.is_empty() { inside } else { format!(", {inside}") };
            let value = format!("{}{inside} ({}, {})", p.name, p.role, p.level);
            add(format!("places.{n}"), value, p.x_reason.clone(), &p.evidence, Property::Place);
        }
        for (n, p) in i.perpetrators.iter().enumerate() {
            let value = format!("{} ({})", p.name, p.basis);
            add(format!("perpetrators.{n}"), value, None, &p.evidence, Property::Perpetrator);
        }
        for (n, t) in i.targets.iter().enumerate() {
            let name = t.name.as_ref().filter(|name| !t.text.contains(*name));
            let kind = t.kind.as_deref().unwrap_or(t.class.as_str());
            let value = match name {
                Some(name) => format!("{}, {name} ({kind})", t.text),
                None => format!("{} ({kind})", t.text),
            };
            add(format!("targets.{n}"), value, None, &t.evidence, Property::Target);
        }
        for (n, w) in i.weapons.iter().enumerate() {
            let value = match w.name.as_ref().or(w.text.as_ref()) {
                Some(name) => format!("{} ({name})", w.kind),
                None => w.kind.clone(),
            };
            add(format!("weapons.{n}"), value, None, &w.evidence, Property::Weapon);
        }
        let o = &i.outcome;
        let told = |told: bool| if told { o.evidence.as_slice() } else { &[] };
        let yes = |b: Option<bool>| b.map_or(NOT_TOLD, |b| if b { "yes" } else { "no" }).to_owned();
        let damage = o.damage.map_or_else(|| NOT_TOLD.to_owned(), |d| d.to_string());
        for (name, value, is_told, property) in [
            ("killed", count(o.killed.as_ref()), o.killed.is_some(), Property::Killed),
            ("injured", count(o.injured.as_ref()), o.injured.is_some(), Property::Injured),
            ("damage", damage, o.damage.is_some(), Property::Damage),
            ("intercepted", yes(o.intercepted), o.intercepted.is_some(), Property::Intercepted),
        ] {
            add(format!("outcome.{name}"), value, None, told(is_told), property);
        }
        for (n, motive) in i.motives.iter().enumerate() {
            fields.push(self.field(
                &format!("motives.{n}"),
                motive.text.clone(),
                None,
                std::slice::from_ref(motive),
                |_| false,
            ));
        }
        fields
    }

    fn field(
        &self,
        field: &str,
        value: String,
        reason: Option<String>,
        quotes: &[Quote],
        concerns: impl Fn(&Claim) -> bool,
    ) -> FieldExplanation {
        let claims = self.view.claims.iter().filter(|c| concerns(c)).map(|c| self.claim(c)).collect();
        let corrected = self.view.review.corrected.iter().filter(|c| answers(field, &c.property)).cloned();
        FieldExplanation {
            field: field.to_owned(),
            value,
            reason,
            words: self.in_sentences(quotes),
            claims,
            corrected: corrected.collect(),
        }
    }

    fn claim(&self, claim: &Claim) -> ClaimLink {
        ClaimLink {
            id: claim.id.clone(),
            speaker: claim.speaker.clone(),
            via: claim.via.clone(),
            act: claim.act,
            property: claim.property,
            firmness: claim.firmness,
            date: claim.date.clone(),
            channel: claim.channel.clone(),
            words: self.in_sentences(&claim.evidence),
        }
    }

    fn in_sentences(&self, quotes: &[Quote]) -> Vec<WordsInSentence> {
        let sentence = |quote: &Quote| sentence(&self.body, quote);
        quotes
            .iter()
            .map(|quote| WordsInSentence { quote: quote.clone(), sentence: sentence(quote) })
            .collect()
    }
}

const NOT_TOLD: &str = "not told";

/// A claim about the happening as such.
fn whole(claim: &Claim) -> bool {
    matches!(claim.property, None | Some(Property::Whole))
}

fn speaks_about(claim: &Claim, property: Property) -> bool {
    // Who did it is also what claiming, accusing, denying and retracting are about.
    let who = property == Property::Perpetrator
        && whole(claim)
        && matches!(
            claim.act,
            SpeechAct::ClaimsResponsibility | SpeechAct::Accuses | SpeechAct::Denies | SpeechAct::Retracts
        );
    claim.property == Some(property) || who
}

fn list<T: ToString>(words: impl Iterator<Item = T>) -> String {
    words.map(|w| w.to_string()).collect::<Vec<_>>().join(", ")
}

/// A count as people read it: `3`, `at least 3`, `2 to 4`.
pub(crate) fn count(count: Option<&Count>) -> String {
    let Some(count) = count else { return NOT_TOLD.to_owned() };
    match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => "a number not told".to_owned(),
    }
}

/// A date as people read it: a day, `2024-03-01 to 2024-03-31`, `until 2024-05-01`.
pub(crate) fn date(date: Option<&DateRange>) -> String {
    let Some(date) = date else { return NOT_TOLD.to_owned() };
    match (&date.earliest, &date.latest) {
        (Some(from), Some(to)) if from == to => from.clone(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("since {from}"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => "not resolved".to_owned(),
    }
}

#[cfg(test)]
mod tests;
