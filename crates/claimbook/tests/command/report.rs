//! The page of a report: whole in itself, the same bytes every time, and as careful with names as exports are.

use super::Place;

const ARTICLES: &str = include_str!("../../../../samples/linking/harir.jsonl");

const ODD: &str = r#"{"id":"odd","publisher":"<script>alert(1)</script>\u202e Wire","published":"2024-03-11","headline":"Bomb kills <b>two</b> in Mosul","body":"MOSUL, Iraq - A bomb killed two people at a market in Mosul on Sunday, police said. The shopkeeper Tarn Beralin, 38, was hurt."}"#;

fn book() -> Place {
    let place = Place::new();
    place.write("harir.jsonl", ARTICLES);
    place.write("odd.jsonl", ODD);
    let added = place.run(&["add", "harir.jsonl", "odd.jsonl"]);
    assert_eq!(added.code, 0, "{}", added.err);
    place
}

#[test]
fn a_report_is_one_page_that_loads_nothing_and_is_the_same_every_time() {
    let place = book();
    let ran = place.run(&["report", "--title", "Raids </title><script>", "--out", "report.html"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page = place.read("report.html");
    assert_eq!(
        place.run(&["report", "--title", "Raids </title><script>"]).out,
        page,
        "to standard output too"
    );
    for wrong in ["<script", "src=", "href=", "url(", "@import", "\u{202e}"] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    // Every linked incident has its row, and the counts by standing are theirs.
    let incidents = place.run(&["linked", "--json"]).json();
    let rows = page.split("<h2>The incidents</h2>").nth(1).unwrap().matches("<tr><td>").count();
    assert_eq!(rows, incidents.len());
    let counted: usize = page
        .split("<th>means</th>")
        .nth(1)
        .unwrap()
        .split("</table>")
        .next()
        .unwrap()
        .split("<td class=\"n\">")
        .skip(1)
        .map(|cell| cell.split('<').next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(counted, incidents.len());
    assert!(page.contains("class=\"land\" d=\"M"), "a map with land under it");
    assert!(page.contains("class=\"bar "), "a timeline");
    assert!(page.contains("machine-coded, unreviewed") && page.contains("How this was made"));
    let head = ran.err.split("ledger head ").nth(1).unwrap().trim().split(':').nth(1).unwrap().to_owned();
    assert!(page.contains(&head));
}

#[test]
fn a_report_shows_what_an_export_for_the_same_eyes_shows() {
    let place = book();
    let page = |arguments: &[&str]| {
        let ran = place.run(&[&["report"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    assert!(!page(&[]).contains("Beralin"));
    assert!(page(&["--public"]).contains("0 incidents, as articles tell them"), "nothing is published");
    let one = page(&["--from", "2024-03-10", "--to", "2024-03-10"]);
    assert!(one.contains("Of the filter <bdi>from: 2024-03-10; to: 2024-03-10</bdi>"), "{one}");
    assert!(one.len() < page(&[]).len());
    assert_eq!(place.run(&["report", "--from", "soon"]).code, 2);
    assert_eq!(place.run(&["report", "--private", "--public"]).code, 2);
}
