//! Exports of linked incidents: what is held back, what is withheld, and what changed since.

use super::*;
use crate::clock::FixedClock;
use crate::decide::Ruling;
use crate::ledger::Reading;
use crate::review::{Act, State};
use crate::sample::{self, Telling};
use crate::store::SqliteStore;
use claimbook_records::Codebook;
use claimbook_records::report::{
    ActorKind, Effect, IncidentType, Level, PerpetratorBasis, PerpetratorCategory, PlaceRole, SpeakerKind,
    SpeechAct, Stage, TargetClass,
};
use std::collections::BTreeMap;

const LINKED: [Format; 10] = [
    Format::Acled,
    Format::Ged,
    Format::Gtd,
    Format::Plover,
    Format::Parquet,
    Format::Ftm,
    Format::Stix,
    Format::Prov,
    Format::TimeMap,
    Format::Tables,
];

fn add(ledger: &mut Ledger, telling: Telling) {
    let (article, report) = telling.build();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
}

fn book(tellings: impl IntoIterator<Item = Telling>) -> Ledger {
    let clock = FixedClock("2024-05-05T08:00:00Z".parse().unwrap());
    let mut ledger = Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(clock)).unwrap();
    tellings.into_iter().for_each(|t| add(&mut ledger, t));
    ledger
}

fn packed(ledger: &Ledger, format: Format, options: ExportOptions) -> Package {
    let codebook = Codebook::builtin();
    let knowledge = Knowledge { codebook: &codebook, places: &|_| 0 };
    package(ledger, &IncidentFilter::default(), format, options, knowledge).unwrap()
}

/// Every byte of an export as text; Parquet keeps strings as they are.
fn whole(package: &Package) -> String {
    let files = std::iter::once(&package.main).chain(package.beside.iter().map(|f| &f.bytes));
    files.map(|b| String::from_utf8_lossy(b).into_owned()).collect::<Vec<_>>().join("\n")
}

fn rows(table: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = ::csv::Reader::from_reader(table);
    reader.deserialize().map(|r| r.unwrap()).collect()
}

fn beside<'p>(package: &'p Package, name: &str) -> &'p [u8] {
    &package.beside.iter().find(|f| f.name == name).unwrap().bytes
}

/// One dated drone attack at a town in Iraq, claimed by a group, three guards dead. Each input is another town.
fn attack(input: &str, day: &str) -> Telling {
    const TOWNS: [(&str, &str, f64); 7] = [
        ("a.txt", "Harir", 36.5512),
        ("b.txt", "Qasr Amin", 31.2),
        ("c.txt", "Marsa Lira", 33.4),
        ("state.txt", "Tal Wadi", 34.3),
        ("country.txt", "Dal", 32.1),
        ("planned.txt", "Port Amal", 30.6),
        ("bloodless.txt", "Wadi Rumm", 35.5),
    ];
    let (_, town, lat) = TOWNS.into_iter().find(|(name, ..)| *name == input).unwrap_or(("", "Bahra", 31.9));
    let clause = format!("A drone struck the depot near {town} on {day}");
    let body = format!(
        "{clause}, killing three guards. The Sons of the Marsh claimed it. {town}, {town} and {town}."
    );
    Telling::new(input, &body)
        .publisher("Harbour Courier", "courier.example")
        .published("2024-05-04")
        .actor("Sons of the Marsh", ActorKind::ArmedGroup, None, &["The Sons of the Marsh"])
        .incident(IncidentType::DroneAttack, &clause)
        .dated(Some(day), Some(day), day)
        .place(town, "IQ", Some((lat, 44.3521)), PlaceRole::Target)
        .with(|i| i.places[0].gazetteer_id = Some(format!("gn:{town}")))
        .perpetrator("Sons of the Marsh", PerpetratorBasis::Claimed)
        .target("guards", TargetClass::Person, Some("civilian"), None)
        .with(|i| i.targets[0].effects = vec![Effect::Killed])
        .weapon("drone", "drone")
        .killed(3, "killing three guards")
        .claim(
            "Sons of the Marsh",
            SpeakerKind::ArmedGroup,
            SpeechAct::ClaimsResponsibility,
            "The Sons of the Marsh claimed it",
        )
}

