//! How long linking takes as the collection grows.
//!
//! `cargo bench -p claimbook-link`. Synthetic accounts: a third of the incidents are told once, a third twice, a third three
//! times, over ten years, in towns some twenty kilometres apart. In `growing_world` there is a town for every hundred
//! accounts, so that a town is struck as often in a small collection as in a large one; in `crowded_world` a thousand towns
//! hold them all. `LINK_ACCOUNTS=1000000` adds a larger collection.

use claimbook_link::{Number, Profile, Rulings, Settings, whole};
use claimbook_records::Report;
use divan::Bencher;
use serde_json::json;

fn main() {
    divan::main();
}

fn sizes() -> Vec<usize> {
    let more = std::env::var("LINK_ACCOUNTS").ok().and_then(|n| n.parse().ok());
    [1_000, 10_000, 100_000].into_iter().chain(more).collect()
}

/// The `n`th account; accounts of one incident differ in their words.
fn account(n: usize, towns: usize) -> Vec<Profile> {
    // Incidents come in threes of one, two and three accounts: six accounts for three incidents.
    let incident = n / 6 * 3 + [0, 1, 1, 2, 2, 2][n % 6];
    let day =
        format!("20{:02}-{:02}-{:02}", 14 + incident % 10, 1 + incident / 10 % 12, 1 + incident / 120 % 28);
    let town = format!("Hamlet {}", incident % towns);
    let words = format!("street{incident} keeper{} yard{}", incident + 7, incident % 4999);
    let told = ["struck the depot", "hit a depot", "fell on the yard of a depot"][n % 3];
    let body = format!(
        "A drone {told} in {town} on the day, police said. The {words} stood empty, said witness{n}. \
         Two guards were wounded and the road was closed for hours, a reporter{} wrote.",
        n % 97
    );
    let side = towns.isqrt() + 1;
    let (north, east) = (incident % towns / side, incident % towns % side);
    let incident = json!({
        "id": "i1", "type": "drone_attack", "types_also": [], "stage": "accomplished", "aggregate": false, "count": null,
        "background": false,
        "date": {"earliest": day, "latest": day, "precision": "day", "evidence": []},
        "places": [{"name": town, "country": "IQ", "administered_by": null, "admin1": null, "within": [], "feature": "town",
            "lat": 30.0 + north as f64 * 0.2, "lon": 40.0 + east as f64 * 0.2, "gazetteer_id": format!("t{town}"),
            "level": "locality", "role": "target", "evidence": []}],
        "perpetrators": [], "targets": [], "weapons": [],
        "outcome": {"killed": null, "injured": null, "damage": null, "intercepted": null, "evidence": []},
        "evidence": [{"start": 0, "end": 20, "text": body.get(..20)}], "references": [], "motives": [], "confidence": 0.9
    });
    let report = json!({
        "schema": "claimbook.report/1",
        "engine": {"version": "0", "codebook": "0", "model": null},
        "article": {"id": format!("art_{n:07}"), "input": format!("{n}"), "publisher": null, "url": null, "headline": null,
            "bylines": [], "published": {"value": day, "basis": "given"}, "language": "en", "body": body, "clutter": []},
        "incidents": [incident], "claims": [], "tallies": [], "actors": [], "relations": [], "warnings": [], "mentions": null
    });
    let report: Report = serde_json::from_value(report).unwrap_or_else(|e| panic!("{e}"));
    Profile::of(&report, &[n as Number])
}

fn linked(bencher: Bencher, accounts: usize, towns: usize) {
    let profiles: Vec<Profile> = (0..accounts).flat_map(|n| account(n, towns)).collect();
    let (settings, rulings) = (Settings::embedded(), Rulings::default());
    bencher.counter(profiles.len()).bench_local(|| whole(&profiles, &rulings, &settings).pairs.len());
}

#[divan::bench(args = sizes(), sample_count = 1, sample_size = 1)]
fn growing_world(bencher: Bencher, accounts: usize) {
    linked(bencher, accounts, (accounts / 100).max(1));
}

#[divan::bench(args = sizes(), sample_count = 1, sample_size = 1)]
fn crowded_world(bencher: Bencher, accounts: usize) {
    linked(bencher, accounts, 1_000);
}
