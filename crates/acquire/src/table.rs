//! Rows under a header as records.
//!
//! Owns: telling a table from a text, its separator, the bytes of each row. In: a reader. Out: a record a row, and the
//! bytes of header and row, which are a table again. Refuses: tables without a column of text, and rows of another
//! length than the header.

use crate::columns::{ColumnMap, Field, Places, Unread, is_known};
use crate::encoding;
use crate::error::Problem;
use crate::record::Record;
use crate::unpack;
use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::Encoding;
use serde_json::Value;
use std::cell::RefCell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

const SEPARATORS: [u8; 4] = [b'\t', b';', b',', b'|'];
/// Longest name of a column, in characters and words.
const NAME: (usize, usize) = (60, 6);
/// Rows of a table of unknown columns that must agree before it is taken for one; of two columns, one more.
const AGREEING: usize = 2;

/// Whether a text begins as a table: a header of names, and rows as long as it.
pub(crate) fn begins(start: &str) -> bool {
    separator(start).is_some()
}

/// The separator of a table; `None` where the text is none.
fn separator(start: &str) -> Option<u8> {
    SEPARATORS.into_iter().find(|separator| {
        let mut reader = builder(*separator).from_reader(start.as_bytes());
        let mut rows = reader.records().take(20).map_while(Result::ok).collect::<Vec<_>>();
        let whole = rows.len() < 20 && start.ends_with('\n');
        if rows.len() > 1 && !whole {
            // The head may end within a row.
            rows.pop();
        }
        let Some((header, rows)) = rows.split_first() else { return false };
        let names: Vec<&str> = header.iter().map(str::trim).collect();
        let name = |name: &&str| {
            !name.is_empty()
                && name.chars().count() <= NAME.0
                && name.split_whitespace().count() <= NAME.1
                && !name.ends_with(['.', '!', '?'])
                && !name.contains("://")
        };
        let distinct = names.iter().collect::<std::collections::BTreeSet<_>>().len() == names.len();
        let named = names.iter().filter(|n| name(n)).count();
        if names.len() < 2 || !distinct || named * 10 < names.len() * 9 {
            return false;
        }
        let known = names.iter().filter(|name| is_known(name)).count();
        let agree = rows.iter().filter(|row| row.len() == names.len()).count();
        let parted = start.contains("\n\n") || start.contains("\n\r\n");
        let needed = if names.len() > 2 { AGREEING } else { AGREEING + 1 };
        known * 2 >= names.len() && agree == rows.len()
            || known >= 2 && agree * 2 >= rows.len()
            || !parted && agree >= needed && agree == rows.len()
    })
}

fn builder(separator: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(separator).has_headers(false).flexible(true);
    builder
}

/// One row.
pub(crate) struct Row {
    /// Counted from 1, the header is none.
    pub(crate) number: u64,
    /// Header and row as they stand in the file.
    pub(crate) bytes: Vec<u8>,
    pub(crate) record: Result<Record, Problem>,
}

/// The rows of a table.
pub(crate) struct Rows {
    reader: Reader<Tee>,
    seen: Rc<RefCell<Seen>>,
    packing: Option<&'static str>,
    encoding: &'static Encoding,
    header: Vec<u8>,
    names: Vec<String>,
    places: Places,
    limit: usize,
    number: u64,
    ended: bool,
}

