//! Facts about places and invented reports that name them.

use super::*;
use claimbook_records::globe::distance_km;
use std::sync::OnceLock;

fn gazetteer() -> &'static Gazetteer {
    static ONCE: OnceLock<Gazetteer> = OnceLock::new();
    ONCE.get_or_init(Gazetteer::embedded)
}

/// "words = name, country" of every mention; "words = ?" for an unresolved one.
fn found(body: &str) -> Vec<String> {
    find(&Text::default(), body, gazetteer())
        .iter()
        .map(|m| {
            let words = m.span.of(body);
            match m.reading.chosen() {
                Some(c) => format!("{words} = {}, {}", c.name, c.country.as_deref().unwrap_or("-")),
                None => format!("{words} = ?"),
            }
        })
        .collect()
}

fn first(name: &str) -> Candidate {
    gazetteer().lookup(name).into_iter().next().unwrap_or_else(|| panic!("{name} is unknown")).candidate
}

#[test]
fn loaded_and_foreign_names_lead_to_the_canonical_place() {
    assert_eq!(first("Umm Al-Rashrash").name, "Eilat");
    assert_eq!(first("occupied Palestine").country.as_deref(), Some("IL"));
    assert_eq!(first("Gaza").country.as_deref(), Some("PS"));
    assert_eq!(first("West Bank").country.as_deref(), Some("PS"));
    assert_eq!(first("Hodeida").country.as_deref(), Some("YE"));
}

#[test]
fn a_place_is_found_by_its_id_in_every_table() {
    for name in ["Mosul", "Golan Heights", "Iraq"] {
        let place = first(name);
        assert_eq!(gazetteer().with_id(&place.id).map(|f| f.candidate), Some(place));
    }
    for wrong in ["geonames:0", "geonames:2147483649", "geonames:x", "cb:nowhere", "", "Mosul"] {
        assert_eq!(gazetteer().with_id(wrong), None, "{wrong}");
    }
}

#[test]
fn the_golan_lies_in_syria_and_is_administered_by_israel() {
    for name in ["Golan Heights", "Golan", "Majdal Shams"] {
        let c = first(name);
        assert_eq!((c.country.as_deref(), c.administered_by.as_deref()), (Some("SY"), Some("IL")), "{name}");
    }
}

#[test]
fn seas_outside_national_airspace_have_no_country() {
    for name in ["Red Sea", "Gulf of Aden", "Bab al-Mandab"] {
        let c = first(name);
        assert_eq!((c.country, c.level), (None, Level::Sea), "{name}");
    }
}

#[test]
fn a_common_name_keeps_its_alternatives() {
    let found = gazetteer().lookup("San Miguel");
    assert!(found.len() > 20, "{}", found.len());
    assert!(found.iter().any(|f| f.candidate.country.as_deref() == Some("SV")));
    assert!(found.iter().all(|f| !f.reason.is_empty()));
    let body = "Rebels attacked a barracks in San Miguel, El Salvador.";
    let places = find(&Text::default(), body, gazetteer());
    assert_eq!(places[0].reading.candidates.len(), KEPT);
    assert_eq!(places[0].reading.chosen().and_then(|c| c.country.as_deref()), Some("SV"));
}

#[test]
fn the_place_after_the_comma_decides() {
    assert_eq!(found("A fire broke out in Paris, Texas, on Monday.")[0], "Paris = Paris, US");
    assert_eq!(found("A fire broke out in Paris, France, on Monday.")[0], "Paris = Paris, FR");
    let body = "Deputies of Pineville, La., closed the road.";
    let places = find(&Text::default(), body, gazetteer());
    assert_eq!(places[0].reading.chosen().and_then(|c| c.admin1.as_deref()), Some("Louisiana"));
    assert_eq!(places[1].span.of(body), "La.");
    assert_eq!(places[0].reading.within.last().map(String::as_str), Some("United States"));
}

