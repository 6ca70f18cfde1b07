//! Exports of the sample book, cell by cell.

use super::*;
use crate::clock::FixedClock;
use crate::ledger::Reading;
use crate::review::State;
use crate::sample::{self, Telling};
use crate::store::SqliteStore;
use claimbook_records::Codebook;
use claimbook_records::report::{IncidentType, Level, PlaceRole, TargetClass};
use serde_json::Value;

fn book(tellings: impl IntoIterator<Item = Telling>) -> Ledger {
    let clock = FixedClock("2024-05-05T08:00:00Z".parse().unwrap());
    let mut ledger = Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(clock)).unwrap();
    for telling in tellings {
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    ledger
}

fn samples() -> Ledger {
    book([sample::boast(), sample::depot(), sample::teacher()])
}

fn text(ledger: &Ledger, format: Format, options: ExportOptions) -> (String, Exported) {
    let mut out = Vec::new();
    let codebook = Codebook::builtin();
    let knowledge = Knowledge { codebook: &codebook, places: &|_| 0 };
    let exported = export(ledger, &IncidentFilter::default(), format, options, knowledge, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), exported)
}

fn private() -> ExportOptions {
    ExportOptions { audience: Audience::Private, ..ExportOptions::default() }
}

/// Formats that [`export`] writes as text.
fn plain() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|f| f.is_plain())
}

/// A reader that goes away after so many bytes.
struct Gone(usize);

