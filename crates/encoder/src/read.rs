//! One text through the graphs.
//!
//! Owns: the order of the graphs and what goes into them. In: a text, and whether it begins with a headline. Out: [`Scores`] in bytes of the
//! text. Refuses: what is made of them.

use crate::EncoderError;
use crate::decode::{self, runs, sigmoid, softmax, whole_words};
use crate::graphs::{Distances, HIDDEN, Rows, SPAN, STATE, Session, SpanScores};
use crate::layout::Layout;
use crate::pieces::{Piece, Vocabulary};
use claimbook_extract::work::{MARKED, SAYINGS};
use std::ops::Range;

const CLS: u32 = 101;
const SEP: u32 = 102;
const ROLES: usize = 14;
const SAYING_ROLES: usize = 3;
/// Spans whose roles are looked for at once, and pieces before and behind them in which.
const BLOCK: usize = 8;
const REACH: usize = 400;

/// Least probabilities at which words are marked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Least {
    pub(crate) act: f32,
    pub(crate) saying: f32,
    pub(crate) role: f32,
}

/// Words in a role, with the probabilities of the ground on which perpetrators are named.
#[derive(Debug, Clone)]
pub(crate) struct RoleWords {
    pub(crate) role: usize,
    pub(crate) words: Range<usize>,
    pub(crate) score: f32,
    pub(crate) basis: Vec<f32>,
}

#[derive(Debug, Clone)]
pub(crate) struct ActWords {
    pub(crate) words: Range<usize>,
    pub(crate) score: f32,
    pub(crate) kind: Vec<f32>,
    pub(crate) stage: Vec<f32>,
    pub(crate) background: f32,
    pub(crate) aggregate: f32,
    pub(crate) roles: Vec<RoleWords>,
    /// Probability of being one act with each of those before.
    pub(crate) same: Vec<f32>,
}

#[derive(Debug, Clone)]
pub(crate) struct SayingWords {
    pub(crate) words: Range<usize>,
    pub(crate) score: f32,
    pub(crate) act: Vec<f32>,
    pub(crate) roles: Vec<RoleWords>,
    /// Probability of being about each act.
    pub(crate) about: Vec<f32>,
}

/// What the graphs say of a text; ranges count bytes of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scores {
    pub(crate) acts: Vec<ActWords>,
    pub(crate) sayings: Vec<SayingWords>,
    /// The byte behind the last words read, where the text is longer.
    pub(crate) until: Option<usize>,
}

/// Pieces in a role, with its number and their probability.
type Role = (usize, Range<usize>, f32);

/// A text as the graphs see it.
struct View<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
    layout: Layout,
    states: Rows,
    sentence_means: Rows,
    text_mean: Vec<f32>,
}

pub(crate) fn scores(
    session: Session<'_>,
    vocabulary: &Vocabulary,
    text: &str,
    headline: bool,
    least: Least,
) -> Result<Scores, EncoderError> {
    let mut pieces = vocabulary.pieces(text);
    if pieces.is_empty() {
        return Ok(Scores::default());
    }
    let all = pieces.len();
    let layout = Layout::new(text, &mut pieces);
    let until = pieces.last().filter(|_| pieces.len() < all).map(|p| p.end);
    let (states, acts, sayings) = encode(session, &pieces, &layout, headline)?;
    let view = View::new(text, pieces, layout, states);
    // How likely an act is told says the surest of its pieces better than their mean; with sayings there is no difference.
    let mut act_runs = view.tagged(&acts, least.act, |p| p.iter().copied().fold(0.0, f32::max));
    let mut saying_runs = view.tagged(&sayings, least.saying, |p| p.iter().sum::<f32>() / p.len() as f32);
    // One more than are resolved, so that the engine can tell that there are more.
    act_runs.truncate(MARKED + 1);
    saying_runs.truncate(SAYINGS);
    let mut out = Scores { until, ..Scores::default() };
    if act_runs.is_empty() && saying_runs.is_empty() {
        return Ok(out);
    }
    let all: Vec<Range<usize>> = act_runs.iter().chain(&saying_runs).map(|r| r.0.clone()).collect();
    let spans = session.spans(&view.pooled(&all))?;
    let n = act_runs.len();
    if n > 0 {
        out.acts = view.acts(session, &act_runs, &spans, least)?;
    }
    if all.len() > n {
        out.sayings = view.sayings(session, &saying_runs, &act_runs, &spans, least)?;
    }
    Ok(out)
}

