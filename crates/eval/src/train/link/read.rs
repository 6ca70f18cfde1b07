//! Gold and reports of the same articles, put together.
//!
//! Owns: which incident an account tells. In: gold lines, either an article's one incident (`{"id", "incident"}`) or a press record with
//! ids over articles, and reports. Out: a [`Set`]. Refuses: accounts of which gold knows nothing; they stay without an incident.

use crate::press::gold::GoldArticle;
use crate::press::pair::{Paired, similarity};
use crate::press::reports::PressReport;
use claimbook_link::{Number, Profile, main_of, number};
use claimbook_records::Report;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(untagged)]
enum Gold {
    /// An article about one incident.
    Main { id: String, incident: String },
    /// An article whose incidents have ids over articles.
    Press(GoldArticle),
}

/// An incident report and the incident it tells, as far as gold knows.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) profile: Profile,
    pub(super) incident: Option<String>,
}

impl Told {
    /// The same account as if it told of the day of another, where both tell a day.
    pub(super) fn on_the_day_of(&self, other: &Self) -> Option<Profile> {
        let day =
            |t: &Self| t.profile.window.0.filter(|from| t.profile.window.1.is_some_and(|to| to - from <= 1));
        let by = day(other)? - day(self)?;
        let mut moved = self.profile.clone();
        moved.window = (moved.window.0.map(|d| d + by), moved.window.1.map(|d| d + by));
        moved.published = moved.published.map(|d| d + by);
        Some(moved)
    }
}

/// Accounts by number.
#[derive(Debug, Clone)]
pub struct Set {
    pub(super) name: String,
    pub(super) told: Vec<Told>,
    /// Incidents go by ids whose first part names the story they belong to.
    stories: bool,
    /// Pairs of incidents of one report, and how many of them tell one act.
    pub(super) beside: usize,
    pub(super) twice: usize,
}

impl Set {
    /// The story that an incident belongs to: the part of its id before the first hyphen.
    pub(super) fn story<'i>(&self, incident: &'i str) -> &'i str {
        incident.split_once('-').filter(|_| self.stories).map_or(incident, |(story, _)| story)
    }

    /// Pairs of accounts of different articles whose incidents are known, and whether they are one.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Profile, &Profile, bool)> {
        let known: Vec<(&Profile, &String)> =
            self.told.iter().filter_map(|t| Some((&t.profile, t.incident.as_ref()?))).collect();
        let pairs = (0..known.len()).flat_map(move |n| {
            let known = known.clone();
            (n + 1..known.len()).map(move |m| (known[n].0, known[m].0, known[n].1 == known[m].1))
        });
        pairs.filter(|(a, b, _)| a.article != b.article)
    }
}

fn lines<T: DeserializeOwned>(what: &str, text: &str) -> Result<Vec<T>, String> {
    let full = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    full.map(|(n, line)| serde_json::from_str(line).map_err(|e| format!("{what}, line {}: {e}", n + 1)))
        .collect()
}

/// Puts the text of a file of gold and that of a file of reports together.
pub fn read(name: &str, gold: &str, reports: &str) -> Result<Set, String> {
    let mut known: BTreeMap<String, Gold> = BTreeMap::new();
    for line in lines::<Gold>("gold", gold)? {
        let id = match &line {
            Gold::Main { id, .. } => id.clone(),
            Gold::Press(article) => article.id.clone(),
        };
        known.insert(id, line);
    }
    let stories = known.values().any(|gold| matches!(gold, Gold::Press(_)));
    let mut set = Set { name: name.to_owned(), told: Vec::new(), stories, beside: 0, twice: 0 };
    let (reports, press) = (lines::<Report>("reports", reports)?, lines::<PressReport>("reports", reports)?);
    for (report, press) in reports.iter().zip(&press) {
        let incidents: Vec<Option<String>> = match known.get(&report.article.input) {
            Some(Gold::Main { incident, .. }) => {
                let main = main_of(&report.incidents);
                (0..report.incidents.len())
                    .map(|i| Some(incident.clone()).filter(|_| Some(i) == main))
                    .collect()
            }
            Some(Gold::Press(gold)) => {
                let paired = Paired::new(gold, press);
                set.count(&paired);
                let of = |i: usize| paired.gold_for(i).and_then(|g| gold.incidents[g].gid.clone());
                (0..report.incidents.len()).map(of).collect()
            }
            None => vec![None; report.incidents.len()],
        };
        let number = |i: usize| number(&format!("{} {i}", report.article.id)).cast_signed();
        let numbers: Vec<Number> = (0..report.incidents.len()).map(number).collect();
        let told = Profile::of(report, &numbers).into_iter().zip(incidents);
        set.told.extend(told.map(|(profile, incident)| Told { profile, incident }));
    }
    set.told.sort_by_key(|t| t.profile.number);
    set.told.dedup_by_key(|t| t.profile.number);
    Ok(set)
}

impl Set {
    /// Counts the pairs of incidents of one report. One that gold has no partner for may tell again what another tells.
    fn count(&mut self, paired: &Paired<'_>) {
        let (gold, found) = (&paired.gold.incidents, &paired.report.incidents);
        let closest = |i: usize| {
            let alike = |g: usize| similarity(&gold[g], paired.told[g].as_ref(), &found[i]).map(|s| (s, g));
            let best = (0..gold.len()).filter_map(alike).max_by(|x, y| x.0.total_cmp(&y.0));
            paired.gold_for(i).or(best.map(|(_, g)| g))
        };
        let acts: Vec<Option<usize>> = (0..found.len()).map(closest).collect();
        for (n, act) in acts.iter().enumerate() {
            self.beside += acts.len() - n - 1;
            self.twice += acts[n + 1..].iter().filter(|other| act.is_some() && *other == act).count();
        }
    }
}
