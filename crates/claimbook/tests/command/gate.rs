//! What goes out: names of persons, cells, characters that command a terminal, files that come into being whole.

use super::Place;

const FORMATS: [&str; 14] = [
    "jsonl",
    "csv",
    "geojson",
    "clusters",
    "incidents",
    "acled",
    "ged",
    "gtd",
    "plover",
    "parquet",
    "ftm",
    "stix",
    "prov",
    "timemap",
];

/// Invented people, as papers name them.
const PEOPLE: &str = r#"{"id":"oksana-tkachiv","publisher":"Harbour Wire","published":"2024-03-06","url":"https://wire.example/oksana-tkachiv","headline":"Oksana Tkachiv killed","body":"A car bomb killed Oksana Tkachiv, a 41-year-old florist, in Kirkuk on Tuesday, her cousin Halyna Lysenkiv said."}
{"id":"w2","publisher":"Harbour Wire","published":"2024-03-07","headline":"Brothers wounded","body":"Mortar fire wounded two brothers, Ostap and Taras Horobetsko, in Mosul on Wednesday, a nurse said. The Horobetskos were farmers. Governor Karim Velmoud condemned it."}
"#;

#[test]
fn names_of_persons_without_a_public_role_leave_with_private_alone() {
    let place = Place::new();
    place.write("people.jsonl", PEOPLE);
    assert_eq!(place.run(&["add", "people.jsonl"]).code, 0);
    let words = ["oksana", "tkachiv", "halyna", "lysenkiv", "ostap", "taras", "horobetsko"];
    std::fs::create_dir(place.path("o")).unwrap();
    for format in FORMATS {
        let out = format!("o/{format}");
        let ran = place.run(&["export", "--as", format, "--out", &out]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        // Nobody died of whom a code book of deaths would tell.
        let told = if format == "ged" { "0 with names withheld" } else { "2 with names withheld" };
        assert!(ran.err.contains(told), "{format}: {}", ran.err);
    }
    assert_eq!(place.run(&["export", "--as", "tables", "--out", "o/tables"]).code, 0);
    let mut files = 0;
    for folder in ["o", "o/tables"] {
        for file in std::fs::read_dir(place.path(folder)).unwrap().map(|f| f.unwrap().path()) {
            if !file.is_file() {
                continue;
            }
            files += 1;
            let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).to_lowercase();
            let left: Vec<_> = words.iter().filter(|w| text.contains(**w)).collect();
            assert!(left.is_empty(), "{}: {left:?}", file.display());
        }
    }
    assert!(files > 30, "{files}");
    let open = place.run(&["export", "--as", "jsonl", "--private"]).out.to_lowercase();
    // The cousin stands in no clause that tells the act.
    let told = words.iter().filter(|w| !matches!(**w, "halyna" | "lysenkiv"));
    assert_eq!(told.filter(|w| !open.contains(**w)).count(), 0, "{open}");
    let public = place.run(&["export", "--as", "jsonl"]).out;
    assert!(
        public.contains("wire.example")
            && public.contains("Kirkuk")
            && public.contains("a 41-year-old florist")
    );
}

#[test]
fn no_cell_is_a_formula_and_a_mark_tells_spreadsheets_the_letters() {
    let place = Place::new();
    let record = r#"{"id":"c","publisher":"=HYPERLINK(1)","published":"2024-03-06","headline":"+1","body":"A car bomb killed four people in Kirkuk on Tuesday, police said."}"#;
    place.write("c.jsonl", record);
    assert_eq!(place.run(&["add", "c.jsonl"]).code, 0);
    for format in ["csv", "acled", "ged", "gtd"] {
        let plain = place.run(&["export", "--as", format]).out;
        assert!(!plain.starts_with('\u{feff}') && !plain.contains(",=HYPER"), "{format}: {plain}");
        let marked = place.run(&["export", "--as", format, "--bom", "--raw-cells"]).out;
        assert!(marked.starts_with('\u{feff}'), "{format}");
        assert_eq!(marked.contains(",=HYPER"), plain.contains("'=HYPER"), "{format}");
    }
    assert!(place.run(&["export", "--as", "csv"]).out.contains(",'=HYPERLINK(1),"));
}

#[test]
fn nothing_an_article_holds_commands_a_terminal() {
    let place = Place::new();
    let record = "{\"id\":\"c\\u001b[2J\",\"publisher\":\"Harbour\\u009b Wire\",\"published\":\"2024-03-06\",\"url\":\"https://a.example/\\u202eb\",\"headline\":\"x\\u001b]0;y\\u0007\",\"body\":\"A car bomb exploded outside a market in Kirkuk on Tuesday, killing five people, police said.\\u001b[31m It was \\u202e the third\\u009b2J this week.\"}";
    place.write("c.jsonl", record);
    let commands = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    let added = place.run(&["add", "c.jsonl"]);
    assert_eq!(added.code, 0, "{}", added.err);
    let listed = place.run(&["incidents", "--json"]);
    let incident = listed.json()[0]["id"].as_str().unwrap().to_owned();
    let article = listed.json()[0]["article"]["id"].as_str().unwrap().to_owned();
    assert!(
        listed.json()[0]["article"]["publisher"].as_str().unwrap().contains('\u{9b}'),
        "JSON says what stands there"
    );
    let runs: [&[&str]; 12] = [
        &["incidents"],
        &["incidents", "--json"],
        &["claims"],
        &["actors"],
        &["show", &incident],
        &["show", &article],
        &["show", &article, "--json"],
        &["explain", &incident],
        &["linked", &incident],
        &["extract", "c.jsonl"],
        &["export", "--as", "csv"],
        &["export", "--as", "stix", "--private"],
    ];
    for arguments in runs {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        assert!(!ran.out.contains(commands) && !ran.err.contains(commands), "{arguments:?}: {:?}", ran.out);
        assert!(!ran.out.is_empty(), "{arguments:?}");
    }
    let missing = place.run(&["show", "art_\u{1b}[2J"]);
    assert!(missing.code == 1 && !missing.err.contains(commands), "{:?}", missing.err);
}

#[test]
fn an_export_that_fails_leaves_the_old_file() {
    let place = Place::new();
    place.write("people.jsonl", PEOPLE);
    assert_eq!(place.run(&["add", "people.jsonl"]).code, 0);
    place.write("x.csv", "old");
    assert_eq!(place.run(&["export", "--as", "csv", "--out", "x.csv", "--decimals", "9"]).code, 2);
    assert_eq!(place.read("x.csv"), "old");
    assert_eq!(place.run(&["export", "--as", "csv", "--out", "x.csv"]).code, 0);
    assert!(place.read("x.csv").starts_with("incident,"));
}
