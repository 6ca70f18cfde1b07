//! Accounts as their keeper meets them: `claimbook user`, and the real server with people who sign in.

use super::serve::{Served, begin, book};
use super::{Place, server};
use serde_json::{Value, json};
use std::io::Read;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The password of an account.
fn password(name: &str) -> String {
    format!("{name} has a long password")
}

fn add(place: &Place, name: &str, role: &str, db: &[&str]) {
    let arguments = [&["user", "add", name, "--role", role], db].concat();
    let added = place.run_with(&arguments, &format!("{}\n", password(name)));
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(!added.err.contains("long password") && added.out.is_empty());
}

/// What a browser has after signing in: cookie and token.
fn enter(served: &Served, name: &str) -> (String, String) {
    let body = json!({"name": name, "password": password(name)}).to_string();
    let headers = "Content-Type: application/json\r\n";
    let (status, head, body) = served.whole("POST", "/api/session", headers, &body).unwrap();
    assert_eq!(status, 201, "{body}");
    let line = head.lines().find(|l| l.to_ascii_lowercase().starts_with("set-cookie:")).unwrap();
    let cookie = line.split_once(':').unwrap().1.split(';').next().unwrap().trim().to_owned();
    let told: Value = serde_json::from_str(&body).unwrap();
    (cookie, told["token"].as_str().unwrap().to_owned())
}

fn get(served: &Served, path: &str, header: &str) -> (u16, Value) {
    let (status, _, body) = served.whole("GET", path, &format!("{header}\r\n"), "").unwrap();
    (status, serde_json::from_str(&body).unwrap_or_default())
}

#[test]
fn accounts_are_made_shown_changed_and_ended() {
    let place = Place::new();
    let none = place.run(&["user", "list"]);
    assert_eq!(none.code, 1);
    assert!(none.err.contains("claimbook user add NAME --role admin"), "{}", none.err);
    add(&place, "Ana", "admin", &[]);
    add(&place, "Ben", "coder", &[]);
    for (arguments, input, code, says) in [
        (&["user", "add", "ana", "--role", "reader"][..], "another long password\n", 1, "never given again"),
        (&["user", "add", "Cleo", "--role", "owner"], "another long password\n", 2, "none of: reader, coder"),
        (
            &["user", "add", "Cleo", "--role", "visitor"],
            "another long password\n",
            2,
            "none of: reader, coder",
        ),
        (&["user", "add", "Cleo", "--role", "reader"], "short\n", 1, "at least 12 characters"),
        (&["user", "add", "Cleo", "--role", "reader"], "", 1, "at least 12 characters"),
        (&["user", "add", "Cleo", "--role", "reader", "--password", "x"], "", 2, "unexpected argument"),
        (&["user", "change", "Cleo", "--role", "reader"], "", 1, "there is no account 'Cleo'"),
        (&["user", "change", "Ben"], "", 2, "required"),
        (&["user", "token", "Ben", "--role", "reviewer"], "", 1, "may not do more than its account"),
        (&["user", "token", "Ben", "--days", "4000"], "", 1, "1 to 366 days"),
        (&["user", "disable", "Ben", "--token", "9"], "", 1, "there is no token 9"),
    ] {
        let ran = place.run_with(arguments, input);
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(says) && ran.out.is_empty(), "{arguments:?}: {}", ran.err);
    }
    let token = place.run(&["user", "token", "Ben", "--days", "30"]);
    assert_eq!(token.code, 0, "{}", token.err);
    let secret = token.out.trim().to_owned();
    assert!(secret.starts_with("claimbook_") && !token.err.contains(&secret), "{}", token.err);
    assert_eq!(place.run(&["user", "change", "ben", "--role", "reviewer"]).code, 0);
    let list = place.run(&["user", "list"]);
    assert!(list.out.contains("reviewer") && list.out.contains("1: reader until"), "{}", list.out);
    let lines = place.run(&["user", "list", "--json"]);
    assert_eq!((lines.json().len(), &lines.json()[1]["role"]), (2, &json!("reviewer")));
    assert_eq!(place.run(&["user", "disable", "Ben"]).code, 0);
    let ben = place.run(&["user", "list", "--json"]).json().remove(1);
    assert!(ben["disabled"].is_string() && ben["tokens"] == json!([]), "{ben}");
    assert_eq!(place.run(&["user", "change", "Ben", "--enable"]).code, 0);
    for ran in [list, lines] {
        assert!(!ran.out.contains("argon2") && !ran.out.contains(&secret["claimbook_".len()..]));
    }
    // Wherever they are told to be.
    let apart = place.run_with(
        &["user", "add", "Ana", "--role", "reader", "--users", "apart.users"],
        "another long password\n",
    );
    assert!(
        apart.code == 0
            && place.path("apart.users").exists()
            && place.path("claimbook.ledger.users").exists()
    );
}

