//! Resolving, with words marked by hand.

use crate::annotation::{
    ActMention, AnnotateError, Annotations, Annotator, AnnotatorId, Argument, Role, Same, SpeechMention,
};
use crate::engine::Reading;
use crate::{Engine, Options};
use claimbook_records::article::{Basis, Published};
use claimbook_records::report::{
    Incident, IncidentType, Level, PerpetratorBasis, Property, SpeechAct, Stage,
};
use claimbook_records::{Article, Codebook, Report, Span};
use std::sync::Arc;

/// Marks the same words whatever it is given.
#[derive(Debug)]
struct ByHand(Annotations);

impl Annotator for ByHand {
    fn id(&self) -> AnnotatorId {
        AnnotatorId { name: "hand".to_owned(), hash: "0".to_owned() }
    }

    fn annotate(&self, reading: &Reading) -> Result<Annotations, AnnotateError> {
        Ok(self.0.clone().checked(reading.body()))
    }
}

fn span(body: &str, words: &str) -> Span {
    let at = body.find(words).unwrap_or_else(|| panic!("'{words}' does not stand in the text"));
    Span::new(at, at + words.len())
}

fn act(body: &str, words: &str, background: f32) -> ActMention {
    ActMention {
        trigger: span(body, words),
        kinds: vec![(IncidentType::Bombing, 0.9), (IncidentType::Other, 0.1)],
        stages: vec![(Stage::Accomplished, 1.0)],
        background,
        aggregate: 0.0,
        score: 0.95,
    }
}

fn role(body: &str, act: usize, role: Role, words: &str) -> Argument {
    let basis = match role {
        Role::Perpetrator => vec![(PerpetratorBasis::ReportedAsFact, 1.0)],
        _ => Vec::new(),
    };
    Argument { act, span: span(body, words), role, basis, score: 0.9 }
}

fn said(body: &str, cue: &str, speaker: &str, act: SpeechAct, about: usize) -> SpeechMention {
    SpeechMention {
        cue: span(body, cue),
        speaker: Some(span(body, speaker)),
        via: Vec::new(),
        when: None,
        acts: vec![(act, 0.9), (SpeechAct::Accuses, 0.1)],
        about: vec![(about, 0.9)],
        score: 0.9,
    }
}

fn read(body: &str, marked: Annotations) -> Report {
    let mut article = Article::new("a.txt", body);
    article.language = "en".to_owned();
    article.published = Some(Published { value: "2024-03-06".to_owned(), basis: Basis::Given });
    let mut engine = Engine::new(Codebook::builtin()).with_annotator(Arc::new(ByHand(marked)));
    (engine.dial.confidence, engine.dial.claim) = (0.0, 0.0);
    engine.read(&article, Options::default())
}

fn days(incident: &Incident) -> (Option<&str>, Option<&str>) {
    let date = incident.date.as_ref();
    (date.and_then(|d| d.earliest.as_deref()), date.and_then(|d| d.latest.as_deref()))
}

