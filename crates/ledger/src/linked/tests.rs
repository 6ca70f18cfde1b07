//! Linked incidents over small invented books.

mod lives;
mod orders;
mod ties;

use super::*;
use crate::clock::FixedClock;
use crate::decide::Ruling;
use crate::ledger::Reading;
use crate::review::Act;
use crate::sample::Telling;
use crate::store::SqliteStore;
use claimbook_records::Codebook;
use claimbook_records::report::*;

fn empty() -> Ledger {
    let clock = FixedClock("2024-06-01T08:00:00Z".parse().unwrap());
    Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(clock)).unwrap()
}

fn add(ledger: &mut Ledger, telling: Telling) {
    let (article, report) = telling.build();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
}

fn link(ledger: &mut Ledger) {
    ledger.link(&Settings::embedded(), &|_, _| {}).unwrap();
}

/// Id of the report that the article of an input tells at a position.
fn report(ledger: &Ledger, input: &str, position: usize) -> String {
    let found = ledger.incidents(&IncidentFilter::default()).unwrap();
    let view = found.iter().find(|i| i.article.input == input).unwrap();
    ledger.article(&view.article.id).unwrap().incidents[position].clone()
}

/// The one incident of some tellings, which a person says are one.
fn one(tellings: impl IntoIterator<Item = Telling>) -> (Ledger, LinkedIncident) {
    let mut ledger = empty();
    tellings.into_iter().for_each(|t| add(&mut ledger, t));
    let ids: Vec<String> =
        ledger.incidents(&IncidentFilter::default()).unwrap().into_iter().map(|i| i.id).collect();
    if ids.len() > 1 {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        ledger.decide(&Ruling::new("Ana", Act::Same, &ids)).unwrap();
    }
    link(&mut ledger);
    let incident = ledger.linked_with(&ids[0], &Settings::embedded()).unwrap();
    assert_eq!(incident.accounts.len(), ids.len());
    (ledger, incident)
}

/// A drone attack on the mill at Tel Qasr on 2 May 2024, as an article of a day tells it.
fn mill(day: &str, told: &str) -> Telling {
    let body = format!("Drones struck the mill at Tel Qasr on 2 May. {told}");
    Telling::new(&format!("{day}.txt"), &body)
        .published(day)
        .incident(IncidentType::DroneAttack, "Drones struck the mill at Tel Qasr on 2 May")
        .dated(Some("2024-05-02"), Some("2024-05-02"), "2 May")
        .place("Tel Qasr", "QS", Some((33.1, 44.9)), PlaceRole::Target)
}

/// When a claim was said.
fn said_on(day: &str) -> impl FnOnce(&mut Claim) + use<> {
    let day = day.to_owned();
    move |claim| {
        claim.date = Some(DateRange {
            earliest: Some(day.clone()),
            latest: Some(day),
            precision: Precision::Day,
            evidence: Vec::new(),
        });
    }
}
