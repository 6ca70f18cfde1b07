//! What every store must do, as one suite.
//!
//! Owns: the contract between the book and its databases. In: a way to open a store and open it again. Out: a panic
//! that says what the store does wrong. Refuses: to know which database it is.
//!
//! `contract!(open)` makes one test of each promise; `open` is a function from a folder to a store over that folder's
//! one database, so that calling it twice opens the same book.

use super::Store;
use crate::clock::FixedClock;
use crate::entry::{Entry, Head, Payload, Withdrawal};
use crate::filter::*;
use crate::ledger::{Ledger, Outcome, Reading};
use crate::review::Act;
use crate::sample::{self, Telling};
use crate::{Error, Ruling, Standing};
use claimbook_records::report::*;
use std::path::Path;

pub(crate) type Open = fn(&Path) -> Box<dyn Store>;

/// One test of each promise in this module.
macro_rules! contract {
    ($open:expr) => {
        $crate::store::contract::contract!($open;
            appends_in_order_and_nothing_else, a_failed_transaction_leaves_nothing, entries_survive_reopening,
            re_reading_adds_nothing, a_further_name_is_noted_once,
            a_newer_engine_adds_a_version_and_an_older_one_does_not_replace_it,
            withdrawn_things_leave_the_views, a_withdrawn_report_gives_way_to_the_one_before,
            windows_take_what_overlaps, places_and_actors_are_found_by_every_name_and_no_part_of_one,
            flags_words_and_confidence_narrow, words_are_found_whatever_their_case_and_accents,
            order_is_stable_and_pages_join, ids_may_be_shortened, claims_and_tallies_are_found,
            actors_are_counted_over_articles, a_rebuild_changes_nothing,
            decisions_change_the_views_and_can_be_taken_back, decisions_outlive_a_newer_reading,
            decisions_that_mean_nothing_are_refused, review_goes_step_by_step, writers_at_once_double_nothing,
            a_log_gives_the_same_book_whatever_keeps_it, odd_letters_and_long_names_are_kept,
            verifying_sees_one_moment, links_are_the_same_whatever_the_order, links_follow_decisions_and_readings,
            what_changed_is_told_from_the_entries_alone, a_cursor_goes_on_where_a_page_ended,
            overviews_count_what_lists_find, articles_and_relations_are_listed, headlines_are_found_by_their_words,
            linked_pages_join, a_later_version_takes_the_place_of_the_one_before, many_at_once_are_as_one_by_one,
            a_clock_set_back_is_noted_once_for_many, many_at_once_are_all_or_none);
    };
    ($open:expr; $($promise:ident),+) => {
        $(#[test]
        fn $promise() {
            let folder = tempfile::tempdir().unwrap();
            $crate::store::contract::$promise($open, folder.path());
        })+
    };
}
pub(crate) use contract;

mod keeping;
mod links;
mod lots;
mod pages;
mod review;
pub(crate) use keeping::*;
pub(crate) use links::*;
pub(crate) use lots::*;
pub(crate) use pages::*;
use review::told_first;
pub(crate) use review::*;

fn ledger(open: Open, at: &Path) -> Ledger {
    Ledger::over(open(at), Box::new(FixedClock("2024-05-05T08:00:00Z".parse().unwrap()))).unwrap()
}

/// A ledger of the three sample readings.
fn book(open: Open, at: &Path) -> Ledger {
    let mut ledger = ledger(open, at);
    for telling in [sample::boast(), sample::depot(), sample::teacher()] {
        add(&mut ledger, telling);
    }
    ledger
}

fn add(ledger: &mut Ledger, telling: Telling) -> Outcome {
    let (article, report) = telling.build();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap()[0].outcome
}

/// The first words of the clauses a filter finds, to tell incidents apart.
fn told(ledger: &Ledger, filter: IncidentFilter) -> Vec<String> {
    assert_eq!(
        ledger.count_incidents(&filter).unwrap() as usize,
        ledger.incidents(&IncidentFilter { limit: None, offset: 0, ..filter.clone() }).unwrap().len(),
        "counting and listing agree"
    );
    let first_word = |text: &str| text.split(' ').next().unwrap().to_owned();
    ledger.incidents(&filter).unwrap().iter().map(|i| first_word(&i.record.evidence[0].text)).collect()
}

const ALL: [&str; 4] = ["Gunmen", "In", "Two", "it"];

fn note(head: &Head, reason: &str) -> Entry {
    let withdrawal = Withdrawal { subject: "art_x".to_owned(), reason: reason.to_owned() };
    Entry::after(head, "2024-05-05T08:00:00.000Z", &Payload::Withdrawn(withdrawal), None).unwrap()
}

