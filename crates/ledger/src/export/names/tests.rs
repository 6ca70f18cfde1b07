//! Names found in and cut out of texts.

use super::find::Strength::{Beside, Capital, Strong};
use super::find::listed;
use super::*;
use crate::sample::Telling;
use claimbook_records::Codebook;
use claimbook_records::report::{IncidentType, PlaceRole};
use std::sync::OnceLock;

fn lexicon() -> Lexicon<'static> {
    static CODEBOOK: OnceLock<Codebook> = OnceLock::new();
    let places = &|name: &str| if name == "Haifa" { 300_000 } else { 0 };
    Lexicon::new(Knowledge { codebook: CODEBOOK.get_or_init(Codebook::builtin), places })
}

fn found_in(telling: Telling) -> Found {
    let (article, report) = telling.build();
    let told = Told {
        headline: None,
        body: article.body.as_str(),
        publisher: None,
        report: &report,
        masked: Vec::new(),
    };
    Found::of(&told, &lexicon())
}

fn found(body: &str) -> Found {
    found_in(Telling::new("a.txt", body))
}

fn hidden(body: &str, text: &str) -> String {
    Names::of(&found(body)).hide(text).unwrap_or_else(|| text.to_owned())
}

/// The names found, one after the other.
fn names(body: &str) -> Vec<String> {
    listed(&found(body)).into_keys().collect()
}

#[test]
fn a_name_is_found_wherever_no_role_is_told() {
    for (body, wanted) in [
        ("A bomb killed Samer Qandoura in Mosul on Monday.", "samer qandoura"),
        ("Petro Lysenko was killed by a mine near Izmail.", "petro lysenko"),
        ("A porter named Oksana Bila-Moroz was hurt.", "oksana bila moroz"),
        ("Relatives buried Nguyen Thi Ngoc Vrang on Friday.", "nguyen thi ngoc vrang"),
        ("The shell killed Þórdís Guðrúnsdóttir at home.", "thordis gudrunsdottir"),
        ("A sniper shot J. K. O'Mallory, 41, a florist.", "j k omallory"),
        ("The dead man was Omar bin Rashid al-Hashim Jr., police said.", "omar bin rashid al hashim jr"),
        ("A guard of the governor, Samir Tolvane, was hurt.", "samir tolvane"),
        ("Samir Tolvane, brother of the governor, was hurt.", "samir tolvane"),
        ("The governor's driver, Samir Tolvane, was hurt.", "samir tolvane"),
        ("They shot Rose Hunter at the market.", "rose hunter"),
        ("Police said Prince Okafore, a trader, died.", "prince okafore"),
        ("The victims included Emma Church, 19.", "emma church"),
        ("They shot a teacher, Paris Church, 41, in Quetta.", "paris church"),
        ("A sniper shot dead Jong-su Kimurado near the wall.", "jong su kimurado"),
    ] {
        assert!(names(body).contains(&wanted.to_owned()), "{body}: {:?}", names(body));
    }
    let brothers = names("Mortar fire wounded two brothers, Tariq and Samir Odehim, in Taiz.");
    assert_eq!(brothers, ["samir odehim", "tariq"]);
}

#[test]
fn other_names_and_people_with_a_public_role_are_none() {
    for body in [
        "A drone struck Baghdad on Friday, Iraqi officials said.",
        "The Health Ministry said Kata'ib Hezbollah denied it on Telegram.",
        "In March, gunmen attacked the Al-Noor Hospital near Tall Brak.",
        "Prime Minister Tarek Velmoud condemned it.",
        "Tarek Velmoud, a spokesman for the army, denied it. Velmoud gave no details.",
        "The governor, Tarek Velmoud, visited the town of Qarnish.",
        "Brig. Gen. Tarek Velmoud said his men were ready.",
        "Two Katyusha rockets hit the Green Zone, the U.S. Embassy said.",
        "Meanwhile the Tigris rose. Officials closed the Qarnish district.",
        "The road from Haifa was closed.",
        "However, Saboteurs were blamed. Airlines stopped flying.",
    ] {
        assert_eq!(names(body), [""; 0], "{body}");
    }
}

#[test]
fn a_public_name_stays_beside_a_private_one_of_the_same_family() {
    let body = "Governor Ali Tolvane was unhurt. A bomb killed Samir Tolvane, his nephew.";
    assert_eq!(
        hidden(body, "Ali Tolvane fled; Tolvane's nephew, SAMIR TOLVANE, died"),
        "Ali Tolvane fled; [name withheld]'s nephew, [name withheld], died"
    );
}

