//! Answers of all kinds over invented sentences.

use super::*;
use crate::prompt::examples;

fn spans(body: &str) -> Vec<Span> {
    let mut at = 0;
    let cut = body.split_inclusive('\n').map(|line| {
        at += line.len();
        Span::new(at - line.len(), at)
    });
    cut.collect()
}

fn plan(body: &str) -> Plan<'_> {
    Plan::over(body, spans(body).into_iter().enumerate().map(|(i, s)| (i + 1, s)))
}

fn read(body: &str, answers: &[serde_json::Value]) -> Annotations {
    let plan = plan(body);
    let mut decoder = Decoder::new(&plan);
    for (part, answer) in answers.iter().enumerate() {
        let (answer, dropped) = Answer::read(&answer.to_string()).unwrap();
        decoder.take(part.min(plan.parts() - 1), &answer, dropped);
    }
    decoder.finish()
}

const BODY: &str = "A bomb hit Qarn on Tuesday, killing three men.\nThe blast hurt two, the mayor said.\n";

fn act(id: &str, tellings: serde_json::Value, roles: serde_json::Value) -> serde_json::Value {
    serde_json::json!({"id": id, "type": "bombing", "stage": "accomplished", "tellings": tellings, "roles": roles})
}

#[test]
fn every_worked_example_is_marked_whole() {
    for example in examples() {
        let body = example.lines.join("\n");
        let marked = read(&body, std::slice::from_ref(&example.answer));
        assert_eq!(marked.dropped, [], "{:?}", example.lines);
        let acts = example.answer["acts"].as_array().unwrap();
        let tellings: usize = acts.iter().map(|a| a["tellings"].as_array().unwrap().len()).sum();
        assert_eq!(marked.acts.len(), tellings);
        let other = "Rain fell on the hills.\n".repeat(example.lines.len());
        let elsewhere = read(&other, std::slice::from_ref(&example.answer));
        assert!(elsewhere.acts.is_empty() && elsewhere.speech.is_empty() && elsewhere.arguments.is_empty());
    }
}

#[test]
fn roles_stand_with_the_telling_of_their_sentence() {
    let answer = serde_json::json!({"acts": [act("a1",
        serde_json::json!([{"sentence": 2, "words": "The blast"}, {"sentence": 1, "words": "hit"}]),
        serde_json::json!([
            {"role": "place", "sentence": 1, "words": "Qarn"},
            {"role": "injured", "sentence": 2, "words": "two"},
            {"role": "killed", "sentence": 1, "words": "3 men"},
            {"role": "time", "sentence": 1, "words": "2024-03-05"},
            {"role": "place", "sentence": 2, "words": "Qarn"},
            {"role": "weapon", "sentence": 9, "words": "A bomb"},
            {"role": "target", "sentence": 1, "words": " "}]))],
        "sayings": [{"sentence": 2, "words": "said", "act": "confirms", "speaker": {"sentence": 2, "words": "the mayor"}, "about": ["a1", "a7"]}]});
    let marked = read(BODY, &[answer]);
    let words: Vec<_> = marked.acts.iter().map(|a| a.trigger.of(BODY)).collect();
    assert_eq!(words, ["hit", "The blast"]);
    let roles: Vec<_> = marked.arguments.iter().map(|a| (a.act, a.span.of(BODY))).collect();
    assert_eq!(roles, [(0, "Qarn"), (1, "two")]);
    assert_eq!(marked.same.len(), 1);
    assert_eq!(marked.speech[0].about, [(1, SURE)]);
    assert_eq!(marked.dropped.len(), 6, "{:?}", marked.dropped);
}

#[test]
fn an_act_without_words_goes_with_its_roles() {
    let answer = serde_json::json!({"acts": [
        act("a1", serde_json::json!([{"sentence": 1, "words": "exploded"}]), serde_json::json!([{"role": "place", "sentence": 1, "words": "Qarn"}])),
        act("a2", serde_json::json!([]), serde_json::json!([{"role": "place", "sentence": 1, "words": "Qarn"}]))]});
    let marked = read(BODY, &[answer]);
    assert!(marked.acts.is_empty() && marked.arguments.is_empty() && marked.dropped.len() == 3);
}

#[test]
fn one_verb_with_two_places_is_two_acts_and_the_same_twice_is_one() {
    let body = "Shells hit Oster and Velde.\n";
    let hit = serde_json::json!([{"sentence": 1, "words": "hit"}]);
    let at = |place: &str| serde_json::json!([{"role": "place", "sentence": 1, "words": place}]);
    let two = serde_json::json!({"acts": [act("a1", hit.clone(), at("Oster")), act("a2", hit.clone(), at("Velde"))]});
    assert_eq!(read(body, &[two]).acts.len(), 2);
    let twice = serde_json::json!({"acts": [act("a1", hit.clone(), at("Oster")), act("a2", hit.clone(), at("Oster")), act("a3", hit, serde_json::json!([]))]});
    let marked = read(body, &[twice]);
    assert_eq!((marked.acts.len(), marked.arguments.len()), (1, 1));
}

#[test]
fn acts_of_overlapping_parts_are_one_by_words_or_by_id() {
    let filler = "The market was open and the buses ran on time.\n".repeat(165);
    let body =
        format!("A bomb hit Qarn.\n{filler}Shells hit Harir.\n{filler}The blast in Qarn was heard afar.\n");
    let plan = plan(&body);
    assert_eq!(plan.parts(), 3);
    let shells = 167;
    assert!(plan.line(0, shells).is_some() && plan.line(1, shells).is_some(), "{:?}", plan.parts);
    let mut decoder = Decoder::new(&plan);
    let telling = |n: usize, words: &str| serde_json::json!([{"sentence": n, "words": words}]);
    let mut take = |part: usize, acts: serde_json::Value| {
        let (answer, dropped) = Answer::read(&serde_json::json!({"acts": acts}).to_string()).unwrap();
        decoder.take(part, &answer, dropped);
        decoder.known()
    };
    let none = serde_json::json!([]);
    let known = take(
        0,
        serde_json::json!([
            act("a1", telling(1, "hit"), none.clone()),
            act("a2", telling(shells, "hit"), none.clone())
        ]),
    );
    assert_eq!(
        known.iter().map(|k| (k.id.as_str(), k.sentence)).collect::<Vec<_>>(),
        [("k1", 1), ("k2", shells)]
    );
    take(1, serde_json::json!([act("a1", telling(shells, "Shells hit"), none.clone())]));
    let last = plan.lines.last().unwrap().number;
    take(
        2,
        serde_json::json!([
            act("k1", telling(last, "The blast"), none.clone()),
            act("k9", telling(last, "heard"), none)
        ]),
    );
    let marked = decoder.finish();
    assert_eq!(marked.acts.len(), 4);
    assert_eq!(marked.same.iter().map(|s| (s.earlier, s.later)).collect::<Vec<_>>(), [(0, 2)]);
}
