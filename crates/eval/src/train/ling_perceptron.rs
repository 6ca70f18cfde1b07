//! The averaged perceptron behind every trained part.
//!
//! Owns: which features get a row, their weights while learning, and making them small. In: feature keys and which
//! column was right. Out: a table in the layout of `claimbook_extract::text::table`. Refuses: what features mean.

use claimbook_extract::text::table;

/// Counts features, to keep those seen often enough.
pub(crate) struct Counter {
    keys: Vec<u64>,
    counts: Vec<u32>,
    used: usize,
}

impl Counter {
    pub(crate) fn new() -> Self {
        Self { keys: vec![0; 1 << 16], counts: vec![0; 1 << 16], used: 0 }
    }

    pub(crate) fn add(&mut self, keys: &[u64]) {
        for key in keys {
            if self.used * 3 > self.keys.len() * 2 {
                self.grow();
            }
            let at = slot(&self.keys, *key);
            if self.keys[at] == 0 {
                self.keys[at] = *key;
                self.used += 1;
            }
            self.counts[at] += 1;
        }
    }

    fn grow(&mut self) {
        let size = self.keys.len() * 2;
        let keys = std::mem::replace(&mut self.keys, vec![0; size]);
        let counts = std::mem::replace(&mut self.counts, vec![0; size]);
        for (key, count) in keys.into_iter().zip(counts).filter(|(k, _)| *k != 0) {
            let at = slot(&self.keys, key);
            self.keys[at] = key;
            self.counts[at] = count;
        }
    }

    /// Features seen at least `least` times, most frequent first, at most `most`.
    pub(crate) fn frequent(&self, least: u32, most: usize) -> Vec<u64> {
        let mut all: Vec<(u32, u64)> =
            self.counts.iter().zip(&self.keys).filter(|(c, _)| **c >= least).map(|(c, k)| (*c, *k)).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.truncate(most);
        all.into_iter().map(|(_, k)| k).collect()
    }
}

fn slot(keys: &[u64], key: u64) -> usize {
    let mask = keys.len() - 1;
    let mut at = (key ^ (key >> 32)) as usize & mask;
    while keys[at] != 0 && keys[at] != key {
        at = (at + 1) & mask;
    }
    at
}

/// Weights of `W` columns while they are learnt.
pub(crate) struct Perceptron<const W: usize> {
    index: Vec<u64>,
    ids: Vec<u32>,
    keys: Vec<u64>,
    weights: Vec<[f32; W]>,
    sums: Vec<[f32; W]>,
    seen: f32,
    ids_now: Vec<u32>,
}

impl<const W: usize> Perceptron<W> {
    /// Weights for these features, all zero.
    pub(crate) fn new(keys: Vec<u64>) -> Self {
        let size = (keys.len() * 2).next_power_of_two().max(16);
        let (mut index, mut ids) = (vec![0; size], vec![0; size]);
        for (id, key) in keys.iter().enumerate() {
            let at = slot(&index, *key);
            index[at] = *key;
            ids[at] = id as u32;
        }
        let n = keys.len();
        Self {
            index,
            ids,
            keys,
            weights: vec![[0.0; W]; n],
            sums: vec![[0.0; W]; n],
            seen: 1.0,
            ids_now: Vec::new(),
        }
    }

    /// Scores of the columns; the features are kept for [`Self::update`].
    pub(crate) fn scores(&mut self, keys: &[u64]) -> [f32; W] {
        let mut scores = [0.0; W];
        self.ids_now.clear();
        for key in keys {
            let at = slot(&self.index, *key);
            if self.index[at] == *key {
                let id = self.ids[at];
                self.ids_now.push(id);
                for (s, w) in scores.iter_mut().zip(&self.weights[id as usize]) {
                    *s += w;
                }
            }
        }
        scores
    }

    /// Counts a decision; call once for each, right or wrong.
    pub(crate) fn tick(&mut self) {
        self.seen += 1.0;
    }

    /// Moves the features scored last towards one column and away from another.
    pub(crate) fn update(&mut self, right: usize, wrong: usize) {
        for id in &self.ids_now {
            let (w, s) = (&mut self.weights[*id as usize], &mut self.sums[*id as usize]);
            w[right] += 1.0;
            s[right] += self.seen;
            w[wrong] -= 1.0;
            s[wrong] -= self.seen;
        }
    }

    /// Averages the weights, scales them to bytes and writes their table; rows without a weight above `floor` (in
    /// steps of the byte scale) are left out. Returns rows kept and the size of one step.
    pub(crate) fn write(&self, floor: i8, out: &mut Vec<u8>) -> (usize, f32) {
        let average = |id: usize| -> [f32; W] {
            std::array::from_fn(|k| self.weights[id][k] - self.sums[id][k] / self.seen)
        };
        let mut peaks: Vec<f32> =
            (0..self.keys.len()).map(|id| average(id).iter().fold(0.0f32, |m, w| m.max(w.abs()))).collect();
        peaks.sort_by(f32::total_cmp);
        // The rarest rows may be cut at the rim of the byte: one in five thousand.
        let top =
            peaks.get(peaks.len().saturating_sub(peaks.len() / 5000 + 1)).copied().unwrap_or(1.0).max(1e-6);
        let step = top / 127.0;
        let mut rows: Vec<(i8, u64, [i8; W])> = (0..self.keys.len())
            .map(|id| {
                let row = average(id).map(|w| (w / step).round().clamp(-127.0, 127.0) as i8);
                (row.iter().map(|w| w.abs()).max().unwrap_or(0), self.keys[id], row)
            })
            .filter(|(peak, _, _)| *peak > floor)
            .collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let rows: Vec<(u64, [i8; W])> = rows.into_iter().map(|(_, k, r)| (k, r)).collect();
        (table::write(&rows, out), step)
    }
}

/// First of the highest scores among the columns allowed.
pub(crate) fn best(scores: &[f32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut found: Option<usize> = None;
    for i in (0..scores.len()).filter(|i| allowed(*i)) {
        if found.is_none_or(|f| scores[i] > scores[f]) {
            found = Some(i);
        }
    }
    found
}

/// A small generator of fixed sequences, so that training gives the same bytes every time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % sides.max(1) as u64) as usize
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.roll(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_what_can_be_told_apart() {
        let mut counter = Counter::new();
        for k in 1..4u64 {
            counter.add(&[k * 1_000_003, 99 * 1_000_003]);
        }
        let keys = counter.frequent(1, 10);
        assert_eq!(keys[0], 99 * 1_000_003);
        let mut p = Perceptron::<4>::new(keys);
        for _ in 0..20 {
            for k in 1..4u64 {
                let scores = p.scores(&[k * 1_000_003, 99 * 1_000_003]);
                let guess = best(&scores, |_| true).unwrap();
                if guess != k as usize {
                    p.update(k as usize, guess);
                }
                p.tick();
            }
        }
        for k in 1..4u64 {
            let scores = p.scores(&[k * 1_000_003]);
            assert_eq!(best(&scores, |_| true), Some(k as usize));
        }
    }

    #[test]
    fn dice_are_the_same_every_time() {
        let roll = || (0..9).scan(Dice::new(7), |d, _| Some(d.roll(100))).collect::<Vec<_>>();
        assert_eq!(roll(), roll());
        let mut items: Vec<u32> = (0..50).collect();
        Dice::new(1).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
