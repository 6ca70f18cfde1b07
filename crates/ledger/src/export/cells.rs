//! Cells of comma-separated files.
//!
//! Owns: what a spreadsheet would run instead of showing, and how the bytes of such files begin. In: cells. Out: CSV (RFC
//! 4180, UTF-8). Refuses: changing numbers.

use crate::error::{Error, Result};
use crate::printable;
use std::borrow::Cow;
use std::io::Write;

/// How comma-separated files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CellStyle {
    /// Leave cells as they are that a spreadsheet takes for a formula, and characters that command a terminal.
    pub raw: bool,
    /// Begin with the mark by which spreadsheets know UTF-8.
    pub bom: bool,
}

const MARK: &str = "\u{feff}";

impl CellStyle {
    /// As text is kept between two steps: nothing is escaped twice.
    pub(super) const KEPT: Self = Self { raw: true, bom: false };

    /// A cell that is shown, whatever it holds: what a formula begins with has an apostrophe before it.
    pub(super) fn cell(self, text: &str) -> Cow<'_, str> {
        if self.raw {
            return Cow::Borrowed(text);
        }
        let formula =
            text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && !number(text);
        let plain = printable::plain(text);
        if formula { Cow::Owned(format!("'{plain}")) } else { plain }
    }

    /// The first bytes of a file.
    pub(super) fn begin(self, out: &mut dyn Write) -> Result<()> {
        if self.bom {
            out.write_all(MARK.as_bytes())?;
        }
        Ok(())
    }
}

/// "-2", "-33.12", "+4".
fn number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) && text.parse::<f64>().is_ok()
}

/// Rows under a header.
pub(super) fn csv(header: &[&str], rows: &[impl AsRef<[String]>], style: CellStyle) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    style.begin(&mut bytes)?;
    let mut out = ::csv::Writer::from_writer(bytes);
    out.write_record(header)?;
    for row in rows {
        out.write_record(row.as_ref().iter().map(|c| style.cell(c).into_owned()))?;
    }
    out.into_inner().map_err(|e| Error::Write(e.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        let style = CellStyle::default();
        for text in ["=SUM(A1)", "+1 killed", "-2+3", "@tal", "\tx", "\rx", "＝1", "-inf", "--"] {
            assert!(style.cell(text).starts_with('\''), "{text}");
        }
        for text in ["-2", "+4", "-33.12", "a=b", "", "1e5", "’"] {
            assert_eq!(style.cell(text), text);
        }
        assert_eq!(style.cell("a\u{1b}[2J"), "a\u{fffd}[2J");
        assert_eq!(CellStyle { raw: true, bom: true }.cell("=A1"), "=A1");
        let table = csv(&["a"], &[["=A1".to_owned()]], CellStyle { raw: false, bom: true }).unwrap();
        assert_eq!(String::from_utf8(table).unwrap(), "\u{feff}a\n'=A1\n");
    }
}
