//! Corpus documents as articles to read and as press gold to score against.
//!
//! Owns: how marked words become the values of a gold incident. In: a [`Document`]. Out: an [`InputArticle`] and a
//! [`GoldArticle`]. Refuses: countries and coordinates, which the corpus does not mark.

use super::document::{Act, Bounds, Document, Part};
use crate::press::gold::{GoldArticle, GoldClaim, GoldIncident, GoldPerpetrator, GoldPlace, OneOrMore};
use claimbook_records::report::PerpetratorBasis;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A line that `claimbook extract --input-format jsonl` reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputArticle {
    pub id: String,
    #[serde(default)]
    pub publisher: Option<String>,
    #[serde(default)]
    pub published: Option<String>,
    #[serde(default)]
    pub headline: Option<String>,
    pub body: String,
}

/// The article without its record.
pub fn article(document: &Document) -> InputArticle {
    let parts = document.headline.then(|| document.body.split_once("\n\n")).flatten();
    let (headline, body) = match parts {
        Some((headline, body)) => (Some(headline), body),
        None if document.headline => (Some(document.body.as_str()), ""),
        None => (None, document.body.as_str()),
    };
    InputArticle {
        id: document.id.clone(),
        publisher: document.head.get("publisher").cloned(),
        published: day(document),
        headline: headline.map(str::to_owned),
        body: body.to_owned(),
    }
}

/// The record as values.
pub fn gold(document: &Document) -> GoldArticle {
    let claims = document.says.iter().map(|saying| {
        let words = saying.speaker.words.clone();
        let mut names = vec![saying.name.clone().unwrap_or_else(|| words.clone())];
        if names[0] != words {
            names.push(words);
        }
        let (speaker, about) = (OneOrMore::More(names), saying.about.clone());
        GoldClaim { speaker, act: saying.act, about, optional: false }
    });
    GoldArticle {
        id: document.id.clone(),
        published: day(document),
        incidents: document.acts.iter().map(incident).collect(),
        claims: claims.collect(),
    }
}

fn day(document: &Document) -> Option<String> {
    Some(document.published.clone()).filter(|day| day != "unknown")
}

fn incident(act: &Act) -> GoldIncident {
    // A report points into the body alone, so a telling there tells more than one in the headline.
    let told = act.tellings.iter().find(|t| t.sentence > 0).or(act.tellings.first());
    GoldIncident {
        key: act.key.clone(),
        background: act.background,
        optional: false,
        aggregate: act.aggregate.is_some(),
        kind: act.kind,
        type_also: Vec::new(),
        stage: act.stage,
        date: date(act),
        places: places(act),
        perpetrators: perpetrators(act),
        killed: count(act, |part| if let Part::Killed { value } = part { Some(*value) } else { None }),
        injured: count(act, |part| if let Part::Injured { value } = part { Some(*value) } else { None }),
        trigger: told.map(|t| t.trigger.words.clone()),
        at: told.map(|t| t.trigger.start),
        gid: act.gid.clone(),
    }
}

/// The finest time told: a single one before a range, then the longest, then the first.
fn date(act: &Act) -> Option<String> {
    let values = act.roles().filter_map(|role| match &role.part {
        Part::When { value } if value.contains('/') => Some(value.as_str()),
        Part::When { value } => Some(value.get(..10).unwrap_or(value)),
        _ => None,
    });
    values.min_by_key(|value| (value.contains('/'), Reverse(value.len()))).map(str::to_owned)
}

/// Every place once by its words.
fn places(act: &Act) -> Vec<GoldPlace> {
    let mut places: Vec<GoldPlace> = Vec::new();
    for role in act.roles() {
        let Part::At { level } = &role.part else { continue };
        if places.iter().all(|place| place.names[0] != role.span.words) {
            let names = [role.span.words.clone()].into_iter().chain(role.name.clone()).collect();
            places.push(GoldPlace { names, level: Some(level.as_str().to_owned()), country: None });
        }
    }
    places
}

/// From the strongest basis to the weakest.
const BASES: [PerpetratorBasis; 7] = [
    PerpetratorBasis::Claimed,
    PerpetratorBasis::SuspectedByAuthorities,
    PerpetratorBasis::AccusedByAuthorities,
    PerpetratorBasis::Accused,
    PerpetratorBasis::Suspected,
    PerpetratorBasis::ReportedAsFact,
    PerpetratorBasis::Denied,
];

