//! The rules, one telling at a time.

use super::*;
use crate::sample::{self, Telling};
use claimbook_records::report::{IncidentType, TargetClass};

/// A strike on a mill told with no claim and no perpetrator.
fn mill() -> Telling {
    Telling::new(
        "mill.txt",
        "A drone struck the mill. Marsh Sons, Army, Envoy, Paper and Official spoke of it.",
    )
    .incident(IncidentType::DroneAttack, "A drone struck the mill")
    .target("mill", TargetClass::Object, None, None)
}

fn says(telling: Telling, speaker: &str, kind: SpeakerKind, act: SpeechAct) -> Telling {
    telling.claim(speaker, kind, act, speaker)
}

fn claimed(telling: Telling) -> Telling {
    says(telling, "Marsh Sons", SpeakerKind::ArmedGroup, SpeechAct::ClaimsResponsibility)
}

fn judge_last(telling: Telling) -> Judged {
    let (_, report) = telling.build();
    let incident = report.incidents.last().unwrap();
    judge(incident, &about(incident, &report.claims))
}

fn standing(telling: Telling) -> Standing {
    judge_last(telling).standing
}

#[test]
fn plain_words_of_the_author_are_reported() {
    let judged = judge_last(mill());
    assert_eq!((judged.standing, judged.reason.as_str()), (Standing::Reported, "the article states it"));
    assert!(judged.claims.is_empty());
}

#[test]
fn a_claim_that_nobody_else_tells_is_claimed_only() {
    let judged = judge_last(claimed(mill()));
    assert_eq!(judged.standing, Standing::ClaimedOnly);
    assert_eq!(judged.reason, "claimed by Marsh Sons alone");
    assert_eq!(judged.claims, ["c1"]);
    // The claimant saying more about it is no second voice.
    let more = says(claimed(mill()), "Marsh Sons", SpeakerKind::ArmedGroup, SpeechAct::Confirms);
    assert_eq!(standing(more), Standing::ClaimedOnly);
    let ground = mill().perpetrator("Marsh Sons", PerpetratorBasis::Claimed);
    assert_eq!(standing(ground), Standing::ClaimedOnly, "the ground tells of a claim the list does not hold");
}

#[test]
fn another_voice_makes_a_claim_reported_and_one_that_knows_confirms_it() {
    for (kind, act, wanted) in [
        (SpeakerKind::Military, SpeechAct::Confirms, Standing::Confirmed),
        (SpeakerKind::Company, SpeechAct::Confirms, Standing::Confirmed),
        (SpeakerKind::Anonymous, SpeechAct::Confirms, Standing::Reported),
        (SpeakerKind::Media, SpeechAct::Confirms, Standing::Reported),
        (SpeakerKind::Official, SpeechAct::Reports, Standing::Reported),
        (SpeakerKind::Official, SpeechAct::Accuses, Standing::Reported),
        (SpeakerKind::Official, SpeechAct::Estimates, Standing::Reported),
    ] {
        assert_eq!(standing(says(claimed(mill()), "Army", kind, act)), wanted, "{kind} {act}");
    }
    let hedged = says(claimed(mill()), "Army", SpeakerKind::Military, SpeechAct::Confirms)
        .with_claim(|c| c.firmness = Firmness::Hedged);
    assert_eq!(standing(hedged), Standing::Reported);
    let stated = claimed(mill().perpetrator("Marsh Sons", PerpetratorBasis::ReportedAsFact));
    assert_eq!(standing(stated), Standing::Reported, "the author states it as fact");
}

#[test]
fn a_denial_outweighs_reports_and_contests_claims() {
    let denied = |telling| says(telling, "Army", SpeakerKind::Military, SpeechAct::Denies);
    let judged = judge_last(denied(says(mill(), "Paper", SpeakerKind::Media, SpeechAct::Reports)));
    assert_eq!(judged.standing, Standing::Denied);
    assert_eq!((judged.reason.as_str(), judged.claims), ("denied by Army", vec!["c2".to_owned()]));
    let judged = judge_last(denied(claimed(mill())));
    assert_eq!(judged.standing, Standing::Contested);
    assert_eq!(judged.reason, "denied by Army; asserted by Marsh Sons");
    assert_eq!(judged.claims, ["c2", "c1"]);
    let by_ground = denied(mill().perpetrator("Marsh Sons", PerpetratorBasis::Claimed));
    assert_eq!(standing(by_ground), Standing::Contested);
}

#[test]
fn denying_one_property_leaves_the_standing() {
    let no_dead = says(claimed(mill()), "Army", SpeakerKind::Military, SpeechAct::Denies)
        .with_claim(|c| c.property = Some(Property::Killed));
    assert_eq!(standing(no_dead), Standing::ClaimedOnly);
}

#[test]
fn denying_responsibility_contests_it_only_against_somebody_who_puts_it() {
    let accused = mill().perpetrator("Marsh Sons", PerpetratorBasis::Accused);
    let denial = |telling| says(telling, "Marsh Sons", SpeakerKind::ArmedGroup, SpeechAct::Denies);
    let judged = judge_last(denial(accused));
    assert_eq!(
        (judged.standing, judged.reason.as_str()),
        (Standing::Contested, "responsibility denied by Marsh Sons")
    );
    // Nobody accuses them: a third party's word that it was not theirs changes nothing.
    let idle = says(mill(), "Envoy", SpeakerKind::State, SpeechAct::Denies)
        .with_claim(|c| c.property = Some(Property::Perpetrator));
    assert_eq!(standing(idle), Standing::Reported);
    assert_eq!(standing(mill().perpetrator("Marsh Sons", PerpetratorBasis::Denied)), Standing::Contested);
}

#[test]
fn a_claim_taken_back_is_contested_until_somebody_confirms() {
    let back = || says(claimed(mill()), "Marsh Sons", SpeakerKind::ArmedGroup, SpeechAct::Retracts);
    assert_eq!(standing(back()), Standing::Contested);
    let confirmed = says(back(), "Army", SpeakerKind::Military, SpeechAct::Confirms);
    assert_eq!(standing(confirmed), Standing::Confirmed);
    let other = says(back(), "Envoy", SpeakerKind::ArmedGroup, SpeechAct::ClaimsResponsibility);
    assert_eq!(standing(other), Standing::ClaimedOnly, "another's claim stands");
}

#[test]
fn claims_about_another_incident_do_not_count() {
    let (_, report) = sample::depot().build();
    let standings: Vec<Standing> =
        report.incidents.iter().map(|i| judge(i, &about(i, &report.claims)).standing).collect();
    assert_eq!(standings, [Standing::Confirmed, Standing::Reported]);
}

#[test]
fn words_parse_as_they_print() {
    for word in Standing::ALL {
        assert_eq!(word.as_str().parse::<Standing>().unwrap(), word);
        assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
    }
    assert!("true".parse::<Standing>().unwrap_err().contains("claimed_only"));
}
