//! The record of a page: lines that begin with act, again, say, tally, rel, gid or not.
//!
//! Owns: the form of these lines. In: numbered lines and the text they quote. Out: a [`Record`] and the mistakes of its
//! lines. Refuses: a line in part; one that is wrong gives nothing.

use super::document::{Act, Not, Phrase, Relation, Role, Saying, Tally, Telling};
use super::parse::Mistake;
use super::role::{QUOTED, digits, number, pattern, role};
use super::text::Sentences;
use super::words::{incident_type, relation, saying, tally, word};
use regex::{Captures, Regex};
use std::sync::LazyLock;

static ACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"^act (\w+) (\d+) {QUOTED} (\w+) (\w+) (news|background)(?: aggregate=(\d+))?$"))
});
static AGAIN: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^again (\w+) (\d+) {QUOTED}$")));
static SAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^say (\d+) {QUOTED} (\w+) by {QUOTED}(?: -> (.+?))? about (\w+|-)(?: via {QUOTED})?(?: when {QUOTED} = (\S+))?$"
    ))
});
static TALLY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"^tally (\d+) {QUOTED} (\w+) = (\S+)(?: since (\S+))?(?: by {QUOTED})?$"))
});
static REL: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^rel (\d+) {QUOTED} {QUOTED} (\w+) {QUOTED}$")));
static GID: LazyLock<Regex> = LazyLock::new(|| pattern(r"^gid (\w+) ([A-Z]+(?:-[A-Z]?\w+)+)$"));
static NOT: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^not (\d+) {QUOTED} (\w+)$")));

/// What the lines of a page say.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) acts: Vec<Act>,
    pub(super) says: Vec<Saying>,
    pub(super) tallies: Vec<Tally>,
    pub(super) relations: Vec<Relation>,
    pub(super) nots: Vec<Not>,
}

impl Record {
    /// Reads every line; blank ones and those that begin with `#` are notes.
    pub(super) fn read<'t>(
        text: &Sentences,
        lines: impl Iterator<Item = (usize, &'t str)>,
    ) -> (Self, Vec<Mistake>) {
        let (mut record, mut mistakes, mut last) = (Self::default(), Vec::new(), 1);
        for (at, line) in lines {
            let line = line.trim();
            last = at;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(message) = record.line(text, line) {
                mistakes.push(Mistake::in_line(at, line, message));
            }
        }
        if record.acts.iter().any(|act| act.gid.is_some()) {
            let without = record.acts.iter().filter(|act| act.gid.is_none());
            mistakes.extend(without.map(|act| Mistake::new(last, format!("act {} has no gid", act.key))));
        }
        (record, mistakes)
    }

    fn line(&mut self, text: &Sentences, line: &str) -> Result<(), String> {
        let items = items(line);
        let (head, roles) = items.split_first().ok_or("unknown line")?;
        match head.split_once(' ').map_or("", |(word, _)| word) {
            "act" => self.act(text, head, roles),
            "again" => self.again(text, head, roles),
            "say" => self.say(text, head),
            "tally" => self.tally(text, head),
            "rel" => self.relation(text, head),
            "gid" => self.gid(head),
            "not" => self.not(text, head),
            _ => Err("unknown line".to_owned()),
        }
    }

    fn act(&mut self, text: &Sentences, head: &str, roles: &[String]) -> Result<(), String> {
        let parts = ACT.captures(head).ok_or("act line not understood")?;
        let (kind, stage) = incident_type(&parts[5]).zip(word(&parts[6])).ok_or("bad type or stage")?;
        let key = parts[1].to_owned();
        if self.find(&key).is_some() {
            return Err(format!("key {key} twice"));
        }
        let aggregate = number_in(&parts, 8)?;
        let telling = telling(text, &parts, roles, true)?;
        let background = &parts[7] == "background";
        let tellings = vec![telling];
        self.acts.push(Act { key, kind, stage, background, aggregate, tellings, gid: None });
        Ok(())
    }

