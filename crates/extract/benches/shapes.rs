//! Reading of hard shapes at one, two, four and eight times a length: time must grow with the text.
//!
//! Run with `cargo bench -p claimbook-extract --bench shapes`.

#[path = "../tests/shapes/mod.rs"]
mod shapes;

use claimbook_extract::{Article, Engine, Options};
use claimbook_records::{Basis, Codebook, Published};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::sync::LazyLock;

/// Bytes of the shortest text.
const SHORTEST: usize = 125_000;

fn main() {
    divan::main();
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Codebook::builtin()));

fn names() -> impl Iterator<Item = &'static str> {
    shapes::ALL.iter().map(|shape| shape.0)
}

#[divan::bench(args = names(), consts = [1, 2, 4, 8], sample_count = 3, sample_size = 1)]
fn by_rules<const TIMES: usize>(bencher: Bencher, name: &str) {
    let Some(shape) = shapes::ALL.iter().find(|shape| shape.0 == name) else { return };
    let body = shapes::text(shape, TIMES * SHORTEST);
    let mut article = Article::new("shape", body.as_str());
    article.language = "en".to_owned();
    article.published = Some(Published { value: "2024-05-03".to_owned(), basis: Basis::Given });
    let engine = &*ENGINE;
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| engine.read(black_box(&article), Options::default()));
}
