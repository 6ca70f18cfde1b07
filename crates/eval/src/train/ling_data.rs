//! Treebanks and entity texts as training sentences.
//!
//! Owns: reading CoNLL-U (with GUM's `Entity=`) and re3d, and bringing their tokens to the tokenizer's habits. In:
//! gzipped files. Out: [`Sentence`]s. Refuses: BBC Online, whose licence forbids it.

use claimbook_extract::text::labels::{BEGIN, DEPS, INSIDE, LAST, TAGS, UNIT};
use claimbook_extract::text::tokens::{is_hyphen, normal};
use claimbook_extract::text::{self, Dep, Form, Models, Tag, WordLists};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A sentence with what is known about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sentence {
    pub raw: Vec<String>,
    pub norm: Vec<String>,
    /// Numbers of the labels of [`TAGS`].
    pub tags: Vec<u8>,
    /// Governor of each word, the number of words for the root.
    pub heads: Vec<u32>,
    /// Numbers of the relations of [`DEPS`].
    pub deps: Vec<u8>,
    pub lemmas: Vec<String>,
    /// Entity labels, where the corpus has them.
    pub names: Option<Vec<u8>>,
    /// Number of its document.
    pub document: usize,
}

impl Sentence {
    pub(crate) fn len(&self) -> usize {
        self.raw.len()
    }

    /// The same sentence as the wires print it.
    pub(crate) fn in_capitals(&self) -> Self {
        Self { raw: self.raw.iter().map(|w| w.to_uppercase()).collect(), ..self.clone() }
    }
}

fn unzip(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let name = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", path.display()));
    MultiGzDecoder::new(File::open(path).map_err(name)?).read_to_string(&mut text).map_err(name)?;
    Ok(text)
}

/// One row of a treebank.
#[derive(Debug, Clone)]
struct Row {
    form: String,
    lemma: String,
    tag: Tag,
    detail: Form,
    head: usize,
    dep: Dep,
    space_after: bool,
    /// The `Entity=` value.
    entity: String,
}

/// Reads a treebank; documents are numbered from `first_document`.
pub(crate) fn treebank(path: &Path, lists: &WordLists, first_document: usize) -> io::Result<Vec<Sentence>> {
    let text = unzip(path)?;
    let mut sentences = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut document = first_document;
    let mut named = false;
    for line in text.lines().chain([""]) {
        if let Some(comment) = line.strip_prefix('#') {
            document += usize::from(comment.starts_with(" newdoc"));
            named |= comment.starts_with(" global.Entity");
            continue;
        }
        if line.is_empty() {
            if !rows.is_empty() {
                let spans = named.then(|| mentions(&rows));
                sentences.push(sentence(std::mem::take(&mut rows), spans, lists, document));
            }
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, _, head, dep, _, misc] = cells[..] else { continue };
        if id.parse::<usize>().is_err() {
            continue;
        }
        let (tag, detail) = tag_of(upos, xpos);
        let entity = misc.split('|').find_map(|m| m.strip_prefix("Entity=")).unwrap_or("").to_owned();
        rows.push(Row {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            tag,
            detail,
            head: head.parse().unwrap_or(0),
            dep: dep_of(dep),
            space_after: !misc.contains("SpaceAfter=No"),
            entity,
        });
    }
    Ok(sentences)
}

