//! The cast of invented texts: look-alikes, variants, short forms, persons, collectives, words that refer back.

use super::*;
use crate::text::{Models, analyse};
use claimbook_records::Codebook;
use std::sync::OnceLock;

fn register() -> &'static Register {
    static REGISTER: OnceLock<Register> = OnceLock::new();
    REGISTER.get_or_init(|| Register::new(&Codebook::builtin(), "en"))
}

fn cast(body: &str) -> Cast {
    find(&analyse(body, &[], Models::embedded()), body, register())
}

/// "words → member" of every mention with one of these namings.
fn mentions(body: &str, namings: &[Naming]) -> Vec<String> {
    let cast = cast(body);
    cast.mentions
        .iter()
        .filter(|m| namings.contains(&m.naming))
        .map(|m| format!("{} → {}", m.span.of(body), cast.members[m.member].name))
        .collect()
}

fn names(body: &str) -> Vec<String> {
    mentions(body, &[Naming::Name])
}

fn ids(body: &str) -> Vec<String> {
    cast(body).members.iter().filter_map(|m| m.register_id.clone()).collect()
}

#[test]
fn a_group_is_not_swallowed_by_a_station_of_its_name() {
    for text in ["Kata'ib al-Nur said it fired two rockets.", "Kataeb al-Nour said it fired two rockets."] {
        let cast = cast(text);
        let kinds: Vec<_> = cast.members.iter().map(|m| m.kind).collect();
        assert_eq!(kinds, [ActorKind::ArmedGroup], "{text}: {:?}", cast.members);
    }
}

#[test]
fn look_alikes_stay_apart() {
    for (text, id) in [
        ("Hezbollah said so.", "hezbollah"),
        ("Kata'ib Hezbollah said so.", "kataib_hezbollah"),
        ("The Hezbollah Brigades in Iraq said so.", "kataib_hezbollah"),
        ("Harakat Hezbollah al-Nujaba said so.", "harakat_hezbollah_al_nujaba"),
        ("Ansar Allah said so.", "houthis"),
        ("Ansar Allah al-Awfiya said so.", "ansar_allah_al_awfiya"),
        ("The Islamic Resistance in Iraq said so.", "islamic_resistance_in_iraq"),
        ("The Islamic Resistance in Bahrain said so.", "al_ashtar_brigades"),
        ("The Islamic Resistance in Lebanon said so.", "hezbollah"),
        ("The Palestinian Islamic Jihad said so.", "pij"),
    ] {
        assert_eq!(ids(text), [id], "{text}");
    }
}

#[test]
fn spelling_variants_meet() {
    for text in [
        "Kataib Hizbollah denied it.",
        "Kata’ib Hezbollah denied it.",
        "Kataeb Hezbollah denied it.",
        "KATA'IB HEZBOLLAH DENIED IT.",
    ] {
        assert_eq!(ids(text), ["kataib_hezbollah"], "{text}");
    }
    for text in [
        "Al-Ashtar Brigades",
        "al Ashtar Brigades",
        "Saraya al-Ashtar",
        "Saraya Al Ashtar",
        "Ashtar Brigades",
    ] {
        assert_eq!(ids(&format!("{text} claimed it.")), ["al_ashtar_brigades"], "{text}");
    }
    assert_eq!(names("Al-Mayadeen said so."), ["Al-Mayadeen → Al-Mayadeen"]);
}

#[test]
fn every_name_of_the_register_finds_its_actor() {
    let book = Codebook::builtin();
    for actor in &book.actors {
        let all = actor.aliases.iter().filter(|a| a.script == "Latn").map(|a| a.name.as_str());
        let canonical = Some(actor.name.as_str()).filter(|n| !n.contains('(') && !n.contains(','));
        for name in all.chain(canonical) {
            let body = format!("It was {name}.");
            let words = fold::words(&analyse(&body, &[], Models::embedded()), &body);
            let symbols = register().symbols(&words);
            let hit = (2..4).find_map(|at| register().longest(&words, &symbols, at, false));
            let found: Vec<&str> = hit
                .iter()
                .flat_map(|h| &h.forms)
                .map(|f| register().actors[register().forms[*f as usize].actor].id.as_str())
                .collect();
            assert!(found.contains(&actor.id.as_str()), "{name} of {}: {found:?}", actor.id);
        }
    }
}

