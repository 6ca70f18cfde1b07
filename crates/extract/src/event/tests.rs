//! What the event room must find in invented sentences, and that no text makes it stumble.

use super::IncidentReport;
use super::admission::{Admission, admit};
use super::arguments::{Expected, expected};
use super::setting::Setting;
use crate::engine::Engine;
use claimbook_records::report::{Effect, IncidentType, PerpetratorKind, Stage, TargetClass};
use claimbook_records::{Article, Basis, Codebook, Published};
use proptest::prelude::*;
use std::sync::OnceLock;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(Codebook::builtin()))
}

fn article(body: &str) -> Article {
    let mut article = Article::new("invented", body);
    article.published = Some(Published { value: "1990-03-14".to_owned(), basis: Basis::Given });
    article
}

fn incidents(article: &Article) -> Vec<IncidentReport> {
    engine().events.incidents(&engine().find(article))
}

/// Triggers as written, with their stage.
fn triggers(body: &str) -> Vec<(String, Stage)> {
    let article = article(body);
    let reading = engine().find(&article);
    let scene = engine().events.scene(&reading);
    scene.triggers.iter().map(|t| (reading.text.tokens[t.head].norm.to_string(), t.stage)).collect()
}

#[test]
fn an_attack_is_told_with_who_whom_and_what_with() {
    let body = "Guerrillas of the Amber Front dynamited the office of the Tarraco Bank in Lima on Monday, \
                killing two policemen and wounding Judge Tomas Ferrer.";
    let article = article(body);
    let found = incidents(&article);
    assert_eq!(found.len(), 1, "{found:#?}");
    let told = &found[0];
    assert_eq!(told.kind, IncidentType::Bombing);
    assert_eq!(told.stage, Stage::Accomplished);
    let judge = told.targets.iter().find(|t| t.name.is_some()).unwrap();
    assert_eq!(judge.name.unwrap().of(body), "Tomas Ferrer");
    assert_eq!(judge.description.unwrap().of(body), "Judge");
    assert!(judge.effects.contains(&Effect::Injured), "{:?}", judge.effects);
    assert!(told.targets.iter().any(|t| t.class != TargetClass::Person), "the office is a target");
    assert!(told.perpetrators.iter().any(|p| p.kind == PerpetratorKind::Individual));
    assert!(told.weapons.iter().any(|w| w.kind == "dynamite"));
}

#[test]
fn wire_text_in_capitals_is_read_alike() {
    let body = "LIMA, 14 MAR 90 (INV) -- [TEXT] SENATOR TOMAS FERRER RUIZ WAS KILLED TODAY BY UNIDENTIFIED \
                GUNMEN WHO FIRED AT HIS CAR IN DOWNTOWN LIMA, POLICE REPORTED.";
    let article = article(body);
    let found = incidents(&article);
    assert_eq!(found.len(), 1, "{found:#?}");
    let senator = found[0].targets.iter().find(|t| t.name.is_some()).unwrap();
    assert_eq!(senator.name.unwrap().of(body), "TOMAS FERRER RUIZ");
    assert!(senator.effects.contains(&Effect::Killed));
}

#[test]
fn wishes_abilities_and_conditions_are_no_acts() {
    for body in [
        "The minister wants to stop attacks on bridges.",
        "The group is capable of attacks on ships.",
        "If rebels attacked the town, the army would return.",
        "The front could attack the port.",
    ] {
        assert_eq!(triggers(body), [], "{body}");
    }
}

#[test]
fn what_was_begun_or_tried_is_told() {
    assert_eq!(triggers("Rebels began to shell the town.").len(), 1);
    let tried = triggers("Gunmen tried to kill the mayor of Benna.");
    assert_eq!(tried, [("kill".to_owned(), Stage::Attempted)]);
}

#[test]
fn who_wants_to_know_of_an_act_does_not_wish_for_it() {
    let told = triggers("Benna police want to know more about what led up to a shooting outside a mill.");
    assert_eq!(told, [("shooting".to_owned(), Stage::Accomplished)]);
}

#[test]
fn shots_are_no_acts() {
    for body in ["The miller had been shot two, or three times.", "The miller was shot several times."] {
        let article = article(body);
        let reading = engine().find(&article);
        assert!(engine().events.scene(&reading).triggers.iter().all(|t| !t.plural), "{body}");
    }
}

#[test]
fn a_pronoun_is_somebody_struck() {
    let admitted = |body: &str| {
        let article = article(body);
        let reading = engine().find(&article);
        let events = &engine().events;
        let scene = events.scene(&reading);
        let links = super::links(&scene, &events.scorers.arguments);
        let draft = super::draft(&scene, &links, &events.scorers.merge, events.settings.merge);
        let setting = Setting::of(&scene);
        admit(&scene, &setting, &draft.profiles, &draft.facts, &draft.clusters[0])
    };
    assert_eq!(admitted("Somebody walked up to the window and shot him."), Admission::Open);
    assert_eq!(admitted("Somebody walked up to the window and shot it."), Admission::Refused);
}

#[test]
fn grammar_expects_roles() {
    let body = "Rebels attacked the bridge with rockets.";
    let article = article(body);
    let reading = engine().find(&article);
    let scene = engine().events.scene(&reading);
    let trigger = scene.triggers.iter().find(|t| scene.grammar.token(t.head).norm == "attacked").unwrap();
    let of = |word: &str| {
        let n = scene.nominals.iter().find(|n| scene.grammar.token(n.head).norm == word).unwrap();
        expected(&scene, trigger, n)
    };
    assert_eq!(of("rebels"), Some(Expected::Perpetrator));
    assert_eq!(of("bridge"), Some(Expected::Target));
    assert_eq!(of("rockets"), Some(Expected::Weapon));
}

#[test]
fn the_same_text_gives_the_same_incidents() {
    let text = "Two bombs exploded in Lima on Sunday. The attack killed a guard. Rebels kidnapped a priest in Ayacucho.";
    let article = article(text);
    assert_eq!(format!("{:?}", incidents(&article)), format!("{:?}", incidents(&article)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_makes_it_stumble(words in prop::collection::vec(
        prop::sample::select(vec![
            "bomb", "EXPLODED", "killed", "the", "rebels", "in", "Lima", ",", ".", "\n\n", "of", "two", "Judge", "Tomas",
            "Ferrer", "attack", "attacks", "on", "by", "was", "14 MAR 90", "--", "«", "’", "é", "\u{1F600}", "(", "]",
        ]), 0..60)) {
        let body = words.join(" ");
        let article = article(&body);
        for told in incidents(&article) {
            prop_assert!(!told.evidence.is_empty() && !told.triggers.is_empty());
            prop_assert!(told.evidence.iter().all(|s| body.get(s.range()).is_some()));
        }
    }
}
