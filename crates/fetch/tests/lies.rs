//! Servers that lie, stall, flood and lead astray: everything stays within bounds, and everything is told.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

mod server;

use claimbook_fetch::{Answer, Clock, FetchError, Fetcher, Known, Options, Problem};
use jiff::Timestamp;
use server::{Reply, Server, reply};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A clock that does not wait but notes what it was asked to.
#[derive(Clone)]
struct Noting {
    now: Arc<Mutex<Timestamp>>,
    waits: Arc<Mutex<Vec<u64>>>,
    stopped: bool,
}

impl Noting {
    fn new() -> Self {
        let now = Arc::new(Mutex::new(Timestamp::from_second(1_714_650_000).unwrap()));
        Self { now, waits: Arc::default(), stopped: false }
    }

    /// Seconds waited, rounded; those of less than half a second left out.
    fn waits(&self) -> Vec<u64> {
        self.waits.lock().unwrap().clone()
    }

    fn pass(&self, time: Duration) {
        let mut now = self.now.lock().unwrap();
        *now = now.checked_add(time).unwrap();
    }
}

impl Clock for Noting {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn wait(&self, time: Duration) -> bool {
        let seconds = time.as_secs_f64().round() as u64;
        if seconds > 0 {
            self.waits.lock().unwrap().push(seconds);
        }
        self.pass(time);
        !self.stopped
    }
}

fn options(servers: &[&Server]) -> Options {
    let allow = servers.iter().map(|server| server.host().parse().unwrap()).collect();
    Options { delay: Duration::ZERO, timeout: Duration::from_secs(20), allow, ..Options::default() }
}

fn fetch(server: &Server, path: &str) -> Result<Answer, FetchError> {
    let mut fetcher = Fetcher::new(options(&[server]), Box::new(Noting::new()));
    fetcher.fetch(&server.url(path), &Known::default())
}

fn problem(result: Result<Answer, FetchError>) -> Problem {
    result.unwrap_err().problem
}

/// Answers for one path; there is no robots.txt.
fn only(answer: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/robots.txt" => reply("404 Not Found", "", ""),
        _ => answer(),
    })
}

#[test]
fn a_page_comes_as_the_server_gave_it() {
    let server = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => reply("404 Not Found", "", ""),
        "/old" => reply("301 Moved", "Location: /new#part\r\n", ""),
        _ => {
            assert!(request.field("user-agent").unwrap().starts_with("claimbook/"));
            assert_eq!((request.field("cookie"), request.field("authorization")), (None, None));
            match request.field("if-none-match") {
                Some("\"7\"") => reply("304 Not Modified", "", ""),
                _ => reply(
                    "200 OK",
                    "Content-Type: text/html\r\nETag: \"7\"\r\nSet-Cookie: a=1\r\n",
                    "<p>Shells fell.</p>",
                ),
            }
        }
    });
    let mut fetcher = Fetcher::new(options(&[&server]), Box::new(Noting::new()));
    let answer = fetcher.fetch(&server.url("/old"), &Known::default()).unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"<p>Shells fell.</p>"[..]));
    assert_eq!(
        (answer.asked.as_str(), answer.url.as_str()),
        (server.url("/old").as_str(), server.url("/new").as_str())
    );
    assert!(fetcher.fetch(&server.url("/new"), &answer.known()).unwrap().is_unchanged());
    assert_eq!(server.seen(), ["/robots.txt", "/old", "/new", "/new"]);
    let record = String::from_utf8(answer.record()).unwrap();
    assert!(record.contains("ETag: \"7\"") || record.contains("etag: \"7\""), "{record}");
}

