//! `--annotator endpoint` against a server that the test starts.

use super::stub::{Reply, Stub};
use super::{Place, Ran};
use serde_json::{Value, json};

const NEWS: &str = "Gunmen attacked a police checkpoint near Mosul on Tuesday, killing three officers, a police spokesman said.";
const MORE: &str = "Gunmen attacked a police checkpoint near Mosul on Tuesday, killing three officers, a second spokesman said.";
const QUIET: &str =
    "The council of Harwick voted on Tuesday for a new levy on parking. The levy takes effect in June.";

fn articles() -> String {
    let line = |id: &str, body: &str| {
        json!({"id": id, "published": "2024-03-07", "language": "en", "body": body}).to_string()
    };
    [line("a", NEWS), line("quiet", QUIET), line("b", MORE)].join("\n")
}

fn good() -> String {
    let quote = |words: &str| json!({"sentence": 1, "words": words, "nth": 1});
    let role = |role: &str, words: &str| json!({"role": role, "basis": "none", "sentence": 1, "words": words, "nth": 1});
    let act = json!({"id": "a1", "type": "armed_assault", "stage": "accomplished", "background": false, "series": false,
        "tellings": [quote("attacked")],
        "roles": [role("place", "Mosul"), role("time", "Tuesday"), role("killed", "three officers"), role("killed", "ninety officers")]});
    json!({"acts": [act], "sayings": []}).to_string()
}

/// Runs the command on one thread, so that the first article is asked about first.
fn run(place: &Place, command: &[&str], more: &[&str]) -> Ran {
    place.write("a.jsonl", articles());
    let fixed = ["--annotator", "endpoint", "--model", "stub", "--threads", "1", "a.jsonl"];
    place.run(&[command, &fixed, more].concat())
}

fn incidents(ran: &Ran) -> Vec<(String, usize)> {
    let count = |r: &Value| r["incidents"].as_array().map_or(0, Vec::len);
    ran.json().iter().map(|r| (r["article"]["input"].as_str().unwrap().to_owned(), count(r))).collect()
}

#[test]
fn relevant_articles_are_asked_about_and_kept_answers_give_the_same_bytes_offline() {
    let (place, stub) = (Place::new(), Stub::new(|_, _| Reply::Says(good())));
    let asked = run(&place, &["extract"], &["--endpoint", &stub.url, "--answers", "answers"]);
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert_eq!(incidents(&asked), [("a".to_owned(), 1), ("quiet".to_owned(), 0), ("b".to_owned(), 1)]);
    assert!(
        asked.err.contains(
            "endpoint: 2 requests, 200 tokens asked and 40 answered; 0 kept answers used; 2 marks refused"
        ),
        "{}",
        asked.err
    );
    assert_eq!(stub.asked().len(), 2);
    assert!(!asked.out.contains("ninety"));
    let replayed = run(&place, &["extract"], &["--answers", "answers", "--replay"]);
    assert_eq!((replayed.code, &replayed.out), (0, &asked.out), "{}", replayed.err);
    let again = run(&place, &["extract"], &["--endpoint", &stub.url, "--answers", "answers"]);
    assert_eq!((again.out, stub.asked().len()), (asked.out, 2));
}

#[test]
fn articles_beyond_the_budget_are_named_and_read_by_a_later_run() {
    let (place, stub) = (Place::new(), Stub::new(|_, _| Reply::Says(good())));
    let first = run(&place, &["add"], &["--endpoint", &stub.url, "--max-requests", "1"]);
    assert_eq!(first.code, 3, "{}", first.err);
    assert!(
        first.err.contains("b: not read, a later run can") && first.err.contains("budget"),
        "{}",
        first.err
    );
    assert!(first.out.contains("2 new articles"), "{}", first.out);
    let second = run(&place, &["add"], &["--endpoint", &stub.url]);
    assert_eq!(second.code, 0, "{}", second.err);
    assert!(second.out.contains("1 new article, 2 already there"), "{}", second.out);
    assert_eq!(stub.asked().len(), 2, "the first answer was kept beside the captures");
    assert_eq!(std::fs::read_dir(place.path("claimbook.answers")).unwrap().count(), 2);
    let verified = place.run(&["verify"]);
    assert!(verified.code == 0 && verified.out.contains("2 answers as given"), "{}", verified.out);
    let one = std::fs::read_dir(place.path("claimbook.answers")).unwrap().next().unwrap().unwrap().path();
    let answer = std::fs::read_to_string(&one).unwrap();
    std::fs::write(&one, answer.replace("Mosul", "Basra")).unwrap();
    let verified = place.run(&["verify"]);
    assert!(verified.code == 4 && verified.out.contains("was changed"), "{}", verified.out);
    std::fs::write(&one, answer).unwrap();
    let folder = place.run(&["add", "."]);
    assert!(
        folder.code == 0 && folder.out.contains("3 read anew"),
        "answers are no articles: {} {}",
        folder.out,
        folder.err
    );
}

