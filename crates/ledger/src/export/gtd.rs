//! A row in the 135 columns of the GTD.
//!
//! Owns: the mapping (GTD codebook 2021; columns in `data/columns.tsv`, codes in `data/codes.toml`). In: a [`Source`]. Out:
//! cells, or why the incident is no event there. Refuses: acts of states, places and dates without a year, and judgements
//! that need a person: the inclusion criteria and the doubt column say nothing.

use super::actors::{Doer, firm};
use super::codes::codes;
use super::facts::{Facts, local};
use super::notes::{differ, notes};
use super::tabular::{Cells, Source, Told, unfit};
use claimbook_records::report::{
    Damage, Effect, IncidentType, Level, PerpetratorBasis, PerpetratorKind, Stage, TargetClass,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) fn row(source: &Source<'_>) -> Told {
    if let Some(reason) = unfit(source) {
        return Err(reason);
    }
    let (case, facts) = (source.case, source.facts);
    if facts.aggregate {
        return Err("several attacks told as one");
    }
    if facts.actors.one().is_some_and(Doer::state) {
        return Err("a state is named as perpetrator");
    }
    let mut cells = Cells::default();
    cells.put("eventid", case.id());
    date(facts, &mut cells)?;
    place(facts, &mut cells)?;
    cells.put("summary", notes(case, facts));
    for column in ["doubtterr", "INT_LOG", "INT_IDEO", "INT_MISC", "INT_ANY"] {
        cells.put(column, -9);
    }
    cells.put("success", u8::from(took_place(facts)));
    attack(source, &mut cells);
    targets(facts, &mut cells);
    let rule = claims(facts, &mut cells);
    weapons(facts, &mut cells);
    cells.maybe("nkill", source.killed.best);
    cells.maybe("nwound", source.injured.best);
    outcome(facts, &mut cells);
    let motives = case.incident.reports.iter().flat_map(|r| &r.record.motives).map(|q| q.text.clone());
    cells.put("motive", super::joined(motives));
    cells.put("addnotes", std::iter::once(rule).chain(differ(case)).collect::<Vec<_>>().join(" "));
    for (column, text) in ["scite1", "scite2", "scite3"].into_iter().zip(cites(source)) {
        cells.put(column, text);
    }
    cells.put("dbsource", format!("Claimbook ({})", case.review));
    Ok(cells)
}

/// An attack that was stopped or only attempted, and of which nobody tells harm, had no success in the code book's sense.
fn took_place(facts: &Facts) -> bool {
    facts.harm || (!facts.only_intercepted() && facts.stage == Stage::Accomplished)
}

fn date(facts: &Facts, cells: &mut Cells) -> Result<(), &'static str> {
    let (from, to) = (facts.from.or(facts.to), facts.to.or(facts.from));
    let (Some(from), Some(to)) = (from, to) else { return Err("no date") };
    if from.year() != to.year() {
        return Err("date without a year");
    }
    let same_month = from.month() == to.month();
    cells.put("iyear", from.year());
    cells.put("imonth", if same_month { from.month() } else { 0 });
    cells.put("iday", if from == to { from.day() } else { 0 });
    if from != to {
        cells.put("approxdate", format!("{} to {}", american(from), american(to)));
    }
    Ok(())
}

/// "March 5, 2024", as the code book writes days in text.
fn american(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

fn place(facts: &Facts, cells: &mut Cells) -> Result<(), &'static str> {
    let Some(place) = &facts.place else { return Err("no place") };
    let specificity = match place.level {
        Level::Site | Level::Locality => 1,
        Level::Area => 2,
        Level::Region => 4,
        Level::Country | Level::Sea | Level::Unresolved => 5,
    };
    cells.put("specificity", specificity);
    if local(place.level) {
        cells.put("city", &place.name);
        cells.put("vicinity", u8::from(facts.near));
    }
    if place.level < Level::Country {
        cells.maybe("latitude", place.lat);
        cells.maybe("longitude", place.lon);
        cells.maybe("provstate", place.admin1.as_ref());
    }
    let Some(country) = facts.country else { return Err("no country") };
    cells.put("country_txt", country.name);
    cells.put("region", country.gtd_region[0]);
    cells.put("region_txt", country.gtd_region[1]);
    Ok(())
}

/// The type told by most accounts. Further means have no crosswalk of their own in a case and stay blank.
fn attack(source: &Source<'_>, cells: &mut Cells) {
    let Some(name) = source.facts.walk.gtd.clone() else { return };
    if let Some(code) = codes().gtd.attack.get(&name) {
        cells.put("attacktype1", code);
        cells.put("attacktype1_txt", name);
    }
}

fn targets(facts: &Facts, cells: &mut Cells) {
    let columns = [
        ("targtype1", "targtype1_txt", "target1", "natlty1_txt"),
        ("targtype2", "targtype2_txt", "target2", "natlty2_txt"),
        ("targtype3", "targtype3_txt", "target3", "natlty3_txt"),
    ];
    let gtd = &codes().gtd;
    let mut seen: Vec<u8> = Vec::new();
    for aim in &facts.targets {
        let Some(code) = aim.target.kind.as_deref().and_then(|kind| gtd.target.get(kind)) else { continue };
        if seen.contains(code) {
            continue;
        }
        let Some((kind, text, target, nationality)) = columns.get(seen.len()).copied() else { break };
        seen.push(*code);
        cells.put(kind, code);
        cells.maybe(text, gtd.target_names.get(&code.to_string()));
        cells.put(target, &aim.target.text);
        cells.maybe(nationality, aim.target.nationality.as_ref());
    }
}

