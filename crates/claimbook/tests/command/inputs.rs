//! Every way in: each format into a ledger, each refused kind with its words, and a batch that goes on.

use super::Place;
use serde_json::Value;
use std::io::{Cursor, Write};

const LEAD: &str =
    "Two drones fell on the port of Varnal on Thursday, wounding four guards, the police said in a note.";
const MORE: &str = "Nobody was killed, according to the port authority, which said that the fire was put out within the hour.";

fn page(head: &str, before: &str, after: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body><article>{before}<p>{LEAD}</p><p>{MORE}</p>{after}</article></body></html>"
    )
}

const META: &str = "<title>Port hit - Orbe</title><meta property=og:site_name content=Orbe><meta property=article:published_time content=2024-05-03T08:00:00Z>";

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub(crate) fn warc_record(url: &str, body: &str) -> String {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-06-01T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn pdf(commands: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{commands}\nendstream", commands.len()),
    ];
    let (mut file, mut rows) = ("%PDF-1.4\n".to_owned(), String::new());
    for (n, object) in objects.iter().enumerate() {
        rows += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table = file.len();
    file += &format!(
        "xref\n0 6\n0000000000 65535 f \n{rows}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    file.into_bytes()
}

/// A file of every format, with how many articles it holds, and publisher, day and headline of the first.
fn formats() -> Vec<(&'static str, Vec<u8>, usize, [&'static str; 3])> {
    let orbe = ["Orbe", "2024-05-03", "Port hit"];
    let html = page(META, "<h1>Port hit</h1>", "");
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Orbe</title><entry><title>Port hit</title><link href='https://orbe.example/1'/><published>2024-05-03T08:00:00Z</published><content type='html'>&lt;p&gt;{LEAD}&lt;/p&gt;</content></entry></feed>"
    );
    let rss = format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Orbe</title><item><title>Port hit</title><link>https://orbe.example/1</link><pubDate>Fri, 03 May 2024 08:00:00 GMT</pubDate><description>{LEAD} {MORE}</description></item></channel></rss>"
    );
    let json_feed = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Orbe\", \"items\": [{{\"id\": \"1\", \"title\": \"Port hit\", \"content_text\": \"{LEAD}\", \"date_published\": \"2024-05-03T08:00:00Z\"}}]}}"
    );
    let message = |id: u32, extra: &str| {
        format!(
            "{{\"id\": {id}, \"type\": \"message\", \"date\": \"2024-05-03T08:00:00\", \"date_unixtime\": \"1714723200\", \"from\": \"Orbe\",{extra} \"text\": [\"{LEAD}\"]}}"
        )
    };
    let telegram = format!(
        "{{\n \"name\": \"Orbe\",\n \"type\": \"public_channel\",\n \"id\": 5,\n \"messages\": [\n{},\n{},\n{{\"id\": 3, \"type\": \"service\", \"text\": \"\"}}\n]\n}}",
        message(1, ""),
        message(2, "\"forwarded_from\": \"Lantern Post\", \"edited_unixtime\": \"1714726800\",")
    );
    let messages = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"/><title>Exported Data</title></head><body><div class=\"page_wrap\"><div class=\"page_header\"><div class=\"text bold\">Orbe</div></div><div class=\"history\"><div class=\"message default clearfix\" id=\"message7\"><div class=\"body\"><div class=\"pull_right date details\" title=\"03.05.2024 08:00:00 UTC+00:00\">08:00</div><div class=\"from_name\">Orbe</div><div class=\"text\">{LEAD}<br>{MORE}</div></div></div></div></div></body></html>"
    );
    let mail = format!(
        "From: Orbe <desk@orbe.example>\r\nSubject: Port hit\r\nDate: Fri, 03 May 2024 08:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
        LEAD.replace("the police", "the=\r\n police")
    );
    let mbox = format!(
        "From a Fri\n{}\nFrom b Fri\n{}",
        mail.replace('\r', ""),
        mail.replace('\r', "").replace("four", "five")
    );
    let mhtml = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://orbe.example/1\r\nSubject: x\r\nDate: Sat, 1 Jun 2024 00:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--b--\r\n",
        html.replace('=', "=3D")
    );
    let warc = [
        warc_record("https://orbe.example/1", &html),
        warc_record("https://orbe.example/2", &html.replace("four", "five")),
    ]
    .concat();
    let pages = b"{\"format\": \"json-pages-1.0\"}\n{\"url\": \"https://orbe.example/1\"}\n".as_slice();
    let wacz = zip(&[
        ("archive/data.warc", warc.as_bytes()),
        ("datapackage.json", b"{}"),
        ("pages/pages.jsonl", pages),
    ]);
    let docx = zip(&[("word/document.xml", format!("<w:document><w:body><w:p><w:r><w:t>Port hit by drones</w:t></w:r></w:p><w:p><w:r><w:t>Orbe Tribune, 3 May 2024</w:t></w:r></w:p><w:p><w:r><w:t>{LEAD}</w:t></w:r></w:p></w:body></w:document>").as_bytes())]);
    let odt = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", format!("<office:document-content><office:body><office:text><text:p>Publisher: Orbe</text:p><text:p>Date: 3 May 2024</text:p><text:p>Headline: Port hit</text:p><text:p>{LEAD}</text:p></office:text></office:body></office:document-content>").as_bytes())]);
    let line = format!(
        "{{\"source\": \"Orbe\", \"date\": \"2024-05-03\", \"title\": \"Port hit\", \"text\": \"{LEAD}\"}}"
    );
    let words = format!(
        "BT /F1 12 Tf 72 780 Td (Publisher: Orbe) Tj 0 -40 Td (Date: 3 May 2024) Tj 0 -40 Td (Headline: Port hit) Tj 0 -40 Td ({LEAD}) Tj ET"
    );
    vec![
        (
            "text.txt",
            format!("Publisher: Orbe\nPublished: 3 May 2024\nHeadline: Port hit\n\n{LEAD}\n").into_bytes(),
            1,
            orbe,
        ),
        ("page.html", html.clone().into_bytes(), 1, orbe),
        ("lines.jsonl", format!("{line}\n{}\n", line.replace("four", "five")).into_bytes(), 2, orbe),
        ("array.json", format!("[\n {line}\n]\n").into_bytes(), 1, orbe),
        ("object.json", line.replace('{', "{\n").into_bytes(), 1, orbe),
        (
            "table.csv",
            format!(
                "link;outlet;date;title;text\nhttps://orbe.example/1;Orbe;2024-05-03;Port hit;\"{LEAD}\"\n"
            )
            .into_bytes(),
            1,
            orbe,
        ),
        ("mail.eml", mail.into_bytes(), 1, orbe),
        ("box.mbox", mbox.into_bytes(), 2, orbe),
        ("saved.mhtml", mhtml.into_bytes(), 1, orbe),
        ("atom.xml", atom.into_bytes(), 1, orbe),
        ("rss.xml", rss.into_bytes(), 1, orbe),
        ("feed.json", json_feed.into_bytes(), 1, orbe),
        ("result.json", telegram.into_bytes(), 2, ["Orbe", "2024-05-03", ""]),
        ("messages.html", messages.into_bytes(), 1, ["Orbe", "2024-05-03", ""]),
        ("pages.warc", warc.into_bytes(), 2, orbe),
        ("pages.wacz", wacz, 1, orbe),
        ("report.docx", docx, 1, ["Orbe Tribune", "2024-05-03", "Port hit by drones"]),
        ("report.odt", odt, 1, orbe),
        ("report.pdf", pdf(&words), 1, orbe),
        (
            "folder.zip",
            zip(&[("in/a.html", html.as_bytes()), ("in/b.txt", LEAD.as_bytes()), ("__MACOSX/x", b"x")]),
            2,
            orbe,
        ),
    ]
}

