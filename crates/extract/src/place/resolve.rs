//! Which place a name means here.
//!
//! Owns: weighing the candidates of all names of an article together. In: spots with their places, the article's
//! people words, a hint where it was written. Out: for each spot a ranked list. Refuses: names that are no places.
//!
//! One name has one meaning in an article, unless the words beside it say otherwise ("Paris, Texas"). Candidates are
//! weighed by kind and size, by "X, Y" where Y holds X, and by the other names: the countries and divisions they
//! support and how near their best candidates lie. The weighing is repeated with the result of the round before.

use super::gazetteer::{Feature, Gazetteer, Ref};
use claimbook_records::globe::{RADIUS_KM, distance_km};
use std::collections::{BTreeMap, BTreeSet};

/// Candidates looked at per name; the rest have no chance.
const LOOKED_AT: usize = 48;
/// Of these, places kept for their size alone.
const PROMINENT: usize = 16;
const ROUNDS: usize = 3;
/// Names, the first of the article, whose places lie near those of others: more tell no more of where it plays.
const ANCHORS: usize = 256;
/// How much the number of namesakes takes from what a name says about the others.
const VAGUE: f32 = 0.3;
/// Support below this counts as none.
const SMALL: f32 = 0.03;
/// How much a people's name or adjective says of its country, against a place's name.
const PEOPLE: f32 = 0.5;

/// One name of the article with all its places.
#[derive(Debug)]
pub(crate) struct Group {
    /// Places, best by kind and size first.
    pub(crate) places: Vec<Choice>,
    /// How often it is named.
    pub(crate) times: f32,
    /// How likely it is a place at all.
    pub(crate) trust: f32,
    /// Its best place is a small one in a country of which nothing else speaks, while all else speaks of another.
    pub(crate) stray: bool,
}

/// A candidate while it is weighed.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) at: Ref,
    country: Option<[u8; 2]>,
    division1: Option<Ref>,
    division2: Option<Ref>,
    /// Its point as a direction from the middle of the Earth.
    direction: [f32; 3],
    /// The words beside the name say it lies in a place that holds this candidate.
    pub(crate) said: bool,
    pub(crate) traits: Traits,
    /// Probability among the candidates of the group.
    pub(crate) share: f32,
}

macro_rules! traits {
    ($($name:ident),+ $(,)?) => {
        /// What speaks for a candidate.
        #[derive(Debug, Clone, Copy, Default)]
        pub(crate) struct Traits { $(pub(crate) $name: f32),+ }

        impl Traits {
            /// Names in the order of [`Traits::values`].
            pub(crate) const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// The values in a fixed order.
            pub(crate) fn values(&self) -> Vec<f32> {
                vec![$(self.$name),+]
            }

            fn weigh(&self, weights: &[f32]) -> f32 {
                [$(self.$name),+].iter().zip(weights).map(|(v, w)| v * w).sum()
            }
        }
    };
}

traits!(
    population,
    largest,
    country,
    division1,
    division2,
    region,
    site,
    alternate,
    said,
    country_support,
    division_support,
    county_support,
    near_support,
    people_support,
    home_country,
    only,
    ours,
    capital,
    dateline_capital,
    log_country,
    log_division,
    log_county,
);

/// What the article says besides its place names.
#[derive(Debug, Default)]
pub(crate) struct Setting {
    /// Countries by their people and adjectives, with how often.
    pub(crate) people: Vec<([u8; 2], f32)>,
    /// Where publisher or dateline say it was written.
    pub(crate) home: Option<[u8; 2]>,
}

/// Countries and divisions the article names outright; they decide which of hundreds of namesakes are looked at.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub(crate) countries: BTreeSet<[u8; 2]>,
    pub(crate) divisions: BTreeSet<Ref>,
}

impl Named {
    fn holds(&self, gazetteer: &Gazetteer, at: Ref) -> bool {
        gazetteer.country(at).is_some_and(|c| self.countries.contains(&c))
            || gazetteer.division1(at).is_some_and(|d| self.divisions.contains(&d))
    }
}

