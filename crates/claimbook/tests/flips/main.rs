//! Whoever changes a byte of a ledger, of its captures or of its noted head either changes nothing that any command answers,
//! or is found by `verify`.
//!
//! `CLAIMBOOK_FLIPS=1` flips every byte of a small ledger, one at a time, and 1,000 of a larger one; `CLAIMBOOK_FLIPS=N` one in N of
//! them, and without it a sample. Every run flips the same bytes in the same way.

#![allow(clippy::unwrap_used)] // a test may fail by panicking

mod answers;
mod books;
#[path = "../../../ledger/tests/sample/mod.rs"]
mod sample;

use answers::{Asked, Heard, answers};
use books::{Book, mix};
use claimbook::commands::verify::Kept;
use claimbook::noted::Noted;
use claimbook_acquire::FolderStore;
use claimbook_ledger::{Ledger, VerifyOptions};
use std::fs;
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Of so many flips that `verify` finds, commands are asked after one, so that it is known that such flips do matter; and of so many that
/// it does not find, exports are looked at after one, too.
const DEEP: u64 = 16;

/// What `claimbook verify` says: nothing, where all is as it was recorded.
fn flaw(db: &Path, captures: &FolderStore) -> Option<String> {
    let noted = match Noted::of(db).read() {
        Ok(noted) => noted.into_iter().collect(),
        Err(error) => return Some(error.to_string()),
    };
    let options = VerifyOptions { captures: Some(&Kept(captures)), noted, ..Default::default() };
    match Ledger::open_to_read(db).and_then(|ledger| ledger.verify(&options)) {
        Ok(found) if found.is_good() => None,
        Ok(found) => Some(format!("{found:?}")),
        Err(error) => Some(error.to_string()),
    }
}

/// How many flips there were of each kind.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    flips: usize,
    /// `verify` finds them.
    found: usize,
    /// Commands were asked after them: after every one that `verify` does not find, and after some that it does.
    asked: usize,
    /// Of these, they change what a command answers.
    matter: usize,
}

/// Flips bytes of the files of a book, each for itself, on every core; panics where one that matters is not found.
fn flip(make: fn() -> Book, places: &[(usize, u64)]) -> Count {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let counts: Vec<Count> = std::thread::scope(|scope| {
        let share = |n: usize| places.iter().copied().skip(n).step_by(threads);
        let flipping: Vec<_> =
            (0..threads).map(|n| scope.spawn(move || flip_some(&make(), share(n)))).collect();
        flipping.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let sum = |of: fn(&Count) -> usize| counts.iter().map(of).sum();
    Count {
        flips: sum(|c| c.flips),
        found: sum(|c| c.found),
        asked: sum(|c| c.asked),
        matter: sum(|c| c.matter),
    }
}

fn flip_some(book: &Book, places: impl Iterator<Item = (usize, u64)>) -> Count {
    let asked = Asked::of(&book.db);
    let captures = FolderStore::new(&book.captures);
    let mut wanted = Vec::new();
    let _ = answers(&book.db, &captures, &asked, true, &mut |answer| {
        wanted.push(answer);
        Heard::Continue(())
    });
    assert!(flaw(&book.db, &captures).is_none(), "{:?}", flaw(&book.db, &captures));
    let mut count = Count::default();
    let mut missed = Vec::new();
    for (file, at) in places {
        let (path, bytes) = &book.files[file];
        // One bit, or any number of them.
        let dice = mix(at ^ (file as u64) << 40);
        let mask = if dice & 1 == 0 {
            1 << (dice >> 1 & 7)
        } else {
            (dice >> 8 & 0xff) as u8 | 1 << (dice >> 1 & 7)
        };
        let open = fs::OpenOptions::new().write(true).open(path).unwrap();
        open.write_all_at(&[bytes[at as usize] ^ mask], at).unwrap();
        drop(open);
        let found = catch_unwind(AssertUnwindSafe(|| flaw(&book.db, &captures)));
        let found =
            found.unwrap_or_else(|_| panic!("verify panics: byte {at} of {} ^ {mask:#x}", path.display()));
        count.flips += 1;
        count.found += usize::from(found.is_some());
        if found.is_some() && !dice.is_multiple_of(DEEP) {
            book.restore();
            continue;
        }
        // Commands may bring an older ledger up to date, so they see it as it was before `verify` did.
        book.restore();
        let open = fs::OpenOptions::new().write(true).open(path).unwrap();
        open.write_all_at(&[bytes[at as usize] ^ mask], at).unwrap();
        drop(open);
        let now = catch_unwind(AssertUnwindSafe(|| {
            let (mut wanted, mut other) = (wanted.iter(), None);
            let _ = answers(&book.db, &captures, &asked, dice.is_multiple_of(DEEP), &mut |now| match wanted
                .next()
            {
                Some(wanted) if *wanted == now => Heard::Continue(()),
                wanted => {
                    other = Some(format!("{now}\n  instead of {}", wanted.map_or("nothing", |w| w)));
                    Heard::Break(())
                }
            });
            other
        }));
        let other = now.unwrap_or_else(|_| Some("a command panics".to_owned()));
        book.restore();
        count.asked += 1;
        count.matter += usize::from(other.is_some());
        if let (Some(other), None) = (other, found) {
            missed.push(format!("byte {at} of {} ^ {mask:#x}: {other}", path.display()));
        }
    }
    assert!(missed.is_empty(), "{} flips are not found:\n{}", missed.len(), missed.join("\n"));
    count
}

/// One in so many bytes is flipped.
fn one_in(sample: u64) -> u64 {
    std::env::var("CLAIMBOOK_FLIPS").map_or(sample, |n| n.parse().unwrap())
}

/// Every byte of a book: its file and its place there.
fn places(book: &Book) -> impl Iterator<Item = (usize, u64)> {
    book.files.iter().enumerate().flat_map(|(n, f)| (0..f.1.len() as u64).map(move |at| (n, at)))
}

#[test]
fn a_flipped_byte_of_a_small_ledger_is_found() {
    let one_in = one_in(500);
    let chosen = |&(file, at): &(usize, u64)| mix(at.rotate_left(17) ^ file as u64).is_multiple_of(one_in);
    let places: Vec<(usize, u64)> = places(&Book::small()).filter(chosen).collect();
    let count = flip(Book::small, &places);
    println!("small ledger: {count:?}");
    assert!(count.matter > 0);
}

#[test]
fn a_flipped_byte_of_a_larger_ledger_is_found() {
    let all: Vec<(usize, u64)> = places(&Book::large()).collect();
    let place = |n: u64| all[(mix(n) % all.len() as u64) as usize];
    let places: Vec<(usize, u64)> = (0..1_000u64.div_ceil(one_in(100))).map(place).collect();
    let count = flip(Book::large, &places);
    println!("larger ledger: {count:?}");
    assert!(count.found > 0);
}