    fn again(&mut self, text: &Sentences, head: &str, roles: &[String]) -> Result<(), String> {
        let unknown = "again line not understood, or its act comes later";
        let parts = AGAIN.captures(head).ok_or(unknown)?;
        let act = self.find(&parts[1]).ok_or(unknown)?;
        act.tellings.push(telling(text, &parts, roles, false)?);
        Ok(())
    }

    fn say(&mut self, text: &Sentences, head: &str) -> Result<(), String> {
        let parts = SAY.captures(head).ok_or("say line not understood")?;
        let sentence = sentence(&parts, 1)?;
        let act = saying(&parts[4]).ok_or_else(|| format!("bad act of saying {}", &parts[4]))?;
        let about = Some(&parts[8]).filter(|key| *key != "-").map(str::to_owned);
        if let Some(key) = about.as_deref().filter(|key| self.find(key).is_none()) {
            return Err(format!("no act {key}"));
        }
        self.says.push(Saying {
            sentence,
            cue: quoted(text, sentence, &parts, 2)?,
            act,
            speaker: quoted(text, sentence, &parts, 5)?,
            name: parts.get(7).map(|m| m.as_str().to_owned()),
            about,
            via: optional(text, sentence, &parts, 9)?,
            when: optional(text, sentence, &parts, 11)?,
            date: parts.get(13).map(|m| m.as_str().to_owned()),
        });
        Ok(())
    }

    fn tally(&mut self, text: &Sentences, head: &str) -> Result<(), String> {
        let unknown = "tally line not understood";
        let parts = TALLY.captures(head).ok_or(unknown)?;
        let what = tally(&parts[4]).ok_or(unknown)?;
        let sentence = sentence(&parts, 1)?;
        self.tallies.push(Tally {
            sentence,
            span: quoted(text, sentence, &parts, 2)?,
            what,
            value: number(&parts[5])?,
            since: parts.get(6).map(|m| m.as_str().to_owned()),
            by: optional(text, sentence, &parts, 7)?,
        });
        Ok(())
    }

    fn relation(&mut self, text: &Sentences, head: &str) -> Result<(), String> {
        let unknown = "rel line not understood";
        let parts = REL.captures(head).ok_or(unknown)?;
        let kind = relation(&parts[6]).ok_or(unknown)?;
        let sentence = sentence(&parts, 1)?;
        let cue = quoted(text, sentence, &parts, 2)?;
        let (subject, object) = (parts[4].to_owned(), parts[7].to_owned());
        self.relations.push(Relation { sentence, cue, subject, kind, object });
        Ok(())
    }

    fn gid(&mut self, head: &str) -> Result<(), String> {
        let unknown = "gid line not understood, or no such act";
        let parts = GID.captures(head).ok_or(unknown)?;
        let act = self.find(&parts[1]).ok_or(unknown)?;
        if act.gid.is_some() {
            return Err(format!("gid of {} twice", act.key));
        }
        act.gid = Some(parts[2].to_owned());
        Ok(())
    }

    fn not(&mut self, text: &Sentences, head: &str) -> Result<(), String> {
        let unknown = "not line not understood";
        let parts = NOT.captures(head).ok_or(unknown)?;
        let reason = word(&parts[4]).ok_or(unknown)?;
        let sentence = sentence(&parts, 1)?;
        self.nots.push(Not { sentence, span: quoted(text, sentence, &parts, 2)?, reason });
        Ok(())
    }

    fn find(&mut self, key: &str) -> Option<&mut Act> {
        self.acts.iter_mut().find(|act| act.key == key)
    }
}

/// A line at its semicolons, but not at those inside quotation marks.
fn items(line: &str) -> Vec<String> {
    let mut quoted = false;
    line.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .map(|item| item.trim().to_owned())
    .filter(|item| !item.is_empty())
    .collect()
}

/// The telling of an act or again line, whose groups 2 to 4 are sentence, words and which of them.
fn telling(text: &Sentences, parts: &Captures<'_>, roles: &[String], main: bool) -> Result<Telling, String> {
    let sentence = sentence(parts, 2)?;
    let trigger = quoted(text, sentence, parts, 3)?;
    let roles: Vec<Role> =
        roles.iter().map(|item| role(text, item, sentence)).collect::<Result<_, String>>()?;
    Ok(Telling { sentence, trigger, main, roles })
}

