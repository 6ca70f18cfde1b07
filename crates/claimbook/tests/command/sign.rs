//! Signatures and time stamps, as a user meets them.

use super::book::{WIRE, filled};
use super::{Place, Ran};
use std::fs;

const MORE: &str = "{\"id\":\"w3\",\"publisher\":\"Harbour Wire\",\"published\":\"2024-04-01\",\"body\":\"Gunmen shot dead two policemen in Mosul on Sunday, officials said.\"}\n";

fn good(ran: &Ran) -> &Ran {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran
}

/// A ledger that is signed, with its key.
fn signed() -> Place {
    let place = filled();
    good(&place.run(&["sign", "new-key", "mira.key"]));
    good(&place.run(&["sign", "head", "--key", "mira.key"]));
    place
}

const SIGNED: [&str; 5] =
    ["verify", "--signature", "claimbook.ledger.head.sig", "--public-key", "mira.key.pub"];

#[test]
fn a_signed_head_is_known_by_its_public_key_also_after_more_was_added() {
    let place = signed();
    let ran = place.run(&SIGNED);
    assert!(good(&ran).out.contains("the entries up to 4 with the key of mira.key.pub"), "{}", ran.out);
    place.write("more.jsonl", MORE);
    good(&place.run(&["add", "more.jsonl"]));
    good(&place.run(&SIGNED));
    let json = place.run(&[&SIGNED[..], &["--json"]].concat()).json();
    assert_eq!(json[0]["vouched"][0]["entry"], 4);
    assert_eq!(json[0]["entries"], 6);

    good(&place.run(&["sign", "new-key", "other.key"]));
    let by_other = ["verify", "--signature", "claimbook.ledger.head.sig", "--public-key", "other.key.pub"];
    let ran = place.run(&by_other);
    assert!(ran.code == 4 && ran.out.contains("BAD signature"), "{}", ran.out);
    good(&place.run(&[&SIGNED[..], &["--public-key", "other.key.pub"]].concat()));

    // The head that an export was made from.
    good(&place.run(&["export", "--as", "csv", "--out", "out.csv"]));
    let head = ["--head", "out.csv.head", "--out", "out.csv.head.sig"];
    good(&place.run(&[&["sign", "head", "--key", "mira.key"], &head[..]].concat()));
    assert_eq!(
        place.read("out.csv.head.sig").lines().next(),
        Some(format!("claimbook head {}", place.read("out.csv.head").trim_end()).as_str())
    );
    // What vouches is not taken for an article.
    // The export is a table, which is told and left.
    let ran = place.run(&["add", "."]);
    assert!(
        ran.code == 3 && ran.out.contains("already there") && ran.err.contains("out.csv: it is a table"),
        "{}",
        ran.err
    );
}

#[test]
fn a_signature_that_was_changed_or_is_over_lost_entries_is_told() {
    let place = signed();
    let whole = place.read("claimbook.ledger.head.sig");
    for changed in
        [whole.replace(" 4:", " 3:"), whole.replace("claimbook head", "claimbook heap"), String::new()]
    {
        place.write("claimbook.ledger.head.sig", &changed);
        let ran = place.run(&SIGNED);
        assert!(ran.code == 4 && ran.out.contains("BAD signature"), "{changed}: {}", ran.out);
    }
    place.write("claimbook.ledger.head.sig", &whole);
    // Another ledger, begun anew, with the note removed: the signature alone shows it.
    for file in ["claimbook.ledger", "claimbook.ledger.head"] {
        fs::remove_file(place.path(file)).unwrap();
    }
    place.write("more.jsonl", MORE);
    good(&place.run(&["add", "more.jsonl"]));
    good(&place.run(&["verify"]));
    let ran = place.run(&SIGNED);
    assert!(ran.code == 4 && ran.out.contains("does not hold"), "{}", ran.out);
}

#[test]
fn only_a_head_of_the_ledger_is_signed_and_no_key_is_written_over() {
    let place = signed();
    let key = place.read("mira.key");
    let ran = place.run(&["sign", "new-key", "mira.key"]);
    assert_eq!(ran.code, 1);
    assert_eq!(place.read("mira.key"), key);
    for ran in [&ran, &place.run(&["sign", "head", "--key", "mira.key"])] {
        let secret = key.lines().nth(1).unwrap();
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret));
    }
    let other = format!("4:{}", "0f".repeat(32));
    assert_eq!(place.run(&["sign", "head", "--key", "mira.key", "--head", &other]).code, 4);
    assert_eq!(place.run(&["sign", "request", "--head", &other]).code, 4);
    assert_eq!(place.run(&["sign", "head", "--key", "mira.key.pub"]).code, 2);
    assert_eq!(place.run(&["sign", "head", "--key", "none.key"]).code, 1);
    place.write("wire.jsonl", WIRE);
    assert_eq!(place.run(&["sign", "head", "--key", "mira.key", "--db", "none.ledger"]).code, 1);
    // A ledger that lost entries is not vouched for.
    let before = fs::read(place.path("claimbook.ledger")).unwrap();
    place.write("more.jsonl", MORE);
    good(&place.run(&["add", "more.jsonl"]));
    fs::write(place.path("claimbook.ledger"), before).unwrap();
    let ran = place.run(&["sign", "head", "--key", "mira.key"]);
    assert!(ran.code == 4 && ran.err.contains("cut short"), "{}", ran.err);
    assert_eq!(place.run(&["verify", "--signature", "claimbook.ledger.head.sig"]).code, 2, "by whom?");
}

/// A ledger of which an authority, which `openssl ts` played, stamped the head of entry 2.
#[test]
fn a_time_stamp_is_found_to_be_over_an_entry() {
    let place = Place::new();
    place.write("book.log", include_str!("stamped/book.log"));
    place.write("book.tsr", include_bytes!("stamped/book.tsr"));
    place.write("authority.pem", include_str!("../../src/witness/testdata/authority.pem"));
    place.write("other.pem", include_str!("../../src/witness/testdata/other.pem"));
    good(&place.run(&["log", "replay", "book.log"]));
    good(&place.run(&["sign", "request"]));
    let asked = fs::read(place.path("claimbook.ledger.head.tsq")).unwrap();
    assert_eq!(asked, include_bytes!("stamped/book.tsq"));

    let stamped = ["verify", "--no-captures", "--time-stamp", "book.tsr"];
    let by = |authority: &str| place.run(&[&stamped[..], &["--authority", authority]].concat());
    place.write("more.jsonl", MORE);
    good(&place.run(&["add", "more.jsonl"]));
    let ran = by("authority.pem");
    assert!(good(&ran).out.contains("the entries up to 2 were there at 2026-"), "{}", ran.out);
    let ran = place.run(&stamped);
    assert!(good(&ran).out.contains("who says so was not checked"), "{}", ran.out);
    let ran = by("other.pem");
    assert!(ran.code == 4 && ran.out.contains("BAD time stamp"), "{}", ran.out);
    assert_eq!(by("none.pem").code, 2);

    // Of another ledger.
    place.write("wire.jsonl", WIRE);
    good(&place.run(&["add", "wire.jsonl", "--db", "other.ledger"]));
    let ran = place.run(&[&stamped[..], &["--db", "other.ledger"]].concat());
    assert!(ran.code == 4 && ran.out.contains("does not hold"), "{}", ran.out);
}