#[test]
fn nothing_inside_a_network_is_asked_whatever_it_is_called() {
    let hidden = Server::start(|_| reply("200 OK", "", "secret"));
    let port = hidden.at.port();
    let mut fetcher = Fetcher::new(Options::default(), Box::new(Noting::new()));
    for host in
        ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0", "127.1"]
    {
        let refused = problem(fetcher.fetch(&format!("http://{host}:{port}/"), &Known::default()));
        assert!(matches!(refused, Problem::Inside { .. }), "{host}: {refused}");
        assert!(refused.to_string().contains("--allow-host"), "{refused}");
    }
    for url in
        ["http://10.0.0.1/", "http://169.254.169.254/latest", "http://[fe80::1]/", "http://192.168.1.1:8080/"]
    {
        let refused = problem(fetcher.fetch(url, &Known::default()));
        assert!(matches!(refused, Problem::Inside { .. }), "{url}: {refused}");
    }
    for (url, word) in [
        ("file:///etc/passwd", "'file:'"),
        ("ftp://orbe.example/1", "'ftp:'"),
        ("http://ana:secret@orbe.example/1", "password"),
        ("orbe.example", "no address"),
    ] {
        let refused = fetcher.fetch(url, &Known::default()).unwrap_err().to_string();
        assert!(refused.contains(word) && !refused.contains("secret"), "{refused}");
    }
    assert!(hidden.seen().is_empty(), "{:?}", hidden.seen());
}

#[test]
fn a_redirect_is_looked_at_like_the_first_address() {
    let hidden = Server::start(|_| reply("200 OK", "", "secret"));
    let port = hidden.at.port();
    let server = Server::start(move |request| {
        let to = match request.path.as_str() {
            "/1" => format!("http://127.0.0.1:{port}/"),
            "/2" => format!("http://localhost:{port}/"),
            "/3" => format!("//[::ffff:127.0.0.1]:{port}/"),
            "/4" => "http://169.254.169.254/latest/meta-data".to_owned(),
            "/5" => "file:///etc/passwd".to_owned(),
            "/6" => "/6".to_owned(),
            "/7" => return reply("302 Found", "", ""),
            _ => return reply("404 Not Found", "", ""),
        };
        reply("302 Found", &format!("Location: {to}\r\n"), "")
    });
    let astray = |path: &str| problem(fetch(&server, path));
    for path in ["/1", "/2", "/3", "/4"] {
        assert!(matches!(astray(path), Problem::Inside { .. }), "{path}: {}", astray(path));
    }
    assert_eq!(astray("/5"), Problem::Scheme("file".to_owned()));
    assert_eq!(astray("/7"), Problem::RedirectNowhere);
    assert!(hidden.seen().is_empty(), "{:?}", hidden.seen());
    let before = server.seen().iter().filter(|path| *path == "/6").count();
    assert_eq!(astray("/6"), Problem::Redirects(5));
    assert_eq!(server.seen().iter().filter(|path| *path == "/6").count() - before, 6);
}

#[test]
fn a_robots_txt_that_leads_inside_a_network_opens_nothing() {
    let hidden = Server::start(|_| reply("200 OK", "", "User-agent: *\nAllow: /"));
    let to = hidden.url("/robots.txt");
    let server = Server::start(move |_| reply("302 Found", &format!("Location: {to}\r\n"), ""));
    assert!(matches!(problem(fetch(&server, "/1")), Problem::Inside { .. }));
    assert!(hidden.seen().is_empty() && server.seen() == ["/robots.txt"]);
}

#[test]
fn answers_without_end_and_of_another_length_are_bounded() {
    let bounded = |answer: fn() -> Reply, options: fn(Options) -> Options| {
        let server = only(answer);
        let options = options(Options { attempts: 1, ..self::options(&[&server]) });
        problem(Fetcher::new(options, Box::new(Noting::new())).fetch(&server.url("/1"), &Known::default()))
    };
    let small = |options: Options| Options { bytes: 10_000, ..options };
    let endless = || Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 1000]);
    assert_eq!(bounded(endless, small), Problem::TooLarge(10_000));
    let chunks = || {
        let chunk = [b"3e8\r\n", vec![b'x'; 1000].as_slice(), b"\r\n"].concat();
        Reply::Endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(), chunk)
    };
    assert_eq!(bounded(chunks, small), Problem::TooLarge(10_000));
    let announced = || Reply::Silence(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec());
    assert_eq!(bounded(announced, small), Problem::TooLarge(10_000), "nothing of it is read");
    let header = || Reply::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: and more\r\n".repeat(100));
    let refused = bounded(header, small);
    assert!(matches!(refused, Problem::NoHttp(_)), "{refused}");
    let cut = || Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>Shells".to_vec());
    let refused = bounded(cut, small);
    assert!(matches!(refused, Problem::CutShort(_)), "{refused}");
    let quick = |options: Options| Options { timeout: Duration::from_millis(200), ..options };
    let slow = || Reply::Silence(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>Shells".to_vec());
    assert_eq!(bounded(slow, quick), Problem::Slow(Duration::from_millis(200)));
    let silent = || Reply::Silence(Vec::new());
    assert_eq!(bounded(silent, quick), Problem::Slow(Duration::from_millis(200)));
    let noise = || Reply::Bytes(b"220 mail.example ESMTP\r\n".to_vec());
    let refused = bounded(noise, small);
    assert!(matches!(refused, Problem::NoHttp(_) | Problem::Connection(_)), "{refused}");
}

