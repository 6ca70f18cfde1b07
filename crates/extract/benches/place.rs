//! Throughput of finding and resolving places, in MB/s of text, and what look-up and start cost.
//!
//! Run with `cargo bench -p claimbook-extract --bench place`.

use claimbook_extract::place::{self, Gazetteer};
use claimbook_extract::text::Text;
use divan::Bencher;
use divan::counter::BytesCount;
use std::fmt::Write as _;

fn main() {
    divan::main();
}

/// An invented report of about `n` words with a place in every line.
fn report(n: usize) -> String {
    const PLACES: [&str; 8] = [
        "Erbil, Iraq",
        "San Miguel",
        "the Gulf of Aden",
        "Springfield, Ill.",
        "Georgia",
        "Deir ez-Zor province",
        "Rapides Parish",
        "Hodeidah",
    ];
    let mut text = String::new();
    for i in 0..n / 20 {
        let _ = writeln!(
            text,
            "Colonel Amin Harb said on Friday that {} drones fell near {} and that Iraqi officers from Baghdad went there.",
            i % 7 + 1,
            PLACES[i % PLACES.len()],
        );
    }
    text
}

fn run(bencher: Bencher, body: &str) {
    let gazetteer = Gazetteer::embedded();
    let text = Text::default();
    bencher
        .counter(BytesCount::of_str(body))
        .bench_local(|| place::find(&text, divan::black_box(body), &gazetteer));
}

#[divan::bench]
fn article_of_500_words(bencher: Bencher) {
    run(bencher, &report(500));
}

#[divan::bench]
fn article_of_500_words_in_capitals(bencher: Bencher) {
    run(bencher, &report(500).to_uppercase());
}

#[divan::bench]
fn article_of_5000_words(bencher: Bencher) {
    run(bencher, &report(5000));
}

#[divan::bench]
fn look_up_a_name(bencher: Bencher) {
    let gazetteer = Gazetteer::embedded();
    bencher.bench_local(|| gazetteer.lookup(divan::black_box("San Miguel")));
}

#[divan::bench]
fn start(bencher: Bencher) {
    bencher.bench_local(Gazetteer::embedded);
}
