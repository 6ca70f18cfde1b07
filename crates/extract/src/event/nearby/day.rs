//! When it happened, told beside the telling: "Police were called at 9 p.m. on Friday."
//!
//! Owns: which time expression of the sentences around an incident dates it where its own clauses do not. In: the reports
//! of an article. Out: their dates. Refuses: the day of what came after the act (arrests, hearings, statements), days in
//! sentences that tell another incident, and publication dates (coding guide 3.4, 3.5).

use super::Around;
use crate::event::arguments::Scene;
use crate::event::date::{beside_the_point, news, published};
use crate::event::{EventDate, IncidentReport};
use crate::text::{Dep, SentenceKind, Tag};
use crate::time::{Instant, TimeMention, Window};
use claimbook_records::Span;
use claimbook_records::report::{Precision, Stage};
use jiff::civil::Date;

/// Least weight for which a day is taken.
const ENOUGH: i32 = 20;
/// Longest window, in days, that is no exact answer and gives way to a day inside it.
const VAGUE: i32 = 3;

/// Dates an incident that its own clauses leave undated or only bounded.
pub(super) fn date(around: &Around, report: &mut IncidentReport) {
    let scene = around.scene;
    let Some(published) = published(scene) else { return };
    let death = report.date.as_ref().is_some_and(|d| of_death(scene, d));
    let soft = report.date.as_ref().is_some_and(|d| soft(scene, d, published));
    let loose = report.date.as_ref().is_some_and(|d| how(scene, d).is_some_and(|g| g != Governed::Happens));
    let open = death || soft || loose || report.date.as_ref().is_none_or(|d| vague(&d.window));
    let real = matches!(report.stage, Stage::Accomplished | Stage::Attempted);
    if !open || report.aggregate || report.background || !real {
        return;
    }
    let exact = loose && !soft && !death && report.date.as_ref().is_some_and(|d| !vague(&d.window));
    let known = report.date.as_ref().filter(|_| !soft && !exact).map(|d| d.window);
    // A death is the last day the act can have been.
    let within = known.map(|w| if death { Window { earliest: None, ..w } } else { w });
    let telling: Vec<usize> = report.triggers.iter().filter_map(|t| scene.trigger_at(*t)).collect();
    let days = Days { around, published, news: news(scene, &telling), told: exact };
    if let Some(date) = days.best(within) {
        report.date = Some(date);
    }
}

/// A day that is only a guess: a clock time alone, a day counted from another happening, a day still to come.
fn soft(scene: &Scene, date: &EventDate, published: Date) -> bool {
    let ahead = date.window.earliest.is_some_and(|e| e.date > published);
    ahead || mention(scene, date).is_some_and(|t| clock_alone(scene, t) || counted(scene, t))
}

/// What the words of a date date.
fn how(scene: &Scene, date: &EventDate) -> Option<Governed> {
    mention(scene, date).map(|t| governed(scene, t))
}

/// The time expression that a date rests on.
fn mention<'a>(scene: &'a Scene, date: &EventDate) -> Option<&'a TimeMention> {
    date.evidence.iter().find_map(|e| scene.reading.time_at(*e))
}

/// "around 3 a.m.": the day is a guess.
fn clock_alone(scene: &Scene, time: &TimeMention) -> bool {
    let words = time.span.of(scene.reading.body());
    !words
        .split(|c: char| !c.is_alphabetic())
        .any(|w| w.len() > 2 && !["noon", "midnight", "clock"].iter().any(|o| w.eq_ignore_ascii_case(o)))
}

/// "the day before", "that night": counted from what is told before.
fn counted(scene: &Scene, time: &TimeMention) -> bool {
    let words = time.span.of(scene.reading.body()).to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    words.windows(2).any(|w| scene.lexicon.words.counted_day(&w.join(" ")))
}

/// A window that does not say on which day.
fn vague(window: &Window) -> bool {
    match (window.earliest, window.latest) {
        (Some(a), Some(b)) => (b.date - a.date).get_days() > VAGUE,
        _ => true,
    }
}

