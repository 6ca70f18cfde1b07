//! Addresses and feeds, with the real binary against a server on the loopback address that may lie.

use crate::web::{Reply, Request, Server, reply};
use crate::{Place, Ran};
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::sync::{Arc, Mutex};

/// An article of an invented paper.
fn article(headline: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{headline}</title>\
         <meta property=\"og:title\" content=\"{headline}\"><meta property=\"og:site_name\" content=\"Northgate Tribune\">\
         <meta property=\"article:published_time\" content=\"2024-05-02T10:00:00Z\"></head>\
         <body><article><h1>{headline}</h1><p>{body}</p><p>The harbour master of Varnal said that work on the quay would go on \
         in the morning, and that ships had been told to wait outside until the fire was out.</p></article></body></html>"
    )
}

fn page(headline: &str, body: &str) -> Reply {
    reply("200 OK", "Content-Type: text/html; charset=utf-8\r\n", article(headline, body))
}

fn feed(server: &str, items: &[&str]) -> Reply {
    let items: String = items
        .iter()
        .map(|item| format!("<item><title>x</title><link>{server}{item}</link></item>"))
        .collect();
    let text = format!("<rss version=\"2.0\"><channel><title>Northgate</title>{items}</channel></rss>");
    reply("200 OK", "Content-Type: application/rss+xml\r\n", text)
}

const MILL: &str = "A drone struck the mill of Orbe on Wednesday and nobody was hurt, the mayor said.";
const FIRST: &str = "Gunmen shot dead two fishermen near the port of Varnal on Wednesday, police said.";
const EDITED: &str = "Gunmen shot dead three fishermen near the port of Varnal on Wednesday, police said.";

