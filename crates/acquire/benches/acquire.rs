//! Throughput of reading, in MB/s of input: texts, JSONL (plain and packed) and web pages.
//!
//! Run with `cargo bench -p claimbook-acquire`.

use claimbook_acquire::{Inputs, Options, read};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::fmt::Write as _;
use std::io::Write as _;

fn main() {
    divan::main();
}

/// An invented report of about `n` words; the numbers keep packing from being too easy.
fn report(n: usize) -> String {
    let mut text = String::new();
    for i in 0..n / 24 {
        let place = ["Varnal", "Peñarrubia", "San Telmo", "Qasr Ward"][i % 4];
        let _ = writeln!(
            text,
            "The army said on Friday that {} drones were shot down over {place} and that {} people were hurt by \
             falling parts, \"most of them lightly\".\n",
            i % 7 + 1,
            i * 31 % 90,
        );
    }
    text
}

/// A page with about ten times as much markup as text, as news pages have.
fn page(words: usize) -> String {
    let menu: String = (0..300)
        .map(|i| format!("<li class=\"menu-item item-{i}\"><a href=\"/section/{i}?ref=nav&amp;x=1\"><span>Part {i}</span></a></li>\n"))
        .collect();
    let text: String = report(words).split("\n\n").map(|p| format!("<p class=\"story\">{p}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Port hit - Orbe</title>\
         <meta property=\"article:published_time\" content=\"2024-05-02T08:00:00Z\">\
         <script>var data = {{}};{}</script></head><body><nav><ul>{menu}</ul></nav><article><h1>Port hit</h1>{text}\
         </article><footer><ul>{menu}</ul></footer></body></html>",
        "x".repeat(20_000),
    )
}

fn records(n: usize) -> Vec<u8> {
    let body = serde_json::Value::from(report(500));
    (0..n)
        .flat_map(|i| {
            format!("{{\"id\": \"r{i}\", \"published\": \"2024-05-02\", \"body\": {body}}}\n").into_bytes()
        })
        .collect()
}

fn bench(bencher: Bencher<'_, '_>, unpacked: usize, bytes: &[u8], articles: usize) {
    bencher.counter(BytesCount::new(unpacked)).with_inputs(|| Inputs::of_bytes("bench", bytes)).bench_values(
        |inputs| {
            let read = read(black_box(inputs), Options::default()).filter(Result::is_ok).count();
            assert_eq!(read, articles);
        },
    );
}

#[divan::bench]
fn text_of_500_words(bencher: Bencher<'_, '_>) {
    let text = report(500).into_bytes();
    bench(bencher, text.len(), &text, 1);
}

#[divan::bench]
fn jsonl(bencher: Bencher<'_, '_>) {
    let lines = records(1000);
    bench(bencher, lines.len(), &lines, 1000);
}

#[divan::bench]
fn jsonl_gzip(bencher: Bencher<'_, '_>) {
    let lines = records(1000);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let packed = packer.write_all(&lines).and_then(|()| packer.finish()).unwrap_or_default();
    bench(bencher, lines.len(), &packed, 1000);
}

#[divan::bench]
fn jsonl_zstd(bencher: Bencher<'_, '_>) {
    let lines = records(1000);
    let packed = zstd::encode_all(lines.as_slice(), 3).unwrap_or_default();
    bench(bencher, lines.len(), &packed, 1000);
}

#[divan::bench]
fn page_of_500_words(bencher: Bencher<'_, '_>) {
    let page = page(500).into_bytes();
    bench(bencher, page.len(), &page, 1);
}
