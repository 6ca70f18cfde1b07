//! What guards a ledger, as a user meets it: noted heads, repairs, rights, and what is not read.

use super::book::{WIRE, filled};
use super::{Place, Ran, binary};
use std::fs;
use std::path::Path;
use std::process::Command;

const MORE: &str = "{\"id\":\"w3\",\"publisher\":\"Harbour Wire\",\"published\":\"2024-04-01\",\"body\":\"Gunmen shot dead two policemen in Mosul on Sunday, officials said.\"}\n";

fn noted(place: &Place) -> String {
    place.read("claimbook.ledger.head")
}

/// The only file of a capture whose name contains some digits.
fn capture(place: &Place, nth: usize) -> std::path::PathBuf {
    let mut shelves: Vec<_> =
        fs::read_dir(place.path("claimbook.captures")).unwrap().map(|e| e.unwrap().path()).collect();
    shelves.sort();
    fs::read_dir(&shelves[nth]).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn a_ledger_that_lost_entries_is_told_by_the_head_beside_it() {
    let place = filled();
    let before = fs::read(place.path("claimbook.ledger")).unwrap();
    place.write("more.jsonl", MORE);
    assert_eq!(place.run(&["add", "more.jsonl"]).code, 0);
    assert_eq!(place.run(&["verify"]).code, 0);
    let head = noted(&place);
    // As if the last transactions had been in a write-ahead log that was removed.
    fs::write(place.path("claimbook.ledger"), &before).unwrap();
    let ran = place.run(&["verify"]);
    assert!(ran.code == 4 && ran.out.contains("cut short"), "{}", ran.out);
    assert_eq!(place.run(&["doctor"]).code, 4);
    let ran = place.run(&["add", "wire.jsonl"]);
    assert!(ran.code == 0 && ran.err.contains("claimbook.ledger.head"), "{}", ran.err);
    assert_eq!(noted(&place), head, "what is noted is the only trace");
    // Adding what was lost brings back what was noted.
    fs::write(place.path("claimbook.ledger"), &before).unwrap();
    fs::remove_file(place.path("claimbook.ledger.head")).unwrap();
    assert_eq!(place.run(&["verify"]).code, 0, "nothing is known against it");
}

#[test]
fn an_empty_or_shortened_file_is_refused() {
    let place = filled();
    let whole = fs::read(place.path("claimbook.ledger")).unwrap();
    for length in [0, 100, 8192, whole.len() - 8192, whole.len() - 1] {
        fs::write(place.path("claimbook.ledger"), &whole[..length]).unwrap();
        let ran = place.run(&["verify"]);
        assert_ne!(ran.code, 0, "{length} bytes: {}", ran.out);
        if length <= 100 {
            assert_eq!(place.run(&["doctor"]).code, 4, "{length} bytes");
        }
        assert_eq!(fs::read(place.path("claimbook.ledger")).unwrap().len(), length, "it is left alone");
    }
    fs::write(place.path("claimbook.ledger"), "").unwrap();
    let ran = place.run(&["incidents"]);
    assert!(ran.code == 1 && ran.err.contains("is empty"), "{}", ran.err);
    let ran = place.run(&["add", "wire.jsonl"]);
    assert!(ran.err.contains("which this ledger does not hold"), "{}", ran.err);
    // Removing the ledger is to begin anew, and what was noted is kept apart.
    fs::remove_file(place.path("claimbook.ledger")).unwrap();
    let ran = place.run(&["add", "wire.jsonl"]);
    assert!(ran.code == 0 && ran.err.contains("begun anew"), "{}", ran.err);
    assert!(place.path("claimbook.ledger.head.old").exists());
    assert_eq!(place.run(&["verify"]).code, 0);
}

#[test]
fn damaged_captures_are_put_back_by_adding_and_by_repairing() {
    let place = filled();
    let spoil = |nth: usize| fs::write(capture(&place, nth), "junk").unwrap();
    spoil(0);
    let ran = place.run(&["verify"]);
    assert!(ran.code == 4 && ran.out.contains("damaged") && ran.out.contains("from w"), "{}", ran.out);
    let ran = place.run(&["add", "wire.jsonl"]);
    assert!(ran.out.contains("2 already there, 1 damaged capture put back"), "{}", ran.out);
    assert_eq!(place.run(&["verify"]).code, 0);

    spoil(1);
    fs::remove_file(capture(&place, 0)).unwrap();
    let ran = place.run(&["verify", "--repair"]);
    assert_eq!(ran.code, 4, "no file is named");
    let ran = place.run(&["verify", "--repair", "--from", "wire.jsonl"]);
    assert!(ran.code == 0 && ran.err.contains("2 captures put back"), "{}{}", ran.out, ran.err);

    // An article that is a file of its own is found where the ledger says.
    place.write("report.txt", "Shells fell on the quay of Basra on Monday, killing one man.");
    assert_eq!(place.run(&["add", "report.txt", "--db", "other.ledger"]).code, 0);
    fs::remove_dir_all(place.path("other.captures")).unwrap();
    assert_eq!(place.run(&["verify", "--db", "other.ledger"]).code, 4);
    assert_eq!(place.run(&["verify", "--repair", "--db", "other.ledger"]).code, 0);
}

#[test]
fn captures_that_no_entry_names_are_told() {
    let place = filled();
    place.write("more.jsonl", MORE);
    assert_eq!(place.run(&["add", "more.jsonl", "--db", "other.ledger"]).code, 0);
    let (from, to) = (place.path("other.captures"), place.path("claimbook.captures"));
    for shelf in fs::read_dir(from).unwrap().map(|e| e.unwrap()) {
        fs::create_dir_all(to.join(shelf.file_name())).unwrap();
        for file in fs::read_dir(shelf.path()).unwrap().map(|e| e.unwrap()) {
            fs::copy(file.path(), to.join(shelf.file_name()).join(file.file_name())).unwrap();
        }
    }
    let ran = place.run(&["verify"]);
    assert!(ran.code == 0 && ran.out.contains("note: 1 captures that no entry names"), "{}", ran.out);
}

#[test]
fn an_export_carries_the_head_it_was_made_from() {
    let place = filled();
    let ran = place.run(&["export", "--as", "csv", "--out", "out.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(place.read("out.csv.head"), noted(&place));
    assert!(ran.err.contains(noted(&place).trim()), "{}", ran.err);
    assert_eq!(place.run(&["export", "--as", "tables", "--out", "tables/"]).code, 0);
    assert_eq!(place.run(&["verify", "--head", "tables.head"]).code, 0);
    fs::remove_file(place.path("claimbook.ledger")).unwrap();
    place.write("more.jsonl", MORE);
    assert_eq!(place.run(&["add", "more.jsonl"]).code, 0);
    let ran = place.run(&["verify", "--head", "out.csv.head"]);
    assert!(ran.code == 4 && ran.out.contains("cut short"), "{}", ran.out);
    assert_eq!(place.run(&["verify", "--head", "nothing"]).code, 2);
}

#[test]
fn a_folder_is_read_without_the_ledger_that_lies_in_it() {
    let place = filled();
    let added = |ran: &Ran| {
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out.clone()
    };
    assert!(added(&place.run(&["add", "."])).contains("0 new articles, 2 already there"));
    assert!(added(&place.run(&["add", "*"])).contains("0 new articles, 2 already there"));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_a_folder_is_named_and_not_read() {
    let place = Place::new();
    place.write("in/wire.jsonl", WIRE);
    place.write("out/more.jsonl", MORE);
    std::os::unix::fs::symlink("../out/more.jsonl", place.path("in/more.jsonl")).unwrap();
    let ran = place.run(&["add", "in"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.out.contains("2 new articles") && ran.err.contains("more.jsonl: this link leads out"),
        "{}",
        ran.err
    );
}

#[cfg(unix)]
#[test]
fn files_of_a_ledger_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = filled();
    for name in ["claimbook.ledger", "claimbook.ledger.head", "claimbook.captures"] {
        let mode = fs::metadata(place.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
    }
}

/// A run of the program that may not do what only the rights of root allow.
fn run_without_rights(folder: &Path, arguments: &[&str]) -> Ran {
    let is_root = fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.arg("--bounding-set=-dac_override,-dac_read_search").arg(binary());
        command
    } else {
        Command::new(binary())
    };
    let done = command
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLAIMBOOK_DB")
        .env_remove("CLAIMBOOK_CAPTURES")
        .env("CLAIMBOOK_ANNOTATOR", "fast")
        .output()
        .unwrap();
    Ran {
        code: done.status.code().unwrap(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn commands_that_read_work_where_nothing_can_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let place = filled();
    let id = place.run(&["incidents", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    // A decision has an article wait to be linked.
    assert_eq!(place.run(&["review", "accept", &id, "--by", "ana"]).code, 0);
    let commands: [&[&str]; 12] = [
        &["incidents"],
        &["claims"],
        &["tallies"],
        &["tallies", "--reconcile"],
        &["actors"],
        &["show", &id],
        &["explain", &id],
        &["linked"],
        &["export", "--as", "incidents"],
        &["review", "history"],
        &["log", "export"],
        &["verify"],
    ];
    let before: Vec<Ran> = commands.iter().map(|c| run_without_rights(place.folder.path(), c)).collect();
    let rights = |file: u32, folder: u32| {
        fs::set_permissions(place.path("claimbook.ledger"), fs::Permissions::from_mode(file)).unwrap();
        fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(folder)).unwrap();
    };
    for (file, folder) in [(0o400, 0o500), (0o600, 0o500)] {
        rights(file, folder);
        for (command, before) in commands.iter().zip(&before) {
            let ran = run_without_rights(place.folder.path(), command);
            assert_eq!((ran.code, &ran.err), (0, &before.err), "{command:?}");
            let same =
                |out: &str| out.lines().filter(|l| !l.starts_with("note:")).collect::<Vec<_>>().join("\n");
            assert_eq!(same(&ran.out), same(&before.out), "{command:?}");
        }
        let ran = run_without_rights(place.folder.path(), &["add", "wire.jsonl"]);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("cannot be written"), "{}", ran.err);
    }
    rights(0o600, 0o700);
    let mut left: Vec<String> = fs::read_dir(place.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let wanted = ["claimbook.captures", "claimbook.ledger", "claimbook.ledger.head", "wire.jsonl"];
    assert_eq!(left, wanted, "reading leaves nothing behind");
}

#[test]
fn what_lies_beyond_all_numbers_and_days_is_a_usage_mistake() {
    let place = filled();
    let most = u64::MAX.to_string();
    for list in ["incidents", "claims", "tallies"] {
        for day in ["2024-02-30", "2024-13", "2024-00-01", "2024-01-01x", "20240101"] {
            let ran = place.run(&[list, "--from", day]);
            assert_eq!(ran.code, 2, "{list} {day}: {}", ran.err);
        }
        assert_eq!(place.run(&[list, "--limit", &most]).code, 2, "{list}");
    }
    assert_eq!(place.run(&["incidents", "--offset", &most]).code, 2);
    assert_eq!(place.run(&["actors", "--limit", &most]).code, 2);
    assert_eq!(place.run(&["incidents", "--min-confidence", "7"]).code, 2);
    assert_eq!(place.run(&["incidents", "--from", "2024-02-29", "--offset", "9000000000000000000"]).code, 0);
    assert_eq!(place.run(&["add", "wire.jsonl", "--threads", "1000000"]).code, 0);
}
