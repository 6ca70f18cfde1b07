//! That a book stays one book: whoever writes at once, whatever keeps it, and whatever letters it is told in.

use super::*;
use crate::fetched::Fetched;
use crate::store::SqliteStore;
use crate::verify::VerifyOptions;
use std::sync::Barrier;

pub(crate) fn words_are_found_whatever_their_case_and_accents(open: Open, at: &Path) {
    let mut ledger = ledger(open, at);
    let clause = "Öl burned at İzmir’s Ḥayy as-Salām after 122mm rockets; ΣΕΙΡΗΝΕΣ и Ёлка, 導彈";
    add(&mut ledger, Telling::new("accents.txt", clause).incident(IncidentType::Bombing, clause));
    for (asked, found) in [
        ("izmir", true),
        ("IZMIR", true),
        ("ızmir", false),
        ("izmir's", true),
        ("izmirs", false),
        ("hayy salam", true),
        ("HAYY-AS-SALAM", true),
        ("hay", false),
        ("ol", true),
        ("122MM", true),
        ("122", false),
        ("σειρηνεσ", true),
        ("елка", true),
        ("導彈", true),
        ("rockets rockets", true),
        ("rockets mortar", false),
        ("rockets AND NOT mortar", false),
    ] {
        let filter = IncidentFilter { text: Some(asked.to_owned()), ..Default::default() };
        assert_eq!(!told(&ledger, filter).is_empty(), found, "{asked}");
    }
}

pub(crate) fn a_further_name_is_noted_once(open: Open, at: &Path) {
    let mut ledger = ledger(open, at);
    let body = "A drone struck the mill.";
    let named = |name: &str| {
        Telling::new(name, body).incident(IncidentType::DroneAttack, "A drone struck the mill").build()
    };
    let (article, _) = named("a.txt");
    for name in ["a.txt", "b.txt", "odd\0name.txt", "b.txt", "odd\0name.txt", "a.txt"] {
        let (article, report) = named(name);
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    let also = |ledger: &Ledger| ledger.article(&article.id).unwrap().row.also;
    assert_eq!(also(&ledger), ["b.txt", "odd\u{FFFD}name.txt"]);
    assert_eq!(ledger.counts().unwrap().entries, 4, "the article, its report and two names");
    let before = ledger.store.digests().unwrap();
    ledger.rebuild().unwrap();
    assert_eq!(ledger.store.digests().unwrap(), before);
    ledger.withdraw(&article.id, "taken down").unwrap();
    let (again, report) = named("c.txt");
    ledger.add(&[Reading { article: &again, report: &report }]).unwrap();
    assert_eq!(also(&ledger).len(), 2, "what was withdrawn is not brought back");
    assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good());
}

pub(crate) fn a_later_version_takes_the_place_of_the_one_before(open: Open, at: &Path) {
    let mut ledger = ledger(open, at);
    let version = |clause: &str| {
        Telling::new("https://orbe.example/1", clause).incident(IncidentType::DroneAttack, clause).build()
    };
    let (one, two) = (version("Two drones struck the mill"), version("Three drones struck the mill"));
    let fetched = |article: Option<&str>, replaces: Option<&str>| Fetched {
        url: "https://orbe.example/1".to_owned(),
        answered: "2024-05-02T11:40:00Z".to_owned(),
        status: if article.is_some() { 200 } else { 404 },
        capture: "c".repeat(64),
        article: article.map(str::to_owned),
        replaces: replaces.map(str::to_owned),
        feed: None,
    };
    let add = |ledger: &mut Ledger,
               (article, report): &(claimbook_records::Article, Report),
               before: Option<&str>| {
        let reading = Reading { article, report };
        ledger.add_fetched(Some(&reading), &fetched(Some(&article.id), before)).unwrap().unwrap().outcome
    };
    let (a, b) = (one.0.id.clone(), two.0.id.clone());
    assert_eq!(add(&mut ledger, &one, None), Outcome::New);
    let former = ledger.article(&a).unwrap().incidents[0].clone();
    assert_eq!(add(&mut ledger, &two, Some(&a)), Outcome::New);
    assert_eq!(told(&ledger, IncidentFilter::default()), ["Three"]);
    assert!(ledger.incident(&former).unwrap_err().to_string().contains("edited"));
    assert_eq!(ledger.article(&a).unwrap().record.body, one.0.body.as_str(), "no version is forgotten");
    assert_eq!(add(&mut ledger, &one, Some(&b)), Outcome::Unchanged);
    assert_eq!(told(&ledger, IncidentFilter::default()), ["Two"], "what is edited back comes back");
    ledger.add_fetched(None, &fetched(None, None)).unwrap();
    assert_eq!(told(&ledger, IncidentFilter::default()), ["Two"], "what is gone stays");
    let seen: Vec<_> =
        ledger.fetched_of(&b).unwrap().into_iter().map(|e| (e.fetched.article, e.fetched.status)).collect();
    let (a, b) = (Some(a), Some(b));
    assert_eq!(seen, [(a.clone(), 200), (b, 200), (a.clone(), 200), (None, 404)]);
    assert_eq!(ledger.fetched(0).unwrap().len(), 4);
    assert_eq!(ledger.fetched(ledger.head().unwrap().seq).unwrap(), []);
    let before = ledger.store.digests().unwrap();
    ledger.rebuild().unwrap();
    assert_eq!(ledger.store.digests().unwrap(), before);
    ledger.withdraw(&one.0.id, "taken down").unwrap();
    let entries = ledger.counts().unwrap().entries;
    assert_eq!(
        add(&mut ledger, &one, None),
        Outcome::Withdrawn,
        "what a person withdrew is not brought back"
    );
    assert_eq!(ledger.counts().unwrap().entries, entries);
    let wrong = ledger.add_fetched(Some(&Reading { article: &one.0, report: &one.1 }), &fetched(None, None));
    assert!(matches!(wrong, Err(Error::Refused { .. })));
    assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good());
}

