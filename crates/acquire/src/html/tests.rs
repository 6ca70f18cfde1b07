//! Whole pages and the articles they give.

use super::*;
use claimbook_records::Basis;
use std::time::{Duration, Instant};

const PARAGRAPHS: [&str; 4] = [
    "Two drones fell on the port of Varnal early on Thursday, the town's police said, and started a fire in a depot.",
    "Nobody was hurt, according to the port authority, which said that the fire was put out within the hour.",
    "A group that calls itself the Lantern Brigade said in a statement that it had launched the drones from the sea.",
    "The army said it was looking into the report and that it had seen nothing on its radar during the night.",
];

fn page(head: &str, before: &str) -> String {
    let text: String = PARAGRAPHS.iter().map(|p| format!("<p>{p}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>\
         <article>{before}{text}</article><aside>Most read: <a href=/x>Ten recipes for June</a></aside>\
         <footer>Copyright 2031 Orbe. All rights reserved.</footer></body></html>"
    )
}

fn read(page: &str) -> Article {
    article(page.as_bytes(), "a.html", &Options::default(), &Hints::default()).unwrap()
}

#[test]
fn main_text_keeps_paragraphs_and_leaves_the_furniture() {
    let article = read(&page("", "<h1>Port hit</h1>"));
    let paragraphs: Vec<&str> = article.body.as_str().split("\n\n").collect();
    assert!(paragraphs.ends_with(&PARAGRAPHS), "{paragraphs:?}");
    assert!(!article.body.as_str().contains("recipes"));
    assert_eq!((article.language.as_str(), article.headline.as_deref()), ("en", Some("Port hit")));
    assert_eq!((article.publisher, article.published, article.bylines), (None, None, Vec::new()));
}

#[test]
fn what_the_page_says_of_itself_is_kept() {
    let head = r#"<title>Port hit - Orbe</title><meta property="og:title" content="Port hit - Orbe">
        <meta property="og:site_name" content="Orbe"><link rel="canonical" href="https://www.orbe.example/a/1">
        <meta name="author" content="By"><meta name="date" content="0001-01-01">"#;
    let article = read(&page(
        head,
        "<h1>Port hit</h1><div class=byline>By Ana Ruiz</div><time datetime=2024-05-02></time>",
    ));
    assert_eq!(article.headline.as_deref(), Some("Port hit"));
    assert_eq!(article.bylines, ["Ana Ruiz"]);
    assert_eq!(article.url.as_deref(), Some("https://www.orbe.example/a/1"));
    let publisher = article.publisher.unwrap();
    assert_eq!((publisher.name.as_str(), publisher.domain.as_deref()), ("Orbe", Some("orbe.example")));
    let published = article.published.unwrap();
    assert_eq!((published.value.as_str(), published.basis), ("2024-05-02", Basis::Metadata));
}

#[test]
fn a_bare_page_tells_its_site_in_the_title() {
    let article = read(&page(
        "<title>Port hit | The Varnal Post</title>",
        "<h1>Port hit</h1><p>By Ana Ruiz, 2 May 2024</p>",
    ));
    assert_eq!(article.publisher.unwrap().name, "The Varnal Post");
    assert_eq!(article.bylines, ["Ana Ruiz"]);
    assert_eq!(article.published.unwrap().value, "2024-05-02");
    let other = read(&page("<title>Port hit - three hurt</title>", "<h1>Port hit</h1>"));
    assert_eq!(other.publisher, None);
}

#[test]
fn a_page_in_another_encoding_and_language() {
    let text = "Два беспилотника упали рано утром в четверг на порт города, сообщила полиция. Никто не пострадал, \
                пожар был потушен в течение часа. Военные заявили, что изучают эти сообщения.";
    let page = format!("<html><head><meta charset=windows-1251></head><p>{text}</p></html>");
    let bytes = encoding_rs::WINDOWS_1251.encode(&page).0.into_owned();
    let article = article(&bytes, "a", &Options::default(), &Hints::default()).unwrap();
    assert_eq!((article.body.as_str(), article.language.as_str()), (text, "ru"));
}

#[test]
fn pages_of_any_shape_are_read_in_time_and_keep_their_text() {
    let words = PARAGRAPHS[0];
    let deep = 240;
    for (what, page) in [
        ("a million open tags", format!("{}<p>{words}</p>", "<div>".repeat(1_000_000))),
        ("closed again", format!("{}<p>{words}</p>{}", "<div>".repeat(400_000), "</div>".repeat(400_000))),
        ("just below the limit", format!("{}<p>{words}</p>{}", "<div>".repeat(deep), "</div>".repeat(deep))),
        ("formatting left open", format!("<p>{words}</p>{}", "<b class=x><p>".repeat(300_000))),
        ("unfinished tags", format!("<p>{words}</p>{}", "<a href=\"".repeat(300_000))),
        ("unfinished comments", format!("<p>{words}</p>{}", "<!-- <!-- ".repeat(300_000))),
        ("unfinished scripts", format!("<p>{words}</p>{}", "<script></scrip".repeat(200_000))),
        ("many attributes", format!("<p>{words}</p><p {}>", "a b ".repeat(300_000))),
        ("many tables", format!("<p>{words}</p>{}", "<table><tr><td>".repeat(200_000))),
        ("many entities", format!("<p>{words}</p><p>{}", "&amp;&#x41;&nosuch;&".repeat(200_000))),
    ] {
        let page = format!("<html><body>{page}");
        let start = Instant::now();
        let article = article(page.as_bytes(), "a", &Options::default(), &Hints::default()).unwrap();
        assert!(article.body.as_str().contains(words), "{what}");
        assert!(start.elapsed() < Duration::from_secs(10), "{what}: {:?}", start.elapsed());
    }
}

#[test]
fn a_page_that_is_no_article_is_refused_and_a_cut_one_says_so() {
    let wall =
        "<div class=paywall><p>To continue reading, subscribe. We covered 214 attacks last year.</p></div>";
    let short = format!(
        "<html><body><article><h1>Port hit</h1><p>{}</p>{wall}</article></body></html>",
        PARAGRAPHS[0]
    );
    let article = read(&short);
    assert!(article.body.as_str().ends_with(PARAGRAPHS[0]), "{}", article.body.as_str());
    assert!(article.notes[0].contains("paywall"));
    let bare = format!("<html><body><article>{wall}</article></body></html>");
    let refused = |page: &str| {
        super::article(page.as_bytes(), "a", &Options::default(), &Hints::default()).unwrap_err()
    };
    assert_eq!(refused(&bare), Problem::OnlyPaywall);
    let error =
        "<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>";
    assert_eq!(refused(error), Problem::ErrorPage("Just a moment...".to_owned()));
    let free = page(
        "<script type=application/ld+json>{\"@type\": \"NewsArticle\", \"isAccessibleForFree\": true}</script>",
        "",
    );
    assert!(read(&free).notes.is_empty());
}

#[test]
fn captions_and_lines_that_lead_elsewhere_are_marked() {
    let before = "<figure><img src=a.png><figcaption>Smoke over Harir in 2019</figcaption></figure>";
    let page = page("", before)
        .replace("</article>", "<p><b>Also read:</b> <a href=/x>Mayor of Harir shot</a></p></article>");
    let article = read(&page);
    let marked: Vec<&str> = article.clutter.iter().map(|span| span.of(article.body.as_str())).collect();
    assert_eq!(
        marked,
        ["Smoke over Harir in 2019", "Also read: Mayor of Harir shot"],
        "{}",
        article.body.as_str()
    );
    assert!(!article.body.as_str().contains(furniture::OPEN));
}

#[test]
fn posts_of_a_live_blog_are_parts() {
    let post = |hour: u8, words: &str| {
        format!("<div><time datetime=2024-05-02T{hour:02}:00:00Z>x</time><p>{words}</p></div>")
    };
    let posts: String = PARAGRAPHS.iter().zip(10..).map(|(words, hour)| post(hour, words)).collect();
    let article = read(&format!("<html><body><h1>Live</h1><div class=live-blog>{posts}</div></body></html>"));
    let parts: Vec<(&str, &str)> = article
        .parts
        .iter()
        .map(|p| (p.published.value.as_str(), p.span.of(article.body.as_str())))
        .collect();
    assert_eq!(parts[1], ("2024-05-02T11:00:00Z", PARAGRAPHS[1]));
    assert_eq!(parts.len(), 4);
}
