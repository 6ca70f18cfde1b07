//! The real binary on folders of its own: what an archive holds, that it is the same however it is read, and that a run goes on where an
//! earlier one ended.

#![allow(clippy::unwrap_used)] // a test may fail by panicking

use claimbook_extract::Options;
use claimbook_records::Article;
use claimbook_records::report::{ArticleRecord, Report};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_claimbook-archive");

/// Lines of invented articles: two tell attacks, two tell none, one is in Spanish, one is no JSON.
fn lines() -> Vec<String> {
    let article = |id: &str, published: &str, language: &str, body: &str| {
        json!({"id": id, "publisher": "Northgate Tribune", "published": published, "language": language, "body": body}).to_string()
    };
    vec![
        article(
            "a-1",
            "2024-03-05",
            "en",
            "Gunmen killed three soldiers in an ambush near Mosul on Monday, the army said. The Crown Brigade claimed responsibility.",
        ),
        article(
            "a-2",
            "2024-03-09",
            "en",
            "You can bake the cake with butter or oil. My recipe takes an hour, and I really love to try new things with my friends at home.",
        ),
        article(
            "a-3",
            "2024-04-02",
            "en",
            "A car bomb killed two people in Kabul on Tuesday, police said. Nobody has claimed the attack.",
        ),
        article(
            "a-4",
            "2024-04-11",
            "es",
            "Dos hombres armados mataron a un alcalde en la ciudad el martes, dijo la policía.",
        ),
        "{\"id\": \"a-5\", \"body\":".to_owned(),
        article(
            "a-6",
            "",
            "en",
            "A drone struck a depot in Kharkiv on 4 May 2024, killing one guard, officials said.",
        ),
    ]
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn written(folder: &Path, name: &str, lines: &[String]) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    path
}