/// The day of a death, which may be later than the act.
fn of_death(scene: &Scene, date: &EventDate) -> bool {
    how(scene, date) == Some(Governed::Dies)
}

struct Days<'a> {
    around: &'a Around<'a>,
    published: Date,
    /// The first day the act can have been on, as news.
    news: Option<Date>,
    /// Only a day told of the act itself will do.
    told: bool,
}

impl Days<'_> {
    /// The day with most weight; days told by several expressions add up a little.
    fn best(&self, within: Option<Window>) -> Option<EventDate> {
        let mut days: Vec<(i32, i32, &TimeMention, Window)> = Vec::new();
        let scene = self.around.scene;
        let begins = |t: &&TimeMention, s: Span| s.start() <= t.span.start() && t.span.start() < s.end();
        let times = self.around.sentences().map(|s| s.span);
        let times = times.flat_map(|s| scene.reading.times_over(s).iter().filter(move |t| begins(t, s)));
        for time in times {
            scene.step(1);
            let Some(window) = time.window.filter(|w| self.fits(w, within)) else { continue };
            let Some(weight) = self.weight(time) else { continue };
            let day = |w: &Window| w.earliest.map(|i| i.date);
            match days.iter_mut().find(|(.., known)| day(known) == day(&window)) {
                Some((best, more, first, known)) => {
                    *more += 2;
                    if weight > *best {
                        (*best, *first, *known) = (weight, time, window);
                    }
                }
                None => days.push((weight, 0, time, window)),
            }
        }
        let mut best: Option<(i32, &TimeMention, Window)> = None;
        for (weight, more, time, window) in days {
            let sum = weight + more.min(6);
            if best.is_none_or(|(b, ..)| sum > b) {
                best = Some((sum, time, window));
            }
        }
        let (_, time, mut window) = best.filter(|(sum, ..)| *sum >= ENOUGH)?;
        if window.latest.is_some_and(|l| l.date > self.published) {
            window.latest = Some(Instant { date: self.published, time: None, offset_minutes: None });
        }
        Some(EventDate { window, evidence: vec![time.span] })
    }

    /// A day, not after publication and inside what is known already.
    fn fits(&self, w: &Window, within: Option<Window>) -> bool {
        let exact = matches!(
            w.precision,
            Precision::Day | Precision::PartOfDay | Precision::Hour | Precision::Minute
        );
        let (Some(first), Some(last)) = (w.earliest, w.latest) else { return false };
        let inside = within.is_none_or(|known| {
            known.earliest.is_none_or(|e| e.date <= first.date)
                && known.latest.is_none_or(|l| first.date <= l.date)
        });
        let fresh = self.news.is_none_or(|since| since <= last.date);
        exact && inside && fresh && first.date <= self.published && (last.date - first.date).get_days() <= 1
    }

    /// How likely an expression dates the act; `None` where it cannot.
    fn weight(&self, time: &TimeMention) -> Option<i32> {
        let (scene, g) = (self.around.scene, &self.around.scene.grammar);
        let at = scene.reading.text.tokens_in(time.span).next()?;
        let number = g.token(at).sentence as usize;
        let sentence = scene.reading.text.sentences.get(number)?;
        let furniture =
            sentence.kind == SentenceKind::Clutter || scene.reading.text.furniture.touches(time.span);
        if furniture || beside_the_point(scene, time) {
            return None;
        }
        let apart = self.around.distance(number)?;
        let lead = number <= super::LEAD;
        if self.told && !(governed(scene, time) == Governed::Happens && (apart == 0 || lead)) {
            return None;
        }
        let near = match apart {
            0 => 30,
            1 => 24,
            2 => 20,
            _ if lead => 20,
            _ => 14,
        };
        let how = match governed(scene, time) {
            Governed::After => return None,
            Governed::Happens => 20,
            Governed::Found => 10,
            Governed::Dies => -8,
            Governed::Free => 0,
        };
        let lead = if lead { 3 } else { 0 };
        let clock = if clock_alone(scene, time) || counted(scene, time) { -6 } else { 0 };
        Some(near + how + lead + clock)
    }
}

