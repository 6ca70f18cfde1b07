//! The life of a claim, and its standing in one sentence.

use super::*;
use SpeakerKind::{ArmedGroup, Military, Official, State as Government, Witness};

fn live(tellings: impl IntoIterator<Item = Telling>) -> Life {
    live_with(tellings, &Codebook::from_files([]).unwrap())
}

fn live_with(tellings: impl IntoIterator<Item = Telling>, register: &Codebook) -> Life {
    life(&one(tellings).1, register)
}

fn turns(life: &Life) -> Vec<TurnKind> {
    life.turns.iter().map(|t| t.turn).collect()
}

fn claimed(day: &str, who: &str) -> Telling {
    let words = format!("The {who} said it had struck the mill.");
    mill(day, &words).claim(who, ArmedGroup, SpeechAct::ClaimsResponsibility, &words)
}

#[test]
fn a_claim_that_is_denied_and_that_nobody_confirms() {
    let statement = claimed("2024-05-04", "Marsh Sons")
        .with_claim(said_on("2024-05-03"))
        .with_claim(|c| c.channel = Some("Telegram".to_owned()));
    let denial = mill("2024-05-05", "Nothing struck the mill, the River Army said on 4 May.")
        .claim("River Army", Military, SpeechAct::Denies, "Nothing struck the mill, the River Army said")
        .with_claim(said_on("2024-05-04"));
    let life = live([statement, denial]);
    assert_eq!(turns(&life), [TurnKind::Claimed, TurnKind::Denied]);
    assert_eq!(life.first, None, "there is one claim");
    assert_eq!(
        life.sentence,
        "Claimed by Marsh Sons on 3 May 2024 (Telegram); that it happened is denied by River Army on 4 May 2024; in the 2 \
         independent accounts nobody else confirms it."
    );
}

#[test]
fn an_umbrella_that_an_article_words_claims_after_its_member_who_takes_it_back() {
    let first = claimed("2024-05-03", "Marsh Sons");
    let told = "The Lowland Front, an umbrella of the Marsh Sons, said on 5 May it had done it. The Marsh Sons took it back.";
    let second = mill("2024-05-05", told)
        .claim("Lowland Front", ArmedGroup, SpeechAct::ClaimsResponsibility, "said on 5 May it had done it")
        .with_claim(said_on("2024-05-05"))
        .claim("Marsh Sons", ArmedGroup, SpeechAct::Retracts, "The Marsh Sons took it back")
        .relation("Lowland Front", RelationType::UmbrellaOf, "Marsh Sons", "an umbrella of the Marsh Sons");
    let (ledger, incident) = one([first, second]);
    let register = Codebook::from_files([]).unwrap();
    let life = life(&incident, &register);
    assert_eq!(turns(&life), [TurnKind::Claimed, TurnKind::ClaimedByUmbrella, TurnKind::Withdrawn]);
    let umbrella = &life.turns[1];
    assert_eq!(umbrella.of.as_deref(), Some("Marsh Sons"));
    assert_eq!(umbrella.rests_on.as_ref().unwrap().words.as_deref(), Some("an umbrella of the Marsh Sons"));
    let first = life.first.as_ref().unwrap();
    assert_eq!((first.speaker.as_str(), first.basis), ("Marsh Sons", Basis::Known));
    assert_eq!(
        life.sentence,
        "Claimed by Marsh Sons (told 3 May 2024), withdrawn (told 5 May 2024); then claimed by Lowland Front (umbrella of Marsh \
         Sons) on 5 May 2024; in the 2 independent accounts nobody else confirms it."
    );
    let links = ledger.links_of(&incident, &life).unwrap();
    let kinds: Vec<LinkKind> = links.iter().map(|l| l.kind).collect();
    assert_eq!(kinds, [LinkKind::SupersededClaim], "an umbrella does not compete with its member");
    assert_eq!(links[0].words[0].text, "The Marsh Sons took it back");
}

#[test]
fn the_register_counts_a_member_to_an_umbrella_on_the_day() {
    let file = "[[actor]]\nid = \"lowland_front\"\nname = \"Lowland Front\"\nkind = \"umbrella\"\nreferences = [\"Marsh Yearbook, 2023\"]\n\
                relation = [{ type = \"umbrella_of\", object = \"marsh_sons\", since = \"2023-10\", until = \"2024\", reference = \"Marsh Yearbook, 2023\" }]\n\
                [[actor]]\nid = \"marsh_sons\"\nname = \"Marsh Sons\"\nkind = \"armed_group\"\nreferences = [\"Marsh Yearbook, 2023\"]\n";
    let register = Codebook::from_files([("actors/marsh.toml", file)]).unwrap();
    let by = |day: &str, who: &str, id: &str| {
        let words = format!("The {who} said it had struck the mill.");
        mill(day, &words).actor(who, ActorKind::ArmedGroup, Some(id), &[]).claim(
            who,
            ArmedGroup,
            SpeechAct::ClaimsResponsibility,
            &words,
        )
    };
    let both = |year: &str| {
        let (first, second) = (format!("{year}-05-04"), format!("{year}-05-03"));
        [by(&first, "Marsh Sons", "marsh_sons"), by(&second, "Lowland Front", "lowland_front")]
    };
    let life = live_with(both("2024"), &register);
    assert_eq!(turns(&life), [TurnKind::Claimed, TurnKind::ClaimedByMember]);
    let kin = life.turns[1].rests_on.clone().unwrap();
    assert_eq!((kin.words, kin.reference.as_deref()), (None, Some("Marsh Yearbook, 2023")));
    let later = live_with(both("2025"), &register);
    assert_eq!(turns(&later)[1], TurnKind::ClaimedByAnother, "the register ends the relation before");
}

