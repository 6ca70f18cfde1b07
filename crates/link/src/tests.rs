//! Linking over small invented collections.

use super::*;
use claimbook_records::report::{IncidentType, Level};
use std::collections::BTreeSet;

fn account(article: &str, headline: &str, place: &str, day: &str) -> Account {
    let text = format!("{headline}. {place}.");
    let site = Site {
        id: Some(place.to_owned()),
        name: place.to_owned(),
        key: words::fold(place),
        label: place.to_owned(),
        within: BTreeSet::new(),
        country: Some("IQ".to_owned()),
        point: None,
        level: Level::Locality,
    };
    let day = day.parse().ok();
    Account {
        id: AccountId { article: article.to_owned(), incident: format!("inc_{article}") },
        local: "i1".to_owned(),
        input: article.to_owned(),
        publisher: None,
        published: day,
        window: (day, day),
        sites: vec![site],
        doers: BTreeSet::new(),
        victims: BTreeSet::new(),
        persons: BTreeSet::new(),
        kind: IncidentType::DroneAttack,
        aggregate: false,
        background: false,
        confidence: 0.9,
        killed: None,
        injured: None,
        terms: words::terms(&[&text]),
        telling: words::terms(&[&text]),
        sketch: copies::sketch(&format!("{article} {text}")),
        main: true,
        settled: BTreeSet::new(),
    }
}

fn sample() -> Vec<Account> {
    vec![
        account("a", "Drone strikes fuel depot beside the old mill", "Harir", "2024-03-05"),
        account("b", "Fuel depot beside mill hit by drone", "Harir", "2024-03-05"),
        account("c", "Quadcopter crashes on customs yard", "Kirkuk", "2024-03-05"),
        account("d", "Drone strikes fuel depot beside the old mill again", "Harir", "2024-07-20"),
        account("e", "Fishermen find shell in nets", "Basra", "2024-05-01"),
    ]
}

#[test]
fn one_place_and_day_joins_and_another_place_or_season_does_not() {
    let linked = link(&sample(), &Settings::embedded());
    assert_eq!(linked.incidents, vec![vec![0, 1], vec![2], vec![3], vec![4]]);
}

#[test]
fn an_aggregate_never_joins_a_single() {
    let mut accounts = sample();
    accounts[1].aggregate = true;
    let linked = link(&accounts, &Settings::embedded());
    assert_eq!(linked.incidents.len(), 5);
    let judged = linked.judgements.iter().find(|j| j.pair == (0, 1));
    assert_eq!(judged.map(|j| j.verdict), Some(Verdict::PartOf));
}

#[test]
fn what_people_say_of_a_pair_stands() {
    let settings = Settings::embedded();
    let incidents = |pairs: &[(usize, usize, Ruling)]| {
        let mut rulings = Rulings::default();
        pairs.iter().for_each(|(a, b, ruling)| rulings.add(*a, *b, *ruling));
        link_with(&sample(), &rulings, &settings).incidents
    };
    use Ruling::{Different, Same};
    assert_eq!(incidents(&[(1, 0, Different)]), vec![vec![0], vec![1], vec![2], vec![3], vec![4]]);
    assert_eq!(incidents(&[(2, 4, Same)]), vec![vec![0, 1], vec![2, 4], vec![3]]);
    assert_eq!(incidents(&[(0, 1, Different), (0, 1, Same)])[0], [0, 1], "the later one holds");
    // What is said of one member holds for all that are joined with it.
    let chain = incidents(&[(2, 4, Same), (0, 4, Different), (0, 2, Same)]);
    assert_eq!(chain, vec![vec![0, 1], vec![2, 4], vec![3]]);
}

#[test]
fn a_value_that_a_person_set_counts_before_the_others() {
    let mut accounts = vec![sample().remove(0), sample().remove(0), sample().remove(0)];
    for (account, killed) in accounts.iter_mut().zip([2, 2, 3]) {
        account.killed = Some(Count::exact(killed));
    }
    assert_eq!(merged(&accounts, &[0, 1, 2]).killed, Some(Count::exact(2)));
    accounts[2].settled.insert("killed".to_owned());
    assert_eq!(merged(&accounts, &[0, 1, 2]).killed, Some(Count::exact(3)));
}

#[test]
fn a_judgement_gives_its_reasons_strongest_first() {
    let linked = link(&sample(), &Settings::embedded());
    let judged =
        linked.judgements.iter().find(|j| j.pair == (0, 1)).unwrap_or_else(|| panic!("no judgement"));
    assert_eq!(judged.verdict, Verdict::Same);
    assert!(judged.beyond_words(), "{judged:?}");
    assert!(judged.reasons.windows(2).all(|w| w[0].weight.abs() >= w[1].weight.abs()));
    assert!(judged.reasons.iter().any(|r| r.feature == "same_place_and_day"));
}

#[test]
fn weights_must_name_exactly_the_features() {
    let text = include_str!("../data/weights.toml").replace("same_day", "same_hour");
    assert!(matches!(Settings::parse(&text), Err(SettingsError::Names(_))));
}

#[test]
fn counts_that_exclude_each_other_are_a_conflict_and_silence_is_none() {
    let mut accounts = sample();
    accounts[0].injured = Some(Count::exact(0));
    accounts[1].injured = Some(Count::exact(2));
    let row = |accounts: &[Account]| matrix(accounts, &[0, 1]).into_iter().find(|r| r.property == "injured");
    assert_eq!(row(&accounts).map(|r| r.conflict), Some(true));
    accounts[1].injured = None;
    assert_eq!(row(&accounts).map(|r| r.conflict), Some(false));
}
