//! `claimbook extract`.

use super::{Place, binary};
use std::io::Read;
use std::process::{Command, Stdio};

const TEXT: &str = "A drone struck a depot near Harir on Tuesday, two officials said.\n";

#[test]
fn one_bad_input_is_named_and_the_rest_is_read() {
    let place = Place::new();
    place.write("a.txt", TEXT);
    place.write("empty.txt", "");
    place.write("b.jsonl", "{\"id\":\"n1\",\"body\":\"Shells fell near Tal Noor.\"}\n{broken\n{\"id\":\"n3\",\"body\":\"Quiet.\"}\n");
    let ran = place.run(&["extract", "a.txt", "empty.txt", "b.jsonl", "gone.txt"]);
    assert_eq!(ran.code, 3);
    let inputs: Vec<_> =
        ran.json().iter().map(|r| r["article"]["input"].as_str().unwrap().to_owned()).collect();
    assert_eq!(inputs, ["a.txt", "n1", "n3"]);
    for named in ["empty.txt", "b.jsonl, line 2", "gone.txt", "3 of 6 inputs"] {
        assert!(ran.err.contains(named), "{named}: {}", ran.err);
    }
}

#[test]
fn articles_without_a_date_or_in_another_language_are_named_and_kept() {
    let place = Place::new();
    place.write("undated.txt", TEXT);
    let spanish = "Un coche bomba estalló el martes frente a un cuartel de la policía y causó la muerte de dos \
                   soldados, según informó el ministerio de Defensa.";
    place.write("es.txt", spanish);
    let ran = place.run(&["extract", "undated.txt", "es.txt"]);
    assert_eq!((ran.code, ran.json().len()), (0, 2), "{}", ran.err);
    assert!(ran.err.contains("not coded: es.txt (es)"), "{}", ran.err);
    assert!(ran.err.contains("no publication date") && ran.err.contains("undated.txt"), "{}", ran.err);
}

#[test]
fn a_body_is_kept_character_for_character() {
    let place = Place::new();
    let body = "  «Tal Noor»\n\n\nwas quiet — so far. ";
    let line =
        serde_json::json!({"id": "n", "body": body, "published": "2024-03-05", "publisher": "Gulf Ledger"});
    let ran = place.run_with(&["extract", "--input-format", "jsonl", "-"], &format!("{line}\n"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report = &ran.json()[0];
    assert_eq!(report["article"]["body"], body);
    assert_eq!(report["article"]["published"]["basis"], "given");
    assert_eq!(report["article"]["publisher"]["name"], "Gulf Ledger");
    assert_eq!(report["schema"], "claimbook.report/1");
    assert!(report.get("mentions").is_none());
}

#[test]
fn mentions_come_when_asked_for() {
    let ran = Place::new().run_with(&["extract", "--mentions", "-"], TEXT);
    assert!(ran.json()[0]["mentions"].is_array());
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let place = Place::new();
    let lines: String =
        (0..600).map(|n| format!("{{\"id\":\"n{n}\",\"body\":\"Report {n}. {}\"}}\n", TEXT.trim())).collect();
    place.write("many.jsonl", lines);
    let one = place.run(&["extract", "--threads", "1", "many.jsonl"]);
    let many = place.run(&["extract", "--threads", "4", "many.jsonl"]);
    assert_eq!(one.out.lines().count(), 600);
    assert!(one.out == many.out, "outputs differ");
}

#[test]
fn a_page_holds_text_and_record_and_loads_nothing() {
    let place = Place::new();
    place.write("a.txt", format!("{TEXT}\n<script>alert('x')</script> & \"more\"\n"));
    place.write("b.txt", TEXT);
    let ran = place.run(&["extract", "--html", "out.html", "a.txt", "b.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let page = place.read("out.html");
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert_eq!(page.matches("<section").count(), 2);
    assert_eq!(page.matches("<script>").count(), 1, "only the page's own script");
    assert!(page.contains("&lt;script&gt;alert("));
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src="));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    let lines: String =
        (0..400).map(|n| format!("{}\n", serde_json::json!({"id": n.to_string(), "body": TEXT}))).collect();
    place.write("many.jsonl", lines);
    let mut child = Command::new(binary())
        .args(["extract", "many.jsonl"])
        .current_dir(place.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn a_users_codebook_is_read_and_its_mistakes_are_told() {
    let place = Place::new();
    place.write("mine/weapons/x.toml", "not toml at all [");
    place.write("a.txt", TEXT);
    let ran = place.run(&["--codebook", "mine", "extract", "a.txt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("weapons/x.toml:1"), "{}", ran.err);
}