#[test]
fn every_format_is_read() {
    for (name, bytes, articles, [publisher, day, headline]) in formats() {
        let place = Place::new();
        place.write(name, bytes);
        let ran = place.run(&["extract", name]);
        assert_eq!((ran.code, ran.json().len()), (0, articles), "{name}: {}", ran.err);
        let article = ran.json()[0]["article"].clone();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        assert_eq!(text(&article["publisher"]["name"]), publisher, "{name}");
        assert!(text(&article["published"]["value"]).starts_with(day), "{name}: {}", article["published"]);
        assert_eq!(text(&article["headline"]), headline, "{name}");
        let body = text(&article["body"]);
        let plain = body.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(LEAD), "{name}: {body}");
        assert!(!plain.contains('<') && !plain.contains("=3D") && !plain.contains("desk@"), "{name}: {body}");
    }
}

#[test]
fn every_format_goes_into_a_ledger_once_and_its_captures_read_back() {
    let place = Place::new();
    let mut articles = 0;
    for (name, bytes, number, _) in formats() {
        place.write(&format!("in/{name}"), bytes);
        articles += number;
    }
    let ran = place.run(&["add", "--db", "a.ledger", "--json", "in"]);
    assert_eq!((ran.code, ran.json().len()), (0, articles), "{}", ran.err);
    let again = place.run(&["add", "--db", "a.ledger", "--json", "in"]);
    assert!(again.json().iter().all(|line| line["outcome"] == "unchanged"), "{}", again.out);
    let verified = place.run(&["verify", "--db", "a.ledger"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}

#[test]
fn every_refused_kind_is_named_with_what_to_do_and_the_rest_is_read() {
    let cards: String = (0..4).map(|n| format!("<li><a href=/{n}><h3>Shells hit port number {n}</h3></a><p>Two men were hurt on the port.</p><span>12 July 2023</span></li>")).collect();
    let tar = {
        let mut tar = vec![0; 512];
        tar[..5].copy_from_slice(b"a.txt");
        tar[257..262].copy_from_slice(b"ustar");
        tar
    };
    let refused: Vec<(&str, Vec<u8>, &str)> = vec![
        ("index.html", format!("<html><head><title>Security - Orbe</title></head><body><h1>Security</h1><ul>{cards}</ul></body></html>").into_bytes(), "a list of articles (4 with a line or two each)"),
        ("error.html", b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>The page was not found on this server.</p></body></html>".to_vec(), "what a server shows instead ('404 Not Found')"),
        ("wall.html", b"<html><body><article><h1>Port hit</h1><div class=paywall><p>To continue reading, subscribe.</p></div></article></body></html>".to_vec(), "paywall"),
        ("links.txt", b"https://orbe.example/1\nhttps://orbe.example/2\n".to_vec(), "a list of addresses"),
        ("links.csv", b"url,title\nhttps://orbe.example/1,Port hit\n".to_vec(), "a table of addresses without their texts"),
        ("table.csv", b"town,day,toll\nVarnal,Monday,3\nHarir,Friday,4\n".to_vec(), "name them, for example with: --columns body="),
        ("empty.rss", b"<rss version='2.0'><channel><title>Orbe</title></channel></rss>".to_vec(), "the feed has no items"),
        ("wiki.xml", b"<mediawiki xmlns='x'><page/></mediawiki>".to_vec(), "save the pages themselves as HTML"),
        ("sheet.xlsx", zip(&[("xl/workbook.xml", b"x")]), "a spreadsheet (XLSX)"),
        ("book.epub", zip(&[("META-INF/container.xml", b"x")]), "a book (EPUB)"),
        ("scan.pdf", pdf("0.5 g 10 10 100 100 re f"), "ocrmypdf"),
        ("note.rtf", b"{\\rtf1\\ansi Shells fell.}".to_vec(), "rich text"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(), "an old office document"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 photo".to_vec(), "a JPEG picture"),
        ("pack.tar", tar, "a tar archive"),
        ("nothing.json", b"{\n \"a\": 1\n}".to_vec(), "jq -c"),
        ("empty.eml", b"From: Orbe <a@orbe.example>\nSubject: x\nMIME-Version: 1.0\n\n \n".to_vec(), "no text"),
        ("nothing.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 1\r\n\r\nx\r\n\r\n".to_vec(), "none of its records is a page"),
    ];
    let place = Place::new();
    place.write("in/a.txt", LEAD);
    place.write("in/zz.txt", MORE);
    for (name, bytes, _) in &refused {
        place.write(&format!("in/{name}"), bytes);
    }
    let ran = place.run(&["extract", "in"]);
    let read: Vec<_> =
        ran.json().iter().map(|r| r["article"]["input"].as_str().unwrap().to_owned()).collect();
    assert_eq!((ran.code, read), (3, vec!["in/a.txt".to_owned(), "in/zz.txt".to_owned()]), "{}", ran.err);
    for (name, _, words) in &refused {
        let line = ran.err.lines().find(|line| line.contains(&format!("in/{name}"))).unwrap_or_default();
        assert!(line.contains(words), "{name}: {line}");
    }
}

#[test]
fn a_column_map_reads_any_table_and_says_what_it_lacks() {
    let place = Place::new();
    place.write(
        "a.csv",
        format!("Town,Day,Story,Paper\nVarnal,2024-05-03,\"{LEAD}\",Orbe\nHarir,04/05/2024,Quiet.,Orbe\n"),
    );
    let map = "body=Story,published=day,publisher=Paper";
    let ran = place.run(&["extract", "--columns", map, "a.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let reports = ran.json();
    assert_eq!(reports[0]["article"]["body"], LEAD);
    assert_eq!(reports[0]["article"]["published"]["value"], "2024-05-03");
    assert_eq!(reports[0]["article"]["input"], "a.csv:1");
    assert!(reports[1]["article"]["published"].is_null(), "a day that may be read in two ways is none");
    assert!(reports[1]["warnings"][0]["message"].as_str().unwrap().contains("day and month"));
    assert!(ran.err.contains("not read: Town"), "{}", ran.err);
    let ran = place.run(&["extract", "--columns", "body=Text", "a.csv"]);
    assert!(
        ran.code == 3 && ran.err.contains("no column 'Text'") && ran.err.contains("Town, Day, Story, Paper"),
        "{}",
        ran.err
    );
    let ran = place.run(&["extract", "--columns", "text=Story", "a.csv"]);
    assert!(ran.code == 2 && ran.err.contains("'text' is no field"), "{}", ran.err);
}

#[test]
fn keys_that_are_not_read_are_named_once() {
    let place = Place::new();
    let line = |n: u32| {
        format!(
            "{{\"id\": \"n{n}\", \"body\": \"Shells fell near Tal Noor.\", \"mood\": 1, \"section\": \"x\"}}\n"
        )
    };
    place.write("a.jsonl", (0..700).map(line).collect::<String>());
    let ran = place.run(&["extract", "a.jsonl"]);
    assert_eq!((ran.code, ran.json().len()), (0, 700));
    assert_eq!(ran.err.matches("mood, section").count(), 1, "{}", ran.err);
}

#[test]
fn posts_of_a_live_blog_are_parts_with_their_own_times() {
    let place = Place::new();
    let post = |time: &str, words: &str| {
        format!("<div class=post><time datetime={time}>x</time><h2>Port hit</h2><p>{words}</p></div>")
    };
    let posts = post("2024-05-03T18:00:00Z", LEAD) + &post("2024-05-02T09:00:00Z", MORE);
    place.write("a.html", format!("<html><head>{META}</head><body><main><h1>Live</h1><div class=live-blog>{posts}</div></main></body></html>"));
    let ran = place.run(&["extract", "a.html"]);
    let article = ran.json()[0]["article"].clone();
    let body: Vec<char> = article["body"].as_str().unwrap().chars().collect();
    let parts: Vec<(String, String)> = article["x_parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            let at = |key: &str| usize::try_from(part[key].as_u64().unwrap()).unwrap();
            (
                part["published"]["value"].as_str().unwrap().to_owned(),
                body[at("start")..at("end")].iter().collect(),
            )
        })
        .collect();
    let want = |time: &str, words: &str| (time.to_owned(), format!("Port hit\n\n{words}"));
    assert_eq!(parts, [want("2024-05-03T18:00:00Z", LEAD), want("2024-05-02T09:00:00Z", MORE)]);
}

#[test]
fn furniture_lends_nothing_to_any_step() {
    let place = Place::new();
    let furniture = "<figure><img src=a.png><figcaption>A car bomb killed nine people in Kirkuk in 2019.</figcaption></figure>\
        <p><strong>Also read:</strong> <a href=/x>Gunmen of the Black Reed kill 17 soldiers in Harir, officials say</a></p>\
        <amp-list><p>READ MORE: Bomb kills twelve in Basra</p></amp-list>";
    place.write("a.html", page(META, "<h1>Port hit</h1>", furniture));
    for annotator in ["encoder"] {
        let ran = place.run(&["--annotator", annotator, "extract", "a.html"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let report = &ran.json()[0];
        for list in ["incidents", "claims", "tallies", "relations", "x_unsure"] {
            let told = report[list].to_string();
            for words in ["Kirkuk", "Harir", "Black Reed", "Basra", "nine", "17 soldiers"] {
                assert!(!told.contains(words), "{annotator}: {words} in {list}: {told}");
            }
        }
        let clutter = report["article"]["clutter"].to_string();
        assert!(clutter.contains("Kirkuk") && clutter.contains("Black Reed"), "{annotator}: {clutter}");
    }
}

#[test]
fn what_is_known_of_a_text_is_told_and_kept() {
    let place = Place::new();
    let wall =
        "<div class=paywall><p>To continue reading, subscribe. Last year we covered 214 attacks.</p></div>";
    place.write("cut.html", page(META, "<h1>Port hit</h1>", wall));
    let ran = place.run(&["extract", "cut.html"]);
    let report = &ran.json()[0];
    assert!(
        report["warnings"][0]["message"].as_str().unwrap().contains("cut by a paywall"),
        "{}",
        report["warnings"]
    );
    assert!(!report["article"]["body"].as_str().unwrap().contains("subscribe"));
    assert!(ran.err.contains("cut.html (the page is cut"), "{}", ran.err);
    let (_, telegram, ..) = formats().into_iter().find(|(name, ..)| *name == "result.json").unwrap();
    place.write("result.json", telegram);
    let second = place.run(&["extract", "result.json"]).json()[1].clone();
    assert_eq!(second["article"]["input"], "result.json:2");
    let notes = second["article"]["x_notes"].to_string();
    assert!(
        notes.contains("forwarded from 'Lantern Post'") && notes.contains("edited at 2024-05-03T09:00:00Z"),
        "{notes}"
    );
}

#[test]
fn archives_and_texts_that_swell_are_stopped() {
    let place = Place::new();
    let blank = vec![b' '; 80 << 20];
    place.write("bomb.zip", zip(&[("a.txt", LEAD.as_bytes()), ("b.txt", &blank)]));
    let ran = place.run(&["extract", "bomb.zip"]);
    assert_eq!((ran.code, ran.json().len()), (3, 1), "{}", ran.err);
    assert!(ran.err.contains("bomb.zip/b.txt: it"), "{}", ran.err);
    let docx = zip(&[("word/document.xml", &blank)]);
    place.write("bomb.docx", docx);
    assert!(place.run(&["extract", "bomb.docx"]).err.contains("64 MiB"));
}

#[test]
fn the_help_lists_what_is_read() {
    let ran = Place::new().run(&["help", "add"]);
    for word in
        ["--columns", "WACZ", "Telegram", "mbox", "MHTML", "PDF", "Northgate Tribune", "auto-archiver"]
    {
        assert!(ran.out.contains(word), "{word}: {}", ran.out);
    }
}