#[test]
fn names_of_private_victims_are_in_no_file_of_any_format() {
    let telling = |place: &str| {
        sample::teacher().with(|i| {
            i.targets[0].effects = vec![Effect::Killed];
            i.motives = i.evidence.clone();
            i.places[0].country = Some(place.to_owned());
        })
    };
    let ledger = book([telling("JO")]);
    for format in LINKED {
        let public = packed(&ledger, format, ExportOptions { keep_denied: true, ..ExportOptions::default() });
        assert!(!whole(&public).to_lowercase().contains("dallan"), "{format:?}: {}", whole(&public));
    }
    let private =
        ExportOptions { audience: Audience::Private, keep_denied: true, ..ExportOptions::default() };
    for format in [Format::Plover, Format::Ftm, Format::Stix, Format::Prov, Format::Tables] {
        assert!(whole(&packed(&ledger, format, private)).contains("Mira Dallan"), "{format:?}");
    }
}

#[test]
fn what_a_code_book_cannot_hold_is_listed_with_its_reason() {
    let denied = attack("denied.txt", "2024-05-01").claim(
        "Harbour police",
        SpeakerKind::Official,
        SpeechAct::Denies,
        "A drone struck the depot",
    );
    let by_state = attack("state.txt", "2024-04-20").with(|i| {
        i.perpetrators[0].category = Some(PerpetratorCategory::State);
    });
    let country = attack("country.txt", "2024-04-10").with(|i| i.places[0].level = Level::Country);
    let planned = attack("planned.txt", "2024-03-30").with(|i| i.stage = Stage::Planned);
    let bloodless = attack("bloodless.txt", "2024-03-10").with(|i| {
        i.outcome.killed = None;
        i.targets[0].effects.clear();
    });
    // A book each, so that these much alike texts are not linked.
    let books = [denied, by_state, country, planned, bloodless].map(|telling| book([telling]));
    let reasons = |format, options| {
        let mut reasons: Vec<String> = Vec::new();
        for ledger in &books {
            let package = packed(ledger, format, options);
            let listed = rows(beside(&package, "dropped.csv"));
            assert_eq!(listed.len() as u64, package.exported.dropped);
            assert_eq!(rows(&package.main).len() as u64, package.exported.incidents);
            reasons.extend(listed.into_iter().map(|mut r| r.remove("reason").unwrap()));
        }
        reasons.sort();
        reasons
    };
    let options = ExportOptions::default();
    let (took, nothing) =
        ("denied that it took place", "planned, threatened or hypothetical: nothing took place");
    assert_eq!(reasons(Format::Acled, options), [took, "place known by country only", nothing]);
    assert_eq!(
        reasons(Format::Ged, options),
        [took, "no death told", "place known by country only", nothing]
    );
    assert_eq!(reasons(Format::Gtd, options), ["a state is named as perpetrator", took, nothing]);
    let kept = ExportOptions { keep_denied: true, ..options };
    assert!(!reasons(Format::Acled, kept).contains(&took.to_owned()));
    let notes = packed(&books[0], Format::Acled, kept);
    assert!(whole(&notes).contains("Denied, as a whole or in part, by Harbour police."));
}