#[test]
fn lower_case_words_are_no_names() {
    assert!(ids("He gave us all the fars and reasons in the world.").is_empty());
    assert!(ids("THEY TOLD US WHO IT IS.").is_empty());
    assert_eq!(ids("THE U.S. DENIED IT."), ["united_states"]);
}

#[test]
fn an_acronym_counts_where_the_text_explains_it() {
    let text = "The Al-Ashtar Brigades (AAB) said so. Later AAB denied it.";
    assert_eq!(
        names(text),
        ["Al-Ashtar Brigades → Al-Ashtar Brigades", "AAB → Al-Ashtar Brigades", "AAB → Al-Ashtar Brigades"]
    );
    let caps = "THE FARABUNDO MARTI NATIONAL LIBERATION FRONT [FMLN] ATTACKED. THE FMLN FLED.";
    assert_eq!(ids(caps), ["fmln"]);
    assert_eq!(names(caps).len(), 3);
    assert!(ids("The KH office opened.").is_empty());
}

#[test]
fn a_shared_name_goes_by_the_country_of_the_article() {
    let of = |country: &str, more: &str| {
        ids(&format!("Police in {country} said so. {more} The National Police agreed."))
    };
    assert!(of("Colombia", "Colombian rebels fled.").contains(&"colombian_national_police".to_owned()));
    assert!(of("Peru", "Peruvian rebels fled.").contains(&"peruvian_police".to_owned()));
}

#[test]
fn unknown_names_are_told_by_their_form() {
    assert_eq!(names("The Sand River Brigades claimed it."), ["Sand River Brigades → Sand River Brigades"]);
    let text = "The Front for the Liberation of Tarraco (FLT) claimed it. The FLT fled.";
    assert_eq!(cast(text).members.len(), 1);
    assert_eq!(names(text).len(), 3);
    assert_eq!(cast(text).members[0].kind, ActorKind::ArmedGroup);
    assert!(names("It happened on the Northern Front. In Front of him they stood.").is_empty());
}

#[test]
fn two_names_in_one_quotation_may_be_one_actor() {
    let text = "The “Islamic Resistance in Bahrain, Saraya Al-Ashtar” claimed it.";
    assert_eq!(ids(text), ["al_ashtar_brigades"]);
    assert_eq!(names(text).len(), 2);
}

#[test]
fn nationalities_are_adjectives_and_places_are_no_actors() {
    let all = [Naming::Name, Naming::Adjective];
    assert_eq!(mentions("An Israeli strike hit it.", &all), ["Israeli → Israel"]);
    assert!(mentions("It happened in Iraq and near Jordan.", &all).len() <= 1);
    assert_eq!(names("Iran denied it."), ["Iran → Iran"]);
}

#[test]
fn bodies_belong_to_their_state() {
    let text = "The Kuwaiti Defense Ministry said so.";
    let found = cast(text);
    let member = &found.members[0];
    assert_eq!((member.name.as_str(), member.country.as_deref()), ("Kuwaiti Defense Ministry", Some("KW")));
    assert_eq!(ids("The Israeli army said so."), ["idf"]);
    assert_eq!(ids("Israel's military said so."), ["idf"]);
}

#[test]
fn collectives_with_a_backer_or_a_nationality_act() {
    for (text, name) in [
        ("Iraqi militias attacked.", "Iraqi militias"),
        ("Several pro-Iranian militias attacked.", "pro-Iranian militias"),
        (
            "Iranian-backed groups in Syria and the West Bank attacked.",
            "Iranian-backed groups in Syria and the West Bank",
        ),
    ] {
        let found = cast(text);
        let member = found.members.iter().find(|m| m.collective);
        assert_eq!(member.map(|m| m.name.as_str()), Some(name), "{text}");
    }
    assert!(!cast("Two groups of tourists met.").members.iter().any(|m| m.collective));
}

