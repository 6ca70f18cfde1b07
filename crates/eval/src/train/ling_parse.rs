//! Training the parser with a dynamic oracle.
//!
//! Owns: what each move costs, the learning loop. In: words, predicted tags and gold trees. Out: tables. Refuses: tags.

use super::ling_perceptron::{Counter, Dice, Perceptron, best};
use claimbook_extract::text::features::Word;
use claimbook_extract::text::labels::DEPS;
use claimbook_extract::text::parser::{ALL, MOVE_FEATURES, MOVES, Move, RELATION_FEATURES, RELATIONS, State};

/// A sentence to learn on: words, the tags a tagger gave them, gold governors and relations.
pub(crate) struct Example<'a> {
    pub(crate) words: Vec<Word>,
    pub(crate) tags: Vec<u8>,
    pub(crate) heads: &'a [u32],
    pub(crate) deps: &'a [u8],
}

/// How many gold arcs each move makes unreachable.
fn costs(state: &State, heads: &[u32]) -> [usize; 3] {
    let n = heads.len();
    let next = state.next();
    let stack = state.stack();
    let Some((&top, below)) = stack.split_last() else { return [0, 0, 0] };
    let top = top as usize;
    let gold = |i: usize| heads[i] as usize;
    // Gold dependents of the top that still wait: an arc from it to them is lost once it leaves the stack.
    let waiting = (next..n).filter(|i| gold(*i) == top).count();
    let second = below.last().map(|s| *s as usize);
    let head = gold(top);
    let left = usize::from(Some(head) == second || head > next && head <= n) + waiting;
    let right = usize::from(head >= next && head <= n) + waiting;
    let shift = if next < n {
        let head = gold(next);
        usize::from(below.iter().any(|s| *s as usize == head))
            + stack.iter().filter(|s| gold(**s as usize) == next).count()
    } else {
        0
    };
    [shift, left, right]
}

/// Moves and relations while they are learnt.
pub(crate) struct ParseLearner {
    moves: Perceptron<MOVES>,
    relations: Perceptron<RELATIONS>,
}

impl ParseLearner {
    /// Learns from examples; each round but the first also visits states its own mistakes lead to.
    pub(crate) fn learn(examples: &mut [Example], rounds: usize, most: [usize; 2], seed: u64) -> Self {
        let (moves, relations) = count(examples);
        let mut learner = Self {
            moves: Perceptron::new(moves.frequent(3, most[0])),
            relations: Perceptron::new(relations.frequent(3, most[1])),
        };
        drop((moves, relations));
        let mut dice = Dice::new(seed);
        let mut state = State::default();
        for round in 0..rounds {
            dice.shuffle(examples);
            for example in examples.iter() {
                learner.sentence(example, &mut state, round > 0, &mut dice);
            }
        }
        learner
    }

    fn sentence(&mut self, example: &Example, state: &mut State, explore: bool, dice: &mut Dice) {
        let mut keys = [0; MOVE_FEATURES];
        state.start(&example.words, &example.tags);
        while !state.done() {
            let legal = state.legal();
            let mut step = if legal.iter().filter(|ok| **ok).count() == 1 {
                legal.iter().position(|ok| *ok).unwrap_or(0)
            } else {
                let costs = costs(state, example.heads);
                let least = (0..3).filter(|i| legal[*i]).map(|i| costs[i]).min().unwrap_or(0);
                state.move_features(&mut keys);
                let scores = self.moves.scores(&keys);
                let guess = best(&scores[..3], |i| legal[i]).unwrap_or(0);
                let right = best(&scores[..3], |i| legal[i] && costs[i] == least).unwrap_or(guess);
                self.moves.tick();
                if costs[guess] > least {
                    self.moves.update(right, guess);
                }
                if explore && dice.roll(10) > 0 { guess } else { right }
            };
            step = step.min(2);
            self.apply(example, state, ALL[step]);
        }
    }

    /// Makes a move, learning its relation where the arc is right.
    fn apply(&mut self, example: &Example, state: &mut State, step: Move) {
        let mut dep = 0;
        if let Some((head, child)) = state.arc(step).filter(|(h, _)| *h < state.len()) {
            let mut keys = [0; RELATION_FEATURES];
            state.relation_features(head, child, &mut keys);
            let scores = self.relations.scores(&keys);
            let guess = best(&scores[..DEPS.len()], |_| true).unwrap_or(0);
            if example.heads[child] as usize == head {
                self.relations.tick();
                let right = usize::from(example.deps[child]);
                if right != guess {
                    self.relations.update(right, guess);
                }
            }
            dep = guess as u8;
        }
        state.apply(step, dep);
    }

    /// Writes the tables of moves and relations; returns their rows.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> [usize; 2] {
        [self.moves.write(2, out).0, self.relations.write(2, out).0]
    }
}

/// Counts the features met on the way of the gold trees.
fn count(examples: &[Example]) -> (Counter, Counter) {
    let (mut moves, mut relations) = (Counter::new(), Counter::new());
    let mut keys = [0; MOVE_FEATURES];
    let mut relation_keys = [0; RELATION_FEATURES];
    let mut state = State::default();
    for example in examples {
        state.start(&example.words, &example.tags);
        while !state.done() {
            let legal = state.legal();
            let costs = costs(&state, example.heads);
            let step = (0..3).filter(|i| legal[*i]).min_by_key(|i| (costs[*i], *i)).unwrap_or(0);
            state.move_features(&mut keys);
            moves.add(&keys);
            let mut dep = 0;
            if let Some((head, child)) = state.arc(ALL[step]).filter(|(h, _)| *h < state.len()) {
                state.relation_features(head, child, &mut relation_keys);
                relations.add(&relation_keys);
                dep = example.deps[child];
            }
            state.apply(ALL[step], dep);
        }
    }
    (moves, relations)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Following moves without cost rebuilds any tree without crossing arcs.
    #[test]
    fn free_moves_give_the_gold_tree() {
        let trees: [&[u32]; 4] = [&[1, 3, 1, 4], &[4, 0, 1, 0], &[3, 0, 1, 4], &[1, 2, 3, 4]];
        for heads in trees {
            let mut state = State::default();
            state.start(&vec![Word::default(); 4], &[0; 4]);
            while !state.done() {
                let (legal, costs) = (state.legal(), costs(&state, heads));
                let step = (0..3).filter(|i| legal[*i]).min_by_key(|i| costs[*i]).unwrap();
                assert_eq!(costs[step], 0, "{heads:?}");
                state.apply(ALL[step], 0);
            }
            let found: Vec<u32> = (0..4).map(|i| state.head(i)).collect();
            assert_eq!(found, heads);
        }
    }

    #[test]
    fn a_costly_move_loses_as_many_arcs_as_it_says() {
        // Word 1 governs 0 and 2: shifting 1 over 0 loses the arc to 0, and so would attaching 0 elsewhere.
        let heads = [1, 3, 1];
        let mut state = State::default();
        state.start(&vec![Word::default(); 3], &[0; 3]);
        state.apply(Move::Shift, 0);
        assert_eq!(costs(&state, &heads), [1, 0, 1]);
    }
}