#[test]
fn accounts_are_no_articles() {
    let place = Place::new();
    add(&place, "Ana", "admin", &[]);
    place.write("one.txt", "Two drones struck the depot on Friday, killing three guards.");
    let added = place.run(&["add", ".", "--json"]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(!format!("{}{}", added.out, added.err).contains("users"), "{}{}", added.out, added.err);
}

#[test]
fn a_server_for_others_asks_who_they_are_and_by_which_name_they_come() {
    let place = book(&[]);
    let refused = |arguments: &[&str], code: i32, says: &str| {
        let ran = place.run(&[&["serve", "--port", "0"], arguments].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(says) && ran.out.is_empty(), "{arguments:?}: {}", ran.err);
    };
    refused(&["--users"], 1, "claimbook user add");
    add(&place, "Ana", "admin", &[]);
    refused(&["--bind", "0.0.0.0"], 2, "without accounts (--users)");
    refused(&["--bind", "0.0.0.0", "--users"], 2, "--host NAME");
    refused(&["--bind", "0.0.0.0", "--host", "book.example"], 2, "--users");
    refused(&["--public"], 2, "--users");
    refused(&["--users", "one.users"], 1, "there are no accounts at one.users");
    refused(&["--users", "claimbook.ledger"], 1, "holds no accounts");

    let served = begin(&place, &["--users", "--host", "book.example"]);
    assert_eq!(get(&served, "/api", "Accept: */*").0, 401, "nobody is signed in");
    let (cookie, _) = enter(&served, "Ana");
    let (status, index) = get(&served, "/api", &format!("Cookie: {cookie}"));
    assert_eq!((status, &index["by"]), (200, &json!("Ana")));
}

#[test]
fn a_book_on_a_server_has_the_same_accounts_file() {
    let folder = Place::new();
    let url = server::url(folder.path("").as_path());
    let db = ["--db", url.as_str()];
    let place = book(&db);
    add(&place, "Ana", "reviewer", &db);
    let served = begin(&place, &[&["--users"], &db[..]].concat());
    let (cookie, token) = enter(&served, "Ana");
    let header = format!("Cookie: {cookie}\r\nX-Claimbook-Token: {token}\r\nContent-Type: application/json");
    let (_, list) = get(&served, "/api/incidents", &header);
    let note = json!({"act": "accept", "subjects": [list["items"][0]["id"]]}).to_string();
    let (status, _, body) = served.whole("POST", "/api/decisions", &format!("{header}\r\n"), &note).unwrap();
    assert_eq!(status, 201, "{body}");
    let history = place.run(&[&["review", "history", "--json"], &db[..]].concat()).json();
    assert_eq!((history.len(), &history[0]["by"]), (1, &json!("Ana")));
}

#[test]
fn every_acknowledged_decision_of_everybody_outlives_the_server_and_no_secret_is_left() {
    let place = book(&[]);
    let people = ["Ana", "Ben", "Cleo"];
    for name in people {
        add(&place, name, "coder", &[]);
    }
    let token = place.run(&["user", "token", "Ana", "--role", "coder"]).out.trim().to_owned();
    let mut served = begin(&place, &["--users"]);
    let mut secrets: Vec<String> = people.iter().map(|name| password(name)).collect();
    secrets.push(token.trim_start_matches("claimbook_").to_owned());
    let mut headers = vec![format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n")];
    for name in people {
        let (cookie, csrf) = enter(&served, name);
        headers.push(format!(
            "Cookie: {cookie}\r\nX-Claimbook-Token: {csrf}\r\nContent-Type: application/json\r\n"
        ));
        secrets.extend([cookie.split_once('=').unwrap().1.to_owned(), csrf]);
    }
    let (_, list) = get(&served, "/api/incidents", headers[0].lines().next().unwrap());
    let id = list["items"][0]["id"].clone();
    let acknowledged = Mutex::new(Vec::new());
    let count = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (served, id, acknowledged, count) = (&served, &id, &acknowledged, &count);
        for (worker, header) in headers.iter().enumerate() {
            scope.spawn(move || {
                for n in 0.. {
                    let reason = format!("{worker}-{n}");
                    let note = json!({"act": "note", "subjects": [id], "reason": reason}).to_string();
                    match served.whole("POST", "/api/decisions", header, &note) {
                        Ok((201, _, body)) => {
                            let decided: Value = serde_json::from_str(&body).unwrap();
                            acknowledged.lock().unwrap().push((decided["by"].clone(), json!(reason)));
                            count.fetch_add(1, Ordering::Relaxed);
                        }
                        // The server is gone.
                        _ => break,
                    };
                }
            });
        }
        // In the middle of it, however fast this machine is.
        while count.load(Ordering::Relaxed) < 12 {
            std::thread::yield_now();
        }
        let killed = Command::new("kill").args(["-9", &served.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    });
    let mut said = String::new();
    served.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let history = place.run(&["review", "history", "--json"]);
    let kept: Vec<(Value, Value)> =
        history.json().iter().map(|d| (d["by"].clone(), d["reason"].clone())).collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.iter().all(|decided| kept.contains(decided)), "{acknowledged:?} of {kept:?}");
    for (worker, name) in ["Ana", "Ana", "Ben", "Cleo"].iter().enumerate() {
        let own = |(by, reason): &(Value, Value)| {
            !reason.as_str().unwrap().starts_with(&format!("{worker}-")) || by == name
        };
        assert!(kept.iter().all(own), "everybody under their own name");
    }
    let verified = place.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let exported = place.run(&["export", "--as", "jsonl", "--private"]);

    let mut texts = vec![("the server's words".to_owned(), said), ("an export".to_owned(), exported.out)];
    for file in
        std::fs::read_dir(place.folder.path()).unwrap().map(|f| f.unwrap().path()).filter(|f| f.is_file())
    {
        let bytes = std::fs::read(&file).unwrap();
        texts.push((file.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
    }
    assert!(texts.iter().any(|(name, text)| name.ends_with(".users") && text.contains("$argon2id$")));
    for (name, text) in &texts {
        for secret in &secrets {
            assert!(!text.contains(secret), "a secret in {name}");
        }
    }
    // The sessions of before hold for the server that comes after.
    let again = begin(&place, &["--users"]);
    assert_eq!(get(&again, "/api", headers[1].lines().next().unwrap()).0, 200);
    assert_eq!(place.run(&["user", "disable", "Ana"]).code, 0);
    for header in &headers[..2] {
        assert_eq!(get(&again, "/api", header.lines().next().unwrap()).0, 401, "beside the server at work");
    }
}
