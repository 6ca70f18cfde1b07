//! The handful of numbers that were chosen rather than learned.
//!
//! Owns: thresholds. In: nothing. Out: [`Settings`]. Refuses: anything the training data could decide. Chosen for the
//! F-measure on the MUC-4 development set; see `docs/data/event.md`.

/// Thresholds of the event room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Least probability that two triggers tell one incident.
    pub merge: f32,
    /// Least probability that a cluster reports an incident.
    pub relevance: f32,
    /// Least probability of a role, by role: perpetrator, organisation, object, victim, weapon, place, time.
    pub perpetrator: f32,
    pub organisation: f32,
    pub object: f32,
    pub victim: f32,
    pub weapon: f32,
    pub place: f32,
    pub time: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            merge: 0.65,
            relevance: 0.2,
            perpetrator: 0.3,
            organisation: 0.3,
            object: 0.3,
            victim: 0.3,
            weapon: 0.3,
            place: 0.2,
            time: 0.25,
        }
    }
}
