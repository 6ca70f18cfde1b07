//! Head and text of a page.
//!
//! Owns: what stands above the record, and finding quoted words in a numbered sentence. In: lines with their numbers.
//! Out: the head, and [`Sentences`]. Refuses: gaps in the numbers, and words that stand only inside other words.

use super::document::Phrase;
use super::parse::Mistake;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `7 | The seventh sentence.`
static LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(\d+) \| (.*\S)\s*$").expect("a valid pattern"));
static DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:\d{4}-\d\d-\d\d|unknown)$").expect("a valid pattern"));

/// The head as key and value; the line that begins with `#` is the title.
pub(super) fn head<'t>(
    lines: impl Iterator<Item = (usize, &'t str)>,
) -> Result<BTreeMap<String, String>, Mistake> {
    let mut head = BTreeMap::new();
    for (_, line) in lines {
        if let Some(title) = line.strip_prefix('#') {
            head.insert("title".to_owned(), title.trim().to_owned());
        } else if let Some((key, value)) = line.split_once(':') {
            head.insert(key.trim().to_owned(), value.trim().to_owned());
        }
    }
    if head.get("published").is_none_or(|day| !DAY.is_match(day)) {
        return Err(Mistake::new(1, "published missing or bad"));
    }
    Ok(head)
}

/// The text of a page with its sentences by number.
#[derive(Debug)]
pub(super) struct Sentences {
    pub(super) body: String,
    /// First code point and words of a sentence.
    by_number: BTreeMap<usize, (usize, String)>,
}

impl Sentences {
    /// Puts the text together: a blank line parts paragraphs, and so does the end of the headline.
    pub(super) fn read<'t>(lines: impl Iterator<Item = (usize, &'t str)>) -> Result<Self, Mistake> {
        let mut body = String::new();
        let (mut length, mut paragraph, mut last) = (0, false, 0);
        let mut by_number: BTreeMap<usize, (usize, String)> = BTreeMap::new();
        for (at, line) in lines {
            last = at;
            if line.trim().is_empty() {
                paragraph = true;
                continue;
            }
            let shown = || line.chars().take(60).collect::<String>();
            let not_a_sentence = || Mistake::new(at, format!("text line not 'N | sentence': {}", shown()));
            let parts = LINE.captures(line).ok_or_else(not_a_sentence)?;
            let n: usize = parts[1].parse().map_err(|_| not_a_sentence())?;
            if by_number.contains_key(&n) {
                return Err(Mistake::new(at, format!("sentence {n} twice")));
            }
            if !body.is_empty() {
                let gap = if paragraph || n == 1 && by_number.contains_key(&0) { "\n\n" } else { " " };
                body.push_str(gap);
                length += gap.len();
            }
            paragraph = false;
            by_number.insert(n, (length, parts[2].to_owned()));
            body.push_str(&parts[2]);
            length += parts[2].chars().count();
        }
        let Some(first) = by_number.keys().next().copied() else {
            return Err(Mistake::new(last.max(1), "no text"));
        };
        if first > 1 || by_number.keys().enumerate().any(|(i, n)| i + first != *n) {
            return Err(Mistake::new(last, "sentence numbers have gaps"));
        }
        Ok(Self { body, by_number })
    }

    pub(super) fn has_headline(&self) -> bool {
        self.by_number.contains_key(&0)
    }

    /// Start and end of every sentence.
    pub(super) fn bounds(&self) -> Vec<[usize; 2]> {
        self.by_number.values().map(|(start, words)| [*start, start + words.chars().count()]).collect()
    }

    /// Where quoted words stand in a sentence: the first time as words of their own, or where the page says so the
    /// `nth` time however they stand.
    pub(super) fn find(&self, n: usize, quoted: &str, nth: Option<usize>) -> Result<Phrase, String> {
        let (start, sentence) = self.by_number.get(&n).ok_or_else(|| format!("no sentence {n}"))?;
        let words = quoted.replace("\\\"", "\"");
        if words.is_empty() {
            return Err("nothing between the quotation marks".to_owned());
        }
        // Like a search that goes on one character after its last find, so that finds may overlap.
        let all: Vec<usize> = sentence
            .char_indices()
            .map(|(at, _)| at)
            .filter(|at| sentence[*at..].starts_with(&words))
            .collect();
        let missing = || format!("\"{words}\" does not stand in sentence {n}");
        let at = match nth {
            Some(k) => *k.checked_sub(1).and_then(|k| all.get(k)).ok_or_else(missing)?,
            None if all.is_empty() => return Err(missing()),
            None => all
                .into_iter()
                .find(|at| !is_inside(sentence, *at, &words))
                .ok_or_else(|| format!("\"{words}\" stands in sentence {n} only inside a word"))?,
        };
        let start = start + sentence[..at].chars().count();
        Ok(Phrase { start, end: start + words.chars().count(), words })
    }
}

/// True when a letter or digit goes on at either end of what was found.
fn is_inside(sentence: &str, at: usize, words: &str) -> bool {
    let joins = |a: Option<char>, b: Option<char>| {
        a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
    };
    joins(sentence[..at].chars().next_back(), words.chars().next())
        || joins(words.chars().next_back(), sentence[at + words.len()..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Result<Sentences, Mistake> {
        Sentences::read(text.lines().enumerate().map(|(i, l)| (i + 1, l)))
    }

    #[test]
    fn offsets_count_code_points() {
        let text = sentences("0 | Été in Tillia\n1 | Men came. \n2 | “Go,” they said.\n\n3 | End.").unwrap();
        assert_eq!(text.body, "Été in Tillia\n\nMen came. “Go,” they said.\n\nEnd.");
        assert_eq!(text.bounds(), [[0, 13], [15, 24], [25, 41], [43, 47]]);
        let found = text.find(2, "they", None).unwrap();
        assert_eq!((found.start, found.end), (31, 35));
    }

    #[test]
    fn words_inside_words_are_passed_over() {
        let text = sentences("1 | The raider led the raid on the raiders.").unwrap();
        assert_eq!(text.find(1, "raid", None).unwrap().start, 19);
        assert_eq!(text.find(1, "raid", Some(1)).unwrap().start, 4);
        assert_eq!(text.find(1, "aid", None).unwrap_err(), "\"aid\" stands in sentence 1 only inside a word");
        assert_eq!(text.find(1, "fire", None).unwrap_err(), "\"fire\" does not stand in sentence 1");
        assert_eq!(text.find(9, "raid", None).unwrap_err(), "no sentence 9");
    }

    #[test]
    fn numbers_must_go_up_one_by_one() {
        assert_eq!(sentences("1 | A.\n3 | B.").unwrap_err().message, "sentence numbers have gaps");
        assert_eq!(sentences("2 | A.").unwrap_err().message, "sentence numbers have gaps");
        assert_eq!(sentences("1 | A.\n1 | B.").unwrap_err().line, 2);
        assert_eq!(sentences("").unwrap_err().message, "no text");
    }
}