impl Group {
    /// Gathers candidates; `said` tells which lie in the place named right after.
    pub(crate) fn new(
        gazetteer: &Gazetteer,
        places: &[(Ref, bool)],
        said: impl Fn(Ref) -> bool,
        named: &Named,
        times: f32,
        trust: f32,
        dateline: bool,
    ) -> Self {
        let mut ranked: Vec<(Ref, bool)> = places.to_vec();
        if ranked.len() > LOOKED_AT {
            ranked.sort_by_cached_key(|(at, primary)| {
                (!said(*at), !named.holds(gazetteer, *at), gazetteer.rank(*at, *primary), *at)
            });
            // The most prominent stay in, whatever the article names.
            let (kept, rest) = ranked.split_at(LOOKED_AT - PROMINENT);
            let mut rest = rest.to_vec();
            rest.sort_by_cached_key(|(at, primary)| (gazetteer.rank(*at, *primary), *at));
            ranked = kept.iter().chain(rest.iter().take(PROMINENT)).copied().collect();
        }
        ranked.sort_by_cached_key(|(at, primary)| (gazetteer.rank(*at, *primary), *at));
        let largest = ranked.iter().map(|(at, _)| gazetteer.population(*at)).max().unwrap_or(0);
        let only = ranked.len() == 1;
        let choice = |(at, primary): &(Ref, bool)| {
            let feature = gazetteer.feature(*at);
            let population = gazetteer.population(*at);
            let on = |b: bool| f32::from(u8::from(b));
            let division = matches!(feature, Feature::Country | Feature::Division1 | Feature::Division2);
            let site = matches!(
                feature,
                Feature::Base
                    | Feature::Airport
                    | Feature::Camp
                    | Feature::Port
                    | Feature::Plant
                    | Feature::Crossing
            );
            Choice {
                at: *at,
                country: gazetteer.country(*at),
                division1: gazetteer.division1(*at),
                division2: gazetteer.division2(*at),
                direction: direction(gazetteer.point(*at)),
                said: said(*at),
                traits: Traits {
                    population: (population as f32 + 1.0).log10() / 7.0,
                    largest: on(population == largest && population > 0),
                    country: on(feature == Feature::Country),
                    division1: on(feature == Feature::Division1),
                    division2: on(feature == Feature::Division2),
                    region: on(!division && !site && !feature.is_town()),
                    site: on(site),
                    alternate: on(!primary),
                    said: on(said(*at)),
                    only: on(only),
                    ours: on(at.layer == 1),
                    capital: on(feature == Feature::Capital),
                    dateline_capital: on(dateline && feature == Feature::Capital),
                    ..Traits::default()
                },
                share: 0.0,
            }
        };
        Self { places: ranked.iter().map(choice).collect(), times, trust, stray: false }
    }

    /// Best candidate, if there is one.
    pub(crate) fn best(&self) -> Option<&Choice> {
        self.places.iter().max_by(|a, b| a.share.total_cmp(&b.share).then(b.at.cmp(&a.at)))
    }

    fn weigh(&mut self, weights: &[f32]) {
        let scores: Vec<f32> = self.places.iter().map(|c| c.traits.weigh(weights)).collect();
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
        for (c, s) in self.places.iter_mut().zip(scores) {
            c.share = (s - top).exp() / sum.max(f32::MIN_POSITIVE);
        }
    }
}

/// Weighs all groups together; `weights` as [`Traits::NAMES`].
pub(crate) fn resolve(groups: &mut [Group], setting: &Setting, weights: &[f32]) {
    groups.iter_mut().for_each(|g| g.weigh(weights));
    for _ in 0..ROUNDS {
        let mut support = Support::of(groups);
        support.add_people(&setting.people);
        let mut anchors: Vec<Option<Anchor>> = groups.iter().take(ANCHORS).map(anchor).collect();
        for g in 0..groups.len() {
            let rest = Rest { all: &support, own: Support::of(&groups[g..=g]) };
            let others = anchors.iter().enumerate().filter(|(k, _)| *k != g);
            let others: Vec<Anchor> = others.filter_map(|(_, a)| *a).collect();
            for c in &mut groups[g].places {
                context(c, &rest, setting, &others);
            }
            groups[g].weigh(weights);
            if let Some(own) = anchors.get_mut(g) {
                *own = anchor(&groups[g]);
            }
        }
    }
    let support = Support::of(groups);
    for g in groups {
        g.places.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.at.cmp(&b.at)));
        let rest = Rest { all: &support, own: Support::of(std::slice::from_ref(g)) };
        g.stray = g.places.first().is_some_and(|best| rest.strange(best));
    }
}

/// Where a name's best candidate lies, and how likely it is that place.
type Anchor = ([f32; 3], f32);

/// Nothing for countries, which lie near everything in them.
fn anchor(group: &Group) -> Option<Anchor> {
    let best = group.best().filter(|b| b.traits.country == 0.0)?;
    Some((best.direction, best.share * group.trust))
}

/// A point in degrees as a unit vector.
fn direction((lat, lon): (f64, f64)) -> [f32; 3] {
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    [(lat.cos() * lon.cos()) as f32, (lat.cos() * lon.sin()) as f32, lat.sin() as f32]
}

/// Falls from 1 at the same spot by a factor of e every 100 km; 0 beyond some 550 km. Short arcs are as good as
/// chords, which cost no trigonometry.
fn nearness(a: &[f32; 3], b: &[f32; 3]) -> f32 {
    const FAR: f32 = 0.0075;
    let square: f32 = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
    if square > FAR { 0.0 } else { (-square.sqrt() * RADIUS_KM as f32 / 100.0).exp() }
}

