//! One page of the corpus becomes a document.
//!
//! Owns: the three parts of a page and its mistakes. In: the id and the text of a page. Out: a [`Document`] with the
//! [`Mistake`]s of its record; no document when head or text cannot be read. Refuses: guessing what a bad line meant.

use super::document::Document;
use super::record::Record;
use super::text::{Sentences, head};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static RULE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^---\s*$").expect("a valid pattern"));

/// What is wrong with a page, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Line of the page, from 1.
    pub line: usize,
    pub message: String,
    /// The beginning of a record line.
    pub text: Option<String>,
}

impl Mistake {
    pub(super) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into(), text: None }
    }

    /// A mistake in a line of the record, which is shown with it.
    pub(super) fn in_line(line: usize, text: &str, message: impl Into<String>) -> Self {
        Self { text: Some(text.chars().take(110).collect()), ..Self::new(line, message) }
    }
}

/// What a page gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub document: Option<Document>,
    pub mistakes: Vec<Mistake>,
}

/// Reads a page.
pub fn parse(id: &str, page: &str) -> Parsed {
    match whole(id, page) {
        Ok((document, mistakes)) => Parsed { document: Some(document), mistakes },
        Err(mistake) => Parsed { document: None, mistakes: vec![mistake] },
    }
}

fn whole(id: &str, page: &str) -> Result<(Document, Vec<Mistake>), Mistake> {
    let rules: Vec<_> = RULE.find_iter(page).collect();
    let [first, second] = rules.as_slice() else {
        return Err(Mistake::new(1, "needs head --- text --- record"));
    };
    let mut head = head(lines(page, 0..first.start()))?;
    let text = Sentences::read(lines(page, first.end()..second.start()))?;
    let (record, mistakes) = Record::read(&text, lines(page, second.end()..page.len()));
    let document = Document {
        id: head.remove("id").unwrap_or_else(|| id.to_owned()),
        title: head.remove("title"),
        published: head.remove("published").unwrap_or_default(),
        head,
        sentences: text.bounds(),
        headline: text.has_headline(),
        body: text.body,
        acts: record.acts,
        says: record.says,
        tallies: record.tallies,
        relations: record.relations,
        nots: record.nots,
    };
    Ok((document, mistakes))
}

/// The lines of a part of the page with their numbers in the page.
fn lines(page: &str, part: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let before = page[..part.start].matches('\n').count();
    page[part].lines().enumerate().map(move |(i, line)| (before + i + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::document::Part;
    use serde_json::json;

    const PAGE: &str = r#"# a raid and what came before
publisher: Harbour Wire
published: 2024-03-06
genre: wire
split: dev
---
0 | Gunmen raid post in Tillia
1 | Gunmen attacked a police post in Tillia on Tuesday, killing three officers.
2 | "We did it," said Saraya al-Fajr on Telegram.
---
# who did it is claimed only
act a 1 "attacked" armed_assault accomplished news ; who "Gunmen" reported_as_fact ; target "a police post" damaged ; at "Tillia" city ; when "Tuesday" = 2024-03-05 ; killed "three officers" = 3 ; 2: who "We" -> Saraya al-Fajr claimed
again a 0 "raid"
say 2 "said" claims_responsibility by "Saraya al-Fajr" about a via "Telegram"
"#;

    #[test]
    fn a_page_becomes_the_json_that_training_reads() {
        let parsed = parse("x-1", PAGE);
        assert_eq!(parsed.mistakes, []);
        let found = serde_json::to_value(parsed.document.unwrap()).unwrap();
        assert_eq!(found["id"], "x-1");
        assert_eq!(found["title"], "a raid and what came before");
        assert_eq!(found["split"], "dev");
        assert_eq!(found["headline"], true);
        let expected = json!([{
            "key": "a", "type": "armed_assault", "stage": "accomplished", "background": false, "aggregate": null,
            "tellings": [
                {"sentence": 1, "main": true, "trigger": [35, 43, "attacked"], "roles": [
                    {"role": "who", "span": [28, 34, "Gunmen"], "sentence": 1, "how": "reported_as_fact"},
                    {"role": "target", "span": [44, 57, "a police post"], "sentence": 1, "effect": "damaged"},
                    {"role": "at", "span": [61, 67, "Tillia"], "sentence": 1, "level": "city"},
                    {"role": "when", "span": [71, 78, "Tuesday"], "sentence": 1, "value": "2024-03-05"},
                    {"role": "killed", "span": [88, 102, "three officers"], "sentence": 1, "value": [3, 3]},
                    {"role": "who", "span": [105, 107, "We"], "sentence": 2, "name": "Saraya al-Fajr",
                     "how": "claimed"},
                ]},
                {"sentence": 0, "main": false, "trigger": [7, 11, "raid"], "roles": []},
            ],
        }]);
        assert_eq!(found["acts"], expected);
        let saying = json!([{
            "sentence": 2, "cue": [117, 121, "said"], "act": "claims_responsibility", "about": "a", "name": null,
            "speaker": [122, 136, "Saraya al-Fajr"], "via": [140, 148, "Telegram"], "when": null, "date": null,
        }]);
        assert_eq!(found["says"], saying);
    }

    #[test]
    fn mistakes_name_their_line_and_the_rest_stands() {
        let page = PAGE.replace("at \"Tillia\" city", "at \"Tillia\"") + "not 2 \"did\" metaphor\n";
        let parsed = parse("x-1", &page);
        let found: Vec<(usize, &str)> =
            parsed.mistakes.iter().map(|m| (m.line, m.message.as_str())).collect();
        assert_eq!(
            found,
            [
                (12, "at needs level: at \"Tillia\""),
                (13, "again line not understood, or its act comes later"),
                (14, "no act a"),
            ]
        );
        assert_eq!(parsed.document.unwrap().nots.len(), 1);
    }

    #[test]
    fn head_and_text_must_be_whole() {
        let no_day = parse("x", &PAGE.replace("2024-03-06", "March"));
        assert_eq!(no_day.document, None);
        assert_eq!(no_day.mistakes, [Mistake::new(1, "published missing or bad")]);
        let two_parts = parse("x", "published: unknown\n---\n1 | Text.\n");
        assert_eq!(two_parts.mistakes, [Mistake::new(1, "needs head --- text --- record")]);
        let odd = parse("x", &PAGE.replace("1 | Gunmen attacked", "Gunmen attacked"));
        assert_eq!(odd.mistakes[0].line, 8);
    }

    #[test]
    fn values_stand_in_their_parts() {
        let page = PAGE.replace(
            "again a 0 \"raid\"",
            "again a 0 \"raid\" ; weapon \"Gunmen\" = gun n=2.. ; injured \"post\" = ..4 ; none \"Tillia\" ; target \"post\" -> the post",
        );
        let document = parse("x", &page).document.unwrap();
        let roles = &document.acts[0].tellings[1].roles;
        assert!(matches!(roles[0].part, Part::Weapon { n: Some([Some(2), None]), .. }));
        assert_eq!(roles[1].part, Part::Injured { value: [None, Some(4)] });
        assert_eq!(roles[2].part, Part::None);
        assert_eq!(roles[3].part, Part::Target { effect: None });
        assert_eq!(roles[3].name.as_deref(), Some("the post"));
    }
}
