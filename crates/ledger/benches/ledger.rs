//! How fast the book takes articles in and finds incidents again.
//!
//! `cargo bench -p claimbook-ledger --bench ledger`. Lists run over a ledger of 10^5 synthetic incidents, made anew
//! under `target/tmp`; `LEDGER_INCIDENTS=1000000` makes a larger one. `-- load` records 10^5 reports as an archive gives them,
//! into a file and into a PostgreSQL server of its own whose commits reach the disk.

#![allow(clippy::unwrap_used)] // a bench that fails should stop

#[path = "../tests/sample/mod.rs"]
mod sample;
#[path = "../tests/server/mod.rs"]
mod server;

use claimbook_ledger::{By, IncidentFilter, Ledger, Reading, Standing};
use claimbook_records::report::*;
use claimbook_records::{Article, Report};
use divan::Bencher;
use std::sync::{Mutex, OnceLock};

fn main() {
    divan::main();
}

const PLACES: [&str; 8] =
    ["Dal", "Rim", "Sul", "Tel Qasr", "Port Amal", "Wadi Rumm", "Ain Zeit", "Marsh Gate"];

/// An article that tells two incidents, with a claim and a confirmation. Incidents lie over ten years; every tenth
/// actor and every thousandth place is rare.
fn article(n: usize) -> (Article, Report) {
    let day = format!("20{:02}-{:02}-{:02}", 14 + n % 10, 1 + n / 10 % 12, 1 + n / 120 % 28);
    let group = if (n / 7).is_multiple_of(10) {
        format!("Brigade {}", n % 1000)
    } else {
        "Sons of the Marsh".to_owned()
    };
    let (place, other) = (PLACES[n % 8], format!("Hamlet {}", n % 1000));
    let body = format!(
        "Report {n}. {group} struck the depot at {place} with two drones on the day, killing three guards. \
         {group} claimed it. The army confirmed it. Earlier shells fell on {other}. \
         The road was closed for hours and people waited for news in the heat of the afternoon."
    );
    sample::Telling::new(&format!("{n}.txt"), &body)
        .publisher("Harbour Courier", "courier.example")
        .published(&day)
        .actor(&group, ActorKind::ArmedGroup, None, &[])
        .incident(IncidentType::ALL[n % 8], "struck the depot at")
        .dated(Some(&day), Some(&day), "the day")
        .place(place, "QS", Some((33.1, 45.0)), PlaceRole::Target)
        .perpetrator(&group, PerpetratorBasis::Claimed)
        .target("depot", TargetClass::Object, Some("energy"), None)
        .weapon("drones", "drone")
        .killed(3, "killing three guards")
        .claim(&group, SpeakerKind::ArmedGroup, SpeechAct::ClaimsResponsibility, "claimed it")
        .claim("The army", SpeakerKind::Military, SpeechAct::Confirms, "The army confirmed it")
        .incident(IncidentType::Shelling, "Earlier shells fell on")
        .place(&other, "RM", None, PlaceRole::Target)
        .with(|i| i.background = true)
        .build()
}

/// Articles added a second, by batch size; each article is two entries and two incidents.
#[divan::bench(args = [1, 50, 500], sample_count = 5)]
fn add(bencher: Bencher, batch: usize) {
    const ARTICLES: usize = 1_000;
    let articles: Vec<(Article, Report)> = (0..ARTICLES).map(article).collect();
    bencher
        .counter(divan::counter::ItemsCount::new(ARTICLES))
        .with_inputs(|| {
            let folder = tempfile::tempdir().unwrap();
            let ledger = Ledger::create_or_open(folder.path().join("book.ledger")).unwrap();
            (folder, ledger)
        })
        .bench_values(|(folder, mut ledger)| {
            for lot in articles.chunks(batch) {
                let lot: Vec<Reading<'_>> =
                    lot.iter().map(|(article, report)| Reading { article, report }).collect();
                ledger.add(&lot).unwrap();
            }
            (ledger, folder)
        });
}

/// A report as an archive gives them: four kilobytes of text, of which one in ten tells incidents.
fn archived(n: usize) -> (Article, Report) {
    if n.is_multiple_of(10) {
        return article(n);
    }
    let body = format!(
        "Notice {n}. The council of Hamlet {} met. {}",
        n % 1000,
        "The ferry runs again — the harbour master gave no day for it. ".repeat(60)
    );
    sample::Telling::new(&format!("archive-{n}"), &body)
        .publisher("Harbour Courier", "courier.example")
        .published("2024-05-04")
        .headline(&format!("Council of Hamlet {} meets", n % 1000))
        .actor("The council", ActorKind::Other, None, &[])
        .build()
}