fn tag_of(upos: &str, xpos: &str) -> (Tag, Form) {
    let verb = match xpos {
        "VBD" => Form::Past,
        "VBN" => Form::PastParticiple,
        "VBG" => Form::PresentParticiple,
        "VBP" | "VBZ" => Form::Present,
        _ => Form::Base,
    };
    let number = if matches!(xpos, "NNS" | "NNPS") { Form::Plural } else { Form::Singular };
    match upos {
        "ADJ" => (Tag::Adj, Form::None),
        "ADP" => (Tag::Adp, Form::None),
        "ADV" => (Tag::Adv, Form::None),
        "AUX" => (Tag::Aux, if xpos == "MD" { Form::Modal } else { verb }),
        "CCONJ" => (Tag::Cconj, Form::None),
        "DET" => (Tag::Det, Form::None),
        "INTJ" => (Tag::Intj, Form::None),
        "NOUN" => (Tag::Noun, number),
        "NUM" => (Tag::Num, Form::None),
        "PART" => (Tag::Part, if xpos == "POS" { Form::Possessive } else { Form::None }),
        "PRON" => (Tag::Pron, if matches!(xpos, "PRP$" | "WP$") { Form::Possessive } else { Form::None }),
        "PROPN" => (Tag::Propn, number),
        "PUNCT" => (Tag::Punct, Form::None),
        "SCONJ" => (Tag::Sconj, Form::None),
        "SYM" => (Tag::Sym, Form::None),
        "VERB" => (Tag::Verb, verb),
        _ => (Tag::X, Form::None),
    }
}

fn dep_of(name: &str) -> Dep {
    match name {
        "acl:relcl" => return Dep::AclRelcl,
        "aux:pass" => return Dep::AuxPass,
        "nmod:poss" => return Dep::NmodPoss,
        "nsubj:pass" | "csubj:pass" => return Dep::NsubjPass,
        "obl:agent" => return Dep::OblAgent,
        _ => {}
    }
    match name.split(':').next().unwrap_or("") {
        "acl" => Dep::Acl,
        "advcl" => Dep::Advcl,
        "advmod" => Dep::Advmod,
        "amod" => Dep::Amod,
        "appos" => Dep::Appos,
        "aux" => Dep::Aux,
        "case" => Dep::Case,
        "cc" => Dep::Cc,
        "ccomp" => Dep::Ccomp,
        "compound" => Dep::Compound,
        "conj" => Dep::Conj,
        "cop" => Dep::Cop,
        "csubj" => Dep::Csubj,
        "det" => Dep::Det,
        "discourse" => Dep::Discourse,
        "expl" => Dep::Expl,
        "fixed" => Dep::Fixed,
        "flat" => Dep::Flat,
        "goeswith" => Dep::Goeswith,
        "iobj" => Dep::Iobj,
        "list" => Dep::List,
        "mark" => Dep::Mark,
        "nmod" => Dep::Nmod,
        "nsubj" => Dep::Nsubj,
        "nummod" => Dep::Nummod,
        "obj" => Dep::Obj,
        "obl" => Dep::Obl,
        "orphan" => Dep::Orphan,
        "parataxis" => Dep::Parataxis,
        "punct" => Dep::Punct,
        "reparandum" => Dep::Reparandum,
        "vocative" => Dep::Vocative,
        "xcomp" => Dep::Xcomp,
        _ => Dep::Dep,
    }
}

/// Entity mentions of a sentence: first row, last row, kind (an index of `labels::KINDS`).
fn mentions(rows: &[Row]) -> Vec<(usize, usize, usize)> {
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    let mut found = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let mut rest = row.entity.as_str();
        while !rest.is_empty() {
            if let Some(body) = rest.strip_prefix('(') {
                let end = body.find(['(', ')']).unwrap_or(body.len());
                let mut cells = body[..end].split('-');
                let id = cells.next().unwrap_or("").to_owned();
                let kind = match cells.next().unwrap_or("") {
                    "person" => 0,
                    "organization" => 1,
                    "place" => 2,
                    _ => 4,
                };
                rest = &body[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    found.push((i, i, kind));
                    rest = after;
                } else {
                    open.push((id, i, kind));
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                let id = &rest[..end];
                if let Some(at) = open.iter().rposition(|(o, _, _)| o == id) {
                    let (_, start, kind) = open.remove(at);
                    found.push((start, i, kind));
                }
                rest = rest.get(end + 1..).unwrap_or("");
            }
        }
    }
    found
}

/// Words inside a name that are not capitalised.
fn links_name(norm: &str) -> bool {
    matches!(
        norm,
        "of" | "the"
            | "de"
            | "del"
            | "la"
            | "las"
            | "los"
            | "di"
            | "da"
            | "do"
            | "dos"
            | "von"
            | "van"
            | "den"
            | "al"
            | "el"
            | "bin"
            | "ibn"
            | "-"
            | "&"
            | "and"
            | "for"
            | "'s"
            | "y"
            | "e"
    )
}

