//! Incidents from judgements.
//!
//! Owns: average-link clustering of accounts that some pair connects. In: profiles, judged pairs, decisions of people.
//! Out: clusters. Refuses: joining an aggregate with a single (coding guide 2.1), and what a person said is not one.

use crate::index::Pair;
use crate::judge::{BOUND, odds};
use crate::profile::{Number, Profile};
use crate::rulings::Rulings;
use crate::settings::Settings;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Log odds of a pair that was never judged.
const UNSEEN: f32 = -BOUND;
/// Accounts up to which every pair of a component is judged; in a larger one only those that join it count.
const ALL_PAIRS: usize = 64;

/// Clusters of the accounts of one component, which `pairs` join, as positions in `profiles` (which stand by number), each
/// ascending, by their first member. No pair outside a component could join clusters, so that it is clustered by itself.
pub(crate) fn cluster(
    profiles: &[&Profile],
    pairs: &[Pair],
    rulings: &Rulings,
    settings: &Settings,
) -> Vec<Vec<usize>> {
    if let [_] = profiles {
        return vec![vec![0]];
    }
    let mut clusters = Clusters::of(profiles.len());
    let at = |number: Number| profiles.binary_search_by_key(&number, |p| p.number).ok();
    let alike = |a: usize, b: usize| profiles[a].aggregate == profiles[b].aggregate;
    // An article that tells two incidents has said that they are two, but it may have told one of them twice.
    let own = |a: usize, b: usize| profiles[a].article == profiles[b].article;
    let mut link = |a: usize, b: usize, odds: f32| {
        if alike(a, b) {
            clusters.link(a, b, if own(a, b) { settings.one_article } else { odds } - UNSEEN);
        }
    };
    if profiles.len() <= ALL_PAIRS {
        for a in 0..profiles.len() {
            (a + 1..profiles.len()).for_each(|b| link(a, b, odds(profiles[a], profiles[b], settings)));
        }
    } else {
        for pair in pairs {
            if let (Some(a), Some(b)) = (at(pair.a), at(pair.b)) {
                link(a, b, pair.odds);
            }
        }
        let mut articles: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        profiles.iter().enumerate().for_each(|(i, p)| articles.entry(p.article).or_default().push(i));
        for own in articles.values() {
            for (n, a) in own.iter().enumerate() {
                own[n + 1..].iter().for_each(|b| link(*a, *b, UNSEEN));
            }
        }
    }
    let placed = |pairs: Vec<(Number, Number)>| {
        pairs.into_iter().filter_map(|(a, b)| at(a).zip(at(b))).collect::<Vec<_>>()
    };
    for (a, b) in placed(rulings.apart()) {
        clusters.part(a, b);
    }
    clusters.fill();
    for (a, b) in placed(rulings.joined()) {
        if alike(a, b) {
            clusters.force(a, b);
        }
    }
    clusters.run(settings.join - UNSEEN);
    let mut out: Vec<Vec<usize>> = clusters.members.into_values().collect();
    out.iter_mut().for_each(|c| c.sort_unstable());
    out.sort();
    out
}

/// A pair of clusters in the queue: mean in millionths, then the smaller numbers first.
type Queued = (i64, Reverse<usize>, Reverse<usize>);

/// Clusters at work. One goes by its smallest member.
struct Clusters {
    members: BTreeMap<usize, Vec<usize>>,
    /// Sums over the pairs of two clusters, both ways.
    links: BTreeMap<usize, BTreeMap<usize, f32>>,
    /// Clusters that must not be joined, both ways.
    apart: BTreeMap<usize, BTreeSet<usize>>,
    queue: BTreeSet<Queued>,
}

impl Clusters {
    fn of(accounts: usize) -> Self {
        Self {
            members: (0..accounts).map(|i| (i, vec![i])).collect(),
            links: BTreeMap::new(),
            apart: BTreeMap::new(),
            queue: BTreeSet::new(),
        }
    }

    fn link(&mut self, a: usize, b: usize, odds: f32) {
        self.links.entry(a).or_default().insert(b, odds);
        self.links.entry(b).or_default().insert(a, odds);
    }

    fn part(&mut self, a: usize, b: usize) {
        self.apart.entry(a).or_default().insert(b);
        self.apart.entry(b).or_default().insert(a);
    }

    fn are_apart(&self, a: usize, b: usize) -> bool {
        self.apart.get(&a).is_some_and(|others| others.contains(&b))
    }

    fn key(&self, sum: f32, a: usize, b: usize) -> Queued {
        let size = |c: usize| self.members.get(&c).map_or(1, Vec::len);
        let mean = sum / (size(a) * size(b)) as f32;
        ((mean * 1e6) as i64, Reverse(a.min(b)), Reverse(a.max(b)))
    }

    fn fill(&mut self) {
        let pairs = self.links.iter().flat_map(|(a, row)| row.range(a + 1..).map(|(b, sum)| (*a, *b, *sum)));
        self.queue = pairs.map(|(a, b, sum)| self.key(sum, a, b)).collect();
    }

    /// Joins the clusters of two accounts, unless somebody said they are apart.
    fn force(&mut self, a: usize, b: usize) {
        let home = |account: usize| self.members.iter().find(|(_, m)| m.contains(&account)).map(|(c, _)| *c);
        if let (Some(a), Some(b)) = (home(a), home(b))
            && a != b
            && !self.are_apart(a, b)
        {
            self.join(a.min(b), a.max(b));
        }
    }

    /// The best pair first, as long as its mean reaches `least`.
    fn run(&mut self, least: f32) {
        while let Some((mean, Reverse(a), Reverse(b))) = self.queue.pop_last() {
            if (mean as f32) < least * 1e6 {
                break;
            }
            let alive = self.members.contains_key(&a) && self.members.contains_key(&b);
            if alive && !self.are_apart(a, b) {
                self.join(a, b);
            }
        }
    }

    /// Takes the pairs of both out, joins them, puts the new pairs in.
    fn join(&mut self, a: usize, b: usize) {
        for (x, other) in [(a, b), (b, a)] {
            let stale: Vec<Queued> = self
                .links
                .get(&x)
                .into_iter()
                .flatten()
                .filter(|(y, _)| **y != other)
                .map(|(y, sum)| self.key(*sum, x, *y))
                .collect();
            stale.iter().for_each(|key| {
                self.queue.remove(key);
            });
        }
        let moved = self.members.remove(&b).unwrap_or_default();
        self.members.entry(a).or_default().extend(moved);
        for (y, sum) in self.links.remove(&b).unwrap_or_default() {
            self.links.entry(y).or_default().remove(&b);
            if y != a {
                *self.links.entry(a).or_default().entry(y).or_default() += sum;
                *self.links.entry(y).or_default().entry(a).or_default() += sum;
            }
        }
        for y in self.apart.remove(&b).unwrap_or_default() {
            if let Some(others) = self.apart.get_mut(&y) {
                others.remove(&b);
            }
            self.part(a, y);
        }
        let fresh: Vec<Queued> =
            self.links.get(&a).into_iter().flatten().map(|(y, sum)| self.key(*sum, a, *y)).collect();
        self.queue.extend(fresh);
    }
}
