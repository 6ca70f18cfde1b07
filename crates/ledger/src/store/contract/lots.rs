//! That readings recorded together are recorded as one by one.

use super::*;
use crate::record::Ready;
use crate::store::SqliteStore;
use crate::verify::VerifyOptions;
use claimbook_records::Article;

type Made = (Article, Report);

/// A telling of everything that has rows of its own.
fn full(n: usize) -> Telling {
    let body = format!(
        "The Lantern Front {n} says it shelled the ridge at Tel Qasr and the mill of Rim. The Qasri army denied it. \
         The group has claimed {n} attacks since October 17. It belongs to the River Guard."
    );
    let group = format!("Lantern Front {n}");
    Telling::new(&format!("full-{n}.txt"), &body)
        .publisher("Harbour\0Courier", "courier.example")
        .headline("Ridge shelled — “again”")
        .published("2024-05-04")
        .actor(&group, ActorKind::ArmedGroup, None, &["The Lantern Front"])
        .actor("Qasri army", ActorKind::Military, Some("qasri-army"), &[])
        .actor("River Guard", ActorKind::ArmedGroup, None, &[])
        .incident(IncidentType::Shelling, "it shelled the ridge at Tel Qasr")
        .dated(Some("2024-05-03"), None, "shelled")
        .place("Tel Qasr", "QS", Some((33.12345, 44.98765)), PlaceRole::Target)
        .perpetrator(&group, PerpetratorBasis::Claimed)
        .incident(IncidentType::Shelling, "the mill of Rim")
        .claim(&group, SpeakerKind::ArmedGroup, SpeechAct::ClaimsResponsibility, "says it shelled the ridge")
        .claim("Qasri army", SpeakerKind::Military, SpeechAct::Denies, "The Qasri army denied it")
        .tally(&format!("{n} attacks since October 17"), n as u64, Some("2023-10-17"), None, &group)
        .relation(&group, RelationType::MemberOf, "River Guard", "It belongs to the River Guard")
}

/// Readings of every kind that recording tells apart: with rows of all kinds and without any, twice, under another name,
/// by another engine, and of an article that was withdrawn.
fn mixed() -> Vec<Made> {
    let quiet = |n: usize| Telling::new(&format!("quiet-{n}.txt"), &format!("Quiet — día {n}.")).build();
    let renamed = |(mut article, mut report): Made, name: &str| {
        article.input = name.to_owned();
        report.article.input = name.to_owned();
        (article, report)
    };
    let mut all: Vec<Made> = (0..6).map(|n| full(n).build()).collect();
    all.extend((0..6).map(quiet));
    all.push(full(2).build());
    all.push(renamed(quiet(1), "elsewhere.txt"));
    all.push(full(3).engine("0.2.0", "c0de").build());
    all.push(sample::teacher().build());
    all.extend((6..9).map(|n| full(n).build()));
    all.push(full(7).engine("0.0.9", "c0de").build());
    all.push(full(7).build());
    all.push(sample::depot().build());
    all.push(renamed(sample::depot().build(), "again\0.txt"));
    all.extend((20..30).map(quiet));
    all
}

pub(crate) fn many_at_once_are_as_one_by_one(open: Open, at: &Path) {
    let all = mixed();
    let readings: Vec<Reading<'_>> =
        all.iter().map(|(article, report)| Reading { article, report }).collect();
    let clock = || Box::new(FixedClock("2024-05-05T08:00:00Z".parse().unwrap()));
    let mut one_by_one = Ledger::over(Box::new(SqliteStore::temporary().unwrap()), clock()).unwrap();
    let mut together = ledger(open, at);
    for ledger in [&mut one_by_one, &mut together] {
        add(ledger, sample::teacher());
        let (article, _) = sample::teacher().build();
        ledger.withdraw(&article.id, "taken down").unwrap();
        add(ledger, sample::boast());
    }
    let wanted: Vec<_> = readings.iter().flat_map(|r| one_by_one.add(&[*r]).unwrap()).collect();
    assert_eq!(together.add(&readings).unwrap(), wanted);
    for outcome in [Outcome::New, Outcome::NewVersion, Outcome::Unchanged, Outcome::Withdrawn] {
        assert!(wanted.iter().any(|added| added.outcome == outcome), "{outcome:?}");
    }
    let entries = |ledger: &Ledger| ledger.entries(0, 1000).unwrap();
    assert_eq!(entries(&together), entries(&one_by_one));
    assert_eq!(together.store.digests().unwrap(), one_by_one.store.digests().unwrap());
    assert_eq!(together.store.link_digests().unwrap(), one_by_one.store.link_digests().unwrap());
    let head = together.head().unwrap();
    assert!(together.add(&readings).unwrap().iter().all(|a| a.outcome != Outcome::New));
    assert_eq!(together.head().unwrap(), head, "a second time adds nothing");
    assert!(together.verify(&VerifyOptions::default()).unwrap().is_good());
    let before = together.store.digests().unwrap();
    together.rebuild().unwrap();
    assert_eq!(together.store.digests().unwrap(), before);
}

pub(crate) fn a_clock_set_back_is_noted_once_for_many(open: Open, at: &Path) {
    let set_to = |open: Open, at: &Path, time: &str| {
        Ledger::over(open(at), Box::new(FixedClock(time.parse().unwrap()))).unwrap()
    };
    add(&mut set_to(open, at, "2024-05-05T08:00:00Z"), sample::boast());
    let all: Vec<Made> = (0..3).map(|n| full(n).build()).chain([full(0).build()]).collect();
    let readings: Vec<Reading<'_>> =
        all.iter().map(|(article, report)| Reading { article, report }).collect();
    let mut ledger = set_to(open, at, "2024-05-04T08:00:00Z");
    ledger.add(&readings).unwrap();
    let noted = |entry: &Entry| entry.payload.contains("x_clock_set_back_from");
    let noted: Vec<bool> = ledger.entries(2, 100).unwrap().iter().map(noted).collect();
    assert_eq!(noted, [true, false, false, false, false, false]);
    assert!(ledger.verify(&VerifyOptions::default()).unwrap().is_good());
}

pub(crate) fn many_at_once_are_all_or_none(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let before = (ledger.head().unwrap(), ledger.store.digests().unwrap());
    let ready: Vec<Ready> = (0..3)
        .map(|n| full(n).build())
        .map(|(article, report)| Ready::of(&article, &report).unwrap())
        .collect();
    let failed = ledger.store.transact(&mut |writer| {
        crate::record::all(writer, "2024-05-05T08:00:00.000Z", &ready)?;
        Err(Error::BadRequest("stop".to_owned()))
    });
    assert!(failed.is_err());
    assert_eq!((ledger.head().unwrap(), ledger.store.digests().unwrap()), before);
    assert_eq!(ledger.add_ready(&ready).unwrap().len(), 3);
    assert_eq!(ledger.add_ready(&[]).unwrap(), []);
}