/// What a time expression dates, by the act beside it, else by the words above it.
pub(in crate::event) fn governed(scene: &Scene, time: &TimeMention) -> Governed {
    let g = &scene.grammar;
    let words = &scene.lexicon.words;
    let mut tokens = scene.reading.text.tokens_in(time.span);
    let Some(first) = tokens.clone().next() else { return Governed::Free };
    let sentence = g.token(first).sentence;
    if beside_act(scene, tokens.clone()) {
        return Governed::Happens;
    }
    // "was back in court on Thursday", wherever the tree hangs the day.
    let before = (g.sentence(first).start..first).rev().map(|i| g.token(i)).find(|t| t.norm != "on");
    if before.is_some_and(|t| t.tag == Tag::Noun && (t.lemma == "court" || words.aftermath(&t.lemma))) {
        return Governed::After;
    }
    let top = tokens.find(|i| g.head(*i).is_none_or(|h| !time.span.overlaps(g.token(h).span)));
    let Some(mut at) = top else { return Governed::Free };
    for _ in 0..6 {
        let Some(up) = g.head(at).filter(|u| g.token(*u).sentence == sentence) else { break };
        at = up;
        let token = g.token(at);
        let lemma = token.lemma.as_str();
        if words.happening(lemma) {
            return Governed::Happens;
        }
        if words.dying(lemma) {
            return Governed::Dies;
        }
        if scene.trigger_at(at).is_some() {
            return Governed::Happens;
        }
        // "The shooting was reported at 9 p.m."
        if lemma == "report" && g.passive(at) {
            return Governed::Found;
        }
        if words.aftermath(lemma) || words.saying(lemma) {
            return Governed::After;
        }
        if words.finding(lemma) {
            return Governed::Found;
        }
        if token.tag == Tag::Verb {
            // "Autopsies were performed on Tuesday", "is to stand trial on Tuesday".
            let later = |dep| g.child(at, dep).is_some_and(|c| words.aftermath(&g.token(c).lemma));
            if later(Dep::NsubjPass) || later(Dep::Obj) {
                return Governed::After;
            }
            break;
        }
    }
    // "The next court date is March 21."
    let court = g.sentence(first).any(|i| g.token(i).lemma == "court");
    if court { Governed::After } else { Governed::Free }
}

/// "charged in the shooting of a teenager Saturday night", "the May 11 fatal shooting": a noun of the act with no verb
/// between, wherever the tree hangs the day.
fn beside_act(scene: &Scene, time: std::ops::Range<usize>) -> bool {
    const BACK: usize = 8;
    const AHEAD: usize = 3;
    let g = &scene.grammar;
    let sentence = g.sentence(time.start);
    let act = |i: usize| scene.trigger_at(i).is_some() && !scene.lexicon.words.dying(&g.token(i).lemma);
    let verb = |i: usize| {
        matches!(g.token(i).tag, Tag::Verb | Tag::Aux) || matches!(g.token(i).norm.as_str(), ";" | ".")
    };
    let low = sentence.start.max(time.start.saturating_sub(BACK));
    let before = (low..time.start).rev().find(|i| act(*i) || verb(*i));
    let high = sentence.end.min(time.end + AHEAD);
    let after =
        (time.end..high).find(|i| act(*i) || verb(*i) || matches!(g.token(*i).tag, Tag::Adp | Tag::Punct));
    before.is_some_and(act) || after.is_some_and(|i| act(i) && g.token(i).tag != Tag::Verb)
}

/// What a time expression dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::event) enum Governed {
    /// The act itself, or that it happened.
    Happens,
    /// How it became known, soon after.
    Found,
    /// A death, which may be later.
    Dies,
    /// What came of it later.
    After,
    Free,
}
