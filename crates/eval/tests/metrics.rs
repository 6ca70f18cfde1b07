//! The metrics give the numbers of the reference scorers of their kits on a small invented kit.
//!
//! `kit/*.figures.json` were computed once with those scorers (TempEval-3 style timing, toponym resolution at 161 km)
//! and are compared figure by figure.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

use claimbook_eval::metrics::{place, time};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kit").join(name)).unwrap()
}

#[derive(Deserialize)]
struct Row<T> {
    id: String,
    #[serde(alias = "timexes", alias = "toponyms")]
    marks: Vec<T>,
}

/// Rows of a file by id, in the order of the file.
fn rows<T: for<'d> Deserialize<'d>>(name: &str) -> Vec<Row<T>> {
    read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Gold rows with the prediction for the same document, empty where there is none.
fn joined<T: for<'d> Deserialize<'d>>(kit: &str) -> Vec<(String, Vec<T>, Vec<T>)> {
    let mut predicted: BTreeMap<String, Vec<T>> =
        rows(&format!("{kit}.predicted.jsonl")).into_iter().map(|r: Row<T>| (r.id, r.marks)).collect();
    let gold: Vec<Row<T>> = rows(&format!("{kit}.gold.jsonl"));
    gold.into_iter().map(|r| (r.id.clone(), r.marks, predicted.remove(&r.id).unwrap_or_default())).collect()
}

/// Every number of `expected` is in `found` and equal but for rounding.
fn assert_same(path: &str, expected: &Value, found: &Value) {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{path}");
            for (key, value) in a {
                assert_same(&format!("{path}.{key}"), value, &b[key]);
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{path}: {b} instead of {a}");
        }
        _ => assert_eq!(expected, found, "{path}"),
    }
}

#[test]
fn time_figures_equal_the_reference_scorer() {
    let rows: Vec<(String, Vec<time::Timex>, Vec<time::Timex>)> = joined("time");
    let (figures, items) =
        time::score(rows.iter().map(|(id, g, p)| (id.as_str(), g.as_slice(), p.as_slice())));
    let expected: Value = serde_json::from_str(&read("time.figures.json")).unwrap();
    assert_same("time", &expected, &serde_json::to_value(&figures).unwrap());
    assert_eq!(items.right.len(), figures.value.tp);
    assert_eq!(items.right.len() + items.wrong.len(), figures.value.gold);
}

#[test]
fn place_figures_equal_the_reference_scorer() {
    let rows: Vec<(String, Vec<place::Toponym>, Vec<place::Toponym>)> = joined("place");
    let (figures, items) =
        place::score(rows.iter().map(|(id, g, p)| (id.as_str(), g.as_slice(), p.as_slice())), 161.0);
    let expected: Value = serde_json::from_str(&read("place.figures.json")).unwrap();
    assert_same("place", &expected, &serde_json::to_value(&figures).unwrap());
    assert_eq!(items.right.len(), figures.end_to_end_overlap.tp);
    assert_eq!(items.right.len() + items.wrong.len(), figures.end_to_end_overlap.gold);
}
