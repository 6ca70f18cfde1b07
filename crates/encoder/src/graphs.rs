//! The trained graphs and how they are run.
//!
//! Owns: loading and running the ONNX graphs, the table of pieces. In: numbers. Out: numbers, as flat rows. Refuses: text.

use crate::EncoderError;
use rten::{Model, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::sync::Arc;

/// Width of a token state within the transformer, and with its sentence and headline features.
pub(crate) const HIDDEN: usize = 384;
pub(crate) const STATE: usize = 432;
/// Width of a span.
pub(crate) const SPAN: usize = 256;
/// Longest window, special pieces included.
const POSITIONS: usize = 512;

/// Rows of equal width.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub(crate) width: usize,
    pub(crate) data: Vec<f32>,
}

impl Rows {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, data: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.data.len().checked_div(self.width).unwrap_or(0)
    }

    pub(crate) fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.width..(i + 1) * self.width]
    }
}

/// A graph with its inputs and outputs by position.
struct Graph {
    model: Model,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

impl Graph {
    fn load(bytes: &'static [u8], name: &str) -> Result<Self, EncoderError> {
        let load = || Model::load_static_slice(bytes);
        let model = load().map_err(|e| EncoderError::Weights(format!("{name}: {e}")))?;
        let (inputs, outputs) = (model.input_ids().to_vec(), model.output_ids().to_vec());
        Ok(Self { model, inputs, outputs })
    }

    fn run(&self, inputs: Vec<Value>, pool: &Arc<ThreadPool>) -> Result<Vec<Rows>, EncoderError> {
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        let inputs: Vec<(NodeId, ValueOrView)> =
            self.inputs.iter().copied().zip(inputs.into_iter().map(ValueOrView::from)).collect();
        let found = self
            .model
            .run(inputs, &self.outputs, Some(options))
            .map_err(|e| EncoderError::Run(e.to_string()))?;
        found.into_iter().map(rows).collect()
    }
}

/// The last dimension is the width; all before it are rows.
fn rows(value: Value) -> Result<Rows, EncoderError> {
    let tensor = value.into_tensor::<f32>().ok_or_else(|| EncoderError::Run("not numbers".to_owned()))?;
    let width = tensor.shape().last().copied().unwrap_or(1);
    Ok(Rows { width, data: tensor.into_data() })
}

fn floats(rows: &Rows) -> Value {
    NdTensor::from_data([rows.len(), rows.width], rows.data.clone()).into()
}

fn integers(values: &[i32]) -> Value {
    NdTensor::from_data([values.len()], values.to_vec()).into()
}

fn table(values: Vec<i32>, rows: usize) -> Value {
    let width = values.len().checked_div(rows).unwrap_or(0);
    NdTensor::from_data([rows, width], values).into()
}

/// What the heads say of spans.
pub(crate) struct SpanScores {
    /// Projections for roles, for attributes and for sayings.
    pub(crate) role: Rows,
    pub(crate) attribute: Rows,
    pub(crate) saying: Rows,
    pub(crate) kind: Rows,
    pub(crate) stage: Rows,
    pub(crate) background: Rows,
    pub(crate) aggregate: Rows,
    pub(crate) act: Rows,
    /// Score of a saying about no act.
    pub(crate) about_none: Rows,
}

/// All graphs, loaded once.
pub(crate) struct Graphs {
    body: Graph,
    spans: Graph,
    roles: Graph,
    sayings: Graph,
    basis: Graph,
    same: Graph,
    about: Graph,
    pieces: PieceTable,
}

impl std::fmt::Debug for Graphs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Graphs").finish_non_exhaustive()
    }
}

/// Embeddings of pieces in eight bits with one scale a piece, and of positions.
struct PieceTable {
    weights: &'static [u8],
    scales: Vec<f32>,
    positions: Vec<f32>,
}

impl PieceTable {
    fn load(bytes: &'static [u8]) -> Result<Self, EncoderError> {
        let rest = POSITIONS * HIDDEN * 4;
        let pieces = bytes.len().saturating_sub(rest) / (HIDDEN + 4);
        if pieces == 0 || pieces * (HIDDEN + 4) + rest != bytes.len() {
            return Err(EncoderError::Weights("pieces: not of the size expected".to_owned()));
        }
        let (weights, after) = bytes.split_at(pieces * HIDDEN);
        let (scales, positions) = after.split_at(pieces * 4);
        let floats = |b: &[u8]| -> Vec<f32> {
            b.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect()
        };
        Ok(Self { weights, scales: floats(scales), positions: floats(positions) })
    }

