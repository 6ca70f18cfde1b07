//! From entries to the rows that queries read.
//!
//! Owns: which report of an article is current, and what each record gives to the derived tables. In: one entry after
//! the other. Out: rows. Refuses: anything that does not follow from the entries alone, so that a replay gives the
//! same tables.

use crate::dates::{Days, NO_DAY, day};
use crate::entry::{Entry, Payload, Received, Withdrawal};
use crate::error::{Error, Result};
use crate::fetched;
use crate::keys::{self, held};
use crate::review::{self, Act, Decided, Decision, Review, State, history};
use crate::standing;
use crate::store::{
    ActorRow, ArticleRow, ClaimRow, DecisionRow, IncidentRow, Key, Point, Reader, RelationRow, ReportRow,
    ReportRows, TallyRow, Writer,
};
use claimbook_records::Report;
use claimbook_records::report::{Actor, ArticleRecord, Claim, EngineInfo, Incident, Party, PlaceRole, Tally};
use semver::Version;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Number of these rules. Raise it with every change to what is derived: a ledger filled by older rules is then
/// replayed when it is opened.
pub(crate) const RULES: i64 = 5;

/// Writes what one entry means to the derived tables. `payload` is what [`Entry::read`] gives.
pub(crate) fn apply(writer: &mut dyn Writer, entry: &Entry, payload: &Payload) -> Result<()> {
    match payload {
        Payload::Article(article) => writer.put_article(&article_row(entry.seq, article)),
        Payload::Report(report) => {
            let row = report_row(entry.seq, report);
            writer.put_report(&row)?;
            refresh(writer, &row.article, Some((entry.seq, report)))
        }
        Payload::Withdrawn(Withdrawal { subject, .. }) => {
            if let Some(report) = writer.report(subject)? {
                writer.withdraw_report(subject, entry.seq)?;
                refresh(writer, &report.article, None)
            } else {
                writer.withdraw_article(subject, Some(entry.seq))?;
                refresh(writer, subject, None)
            }
        }
        Payload::Decision(decision) => decide(writer, entry.seq, decision),
        Payload::Received(Received { article, input }) => {
            let mut also = writer.article(article)?.map(|row| row.also).unwrap_or_default();
            also.push(input.clone());
            writer.put_inputs(article, &also)
        }
        Payload::Fetched(fetched) => {
            for article in fetched::turns(writer, entry.seq, fetched)? {
                refresh(writer, &article, None)?;
            }
            Ok(())
        }
    }
}

/// Notes a decision under each article it is about and fills the rows of these articles again.
fn decide(writer: &mut dyn Writer, seq: i64, decision: &Decision) -> Result<()> {
    let about = |d: &Decision| d.subjects.iter().map(|s| s.article.clone()).collect::<BTreeSet<_>>();
    let articles = match decision.act {
        Act::Undo { entry } => {
            writer.undo_decision(entry, seq)?;
            about(&history::decision(writer, entry)?.1)
        }
        _ => about(decision),
    };
    if articles.is_empty() {
        return writer.put_decision(&DecisionRow { seq, article: None, undone: None });
    }
    for article in articles {
        writer.put_decision(&DecisionRow { seq, article: Some(article.clone()), undone: None })?;
        if let Some(current) = writer.current(&article)? {
            writer.retire(&current)?;
            let report = recorded(writer, current.seq)?;
            activate(writer, &current, &report)?;
        }
    }
    Ok(())
}

/// Empties the derived tables and fills them again from the entries.
pub(crate) fn replay(writer: &mut dyn Writer) -> Result<()> {
    writer.clear(RULES)?;
    let last = writer.head()?.seq;
    for seq in 1..=last {
        let entry =
            writer.entry(seq)?.ok_or_else(|| Error::BadEntry { seq, problem: "it is missing".to_owned() })?;
        apply(writer, &entry, &entry.read()?)?;
    }
    Ok(())
}

