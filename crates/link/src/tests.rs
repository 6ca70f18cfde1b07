//! Linking over small invented collections.

mod orders;

use super::*;
use claimbook_records::Report;
use serde_json::json;

/// A report of an article that tells one incident.
fn report(article: &str, headline: &str, place: &str, day: &str) -> Report {
    let incident = json!({
        "id": "i1", "type": "drone_attack", "types_also": [], "stage": "accomplished", "aggregate": false, "count": null,
        "background": false,
        "date": {"earliest": day, "latest": day, "precision": "day", "evidence": []},
        "places": [{"name": place, "country": "IQ", "administered_by": null, "admin1": null, "within": [],
            "feature": "town", "lat": null, "lon": null, "gazetteer_id": place, "level": "locality", "role": "target",
            "evidence": []}],
        "perpetrators": [], "targets": [], "weapons": [],
        "outcome": {"killed": null, "injured": null, "damage": null, "intercepted": null, "evidence": []},
        "evidence": [{"start": 0, "end": headline.len(), "text": headline}], "references": [], "motives": [],
        "confidence": 0.9
    });
    let report = json!({
        "schema": "claimbook.report/1",
        "engine": {"version": "0", "codebook": "0", "model": null},
        "article": {"id": article, "input": article, "publisher": null, "url": null, "headline": null, "bylines": [],
            "published": {"value": day, "basis": "given"}, "language": "en", "body": format!("{headline}. {place}."),
            "clutter": []},
        "incidents": [incident], "claims": [], "tallies": [], "actors": [], "relations": [], "warnings": [],
        "mentions": null
    });
    serde_json::from_value(report).unwrap_or_else(|e| panic!("{e}"))
}

fn profile(number: Number, headline: &str, place: &str, day: &str) -> Profile {
    Profile::of(&report(&format!("art_{number}"), headline, place, day), &[number]).remove(0)
}

fn sample() -> Vec<Profile> {
    vec![
        profile(1, "Drone strikes fuel depot beside the old mill", "Harir", "2024-03-05"),
        profile(2, "Fuel depot beside mill hit by drone", "Harir", "2024-03-05"),
        profile(3, "Quadcopter crashes on customs yard", "Kirkuk", "2024-03-05"),
        profile(4, "Drone strikes fuel depot beside the old mill again", "Harir", "2024-07-20"),
        profile(5, "Fishermen find shell in nets", "Basra", "2024-05-01"),
    ]
}

/// Home of each account of the sample.
fn homes(profiles: &[Profile], rulings: &[(Number, Number, Ruling)]) -> Vec<Number> {
    let mut all = Rulings::default();
    rulings.iter().for_each(|(a, b, ruling)| all.add(*a, *b, *ruling));
    whole(profiles, &all, &Settings::embedded()).homes.into_iter().map(|h| h.1).collect()
}

#[test]
fn an_age_that_both_tell_is_a_reason_beyond_words() {
    let told = |number: Number, headline: &str, age: &str| {
        let mut report = report(&format!("art_{number}"), headline, "Harir", "2024-03-05");
        let quote = json!({"start": headline.find(age), "end": headline.find(age).map(|i| i + age.len()), "text": age});
        report.incidents[0].targets = serde_json::from_value(json!([{
            "text": age, "class": "person", "kind": null, "name": null, "description": null, "actor": null,
            "nationality": null, "count": null, "effects": [], "evidence": [quote]
        }]))
        .unwrap();
        Profile::of(&report, &[number]).remove(0)
    };
    let boy = told(1, "A 17-year-old boy was shot", "17-year-old boy");
    let same = told(2, "Gunmen killed a 17-year-old", "17-year-old");
    let girl = told(3, "A 6-year-old girl was hit", "6-year-old girl");
    let reasons = |other: &Profile| judge(&boy, other, &Settings::embedded()).reasons;
    assert!(reasons(&same).iter().any(|r| r.feature == "age_equal" && r.weight > 0.0));
    assert!(reasons(&girl).iter().all(|r| r.feature != "age_equal"));
}