impl Rows {
    /// Opens a table whose first bytes are `head`.
    pub(crate) fn open(
        reader: Box<dyn BufRead>,
        packing: Option<&'static str>,
        head: &[u8],
        label: Option<&str>,
        map: &ColumnMap,
        unread: &Unread,
        limit: usize,
    ) -> Result<Self, Problem> {
        if encoding::is_wide(head) {
            return Err(Problem::WideRecords);
        }
        let encoding = encoding::of(head, label)?;
        let peek = encoding.decode(head).0;
        let separator = separator(peek.trim_start_matches('\u{feff}')).unwrap_or_else(|| most(&peek));
        let seen = Rc::new(RefCell::new(Seen { limit, ..Seen::default() }));
        let tee = Tee { inner: reader, seen: Rc::clone(&seen) };
        let mut rows = Self {
            reader: builder(separator).from_reader(tee),
            seen,
            packing,
            encoding,
            header: Vec::new(),
            names: Vec::new(),
            places: Places::default(),
            limit,
            number: 0,
            ended: false,
        };
        let mut header = ByteRecord::new();
        if !rows.read(&mut header)? {
            return Err(Problem::Empty);
        }
        rows.header = rows.taken();
        rows.names = header
            .iter()
            .map(|name| rows.decode(name).trim().trim_start_matches('\u{feff}').to_owned())
            .collect();
        rows.places = Places::among(&rows.names, map)?;
        if rows.places.of(Field::Body).is_none() {
            let (names, has) = (rows.names, |field| rows.places.of(field).is_some());
            return Err(match has(Field::Url) {
                true if names.len() <= 3 || has(Field::Headline) => Problem::AddressTable(names),
                _ => Problem::NoTextColumn(names),
            });
        }
        rows.places.note_others(&rows.names, unread);
        Ok(rows)
    }

    fn decode(&self, cell: &[u8]) -> String {
        self.encoding.decode_without_bom_handling(cell).0.into_owned()
    }

    fn read(&mut self, row: &mut ByteRecord) -> Result<bool, Problem> {
        self.reader.read_byte_record(row).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|e| e.is::<TooLong>()) => {
                Problem::LineTooLong((self.limit >> 20) as u64)
            }
            csv::ErrorKind::Io(error) => unpack::read_problem(&error, self.packing),
            other => Problem::Broken { format: "a table", reason: format!("{other:?}") },
        })
    }

    /// The bytes since the last row.
    fn taken(&mut self) -> Vec<u8> {
        let end = self.reader.position().byte();
        self.seen.borrow_mut().until(end)
    }
}

/// The separator that stands most often in the first line.
fn most(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| line.bytes().filter(|b| b == separator).count();
    SEPARATORS.into_iter().max_by_key(count).unwrap_or(b',')
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.ended {
            return None;
        }
        let mut row = ByteRecord::new();
        self.number += 1;
        let number = self.number;
        match self.read(&mut row) {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return None;
            }
            Err(problem) => {
                self.ended = true;
                return Some(Row { number, bytes: Vec::new(), record: Err(problem) });
            }
        }
        let own = self.taken();
        let mut bytes = self.header.clone();
        if !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r") {
            bytes.push(b'\n');
        }
        let ends = own.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        bytes.extend_from_slice(own.get(ends..).unwrap_or_default());
        let record = if row.len() == self.names.len() {
            let values = row.iter().map(|cell| Value::String(self.decode(cell))).collect();
            Record::at(&self.names, values, &self.places)
        } else {
            Err(Problem::UnevenRow { found: row.len(), expected: self.names.len() })
        };
        Some(Row { number, bytes, record })
    }
}

/// What was read from a table's file and not yet taken.
#[derive(Default)]
struct Seen {
    bytes: Vec<u8>,
    /// Place of the first of them in the file.
    start: u64,
    limit: usize,
}

