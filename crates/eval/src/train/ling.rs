//! Training the linguistic layer as one run.
//!
//! Owns: the order of parts, seeds and sizes. In: the folder of training data. Out: the file of weights, figures on
//! the development sets in both casings. Refuses: development sentences in training.

use super::ling_data::{self, Sentence};
use super::ling_domain::Domain;
use super::ling_figures::{Figures, analyse};
use super::ling_lemma;
use super::ling_name::{self, NameExample};
use super::ling_parse::{Example, ParseLearner};
use super::ling_tag::TagLearner;
use claimbook_extract::text::models::{MAGIC, Weights};
use claimbook_extract::text::{Models, WordLists};
use std::io::{self, Write};
use std::path::Path;

/// Parts the treebank is cut into so that the parser learns on tags as the tagger will give them.
const FOLDS: usize = 4;
/// Every tenth re3d document is held out.
const HELD_OUT: usize = 10;

/// Sizes and rounds of training.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Most rows of the tables: tags, moves, relations, names.
    pub rows: [usize; 4],
    /// Rounds over the data: tagger, parser, entity tagger.
    pub rounds: [usize; 3],
}

impl Settings {
    /// Settings from lists; what is missing keeps its default.
    pub fn new(rows: &[usize], rounds: &[usize]) -> Self {
        let mut settings = Self::default();
        settings.rows.iter_mut().zip(rows).for_each(|(s, v)| *s = *v);
        settings.rounds.iter_mut().zip(rounds).for_each(|(s, v)| *s = *v);
        settings
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self { rows: [60_000, 500_000, 60_000, 60_000], rounds: [8, 12, 12] }
    }
}

/// Trains on `data`, writes the weights to `out` and the progress to `log`.
pub fn run(data: &Path, out: &Path, settings: &Settings, log: &mut dyn Write) -> io::Result<()> {
    let lists = WordLists::embedded();
    let mut trees = ling_data::treebank(&data.join("ud_ewt_train.conllu.gz"), &lists, 0)?;
    let first = trees.last().map_or(0, |s| s.document + 1);
    trees.extend(ling_data::treebank(&data.join("ud_gum_train.conllu.gz"), &lists, first)?);
    let domain = Domain::embedded().map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
    let trees = domain.with_copies(trees, 7);
    writeln!(log, "{} trees, {} words", trees.len(), trees.iter().map(Sentence::len).sum::<usize>())?;

    let mut bytes = MAGIC.to_vec();
    let all: Vec<&Sentence> = trees.iter().collect();
    let tagger = TagLearner::learn(&all, settings.rounds[0], settings.rows[0], 1);
    let classes = tagger.classes.write(&mut bytes);
    let tags = tagger.write(&mut bytes);
    writeln!(log, "classes {classes}, tag rows {tags}, {} bytes", bytes.len())?;

    let parser = {
        let mut examples = examples(&trees, settings)?;
        ParseLearner::learn(&mut examples, settings.rounds[1], [settings.rows[1], settings.rows[2]], 3)
    };
    let [moves, relations] = parser.write(&mut bytes);
    writeln!(log, "move rows {moves}, relation rows {relations}, {} bytes", bytes.len())?;

    // Names are learnt over the finished tagger and parser: a file of weights without names serves for that.
    let without_names = finish(bytes.clone(), None, &trees, &domain);
    let weights = read(without_names)?;
    let models = Models::embedded();
    let re3d = ling_data::re3d(&data.join("re3d.jsonl.gz"), models, 100_000)?;
    let (held, kept): (Vec<Sentence>, Vec<Sentence>) =
        re3d.into_iter().partition(|s| s.document % HELD_OUT == 0);
    let mut documents = Vec::new();
    let named: Vec<&Sentence> = trees.iter().filter(|s| s.names.is_some()).chain(&kept).collect();
    for capitals in [false, true] {
        for run in named.chunk_by(|a, b| a.document == b.document) {
            documents.push(run.iter().map(|s| name_example(&weights, s, capitals)).collect());
        }
    }
    let names = ling_name::learn(&mut documents, settings.rounds[2], settings.rows[3], 5);
    let bytes = finish(bytes, Some(&names), &trees, &domain);
    writeln!(log, "{} bytes in all", bytes.len())?;
    std::fs::write(out, &bytes)?;

    let weights = read(bytes)?;
    let ewt = ling_data::treebank(&data.join("ud_ewt_dev.conllu.gz"), &lists, 0)?;
    let gum = ling_data::treebank(&data.join("ud_gum_dev.conllu.gz"), &lists, 0)?;
    for (name, set) in [("EWT dev", &ewt), ("GUM dev", &gum), ("re3d held out", &held)] {
        writeln!(log, "{name:14} normal   {}", Figures::of(&weights, set))?;
        let upper: Vec<Sentence> = set.iter().map(Sentence::in_capitals).collect();
        writeln!(log, "{name:14} capitals {}", Figures::of(&weights, &upper))?;
    }
    Ok(())
}

