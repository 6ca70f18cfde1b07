//! The links of the book, brought up to date.
//!
//! Owns: which articles wait to be linked, whether to link them one by one or the whole book at once, and what decisions
//! bind. In: the current reports as people corrected them. Out: the `link_` tables. Refuses: judging (see
//! [`claimbook_link`]), and incident reports that a person rejected.

use super::decided::{Places, rulings};
use super::number_of;
use crate::entry::Payload;
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::query::Read;
use crate::review::{Decided, Review, State, history};
use crate::store::{Held, LinkRow, Reader, Writer};
use claimbook_link::{
    Around, Index, Key, Number, Pair, Profile, Rank, Rulings, Settings, keys as keys_of, rank, update, whole,
};
use std::collections::{BTreeMap, BTreeSet};

/// Articles waiting from which linking the whole book at once pays, where they are at least a twentieth of it.
const MANY: usize = 50;
const SHARE: u64 = 20;

/// Told how many of the waiting articles have been read.
pub type Progress<'a> = &'a dyn Fn(usize, usize);

impl Ledger {
    /// How many articles wait to be linked with these settings.
    pub fn unlinked(&self, settings: &Settings) -> Result<u64> {
        let links = self.store.links();
        if links.link_name()? == Some(settings.name()) {
            return Ok(links.unlinked()?.len() as u64);
        }
        Ok(self.store.counts()?.articles)
    }

    /// Links what was added or decided since the last time, and everything anew where other weights made the links. What
    /// is asked of linked incidents is as of the last time.
    pub fn link(&mut self, settings: &Settings, progress: Progress<'_>) -> Result<()> {
        if self.unlinked(settings)? == 0 {
            return Ok(());
        }
        self.store.transact(&mut |writer| bring_up_to_date(writer, settings, progress))
    }
}

fn bring_up_to_date(writer: &mut dyn Writer, settings: &Settings, progress: Progress<'_>) -> Result<()> {
    let name = settings.name();
    if writer.link_name()?.as_ref() != Some(&name) {
        writer.clear_links(&name)?;
    }
    let waiting = writer.unlinked()?;
    let mut gone = Vec::new();
    let mut fresh: Vec<(Profile, String)> = Vec::new();
    for (n, article) in waiting.iter().enumerate() {
        gone.extend(writer.linked_of(article)?);
        fresh.extend(profiles(&*writer, article)?.into_iter().map(|p| (p, article.clone())));
        progress(n + 1, waiting.len());
    }
    fresh.sort_by_key(|(profile, _)| profile.number);
    let known = writer.count_linked()?;
    if waiting.len() >= MANY && waiting.len() as u64 * SHARE >= known {
        return at_once(writer, &gone, fresh, settings);
    }
    let articles: BTreeMap<Number, String> = fresh.iter().map(|(p, a)| (p.number, a.clone())).collect();
    let fresh: Vec<Profile> = fresh.into_iter().map(|(profile, _)| profile).collect();
    update(&mut Book { writer, articles }, &gone, &fresh, settings)?;
    writer.all_linked()
}

/// The profiles of the current report of an article, as people corrected it.
fn profiles<R: Reader + ?Sized>(reader: &R, article: &str) -> Result<Vec<Profile>> {
    let Some(mut read) = current(reader, article)? else { return Ok(Vec::new()) };
    if let Some(entry) = reader.entry(read.article.seq)?
        && let Payload::Article(record) = entry.read()?
    {
        read.report.article.body = record.body;
    }
    let numbers: Vec<Number> = read.incidents.iter().map(|id| number_of(id)).collect();
    let told = Profile::of(&read.report, &numbers).into_iter().zip(&read.reviews);
    Ok(told.filter(|(_, review)| kept(review)).map(|(profile, _)| profile).collect())
}

/// The current report of an article, as people corrected it.
fn current<R: Reader + ?Sized>(reader: &R, article: &str) -> Result<Option<Read>> {
    let Some(row) = reader.current(article)? else { return Ok(None) };
    let decided = history::holding(reader, Some(article))?;
    Read::of(reader, row.seq, article, &decided).map(Some)
}

fn kept(review: &Review) -> bool {
    review.state != State::Rejected
}

