//! What the order of arrival may not change, and what people decided.

use super::*;

const ACCOUNTS: usize = 30;

/// Numbers that only look random: a 64-bit step of Knuth's multiplicative generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn shuffled(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        (1..n).rev().for_each(|at| order.swap(at, self.roll(at + 1)));
        order
    }
}

/// Accounts of some ten incidents in three towns, one in six of them several attacks told as one.
fn account(n: usize) -> Telling {
    let incident = n / 3;
    let day = format!("2024-05-{:02}", 1 + incident * 2);
    let town = ["Tel Qasr", "Port Amal", "Wadi Rumm"][incident % 3];
    let clause = format!(
        "{} struck the {} at {town} on the day",
        ["Two drones", "A drone", "Drones"][n % 3],
        ["mill", "depot", "silo", "kiln"][incident % 4]
    );
    Telling::new(
        &format!("{n}.txt"),
        &format!("{clause}, witness {n} said. Smoke rose over yard {incident}."),
    )
    .published(&day)
    .incident(IncidentType::DroneAttack, &clause)
    .dated(Some(&day), Some(&day), "the day")
    .place(town, "QS", Some((33.1 + (incident % 3) as f64, 44.9)), PlaceRole::Target)
    .with(|i| i.aggregate = n % 6 == 5)
}

fn homes(ledger: &Ledger) -> Vec<(Number, Number)> {
    ledger.store.links().homes(None).unwrap()
}

#[test]
fn twenty_orders_of_arrival_give_the_same_incidents_and_ids() {
    let mut dice = Dice(5);
    let mut expected = None;
    for turn in 0..20 {
        let mut ledger = empty();
        for n in dice.shuffled(ACCOUNTS) {
            add(&mut ledger, account(n));
            if dice.roll(3) == 0 {
                link(&mut ledger);
            }
        }
        link(&mut ledger);
        let found = ledger.linked(&Settings::embedded()).unwrap();
        let found: Vec<(String, Vec<String>)> =
            found.into_iter().map(|i| (i.id, i.accounts.into_iter().map(|a| a.report).collect())).collect();
        assert!(found.len() > 10 && found.iter().any(|(_, own)| own.len() > 1), "{found:?}");
        assert_eq!(*expected.get_or_insert_with(|| found.clone()), found, "order {turn}");
    }
}

#[test]
fn no_article_moves_a_pair_that_people_decided_and_no_aggregate_joins_a_single() {
    let mut dice = Dice(9);
    for turn in 0..6 {
        let mut ledger = empty();
        let order = dice.shuffled(ACCOUNTS);
        let mut decided: Vec<(Number, Number, bool)> = Vec::new();
        for (at, n) in order.iter().enumerate() {
            add(&mut ledger, account(*n));
            if at % 4 == 3 {
                // Two that are there, of which nobody decided yet.
                let inputs = [at - 1, at - 3].map(|at| format!("{}.txt", order[at]));
                let ids = inputs.each_ref().map(|input| report(&ledger, input, 0));
                let same = dice.roll(2) == 0;
                let act = if same { Act::Same } else { Act::Different };
                // Several attacks told as one are never one with a single, and a person is told so.
                if ledger.decide(&Ruling::new("Ana", act, &[&ids[0], &ids[1]])).is_ok() {
                    decided.push((number_of(&ids[0]), number_of(&ids[1]), same));
                }
            }
            link(&mut ledger);
            let homes: BTreeMap<Number, Number> = homes(&ledger).into_iter().collect();
            for (a, b, same) in &decided {
                assert_eq!(
                    homes[a] == homes[b],
                    *same,
                    "turn {turn}, after {n}.txt: {} and {}",
                    id_of(*a),
                    id_of(*b)
                );
            }
        }
        assert!(decided.len() > 3);
        for incident in ledger.linked(&Settings::embedded()).unwrap() {
            let several = incident.reports.iter().filter(|r| r.record.aggregate).count();
            assert!(several == 0 || several == incident.reports.len(), "{:?}", incident.accounts);
        }
    }
}
