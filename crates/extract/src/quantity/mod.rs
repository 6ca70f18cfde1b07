//! Quantities: exact, at least, more than, ranges, vague words, tied to the noun they count.
//!
//! Owns: number words and their bounds (coding guide 2.4). In: a [`Text`]. Out: [`QuantityMention`]s. Refuses:
//! years, clock times, ages, money, measures and parts of names.

mod numbers;
mod words;

use crate::text::{Dep, Form, Tag, Text, Token};
use crate::time::lexicon as time_words;
use claimbook_records::Span;
use claimbook_records::report::{Count, Qualifier};
use words::Words;

/// A number of something.
#[derive(Debug, Clone)]
pub struct QuantityMention {
    /// The number with its qualifier ("at least 20").
    pub span: Span,
    pub count: Count,
    /// Token index of the noun counted, where there is one.
    pub noun: Option<usize>,
}

/// All quantities of a text, in order.
pub fn find(text: &Text, body: &str) -> Vec<QuantityMention> {
    let tagged = text.tokens.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Adp | Tag::Det));
    let reader = Reader { text, body, tagged, words: words::english(), time: time_words::english() };
    let mut out = Vec::new();
    let mut i = 0;
    while i < text.tokens.len() {
        match reader.quantity(i) {
            Some((mention, end)) => {
                out.extend(mention);
                i = end.max(i + 1);
            }
            None => i += 1,
        }
    }
    out
}

/// How many of `noun` the text speaks of: the quantity tied to it, else two or more for a plural.
pub fn of_noun(text: &Text, quantities: &[QuantityMention], noun: usize) -> Option<Count> {
    let told = index_of_noun(text, quantities, noun).map(|q| quantities[q].count);
    told.or_else(|| text.tokens.get(noun).is_some_and(is_plural).then(|| Count::from(2, Qualifier::Vague)))
}

/// Tokens between a number and the noun it counts, at most, with some to spare.
const BEFORE: usize = 12;

/// Index of the first quantity tied to a noun.
pub(crate) fn index_of_noun(text: &Text, quantities: &[QuantityMention], noun: usize) -> Option<usize> {
    let first = text.tokens.get(noun.saturating_sub(BEFORE))?.span.start();
    let end = text.tokens.get(noun)?.span.end();
    let from = quantities.partition_point(|q| q.span.end() <= first);
    let near = quantities.iter().enumerate().skip(from).take_while(|(_, q)| q.span.start() < end);
    near.filter(|(_, q)| q.noun == Some(noun)).map(|(i, _)| i).next()
}

struct Reader<'t> {
    text: &'t Text,
    body: &'t str,
    /// The text has tags to go by; without them words are judged by their form and place.
    tagged: bool,
    words: &'static Words,
    time: &'static time_words::Lexicon,
}

