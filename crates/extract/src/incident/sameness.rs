//! Which tellings are one incident.
//!
//! Owns: joining tellings that the annotator takes for one act, and then the groups that days, places, doers and dead agree on: news is
//! told again and again, and a later telling without a day, a place or a toll of its own mostly tells an act already told. In:
//! tellings. Out: clusters in order of their first. Refuses: values, which `facts` compares.

use super::Table;
use super::facts::{self, Compared, Facts};
use claimbook_records::Span;
use claimbook_records::report::TypeFamily;

/// Names of the features of a pair of groups, in order; `data/sameness.toml` gives their weights.
pub const FEATURES: [&str; 32] = [
    "bias",
    "mean",
    "most",
    "type",
    "family",
    "vague",
    "standing",
    "both_background",
    "aggregate",
    "day_agree",
    "day_contradict",
    "day_only_later",
    "day_untold",
    "place_agree",
    "place_contradict",
    "place_only_later",
    "place_untold",
    "perpetrator_agree",
    "perpetrator_contradict",
    "perpetrator_only_later",
    "killed_agree",
    "killed_contradict",
    "killed_only_later",
    "bare_later",
    "bare_earlier",
    "near",
    "far",
    "apart",
    "points_back",
    "later_score",
    "several_between",
    "first_is_lead",
];

/// Weights of the features, and the least probability of being one.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub features: [f32; FEATURES.len()],
    /// Of tellings to be put together before anything is compared.
    pub together: f32,
    /// Of groups to be joined.
    pub join: f32,
}

impl Weights {
    /// The weights that were built in.
    pub fn embedded() -> Self {
        Self::parse(include_str!("../../data/sameness.toml")).unwrap_or(Self {
            features: [0.0; FEATURES.len()],
            together: 0.5,
            join: 1.0,
        })
    }

    /// Reads a table of weights; a feature it does not name weighs nothing.
    pub fn parse(text: &str) -> Option<Self> {
        #[derive(serde::Deserialize)]
        struct File {
            together: f32,
            join: f32,
            features: std::collections::BTreeMap<String, f32>,
        }
        let file: File = toml::from_str(text).ok()?;
        let weight = |name: &str| file.features.get(name).copied().unwrap_or(0.0);
        Some(Self { features: FEATURES.map(weight), together: file.together, join: file.join })
    }
}

/// Two groups of tellings with their features, for fitting the weights.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The words that tell the earlier, and those that tell the later.
    pub earlier: Vec<Span>,
    pub later: Vec<Span>,
    pub features: [f32; FEATURES.len()],
}

/// Clusters of tellings.
pub(super) fn clusters(table: &Table, acts: &[usize]) -> Vec<Vec<usize>> {
    let links = Links::of(table);
    let weights = table.weights;
    let mut groups = links.together(acts, weights.together);
    let mut facts: Vec<Facts> = groups.iter().map(|g| facts::of(table, g)).collect();
    let likely = |groups: &[Vec<usize>], facts: &[Facts], earlier: usize, later: usize| {
        table.scene.step(groups[earlier].len() * groups[later].len() + FEATURES.len());
        if table.scene.over() {
            return 0.0;
        }
        let features = features(table, &links, groups, facts, earlier, later);
        let sum: f32 = features.iter().zip(&weights.features).map(|(x, w)| x * w).sum();
        1.0 / (1.0 + (-sum).exp())
    };
    let mut p: Vec<Vec<f32>> = (0..groups.len())
        .map(|later| (0..later).map(|earlier| likely(&groups, &facts, earlier, later)).collect())
        .collect();
    while let Some((earlier, later)) = likeliest(&p, weights.join) {
        let joined = groups.remove(later);
        facts.remove(later);
        p.remove(later);
        p.iter_mut().skip(later).for_each(|row| {
            row.remove(later);
        });
        groups[earlier].extend(joined);
        groups[earlier].sort_unstable();
        facts[earlier] = facts::of(table, &groups[earlier]);
        // Only what is said of the joined group has changed.
        for other in (0..groups.len()).filter(|o| *o != earlier) {
            let (first, second) = (other.min(earlier), other.max(earlier));
            p[second][first] = likely(&groups, &facts, first, second);
        }
    }
    groups
}

/// The likeliest pair above a threshold, (earlier, later); of equals the first.
fn likeliest(p: &[Vec<f32>], least: f32) -> Option<(usize, usize)> {
    let mut best = (least, None);
    for (later, row) in p.iter().enumerate() {
        for (earlier, score) in row.iter().enumerate() {
            if *score > best.0 {
                best = (*score, Some((earlier, later)));
            }
        }
    }
    best.1
}