pub(crate) fn writers_at_once_double_nothing(open: Open, at: &Path) {
    let begin = Barrier::new(4);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let begin = &begin;
            scope.spawn(move || {
                begin.wait();
                // The first of them makes the book.
                let mut ledger = ledger(open, at);
                for n in 0..20 {
                    // Every other article is offered by all.
                    let name = if n % 2 == 0 { format!("all-{n}") } else { format!("{writer}-{n}") };
                    let body = format!("{name}: a drone struck the mill.");
                    let telling = Telling::new(&name, &body);
                    add(&mut ledger, telling.incident(IncidentType::DroneAttack, "a drone struck the mill"));
                }
            });
        }
    });
    let ledger = ledger(open, at);
    let counts = ledger.counts().unwrap();
    assert_eq!((counts.articles, counts.reports, counts.incidents, counts.entries), (50, 50, 50, 100));
    assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good());
}

pub(crate) fn a_log_gives_the_same_book_whatever_keeps_it(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    add(&mut ledger, sample::depot().engine("0.2.0", "c0de").with(|i| i.kind = IncidentType::Shelling));
    let (article, _) = sample::teacher().build();
    ledger.withdraw(&article.id, "taken down").unwrap();
    let mut log = Vec::new();
    ledger.write_log(&mut log).unwrap();
    // The other one is SQLite's; for SQLite itself this is a round trip.
    let other = SqliteStore::temporary().unwrap();
    let mut other = Ledger::over(Box::new(other), Box::new(crate::SystemClock)).unwrap();
    other.replay_log(&mut log.as_slice()).unwrap();
    assert_eq!(other.head().unwrap(), ledger.head().unwrap());
    assert_eq!(other.store.digests().unwrap(), ledger.store.digests().unwrap());
    assert_eq!(told(&other, IncidentFilter::default()), told(&ledger, IncidentFilter::default()));
    // And back, into an empty one beside it.
    let beside = at.with_extension("beside");
    std::fs::create_dir(&beside).unwrap();
    let mut back = super::ledger(open, &beside);
    let mut log = Vec::new();
    other.write_log(&mut log).unwrap();
    back.replay_log(&mut log.as_slice()).unwrap();
    let same = (back.head().unwrap(), back.store.digests().unwrap());
    std::fs::remove_dir_all(beside).unwrap();
    assert_eq!(same, (ledger.head().unwrap(), ledger.store.digests().unwrap()));
}

pub(crate) fn odd_letters_and_long_names_are_kept(open: Open, at: &Path) {
    let mut ledger = ledger(open, at);
    let long = "Marsh ".repeat(2_000);
    let body = format!("The {long}shelled the quay at Tel Qasr.");
    let telling = Telling::new("odd\0name.txt", &body)
        .publisher("Harbour\0Courier", "courier.example")
        .actor(long.trim(), ActorKind::ArmedGroup, None, &["Marsh\0Sons"])
        .incident(IncidentType::Shelling, "shelled the quay at Tel Qasr")
        .perpetrator(long.trim(), PerpetratorBasis::ReportedAsFact);
    let (article, _) = telling.clone().build();
    assert_eq!(add(&mut ledger, telling), Outcome::New);
    let filter = IncidentFilter { actors: vec![long.to_uppercase()], ..Default::default() };
    assert_eq!(told(&ledger, filter), ["shelled"]);
    assert_eq!(ledger.article(&article.id).unwrap().incidents.len(), 1);
    assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good());
}

pub(crate) fn verifying_sees_one_moment(open: Open, at: &Path) {
    let book = book(open, at);
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || {
            let mut ledger = ledger(open, at);
            for n in 0..60 {
                let body = format!("Number {n}: a drone struck the mill.");
                let telling = Telling::new(&format!("{n}.txt"), &body);
                add(&mut ledger, telling.incident(IncidentType::DroneAttack, "a drone struck the mill"));
            }
        });
        while !writing.is_finished() {
            let found = book.verify(&VerifyOptions::default()).unwrap();
            assert!(found.is_good(), "{found:?}");
        }
    });
    assert_eq!(book.verify(&VerifyOptions::default()).unwrap().entries, 126);
}
