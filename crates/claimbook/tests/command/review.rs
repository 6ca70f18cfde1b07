//! Review as a coder meets it: what is decided changes what is listed, linked and exported, and can be taken back.

use super::Place;
use serde_json::Value;

const ARTICLES: &str = include_str!("../../../../samples/linking/harir.jsonl");

fn book() -> Place {
    let place = Place::new();
    place.write("harir.jsonl", ARTICLES);
    let added = place.run(&["add", "harir.jsonl"]);
    assert_eq!(added.code, 0, "{}", added.err);
    place
}

fn attack(place: &Place) -> Value {
    place.run(&["linked", "--several", "--json"]).json().remove(0)
}

fn decide(place: &Place, arguments: &[&str]) -> String {
    let ran = place.run(&[&["review"], arguments, &["--by", "Ana"]].concat());
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    ran.err
}

fn report(incident: &Value, input: &str) -> String {
    let accounts = incident["accounts"].as_array().unwrap();
    let found = accounts.iter().find(|a| a["input"] == input).unwrap();
    found["report"].as_str().unwrap().to_owned()
}

#[test]
fn a_correction_reaches_the_merged_record_and_can_be_undone() {
    let place = book();
    let before = attack(&place);
    let evening = report(&before, "evening-6");
    let said = decide(&place, &["correct", &evening, "injured", "0", "--words", "Two guards were wounded"]);
    let entry = said.split("entry ").nth(1).unwrap().split(':').next().unwrap().to_owned();
    let after = attack(&place);
    assert_eq!(after["merged"]["injured"]["max"], 0, "{after}");
    assert_eq!(after["state"], "reviewed");
    let shown = place.run(&["show", &evening]).out;
    assert!(shown.contains("injured from 2 to 0 by Ana"), "{shown}");
    let explained = place.run(&["explain", &evening, "injured"]).out;
    assert!(explained.contains("Ana set this") && explained.contains("(read as 2)"), "{explained}");
    decide(&place, &["undo", &entry]);
    assert_eq!(attack(&place)["matrix"], before["matrix"]);
    let history = place.run(&["review", "history", "--json"]).json();
    assert_eq!(history.len(), 2);
    assert_eq!((&history[0]["undone"], &history[1]["undoes"]), (&history[1]["entry"], &history[0]["entry"]));
    assert_eq!(place.run(&["verify"]).code, 0);
}

#[test]
fn people_split_and_join_incidents() {
    let place = book();
    let before = attack(&place);
    let (evening, wire) = (report(&before, "evening-6"), report(&before, "harbour-wire-4"));
    decide(&place, &["different", &evening, &wire, "--reason", "two depots"]);
    let holds = |i: &Value, id: &str| i["accounts"].as_array().unwrap().iter().any(|a| a["report"] == id);
    let apart = place.run(&["linked", "--json"]).json();
    assert!(!apart.iter().any(|i| holds(i, &evening) && holds(i, &wire)), "{apart:#?}");
    decide(&place, &["same", &evening, &wire, "--reason", "one depot after all"]);
    let again = attack(&place);
    assert_eq!(again["accounts"].as_array().unwrap().len(), 6);
    assert_eq!(again["id"], before["id"]);
    let (front, copy) = (report(&before, "north-wire-1"), report(&before, "daily-post-5"));
    decide(&place, &["duplicate", &front, &copy]);
    assert_eq!(attack(&place)["independent"], 4, "a copy adds no account");
}