    /// Sum of the embeddings of each piece and its position.
    fn sums(&self, ids: &[u32]) -> Rows {
        let mut out = Rows::new(HIDDEN);
        out.data.reserve(ids.len() * HIDDEN);
        for (position, id) in ids.iter().enumerate() {
            let id = *id as usize;
            let scale = self.scales[id];
            let weights = &self.weights[id * HIDDEN..(id + 1) * HIDDEN];
            let place = &self.positions[position * HIDDEN..(position + 1) * HIDDEN];
            out.data.extend(weights.iter().zip(place).map(|(w, p)| f32::from(*w as i8) * scale + p));
        }
        out
    }
}

impl Graphs {
    pub(crate) fn embedded() -> Result<Self, EncoderError> {
        macro_rules! weights {
            ($name:literal) => {
                include_bytes!(concat!("../weights/", $name))
            };
        }
        Ok(Self {
            body: Graph::load(weights!("body.onnx"), "body")?,
            spans: Graph::load(weights!("spans.onnx"), "spans")?,
            roles: Graph::load(weights!("roles.onnx"), "roles")?,
            sayings: Graph::load(weights!("sroles.onnx"), "sayings")?,
            basis: Graph::load(weights!("how.onnx"), "basis")?,
            same: Graph::load(weights!("coref.onnx"), "same")?,
            about: Graph::load(weights!("about.onnx"), "about")?,
            pieces: PieceTable::load(weights!("pieces.bin"))?,
        })
    }
}

/// The graphs on the threads they run on.
#[derive(Clone, Copy)]
pub(crate) struct Session<'a> {
    pub(crate) graphs: &'a Graphs,
    pub(crate) pool: &'a Arc<ThreadPool>,
}

impl Session<'_> {
    /// States, tags of acts and tags of sayings of one window, special pieces included.
    pub(crate) fn window(
        &self,
        ids: &[u32],
        sentences: &[i32],
        heading: &[i32],
    ) -> Result<[Rows; 3], EncoderError> {
        let inputs = vec![floats(&self.graphs.pieces.sums(ids)), integers(sentences), integers(heading)];
        exactly(self.graphs.body.run(inputs, self.pool)?)
    }

    pub(crate) fn spans(&self, pooled: &Rows) -> Result<SpanScores, EncoderError> {
        let [role, attribute, saying, kind, stage, background, aggregate, act, about_none] =
            exactly(self.graphs.spans.run(vec![floats(pooled)], self.pool)?)?;
        Ok(SpanScores { role, attribute, saying, kind, stage, background, aggregate, act, about_none })
    }

    /// For each span and piece, two scores a role (inside it, at its beginning); rows are (span, piece, role).
    pub(crate) fn roles(
        &self,
        of_sayings: bool,
        spans: &Rows,
        states: &Rows,
        distances: Distances,
    ) -> Result<Rows, EncoderError> {
        let graph = if of_sayings { &self.graphs.sayings } else { &self.graphs.roles };
        let n = spans.len();
        let inputs =
            vec![floats(spans), floats(states), table(distances.sentences, n), table(distances.pieces, n)];
        let [found] = exactly(graph.run(inputs, self.pool)?)?;
        Ok(found)
    }

    pub(crate) fn basis(&self, rows: &Rows) -> Result<Rows, EncoderError> {
        let [found] = exactly(self.graphs.basis.run(vec![floats(rows)], self.pool)?)?;
        Ok(found)
    }

    /// Scores of pairs of tellings; one row a telling.
    pub(crate) fn same(&self, spans: &Rows, sentences: Vec<i32>) -> Result<Rows, EncoderError> {
        let inputs = vec![floats(spans), floats(spans), table(sentences, spans.len())];
        let [found] = exactly(self.graphs.same.run(inputs, self.pool)?)?;
        Ok(found)
    }

    /// Scores of what sayings are about; one row a saying.
    pub(crate) fn about(
        &self,
        sayings: &Rows,
        acts: &Rows,
        sentences: Vec<i32>,
    ) -> Result<Rows, EncoderError> {
        let inputs = vec![floats(sayings), floats(acts), table(sentences, sayings.len())];
        let [found] = exactly(self.graphs.about.run(inputs, self.pool)?)?;
        Ok(found)
    }
}

/// Buckets of distance from spans to pieces, row by row.
pub(crate) struct Distances {
    pub(crate) sentences: Vec<i32>,
    pub(crate) pieces: Vec<i32>,
}

fn exactly<const N: usize>(found: Vec<Rows>) -> Result<[Rows; N], EncoderError> {
    found.try_into().map_err(|_| EncoderError::Run("other outputs than expected".to_owned()))
}
