//! What the key says about the engine's own candidates.
//!
//! Owns: matching of key fillers to phrases, of triggers and clusters to templates. In: a [`KeyedArticle`] and what the
//! engine found in it. Out: labels. Refuses: anything the engine must not see.

use super::muc::{Filler, KeyRole, KeyedArticle};
use claimbook_extract::event::arguments::{Link, Role, Scene};
use claimbook_extract::event::nominals::{self, Denotes, Nominal};
use claimbook_extract::event::profile::place;
use std::collections::BTreeSet;

/// Which templates and roles each phrase fills.
#[derive(Debug)]
pub(super) struct Labels {
    /// Per nominal: templates, role, and whether the key leaves it open.
    pub(super) fills: Vec<Vec<Fill>>,
}

/// One filler that a phrase matches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    pub(super) template: usize,
    pub(super) filler: usize,
    pub(super) role: Role,
    pub(super) optional: bool,
}

/// Lower case, no punctuation, no articles: the normal form of the kit's string metrics.
pub(super) fn normal(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_ascii_punctuation()).collect::<String>().to_lowercase();
    let words = kept.split_whitespace().filter(|w| !matches!(*w, "a" | "an" | "the"));
    words.collect::<Vec<_>>().join(" ")
}

impl Labels {
    /// Matches every phrase with the key.
    pub(super) fn new(keyed: &KeyedArticle, scene: &Scene, entities: &[usize]) -> Self {
        let mut fills: Vec<Vec<Fill>> = vec![Vec::new(); scene.nominals.len()];
        let keys: Vec<Vec<Vec<String>>> = keyed
            .templates
            .iter()
            .map(|t| t.fillers.iter().map(|f| f.mentions.iter().map(|m| normal(m)).collect()).collect())
            .collect();
        for (i, n) in scene.nominals.iter().enumerate() {
            let forms = forms(scene, n);
            for (t, template) in keyed.templates.iter().enumerate() {
                for (f, filler) in template.fillers.iter().enumerate() {
                    if agrees(n, filler) && keys[t][f].iter().any(|m| matches(&forms, m)) {
                        fills[i].push(Fill {
                            template: t,
                            filler: f,
                            role: role(filler),
                            optional: filler.optional,
                        });
                    }
                }
                fills[i].extend(setting(scene, i, n, template, t));
            }
        }
        // Other phrases for the same named entity fill the same role.
        for i in 0..fills.len() {
            let e = entities[i];
            if fills[i].is_empty() && e != i && scene.nominals[e].named() {
                fills[i] = fills[e].clone();
            }
        }
        Self { fills }
    }

    /// The class of a pair for training: its role, or none.
    pub(super) fn class(&self, nominal: usize) -> Option<Fill> {
        self.fills[nominal].iter().min_by_key(|f| f.optional).copied()
    }

    /// How many fillers of each template a trigger's own links reach.
    pub(super) fn reach(&self, scene: &Scene, links: &[Link], trigger: usize, templates: usize) -> Vec<f32> {
        let mut seen: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); templates];
        let mut out = vec![0.0; templates];
        for link in links.iter().filter(|l| l.trigger == trigger) {
            if scene.nominals[link.nominal].sentence != scene.triggers[trigger].sentence {
                continue;
            }
            for fill in &self.fills[link.nominal] {
                let weight = match fill.role {
                    Role::Victim | Role::Object => 1.0,
                    Role::Weapon | Role::Perpetrator | Role::Organisation => 0.5,
                    _ => 0.25,
                };
                if seen[fill.template].insert(fill.filler) {
                    out[fill.template] += weight;
                }
            }
        }
        out
    }
}

fn role(filler: &Filler) -> Role {
    match filler.role {
        KeyRole::PerpetratorIndividual => Role::Perpetrator,
        KeyRole::PerpetratorOrganisation => Role::Organisation,
        KeyRole::PhysicalTarget => Role::Object,
        KeyRole::HumanTarget => Role::Victim,
        KeyRole::Weapon => Role::Weapon,
    }
}

/// Words a phrase may be written with, in normal form, and its head.
struct Forms {
    whole: Vec<String>,
    base: Vec<String>,
    long: Vec<String>,
    head: String,
    surname: Option<String>,
}

fn forms(scene: &Scene, n: &Nominal) -> Forms {
    let text = |r: &std::ops::Range<usize>| normal(nominals::span(scene.reading, r).of(scene.reading.body()));
    let words = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut whole = vec![text(&n.core), text(&n.base), text(&n.long)];
    whole.extend(n.name.as_ref().map(text));
    Forms {
        base: words(&whole[1]),
        long: words(&whole[2]),
        head: normal(&scene.grammar.token(n.head).norm),
        surname: n.name.as_ref().map(|r| text(&(r.end - 1..r.end))),
        whole,
    }
}

fn matches(forms: &Forms, mention: &str) -> bool {
    if forms.whole.iter().any(|w| w == mention) {
        return true;
    }
    let words: Vec<&str> = mention.split(' ').collect();
    if let (Some(surname), true) = (&forms.surname, words.len() >= 2) {
        return words.last() == Some(&surname.as_str());
    }
    // Same head, and one holds the other.
    let head =
        words.iter().position(|w| matches!(*w, "of" | "in" | "from" | "who" | "at")).unwrap_or(words.len());
    if head == 0 || words[head - 1] != forms.head {
        return false;
    }
    let holds = |long: &[String], short: &[&str]| {
        short.len() <= long.len()
            && long.windows(short.len()).any(|w| w.iter().zip(short).all(|(a, b)| a == b))
    };
    let base: Vec<&str> = forms.base.iter().map(String::as_str).collect();
    let key: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
    holds(&forms.base, &words) || holds(&forms.long, &words) || holds(&key, &base)
}

/// A person does not fill a thing's slot by an accident of words.
fn agrees(n: &Nominal, filler: &Filler) -> bool {
    match filler.role {
        KeyRole::HumanTarget | KeyRole::PerpetratorIndividual => {
            !matches!(n.denotes, Denotes::Weapon(_) | Denotes::Time | Denotes::Place)
        }
        KeyRole::Weapon | KeyRole::PhysicalTarget => n.name.is_none() && !matches!(n.denotes, Denotes::Time),
        KeyRole::PerpetratorOrganisation => !matches!(n.denotes, Denotes::Time),
    }
}

/// Place and time of a template.
fn setting(scene: &Scene, i: usize, n: &Nominal, template: &super::muc::Template, t: usize) -> Option<Fill> {
    let fill =
        |role: Role, filler: usize| Some(Fill { template: t, filler, role, optional: template.optional });
    match n.denotes {
        Denotes::Place => {
            let mention = place(scene, i)?;
            let words = normal(scene.reading.places[mention].span.of(scene.reading.body()));
            let at = template.places.iter().position(|p| normal(p) == words)?;
            fill(Role::Place, 1000 + at)
        }
        Denotes::Time => {
            let token = scene.grammar.token(n.head);
            let window = scene.reading.times.iter().find(|t| t.span.overlaps(token.span))?.window?;
            let day = |i: Option<claimbook_extract::time::Instant>| i.map(|i| i.date.to_string());
            let key = (template.date.0.clone()?, template.date.1.clone()?);
            let same = day(window.earliest)? == key.0 && day(window.latest)? == key.1;
            if same { fill(Role::Time, 2000) } else { None }
        }
        _ => None,
    }
}
