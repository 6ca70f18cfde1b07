//! Reports of an archive loaded from Parquet: the same book as if each article had been read here.

use super::book::WIRE;
use super::{Place, Ran, server};
use claimbook_acquire::{CaptureStore, FolderStore};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::path::Path;
use std::sync::Arc;

/// A row as an archive reader writes it, with its outcome beside it.
#[derive(Clone, Default)]
struct Row {
    id: Option<String>,
    outcome: &'static str,
    article: Option<String>,
    report: Option<String>,
    captured: Option<Vec<u8>>,
}

/// An article of more than one language and letter, which tells an attack.
const NOTE: &str = "Publisher: Valle Diário\nDate: 2024-05-04\n\nÖL — Gunmen shelled the quay of Basra on Friday, killing two guards, \
                    police said. “Nobody slept”, said a baker.\n";

fn bytes(text: &Option<String>) -> Option<Vec<u8>> {
    text.as_ref().map(|text| text.as_bytes().to_vec())
}

/// Writes rows in groups of two, in the columns of an archive and a further one.
fn write(path: &Path, rows: &[Row], version: WriterVersion, captured: bool) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut fields = "OPTIONAL BYTE_ARRAY outcome (UTF8); OPTIONAL INT32 incidents; OPTIONAL BYTE_ARRAY report (UTF8);
                      OPTIONAL BYTE_ARRAY id (UTF8); REQUIRED BYTE_ARRAY gate (UTF8); OPTIONAL BYTE_ARRAY article (UTF8);"
        .to_owned();
    if captured {
        fields.push_str("OPTIONAL BYTE_ARRAY captured;");
    }
    let schema = Arc::new(parse_message_type(&format!("message reports {{ {fields} }}")).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_writer_version(version)
        .set_column_encoding("report".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .set_column_dictionary_enabled("report".into(), false)
        .build();
    let file = std::fs::File::create(path).unwrap();
    let mut file = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for rows in rows.chunks(2) {
        let mut group = file.next_row_group().unwrap();
        type Cell = fn(&Row) -> Option<Vec<u8>>;
        let columns: [Cell; 7] = [
            |r| Some(r.outcome.as_bytes().to_vec()),
            |_| None,
            |r| bytes(&r.report),
            |r| bytes(&r.id),
            |_| Some(b"gate".to_vec()),
            |r| bytes(&r.article),
            |r| r.captured.clone(),
        ];
        let mut columns = columns.into_iter().enumerate();
        while let Some(mut writer) = group.next_column().unwrap() {
            let (at, cell) = columns.next().unwrap();
            let cells: Vec<Option<Vec<u8>>> = rows.iter().map(cell).collect();
            let levels: Vec<i16> = cells.iter().map(|c| i16::from(c.is_some())).collect();
            if at == 1 {
                writer.typed::<Int32Type>().write_batch(&[], Some(&levels), None).unwrap();
            } else {
                let values: Vec<ByteArray> = cells.into_iter().flatten().map(ByteArray::from).collect();
                let levels = (at != 4).then_some(levels.as_slice());
                writer.typed::<ByteArrayType>().write_batch(&values, levels, None).unwrap();
            }
            writer.close().unwrap();
        }
        group.close().unwrap();
    }
    file.close().unwrap();
}

/// Number, kind and payload of every entry: all but when it was recorded, and the hashes that follow.
fn entries(place: &Place, db: &str) -> Vec<(u64, String, String)> {
    assert_eq!(place.run(&["log", "export", "--db", db, "--out", "now.log"]).code, 0);
    let lines = place.read("now.log");
    std::fs::remove_file(place.path("now.log")).unwrap();
    let text = |line: &serde_json::Value, field: &str| line[field].as_str().unwrap().to_owned();
    let entry = |line: serde_json::Value| {
        (line["seq"].as_u64().unwrap(), text(&line, "kind"), text(&line, "payload"))
    };
    lines.lines().map(|line| entry(serde_json::from_str(line).unwrap())).collect()
}

/// A place with a ledger of articles that were added one way, and the same as rows of an archive.
fn added() -> (Place, Vec<Row>) {
    let place = Place::new();
    place.write("wire.jsonl", WIRE);
    place.write("note.txt", NOTE);
    place.write(
        "quiet.txt",
        "Bread was sold in the market of Tel Qasr — as on other days — and the choir sang.\n",
    );
    let ran = place.run(&["add", "wire.jsonl", "note.txt", "quiet.txt"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let captures = FolderStore::new(place.path("claimbook.captures"));
    let mut rows: Vec<Row> = Vec::new();
    for (_, kind, payload) in entries(&place, "claimbook.ledger") {
        match kind.as_str() {
            "article_recorded" => {
                let record: serde_json::Value = serde_json::from_str(&payload).unwrap();
                rows.push(Row {
                    id: record["id"].as_str().map(str::to_owned),
                    outcome: "read",
                    captured: Some(captures.get(record["x_capture"].as_str().unwrap()).unwrap()),
                    article: Some(payload),
                    report: None,
                });
            }
            _ => rows.last_mut().unwrap().report = Some(payload),
        }
    }
    assert_eq!(rows.len(), 4);
    (place, rows)
}

fn load(place: &Place, from: &str, db: &str) -> Ran {
    place.run(&["add", "--from-parquet", from, "--db", db, "--captures", "kept"])
}

#[test]
fn a_loaded_archive_is_the_same_book() {
    let (place, rows) = added();
    let url = server::url(place.folder.path());
    let quiet = Row { outcome: "quiet", report: None, ..rows[0].clone() };
    let first = [&rows[..1], &[quiet], &rows[1..3]].concat();
    write(&place.path("out/reports/month=2024-05/reports.parquet"), &first, WriterVersion::PARQUET_1_0, true);
    write(&place.path("out/reports/month=undated/b.parquet"), &rows[3..], WriterVersion::PARQUET_2_0, true);
    place.write("out/reports/month=undated/.half.parquet", "");
    for db in ["loaded.ledger", url.as_str()] {
        let ran = load(&place, "out", db);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("4 new articles"), "{}", ran.out);
        assert!(ran.err.contains("1 article that tells nothing was passed over"), "{}", ran.err);
        assert!(!ran.err.contains("--repair"), "every original came along: {}", ran.err);
        assert_eq!(entries(&place, db), entries(&place, "claimbook.ledger"));
        let ran = place.run(&["verify", "--db", db, "--captures", "kept"]);
        assert_eq!(ran.code, 0, "{}", ran.out);
        for command in [&["incidents", "--json"][..], &["linked", "--json"], &["actors"]] {
            let of = |db: &str| place.run(&[command, &["--db", db]].concat()).out;
            assert_eq!(of(db), of("claimbook.ledger"), "{command:?}");
        }
        let ran =
            place.run(&["add", "--from-parquet", "out/reports", "--db", db, "--captures", "kept", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let outcomes: Vec<_> = ran.json().iter().map(|line| line["outcome"].clone()).collect();
        assert_eq!(outcomes, ["unchanged"; 4], "a second time adds nothing");
        assert_eq!(entries(&place, db), entries(&place, "claimbook.ledger"));
    }
}

#[test]
fn what_cannot_be_loaded_is_named_and_the_rest_goes_on() {
    let (place, rows) = added();
    let changed = |row: &Row, from: &str, to: &str| {
        let report = row.report.as_ref().map(|report| report.replace(from, to));
        Row { report, ..row.clone() }
    };
    let text = |row: &Row| row.article.clone().unwrap();
    let broken = [
        Row { article: Some("{".to_owned()), ..rows[0].clone() },
        Row { id: Some("art_0".to_owned()), ..rows[0].clone() },
        Row { article: Some(text(&rows[2]).replace("ÖL", "OL")), ..rows[2].clone() },
        changed(&rows[2], "Basra", "Basrb"),
        Row { captured: Some(b"other".to_vec()), ..rows[3].clone() },
        Row { article: None, ..rows[3].clone() },
    ];
    let all = [&broken[..], &rows[1..]].concat();
    write(&place.path("out/month=2024-05/reports.parquet"), &all, WriterVersion::PARQUET_1_0, true);
    place.write("out/month=2024-06/reports.parquet", "no Parquet");
    let (good, other) = (place.path("out/month=2024-07/reports.parquet"), place.path("cut.parquet"));
    write(&good, &[Row { captured: None, ..rows[0].clone() }], WriterVersion::PARQUET_1_0, false);
    let ran = load(&place, "out", "loaded.ledger");
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("4 new articles"), "{}", ran.out);
    let told: Vec<&str> = ran.err.lines().filter(|line| line.contains("month=2024-05")).collect();
    let wanted = ["JSON", "art_0", "address", "do not stand at", "bytes", "no article"];
    assert_eq!(told.len(), wanted.len(), "{}", ran.err);
    for (n, (line, words)) in told.iter().zip(wanted).enumerate() {
        assert!(line.contains(&format!("row {}: ", n + 1)) && line.contains(words), "{line}");
    }
    assert!(ran.err.contains("month=2024-06/reports.parquet is no Parquet file"), "{}", ran.err);
    assert!(ran.err.contains("7 of 11 inputs could not be read"), "{}", ran.err);
    assert!(ran.err.contains("1 article came without the bytes"), "{}", ran.err);

    let check = ["verify", "--db", "loaded.ledger", "--captures", "kept"];
    assert_eq!(place.run(&check).code, 4);
    let ran = place.run(&[&check[..], &["--repair", "--from", "wire.jsonl"]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);

    let whole = std::fs::read(&good).unwrap();
    std::fs::write(&other, &whole[..whole.len() - 9]).unwrap();
    let ran = load(&place, "cut.parquet", "loaded.ledger");
    assert_eq!(ran.code, 3, "{}", ran.err);
    place.write("empty/reports/other.txt", "");
    let ran = load(&place, "empty", "loaded.ledger");
    assert!(ran.code == 2 && ran.err.contains("reports/month="), "{}", ran.err);
    let ran = place.run(&["add", "--from-parquet", "out", "note.txt"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    let ran = load(&place, "nowhere", "loaded.ledger");
    assert!(ran.code == 1 && ran.err.contains("nowhere"), "{}", ran.err);
}

#[test]
fn a_file_without_the_columns_says_which_it_lacks() {
    let place = Place::new();
    let columns = |place: &Place, name: &str, fields: &str| {
        let schema = Arc::new(parse_message_type(&format!("message other {{ {fields} }}")).unwrap());
        let file = std::fs::File::create(place.path(name)).unwrap();
        SerializedFileWriter::new(file, schema, Arc::default()).unwrap().close().unwrap();
        let ran = load(place, name, "loaded.ledger");
        assert_eq!(ran.code, 3, "{}", ran.err);
        ran.err
    };
    let err =
        columns(&place, "a.parquet", "OPTIONAL BYTE_ARRAY id (UTF8); OPTIONAL BYTE_ARRAY headline (UTF8);");
    assert!(err.contains("a.parquet lacks the columns article, report;"), "{err}");
    let numbers = "OPTIONAL BYTE_ARRAY id (UTF8); OPTIONAL INT64 article; OPTIONAL BYTE_ARRAY report (UTF8);";
    let err = columns(&place, "b.parquet", numbers);
    assert!(err.contains("the column article holds INT64"), "{err}");
}
