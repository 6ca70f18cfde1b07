//! How much may be asked, and what was.
//!
//! Owns: counts of requests and tokens over all threads. In: what a request may cost, and what it cost. Out: leave to ask, and [`Spent`].
//! Refuses: a request that could go beyond the budget.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most that a run may ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Most {
    pub requests: Option<u64>,
    /// Of questions and answers together.
    pub tokens: Option<u64>,
}

/// What a run has asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Requests sent, those tried again among them.
    pub requests: u64,
    /// Tokens of questions and of answers, as the server counts them; where it does not, a byte count over three.
    pub asked: u64,
    pub answered: u64,
    /// Answers that had been kept and were not asked for again.
    pub kept: u64,
    /// Marks refused because their words stand nowhere, or for their form.
    pub refused: u64,
}

#[derive(Debug, Default)]
struct State {
    spent: Spent,
    /// Tokens that requests under way may cost.
    reserved: u64,
}

/// The budget of one run.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    most: Most,
    state: Mutex<State>,
}

impl Budget {
    pub(crate) fn new(most: Most) -> Self {
        Self { most, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one request of at most so many tokens; false where the budget does not hold it.
    pub(crate) fn take(&self, tokens: u64) -> bool {
        let mut state = self.state();
        let spent = state.spent.asked + state.spent.answered + state.reserved;
        let holds = self.most.requests.is_none_or(|most| state.spent.requests < most)
            && self.most.tokens.is_none_or(|most| spent.saturating_add(tokens) <= most);
        if holds {
            state.spent.requests += 1;
            state.reserved += tokens;
        }
        holds
    }

    /// Says what a request taken for so many tokens cost.
    pub(crate) fn settle(&self, tokens: u64, asked: u64, answered: u64) {
        let mut state = self.state();
        state.reserved = state.reserved.saturating_sub(tokens);
        state.spent.asked = state.spent.asked.saturating_add(asked);
        state.spent.answered = state.spent.answered.saturating_add(answered);
    }

    pub(crate) fn kept(&self) {
        self.state().spent.kept += 1;
    }

    pub(crate) fn refused(&self, marks: usize) {
        self.state().spent.refused += marks as u64;
    }

    pub(crate) fn spent(&self) -> Spent {
        self.state().spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_could_go_beyond_is_not_sent() {
        let budget = Budget::new(Most { requests: Some(3), tokens: Some(1000) });
        assert!(budget.take(600) && !budget.take(600), "the first is under way");
        budget.settle(600, 100, 50);
        assert!(budget.take(600));
        budget.settle(600, 500, 300);
        assert!(!budget.take(51) && budget.take(50) && !budget.take(0));
        assert_eq!(budget.spent(), Spent { requests: 3, asked: 600, answered: 350, ..Spent::default() });
    }
}
