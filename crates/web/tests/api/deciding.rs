//! Decisions through the API are the decisions of the command.

use super::Served;
use claimbook_ledger::VerifyOptions;
use serde_json::{Value, json};

#[test]
fn a_decision_changes_what_is_read_and_can_be_taken_back() {
    let served = Served::new();
    let drone = served.told("Two drones");
    let killed = || {
        served.get(&format!("/api/incidents/{drone}")).json()["record"]["outcome"]["killed"]["max"].clone()
    };
    assert_eq!(killed(), 3);
    let body = json!({"act": "correct", "property": "killed", "value": "2", "subjects": [&drone[..12]],
        "words": ["killing three guards"], "shown": "3"});
    let decided = served.post("/api/decisions", &body);
    assert_eq!(decided.status, 201, "{}", decided.body);
    let decided = decided.json();
    assert_eq!((&decided["by"], &decided["shown"]), (&json!("Ana"), &json!("3")));
    assert_eq!(decided["evidence"][0]["quote"]["text"], "killing three guards");
    assert_eq!(killed(), 2);
    let ledger = served.ledger();
    assert_eq!(json!(ledger.decisions(None).unwrap()), json!([decided]), "as the command lists it");
    let entry = &decided["entry"];
    let undone = served.post("/api/undo", &json!({"entry": entry}));
    assert_eq!((undone.status, &undone.json()["undoes"]), (201, entry));
    assert_eq!(killed(), 3);
    assert_eq!(served.post("/api/undo", &json!({"entry": entry})).status, 422, "once is enough");
    let newest = served.get("/api/decisions?order=newest").items();
    assert_eq!((newest.len(), &newest[0]["act"]), (2, &json!("undo")));
    assert!(served.get("/api/decisions?holding=true").items().is_empty());
    assert_eq!(served.get("/api/decisions?act=correct&by=Ana").items().len(), 1);
    assert_eq!(ledger.verify(&VerifyOptions::default()).unwrap().bad_entry, None);
}

#[test]
fn a_place_is_looked_up_where_it_is_decided() {
    let served = Served::new();
    let boast = served.told("it shelled");
    let set = |value: &str| {
        let body = json!({"act": "correct", "property": "place", "value": value, "subjects": [boast], "reason": "the map"});
        served.post("/api/decisions", &body)
    };
    let place = || served.get(&format!("/api/incidents/{boast}")).json()["record"]["places"][0].clone();
    let decided = set("Tel Marsa");
    assert_eq!(decided.status, 201, "{}", decided.body);
    assert_eq!(decided.json()["value"], "Tel Marsa, Upper Qasr, QS");
    assert_eq!(
        (&place()["name"], &place()["lat"], &place()["gazetteer_id"]),
        (&json!("Tel Marsa"), &json!(33.25), &json!("geonames:11"))
    );
    // A name of several places is asked back, with each of them; an id, or where it lies, says which.
    let head = served.get("/api").json()["head"].clone();
    let several = set("Port Amal");
    assert_eq!((several.status, &several.json()["code"]), (422, &json!("several_places")));
    let ids: Vec<Value> =
        several.json()["places"].as_array().unwrap().iter().map(|p| p["gazetteer_id"].clone()).collect();
    assert_eq!(ids, ["geonames:12", "geonames:13"]);
    assert_eq!(set("geonames:99").status, 422, "no such id");
    assert_eq!(served.get("/api").json()["head"], head, "nothing is recorded");
    for (value, lat) in [("geonames:13", 30.5), ("12", 33.5), ("Port Amal, Low Coast", 30.5)] {
        assert_eq!(set(value).status, 201);
        assert_eq!(place()["lat"], lat, "{value}");
    }
    // A place that nobody knows is a name.
    assert_eq!(set("Old Mill, QS").status, 201);
    assert_eq!(
        (&place()["name"], &place()["country"], &place()["lat"]),
        (&json!("Old Mill"), &json!("QS"), &Value::Null)
    );
    let asked = served.get("/api/places?q=Port%20Amal").json();
    assert_eq!((&asked["plain"], asked["items"].as_array().unwrap().len()), (&json!(false), 2));
    assert_eq!(served.get("/api/places?q=Tel%20Marsa").json()["plain"], true);
    assert_eq!(served.get("/api/places").status, 400);
    assert_eq!(served.ledger().verify(&VerifyOptions::default()).unwrap().bad_entry, None);
}

#[test]
fn an_incident_has_its_own_subjects_of_a_decision_about_many() {
    let served = Served::new();
    let ids: Vec<Value> = served.get("/api/incidents").items().iter().map(|i| i["id"].clone()).collect();
    served.post("/api/decisions", &json!({"act": "accept", "subjects": ids}));
    let list = served.get("/api/linked").items();
    assert_eq!(list.len(), ids.len());
    for incident in list {
        let decided = &incident["decisions"][0];
        let own: Vec<&Value> =
            decided["subjects"].as_array().unwrap().iter().map(|s| &s["incident"]).collect();
        assert_eq!(
            (own, &decided["others"]),
            (vec![&incident["accounts"][0]["report"]], &json!(ids.len() - 1))
        );
        let one = served.get(&format!("/api/linked/{}", incident["id"].as_str().unwrap())).json();
        assert_eq!(one["decisions"], incident["decisions"]);
    }
    let whole = served.get("/api/decisions").items();
    assert_eq!((whole[0]["subjects"].as_array().unwrap().len(), whole[0].get("others")), (ids.len(), None));
}