/// A server whose pages a test changes.
#[derive(Clone, Default)]
struct Site(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl Site {
    fn set(&self, path: &str, answer: Reply) {
        let Reply::Bytes(bytes) = answer else { panic!("only whole answers") };
        self.0.lock().unwrap().insert(path.to_owned(), bytes);
    }

    fn serve(&self) -> Server {
        let pages = Arc::clone(&self.0);
        Server::start(move |request: &Request| {
            let pages = pages.lock().unwrap();
            let found = pages.get(&request.path).cloned();
            found.map_or_else(|| reply("404 Not Found", "", ""), Reply::Bytes)
        })
    }
}

fn add(place: &Place, server: &Server, more: &[&str]) -> Ran {
    let host = server.host();
    place.run(&[&["add", "--allow-host", &host, "--delay", "0s", "--patience", "0s"], more].concat())
}

fn watch(place: &Place, server: &Server, more: &[&str]) -> Ran {
    let host = server.host();
    let options = [
        "watch",
        "--once",
        "--recheck-after",
        "0s",
        "--allow-host",
        &host,
        "--delay",
        "0s",
        "--patience",
        "0s",
    ];
    place.run(&[&options, more, &["feeds.toml"]].concat())
}

/// The first id of an article in a text.
fn id(text: &str) -> String {
    let at = text.find("art_").unwrap_or_else(|| panic!("no article in {text}"));
    text[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap().to_owned()
}

#[test]
fn an_address_is_read_like_a_file_and_its_answer_kept() {
    let site = Site::default();
    site.set("/1", page("Two killed at port", FIRST));
    let server = site.serve();
    let place = Place::new();
    let ran = add(&place, &server, &["--json", &server.url("/1")]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = &ran.json()[0];
    assert_eq!((line["outcome"].as_str(), line["incidents"].as_u64()), (Some("new"), Some(1)), "{line}");
    assert_eq!(line["input"], server.url("/1"));
    let shown = place.run(&["show", line["article"].as_str().unwrap(), "--json"]).json().remove(0);
    assert_eq!(shown["record"]["publisher"]["name"], "Northgate Tribune");
    assert_eq!(shown["record"]["published"]["value"], "2024-05-02T10:00:00Z");
    let fetched = &shown["fetched"][0];
    assert_eq!(fetched["capture"], shown["row"]["capture"], "{shown}");
    assert_eq!(
        (fetched["status"].as_u64(), fetched["url"].as_str()),
        (Some(200), Some(server.url("/1").as_str()))
    );
    // The capture is a web archive record, read by hand as the same article.
    let capture = shown["row"]["capture"].as_str().unwrap();
    let kept = place.path("claimbook.captures").join(&capture[..2]).join(format!("{}.zst", &capture[2..]));
    std::fs::copy(kept, place.path("kept.warc.zst")).unwrap();
    let by_hand = place.run(&["add", "--json", "--db", "other.ledger", "kept.warc.zst"]);
    assert_eq!(by_hand.json()[0]["article"], line["article"], "{}", by_hand.err);
    assert!(!ran.err.contains("publication date"), "{}", ran.err);
    let undated = article("Mill burns", "A drone struck the mill of Orbe on Wednesday and nobody was hurt.")
        .replace("article:published_time", "other");
    site.set("/undated", reply("200 OK", "Content-Type: text/html; charset=utf-8\r\n", undated));
    let ran = add(&place, &server, &[&server.url("/undated")]);
    assert!(ran.err.contains("/undated: it has no publication date"), "{}", ran.err);
    let again = add(&place, &server, &[&server.url("/1")]);
    assert!(again.out.contains("1 already there"), "{}", again.out);
    assert_eq!(place.run(&["verify"]).code, 0);
}

#[test]
fn a_list_of_addresses_goes_on_past_those_that_give_nothing() {
    let site = Site::default();
    site.set("/robots.txt", reply("200 OK", "", "User-agent: *\nDisallow: /private\n"));
    site.set("/1", page("Two killed at port", FIRST));
    site.set("/picture", reply("200 OK", "Content-Type: image/png\r\n", "PNG"));
    site.set("/busy", reply("503 Service Unavailable", "Retry-After: 900\r\n", ""));
    let server = site.serve();
    let place = Place::new();
    let urls = ["/private/1", "/picture", "/none", "/busy", "/1", "/1"].map(|path| server.url(path));
    place.write("links.txt", format!("# from a sheet\n{}\n\nhttp://10.0.0.1/\n", urls.join("\n")));
    let ran = add(&place, &server, &["--urls", "links.txt"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.out.contains("1 new article"), "{}", ran.out);
    for word in [
        "robots.txt",
        "neither a web page",
        "answers 404",
        "busy (503, come back in 900 s)",
        "private address",
    ] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert_eq!(
        server.seen(),
        ["/robots.txt", "/picture", "/none", "/busy", "/1"],
        "each once, nothing that is kept out"
    );
    place.write("links.txt", "northgate.example/1\n");
    let ran = add(&place, &server, &["--urls", "links.txt"]);
    assert!(ran.code == 2 && ran.err.contains("links.txt, line 1"), "{}", ran.err);
}

#[test]
fn a_list_that_is_too_long_is_refused_and_not_cut() {
    let place = Place::new();
    place.write("links.txt", "# x\n".repeat((16 << 20) / 4 + 1));
    let ran = place.run(&["add", "--urls", "links.txt"]);
    assert!(ran.code == 2 && ran.err.contains("larger than 16 MiB"), "{}", ran.err);
}

#[test]
fn what_lies_inside_a_network_is_not_asked() {
    let server = Server::start(|_| reply("200 OK", "Content-Type: text/html\r\n", "secret"));
    let place = Place::new();
    let ran = place.run(&[
        "add",
        "--delay",
        "0s",
        &server.url("/1"),
        &format!("http://localhost:{}/", server.at.port()),
    ]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains(&format!("--allow-host {}", server.host())), "{}", ran.err);
    let leads = server.url("/secret");
    let open = Server::start(move |_| reply("302 Found", &format!("Location: {leads}\r\n"), ""));
    let ran = add(&place, &open, &[&open.url("/1")]);
    assert!(ran.code == 3 && ran.err.contains("this machine"), "{}", ran.err);
    assert!(server.seen().is_empty(), "{:?}", server.seen());
}

#[test]
fn floods_and_bombs_are_bounded() {
    let mut packed = Vec::new();
    let mut gzip = flate2_encoder(&mut packed);
    (0..64).for_each(|_| gzip.write_all(&[b' '; 1 << 16]).unwrap());
    gzip.finish().unwrap();
    let server = Server::start(move |request| match request.path.as_str() {
        "/bomb" => reply("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &packed),
        "/endless" => {
            Reply::Endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec(), vec![b'x'; 1000])
        }
        "/slow" => Reply::Silence(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_vec()),
        "/cut" => Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<p>Shells".to_vec()),
        "/loop" => reply("302 Found", "Location: /loop\r\n", ""),
        _ => reply("404 Not Found", "", ""),
    });
    let place = Place::new();
    for (path, options, word) in [
        ("/bomb", ["--max-unpacked", "1048576"], "larger than 1 MiB"),
        ("/endless", ["--max-bytes", "10000"], "larger than 10000 bytes"),
        ("/slow", ["--timeout", "300ms"], "longer than 0.3 s"),
        ("/cut", ["--timeout", "20s"], "broke off"),
        ("/loop", ["--timeout", "20s"], "leads on more than 5 times"),
    ] {
        let ran = add(&place, &server, &[options[0], options[1], &server.url(path)]);
        assert!(ran.code == 3 && ran.err.contains(word), "{path}: {}", ran.err);
    }
}

fn flate2_encoder(out: &mut Vec<u8>) -> flate2::write::GzEncoder<&mut Vec<u8>> {
    flate2::write::GzEncoder::new(out, flate2::Compression::best())
}

#[test]
fn a_feed_is_watched_and_edits_and_ends_are_recorded() {
    let site = Site::default();
    let server = site.serve();
    let url = server.url("");
    site.set("/rss", feed(&url, &["/1", "/2"]));
    site.set("/1", page("Two killed at port", FIRST));
    site.set("/2", page("Mill burns", MILL));
    let place = Place::new();
    place.write(
        "feeds.toml",
        format!("[[feed]]\nurl = \"{url}/rss\"\npublisher = \"Northgate Desk\"\nevery = \"30m\"\n"),
    );
    let ran = watch(&place, &server, &[]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{} {}", ran.out, ran.err);
    let line = ran.out.lines().find(|line| line.ends_with("/1")).unwrap();
    assert!(line.starts_with("new ") && line.contains("Northgate Desk: Two killed at port"), "{line}");
    let first = id(line);

    let ran = watch(&place, &server, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "nothing is new: {}", ran.err);

    site.set("/1", page("Three killed at port", EDITED));
    let ran = watch(&place, &server, &[]);
    assert!(
        ran.out.starts_with("edited") && ran.out.contains(&format!("before {first}")),
        "{} {}",
        ran.out,
        ran.err
    );
    let second = id(&ran.out);
    let diff = place.run(&["show", &second, "--diff"]);
    for word in [
        "-headline: Two killed at port",
        "+headline: Three killed at port",
        "two fishermen",
        "three fishermen",
    ] {
        assert!(diff.out.contains(word), "{word}: {} {}", diff.out, diff.err);
    }
    let pointed = place.run(&["show", &first, "--diff"]);
    assert!(pointed.code == 2 && pointed.err.contains(&second), "{}", pointed.err);
    let shown = place.run(&["show", &first]).out;
    assert!(shown.contains("two fishermen") && shown.contains("a later version took its place"), "{shown}");
    let listed = place.run(&["incidents", "--json"]).out;
    assert!(listed.contains("three fishermen") && !listed.contains("two fishermen"), "{listed}");

    site.set("/1", reply("410 Gone", "", ""));
    let ran = watch(&place, &server, &[]);
    assert!(
        ran.out.starts_with("gone") && ran.out.contains(&second) && ran.out.contains("410"),
        "{} {}",
        ran.out,
        ran.err
    );
    let shown = place.run(&["show", &second]).out;
    assert!(shown.contains("gone (the server answers 410)") && shown.contains("three fishermen"), "{shown}");
    assert!(
        place.run(&["incidents", "--json"]).out.contains("three fishermen"),
        "what is gone is not deleted"
    );
    assert_eq!(watch(&place, &server, &[]).out, "", "it is told once");

    site.set("/1", page("Two killed at port", FIRST));
    let ran = watch(&place, &server, &[]);
    assert!(ran.out.starts_with("edited") && id(&ran.out) == first, "{} {}", ran.out, ran.err);
    assert!(
        place.run(&["incidents", "--json"]).out.contains("two fishermen"),
        "what is edited back comes back"
    );
    assert_eq!(place.run(&["verify"]).code, 0);
}

#[test]
fn what_is_known_stands_in_the_ledger() {
    let site = Site::default();
    let server = site.serve();
    site.set("/rss", feed(&server.url(""), &["/1"]));
    site.set("/1", page("Two killed at port", FIRST));
    let place = Place::new();
    place.write("feeds.toml", format!("[[feed]]\nurl = \"{}\"\n", server.url("/rss")));
    let ran = watch(&place, &server, &[]);
    assert!(ran.out.starts_with("new"), "{} {}", ran.out, ran.err);
    let first = id(&ran.out);
    // As after a kill between the ledger and the file beside it, or where that file is lost.
    std::fs::remove_file(place.path("claimbook.ledger.visits")).unwrap();
    assert_eq!(watch(&place, &server, &[]).out, "", "nothing twice");
    std::fs::remove_file(place.path("claimbook.ledger.visits")).unwrap();
    site.set("/1", page("Three killed at port", EDITED));
    let ran = watch(&place, &server, &[]);
    assert!(ran.out.starts_with("edited") && ran.out.contains(&first), "{} {}", ran.out, ran.err);
    place.write("claimbook.ledger.visits", "{");
    let ran = watch(&place, &server, &[]);
    assert!(ran.code == 2 && ran.err.contains("remove it"), "{}", ran.err);
}

#[test]
fn feeds_that_fail_are_told_and_the_others_read() {
    let site = Site::default();
    let server = site.serve();
    let url = server.url("");
    site.set("/rss", feed(&url, &["/1", "/none", "/2", "/3"]));
    site.set("/page", page("Two killed at port", FIRST));
    site.set("/busy", reply("429 Too Many Requests", "Retry-After: 900\r\n", ""));
    site.set("/1", page("Two killed at port", FIRST));
    site.set("/2", page("Mill burns", MILL));
    let place = Place::new();
    let list: String = ["/page", "/busy", "/gone", "/rss"]
        .iter()
        .map(|path| format!("[[feed]]\nurl = \"{url}{path}\"\n"))
        .collect();
    place.write("feeds.toml", &list);
    let ran = watch(&place, &server, &["--most", "3"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 2, "{} {}", ran.out, ran.err);
    for word in
        ["no feed", "busy (429", "no feed any more", "/none: the server answers 404", "1 further page"]
    {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    place.write("feeds.toml", "[[feed]]\nurl = \"x\"\n");
    let ran = watch(&place, &server, &[]);
    assert!(ran.code == 2 && ran.err.contains("feeds.toml: 'x' is no address"), "{}", ran.err);
}

/// `watch` that goes on, and its output.
fn going_on(
    place: &Place,
    server: &Server,
) -> (std::process::Child, std::io::BufReader<std::process::ChildStdout>) {
    let mut child = std::process::Command::new(crate::binary())
        .args(["watch", "--allow-host", &server.host(), "--delay", "0s", "feeds.toml"])
        .current_dir(place.folder.path())
        .env("CLAIMBOOK_ANNOTATOR", "fast")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let out = std::io::BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

#[test]
fn a_watch_that_is_killed_or_interrupted_goes_on_where_it_was() {
    let site = Site::default();
    let server = site.serve();
    let paths = ["/1", "/2", "/3", "/4"];
    site.set("/rss", feed(&server.url(""), &paths));
    for path in paths {
        site.set(path, page(&format!("Two killed at port {path}"), &format!("{FIRST} It was quay {path}.")));
    }
    let place = Place::new();
    place.write("feeds.toml", format!("[[feed]]\nurl = \"{}\"\n", server.url("/rss")));
    let (mut child, mut out) = going_on(&place, &server);
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("new"), "{line}");
    child.kill().unwrap();
    child.wait().unwrap();
    let ran = watch(&place, &server, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let shown = place.run(&["log", "export"]).out;
    for path in paths {
        let url = format!("{}\\\"", server.url(path));
        let fetched = shown.lines().filter(|l| l.contains("\"kind\":\"fetched\"") && l.contains(&url));
        assert_eq!(fetched.count(), 1, "{path} once, neither lost nor twice");
    }
    assert_eq!(place.run(&["verify"]).code, 0);

    site.set("/rss", feed(&server.url(""), &["/5"]));
    site.set(
        "/5",
        page(
            "Mill burns",
            "A drone struck the mill of Orbe on Wednesday and nobody was hurt, the mayor said.",
        ),
    );
    let state = place.read("claimbook.ledger.visits");
    let mut state: serde_json::Value = serde_json::from_str(&state).unwrap();
    state["feeds"] = serde_json::json!({});
    place.write("claimbook.ledger.visits", state.to_string());
    let (mut child, mut out) = going_on(&place, &server);
    line.clear();
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("new") && line.trim_end().ends_with("/5"), "{line}");
    let second = watch(&place, &server, &[]);
    assert!(second.code == 1 && second.err.contains("another command fetches addresses"), "{}", second.err);
    let told = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(0), "an interruption is no failure");
}

#[test]
fn what_did_not_change_is_not_sent_again() {
    let whole = Arc::new(Mutex::new(Vec::new()));
    let sent = Arc::clone(&whole);
    let server = Server::start(move |request| {
        let (etag, answer) = match request.path.as_str() {
            "/rss" => ("\"f1\"", feed(&format!("http://{}", request.field("host").unwrap()), &["/1"])),
            "/1" => ("\"p1\"", page("Two killed at port", FIRST)),
            _ => return reply("404 Not Found", "", ""),
        };
        if request.field("if-none-match") == Some(etag) {
            return reply("304 Not Modified", "", "");
        }
        sent.lock().unwrap().push(request.path.clone());
        let Reply::Bytes(bytes) = answer else { panic!("only whole answers") };
        let text = String::from_utf8(bytes).unwrap();
        Reply::Bytes(text.replacen("\r\n", &format!("\r\nETag: {etag}\r\n"), 1).into_bytes())
    });
    let place = Place::new();
    place.write("feeds.toml", format!("[[feed]]\nurl = \"{}\"\n", server.url("/rss")));
    for _ in 0..3 {
        assert_eq!(watch(&place, &server, &[]).code, 0);
    }
    assert_eq!(*whole.lock().unwrap(), ["/rss", "/1"]);
    assert_eq!(server.seen().iter().filter(|path| *path == "/1").count(), 3, "asked each time");
}
