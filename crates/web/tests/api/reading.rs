//! Lists, overviews and files.

use super::{Served, tellings};
use crate::sample;
use claimbook_ledger::IncidentFilter;
use serde_json::{Value, json};

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_join_to_the_list_the_command_prints() {
    let served = Served::new();
    let lines = |path: &str| -> Vec<Value> {
        let got = served.send("GET", path, &[("accept", "application/x-ndjson")], "");
        assert_eq!(got.header("content-type"), "application/x-ndjson", "{path}: {}", got.body);
        got.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let views = served.ledger().incidents(&IncidentFilter::default()).unwrap();
    assert_eq!(lines("/api/incidents"), views.iter().map(|v| json!(v)).collect::<Vec<_>>());
    for path in [
        "/api/incidents",
        "/api/linked",
        "/api/articles",
        "/api/claims",
        "/api/actors",
        "/api/relations",
        "/api/publishers",
        "/api/review",
        "/api/log?order=oldest",
        "/api/decisions",
    ] {
        let whole = lines(path);
        let (mut joined, mut cursor) = (Vec::new(), String::new());
        loop {
            let join = if path.contains('?') { '&' } else { '?' };
            let got = served.get(&format!("{path}{join}limit=1{cursor}"));
            joined.extend(got.items());
            match got.json()["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
            assert!(got.header("link").contains("rel=\"next\""));
            assert!(joined.len() < 100, "{path} has no end");
        }
        assert_eq!(joined, whole, "{path}");
        if path != "/api/decisions" {
            assert!(!whole.is_empty(), "{path}");
        }
    }
    let log = lines("/api/log?order=oldest");
    let mut newest = served.get("/api/log").items();
    newest.reverse();
    assert_eq!(newest, log);
    assert_eq!(served.get("/api/log?kind=report_recorded&limit=2").items().len(), 2);
}

#[test]
fn filters_narrow_lists_and_overviews_alike() {
    let served = Served::new();
    for (filter, found) in [
        ("", 4),
        ("type=drone_attack", 1),
        ("type=drone_attack&type=shelling", 2),
        ("standing=confirmed", 1),
        ("from=2024-04", 1),
        ("only_undated=true", 1),
        ("country=qs", 2),
        ("publisher=Valley%20Post", 1),
        ("publisher=post.example", 1),
        ("bbox=40,30,50,40", 1),
        ("bbox=170,-90,-170,90", 0),
        ("actor=sons-of-the-marsh&actor_role=perpetrator", 1),
        ("text=DEPOT%20struck", 1),
        ("background=false", 3),
        ("review=rejected", 0),
    ] {
        let list = served.get(&format!("/api/incidents?{filter}")).json();
        assert_eq!(
            (&list["total"], list["items"].as_array().unwrap().len()),
            (&json!(found), found),
            "{filter}"
        );
        assert_eq!(served.get(&format!("/api/facets?{filter}")).json()["total"], found, "{filter}");
        assert_eq!(served.get(&format!("/api/timeline?{filter}")).json()["total"], found, "{filter}");
        let linked = served.get(&format!("/api/linked?{filter}")).json();
        assert_eq!(linked["total"], linked["items"].as_array().unwrap().len(), "{filter}");
    }
    for wrong in [
        "tpye=bombing",
        "type=raid",
        "from=soon",
        "from=0000",
        "to=0000-12-31",
        "bbox=1,2,3",
        "limit=0",
        "limit=501",
        "cursor=x",
        "min_confidence=2",
    ] {
        let got = served.get(&format!("/api/incidents?{wrong}"));
        assert_eq!(got.status, 400, "{wrong}: {}", got.body);
    }
}

#[test]
fn facets_count_without_their_own_selection() {
    let served = Served::new();
    let facets = served.get("/api/facets?type=drone_attack").json();
    let of = |name: &str| facets["facets"][name].as_array().unwrap().clone();
    assert_eq!(facets["total"], 1);
    assert_eq!(of("type").len(), 4, "other types can be added: {facets}");
    assert_eq!(of("standing"), [json!({"value": "confirmed", "count": 1})]);
    assert_eq!(
        of("actor"),
        [json!({"value": "id:sons-of-the-marsh", "label": "Sons of the Marsh", "count": 1})]
    );
    assert_eq!(of("country"), [json!({"value": "QS", "count": 1})]);
    assert_eq!(served.get("/api/facets?facet=stage").json()["facets"].as_object().unwrap().len(), 1);
    assert_eq!(served.get("/api/facets?facet=weather").status, 400);
}

#[test]
fn the_timeline_bins_first_days() {
    let served = Served::new();
    let months = served.get("/api/timeline?step=month").json();
    let counts: Vec<(&str, u64)> = months["bins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (b["from"].as_str().unwrap(), b["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("2024-02-01", 1), ("2024-03-01", 1), ("2024-05-01", 1)]);
    assert_eq!((&months["undated"], &months["total"]), (&json!(1), &json!(4)));
    let weeks = served.get("/api/timeline?step=week&from=2024-05").json();
    assert_eq!(weeks["bins"][0]["from"], "2024-04-29");
    assert_eq!(served.get("/api/timeline?step=hour").status, 400);
}

#[test]
fn the_map_clusters_what_is_too_much_and_keeps_single_pins() {
    let served = Served::new();
    let map = served.get("/api/map").json();
    assert_eq!(
        (&map["total"], &map["without_point"], &map["clustered"]),
        (&json!(2), &json!(2), &json!(false))
    );
    assert_eq!((&map["pins"][1]["place"], &map["pins"][1]["lat"]), (&json!("Tel Qasr"), &json!(33.12345)));
    let world = served.get("/api/map?most=1&zoom=0").json();
    assert_eq!(world["clustered"], true);
    let inside = |m: &Value| {
        let many: u64 = m["clusters"].as_array().unwrap().iter().map(|c| c["count"].as_u64().unwrap()).sum();
        many + m["pins"].as_array().unwrap().len() as u64
    };
    for zoom in 0..=20 {
        let map = served.get(&format!("/api/map?most=1&zoom={zoom}")).json();
        assert_eq!((inside(&map), &map["total"]), (2, &json!(2)), "{map}");
    }
    assert_eq!(served.get("/api/map?most=1&zoom=20").json()["pins"].as_array().unwrap().len(), 2);
    assert_eq!(served.get("/api/map?bbox=40,30,50,40").json()["pins"].as_array().unwrap().len(), 1);
}

#[test]
fn an_article_comes_as_text_with_its_marks() {
    let served = Served::new();
    let drone = served.get(&format!("/api/incidents/{}", served.told("Two drones"))).json();
    let id = drone["article"]["id"].as_str().unwrap();
    let got = served.get(&format!("/api/articles/{id}"));
    assert_eq!(
        (got.header("content-type"), got.header("x-content-type-options")),
        ("application/json", "nosniff")
    );
    let article = got.json();
    assert!(article["record"]["headline"].as_str().unwrap().starts_with("<script>"), "text is text");
    let body: Vec<char> = article["record"]["body"].as_str().unwrap().chars().collect();
    let marks = article["marks"].as_array().unwrap();
    let words = |m: &Value| -> String {
        let (start, end) = (m["start"].as_u64().unwrap() as usize, m["end"].as_u64().unwrap() as usize);
        body[start..end].iter().collect()
    };
    let place = marks.iter().find(|m| m["role"] == "place").unwrap();
    assert_eq!((words(place).as_str(), &place["incident"]), ("Tel Qasr", &drone["id"]));
    let claim = marks.iter().find(|m| m["role"] == "claim").unwrap();
    assert_eq!((words(claim).as_str(), &claim["claim"]), ("they carried out the attack", &json!("c1")));
    assert_eq!((&article["direction"], ids(article["told"].as_array().unwrap()).len()), (&json!("ltr"), 2));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let served = Served::new();
    let tag = served.get("/api/incidents").header("etag").to_owned();
    assert!(!tag.is_empty());
    for path in ["/api/incidents", "/api/facets", "/api/linked?several=true", "/api/articles"] {
        let again = served.send("GET", path, &[("if-none-match", &tag)], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
    }
    assert_eq!(served.send("GET", "/api", &[("if-none-match", &tag)], "").status, 200, "it holds the token");
    // Each form of an answer has a tag of its own.
    for form in ["application/x-ndjson", "text/csv", "application/geo+json"] {
        let other = served.send("GET", "/api/incidents", &[("accept", form), ("if-none-match", &tag)], "");
        assert_eq!((other.status, other.header("content-type").split(';').next()), (200, Some(form)));
        let own = other.header("etag").to_owned();
        assert_ne!(own, tag);
        let again = served.send("GET", "/api/incidents", &[("accept", form), ("if-none-match", &own)], "");
        assert_eq!(again.status, 304, "{form}");
    }
    let drone = served.told("Two drones");
    served.post("/api/decisions", &json!({"act": "accept", "subjects": [drone]}));
    let moved = served.send("GET", "/api/facets", &[("if-none-match", &tag)], "");
    assert_eq!(moved.status, 200);
    assert_ne!(moved.header("etag"), tag);
    let reviewed = &moved.json()["facets"]["review"];
    assert!(reviewed.as_array().unwrap().iter().any(|f| f["value"] == "reviewed"), "{reviewed}");
}

#[test]
fn tables_and_maps_of_a_list_withhold_names_as_exports_do() {
    let served = Served::new();
    let csv = served.send("GET", "/api/incidents?type=kidnapping", &[("accept", "text/csv")], "");
    assert!(
        csv.body.starts_with("incident,review,standing") && csv.body.contains("kidnapping"),
        "{}",
        csv.body
    );
    assert!(!csv.body.contains("Dallan"), "{}", csv.body);
    let map = served.get("/api/incidents?as=geojson");
    assert_eq!(
        (map.header("content-type"), &map.json()["type"]),
        ("application/geo+json", &json!("FeatureCollection"))
    );
    assert!(!map.body.contains("Dallan"));
    let none = served.send("GET", "/api/claims", &[("accept", "text/csv")], "");
    assert_eq!(none.status, 406);
    assert_eq!(served.get("/api/exports/csv").body, served.get("/api/incidents?as=csv").body);
    assert!(served.get("/api/exports/jsonl?private=true").body.contains("Dallan"));
    let preview = served.get("/api/exports/acled?preview=true").json();
    assert_eq!(preview["files"][0]["name"], "incidents.csv");
    assert!(preview["exported"]["incidents"].as_u64().unwrap() > 0, "{preview}");
    let beside = preview["files"][1]["name"].as_str().unwrap();
    assert_eq!(served.get(&format!("/api/exports/acled?file={beside}")).status, 200);
    assert_eq!(served.get("/api/exports/acled?file=../../etc/passwd").status, 404);
    assert_eq!(served.get("/api/exports/tables").status, 400);
    assert_eq!(served.get("/api/exports/nothing").status, 404);
    for format in served.get("/api/exports").items() {
        let name = format["format"].as_str().unwrap();
        let got = served.get(&format!("/api/exports/{name}?preview=true"));
        assert_eq!(got.status, 200, "{name}: {}", got.body);
        assert!(name == "parquet" || !got.body.contains("Dallan"), "{name}");
    }
}

#[test]
fn words_and_names_are_found_in_any_script() {
    let mut tellings = tellings();
    tellings.push(
        sample::Telling::new("noor.txt", "قصف المسلحون مستودع تل قصر يوم الجمعة.")
            .headline("قصف مستودع")
            .incident(claimbook_records::report::IncidentType::Shelling, "قصف المسلحون مستودع تل قصر"),
    );
    let served = Served::of(None, tellings);
    let found = |q: &str| {
        let got = served.get(&format!("/api/search?q={q}")).json();
        ["incidents", "places", "actors", "articles"].map(|group| got[group]["total"].as_u64().unwrap())
    };
    assert_eq!(found("tel-qasr"), [1, 1, 0, 0]);
    assert_eq!(found("SONS%20of%20the%20marsh")[2], 1);
    assert_eq!(found("strike%20depot")[3], 1);
    assert_eq!(found("%D9%85%D8%B3%D8%AA%D9%88%D8%AF%D8%B9"), [1, 0, 0, 1]);
    assert_eq!(served.get("/api/search").status, 400);
}
