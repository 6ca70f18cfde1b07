//! Press figures, causes and differences on a small invented kit, computed by hand.
//!
//! `kit/press.gold.jsonl` has four articles: one with two pieces of news and one of background, a quiet one, one with a
//! claimed attack and an optional one, and one that no report reads. `kit/press.reports.jsonl` finds the first news rightly,
//! shows the background as news, tells the first news again, invents a pin in the quiet article and has everything wrong
//! about the claimed attack. `kit/press.after.jsonl` is another run.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

use claimbook_eval::press::causes::{Cause, causes};
use claimbook_eval::press::compare::{Changes, Side, compare};
use claimbook_eval::press::ladder::ladder;
use claimbook_eval::press::pins::pins;
use claimbook_eval::press::{pair_all, read_gold, read_reports, score};
use std::path::{Path, PathBuf};
use std::process::Command;

fn kit(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kit").join(name)
}

#[test]
fn figures_are_those_computed_by_hand() {
    let (gold, reports) =
        (read_gold(&[kit("press.gold.jsonl")]).unwrap(), read_reports(&kit("press.reports.jsonl")).unwrap());
    let figures = score(&gold, &pair_all(&gold, &reports));
    let n = &figures.counts;
    assert_eq!((n.articles, n.missing, n.quiet, n.quiet_pins), (4, 1, 1, 1));
    assert_eq!((n.pins, n.pin_optional, n.invented, n.stale, n.news_tp, n.right), (5, 1, 2, 1, 2, 1));
    assert_eq!((n.news_gold, n.news_found), (3, 2));
    assert_eq!((n.all_pred, n.all_tp, n.all_tp_opt, n.all_gold, n.all_found), (6, 4, 1, 4, 3));
    let expected = [
        ("news P", 2.0 / 5.0),
        ("news R", 2.0 / 3.0),
        ("news F", 0.5),
        ("right pins", 1.0 / 5.0),
        ("right recall", 1.0 / 3.0),
        ("invented per article", 2.0 / 4.0),
        ("stale pins", 1.0 / 5.0),
        ("pins per quiet article", 1.0),
        ("all P", 3.0 / 5.0),
        ("all R", 3.0 / 4.0),
        ("all F", 2.0 / 3.0),
        ("field aggregate", 1.0),
        ("field background", 3.0 / 4.0),
        ("field basis", 1.0),
        ("field date", 2.0 / 3.0),
        ("field doer", 3.0 / 4.0),
        ("field injured", 1.0),
        ("field killed", 1.0),
        ("field place", 3.25 / 4.0),
        ("field stage", 1.0),
        ("field type", 1.0),
        ("claims P", 1.0 / 3.0),
        ("claims R", 1.0 / 3.0),
        ("claims F", 1.0 / 3.0),
        ("claims loose P", 2.0 / 3.0),
        ("claims loose R", 2.0 / 3.0),
        ("claims loose F", 2.0 / 3.0),
        ("responsibility P", 0.0),
        ("responsibility R", 0.0),
        ("responsibility F", 0.0),
    ];
    assert_eq!(figures.shares.len(), expected.len());
    for ((name, value), (expected_name, expected)) in figures.shares.iter().zip(expected) {
        assert_eq!(name, expected_name);
        assert!((value - expected).abs() < 1e-9, "{name}: {value} instead of {expected}");
    }
    let printed = figures.to_string();
    assert!(printed.starts_with("articles                   4\nnews P                     0.400\n"));
}

#[test]
fn every_wrong_pin_and_missed_news_has_a_cause() {
    let (gold, reports) =
        (read_gold(&[kit("press.gold.jsonl")]).unwrap(), read_reports(&kit("press.reports.jsonl")).unwrap());
    let found = causes(&pair_all(&gold, &reports));
    let told: Vec<(Cause, &str)> = found.iter().map(|f| (f.cause, f.article.as_str())).collect();
    assert_eq!(
        told,
        [
            (Cause::ToldAgain, "x-1"),
            (Cause::NoAct, "x-2"),
            (Cause::Background, "x-1"),
            (Cause::Date, "x-3"),
            (Cause::Place, "x-3"),
            (Cause::Perpetrator, "x-3"),
            (Cause::MissedUnread, "x-1"),
        ]
    );
    assert_eq!(found[3].found.as_deref(), Some("2024-03-01"));
    assert_eq!(found[3].gold.as_deref(), Some("2024-03-06"));
    assert_eq!(found[5].found.as_deref(), Some("Sea Brigade (claimed)"));
    assert_eq!(found[5].sentence, "Drones struck Haifa on Wednesday");
    assert_eq!(found[6].sentence, "Shells hit Zinder on Monday.");
}

fn changes(before: &str, after: &str) -> Changes {
    let gold = read_gold(&[kit("press.gold.jsonl")]).unwrap();
    let (old, new) = (read_reports(&kit(before)).unwrap(), read_reports(&kit(after)).unwrap());
    let (old, new) = (pair_all(&gold, &old), pair_all(&gold, &new));
    let (before, after) = (score(&gold, &old), score(&gold, &new));
    compare(&Side::new(&old, &before), &Side::new(&new, &after))
}