#[test]
fn values_come_from_the_words_marked() {
    let body = "Gunmen from the Qarn Front bombed a market in Mosul on Tuesday, killing three traders and a guard. \
                The mayor spoke in Baghdad on Wednesday.";
    let report = read(
        body,
        Annotations {
            acts: vec![act(body, "bombed", 0.0)],
            arguments: vec![
                role(body, 0, Role::Perpetrator, "the Qarn Front"),
                role(body, 0, Role::Place, "Mosul"),
                role(body, 0, Role::Time, "Tuesday"),
                role(body, 0, Role::Killed, "three traders and a guard"),
            ],
            ..Annotations::default()
        },
    );
    let incident = &report.incidents[0];
    assert_eq!(days(incident), (Some("2024-03-05"), Some("2024-03-05")));
    assert_eq!(incident.places.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Mosul"]);
    assert!(incident.perpetrators[0].name.contains("Qarn Front"), "{:?}", incident.perpetrators);
    assert!(incident.outcome.killed.is_some_and(|k| k.min >= Some(3)));
    assert!(incident.evidence[0].text.contains("bombed"));
}

#[test]
fn news_without_a_day_happened_by_the_day_of_publication() {
    let body = "A bomb went off in Mosul, police said.";
    let news = read(body, Annotations { acts: vec![act(body, "went off", 0.0)], ..Annotations::default() });
    assert_eq!(days(&news.incidents[0]), (None, Some("2024-03-06")));
    let old = read(body, Annotations { acts: vec![act(body, "went off", 0.9)], ..Annotations::default() });
    assert!(old.incidents[0].background && old.incidents[0].date.is_none());
}

#[test]
fn overnight_is_the_night_before() {
    let body = "A bomb went off in Mosul overnight, police said.";
    let arguments = vec![role(body, 0, Role::Time, "overnight")];
    let report = read(
        body,
        Annotations { acts: vec![act(body, "went off", 0.0)], arguments, ..Annotations::default() },
    );
    assert_eq!(days(&report.incidents[0]), (Some("2024-03-05"), Some("2024-03-06")));
}

#[test]
fn a_later_telling_joins_the_act_and_a_later_day_parts_it() {
    let body = "A bomb hit a market in Mosul on Tuesday. The blast shook windows. \
                Another bomb hit Basra on 2 February 2022.";
    let acts = vec![act(body, "hit a market", 0.0), act(body, "blast", 0.0), act(body, "hit Basra", 0.9)];
    let arguments = vec![
        role(body, 0, Role::Time, "Tuesday"),
        role(body, 0, Role::Place, "Mosul"),
        role(body, 2, Role::Time, "2 February 2022"),
        role(body, 2, Role::Place, "Basra"),
    ];
    let same = vec![
        Same { earlier: 0, later: 1, score: 0.9 },
        Same { earlier: 0, later: 2, score: 0.05 },
        Same { earlier: 1, later: 2, score: 0.05 },
    ];
    let report = read(body, Annotations { acts, arguments, same, ..Annotations::default() });
    assert_eq!(report.incidents.len(), 2, "{:?}", report.incidents);
    assert!(!report.incidents[0].background && report.incidents[1].background);
}

#[test]
fn who_claims_an_act_did_it_by_his_claim_and_police_do_not() {
    let body = "A bomb killed two men in Mosul on Tuesday. Hezbollah claimed the attack, police said.";
    let acts = vec![act(body, "killed", 0.0)];
    let claim = SpeechAct::ClaimsResponsibility;
    let speech = vec![said(body, "claimed", "Hezbollah", claim, 0), said(body, "said", "police", claim, 0)];
    let report = read(body, Annotations { acts, speech, ..Annotations::default() });
    let doers: Vec<_> = report.incidents[0].perpetrators.iter().map(|p| (p.name.as_str(), p.basis)).collect();
    assert_eq!(doers, [("Hezbollah", PerpetratorBasis::Claimed)]);
    let claims: Vec<_> = report.claims.iter().map(|c| (c.speaker.name.as_str(), c.act)).collect();
    assert_eq!(claims, [("Hezbollah", claim), ("police", SpeechAct::Accuses)]);
}

#[test]
fn nobody_claims_where_nobody_did() {
    let body = "A bomb killed two men in Mosul on Tuesday. No known militia has claimed the attack. \
                The Red Sash Commandos have not admitted it.";
    let acts = vec![act(body, "killed", 0.0)];
    let claim = SpeechAct::ClaimsResponsibility;
    let speech = vec![
        said(body, "claimed", "No known militia", claim, 0),
        said(body, "admitted", "The Red Sash Commandos", claim, 0),
    ];
    let arguments = vec![role(body, 0, Role::Perpetrator, "The Red Sash Commandos")];
    let report = read(body, Annotations { acts, speech, arguments, ..Annotations::default() });
    assert!(report.claims.is_empty(), "{:?}", report.claims);
    assert!(report.incidents[0].perpetrators.is_empty(), "{:?}", report.incidents[0].perpetrators);
}

#[test]
fn a_place_nobody_knows_is_kept_as_unresolved() {
    let body = "A bomb went off in Harqalat on Tuesday.";
    let arguments = vec![role(body, 0, Role::Place, "Harqalat")];
    let report = read(
        body,
        Annotations { acts: vec![act(body, "went off", 0.0)], arguments, ..Annotations::default() },
    );
    let place = &report.incidents[0].places[0];
    assert_eq!((place.name.as_str(), place.gazetteer_id.as_deref()), ("Harqalat", None));
}

#[test]
fn ends_of_a_journey_are_no_places_struck() {
    let body =
        "A tug bound from Jakarta to Manila was hijacked near Zamboanga on Tuesday. A bus to Basra was not.";
    let marked = |places: &[&str]| Annotations {
        acts: vec![act(body, "hijacked", 0.0)],
        arguments: places.iter().map(|p| role(body, 0, Role::Place, p)).collect(),
        ..Annotations::default()
    };
    let names = |places: &[&str]| -> Vec<String> {
        read(body, marked(places)).incidents[0].places.iter().map(|p| p.name.clone()).collect()
    };
    assert_eq!(names(&["Jakarta", "Manila", "Zamboanga"]), ["Zamboanga"]);
    assert_eq!(names(&["Manila"]), ["Manila"], "told nowhere else");
    assert_eq!(names(&["Zamboanga", "Basra"]).len(), 2, "no word of a journey stands before it");
}

#[test]
fn somebody_told_in_full_is_no_place() {
    let body =
        "A drone killed Qassem Soleimani on Friday. The strike against Soleimani hit two cars at Harqalat.";
    let arguments = vec![role(body, 0, Role::Place, "Harqalat"), {
        let at = body.rfind("Soleimani").unwrap_or_default();
        Argument { span: Span::new(at, at + "Soleimani".len()), ..role(body, 0, Role::Place, "Harqalat") }
    }];
    let acts = vec![act(body, "killed", 0.0)];
    let report = read(body, Annotations { acts, arguments, ..Annotations::default() });
    let names: Vec<&str> = report.incidents[0].places.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Harqalat"]);
}

#[test]
fn abbreviations_are_named_whole_and_descriptions_did_nothing() {
    let body = "The U.S. bombed a market in Mosul on Tuesday. An evil extremist plot was foiled.";
    let arguments = vec![role(body, 0, Role::Perpetrator, "U"), role(body, 0, Role::Perpetrator, "evil")];
    let acts = vec![act(body, "bombed", 0.0)];
    let report = read(body, Annotations { acts, arguments, ..Annotations::default() });
    let doers: Vec<&str> =
        report.incidents[0].perpetrators.iter().map(|p| p.evidence[0].text.as_str()).collect();
    assert_eq!(doers, ["U.S."]);
}

#[test]
fn the_dead_say_nothing() {
    let body = "Colonel Adel Numan of the police spoke to reporters. A bomb killed Samir Qandoura in Mosul on \
                Tuesday. He said a car had been parked there.";
    let acts = vec![act(body, "killed", 0.0)];
    let speech = vec![
        said(body, "spoke", "Colonel Adel Numan", SpeechAct::Reports, 0),
        said(body, "said", "He", SpeechAct::Confirms, 0),
    ];
    let arguments = vec![role(body, 0, Role::Killed, "Samir Qandoura")];
    let report = read(body, Annotations { acts, speech, arguments, ..Annotations::default() });
    assert!(report.claims.iter().all(|c| !c.speaker.name.contains("Qandoura")), "{:?}", report.claims);
}

#[test]
fn news_below_the_least_confidence_is_kept_apart() {
    let body = "A bomb went off in Mosul, police said.";
    let mut article = Article::new("a.txt", body);
    article.language = "en".to_owned();
    let marked = Annotations { acts: vec![act(body, "went off", 0.0)], ..Annotations::default() };
    let mut engine = Engine::new(Codebook::builtin()).with_annotator(Arc::new(ByHand(marked)));
    engine.dial.confidence = 1.0;
    let report = engine.read(&article, Options::default());
    assert_eq!((report.incidents.len(), report.x_unsure.len()), (0, 1));
}

#[test]
fn claims_below_the_least_probability_are_kept_apart() {
    let body = "A bomb killed two men in Mosul on Tuesday. Hezbollah claimed the attack.";
    let mut article = Article::new("a.txt", body);
    article.language = "en".to_owned();
    let speech = vec![said(body, "claimed", "Hezbollah", SpeechAct::ClaimsResponsibility, 0)];
    let marked = Annotations { acts: vec![act(body, "killed", 0.0)], speech, ..Annotations::default() };
    let mut engine = Engine::new(Codebook::builtin()).with_annotator(Arc::new(ByHand(marked)));
    engine.dial.claim = 1.0;
    let report = engine.read(&article, Options::default());
    assert_eq!((report.claims.len(), report.x_unsure_claims.len()), (0, 1));
}

#[test]
fn a_possessive_is_no_evidence_of_who_did_it() {
    let body = "Hezbollah bombed a market in Mosul. The army said its guards had fled.";
    let arguments =
        vec![role(body, 0, Role::Perpetrator, "Hezbollah"), role(body, 0, Role::Perpetrator, "its")];
    let report =
        read(body, Annotations { acts: vec![act(body, "bombed", 0.0)], arguments, ..Annotations::default() });
    let doer = &report.incidents[0].perpetrators[0];
    assert_eq!((doer.name.as_str(), doer.evidence.len()), ("Hezbollah", 1), "{:?}", doer.evidence);
}

fn dead(words: &str) -> Option<u64> {
    let body = format!("A bomb went off in Mosul on Tuesday and killed {words}.");
    let arguments = vec![role(&body, 0, Role::Killed, words)];
    let report = read(
        &body,
        Annotations { acts: vec![act(&body, "went off", 0.0)], arguments, ..Annotations::default() },
    );
    report.incidents[0].outcome.killed.and_then(|k| k.min)
}

#[test]
fn single_persons_count_with_the_numbers_beside_them() {
    assert_eq!(dead("three policemen and a civilian"), Some(4));
    assert_eq!(dead("a man, his wife and their three children"), Some(5));
    assert_eq!(dead("26 people, all but one of them tourists"), Some(26));
    assert_eq!(dead("a guard, 31"), Some(1));
    assert_eq!(dead("15 students and staff"), Some(15));
}

#[test]
fn who_was_to_be_killed_is_not_dead() {
    let body = "Gunmen tried to kill the mayor, Ramon Ibarra, in Mosul on Tuesday.";
    let mut attempt = act(body, "tried to kill", 0.0);
    attempt.stages = vec![(Stage::Attempted, 1.0)];
    let arguments = vec![role(body, 0, Role::Killed, "Ramon Ibarra")];
    let report = read(body, Annotations { acts: vec![attempt], arguments, ..Annotations::default() });
    let incident = &report.incidents[0];
    assert_eq!((incident.stage, incident.outcome.killed), (Stage::Attempted, None));
}

#[test]
fn the_group_is_who_was_marked_and_not_its_parent() {
    let body = "Harakat al-Qarn, which is linked to Al-Qaeda, bombed a market in Mosul on Tuesday. \
                The Islamist group struck the same market with a second bomb.";
    let arguments = vec![
        role(body, 0, Role::Perpetrator, "Harakat al-Qarn"),
        role(body, 0, Role::Perpetrator, "The Islamist group"),
    ];
    let report =
        read(body, Annotations { acts: vec![act(body, "bombed", 0.0)], arguments, ..Annotations::default() });
    let doers: Vec<_> = report.incidents[0].perpetrators.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(doers, ["Harakat al-Qarn"]);
}

#[test]
fn where_a_weapon_was_made_is_not_who_used_it() {
    let body = "An Iranian-made drone hit a depot in Mosul on Tuesday.";
    let arguments = vec![role(body, 0, Role::Perpetrator, "Iranian")];
    let report =
        read(body, Annotations { acts: vec![act(body, "hit", 0.0)], arguments, ..Annotations::default() });
    assert!(report.incidents[0].perpetrators.is_empty(), "{:?}", report.incidents[0].perpetrators);
}

#[test]
fn a_paper_reports_what_others_claim() {
    let body = "A bomb killed two men in Mosul on Tuesday. The Harbour Times said that a cell had laid it.";
    let acts = vec![act(body, "killed", 0.0)];
    let speech = vec![said(body, "said", "The Harbour Times", SpeechAct::Accuses, 0)];
    let report = read(body, Annotations { acts, speech, ..Annotations::default() });
    let claims: Vec<_> = report.claims.iter().map(|c| (c.speaker.name.as_str(), c.act)).collect();
    assert_eq!(claims, [("Harbour Times", SpeechAct::Reports)]);
}

#[test]
fn a_city_named_like_its_province_is_the_city_where_no_province_is_told() {
    let level = |body: &str, place: &str| {
        let arguments = vec![role(body, 0, Role::Place, place)];
        let acts = vec![act(body, "went off", 0.0)];
        read(body, Annotations { acts, arguments, ..Annotations::default() }).incidents[0].places[0].level
    };
    for name in ["Basra", "Kandahar", "Raqqa", "Daraa"] {
        let body = format!("A bomb went off in {name} on Tuesday.");
        assert_eq!(level(&body, name), Level::Locality, "{name}");
    }
    assert_eq!(level("A bomb went off in Basra province on Tuesday.", "Basra province"), Level::Region);
}

#[test]
fn who_denies_what_others_accuse_him_of_is_accused() {
    let body = "A bomb killed two men in Mosul on Tuesday. A shopkeeper said the Saref Brigades did it, which \
                the Saref Brigades denied.";
    let mut who = role(body, 0, Role::Perpetrator, "the Saref Brigades");
    who.basis = vec![(PerpetratorBasis::Denied, 1.0)];
    let speech = vec![said(body, "said", "A shopkeeper", SpeechAct::Accuses, 0)];
    let acts = vec![act(body, "killed", 0.0)];
    let report = read(body, Annotations { acts, arguments: vec![who], speech, ..Annotations::default() });
    assert_eq!(report.incidents[0].perpetrators[0].basis, PerpetratorBasis::Accused);
}

#[test]
fn parts_of_a_number_are_targets_of_their_own() {
    let body = "Shells fired at a market in Mosul killed nine people, including two boys and a grandmother, medics said.";
    let arguments = vec![role(body, 0, Role::Killed, "nine people")];
    let acts = vec![act(body, "fired", 0.0)];
    let report = read(body, Annotations { acts, arguments, ..Annotations::default() });
    let incident = &report.incidents[0];
    let told: Vec<_> =
        incident.targets.iter().map(|t| (t.text.as_str(), t.count.and_then(|c| c.min))).collect();
    assert_eq!(told, [("boys", Some(2)), ("grandmother", Some(1))]);
    assert_eq!(incident.outcome.killed.and_then(|k| k.min), Some(9));
}

/// Marks nothing and says so beforehand.
#[derive(Debug)]
struct Nothing;

impl Annotator for Nothing {
    fn id(&self) -> AnnotatorId {
        AnnotatorId { name: "nothing".to_owned(), hash: "0".to_owned() }
    }

    fn may_tell(&self, _: &Article) -> bool {
        false
    }

    fn annotate(&self, _: &Reading) -> Result<Annotations, AnnotateError> {
        panic!("an article that may tell nothing is not read")
    }
}

#[test]
fn what_may_tell_nothing_is_kept_with_its_day_and_its_mentions_on_request() {
    let mut article =
        Article::new("a.txt", "BAGHDAD, 6 March 2024 - Hezbollah and the Iraqi army met in Mosul.");
    article.language = "en".to_owned();
    let engine = Engine::new(Codebook::builtin()).with_annotator(Arc::new(Nothing));
    let plain = engine.read(&article, Options::default());
    assert_eq!(
        (plain.actors.len(), plain.incidents.len(), plain.article.body.len()),
        (0, 0, article.body.as_str().len())
    );
    assert_eq!(plain.article.published.map(|p| p.value), Some("2024-03-06".to_owned()));
    let full = engine.read(&article, Options { mentions: true });
    assert!(full.mentions.is_some_and(|m| m.iter().any(|m| m.actor.is_some())) && !full.actors.is_empty());
}

#[test]
fn small_words_at_the_ends_of_a_mark_belong_to_no_name() {
    let body = "Roughly twelve rebels in the hills bombed a depot at Qarn, near the river.";
    let marked = Annotations {
        acts: vec![act(body, "bombed", 0.0)],
        arguments: vec![
            role(body, 0, Role::Perpetrator, "Roughly"),
            role(body, 0, Role::Perpetrator, "twelve rebels in"),
            role(body, 0, Role::Target, "a depot at"),
            role(body, 0, Role::Place, "at Qarn,"),
        ],
        ..Annotations::default()
    };
    let report = read(body, marked);
    let incident = &report.incidents[0];
    assert_eq!(incident.perpetrators[0].text.as_deref(), Some("Roughly twelve rebels"));
    assert_eq!(incident.perpetrators.len(), 1);
    assert_eq!(incident.targets[0].text, "depot");
    assert_eq!(incident.places[0].evidence[0].text, "Qarn");
}

#[test]
fn whom_somebody_fights_is_not_who_did_it() {
    let body = "Militants who fight against Indian rule bombed a market in Srinagar. Gunmen of Mothers Against Qarn fled.";
    let marked = |who: &str, act_: &str| Annotations {
        acts: vec![act(body, act_, 0.0)],
        arguments: vec![role(body, 0, Role::Perpetrator, who)],
        ..Annotations::default()
    };
    let report = read(body, marked("Militants who fight against Indian rule", "bombed"));
    let who = &report.incidents[0].perpetrators[0];
    assert!(who.actor.is_none() && who.name.starts_with("Militants"), "{who:?}");
    let report = read(body, marked("Gunmen of Mothers Against Qarn", "fled"));
    assert!(report.incidents[0].perpetrators[0].name.contains("Qarn"));
}

#[test]
fn a_newsroom_tells_of_acts_and_commits_none() {
    let body = "A letter on the website Indymedia claimed the bombing of a mast in Bremen.";
    let report = read(
        body,
        Annotations {
            acts: vec![act(body, "bombing", 0.0)],
            arguments: vec![role(body, 0, Role::Perpetrator, "Indymedia")],
            speech: vec![said(body, "claimed", "Indymedia", SpeechAct::ClaimsResponsibility, 0)],
            ..Annotations::default()
        },
    );
    assert!(report.incidents[0].perpetrators.is_empty());
    assert_eq!(report.claims[0].act, SpeechAct::Reports);
}

#[test]
fn speakers_are_called_by_their_whole_names() {
    let body = "A bomb went off in Mosul, two senior officers said. Colonel Ban Ki-moon confirmed it. The Qarn army's count was six, as the Banner of Tarsa said.";
    let speaker = |words: &str, cue: &str| {
        let speech = vec![said(body, cue, words, SpeechAct::Confirms, 0)];
        let acts = vec![act(body, "went off", 0.0)];
        let report = read(body, Annotations { acts, speech, ..Annotations::default() });
        report.claims[0].speaker.name.clone()
    };
    assert_eq!(speaker("two", "said"), "two senior officers");
    assert!(speaker("Ban Ki", "confirmed").ends_with("Ban Ki-moon"));
    assert!(speaker("The Qarn army's", "count").ends_with("Qarn army"));
    assert_eq!(speaker("Tarsa", "six"), "Banner of Tarsa");
}

#[test]
fn a_saying_about_hardly_anything_is_about_its_likeliest_incident_or_none() {
    let body = "A bomb went off in Mosul. Police found rifles in Basra. The governor spoke of it.";
    let spoke = SpeechMention {
        about: vec![(0, 0.2)],
        ..said(body, "spoke", "The governor", SpeechAct::Confirms, 0)
    };
    let acts = vec![act(body, "went off", 0.0)];
    let report = read(body, Annotations { acts, speech: vec![spoke], ..Annotations::default() });
    let about: Vec<bool> = report.claims.iter().map(|c| c.about.is_some()).collect();
    assert_eq!(about, [true], "nobody confirms nothing: {:?}", report.claims);
}

#[test]
fn who_denies_a_part_in_it_does_not_deny_that_it_happened() {
    let body = "A bomb killed two men in Mosul on Tuesday. The Saref Brigades denied any involvement. \
                The governor denied that a bomb had gone off.";
    let acts = vec![act(body, "killed", 0.0)];
    let speech = vec![
        said(body, "denied any", "The Saref Brigades", SpeechAct::Denies, 0),
        said(body, "denied that", "The governor", SpeechAct::Denies, 0),
    ];
    let report = read(body, Annotations { acts, speech, ..Annotations::default() });
    let told: Vec<_> = report.claims.iter().map(|c| c.property).collect();
    assert_eq!(told, [Some(Property::Perpetrator), None]);
}
