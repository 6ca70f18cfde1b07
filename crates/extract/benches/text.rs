//! Throughput of the linguistic layer on an invented article of about 500 tokens, in both casings.

use claimbook_extract::text::{Models, analyse};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

const PARAGRAPHS: [&str; 4] = [
    "The Qarn Front claimed on Thursday that its fighters had fired two drones at the port of Tal Omar, a town of \
     12,000 people south of the capital, in what it called a response to the killing of its deputy commander last week.",
    "“Our brothers struck the enemy's depot at 5:30 a.m. local time,” the group said in a statement on its channel. The \
     Defence Ministry confirmed that one drone had been intercepted over the sea, and said that no one was hurt.",
    "Gen. Idris Noor, a spokesman for the northern command, told reporters that a second drone had fallen in an open \
     area near the village of Beit Saham, where it damaged a warehouse and wounded at least three workers.",
    "It was the fourth attack on the port since October 7, according to the Harbour Office, which has counted more than \
     60 launches along the coast. Residents said they heard sirens and two explosions before dawn on Wednesday.",
];

fn article() -> String {
    (0..12).map(|i| PARAGRAPHS[i % 4]).collect::<Vec<_>>().join("\n\n")
}

#[divan::bench(args = ["normal", "capitals"])]
fn whole_layer(bencher: Bencher, casing: &str) {
    let body = if casing == "capitals" { article().to_uppercase() } else { article() };
    let models = Models::embedded();
    let tokens = analyse(&body, &[], models).tokens.len();
    bencher
        .counter(ItemsCount::new(tokens))
        .counter(BytesCount::new(body.len()))
        .bench(|| analyse(divan::black_box(&body), &[], models));
}