pub(crate) fn appends_in_order_and_nothing_else(open: Open, at: &Path) {
    let mut store = open(at);
    let first = note(&Head::default(), "one");
    let second = note(&first.head(), "two");
    store.transact(&mut |w| w.append(&first)).unwrap();
    store.transact(&mut |w| w.append(&second)).unwrap();
    let mut gap = note(&second.head(), "gap");
    gap.seq += 1;
    for wrong in [&first, &gap, &Entry { hash: "f".repeat(64), ..first.clone() }] {
        assert!(store.transact(&mut |w| w.append(wrong)).is_err(), "{wrong:?}");
    }
    assert_eq!(store.entries(0, 10).unwrap(), [first.clone(), second.clone()]);
    assert_eq!(store.entries(1, 10).unwrap(), std::slice::from_ref(&second));
    assert_eq!(store.entries(0, 1).unwrap(), [first]);
    assert_eq!(store.head().unwrap(), second.head());
}

pub(crate) fn a_failed_transaction_leaves_nothing(open: Open, at: &Path) {
    let mut store = open(at);
    let entry = note(&Head::default(), "one");
    let result = store.transact(&mut |w| {
        w.append(&entry)?;
        Err(Error::BadRequest("stop".to_owned()))
    });
    assert!(matches!(result, Err(Error::BadRequest(_))));
    assert_eq!(store.head().unwrap(), Head::default());
    store.transact(&mut |w| w.append(&entry)).unwrap();
}

pub(crate) fn entries_survive_reopening(open: Open, at: &Path) {
    let before = book(open, at).entries(0, 100).unwrap();
    let again = ledger(open, at);
    assert_eq!(again.entries(0, 100).unwrap(), before);
    assert_eq!(told(&again, IncidentFilter::default()), ALL);
}

pub(crate) fn re_reading_adds_nothing(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let (before, counts) = (ledger.head().unwrap(), ledger.counts().unwrap());
    assert_eq!(add(&mut ledger, sample::depot()), Outcome::Unchanged);
    assert_eq!((ledger.head().unwrap(), ledger.counts().unwrap()), (before, counts.clone()));
    assert_eq!((counts.entries, counts.articles, counts.reports, counts.incidents), (6, 3, 3, 4));
    let (article, report) = sample::depot().build();
    assert!(ledger.has(&article.id, &report.engine).unwrap());
    let (article, report) = sample::depot().engine("0.2.0", "c0de").build();
    assert!(!ledger.has(&article.id, &report.engine).unwrap());
}

pub(crate) fn a_newer_engine_adds_a_version_and_an_older_one_does_not_replace_it(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let ids = |l: &Ledger| {
        l.incidents(&IncidentFilter::default()).unwrap().into_iter().map(|i| i.id).collect::<Vec<_>>()
    };
    let before = ids(&ledger);
    // The new engine reads the same, but for one thing: what it told as background it finds to be shelling.
    let newer = || sample::depot().engine("0.10.0", "c0de").with(|i| i.kind = IncidentType::Shelling);
    assert_eq!(add(&mut ledger, newer()), Outcome::NewVersion);
    let after = ids(&ledger);
    assert_eq!(before.iter().filter(|id| after.contains(id)).count(), 3, "equal readings keep their ids");
    let gone = before.iter().find(|id| !after.contains(id)).unwrap();
    assert!(matches!(ledger.incident(gone), Err(Error::Former { .. })));
    assert_eq!(add(&mut ledger, sample::depot().engine("0.9.0", "c0de")), Outcome::NewVersion);
    assert_eq!(ids(&ledger), after, "0.9.0 is older than 0.10.0");
    assert_eq!(add(&mut ledger, newer()), Outcome::Unchanged);
    let (article, _) = sample::depot().build();
    let versions = ledger.article(&article.id).unwrap().reports;
    let current: Vec<(&str, bool)> =
        versions.iter().map(|r| (r.engine.version.as_str(), r.current)).collect();
    assert_eq!(current, [("0.1.0", false), ("0.10.0", true), ("0.9.0", false)]);
    // Another codebook of the same version is another engine; the later reading counts.
    assert_eq!(add(&mut ledger, sample::depot().engine("0.10.0", "beef")), Outcome::NewVersion);
    assert_eq!(ids(&ledger), before);
}