/// States and tags of every piece, each from the window in which it stands furthest from an edge.
fn encode(
    session: Session<'_>,
    pieces: &[Piece],
    layout: &Layout,
    headline: bool,
) -> Result<(Rows, Rows, Rows), EncoderError> {
    let mut read = Vec::with_capacity(layout.windows.len());
    for window in &layout.windows {
        let around = |values: Vec<i32>| -> Vec<i32> {
            std::iter::once(0).chain(values).chain(std::iter::once(0)).collect()
        };
        let own = &pieces[window.clone()];
        let ids: Vec<u32> =
            std::iter::once(CLS).chain(own.iter().map(|p| p.id)).chain(std::iter::once(SEP)).collect();
        let sentence = &layout.sentence[window.clone()];
        let positions = around(sentence.iter().map(|s| decode::position(*s)).collect());
        let heading = around(sentence.iter().map(|s| i32::from(headline && *s == 0)).collect());
        read.push(session.window(&ids, &positions, &heading)?);
    }
    let mut out = [0, 1, 2].map(|k| Rows::new(read[0][k].width));
    for (window, at) in &layout.pick {
        for (rows, from) in out.iter_mut().zip(&read[*window]) {
            rows.data.extend_from_slice(from.row(at + 1));
        }
    }
    let [states, acts, sayings] = out;
    Ok((states, acts, sayings))
}

impl<'a> View<'a> {
    fn new(text: &'a str, pieces: Vec<Piece>, layout: Layout, states: Rows) -> Self {
        let mut sums = vec![vec![0.0_f32; STATE]; layout.sentences];
        let mut counts = vec![0_usize; layout.sentences];
        let mut whole = vec![0.0_f32; HIDDEN];
        for (t, sentence) in layout.sentence.iter().enumerate() {
            let row = states.row(t);
            counts[*sentence] += 1;
            sums[*sentence].iter_mut().zip(row).for_each(|(s, x)| *s += x);
            whole.iter_mut().zip(row).for_each(|(s, x)| *s += x);
        }
        let mut means = Rows::new(STATE);
        for (mut sum, count) in sums.into_iter().zip(counts) {
            sum.iter_mut().for_each(|x| *x /= count.max(1) as f32);
            decode::normalise(&mut sum);
            means.data.extend(sum);
        }
        whole.iter_mut().for_each(|x| *x /= pieces.len() as f32);
        decode::normalise(&mut whole);
        Self { text, pieces, layout, states, sentence_means: means, text_mean: whole }
    }

    /// Runs tagged as the beginning or inside of something, with what their probabilities come to.
    fn tagged(&self, tags: &Rows, least: f32, score: impl Fn(&[f32]) -> f32) -> Vec<(Range<usize>, f32)> {
        let p: Vec<Vec<f32>> = (0..tags.len()).map(|t| softmax(tags.row(t))).collect();
        let inside = |t: usize| p[t][1] + p[t][2];
        let found = runs(p.len(), inside, |t| p[t][1], least);
        let whole = whole_words(found, self.text, &self.pieces);
        let scored = |r: Range<usize>| {
            let p: Vec<f32> = r.clone().map(inside).collect();
            (r, score(&p))
        };
        whole.into_iter().map(scored).collect()
    }

    fn mean(&self, run: &Range<usize>) -> Vec<f32> {
        let mut sum = vec![0.0; STATE];
        for t in run.clone() {
            sum.iter_mut().zip(self.states.row(t)).for_each(|(s, x)| *s += x);
        }
        sum.iter_mut().for_each(|x| *x /= run.len() as f32);
        sum
    }

    /// What the heads see of a span: its mean, its first piece, its sentence, the text.
    fn pooled(&self, spans: &[Range<usize>]) -> Rows {
        let mut out = Rows::new(3 * STATE + HIDDEN);
        for run in spans {
            out.data.extend(self.mean(run));
            out.data.extend_from_slice(self.states.row(run.start));
            out.data.extend_from_slice(self.sentence_means.row(self.layout.sentence[run.start]));
            out.data.extend_from_slice(&self.text_mean);
        }
        out
    }

    fn bytes(&self, run: &Range<usize>) -> Range<usize> {
        self.pieces[run.start].start..self.pieces[run.end - 1].end
    }

    fn acts(
        &self,
        session: Session<'_>,
        found: &[(Range<usize>, f32)],
        spans: &SpanScores,
        least: Least,
    ) -> Result<Vec<ActWords>, EncoderError> {
        let n = found.len();
        let first = |rows: &Rows| cut(rows, 0..n);
        let role_spans = first(&spans.role);
        let roles = self.roles(session, false, found, &role_spans, least.role)?;
        let same = session.same(&first(&spans.attribute), self.between(found, found))?;
        let mut named = Rows::new(SPAN + STATE);
        for (act, words) in roles.iter().enumerate() {
            for (_, run, _) in words.iter().filter(|(role, ..)| *role == 0) {
                named.data.extend_from_slice(role_spans.row(act));
                named.data.extend(self.mean(run));
            }
        }
        let basis = if named.len() > 0 { session.basis(&named)? } else { Rows::new(1) };
        let mut next = 0;
        let mut out = Vec::with_capacity(n);
        for (i, (run, score)) in found.iter().enumerate() {
            let mut words = Vec::with_capacity(roles[i].len());
            for (role, run, score) in &roles[i] {
                let mut ground = Vec::new();
                if *role == 0 {
                    ground = softmax(basis.row(next));
                    next += 1;
                }
                words.push(RoleWords { role: *role, words: self.bytes(run), score: *score, basis: ground });
            }
            out.push(ActWords {
                words: self.bytes(run),
                score: *score,
                kind: softmax(spans.kind.row(i)),
                stage: softmax(spans.stage.row(i)),
                background: softmax(spans.background.row(i))[1],
                aggregate: softmax(spans.aggregate.row(i))[1],
                roles: words,
                // Scores of the later telling with the earlier, as trained.
                same: (0..i).map(|j| sigmoid(same.data[i * n + j])).collect(),
            });
        }
        Ok(out)
    }

