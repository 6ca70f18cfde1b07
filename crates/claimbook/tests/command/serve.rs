//! The server as a program meets it: the real binary, answers equal to those of the commands, and its end.

use super::{Place, binary, server};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

const ARTICLES: &str = include_str!("../../../../samples/linking/harir.jsonl");

/// A server at work; it is killed when this is dropped.
pub(super) struct Served {
    pub child: Child,
    at: SocketAddr,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server over the ledger of a place, for one person.
fn serve(place: &Place, arguments: &[&str]) -> Served {
    let mut served = begin(place, &[&["--by", "Ana"], arguments].concat());
    served.token = served.json("/api")["token"].as_str().unwrap().to_owned();
    served
}

/// A server over the ledger of a place.
pub(super) fn begin(place: &Place, arguments: &[&str]) -> Served {
    let mut child = Command::new(binary())
        .args(["serve", "--port", "0"])
        .args(arguments)
        .current_dir(place.folder.path())
        .env_remove("CLAIMBOOK_DB")
        .env_remove("CLAIMBOOK_CODEBOOK")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let at = line.trim().strip_prefix("http://").and_then(|l| l.strip_suffix('/')).map(str::parse);
    let Some(Ok(at)) = at else {
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        panic!("no address in '{line}': {said}");
    };
    Served { child, at, token: String::new() }
}

impl Served {
    /// Sends a request and reads the answer: its status and body.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> std::io::Result<(u16, String)> {
        self.whole(method, path, headers, body).map(|(status, _, body)| (status, body))
    }

    /// The same with the head of the answer between.
    pub(super) fn whole(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> std::io::Result<(u16, String, String)> {
        let mut stream = TcpStream::connect(self.at)?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}",
            self.at
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        Ok((status, head.to_owned(), if chunked { joined(body) } else { body.to_owned() }))
    }

    fn json(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, "", "").unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    fn lines(&self, path: &str) -> Vec<Value> {
        let (status, body) = self.ask("GET", path, "Accept: application/x-ndjson\r\n", "").unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn decide(&self, body: &Value) -> std::io::Result<(u16, String)> {
        let headers = format!("Content-Type: application/json\r\nX-Claimbook-Token: {}\r\n", self.token);
        self.ask("POST", "/api/decisions", &headers, &body.to_string())
    }
}

/// The parts of a chunked body, put together.
fn joined(mut body: &str) -> String {
    let mut out = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        out.push_str(&rest[..size]);
        body = rest[size..].trim_start_matches("\r\n");
        if size == 0 {
            break;
        }
    }
    out
}

pub(super) fn book(db: &[&str]) -> Place {
    let place = Place::new();
    place.write("harir.jsonl", ARTICLES);
    let added = place.run(&[&["add", "harir.jsonl"], db].concat());
    assert_eq!(added.code, 0, "{}", added.err);
    place
}

/// Whatever the commands print, the server answers.
fn answers_alike(place: &Place, served: &Served, db: &[&str]) {
    let printed = |arguments: &[&str]| {
        let ran = place.run(&[arguments, db].concat());
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        ran.json()
    };
    let first = printed(&["incidents", "--json"])[0]["id"].as_str().unwrap().to_owned();
    let article = printed(&["incidents", "--json"])[0]["article"]["id"].as_str().unwrap().to_owned();
    for (command, path) in [
        (&["incidents", "--json"][..], "/api/incidents"),
        (
            &["incidents", "--json", "--place", "Harir", "--background", "false"],
            "/api/incidents?place=Harir&background=false",
        ),
        (
            &["incidents", "--json", "--text", "depot", "--from", "2024", "--limit", "3"],
            "/api/incidents?text=depot&from=2024&limit=3",
        ),
        (&["claims", "--json"], "/api/claims"),
        (&["claims", "--json", "--act", "denies"], "/api/claims?act=denies"),
        (&["tallies", "--json"], "/api/tallies"),
        (&["tallies", "--json", "--reconcile"], "/api/tallies?reconcile=true"),
        (&["actors", "--json"], "/api/actors"),
        (&["linked", "--json", "--unsure"], "/api/judgements"),
        (&["review", "history", "--json"], "/api/decisions"),
        (&["review", "adrift", "--json"], "/api/adrift"),
    ] {
        assert_eq!(served.lines(path), printed(command), "{path}");
    }
    let by_id = |mut all: Vec<Value>| {
        all.sort_by_key(|i| i["id"].as_str().unwrap().to_owned());
        all
    };
    assert_eq!(
        by_id(served.lines("/api/linked")),
        by_id(printed(&["linked", "--json"])),
        "the same in another order"
    );
    assert_eq!(served.json(&format!("/api/incidents/{first}")), printed(&["show", &first, "--json"])[0]);
    assert_eq!(served.json(&format!("/api/linked/{first}")), printed(&["linked", &first, "--json"])[0]);
    assert_eq!(
        served.json(&format!("/api/incidents/{first}/explain")),
        printed(&["explain", &first, "--json"])[0]
    );
    let whole = served.json(&format!("/api/articles/{article}"));
    for (member, value) in printed(&["show", &article, "--json"])[0].as_object().unwrap() {
        assert_eq!(&whole[member], value, "{member}");
    }
    let csv = place.run(&[&["export", "--as", "csv"], db].concat());
    assert_eq!(served.ask("GET", "/api/exports/csv", "", "").unwrap().1, csv.out);
}