#[test]
fn what_comes_behind_the_announced_length_is_left_out() {
    let server = only(|| Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nShells fell".to_vec()));
    assert_eq!(fetch(&server, "/1").unwrap().body, b"Shells");
}

#[test]
fn what_is_packed_stays_packed() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    (0..200).for_each(|_| packed.write_all(&[b' '; 100_000]).unwrap());
    let bomb = packed.finish().unwrap();
    let server = only({
        let bomb = bomb.clone();
        move || reply("200 OK", "Content-Encoding: gzip\r\n", &bomb)
    });
    assert_eq!(fetch(&server, "/1").unwrap().body, bomb);
    // As robots.txt it is unpacked, as far as that format goes.
    let server = Server::start(move |_| reply("200 OK", "Content-Encoding: gzip\r\n", &bomb));
    assert_eq!(fetch(&server, "/1").unwrap().status, 200);
}

#[test]
fn a_busy_server_is_waited_for_within_bounds() {
    let count = Arc::new(AtomicUsize::new(0));
    let tries = Arc::clone(&count);
    let server = only(move || match tries.fetch_add(1, Ordering::SeqCst) {
        0 => reply("429 Too Many Requests", "Retry-After: 7\r\n", ""),
        1 => reply("503 Service Unavailable", "", ""),
        _ => reply("200 OK", "", "Shells fell."),
    });
    let clock = Noting::new();
    let options = Options { delay: Duration::from_secs(2), ..options(&[&server]) };
    let mut fetcher = Fetcher::new(options, Box::new(clock.clone()));
    assert_eq!(fetcher.fetch(&server.url("/1"), &Known::default()).unwrap().status, 200);
    assert_eq!(clock.waits(), [2, 7, 4], "after robots.txt, as the server wants, twice the delay");

    let server = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => reply("404 Not Found", "", ""),
        "/day" => reply("503 Service Unavailable", "Retry-After: Thu, 02 May 2030 10:00:00 GMT\r\n", ""),
        "/hour" => reply("429 Too Many Requests", "Retry-After: 3600\r\n", ""),
        _ => reply("503 Service Unavailable", "", ""),
    });
    for path in ["/day", "/hour"] {
        let left = problem(fetch(&server, path));
        assert!(matches!(left, Problem::Busy { after: Some(_), .. }), "{left}");
        assert!(left.to_string().contains("next run"), "{left}");
        assert_eq!(server.seen().iter().filter(|seen| *seen == path).count(), 1);
    }
    assert_eq!(problem(fetch(&server, "/1")), Problem::Busy { status: 503, after: None });
    assert_eq!(server.seen().iter().filter(|seen| *seen == "/1").count(), 3, "and no more");
}

#[test]
fn what_is_no_page_is_told() {
    let server = Server::start(|request| match request.path.as_str() {
        "/404" => reply("404 Not Found", "", "Not here."),
        "/410" => reply("410 Gone", "", ""),
        "/403" => reply("403 Forbidden", "", ""),
        "/500" => reply("500 Internal Server Error", "", ""),
        _ => reply("404 Not Found", "", ""),
    });
    assert!(fetch(&server, "/404").unwrap().is_gone() && fetch(&server, "/410").unwrap().is_gone());
    assert_eq!(problem(fetch(&server, "/403")), Problem::Status(403));
    assert_eq!(problem(fetch(&server, "/500")), Problem::Status(500));
    assert_eq!(server.seen().iter().filter(|path| *path == "/500").count(), 3);
    let nobody = Fetcher::new(
        Options { allow: vec!["127.0.0.1".parse().unwrap()], ..Options::default() },
        Box::new(Noting::new()),
    )
    .fetch("http://127.0.0.1:1/", &Known::default());
    assert!(matches!(problem(nobody), Problem::Connection(_)));
}