#[test]
fn an_age_is_read_in_the_telling_also_spelled_out() {
    let ages = |headline: &str| profile(1, headline, "Harir", "2024-03-05").ages;
    assert_eq!(ages("A two-year-old boy and a 17-year-old girl were shot"), [2, 17]);
    assert_eq!(ages("Two years later an old mill was shelled"), Vec::<u8>::new());
}

#[test]
fn one_town_looked_for_in_two_countries_is_no_contradiction() {
    let abroad = |place: &str| {
        let mut report = report("art_2", "Quadcopter hits a mill", place, "2024-03-05");
        report.incidents[0].places[0].country = Some("GB".into());
        report.incidents[0].places[0].gazetteer_id = Some("elsewhere".into());
        Profile::of(&report, &[2]).remove(0)
    };
    let here = profile(1, "Drone strikes fuel depot", "Harir", "2024-03-05");
    let apart = |other: &Profile| {
        judge(&here, other, &Settings::embedded()).reasons.iter().any(|r| r.feature == "countries_apart")
    };
    assert!(apart(&abroad("Dover")));
    assert!(!apart(&abroad("Harir")));
}

#[test]
fn a_likely_place_and_a_day_bring_accounts_together() {
    let told = |number: Number, headline: &str, day: &str| {
        let mut report = report(&format!("art_{number}"), headline, "Harir", day);
        report.incidents[0].places[0].role = claimbook_records::report::PlaceRole::Other;
        Profile::of(&report, &[number]).remove(0)
    };
    let one = told(1, "Drone strikes fuel depot", "2024-03-05");
    let shared = |other: &Profile| keys::keys(&one).iter().filter(|k| keys::keys(other).contains(k)).count();
    let words = shared(&told(2, "Quadcopter crashes", "2024-03-20"));
    assert!(shared(&told(3, "Quadcopter crashes", "2024-03-05")) > words);
}

#[test]
fn one_place_and_day_joins_and_another_place_or_season_does_not() {
    assert_eq!(homes(&sample(), &[]), [1, 1, 3, 4, 5]);
}

#[test]
fn words_count_only_where_a_day_a_place_or_somebody_agrees() {
    let headline = "Drone strikes fuel depot beside the old mill";
    let here = profile(1, headline, "Harir", "2024-03-05");
    let spoken = |other: &Profile| {
        judge(&here, other, &Settings::embedded()).reasons.iter().any(|r| r.feature == "words_alike")
    };
    let again = profile(2, headline, "Harir", "2024-03-05");
    assert!(spoken(&again));
    let mut silent = again.clone();
    (silent.window, silent.sites) = ((None, None), Vec::new());
    assert!(!spoken(&silent), "nothing but words");
    let later = profile(3, headline, "Harir", "2024-03-09");
    assert!(!spoken(&later), "the days exclude each other");
}

#[test]
fn a_series_told_in_one_formula_stays_several() {
    let strike =
        |number, day| profile(number, "Our fighters struck the fuel depot with a drone", "Harir", day);
    let series = [strike(1, "2024-03-05"), strike(2, "2024-03-08"), strike(3, "2024-04-20")];
    assert_eq!(homes(&series, &[]), [1, 2, 3]);
}

#[test]
fn one_formula_in_several_towns_on_one_day_stays_several() {
    let bomb = |number, place: &str| profile(number, "A car bomb killed two people", place, "2024-03-05");
    let towns = [bomb(1, "Harir"), bomb(2, "Kirkuk"), bomb(3, "Basra"), bomb(4, "Harir")];
    assert_eq!(homes(&towns, &[]), [1, 2, 3, 1]);
    let judged = judge(&towns[0], &towns[1], &Settings::embedded());
    assert!(judged.reasons.iter().all(|r| r.weight < 0.0), "{:?}", judged.reasons);
    assert_eq!(judged.verdict, Verdict::Different, "a pair for which nothing speaks is no question");
}