#[test]
fn one_decision_about_many_is_taken_back_as_one() {
    let served = Served::new();
    let ids: Vec<Value> = served.get("/api/incidents").items().iter().map(|i| i["id"].clone()).collect();
    let decided = served.post("/api/decisions", &json!({"act": "accept", "subjects": ids})).json();
    let reviewed = || served.get("/api/incidents?review=reviewed").json()["total"].clone();
    assert_eq!(reviewed(), 4);
    served.post("/api/undo", &json!({"entry": decided["entry"]}));
    assert_eq!(reviewed(), 0);
}

#[test]
fn what_cannot_be_decided_is_said_and_nothing_is_recorded() {
    let served = Served::new();
    let drone = served.told("Two drones");
    let head = served.get("/api").json()["head"].clone();
    for (status, body) in [
        (400, json!({"act": "bless", "subjects": [drone]})),
        (400, json!({"act": "accept", "subjects": [drone], "extra": 1})),
        (400, json!({"act": "correct", "subjects": [drone], "value": "2"})),
        (400, json!({"act": "grade", "subjects": [drone], "grade": "A"})),
        (400, json!({"act": "note", "subjects": [drone], "reason": "x".repeat(2_001)})),
        (
            422,
            json!({"act": "correct", "property": "killed", "value": "10000001", "subjects": [drone], "reason": "x"}),
        ),
        (
            422,
            json!({"act": "correct", "property": "date", "value": "0000-05-01", "subjects": [drone], "reason": "x"}),
        ),
        (400, json!(["accept"])),
        (404, json!({"act": "accept", "subjects": ["inc_zz"]})),
        (409, json!({"act": "accept", "subjects": ["inc_"]})),
        (422, json!({"act": "accept"})),
        (
            422,
            json!({"act": "correct", "property": "killed", "value": "many", "subjects": [drone], "reason": "x"}),
        ),
        (422, json!({"act": "correct", "property": "killed", "value": "2", "subjects": [drone]})),
        (
            422,
            json!({"act": "correct", "property": "killed", "value": "2", "subjects": [drone], "words": ["not there"]}),
        ),
        (422, json!({"act": "publish", "subjects": [drone]})),
        (422, json!({"act": "same", "subjects": [drone]})),
        (422, json!({"act": "grade_information", "subjects": [drone], "grade": 7})),
        (422, json!({"act": "note", "subjects": [drone]})),
    ] {
        let got = served.post("/api/decisions", &body);
        assert_eq!(got.status, status, "{body}: {}", got.body);
    }
    assert_eq!(served.get("/api").json()["head"], head);
}

#[test]
fn without_a_name_nobody_decides() {
    let served = Served::of(None, super::tellings());
    let drone = served.told("Two drones");
    let index = served.get("/api").json();
    assert_eq!(
        (&index["by"], &index["may"], &index["token"]),
        (&Value::Null, &json!(["read"]), &Value::Null)
    );
    let got = served.post("/api/decisions", &json!({"act": "accept", "subjects": [drone]}));
    assert_eq!(got.status, 403, "{}", got.body);
}

#[test]
fn the_queue_asks_what_is_open_and_no_more() {
    let served = Served::new();
    let items = served.get("/api/review").items();
    let worth: Vec<f64> = items.iter().map(|i| i["worth"].as_f64().unwrap()).collect();
    assert!(worth.is_sorted_by(|a, b| a >= b), "{worth:?}");
    let of = |kind: &str| served.get(&format!("/api/review?kind={kind}")).items();
    assert_eq!(of("record").len(), 4);
    assert_eq!(of("date").len(), 1, "the boast has no day");
    assert_eq!(of("place").len(), 1, "and no place");
    assert!(of("approve").is_empty());
    let drone = served.told("Two drones");
    let with_its_background = served.get(&format!("/api/incidents/{drone}")).json();
    assert_eq!(with_its_background["record"]["type"], "drone_attack");
    served.post("/api/decisions", &json!({"act": "accept", "subjects": [drone]}));
    assert_eq!(of("record").len(), 3);
    assert_eq!(of("approve")[0]["subjects"], json!([drone]));
    served.post("/api/decisions", &json!({"act": "approve", "subjects": [drone]}));
    assert!(of("approve").is_empty());
    assert!(served.get("/api/feed.atom").body.matches("<entry>").count() == 0, "approved is not published");
    served.post("/api/decisions", &json!({"act": "publish", "subjects": [drone]}));
    assert!(of("publish").is_empty());
    let feed = served.get("/api/feed.atom");
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    let again = served.get("/api/feed.atom");
    assert_eq!(
        (again.header("content-type"), &again.body),
        (feed.header("content-type"), &feed.body),
        "kept"
    );
    assert!(feed.body.contains(&format!("<id>urn:claimbook:{drone}</id>")), "{}", feed.body);
    assert!(feed.body.contains("drone attack at Tel Qasr on 2024-05-03"), "{}", feed.body);
    assert_eq!(served.get("/api/review?kind=weather").status, 400);
}

#[test]
fn grades_stand_with_publishers() {
    let served = Served::new();
    served.post(
        "/api/decisions",
        &json!({"act": "grade-publisher", "publisher": "courier.example", "grade": "c"}),
    );
    let publishers = served.get("/api/publishers").items();
    let graded: Vec<(&str, &Value)> =
        publishers.iter().map(|p| (p["name"].as_str().unwrap(), &p["grade"])).collect();
    assert_eq!(graded, [("Harbour Courier", &json!("C")), ("Valley Post", &Value::Null)]);
}
