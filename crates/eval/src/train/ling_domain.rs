//! Treebank sentences with the words of conflict reporting in them.
//!
//! Owns: which words are put in the place of which, and their forms. In: treebank sentences and `data/domain_words.toml`.
//! Out: further sentences with the same trees, and further forms for the lemmatizer. Refuses: sentences of the press.
//!
//! Web text and travel guides hardly say "struck" or "shelled": a tagger that has never seen a word as a verb takes
//! "a drone struck a depot" for a noun phrase. What such a sentence means does not matter here, only its form.

use super::ling_data::Sentence;
use claimbook_extract::text::labels::{DEPS, TAGS};
use claimbook_extract::text::{Dep, Form, Tag};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    transitive: Vec<String>,
    intransitive: Vec<String>,
    saying: Vec<String>,
    irregular: BTreeMap<String, [String; 2]>,
    nouns: Nouns,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nouns {
    common: Vec<String>,
    irregular: BTreeMap<String, String>,
}

/// Longest sentence that is rewritten.
const LONGEST: usize = 40;
/// Share of nouns that are replaced, in percent.
const NOUNS: u64 = 45;

/// A word form: form, lemma, tag, detail.
pub(super) type WordForm = (String, String, Tag, Form);

/// The words and their forms.
#[derive(Debug)]
pub(super) struct Domain {
    words: Words,
}

impl Domain {
    /// The list that comes with the crate.
    pub(super) fn embedded() -> Result<Self, toml::de::Error> {
        Ok(Self { words: toml::from_str(include_str!("../../data/domain_words.toml"))? })
    }

    /// Every form of every word, for the lemmatizer.
    pub(super) fn forms(&self) -> Vec<WordForm> {
        let w = &self.words;
        let mut verbs: Vec<&String> = w.transitive.iter().chain(&w.intransitive).chain(&w.saying).collect();
        verbs.sort();
        verbs.dedup();
        let mut out = Vec::new();
        for lemma in verbs {
            for form in [Form::Past, Form::PastParticiple, Form::PresentParticiple, Form::Present] {
                out.push((self.verb(lemma, form, true), lemma.clone(), Tag::Verb, form));
            }
        }
        for lemma in &w.nouns.common {
            out.push((self.noun(lemma, true), lemma.clone(), Tag::Noun, Form::Plural));
        }
        out
    }

    /// The sentences, each followed by its rewritten copy where it has a verb to replace.
    pub(super) fn with_copies(&self, sentences: Vec<Sentence>, seed: u64) -> Vec<Sentence> {
        let mut chance = Chance(seed);
        let mut out = Vec::with_capacity(sentences.len() * 2);
        for s in sentences {
            let copy = if s.len() <= LONGEST { self.sentence(&s, &mut chance) } else { None };
            out.push(s);
            out.extend(copy);
        }
        out
    }

    fn sentence(&self, s: &Sentence, chance: &mut Chance) -> Option<Sentence> {
        let mut out = Sentence { names: None, ..s.clone() };
        let mut verbs = 0;
        for i in 0..s.len() {
            let (tag, form) = TAGS[usize::from(s.tags[i])];
            let word = match tag {
                Tag::Verb if form != Form::Base || chance.below(2) == 0 => {
                    let Some(list) = self.verbs_like(s, i) else { continue };
                    let lemma = chance.pick(list);
                    verbs += 1;
                    (self.verb(lemma, form, s.norm[i].ends_with('s')), lemma.clone())
                }
                Tag::Noun if matches!(form, Form::Singular | Form::Plural) && chance.below(100) < NOUNS => {
                    if dep(s, i) == Dep::Fixed || s.norm[i].chars().any(|c| !c.is_ascii_alphabetic()) {
                        continue;
                    }
                    let lemma = chance.pick(&self.words.nouns.common);
                    (self.noun(lemma, form == Form::Plural), lemma.clone())
                }
                _ => continue,
            };
            out.raw[i] = like(&s.raw[i], &word.0);
            out.norm[i] = word.0;
            out.lemmas[i] = word.1;
            if i > 0 && matches!(out.norm[i - 1].as_str(), "a" | "an") {
                let article = if out.norm[i].starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                out.raw[i - 1] = like(&s.raw[i - 1], article);
                out.norm[i - 1] = article.to_owned();
            }
        }
        (verbs > 0).then_some(out)
    }

    /// Verbs that may stand where word `i` stands.
    fn verbs_like(&self, s: &Sentence, i: usize) -> Option<&[String]> {
        let mut has = [false; 3];
        for (k, head) in s.heads.iter().enumerate() {
            if *head as usize != i {
                continue;
            }
            match dep(s, k) {
                Dep::Obj | Dep::NsubjPass | Dep::AuxPass => has[0] = true,
                Dep::Ccomp => has[1] = true,
                Dep::Xcomp | Dep::Iobj => has[2] = true,
                _ => {}
            }
        }
        match has {
            [_, _, true] | [true, true, _] => None,
            [true, false, false] => Some(&self.words.transitive),
            [false, true, false] => Some(&self.words.saying),
            // "a man shot in the street": a participle after a noun is passive.
            [false, false, false]
                if dep(s, i) == Dep::Acl && TAGS[usize::from(s.tags[i])].1 == Form::PastParticiple =>
            {
                Some(&self.words.transitive)
            }
            [false, false, false] => Some(&self.words.intransitive),
        }
    }

