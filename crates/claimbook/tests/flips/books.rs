//! The ledgers whose bytes are flipped.
//!
//! Owns: two books with everything a book can hold, and putting their files back. In: nothing. Out: files on disk and their
//! bytes. Refuses: chance.

use crate::sample::{self, Telling};
use claimbook::noted::Noted;
use claimbook_acquire::{CaptureStore, FolderStore};
use claimbook_ledger::store::{Access, SqliteStore};
use claimbook_ledger::{Act, FixedClock, IncidentFilter, Ledger, Reading, Ruling};
use claimbook_link::Settings;
use claimbook_records::report::{ActorKind, IncidentType, PerpetratorBasis, PlaceRole};
use std::fs;
use std::path::PathBuf;

/// A ledger with captures and a noted head.
pub(crate) struct Book {
    _folder: tempfile::TempDir,
    pub(crate) db: PathBuf,
    pub(crate) captures: PathBuf,
    /// Every file and its bytes.
    pub(crate) files: Vec<(PathBuf, Vec<u8>)>,
}

/// The numbers of a run: the same in every run (SplitMix64).
pub(crate) fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// One account of a drone attack; six accounts for three incidents, in few towns, so that many share a key.
fn account(n: usize) -> Telling {
    let incident = n / 6 * 3 + [0, 1, 1, 2, 2, 2][n % 6];
    let day = format!("2024-{:02}-{:02}", 1 + incident % 12, 1 + incident / 12 % 28);
    let town = ["Tel Qasr", "Port Amal", "Wadi Rumm"][incident % 3];
    let body = format!(
        "{} struck the {} at {town} on the day, witness {n} said. Smoke rose over the yard of keeper {incident}. \
         The Sons of the Marsh were blamed.",
        ["Two drones", "A drone", "Drones"][n % 3],
        ["mill", "depot", "silo", "kiln"][incident % 4],
    );
    let struck = body.split(" on the day").next().unwrap().to_owned();
    Telling::new(&format!("{n}.txt"), &body)
        .publisher(["Harbour Courier", "Valley Post"][n % 2], ["courier.example", "post.example"][n % 2])
        .published(&day)
        .actor("Sons of the Marsh", ActorKind::ArmedGroup, Some("sons-of-the-marsh"), &[])
        .incident(IncidentType::DroneAttack, &struck)
        .dated(Some(&day), Some(&day), "the day")
        .perpetrator("Sons of the Marsh", PerpetratorBasis::Accused)
        .place(town, "QS", Some((33.1 + (incident % 3) as f64, 44.9)), PlaceRole::Target)
}

impl Book {
    /// A few articles in small pages, so that most bytes carry something: versions, links, decisions, withdrawals.
    pub(crate) fn small() -> Self {
        Self::new(Some(512), |ledger, captures| {
            let tellings = [sample::depot(), sample::teacher(), sample::boast(), account(1), account(2)];
            tellings.iter().for_each(|telling| add(ledger, captures, telling));
            let newer = sample::teacher().engine("0.2.0", "c0de").with(|i| i.kind = IncidentType::Shelling);
            add(ledger, captures, &newer);
            let gone = account(5);
            add(ledger, captures, &gone);
            ledger.withdraw(&gone.build().0.id, "taken down").unwrap();
            let (mut again, report) = sample::boast().build();
            again.input = "boast-again.txt".to_owned();
            ledger.add(&[Reading { article: &again, report: &report }]).unwrap();
            let ids: Vec<String> =
                ledger.incidents(&IncidentFilter::default()).unwrap().into_iter().map(|i| i.id).collect();
            ledger.decide(&Ruling::new("Ana", Act::Accept, &[&ids[0]])).unwrap();
            ledger.decide(&Ruling::new("Ana", Act::Same, &[&ids[1], &ids[2]])).unwrap();
            let rejected = ledger.decide(&Ruling::new("Ana", Act::Reject, &[&ids[3]])).unwrap();
            ledger.decide(&Ruling::new("Ana", Act::Undo { entry: rejected.entry }, &[])).unwrap();
            let grade = Act::GradePublisher { publisher: "Valley Post".to_owned(), grade: 'B' };
            ledger.decide(&Ruling::new("Ben", grade, &[])).unwrap();
        })
    }

    /// Hundreds of articles in pages of the usual size.
    pub(crate) fn large() -> Self {
        Self::new(None, |ledger, captures| {
            for n in 0..240 {
                add(ledger, captures, &account(n));
            }
        })
    }

    fn new(page: Option<u32>, fill: impl FnOnce(&mut Ledger, &FolderStore)) -> Self {
        let folder = tempfile::Builder::new().prefix("flips").tempdir().unwrap();
        let db = folder.path().join("book.ledger");
        if let Some(page) = page {
            // An empty database keeps the size of its pages.
            let empty = rusqlite::Connection::open(&db).unwrap();
            let sql = format!("PRAGMA page_size = {page}; CREATE TABLE none (x); DROP TABLE none; VACUUM;");
            empty.execute_batch(&sql).unwrap();
        }
        let captures = FolderStore::new(folder.path().join("book.captures"));
        let store = SqliteStore::open(&db, Access::Create).unwrap();
        let clock = FixedClock("2024-05-05T08:00:00Z".parse().unwrap());
        let mut ledger = Ledger::over(Box::new(store), Box::new(clock)).unwrap();
        fill(&mut ledger, &captures);
        ledger.link(&Settings::embedded(), &|_, _| {}).unwrap();
        Noted::of(&db).note(&ledger).unwrap();
        drop(ledger);
        let mut paths = vec![db.clone(), Noted::of(&db).path().to_owned()];
        paths.extend(
            captures
                .addresses()
                .unwrap()
                .iter()
                .take(12)
                .map(|address| captures.folder().join(&address[..2]).join(format!("{}.zst", &address[2..]))),
        );
        let files = paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        Self { db, captures: captures.folder().to_owned(), files, _folder: folder }
    }

    /// Puts every file back as it was.
    pub(crate) fn restore(&self) {
        for ending in ["-wal", "-shm", "-journal"] {
            let mut name = self.db.clone().into_os_string();
            name.push(ending);
            let _ = fs::remove_file(name);
        }
        for (path, bytes) in &self.files {
            if fs::read(path).ok().as_ref() != Some(bytes) {
                fs::write(path, bytes).unwrap();
            }
        }
    }
}

fn add(ledger: &mut Ledger, captures: &FolderStore, telling: &Telling) {
    let page = format!("<html>{}</html>", telling.clone().build().0.body.as_str());
    let kept = captures.put(page.as_bytes()).unwrap();
    let (article, report) = telling.clone().capture(&kept.address).build();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
}