fn context(c: &mut Choice, rest: &Rest<'_>, setting: &Setting, anchors: &[Anchor]) {
    let t = &mut c.traits;
    t.country_support = c.country.map_or(0.0, |k| rest.country(k));
    t.division_support = c.division1.map_or(0.0, |d| rest.division(d));
    t.county_support = c.division2.map_or(0.0, |d| rest.county(d));
    t.log_country = (t.country_support + SMALL).ln();
    t.log_division = (t.division_support + SMALL).ln();
    t.log_county = (t.county_support + SMALL).ln();
    let people: f32 = setting.people.iter().map(|(_, n)| n).sum();
    let mine = setting.people.iter().find(|(k, _)| Some(*k) == c.country).map_or(0.0, |(_, n)| *n);
    t.people_support = if people > 0.0 { mine / (people + 1.0) } else { 0.0 };
    t.home_country = f32::from(u8::from(setting.home.is_some() && setting.home == c.country));
    let near = anchors.iter().map(|(p, w)| w * nearness(&c.direction, p));
    t.near_support = near.fold(0.0, f32::max);
}

/// How much the names of an article speak for each country and division.
#[derive(Debug, Default)]
struct Support {
    countries: BTreeMap<[u8; 2], f32>,
    divisions: BTreeMap<Ref, f32>,
    counties: BTreeMap<Ref, f32>,
    all: f32,
}

impl Support {
    fn of(groups: &[Group]) -> Self {
        let mut s = Self::default();
        for g in groups {
            // A name of many places says less than a name of one.
            let weight = g.trust * g.times.sqrt() / (1.0 + (g.places.len().max(1) as f32).ln() * VAGUE);
            s.all += weight;
            for c in g.places.iter().filter(|c| c.share > 0.02) {
                let w = weight * c.share;
                if let Some(k) = c.country {
                    *s.countries.entry(k).or_default() += w;
                }
                if let Some(d) = c.division1 {
                    *s.divisions.entry(d).or_default() += w;
                }
                if let Some(d) = c.division2 {
                    *s.counties.entry(d).or_default() += w;
                }
            }
        }
        s
    }

    fn add_people(&mut self, people: &[([u8; 2], f32)]) {
        for (country, times) in people {
            let weight = PEOPLE * times.sqrt();
            *self.countries.entry(*country).or_default() += weight;
            self.all += weight;
        }
    }

    fn share<K: Ord>(&self, all: &BTreeMap<K, f32>, own: &BTreeMap<K, f32>, own_weight: f32, key: &K) -> f32 {
        let mine = all.get(key).copied().unwrap_or(0.0) - own.get(key).copied().unwrap_or(0.0);
        // One more unit of weight stands for what the article does not say.
        (mine / (self.all - own_weight + 1.0)).max(0.0)
    }
}

/// Support by the other names: the whole less one group's own.
struct Rest<'a> {
    all: &'a Support,
    own: Support,
}

impl Rest<'_> {
    fn country(&self, key: [u8; 2]) -> f32 {
        self.all.share(&self.all.countries, &self.own.countries, self.own.all, &key)
    }

    /// Whether a place is small, nothing else speaks for its country, and most of the rest for another. The shares were
    /// set by hand and tried on the place kits.
    fn strange(&self, best: &Choice) -> bool {
        /// 10^5 people, on the scale of the trait.
        const SMALL_TOWN: f32 = 5.0 / 7.0;
        const OWN: f32 = 0.03;
        const OTHER: f32 = 0.5;
        let t = &best.traits;
        let prominent = t.population >= SMALL_TOWN || t.country + t.division1 + t.capital + t.ours > 0.0;
        let other = self.all.countries.keys().filter(|k| Some(**k) != best.country).map(|k| self.country(*k));
        !prominent
            && t.said == 0.0
            && t.home_country == 0.0
            && t.country_support < OWN
            && other.fold(0.0, f32::max) > OTHER
    }

    fn division(&self, key: Ref) -> f32 {
        self.all.share(&self.all.divisions, &self.own.divisions, self.own.all, &key)
    }

    fn county(&self, key: Ref) -> f32 {
        self.all.share(&self.all.counties, &self.own.counties, self.own.all, &key)
    }
}

/// True when the first place lies in the second: a town or division in its division or country.
pub(crate) fn lies_in(gazetteer: &Gazetteer, inner: Ref, outer: Ref) -> bool {
    if inner == outer {
        return false;
    }
    match gazetteer.feature(outer) {
        Feature::Country => {
            let country = gazetteer.country(outer);
            country.is_some()
                && gazetteer.country(inner) == country
                && gazetteer.feature(inner) != Feature::Country
        }
        Feature::Division1 => gazetteer.division1(inner) == Some(outer),
        Feature::Division2 => gazetteer.division2(inner) == Some(outer),
        // Our own regions have no members: near their middle and in their country will do.
        Feature::Region | Feature::Island if outer.layer == 1 => {
            let country = gazetteer.country(outer);
            let near = distance_km(gazetteer.point(inner), gazetteer.point(outer)) < 120.0;
            near && country.is_some()
                && gazetteer.country(inner) == country
                && gazetteer.feature(inner).is_town()
        }
        _ => false,
    }
}
