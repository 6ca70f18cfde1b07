//! Incidents from judgements.
//!
//! Owns: average-link clustering of accounts that some pair connects, in which a pair counts the more the more it says. In: profiles, judged pairs, decisions of people.
//! Out: clusters. Refuses: joining an aggregate with a single (coding guide 2.1), two news items of
//! one article, and what a person said is not one.

use crate::index::Pair;
use crate::judge::{BOUND, odds};
use crate::profile::{Number, Profile};
use crate::rulings::Rulings;
use crate::settings::Settings;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Log odds of a pair that was never judged.
const UNSEEN: f32 = -BOUND;
/// Log odds beyond those of any pair, for or against, with which a pair counts twice as much as one of which nothing is known.
const TELLING: f32 = 4.0;
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
    let says = |odds: f32| 1.0 + (odds - settings.bias).abs() / TELLING;
    let mut clusters = Clusters::of(profiles.len(), says(UNSEEN));
    let at = |number: Number| profiles.binary_search_by_key(&number, |p| p.number).ok();
    let alike = |a: usize, b: usize| profiles[a].aggregate == profiles[b].aggregate;
    // An article that tells two incidents has said that they are two, but it may have told one of them again for context.
    let own = |a: usize, b: usize| profiles[a].article == profiles[b].article;
    let mut link = |a: usize, b: usize, odds: f32| {
        if alike(a, b) {
            let odds = if own(a, b) { settings.one_article } else { odds };
            clusters.link(
                a,
                b,
                Link { odds: says(odds) * (odds - UNSEEN), weight: says(odds) - says(UNSEEN) },
            );
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
        for own in articles(profiles).values() {
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
    // Two news items of one article are two, whatever a third account makes of them; only a person may say otherwise.
    for own in articles(profiles).values() {
        let news: Vec<usize> = own.iter().copied().filter(|i| !profiles[*i].background).collect();
        for (n, a) in news.iter().enumerate() {
            news[n + 1..].iter().for_each(|b| clusters.part_homes(*a, *b));
        }
    }
    clusters.run(settings.join - UNSEEN);
    let mut out: Vec<Vec<usize>> = clusters.members.into_values().collect();
    out.iter_mut().for_each(|c| c.sort_unstable());
    out.sort();
    out
}

/// Positions of accounts by article.
fn articles(profiles: &[&Profile]) -> BTreeMap<u64, Vec<usize>> {
    let mut articles: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    profiles.iter().enumerate().for_each(|(i, p)| articles.entry(p.article).or_default().push(i));
    articles
}

/// A pair of clusters in the queue: mean in millionths, then the smaller numbers first.
type Queued = (i64, Reverse<usize>, Reverse<usize>);

/// What the pairs of two clusters say, beyond what as many unseen pairs would.
#[derive(Debug, Clone, Copy, Default)]
struct Link {
    /// Sum of log odds, each as often as it counts.
    odds: f32,
    /// Sum of how often they count.
    weight: f32,
}

impl std::ops::AddAssign for Link {
    fn add_assign(&mut self, other: Self) {
        self.odds += other.odds;
        self.weight += other.weight;
    }
}

/// Clusters at work. One goes by its smallest member.
struct Clusters {
    members: BTreeMap<usize, Vec<usize>>,
    /// Sums over the pairs of two clusters, both ways.
    links: BTreeMap<usize, BTreeMap<usize, Link>>,
    /// How often an unseen pair counts.
    unseen: f32,
    /// Clusters that must not be joined, both ways.
    apart: BTreeMap<usize, BTreeSet<usize>>,
    queue: BTreeSet<Queued>,
}

impl Clusters {
    fn of(accounts: usize, unseen: f32) -> Self {
        Self {
            unseen,
            members: (0..accounts).map(|i| (i, vec![i])).collect(),
            links: BTreeMap::new(),
            apart: BTreeMap::new(),
            queue: BTreeSet::new(),
        }
    }

    fn link(&mut self, a: usize, b: usize, link: Link) {
        self.links.entry(a).or_default().insert(b, link);
        self.links.entry(b).or_default().insert(a, link);
    }

    fn part(&mut self, a: usize, b: usize) {
        self.apart.entry(a).or_default().insert(b);
        self.apart.entry(b).or_default().insert(a);
    }

    fn are_apart(&self, a: usize, b: usize) -> bool {
        self.apart.get(&a).is_some_and(|others| others.contains(&b))
    }

    fn key(&self, link: Link, a: usize, b: usize) -> Queued {
        let size = |c: usize| self.members.get(&c).map_or(1, Vec::len);
        let mean = link.odds / (self.unseen * (size(a) * size(b)) as f32 + link.weight);
        ((mean * 1e6) as i64, Reverse(a.min(b)), Reverse(a.max(b)))
    }

    fn fill(&mut self) {
        let pairs = self.links.iter().flat_map(|(a, row)| row.range(a + 1..).map(|(b, sum)| (*a, *b, *sum)));
        self.queue = pairs.map(|(a, b, sum)| self.key(sum, a, b)).collect();
    }

    /// The clusters of two accounts, where they are two.
    fn homes(&self, a: usize, b: usize) -> Option<(usize, usize)> {
        let home = |account: usize| self.members.iter().find(|(_, m)| m.contains(&account)).map(|(c, _)| *c);
        home(a).zip(home(b)).filter(|(a, b)| a != b)
    }

    /// Joins the clusters of two accounts, unless somebody said they are apart.
    fn force(&mut self, a: usize, b: usize) {
        if let Some((a, b)) = self.homes(a, b).filter(|(a, b)| !self.are_apart(*a, *b)) {
            self.join(a.min(b), a.max(b));
        }
    }

    /// Keeps the clusters of two accounts apart.
    fn part_homes(&mut self, a: usize, b: usize) {
        if let Some((a, b)) = self.homes(a, b) {
            self.part(a, b);
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