#[test]
fn robots_txt_is_obeyed_and_kept_for_a_day() {
    let server = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => reply("200 OK", "", "User-agent: *\nDisallow: /private\nCrawl-delay: 9\n"),
        "/leads" => reply("302 Found", "Location: /private/2\r\n", ""),
        _ => reply("200 OK", "", "Shells fell."),
    });
    let clock = Noting::new();
    let mut fetcher = Fetcher::new(options(&[&server]), Box::new(clock.clone()));
    for path in ["/private/1", "/leads"] {
        let refused = problem(fetcher.fetch(&server.url(path), &Known::default()));
        assert!(matches!(refused, Problem::Robots(_)), "{refused}");
    }
    for path in ["/1", "/2"] {
        fetcher.fetch(&server.url(path), &Known::default()).unwrap();
    }
    assert_eq!(server.seen(), ["/robots.txt", "/leads", "/1", "/2"], "nothing that is kept out");
    assert_eq!(clock.waits(), [9, 9], "the delay that the site wants");
    let kept = fetcher.robots();
    let mut later = Fetcher::new(options(&[&server]), Box::new(clock.clone())).with_robots(kept);
    later.fetch(&server.url("/3"), &Known::default()).unwrap();
    assert_eq!(server.seen().len(), 5, "another run goes on with it");
    clock.pass(Duration::from_secs(25 * 3600));
    later.fetch(&server.url("/4"), &Known::default()).unwrap();
    assert_eq!(server.seen()[5..], ["/robots.txt", "/4"]);
}

#[test]
fn a_robots_txt_that_cannot_be_read_keeps_everything_out_for_a_while() {
    let down = Arc::new(AtomicUsize::new(1));
    let is_down = Arc::clone(&down);
    let server = Server::start(move |request| match request.path.as_str() {
        "/robots.txt" if is_down.load(Ordering::SeqCst) == 1 => reply("500 Internal Server Error", "", ""),
        "/robots.txt" => reply("403 Forbidden", "", ""),
        _ => reply("200 OK", "", "Shells fell."),
    });
    let clock = Noting::new();
    let mut fetcher = Fetcher::new(options(&[&server]), Box::new(clock.clone()));
    for _ in 0..2 {
        let refused = problem(fetcher.fetch(&server.url("/1"), &Known::default()));
        assert!(matches!(refused, Problem::RobotsUnknown { .. }), "{refused}");
    }
    assert_eq!(server.seen(), ["/robots.txt"; 3], "three tries, and no more for the second page");
    down.store(0, Ordering::SeqCst);
    clock.pass(Duration::from_secs(601));
    assert_eq!(fetcher.fetch(&server.url("/1"), &Known::default()).unwrap().status, 200);
}

#[test]
fn one_request_at_a_time_with_a_delay_and_an_end_when_the_user_wants() {
    let (one, other) = (only(|| reply("200 OK", "", "a")), only(|| reply("200 OK", "", "b")));
    let clock = Noting::new();
    let options = Options { delay: Duration::from_secs(5), ..options(&[&one, &other]) };
    let mut fetcher = Fetcher::new(options.clone(), Box::new(clock.clone()));
    fetcher.fetch(&one.url("/1"), &Known::default()).unwrap();
    fetcher.fetch(&one.url("/2"), &Known::default()).unwrap();
    assert_eq!(clock.waits(), [5, 5], "between robots.txt, the first and the second");
    assert_eq!(fetcher.rest(&other.url("/1")), Duration::ZERO, "each host for itself");
    assert!(fetcher.rest(&one.url("/3")) > Duration::from_secs(4));
    let stopped = Noting { stopped: true, ..Noting::new() };
    let mut fetcher = Fetcher::new(options, Box::new(stopped));
    assert_eq!(problem(fetcher.fetch(&one.url("/1"), &Known::default())), Problem::Stopped);
}
