//! Place mentions of articles, as `{article: {input, body}, mentions}` lines like those of `claimbook extract --mentions`.
//!
//!     cargo run --release -p claimbook-extract --example places [-- --features] < articles.jsonl > reports.jsonl
//!
//! `--features` writes what `scripts/gazetteer/fit.py` fits the weights on instead; `--upper` reads every article in
//! capitals, `--weights FILE` takes other weights.

use claimbook_extract::place::{self, Gazetteer};
use claimbook_extract::text::{self, Models};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, BufRead, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |name: &str| arguments.iter().any(|a| a == name);
    let mut gazetteer = Gazetteer::embedded();
    if let Some(path) = arguments.iter().skip_while(|a| *a != "--weights").nth(1) {
        gazetteer = gazetteer.with_weights(&std::fs::read_to_string(path)?)?;
    }
    let models = Models::embedded();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut seconds, mut bytes) = (0.0, 0);
    for line in io::stdin().lock().lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let mut body = record["body"].as_str().unwrap_or_default().to_owned();
        if has("--upper") {
            body.make_ascii_uppercase();
        }
        let text = text::analyse(&body, &[], models);
        let points = |at: usize| body[..at].chars().count();
        let mentions: Vec<Value> = if has("--features") {
            let rows = place::features(&text, &body, &gazetteer);
            rows.iter()
                .map(|r| {
                    json!({"start": points(r.span.start()), "end": points(r.span.end()), "text": r.span.of(&body),
                        "signs": r.signs, "candidates": r.candidates})
                })
                .collect()
        } else {
            let start = std::time::Instant::now();
            let found = place::find(&text, &body, &gazetteer);
            seconds += start.elapsed().as_secs_f64();
            bytes += body.len();
            found
                .iter()
                .map(|m| {
                    let c = m.reading.chosen();
                    json!({"kind": "place", "start": points(m.span.start()), "end": points(m.span.end()),
                        "text": m.span.of(&body),
                        "place": c.map(|c| json!({"name": c.name, "lat": c.lat, "lon": c.lon, "country": c.country,
                            "gazetteer_id": c.id, "level": c.level, "x_reason": m.reading.reason}))})
                })
                .collect()
        };
        let row = json!({"article": {"input": record["id"], "body": body}, "mentions": mentions});
        writeln!(out, "{row}")?;
    }
    if has("--features") {
        writeln!(out, "{}", json!({"signs": place::SIGNS, "traits": place::TRAITS}))?;
    }
    eprintln!("{:.1} ms, {:.2} MB/s", seconds * 1e3, bytes as f64 / seconds / 1e6);
    Ok(())
}