/// A list by the beginnings of its lines.
fn begin(list: &[String]) -> Vec<&str> {
    list.iter().map(|line| line.split([':', '[']).next().unwrap().trim()).collect()
}

#[test]
fn a_change_is_told_pin_by_pin() {
    let there = changes("press.reports.jsonl", "press.after.jsonl");
    assert_eq!(begin(&there.became_right), ["x-3 a"]);
    assert!(there.became_right[0].contains("was wrong date, place, perpetrator, is right"));
    assert_eq!(begin(&there.became_wrong), ["x-1 a"]);
    assert_eq!(begin(&there.newly_found), ["x-1 c"]);
    assert_eq!(begin(&there.no_longer_stale), ["x-1 b"]);
    assert_eq!(begin(&there.newly_invented), ["x-2 other"]);
    assert_eq!(begin(&there.no_longer_invented), ["x-1 bombing"]);
    assert!(there.lost.is_empty() && there.newly_stale.is_empty());
    let right = there.figures.iter().find(|(name, _, _)| name == "right pins").unwrap();
    assert_eq!((right.1, right.2), (Some(0.2), Some(0.2)));

    let back = changes("press.after.jsonl", "press.reports.jsonl");
    assert_eq!(begin(&back.lost), ["x-1 c"]);
    assert_eq!(begin(&back.newly_stale), ["x-1 b"]);
    assert_eq!(begin(&back.became_right), ["x-1 a"]);
}

#[test]
fn each_rung_mends_one_part() {
    let (gold, reports) =
        (read_gold(&[kit("press.gold.jsonl")]).unwrap(), read_reports(&kit("press.reports.jsonl")).unwrap());
    let rungs = ladder(&gold, &pair_all(&gold, &reports));
    let figures: Vec<(&str, usize, usize)> =
        rungs.iter().map(|(name, f)| (*name, f.counts.pins, f.counts.right)).collect();
    assert_eq!(
        figures,
        [
            ("as read", 5, 1),
            ("gold status", 4, 1),
            ("gold type", 5, 1),
            ("gold date", 5, 1),
            ("gold place", 5, 1),
            ("gold perpetrator", 5, 1),
            ("gold date, place, perpetrator", 5, 2),
            ("nothing invented", 3, 1),
            ("gold status, nothing invented", 2, 1),
            ("all but finding", 2, 2),
        ]
    );
}

#[test]
fn every_pin_that_counts_is_told_with_what_it_is_worth() {
    let gold = read_gold(&[kit("press.gold.jsonl")]).unwrap();
    let mut reports = read_reports(&kit("press.reports.jsonl")).unwrap();
    let first = &mut reports.get_mut("x-1").unwrap().incidents[0];
    (first.confidence, first.x_signs) = (Some(0.7), Some([("bias".to_owned(), 1.0)].into()));
    let paired = pair_all(&gold, &reports);
    let found = pins(&paired);
    let told: Vec<_> = found.iter().map(|p| (p.article, p.incident, p.right, p.news)).collect();
    assert_eq!(
        told,
        [
            ("x-1", "i1", true, true),
            ("x-1", "i2", false, false),
            ("x-1", "i3", false, false),
            ("x-2", "i1", false, false),
            ("x-3", "i1", false, true),
        ]
    );
    let counts = score(&gold, &paired).counts;
    assert_eq!((counts.pins, counts.news_tp, counts.right), (5, 2, 1));
    assert_eq!((found[0].confidence, found[0].signs.get("bias")), (Some(0.7), Some(&1.0)));
    assert!(found[1].confidence.is_none() && found[1].signs.is_empty());
}

#[test]
fn the_command_prints_and_writes_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (json, pins) = (folder.path().join("figures.json"), folder.path().join("pins.jsonl"));
    let run = Command::new(env!("CARGO_BIN_EXE_claimbook-eval"))
        .args(["press", "--causes", "--details", "--json"])
        .args([&json, &kit("press.reports.jsonl"), &kit("press.gold.jsonl")])
        .arg("--pins")
        .arg(&pins)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let told = String::from_utf8(run.stdout).unwrap();
    assert!(told.contains("right pins                 0.200\n"));
    assert!(told.contains("invented: told again       1\n"));
    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    assert_eq!(written["counts"]["pins"], 5);
    assert_eq!(written["metrics"]["right pins"], 0.2);
    assert_eq!(written["causes"].as_array().unwrap().len(), 7);
    let pins = std::fs::read_to_string(pins).unwrap();
    assert_eq!(pins.lines().count(), 5);
    let first = r#"{"article":"x-1","incident":"i1","right":true,"news":true,"confidence":null,"signs":{}}"#;
    assert_eq!(pins.lines().next(), Some(first));
}