#[test]
fn a_backer_is_kept_inside_the_collective() {
    let all = [Naming::Name, Naming::Adjective];
    let found = mentions("Iranian-backed militias attacked.", &all);
    assert_eq!(found, ["Iranian-backed militias → Iranian-backed militias", "Iranian → Iran"]);
}

#[test]
fn persons_by_title_then_by_surname() {
    let text = "Colonel Tomas Ferrer spoke on Monday. Ferrer denied it.";
    assert_eq!(names(text), ["Tomas Ferrer → Tomas Ferrer", "Ferrer → Tomas Ferrer"]);
    assert_eq!(cast(text).members[0].kind, ActorKind::Official);
    // Who speaks for an office on every death is no mark of one.
    assert_eq!(cast("County Coroner Tomas Ferrer spoke.").members[0].kind, ActorKind::Official);
    let text = "Iraqi Prime Minister Mustafa al-Kadhimi spoke.";
    let found = cast(text);
    assert_eq!(found.members[1].register_id.as_deref(), Some("mustafa_al_kadhimi"));
    assert_eq!(found.members[1].parent, Some(0));
}

#[test]
fn a_surname_goes_to_the_holder_of_the_office_and_longer_surnames_meet() {
    assert!(ids("Peruvian President Fujimori spoke.").contains(&"alberto_fujimori".to_owned()));
    let text = "Minister Rodrigo Ferrer Nieto spoke. Minister Ferrer Nieto left.";
    assert_eq!(cast(text).members.len(), 1);
    let text = "Salvadoran President Alfredo Cristiani spoke. The Cristiani government agreed.";
    let found = cast(text);
    let government = found.members.iter().find(|m| m.name.contains("government"));
    assert_eq!(government.map(|m| (m.kind, m.country.as_deref())), Some((ActorKind::State, Some("SV"))));
}

#[test]
fn regions_and_cities_named_like_states_are_no_actors() {
    assert!(names("The Central American summit was held in Guatemala City.").is_empty());
    let all = [Naming::Name, Naming::Adjective];
    assert!(mentions("SAN JOSE (COSTA RICA), 2 JUN 89 -- TWO MEN FLED.", &all).is_empty());
}

#[test]
fn officials_without_a_name_belong_to_their_body() {
    let text = "A senior Pentagon official confirmed it.";
    let found = cast(text);
    let official = found.members.iter().find(|m| m.kind == ActorKind::Official);
    assert_eq!(official.map(|m| m.name.as_str()), Some("Pentagon official"));
    assert!(official.is_some_and(|m| m.parent.is_some() && !m.collective));
}

#[test]
fn the_group_is_the_last_group() {
    let text = "Hezbollah said so. The group claimed the attack, Reuters reported. The company Trelk paid.";
    assert_eq!(mentions(text, &[Naming::Nominal]), ["group → Hezbollah"]);
    let text = "Iran has armed Iraqi militias. Those groups attacked a port.";
    assert_eq!(mentions(text, &[Naming::Nominal]), ["groups → Iraqi militias"]);
    assert!(mentions("Hezbollah said so. The group of tourists left.", &[Naming::Nominal]).is_empty());
}

#[test]
fn the_same_text_gives_the_same_cast() {
    let text = "Iraqi militias, Hezbollah and the Sand River Brigades met Colonel Tomas Ferrer. The group left. He spoke.";
    assert_eq!(format!("{:?}", cast(text)), format!("{:?}", cast(text)));
}

#[test]
fn odd_texts_give_no_panic() {
    for text in
        ["", " ", "'s 's -", "Al-", "al-al-al", "(((", "The The The", "’’’ “”", "U.S.", "\u{feff}É\u{301}"]
    {
        cast(text);
    }
}