/// Makes the right report of an article the current one. `at_hand` spares reading the report just recorded.
fn refresh(writer: &mut dyn Writer, article: &str, at_hand: Option<(i64, &Report)>) -> Result<()> {
    let withdrawn = writer.article(article)?.is_none_or(|row| row.withdrawn.is_some());
    let reports = writer.reports(article)?;
    let now = reports.iter().find(|r| r.current);
    let best = reports.iter().filter(|r| !withdrawn && r.withdrawn.is_none()).max_by(|a, b| newer(a, b));
    if now.map(|r| r.seq) == best.map(|r| r.seq) {
        return Ok(());
    }
    if let Some(now) = now {
        writer.retire(now)?;
    }
    let Some(best) = best else { return Ok(()) };
    match at_hand {
        Some((seq, report)) if seq == best.seq => activate(writer, best, report),
        _ => {
            let report = recorded(writer, best.seq)?;
            activate(writer, best, &report)
        }
    }
}

/// A report as its entry keeps it, without the body.
pub(crate) fn recorded<R: Reader + ?Sized>(reader: &R, seq: i64) -> Result<Report> {
    let missing = || Error::BadEntry { seq, problem: "no report stands here".to_owned() };
    match reader.entry(seq)?.ok_or_else(missing)?.read()? {
        Payload::Report(report) => Ok(*report),
        _ => Err(missing()),
    }
}

fn activate(writer: &mut dyn Writer, row: &ReportRow, report: &Report) -> Result<()> {
    let decided = history::holding(writer, Some(&row.article))?;
    writer.activate(row, &report_rows(report, &decided))
}

/// A report is newer by its engine's version; between equal or unreadable versions (another codebook or model) the
/// one recorded later is.
fn newer(a: &ReportRow, b: &ReportRow) -> Ordering {
    let version = |r: &ReportRow| Version::parse(&r.engine.version).ok();
    let by_version = match (version(a), version(b)) {
        (Some(a), Some(b)) => a.cmp_precedence(&b),
        _ => Ordering::Equal,
    };
    by_version.then(a.seq.cmp(&b.seq))
}

pub(crate) fn article_row(seq: i64, article: &ArticleRecord) -> ArticleRow {
    ArticleRow {
        id: article.id.clone(),
        seq,
        input: held(&article.input),
        publisher: article.publisher.as_ref().map(|p| held(&p.name)),
        domain: article.publisher.as_ref().and_then(|p| p.domain.as_deref().map(held)),
        url: article.url.as_deref().map(held),
        headline: article.headline.as_deref().map(held),
        published: article.published.as_ref().map(|p| held(&p.value)),
        language: held(&article.language),
        capture: article.x_capture.as_deref().map(held),
        withdrawn: None,
        also: Vec::new(),
    }
}

/// A report as it is put into the book: not the current one yet.
pub(crate) fn report_row(seq: i64, report: &Report) -> ReportRow {
    ReportRow {
        id: keys::report_id(&report.article.id, &report.engine),
        seq,
        article: report.article.id.clone(),
        engine: EngineInfo {
            version: held(&report.engine.version),
            codebook: held(&report.engine.codebook),
            model: report.engine.model.as_deref().map(held),
        },
        current: false,
        withdrawn: None,
    }
}

