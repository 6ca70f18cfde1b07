//! How later files add to earlier ones.
//!
//! Owns: which fields of an entry grow. In: two values of one kind. Out: the first with the second's lists added.
//! Refuses: deciding whether an entry replaces or extends (see loading).

use super::{ActorEntry, EventType};

/// Adding one value's lists to another's.
pub(super) trait Absorb {
    fn absorb(&mut self, more: Self);
}

/// `absorb` for structs of lists, every field named, so that a new field cannot be forgotten.
macro_rules! absorb_fields {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl Absorb for super::$type {
            fn absorb(&mut self, more: Self) {
                let super::$type { $($field),+ } = more;
                $(Absorb::absorb(&mut self.$field, $field);)+
            }
        }
    };
}

impl<T> Absorb for Vec<T> {
    fn absorb(&mut self, more: Self) {
        self.extend(more);
    }
}

absorb_fields!(Cues {
    stage,
    context,
    outcome,
    motive,
    aggregate,
    plural,
    back_reference,
    origin,
    interception,
    transit
});
absorb_fields!(StageCues { attempted, failed, intercepted, planned, threatened, hypothetical, negated });
absorb_fields!(ContextCues {
    background,
    court,
    anniversary,
    fiction,
    sport,
    business,
    health,
    exercise,
    trend,
    capability,
    opinion,
    metaphor
});
absorb_fields!(OutcomeCues {
    killed,
    injured,
    damaged,
    destroyed,
    no_casualties,
    no_deaths,
    no_injuries,
    no_damage,
    kidnapped,
    released,
    escaped,
    property_taken
});
absorb_fields!(NameForms {
    heads,
    bodies,
    titles,
    collectives,
    back_singular,
    back_plural,
    backed,
    prefixes,
    inner,
    not_in_capitals,
    never,
    not_names,
    given,
    deeds,
    deeds_with,
    deed_objects,
    deed_carriers
});

impl EventType {
    /// Takes over another entry's triggers and examples.
    pub(super) fn add(&mut self, more: EventType) {
        for (language, triggers) in more.triggers {
            self.triggers.entry(language).or_default().extend(triggers);
        }
        for (language, examples) in more.examples {
            self.examples.entry(language).or_default().extend(examples);
        }
    }
}

impl ActorEntry {
    /// Takes over another entry's names, references and relations.
    pub(super) fn add(&mut self, more: ActorEntry) {
        self.aliases.extend(more.aliases);
        self.acronyms.extend(more.acronyms);
        self.context_aliases.extend(more.context_aliases);
        self.adjectives.extend(more.adjectives);
        self.metonyms.extend(more.metonyms);
        self.references.extend(more.references);
        self.relations.extend(more.relations);
        self.offices.extend(more.offices);
    }
}