#[test]
fn the_server_and_the_commands_answer_alike() {
    let place = book(&[]);
    let served = serve(&place, &[]);
    answers_alike(&place, &served, &[]);
    let id = served.json("/api/linked?several=true")["items"][0]["id"].as_str().unwrap().to_owned();
    let (status, decided) =
        served.decide(&json!({"act": "accept", "subjects": [id], "linked": true})).unwrap();
    assert_eq!(status, 201, "{decided}");
    let history = place.run(&["review", "history", "--json"]).json();
    assert_eq!(history, [serde_json::from_str::<Value>(&decided).unwrap()]);
    assert_eq!(place.run(&["review", "approve", &id, "--by", "Ben"]).code, 0);
    let waiting = served.json("/api/review?kind=publish");
    assert_eq!(waiting["total"], 1, "what the command decides is seen at once: {waiting}");
    answers_alike(&place, &served, &[]);
    assert_eq!(place.run(&["verify"]).code, 0);
}

#[test]
fn a_book_on_a_server_is_served_alike() {
    let folder = Place::new();
    let url = server::url(folder.path("").as_path());
    let db = ["--db", url.as_str()];
    let place = book(&db);
    let served = serve(&place, &db);
    answers_alike(&place, &served, &db);
    let id = served.json("/api/incidents")["items"][0]["id"].as_str().unwrap().to_owned();
    let (status, body) = served.decide(&json!({"act": "note", "subjects": [id], "reason": "seen"})).unwrap();
    assert_eq!(status, 201, "{body}");
    answers_alike(&place, &served, &db);
    for path in [
        "/api/map",
        "/api/facets",
        "/api/timeline",
        "/api/articles",
        "/api/relations",
        "/api/publishers",
        "/api/review",
        "/api/search?q=Harir",
    ] {
        served.json(path);
    }
}

#[test]
fn every_acknowledged_decision_outlives_the_server() {
    let place = book(&[]);
    let served = serve(&place, &[]);
    let ids: Vec<Value> =
        served.json("/api/incidents")["items"].as_array().unwrap().iter().map(|i| i["id"].clone()).collect();
    let acknowledged = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (served, ids, acknowledged) = (&served, &ids, &acknowledged);
        for worker in 0..4 {
            scope.spawn(move || {
                for n in 0.. {
                    let id = &ids[(worker + n) % ids.len()];
                    let note = json!({"act": "note", "subjects": [id], "reason": format!("{worker}-{n}")});
                    match served.decide(&note) {
                        Ok((201, _)) => acknowledged.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
                        // The server is gone.
                        _ => break,
                    };
                }
            });
        }
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        // SIGKILL, in the middle of it.
        let killed = Command::new("kill").args(["-9", &served.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    });
    let acknowledged = acknowledged.into_inner();
    let kept = place.run(&["review", "history", "--json"]).json().len();
    assert!(acknowledged > 0 && kept >= acknowledged, "{acknowledged} were acknowledged, {kept} are there");
    let verified = place.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}

#[test]
fn it_listens_on_this_machine_alone_and_ends_when_told() {
    let place = book(&[]);
    for address in ["0.0.0.0", "192.0.2.1", "::"] {
        let ran = place.run(&["serve", "--bind", address, "--port", "0"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("is not the loopback") && ran.out.is_empty(), "{}", ran.err);
    }
    let none = Place::new().run(&["serve", "--port", "0"]);
    assert_eq!(none.code, 1);
    assert!(none.err.contains("claimbook add"), "{}", none.err);

    let mut served = serve(&place, &[]);
    let taken = place.run(&["serve", "--port", &served.at.port().to_string()]);
    assert_eq!(taken.code, 1);
    assert!(taken.err.contains("cannot listen on"), "{}", taken.err);
    let (status, body) = served.ask("GET", "/", "", "").unwrap();
    assert!(status == 200 && body.contains("<html"), "{body}");
    // A listener does not keep it from ending.
    let mut listening = TcpStream::connect(served.at).unwrap();
    write!(listening, "GET /api/events HTTP/1.1\r\nHost: {}\r\n\r\n", served.at).unwrap();
    let mut begun = [0; 64];
    listening.read_exact(&mut begun).unwrap();
    assert!(Command::new("kill").args(["-INT", &served.child.id().to_string()]).status().unwrap().success());
    assert!(served.child.wait().unwrap().success());
}

#[test]
fn heads_and_bodies_that_do_not_come_are_not_waited_for() {
    let place = book(&[]);
    let served = serve(&place, &[]);
    let cut = |text: String| {
        let mut stream = TcpStream::connect(served.at).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(40))).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let head = cut(format!("GET /api HTTP/1.1\r\nHost: {}\r\nX-Slow: ", served.at));
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408"), "{head}");
    let body = cut(format!(
        "POST /api/undo HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nX-Claimbook-Token: {}\r\n\
         Content-Length: 100\r\n\r\n{{",
        served.at, served.token
    ));
    assert!(body.starts_with("HTTP/1.1 408"), "{body}");
}
