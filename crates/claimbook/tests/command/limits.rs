//! An article that costs more than it may: kept, said to be so, and the others go on.

use super::Place;

/// An article with this body as a line of JSON.
fn line(id: &str, body: &str) -> String {
    let line = serde_json::json!({"id": id, "published": "2024-03-06", "language": "en", "body": body});
    format!("{line}\n")
}

const ROCKET: &str = "A rocket struck a house in Mosul on Monday, killing two people, police said.";
const BOMB: &str =
    "A car bomb exploded outside a market in Kirkuk on Tuesday, killing five people, police said.";

#[test]
fn an_article_over_its_limits_is_kept_and_said_to_be_coded_in_part() {
    let place = Place::new();
    let many = "A bomb killed two guards in Kabul on Monday.\n".repeat(1500);
    let lines = [line("first", BOMB), line("many", &many), line("last", ROCKET)].concat();
    place.write("wire.jsonl", lines);
    let ran = place.run(&["add", "wire.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("3 new articles"), "{}", ran.out);
    assert!(
        ran.err.contains("1 article is longer than can be coded whole") && ran.err.contains("many"),
        "{}",
        ran.err
    );
    assert_eq!(place.run(&["verify"]).code, 0);
    let again = place.run(&["add", "wire.jsonl"]);
    assert!(again.code == 0 && again.out.contains("3 already there"), "{}", again.out);

    let read = place.run(&["extract", "wire.jsonl"]).json();
    let [first, reports @ ..] = read.as_slice() else { panic!("no report") };
    let told = |r: &serde_json::Value| {
        let of = |w: &serde_json::Value| w["message"].as_str().is_some_and(|m| m.contains("not coded"));
        r["warnings"].as_array().is_some_and(|w| w.iter().any(of))
    };
    assert!(!told(first) && told(&reports[0]) && !told(&reports[1]));
    assert_eq!(reports[0]["article"]["body"], many.as_str());
    let incidents = |r: &serde_json::Value| r["incidents"].as_array().map_or(0, Vec::len);
    assert_eq!((incidents(first), incidents(&reports[1])), (1, 1));
}

#[test]
fn a_line_of_nothing_but_counts_stops_nobody() {
    let place = Place::new();
    let counts = "12 killed and 30 wounded, ".repeat(480);
    place.write("wire.jsonl", [line("counts", &counts), line("last", BOMB)].concat());
    let ran = place.run(&["add", "wire.jsonl"]);
    assert!(ran.code == 0 && ran.out.contains("2 new articles"), "{}{}", ran.out, ran.err);
}