pub(crate) fn withdrawn_things_leave_the_views(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let (article, _) = sample::teacher().build();
    let id = ledger.article(&article.id).unwrap().incidents[0].clone();
    assert!(ledger.withdraw(&article.id[..12], "the paper took it down").unwrap());
    assert!(!ledger.withdraw(&article.id, "again").unwrap());
    assert_eq!(told(&ledger, IncidentFilter::default()), ["In", "Two", "it"]);
    assert!(ledger.incident(&id).unwrap_err().to_string().contains("withdrawn"));
    assert_eq!(add(&mut ledger, sample::teacher()), Outcome::Withdrawn);
    assert_eq!(add(&mut ledger, sample::teacher().engine("9.0.0", "c0de")), Outcome::Withdrawn);
    assert!(matches!(ledger.withdraw(&article.id, " "), Err(Error::BadRequest(_))));
    assert!(matches!(ledger.withdraw("art_ffff", "x"), Err(Error::NotFound { .. })));
    assert!(matches!(ledger.withdraw("rpt_ffff", "x"), Err(Error::NotFound { .. })));
}

pub(crate) fn a_withdrawn_report_gives_way_to_the_one_before(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let (article, report) = sample::teacher().engine("0.2.0", "c0de").with(|i| i.background = true).build();
    let added = ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    let background = IncidentFilter { background: Some(true), ..Default::default() };
    assert_eq!(told(&ledger, background.clone()), ["Gunmen", "In"]);
    assert!(ledger.withdraw(&added[0].report, "the engine misread it").unwrap());
    assert_eq!(told(&ledger, background), ["In"]);
    assert_eq!(told(&ledger, IncidentFilter::default()), ALL);
}

pub(crate) fn windows_take_what_overlaps(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let until = Telling::new("until.txt", "Open: by 10 April the bridge had been bombed.")
        .incident(IncidentType::Bombing, "Open: by 10 April the bridge had been bombed")
        .dated(None, Some("2024-04-10"), "10 April");
    add(&mut ledger, until);
    let ledger = &ledger;
    let window = |from: &str, to: &str, undated| {
        let day = |d: &str| (!d.is_empty()).then(|| d.to_owned());
        told(ledger, IncidentFilter { from: day(from), to: day(to), undated, ..Default::default() })
    };
    use Undated::{Exclude, Include, Only};
    assert_eq!(
        window("", "", Exclude),
        ["Gunmen", "In", "Open:", "Two", "it"],
        "without a window all are listed"
    );
    assert_eq!(window("2024-02-10", "2024-03", Exclude), ["Gunmen", "In"]);
    assert_eq!(window("2024-02-21", "2024-02-29", Exclude), [""; 0]);
    assert_eq!(window("2024-04-10", "2024-04-10", Exclude), ["Open:"]);
    assert_eq!(window("2024-04-11", "", Exclude), ["Two"]);
    assert_eq!(window("", "2023", Exclude), [""; 0]);
    assert_eq!(window("", "2023", Include), ["Open:", "it"], "it may have been bombed in 2023");
    assert_eq!(window("2024-05-03", "2024-05-03", Include), ["Two", "it"]);
    assert_eq!(window("", "", Only), ["it"]);
    let wrong = IncidentFilter { from: Some("last week".to_owned()), ..Default::default() };
    assert!(matches!(ledger.incidents(&wrong), Err(Error::BadRequest(_))));
}

pub(crate) fn places_and_actors_are_found_by_every_name_and_no_part_of_one(open: Open, at: &Path) {
    let ledger = book(open, at);
    let place = |asked: &str, place_role| {
        told(&ledger, IncidentFilter { places: vec![asked.to_owned()], place_role, ..Default::default() })
    };
    for (asked, found) in [
        ("tel-qasr", &["Two"][..]),
        ("QS", &["In", "Two"]),
        ("gn:Wadi Rumm", &["Gunmen"]),
        ("Port Amal Province", &["In"]),
        ("marshland", &["Gunmen", "In", "Two"]),
        ("Qasr", &[]),
        ("it's; DROP TABLE entries", &[]),
    ] {
        assert_eq!(place(asked, None), found, "{asked}");
    }
    assert_eq!(place("QS", Some(PlaceRole::Target)), ["In", "Two"]);
    assert_eq!(place("QS", Some(PlaceRole::Origin)), [""; 0]);
    let actor = |asked: &str, actor_role| {
        told(&ledger, IncidentFilter { actors: vec![asked.to_owned()], actor_role, ..Default::default() })
    };
    assert_eq!(actor("sons-of-the-marsh", None), ["Two"]);
    assert_eq!(actor("THE SONS OF THE MARSH", Some(ActorRole::Perpetrator)), ["Two"]);
    assert_eq!(actor("Sons", None), [""; 0]);
    assert_eq!(actor("Qasri Army", None), ["Two"]);
    assert_eq!(actor("Qasri Army", Some(ActorRole::Speaker)), ["Two"]);
    assert_eq!(actor("Qasri Army", Some(ActorRole::Perpetrator)), [""; 0]);
    assert_eq!(actor("Mira Dallan", Some(ActorRole::Target)), ["Gunmen"]);
    let both = vec!["River Guard".to_owned(), "Lantern Front".to_owned()];
    assert_eq!(told(&ledger, IncidentFilter { actors: both, ..Default::default() }), ["Gunmen", "it"]);
}

