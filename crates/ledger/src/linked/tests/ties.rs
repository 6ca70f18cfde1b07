//! Kinds of links between incidents, and the words they rest on.

use super::super::worded::worded;
use super::*;

/// Kind and positions of what an article's words say of its incidents.
fn said(telling: Telling) -> Vec<(LinkKind, usize, usize)> {
    let (article, report) = telling.build();
    let found = worded(article.body.as_str(), &report.incidents);
    found.into_iter().map(|w| (w.kind, w.from, w.to)).collect()
}

fn two(body: &str, one: &str, other: &str) -> Telling {
    Telling::new("two.txt", body).incident(IncidentType::Shelling, one).incident(IncidentType::Bombing, other)
}

#[test]
fn retaliation_is_what_an_article_tells_as_such() {
    let (shelled, bombing) = ("gunmen shelled Port Amal", "the bombing of the mill at Tel Qasr");
    let retaliation = [(LinkKind::Retaliation, 0, 1)];
    let tell = |body: &str| said(two(body, shelled, bombing));
    assert_eq!(tell(&format!("Marsh {shelled} on Friday in retaliation for {bombing}.")), retaliation);
    assert_eq!(tell(&format!("In revenge for {bombing}, {shelled} on Friday.")), retaliation);
    // The clause of the one often holds the other: what counts is where the facts of each stand.
    let body = "Gunmen shelled Port Amal on Friday, killing two, in retaliation for the bombing of Tel Qasr.";
    let wide = Telling::new("wide.txt", body)
        .incident(IncidentType::Shelling, body)
        .place("Port Amal", "QS", None, PlaceRole::Target)
        .incident(IncidentType::Bombing, "killing two, in retaliation for the bombing of Tel Qasr")
        .place("Tel Qasr", "QS", None, PlaceRole::Target);
    assert_eq!(said(wide), retaliation);
    assert_eq!(tell(&format!("Marsh {shelled}, not in retaliation for {bombing}, the mayor said.")), []);
    assert_eq!(tell(&format!("Marsh {shelled} a day after {bombing}.")), [], "after is not because");
    assert_eq!(
        tell(&format!("Marsh {shelled}. It was in retaliation for a raid. Police told of {bombing}.")),
        []
    );
}

#[test]
fn what_answers_an_act_follows_it() {
    let body = "A second mine killed four guards responding to the shelling of Port Amal.";
    let found = said(two(body, "A second mine killed four guards", "the shelling of Port Amal"));
    assert_eq!(found, [(LinkKind::FollowUp, 0, 1)]);
}

#[test]
fn a_raid_that_frees_the_hostages_follows_the_one_siege_of_the_article() {
    let siege = |more: &str| {
        Telling::new(
            "siege.txt",
            &format!("Gunmen seized a bus near Wadi Rumm on Monday. Soldiers stormed a farm and freed the hostages on Friday.{more}"),
        )
        .incident(IncidentType::Kidnapping, "Gunmen seized a bus near Wadi Rumm on Monday")
        .dated(Some("2024-05-06"), Some("2024-05-06"), "Monday")
        .incident(IncidentType::ArmedAssault, "Soldiers stormed a farm and freed the hostages")
    };
    let on = |day: &'static str| siege("").dated(Some(day), Some(day), "Friday");
    assert_eq!(said(on("2024-05-10")), [(LinkKind::FollowUp, 1, 0)]);
    assert_eq!(said(on("2024-05-03")), [], "it came before");
    let another = siege(" In March a teacher was taken near Tel Qasr.")
        .incident(IncidentType::Kidnapping, "a teacher was taken near Tel Qasr");
    assert_eq!(said(another), [], "which siege it ended is not said");
}

#[test]
fn an_act_is_part_of_several_where_words_or_the_whole_record_say_so() {
    let body = "Drones struck three depots, including the fuel depot at Tel Qasr.";
    let named = Telling::new("series.txt", body)
        .incident(IncidentType::DroneAttack, "Drones struck three depots")
        .with(|i| i.aggregate = true)
        .incident(IncidentType::DroneAttack, "the fuel depot at Tel Qasr");
    assert_eq!(said(named), [(LinkKind::PartOf, 1, 0)]);
    let wave = |day: &str, doer: &str| {
        Telling::new(
            "wave.txt",
            "Marsh Sons struck nine depots in Marshland from 1 to 9 May. River Guard men looked on. Drones hit Tel Qasr that day.",
        )
        .incident(IncidentType::DroneAttack, "Marsh Sons struck nine depots in Marshland")
        .with(|i| i.aggregate = true)
        .dated(Some("2024-05-01"), Some("2024-05-09"), "from 1 to 9 May")
        .place("Marshland", "QS", None, PlaceRole::Target)
        .perpetrator("Marsh Sons", PerpetratorBasis::Claimed)
        .incident(IncidentType::DroneAttack, "Drones hit Tel Qasr")
        .dated(Some(day), Some(day), "that day")
        .place("Tel Qasr", "QS", None, PlaceRole::Target)
        .perpetrator(doer, PerpetratorBasis::Claimed)
    };
    assert_eq!(said(wave("2024-05-02", "Marsh Sons")), [(LinkKind::PartOf, 1, 0)]);
    assert_eq!(said(wave("2024-05-12", "Marsh Sons")), [], "another day");
    assert_eq!(said(wave("2024-05-02", "River Guard")), [], "other doers");
}

#[test]
fn links_lead_from_incident_to_incident_with_their_words_and_decisions() {
    let mut ledger = empty();
    let body = "Marsh gunmen shelled Port Amal in retaliation for the bombing of the mill at Tel Qasr.";
    add(
        &mut ledger,
        two(body, "Marsh gunmen shelled Port Amal", "the bombing of the mill at Tel Qasr")
            .published("2024-05-04"),
    );
    let series = Telling::new("series.txt", "Six attacks hit Port Amal in May.")
        .incident(IncidentType::Shelling, "Six attacks hit Port Amal in May")
        .with(|i| i.aggregate = true);
    add(&mut ledger, series);
    let (shelling, bombing) = (report(&ledger, "two.txt", 0), report(&ledger, "two.txt", 1));
    let whole = report(&ledger, "series.txt", 0);
    let mut ruling = Ruling::new("Ana", Act::PartOf, &[&shelling, &whole]);
    ruling.reason = Some("the first of the six".to_owned());
    let decided = ledger.decide(&ruling).unwrap();
    link(&mut ledger);
    let register = Codebook::from_files([]).unwrap();
    let links = |ledger: &Ledger, id: &str| {
        let incident = ledger.linked_with(id, &Settings::embedded()).unwrap();
        ledger.links_of(&incident, &life(&incident, &register)).unwrap()
    };
    let found = links(&ledger, &shelling);
    assert_eq!(
        found.iter().map(|l| (l.kind, l.to.report.clone())).collect::<Vec<_>>(),
        [(LinkKind::PartOf, whole.clone()), (LinkKind::Retaliation, bombing.clone())]
    );
    assert_eq!(found[0].decided, Some(decided.entry));
    assert_eq!(found[0].reason, "decided by Ana: the first of the six");
    assert_eq!(found[1].words[0].text, body);
    assert_eq!(links(&ledger, &bombing), found[1..], "both ends tell it");
    assert_eq!(links(&ledger, &whole), found[..1]);
    ledger.decide(&Ruling::new("Ana", Act::Undo { entry: decided.entry }, &[])).unwrap();
    link(&mut ledger);
    assert_eq!(links(&ledger, &whole), []);
}
