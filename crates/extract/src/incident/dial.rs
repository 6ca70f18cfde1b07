//! Thresholds of resolving.
//!
//! Owns: their values and where they come from. In: nothing. Out: a [`Dial`]. Refuses: thresholds of the annotator.

/// Least probabilities: chosen on the dev part of the press corpus, that of a pin also on the press kits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dial {
    /// That words tell an act.
    pub act: f32,
    /// That some sentence tells the act of an incident.
    pub incident: f32,
    /// That words play a role.
    pub role: f32,
    /// That somebody told as a perpetrator is one.
    pub perpetrator: f32,
    /// Share of the likeliest perpetrator's score that a further one needs.
    pub further: f32,
    /// From here on a named perpetrator needs no such share.
    pub certain: f32,
    pub background: f32,
    pub aggregate: f32,
    /// That somebody says something.
    pub saying: f32,
    /// That somebody says just that.
    pub claim: f32,
    /// That a saying is about an incident.
    pub about: f32,
    /// That a pin is right; news below it is kept as unsure.
    pub confidence: f64,
}

impl Default for Dial {
    fn default() -> Self {
        Self {
            act: 0.5,
            incident: 0.7,
            role: 0.5,
            perpetrator: 0.7,
            further: 0.6,
            certain: 0.97,
            background: 0.5,
            aggregate: 0.5,
            saying: 0.5,
            claim: 0.3,
            about: 0.35,
            confidence: 0.47,
        }
    }
}
