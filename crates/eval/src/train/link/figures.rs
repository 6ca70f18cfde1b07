//! How well a set is linked, and whether probabilities are what they say.
//!
//! Owns: precision and recall of pairs, the reliability table. In: a set and settings. Out: figures that print. Refuses: pairs of accounts
//! whose incident is not known.

use super::read::Set;
use claimbook_link::{Number, Profile, Rulings, Settings, judge, meet, whole};
use std::collections::BTreeMap;
use std::fmt;

/// Pairs of accounts of different articles.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pairs {
    wanted: usize,
    told: usize,
    right: usize,
}

impl Pairs {
    fn precision(&self) -> f32 {
        share(self.right, self.told)
    }

    fn recall(&self) -> f32 {
        share(self.right, self.wanted)
    }

    /// F in which precision counts twice as much as recall (F 0.5).
    pub(super) fn careful(&self) -> f32 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 1.25 * p * r / (0.25 * p + r) } else { 0.0 }
    }
}

impl fmt::Display for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "pairs P {:.3} R {:.3} ({} of {})",
            self.precision(),
            self.recall(),
            self.right,
            self.wanted
        )
    }
}

fn share(n: usize, of: usize) -> f32 {
    if of == 0 { 0.0 } else { n as f32 / of as f32 }
}

/// Links a set and compares.
pub(super) fn pairs(set: &Set, settings: &Settings) -> Pairs {
    let profiles: Vec<Profile> = set.told.iter().map(|t| t.profile.clone()).collect();
    let homes: BTreeMap<Number, Number> =
        whole(&profiles, &Rulings::default(), settings).homes.into_iter().collect();
    let mut found = Pairs::default();
    for (a, b, same) in set.pairs() {
        let joined = homes.get(&a.number) == homes.get(&b.number);
        found.wanted += usize::from(same);
        found.told += usize::from(joined);
        found.right += usize::from(same && joined);
    }
    found
}

/// Probabilities against the share that is one incident, in tenths, over the pairs that meet.
#[derive(Debug, Clone, Default)]
pub(super) struct Reliability([(usize, f32, usize); 10]);

impl Reliability {
    pub(super) fn of<'s>(sets: impl IntoIterator<Item = &'s Set>, settings: &Settings) -> Self {
        let mut out = Self::default();
        for (a, b, same) in
            sets.into_iter().flat_map(Set::pairs).filter(|(a, b, _)| a.aggregate == b.aggregate && meet(a, b))
        {
            let probability = judge(a, b, settings).probability;
            let tenth = &mut out.0[((probability * 10.0) as usize).min(9)];
            *tenth = (tenth.0 + 1, tenth.1 + probability, tenth.2 + usize::from(same));
        }
        out
    }

    /// Expected calibration error: the mean distance of the two, by pair.
    fn error(&self) -> f32 {
        let all: usize = self.0.iter().map(|t| t.0).sum();
        self.0.iter().map(|t| (t.1 - t.2 as f32).abs()).sum::<f32>() / all.max(1) as f32
    }
}

impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  probability   pairs   mean   one incident")?;
        for (n, (pairs, sum, same)) in self.0.iter().enumerate().filter(|(_, t)| t.0 > 0) {
            let (low, high) = (n as f32 / 10.0, (n + 1) as f32 / 10.0);
            let mean = sum / *pairs as f32;
            writeln!(f, "  {low:.1} to {high:.1}  {pairs:7}  {mean:.3}  {:.3}", share(*same, *pairs))?;
        }
        writeln!(f, "  expected calibration error {:.3}", self.error())
    }
}