#[test]
fn nothing_is_sent_unless_it_is_asked_for_and_mistakes_are_told() {
    let (place, stub) = (Place::new(), Stub::new(|_, _| Reply::Says(good())));
    place.write("a.jsonl", articles());
    assert_eq!(place.run(&["extract", "--endpoint", &stub.url, "--model", "stub", "a.jsonl"]).code, 0);
    assert!(stub.asked().is_empty());
    for (more, told) in [
        (&["--endpoint", "ftp://x"][..], "no address"),
        (&["--endpoint", "http://me:secret@models.example/v1"][..], "may not hold"),
        (&[][..], "--endpoint"),
        (&["--replay"][..], "--answers"),
    ] {
        let ran = run(&place, &["extract"], more);
        assert!(
            ran.code == 2 && ran.err.contains(told) && !ran.err.contains("secret"),
            "{more:?}: {}",
            ran.err
        );
    }
    place.write("key", "two words");
    let ran = run(&place, &["extract"], &["--endpoint", &stub.url, "--endpoint-key-file", "key"]);
    assert!(ran.code == 2 && !ran.err.contains("two words"), "{}", ran.err);
    let help = place.run(&["extract", "--help"]).out;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("it leaves this machine unless the address is local"), "{help}");
}

#[test]
fn a_key_of_a_file_is_sent_and_not_shown() {
    let (place, stub) = (Place::new(), Stub::new(|_, _| Reply::Status(401, "", "no: sk-secret".to_owned())));
    place.write("key", "sk-secret\n");
    let ran = run(&place, &["extract"], &["--endpoint", &stub.url, "--endpoint-key-file", "key"]);
    assert_eq!((ran.code, stub.asked().len()), (3, 1), "{}", ran.err);
    assert!(ran.err.contains("401") && !ran.err.contains("sk-secret"), "{}", ran.err);
    assert!(stub.asked()[0].head.contains("Bearer sk-secret"));
}

#[test]
fn options_may_stand_in_a_file_and_costs_are_told() {
    let (place, stub) = (Place::new(), Stub::new(|_, _| Reply::Says(good())));
    place.write("own/key", "sk-secret\n");
    place.write(
        "own/model.toml",
        format!(
            "endpoint = \"{}\"\nmodel = \"other\"\nkey_file = \"key\"\nanswers = \"kept\"\ntoken_price = \"1000/5000\"\n",
            stub.url
        ),
    );
    // The model's name on the command line goes before the one in the file.
    let ran = run(&place, &["extract"], &["--endpoint-config", "own/model.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("200 tokens asked and 40 answered, 0.40 at the prices given"), "{}", ran.err);
    assert_eq!(ran.json()[0]["x_asked"]["model"], "stub");
    assert!(stub.asked()[0].head.contains("Bearer sk-secret"));
    assert_eq!(std::fs::read_dir(place.path("own/kept")).unwrap().count(), 2);
    place.write("own/model.toml", "key = \"sk-secret\"\n");
    let ran = run(&place, &["extract"], &["--endpoint-config", "own/model.toml"]);
    assert!(ran.code == 2 && ran.err.contains("unknown field"), "{}", ran.err);
}

#[test]
fn what_two_annotators_read_differently_is_shown_and_reviewed_first() {
    let (place, stub) = (Place::new(), Stub::new(|_, _| Reply::Says(good())));
    place.write("a.jsonl", articles());
    assert_eq!(place.run(&["add", "a.jsonl"]).code, 0);
    let alone = place.run(&["compare"]);
    assert!(alone.code == 0 && alone.out.contains("no article was read by two annotators"), "{}", alone.out);
    let added = run(&place, &["add"], &["--endpoint", &stub.url]);
    assert!(added.out.contains("read anew"), "{}", added.out);
    let compared = &place.run(&["compare", "--json"]).json()[0];
    assert_eq!(compared["articles"], 2, "nobody was asked about the quiet one");
    assert_eq!(compared["both"], 2, "{compared}");
    // The answers of the stub name nobody who did it.
    let first = &compared["differences"][0];
    assert_eq!(first["models"], json!(["stub", null]));
    let differing = first["differing"].as_array().unwrap();
    let by =
        differing.iter().find(|d| d["property"] == "perpetrator").unwrap_or_else(|| panic!("{compared}"));
    assert_eq!(by["values"], json!(["none", "Gunmen = accused_by_authorities"]));
    let table = place.run(&["compare"]).out;
    assert!(table.contains("as shown: stub; the other: the built-in reader"), "{table}");
    assert!(table.contains("2 incidents told by both"), "{table}");
    let one = place.run(&["compare", first["article"].as_str().unwrap(), "--json"]);
    assert_eq!(one.json()[0]["articles"], 1);
}
