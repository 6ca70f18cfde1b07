//! Objects out of a JSON file of any size.
//!
//! Owns: walking through arrays and objects, one byte after the other, and cutting out the objects of an array that
//! holds records. In: a reader. Out: the bytes of each object, and what the objects around it say. Refuses: to hold
//! more than one object, and to look inside it.

use crate::error::Problem;
use crate::unpack;
use std::io::{self, BufRead};

/// Arrays that hold records, by the key under which they stand; an array that is the whole file does too.
const LISTS: &[&str] =
    &["messages", "items", "articles", "results", "records", "docs", "data", "rows", "hits"];
/// Longest key or plain value that is kept, in bytes.
const WORD: usize = 4 << 10;
/// Plain values kept of one object around the records.
const FACTS: usize = 64;
/// Deepest nesting around the records.
const DEPTH: usize = 64;

/// Whether a text names an array of records.
pub(crate) fn has_list(text: &str) -> bool {
    LISTS.iter().any(|list| {
        text.match_indices(&format!("\"{list}\"")).any(|(at, found)| {
            let rest = text.get(at + found.len()..).unwrap_or_default().trim_start();
            rest.strip_prefix(':').is_some_and(|rest| rest.trim_start().starts_with('['))
        })
    })
}

/// Whether the beginning of a JSON file leads to an array of records: it is one, or names one.
pub(crate) fn may_hold_list(head: &str) -> bool {
    head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with('[')
        || has_list(head)
        // An export of a whole account tells of its owner for long before it comes to messages.
        || head.contains("Telegram")
}

/// One record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) bytes: Vec<u8>,
    /// Plain values of the objects around it, the nearest first.
    pub(crate) around: Vec<(String, String)>,
}

#[derive(Default)]
struct Frame {
    array: bool,
    /// An array whose objects are records.
    list: bool,
    key: Option<String>,
    facts: Vec<(String, String)>,
}

/// Iterator over the records of a file.
pub(crate) struct Objects {
    reader: Box<dyn BufRead>,
    packing: Option<&'static str>,
    stack: Vec<Frame>,
    limit: usize,
    ended: bool,
}

impl Objects {
    /// Reads from `reader`; an object above `limit` bytes is told and passed over.
    pub(crate) fn of(reader: Box<dyn BufRead>, packing: Option<&'static str>, limit: usize) -> Self {
        Self { reader, packing, stack: Vec::new(), limit, ended: false }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.reader.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// The text of a string whose opening quote was read, escapes undone; what is too long is cut.
    fn string(&mut self) -> Result<String, Step> {
        let mut raw = vec![b'"'];
        let mut escaped = false;
        loop {
            let byte = self.peek()?.ok_or_else(Step::early)?;
            self.reader.consume(1);
            if raw.len() <= WORD {
                raw.push(byte);
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => break,
                _ => {}
            }
        }
        if raw.len() > WORD {
            return Ok(String::new());
        }
        serde_json::from_slice(&raw).map_err(|e| Step::Stop(Problem::DamagedJson(e.to_string())))
    }

    fn word(&mut self) -> Result<String, Step> {
        let mut word = String::new();
        while let Some(byte) = self.peek()? {
            if byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}') {
                break;
            }
            self.reader.consume(1);
            if word.len() < WORD {
                word.push(char::from(byte));
            }
        }
        Ok(word)
    }

    /// The bytes of the object that begins here.
    fn object(&mut self) -> Result<Vec<u8>, Step> {
        let (mut bytes, mut depth, mut quoted, mut escaped) = (Vec::new(), 0usize, false, false);
        let mut long = false;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Err(Step::early());
            }
            let mut end = None;
            for (at, byte) in buffer.iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if quoted => escaped = true,
                    b'"' => quoted = !quoted,
                    b'{' | b'[' if !quoted => depth += 1,
                    b'}' | b']' if !quoted => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            end = Some(at + 1);
                            break;
                        }
                    }
                    _ => {}
                }
            }
            let used = end.unwrap_or(buffer.len());
            long |= bytes.len() + used > self.limit;
            if long {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(buffer.get(..used).unwrap_or_default());
            }
            self.reader.consume(used);
            if end.is_some() {
                return if long {
                    Err(Step::Skip(Problem::TooLarge((self.limit >> 20) as u64)))
                } else {
                    Ok(bytes)
                };
            }
        }
    }

    fn value(&mut self, value: String) {
        let Some(top) = self.stack.last_mut() else { return };
        match (top.array, top.key.take()) {
            (false, None) => top.key = Some(value),
            (false, Some(key)) if top.facts.len() < FACTS => top.facts.push((key, value)),
            _ => {}
        }
    }

    fn open(&mut self, array: bool) -> Result<(), Step> {
        if self.stack.len() >= DEPTH {
            return Err(Step::Stop(Problem::DamagedJson("it is nested too deeply".to_owned())));
        }
        let key = self.stack.last().and_then(|top| top.key.as_deref());
        let list = array && key.map_or(self.stack.is_empty(), |key| LISTS.contains(&key));
        self.stack.push(Frame { array, list, ..Frame::default() });
        Ok(())
    }

    fn step(&mut self) -> Result<Option<Object>, Step> {
        while let Some(byte) = self.peek()? {
            let in_list = self.stack.last().is_some_and(|top| top.list);
            match byte {
                b'{' if in_list => {
                    let bytes = self.object()?;
                    let around = self.stack.iter().rev().flat_map(|frame| frame.facts.clone()).collect();
                    return Ok(Some(Object { bytes, around }));
                }
                _ => self.reader.consume(usize::from(!byte.is_ascii_alphanumeric() && byte != b'-')),
            }
            match byte {
                b'{' | b'[' => self.open(byte == b'[')?,
                b'}' | b']' => {
                    self.stack.pop();
                    if let Some(top) = self.stack.last_mut() {
                        top.key = None;
                    }
                }
                b'"' => {
                    let text = self.string()?;
                    self.value(text);
                }
                b if b.is_ascii_alphanumeric() || b == b'-' => {
                    let word = self.word()?;
                    self.value(word);
                }
                _ => {}
            }
        }
        if self.stack.is_empty() { Ok(None) } else { Err(Step::early()) }
    }
}

