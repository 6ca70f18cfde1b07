//! Codebook, gazetteer, completions, manual pages and doctor.

use super::Place;

#[test]
fn the_built_in_codebook_has_no_mistakes() {
    let ran = Place::new().run(&["codebook", "check"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.starts_with("no mistakes"), "{}", ran.out);
}

#[test]
fn mistakes_in_a_users_codebook_are_told_with_file_and_line() {
    let place = Place::new();
    place.write("mine/actors/x.toml", "\n[[actor]]\nid = \"x\"\nnmae = \"X\"\n");
    let ran = place.run(&["codebook", "check", "mine", "--json"]);
    assert_eq!(ran.code, 4);
    let mistakes = ran.json();
    assert_eq!(mistakes[0]["file"], "actors/x.toml");
    assert!(mistakes[0]["line"].as_u64().unwrap() >= 2);
}

#[test]
fn a_folder_without_codebook_files_is_a_usage_mistake() {
    let place = Place::new();
    place.write("mine/readme.txt", "nothing here");
    assert_eq!(place.run(&["codebook", "check", "mine"]).code, 2);
}

#[test]
fn the_gazetteer_shows_candidates_and_why_one_wins() {
    let ran = Place::new().run(&["gazetteer", "lookup", "Tripoli", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let found = ran.json();
    assert!(found.len() > 1, "Tripoli lies in Libya and in Lebanon");
    assert_eq!(found[0]["country"], "LY");
    assert!(found.iter().all(|c| !c["reason"].as_str().unwrap().is_empty()));
}

#[test]
fn a_users_table_of_places_is_read() {
    let place = Place::new();
    let row = "9002\tTal Noorabad\tTal Noorabad\tNoor Hill\t36.5\t44.3\tP\tPPL\tIQ\t\t05\t\t\t\t4000\t\t700\tAsia/Baghdad\t2024-01-01\n";
    place.write("IQ.txt", row);
    place.write("notes.txt", "no dump\n");
    assert_eq!(place.run(&["gazetteer", "import", "notes.txt"]).code, 2);
    let ran = place.run(&["gazetteer", "import", "IQ.txt", "--out", "iq.table"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("1 places with 2 names"), "{}", ran.out);
}

#[test]
fn shells_and_man_get_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let ran = place.run(&["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("incidents"), "{shell}");
    }
    assert!(place.run(&["man"]).out.contains(".TH claimbook"));
    assert_eq!(place.run(&["man", "--out", "man1"]).code, 0);
    assert!(place.read("man1/claimbook-extract.1").contains("mentions"));
}

#[test]
fn doctor_is_content_without_a_ledger() {
    let ran = Place::new().run(&["doctor", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let findings = ran.json();
    assert!(findings.iter().any(|f| f["what"] == "gazetteer" && f["good"] == true));
    assert!(findings.iter().all(|f| f["good"] == true), "{}", ran.out);
}

#[test]
fn a_users_places_are_known_by_their_names() {
    let place = Place::new();
    let table =
        "[[place]]\nname = \"Tal Noorabad\"\nfeature = \"town\"\ncountry = \"IQ\"\nlat = 36.5\nlon = 44.3\n";
    place.write("mine/places/mine.toml", table);
    let asked = ["--codebook", "mine", "gazetteer", "lookup", "Tal Noorabad", "--json"];
    let ran = place.run(&asked);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.json()[0]["country"], "IQ");
    assert_eq!(place.run(&["codebook", "check", "mine"]).code, 0);
    place.write("mine/places/mine.toml", table.replace("town", "nowhere"));
    let ran = place.run(&["codebook", "check", "mine"]);
    assert_eq!(ran.code, 4);
    assert!(ran.out.starts_with("places/mine.toml:2: ") && ran.out.contains("nowhere"), "{}", ran.out);
    assert_eq!(place.run(&["codebook", "check", "mine", "--json"]).json()[0]["file"], "places/mine.toml");
}