/// Reports recorded a second in large lots, made ready and written one lot after the other.
#[divan::bench(args = ["file", "server"], sample_count = 1, sample_size = 1)]
fn load(bencher: Bencher, into: &str) {
    const REPORTS: usize = 100_000;
    let server = (into == "server").then(|| server::Server::start(true));
    let folder = tempfile::tempdir().unwrap();
    let at = server.as_ref().map_or_else(
        || folder.path().join("book.ledger"),
        |server| std::path::PathBuf::from(server.url("load")),
    );
    let all: Vec<(Article, Report)> = (0..REPORTS).map(archived).collect();
    bencher.counter(divan::counter::ItemsCount::new(REPORTS)).bench_local(|| {
        let mut ledger = Ledger::create_or_open(&at).unwrap();
        for lot in all.chunks(8192) {
            let lot: Vec<Reading<'_>> =
                lot.iter().map(|(article, report)| Reading { article, report }).collect();
            ledger.add(&lot).unwrap();
        }
    });
}

/// One account of an attack as in the bench of linking: a third of the incidents are told once, a third twice, a third
/// three times, over ten years and a thousand towns; each tells names and streets of its own.
fn account(n: usize) -> (Article, Report) {
    let incident = n / 6 * 3 + [0, 1, 1, 2, 2, 2][n % 6];
    let day =
        format!("20{:02}-{:02}-{:02}", 14 + incident % 10, 1 + incident / 10 % 12, 1 + incident / 120 % 28);
    let town = format!("Hamlet {}", incident % 1000);
    let (north, east) = (incident % 1000 / 32, incident % 1000 % 32);
    let struck = ["A drone struck the depot", "A drone hit a depot", "A drone fell on the yard"][n % 3];
    let body = format!(
        "{struck} in {town} on the day, police said. The street{incident} keeper{} yard{} stood empty, said witness{n}. \
         Two guards were wounded and the road was closed for hours, a reporter{} wrote.",
        incident + 7,
        incident % 4999,
        n % 97
    );
    sample::Telling::new(&format!("account-{n}.txt"), &body)
        .published(&day)
        .incident(IncidentType::DroneAttack, struck)
        .dated(Some(&day), Some(&day), "the day")
        .place(&town, "QS", Some((30.0 + north as f64 * 0.2, 40.0 + east as f64 * 0.2)), PlaceRole::Target)
        .build()
}

/// A linked book of as many accounts as the large one has incidents.
fn linked_book() -> &'static Mutex<Ledger> {
    static BOOK: OnceLock<Mutex<Ledger>> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut ledger = fresh("linked");
        let mut batch = ledger.batch(1_000);
        for n in 0..incidents() {
            let (article, report) = account(n);
            batch.push(article, report).unwrap();
        }
        batch.finish().unwrap();
        ledger.link(&claimbook_link::Settings::embedded(), &|_, _| {}).unwrap();
        Mutex::new(ledger)
    })
}

/// One further article added and linked.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn link_one(bencher: Bencher) {
    let mut ledger = linked_book().lock().unwrap();
    let settings = claimbook_link::Settings::embedded();
    let mut next = incidents();
    bencher.bench_local(|| {
        next += 1;
        let (article, report) = account(next);
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
        ledger.link(&settings, &|_, _| {}).unwrap();
    });
}

/// One incident with all its accounts.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn linked(bencher: Bencher) {
    let ledger = linked_book().lock().unwrap();
    let settings = claimbook_link::Settings::embedded();
    let month = IncidentFilter {
        from: Some("2019-05".to_owned()),
        to: Some("2019-05".to_owned()),
        limit: Some(50),
        ..Default::default()
    };
    let found = ledger.incidents(&month).unwrap();
    let mut next = found.iter().cycle();
    bencher.bench_local(|| ledger.linked_with(&next.next().unwrap().id, &settings).unwrap());
}