/// Why a step gave no object.
enum Step {
    /// One object is passed over.
    Skip(Problem),
    /// Nothing more can be read.
    Stop(Problem),
    Io(io::Error),
}

impl Step {
    fn early() -> Self {
        Self::Stop(Problem::DamagedJson("it ends too early".to_owned()))
    }
}

impl From<io::Error> for Step {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Iterator for Objects {
    type Item = Result<Object, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let problem = match self.step() {
            Ok(found) => {
                self.ended = found.is_none();
                return found.map(Ok);
            }
            Err(Step::Skip(problem)) => return Some(Err(problem)),
            Err(Step::Stop(problem)) => problem,
            Err(Step::Io(error)) => unpack::read_problem(&error, self.packing),
        };
        self.ended = true;
        Some(Err(problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    fn objects(text: &str, buffer: usize) -> Vec<Result<(String, String), String>> {
        let reader = Box::new(BufReader::with_capacity(buffer, Cursor::new(text.as_bytes().to_vec())));
        let shown = |object: Object| {
            let around: Vec<String> = object.around.iter().map(|(k, v)| format!("{k}={v}")).collect();
            (String::from_utf8(object.bytes).unwrap(), around.join(" "))
        };
        Objects::of(reader, None, 100).map(|o| o.map(shown).map_err(|p| p.to_string())).collect()
    }

    #[test]
    fn objects_of_lists_are_cut_out_whole() {
        let export = r#"{"name": "A \"b\"", "id": -5, "x": {"y": [1, {"z": 2}]}, "messages": [{"a": "}{\\\"]"}, 7, {"b": [{}]}], "end": null}"#;
        let around = r#"name=A "b" id=-5"#;
        for buffer in [1, 7, 1000] {
            let got = objects(export, buffer);
            let want = [r#"{"a": "}{\\\"]"}"#, r#"{"b": [{}]}"#];
            assert_eq!(got, want.map(|bytes| Ok((bytes.to_owned(), around.to_owned()))));
            let whole = objects("[\n {\"body\": 1}\n,{\"c\": {}}]", buffer);
            assert_eq!(whole.len(), 2);
        }
        let chats = r#"{"about": "me", "chats": {"list": [{"name": "N", "messages": [{"a": 1}]}]}}"#;
        assert_eq!(objects(chats, 9), [Ok(("{\"a\": 1}".to_owned(), "name=N about=me".to_owned()))]);
    }

    #[test]
    fn broken_files_give_what_came_before_and_the_reason() {
        let got = objects("[{\"a\": 1}, {\"b\": ", 5);
        assert!(got[0].is_ok() && got[1].as_ref().unwrap_err().contains("ends too early"), "{got:?}");
        let long = format!("[{{\"a\": \"{}\"}}, {{\"b\": 2}}]", "x".repeat(200));
        let got = objects(&long, 16);
        assert!(got[0].is_err() && got[1].as_ref().unwrap().0 == "{\"b\": 2}", "{got:?}");
        let deep = objects(&"{\"a\":".repeat(1000), 50);
        assert!(deep[0].as_ref().unwrap_err().contains("deeply"));
        assert_eq!(objects("", 4), []);
    }
}
