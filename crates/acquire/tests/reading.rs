//! Whole inputs from disk: what is read, in which order, and what is said about the rest.

#![allow(clippy::unwrap_used)]

use claimbook_acquire::{Format, InputError, Inputs, Limits, Options, Problem, documents, read};
use claimbook_records::{Article, Basis, ids};
use std::fs;
use std::io::Write;
use std::path::Path;

const TEXT: &str = "The army said on Friday that two drones were shot down over the port of Varnal.\r\n\r\n  Nobody was hurt. ";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn write(root: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path.to_string_lossy().into_owned()
}

fn read_all(paths: &[&str], options: &Options) -> Vec<Result<Article, InputError>> {
    read(Inputs::expand(paths, options), options.clone()).collect()
}

fn one(path: &str) -> Result<Article, InputError> {
    let mut all = read_all(&[path], &Options::default());
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn a_text_is_kept_character_for_character() {
    let root = tempfile::tempdir().unwrap();
    let marked = [b"\xEF\xBB\xBF".as_slice(), TEXT.as_bytes()].concat();
    let metadata_first = format!("date 2024-05-02 title Port hit\n{TEXT}");
    for (name, bytes, want) in [
        ("plain.txt", TEXT.as_bytes().to_vec(), TEXT),
        ("marked", marked.clone(), TEXT),
        ("packed.html", gzip(TEXT.as_bytes()), TEXT),
        ("packed.jsonl", zstd::encode_all(TEXT.as_bytes(), 3).unwrap(), TEXT),
        ("first.txt", metadata_first.clone().into_bytes(), metadata_first.as_str()),
    ] {
        let path = write(root.path(), name, &bytes);
        let article = one(&path).unwrap();
        assert_eq!(article.body.as_str(), want);
        assert_eq!((article.input.as_str(), article.language.as_str()), (path.as_str(), "en"));
        assert_eq!((&article.published, &article.headline), (&None, &None));
        let mut again = article.clone();
        again.seal();
        assert_eq!(again.id, article.id);
    }
}

#[test]
fn the_capture_is_what_lay_inside_the_compression() {
    let root = tempfile::tempdir().unwrap();
    let plain = write(root.path(), "a.txt", TEXT);
    let packed = write(root.path(), "b.gz", gzip(TEXT.as_bytes()));
    let line = "{\"id\": \"r1\", \"body\": \"Shells fell.\"}";
    let records = write(root.path(), "c.jsonl", format!("\n{line}\r\n"));
    assert_eq!(one(&plain).unwrap().capture, Some(ids::sha256(TEXT.as_bytes())));
    assert_eq!(one(&packed).unwrap().capture, Some(ids::sha256(TEXT.as_bytes())));
    let options = Options::default();
    let document = documents(Inputs::expand([&records], &options), options).next().unwrap().unwrap();
    assert_eq!((document.bytes(), document.at().map(|at| at.number)), (line.as_bytes(), Some(2)));
    assert_eq!(document.article().unwrap().capture, Some(ids::sha256(line.as_bytes())));
}

#[test]
fn records_are_read_in_order_around_the_broken_ones() {
    let root = tempfile::tempdir().unwrap();
    let mut lines: Vec<String> =
        (1..=60).map(|n| format!("{{\"id\": \"a{n}\", \"body\": \"Attack {n} was reported.\"}}")).collect();
    lines[56] = "{\"id\": \"a57\", \"body\": \"cut".to_owned();
    lines[57] = "{\"id\": \"a58\"}".to_owned();
    lines[58] = "{\"id\": \"a1\", \"body\": \"Again.\"}".to_owned();
    let path = write(root.path(), "wire.txt", lines.join("\n"));
    let all = read_all(&[&path], &Options::default());
    assert_eq!(all.len(), 60);
    for (at, item) in all.iter().enumerate() {
        match item {
            Ok(article) => assert_eq!(article.input, format!("a{}", at + 1)),
            Err(error) => {
                let line = error.at.as_ref().unwrap().number;
                assert_eq!(line as usize, at + 1);
                assert!(error.to_string().starts_with(&format!("{path}, line {line}: ")), "{error}");
            }
        }
    }
    let problems: Vec<_> = all.iter().filter_map(|item| item.as_ref().err()).map(|e| &e.problem).collect();
    assert!(matches!(problems[0], Problem::BrokenJson(_)));
    assert_eq!(
        problems[1..],
        [&Problem::MissingBody(vec!["id".to_owned()]), &Problem::DuplicateId("a1".to_owned())]
    );
}

#[test]
fn fields_of_a_record_reach_the_article() {
    let root = tempfile::tempdir().unwrap();
    let path = write(
        root.path(),
        "a",
        "{\"url\": \"https://orbe.example/x\", \"publisher\": \"Orbe\", \"headline\": \"Port hit\", \
         \"published\": \"2024-05-02T10:00:00Z\", \"language\": \"es\", \"body\": \"Shells\\n fell \"}\n",
    );
    let article = one(&path).unwrap();
    assert_eq!(article.input, format!("{path}:1"));
    assert_eq!(article.headline.as_deref(), Some("Port hit"));
    let published = article.published.unwrap();
    assert_eq!((published.value.as_str(), published.basis), ("2024-05-02T10:00:00Z", Basis::Given));
    assert_eq!((article.language.as_str(), article.body.as_str()), ("es", "Shells\n fell "));
    assert_eq!(article.publisher.unwrap().domain.as_deref(), Some("orbe.example"));
}

#[test]
fn every_bad_file_is_named_with_its_reason_and_the_rest_is_read() {
    let root = tempfile::tempdir().unwrap();
    let packed = gzip("Shells fell on Varnal.\n".repeat(5000).as_bytes());
    let cut = &packed[..packed.len() / 2];
    let mut wrong: Vec<u8> = TEXT.repeat(5).into_bytes();
    wrong.extend((0..400).flat_map(|n| [0x80 | (n % 64) as u8, 0xfe]));
    for (name, bytes, want) in [
        ("01-empty.txt", Vec::new(), "it is empty"),
        ("02-blank.txt", b" \r\n\t".to_vec(), "it is empty"),
        ("03-packed-nothing", gzip(b""), "it is empty"),
        ("04-page.pdf", b"%PDF-1.7 ...".to_vec(), "a PDF"),
        ("05-picture.txt", b"\x89PNG\r\n\x1a\n".to_vec(), "a PNG picture"),
        ("06-noise", (0..=255).cycle().take(4000).collect(), "data of an unknown kind"),
        ("07-cut.gz", cut.to_vec(), "gzip data is damaged or cut short (it ends too early)"),
        ("08-twice.gz", gzip(&gzip(b"x")), "gzip data inside other compression"),
        ("09-blank-lines.jsonl", b"\xEF\xBB\xBF{}\n".to_vec(), "no \"body\""),
        ("10-object.json", b"{\n\"a\": \"x\"}".to_vec(), "neither one object a line"),
        (
            "10-wide.jsonl",
            "\u{feff}{\"body\": \"x\"}".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16",
        ),
        ("11-no-text.html", b"<html><script>fill()</script></html>".to_vec(), "the page holds no text"),
        ("12-empty.html", b"<!doctype html>".to_vec(), "the page holds no text"),
        ("13-feed.xml", b"<?xml version='1.0'?>\n<feed>".to_vec(), "the feed has no items"),
    ] {
        let path = write(root.path(), name, bytes);
        let error = one(&path).unwrap_err();
        assert!(error.to_string().contains(want), "{error}");
        assert!(error.to_string().starts_with(&path), "{error}");
    }
    write(root.path(), "00.txt", TEXT);
    write(root.path(), "99.txt", TEXT);
    let wrong = write(root.path(), "50-wrong.txt", wrong);
    let as_utf8 = Options { encoding: Some("utf-8".to_owned()), ..Options::default() };
    assert!(
        read_all(&[&wrong], &as_utf8)[0].as_ref().unwrap_err().to_string().contains("do not decode as UTF-8")
    );
    let gone = root.path().join("gone.txt");
    let all = read_all(&[root.path().to_str().unwrap(), gone.to_str().unwrap()], &as_utf8);
    assert_eq!(all.len(), 18);
    assert!(all[0].is_ok() && all[16].is_ok());
    assert_eq!(all.iter().filter(|item| item.is_ok()).count(), 2);
    assert_eq!(all[17].as_ref().unwrap_err().problem, Problem::NotFound);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_does_not_stop_the_batch() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "a.txt", TEXT);
    let shut = write(root.path(), "b.txt", TEXT);
    let shut_folder = root.path().join("c");
    fs::create_dir(&shut_folder).unwrap();
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(&shut_folder, fs::Permissions::from_mode(0o000)).unwrap();
    write(root.path(), "d.txt", TEXT);
    let all = read_all(&[root.path().to_str().unwrap()], &Options::default());
    // The superuser may read everything, so only the others see the refusals.
    let refused = fs::read(&shut).is_err();
    assert_eq!(all.iter().filter(|item| item.is_ok()).count(), if refused { 2 } else { 3 });
    for error in all.iter().filter_map(|item| item.as_ref().err()) {
        assert!(error.to_string().contains("check that it exists and that you may read it"), "{error}");
    }
    fs::set_permissions(&shut_folder, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn limits_hold_for_texts_lines_and_packed_data() {
    let root = tempfile::tempdir().unwrap();
    let limits = Limits {
        document: 1 << 20,
        line: 1 << 20,
        unpacked: 4 << 20,
        ratio_from: 1 << 20,
        ..Limits::default()
    };
    let options = Options { limits, ..Options::default() };
    let long =
        format!("{{\"body\": \"{}\"}}\n{{\"id\": \"b\", \"body\": \"Shells fell.\"}}\n", "x".repeat(2 << 20));
    let text = write(root.path(), "a.txt", "word ".repeat(300_000));
    let lines = write(root.path(), "b.jsonl", &long);
    let bomb = write(root.path(), "c.gz", gzip(&vec![b' '; 8 << 20]));
    let all = read_all(&[&text, &lines, &bomb], &options);
    let got: Vec<_> =
        all.iter().map(|item| item.as_ref().map(|a| a.input.as_str()).map_err(|e| &e.problem)).collect();
    assert_eq!(
        got,
        [Err(&Problem::TooLarge(1)), Err(&Problem::LineTooLong(1)), Ok("b"), Err(&Problem::TooLarge(1))]
    );
    let swelling = [b"{\"body\": \"Shells fell.\"}\n".to_vec(), vec![b'\n'; 8 << 20]].concat();
    let bomb = write(root.path(), "d.gz", gzip(&swelling));
    let all = read_all(&[&bomb], &options);
    assert_eq!(all.len(), 2);
    assert!(all[0].is_ok());
    assert!(matches!(all[1].as_ref().unwrap_err().problem, Problem::Bomb(_)));
}

#[test]
fn a_chosen_format_overrides_what_the_content_looks_like() {
    let root = tempfile::tempdir().unwrap();
    let path = write(root.path(), "a", "{\"body\": \"Shells fell.\"}");
    let options = Options { format: Some(Format::Text), ..Options::default() };
    let all = read_all(&[&path], &options);
    assert_eq!(all[0].as_ref().unwrap().body.as_str(), "{\"body\": \"Shells fell.\"}");
    let path = write(root.path(), "b", "Shells fell.\n{\"body\": \"x\"}");
    let options = Options { format: Some(Format::Jsonl), ..Options::default() };
    let all = read_all(&[&path], &options);
    assert!(all[0].as_ref().unwrap_err().to_string().contains("line 1: not a JSON object"));
    assert_eq!(all[1].as_ref().unwrap().input, format!("{path}:2"));
}

#[test]
fn progress_reaches_the_total() {
    let root = tempfile::tempdir().unwrap();
    let text = write(root.path(), "a.txt", TEXT);
    let lines = write(root.path(), "b.gz", gzip("{\"body\": \"Shells fell.\"}\n".repeat(3000).as_bytes()));
    let options = Options::default();
    let mut articles = read(Inputs::expand([text, lines], &options), options);
    let progress = articles.progress();
    assert_eq!((progress.bytes_read(), progress.inputs_done(), progress.inputs_total()), (0, 0, 2));
    assert!(articles.next().unwrap().is_ok());
    assert_eq!(progress.bytes_read(), TEXT.len() as u64);
    assert_eq!(articles.by_ref().filter(Result::is_ok).count(), 3000);
    assert_eq!(Some(progress.bytes_read()), progress.bytes_total());
    assert_eq!(progress.inputs_done(), 2);
}

#[test]
fn reading_twice_gives_the_same_articles() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "x/a.txt", TEXT);
    write(root.path(), "b.jsonl", "{\"body\": \"one\"}\n{\"body\": \"two\"}\n{\"body\": 3}\n");
    write(root.path(), "c.html", "<html><p>The shells fell on the port of Varnal.</html>");
    let path = root.path().to_str().unwrap();
    let show = || format!("{:?}", read_all(&[path], &Options::default()));
    assert_eq!(show(), show());
}