pub(crate) fn flags_words_and_confidence_narrow(open: Open, at: &Path) {
    let ledger = book(open, at);
    let with = |change: fn(&mut IncidentFilter)| {
        let mut filter = IncidentFilter::default();
        change(&mut filter);
        told(&ledger, filter)
    };
    assert_eq!(with(|f| f.types = vec![IncidentType::Kidnapping, IncidentType::Shelling]), ["Gunmen", "it"]);
    assert_eq!(with(|f| f.stages = vec![Stage::Attempted]), [""; 0]);
    assert_eq!(with(|f| f.stages = vec![Stage::Accomplished]), ALL);
    assert_eq!(with(|f| f.standings = vec![Standing::Confirmed]), ["Two"]);
    assert_eq!(with(|f| f.standings = vec![Standing::Contested, Standing::ClaimedOnly]), ["Gunmen", "it"]);
    assert_eq!(with(|f| f.background = Some(false)), ["Gunmen", "Two", "it"]);
    assert_eq!(with(|f| f.aggregate = Some(true)), [""; 0]);
    assert_eq!(with(|f| f.min_confidence = Some(0.5)), ["Gunmen", "In", "Two"]);
    assert_eq!(with(|f| f.text = Some("DEPOT, struck".to_owned())), ["Two"]);
    assert_eq!(with(|f| f.text = Some("depot NOT struck".to_owned())), [""; 0], "no operators, only words");
    assert_eq!(with(|f| f.text = Some("\" ( -".to_owned())), [""; 0]);
    let (article, _) = sample::boast().build();
    let by_article = IncidentFilter { articles: vec![article.id], ..Default::default() };
    assert_eq!(told(&ledger, by_article), ["it"]);
}

pub(crate) fn order_is_stable_and_pages_join(open: Open, at: &Path) {
    let ledger = book(open, at);
    let page = |limit, offset| told(&ledger, IncidentFilter { limit, offset, ..Default::default() });
    assert_eq!(page(None, 0), ALL);
    assert_eq!(page(Some(2), 0), ALL[..2]);
    assert_eq!(page(Some(2), 2), ALL[2..]);
    assert_eq!(page(None, 3), ALL[3..]);
    assert_eq!(page(Some(0), 0), [""; 0]);
    let window = |limit, offset| {
        told(&ledger, IncidentFilter { from: Some("2024-01".into()), limit, offset, ..Default::default() })
    };
    assert_eq!(window(None, 0), ALL[..3]);
    assert_eq!(
        (window(Some(2), 0), window(Some(2), 2)),
        (window(None, 0)[..2].to_vec(), vec!["Two".to_owned()])
    );
}

pub(crate) fn ids_may_be_shortened(open: Open, at: &Path) {
    let ledger = book(open, at);
    let first = &ledger.incidents(&IncidentFilter::default()).unwrap()[0];
    for asked in [first.id.as_str(), first.short_id(), &first.short_id()["inc_".len()..]] {
        assert_eq!(ledger.incident(asked).unwrap(), *first);
    }
    match ledger.incident("inc_") {
        Err(Error::Ambiguous { candidates, .. }) => assert_eq!(candidates.len(), 4),
        other => panic!("{other:?}"),
    }
    assert!(matches!(ledger.incident("inc_zz"), Err(Error::NotFound { .. })));
    assert!(matches!(ledger.article("art_"), Err(Error::Ambiguous { .. })));
    let (article, report) = sample::depot().build();
    assert_eq!(ledger.report(&article.id[..14]).unwrap(), report, "the report comes back as it was given");
}

