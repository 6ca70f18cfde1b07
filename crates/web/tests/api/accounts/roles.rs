//! Each role with each question and each decision, by a table written by hand.

use super::Signed;
use claimbook_web::accounts::Role::{self, Admin, Coder, Publisher, Reader, Reviewer, Visitor};
use serde_json::{Value, json};

/// Every path that is read, and the least role. A question that is not here fails the test.
const QUESTIONS: &[(&str, Role)] = &[
    ("/api", Reader),
    ("/api/words", Reader),
    ("/api/incidents", Reader),
    ("/api/incidents/{id}", Reader),
    ("/api/incidents/{id}/explain", Reader),
    ("/api/linked", Reader),
    ("/api/linked/{id}", Reader),
    ("/api/linked/{id}/reports", Reader),
    ("/api/facets", Reader),
    ("/api/timeline", Reader),
    ("/api/map", Reader),
    ("/api/articles", Reader),
    ("/api/articles/{id}", Reader),
    ("/api/claims", Reader),
    ("/api/tallies", Reader),
    ("/api/actors", Reader),
    ("/api/relations", Reader),
    ("/api/publishers", Reader),
    ("/api/judgements", Reader),
    ("/api/review", Reader),
    ("/api/decisions", Reader),
    ("/api/adrift", Reader),
    ("/api/log", Reader),
    ("/api/log/{seq}", Reader),
    ("/api/exports", Reader),
    ("/api/exports/{format}", Reader),
    ("/api/search", Reader),
    ("/api/places", Reader),
    ("/api/users", Admin),
    ("/api/public/incidents", Visitor),
    ("/api/feed.atom", Visitor),
];

/// Every act, the least role, and what its body needs besides.
fn acts() -> Vec<(&'static str, Role, Value)> {
    vec![
        ("note", Coder, json!({"reason": "seen"})),
        ("correct", Coder, json!({"property": "killed", "value": "2", "reason": "recount"})),
        ("same", Coder, json!({"two": true})),
        ("different", Coder, json!({"two": true})),
        ("part_of", Coder, json!({"two": true})),
        ("duplicate", Coder, json!({"two": true})),
        ("accept", Reviewer, json!({})),
        ("grade_information", Reviewer, json!({"grade": 2})),
        ("grade_publisher", Reviewer, json!({"publisher": "Valley Post", "grade": "B", "none": true})),
        ("approve", Reviewer, json!({})),
        ("mask", Publisher, json!({"name": "Somebody"})),
        ("publish", Publisher, json!({})),
        ("reject", Reviewer, json!({})),
    ]
}

/// The status where the role is enough, as far as the role decides.
fn allowed(status: u16) -> bool {
    !matches!(status, 401 | 403)
}

#[test]
fn each_role_asks_what_it_may() {
    for public in [None, Some(0)] {
        let signed = Signed::new(public);
        let admin = signed.enter("admin");
        let drone = signed.told(&admin, "Two drones");
        let article = signed.get(&admin, "/api/articles").items()[0]["id"].as_str().unwrap().to_owned();
        let document = signed.get(&admin, "/api/openapi.json").json();
        let mut described: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
        // A stream has no end; nobody hears it below, and another test listens to it.
        described.retain(|path| {
            document["paths"][path.as_str()]["get"].is_object() && path.as_str() != "/api/events"
        });
        let mut known: Vec<&str> = QUESTIONS.iter().map(|(path, _)| *path).collect();
        known.sort_unstable();
        assert_eq!(described, known, "a question without a role here");
        let address = |path: &str| {
            let id = if path.contains("articles") { &article } else { &drone };
            let path = path.replace("{id}", id).replace("{seq}", "1").replace("{format}", "csv");
            let asks = matches!(path.as_str(), "/api/search" | "/api/places");
            if asks { format!("{path}?q=depot") } else { path }
        };
        for role in Role::ALL {
            let browser = signed.enter(role.as_str());
            for (path, least) in QUESTIONS {
                let wanted = if role >= *least { 200 } else { 403 };
                let got = signed.get(&browser, &address(path));
                assert_eq!(got.status, wanted, "{role} {path}: {}", got.body);
            }
            for path in ["/api/openapi.json", "/api/docs"] {
                assert_eq!(signed.get(&browser, path).status, 200);
            }
        }
        // Nobody: nothing, or the public view alone.
        let more = ["/api/openapi.json", "/api/docs", "/api/events", "/api/nothing"];
        let all =
            QUESTIONS.iter().map(|(path, least)| (*path, *least)).chain(more.map(|path| (path, Reader)));
        for (path, least) in all {
            let got = signed.served.get(&address(path));
            let wanted = if least == Visitor && public.is_some() { 200 } else { 401 };
            assert_eq!(got.status, wanted, "nobody {path}: {}", got.body);
            if wanted == 401 {
                let told = got.json();
                assert_eq!(
                    (&told["code"], &told["public"]),
                    (&json!("unauthenticated"), &json!(public.is_some()))
                );
                assert!(!got.body.contains("inc_") && got.header("etag").is_empty(), "{}", got.body);
            }
            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                let headers = [("content-type", "application/json")];
                let status = signed.served.send(method, &address(path), &headers, "{}").status;
                assert!(matches!(status, 401 | 405), "{method} {path}: {status}");
            }
        }
        assert_eq!(signed.served.get("/").status, 200, "the pages hold nothing of the book");
    }
}