/// Measures a file of weights on the development sets without training.
pub fn measure(data: &Path, weights: &Path, log: &mut dyn Write) -> io::Result<()> {
    let weights = read(std::fs::read(weights)?)?;
    let lists = WordLists::embedded();
    for (name, file) in [("EWT dev", "ud_ewt_dev.conllu.gz"), ("GUM dev", "ud_gum_dev.conllu.gz")] {
        let set = ling_data::treebank(&data.join(file), &lists, 0)?;
        writeln!(log, "{name:14} normal   {}", Figures::of(&weights, &set))?;
        let upper: Vec<Sentence> = set.iter().map(Sentence::in_capitals).collect();
        writeln!(log, "{name:14} capitals {}", Figures::of(&weights, &upper))?;
    }
    Ok(())
}

fn read(bytes: Vec<u8>) -> io::Result<Weights> {
    Weights::read(bytes.leak())
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "weights of another version"))
}

/// Adds names and lemmas to a file of weights.
fn finish(
    mut bytes: Vec<u8>,
    names: Option<&ling_name::NameLearner>,
    trees: &[Sentence],
    domain: &Domain,
) -> Vec<u8> {
    match names {
        Some(names) => {
            names.write(&mut bytes);
        }
        None => {
            claimbook_extract::text::table::write::<{ claimbook_extract::text::namer::WIDTH }>(
                &[],
                &mut bytes,
            );
            bytes.extend(1f32.to_bits().to_le_bytes());
        }
    }
    ling_lemma::write(trees, &domain.forms(), &mut bytes);
    bytes
}

/// Sentences for the parser, tagged by taggers that have not seen them.
fn examples<'a>(trees: &'a [Sentence], settings: &Settings) -> io::Result<Vec<Example<'a>>> {
    let mut examples = Vec::with_capacity(trees.len() * 2);
    for fold in 0..FOLDS {
        // Whole stretches of the treebank, so that documents stay together.
        let inside = |i: usize| i * FOLDS / trees.len() == fold;
        let others: Vec<&Sentence> =
            trees.iter().enumerate().filter(|(i, _)| !inside(*i)).map(|(_, s)| s).collect();
        let tagger =
            TagLearner::learn(&others, settings.rounds[0].div_ceil(2), settings.rows[0], 10 + fold as u64);
        let mut bytes = Vec::new();
        tagger.write(&mut bytes);
        let mut view: &'static [u8] = bytes.leak();
        let table = claimbook_extract::text::table::Table::read(&mut view)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "table of tags"))?;
        for s in trees.iter().enumerate().filter(|(i, _)| inside(*i)).map(|(_, s)| s) {
            for words in [tagger.classes.words(s), tagger.classes.words(&s.in_capitals())] {
                let mut tags = Vec::with_capacity(words.len());
                claimbook_extract::text::tagger::tag(&words, &table, &mut tags);
                examples.push(Example { words, tags, heads: &s.heads, deps: &s.deps });
            }
        }
    }
    Ok(examples)
}

fn name_example(weights: &Weights, sentence: &Sentence, capitals: bool) -> NameExample {
    let names = sentence.names.clone().unwrap_or_else(|| vec![0; sentence.len()]);
    let a = if capitals { analyse(weights, &sentence.in_capitals()) } else { analyse(weights, sentence) };
    NameExample { words: a.words, tags: a.tags, heads: a.heads, deps: a.deps, names }
}