#[test]
fn persons_streets_months_and_common_words_are_no_places() {
    for body in [
        "Mr. Houston, 34, was charged in March.",
        "He lives at 1935 Memphis Street.",
        "It stood in the 400 block of South Memphis.",
        "Reading is fun, said Ms. Lima.",
        "Of the two, Sheriff Jackson spoke first. Of course.",
    ] {
        assert_eq!(found(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_name_with_a_surname_or_an_age_is_a_person_and_crossing_streets_are_no_towns() {
    for body in [
        "Officers found Kenya Brenmore, 38, at the door.",
        "A judge heard 35-year old Chad Tarnwick on Monday.",
        "The guard, Jordan Reeves, fled.",
        "He lived in the 300 block of Madrid.",
        "The man was shot at the corner of Terrace and Vine.",
        "A car burned near Havana and Lima avenues.",
    ] {
        assert_eq!(found(body), [""; 0], "{body}");
    }
    assert_eq!(found("Troops entered Chad on Monday."), ["Chad = Chad, TD"]);
}

#[test]
fn a_shortened_saint_is_the_english_town() {
    assert_eq!(found("A girl was shot in a St. Louis home."), ["St. Louis = St. Louis, US"]);
    assert_eq!(found("A shell fell in Saint-Louis, Senegal.")[0], "Saint-Louis = Saint-Louis, SN");
}

#[test]
fn a_small_town_of_a_country_nobody_speaks_of_stays_open() {
    let body = "Police in the Bronx, New York, said a man died in Allerton.";
    assert_eq!(found(body).last().map(String::as_str), Some("Allerton = ?"));
    assert_eq!(found("Police in England said a man died in Allerton.")[1], "Allerton = Allerton, GB");
}

#[test]
fn people_and_adjectives_are_no_places() {
    assert_eq!(found("An Iraqi group and Israelis disagreed."), Vec::<String>::new());
}

#[test]
fn capitals_throughout_are_read() {
    let body =
        "GUNMEN ATTACKED A POLICE POST IN USULUTAN DEPARTMENT, EL SALVADOR, NEAR SAN LUIS DE LA REINA.";
    let names = found(body);
    assert!(names.contains(&"EL SALVADOR = El Salvador, SV".to_owned()), "{names:?}");
    assert!(names.iter().any(|n| n.starts_with("USULUTAN") && n.ends_with("SV")), "{names:?}");
    assert!(names.contains(&"SAN LUIS DE LA REINA = San Luis de la Reina, SV".to_owned()), "{names:?}");
}

#[test]
fn the_same_text_gives_the_same_mentions() {
    let body =
        "Fighters in Erbil, Kirkuk and Aden spoke of Springfield and Georgia. Tbilisi and Atlanta denied it.";
    let one = format!("{:?}", find(&Text::default(), body, gazetteer()));
    assert_eq!(one, format!("{:?}", find(&Text::default(), body, &Gazetteer::embedded())));
}

#[test]
fn containment_and_distance() {
    let (eilat, israel, iraq) = (first("Eilat"), first("Israel"), first("Iraq"));
    assert!(containment(&eilat, &israel) && !containment(&eilat, &iraq) && !containment(&israel, &israel));
    let erbil = first("Erbil");
    let km = distance_km((eilat.lat, eilat.lon), (erbil.lat, erbil.lon));
    assert!((1_100.0..1_180.0).contains(&km), "{km}");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(body in "\\PC{0,200}") {
        let mentions = find(&Text::default(), &body, gazetteer());
        for pair in mentions.windows(2) {
            assert!(pair[0].span.end() <= pair[1].span.start());
        }
        for m in mentions {
            assert!(!m.span.of(&body).is_empty());
        }
    }

    #[test]
    fn any_mixture_of_names_and_marks_is_read(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "Paris", ",", " ", ".", "'s", "’S", "La.", "U.S.", "-", "\n", "SAN MIGUEL", "St", "é", "Al", "of", "D.C", "(", "12",
            ]),
            0..40,
        )
    ) {
        let body: String = parts.concat();
        for m in find(&Text::default(), &body, gazetteer()) {
            assert!(!m.span.of(&body).is_empty());
        }
    }
}

/// A table of two invented towns of one name in an invented corner of Iraq.
fn small_table() -> Vec<u8> {
    use gazetteer::{Builder, Feature, Row};
    let row = |id: &str, feature, name: &str, lat, country: &str, division1: &str, names: &[&str]| Row {
        id: id.to_owned(),
        feature,
        name: name.to_owned(),
        lat,
        lon: 44.5,
        country: country.to_owned(),
        administered_by: String::new(),
        division1: division1.to_owned(),
        division2: String::new(),
        population: 9_000,
        names: names.iter().map(|n| (*n).to_owned()).collect(),
    };
    let mut builder = Builder::default();
    builder.add(row(
        "geonames:3",
        Feature::Town,
        "Qarn al-Wadi",
        36.25,
        "IQ",
        "geonames:2",
        &["Karn el Wadi"],
    ));
    builder.add(row("cb:second", Feature::Town, "Qarn al-Wadi", 31.0, "IQ", "", &[]));
    builder.add(row("geonames:2", Feature::Division1, "Tal Province", 36.0, "IQ", "", &[]));
    builder.add(row("geonames:1", Feature::Country, "Iraq", 33.0, "IQ", "", &[]));
    builder.finish().unwrap()
}

#[test]
fn a_table_of_ones_own_is_read_back() {
    let own = Gazetteer::from_bytes(small_table()).unwrap();
    let names = own.lookup("KARN EL WADI");
    assert_eq!(names.len(), 1);
    let c = &names[0].candidate;
    assert_eq!((c.id.as_str(), c.admin1.as_deref(), c.lat), ("geonames:3", Some("Tal Province"), 36.25));
    assert_eq!(names[0].within, ["Tal Province", "Iraq"]);
    assert_eq!(own.lookup("Qarn al Wadi").len(), 2);
    let body = "Mr. March said a rocket fell near Qarn al-Wadi, Tal Province, on Monday.";
    let places = find(&Text::default(), body, &own);
    assert_eq!(places[0].reading.chosen().map(|c| c.id.as_str()), Some("geonames:3"));
    assert_eq!(small_table(), small_table());
}

#[test]
fn a_users_table_is_laid_over_ours() {
    let text = "[[place]]\nname = \"Qarn Bridge\"\nfeature = \"district\"\ncountry = \"IQ\"\nlat = 33.3\nlon = 44.4\n";
    let more = Gazetteer::embedded().with_tables(&[("places/own.toml", text)]).unwrap();
    assert_eq!(more.lookup("qarn bridge")[0].candidate.country.as_deref(), Some("IQ"));
    assert_eq!(more.lookup("Umm al-Rashrash")[0].candidate.name, "Eilat");
    for (right, wrong) in [("district", "planet"), ("33.3", "133.3"), ("\"IQ\"", "\"Iraq\"")] {
        let text = text.replace(right, wrong);
        let error = Gazetteer::embedded().with_tables(&[("places/own.toml", &text)]).unwrap_err().to_string();
        assert!(error.contains("places/own.toml") && error.contains(wrong.trim_matches('"')), "{error}");
    }
}

#[test]
fn damaged_tables_are_refused_or_read_without_panic() {
    let whole = small_table();
    for cut in (0..whole.len()).step_by(7) {
        assert!(Gazetteer::from_bytes(whole[..cut].to_vec()).is_err(), "{cut}");
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5A;
        if let Ok(own) = Gazetteer::from_bytes_with(bytes, &[]) {
            own.lookup("Qarn al-Wadi");
        }
    }
}
