//! What every store must do with links.

use super::*;
use crate::{Change, EntryKind, Gone};
use claimbook_link::Settings;

fn link(ledger: &mut Ledger) {
    ledger.link(&Settings::embedded(), &|_, _| {}).unwrap();
}

/// One account of a drone attack; six accounts for three incidents, in few towns, so that many share a key.
fn account(n: usize) -> Telling {
    let incident = n / 6 * 3 + [0, 1, 1, 2, 2, 2][n % 6];
    let day = format!("2024-{:02}-{:02}", 1 + incident % 12, 1 + incident / 12 * 9);
    let town = ["Tel Qasr", "Port Amal", "Wadi Rumm"][incident % 3];
    let body = format!(
        "{} struck the {} at {town} on the day, witness {n} said. Smoke rose over the yard of keeper {incident}.",
        ["Two drones", "A drone", "Drones"][n % 3],
        ["mill", "depot", "silo", "kiln"][incident % 4],
    );
    let struck = body.split(" on the day").next().unwrap_or_default().to_owned();
    Telling::new(&format!("{n}.txt"), &body)
        .publisher(["Harbour Courier", "Valley Post"][n % 2], ["courier.example", "post.example"][n % 2])
        .published(&day)
        .incident(IncidentType::DroneAttack, &struck)
        .dated(Some(&day), Some(&day), "the day")
        .place(town, "QS", Some((33.1 + (incident % 3) as f64, 44.9)), PlaceRole::Target)
}

/// Incidents as sets of inputs, with their ids.
fn incidents(ledger: &Ledger) -> Vec<(String, Vec<String>)> {
    let all = ledger.linked(&Settings::embedded()).unwrap();
    all.into_iter()
        .map(|i| {
            let own = ledger.linked_with(&i.accounts[0].report, &Settings::embedded()).unwrap();
            assert_eq!(own, i, "asked for alone it is the same");
            (i.id, i.accounts.into_iter().map(|a| a.input).collect())
        })
        .collect()
}

pub(crate) fn links_are_the_same_whatever_the_order(open: Open, at: &Path) {
    const ACCOUNTS: usize = 72;
    let folders = ["together", "forward", "backward"].map(|name| at.join(name));
    folders.iter().for_each(|f| std::fs::create_dir(f).unwrap());
    let [mut together, mut forward, mut backward] = folders.each_ref().map(|f| ledger(open, f));
    for n in 0..ACCOUNTS {
        add(&mut together, account(n));
        add(&mut forward, account(n));
        add(&mut backward, account(ACCOUNTS - 1 - n));
        if n % 5 == 0 {
            link(&mut forward);
        }
        if n % 7 == 0 {
            link(&mut backward);
        }
    }
    for ledger in [&mut together, &mut forward, &mut backward] {
        link(ledger);
        // However they were linked, they are as if linked at once, which is how they are checked.
        let found = ledger.verify(&Default::default()).unwrap();
        assert!(found.is_good() && found.unlinked == 0, "{found:?}");
    }
    let wanted = incidents(&together);
    assert!(wanted.len() > 20 && wanted.iter().any(|(_, inputs)| inputs.len() == 3), "{wanted:?}");
    assert_eq!(incidents(&forward), wanted);
    assert_eq!(incidents(&backward), wanted);
    let (pairs, homes) =
        (together.store.links().pairs(None).unwrap(), together.store.links().homes(None).unwrap());
    for ledger in [&forward, &backward] {
        assert_eq!(ledger.store.links().pairs(None).unwrap(), pairs);
        assert_eq!(ledger.store.links().homes(None).unwrap(), homes);
    }
    // What is withdrawn leaves as if it had never come.
    let (article, _) = account(ACCOUNTS - 1).build();
    forward.withdraw(&article.id, "taken down").unwrap();
    assert!(incidents(&forward).iter().all(|(_, inputs)| !inputs.contains(&format!("{}.txt", ACCOUNTS - 1))));
    link(&mut forward);
    let folder = at.join("without");
    std::fs::create_dir(&folder).unwrap();
    let mut without = ledger(open, &folder);
    assert!((0..ACCOUNTS - 1).all(|n| add(&mut without, account(n)) == Outcome::New));
    link(&mut without);
    assert_eq!(incidents(&forward), incidents(&without));
    assert_eq!(forward.store.links().pairs(None).unwrap(), without.store.links().pairs(None).unwrap());
    // A rebuild has everything linked again.
    forward.rebuild().unwrap();
    link(&mut forward);
    assert_eq!(incidents(&forward), incidents(&without));
}

