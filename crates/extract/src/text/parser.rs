//! The parser: shift, attach left, attach right, each word once.
//!
//! Owns: the transition system (arc-hybrid, the root standing after the last word) and what its decisions are judged
//! by. In: words and tags of a sentence. Out: a head and a relation for each word. Refuses: training, which drives the
//! same [`State`] from the `eval` crate.

use super::features::{Word, mix};
use super::labels::DEPS;
use super::table::Table;
use super::tagger::{argmax, open};

/// Columns of the table of moves: the last is empty.
pub const MOVES: usize = 4;
/// Columns of the table of relations.
pub const RELATIONS: usize = 40;
/// Features of a move.
pub const MOVE_FEATURES: usize = 78;
/// Features of a relation.
pub const RELATION_FEATURES: usize = 40;
/// Head of a word not attached yet, and absence in general.
pub const NONE: u32 = u32::MAX;

/// A move of the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// The next word goes onto the stack.
    Shift,
    /// The word on the stack is governed by the next word.
    Left,
    /// The word on the stack is governed by the one below it.
    Right,
}

/// All moves in the order of their columns.
pub const ALL: [Move; 3] = [Move::Shift, Move::Left, Move::Right];

/// What the parser sees of a word: its form and tag.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    word: u64,
    tag: u64,
    /// The two nearest-to-outermost children on each side: outermost first.
    left: [u32; 2],
    right: [u32; 2],
    lefts: u32,
    rights: u32,
    /// Relations present among the children, one bit each.
    left_set: u64,
    right_set: u64,
    head: u32,
    dep: u8,
}

/// Where the parser stands in a sentence.
#[derive(Debug, Clone, Default)]
pub struct State {
    nodes: Vec<Node>,
    stack: Vec<u32>,
    next: usize,
}

const GAP: Node = Node {
    word: 3,
    tag: 61,
    left: [NONE; 2],
    right: [NONE; 2],
    lefts: 0,
    rights: 0,
    left_set: 0,
    right_set: 0,
    head: NONE,
    dep: 60,
};