fn incidents() -> usize {
    std::env::var("LEDGER_INCIDENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000)
}

/// An empty ledger in a folder of its own, without what the run before left there.
fn fresh(name: &str) -> Ledger {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("ledger-bench").join(name);
    // There may be nothing.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    Ledger::create_or_open(folder.join("book.ledger")).unwrap()
}

fn large() -> &'static Mutex<Ledger> {
    static LARGE: OnceLock<Mutex<Ledger>> = OnceLock::new();
    LARGE.get_or_init(|| {
        let mut ledger = fresh("large");
        let mut batch = ledger.batch(1_000);
        for n in 0..incidents() / 2 {
            let (article, report) = article(n);
            batch.push(article, report).unwrap();
        }
        batch.finish().unwrap();
        Mutex::new(ledger)
    })
}

/// The queries a list page makes, by name.
fn question(name: &str) -> IncidentFilter {
    let page = IncidentFilter { limit: Some(50), ..Default::default() };
    let words = |w: &str| vec![w.to_owned()];
    match name {
        "first page" => page,
        "page 500" => IncidentFilter { offset: 25_000, ..page },
        "month" => {
            IncidentFilter { from: Some("2019-05".to_owned()), to: Some("2019-05".to_owned()), ..page }
        }
        "common actor" => IncidentFilter { actors: words("Sons of the Marsh"), ..page },
        "rare actor" => IncidentFilter { actors: words("Brigade 70"), ..page },
        "rare place" => IncidentFilter { places: words("Hamlet 77"), ..page },
        "country" => IncidentFilter { places: words("QS"), ..page },
        "rare word" => IncidentFilter { text: Some("hamlet 77".to_owned()), ..page },
        "common words" => IncidentFilter { text: Some("struck depot".to_owned()), ..page },
        "standing and type" => IncidentFilter {
            standings: vec![Standing::Confirmed],
            types: vec![IncidentType::Bombing],
            ..page
        },
        other => panic!("no question {other}"),
    }
}

const QUESTIONS: [&str; 10] = [
    "first page",
    "page 500",
    "month",
    "common actor",
    "rare actor",
    "rare place",
    "country",
    "rare word",
    "common words",
    "standing and type",
];

/// Fifty incidents with their records.
#[divan::bench(args = QUESTIONS, sample_count = 20, sample_size = 1)]
fn list(bencher: Bencher, name: &str) {
    let ledger = large().lock().unwrap();
    let filter = question(name);
    assert!(!ledger.incidents(&filter).unwrap().is_empty());
    bencher.bench_local(|| ledger.incidents(&filter).unwrap());
}

/// How many there are in all.
#[divan::bench(args = QUESTIONS, sample_count = 10, sample_size = 1)]
fn count(bencher: Bencher, name: &str) {
    let ledger = large().lock().unwrap();
    let filter = question(name);
    bencher.bench_local(|| ledger.count_incidents(&filter).unwrap());
}

/// What stands beside a list on the page of overviews: counts of six properties.
#[divan::bench(args = ["first page", "month", "common actor", "standing and type"], sample_count = 10, sample_size = 1)]
fn facets(bencher: Bencher, name: &str) {
    let ledger = large().lock().unwrap();
    let filter = question(name);
    let by = [By::Type, By::Stage, By::Standing, By::Country, By::Publisher, By::Actor];
    bencher.bench_local(|| by.map(|by| ledger.facet(by, &filter, 20).unwrap()));
}

/// Counts over time.
#[divan::bench(args = ["first page", "month", "common actor"], sample_count = 10, sample_size = 1)]
fn timeline(bencher: Bencher, name: &str) {
    let ledger = large().lock().unwrap();
    let filter = question(name);
    bencher.bench_local(|| ledger.timeline(&filter, None).unwrap());
}

/// Pins or clusters of the whole world.
#[divan::bench(args = ["first page", "month", "common actor"], sample_count = 10, sample_size = 1)]
fn map(bencher: Bencher, name: &str) {
    let ledger = large().lock().unwrap();
    let settings = claimbook_link::Settings::embedded();
    let filter = question(name);
    bencher.bench_local(|| ledger.map(&filter, 2, 2_000, &settings).unwrap());
}

/// The chain behind one incident.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn explain(bencher: Bencher) {
    let ledger = large().lock().unwrap();
    let id = ledger.incidents(&question("rare actor")).unwrap()[0].id.clone();
    bencher.bench_local(|| ledger.explain(&id, None).unwrap());
}
