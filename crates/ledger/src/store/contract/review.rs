//! What every store must do with decisions.

use super::*;
use crate::VerifyOptions;
use crate::review::State;

fn correct(property: &str, value: &str) -> Act {
    Act::Correct { property: property.to_owned(), value: value.to_owned() }
}

fn reasoned(act: Act, subject: &str, reason: &str) -> Ruling {
    Ruling { reason: Some(reason.to_owned()), ..Ruling::new("Ana", act, &[subject]) }
}

/// The id of the incident told with these first words.
pub(super) fn told_first(ledger: &Ledger, first: &str) -> String {
    let all = IncidentFilter { reviews: State::ALL.to_vec(), ..Default::default() };
    let found = ledger.incidents(&all).unwrap();
    found.into_iter().find(|i| i.record.evidence[0].text.starts_with(first)).unwrap().id
}

fn good(ledger: &Ledger) {
    let found = ledger.verify(&VerifyOptions::default()).unwrap();
    assert!(found.is_good(), "{found:?}");
}

pub(crate) fn decisions_change_the_views_and_can_be_taken_back(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let depot = told_first(&ledger, "Two drones");
    let before = ledger.incident(&depot).unwrap();
    let mut ruling = Ruling::new("Ana", correct("killed", "2"), &[&depot[..10]]);
    ruling.words = vec!["killing three guards".to_owned()];
    let first = ledger.decide(&ruling).unwrap();
    ledger.decide(&reasoned(correct("type", "shelling"), &depot, "the photographs show shells")).unwrap();
    let view = ledger.incident(&depot).unwrap();
    assert_eq!(view.id, depot, "a correction changes no id");
    assert_eq!((view.record.outcome.killed, view.review.state), (Some(Count::exact(2)), State::Reviewed));
    assert_eq!((view.review.corrected[0].was.as_str(), view.review.corrected[0].now.as_str()), ("3", "2"));
    assert_eq!(view.record.outcome.evidence.last().unwrap().text, "killing three guards");
    let shelled = IncidentFilter { types: vec![IncidentType::Shelling], ..Default::default() };
    assert!(told(&ledger, shelled.clone()).contains(&"Two".to_owned()), "lists find the corrected value");

    let rejected = ledger.decide(&reasoned(Act::Reject, &depot, "an exercise")).unwrap();
    assert!(!told(&ledger, IncidentFilter::default()).contains(&"Two".to_owned()));
    let only = IncidentFilter { reviews: vec![State::Rejected], ..Default::default() };
    assert_eq!(told(&ledger, only), ["Two"]);
    good(&ledger);

    for entry in [rejected.entry, first.entry] {
        ledger.decide(&Ruling::new("Ben", Act::Undo { entry }, &[])).unwrap();
    }
    let view = ledger.incident(&depot).unwrap();
    assert_eq!(view.record.outcome.killed, before.record.outcome.killed);
    assert_eq!((view.record.kind, view.review.corrected.len()), (IncidentType::Shelling, 1));
    assert!(
        ledger.decide(&Ruling::new("Ben", Act::Undo { entry: first.entry }, &[])).is_err(),
        "undone before"
    );
    assert_eq!(ledger.decisions(Some(&view.article.id)).unwrap().len(), 5, "nothing is removed");
    good(&ledger);
    drop(ledger);
    let again = self::ledger(open, at);
    assert_eq!(again.incident(&depot).unwrap(), view);
    assert!(told(&again, shelled).contains(&"Two".to_owned()));
}

pub(crate) fn decisions_outlive_a_newer_reading(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let depot = told_first(&ledger, "Two drones");
    ledger.decide(&reasoned(correct("place", "Port Amal, QS"), &depot, "named in the order")).unwrap();
    ledger.decide(&Ruling::new("Ana", Act::Accept, &[&depot])).unwrap();
    // The newer engine types every incident of the article otherwise, so that all ids are new.
    let newer = || sample::depot().engine("0.2.0", "c0de").with_all(|i| i.kind = IncidentType::Other);
    assert_eq!(add(&mut ledger, newer()), Outcome::NewVersion);
    assert!(matches!(ledger.incident(&depot), Err(Error::Former { .. })));
    let view = ledger.incident(&told_first(&ledger, "Two drones")).unwrap();
    assert_ne!(view.id, depot);
    assert_eq!((view.review.state, view.record.places[0].name.as_str()), (State::Reviewed, "Port Amal"));
    assert!(ledger.incident(&told_first(&ledger, "In March")).unwrap().review.is_empty());
    assert_eq!(ledger.adrift().unwrap(), []);
    good(&ledger);
    // One that finds no incident in the words any more leaves its decision adrift.
    let (article, mut report) = sample::depot().engine("0.3.0", "c0de").build();
    report.incidents.remove(0);
    report.claims.clear();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    let adrift = ledger.adrift().unwrap();
    assert_eq!((adrift.len(), &adrift[0].lost), (2, &vec![depot]));
}

pub(crate) fn decisions_that_mean_nothing_are_refused(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let (depot, boast) = (told_first(&ledger, "Two drones"), told_first(&ledger, "it shelled"));
    let before = ledger.head().unwrap();
    let refused = [
        Ruling::new(" ", Act::Accept, &[&depot]),
        Ruling::new("Ana", Act::Accept, &[]),
        Ruling::new("Ana", Act::Same, &[&depot]),
        Ruling::new("Ana", Act::PartOf, &[&depot, &boast]),
        Ruling::new("Ana", Act::Note, &[&depot]),
        Ruling::new("Ana", correct("killed", "2"), &[&depot]),
        reasoned(correct("killed", "some"), &depot, "x"),
        reasoned(correct("colour", "red"), &depot, "x"),
        Ruling { words: vec!["not there".to_owned()], ..reasoned(correct("killed", "2"), &depot, "x") },
        Ruling::new("Ana", Act::GradePublisher { publisher: "Courier".to_owned(), grade: 'G' }, &[]),
        Ruling::new("Ana", Act::GradeInformation { grade: 7 }, &[&depot]),
        Ruling::new("Ana", Act::Undo { entry: 1 }, &[]),
        Ruling::new("Ana", Act::Accept, &["inc_ffffffff"]),
    ];
    for ruling in refused {
        assert!(ledger.decide(&ruling).is_err(), "{ruling:?}");
    }
    assert_eq!(ledger.head().unwrap(), before);
}

pub(crate) fn review_goes_step_by_step(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let depot = told_first(&ledger, "Two drones");
    for early in [Act::Approve, Act::Publish] {
        assert!(ledger.decide(&Ruling::new("Ana", early, &[&depot])).is_err());
    }
    let steps =
        [(Act::Accept, State::Reviewed), (Act::Approve, State::Approved), (Act::Publish, State::Published)];
    for (act, state) in steps {
        ledger.decide(&Ruling::new("Ana", act, &[&depot])).unwrap();
        assert_eq!(ledger.incident(&depot).unwrap().review.state, state);
        let only = IncidentFilter { reviews: vec![state], ..Default::default() };
        assert_eq!(told(&ledger, only), ["Two"]);
    }
    assert!(ledger.incident(&depot).unwrap().review.published.is_some());
}