impl Reader<'_> {
    fn norm(&self, i: usize) -> &str {
        self.text.tokens.get(i).map_or("", |t| t.norm.as_str())
    }

    fn tag(&self, i: usize) -> Tag {
        self.text.tokens.get(i).map_or(Tag::Punct, |t| t.tag)
    }

    /// True when no white space stands before token `i`.
    fn glued(&self, i: usize) -> bool {
        self.gap(i) == Some("")
    }

    /// One space stands between a token and the one before.
    fn spaced(&self, i: usize) -> bool {
        matches!(self.gap(i), Some(" " | "\u{a0}" | "\u{2009}" | "\u{202f}"))
    }

    /// What stands between a token and the one before.
    fn gap(&self, i: usize) -> Option<&str> {
        let before = self.text.tokens.get(i.checked_sub(1)?)?;
        self.body.get(before.span.end()..self.text.tokens.get(i)?.span.start())
    }

    fn previous(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |b| self.norm(b))
    }

    /// The quantity that begins at token `i`, and one past its last token. A number that counts nothing is stepped
    /// over without a mention.
    fn quantity(&self, i: usize) -> Option<(Option<QuantityMention>, usize)> {
        if !self.may_begin(i) {
            return None;
        }
        let (bound, at) =
            numbers::phrase(self, &self.words.before, i).map_or((None, i), |(q, end)| (Some(q), end));
        if let Some((low, high, end)) = self.range(at) {
            let count = Count { min: Some(low), max: Some(high), qualifier: None };
            return Some((self.mention(i, end, count), end));
        }
        if let Some((n, end)) = numbers::number(self, at) {
            let after = numbers::phrase(self, &self.words.after, end);
            let plus = self.norm(end) == "+" || self.norm(end) == "-" && self.norm(end + 1) == "plus";
            let (bound, end) = match after {
                Some((q, end)) => (bound.or(Some(q)), end),
                None if plus => (Some(Qualifier::AtLeast), end + 1 + usize::from(self.norm(end) == "-")),
                None => (bound, end),
            };
            if self.is_name(at) || self.is_time(at, end) || self.norm(end) == "-" && self.glued(end) {
                return Some((None, end));
            }
            // "one" without a noun is a pronoun.
            let about = (self.previous(i) == "~" && self.glued(i)).then_some(Qualifier::About);
            let mention = self.mention(i, end, counted(n, bound.or(about)));
            return Some((mention.filter(|m| m.noun.is_some() || self.norm(at) != "one"), end));
        }
        if let Some((least, end)) = numbers::phrase(self, &self.words.vague, i) {
            let count = Count::from(least, Qualifier::Vague);
            // "some" and "few" count plurals only.
            let mention =
                self.mention(i, end, count).filter(|m| least > 2 || m.noun.is_some_and(|n| self.plural(n)));
            return Some((mention, end));
        }
        if self.words.none.contains(self.norm(i)) {
            let count = Count { min: Some(0), max: Some(0), qualifier: Some(Qualifier::Exact) };
            let idiom =
                matches!(self.norm(i + 1), "one" | "longer" | "doubt" | "." | ",") && self.norm(i) == "no";
            let mention =
                self.mention(i, i + 1, count).filter(|m| m.noun.is_some() || self.norm(i) == "none");
            return if idiom { Some((None, i + 2)) } else { Some((mention, i + 1)) };
        }
        None
    }

    /// A quick look whether anything here can begin a quantity.
    fn may_begin(&self, i: usize) -> bool {
        let word = self.norm(i);
        word.starts_with(|c: char| c.is_ascii_digit())
            || self.time.get(word).number.is_some()
            || matches!(word, "a" | "half")
            || self.words.before.contains_key(word)
            || self.words.vague.contains_key(word)
            || self.words.none.contains(word)
            || matches!(word, "between" | "from")
    }

    /// "15 to 20", "15-20", "between 3 and 5".
    fn range(&self, i: usize) -> Option<(u64, u64, usize)> {
        let between = self.norm(i) == "between";
        let from = self.norm(i) == "from";
        let at = i + usize::from(between || from);
        let (low, end) = numbers::number(self, at)?;
        let joint = match self.norm(end) {
            "and" => between,
            "or" => low < 20,
            "to" => true,
            "-" | "--" => self.glued(end) && self.glued(end + 1),
            _ => false,
        };
        let (high, end) = numbers::number(self, end + 1).filter(|_| joint)?;
        let fits = low < high && !self.is_name(at) && !self.is_time(at, end) && !is_year(low, self.norm(at));
        (fits && !self.measured(end)).then_some((low, high, end))
    }

    /// The mention from token `first` to `end`, unless what follows makes it no count.
    fn mention(&self, first: usize, end: usize, count: Count) -> Option<QuantityMention> {
        if self.measured(end) {
            return None;
        }
        let (start, last) = (self.text.tokens.get(first)?, self.text.tokens.get(end.checked_sub(1)?)?);
        Some(QuantityMention { span: start.span.join(last.span), count, noun: self.noun(end) })
    }

    /// Money, shares, measures and multiples ("three times the", "ten times larger"); "160 times" counts.
    fn measured(&self, end: usize) -> bool {
        let multiple = self.norm(end) == "times"
            && (matches!(self.norm(end + 1), "the" | "as" | "more" | "less" | "its" | "their")
                || self.tag(end + 1) == Tag::Adj);
        multiple || self.words.measure.contains(self.norm(end))
    }

    /// The noun counted by a number that ends before token `end`.
    fn noun(&self, end: usize) -> Option<usize> {
        let number = end.checked_sub(1)?;
        let token = self.text.tokens.get(number)?;
        let head = token.head as usize;
        let near = head >= end
            && head < end + 8
            && self.text.tokens.get(head).is_some_and(|h| h.sentence == token.sentence);
        if matches!(token.dep, Dep::Nummod | Dep::Det | Dep::Amod)
            && near
            && matches!(self.tag(head), Tag::Noun | Tag::Propn)
        {
            return Some(head);
        }
        if !self.tagged {
            return self.noun_by_form(end);
        }
        // "hundreds of people", "five of the men": the noun behind "of".
        let mut at = end;
        let mut noun = None;
        while at < end + 8 && self.text.tokens.get(at).is_some_and(|t| t.sentence == token.sentence) {
            match (self.tag(at), self.norm(at)) {
                (Tag::Noun | Tag::Propn, _) => noun = Some(at),
                _ if noun.is_some() => break,
                (Tag::Adj | Tag::Det | Tag::Num | Tag::Adv | Tag::Pron, _)
                | (_, "of" | "-" | "or" | "more" | "other") => {}
                (Tag::Verb, word) if word.ends_with("ed") || word.ends_with("ing") => {}
                _ => break,
            }
            at += 1;
        }
        noun
    }

    /// The first plural among the next words, else the next word, as far as no word of the closed classes stands between.
    fn noun_by_form(&self, end: usize) -> Option<usize> {
        let sentence = self.text.tokens.get(end)?.sentence;
        let at = end + usize::from(self.norm(end) == "of");
        let at = at + usize::from(self.norm(at) == "the");
        let open = |i: &usize| {
            let word = self.norm(*i);
            let entry = self.time.get(word);
            let closed = entry.function || !word.starts_with(char::is_alphabetic);
            !closed && self.text.tokens.get(*i).is_some_and(|t| t.sentence == sentence)
        };
        let run = (at..at + 4).take_while(open);
        run.clone().find(|i| self.plural(*i)).or_else(|| run.clone().next())
    }

    fn plural(&self, noun: usize) -> bool {
        self.text.tokens.get(noun).is_some_and(is_plural)
    }

    /// What follows a number can be counted: its noun or an adjective before it.
    fn countable(&self, end: usize) -> bool {
        match self.tagged {
            true => matches!(self.tag(end), Tag::Noun | Tag::Adj),
            false => self.plural(end) || self.plural(end + 1) && !self.time.get(self.norm(end)).function,
        }
    }

    /// A number that is part of a name: "Resolution 1701", "No. 4", "Tower 22", money signs, list numbers.
    fn is_name(&self, i: usize) -> bool {
        let before = self.previous(i);
        let money = matches!(before, "$" | "£" | "€" | "us$" | "#");
        let sign = before == "-" && self.glued(i);
        let digits = self.norm(i).starts_with(|c: char| c.is_ascii_digit());
        let name = digits && self.words.naming.contains(before);
        let title = digits
            && i > 0
            && self.tag(i - 1) == Tag::Propn
            && !self.countable(i + 1)
            && self.tag(i + 1) != Tag::Propn
            && self.text.tokens.get(i).map(|t| t.sentence) == self.text.tokens.get(i - 1).map(|t| t.sentence);
        let item = digits && self.starts_sentence(i) && matches!(self.norm(i + 1), "." | ")");
        money || sign || name || title || item
    }

    fn starts_sentence(&self, i: usize) -> bool {
        let sentence = self.text.tokens.get(i).and_then(|t| self.text.sentences.get(t.sentence as usize));
        sentence.is_some_and(|s| s.tokens.start == i)
    }

    /// A number that belongs to a date, a clock time, a length of time or an age.
    fn is_time(&self, i: usize, end: usize) -> bool {
        let entry = |i: usize| self.time.get(self.norm(i).trim_end_matches('.'));
        let hyphen = usize::from(self.norm(end) == "-");
        let next = entry(end + hyphen);
        let before = i.checked_sub(1).map(entry).unwrap_or_default();
        let comma =
            self.previous(i) == "," && i >= 2 && self.norm(i - 2).starts_with(|c: char| c.is_ascii_digit());
        let word = self.norm(i);
        let year = is_year(word.parse().unwrap_or(0), word) && !self.countable(end);
        let dated = before.month > 0 && word.len() <= 4
            || next.month > 0
            || comma && is_year(word.parse().unwrap_or(0), word);
        let clock = word.contains(':')
            || self.norm(end) == ":" && self.glued(end)
            || matches!(self.norm(end), "o'clock" | "a.m" | "p.m");
        let aged = matches!(self.previous(i), "aged" | "age")
            || self.previous(i) == "," && self.norm(end) == "," && self.is_age(i);
        next.unit.is_some_and(|_| self.norm(end + hyphen) != "second") || year || dated || clock || aged
    }

    /// "Omar Hadid, 34, said": a number of one or two digits between commas behind a name.
    fn is_age(&self, i: usize) -> bool {
        self.norm(i).len() <= 2 && i >= 2 && self.tag(i - 2) == Tag::Propn
    }
}

