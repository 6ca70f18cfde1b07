//! Throughput of every stage and of the whole reading, in MB/s of text, on an invented article of about 500 tokens.
//!
//! Run with `cargo bench -p claimbook-extract --bench stages`; the names begin with the order of the stages.

use claimbook_extract::actor::{self, Register};
use claimbook_extract::attribution::{self, Vocabulary};
use claimbook_extract::clutter::ClutterFinder;
use claimbook_extract::text::{Models, analyse};
use claimbook_extract::{Article, Engine, Options, place, quantity, time};
use claimbook_records::{Basis, Codebook, Published};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::sync::LazyLock;

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

fn body() -> String {
    (0..12).map(|i| PARAGRAPHS[i % 4]).collect::<Vec<_>>().join("\n\n")
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Codebook::builtin()));
static ARTICLE: LazyLock<Article> = LazyLock::new(|| {
    let mut article = Article::new("invented", body());
    article.language = "en".to_owned();
    article.published = Some(Published { value: "2024-05-03".to_owned(), basis: Basis::Given });
    article
});

/// Measures `stage` over the article, in bytes of its text.
fn stage<T>(bencher: Bencher, stage: impl Fn(&str) -> T) {
    let body = ARTICLE.body.as_str();
    bencher.counter(BytesCount::of_str(body)).bench_local(|| stage(black_box(body)));
}

#[divan::bench]
fn a_clutter(bencher: Bencher) {
    let finder = ClutterFinder::new(&ENGINE.codebook.lists("en").clutter);
    stage(bencher, |body| finder.find(body));
}

#[divan::bench(args = ["normal", "capitals"])]
fn b_text(bencher: Bencher, casing: &str) {
    let body = if casing == "capitals" { body().to_uppercase() } else { body() };
    let models = Models::embedded();
    let tokens = analyse(&body, &[], models).tokens.len();
    bencher
        .counter(ItemsCount::new(tokens))
        .counter(BytesCount::new(body.len()))
        .bench_local(|| analyse(black_box(&body), &[], models));
}

#[divan::bench]
fn c_times(bencher: Bencher) {
    let reading = ENGINE.find(&ARTICLE);
    let day = jiff::civil::date(2024, 5, 3);
    stage(bencher, |body| time::find(&reading.text, body, Some(day)));
}

#[divan::bench]
fn d_places(bencher: Bencher) {
    let reading = ENGINE.find(&ARTICLE);
    stage(bencher, |body| place::find(&reading.text, body, &ENGINE.gazetteer));
}

#[divan::bench]
fn e_cast(bencher: Bencher) {
    let reading = ENGINE.find(&ARTICLE);
    let register = Register::new(&ENGINE.codebook, "en");
    stage(bencher, |body| actor::find(&reading.text, body, &register));
}

#[divan::bench]
fn f_quantities(bencher: Bencher) {
    let reading = ENGINE.find(&ARTICLE);
    stage(bencher, |body| quantity::find(&reading.text, body));
}

#[divan::bench]
fn g_incidents(bencher: Bencher) {
    let reading = ENGINE.find(&ARTICLE);
    stage(bencher, |_| ENGINE.events.incidents(&reading));
}

#[divan::bench]
fn h_attribution(bencher: Bencher) {
    let reading = ENGINE.find(&ARTICLE);
    let incidents = ENGINE.events.incidents(&reading);
    let vocabulary = Vocabulary::new(&ENGINE.codebook, "en");
    stage(bencher, |_| {
        attribution::attribute(&reading, &mut incidents.clone(), &vocabulary, &ENGINE.codebook)
    });
}

#[divan::bench]
fn whole_reading(bencher: Bencher) {
    stage(bencher, |_| ENGINE.read(&ARTICLE, Options::default()));
}