    fn sayings(
        &self,
        session: Session<'_>,
        found: &[(Range<usize>, f32)],
        acts: &[(Range<usize>, f32)],
        spans: &SpanScores,
        least: Least,
    ) -> Result<Vec<SayingWords>, EncoderError> {
        let (n, all) = (acts.len(), acts.len() + found.len());
        let own = cut(&spans.saying, n..all);
        let roles = self.roles(session, true, found, &own, least.role)?;
        let about = match n {
            0 => None,
            _ => Some(session.about(&own, &cut(&spans.attribute, 0..n), self.between(found, acts))?),
        };
        let mut out = Vec::with_capacity(found.len());
        for (i, (run, score)) in found.iter().enumerate() {
            let about = about.as_ref().map_or_else(Vec::new, |rows| {
                let mut scores = vec![spans.about_none.data[n + i]];
                scores.extend_from_slice(&rows.data[i * n..(i + 1) * n]);
                softmax(&scores).split_off(1)
            });
            let words = roles[i].iter().map(|(role, run, score)| RoleWords {
                role: *role,
                words: self.bytes(run),
                score: *score,
                basis: Vec::new(),
            });
            out.push(SayingWords {
                words: self.bytes(run),
                score: *score,
                act: softmax(spans.act.row(n + i)),
                roles: words.collect(),
                about,
            });
        }
        Ok(out)
    }

    /// Words in each role of each span.
    fn roles(
        &self,
        session: Session<'_>,
        of_sayings: bool,
        found: &[(Range<usize>, f32)],
        spans: &Rows,
        least: f32,
    ) -> Result<Vec<Vec<Role>>, EncoderError> {
        let mut out = Vec::with_capacity(found.len());
        for (block, chunk) in found.chunks(BLOCK).enumerate() {
            let spans = cut(spans, block * BLOCK..block * BLOCK + chunk.len());
            out.extend(self.roles_of(session, of_sayings, chunk, &spans, least)?);
        }
        Ok(out)
    }

    /// Words in each role of a few spans, looked for around them: work grows with the text, not with its square.
    fn roles_of(
        &self,
        session: Session<'_>,
        of_sayings: bool,
        found: &[(Range<usize>, f32)],
        spans: &Rows,
        least: f32,
    ) -> Result<Vec<Vec<Role>>, EncoderError> {
        let (first, last) = (found.first().map_or(0, |f| f.0.start), found.last().map_or(0, |f| f.0.end));
        let around = first.saturating_sub(REACH)..(last + REACH).min(self.pieces.len());
        let (n, shift) = (around.len(), around.start);
        let sentence = &self.layout.sentence;
        let mut distances = Distances { sentences: Vec::new(), pieces: Vec::new() };
        for (run, _) in found {
            let from = run.start;
            let apart = |t: usize| decode::sentences_apart(sentence[from], sentence[t]);
            distances.sentences.extend(around.clone().map(apart));
            distances.pieces.extend(around.clone().map(|t| decode::distance(from, t)));
        }
        let scores = session.roles(of_sayings, spans, &cut(&self.states, around), distances)?;
        let roles = if of_sayings { SAYING_ROLES } else { ROLES };
        let at = |span: usize, t: usize, role: usize, k: usize| {
            sigmoid(scores.data[((span * n + t) * roles + role) * 2 + k])
        };
        Ok((0..found.len())
            .map(|i| {
                let mut words = Vec::new();
                for role in 0..roles {
                    let marked = runs(n, |t| at(i, t, role, 0), |t| at(i, t, role, 1), least);
                    let moved = marked.into_iter().map(|r| r.start + shift..r.end + shift).collect();
                    for run in whole_words(moved, self.text, &self.pieces) {
                        let inside = run.clone().filter(|t| (shift..shift + n).contains(t));
                        let score = inside.map(|t| at(i, t - shift, role, 0)).sum::<f32>() / run.len() as f32;
                        words.push((role, run, score));
                    }
                }
                words
            })
            .collect())
    }

    /// Buckets of sentences between the beginnings of spans, row by row.
    fn between(&self, from: &[(Range<usize>, f32)], to: &[(Range<usize>, f32)]) -> Vec<i32> {
        let sentence = |r: &(Range<usize>, f32)| self.layout.sentence[r.0.start];
        from.iter()
            .flat_map(|a| to.iter().map(move |b| decode::sentences_apart(sentence(a), sentence(b))))
            .collect()
    }
}

fn cut(rows: &Rows, which: Range<usize>) -> Rows {
    Rows { width: rows.width, data: rows.data[which.start * rows.width..which.end * rows.width].to_vec() }
}
