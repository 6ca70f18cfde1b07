//! The linguistic layer: sentences, tokens, tags, trees and entity spans over the untouched body.
//!
//! Owns: [`Text`] and its parts. In: a body, the spans known as clutter, the [`Models`]. Out: tokens with exact
//! spans, tags, trees, entity spans, quotations. Refuses: any meaning beyond grammar.

mod children;
mod cover;
pub mod features;
pub mod labels;
pub mod lemma;
mod mend;
pub mod models;
pub mod namer;
pub mod parser;
mod quotes;
mod sentences;
pub mod table;
pub mod tagger;
pub mod tokens;
mod tree;
mod words;

pub(crate) use children::Children;
pub(crate) use cover::Cover;
pub use models::Models;
pub use quotes::Quotation;
pub use sentences::all_caps;
pub use tree::Path;
pub use words::{WordLists, WordSet};

use crate::work::Work;
use claimbook_records::Span;
use compact_str::CompactString;
use std::ops::Range;

/// Universal part-of-speech tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[rustfmt::skip]
pub enum Tag {
    Adj, Adp, Adv, Aux, Cconj, Det, Intj, Noun, Num, Part, Pron, Propn, Punct, Sconj, Sym, Verb, #[default] X,
}

/// Verb form and similar detail that roles and times need (from the Penn tag).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[rustfmt::skip]
pub enum Form {
    #[default] None, Base, Past, PastParticiple, PresentParticiple, Present, Modal, Plural, Singular, Possessive,
}

/// Universal dependency relation, subtypes folded except those that roles need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[rustfmt::skip]
pub enum Dep {
    Acl, AclRelcl, Advcl, Advmod, Amod, Appos, Aux, AuxPass, Case, Cc, Ccomp, Compound, Conj, Cop, Csubj, Det,
    Discourse, Expl, Fixed, Flat, Goeswith, Iobj, List, Mark, Nmod, NmodPoss, Nsubj, NsubjPass, Nummod, Obj, Obl,
    OblAgent, Orphan, Parataxis, Punct, Reparandum, Root, Vocative, Xcomp, #[default] Dep,
}

/// A word, number or mark.
#[derive(Debug, Clone, Default)]
pub struct Token {
    /// Bytes in the body.
    pub span: Span,
    /// Lower case, typographic quotes and dashes made plain.
    pub norm: CompactString,
    /// Dictionary form, lower case ("carried" -> "carry").
    pub lemma: CompactString,
    pub tag: Tag,
    pub form: Form,
    /// Index of the governing token in [`Text::tokens`]; a root governs itself.
    pub head: u32,
    pub dep: Dep,
    /// Index of its sentence.
    pub sentence: u32,
}

/// What a sentence is to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SentenceKind {
    #[default]
    Prose,
    /// Headline or sub-heading inside the body.
    Heading,
    /// Page furniture: captions, share lines, "Read more", datelines of agencies.
    Clutter,
}

/// A sentence: its bytes and its tokens.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    pub span: Span,
    /// Indices into [`Text::tokens`].
    pub tokens: Range<usize>,
    /// Number of its paragraph, from 0.
    pub paragraph: u32,
    pub kind: SentenceKind,
}

/// Type of a named entity found by form and context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    Person,
    Organisation,
    Place,
    Weapon,
    Other,
}

/// A named entity by form and context; resolving is left to the rooms that know names.
#[derive(Debug, Clone)]
pub struct Entity {
    pub span: Span,
    /// Indices into [`Text::tokens`].
    pub tokens: Range<usize>,
    pub kind: EntityKind,
    /// Probability-like score, 0 to 1.
    pub score: f32,
}

/// A body with its grammar.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub tokens: Vec<Token>,
    pub sentences: Vec<Sentence>,
    /// Named entities, in order, not overlapping.
    pub entities: Vec<Entity>,
    /// Stretches between quotation marks, in order; a quotation inside another follows it.
    pub quotations: Vec<Quotation>,
    /// True for wire text in capitals throughout.
    pub all_caps: bool,
    /// What each token governs, once the trees stand.
    pub(crate) children: Children,
    /// The innermost quotation of each token, counted from 1; 0 for none.
    pub(crate) quoted: Vec<u32>,
    /// Page furniture.
    pub(crate) furniture: Cover,
    /// Steps taken in reading it.
    pub(crate) work: Work,
}