#[test]
fn a_row_with_deaths_follows_each_code_book() {
    let ledger = book([attack("a.txt", "2024-05-03")]);
    let options = ExportOptions::default();
    let of = |format, column: &str| {
        let package = packed(&ledger, format, options);
        rows(&package.main)[0][column].clone()
    };
    assert_eq!(of(Format::Acled, "fatalities"), "3");
    assert_eq!(of(Format::Acled, "actor1"), "Sons of the Marsh");
    assert_eq!(of(Format::Acled, "inter1"), "", "whether rebels or militia is not in the register");
    assert_eq!(of(Format::Acled, "civilian_targeting"), "Civilians targeted");
    assert_eq!(of(Format::Acled, "actor2"), "Civilians (Iraq)");
    for (column, value) in [
        ("type_of_violence", "3"),
        ("side_a", "Sons of the Marsh"),
        ("side_b", "Civilians"),
        ("best", "3"),
        ("low", "3"),
        ("high", "3"),
        ("deaths_civilians", "3"),
        ("deaths_unknown", "0"),
        ("where_prec", "2"),
        ("date_prec", "1"),
        ("date_start", "2024-05-03 00:00:00.000"),
        // Row 253 from the south pole (36.55 + 90 = 126.55 degrees) and column 448 from the date line, both from 0.
        ("priogrid_gid", "182609"),
        ("geom_wkt", "POINT (44.35 36.55)"),
        ("country_id", ""),
        ("dyad_new_id", ""),
        ("source_article", "Harbour Courier, 2024-05-04"),
    ] {
        assert_eq!(of(Format::Ged, column), value, "{column}");
    }
    assert_eq!(of(Format::Gtd, "nkill"), "3");
    assert_eq!(of(Format::Gtd, "targtype1_txt"), "Private Citizens & Property");
    assert_eq!(of(Format::Gtd, "compclaim"), "0");
}

#[test]
fn own_columns_stand_behind_and_the_sidecar_tells_the_version() {
    let ledger = book([attack("a.txt", "2024-05-03")]);
    let strict = packed(&ledger, Format::Acled, ExportOptions::default());
    let extra =
        packed(&ledger, Format::Acled, ExportOptions { extra_columns: true, ..ExportOptions::default() });
    let header = |p: &Package| String::from_utf8(p.main.clone()).unwrap().lines().next().unwrap().to_owned();
    let names: Vec<&str> = columns("acled").iter().map(|c| c.name).collect();
    assert_eq!(header(&strict), names.join(","));
    let own = ",claimbook_incident_id,ledger_version,export_rule_set,review_state,standing";
    assert_eq!(header(&extra), header(&strict) + own);
    assert_eq!(rows(&extra.main)[0]["review_state"], mark(State::Unreviewed));
    let schema: serde_json::Value = serde_json::from_slice(beside(&strict, "schema.json")).unwrap();
    assert_eq!(schema["ledger_version"]["seq"], ledger.head().unwrap().seq);
    assert_eq!(schema["rows"][0]["killed"]["rule"], "acled");
    assert_eq!(schema["rows"][0]["killed"]["used"][0]["min"], 3);
    let other = packed(
        &ledger,
        Format::Acled,
        ExportOptions { fatalities: Some(Rule::Gtd), ..ExportOptions::default() },
    );
    let schema: serde_json::Value = serde_json::from_slice(beside(&other, "schema.json")).unwrap();
    assert_eq!(schema["fatalities_rule"], "gtd");
}

#[test]
fn the_public_sees_what_was_published_and_no_finer_than_a_tenth_of_a_degree() {
    let mut ledger = book([attack("a.txt", "2024-05-03"), attack("b.txt", "2024-03-03")]);
    let id = ledger.incidents(&IncidentFilter::default()).unwrap()[0].id.clone();
    for act in [Act::Accept, Act::Approve, Act::Publish] {
        ledger.decide(&Ruling::new("a reader", act, &[&id])).unwrap();
    }
    let settings = claimbook_link::Settings::embedded();
    let open = ledger.linked(&settings).unwrap().into_iter().filter(|i| i.state == State::Published).count();
    for format in Format::ALL {
        let public =
            packed(&ledger, format, ExportOptions { published_only: true, ..ExportOptions::default() });
        assert_eq!(public.exported.incidents, open as u64, "{format:?}");
        assert_eq!(public.exported.held_back, 2 - open as u64, "{format:?}");
        for finer in ["36.55", "44.35"] {
            assert!(!whole(&public).contains(finer), "{format:?}");
        }
    }
}