impl State {
    /// Starts on a sentence; memory of the sentence before is used again.
    pub fn start(&mut self, words: &[Word], tags: &[u8]) {
        self.nodes.clear();
        self.stack.clear();
        self.next = 0;
        let node = |(w, t): (&Word, &u8)| Node { word: w.norm, tag: u64::from(*t) + 2, ..GAP };
        self.nodes.extend(words.iter().zip(tags).map(node));
        self.nodes.push(Node { word: 7, tag: 60, ..GAP });
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    /// True for a sentence without words.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Head of word `i`: another word, the number of words for the root, [`NONE`] before it is attached.
    pub fn head(&self, i: usize) -> u32 {
        self.nodes.get(i).map_or(NONE, |n| n.head)
    }

    /// Number in [`DEPS`] of the relation of word `i`.
    pub fn dep(&self, i: usize) -> u8 {
        self.nodes.get(i).map_or(0, |n| n.dep)
    }

    /// The stack, top last.
    pub fn stack(&self) -> &[u32] {
        &self.stack
    }

    /// Next word, the number of words when only the root is left.
    pub fn next(&self) -> usize {
        self.next
    }

    /// True when every word has a head.
    pub fn done(&self) -> bool {
        self.next >= self.len() && self.stack.is_empty()
    }

    /// Which moves may be made. The root takes one word only.
    pub fn legal(&self) -> [bool; 3] {
        let end = self.next >= self.len();
        let depth = self.stack.len();
        [!end, if end { depth == 1 } else { depth >= 1 }, depth >= 2]
    }

    /// Governor and dependent that a move would join, nothing for [`Move::Shift`] or when the move is not legal.
    pub fn arc(&self, step: Move) -> Option<(usize, usize)> {
        let top = *self.stack.last()? as usize;
        match step {
            Move::Shift => None,
            Move::Left => Some((self.next, top)),
            Move::Right => Some((self.stack[self.stack.len().checked_sub(2)?] as usize, top)),
        }
    }

    /// Makes a move; `dep` is the number of the relation of the word attached by it.
    pub fn apply(&mut self, step: Move, dep: u8) {
        let Some((head, child)) = self.arc(step) else {
            if step == Move::Shift && self.next < self.len() {
                self.stack.push(u32::try_from(self.next).unwrap_or(NONE));
                self.next += 1;
            }
            return;
        };
        self.stack.pop();
        let (h, c) = (u32::try_from(head).unwrap_or(NONE), u32::try_from(child).unwrap_or(NONE));
        if let Some(node) = self.nodes.get_mut(child) {
            node.head = h;
            node.dep = dep;
        }
        if let Some(node) = self.nodes.get_mut(head) {
            let bit = 1u64 << (dep & 63);
            if child < head {
                node.left = [c, node.left[0]];
                node.lefts += 1;
                node.left_set |= bit;
            } else {
                node.right = [c, node.right[0]];
                node.rights += 1;
                node.right_set |= bit;
            }
        }
    }

    fn node(&self, i: u32) -> &Node {
        self.nodes.get(i as usize).unwrap_or(&GAP)
    }

    /// Feature keys of the next move.
    pub fn move_features(&self, keys: &mut [u64; MOVE_FEATURES]) {
        let depth = self.stack.len();
        let stacked =
            |k: usize| depth.checked_sub(k + 1).and_then(|i| self.stack.get(i)).map_or(NONE, |s| *s);
        let (i0, i1, i2) = (stacked(0), stacked(1), stacked(2));
        let next = u32::try_from(self.next).unwrap_or(NONE);
        let (s0, s1, s2) = (self.node(i0), self.node(i1), self.node(i2));
        let (b0, b1, b2, b3) =
            (self.node(next), self.node(next + 1), self.node(next + 2), self.node(next + 3));
        let (s0l, s0r, s1l, s1r) =
            (self.node(s0.left[0]), self.node(s0.right[0]), self.node(s1.left[0]), self.node(s1.right[0]));
        let (s0l2, s0r2, s1r2) = (self.node(s0.left[1]), self.node(s0.right[1]), self.node(s1.right[1]));
        let (b0l, b0l2) = (self.node(b0.left[0]), self.node(b0.left[1]));
        let gap = |a: u32, b: u32| if a == NONE || b == NONE { 9 } else { bucket(a.abs_diff(b)) };
        let (d0, d1) = (gap(i0, next), gap(i1, i0));
        let pos = |l: &Node| l.tag << 8 | u64::from(l.dep);
        let vl = |n: &Node| u64::from(n.lefts.min(4));
        let vr = |n: &Node| u64::from(n.rights.min(4));
        let mut n = 0;
        let mut put = |parts: &[u64]| {
            let mut h = n as u64 + 0x1101;
            for part in parts {
                h = mix(h, *part);
            }
            keys[n] = h;
            n += 1;
        };
        put(&[]);
        // one word
        put(&[s0.word, s0.tag]);
        put(&[s0.word]);
        put(&[s0.tag]);
        put(&[s1.word, s1.tag]);
        put(&[s1.word]);
        put(&[s1.tag]);
        put(&[s2.word]);
        put(&[s2.tag]);
        put(&[b0.word, b0.tag]);
        put(&[b0.word]);
        put(&[b0.tag]);
        put(&[b1.word]);
        put(&[b1.tag]);
        put(&[b2.word]);
        put(&[b2.tag]);
        put(&[b1.tag, b2.tag, b3.tag]);
        // pairs of words
        put(&[s0.word, s0.tag, b0.word, b0.tag]);
        put(&[s0.word, b0.word]);
        put(&[s0.word, s0.tag, b0.tag]);
        put(&[s0.tag, b0.word, b0.tag]);
        put(&[s0.tag, b0.tag]);
        put(&[s1.word, s1.tag, s0.word, s0.tag]);
        put(&[s1.word, s0.word]);
        put(&[s1.word, s1.tag, s0.tag]);
        put(&[s1.tag, s0.word, s0.tag]);
        put(&[s1.tag, s0.tag]);
        put(&[s1.tag, b0.tag, d1]);
        put(&[s1.word, b0.word]);
        put(&[s1.word, b0.tag]);
        put(&[s1.tag, b0.word]);
        put(&[b0.tag, b1.tag]);
        put(&[b0.word, b1.word]);
        put(&[s0.word, b1.tag]);
        put(&[s0.tag, b1.word]);
        put(&[s0.word, b1.word]);
        // three words
        put(&[s0.tag, b0.tag, b1.tag]);
        put(&[b0.tag, b1.tag, b2.tag]);
        put(&[s1.tag, s0.tag, b0.tag]);
        put(&[s1.tag, s0.tag, b0.tag, b1.tag]);
        put(&[s2.tag, s1.tag, s0.tag]);
        put(&[s2.tag, s1.tag, s0.tag, b0.tag]);
        put(&[s1.word, s0.tag, b0.tag]);
        put(&[s1.tag, s0.word, b0.tag]);
        put(&[s1.tag, s0.tag, b0.word]);
        put(&[s0.word, b0.tag, b1.tag]);
        put(&[s0.tag, b0.word, b1.tag]);
        put(&[s0.tag, b0.tag, b1.word]);
        // children
        put(&[s0.tag, b0.tag, pos(s0l)]);
        put(&[s0.tag, b0.tag, pos(s0r)]);
        put(&[s0.tag, b0.tag, pos(b0l)]);
        put(&[s1.tag, s0.tag, pos(s0l)]);
        put(&[s1.tag, s0.tag, pos(s0r)]);
        put(&[s1.tag, s0.tag, pos(s1l)]);
        put(&[s1.tag, s0.tag, pos(s1r)]);
        put(&[s1.tag, s0.tag, b0.tag, s0r.tag, s1r.tag]);
        put(&[s0l.word, s0.tag]);
        put(&[s0r.word, s0.tag]);
        put(&[b0l.word, b0.tag]);
        put(&[s1r.word, s1.tag, s0.tag]);
        put(&[s0.tag, pos(s0l), pos(s0l2)]);
        put(&[s0.tag, pos(s0r), pos(s0r2)]);
        put(&[s1.tag, pos(s1r), pos(s1r2), s0.tag]);
        put(&[b0.tag, pos(b0l), pos(b0l2)]);
        // where a preposition phrase or clause belongs
        put(&[s0.word, b0l.word, b0.tag]);
        put(&[s1.word, b0l.word, s0.tag]);
        put(&[s0.tag, s1.tag, b0l.word]);
        put(&[s1.word, s0l.word, s0.tag]);
        put(&[s1.tag, s0l.word, s0.word]);
        // valency, sets of relations, distance
        put(&[s0.word, s0.tag, vl(s0), vr(s0)]);
        put(&[s0.tag, vl(s0), vr(s0), b0.tag]);
        put(&[s1.word, vr(s1), s0.tag]);
        put(&[s0.tag, s0.left_set, s0.right_set]);
        put(&[s1.tag, s1.left_set, s1.right_set, s0.tag]);
        put(&[b0.tag, b0.left_set, s0.tag]);
        put(&[s0.tag, b0.tag, d0]);
        put(&[s1.tag, s0.tag, d1]);
        put(&[s0.word, b0.word, d0]);
    }

    /// Feature keys of the relation between a governor and a dependent, with the children both have so far.
    pub fn relation_features(&self, head: usize, child: usize, keys: &mut [u64; RELATION_FEATURES]) {
        let id = |i: usize| u32::try_from(i).unwrap_or(NONE);
        let (h, c) = (self.node(id(head)), self.node(id(child)));
        let before = |i: usize| i.checked_sub(1).map_or(&GAP, |p| self.node(id(p)));
        let (hp, hn, cp, cn) =
            (before(head), self.node(id(head + 1)), before(child), self.node(id(child + 1)));
        let right = u64::from(child > head);
        let distance = bucket(id(head).abs_diff(id(child))) << 1 | right;
        let (cl, cl2, cr) = (self.node(c.left[0]), self.node(c.left[1]), self.node(c.right[0]));
        let (hl, hr) = (self.node(h.left[0]), self.node(h.right[0]));
        let mut n = 0;
        let mut put = |parts: &[u64]| {
            let mut k = n as u64 * 2 + right + 0x2203;
            for part in parts {
                k = mix(k, *part);
            }
            keys[n] = k;
            n += 1;
        };
        put(&[]);
        put(&[distance]);
        put(&[h.word]);
        put(&[h.tag]);
        put(&[h.word, h.tag]);
        put(&[c.word]);
        put(&[c.tag]);
        put(&[c.word, c.tag]);
        put(&[h.tag, c.tag]);
        put(&[h.word, c.tag]);
        put(&[h.tag, c.word]);
        put(&[h.word, c.word]);
        put(&[h.tag, c.tag, distance]);
        put(&[c.word, distance]);
        put(&[h.tag, c.tag, cp.tag]);
        put(&[h.tag, c.tag, cn.tag]);
        put(&[h.tag, c.tag, hp.tag]);
        put(&[h.tag, c.tag, hn.tag]);
        put(&[cp.word, c.tag]);
        put(&[cn.word, c.tag]);
        put(&[cp.tag, c.tag, cn.tag]);
        put(&[cl.word, c.tag]);
        put(&[cl.word, c.word]);
        put(&[cl.word, h.word]);
        put(&[cl.word, h.tag, c.tag]);
        put(&[cl.tag << 8 | u64::from(cl.dep), c.tag, h.tag]);
        put(&[cl2.word, cl.word, c.tag]);
        put(&[cr.tag << 8 | u64::from(cr.dep), c.tag, h.tag]);
        put(&[cr.word, c.tag]);
        put(&[c.left_set, c.tag]);
        put(&[c.right_set, c.tag]);
        put(&[c.left_set, c.right_set, h.tag]);
        put(&[h.left_set, h.tag, c.tag]);
        put(&[h.right_set, h.tag, c.tag]);
        put(&[h.left_set, h.word]);
        put(&[h.left_set, h.right_set, c.tag]);
        put(&[hl.word, h.tag, c.tag]);
        put(&[hr.word, h.tag, c.tag]);
        put(&[hr.tag << 8 | u64::from(hr.dep), h.word]);
        put(&[hp.word, h.tag, c.tag]);
    }

    /// Parses the sentence it was started on.
    pub fn parse(&mut self, moves: &Table<MOVES>, relations: &Table<RELATIONS>) {
        let mut keys = [0; MOVE_FEATURES];
        let mut label_keys = [0; RELATION_FEATURES];
        while !self.done() {
            let legal = self.legal();
            let step = match legal {
                [true, false, false] => Move::Shift,
                [false, true, false] => Move::Left,
                [false, false, true] => Move::Right,
                _ => {
                    self.move_features(&mut keys);
                    let mut scores = [0i16; MOVES];
                    moves.add(&keys, &mut scores);
                    choose(scores, legal)
                }
            };
            let mut dep = 0;
            if let Some((head, child)) = self.arc(step).filter(|(h, _)| *h < self.len()) {
                self.relation_features(head, child, &mut label_keys);
                let mut scores = open::<RELATIONS>(DEPS.len());
                relations.add(&label_keys, &mut scores);
                dep = argmax(&scores) as u8;
            }
            self.apply(step, dep);
        }
    }
}

/// The first of the best moves among the legal ones.
fn choose(scores: [i16; MOVES], legal: [bool; 3]) -> Move {
    let [shift, left, right] = std::array::from_fn(|i| if legal[i] { scores[i] } else { i16::MIN });
    match (shift >= left && shift >= right, left >= right) {
        (true, _) => Move::Shift,
        (false, true) => Move::Left,
        (false, false) => Move::Right,
    }
}

/// Distance in a few steps.
fn bucket(distance: u32) -> u64 {
    match distance {
        0..=3 => u64::from(distance),
        4..=5 => 4,
        6..=9 => 5,
        10..=17 => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(n: usize) -> State {
        let mut state = State::default();
        state.start(&vec![Word::default(); n], &vec![0; n]);
        state
    }

    #[test]
    fn any_legal_moves_give_one_root_and_a_head_for_all() {
        // Every choice sequence of a small sentence, driven by the digits of a counter.
        for choice in 0..729usize {
            let mut state = started(4);
            let mut digits = choice;
            while !state.done() {
                let legal: Vec<Move> =
                    ALL.into_iter().zip(state.legal()).filter(|(_, ok)| *ok).map(|(m, _)| m).collect();
                assert!(!legal.is_empty());
                let step = legal[digits % 3 % legal.len()];
                digits /= 3;
                state.apply(step, 0);
            }
            let heads: Vec<u32> = (0..4).map(|i| state.head(i)).collect();
            assert_eq!(heads.iter().filter(|h| **h == 4).count(), 1, "{heads:?}");
            assert!(heads.iter().all(|h| *h <= 4));
        }
    }

    #[test]
    fn all_keys_are_filled() {
        let mut state = started(3);
        state.apply(Move::Shift, 0);
        state.apply(Move::Shift, 0);
        let mut keys = [0; MOVE_FEATURES];
        state.move_features(&mut keys);
        let mut relation = [0; RELATION_FEATURES];
        state.relation_features(0, 1, &mut relation);
        assert!(keys.iter().chain(&relation).all(|k| *k != 0));
    }
}
