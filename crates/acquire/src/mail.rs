//! A mail, or a page saved as MHTML, becomes an article.
//!
//! Owns: telling a mail by its header, which of its parts is the text, sender, day and subject. In: the bytes of one
//! mail. Out: an article, or the page inside. Refuses: attachments, which it names; addresses of people in the text.

use crate::document::{blank, read_inner};
use crate::error::Problem;
use crate::html::{self, Hints};
use crate::language;
use crate::options::Options;
use crate::record::domain;
use claimbook_records::{Article, Basis, Published, Publisher};
use mail_parser::{Addr, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

/// Lines that begin a mail, in lower case; the first six are hardly written by people who type a header by hand.
const FIELDS: &[&str] = &[
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "content-type",
    "from",
    "to",
    "subject",
    "date",
    "delivered-to",
    "reply-to",
    "snapshot-content-location",
    "x-mozilla-status",
];
/// Attachments a note names.
const NAMED: usize = 5;

/// Whether a text begins with the header of a mail.
pub(crate) fn begins(start: &str) -> bool {
    let (mut known, mut sure) = (0, false);
    for line in start.lines() {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) && known > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        let name = name.to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        known += usize::from(FIELDS.contains(&name.as_str()));
        sure |= FIELDS.iter().take(6).any(|field| *field == name);
    }
    known >= 2 && sure
}

/// Reads a mail.
pub(crate) fn article(bytes: &[u8], input: &str, options: &Options) -> Result<Article, Problem> {
    let broken = || Problem::Broken { format: "a mail", reason: "it has no header".to_owned() };
    let mail = MessageParser::default().parse(bytes).ok_or_else(broken)?;
    if let Some(page) = page(&mail) {
        return page_article(&mail, page, input, options);
    }
    let text = parts(&mail, |part| match &part.body {
        PartType::Text(text) => Some(text.as_ref().replace("\r\n", "\n")),
        _ => None,
    });
    let (mut article, plain) = match (text, markup(&mail)) {
        // A plain part beside a page is often a line that says to open the page.
        (Some(text), None) => (blank(input.to_owned(), text), true),
        (Some(text), Some(page)) if text.len() * 3 >= html::plain(page).len() => {
            (blank(input.to_owned(), text), true)
        }
        (_, Some(page)) => (html::article(page.as_bytes(), input, options, &Hints::decoded())?, false),
        (None, None) => return attached(&mail, input, options),
    };
    if article.body.as_str().trim().is_empty() {
        return Err(Problem::NoWords(" besides what is attached; save the attachments and read those"));
    }
    if plain {
        article.language = language::detect(article.body.as_str());
    }
    article.headline =
        mail.subject().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).or(article.headline);
    article.publisher = sender(&mail).or(article.publisher);
    article.published = date(&mail).or(article.published);
    article.notes.extend(attachments(&mail));
    Ok(article)
}

/// The first few parts of the text, joined.
fn parts(mail: &Message<'_>, of: impl Fn(&mail_parser::MessagePart<'_>) -> Option<String>) -> Option<String> {
    let texts: Vec<String> = mail.text_bodies().filter_map(of).filter(|t| !t.trim().is_empty()).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

fn markup<'a>(mail: &'a Message<'_>) -> Option<&'a str> {
    mail.html_bodies().find_map(|part| match &part.body {
        PartType::Html(page) if !page.trim().is_empty() => Some(page.as_ref()),
        _ => None,
    })
}

/// The page that a browser saved as this mail.
fn page<'a>(mail: &'a Message<'_>) -> Option<&'a str> {
    let saved = mail.header("Snapshot-Content-Location").is_some();
    let related = mail.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|s| s.eq_ignore_ascii_case("related"))
    });
    let nobody =
        mail.from().and_then(|from| from.first()).and_then(Addr::address).is_none_or(|a| !a.contains('@'));
    (saved || related && nobody).then(|| markup(mail)).flatten()
}

fn page_article(mail: &Message<'_>, page: &str, input: &str, options: &Options) -> Result<Article, Problem> {
    let stated = |name: &'static str| match mail.header(name) {
        Some(HeaderValue::Text(text)) => Some(text.trim().to_owned()),
        _ => None,
    };
    let first = mail.html_bodies().next().and_then(|part| part.content_location());
    let url = stated("Snapshot-Content-Location").or_else(|| first.map(str::to_owned));
    // The day in the header is the day of saving, which dates nothing.
    let hints = Hints { url: url.filter(|url| domain(url).is_some()), ..Hints::decoded() };
    html::article(page.as_bytes(), input, options, &hints)
}

