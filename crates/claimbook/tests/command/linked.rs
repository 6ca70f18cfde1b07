//! Seven articles on one attack: a front claims it, an umbrella claims it after, an army says it downed the drone, two papers
//! print one wire's copy, another paper gives another day and two wounded, and a later article counts attacks.

use super::Place;

const ARTICLES: &str = include_str!("../../../../samples/linking/harir.jsonl");

fn filled(articles: &[&str]) -> Place {
    let place = Place::new();
    for (n, article) in articles.iter().enumerate() {
        place.write(&format!("{n}.jsonl"), article);
        let ran = place.run(&["add", &format!("{n}.jsonl")]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    place
}

#[test]
fn accounts_of_one_attack_are_one_incident_and_copies_are_one_account() {
    let articles: Vec<&str> = ARTICLES.lines().collect();
    let place = filled(&articles);
    let linked = place.run(&["linked", "--several", "--json"]).json();
    assert_eq!(linked.len(), 1, "{linked:#?}");
    let incident = &linked[0];
    assert_eq!(incident["accounts"].as_array().unwrap().len(), 6);
    assert_eq!(incident["independent"], 5);
    let row = |property: &str| {
        incident["matrix"].as_array().unwrap().iter().find(|r| r["property"] == property).unwrap().clone()
    };
    for (property, conflict) in [("when", true), ("where", false), ("killed", false), ("injured", true)] {
        assert_eq!(row(property)["conflict"], conflict, "{property}: {}", row(property));
    }
    let claimed =
        incident["ladder"].as_array().unwrap().iter().filter(|s| s["act"] == "claims_responsibility");
    let claimed: Vec<&str> = claimed.map(|s| s["speaker"].as_str().unwrap()).collect();
    assert_eq!(
        claimed,
        ["Qasri Front", "Tal Noor Resistance"],
        "the first claim stands before the one that came after"
    );
    let aggregates = place.run(&["linked", "--json"]).json();
    let counted = |i: &&serde_json::Value| i["accounts"].as_array().unwrap().len() == 1;
    assert!(aggregates.iter().filter(counted).count() >= 1, "the series stays by itself");
}

#[test]
fn the_order_of_arrival_changes_nothing() {
    let mut articles: Vec<&str> = ARTICLES.lines().collect();
    let export = |place: &Place| {
        let mut lines: Vec<String> =
            place.run(&["export", "--as", "clusters"]).out.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let expected = export(&filled(&articles));
    // A fixed sequence of swaps (a linear congruential generator; Knuth's MMIX constants), so that a failure is seen again.
    let mut state = 1u64;
    for turn in 0..20 {
        for at in (1..articles.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            articles.swap(at, (state >> 33) as usize % (at + 1));
        }
        assert_eq!(export(&filled(&articles)), expected, "order {turn}");
    }
}

#[test]
fn a_linked_incident_is_shown_with_its_reasons() {
    let articles: Vec<&str> = ARTICLES.lines().collect();
    let place = filled(&articles);
    let id = place.run(&["linked", "--several", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let shown = place.run(&["linked", &id]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    for part in [
        "accounts: 6, independent 5",
        "CONFLICT",
        "the claim",
        "retracts: Qasri Front",
        "claimed by Tal Noor Resistance and by Qasri Front (withdrawn); attempt confirmed by",
        "copy of [",
        "as claimed: Tal Noor Resistance",
        "Tal Noor Resistance umbrella of Qasri Front, told 2024-03-07",
        "why they are one",
        "same day and place",
    ] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    let record = place.run(&["export", "--as", "incidents"]);
    assert_eq!(record.code, 0, "{}", record.err);
    assert!(record.out.contains("\"independent\":5"), "{}", record.out);
}

#[test]
fn a_running_total_stands_beside_our_own_count() {
    let articles: Vec<&str> = ARTICLES.lines().collect();
    let place = filled(&articles);
    let all = place.run(&["tallies", "--reconcile", "--json"]).json();
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0]["tally"]["count"]["min"], &all[0]["own"]["max"]), (&106.into(), &0.into()));
    let kinds: Vec<&str> =
        all[0]["gap"].as_array().unwrap().iter().map(|g| g["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["scope_open", "days_not_covered"], "nobody says that the depot was American");
    let shown = place.run(&["tallies", "--reconcile"]).out;
    for part in ["106 attacks", "our count  0", "150 of the 156 days"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}