/// Everything queries need of one report, as people corrected it.
pub(crate) fn report_rows(report: &Report, decided: &[Decided]) -> ReportRows {
    let ids = keys::incident_ids(&report.article.id, &report.incidents);
    let mut report = std::borrow::Cow::Borrowed(report);
    let reviews = match decided {
        [] => vec![Review::default(); report.incidents.len()],
        decided => review::apply(report.to_mut(), &ids, decided),
    };
    let report = report.as_ref();
    let published = report.article.published.as_ref().and_then(|p| day(&p.value, false));
    let id_of = |about: Option<&str>| {
        let position = report.incidents.iter().position(|i| Some(i.id.as_str()) == about)?;
        ids.get(position).cloned()
    };
    ReportRows {
        incidents: report
            .incidents
            .iter()
            .zip(ids.iter().zip(&reviews))
            .enumerate()
            .map(|(at, (incident, (id, review)))| incident_row(report, at, incident, id, review.state))
            .collect(),
        claims: report
            .claims
            .iter()
            .enumerate()
            .map(|(position, claim)| ClaimRow {
                position,
                incident: id_of(claim.about.as_deref()),
                sort_day: Days::of(claim.date.as_ref())
                    .map(|d| d.from)
                    .or_else(|| published.clone())
                    .unwrap_or_else(|| NO_DAY.to_owned()),
                act: claim.act.as_str(),
                property: claim.property.map(|p| p.as_str()),
                firmness: claim.firmness.as_str(),
                speaker_kind: claim.speaker.kind.as_str(),
                speaker: actor_key(report, claim.speaker.actor.as_deref(), &claim.speaker.name),
                speaker_name: keys::name_key(&claim.speaker.name),
            })
            .collect(),
        tallies: report
            .tallies
            .iter()
            .enumerate()
            .map(|(position, tally)| TallyRow {
                position,
                sort_day: tally
                    .until
                    .as_deref()
                    .and_then(|d| day(d, true))
                    .or_else(|| published.clone())
                    .unwrap_or_else(|| NO_DAY.to_owned()),
                what: tally.what.as_str(),
                parties: tally_parties(report, tally),
            })
            .collect(),
        actors: report.actors.iter().map(actor_row).collect(),
        relations: report
            .relations
            .iter()
            .enumerate()
            .map(|(position, relation)| RelationRow {
                position,
                sort_day: relation
                    .since
                    .as_deref()
                    .and_then(|d| day(d, false))
                    .or_else(|| published.clone())
                    .unwrap_or_else(|| NO_DAY.to_owned()),
                kind: relation.kind.as_str(),
                subject: party_key(report, &relation.subject),
                object: party_key(report, &relation.object),
            })
            .collect(),
    }
}

fn incident_row(
    report: &Report,
    position: usize,
    incident: &Incident,
    id: &str,
    review: State,
) -> IncidentRow {
    let claims = standing::about(incident, &report.claims);
    let judged = standing::judge(incident, &claims);
    let days = Days::of(incident.date.as_ref());
    IncidentRow {
        incident: id.to_owned(),
        position,
        sort_day: sort_day(incident),
        open_start: days.as_ref().is_some_and(|d| d.open_start),
        open_end: days.as_ref().is_some_and(|d| d.open_end),
        long_range: days.as_ref().is_some_and(|d| d.long),
        day_from: days.as_ref().map(|d| d.from.clone()),
        day_to: days.map(|d| d.to),
        kind: incident.kind.as_str(),
        stage: incident.stage.as_str(),
        standing: judged.standing.as_str(),
        review: review.as_str(),
        aggregate: incident.aggregate,
        background: incident.background,
        confidence: incident.confidence,
        point: point(incident),
        places: place_keys(incident),
        parties: incident_parties(report, incident, &claims),
        words: words(incident),
    }
}

/// The day an incident stands at in lists.
pub(crate) fn sort_day(incident: &Incident) -> String {
    Days::of(incident.date.as_ref()).map_or_else(|| NO_DAY.to_owned(), |d| d.from)
}

/// The finest place struck that has coordinates; of equal ones the first that is told.
fn point(incident: &Incident) -> Option<Point> {
    let struck = incident.places.iter().filter(|p| p.role == PlaceRole::Target);
    let located = struck.filter_map(|p| Some((p, p.lat?, p.lon?)));
    let (place, lat, lon) = located.min_by_key(|(p, ..)| p.level)?;
    Some(Point { lat, lon, place: held(&place.name), level: place.level.as_str() })
}

fn place_keys(incident: &Incident) -> Vec<Key> {
    let role = |p: &claimbook_records::report::Place| p.role.as_str();
    sorted(
        incident
            .places
            .iter()
            .flat_map(|p| keys::place_keys(p).into_iter().map(move |value| Key { value, role: role(p) })),
    )
}

