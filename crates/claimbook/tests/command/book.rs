//! The commands over a ledger: add, lists, explain, export, verify, doctor.

use super::Place;

/// Two articles that the engine codes today and in any later version.
pub(crate) const WIRE: &str = "{\"id\":\"w1\",\"publisher\":\"Harbour Wire\",\"published\":\"2024-03-06\",\"body\":\"A car bomb exploded outside a market in Kirkuk on Tuesday, killing five people, police said.\"}\n\
{\"id\":\"w2\",\"publisher\":\"Gulf Ledger\",\"published\":\"2024-03-07\",\"body\":\"Ministers met in Baghdad on Wednesday to talk about water.\"}\n";

pub(crate) fn filled() -> Place {
    let place = Place::new();
    place.write("wire.jsonl", WIRE);
    let ran = place.run(&["add", "wire.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("2 new articles"), "{}", ran.out);
    place
}

#[test]
fn adding_again_adds_nothing() {
    let place = filled();
    let ran = place.run(&["add", "--json", "wire.jsonl"]);
    assert_eq!(ran.code, 0);
    let outcomes: Vec<_> = ran.json().iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes, ["unchanged", "unchanged"]);
}

#[test]
fn the_bytes_are_kept_beside_the_ledger_and_verified() {
    let place = filled();
    let ran = place.run(&["verify"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("4 entries") && ran.out.contains("2 captures"), "{}", ran.out);
    let head = ran.out.lines().find_map(|l| l.strip_prefix("head ")).unwrap().to_owned();
    assert_eq!(place.run(&["verify", "--head", &head]).code, 0);
    let other = format!("{}0", &head[..head.len() - 1]);
    let flipped = if other == head { format!("{}1", &head[..head.len() - 1]) } else { other };
    let ran = place.run(&["verify", "--head", &flipped]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    std::fs::remove_dir_all(place.path("claimbook.captures")).unwrap();
    let ran = place.run(&["verify"]);
    assert_eq!(ran.code, 4);
    assert!(ran.out.contains("BAD entry 1"), "{}", ran.out);
    assert_eq!(place.run(&["doctor"]).code, 4);
}

#[test]
fn lists_answer_in_tables_and_in_json() {
    let place = filled();
    for list in ["incidents", "claims", "tallies", "actors"] {
        let table = place.run(&[list]);
        assert_eq!((table.code, table.err.as_str()), (0, ""), "{list}");
        let json = place.run(&[list, "--json"]);
        assert_eq!(json.code, 0, "{list}");
        let rows = json.json().len();
        assert_eq!(rows == 0, table.out.starts_with("no "), "{list}: {rows} rows\n{}", table.out);
    }
}

#[test]
fn an_incident_can_be_shown_explained_and_exported() {
    let place = filled();
    let listed = place.run(&["incidents", "--place", "Kirkuk", "--json"]).json();
    assert_eq!(listed.len(), 1, "one incident in Kirkuk");
    let id = listed[0]["id"].as_str().unwrap();
    let shown = place.run(&["show", &id[..12]]);
    assert!(
        shown.out.starts_with(id) && shown.out.contains("Kirkuk") && shown.out.contains("Harbour Wire"),
        "{}",
        shown.out
    );
    let explained = place.run(&["explain", id, "killed"]);
    assert_eq!(explained.code, 0, "{}", explained.err);
    for part in ["killed", "← article", "← report", "← capture   sha256", "kept in the captures folder"]
    {
        assert!(explained.out.contains(part), "{part}: {}", explained.out);
    }
    let article = place.run(&["show", listed[0]["article"]["id"].as_str().unwrap()]);
    assert!(article.out.contains("A car bomb exploded"), "{}", article.out);
    let csv = place.run(&["export", "--as", "csv"]);
    assert_eq!(csv.code, 0, "{}", csv.err);
    assert!(csv.out.contains(id) && csv.err.contains("not reviewed"), "{}", csv.err);
    let ran = place.run(&["export", "--as", "geojson", "--out", "map.geojson"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    let map: serde_json::Value = serde_json::from_str(&place.read("map.geojson")).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
}

#[test]
fn a_ledger_that_is_not_there_is_named_with_what_to_do() {
    let ran = Place::new().run(&["incidents", "--db", "gone.ledger"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("gone.ledger") && ran.err.contains("claimbook add"), "{}", ran.err);
}

#[test]
fn a_filter_that_means_nothing_is_a_usage_mistake() {
    let place = filled();
    assert_eq!(place.run(&["incidents", "--from", "yesterday"]).code, 2);
    let ran = place.run(&["incidents", "--type", "raid"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("drone_attack"), "{}", ran.err);
}

#[test]
fn a_ledger_goes_out_as_a_log_and_comes_back_the_same() {
    let place = filled();
    let out = place.run(&["log", "export", "--out", "book.log"]);
    assert_eq!(out.code, 0, "{}", out.err);
    let back = place.run(&["log", "replay", "book.log", "--db", "copy.ledger"]);
    assert_eq!(back.code, 0, "{}", back.err);
    assert!(back.err.contains("4 entries appended"), "{}", back.err);
    for list in ["incidents", "claims", "actors"] {
        let one = place.run(&[list, "--json"]).out;
        assert_eq!(one, place.run(&[list, "--json", "--db", "copy.ledger"]).out, "{list}");
    }
    let head = |db: &str| {
        let ran = place.run(&["log", "export", "--db", db]);
        ran.json().last().unwrap()["hash"].clone()
    };
    assert_eq!(head("claimbook.ledger"), head("copy.ledger"));
    let again = place.run(&["log", "replay", "book.log", "--db", "copy.ledger"]);
    assert!(again.err.contains("0 entries appended, 4 already there"), "{}", again.err);
    let forged = place.read("book.log").replace("killing five", "killing nine");
    place.write("forged.log", forged);
    let ran = place.run(&["log", "replay", "forged.log", "--db", "other.ledger"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not what its hash says"), "{}", ran.err);
}

/// Read by the encoder, of whose news nothing is sure enough here.
#[test]
fn what_is_unsure_is_in_no_list_and_shown_with_its_article() {
    let place = Place::new();
    place.write("wire.jsonl", WIRE);
    let ran = place.run(&["add", "wire.jsonl", "--annotator", "encoder", "--unsure-below", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(place.run(&["incidents"]).out.starts_with("no incidents"));
    let articles = place.run(&["log", "export"]).out;
    let id = articles.split(['"', '\\']).find(|word| word.starts_with("art_")).unwrap().to_owned();
    let shown = place.run(&["show", &id]).out;
    let unsure = shown.lines().find(|line| line.trim_start().starts_with("unsure")).unwrap_or_default();
    assert!(unsure.contains("bombing") && unsure.contains("Kirkuk"), "{shown}");
}