/// Perpetrators and claims; gives the sentence that says how `compclaim` was decided.
fn claims(facts: &Facts, cells: &mut Cells) -> String {
    let names = ["gname", "gname2", "gname3"];
    let doubt = ["guncertain1", "guncertain2", "guncertain3"];
    let modes = [
        ("claimed", "claimmode", "claimmode_txt"),
        ("claim2", "claimmode2", "claimmode2_txt"),
        ("claim3", "claimmode3", "claimmode3_txt"),
    ];
    let actors = &facts.actors;
    let gtd = &codes().gtd;
    cells.put("nperps", -99);
    cells.put("nperpcap", -99);
    for (n, doer) in actors.claimants.iter().take(names.len()).enumerate() {
        cells.put(names[n], &doer.name);
        cells.put(doubt[n], 0);
        let (claimed, mode, text) = modes[n];
        cells.put(claimed, 1);
        // Claimed without a word on the way: mode 10, unknown.
        let code = doer.channel.as_deref().and_then(|c| gtd.claim_mode.get(c)).copied().unwrap_or(10);
        cells.put(mode, code);
        cells.maybe(text, gtd.claim_mode_names.get(&code.to_string()));
    }
    if actors.claimants.is_empty() {
        let named = actors
            .named
            .iter()
            .filter(|d| !matches!(d.basis, PerpetratorBasis::Denied | PerpetratorBasis::Acquitted));
        for (n, doer) in named.take(names.len()).enumerate() {
            cells.put(names[n], &doer.name);
            cells.put(doubt[n], u8::from(!firm(doer.basis)));
        }
        if actors
            .named
            .iter()
            .all(|d| matches!(d.basis, PerpetratorBasis::Denied | PerpetratorBasis::Acquitted))
        {
            cells.put("gname", "Unknown");
        }
        cells.put("claimed", 0);
    }
    let first = actors.claimants.first().or(actors.named.first());
    cells.maybe("individual", first.and_then(|d| d.kind).map(|k| u8::from(k == PerpetratorKind::Individual)));
    let standing = actors.standing().count();
    let joined = actors.umbrella.is_some();
    cells.put("compclaim", u8::from(standing > 1 && !joined));
    let mut rule = match (standing, joined) {
        (0, _) => "compclaim 0: nobody claims it.".to_owned(),
        (1, _) => "compclaim 0: one claim.".to_owned(),
        (_, true) => "compclaim 0: the register of actors joins the claimants on that day.".to_owned(),
        (n, false) => {
            format!("compclaim 1: {n} claims, and no accepted relation joins the claimants on that day.")
        }
    };
    for doer in actors.claimants.iter().filter(|d| d.retracted) {
        rule.push_str(&format!(" The claim of {} was retracted.", doer.name));
    }
    rule
}

fn weapons(facts: &Facts, cells: &mut Cells) {
    let columns = [
        ("weaptype1", "weaptype1_txt"),
        ("weaptype2", "weaptype2_txt"),
        ("weaptype3", "weaptype3_txt"),
        ("weaptype4", "weaptype4_txt"),
    ];
    let gtd = &codes().gtd;
    let mut types: BTreeMap<usize, u8> = BTreeMap::new();
    for (kind, _) in &facts.weapons {
        let Some(code) = gtd.weapon.get(kind) else { continue };
        if !types.values().any(|known| known == code) {
            types.insert(types.len(), *code);
        }
    }
    // Not told is a type of its own in the code book.
    if types.is_empty() {
        types.insert(0, 13);
    }
    for ((column, text), code) in columns.into_iter().zip(types.values()) {
        cells.put(column, code);
        cells.maybe(text, gtd.weapon_names.get(&code.to_string()));
    }
    cells.put("weapdetail", super::joined(facts.weapons.iter().map(|(_, words)| words)));
}

fn outcome(facts: &Facts, cells: &mut Cells) {
    match facts.damage {
        Some(Damage::None) => cells.put("property", 0),
        Some(_) => {
            cells.put("property", 1);
            cells.put("propextent", 4);
            cells.put("propextent_txt", "Unknown");
        }
        None => cells.put("property", -9),
    }
    let taken = matches!(facts.kinds.first(), Some(IncidentType::Kidnapping | IncidentType::Hijacking));
    cells.put("ishostkid", u8::from(taken));
    if taken {
        let held = facts.targets.iter().filter(|t| {
            t.target.class == TargetClass::Person && t.target.effects.contains(&Effect::Kidnapped)
        });
        let counts: Vec<u64> = held.filter_map(|t| t.target.count.and_then(|c| c.min)).collect();
        cells.maybe("nhostkid", (!counts.is_empty()).then(|| counts.iter().sum::<u64>()));
    }
}

/// The first accounts by publication date that are no copies: `"Headline," Publisher, March 6, 2024.`
fn cites(source: &Source<'_>) -> Vec<String> {
    let incident = &source.case.incident;
    let mut own: Vec<_> = incident.own.iter().filter_map(|n| incident.reports.get(*n)).collect();
    let day = |r: &crate::query::IncidentView| r.published.as_ref().map(|p| p.value.clone());
    own.sort_by_key(|r| (day(r), r.article.publisher.clone(), r.article.headline.clone()));
    let text = |r: &crate::query::IncidentView| {
        let day = day(r).and_then(|d| d.get(..10)?.parse::<Date>().ok()).map(american);
        let title = r.article.headline.as_ref().map(|h| format!("\"{h},\""));
        let parts = [title, r.article.publisher.clone().map(|p| format!("{p},")), day];
        let text: Vec<String> = parts.into_iter().flatten().collect();
        format!("{}.", text.join(" ").trim_end_matches(','))
    };
    own.into_iter().map(text).collect()
}