pub(crate) fn links_follow_decisions_and_readings(open: Open, at: &Path) {
    let mut ledger = ledger(open, at);
    assert!((0..6).all(|n| add(&mut ledger, account(n)) == Outcome::New));
    link(&mut ledger);
    let before = incidents(&ledger);
    assert_eq!(before.iter().map(|(_, inputs)| inputs.len()).sum::<usize>(), 6);
    let of = |ledger: &Ledger, input: &str| {
        let found = ledger.incidents(&IncidentFilter::default()).unwrap();
        found.into_iter().find(|i| i.article.input == input).unwrap().id
    };
    let (one, other) = (of(&ledger, "0.txt"), of(&ledger, "5.txt"));
    let said = ledger.decide(&Ruling::new("Ana", Act::Same, &[&one, &other])).unwrap();
    assert_eq!(incidents(&ledger).len(), before.len(), "it waits to be linked");
    link(&mut ledger);
    let joined = |ledger: &Ledger| {
        let all = incidents(ledger);
        all.iter().any(|(_, i)| i.contains(&"0.txt".to_owned()) && i.contains(&"5.txt".to_owned()))
    };
    assert!(joined(&ledger));
    // A newer reading of either keeps the decision.
    add(&mut ledger, account(5).engine("0.2.0", "c0de").with(|i| i.kind = IncidentType::Shelling));
    link(&mut ledger);
    assert!(joined(&ledger));
    ledger.decide(&Ruling::new("Ana", Act::Undo { entry: said.entry }, &[])).unwrap();
    link(&mut ledger);
    assert!(!joined(&ledger));
    let rejected = of(&ledger, "1.txt");
    ledger.decide(&Ruling::new("Ana", Act::Reject, &[&rejected])).unwrap();
    link(&mut ledger);
    assert!(incidents(&ledger).iter().all(|(_, inputs)| !inputs.contains(&"1.txt".to_owned())));
}