#[test]
fn each_role_decides_what_it_may_and_under_its_own_name() {
    let signed = Signed::new(None);
    let admin = signed.enter("admin");
    let (drone, boast) = (signed.told(&admin, "Two drones"), signed.told(&admin, "it shelled"));
    let known: Vec<Value> = acts().iter().map(|(act, ..)| json!(act)).collect();
    for role in Role::ALL {
        let browser = signed.enter(role.as_str());
        let may = signed.get(&browser, "/api").json()["may"].as_array().unwrap().clone();
        assert!(may.iter().all(|act| *act == "read" || *act == "undo" || known.contains(act)), "{may:?}");
        for (act, least, more) in acts() {
            let mut body = json!({"act": act, "subjects": [drone]});
            for (name, value) in more.as_object().unwrap() {
                match name.as_str() {
                    "two" => body["subjects"] = json!([drone, boast]),
                    "none" => body["subjects"] = json!([]),
                    _ => body[name] = value.clone(),
                }
            }
            let got = signed.decide(&browser, &body);
            assert_eq!(allowed(got.status), role >= least, "{role} {act}: {} {}", got.status, got.body);
            assert_eq!(may.contains(&json!(act)), role >= least, "{role} is offered {act}");
            if got.status == 201 {
                let decided = got.json();
                assert_eq!((&decided["by"], &decided["act"]), (&json!(role.as_str()), &json!(act)));
                // So that the next one begins where this one did.
                let back = signed.post(&admin, "/api/undo", &json!({"entry": decided["entry"]}));
                assert_eq!((back.status, &back.json()["by"]), (201, &json!("admin")));
            } else if role >= least {
                // Too early, or two that are not alike: the book's own words, not the role's.
                assert!(
                    matches!(act, "approve" | "publish" | "part_of") && got.status == 422,
                    "{act}: {}",
                    got.body
                );
            }
        }
    }
    let names: Vec<Value> =
        signed.get(&admin, "/api/decisions").items().iter().map(|d| d["by"].clone()).collect();
    for role in [Coder, Reviewer, Publisher] {
        assert!(names.contains(&json!(role.as_str())));
    }
    assert!(!names.contains(&json!("reader")));
    let nobody = signed.served.send("POST", "/api/decisions", &[("content-type", "application/json")], "{}");
    assert_eq!(nobody.status, 401);
}

