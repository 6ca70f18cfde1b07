//! A web archive of any size: the memory that reading takes, and a run that is killed and begun anew.
//!
//! `CLAIMBOOK_ARCHIVE_MB` makes the archive larger; the figures of a gigabyte stand in `docs/results.md`.

use super::inputs::warc_record;
use super::{Place, binary};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const MEGABYTES: u64 = 8;
/// What reading may take, in kB.
const MEMORY: u64 = 300 << 10;
const WORDS: [&str; 16] = [
    "harbour",
    "ferry",
    "council",
    "school",
    "bread",
    "market",
    "winter",
    "bridge",
    "teacher",
    "orchard",
    "tide",
    "lantern",
    "garden",
    "museum",
    "choir",
    "timetable",
];

/// The n-th page: as long as pages are, and like no other.
fn page(n: u64) -> String {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut page = format!(
        "<html lang=en><head><title>Notes from the coast, number {n}</title><meta property=\"article:published_time\" content=\"2024-05-02\"></head><body><article><h1>Notes from the coast, number {n}</h1>"
    );
    for _ in 0..24 {
        page.push_str("<p>The editors of the town write");
        for _ in 0..50 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let word = WORDS[(state >> 60) as usize];
            write!(page, " of the {word} and").unwrap();
        }
        write!(page, " of issue {n}.</p>").unwrap();
    }
    page + "</article></body></html>"
}

/// Writes an archive of at least so many bytes; how many pages it holds.
fn archive(path: &Path, bytes: u64) -> u64 {
    let mut file = BufWriter::new(File::create(path).unwrap());
    let (mut written, mut n) = (0, 0);
    while written < bytes {
        let record = warc_record(&format!("https://coast.example/{n}"), &page(n));
        file.write_all(record.as_bytes()).unwrap();
        written += record.len() as u64;
        n += 1;
    }
    file.flush().unwrap();
    n
}

fn add(place: &Place) -> Child {
    Command::new(binary())
        .args(["--annotator", "encoder", "add", "coast.warc"])
        .current_dir(place.folder.path())
        .env_remove("CLAIMBOOK_DB")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// How many originals are kept.
fn kept(place: &Place) -> u64 {
    fn count(folder: &Path) -> u64 {
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        // What was being written when it was killed has another name, and is no original.
        let whole = |e: &std::fs::DirEntry| !e.file_name().to_string_lossy().starts_with('.');
        entries.filter(whole).map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
    }
    count(&place.path("claimbook.captures"))
}

/// The most memory that a process has had, in kB.
fn memory(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[test]
fn an_archive_is_read_in_little_memory_and_nothing_twice_however_often_it_is_killed() {
    let place = Place::new();
    let megabytes =
        std::env::var("CLAIMBOOK_ARCHIVE_MB").ok().and_then(|mb| mb.parse().ok()).unwrap_or(MEGABYTES);
    let pages = archive(&place.path("coast.warc"), megabytes << 20);
    for round in 1..=3 {
        let mut child = add(&place);
        // At whatever moment it has read so much.
        while kept(&place) < pages * round / 4 && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let mut child = add(&place);
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = memory(&child).unwrap_or_default().max(most);
        sleep(Duration::from_millis(5));
    }
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(most > 0 && most < MEMORY, "{most} kB");
    assert_eq!(place.run(&["log", "export", "--out", "book.log"]).code, 0);
    let recorded = place.read("book.log").lines().filter(|l| l.contains("\"article_recorded\"")).count();
    assert_eq!((recorded as u64, kept(&place)), (pages, pages));
    assert_eq!(place.run(&["verify"]).code, 0);
    eprintln!("{megabytes} MB, {pages} pages, {most} kB");
}