#[test]
fn two_incidents_that_one_article_tells_apart_do_not_meet_in_a_third_account() {
    let headline = "Drone strikes fuel depot beside the old mill";
    let all = [1, 2, 3].map(|n| profile(n, headline, "Harir", "2024-03-05"));
    assert_eq!(homes(&all, &[]), [1, 1, 1]);
    let mut two = all;
    two[1].article = two[0].article;
    assert_eq!(homes(&two, &[]), [1, 2, 1]);
    assert_eq!(homes(&two, &[(1, 2, Ruling::Same)]), [1, 1, 1], "a person said otherwise");
}

#[test]
fn one_town_without_a_day_is_a_question() {
    let mut profiles = vec![
        profile(1, "Drone strikes fuel depot beside the old mill", "Harir", "2024-03-05"),
        profile(2, "Quadcopter crashes on customs yard", "Harir", "2024-03-05"),
    ];
    profiles[1].window = (None, None);
    profiles[1].background = true;
    let settings = Settings::embedded();
    assert_eq!(judge(&profiles[0], &profiles[1], &settings).verdict, Verdict::Unsure);
    let pairs = whole(&profiles, &Rulings::default(), &settings).pairs;
    assert_eq!(pairs.len(), 1, "it is kept to be asked about");
}

#[test]
fn an_incident_goes_by_the_account_published_first() {
    let mut profiles = sample();
    profiles[0].published = profiles[1].published.map(|day| day + 1);
    assert_eq!(homes(&profiles, &[]), [2, 2, 3, 4, 5]);
    profiles[0].published = None;
    assert_eq!(homes(&profiles, &[]), [2, 2, 3, 4, 5], "an undated one is no first");
}

#[test]
fn an_aggregate_never_joins_a_single() {
    let mut profiles = sample();
    profiles[1].aggregate = true;
    assert_eq!(homes(&profiles, &[]), [1, 2, 3, 4, 5]);
    let settings = Settings::embedded();
    assert_eq!(judge(&profiles[0], &profiles[1], &settings).verdict, Verdict::PartOf);
    let pairs = whole(&profiles, &Rulings::default(), &settings).pairs;
    assert!(pairs.iter().any(|p| (p.a, p.b) == (1, 2) && !p.joins), "the part is noted");
}

#[test]
fn what_people_say_of_a_pair_stands() {
    use Ruling::{Different, Same};
    let homes = |rulings| homes(&sample(), rulings);
    assert_eq!(homes(&[(2, 1, Different)]), [1, 2, 3, 4, 5]);
    assert_eq!(homes(&[(3, 5, Same)]), [1, 1, 3, 4, 3]);
    assert_eq!(homes(&[(1, 2, Different), (1, 2, Same)]), [1, 1, 3, 4, 5], "the later one holds");
    // What is said of one member holds for all that are joined with it.
    assert_eq!(homes(&[(3, 5, Same), (1, 5, Different), (1, 3, Same)]), [1, 1, 3, 4, 3]);
}

#[test]
fn a_value_that_a_person_set_counts_before_the_others() {
    let report = report("a", "Drone strikes fuel depot", "Harir", "2024-03-05");
    let account = Account::of(&report, &["inc_1".to_owned()]).remove(0);
    let mut accounts = vec![account.clone(), account.clone(), account];
    for (account, killed) in accounts.iter_mut().zip([2, 2, 3]) {
        account.killed = Some(Count::exact(killed));
    }
    assert_eq!(merged(&accounts, &[0, 1, 2]).killed, Some(Count::exact(2)));
    accounts[2].settled.insert("killed".to_owned());
    assert_eq!(merged(&accounts, &[0, 1, 2]).killed, Some(Count::exact(3)));
}