#[test]
fn what_is_only_printed_later_may_have_been_said_first() {
    let told = live([claimed("2024-05-03", "Marsh Sons"), claimed("2024-05-04", "River Guard")]);
    assert_eq!(turns(&told), [TurnKind::Claimed, TurnKind::ClaimedByAnother]);
    assert_eq!(told.first.as_ref().map(|f| f.basis), Some(Basis::Told));
    assert!(
        told.sentence
            .contains("; the claim of Marsh Sons was told first, which was made first is not known;"),
        "{}",
        told.sentence
    );
    let one_day = live([
        claimed("2024-05-03", "Marsh Sons"),
        mill("2024-05-04", "The River Guard claimed it on 3 May.")
            .claim("River Guard", ArmedGroup, SpeechAct::ClaimsResponsibility, "The River Guard claimed it")
            .with_claim(said_on("2024-05-03")),
    ]);
    assert_eq!(one_day.first, None);
    assert!(one_day.sentence.contains("which claim was first is not known"), "{}", one_day.sentence);
}

#[test]
fn rivals_that_claim_one_act_compete() {
    let (ledger, incident) = one([claimed("2024-05-03", "Marsh Sons"), claimed("2024-05-04", "River Guard")]);
    let life = life(&incident, &Codebook::from_files([]).unwrap());
    let links = ledger.links_of(&incident, &life).unwrap();
    let [link] = &links[..] else { panic!("{links:?}") };
    assert_eq!(link.kind, LinkKind::CompetingClaim);
    assert_eq!(link.from.report, report(&ledger, "2024-05-04.txt", 0));
    assert_eq!(link.to.report, report(&ledger, "2024-05-03.txt", 0));
    assert_eq!(link.words.len(), 2);
}

#[test]
fn a_claimant_may_call_its_own_claim_fake() {
    let denial = "The Marsh Sons denied it on 6 May: their channel had been hacked.";
    let later = mill("2024-05-06", denial)
        .claim("Marsh Sons", ArmedGroup, SpeechAct::Denies, "their channel had been hacked")
        .with_claim(said_on("2024-05-06"));
    let life = live([claimed("2024-05-03", "Marsh Sons"), later]);
    assert_eq!(turns(&life), [TurnKind::Claimed, TurnKind::DeniedAsFake]);
    assert!(
        life.sentence.starts_with(
            "Claimed by Marsh Sons (told 3 May 2024), which Marsh Sons itself calls fake on 6 May 2024;"
        ),
        "{}",
        life.sentence
    );
    // To call an accusation a fabrication is a denial of the act.
    let accused = mill("2024-05-06", "The army blames the Guard. A fabrication, the River Guard said.")
        .claim("army", Military, SpeechAct::Accuses, "The army blames the Guard")
        .claim("River Guard", ArmedGroup, SpeechAct::Denies, "A fabrication, the River Guard said");
    let life = live([claimed("2024-05-03", "Marsh Sons"), accused]);
    assert!(!turns(&life).contains(&TurnKind::DeniedAsFake), "{life:?}");
}

#[test]
fn the_other_side_puts_it_on_somebody_who_denies_it() {
    let told = "The river ministry blamed the Marsh Sons on 3 May. Villagers blamed them too. The Marsh Sons denied it.";
    let life = live([mill("2024-05-04", told)
        .perpetrator("Marsh Sons", PerpetratorBasis::Accused)
        .claim("river ministry", Government, SpeechAct::Accuses, "The river ministry blamed the Marsh Sons")
        .with_claim(said_on("2024-05-03"))
        .claim("Villagers", Witness, SpeechAct::Accuses, "Villagers blamed them too")
        .claim("Marsh Sons", ArmedGroup, SpeechAct::Denies, "The Marsh Sons denied it")]);
    assert_eq!(
        turns(&life),
        [TurnKind::AttributedByOtherSide, TurnKind::ResponsibilityDenied, TurnKind::Attributed]
    );
    assert_eq!(
        life.sentence,
        "Nobody is told to have claimed it; attributed to Marsh Sons by river ministry (the other side) on 3 May 2024 and Villagers \
         (told 4 May 2024); responsibility is denied by Marsh Sons (told 4 May 2024); in the one independent account nobody confirms \
         it."
    );
}

#[test]
fn a_confirmation_is_told_and_one_that_is_not_firm_is_none() {
    let with = |firmness| {
        let told = mill("2024-05-04", "The mill was hit, the mayor said.")
            .claim("mayor", Official, SpeechAct::Confirms, "The mill was hit, the mayor said")
            .with_claim(|c| c.firmness = firmness);
        live([claimed("2024-05-03", "Marsh Sons"), told])
    };
    let firm = with(Firmness::Asserted);
    assert_eq!(turns(&firm), [TurnKind::Claimed, TurnKind::Confirmed]);
    assert!(firm.sentence.ends_with("; confirmed by mayor (told 4 May 2024)."), "{}", firm.sentence);
    let hedged = with(Firmness::Hedged);
    assert_eq!(turns(&hedged)[1], TurnKind::Reported);
    assert!(
        hedged.sentence.ends_with("nobody with knowledge of their own firmly confirms it."),
        "{}",
        hedged.sentence
    );
}
