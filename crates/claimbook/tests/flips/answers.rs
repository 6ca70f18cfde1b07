//! Everything that commands answer from a ledger and its captures.
//!
//! Owns: the list of questions. In: a ledger's place and its captures. Out: the answers as text, one a question; an error is
//! an answer. Refuses: questions that change a ledger.

use claimbook_acquire::{CaptureStore, FolderStore};
use claimbook_ledger::export::Knowledge;
use claimbook_ledger::{
    ActorFilter, ActorRole, Audience, ClaimFilter, ExportOptions, Format, IncidentFilter, Ledger, Standing,
    State, TallyFilter, Undated, package,
};
use claimbook_link::Settings;
use claimbook_records::Codebook;
use claimbook_records::report::{
    ActorKind, IncidentType, PlaceRole, SpeakerKind, SpeechAct, Stage, TallyWhat,
};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::ops::ControlFlow;
use std::path::Path;

/// What is asked for by name: everything that the sound ledger knows.
pub(crate) struct Asked {
    incidents: Vec<String>,
    articles: Vec<String>,
    captures: Vec<String>,
    words: Vec<String>,
    names: Vec<String>,
    places: Vec<String>,
    codebook: Codebook,
    settings: Settings,
}

impl Asked {
    /// At most so many of each, spread over all.
    const MOST: usize = 60;

    pub(crate) fn of(db: &Path) -> Self {
        let ledger = Ledger::open_to_read(db).unwrap();
        let all =
            ledger.incidents(&IncidentFilter { reviews: State::ALL.to_vec(), ..Default::default() }).unwrap();
        let (mut incidents, mut articles, mut captures) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let (mut words, mut names, mut places) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for view in &all {
            incidents.insert(view.id.clone());
            let told = view.record.evidence.iter().flat_map(|q| q.text.split_whitespace());
            words.extend(told.map(str::to_owned));
            names.extend(view.actors.iter().flat_map(|a| {
                a.aliases.iter().cloned().chain([a.name.clone()]).chain(a.register_id.clone())
            }));
            places.extend(
                view.record.places.iter().flat_map(|p| p.country.iter().cloned().chain([p.name.clone()])),
            );
        }
        for entry in ledger.entries(0, usize::MAX).unwrap() {
            if let claimbook_ledger::Payload::Article(article) = entry.read().unwrap() {
                captures.extend(article.x_capture.clone());
                articles.insert(article.id.clone());
            }
            // Also what only an older reading tells, or a withdrawn one.
            if let claimbook_ledger::Payload::Report(report) = entry.read().unwrap() {
                incidents.extend(claimbook_ledger::incident_ids(&report.article.id, &report.incidents));
            }
        }
        let spread = |all: BTreeSet<String>| {
            let step = all.len().div_ceil(Self::MOST).max(1);
            all.into_iter().step_by(step).collect::<Vec<_>>()
        };
        Self {
            incidents: spread(incidents),
            articles: spread(articles),
            captures: spread(captures),
            words: spread(words),
            names: spread(names),
            places: spread(places),
            codebook: Codebook::builtin(),
            settings: Settings::embedded(),
        }
    }
}

/// Whoever is told an answer may have heard enough.
pub(crate) type Heard = ControlFlow<()>;