/// A plural by its tag, else by its ending.
fn is_plural(token: &Token) -> bool {
    let word = token.norm.as_str();
    let ending = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss")
        || matches!(word, "people" | "men" | "women" | "children" | "police");
    token.form == Form::Plural || token.form == Form::None && ending
}

/// Four digits without a separator that a year may be.
fn is_year(n: u64, word: &str) -> bool {
    (1900..=2099).contains(&n) && word.len() == 4
}

fn counted(n: u64, bound: Option<Qualifier>) -> Count {
    match bound {
        None => Count::exact(n),
        Some(Qualifier::UpTo) => Count { min: None, max: Some(n), qualifier: Some(Qualifier::UpTo) },
        Some(Qualifier::About) => Count { min: Some(n), max: Some(n), qualifier: Some(Qualifier::About) },
        Some(q) => Count::from(n, q),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Models, analyse};

    /// Words, least, most, noun.
    fn read(body: &str) -> Vec<(String, Option<u64>, Option<u64>, String)> {
        let text = analyse(body, &[], Models::embedded());
        let noun = |q: &QuantityMention| q.noun.map(|n| text.tokens[n].norm.to_string()).unwrap_or_default();
        find(&text, body)
            .iter()
            .map(|q| (q.span.of(body).to_owned(), q.count.min, q.count.max, noun(q)))
            .collect()
    }

    #[test]
    fn numbers_are_bounded_and_tied_to_their_noun() {
        for (body, words, min, max, noun) in [
            ("Gunmen killed 14 soldiers near Qarn.", "14", Some(14), Some(14), "soldiers"),
            ("Gunmen killed twenty-three farmers near Qarn.", "twenty-three", Some(23), Some(23), "farmers"),
            ("At least 20 people died.", "At least 20", Some(20), None, "people"),
            ("They fired more than 1,200 rockets.", "more than 1,200", Some(1200), None, "rockets"),
            ("They fired 1 200 rockets.", "1 200", Some(1200), Some(1200), "rockets"),
            ("Gunmen killed ١٢ soldiers near Qarn.", "١٢", Some(12), Some(12), "soldiers"),
            ("Gunmen killed ~15 soldiers near Qarn.", "15", Some(15), Some(15), "soldiers"),
            ("Up to 30 villagers fled.", "Up to 30", None, Some(30), "villagers"),
            ("About 50 peasants were seized.", "About 50", Some(50), Some(50), "peasants"),
            ("Some 300 guards stood by.", "Some 300", Some(300), Some(300), "guards"),
            ("They fired 15 to 20 shells.", "15 to 20", Some(15), Some(20), "shells"),
            ("Between three and five men escaped.", "Between three and five", Some(3), Some(5), "men"),
            ("Several drones fell on the port.", "Several", Some(2), None, "drones"),
            ("Dozens of people were hurt.", "Dozens", Some(12), None, "people"),
            ("Hundreds of villagers fled.", "Hundreds", Some(100), None, "villagers"),
            ("A dozen rockets hit the base.", "A dozen", Some(12), Some(12), "rockets"),
            ("Two dozen rockets hit the base.", "Two dozen", Some(24), Some(24), "rockets"),
            ("No casualties were reported.", "No", Some(0), Some(0), "casualties"),
            ("THE ATTACK LEFT 12 SOLDIERS DEAD.", "12", Some(12), Some(12), "soldiers"),
            (
                "Two and a half million people fled.",
                "Two and a half million",
                Some(2_500_000),
                Some(2_500_000),
                "people",
            ),
        ] {
            assert_eq!(read(body), [(words.to_owned(), min, max, noun.to_owned())], "{body}");
        }
    }

    #[test]
    fn what_counts_nothing_is_left_alone() {
        for body in [
            "The truce of 1989 held.",
            "The raid began at 5:30 a.m. near Qarn.",
            "On April 27, 2024, guards fired.",
            "A 19-year-old guard was hurt.",
            "The guard, aged 19, was hurt.",
            "The 3d Infantry Brigade moved south.",
            "They carried M-16 and AK-47 rifles.",
            "The council passed Resolution 1701.",
            "He paid $500 for the car.",
            "The siege lasted three days.",
            "No one was there.",
        ] {
            assert!(read(body).is_empty(), "{body}: {:?}", read(body));
        }
    }

    #[test]
    fn a_plural_without_a_number_means_two_or_more() {
        let body = "Rebels fired rockets at 3 posts.";
        let text = analyse(body, &[], Models::embedded());
        let quantities = find(&text, body);
        let noun = |word: &str| text.tokens.iter().position(|t| t.norm == word).unwrap();
        assert_eq!(of_noun(&text, &quantities, noun("rockets")), Some(Count::from(2, Qualifier::Vague)));
        assert_eq!(of_noun(&text, &quantities, noun("posts")), Some(Count::exact(3)));
    }
}
