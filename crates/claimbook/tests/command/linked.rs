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

#[test]
fn what_changed_since_an_entry_or_a_day_is_told_and_old_ids_lead_on() {
    let articles: Vec<&str> = ARTICLES.lines().collect();
    let place = filled(&articles[..3]);
    let nothing = place.run(&["linked", "--changed", "--since", "6"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (0, "nothing changed since entry 6\n"));
    place.write("more.jsonl", articles[3..].join("\n"));
    assert_eq!(place.run(&["add", "more.jsonl"]).code, 0);
    let changed = place.run(&["linked", "--changed", "--since", "6", "--json"]).json();
    let grown = changed.iter().find(|c| c["changes"].as_array().unwrap().contains(&"grown".into())).unwrap();
    let inputs = |of: &serde_json::Value, field: &str| -> Vec<String> {
        of[field].as_array().unwrap().iter().map(|m| m["input"].as_str().unwrap().to_owned()).collect()
    };
    assert!(inputs(grown, "moved").contains(&"evening-6".to_owned()), "{grown:#}");
    assert!(inputs(grown, "because").contains(&"evening-6".to_owned()), "{grown:#}");
    let shown = place.run(&["linked", "--changed", "--since", "6"]).out;
    for part in ["grown", "came to inc_", "evening-6", "report evening-6", "new: inc_"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // The beginning of the hash of entry 6 is the same moment, and a day before all of it is its beginning.
    assert_eq!(place.run(&["log", "export", "--out", "book.log"]).code, 0);
    let log = place.read("book.log");
    let sixth: serde_json::Value = serde_json::from_str(log.lines().nth(5).unwrap()).unwrap();
    let hash = &sixth["hash"].as_str().unwrap()[..12];
    assert_eq!(place.run(&["linked", "--changed", "--since", hash]).out, shown);
    let all = place.run(&["linked", "--changed", "--since", "2020-01-01", "--json"]).json();
    assert!(all.iter().all(|c| c["changes"] == serde_json::json!(["new"])) && !all.is_empty());

    // The incident goes by its first account; once that is rejected, its id leads to where the others stand.
    let incident = place.run(&["linked", "--several", "--json"]).json().remove(0);
    let id = incident["id"].as_str().unwrap().to_owned();
    let said = place.run(&["review", "reject", &id, "--by", "Ana", "--reason", "a hoax"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let led = place.run(&["linked", &id, "--json"]);
    let now = led.json().remove(0);
    assert_eq!(led.code, 0, "{}", led.err);
    assert_eq!(now["accounts"].as_array().unwrap().len(), 5);
    assert!(led.err.contains("no longer stands since entry 15: Ana rejected it"), "{}", led.err);
    assert!(led.err.contains(now["id"].as_str().unwrap()), "{}", led.err);
    let since = place.run(&["linked", "--changed", "--since", "14", "--json"]).json();
    let gone = since.iter().flat_map(|c| c["gone"].as_array().unwrap()).find(|g| g["id"] == id.as_str());
    assert_eq!(gone.unwrap()["now"], serde_json::json!([now["id"]]));
    assert!(since[0]["because"][0]["reason"] == "a hoax", "{since:#?}");
    let alone = place
        .run(&["linked", "--json"])
        .json()
        .into_iter()
        .find(|i| i["accounts"][0]["input"] == "north-wire-7");
    let alone = alone.unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(place.run(&["review", "reject", &alone, "--by", "Ana"]).code, 0);
    let nowhere = place.run(&["linked", &alone]);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.err.contains("a person rejected it"), "{}", nowhere.err);
    for wrong in
        [&["linked", "--changed"][..], &["linked", "--since", "6"], &["linked", "--changed", "--since", "99"]]
    {
        assert_eq!(place.run(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn the_life_of_the_claim_is_one_sentence_and_links_have_their_words() {
    let articles: Vec<&str> = ARTICLES.lines().collect();
    let place = filled(&articles);
    let incident = place.run(&["linked", "--several", "--json"]).json().remove(0);
    let sentence = incident["life"]["sentence"].as_str().unwrap();
    assert_eq!(
        sentence,
        "Claimed by Qasri Front on 6 March 2024 (written statement), withdrawn (told 7 March 2024); then claimed by Tal Noor \
         Resistance (umbrella of Qasri Front) on 7 March 2024; the attempt is confirmed by Iraqi Security Forces on 6 March 2024 and \
         two security officials (told 6 March 2024)."
    );
    let turns: Vec<&str> =
        incident["life"]["turns"].as_array().unwrap().iter().map(|t| t["turn"].as_str().unwrap()).collect();
    for turn in ["claimed", "claimed_by_umbrella", "withdrawn", "confirmed"] {
        assert!(turns.contains(&turn), "{turn}: {turns:?}");
    }
    let links = incident["links"].as_array().unwrap();
    let kinds: Vec<&str> = links.iter().map(|l| l["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["copy", "superseded_claim"]);
    let shown = place.run(&["linked", incident["id"].as_str().unwrap()]).out;
    for part in [
        sentence,
        "claimed by the umbrella of Qasri Front",
        "\nlinks\n",
        "takes back the claim of",
        "copy of [",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let exported = place.run(&["export", "--as", "incidents"]).json();
    let same = exported.iter().find(|i| i["incident"] == incident["id"]).unwrap();
    assert_eq!(same["in_one_sentence"], sentence);
    assert_eq!(same["links"], incident["links"]);
}

#[test]
fn an_unsure_pair_is_listed_with_what_speaks_for_and_against_until_a_person_decides() {
    let place = Place::new();
    let article = |id: &str, publisher: &str, day: &str, body: &str| {
        serde_json::json!({"id": id, "publisher": publisher, "published": day, "body": body}).to_string()
    };
    let market =
        "A car bomb exploded outside a market in Kirkuk on Tuesday, killing five people, police said.";
    let policeman = "A bomb killed a policeman in northern Iraq on Tuesday, officials said.";
    place.write("one.jsonl", article("market", "Harbour Wire", "2024-03-06", market));
    place.write("other.jsonl", article("policeman", "Gulf Ledger", "2024-03-08", policeman));
    assert_eq!(place.run(&["add", "one.jsonl"]).code, 0);
    assert_eq!(place.run(&["linked", "--unsure"]).out, "no unsure pairs\n");
    assert_eq!(place.run(&["add", "other.jsonl"]).code, 0);
    assert_eq!(place.run(&["linked", "--json"]).json().len(), 2, "unsure ones stay apart");
    let pairs = place.run(&["linked", "--unsure", "--json"]).json();
    let [pair] = &pairs[..] else { panic!("{pairs:#?}") };
    assert_eq!(pair["verdict"], "unsure");
    let probability = pair["probability"].as_f64().unwrap();
    assert!(0.1 < probability && probability < 0.7, "{pair:#}");
    let weights: Vec<f64> =
        pair["reasons"].as_array().unwrap().iter().map(|r| r["weight"].as_f64().unwrap()).collect();
    assert!(weights.iter().any(|w| *w > 0.0) && weights.iter().any(|w| *w < 0.0), "{pair:#}");
    let [one, other] = [0, 1].map(|n| pair["between"][n].as_str().unwrap().to_owned());
    let shown = place.run(&["linked", "--unsure"]).out;
    for part in [&one[..12], &other[..12], "killed apart -", "same day and type +"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let said = place.run(&["review", "different", &one, &other, "--by", "Ana", "--reason", "two bombs"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(place.run(&["linked", "--unsure"]).out, "no unsure pairs\n");
}