pub(crate) fn claims_and_tallies_are_found(open: Open, at: &Path) {
    let ledger = book(open, at);
    let acts = |filter: ClaimFilter| -> Vec<(String, &'static str)> {
        let name = |c: &crate::ClaimView| (c.claim.speaker.name.clone(), c.claim.act.as_str());
        ledger.claims(&filter).unwrap().iter().map(name).collect()
    };
    let all = acts(ClaimFilter::default());
    assert_eq!(all.len(), 5);
    assert_eq!(all[0], ("Villagers".to_owned(), "accuses"), "by day of publication");
    let by = |who: &str| ClaimFilter { speakers: vec![who.to_owned()], ..Default::default() };
    assert_eq!(acts(by("qasri army")), [("Qasri army".to_owned(), "confirms")]);
    assert_eq!(acts(by("sons-of-the-marsh")), [("Sons of the Marsh".to_owned(), "claims_responsibility")]);
    assert_eq!(acts(ClaimFilter { acts: vec![SpeechAct::Denies], ..Default::default() })[0].0, "River Guard");
    let witnesses = ClaimFilter { speaker_kinds: vec![SpeakerKind::Witness], ..Default::default() };
    assert_eq!(acts(witnesses).len(), 1);
    let about = IncidentFilter { types: vec![IncidentType::DroneAttack], ..Default::default() };
    let drone = ledger.incidents(&about).unwrap().remove(0);
    let claims = ledger.claims(&ClaimFilter { about: Some(about), ..Default::default() }).unwrap();
    assert!(claims.iter().all(|c| c.incident.as_ref() == Some(&drone.id)) && claims.len() == 2);
    assert_eq!(acts(ClaimFilter { incident: Some(drone.id), ..Default::default() }).len(), 2);
    let since = ClaimFilter { from: Some("2024-05-01".to_owned()), ..Default::default() };
    assert_eq!(acts(since).len(), 2, "a claim of no known day is in no window");

    let tallies = |filter: TallyFilter| ledger.tallies(&filter).unwrap().len();
    assert_eq!(tallies(TallyFilter::default()), 1);
    assert_eq!(
        tallies(TallyFilter { actors: vec!["the sons of the marsh".to_owned()], ..Default::default() }),
        1
    );
    assert_eq!(tallies(TallyFilter { what: vec![TallyWhat::Killed], ..Default::default() }), 0);
    assert_eq!(tallies(TallyFilter { to: Some("2024-05-03".to_owned()), ..Default::default() }), 0);
}

pub(crate) fn actors_are_counted_over_articles(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let other = Telling::new("other.txt", "The Marsh Sons denied shelling the quay.")
        .actor("Marsh Sons", ActorKind::ArmedGroup, Some("sons-of-the-marsh"), &[])
        .incident(IncidentType::Shelling, "shelling the quay")
        .perpetrator("Marsh Sons", PerpetratorBasis::Denied);
    add(&mut ledger, other);
    let actors = ledger.actors(&ActorFilter::default()).unwrap();
    let sons = &actors[0];
    assert_eq!(sons.register_id.as_deref(), Some("sons-of-the-marsh"));
    assert_eq!(sons.names, ["Marsh Sons", "Sons of the Marsh", "The Sons of the Marsh"]);
    assert_eq!((sons.articles, sons.as_perpetrator, sons.as_target, sons.as_speaker), (2, 2, 0, 1));
    assert_eq!(actors.len(), 4);
    let named = |name: &str| {
        ledger.actors(&ActorFilter { names: vec![name.to_owned()], ..Default::default() }).unwrap()
    };
    assert_eq!(named("marsh sons"), named("Sons of the Marsh"), "every name finds the whole actor");
    assert_eq!(named("Marsh"), []);
    let kinds = ActorFilter { kinds: vec![ActorKind::Military], ..Default::default() };
    assert_eq!(ledger.actors(&kinds).unwrap()[0].name, "Qasri army");
}

pub(crate) fn a_rebuild_changes_nothing(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let boast = told_first(&ledger, "it shelled");
    ledger.decide(&Ruling::new("Ana", Act::Reject, &[&boast])).unwrap();
    let newer = sample::depot().engine("0.2.0", "c0de").with(|i| i.kind = IncidentType::Shelling);
    add(
        &mut ledger,
        newer.relation("Sons of the Marsh", RelationType::AlliedWith, "Qasri army", "the attack"),
    );
    let (article, _) = sample::teacher().build();
    ledger.withdraw(&article.id, "taken down").unwrap();
    let before = ledger.store.digests().unwrap();
    ledger.rebuild().unwrap();
    assert_eq!(ledger.store.digests().unwrap(), before);
    let empty = ledger.store.scratch().unwrap().digests().unwrap();
    for ((table, full), (_, empty)) in before.iter().zip(&empty) {
        assert_ne!(full, empty, "the digest of {table} tells a full table from an empty one");
    }
}