pub(crate) fn what_changed_is_told_from_the_entries_alone(open: Open, at: &Path) {
    let folders = ["book", "copy"].map(|name| at.join(name));
    folders.iter().for_each(|f| std::fs::create_dir(f).unwrap());
    let [mut book, mut copy] = folders.each_ref().map(|f| ledger(open, f));
    let settings = Settings::embedded();
    assert!((0..5).all(|n| add(&mut book, account(n)) == Outcome::New));
    link(&mut book);
    let of = |ledger: &Ledger, input: &str| {
        let found = ledger.incidents(&IncidentFilter::default()).unwrap();
        found.into_iter().find(|i| i.article.input == input).unwrap().id
    };
    let home = |ledger: &Ledger, input: &str| ledger.linked_with(&of(ledger, input), &settings).unwrap().id;
    // What changed with the last step.
    let step = |ledger: &mut Ledger, act: &dyn Fn(&mut Ledger)| {
        let since = ledger.head().unwrap().seq;
        act(ledger);
        link(ledger);
        ledger.changed(since, &settings).unwrap()
    };
    assert_eq!(step(&mut book, &|_| {}), []);

    let grown = step(&mut book, &|l| assert!(add(l, account(5)) == Outcome::New));
    let [grown] = &grown[..] else { panic!("{grown:?}") };
    assert!(grown.changes.contains(&Change::Grown) && grown.now == [home(&book, "5.txt")], "{grown:?}");
    let came = grown.moved.iter().find(|m| m.from.is_none()).unwrap();
    assert_eq!((came.input.as_str(), &came.report), ("5.txt", &of(&book, "5.txt")));
    let kinds: Vec<EntryKind> = grown.because.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [EntryKind::ArticleRecorded, EntryKind::ReportRecorded]);

    let (zero, five) = (home(&book, "0.txt"), home(&book, "5.txt"));
    let joined = step(&mut book, &|l| {
        let ids = ["0.txt", "5.txt"].map(|input| of(l, input));
        l.decide(&Ruling::new("Ana", Act::Same, &[&ids[0], &ids[1]])).unwrap();
    });
    let [joined] = &joined[..] else { panic!("{joined:?}") };
    assert_eq!(joined.changes, [Change::Joined]);
    assert_eq!(joined.now, [home(&book, "5.txt")]);
    let mut both = [zero, five];
    both.sort();
    assert_eq!(joined.before, both);
    assert_eq!(joined.gone.len(), 1, "one of the two ids leads to the other");
    assert_eq!(joined.gone[0].now, joined.now);
    assert_eq!((joined.because[0].act, joined.because[0].by.as_deref()), (Some("same"), Some("Ana")));

    let parted = step(&mut book, &|l| {
        let last = l.head().unwrap().seq;
        l.decide(&Ruling::new("Ana", Act::Undo { entry: last }, &[])).unwrap();
    });
    assert_eq!(parted[0].changes, [Change::Parted]);
    assert_eq!((&parted[0].before, &parted[0].now[..]), (&joined.now, &both[..]));

    let old = of(&book, "0.txt");
    let renamed = step(&mut book, &|l| {
        let again = account(0).engine("0.2.0", "c0de").with(|i| i.kind = IncidentType::Shelling);
        assert!(add(l, again) == Outcome::NewVersion);
    });
    assert_eq!(renamed[0].changes, [Change::Renamed]);
    assert_eq!(renamed[0].moved[0].was.as_ref(), Some(&old));
    assert_eq!(renamed[0].gone, [Gone { id: old.clone(), now: vec![home(&book, "0.txt")] }]);
    assert_eq!(book.led_on(&old, &settings).unwrap().now, [home(&book, "0.txt")]);

    // An incident goes by its first account; when that is withdrawn, its id leads to where the others stand.
    let first = home(&book, "5.txt");
    let article = book.incident(&first).unwrap().article;
    let shrunk = step(&mut book, &|l| assert!(l.withdraw(&article.id, "taken down").unwrap()));
    assert_eq!(shrunk[0].changes, [Change::Renamed, Change::Shrunk], "{shrunk:?}");
    assert_eq!(shrunk[0].because[0].reason.as_deref(), Some("taken down"));
    let led = book.led_on(&first, &settings).unwrap();
    assert_eq!((led.entry, &led.now), (book.head().unwrap().seq, &shrunk[0].now));
    assert!(matches!(book.linked_with(&first, &settings), Err(Error::Former { .. })));
    assert!(book.led_on(&shrunk[0].now[0], &settings).is_err(), "it stands");

    let rejected = of(&book, "0.txt");
    let gone = step(&mut book, &|l| drop(l.decide(&Ruling::new("Ana", Act::Reject, &[&rejected])).unwrap()));
    assert_eq!((&gone[0].changes[..], &gone[0].now[..]), (&[Change::Withdrawn][..], &[][..]));
    assert_eq!(book.led_on(&rejected, &settings).unwrap().now, [""; 0]);

    // Another book with the same entries, linked in one go, gives the same answers.
    let mut log = Vec::new();
    book.write_log(&mut log).unwrap();
    copy.replay_log(&mut log.as_slice()).unwrap();
    link(&mut copy);
    for since in 0..=book.head().unwrap().seq {
        assert_eq!(
            copy.changed(since, &settings).unwrap(),
            book.changed(since, &settings).unwrap(),
            "{since}"
        );
    }
    let all = book.changed(0, &settings).unwrap();
    assert!(all.iter().all(|c| c.changes == [Change::New]) && !all.is_empty());
}
