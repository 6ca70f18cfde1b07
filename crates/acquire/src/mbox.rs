//! Many mails in one file.
//!
//! Owns: where a mail of an mbox file begins and ends. In: a reader. Out: the bytes of each mail, the added `>` before
//! "From " taken off. Refuses: to hold more than one mail.

use crate::error::Problem;
use crate::mail;
use crate::unpack::{self, Line};
use std::io::BufRead;

/// Whether a text begins as an mbox file.
pub(crate) fn begins(start: &str) -> bool {
    start
        .strip_prefix("From ")
        .and_then(|rest| rest.split_once('\n'))
        .is_some_and(|(_, rest)| mail::begins(rest))
}

/// Iterator over the mails of a file.
pub(crate) struct Mails {
    reader: Box<dyn BufRead>,
    packing: Option<&'static str>,
    limit: usize,
    /// A "From " line was read and its mail not yet.
    begun: bool,
    ended: bool,
}

impl Mails {
    /// Reads from `reader`; a mail above `limit` bytes is told and passed over.
    pub(crate) fn of(reader: Box<dyn BufRead>, packing: Option<&'static str>, limit: usize) -> Self {
        Self { reader, packing, limit, begun: false, ended: false }
    }
}

impl Iterator for Mails {
    type Item = Result<Vec<u8>, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut mail, mut line) = (Vec::new(), Vec::new());
        let (mut long, mut blank) = (false, true);
        while !self.ended {
            match unpack::next_line(&mut self.reader, &mut line, self.limit) {
                Ok(Line::Read) => {}
                Ok(Line::TooLong) => {
                    long = true;
                    continue;
                }
                Ok(Line::End) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(unpack::read_problem(&error, self.packing)));
                }
            }
            if blank && line.starts_with(b"From ") {
                if std::mem::replace(&mut self.begun, true) {
                    break;
                }
                continue;
            }
            blank = line.trim_ascii().is_empty();
            if long || mail.len() + line.len() > self.limit {
                long = true;
                mail = Vec::new();
                continue;
            }
            let quoted = line.iter().take_while(|b| **b == b'>').count();
            let from =
                usize::from(quoted > 0 && line.get(quoted..).is_some_and(|rest| rest.starts_with(b"From ")));
            mail.extend_from_slice(line.get(from..).unwrap_or_default());
            mail.push(b'\n');
        }
        match (self.begun, long) {
            (false, _) => None,
            (true, true) => {
                self.begun = !self.ended;
                Some(Err(Problem::TooLarge((self.limit >> 20) as u64)))
            }
            (true, false) => {
                self.begun = !self.ended;
                Some(Ok(mail))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    #[test]
    fn mails_are_parted_and_quoted_lines_made_whole() {
        let file = "From a Thu\nSubject: one\n\nShells fell.\nFrom here on it was quiet.\n\n>From the hill came more.\n\nFrom b Fri\nSubject: two\n\nx\n\nFrom c\nSubject: three\n\nlast";
        let reader = Box::new(BufReader::new(Cursor::new(file.as_bytes().to_vec())));
        let got: Vec<String> =
            Mails::of(reader, None, 1000).map(|m| String::from_utf8(m.unwrap()).unwrap()).collect();
        assert_eq!(got.len(), 3);
        assert!(got[0].contains("\nFrom here on") && got[0].contains("\nFrom the hill"), "{}", got[0]);
        assert_eq!(got[2], "Subject: three\n\nlast\n");
        let long =
            format!("From a\nSubject: one\n\n{}\n\nFrom b\nSubject: two\n\nx\n", "words\n".repeat(1000));
        let reader = Box::new(BufReader::new(Cursor::new(long.into_bytes())));
        let got: Vec<bool> = Mails::of(reader, None, 1000).map(|m| m.is_ok()).collect();
        assert_eq!(got, [false, true]);
        assert!(
            begins("From a Thu\nFrom: a@orbe.example\nSubject: x\n\ny")
                && !begins("From here on it was quiet.\n\nx")
        );
    }
}
