//! Signing in and out: sessions, forged requests, guessing, ends.

use super::{Browser, PASSWORD, Signed};
use claimbook_web::TOKEN;
use claimbook_web::accounts::Role;
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn whoever_signs_in_has_a_session_that_scripts_cannot_read() {
    let signed = Signed::new(None);
    let got = signed.knock("Coder", PASSWORD, &[]);
    assert_eq!((got.status, got.json()["by"].as_str()), (201, Some("coder")));
    let cookie = got.header("set-cookie");
    assert!(
        cookie.starts_with("claimbook_session=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict")
    );
    let secret = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(secret.len() == 64 && !got.body.contains(secret), "{}", got.body);
    let browser = Browser {
        cookie: format!("claimbook_session={secret}"),
        token: got.json()["token"].as_str().unwrap().to_owned(),
    };
    let index = signed.get(&browser, "/api");
    let told = index.json();
    assert_eq!(
        (&told["mode"], &told["by"], &told["role"]),
        (&json!("accounts"), &json!("coder"), &json!("coder"))
    );
    assert_eq!(told["token"], json!(browser.token));
    assert_eq!(index.header("cache-control"), "no-store");
    assert!(index.header("vary").contains("Cookie"));

    let over_tls =
        signed.knock("coder", PASSWORD, &[("host", "book.example"), ("origin", "https://book.example")]);
    let cookie = over_tls.header("set-cookie");
    assert!(cookie.starts_with("__Host-claimbook_session=") && cookie.ends_with("; Secure"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(signed.served.send("GET", "/api", &[("cookie", cookie)], "").status, 200);
}

#[test]
fn a_session_that_somebody_else_set_never_becomes_one() {
    let signed = Signed::new(None);
    let set = format!("claimbook_session={}", "ab".repeat(32));
    let got = signed.knock("coder", PASSWORD, &[("cookie", &set)]);
    let own = got.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(got.status, 201);
    assert_ne!(own, set);
    let status = |cookie: &str| signed.served.send("GET", "/api", &[("cookie", cookie)], "").status;
    assert_eq!((status(&set), status(&own)), (401, 200));
    assert_eq!(status(&format!("{own}; {set}")), 401, "of two of one name one comes from elsewhere");

    // Signing in again, also as somebody else, ends the session before.
    let again = signed.knock("reader", PASSWORD, &[("cookie", &own)]);
    let next = again.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!((status(&own), status(&next)), (401, 200));
}

#[test]
fn signing_out_ends_the_session_on_the_server() {
    let signed = Signed::new(None);
    let browser = signed.enter("coder");
    let forged = signed.served.send("POST", "/api/session/end", &[JSON, ("cookie", &browser.cookie)], "{}");
    assert_eq!(forged.status, 403, "nobody is signed out by another page");
    let out = signed.post(&browser, "/api/session/end", &json!({}));
    assert_eq!(out.status, 200, "{}", out.body);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(signed.get(&browser, "/api").status, 401);
    assert_eq!(signed.decide(&browser, &json!({"act": "note"})).status, 401);
}

#[test]
fn a_cookie_alone_writes_nothing() {
    let signed = Signed::new(None);
    let (coder, other) = (signed.enter("coder"), signed.enter("reviewer"));
    let id = signed.told(&coder, "Two drones");
    let body = json!({"act": "note", "subjects": [id], "reason": "seen"}).to_string();
    let cookie = ("cookie", coder.cookie.as_str());
    let own = (TOKEN, coder.token.as_str());
    for (headers, status) in [
        (vec![JSON, cookie], 403),
        (vec![JSON, cookie, (TOKEN, other.token.as_str())], 403),
        (vec![JSON, cookie, (TOKEN, signed.served.app.token.as_str())], 403),
        (vec![JSON, cookie, own, ("origin", "http://evil.example")], 403),
        (vec![JSON, cookie, own, ("sec-fetch-site", "same-site")], 403),
        (vec![JSON, cookie, own, ("host", "evil.example")], 403),
        (vec![("content-type", "text/plain"), cookie, own], 415),
        (vec![JSON, own], 401),
        (vec![JSON, cookie, own, ("origin", "https://book.example"), ("host", "book.example")], 201),
    ] {
        let got = signed.served.send("POST", "/api/decisions", &headers, &body);
        assert_eq!(got.status, status, "{headers:?}: {}", got.body);
    }
    for headers in [
        [("origin", "http://evil.example")],
        [("sec-fetch-site", "cross-site")],
        [("content-type", "text/plain")],
    ] {
        let body = json!({"name": "coder", "password": PASSWORD}).to_string();
        let kind = if headers[0].0 == "content-type" { vec![] } else { vec![JSON] };
        let got = signed.served.send("POST", "/api/session", &[kind, headers.to_vec()].concat(), &body);
        assert!(matches!(got.status, 403 | 415), "nobody is signed in by another page: {}", got.status);
        assert_eq!(got.header("set-cookie"), "");
    }
}

#[test]
fn guessing_is_slow_and_costs_the_server_nothing_meanwhile() {
    let signed = Signed::new(None);
    for name in ["coder", "nobody"] {
        // Every 401 is a password compared; whoever has to wait costs none.
        let answers: Vec<u16> =
            (0..200).map(|_| signed.knock(name, "wrong password 1", &[]).status).collect();
        assert_eq!(answers[..5], [401; 5]);
        assert!(answers[5..].iter().all(|status| *status == 429), "{answers:?}");
        let waits = signed.knock(name, PASSWORD, &[]);
        assert_eq!((waits.status, waits.header("retry-after")), (429, "2"), "also with the right one");
    }
    let known = signed.knock("reader", "wrong password 1", &[]);
    let unknown = signed.knock("nobody else", "wrong password 1", &[]);
    assert_eq!(known.body, unknown.body, "an answer does not tell whether there is an account");
    assert_eq!(signed.knock("reviewer", PASSWORD, &[]).status, 201, "another name need not wait");
    signed.wait(2);
    assert_eq!(signed.knock("coder", PASSWORD, &[]).status, 201);
    assert_eq!(signed.knock("coder", "wrong password 1", &[]).status, 401, "counted anew");
}

#[test]
fn a_disabled_account_is_out_at_once_whoever_disabled_it() {
    let signed = Signed::new(None);
    let (coder, reviewer) = (signed.enter("coder"), signed.enter("reviewer"));
    let (token, _) = signed.served.accounts().issue("coder", Role::Coder, 30, signed.now()).unwrap();
    let bearer = format!("Bearer {token}");
    let by_token = || signed.served.send("GET", "/api/log", &[("authorization", &bearer)], "").status;
    assert_eq!((signed.get(&coder, "/api/log").status, by_token()), (200, 200));
    let listening = axum::http::Request::builder()
        .uri("/api/events")
        .header("host", "localhost:8787")
        .header("cookie", &coder.cookie)
        .body(axum::body::Body::empty())
        .unwrap();
    let runtime = &signed.served.runtime;
    let mut stream = runtime.block_on(signed.served.router.clone().oneshot(listening)).unwrap();
    let mut event = || runtime.block_on(stream.body_mut().frame());
    assert!(event().is_some());

    signed.served.accounts().disable("coder", signed.now()).unwrap();
    assert_eq!((signed.get(&coder, "/api/log").status, by_token()), (401, 401));
    assert_eq!(signed.knock("coder", PASSWORD, &[]).status, 401);
    let id = signed.told(&reviewer, "Two drones");
    assert_eq!(signed.decide(&reviewer, &json!({"act": "accept", "subjects": [id]})).status, 201);
    assert!(event().is_none(), "what happens from then on is not told");
}

#[test]
fn a_token_speaks_for_its_account_until_its_end() {
    let signed = Signed::new(None);
    let (token, _) = signed.served.accounts().issue("publisher", Role::Coder, 2, signed.now()).unwrap();
    let bearer = format!("Bearer {token}");
    let headers = [JSON, ("authorization", bearer.as_str())];
    let index = signed.served.send("GET", "/api", &headers, "").json();
    assert_eq!(
        (&index["by"], &index["role"], &index["token"]),
        (&json!("publisher"), &json!("coder"), &json!(null))
    );
    let items = signed.served.send("GET", "/api/incidents", &headers, "").items();
    let decide = |act: &str| {
        let body = json!({"act": act, "subjects": [items[0]["id"]], "reason": "x"}).to_string();
        signed.served.send("POST", "/api/decisions", &headers, &body)
    };
    let noted = decide("note");
    assert_eq!(
        (noted.status, &noted.json()["by"]),
        (201, &json!("publisher")),
        "no browser adds it, so it is enough"
    );
    assert_eq!(decide("accept").status, 403, "what the token may, not what the account may");
    let out = signed.served.send("POST", "/api/session/end", &headers, "{}");
    assert_eq!(out.status, 400, "a token is no session");
    for wrong in ["Bearer x", "bearer claimbook_", &format!("Bearer {}", "0".repeat(64))] {
        let coder = signed.enter("coder");
        let headers = [("authorization", wrong), ("cookie", coder.cookie.as_str())];
        let got = signed.served.send("GET", "/api", &headers, "");
        assert_eq!(
            (got.status, got.header("www-authenticate")),
            (401, "Bearer"),
            "{wrong}: not the cookie then"
        );
    }
    signed.wait(2 * 86_400);
    assert_eq!(signed.served.send("GET", "/api", &headers, "").status, 401);
    assert_eq!(decide("note").status, 401);
}

#[test]
fn markup_in_a_name_is_a_name() {
    let signed = Signed::new(None);
    let name = "<script>alert(1)</script>\"'&";
    signed.served.accounts().add(name, Role::Coder, PASSWORD, signed.now()).unwrap();
    let browser = signed.enter(name);
    let index = signed.get(&browser, "/api");
    assert_eq!((index.header("content-type"), &index.json()["by"]), ("application/json", &json!(name)));
    let id = signed.told(&browser, "Two drones");
    let noted = signed.decide(&browser, &json!({"act": "note", "subjects": [id], "reason": name}));
    assert_eq!((noted.status, &noted.json()["by"]), (201, &json!(name)));
    for path in ["/api/decisions", "/api/log?kind=decided", &format!("/api/linked/{id}")] {
        let got = signed.get(&browser, path);
        assert!(
            got.header("content-type") == "application/json"
                && got.header("x-content-type-options") == "nosniff"
        );
        assert!(got.header("content-security-policy").contains("script-src 'self'"));
    }
}

#[test]
fn what_is_no_sign_in_is_refused() {
    let signed = Signed::new(None);
    for body in
        [json!({}), json!({"name": "coder"}), json!({"name": 1, "password": PASSWORD}), json!("coder")]
    {
        let got = signed.served.send("POST", "/api/session", &[JSON], &body.to_string());
        assert_eq!(got.status, 400, "{body}");
    }
    let extra = json!({"name": "coder", "password": PASSWORD, "role": "admin"}).to_string();
    let got = signed.served.send("POST", "/api/session", &[JSON], &extra);
    assert!(got.status == 400 && !got.body.contains(PASSWORD), "{}", got.body);
    assert_eq!(signed.served.send("GET", "/api/session", &[], "").status, 405);
    let local = super::Served::new();
    let body = json!({"name": "Ana", "password": PASSWORD}).to_string();
    assert_eq!(
        local.send("POST", "/api/session", &[JSON], &body).status,
        404,
        "nobody signs in where nobody has to"
    );
    assert!(local.get("/api/users").items().is_empty());
}
