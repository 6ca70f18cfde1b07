//! Time expressions: span, type and value F1 as in TempEval-3.
//!
//! Owns: the metric. In: gold and predicted expressions per document. Out: [`Figures`]. Refuses: partial credit;
//! a value is right when the strings are equal (`value_lenient` forgives spelling only).

use super::{Items, Share, pair, partners, ratio};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A time expression; offsets in code points.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Timex {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub value: Option<String>,
}

impl Timex {
    fn value(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }

    fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Recall of one TIMEX3 type.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TypeRecall {
    pub gold: usize,
    pub relaxed: f64,
    pub value: f64,
}

/// How many gold expressions that name a day got that day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DayRecall {
    pub right: usize,
    pub gold_with_day: usize,
    #[serde(rename = "R")]
    pub recall: Option<f64>,
}

/// The figures of a time kit. `strict` and `relaxed` are spans (equal; any overlap, one to one); `type` and `value`
/// are right attributes over all predicted and all gold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    pub docs: usize,
    pub strict: Share,
    pub relaxed: Share,
    #[serde(rename = "type")]
    pub kind: Share,
    pub value: Share,
    pub value_strict: Share,
    pub value_lenient: Share,
    pub value_accuracy_on_relaxed: Option<f64>,
    pub day_recall: DayRecall,
    pub by_type_recall: BTreeMap<String, TypeRecall>,
}

#[derive(Default)]
struct Tally {
    gold: usize,
    predicted: usize,
    relaxed: usize,
    strict: usize,
    kind: usize,
    value: usize,
    value_strict: usize,
    value_lenient: usize,
}

/// Scores documents given as (id, gold, predicted).
pub fn score<'a>(
    documents: impl IntoIterator<Item = (&'a str, &'a [Timex], &'a [Timex])>,
) -> (Figures, Items) {
    let mut all = Tally::default();
    let mut by_type: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut docs, mut day_gold, mut day_right) = (0, 0, 0);
    let mut items = Items::default();
    for (id, gold, predicted) in documents {
        let predicted = distinct(predicted);
        let spans = |list: &[&Timex]| list.iter().map(|t| t.range()).collect::<Vec<_>>();
        let pairs = pair(&gold.iter().map(Timex::range).collect::<Vec<_>>(), &spans(&predicted));
        let partner = partners(gold.len(), &pairs);
        docs += 1;
        all.gold += gold.len();
        all.predicted += predicted.len();
        for (g, partner) in gold.iter().zip(&partner) {
            let of_type = by_type.entry(g.kind.clone().unwrap_or_default()).or_default();
            of_type.gold += 1;
            let day = day_of(g.value());
            day_gold += usize::from(day.is_some());
            let item = format!("{id} {}-{} '{}' = {}", g.start, g.end, g.text, g.value());
            let Some(p) = partner.map(|j| predicted[j]) else {
                items.wrong.push(item);
                continue;
            };
            let exact = p.range() == g.range();
            let value = p.value() == g.value();
            for tally in [&mut all, of_type] {
                tally.relaxed += 1;
                tally.strict += usize::from(exact);
                tally.kind += usize::from(p.kind == g.kind);
                tally.value += usize::from(value);
                tally.value_strict += usize::from(value && exact);
                tally.value_lenient += usize::from(lenient(p.value()) == lenient(g.value()));
            }
            day_right += usize::from(day.is_some() && p.value().get(..10) == day);
            if value {
                items.right.push(item)
            } else {
                items.wrong.push(format!("{item}, read as {}", p.value()))
            }
        }
        let used: BTreeSet<usize> = pairs.iter().map(|p| p.1).collect();
        for (_, p) in predicted.iter().enumerate().filter(|(j, _)| !used.contains(j)) {
            items.stray.push(format!("{id} {}-{} '{}' read as {}", p.start, p.end, p.text, p.value()));
        }
    }
    let share = |tp| Share::new(tp, all.predicted, all.gold);
    let figures = Figures {
        docs,
        strict: share(all.strict),
        relaxed: share(all.relaxed),
        kind: share(all.kind),
        value: share(all.value),
        value_strict: share(all.value_strict),
        value_lenient: share(all.value_lenient),
        value_accuracy_on_relaxed: ratio(all.value, all.relaxed),
        day_recall: DayRecall {
            right: day_right,
            gold_with_day: day_gold,
            recall: ratio(day_right, day_gold),
        },
        by_type_recall: by_type
            .into_iter()
            .map(|(kind, t)| {
                let part = |n: usize| n as f64 / t.gold as f64;
                (kind, TypeRecall { gold: t.gold, relaxed: part(t.relaxed), value: part(t.value) })
            })
            .collect(),
    };
    (figures, items)
}

/// Predictions without empty ones and without a second one on the same span.
fn distinct(predicted: &[Timex]) -> Vec<&Timex> {
    let mut seen = BTreeSet::new();
    predicted.iter().filter(|t| t.end > t.start && seen.insert((t.start, t.end))).collect()
}

/// The day at the start of a value, if it begins with one (`YYYY-MM-DD`).
fn day_of(value: &str) -> Option<&str> {
    let day = value.get(..10)?;
    let shape =
        day.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    shape.then_some(day)
}

/// A value without differences of spelling: case, time zone, seconds of zero, midnight written out.
fn lenient(value: &str) -> String {
    let mut v = value.trim().to_uppercase();
    if let Some(cut) = zone_start(&v).filter(|_| v.contains('T')) {
        v.truncate(cut);
    }
    if ends_like(&v, "Tdd:dd:00") {
        v.truncate(v.len() - 3);
    }
    if v.ends_with("T00:00") {
        v.truncate(v.len() - 6);
    }
    if ends_like(&v, "dd-ddTdd") {
        v.push_str(":00");
    }
    v
}

/// Where a trailing `Z`, `+hh:mm` or `-hhmm` begins.
fn zone_start(v: &str) -> Option<usize> {
    if v.ends_with('Z') {
        return Some(v.len() - 1);
    }
    [("dd:dd", 6), ("dddd", 5)].into_iter().find_map(|(shape, n)| {
        let cut = v.len().checked_sub(n)?;
        (v.get(cut..)?.starts_with(['+', '-']) && ends_like(v, shape)).then_some(cut)
    })
}

/// True when the end of `v` has the shape; `d` stands for a digit, anything else for itself.
fn ends_like(v: &str, shape: &str) -> bool {
    v.len() >= shape.len()
        && v.bytes()
            .rev()
            .zip(shape.bytes().rev())
            .all(|(b, s)| if s == b'd' { b.is_ascii_digit() } else { b == s })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_forgiven_and_nothing_else() {
        for (a, b) in [
            ("2024-03-05T14:00Z", "2024-03-05T14"),
            ("2024-03-05T14:30:00+03:00", "2024-03-05t14:30"),
            ("2024-03-05T00:00", "2024-03-05"),
            ("2024-03-05T14:30-0500", "2024-03-05T14:30"),
        ] {
            assert_eq!(lenient(a), lenient(b), "{a} {b}");
        }
        assert_ne!(lenient("2024-03-05"), lenient("2024-03"));
        assert_ne!(lenient("2024-03-05T14:30"), lenient("2024-03-05T15:30"));
    }

    #[test]
    fn a_week_is_no_day() {
        assert_eq!(day_of("2024-03-05T10:00"), Some("2024-03-05"));
        assert_eq!(day_of("2024-W05-WE"), None);
    }
}