/// All pairs of groups before any is joined.
pub(super) fn pairs(table: &Table, acts: &[usize]) -> Vec<Pair> {
    let links = Links::of(table);
    let groups = links.together(acts, table.weights.together);
    let facts: Vec<Facts> = groups.iter().map(|g| facts::of(table, g)).collect();
    let words = |group: &[usize]| group.iter().map(|a| table.marked.acts[*a].trigger).collect::<Vec<_>>();
    let mut out = Vec::new();
    for later in 1..groups.len() {
        for earlier in 0..later {
            out.push(Pair {
                earlier: words(&groups[earlier]),
                later: words(&groups[later]),
                features: features(table, &links, &groups, &facts, earlier, later),
            });
        }
    }
    out
}

fn features(
    table: &Table,
    links: &Links,
    groups: &[Vec<usize>],
    facts: &[Facts],
    earlier: usize,
    later: usize,
) -> [f32; FEATURES.len()] {
    let (a, b) = (&facts[earlier], &facts[later]);
    let is = |x: bool| f32::from(u8::from(x));
    let day = a.compare_days(b);
    let place = a.compare_places(b, table);
    let perpetrator = a.compare_perpetrators(b, table);
    let killed = a.compare_killed(b);
    let on = |c: Compared, which: Compared| is(c == which);
    let gap = b.first.saturating_sub(a.last);
    let news = |f: &Facts| f.background < 0.5 && f.aggregate < 0.5;
    let between = facts[earlier + 1..later].iter().filter(|f| news(f)).count();
    [
        1.0,
        logit(links.mean(&groups[earlier], &groups[later])),
        logit(links.most(&groups[earlier], &groups[later])),
        is(a.kind == b.kind),
        is(a.kind.family() == b.kind.family()),
        is([a.kind, b.kind].iter().any(|k| k.family() == TypeFamily::Other)),
        (a.background - b.background).abs(),
        a.background.min(b.background),
        (a.aggregate - b.aggregate).abs(),
        on(day, Compared::Agree),
        on(day, Compared::Contradict),
        on(day, Compared::OnlyLater),
        on(day, Compared::Untold),
        on(place, Compared::Agree),
        on(place, Compared::Contradict),
        on(place, Compared::OnlyLater),
        on(place, Compared::Untold),
        on(perpetrator, Compared::Agree),
        on(perpetrator, Compared::Contradict),
        on(perpetrator, Compared::OnlyLater),
        on(killed, Compared::Agree),
        on(killed, Compared::Contradict),
        on(killed, Compared::OnlyLater),
        is(b.bare()),
        is(a.bare()),
        is(gap <= 1),
        is(gap > 6),
        is(b.apart),
        is(b.points_back),
        b.score,
        (between as f32).min(4.0) / 4.0,
        is(a.first <= 1),
    ]
}

fn logit(p: f32) -> f32 {
    let p = p.clamp(0.005, 0.995);
    (p / (1.0 - p)).ln()
}

/// How likely two tellings are one act, for every pair.
struct Links {
    n: usize,
    p: Vec<f32>,
}

impl Links {
    fn of(table: &Table) -> Self {
        let n = table.marked.acts.len();
        let mut p = vec![0.0_f32; n * n];
        for pair in &table.marked.same {
            p[pair.earlier * n + pair.later] = pair.score;
            p[pair.later * n + pair.earlier] = pair.score;
        }
        Self { n, p }
    }

    fn all<'a>(&'a self, a: &'a [usize], b: &'a [usize]) -> impl Iterator<Item = f32> + 'a {
        a.iter().flat_map(move |i| b.iter().map(move |j| self.p[i * self.n + j]))
    }

    fn mean(&self, a: &[usize], b: &[usize]) -> f32 {
        self.all(a, b).sum::<f32>() / (a.len() * b.len()).max(1) as f32
    }

    fn most(&self, a: &[usize], b: &[usize]) -> f32 {
        self.all(a, b).fold(0.0, f32::max)
    }

    /// Average-link clusters: the likeliest pair of clusters is joined as long as it is likely enough.
    fn together(&self, acts: &[usize], least: f32) -> Vec<Vec<usize>> {
        let mut out: Vec<Vec<usize>> = acts.iter().map(|a| vec![*a]).collect();
        let mut p: Vec<Vec<f32>> = (0..out.len())
            .map(|later| (0..later).map(|earlier| self.p[acts[later] * self.n + acts[earlier]]).collect())
            .collect();
        while let Some((earlier, later)) = likeliest(&p, least) {
            let joined = out.remove(later);
            let (a, b) = (out[earlier].len() as f32, joined.len() as f32);
            let row = p.remove(later);
            let column: Vec<f32> = p.iter_mut().skip(later).map(|r| r.remove(later)).collect();
            // The mean over both, from the means of each.
            for other in (0..out.len()).filter(|o| *o != earlier) {
                let gone = if other < later { row[other] } else { column[other - later] };
                let own = &mut p[other.max(earlier)][other.min(earlier)];
                *own = (*own * a + gone * b) / (a + b);
            }
            out[earlier].extend(joined);
            out[earlier].sort_unstable();
        }
        out.sort();
        out
    }
}