fn sentence(parts: &Captures<'_>, group: usize) -> Result<usize, String> {
    Ok(digits(parts, group)?.unwrap_or_default())
}

fn number_in(parts: &Captures<'_>, group: usize) -> Result<Option<u64>, String> {
    Ok(digits(parts, group)?.map(|n| n as u64))
}

/// The quoted words in `group`, with which of them in the group after it.
fn quoted(text: &Sentences, sentence: usize, parts: &Captures<'_>, group: usize) -> Result<Phrase, String> {
    text.find(sentence, &parts[group], digits(parts, group + 1)?)
}

/// The same, where the words may be missing.
fn optional(
    text: &Sentences,
    sentence: usize,
    parts: &Captures<'_>,
    group: usize,
) -> Result<Option<Phrase>, String> {
    let given = parts.get(group).filter(|m| !m.is_empty());
    given.map(|_| quoted(text, sentence, parts, group)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> (Record, Vec<String>) {
        let sentences = [
            "1 | The army; it said 400 people died, and the front split from Jund.",
            "2 | He called it a war.",
        ];
        let text = Sentences::read(sentences.into_iter().enumerate()).unwrap();
        let (record, mistakes) = Record::read(&text, lines.lines().enumerate());
        (record, mistakes.into_iter().map(|m| m.message).collect())
    }

    #[test]
    fn semicolons_in_quotation_marks_part_nothing() {
        let (record, mistakes) =
            read(r#"act a 1 "army; it said" other accomplished news ; target "people" killed ;"#);
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(record.acts[0].tellings[0].roles.len(), 1);
    }

    #[test]
    fn tallies_relations_and_nots() {
        let (record, mistakes) = read(concat!(
            "tally 1 \"400 people\" killed = 400.. since 2023-01 by \"The army\"\n",
            "rel 1 \"split from\" \"the front\" split_from \"Jund\"\n",
            "not 2 \"war\" war_name\n",
            "say 2 \"called\" reports by \"He\" -> Colonel Sissoko about -\n",
        ));
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(record.tallies[0].value, [Some(400), None]);
        assert_eq!(record.tallies[0].by.as_ref().map(|b| b.start), Some(0));
        assert_eq!(record.relations[0].object, "Jund");
        assert_eq!(record.nots.len(), 1);
        assert_eq!(record.says[0].name.as_deref(), Some("Colonel Sissoko"));
    }

    #[test]
    fn ids_over_articles_are_all_or_none() {
        let acts =
            "act a 1 \"died\" other accomplished news\nact b 1 \"split\" other accomplished background\n";
        assert_eq!(read(acts).1, [""; 0]);
        assert_eq!(read(&format!("{acts}gid a RAIL-1")).1, ["act b has no gid"]);
        assert_eq!(
            read(&format!("{acts}gid a RAIL-1\ngid b RAIL-X2\ngid a RAIL-3\ngid c RAIL-4")).1,
            ["gid of a twice", "gid line not understood, or no such act"]
        );
    }

    #[test]
    fn bad_lines_give_nothing() {
        let (record, mistakes) = read(concat!(
            "act a 1 \"died\" murder accomplished news\n",
            "act a 1 \"died\" other accomplished\n",
            "say 1 \"said\" shouts by \"army\" about -\n",
            "tally 1 \"400 people\" sheep = 400\n",
            "rel 1 \"split\" \"a\" loves \"b\"\n",
            "not 2 \"war\" joke\n",
            "maybe\n",
        ));
        assert_eq!(
            mistakes,
            [
                "bad type or stage",
                "act line not understood",
                "bad act of saying shouts",
                "tally line not understood",
                "rel line not understood",
                "not line not understood",
                "unknown line",
            ]
        );
        assert!(record.acts.is_empty() && record.says.is_empty());
    }
}
