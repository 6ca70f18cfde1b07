//! The figures of a press kit.
//!
//! Owns: the names, order and shares of the figures. In: a [`Tally`]. Out: [`Figures`], and how they are printed. Refuses:
//! weighing one figure against another.

use super::tally::Tally;
use crate::metrics::Share;
use serde_json::{Map, Value, json};
use std::fmt;

/// Named figures in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub articles: usize,
    pub shares: Vec<(String, f64)>,
    pub tally: Tally,
}

impl Figures {
    /// The figures of what was counted.
    pub fn new(tally: Tally) -> Self {
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
        let t = &tally;
        let mut shares = Vec::new();
        let triple = |shares: &mut Vec<(String, f64)>, name: &str, precision: f64, recall: f64| {
            let both = precision + recall;
            let f1 = if both > 0.0 { 2.0 * precision * recall / both } else { 0.0 };
            shares.extend([
                (format!("{name} P"), precision),
                (format!("{name} R"), recall),
                (format!("{name} F"), f1),
            ]);
        };
        triple(&mut shares, "news", share(t.news_tp, t.pins), share(t.news_found, t.news_gold));
        for (name, value) in [
            ("right pins", share(t.right, t.pins)),
            ("right recall", share(t.right, t.news_gold)),
            ("invented per article", share(t.invented, t.articles)),
            ("stale pins", share(t.stale, t.pins)),
            ("pins per quiet article", share(t.quiet_pins, t.quiet)),
        ] {
            shares.push((name.to_owned(), value));
        }
        let precision = share(t.all_tp - t.all_tp_opt, t.all_pred - t.all_tp_opt);
        triple(&mut shares, "all", precision, share(t.all_found, t.all_gold));
        let fields = t.fields.iter();
        shares.extend(fields.map(|(name, a)| (format!("field {name}"), a.sum / a.number as f64)));
        for (name, share) in [
            ("claims", Share::new(t.c_tp, t.c_pred, t.c_gold)),
            ("claims loose", Share::new(t.loose_c_tp, t.loose_c_pred, t.loose_c_gold)),
            ("responsibility", Share::new(t.resp_tp, t.resp_pred, t.resp_gold)),
        ] {
            triple(&mut shares, name, share.precision, share.recall);
        }
        Self { articles: tally.articles, shares, tally }
    }

    /// One figure by its name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.shares.iter().find(|(n, _)| n == name).map(|(_, value)| *value)
    }

    /// Figures and counts as JSON.
    pub fn json(&self) -> Value {
        let mut metrics = Map::new();
        metrics.insert("articles".to_owned(), self.articles.into());
        metrics.extend(self.shares.iter().map(|(name, value)| (name.clone(), json!(value))));
        json!({ "metrics": metrics, "counts": self.tally })
    }

    /// What is wrong with pins: each cause with its number.
    pub fn wrong(&self) -> [(&'static str, usize); 5] {
        let faults = self.tally.faults;
        [
            ("invented", self.tally.invented),
            ("type", faults.kind),
            ("date wrong or missing", faults.date),
            ("place wrong or missing", faults.place),
            ("wrong doer", faults.perpetrator),
        ]
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:26} {}", "articles", self.articles)?;
        for (name, value) in &self.shares {
            writeln!(f, "{name:26} {value:.3}")?;
        }
        let counts = serde_json::to_value(&self.tally).map_err(|_| fmt::Error)?;
        writeln!(f, "counts {counts}")?;
        let wrong: Map<String, Value> =
            self.wrong().map(|(name, n)| (name.to_owned(), n.into())).into_iter().collect();
        writeln!(f, "wrong on found pins {}", Value::Object(wrong))
    }
}