impl Seen {
    fn until(&mut self, end: u64) -> Vec<u8> {
        let n = usize::try_from(end.saturating_sub(self.start)).unwrap_or(usize::MAX).min(self.bytes.len());
        self.start += n as u64;
        self.bytes.drain(..n).collect()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a row is too long")]
struct TooLong;

/// Passes bytes on and keeps them until they are taken; a row above the limit stops the reading.
struct Tee {
    inner: Box<dyn BufRead>,
    seen: Rc<RefCell<Seen>>,
}

impl Read for Tee {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        let mut seen = self.seen.borrow_mut();
        if seen.bytes.len() + n > seen.limit {
            return Err(io::Error::other(TooLong));
        }
        seen.bytes.extend_from_slice(buf.get(..n).unwrap_or_default());
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    fn rows(table: &[u8], map: &str) -> Result<Vec<Row>, Problem> {
        let map = if map.is_empty() { ColumnMap::default() } else { map.parse().unwrap() };
        let reader = Box::new(BufReader::new(Cursor::new(table.to_vec())));
        Ok(Rows::open(reader, None, table, None, &map, &Unread::default(), 100_000)?.collect())
    }

    #[test]
    fn tables_are_told_from_texts() {
        for (text, want) in [
            ("url,title,text\nhttps://a.example/1,Port hit,\"Shells, two, fell.\"\n", true),
            ("url;body\n", true),
            ("Town\tDay\tStory\nVarnal\tMonday\tShells fell.\nHarir\tFriday\tQuiet.\n", true),
            ("Town,Day,Story\nVarnal,Monday,Shells fell.\n", false),
            ("VARNAL, Qasr Ward, 2 May 2024 (Orbe) - Shells fell.\n\nTwo men, a boy, were hurt.\n", false),
            ("Town,Story\nVarnal,Shells fell.\nHarir,Quiet.\nTal Noor,Quiet.\n", true),
            ("Bread, salt\nTea, sugar\nA stick, a rope\n\nHe had, he said\n", false),
            ("Bread; salt; tea\nwere all he had with him.\n", false),
            ("Shells fell on Varnal, police said.", false),
            ("Publisher: Orbe\nDate: 2 May 2024\n\nShells fell.", false),
            ("", false),
        ] {
            assert_eq!(begins(text), want, "{text}");
        }
    }

    #[test]
    fn rows_keep_their_bytes_as_a_table_of_one_row() {
        let table = "\u{feff}Link;Text content;Upload timestamp\r\nhttps://a.example/1;\"Shells\r\nfell; twice.\";2024-05-02\r\n\r\nhttps://a.example/2;Quiet.;\r\n";
        let rows = rows(table.as_bytes(), "").unwrap();
        let bodies: Vec<String> = rows.iter().map(|r| r.record.as_ref().unwrap().body.clone()).collect();
        assert_eq!(bodies, ["Shells\r\nfell; twice.", "Quiet."]);
        for row in &rows {
            let again = super::tests::rows(&row.bytes, "").unwrap();
            assert_eq!(again.len(), 1);
            assert_eq!(again[0].record, row.record);
        }
    }

    #[test]
    fn what_a_table_lacks_is_said() {
        for (table, map, want) in [
            ("url,title\nhttps://a.example/1,Port hit\n", "", "addresses without their texts"),
            ("a,b,c\n1,2,3\n", "", "--columns body=c"),
            ("a,b\n1,2\n", "body=x", "no column 'x'"),
            ("a,body\n1,2,3\n", "", "the row has 3 cells, the header 2"),
            ("a,body\n1,\n", "", "\"body\" is empty"),
        ] {
            let problem = match rows(table.as_bytes(), map) {
                Ok(rows) => rows.into_iter().next().unwrap().record.unwrap_err(),
                Err(problem) => problem,
            };
            assert!(problem.to_string().contains(want), "{table}: {problem}");
        }
    }

    #[test]
    fn an_older_encoding_is_read_by_the_whole_head() {
        let text = "url;body\nhttps://a.example/1;La policía señaló que la explosión dejó 3 heridos.\n";
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        assert!(rows(&bytes, "").unwrap()[0].record.as_ref().unwrap().body.contains("señaló"));
    }

    #[test]
    fn an_endless_row_stops_the_table() {
        let table = format!("a,body\n1,\"{}", "x".repeat(200_000));
        let last = rows(table.as_bytes(), "").unwrap().pop().unwrap();
        assert!(matches!(last.record, Err(Problem::LineTooLong(_))));
    }
}