impl Write for Gone {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(std::io::ErrorKind::BrokenPipe.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_went_away_is_told_as_one() {
    let book = samples();
    let codebook = Codebook::builtin();
    let knowledge = Knowledge { codebook: &codebook, places: &|_| 0 };
    for (format, bytes) in plain().flat_map(|f| [(f, 0), (f, 60)]) {
        let filter = IncidentFilter::default();
        let failed = export(&book, &filter, format, private(), knowledge, &mut Gone(bytes)).unwrap_err();
        let told = matches!(&failed, Error::Write(e) if e.kind() == std::io::ErrorKind::BrokenPipe);
        assert!(told, "{}: {failed:?}", format.as_str());
    }
    // Rows that are written before the buffer of the table is full fail when it is.
    let row = ::csv::Writer::from_writer(Gone(0)).write_record([&"x".repeat(1 << 20)]).map_err(Error::from);
    assert!(matches!(row, Err(Error::Write(e)) if e.kind() == std::io::ErrorKind::BrokenPipe));
}

#[test]
fn the_table_holds_one_row_an_incident_in_the_columns_promised() {
    let (table, exported) = text(&samples(), Format::Csv, private());
    assert_eq!(exported, Exported { incidents: 4, without_point: 2, ..Exported::default() });
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS.map(|(name, _)| name));
    let rows: Vec<_> = reader.records().map(|r| r.unwrap()).collect();
    assert_eq!(rows.len(), 4);
    let drone: Vec<&str> = rows[2].iter().collect();
    let told: Vec<String> = COLUMNS
        .iter()
        .zip(&drone)
        .filter(|(_, v)| !v.is_empty())
        .map(|((n, _), v)| format!("{n}={v}"))
        .collect();
    let ids = (drone[0], drone[COLUMNS.len() - 1]);
    assert!(ids.0.starts_with("inc_") && ids.1.starts_with("art_"));
    assert_eq!(
        told[1..told.len() - 1].join("\n"),
        "review=machine-coded, unreviewed\n\
         standing=confirmed\n\
         standing_reason=confirmed by Qasri army\n\
         type=drone_attack\n\
         stage=accomplished\n\
         aggregate=false\n\
         background=false\n\
         date_earliest=2024-05-03\n\
         date_latest=2024-05-03\n\
         date_precision=day\n\
         place=Tel Qasr\n\
         place_level=locality\n\
         admin1=Tel Qasr Province\n\
         country=QS\n\
         lat=33.12\n\
         lon=44.99\n\
         gazetteer_id=gn:Tel Qasr\n\
         perpetrators=Sons of the Marsh\n\
         perpetrator_basis=claimed\n\
         targets=fuel depot; guards\n\
         target_kinds=energy; guard\n\
         weapons=drone\n\
         killed_min=3\n\
         killed_max=3\n\
         claimed_by=Sons of the Marsh\n\
         confirmed_by=Qasri army\n\
         confidence=0.9\n\
         words=Two drones struck the fuel depot at Tel Qasr on Friday\n\
         publisher=Harbour Courier\n\
         published=2024-05-04\n\
         url=https://courier.example/depot.txt"
    );
    let types: Vec<&str> = rows.iter().map(|r| r.get(4).unwrap()).collect();
    assert_eq!(
        types,
        ["kidnapping", "rocket_missile_attack", "drone_attack", "shelling"],
        "by day, undated last"
    );
}

#[test]
fn a_line_carries_the_record_with_its_article_standing_and_id() {
    let ledger = samples();
    let (lines, _) = text(&ledger, Format::Jsonl, private());
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let views = ledger.incidents(&IncidentFilter::default()).unwrap();
    assert_eq!(lines.len(), views.len());
    for (line, view) in lines.iter().zip(&views) {
        assert_eq!(line["schema"], "claimbook.incident/1");
        assert_eq!(line["review"], mark(State::Unreviewed));
        assert_eq!(line["id"], view.id.as_str());
        assert_eq!(line["standing"]["standing"], view.standing.standing.as_str());
        assert_eq!(line["article"]["id"], view.article.id.as_str());
        assert_eq!(line["record"]["evidence"], serde_json::to_value(&view.record.evidence).unwrap());
        assert_eq!(line["claims"].as_array().unwrap().len(), view.claims.len());
    }
    assert_eq!(lines[0]["record"]["places"][0]["lat"], 29.53);
}

#[test]
fn the_map_has_one_feature_an_incident_at_the_finest_place_struck() {
    let two = Telling::new("two.txt", "Rockets hit Dal, Rim and Quse from Sul on Monday, killing 4.")
        .incident(IncidentType::RocketMissileAttack, "Rockets hit Dal, Rim and Quse from Sul on Monday")
        .dated(Some("2024-04-29T10:00+03:00"), Some("2024-04-29"), "Monday")
        .place("Quse", "QS", Some((7.0, 7.0)), PlaceRole::Target)
        .with(|i| i.places[0].level = Level::Country)
        .place("Dal", "QS", Some((10.004, -20.006)), PlaceRole::Target)
        .place("Rim", "QS", Some((-0.001, 30.0)), PlaceRole::Target)
        .place("Sul", "RM", Some((50.0, 50.0)), PlaceRole::Origin)
        .with(|i| i.places[3].level = Level::Site)
        .killed(4, "killing 4");
    let ledger = book([two, sample::boast()]);
    let (map, exported) = text(&ledger, Format::GeoJson, ExportOptions::default());
    assert_eq!(exported, Exported { incidents: 2, without_point: 1, ..Exported::default() });
    assert_eq!(map.parse::<::geojson::FeatureCollection>().unwrap().features.len(), 2);
    let map: Value = serde_json::from_str(&map).unwrap();
    assert!(map["review"].as_str().unwrap().starts_with("machine-coded"));
    let features = map["features"].as_array().unwrap();
    let (drawn, without): (Vec<&Value>, Vec<&Value>) =
        features.iter().partition(|f| !f["geometry"].is_null());
    assert_eq!((drawn.len(), without.len()), (1, 1));
    assert_eq!(without[0]["properties"]["place"], Value::Null);
    let (point, told) = (&drawn[0]["geometry"]["coordinates"], &drawn[0]["properties"]);
    assert_eq!(
        *point,
        serde_json::json!([-20.01, 10.0]),
        "no country beside a town, and an origin is no place struck"
    );
    assert_eq!((told["place"].as_str(), told["places"].as_str()), (Some("Dal"), Some("Quse; Dal; Rim")));
    assert_eq!((&told["killed_min"], &told["killed_max"]), (&serde_json::json!(4), &serde_json::json!(4)));
    assert_eq!(told["date_latest"], "2024-04-29");
    assert_eq!(told["time"], "2024-04-29T00:00:00Z");
    assert_eq!(drawn[0]["id"], told["incident"]);
    for feature in features {
        assert_eq!(feature["properties"]["review"], mark(State::Unreviewed));
        assert_eq!(feature["properties"]["coordinate_decimals"], 2);
    }
}

#[test]
fn only_addresses_of_the_web_leave_and_no_character_commands_a_terminal() {
    let hostile = "A drone hit Dal.\u{1b}[31m \u{202e}deppots\u{9b}2J";
    let telling = |url: &str| {
        Telling::new("a.txt", hostile)
            .publisher("=Valley Post", "post.example")
            .url(url)
            .incident(IncidentType::DroneAttack, hostile)
            .place("Dal", "QS", Some((10.0, 20.0)), PlaceRole::Target)
    };
    for (url, shown) in [
        ("https://post.example/1", true),
        ("HTTP://post.example/2", true),
        ("javascript:alert(1)//x", false),
        ("file:///home/reader/a.txt", false),
        ("data://text", false),
    ] {
        let ledger = book([telling(url)]);
        for format in plain() {
            for options in [ExportOptions::default(), private()] {
                let (text, _) = text(&ledger, format, options);
                let linked = matches!(format, Format::Clusters | Format::Incidents);
                assert_eq!(text.contains(url), shown && !linked, "{format:?} {url}");
                assert!(!text.contains(crate::printable::commands), "{format:?}");
                assert!(!text.contains(",=Valley") && !text.starts_with('='));
            }
        }
    }
}

#[test]
fn coordinates_are_coarsened_on_demand_and_never_refined() {
    let ledger = samples();
    let coarse = |decimals| {
        let (table, _) = text(&ledger, Format::Csv, ExportOptions { decimals, ..Default::default() });
        let mut reader = ::csv::Reader::from_reader(table.as_bytes());
        let row = reader.records().nth(2).unwrap().unwrap();
        (row[18].to_owned(), row[19].to_owned())
    };
    assert_eq!(coarse(1), ("33.1".to_owned(), "45".to_owned()));
    assert_eq!(coarse(0), ("33".to_owned(), "45".to_owned()));
    let finer = ExportOptions { decimals: 5, ..Default::default() };
    let codebook = Codebook::builtin();
    let knowledge = Knowledge { codebook: &codebook, places: &|_| 0 };
    let refused = export(&ledger, &IncidentFilter::default(), Format::Csv, finer, knowledge, &mut Vec::new());
    assert!(matches!(refused, Err(Error::BadRequest(_))));
}

#[test]
fn a_public_export_withholds_the_names_of_private_victims_everywhere() {
    let named = || {
        sample::teacher()
            .with(|i| i.motives = i.evidence.clone())
            .with_claim(|c| c.speaker.name = "the father of Mira  DALLAN".to_owned())
    };
    let telling = |name: &str| {
        let body = "Gunmen seized Mira Dallan, a Dallanite, near Dallan’s house. DALLAN’S sister wept.";
        Telling::new(&format!("/home/reader/press/{name}.txt"), body)
            .publisher("Valley Post", "post.example")
            .incident(IncidentType::Kidnapping, body)
            .target("Mira Dallan", TargetClass::Person, None, Some("Mira Dallan"))
    };
    let mut ledger = book([named(), telling("mira-dallan")]);
    // The second of them came once more, under another name.
    let (mut article, mut report) = telling("mira-dallan").build();
    article.input = "/home/reader/again/dallan-mira.txt".to_owned();
    report.article.input.clone_from(&article.input);
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    assert_eq!(ledger.article(&article.id).unwrap().row.also, [article.input]);
    for format in plain() {
        let (public, exported) = text(&ledger, format, ExportOptions::default());
        let linked = matches!(format, Format::Clusters | Format::Incidents);
        assert_eq!(exported.masked, exported.incidents);
        let left = public.replace("Dallanite", "");
        assert!(!left.to_lowercase().contains("dallan"), "{left}");
        assert!(!public.contains("/home/reader"));
        if linked {
            continue;
        }
        assert!(
            public.contains("https://post.example/") && public.contains("https://post.example/teacher.html")
        );
        assert!(
            public.contains("Gunmen seized [name withheld], a Dallanite, near [name withheld]’s house"),
            "{public}"
        );
        let (private, exported) = text(&ledger, format, private());
        assert!(private.contains("Mira Dallan") && exported.masked == 0);
    }
}

#[test]
fn people_in_a_public_role_keep_their_names() {
    let telling = |kind: Option<&str>| {
        Telling::new("minister.txt", "Gunmen shot Aram Vesh in Dal.")
            .incident(IncidentType::Assassination, "Gunmen shot Aram Vesh in Dal")
            .target("Aram Vesh", TargetClass::Person, kind, Some("Aram Vesh"))
    };
    for (kind, shown) in [
        (Some("politician"), true),
        (Some("official"), true),
        (Some("military"), false),
        (Some("clergy"), false),
        (Some("civilian"), false),
        (Some("other"), false),
        (None, false),
    ] {
        let (lines, _) = text(&book([telling(kind)]), Format::Jsonl, ExportOptions::default());
        assert_eq!(lines.contains("Aram Vesh"), shown, "{kind:?}");
        assert_eq!(lines.contains("Vesh"), shown, "{kind:?}");
    }
}

#[test]
fn the_same_book_gives_the_same_bytes_and_an_empty_one_is_valid() {
    for format in plain() {
        assert_eq!(text(&samples(), format, private()), text(&samples(), format, private()));
        assert_eq!(format.as_str().parse::<Format>().unwrap(), format);
    }
    let (map, exported) = text(&book([]), Format::GeoJson, private());
    assert_eq!(exported, Exported::default());
    assert_eq!(map.parse::<::geojson::FeatureCollection>().unwrap().features.len(), 0);
    assert_eq!(text(&book([]), Format::Csv, private()).0.lines().count(), 1);
}