#[test]
fn only_what_is_published_is_public() {
    let place = book();
    let public = |place: &Place| {
        let ran = place.run(&["export", "--as", "incidents", "--public"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.json().len()
    };
    let id = attack(&place)["id"].as_str().unwrap().to_owned();
    assert_eq!(public(&place), 0);
    let early = place.run(&["review", "publish", &id, "--by", "Ana"]);
    assert_eq!(early.code, 2);
    assert!(early.err.contains("not yet approved"), "{}", early.err);
    decide(&place, &["accept", &id, "--linked"]);
    decide(&place, &["approve", &id]);
    assert_eq!(public(&place), 0);
    decide(&place, &["publish", &id]);
    assert_eq!(public(&place), 1);
    decide(&place, &["reject", &id, "--linked", "--reason", "an exercise"]);
    assert_eq!(public(&place), 0);
    assert!(place.run(&["linked", "--several"]).out.contains("no incidents"));
}

#[test]
fn a_decision_needs_a_name_and_a_terminal_or_an_act() {
    let place = book();
    let id = attack(&place)["id"].as_str().unwrap().to_owned();
    let nameless = place.run(&["review", "accept", &id]);
    assert_eq!(nameless.code, 2);
    assert!(nameless.err.contains("--by"), "{}", nameless.err);
    let piped = place.run(&["review", "--by", "Ana"]);
    assert_eq!(piped.code, 2);
    assert!(piped.err.contains("terminal"), "{}", piped.err);
}

#[test]
fn grades_stand_beside_the_accounts() {
    let place = book();
    let wire = report(&attack(&place), "harbour-wire-4");
    decide(&place, &["grade-publisher", "Harbour Wire", "b"]);
    decide(&place, &["grade", &wire, "2"]);
    let shown = place.run(&["linked", &wire]).out;
    assert!(shown.contains("graded B2"), "{shown}");
}

#[test]
fn a_place_is_looked_up_by_name_or_id() {
    let place = book();
    let evening = report(&attack(&place), "evening-6");
    let set = |value: &str| {
        let ran =
            place.run(&["review", "correct", &evening, "place", value, "--reason", "the map", "--by", "Ana"]);
        (ran.code, ran.err)
    };
    let record = || place.run(&["show", &evening, "--json"]).json()[0]["record"]["places"][0].clone();
    let known = place.run(&["gazetteer", "lookup", "Tripoli", "--json"]).json();
    let (code, said) = set("Tripoli");
    assert_eq!(code, 2, "{said}");
    let (libya, lebanon) = (
        known.iter().find(|k| k["country"] == "LY" && k["level"] == "locality").unwrap(),
        known.iter().find(|k| k["country"] == "LB" && k["level"] == "locality").unwrap(),
    );
    for id in [&libya["id"], &lebanon["id"]] {
        assert!(said.contains(id.as_str().unwrap()), "{said}");
    }
    for (value, found) in [(libya["id"].as_str().unwrap(), libya), ("Tripoli, LB", lebanon)] {
        assert_eq!(set(value).0, 0, "{value}");
        let place = record();
        assert_eq!((&place["gazetteer_id"], &place["lat"]), (&found["id"], &found["lat"]), "{value}");
        assert_eq!(place["role"], "target");
    }
    let (code, said) = set("geonames:4294967295");
    assert_eq!(code, 2, "{said}");
    // What nobody knows is a name without a point.
    assert_eq!(set("Old Mill of Qasr").0, 0);
    assert_eq!((record()["name"].as_str(), record()["lat"].is_null()), (Some("Old Mill of Qasr"), true));
    assert_eq!(place.run(&["verify"]).code, 0);
}

#[test]
fn what_no_incident_can_have_is_refused() {
    let place = book();
    let evening = report(&attack(&place), "evening-6");
    for (property, value) in
        [("killed", "10000001"), ("count", "1-99999999999"), ("date", "0000"), ("date", "-0044-03-15")]
    {
        let ran = place
            .run(&["review", "correct", "--reason", "x", "--by", "Ana", "--", &evening, property, value]);
        assert_eq!(ran.code, 2, "{property} {value}: {}", ran.err);
    }
    assert_eq!(place.run(&["incidents", "--from", "0000"]).code, 2);
    assert!(place.run(&["review", "history", "--json"]).json().is_empty());
}