/// The proper part of a mention: the capitalised stretch around its head, if there is one.
fn proper(
    start: usize,
    end: usize,
    head: usize,
    capital: impl Fn(usize) -> bool,
    norm: impl Fn(usize) -> String,
    strict_and: bool,
) -> Option<(usize, usize)> {
    if !capital(head) {
        return None;
    }
    let linked = |i: usize| links_name(&norm(i)) && !(strict_and && matches!(norm(i).as_str(), "and" | "'s"));
    let (mut a, mut b) = (head, head);
    while a > start && (capital(a - 1) || linked(a - 1) && (start..a - 1).rev().take(2).any(&capital)) {
        a -= 1;
    }
    while b < end && (capital(b + 1) || linked(b + 1) && (b + 2..=end).take(2).any(&capital)) {
        b += 1;
    }
    while a < b && !capital(a) {
        a += 1;
    }
    while b > a && !capital(b) {
        b -= 1;
    }
    Some((a, b))
}

fn sentence(
    mut rows: Vec<Row>,
    spans: Option<Vec<(usize, usize, usize)>>,
    lists: &WordLists,
    document: usize,
) -> Sentence {
    let names = spans.map(|mut spans| {
        // Longest first: a name inside a name is part of it.
        spans.sort_by_key(|(s, e, k)| (usize::MAX - (e - s), *s, *k));
        let mut labels = vec![0u8; rows.len()];
        for (start, end, kind) in spans {
            let outside = |i: usize| rows[i].head == 0 || rows[i].head - 1 < start || rows[i].head - 1 > end;
            let Some(head) = (start..=end).find(|i| outside(*i)) else { continue };
            let capital = |i: usize| {
                let first = rows[i].form.chars().next();
                first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() && i > start)
                    && rows[i].tag != Tag::Pron
                    && !(matches!(rows[i].tag, Tag::Det) && i == start)
            };
            if rows[head].tag != Tag::Propn {
                continue;
            }
            if let Some((a, b)) =
                proper(start, end, head, capital, |i| normal(&rows[i].form).to_string(), true)
            {
                mark(&mut labels, a, b, kind);
            }
        }
        labels
    });
    let mut names = names;
    merge(&mut rows, &mut names, lists);
    let n = rows.len();
    let root = u32::try_from(n).unwrap_or(u32::MAX);
    Sentence {
        norm: rows.iter().map(|r| normal(&r.form).to_string()).collect(),
        tags: rows.iter().map(|r| number_of_tag(r.tag, r.detail)).collect(),
        heads: rows.iter().map(|r| if r.head == 0 { root } else { (r.head - 1) as u32 }).collect(),
        deps: rows.iter().map(|r| number_of_dep(r.dep)).collect(),
        lemmas: rows.iter().map(|r| normal(&r.lemma).to_string()).collect(),
        raw: rows.into_iter().map(|r| r.form).collect(),
        names,
        document,
    }
}

pub(crate) fn number_of_tag(tag: Tag, form: Form) -> u8 {
    TAGS.iter().position(|t| *t == (tag, form)).unwrap_or(TAGS.len() - 1) as u8
}

pub(crate) fn number_of_dep(dep: Dep) -> u8 {
    DEPS.iter().position(|d| *d == dep).unwrap_or(DEPS.len() - 1) as u8
}

/// Labels a stretch unless part of it is taken.
fn mark(labels: &mut [u8], first: usize, last: usize, kind: usize) {
    if labels[first..=last].iter().any(|l| *l != 0) {
        return;
    }
    for (i, label) in labels.iter_mut().enumerate().take(last + 1).skip(first) {
        let part = match (i == first, i == last) {
            (true, true) => UNIT,
            (true, false) => BEGIN,
            (false, true) => LAST,
            (false, false) => INSIDE,
        };
        *label = (1 + kind * 4 + part) as u8;
    }
}

