//! Who is let in, and what every answer carries.

use super::Served;
use claimbook_web::TOKEN;
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

#[test]
fn every_answer_forbids_what_a_page_need_not_do() {
    let served = Served::new();
    for path in
        ["/", "/incidents/inc_1", "/api", "/api/incidents", "/api/nothing", "/nothing.js", "/api/docs"]
    {
        let got = served.get(path);
        let policy = got.header("content-security-policy");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(got.header(name), value, "{path}");
        }
        assert_eq!(got.header("access-control-allow-origin"), "", "{path}");
    }
}

#[test]
fn a_page_of_somebody_else_reads_and_writes_nothing() {
    let served = Served::new();
    let token = served.app.token.clone();
    let drone = served.told("Two drones");
    let body = json!({"act": "accept", "subjects": [drone]}).to_string();
    let json = ("content-type", "application/json");
    let own = (TOKEN, token.as_str());
    for (headers, status) in [
        (vec![json, own, ("host", "evil.example")], 403),
        (vec![json, own, ("origin", "http://evil.example")], 403),
        (vec![json, own, ("origin", "null")], 403),
        (vec![json, own, ("sec-fetch-site", "cross-site")], 403),
        (vec![json], 403),
        (vec![json, (TOKEN, "0000")], 403),
        (vec![own, ("content-type", "text/plain")], 415),
        (vec![own, ("content-type", "application/x-www-form-urlencoded")], 415),
        (vec![json, own, ("origin", "http://127.0.0.1:8787"), ("sec-fetch-site", "same-origin")], 201),
    ] {
        let got = served.send("POST", "/api/decisions", &headers, &body);
        assert_eq!(got.status, status, "{headers:?}: {}", got.body);
    }
    for headers in [
        [("host", "book.evil.example:8787")],
        [("origin", "http://evil.example")],
        [("sec-fetch-site", "cross-site")],
    ] {
        let got = served.send("GET", "/api", &headers, "");
        assert_eq!(got.status, 403, "{headers:?}");
        assert!(!got.body.contains(&token));
    }
    assert_eq!(
        served.send("OPTIONS", "/api/decisions", &[("origin", "http://evil.example")], "").status,
        403
    );
}

#[test]
fn other_methods_and_large_bodies_are_refused() {
    let served = Served::new();
    let token = served.app.token.clone();
    let headers = [("content-type", "application/json"), (TOKEN, token.as_str())];
    for (method, path) in
        [("DELETE", "/api/incidents"), ("PUT", "/api/decisions"), ("POST", "/api/log"), ("POST", "/")]
    {
        assert_eq!(served.send(method, path, &headers, "{}").status, 405, "{method} {path}");
    }
    let large = format!("{{\"act\": \"note\", \"reason\": \"{}\"}}", "x".repeat(300 << 10));
    assert_eq!(served.send("POST", "/api/decisions", &headers, &large).status, 413);
    let many: String = (0..500).map(|n| format!("place=p{n}&")).collect();
    assert_eq!(served.get(&format!("/api/incidents?{many}")).status, 400);
}

#[test]
fn no_path_leads_out_of_the_pages() {
    let served = Served::new();
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/assets/../../Cargo.toml",
        "//etc/passwd.txt",
        "/%2e%2e/Cargo.toml",
    ] {
        let got = served.get(path);
        assert!(!got.body.contains("[package]") && !got.body.contains("root:"), "{path}: {}", got.body);
        assert_eq!(got.status, 404, "{path}");
    }
    let page = served.get("/review");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
}

#[test]
fn listeners_hear_that_the_book_moved() {
    let served = Served::new();
    let drone = served.told("Two drones");
    let head = |served: &Served| served.get("/api").json()["head"]["seq"].clone();
    let before = head(&served);
    let request = axum::http::Request::builder().uri("/api/events").header("host", "localhost:8787");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let mut stream = served.runtime.block_on(served.router.clone().oneshot(request)).unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut event = || {
        let frame = served.runtime.block_on(stream.body_mut().frame()).unwrap().unwrap();
        String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap()
    };
    assert!(event().contains(&format!("\"seq\":{before}")));
    served.post("/api/decisions", &json!({"act": "accept", "subjects": [drone]}));
    assert!(event().contains(&format!("\"seq\":{}", head(&served))));
}