    fn verb(&self, lemma: &str, form: Form, third: bool) -> String {
        let irregular = self.words.irregular.get(lemma);
        match form {
            Form::Past => irregular.map_or_else(|| ed(lemma), |i| i[0].clone()),
            Form::PastParticiple => irregular.map_or_else(|| ed(lemma), |i| i[1].clone()),
            Form::PresentParticiple => ing(lemma, irregular.is_some_and(|i| doubles(lemma, &i[0]))),
            Form::Present if third => s(lemma),
            _ => lemma.to_owned(),
        }
    }

    fn noun(&self, lemma: &str, plural: bool) -> String {
        if !plural {
            return lemma.to_owned();
        }
        self.words.nouns.irregular.get(lemma).cloned().unwrap_or_else(|| s(lemma))
    }
}

fn dep(s: &Sentence, i: usize) -> Dep {
    DEPS[usize::from(s.deps[i])]
}

/// True when the past shows that the last letter doubles ("rob", "robbed").
fn doubles(lemma: &str, past: &str) -> bool {
    past.ends_with("ed") && past.len() == lemma.len() + 3
}

fn consonant_y(lemma: &str) -> bool {
    lemma.ends_with('y')
        && !lemma.ends_with(['a', 'e', 'o'])
        && !["ay", "ey", "oy", "uy"].iter().any(|e| lemma.ends_with(e))
}

fn ed(lemma: &str) -> String {
    if lemma.ends_with('e') {
        format!("{lemma}d")
    } else if consonant_y(lemma) {
        format!("{}ied", &lemma[..lemma.len() - 1])
    } else {
        format!("{lemma}ed")
    }
}

fn ing(lemma: &str, double: bool) -> String {
    let last = lemma.chars().last().unwrap_or('g');
    if lemma == "die" {
        "dying".to_owned()
    } else if lemma.ends_with('e') && !lemma.ends_with("ee") {
        format!("{}ing", &lemma[..lemma.len() - 1])
    } else if double || lemma == "hit" {
        format!("{lemma}{last}ing")
    } else {
        format!("{lemma}ing")
    }
}

fn s(lemma: &str) -> String {
    if consonant_y(lemma) {
        format!("{}ies", &lemma[..lemma.len() - 1])
    } else if ["s", "x", "ch", "sh", "z"].iter().any(|e| lemma.ends_with(e)) {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    }
}

/// `word` in the case of `model`.
fn like(model: &str, word: &str) -> String {
    let upper = |c: char| c.is_uppercase();
    if model.len() > 1 && model.chars().all(|c| upper(c) || !c.is_alphabetic()) {
        return word.to_uppercase();
    }
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if model.starts_with(upper) => first.to_uppercase().chain(chars).collect(),
        _ => word.to_owned(),
    }
}

/// A seeded source of choices (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n.max(1)
    }

    fn pick<'a>(&mut self, list: &'a [String]) -> &'a String {
        let at = self.below(list.len() as u64) as usize;
        &list[at.min(list.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_english() {
        let domain = Domain::embedded().unwrap();
        let verb = |l: &str, f| domain.verb(l, f, true);
        assert_eq!(verb("strike", Form::Past), "struck");
        assert_eq!(verb("fire", Form::PastParticiple), "fired");
        assert_eq!(verb("deny", Form::Past), "denied");
        assert_eq!(verb("destroy", Form::Past), "destroyed");
        assert_eq!(verb("rob", Form::PresentParticiple), "robbing");
        assert_eq!(verb("strike", Form::PresentParticiple), "striking");
        assert_eq!(verb("die", Form::PresentParticiple), "dying");
        assert_eq!(verb("clash", Form::Present), "clashes");
        assert_eq!(domain.noun("gunman", true), "gunmen");
        assert_eq!(domain.noun("embassy", true), "embassies");
    }

    #[test]
    fn a_sentence_keeps_its_tree_and_its_forms() {
        let tag = |t: Tag, f: Form| TAGS.iter().position(|x| *x == (t, f)).unwrap() as u8;
        let dep = |d: Dep| DEPS.iter().position(|x| *x == d).unwrap() as u8;
        let words = ["A", "neighbour", "painted", "the", "doors"];
        let sentence = Sentence {
            raw: words.iter().map(|w| (*w).to_owned()).collect(),
            norm: words.iter().map(|w| w.to_lowercase()).collect(),
            tags: vec![
                tag(Tag::Det, Form::None),
                tag(Tag::Noun, Form::Singular),
                tag(Tag::Verb, Form::Past),
                tag(Tag::Det, Form::None),
                tag(Tag::Noun, Form::Plural),
            ],
            heads: vec![1, 2, 5, 4, 2],
            deps: vec![dep(Dep::Det), dep(Dep::Nsubj), dep(Dep::Dep), dep(Dep::Det), dep(Dep::Obj)],
            lemmas: vec!["a".into(), "neighbour".into(), "paint".into(), "the".into(), "door".into()],
            names: None,
            document: 0,
        };
        let domain = Domain::embedded().unwrap();
        let both = domain.with_copies(vec![sentence.clone()], 7);
        assert_eq!(both.len(), 2);
        assert_eq!(both[0].norm, sentence.norm);
        assert_ne!(both[1].norm[2], "painted");
        assert!(domain.words.transitive.contains(&both[1].lemmas[2]));
        assert_eq!((&both[1].heads, &both[1].tags), (&sentence.heads, &sentence.tags));
        assert_eq!(domain.with_copies(vec![sentence], 7)[1].norm, both[1].norm);
    }
}