/// Everybody once, with the strongest basis told; those with a name alone where somebody has one.
fn perpetrators(act: &Act) -> Vec<GoldPerpetrator> {
    let rank = |how| BASES.iter().position(|b| *b == how);
    let mut found: Vec<(String, GoldPerpetrator)> = Vec::new();
    for role in act.roles() {
        let Part::Who { how } = role.part else { continue };
        let words = &role.span.words;
        let name = role.name.as_ref().unwrap_or(words);
        let key = name.to_lowercase();
        let key = key.strip_prefix("the ").unwrap_or(&key);
        let at = found.iter().position(|(k, _)| k == key).unwrap_or_else(|| {
            found.push((key.to_owned(), GoldPerpetrator { names: vec![name.clone()], how }));
            found.len() - 1
        });
        let somebody = &mut found[at].1;
        if !somebody.names.contains(words) && words.chars().count() > 4 {
            somebody.names.push(words.clone());
        }
        if rank(how) < rank(somebody.how) {
            somebody.how = how;
        }
    }
    let all: Vec<GoldPerpetrator> = found.into_iter().map(|(_, somebody)| somebody).collect();
    let named: Vec<GoldPerpetrator> = all.iter().filter(|p| is_name(&p.names[0])).cloned().collect();
    if named.is_empty() { all } else { named }
}

/// A capital inside the phrase, or one word with a capital.
fn is_name(words: &str) -> bool {
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    words.split_whitespace().skip(1).any(capital) || capital(words) && !words.contains(' ')
}

/// The last number told; none at all where the text says that nothing happened.
fn count(act: &Act, value: impl Fn(&Part) -> Option<Bounds>) -> Option<Bounds> {
    let told = act.roles().filter_map(|role| value(&role.part)).last();
    let nothing = || act.roles().any(|role| role.part == Part::None);
    told.or_else(|| nothing().then_some([Some(0), Some(0)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::parse;
    use serde_json::json;

    const PAGE: &str = r#"# a claimed raid
publisher: Harbour Wire
published: 2024-03-06
---
0 | Raid on Tillia
1 | About ten gunmen attacked the town of Tillia, the army said.
2 | The Jund Front said its fighters had done it on Tuesday; nobody was hurt.
---
act a 0 "Raid" armed_assault accomplished news ; at "Tillia" city
again a 1 "attacked" ; who "gunmen" reported_as_fact ; at "Tillia" city
again a 2 "done it" ; who "its fighters" -> Jund Front claimed ; who "The Jund Front" accused ; when "Tuesday" = 2024-03-05T04:30 ; when "on" = 2024-03 ; none "nobody was hurt"
say 1 "said" confirms by "the army" about a
say 2 "said" claims_responsibility by "The Jund Front" -> Jund Front about a
"#;

    #[test]
    fn an_article_is_headline_and_body() {
        let found = article(&parse("x", PAGE).document.unwrap());
        assert_eq!(found.headline.as_deref(), Some("Raid on Tillia"));
        assert!(found.body.starts_with("About ten gunmen attacked"));
        let unknown = PAGE.replace("2024-03-06", "unknown").replace("0 | Raid on Tillia\n", "");
        let found = article(&parse("x", &unknown).document.unwrap());
        assert_eq!((found.headline, found.published), (None, None));
    }

    #[test]
    fn marked_words_become_values() {
        let found = gold(&parse("x", PAGE).document.unwrap());
        let incident = serde_json::to_value(&found.incidents[0]).unwrap();
        let expected = json!({
            "key": "a", "background": false, "optional": false, "aggregate": false, "type": "armed_assault",
            "type_also": [], "stage": "accomplished", "date": "2024-03-05",
            "places": [{"names": ["Tillia"], "level": "city", "country": null}],
            "perpetrators": [{"names": ["Jund Front", "its fighters", "The Jund Front"], "how": "claimed"}],
            "killed": [0, 0], "injured": [0, 0], "trigger": "attacked", "_at": 33,
        });
        assert_eq!(incident, expected);
        let claims = serde_json::to_value(&found.claims).unwrap();
        let expected = json!([
            {"speaker": ["the army"], "act": "confirms", "about": "a"},
            {"speaker": ["Jund Front", "The Jund Front"], "act": "claims_responsibility", "about": "a"},
        ]);
        assert_eq!(claims, expected);
    }

    #[test]
    fn an_act_told_in_the_headline_alone_keeps_its_words() {
        let page = PAGE.split("again a 1").next().unwrap().to_owned();
        let found = gold(&parse("x", &page).document.unwrap());
        assert_eq!(found.incidents[0].trigger.as_deref(), Some("Raid"));
        assert_eq!(found.incidents[0].date, None);
    }
}