fn incident_parties(report: &Report, incident: &Incident, claims: &[&Claim]) -> Vec<Key> {
    let mut found = Vec::new();
    let mut add = |role: &'static str, actor: Option<&str>, names: &[Option<&str>]| {
        let values = party_values(report, actor, names.iter().flatten().copied());
        found.extend(values.into_iter().map(|value| Key { value, role }));
    };
    for p in &incident.perpetrators {
        add("perpetrator", p.actor.as_deref(), &[Some(&p.name), p.text.as_deref()]);
    }
    for t in &incident.targets {
        add("target", t.actor.as_deref(), &[Some(&t.text), t.name.as_deref()]);
    }
    for c in claims {
        add("speaker", c.speaker.actor.as_deref(), &[Some(&c.speaker.name)]);
    }
    sorted(found)
}

fn tally_parties(report: &Report, tally: &Tally) -> Vec<Key> {
    let parties: [(&'static str, &Option<Party>); 3] =
        [("by", &tally.by), ("against", &tally.against), ("speaker", &tally.speaker)];
    sorted(parties.into_iter().flat_map(|(role, party)| {
        let values = party.iter().flat_map(|p| party_values(report, p.actor.as_deref(), [p.name.as_str()]));
        values.map(move |value| Key { value, role }).collect::<Vec<_>>()
    }))
}

/// Every key a party answers to: its names here, and those of the actor it resolves to.
fn party_values<'a>(
    report: &Report,
    actor: Option<&str>,
    names: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let mut values: Vec<String> = names.into_iter().map(keys::name_key).collect();
    if let Some(actor) = find_actor(report, actor) {
        values.extend(actor.register_id.iter().map(|id| keys::id_key(id)));
        values.push(keys::name_key(&actor.name));
        values.extend(actor.aliases.iter().map(|alias| keys::name_key(alias)));
        // Names of the register have their spellings there.
        if actor.register_id.is_none() {
            values.extend(
                std::iter::once(&actor.name).chain(&actor.aliases).filter_map(|n| keys::sound_key(n)),
            );
        }
    }
    values
}

fn find_actor<'a>(report: &'a Report, id: Option<&str>) -> Option<&'a Actor> {
    let id = id?;
    report.actors.iter().find(|a| a.id == id)
}

/// The key an actor is counted under over articles: its register id, else its folded name.
fn actor_key(report: &Report, actor: Option<&str>, name: &str) -> String {
    find_actor(report, actor).map_or_else(|| keys::name_key(name), key_of)
}

/// The key of a party, as its actor is counted under.
pub(crate) fn party_key(report: &Report, party: &Party) -> String {
    actor_key(report, party.actor.as_deref(), &party.name)
}

pub(crate) fn key_of(actor: &Actor) -> String {
    actor.register_id.as_deref().map_or_else(|| keys::name_key(&actor.name), keys::id_key)
}

fn actor_row(actor: &Actor) -> ActorRow {
    let mut names: Vec<(String, String)> = std::iter::once(&actor.name)
        .chain(&actor.aliases)
        .map(|name| (keys::name_key(name), held(name)))
        .collect();
    names.sort_unstable();
    names.dedup();
    ActorRow {
        key: key_of(actor),
        register: actor.register_id.as_deref().map(held),
        name: held(&actor.name),
        kind: actor.kind.as_str(),
        names,
    }
}

/// The words that tell an incident: its clauses and what stands for its parts.
fn words(incident: &Incident) -> Vec<String> {
    let parts = incident
        .evidence
        .iter()
        .chain(&incident.references)
        .chain(&incident.motives)
        .chain(incident.places.iter().flat_map(|p| &p.evidence))
        .chain(incident.perpetrators.iter().flat_map(|p| &p.evidence))
        .chain(incident.targets.iter().flat_map(|t| &t.evidence))
        .chain(incident.weapons.iter().flat_map(|w| &w.evidence))
        .chain(&incident.outcome.evidence);
    let mut seen = std::collections::BTreeSet::new();
    let new = parts.filter(|quote| seen.insert((quote.start, quote.end)));
    new.flat_map(|quote| keys::words(&quote.text)).collect()
}

fn sorted(keys: impl IntoIterator<Item = Key>) -> Vec<Key> {
    let mut keys: Vec<Key> = keys.into_iter().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
