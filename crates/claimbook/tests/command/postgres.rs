//! The commands over a ledger on a PostgreSQL server: the same answers as over a file.

use super::book::{WIRE, filled};
use super::{Place, server};

/// The URL with a password that the server does not ask for.
fn url(place: &Place) -> String {
    server::url(place.folder.path()).replace("///postgres?", "//:s3cret@/postgres?")
}

#[test]
fn every_command_answers_as_over_a_file() {
    let place = filled();
    let url = url(&place);
    let ran = place.run(&["doctor", "--db", &url]);
    assert!(ran.out.contains("none at postgresql://") && !ran.out.contains("s3cret"), "{}", ran.out);
    let ran = place.run(&["incidents", "--db", &url]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("claimbook add") && !ran.err.contains("s3cret"), "{}", ran.err);

    let ran = place.run(&["add", "wire.jsonl", "--db", &url, "--captures", "bytes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("2 new articles") && !ran.out.contains("s3cret"), "{}", ran.out);
    let ran = place.run(&["add", "wire.jsonl", "--db", &url, "--captures", "bytes"]);
    assert!(ran.out.contains("2 already there"), "{}", ran.out);
    for command in [
        &["incidents", "--place", "Kirkuk", "--json"][..],
        &["incidents", "--text", "CAR bomb"],
        &["claims"],
        &["tallies"],
        &["actors", "--json"],
        &["linked"],
        &["linked", "--json"],
        &["linked", "--changed", "--since", "0"],
        &["export", "--as", "csv"],
    ] {
        let with = |db: &str| place.run(&[command, &["--db", db]].concat());
        let (file, server) = (with("claimbook.ledger"), with(&url));
        assert_eq!((server.code, &server.out), (0, &file.out), "{command:?}: {}", server.err);
    }
    for command in ["verify", "doctor"] {
        let ran = place.run(&[command, "--db", &url, "--captures", "bytes"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(!ran.out.contains("s3cret"));
    }
    std::fs::remove_dir_all(place.path("claimbook.captures")).unwrap();
    assert_eq!(place.run(&["verify", "--db", &url]).code, 4, "without --captures another folder is meant");
    let id = place.run(&["incidents", "--db", &url, "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let explained = place.run(&["explain", &id, "killed", "--db", &url, "--captures", "bytes"]);
    assert!(explained.out.contains("kept in the captures folder"), "{}{}", explained.out, explained.err);
}

#[test]
fn a_log_goes_from_file_to_server_and_back() {
    let place = filled();
    let url = url(&place);
    assert_eq!(place.run(&["log", "export", "--out", "book.log"]).code, 0);
    let ran = place.run(&["log", "replay", "book.log", "--db", &url]);
    assert!(ran.err.contains("4 entries appended"), "{}", ran.err);
    assert_eq!(place.run(&["log", "export", "--out", "server.log", "--db", &url]).code, 0);
    assert_eq!(place.read("server.log"), place.read("book.log"));
    let ran = place.run(&["verify", "--db", &url]);
    assert!(ran.code == 0 && ran.out.contains("2 captures"), "{}", ran.out);
}

#[test]
fn processes_that_add_at_once_double_nothing() {
    for server in [false, true] {
        let place = Place::new();
        place.write("wire.jsonl", WIRE);
        let db = if server { url(&place) } else { "shared.ledger".to_owned() };
        std::thread::scope(|scope| {
            let add = || {
                let ran = place.run(&["add", "wire.jsonl", "--db", &db]);
                assert_eq!(ran.code, 0, "{}", ran.err);
            };
            let adding: Vec<_> = (0..3).map(|_| scope.spawn(add)).collect();
            adding.into_iter().for_each(|thread| thread.join().unwrap());
        });
        let ran = place.run(&["verify", "--db", &db]);
        assert!(ran.code == 0 && ran.out.contains("4 entries"), "{}", ran.out);
    }
}

#[test]
fn what_cannot_be_reached_is_said_without_the_password() {
    let place = Place::new();
    let gone = "postgres://mira:s3cret@/news?host=/nowhere&schema=a";
    let ran = place.run(&["incidents", "--db", gone]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("connecting") && !ran.err.contains("s3cret"), "{}", ran.err);
    for (parameters, told) in [
        ("sslmode=verify_full", "verify-full"),
        ("sslmode=verify-ca&sslrootcert=none.pem", "none.pem"),
        ("sslmode=require&sslcert=mira.pem", "sslcert"),
    ] {
        let url = format!("postgres://mira:s3cret@localhost:1/news?{parameters}");
        let ran = place.run(&["add", "-", "--db", &url]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(told) && !ran.err.contains("s3cret"), "{}", ran.err);
    }
}

#[test]
fn a_server_without_encryption_is_refused_where_it_is_demanded() {
    let place = Place::new();
    let server = server::Server::on_localhost(None);
    let url = |mode: &str| {
        server
            .url_by("localhost", "book", &format!("sslmode={mode}"))
            .replace("claimbook@", "claimbook:s3cret@")
    };
    place.write("wire.jsonl", WIRE);
    let ran = place.run(&["add", "wire.jsonl", "--db", &url("require")]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("offers no encryption") && !ran.err.contains("s3cret"), "{}", ran.err);
    assert_eq!(place.run(&["add", "wire.jsonl", "--db", &url("prefer")]).code, 0);
}
