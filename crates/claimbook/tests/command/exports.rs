//! Exports of the acceptance case against rows written by hand, and which files a run leaves.

use super::Place;
use std::collections::BTreeMap;

const ARTICLES: &str = include_str!("../../../../samples/linking/harir.jsonl");

fn filled() -> Place {
    let place = Place::new();
    place.write("harir.jsonl", ARTICLES);
    let ran = place.run(&["add", "harir.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    place
}

/// One row of a CSV file as cells that are not blank, by column.
fn row(table: &str) -> BTreeMap<String, String> {
    let mut lines = records(table).into_iter();
    let header = lines.next().unwrap();
    let cells = lines.next().unwrap();
    assert!(lines.next().is_none(), "one row");
    header.into_iter().zip(cells).filter(|(_, v)| !v.is_empty()).collect()
}

/// RFC 4180 in short: quotes double inside quotes, and no cell here holds a line break.
fn records(table: &str) -> Vec<Vec<String>> {
    let record = |line: &str| {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut rest = line.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    };
    table.lines().map(record).collect()
}

fn expected(text: &str, incident: &str, told: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let lines = text.lines().filter(|l| !l.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [column, value, why] = cells[..] else { panic!("three cells: {line}") };
            assert!(!why.is_empty(), "{column} has no reason");
            let value = match value {
                "{seconds}" => {
                    let seconds = told[column].clone();
                    assert!(seconds.parse::<i64>().is_ok());
                    seconds
                }
                value => value.replace("{incident}", incident),
            };
            (column.to_owned(), value)
        })
        .collect()
}

#[test]
fn the_acceptance_case_is_the_row_a_coder_would_write() {
    let place = filled();
    let linked = place.run(&["linked", "--several", "--json"]).json();
    let incident = linked[0]["id"].as_str().unwrap().trim_start_matches("inc_").to_owned();
    for (format, text) in
        [("acled", include_str!("expected/harir.acled.tsv")), ("gtd", include_str!("expected/harir.gtd.tsv"))]
    {
        let ran = place.run(&["export", "--as", format]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let told = row(&ran.out);
        assert_eq!(told, expected(text, &incident, &told), "{format}");
        // The series of 106 attacks is no one event in these code books.
        assert!(ran.err.contains("1 that the format cannot hold"), "{}", ran.err);
    }
    let ged = place.run(&["export", "--as", "ged"]);
    assert_eq!(ged.out.lines().count(), 1, "nobody died: the header alone");
}

#[test]
fn a_dated_relation_of_the_register_joins_an_umbrella_and_its_member() {
    let register = |since: &str| {
        format!(
            r#"
[[actor]]
id = "tal_noor_resistance"
name = "Tal Noor Resistance"
kind = "umbrella"
country = "IQ"
references = ["invented"]

[[actor]]
id = "qasri_front"
name = "Qasri Front"
kind = "armed_group"
country = "IQ"
references = ["invented"]
relation = [{{ type = "member_of", object = "tal_noor_resistance", since = "{since}" }}]
"#
        )
    };
    let told = |since: &str| {
        let place = Place::new();
        place.write("harir.jsonl", ARTICLES);
        place.write("book/actors/harir.toml", register(since));
        assert_eq!(place.run(&["--codebook", "book", "add", "harir.jsonl"]).code, 0);
        let export = |format| row(&place.run(&["--codebook", "book", "export", "--as", format]).out);
        let (acled, gtd) = (export("acled"), export("gtd"));
        let cell = |row: &BTreeMap<String, String>, column| row.get(column).cloned().unwrap_or_default();
        let members =
            place.run(&["--codebook", "book", "export", "--as", "ftm"]).out.matches("\"Membership\"").count();
        (cell(&acled, "actor1"), cell(&acled, "assoc_actor_1"), cell(&gtd, "compclaim"), members)
    };
    let joined = ("Tal Noor Resistance".to_owned(), "Qasri Front".to_owned(), "0".to_owned(), 1);
    assert_eq!(told("2023-10"), joined);
    let apart = ("Unidentified Armed Group (Iraq)".to_owned(), String::new(), "1".to_owned(), 1);
    assert_eq!(told("2024-04"), apart, "the relation began after the attack");
}

#[test]
fn beside_a_file_lie_what_was_dropped_and_what_the_rows_rest_on() {
    let place = filled();
    assert_eq!(place.run(&["export", "--as", "acled", "--out", "a.csv"]).code, 0);
    assert!(place.read("a.dropped.csv").contains("several attacks told as one"));
    let schema: serde_json::Value = serde_json::from_str(&place.read("a.schema.json")).unwrap();
    assert_eq!(schema["columns"].as_array().unwrap().len(), 31);
    assert_eq!(schema["ledger_version"]["seq"], 14);
    // The copy of the wire's text is set aside: two accounts of no death are left.
    let killed = &schema["rows"][0]["killed"];
    assert_eq!(
        (killed["used"].as_array().unwrap().len(), killed["set_aside"].as_array().unwrap().len()),
        (2, 1)
    );
    assert_eq!(killed["set_aside"][0]["reason"], "copy of another account");
    assert_eq!(place.run(&["export", "--as", "tables", "--out", "t"]).code, 0);
    for table in ["incidents", "reports", "claims", "articles", "tallies", "actors", "relations"] {
        let rows = records(&place.read(&format!("t/{table}.csv"))).len() - 1;
        assert_eq!(rows, place.read(&format!("t/{table}.jsonl")).lines().count(), "{table}");
        assert!(rows > 0, "{table}");
    }
}

#[test]
fn what_cannot_be_asked_is_said() {
    let place = filled();
    assert_eq!(place.run(&["export", "--as", "tables"]).code, 2, "tables need a folder");
    assert_eq!(place.run(&["export", "--as", "acled", "--delay-days", "7"]).code, 2, "a delay needs a day");
    assert_eq!(place.run(&["export", "--as", "stix", "--public", "--private"]).code, 2);
    let none = place.run(&["export", "--as", "ftm", "--public"]);
    assert_eq!((none.code, none.out.as_str()), (0, ""), "nobody published anything");
    assert!(none.err.contains("2 held back"), "{}", none.err);
    let same = place.run(&["export", "--as", "plover", "--since", "14"]);
    assert_eq!((same.code, same.out.as_str()), (0, ""));
    // At entry 2 the first article stood alone: its incident has changed, the series is new.
    assert_eq!(place.run(&["export", "--as", "plover", "--since", "2"]).out.lines().count(), 2);
}