/// Tells every answer; those of the exports and others that take long and read nothing of their own, only to whom it is
/// `deep`.
pub(crate) fn answers(
    db: &Path,
    captures: &FolderStore,
    asked: &Asked,
    deep: bool,
    tell: &mut dyn FnMut(String) -> Heard,
) -> Heard {
    let mut say = |what: &str, answer: &dyn Debug| tell(format!("{what}: {answer:?}"));
    let mut ledger = match Ledger::open_to_read(db) {
        Ok(ledger) => ledger,
        Err(error) => return say("opening", &error),
    };
    // As the commands do that ask for links.
    match ledger.unlinked(&asked.settings) {
        Ok(0) => {}
        Ok(_) => {
            let linked = Ledger::open(db).and_then(|mut writing| {
                writing.link(&asked.settings, &|_, _| {})?;
                Ok(writing)
            });
            match linked {
                Ok(linked) => ledger = linked,
                Err(error) => say("linking", &error)?,
            }
        }
        Err(error) => say("linking", &error)?,
    }
    for address in &asked.captures {
        say("capture", &captures.get(address))?;
    }
    let mut log = Vec::new();
    let written = ledger.write_log(&mut log);
    say("log", &written.map(|_| String::from_utf8_lossy(&log).into_owned()))?;
    say("counts", &ledger.counts())?;
    say("head", &ledger.head())?;
    say("decisions", &ledger.decisions(None))?;
    say("adrift", &ledger.adrift())?;
    say(
        "incidents",
        &ledger.incidents(&IncidentFilter { reviews: State::ALL.to_vec(), ..Default::default() }),
    )?;
    for filter in incident_filters(asked) {
        say("incidents", &(ledger.incident_ids(&filter), ledger.count_incidents(&filter)))?;
    }
    for filter in claim_filters(asked) {
        say("claims", &ledger.claims(&filter))?;
    }
    let tally = TallyFilter::default;
    for filter in [
        tally(),
        TallyFilter { what: vec![TallyWhat::Attacks], ..tally() },
        TallyFilter { actors: asked.names.clone(), ..tally() },
        TallyFilter { from: Some("2024-01-01".to_owned()), to: Some("2024-12".to_owned()), ..tally() },
        TallyFilter { articles: asked.articles.clone(), ..tally() },
    ] {
        say("tallies", &ledger.tallies(&filter))?;
    }
    for names in asked.names.iter().map(|name| vec![name.clone()]).chain([Vec::new()]) {
        say("actors", &ledger.actors(&ActorFilter { names, ..Default::default() }))?;
    }
    let kinds = ActorFilter { kinds: vec![ActorKind::Military], ..Default::default() };
    say("actors", &ledger.actors(&kinds))?;
    for id in &asked.incidents {
        say("incident", &ledger.incident(id))?;
    }
    for id in &asked.articles {
        say("article", &ledger.article(id))?;
        say("report", &ledger.report(id))?;
        say("decisions", &ledger.decisions(Some(id)))?;
    }
    say("linked", &ledger.linked(&asked.settings))?;
    say("unsure", &ledger.unsure(&asked.settings))?;
    for id in asked.incidents.iter().step_by(3) {
        say("explain", &ledger.explain(id, None))?;
        say("linked with", &ledger.linked_with(id, &asked.settings))?;
    }
    let filter = IncidentFilter::default();
    if !deep {
        return Heard::Continue(());
    }
    say("reconcile", &ledger.reconcile(&tally(), &asked.settings))?;
    let knowledge = Knowledge { codebook: &asked.codebook, places: &|_| 0 };
    for format in Format::ALL {
        for audience in [Audience::Public, Audience::Private] {
            let options = ExportOptions { audience, ..Default::default() };
            say(format.as_str(), &package(&ledger, &filter, format, options, knowledge))?;
        }
    }
    Heard::Continue(())
}

fn incident_filters(asked: &Asked) -> Vec<IncidentFilter> {
    let base = IncidentFilter::default;
    let one = |word: &String| vec![word.clone()];
    let mut filters = vec![
        base(),
        IncidentFilter { from: Some("2024-03".to_owned()), ..base() },
        IncidentFilter { to: Some("2024-04-30".to_owned()), ..base() },
        IncidentFilter { from: Some("2024-05-03".to_owned()), undated: Undated::Include, ..base() },
        IncidentFilter { undated: Undated::Only, ..base() },
        IncidentFilter { types: vec![IncidentType::DroneAttack], ..base() },
        IncidentFilter { stages: vec![Stage::Accomplished], ..base() },
        IncidentFilter { aggregate: Some(false), background: Some(true), ..base() },
        IncidentFilter { min_confidence: Some(0.5), ..base() },
        IncidentFilter { limit: Some(2), offset: 1, ..base() },
        IncidentFilter { articles: asked.articles.clone(), ..base() },
    ];
    filters.extend(Standing::ALL.map(|s| IncidentFilter { standings: vec![s], ..base() }));
    filters.extend(State::ALL.map(|s| IncidentFilter { reviews: vec![s], ..base() }));
    filters.extend(asked.places.iter().map(|p| IncidentFilter { places: one(p), ..base() }));
    filters.extend(asked.places.iter().map(|p| IncidentFilter {
        places: one(p),
        place_role: Some(PlaceRole::Target),
        ..base()
    }));
    filters.extend(asked.names.iter().map(|n| IncidentFilter { actors: one(n), ..base() }));
    for role in [ActorRole::Perpetrator, ActorRole::Target, ActorRole::Speaker] {
        filters.push(IncidentFilter { actors: asked.names.clone(), actor_role: Some(role), ..base() });
    }
    filters.extend(asked.words.iter().map(|w| IncidentFilter { text: Some(w.clone()), ..base() }));
    filters
}

fn claim_filters(asked: &Asked) -> Vec<ClaimFilter> {
    let base = ClaimFilter::default;
    let mut filters = vec![
        base(),
        ClaimFilter { acts: vec![SpeechAct::Denies], ..base() },
        ClaimFilter { speaker_kinds: vec![SpeakerKind::ArmedGroup], ..base() },
        ClaimFilter { from: Some("2024-05-01".to_owned()), ..base() },
        ClaimFilter { to: Some("2024-05-01".to_owned()), ..base() },
        ClaimFilter { about: Some(IncidentFilter::default()), ..base() },
        ClaimFilter { articles: asked.articles.clone(), ..base() },
    ];
    filters.extend(asked.names.iter().map(|n| ClaimFilter { speakers: vec![n.clone()], ..base() }));
    filters.extend(asked.incidents.iter().map(|i| ClaimFilter { incident: Some(i.clone()), ..base() }));
    filters
}
