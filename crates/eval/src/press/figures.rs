//! The figures of a press kit.
//!
//! Owns: the names, order and shares of the figures. In: a [`PressCounts`]. Out: [`Figures`], and how they are printed. Refuses:
//! weighing one figure against another.

use super::counts::PressCounts;
use crate::metrics::Share;
use serde_json::{Map, Value, json};
use std::fmt;

/// Named figures in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub articles: usize,
    pub shares: Vec<(String, f64)>,
    pub counts: PressCounts,
}

impl Figures {
    /// The figures of what was counted.
    pub fn new(counts: PressCounts) -> Self {
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
        let n = &counts;
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
        triple(&mut shares, "news", share(n.news_tp, n.pins), share(n.news_found, n.news_gold));
        for (name, value) in [
            ("right pins", share(n.right, n.pins)),
            ("right recall", share(n.right, n.news_gold)),
            ("invented per article", share(n.invented, n.articles)),
            ("stale pins", share(n.stale, n.pins)),
            ("pins per quiet article", share(n.quiet_pins, n.quiet)),
        ] {
            shares.push((name.to_owned(), value));
        }
        let precision = share(n.all_tp - n.all_tp_opt, n.all_pred - n.all_tp_opt);
        triple(&mut shares, "all", precision, share(n.all_found, n.all_gold));
        let fields = n.fields.iter();
        shares.extend(fields.map(|(name, a)| (format!("field {name}"), a.sum / a.number as f64)));
        for (name, share) in [
            ("claims", Share::new(n.c_tp, n.c_pred, n.c_gold)),
            ("claims loose", Share::new(n.loose_c_tp, n.loose_c_pred, n.loose_c_gold)),
            ("responsibility", Share::new(n.resp_tp, n.resp_pred, n.resp_gold)),
        ] {
            triple(&mut shares, name, share.precision, share.recall);
        }
        Self { articles: counts.articles, shares, counts }
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
        json!({ "metrics": metrics, "counts": self.counts })
    }

    /// What is wrong with pins: each cause with its number.
    pub fn wrong(&self) -> [(&'static str, usize); 5] {
        let faults = self.counts.faults;
        [
            ("invented", self.counts.invented),
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
        let counts = serde_json::to_value(&self.counts).map_err(|_| fmt::Error)?;
        writeln!(f, "counts {counts}")?;
        let wrong: Map<String, Value> =
            self.wrong().map(|(name, n)| (name.to_owned(), n.into())).into_iter().collect();
        writeln!(f, "wrong on found pins {}", Value::Object(wrong))
    }
}