/// Steps of analysing a token: a look at the weights of each feature of its tag, its two moves, its relation and its name.
const PASSES: usize =
    tagger::FEATURES + 2 * parser::MOVE_FEATURES + parser::RELATION_FEATURES + namer::FEATURES;

/// Reads a body: sentences, tokens, tags, trees, entities and quotations.
///
/// `clutter` holds the spans already known as page furniture (from acquisition or from codebook phrases): a sentence
/// boundary is put at both ends of each, and sentences inside become [`SentenceKind::Clutter`].
///
/// ```
/// use claimbook_extract::text::{Models, Tag, analyse};
/// let body = "Gunmen attacked a checkpoint near Qarn on Monday.";
/// let text = analyse(body, &[], Models::embedded());
/// assert_eq!(text.sentences.len(), 1);
/// assert_eq!(text.tokens.last().map(|t| t.tag), Some(Tag::Punct));
/// ```
pub fn analyse(body: &str, clutter: &[Span], models: &Models) -> Text {
    let furniture = Cover::of(clutter);
    let (pieces, sentences) = sentences::segment(body, &furniture, models.lists());
    let mut tokens = Vec::with_capacity(pieces.len());
    for (number, sentence) in sentences.iter().enumerate() {
        for i in sentence.tokens.clone() {
            let Some(piece) = pieces.get(i) else { continue };
            let span = Span::new(piece.start, piece.end);
            let norm = tokens::normal(span.of(body));
            tokens.push(Token {
                span,
                lemma: norm.clone(),
                norm,
                head: u32::try_from(i).unwrap_or(u32::MAX),
                dep: Dep::Root,
                sentence: u32::try_from(number).unwrap_or(u32::MAX),
                ..Token::default()
            });
        }
    }
    let work = Work::of(body.len());
    work.take(body.len() + tokens.len() * PASSES);
    let mut text = Text { tokens, sentences, all_caps: all_caps(body), furniture, work, ..Text::default() };
    models.annotate(body, &mut text);
    mend::mend(&mut text, models.lists());
    text.children = Children::of(&text.tokens);
    text.quotations = quotes::pair(&text, body);
    text.quoted = quotes::innermost(&text.quotations, text.tokens.len());
    text
}

impl Text {
    /// Index of the token that covers byte `at`, if any.
    pub fn token_at(&self, at: usize) -> Option<usize> {
        let i = self.tokens.partition_point(|t| t.span.end() <= at);
        self.tokens.get(i).filter(|t| t.span.start() <= at).map(|_| i)
    }

    /// Tokens that overlap a span.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let from = self.tokens.partition_point(|t| t.span.end() <= span.start());
        let to = self.tokens.partition_point(|t| t.span.start() < span.end());
        from..to.max(from)
    }

    /// The named entity that covers some of a span.
    pub(crate) fn entity_over(&self, span: Span) -> Option<&Entity> {
        let at = self.entities.partition_point(|e| e.span.end() <= span.start());
        self.entities.get(at).filter(|e| e.span.overlaps(span))
    }

    /// The named entity that holds a token.
    pub(crate) fn entity_at(&self, token: usize) -> Option<&Entity> {
        let at = self.entities.partition_point(|e| e.tokens.end <= token);
        self.entities.get(at).filter(|e| e.tokens.contains(&token))
    }

    /// Index of the sentence a token belongs to.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.tokens[token].sentence as usize
    }

    /// Index of the sentence in which a span begins.
    pub fn sentence_at(&self, span: Span) -> Option<usize> {
        self.tokens_in(span).next().map(|t| self.sentence_of(t))
    }

    /// The sentence in which a span begins.
    pub(crate) fn sentence_around(&self, span: Span) -> Option<&Sentence> {
        self.sentences.get(self.sentence_at(span)?)
    }

    /// Marks further page furniture found after reading: sentences at least half covered become clutter.
    pub fn mark_clutter(&mut self, clutter: &[Span]) {
        let clutter = Cover::of(clutter);
        for sentence in &mut self.sentences {
            if clutter.half(sentence.span) {
                sentence.kind = SentenceKind::Clutter;
            }
        }
    }
}