#[test]
fn taking_back_takes_the_role_that_decides_and_more_for_what_others_decided() {
    let signed = Signed::new(None);
    let of = |role: Role| signed.enter(role.as_str());
    let (coder, reviewer, publisher) = (of(Coder), of(Reviewer), of(Publisher));
    signed.served.accounts().add("other", Coder, super::PASSWORD, signed.now()).unwrap();
    let other = signed.enter("other");
    let drone = signed.told(&coder, "Two drones");
    let decide = |browser: &super::Browser, body: Value| {
        let got = signed.decide(browser, &body);
        assert_eq!(got.status, 201, "{}", got.body);
        got.json()["entry"].clone()
    };
    let undo = |browser: &super::Browser, entry: &Value| {
        signed.post(browser, "/api/undo", &json!({"entry": entry})).status
    };
    let value =
        json!({"act": "correct", "subjects": [drone], "property": "killed", "value": "2", "reason": "x"});
    let entry = decide(&coder, value.clone());
    assert_eq!((undo(&other, &entry), undo(&of(Reader), &entry)), (403, 403));
    assert_eq!(undo(&coder, &entry), 201, "one's own");
    let entry = decide(&coder, value);
    assert_eq!(undo(&reviewer, &entry), 201, "another's");
    let accepted = decide(&reviewer, json!({"act": "accept", "subjects": [drone]}));
    assert_eq!((undo(&coder, &accepted), undo(&publisher, &accepted)), (403, 201));
    let masked = decide(&publisher, json!({"act": "mask", "subjects": [drone], "name": "Somebody"}));
    assert_eq!((undo(&reviewer, &masked), undo(&publisher, &masked)), (403, 201));
    for entry in [json!(1), json!(0), json!(-5), json!(i64::MAX), json!(i64::MIN)] {
        assert_eq!(undo(&coder, &entry), 422, "{entry}");
    }
}

#[test]
fn what_is_published_changes_by_publishers_alone() {
    let signed = Signed::new(Some(0));
    let coder = signed.enter("coder");
    let id = signed.told(&coder, "Two drones");
    let early = signed.decide(
        &coder,
        &json!({"act": "correct", "subjects": [id], "property": "killed", "value": "3", "reason": "as told"}),
    );
    let entry = early.json()["entry"].clone();
    signed.publish("Two drones");
    let shown = || signed.served.get("/api/public/incidents").json()["items"].as_array().unwrap().len();
    assert_eq!(shown(), 1);
    let (reviewer, boast) = (signed.enter("reviewer"), signed.told(&coder, "it shelled"));
    for (browser, body) in [
        (
            &coder,
            json!({"act": "correct", "subjects": [id], "property": "killed", "value": "9", "reason": "x"}),
        ),
        (&coder, json!({"act": "same", "subjects": [boast, id]})),
        (&reviewer, json!({"act": "reject", "subjects": [id]})),
        (&reviewer, json!({"act": "reject", "subjects": [&id[..12]], "linked": true})),
    ] {
        let got = signed.decide(browser, &body);
        assert_eq!(got.status, 403, "{body}: {}", got.body);
        assert!(got.json()["detail"].as_str().unwrap().contains("is published"), "{}", got.body);
    }
    let undone = signed.post(&coder, "/api/undo", &json!({"entry": entry}));
    assert_eq!(undone.status, 403, "also by taking back: {}", undone.body);
    assert_eq!(
        signed.decide(&coder, &json!({"act": "note", "subjects": [id], "reason": "look"})).status,
        201
    );
    assert_eq!(shown(), 1);
    let publisher = signed.enter("publisher");
    assert_eq!(signed.decide(&publisher, &json!({"act": "reject", "subjects": [id]})).status, 201);
    assert_eq!(shown(), 0, "withheld");
}

#[test]
fn the_list_of_accounts_has_no_secrets() {
    let signed = Signed::new(None);
    let (token, _) = signed.served.accounts().issue("coder", Coder, 30, signed.now()).unwrap();
    let admin = signed.enter("admin");
    let list = signed.get(&admin, "/api/users");
    let document = signed.get(&admin, "/api/openapi.json").json();
    let schemas = &document["components"]["schemas"];
    assert_eq!(crate::shapes::wrong(&list.json(), &schemas["UserPage"], schemas, "users"), [""; 0]);
    let coder = list.items().into_iter().find(|a| a["name"] == "coder").unwrap();
    assert_eq!((&coder["role"], &coder["tokens"][0]["role"]), (&json!("coder"), &json!("coder")));
    for secret in [token.trim_start_matches("claimbook_"), "argon2", super::PASSWORD, &admin.token] {
        assert!(!list.body.contains(secret), "{secret}");
    }
}
