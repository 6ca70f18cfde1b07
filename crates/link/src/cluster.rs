//! Incidents from judgements.
//!
//! Owns: average-link clustering over the judged pairs. In: accounts and judgements. Out: clusters. Refuses: joining an
//! aggregate with a single (coding guide 2.1).

use crate::account::Account;
use crate::judge::{BOUND, Judgement};
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};

/// Log odds of a pair that was never judged.
const UNSEEN: f32 = -BOUND;

/// Clusters of accounts, each ascending, by their first member. Pairs that were never judged count as different.
pub(crate) fn cluster(
    accounts: &[Account],
    judgements: &[Judgement],
    settings: &Settings,
) -> Vec<Vec<usize>> {
    let mut members: BTreeMap<usize, Vec<usize>> = (0..accounts.len()).map(|i| (i, vec![i])).collect();
    let mut links: BTreeMap<usize, BTreeMap<usize, f32>> = BTreeMap::new();
    for judgement in judgements {
        let (a, b) = judgement.pair;
        if accounts[a].aggregate != accounts[b].aggregate {
            continue;
        }
        links.entry(a).or_default().insert(b, judgement.odds() - UNSEEN);
        links.entry(b).or_default().insert(a, judgement.odds() - UNSEEN);
    }
    // An article that tells two incidents has said that they are two, but it may have told one of them twice.
    let mut articles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, account) in accounts.iter().enumerate() {
        articles.entry(&account.id.article).or_default().push(i);
    }
    for own in articles.values() {
        for (n, a) in own.iter().enumerate() {
            for b in own[n + 1..].iter().filter(|b| accounts[**b].aggregate == accounts[*a].aggregate) {
                links.entry(*a).or_default().insert(*b, settings.one_article - UNSEEN);
                links.entry(*b).or_default().insert(*a, settings.one_article - UNSEEN);
            }
        }
    }
    // The best pair first; of equal ones the pair of the smallest accounts.
    let mut queue: BTreeSet<(i64, std::cmp::Reverse<usize>, std::cmp::Reverse<usize>)> = BTreeSet::new();
    let key = |p: f32, a: usize, b: usize| {
        ((p * 1e6) as i64, std::cmp::Reverse(a.min(b)), std::cmp::Reverse(a.max(b)))
    };
    let mean = |sum: f32, a: &[usize], b: &[usize]| sum / (a.len() * b.len()) as f32;
    for (a, row) in &links {
        for (b, p) in row.range(a + 1..) {
            queue.insert(key(*p, *a, *b));
        }
    }
    while let Some(best) = queue.pop_last() {
        let (p, std::cmp::Reverse(a), std::cmp::Reverse(b)) = best;
        if (p as f32) < (settings.join - UNSEEN) * 1e6 {
            break;
        }
        if !(members.contains_key(&a) && members.contains_key(&b)) {
            continue;
        }
        // Take the pairs of both out, join, put the new ones in. The joined cluster goes by the smaller number.
        for (x, other) in [(a, b), (b, a)] {
            for (y, sum) in links.get(&x).into_iter().flatten() {
                if *y != other {
                    queue.remove(&key(mean(*sum, &members[&x], &members[y]), x, *y));
                }
            }
        }
        let moved = members.remove(&b).unwrap_or_default();
        members.entry(a).or_default().extend(moved);
        let row = links.remove(&b).unwrap_or_default();
        for (y, sum) in row {
            links.entry(y).or_default().remove(&b);
            if y != a {
                *links.entry(a).or_default().entry(y).or_default() += sum;
                *links.entry(y).or_default().entry(a).or_default() += sum;
            }
        }
        for (y, sum) in links.get(&a).into_iter().flatten() {
            queue.insert(key(mean(*sum, &members[&a], &members[y]), a, *y));
        }
    }
    let mut out: Vec<Vec<usize>> = members.into_values().collect();
    out.iter_mut().for_each(|c| c.sort_unstable());
    out.sort();
    out
}
