//! What a visitor without an account sees: published, delayed, masked, coarse; and nothing else.

use super::Signed;
use serde_json::{Value, json};

#[test]
fn nothing_is_public_that_was_not_published() {
    let signed = Signed::new(Some(0));
    for (accept, empty) in [("application/json", "{\"items\":[],\"total\":0}"), ("application/x-ndjson", "")]
    {
        let got = signed.served.send("GET", "/api/public/incidents", &[("accept", accept)], "");
        assert_eq!((got.status, got.body.as_str()), (200, empty));
    }
    let geo = signed.served.send("GET", "/api/public/incidents", &[("accept", "application/geo+json")], "");
    assert_eq!(geo.json()["features"], json!([]));
    let reviewer = signed.enter("reviewer");
    let id = signed.told(&reviewer, "Two drones");
    for act in ["accept", "approve"] {
        signed.decide(&reviewer, &json!({"act": act, "subjects": [id], "linked": true}));
    }
    assert_eq!(signed.served.get("/api/public/incidents").json()["total"], 0, "approved is not published");
    assert!(!signed.served.get("/api/feed.atom").body.contains("<entry>"));
}

#[test]
fn the_public_view_withholds_names_and_is_coarse() {
    let signed = Signed::new(Some(7));
    signed.publish("Gunmen seized");
    let got = signed.served.get("/api/public/incidents");
    assert_eq!(got.json()["total"], 1, "{}", got.body);
    let mut all = vec![got.body];
    for form in ["ndjson", "csv", "geojson"] {
        let got = signed.served.get(&format!("/api/public/incidents?as={form}"));
        assert_eq!(got.status, 200, "{}", got.body);
        all.push(got.body);
    }
    all.push(signed.served.get("/api/feed.atom").body);
    for body in &all {
        assert!(body.contains("idnapping"), "{body}");
        for hidden in ["Mira", "Dallan", "29.53", "35.42", "publisher\":\"publisher", "depot", "ridge"] {
            assert!(!body.contains(hidden), "{hidden} in {body}");
        }
    }
    let geo: Value = serde_json::from_str(&all[3]).unwrap();
    assert_eq!(geo["features"][0]["geometry"]["coordinates"], json!([35.4, 29.5]));
    let id = geo["features"][0]["properties"]["incident"].as_str().unwrap();
    assert!(all[4].contains(&format!("/public#{id}")), "{}", all[4]);
    // Whoever has an account sees the same there.
    let reader = signed.enter("reader");
    assert_eq!(signed.get(&reader, "/api/public/incidents?as=geojson").body, all[3]);
}

#[test]
fn what_happened_within_the_delay_is_held_back_until_its_day() {
    let signed = Signed::new(Some(30));
    signed.publish("Two drones");
    signed.publish("it shelled");
    let shown = || {
        let got = signed.served.get("/api/public/incidents");
        (got.json()["total"].clone(), got.header("etag").to_owned())
    };
    let feed = || signed.served.get("/api/feed.atom").body;
    // The drones struck on 3 May 2024; it is the first of June.
    let (total, tag) = shown();
    assert_eq!(total, 0);
    assert!(!feed().contains("<entry>") && feed().contains("1970-01-01"), "not even when it was published");
    signed.wait(86_400);
    let (total, next) = shown();
    assert_eq!(total, 1, "what has no day stays back");
    assert_ne!(tag, next, "the day is part of the tag");
    assert_eq!(feed().matches("<entry>").count(), 1);
    let again = signed.served.send("GET", "/api/public/incidents", &[("if-none-match", &next)], "");
    assert_eq!(again.status, 304);
}

#[test]
fn a_visitor_cannot_search_for_what_is_withheld() {
    let signed = Signed::new(Some(0));
    signed.publish("Gunmen seized");
    for query in
        ["text=Dallan", "place=Wadi+Rumm", "actor=River+Guard", "private=true", "public=false", "decimals=2"]
    {
        assert_eq!(signed.served.get(&format!("/api/public/incidents?{query}")).status, 400, "{query}");
    }
    for path in ["/api/exports/jsonl?public=true", "/api/exports/csv", "/api/search?q=Dallan", "/api/public"]
    {
        assert_eq!(signed.served.get(path).status, 401, "{path}");
    }
}
