//! Messages of a Telegram channel, as Telegram Desktop exports them.
//!
//! Owns: `result.json` and `messages.html`. In: one message's object with what stands around it, or a page. Out:
//! records: the channel is the publisher, the message its text. Refuses: service messages and messages without words;
//! pictures and films stay where they are.

use crate::date;
use crate::error::Problem;
use crate::html::{Piece, Pieces, attribute};
use crate::record::Record;
use claimbook_records::{Basis, Published, Publisher};
use serde_json::Value;

/// Whether the facts around an object are those of an exported chat.
pub(crate) fn is_chat(around: &[(String, String)]) -> bool {
    const CHATS: &[&str] = &[
        "public_channel",
        "private_channel",
        "public_supergroup",
        "private_supergroup",
        "private_group",
        "personal_chat",
        "bot_chat",
        "saved_messages",
    ];
    fact(around, "type").is_some_and(|kind| CHATS.contains(&kind))
}

fn fact<'a>(around: &'a [(String, String)], name: &str) -> Option<&'a str> {
    around.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Reads one message: its number in its chat, and its record; `None` for one that says nothing in words.
pub(crate) fn message(
    bytes: &[u8],
    around: &[(String, String)],
) -> Result<(Option<u64>, Option<Record>), Problem> {
    let message =
        Value::Object(serde_json::from_slice(bytes).map_err(|e| Problem::BrokenJson(e.to_string()))?);
    let number = message.get("id").and_then(Value::as_u64);
    let text = |key: &str| message.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let body = words(message.get("text").unwrap_or(&Value::Null));
    if text("type") != Some("message") || body.trim().is_empty() {
        return Ok((number, None));
    }
    let moment = |clock: &str, local: &str| {
        let counted = text(clock).and_then(|t| t.parse().ok()).and_then(date::of_clock);
        counted.or_else(|| text(local).and_then(date::value))
    };
    let chat = fact(around, "name").filter(|name| !name.is_empty());
    let sender = text("from").filter(|from| Some(*from) != chat);
    let published = moment("date_unixtime", "date");
    let record = Record {
        publisher: chat.map(channel),
        bylines: text("author").or(sender).map(str::to_owned).into_iter().collect(),
        published: published.map(|value| Published { value, basis: Basis::Metadata }),
        notes: [
            text("forwarded_from").map(forwarded),
            moment("edited_unixtime", "edited").map(|at| edited(&at)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        body,
        ..Record::default()
    };
    Ok((number, Some(record)))
}

fn channel(name: &str) -> Publisher {
    Publisher { name: name.to_owned(), domain: None }
}

fn forwarded(from: &str) -> String {
    format!("forwarded from '{from}': these are its words, not the publisher's own")
}

fn edited(at: &str) -> String {
    format!("edited at {at}: the words may not be those first published")
}

/// A text, or a list of plain texts and of pieces that are links, names or bold.
fn words(text: &Value) -> String {
    match text {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(words).collect(),
        Value::Object(piece) => piece.get("text").map(words).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Whether a page is an export.
pub(crate) fn is_page(head: &str) -> bool {
    head.contains("<title>Exported Data</title>") && head.contains("page_wrap")
}

/// One message of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Posted {
    pub(crate) number: Option<u64>,
    /// The message's piece of the page.
    pub(crate) markup: String,
    pub(crate) record: Record,
}

/// The messages of a page that say something in words.
pub(crate) fn page(page: &str) -> Vec<Posted> {
    let mut reader = PageReader::default();
    let mut pieces = Pieces::of(page);
    let mut before = 0;
    while let Some(piece) = pieces.next() {
        reader.piece(piece, before);
        before = page.len() - pieces.rest();
        reader.closed(page, before);
    }
    reader.posts
}

/// What the text inside an element of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Chat,
    Sender,
    Text,
}

#[derive(Default)]
struct PageReader {
    posts: Vec<Posted>,
    chat: String,
    /// Who sent the last message; those that follow it without a name are the same one's.
    sender: String,
    /// Open elements: their name, what their text is, whether a forwarded message begins here.
    open: Vec<(String, Inside, bool)>,
    message: Option<Message>,
    done: bool,
}

struct Message {
    depth: usize,
    start: usize,
    id: Option<u64>,
    date: Option<String>,
    text: String,
    forwarded: String,
    service: bool,
}

impl PageReader {
    fn piece(&mut self, piece: Piece<'_>, at: usize) {
        match piece {
            Piece::Open { name, attributes, .. } => self.open(&name.to_ascii_lowercase(), attributes, at),
            Piece::Close(name) => self.close(&name.to_ascii_lowercase()),
            Piece::Text(text) => self.text(&html_escape::decode_html_entities(text)),
            Piece::Raw { .. } => {}
        }
    }

    fn open(&mut self, name: &str, attributes: &str, at: usize) {
        let class = attribute(attributes, "class").unwrap_or_default();
        let has = |word: &str| class.split_whitespace().any(|c| c == word);
        if name == "br" {
            let in_text = self.inside() == Inside::Text;
            if let Some(message) = self.message.as_mut().filter(|_| in_text) {
                message.text.push('\n');
            }
            return;
        }
        if matches!(name, "img" | "meta" | "link" | "input" | "hr") {
            return;
        }
        if name == "div" && has("message") && self.message.is_none() {
            let id = attribute(attributes, "id").and_then(|id| id.strip_prefix("message")?.parse().ok());
            self.message = Some(Message {
                depth: self.open.len(),
                start: at,
                id,
                date: None,
                text: String::new(),
                forwarded: String::new(),
                service: has("service"),
            });
        }
        let forwarded = has("forwarded");
        if let Some(message) = &mut self.message
            && has("date")
            && let Some(title) = attribute(attributes, "title")
        {
            // A forwarded message carries its own date first where it was written, and the message's before.
            message.date = message.date.take().or_else(|| stamp(&title));
        }
        let what = if has("from_name") {
            Inside::Sender
        } else if has("text") && self.message.is_some() {
            Inside::Text
        } else if has("text") && self.chat.is_empty() {
            Inside::Chat
        } else {
            self.inside()
        };
        if what == Inside::Sender && self.message.is_some() && !self.in_forward() {
            self.sender.clear();
        }
        self.open.push((name.to_owned(), what, forwarded));
    }

    fn inside(&self) -> Inside {
        self.open.last().map_or(Inside::Nothing, |(_, what, _)| *what)
    }

    fn in_forward(&self) -> bool {
        self.open.iter().any(|(_, _, forwarded)| *forwarded)
    }

    fn text(&mut self, text: &str) {
        let (what, in_forward) = (self.inside(), self.in_forward());
        match (what, &mut self.message) {
            (Inside::Chat, None) => self.chat.push_str(text),
            (Inside::Text, Some(message)) => message.text.push_str(text.trim_matches('\n')),
            // A date stands inside the name of the one it is forwarded from.
            (Inside::Sender, Some(message)) if in_forward && message.forwarded.trim().is_empty() => {
                message.forwarded.push_str(text);
            }
            (Inside::Sender, Some(_)) if !in_forward => self.sender.push_str(text),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|(open, ..)| open == name) else { return };
        self.open.truncate(at);
        self.done = self.message.as_ref().is_some_and(|message| self.open.len() <= message.depth);
    }

    /// Takes in the message that ended before byte `end` of the page.
    fn closed(&mut self, page: &str, end: usize) {
        if !std::mem::take(&mut self.done) {
            return;
        }
        let Some(message) = self.message.take() else { return };
        let body = message.text.trim().to_owned();
        if message.service || body.is_empty() {
            return;
        }
        let (chat, sender) = (self.chat.trim(), self.sender.trim());
        let forwarded_from = message.forwarded.trim();
        self.posts.push(Posted {
            number: message.id,
            markup: page.get(message.start..end).unwrap_or_default().to_owned(),
            record: Record {
                publisher: (!chat.is_empty()).then(|| channel(chat)),
                bylines: (!sender.is_empty() && sender != chat)
                    .then(|| sender.to_owned())
                    .into_iter()
                    .collect(),
                published: message.date.map(|value| Published { value, basis: Basis::Metadata }),
                notes: (!forwarded_from.is_empty()).then(|| forwarded(forwarded_from)).into_iter().collect(),
                body,
                ..Record::default()
            },
        });
    }
}

/// "02.05.2024 10:15:30 UTC+03:00" as ISO 8601.
fn stamp(title: &str) -> Option<String> {
    let mut words = title.split_whitespace();
    let (day, time) = (words.next()?, words.next()?);
    let mut numbers = day.split('.');
    let (d, m, y) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let zone = words.next().and_then(|zone| zone.strip_prefix("UTC")).unwrap_or_default();
    date::value(&format!("{y}-{m}-{d}T{time}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around() -> Vec<(String, String)> {
        [("name", "Qasr Watch"), ("type", "public_channel")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .to_vec()
    }

    #[test]
    fn a_message_is_the_channels_word_with_its_time() {
        let bytes =
            br#"{"id": 7, "type": "message", "date": "2024-05-02T13:15:30", "date_unixtime": "1714644930",
            "edited": "2024-05-02T14:00:00", "from": "Qasr Watch", "forwarded_from": "Lantern Post",
            "text": ["Shells fell on ", {"type": "bold", "text": "Varnal"}, "."]}"#;
        assert!(is_chat(&around()));
        let (number, record) = message(bytes, &around()).unwrap();
        let record = record.unwrap();
        assert_eq!(record.body, "Shells fell on Varnal.");
        assert_eq!(record.publisher.unwrap().name, "Qasr Watch");
        assert_eq!(record.published.unwrap().value, "2024-05-02T10:15:30Z");
        assert!(record.notes[0].contains("'Lantern Post'") && record.notes[1].contains("2024-05-02T14:00"));
        assert_eq!((record.bylines.len(), number), (0, Some(7)));
        for silent in
            [r#"{"type": "service", "text": "x"}"#, r#"{"type": "message", "text": "", "photo": "p.jpg"}"#]
        {
            assert_eq!(message(silent.as_bytes(), &around()).unwrap().1, None);
        }
    }

    #[test]
    fn a_page_of_messages() {
        let html = r#"<html><head><title>Exported Data</title></head><body><div class="page_wrap">
            <div class="page_header"><div class="content"><div class="text bold">
Qasr Watch
            </div></div></div>
            <div class="message service" id="message-1"><div class="body details">2 May 2024</div></div>
            <div class="message default clearfix" id="message4"><div class="body">
             <div class="pull_right date details" title="02.05.2024 10:15:30 UTC+03:00">10:15</div>
             <div class="from_name">
Qasr Watch
             </div><div class="text">
Shells fell on <strong>Varnal</strong>.<br>Two hurt &amp; safe.
             </div></div></div>
            <div class="message default clearfix joined" id="message5"><div class="body">
             <div class="pull_right date details" title="02.05.2024 11:00:00 UTC+03:00">11:00</div>
             <div class="forwarded body"><div class="from_name">
Lantern Post <span class="date details" title="01.05.2024 09:00:00"> 01.05.2024</span></div>
             <div class="text">Quiet.</div></div></div></div></div></body></html>"#;
        assert!(is_page(html));
        let posts = page(html);
        assert_eq!(posts.iter().map(|p| p.number).collect::<Vec<_>>(), [Some(4), Some(5)]);
        let [first, second] = [&posts[0].record, &posts[1].record];
        assert_eq!(
            first.body.lines().map(str::trim).collect::<Vec<_>>(),
            ["Shells fell on Varnal.", "Two hurt & safe."]
        );
        assert_eq!(first.publisher.as_ref().unwrap().name, "Qasr Watch");
        assert_eq!(first.published.as_ref().unwrap().value, "2024-05-02T10:15:30+03:00");
        assert!(
            posts[0].markup.starts_with("<div class=\"message default")
                && posts[0].markup.ends_with("</div>")
        );
        assert_eq!(second.published.as_ref().unwrap().value, "2024-05-02T11:00:00+03:00");
        assert!(second.notes[0].contains("'Lantern Post'"), "{:?}", second.notes);
        assert!(second.bylines.is_empty());
    }
}