/// Joins what the tokenizer keeps whole and the treebanks split: "al - Noor", "F - 16".
fn merge(rows: &mut Vec<Row>, names: &mut Option<Vec<u8>>, lists: &WordLists) {
    let mut i = 0;
    while i + 2 < rows.len() {
        let hyphen =
            rows[i + 1].form.chars().all(is_hyphen) && !rows[i].space_after && !rows[i + 1].space_after;
        let first = normal(&rows[i].form);
        let letters = rows[i].form.chars().all(char::is_alphabetic);
        let digits = rows[i + 2].form.starts_with(|c: char| c.is_ascii_digit());
        let join = hyphen
            && (lists.name_article.contains(&first) || letters && digits && !lists.prefix.contains(&first));
        if !join {
            i += 1;
            continue;
        }
        let within = |h: usize| h > i && h <= i + 3;
        let head = (i..i + 3).find(|k| !within(rows[*k].head)).unwrap_or(i + 2);
        let form: String = rows[i..i + 3].iter().map(|r| r.form.as_str()).collect();
        let joined =
            Row { lemma: form.clone(), form, space_after: rows[i + 2].space_after, ..rows[head].clone() };
        rows.splice(i..i + 3, [joined]);
        for row in rows.iter_mut() {
            if within(row.head) {
                row.head = i + 1;
            } else if row.head > i + 3 {
                row.head -= 2;
            }
        }
        if let Some(labels) = names {
            let part = |l: u8| (l > 0).then(|| ((l as usize - 1) / 4, (l as usize - 1) % 4));
            let joined = match (part(labels[i]), part(labels[i + 2])) {
                (Some((k, a)), Some((_, b))) => {
                    let starts = matches!(a, BEGIN | UNIT);
                    let ends = matches!(b, LAST | UNIT);
                    let p = match (starts, ends) {
                        (true, true) => UNIT,
                        (true, false) => BEGIN,
                        (false, true) => LAST,
                        (false, false) => INSIDE,
                    };
                    (1 + k * 4 + p) as u8
                }
                // A name that ended or began at the hyphen takes the whole word only if it stood alone.
                (Some((k, UNIT)), None) | (None, Some((k, UNIT))) => (1 + k * 4 + UNIT) as u8,
                _ => 0,
            };
            labels.splice(i..i + 3, [joined]);
        }
    }
}

#[derive(Debug, Deserialize)]
struct Re3dDocument {
    collection: String,
    text: String,
    entities: Vec<Re3dEntity>,
}

#[derive(Debug, Deserialize)]
struct Re3dEntity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
    confidence: f64,
}

