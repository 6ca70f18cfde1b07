//! How fast dates and quantities are read from an invented article of about 500 tokens.

use claimbook_extract::text::{Models, Text, analyse};
use claimbook_extract::{quantity, time};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use jiff::civil::date;

fn main() {
    divan::main();
}

/// One paragraph with the usual share of dates and numbers, repeated to the length of an ordinary report.
fn article() -> (String, Text) {
    let paragraph = "Gunmen of the Qarn Brigades attacked a checkpoint near the river on Tuesday, April 27, killing at \
        least 14 soldiers and wounding dozens, officials said on Wednesday. The raid began shortly after 5:30 a.m. local \
        time and lasted more than three hours. It was the third such attack since October 2023, when the group first \
        claimed responsibility for firing rockets at the base. Residents said two drones had been seen over the town last \
        week. The army, which lost about 20 men in early March, said it would answer in the coming days. ";
    let body = paragraph.repeat(5);
    let text = analyse(&body, &[], Models::embedded());
    (body, text)
}

#[divan::bench]
fn find_times(bencher: Bencher) {
    let (body, text) = article();
    let day = Some(date(2024, 5, 2));
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| time::find(black_box(&text), black_box(&body), day));
}

#[divan::bench]
fn find_quantities(bencher: Bencher) {
    let (body, text) = article();
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| quantity::find(black_box(&text), black_box(&body)));
}

#[divan::bench]
fn solve_publication(bencher: Bencher) {
    let (body, text) = article();
    let article = claimbook_records::Article::new("bench", body.as_str());
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| time::publication(black_box(&text), black_box(&article)));
}