#[test]
fn the_wounded_of_one_account_who_are_the_dead_of_another_count_once() {
    let report = report("a", "Drone strikes fuel depot", "Harir", "2024-03-05");
    let account = Account::of(&report, &["inc_1".to_owned()]).remove(0);
    let mut accounts = vec![account.clone(), account];
    let count = |n| Some(Count::exact(n));
    (accounts[0].injured, accounts[1].killed) = (count(1), count(1));
    let both = |accounts: &[Account]| {
        let merged = merged(accounts, &[0, 1]);
        (merged.killed, merged.injured)
    };
    assert_eq!(both(&accounts), (count(1), None));
    accounts[0].injured = count(2);
    assert_eq!(both(&accounts), (count(1), count(2)), "more were wounded than died");
    (accounts[0].injured, accounts[1].injured) = (count(1), count(1));
    assert_eq!(both(&accounts), (count(1), count(1)), "one account tells both");
    (accounts[1].injured, accounts[0].settled) = (None, ["injured".to_owned()].into());
    assert_eq!(both(&accounts), (count(1), count(1)), "a person set it");
}

#[test]
fn of_days_told_as_often_the_latest_of_the_first_to_publish_stands() {
    let on = |day: &str| {
        let mut report = report("a", "Drone strikes fuel depot", "Harir", day);
        report.article.published =
            serde_json::from_value(json!({"value": "2024-03-12", "basis": "given"})).unwrap();
        Account::of(&report, &["inc_1".to_owned()]).remove(0)
    };
    let accounts = [on("2024-03-03"), on("2024-03-11")];
    let day = merged(&accounts, &[0, 1]).date.and_then(|w| w.0);
    assert_eq!(day, Some(jiff::civil::date(2024, 3, 11)));
}

#[test]
fn counts_that_exclude_each_other_are_a_conflict_and_silence_is_none() {
    let report = report("a", "Drone strikes fuel depot", "Harir", "2024-03-05");
    let account = Account::of(&report, &["inc_1".to_owned()]).remove(0);
    let mut accounts = vec![account.clone(), account];
    accounts[0].injured = Some(Count::exact(0));
    accounts[1].injured = Some(Count::exact(2));
    let row = |accounts: &[Account]| matrix(accounts, &[0, 1]).into_iter().find(|r| r.property == "injured");
    assert_eq!(row(&accounts).map(|r| r.conflict), Some(true));
    accounts[1].injured = None;
    assert_eq!(row(&accounts).map(|r| r.conflict), Some(false));
}

#[test]
fn a_judgement_gives_its_reasons_strongest_first() {
    let profiles = sample();
    let judged = judge(&profiles[0], &profiles[1], &Settings::embedded());
    assert_eq!(judged.verdict, Verdict::Same);
    assert!(judged.beyond_words(), "{judged:?}");
    assert!(judged.reasons.windows(2).all(|w| w[0].weight.abs() >= w[1].weight.abs()));
    assert!(judged.reasons.iter().any(|r| r.feature == "same_day_and_place"));
}

#[test]
fn a_profile_is_read_back_as_it_was_written() {
    for mut profile in sample() {
        profile.killed = Some((Some(2), None));
        assert_eq!(Profile::read(&profile.bytes()), Some(profile));
    }
    assert_eq!(Profile::read(b"no profile"), None);
}

#[test]
fn links_made_with_other_weights_go_by_another_name() {
    let text = include_str!("../data/weights.toml");
    let other = text.replace("different = 0.1", "different = 0.2");
    assert_ne!(other, text);
    let name = |text: &str| Settings::parse(text).unwrap_or_else(|e| panic!("{e}")).name();
    assert_eq!(name(text), Settings::embedded().name());
    assert_ne!(name(&other), name(text));
}

#[test]
fn weights_must_name_exactly_the_features() {
    let text = include_str!("../data/weights.toml").replace("same_day", "same_hour");
    assert!(matches!(Settings::parse(&text), Err(SettingsError::Names(_))));
}