/// A mail that is nothing but one attached document.
fn attached(mail: &Message<'_>, input: &str, options: &Options) -> Result<Article, Problem> {
    let mut documents = mail.attachments().filter_map(|part| match &part.body {
        PartType::Binary(bytes) => Some(bytes.as_ref()),
        _ => None,
    });
    match (documents.next(), documents.next()) {
        (Some(bytes), None) => {
            let mut article = read_inner(bytes, input, options)?;
            article.publisher = article.publisher.or_else(|| sender(mail));
            Ok(article)
        }
        _ => Err(Problem::NoWords(" besides what is attached; save the attachments and read those")),
    }
}

fn sender(mail: &Message<'_>) -> Option<Publisher> {
    let from = mail.from()?.first()?;
    let host = from.address().and_then(|a| a.rsplit_once('@')).map(|(_, host)| host.trim().to_lowercase());
    let name = from.name().map(str::trim).filter(|name| !name.is_empty() && !name.contains('@'));
    let name = name.map(str::to_owned).or_else(|| host.clone())?;
    Some(Publisher { name, domain: host.filter(|host| host.contains('.')) })
}

fn date(mail: &Message<'_>) -> Option<Published> {
    let date = mail.date().filter(|date| date.is_valid())?;
    let value = crate::date::value(&date.to_rfc3339())?;
    Some(Published { value, basis: Basis::Metadata })
}

fn attachments(mail: &Message<'_>) -> Option<String> {
    let names: Vec<&str> = mail.attachments().filter_map(|part| part.attachment_name()).collect();
    let more = if names.len() > NAMED { ", …" } else { "" };
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    (!names.is_empty())
        .then(|| format!("what is attached is not read: {shown}{more}; save it and read it as files"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mail: &str) -> Result<Article, Problem> {
        article(mail.as_bytes(), "a.eml", &Options::default())
    }

    #[test]
    fn a_mail_is_told_by_its_header() {
        for (text, want) in [
            ("From: a@orbe.example\nTo: b\nSubject: x\n\ny", true),
            ("MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=x\n\ny", true),
            ("Date: 2 May 2024\nSubject: Port hit\n\ny", false),
            ("Publisher: Orbe\nDate: 2 May 2024\n\ny", false),
            ("From: the hill\nwe saw shells\n\nSubject: x", false),
            ("Subject: x", false),
        ] {
            assert_eq!(begins(text), want, "{text}");
        }
    }

    #[test]
    fn sender_day_subject_and_the_decoded_text() {
        let mail = "From: =?utf-8?q?Va=C3=B1al_Desk?= <desk@varnal-post.example>\r\nSubject: Port hit\r\nDate: Thu, 02 May 2024 10:00:00 +0300\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n\
            --c\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nTwo drones fell on the port, the mayor, Mr Pe=F1a, sai=\r\nd.\r\n\
            --c\r\nContent-Type: text/html\r\n\r\n<p>Two <b>drones</b></p>\r\n--c--\r\n--b\r\nContent-Type: application/pdf; name=\"toll.pdf\"\r\nContent-Disposition: attachment; filename=\"toll.pdf\"\r\n\r\nx\r\n--b--\r\n";
        let article = read(mail).unwrap();
        assert_eq!(article.body.as_str().trim(), "Two drones fell on the port, the mayor, Mr Peña, said.");
        assert_eq!(article.headline.as_deref(), Some("Port hit"));
        assert_eq!(article.published.unwrap().value, "2024-05-02T10:00:00+03:00");
        let publisher = article.publisher.unwrap();
        assert_eq!(
            (publisher.name.as_str(), publisher.domain.as_deref()),
            ("Vañal Desk", Some("varnal-post.example"))
        );
        assert!(article.notes[0].contains("toll.pdf"), "{:?}", article.notes);
    }

    #[test]
    fn a_mail_of_a_page_gives_the_page_and_an_empty_one_says_so() {
        let words = "Two drones fell on the port of Varnal early on Thursday, the police said, and nobody was hurt by them.";
        let page = format!(
            "From: Orbe <a@orbe.example>\nSubject: Port hit\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>{words}</p></body></html>\n"
        );
        assert_eq!(read(&page).unwrap().body.as_str(), words);
        let empty = "From: Orbe <a@orbe.example>\nSubject: Port hit\nContent-Type: text/plain\n\n \n";
        assert!(read(empty).unwrap_err().to_string().contains("no text"));
    }
}