/// Reads re3d without BBC Online. Its texts are tokenized and split by Claimbook; tags and trees are left empty.
pub(crate) fn re3d(path: &Path, models: &Models, first_document: usize) -> io::Result<Vec<Sentence>> {
    let mut sentences = Vec::new();
    for (number, line) in unzip(path)?.lines().enumerate() {
        let document: Re3dDocument = serde_json::from_str(line)?;
        if document.collection == "BBC Online" {
            continue;
        }
        let body = document.text.as_str();
        let offsets: Vec<usize> = body.char_indices().map(|(b, _)| b).chain([body.len()]).collect();
        let text = text::analyse(body, &[], models);
        let mut labels = vec![0u8; text.tokens.len()];
        let mut spans: Vec<_> = document.entities.iter().filter(|e| e.confidence >= 0.5).collect();
        spans.sort_by_key(|e| (usize::MAX - (e.end - e.start), e.start, e.kind.clone()));
        for entity in spans {
            let kind = match entity.kind.as_str() {
                "Person" => 0,
                "Organisation" => 1,
                "Location" => 2,
                "Weapon" => 3,
                _ => continue,
            };
            let (Some(from), Some(to)) = (offsets.get(entity.start), offsets.get(entity.end)) else {
                continue;
            };
            let range = text.tokens_in(claimbook_records::Span::new(*from, *to));
            if range.is_empty() {
                continue;
            }
            let (start, end) = (range.start, range.end - 1);
            let first_of_sentence = text.sentences[text.sentence_of(start)].tokens.start;
            let capital = |i: usize| {
                let word = text.tokens[i].span.of(body);
                let upper = word.chars().next().is_some_and(char::is_uppercase);
                upper
                    && !(i == first_of_sentence
                        && i < end
                        && models.lists().starter.contains(&text.tokens[i].norm))
                    && !matches!(
                        text.tokens[i].norm.as_str(),
                        "the"
                            | "a"
                            | "an"
                            | "we"
                            | "i"
                            | "he"
                            | "she"
                            | "they"
                            | "it"
                            | "our"
                            | "this"
                            | "these"
                    )
            };
            if kind == 3 {
                // Weapons are seldom named: the phrase without its article.
                let start = if matches!(text.tokens[start].norm.as_str(), "the" | "a" | "an" | "their") {
                    start + 1
                } else {
                    start
                };
                if start <= end {
                    mark(&mut labels, start, end, kind);
                }
                continue;
            }
            // The last capitalised word before a preposition is taken for the head.
            let stop = (start..=end)
                .find(|i| {
                    matches!(
                        text.tokens[*i].norm.as_str(),
                        "in" | "from" | "who" | "that" | "," | "(" | "at" | "on" | "to"
                    )
                })
                .unwrap_or(end + 1);
            let head = (start..stop).rev().find(|i| capital(*i));
            let Some(head) = head else { continue };
            // "Syrian regime aircrew" is no name: the head must end the phrase or be followed by "of".
            let ends = head + 1 >= stop
                || matches!(text.tokens[head + 1].norm.as_str(), "'s" | "-" | ")" | "\"" | "'");
            if !ends {
                continue;
            }
            if let Some((a, b)) =
                proper(start, stop - 1, head, capital, |i| text.tokens[i].norm.to_string(), false)
            {
                mark(&mut labels, a, b, kind);
            }
        }
        for s in &text.sentences {
            let tokens = &text.tokens[s.tokens.clone()];
            sentences.push(Sentence {
                raw: tokens.iter().map(|t| t.span.of(body).to_owned()).collect(),
                norm: tokens.iter().map(|t| t.norm.to_string()).collect(),
                names: Some(closed(&labels[s.tokens.clone()])),
                document: first_document + number,
                ..Sentence::default()
            });
        }
    }
    Ok(sentences)
}

/// Labels with names that a sentence boundary cut taken out.
fn closed(labels: &[u8]) -> Vec<u8> {
    use claimbook_extract::text::labels::{OUTSIDE, may_follow};
    let mut out = labels.to_vec();
    for i in 0..out.len() {
        let before = if i == 0 { OUTSIDE } else { out[i - 1] as usize };
        if !may_follow(before, out[i] as usize) || i + 1 == out.len() && !may_follow(out[i] as usize, OUTSIDE)
        {
            return vec![0; out.len()];
        }
    }
    out.shrink_to_fit();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(form: &str, head: usize, space_after: bool) -> Row {
        Row {
            form: form.into(),
            lemma: form.into(),
            tag: Tag::Propn,
            detail: Form::Singular,
            head,
            dep: Dep::Flat,
            space_after,
            entity: String::new(),
        }
    }

    #[test]
    fn names_with_articles_become_one_word() {
        let rows = vec![
            row("Omar", 0, true),
            row("al", 4, false),
            row("-", 4, false),
            row("Tal", 1, true),
            row("left", 4, true),
        ];
        let s = sentence(rows, Some(vec![(0, 3, 0)]), &WordLists::embedded(), 0);
        assert_eq!(s.raw, ["Omar", "al-Tal", "left"]);
        assert_eq!(s.heads, [3, 0, 1]);
        assert_eq!(s.names.unwrap(), [1 + BEGIN as u8, 1 + LAST as u8, 0]);
    }

    #[test]
    fn nested_entities_give_their_rows() {
        let mut rows = vec![row("University", 0, true), row("of", 3, true), row("Qarn", 1, true)];
        rows[0].entity = "(1-organization-x".into();
        rows[2].entity = "(2-place-y)1)".into();
        assert_eq!(mentions(&rows), [(2, 2, 2), (0, 2, 1)]);
    }
}