#[test]
fn what_is_younger_than_the_delay_is_held_back() {
    let ledger = book([attack("a.txt", "2024-05-03"), attack("b.txt", "2024-03-03")]);
    let options = |days| ExportOptions {
        delay: Some((jiff::civil::date(2024, 5, 10), days)),
        ..ExportOptions::default()
    };
    for format in Format::ALL {
        let count = |days| packed(&ledger, format, options(days)).exported.incidents;
        assert_eq!([count(7), count(8), count(365)], [2, 1, 0], "{format:?}");
    }
}

#[test]
fn a_delta_holds_what_changed_and_names_what_is_gone() {
    let mut ledger = book([attack("a.txt", "2024-05-03"), attack("b.txt", "2024-03-03")]);
    let version = ledger.head().unwrap().seq;
    let settings = claimbook_link::Settings::embedded();
    let first = ledger.linked(&settings).unwrap().into_iter().find(|i| i.merged.date.is_some()).unwrap().id;
    let since = ExportOptions { since: Some(version), ..ExportOptions::default() };
    for format in
        Format::ALL.into_iter().filter(|f| !matches!(f, Format::GeoJson | Format::Parquet | Format::Tables))
    {
        let same = packed(&ledger, format, since);
        let main = String::from_utf8_lossy(&same.main).into_owned();
        assert!(!main.contains("CB-") && !main.contains("inc_"), "{format:?}: {main}");
    }
    let tables = packed(&ledger, Format::Tables, since);
    for file in tables.beside.iter().filter(|f| f.name.ends_with(".csv")) {
        assert!(rows(&file.bytes).is_empty(), "{}", file.name);
    }
    let article = ledger.incidents(&IncidentFilter::default()).unwrap()[0].article.id.clone();
    ledger.withdraw(&article, "taken back by the paper").unwrap();
    add(&mut ledger, attack("c.txt", "2024-01-09"));
    let acled = packed(&ledger, Format::Acled, since);
    assert_eq!(rows(&acled.main).len(), 1);
    assert_eq!(rows(&acled.main)[0]["event_date"], "2024-01-09");
    let gone = &rows(beside(&acled, "withdrawn.csv"))[0]["withdrawn"];
    assert_eq!(*gone, format!("CB-{}", first.trim_start_matches("inc_")), "in the form of the column of ids");
    let tables = packed(&ledger, Format::Tables, since);
    assert_eq!(rows(beside(&tables, "incidents.csv")).len(), 1);
    let gone: Vec<String> =
        rows(beside(&tables, "withdrawn.csv")).into_iter().map(|mut r| r.remove("table").unwrap()).collect();
    assert_eq!(gone, ["incidents", "reports", "claims", "articles"]);
    let plover = String::from_utf8(packed(&ledger, Format::Plover, since).main).unwrap();
    assert_eq!(plover.lines().count(), 2);
    assert!(plover.lines().last().unwrap().starts_with("{\"withdrawn\":\"CB-"));
    let jsonl = String::from_utf8(packed(&ledger, Format::Jsonl, since).main).unwrap();
    assert_eq!(jsonl.lines().count(), 2);
    assert!(jsonl.lines().last().unwrap().starts_with("{\"withdrawn\":\"inc_"));
    assert!(matches!(ledger.at(10_000), Err(Error::BadRequest(_))));
    assert_eq!(ledger.at(version).unwrap().head().unwrap().seq, version);
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let one = book([attack("a.txt", "2024-05-03"), sample::teacher(), sample::boast()]);
    let other = book([attack("a.txt", "2024-05-03"), sample::teacher(), sample::boast()]);
    for format in LINKED {
        assert_eq!(format.as_str().parse::<Format>().unwrap(), format);
        assert_eq!(
            packed(&one, format, ExportOptions::default()),
            packed(&other, format, ExportOptions::default()),
            "{format:?}"
        );
        packed(&book([]), format, ExportOptions::default());
    }
}