/// Every incident report of the book at once: quicker where many are new.
fn at_once(
    writer: &mut dyn Writer,
    gone: &[Number],
    fresh: Vec<(Profile, String)>,
    settings: &Settings,
) -> Result<()> {
    let leaving: BTreeSet<Number> = gone.iter().copied().collect();
    let mut profiles = Vec::with_capacity(fresh.len());
    for row in writer.linked_rows(None)? {
        let profile = read(&row)?;
        if leaving.contains(&profile.number) {
            writer.remove_linked(profile.number, &held(&profile, &keys_of(&profile)))?;
        } else {
            profiles.push(profile);
        }
    }
    let mut entering: Vec<Held> = Vec::new();
    for some in fresh.chunks(1_000) {
        let row = |(profile, article): &(Profile, String)| row(profile, article);
        writer.put_linked(&some.iter().map(row).collect::<Vec<_>>())?;
        entering.extend(some.iter().flat_map(|(profile, _)| held(profile, &keys_of(profile))));
    }
    entering.sort_unstable();
    writer.put_held(&entering)?;
    drop(entering);
    profiles.extend(fresh.into_iter().map(|(profile, _)| profile));
    profiles.sort_unstable_by_key(|profile| profile.number);
    let rulings = bound(&*writer, &history::holding(&*writer, None)?)?;
    let linked = whole(&profiles, &rulings, settings);
    writer.drop_pairs()?;
    writer.put_pairs(&linked.pairs)?;
    writer.put_homes(&linked.homes)?;
    writer.all_linked()
}

fn row(profile: &Profile, article: &str) -> LinkRow {
    let number = profile.number;
    LinkRow { number, article: article.to_owned(), home: number, profile: profile.bytes() }
}

/// The profile of a row.
pub(super) fn read(row: &LinkRow) -> Result<Profile> {
    Profile::read(&row.profile).ok_or_else(|| {
        let article = &row.article;
        Error::BadRequest(format!(
            "the links of {article} cannot be read; `claimbook verify --repair` makes them anew"
        ))
    })
}

fn held(profile: &Profile, keys: &[Key]) -> Vec<Held> {
    keys.iter().map(|key| (key.hash, rank(profile))).collect()
}

/// What decisions say of pairs today.
pub(super) fn bound<R: Reader + ?Sized>(reader: &R, decided: &[Decided]) -> Result<Rulings> {
    let mut told = Places::default();
    for article in super::decided::articles(decided) {
        if let Some(read) = current(reader, &article)? {
            let all = read.incidents.into_iter().zip(read.report.incidents).zip(read.reviews);
            told.add(&article, all.filter(|(_, review)| kept(review)).map(|(incident, _)| incident));
        }
    }
    Ok(rulings(decided, &told))
}

/// The links inside a transaction.
struct Book<'w> {
    writer: &'w mut dyn Writer,
    /// Articles of the incident reports that come.
    articles: BTreeMap<Number, String>,
}

impl Index for Book<'_> {
    type Error = Error;

    fn profiles(&mut self, numbers: &[Number]) -> Result<Vec<Profile>> {
        self.writer.linked_rows(Some(numbers))?.iter().map(read).collect()
    }

    fn around(&mut self, key: i64, rank: Rank) -> Result<Around> {
        self.writer.around(key, rank)
    }

    fn pairs(&mut self, of: &[Number]) -> Result<Vec<Pair>> {
        self.writer.pairs(Some(of))
    }

    fn rulings(&mut self, about: &[Number]) -> Result<Rulings> {
        let articles = self.writer.linked_articles(about)?;
        let decided = history::holding_any(&*self.writer, articles.iter().map(String::as_str))?;
        bound(&*self.writer, &decided)
    }

    fn insert(&mut self, profile: &Profile, keys: &[Key]) -> Result<()> {
        let article = self.articles.get(&profile.number).cloned().unwrap_or_default();
        self.writer.put_linked(&[row(profile, &article)])?;
        self.writer.put_held(&held(profile, keys))
    }

    fn remove(&mut self, profile: &Profile, keys: &[Key]) -> Result<()> {
        self.writer.remove_linked(profile.number, &held(profile, keys))
    }

    fn put(&mut self, pair: &Pair) -> Result<()> {
        self.writer.put_pairs(&[*pair])
    }

    fn drop_pair(&mut self, a: Number, b: Number) -> Result<()> {
        self.writer.drop_pair(a, b)
    }

    fn settle(&mut self, homes: &[(Number, Number)]) -> Result<()> {
        self.writer.put_homes(homes)
    }
}