#[test]
fn a_name_is_cut_out_in_every_form() {
    let body = "A bomb killed Samer al-Qandoura and José Núñez-Müller in Mosul.";
    for text in [
        "Qandoura",
        "QANDOURA",
        "qan\u{ad}dou\u{200b}ra",
        "Qándôura’s",
        "the Qandouras",
        "Alqandoura",
        "al-Qandoura",
        "el Qandoura",
        "Qandoura Jr.",
        "S. Qandoura",
        "@samerqandoura",
        "samerqandoura",
        "samer.qandoura85@mail.example",
        "https://news.example/2024/qandoura-family",
        "https://news.example/N%C3%BA%C3%B1ez",
        "https://news.example/N%25C3%25BA%25C3%25B1ez",
        "N&uacute;&ntilde;ez",
        "Nu\u{301}n\u{303}ez",
        "NUNEZ",
        "Mueller",
        "samer_qandoura_1.txt",
        "Jose",
    ] {
        let left = hidden(body, text).to_lowercase().replace("[name withheld]", "");
        for part in ["qand", "samer", "ez", "mueller", "jose", "jr"] {
            assert!(!left.contains(part) || left.contains("news.example") && part == "ez", "{text}: {left}");
        }
    }
    assert_eq!(
        hidden(body, "He saw Samer al-Qandoura’s house, in Mosul"),
        "He saw [name withheld]’s house, in Mosul"
    );
}

#[test]
fn words_that_are_more_than_a_name_stay_where_no_name_is_meant() {
    let telling = Telling::new("a.txt", "A bomb in Paris in March killed Paris Marchand and Rose March.")
        .incident(IncidentType::Bombing, "A bomb in Paris in March killed Paris Marchand and Rose March")
        .place("Paris", "FR", None, PlaceRole::Target);
    let found = found_in(telling);
    let listed = listed(&found);
    assert_eq!(listed["paris marchand"], [Beside, Strong]);
    assert_eq!(listed["rose march"][0], Capital);
    let names = Names::of(&found);
    for same in [
        "It rose in March 2024",
        "on 5 March in Paris",
        "A rose in Paris",
        "Parisians marched",
        "the Dallanite",
        "drone_attack",
    ] {
        assert_eq!(names.hide(same), None, "{same}");
    }
    assert_eq!(names.hide("Paris Marchand, near Paris").unwrap(), "[name withheld], near Paris");
    assert_eq!(
        names.hide("Rose March died; Rose was 9").unwrap(),
        "[name withheld] died; [name withheld] was 9"
    );
    assert_eq!(names.hide("https://a.example/rose-march").unwrap(), "https://a.example/[name withheld]");
}

#[test]
fn a_place_of_the_gazetteer_stays_unless_it_is_somebody_s_family_name() {
    let body = "Illinois U Velmarch was shot in Burbank. They killed Jovan Wilson, a florist, in Wilson.";
    let telling = Telling::new("a.txt", body)
        .incident(IncidentType::ArmedAssault, "was shot in Burbank")
        .place("Burbank", "US", None, PlaceRole::Target)
        .place("Wilson", "US", None, PlaceRole::Target);
    let mut found = found_in(telling);
    let name = |words: &[&str]| super::find::Private {
        parts: words
            .iter()
            .map(|w| super::find::part(&super::words::words(w)[0], &lexicon(), &Default::default()))
            .collect(),
        sure: true,
    };
    found.private.extend([name(&["Burbank"]), name(&["Jovan", "Wilson"])]);
    let names = Names::of(&found);
    assert_eq!(names.hide("Burbank"), None);
    assert!(names.hide("Mr Burbank was shot").is_some());
    assert_eq!(names.hide("Wilson").as_deref(), Some(WITHHELD));
}

#[test]
fn the_time_grows_with_the_text() {
    // Counted in words, not in seconds: each word is looked at once.
    let body = "A bomb killed Samer Qandoura. ".repeat(400);
    let names = Names::of(&found(&body));
    let out = names.hide(&body).unwrap();
    assert_eq!(out.matches(WITHHELD).count(), 400);
    assert_eq!(listed(&found(&body)).len(), 1);
}