fn ran(arguments: &[&str]) -> Output {
    Command::new(BINARY).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Reads, with whatever exit code; what it says.
fn read(out: &Path, inputs: &[&Path], more: &[&str]) -> String {
    let mut arguments = vec!["run", "--out", out.to_str().unwrap()];
    arguments.extend(inputs.iter().map(|input| input.to_str().unwrap()));
    arguments.extend(more);
    let output = ran(&arguments);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn asked(out: &Path, query: &str) -> Vec<Value> {
    let output = ran(&["sql", "--out", out.to_str().unwrap(), "--form", "json", query]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every file of an archive by its path inside.
fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(out, out, &mut found);
    found
}

/// Equal, told by names: the bytes of a Parquet file say nothing to a reader.
fn assert_same(left: &Path, right: &Path) {
    let (left, right) = (files(left), files(right));
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    for (name, bytes) in &left {
        assert!(*bytes == right[name], "{name} differs: {} and {} bytes", bytes.len(), right[name].len());
    }
}

#[test]
fn every_input_has_a_row_that_says_what_became_of_it_and_reports_are_those_of_the_engine() {
    let dir = folder();
    let input = written(dir.path(), "news/a.jsonl", &lines());
    let out = dir.path().join("archive");
    let told = read(&out, &[&input], &[]);
    assert!(
        told.contains("6 articles, 6 of them new")
            && told.contains("3 read")
            && told.contains("1 that gave no article"),
        "{told}"
    );
    let rows =
        asked(&out, "SELECT input, outcome, month, incidents, article, report FROM reports ORDER BY input");
    let became: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| {
            (row["input"].as_str().unwrap(), row["outcome"].as_str().unwrap(), row["month"].as_str().unwrap())
        })
        .collect();
    let broken = format!("{}:5", input.display());
    let mut expected = vec![
        ("a-1", "read", "2024-03"),
        ("a-2", "quiet", "2024-03"),
        ("a-3", "read", "2024-04"),
        ("a-4", "uncoded", "2024-04"),
        ("a-6", "read", "undated"),
        (broken.as_str(), "refused", "undated"),
    ];
    expected.sort_unstable();
    assert_eq!(became, expected);
    let engine = claimbook_overlay::Data::default().engine().unwrap();
    let mut claims = 0;
    for row in rows.iter().filter(|row| row["outcome"] == "read") {
        let record: ArticleRecord = serde_json::from_str(row["article"].as_str().unwrap()).unwrap();
        let article = Article::from_record(record).unwrap();
        let mut report: Report = serde_json::from_str(row["report"].as_str().unwrap()).unwrap();
        report.article.body = article.body.as_str().to_owned();
        assert_eq!(report, engine.read(&article, Options::default()));
        assert_eq!(row["incidents"].as_u64().unwrap(), report.incidents.len() as u64);
        assert!(!report.incidents.is_empty(), "{}", row["input"]);
        claims += report.claims.len();
    }
    let incidents =
        asked(&out, "SELECT type, killed_min, month FROM incidents WHERE NOT unsure ORDER BY month");
    assert_eq!(incidents.len(), 3, "{incidents:?}");
    assert_eq!(incidents[1]["type"], "bombing");
    assert_eq!(incidents[1]["killed_min"], 2);
    let told = asked(&out, "SELECT speaker, act, words FROM claims");
    assert!(claims > 0 && told.len() == claims, "{told:?}");
    assert!(
        told.iter()
            .any(|claim| claim["speaker"] == "police"
                && claim["words"].as_str().unwrap().contains("police said")),
        "{told:?}"
    );
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads_and_lots_and_in_two_runs() {
    let dir = folder();
    let whole = written(dir.path(), "whole/a.jsonl", &lines());
    let (one, many, later) = (dir.path().join("one"), dir.path().join("many"), dir.path().join("later"));
    read(&one, &[&whole], &["--threads", "1"]);
    read(&many, &[&whole], &["--threads", "5", "--lot", "1"]);
    assert_same(&one, &many);
    // A part first, then the same file when it has grown.
    let grown = written(dir.path(), "grown/a.jsonl", &lines()[..3]);
    read(&later, &[&grown], &[]);
    fs::write(&grown, fs::read(&whole).unwrap()).unwrap();
    let told = read(&later, &[&grown], &["--threads", "2"]);
    assert!(told.contains("6 articles, 3 of them new"), "{told}");
    // The name of the broken line is that of its file; all others have ids.
    let (one, later) = (files(&one), files(&later));
    for (name, bytes) in one.iter().filter(|(name, _)| !name.contains("undated")) {
        assert!(*bytes == later[name], "{name}");
    }
}

#[test]
fn mentions_stay_when_a_later_run_asks_for_none_and_one_run_writes_at_a_time() {
    let dir = folder();
    let first = written(dir.path(), "a.jsonl", &lines()[..1]);
    let second = written(dir.path(), "b.jsonl", &lines()[1..3]);
    let out = dir.path().join("archive");
    read(&out, &[&first], &["--mentions"]);
    let count = || asked(&out, "SELECT count(*) AS n FROM mentions")[0]["n"].as_u64().unwrap();
    let before = count();
    assert!(before > 0);
    assert!(read(&out, &[&first], &[]).contains("all up to date"));
    read(&out, &[&first, &second], &[]);
    assert_eq!(count(), before);
    let held = fs::File::create(out.join(".lock")).unwrap();
    held.lock().unwrap();
    let output = ran(&["run", "--out", out.to_str().unwrap(), first.to_str().unwrap()]);
    assert!(
        output.status.code() == Some(2) && text(&output.stderr).contains("another run"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn an_article_is_read_once_and_names_are_no_patterns() {
    let dir = folder();
    let input = written(dir.path(), "news[1]/a*.jsonl", &lines());
    written(dir.path(), "news1/a.jsonl", &lines()[..1]);
    let out = dir.path().join("arch[1]ve");
    read(&out, &[&input], &[]);
    assert!(out.join("reports").exists());
    assert_eq!(asked(&out, "SELECT count(*) AS n FROM reports")[0]["n"], 6);
    // The plan of the query in which articles are read names the function once.
    let query = "EXPLAIN SELECT substr(r, 1, 1), incidents_in(r), CASE WHEN r LIKE '{%' THEN r END, CASE WHEN r LIKE '!%' THEN r END \
                 FROM (SELECT read(article, 'x', false) AS r FROM articles)";
    let output = ran(&["sql", "--articles", input.to_str().unwrap(), "--form", "json", query]);
    let plan = text(&output.stdout);
    let physical = plan.lines().find(|line| line.contains("physical_plan")).unwrap();
    assert_eq!(physical.matches("read(").count(), 1, "{physical}");
}

#[test]
fn what_is_up_to_date_is_left_and_another_engine_reads_only_what_it_can_change() {
    let dir = folder();
    let input = written(dir.path(), "a.jsonl", &lines());
    let out = dir.path().join("archive");
    read(&out, &[&input], &[]);
    let before = files(&out);
    assert!(read(&out, &[&input], &[]).contains("all up to date"));
    assert_eq!(before, files(&out));
    // Other weights or a dial: another engine, but the look that goes before is the same, so what it passed over stays.
    let told = read(&out, &[&input], &["--unsure-below", "0.2"]);
    assert!(told.contains("6 articles, 3 of them"), "{told}");
    let engines = asked(&out, "SELECT DISTINCT engine FROM reports WHERE outcome = 'read'");
    assert_eq!(engines.len(), 1);
    let months = asked(&out, "SELECT count(*) AS n FROM reports");
    assert_eq!(months[0]["n"], 6);
}

#[test]
fn files_that_a_stopped_run_left_are_moved_when_complete_and_else_thrown_away() {
    let dir = folder();
    let input = written(dir.path(), "a.jsonl", &lines());
    let (out, other) = (dir.path().join("archive"), dir.path().join("other"));
    read(&other, &[&input], &[]);
    // Stopped while writing: nothing of it counts.
    let half = out.join(".new/reports/month=2024-03");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("reports.parquet"), "half").unwrap();
    read(&out, &[&input], &[]);
    assert_same(&out, &other);
    // Stopped while moving: the rest is moved.
    let file = "reports/month=2024-04/reports.parquet";
    let mark = json!({"files": [file, "claims/month=2024-03/claims.parquet"], "gone": ["incidents/month=2020-01/incidents.parquet"]});
    fs::create_dir_all(out.join(".new/reports/month=2024-04")).unwrap();
    fs::rename(out.join(file), out.join(".new").join(file)).unwrap();
    fs::write(out.join(".new/complete.json"), mark.to_string()).unwrap();
    assert!(read(&out, &[&input], &[]).contains("all up to date"));
    let mut left = files(&out);
    left.retain(|name, _| !name.starts_with(".new"));
    assert_eq!(left, files(&other));
}

#[test]
fn packed_files_tables_web_archives_and_parquet_are_read_by_record() {
    let dir = folder();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all((lines()[..2].join("\n") + "\n").as_bytes()).unwrap();
    fs::write(dir.path().join("a.jsonl.gz"), packed.finish().unwrap()).unwrap();
    fs::write(
        dir.path().join("b.csv"),
        "link,body,published\nhttps://orbe.example/1,\"A bomb killed four people at a market in Baidoa on Friday, police said.\",2024-03-16\n",
    )
    .unwrap();
    let mut warc = Vec::new();
    for n in 0..9 {
        let page = format!(
            "<html><head><title>Blast {n}</title></head><body><article><h1>Blast {n} in Qarn</h1><p>A bomb killed {} people at a checkpoint in \
             Mosul on Sunday, a police officer said, and wounded several others who were taken to a hospital nearby.</p></article></body></html>",
            n + 2
        );
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://orbe.example/{n}\r\nContent-Type: application/http; msgtype=response\r\n\
             Content-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        );
        warc.extend_from_slice(record.as_bytes());
    }
    fs::write(dir.path().join("c.warc"), warc).unwrap();
    let (out, again) = (dir.path().join("out/one"), dir.path().join("out/two"));
    // A table of articles as others keep them, made by a question to this very program.
    let own = String::from(
        "SELECT 'https://orbe.example/p' AS link, 'Shells hit a mill near Kharkiv on Monday, killing five workers, officials said.' AS text, \
         CAST('2024-03-18' AS DATE) AS date",
    );
    let output = ran(&["sql", "--write", dir.path().join("d.parquet").to_str().unwrap(), &own]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let inputs: Vec<PathBuf> =
        ["a.jsonl.gz", "b.csv", "c.warc", "d.parquet"].map(|name| dir.path().join(name)).into();
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    read(&out, &inputs, &["--threads", "1"]);
    // More pieces of work than files: each file is shared, and every record is read once.
    read(&again, &inputs, &["--threads", "4"]);
    assert_same(&out, &again);
    let pages =
        asked(&out, "SELECT input, url FROM reports WHERE url LIKE 'https://orbe.example/%' ORDER BY input");
    assert_eq!(pages.len(), 11);
    assert!(pages[1]["input"].as_str().unwrap().ends_with("c.warc:1"), "{pages:?}");
}

#[test]
fn questions_join_what_was_read_with_tables_of_ones_own_and_change_nothing() {
    let dir = folder();
    let input = written(dir.path(), "a.jsonl", &lines());
    let out = dir.path().join("archive");
    let told = read(&out, &[&input], &["--where", "month = '2024-04' AND language = 'en'"]);
    assert!(told.contains("1 articles"), "{told}");
    let own = dir.path().join("own.csv");
    fs::write(&own, "event_date,country,fatalities\n2024-04-02,AF,2\n2024-04-03,AF,9\n").unwrap();
    let table = format!("acled={}", own.display());
    let query = "SELECT i.place, a.fatalities FROM incidents i JOIN acled a \
                 ON i.country = a.country AND CAST(a.event_date AS VARCHAR) = i.date_earliest";
    let output = ran(&["sql", "--out", out.to_str().unwrap(), "--table", &table, "--form", "csv", query]);
    assert_eq!(text(&output.stdout), "place,fatalities\nKabul,2\n", "{}", text(&output.stderr));
    let output = ran(&["sql", "--out", out.to_str().unwrap(), "DROP TABLE reports"]);
    assert_ne!(output.status.code(), Some(0));
    let output = ran(&[
        "sql",
        "--articles",
        input.to_str().unwrap(),
        "--form",
        "csv",
        "SELECT count(*) AS n FROM articles WHERE refused IS NULL",
    ]);
    assert_eq!(text(&output.stdout), "n\n5\n");
}

#[test]
fn mistakes_are_told_with_what_to_do() {
    let dir = folder();
    let out = dir.path().join("archive");
    let of = |arguments: &[&str]| {
        let output = ran(arguments);
        (output.status.code(), text(&output.stderr))
    };
    let at = out.to_str().unwrap();
    let (code, told) = of(&["run", "--out", at, dir.path().join("none/").to_str().unwrap()]);
    assert!(code != Some(0) && told.contains("none"), "{told}");
    let input = written(dir.path(), "a.jsonl", &lines());
    let (code, told) = of(&["run", "--out", at, "--where", "colour = 'red'", input.to_str().unwrap()]);
    assert!(code != Some(0) && told.contains("colour"), "{told}");
    let (code, told) = of(&["run", "--out", "gs://bucket/a", input.to_str().unwrap()]);
    assert!(code == Some(2) && told.contains("s3://"), "{told}");
    let (code, told) =
        of(&["run", "--out", at, "--where", "language = 'en') OR (true", input.to_str().unwrap()]);
    assert!(code == Some(2) && told.contains("one condition"), "{told}");
    let (code, told) =
        of(&["run", "--out", dir.path().join("in").to_str().unwrap(), dir.path().to_str().unwrap()]);
    assert!(code == Some(2) && told.contains("elsewhere"), "{told}");
    let (code, told) = of(&["sql", "--out", dir.path().join("nowhere").to_str().unwrap(), "SELECT 1"]);
    assert!(code != Some(0) && told.contains("nowhere") && !dir.path().join("nowhere").exists(), "{told}");
    let (code, told) = of(&["--annotator", "endpoint", "run", "--out", at, input.to_str().unwrap()]);
    assert!(code == Some(2) && told.contains("encoder"), "{told}");
}

/// A server of ours that dies with the test.
struct Server(Child);

impl Server {
    fn start(arguments: &[&str]) -> Self {
        Self(
            Command::new(BINARY).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap(),
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A port that is free, and the one after it, too.
fn port() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

fn executor(dir: &Path, scheduler: u16, name: &str) -> Server {
    let listen = format!("127.0.0.1:{}", port());
    let work = dir.join(name);
    Server::start(&[
        "executor",
        "--scheduler",
        &format!("127.0.0.1:{scheduler}"),
        "--listen",
        &listen,
        "--name",
        "127.0.0.1",
        "--work",
        work.to_str().unwrap(),
        "--threads",
        "1",
        "--memory",
        "256",
    ])
}

#[test]
fn a_cluster_writes_the_same_bytes_although_an_executor_is_killed_twice() {
    let dir = folder();
    // Enough articles that there is something to lose.
    let base = lines();
    let many: Vec<String> = (0..240)
        .map(|n| {
            base[n % 4]
                .replace("\"a-", &format!("\"b-{n}-"))
                .replace("on Monday", &format!("on Monday at {n} hours"))
        })
        .collect();
    let inputs: Vec<PathBuf> = many
        .chunks(40)
        .enumerate()
        .map(|(n, part)| written(dir.path(), &format!("news/{n}.jsonl"), part))
        .collect();
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let (alone, together) = (dir.path().join("alone"), dir.path().join("together"));
    read(&alone, &inputs, &[]);

    let scheduler = port();
    let _scheduler =
        Server::start(&["scheduler", "--listen", &format!("127.0.0.1:{scheduler}"), "--name", "127.0.0.1"]);
    let _first = executor(dir.path(), scheduler, "one");
    let mut second = executor(dir.path(), scheduler, "two");
    let address = format!("127.0.0.1:{scheduler}");
    let mut arguments = vec![
        "run",
        "--out",
        together.to_str().unwrap(),
        "--scheduler",
        &address,
        "--threads",
        "6",
        "--lot",
        "60",
    ];
    arguments.extend(inputs.iter().map(|input| input.to_str().unwrap()));
    // Executors take a moment to be there; a run before that waits for them.
    let mut run =
        Command::new(BINARY).args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(600);
    for round in 0..2 {
        std::thread::sleep(Duration::from_secs(4));
        drop(std::mem::replace(&mut second, executor(dir.path(), scheduler, &format!("again-{round}"))));
    }
    while run.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "the run does not end");
        std::thread::sleep(Duration::from_millis(200));
    }
    let output = run.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_same(&alone, &together);

    // What is new in months that the archive has comes to what is there.
    let more = written(dir.path(), "news/more.jsonl", &lines());
    let with_more: Vec<&Path> = inputs.iter().copied().chain([more.as_path()]).collect();
    read(&alone, &with_more, &[]);
    read(&together, &with_more, &["--scheduler", &address, "--threads", "4", "--lot", "1"]);
    let (mut left, mut right) = (files(&alone), files(&together));
    // On a cluster inputs have whole names, here they have them anyway.
    left.retain(|name, _| name.ends_with(".parquet"));
    right.retain(|name, _| name.ends_with(".parquet"));
    assert!(left == right, "{:?} {:?}", left.keys(), right.keys());

    // Executors of another engine do not read in silence.
    let output = ran(&[
        "--unsure-below",
        "0.2",
        "run",
        "--out",
        dir.path().join("other").to_str().unwrap(),
        "--scheduler",
        &address,
        inputs[0].to_str().unwrap(),
    ]);
    assert_ne!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("--unsure-below"), "{}", text(&output.stderr));
}
