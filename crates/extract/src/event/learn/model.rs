//! Linear models with eight-bit weights, and the file that holds several of them.
//!
//! Owns: the layout of the weights file and the arithmetic of a decision. In: bytes; a [`Bag`]. Out: scores and
//! probabilities. Refuses: files that do not say exactly what they hold.
//!
//! File: `CBW1`, then per model: name length (u8), name, classes (u8), bits (u8), scale (f32 LE), `classes` biases
//! (f32 LE), then `classes << bits` weights (i8, classes of one feature side by side). A weight is `i8 * scale`.

use super::Bag;

/// Why a weights file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It does not begin with the mark of this format.
    #[error("not a weights file")]
    Mark,
    /// It ends inside a model.
    #[error("the weights file ends early")]
    Short,
    /// A model of this name is not in it.
    #[error("the weights file has no model '{0}'")]
    Missing(&'static str),
}

const MARK: &[u8; 4] = b"CBW1";

/// One linear model: a score per class.
#[derive(Debug, Clone, Default)]
pub struct Linear<'a> {
    classes: usize,
    bits: u32,
    scale: f32,
    bias: Vec<f32>,
    weights: &'a [u8],
}

impl Linear<'_> {
    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Scores (log odds up to a constant) of the classes, written over `out`.
    pub fn scores(&self, bag: &Bag, out: &mut Vec<f32>) {
        out.clear();
        out.resize(self.classes, 0.0);
        let mask = (1usize << self.bits) - 1;
        for id in bag.ids() {
            let at = (*id as usize & mask) * self.classes;
            let Some(row) = self.weights.get(at..at + self.classes) else { continue };
            for (sum, w) in out.iter_mut().zip(row) {
                *sum += f32::from(i8::from_le_bytes([*w]));
            }
        }
        for (sum, bias) in out.iter_mut().zip(&self.bias) {
            *sum = *sum * self.scale + bias;
        }
    }

    /// Probabilities of the classes, which sum to 1, written over `out`.
    pub fn probabilities(&self, bag: &Bag, out: &mut Vec<f32>) {
        self.scores(bag, out);
        softmax(out);
    }

    /// Probability that the answer is yes, for a model of one class.
    pub fn probability(&self, bag: &Bag) -> f32 {
        let mut out = Vec::with_capacity(1);
        self.scores(bag, &mut out);
        logistic(out.first().copied().unwrap_or(0.0))
    }
}

/// 1 / (1 + e^-x).
pub(crate) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - top).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}

/// All models of a file.
#[derive(Debug, Clone)]
pub struct Weights<'a> {
    models: Vec<(&'a [u8], Linear<'a>)>,
}

impl<'a> Weights<'a> {
    /// Reads a file; the weights themselves are not copied.
    pub fn read(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut rest = bytes.strip_prefix(MARK.as_slice()).ok_or(ModelError::Mark)?;
        let mut models = Vec::new();
        while !rest.is_empty() {
            let length = usize::from(take(&mut rest, 1)?[0]);
            let name = take(&mut rest, length)?;
            let head = take(&mut rest, 2)?;
            let (classes, bits) = (usize::from(head[0]), u32::from(head[1]).min(24));
            let scale = float(&mut rest)?;
            let bias = (0..classes).map(|_| float(&mut rest)).collect::<Result<_, _>>()?;
            let weights = take(&mut rest, classes << bits)?;
            models.push((name, Linear { classes, bits, scale, bias, weights }));
        }
        Ok(Self { models })
    }

    /// The model of a name.
    pub fn model(&self, name: &'static str) -> Result<Linear<'a>, ModelError> {
        let found = self.models.iter().find(|(n, _)| *n == name.as_bytes());
        found.map(|(_, m)| m.clone()).ok_or(ModelError::Missing(name))
    }

    /// Writes models trained in full precision: name, biases, and the weights (`classes << bits` of them).
    pub fn write(models: &[(&str, &[f32], &[f32])]) -> Vec<u8> {
        let mut out = MARK.to_vec();
        for (name, bias, weights) in models {
            let classes = bias.len().max(1);
            let bits = (weights.len() / classes).max(1).ilog2();
            let top = weights.iter().fold(0.0f32, |m, w| m.max(w.abs())).max(1e-6);
            let scale = top / 127.0;
            out.push(name.len() as u8);
            out.extend_from_slice(name.as_bytes());
            out.push(classes as u8);
            out.push(bits as u8);
            out.extend_from_slice(&scale.to_le_bytes());
            bias.iter().for_each(|b| out.extend_from_slice(&b.to_le_bytes()));
            out.extend(weights.iter().flat_map(|w| ((w / scale).round() as i8).to_le_bytes()));
        }
        out
    }
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Result<&'a [u8], ModelError> {
    if rest.len() < n {
        return Err(ModelError::Short);
    }
    let (head, tail) = rest.split_at(n);
    *rest = tail;
    Ok(head)
}

fn float(rest: &mut &[u8]) -> Result<f32, ModelError> {
    let bytes = take(rest, 4)?;
    Ok(f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let weights: Vec<f32> = (0..8).map(|i| i as f32 - 4.0).collect();
        let bytes = Weights::write(&[("a", &[0.5, -0.5], &weights), ("b", &[1.0], &[2.0, -2.0])]);
        let read = Weights::read(&bytes).unwrap();
        let (a, b) = (read.model("a").unwrap(), read.model("b").unwrap());
        assert_eq!((a.classes(), a.bits, b.classes(), b.bits), (2, 2, 1, 1));
        let mut bag = Bag::default();
        bag.add(7, &["x"]);
        let at = bag.ids()[0] as usize & 3;
        let mut scores = Vec::new();
        a.scores(&bag, &mut scores);
        assert!((scores[0] - (weights[2 * at] + 0.5)).abs() < 0.05, "{scores:?}");
        a.probabilities(&bag, &mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(read.model("c").err(), Some(ModelError::Missing("c")));
        assert_eq!(Weights::read(&bytes[..bytes.len() - 1]).err(), Some(ModelError::Short));
        assert_eq!(Weights::read(b"x").err(), Some(ModelError::Mark));
    }
}
