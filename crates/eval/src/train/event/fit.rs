//! Fitting of linear models over hashed features.
//!
//! Owns: stochastic gradient descent with AdaGrad steps on the logistic loss, in a fixed order. In: bags of hashed
//! features with their classes. Out: weights for the engine's linear models. Refuses: randomness without a seed.

/// A training example: its hashed features, its class and how much it counts.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) ids: Vec<u32>,
    pub(super) class: usize,
    pub(super) weight: f32,
}

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// 1 = yes or no (class 0 or 1), else one score per class.
    pub(super) classes: usize,
    /// Weights per class: `1 << bits`.
    pub(super) bits: u32,
    pub(super) epochs: usize,
    pub(super) rate: f32,
    /// Pull of the weights towards zero per step.
    pub(super) l2: f32,
    /// Features seen less often are left out.
    pub(super) at_least: u32,
}

/// A fitted model in full precision.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    pub(super) classes: usize,
    pub(super) bits: u32,
    pub(super) bias: Vec<f32>,
    pub(super) weights: Vec<f32>,
}

impl Fitted {
    /// Scores of the classes.
    pub(super) fn scores(&self, ids: &[u32]) -> Vec<f32> {
        let mask = (1usize << self.bits) - 1;
        let mut out = self.bias.clone();
        for id in ids {
            let at = (*id as usize & mask) * self.classes;
            for (s, w) in out.iter_mut().zip(&self.weights[at..at + self.classes]) {
                *s += w;
            }
        }
        out
    }

    /// Probabilities of the classes; for a yes-or-no model, of no and yes.
    pub(super) fn probabilities(&self, ids: &[u32]) -> Vec<f32> {
        let scores = self.scores(ids);
        if self.classes == 1 {
            let p = 1.0 / (1.0 + (-scores[0]).exp());
            return vec![1.0 - p, p];
        }
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let exp: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
        let sum: f32 = exp.iter().sum();
        exp.into_iter().map(|e| e / sum).collect()
    }
}

/// Orders of the examples that a model is averaged over: one order alone moves the figures by a point.
const ORDERS: u64 = 5;

/// Fits a model; the same examples in the same order give the same weights. The weights are the mean over [`ORDERS`]
/// shuffled orders.
pub(super) fn fit(examples: &[Example], settings: Settings) -> Fitted {
    let mut sum = fit_once(examples, settings, 0);
    for order in 1..ORDERS {
        let next = fit_once(examples, settings, order);
        sum.bias.iter_mut().zip(&next.bias).for_each(|(s, n)| *s += n);
        sum.weights.iter_mut().zip(&next.weights).for_each(|(s, n)| *s += n);
    }
    sum.bias.iter_mut().chain(&mut sum.weights).for_each(|w| *w /= ORDERS as f32);
    sum
}

fn fit_once(examples: &[Example], settings: Settings, order: u64) -> Fitted {
    let Settings { classes, bits, epochs, rate, l2, at_least } = settings;
    let mask = (1u32 << bits) - 1;
    let mut seen = vec![0u32; 1 << bits];
    for e in examples {
        e.ids.iter().for_each(|id| seen[(id & mask) as usize] += 1);
    }
    let mut model = Fitted { classes, bits, bias: vec![0.0; classes], weights: vec![0.0; classes << bits] };
    let mut squares = vec![1e-3f32; classes << bits];
    let mut bias_squares = vec![1e-3f32; classes];
    let mut queue: Vec<u32> = (0..examples.len() as u32).collect();
    let mut state = 0x2545_f491_4f6c_dd1du64 ^ order.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for epoch in 0..epochs {
        shuffle(&mut queue, &mut state);
        let rate = rate / (1.0 + epoch as f32 * 0.3);
        for i in &queue {
            let e = &examples[*i as usize];
            let p = model.probabilities(&e.ids);
            for c in 0..classes {
                let (p, truth) = if classes == 1 {
                    (p[1], e.class as f32)
                } else {
                    (p[c], f32::from(u8::from(c == e.class)))
                };
                let gradient = (p - truth) * e.weight;
                bias_squares[c] += gradient * gradient;
                model.bias[c] -= rate * gradient / bias_squares[c].sqrt();
                if gradient.abs() < 1e-4 {
                    continue;
                }
                for id in &e.ids {
                    let slot = (id & mask) as usize;
                    if seen[slot] < at_least {
                        continue;
                    }
                    let at = slot * classes + c;
                    let g = gradient + l2 * model.weights[at];
                    squares[at] += g * g;
                    model.weights[at] -= rate * g / squares[at].sqrt();
                }
            }
        }
    }
    model
}

fn shuffle(order: &mut [u32], state: &mut u64) {
    for i in (1..order.len()).rev() {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        order.swap(i, (*state % (i as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_is_learned() {
        let examples: Vec<Example> = (0..200u32)
            .map(|i| Example { ids: vec![i % 2 + 10, i % 7 + 20], class: (i % 2) as usize, weight: 1.0 })
            .collect();
        let settings = Settings { classes: 1, bits: 8, epochs: 5, rate: 0.2, l2: 1e-4, at_least: 1 };
        let model = fit(&examples, settings);
        assert!(model.probabilities(&[11, 22])[1] > 0.9);
        assert!(model.probabilities(&[10, 22])[1] < 0.1);
        let three = fit(&examples, Settings { classes: 3, ..settings });
        assert!(three.probabilities(&[11, 22])[1] > 0.8);
        assert_eq!(fit(&examples, settings).weights, model.weights);
    }
}
