//! Lists for people and for programs.
//!
//! Owns: tables as wide as the terminal, one JSON value a line, and messages. In: rows. Out: stdout; messages on stderr. Refuses:
//! colours, anything but data on stdout, and characters that command a terminal: whatever an article holds, it is only read.

use crate::failure::Failure;
use claimbook_ledger::printable;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent, Width, presets,
};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// Width of tables that no terminal bounds, in characters.
const PIPED_WIDTH: u16 = 130;

/// Longest word that a column keeps in one piece, in characters, and the blanks around it.
const WORD: usize = 14;
const PADDING: u16 = 2;

/// Columns that hold numbers are set to the right.
#[derive(Debug, Clone, Copy)]
pub enum Column {
    Words(&'static str),
    Number(&'static str),
}

/// Prints a table; nothing but a line that says so when there are no rows.
pub fn print(columns: &[Column], rows: Vec<Vec<String>>, none: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if rows.is_empty() {
        return writeln!(out, "{none}").map_err(Failure::io("standard output"));
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, ' ');
    if !out.is_terminal() {
        table.set_width(PIPED_WIDTH);
    }
    table.set_header(columns.iter().map(|c| match c {
        Column::Words(name) | Column::Number(name) => *name,
    }));
    for (n, column) in columns.iter().enumerate() {
        if let (Column::Number(_), Some(column)) = (column, table.column_mut(n)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let longest = |n: usize| -> u16 {
        let words = rows.iter().filter_map(|row| row.get(n)).flat_map(|cell| cell.split_whitespace());
        let longest = words.map(|w| w.chars().count()).filter(|n| *n <= WORD).max().unwrap_or(0);
        u16::try_from(longest).unwrap_or(0) + PADDING
    };
    let widths: Vec<u16> = (0..columns.len()).map(longest).collect();
    if table.width().is_none_or(|w| widths.iter().sum::<u16>() <= w) {
        for (n, width) in widths.iter().enumerate() {
            if let Some(column) = table.column_mut(n) {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(*width)));
            }
        }
    }
    rows.into_iter().for_each(|row| {
        table.add_row(row.into_iter().map(|cell| printable::plain(&cell).into_owned()));
    });
    writeln!(out, "{}", table.trim_fmt()).map_err(Failure::io("standard output"))
}

/// Prints one JSON value a line.
pub fn json<T: Serialize>(values: impl IntoIterator<Item = T>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for value in values {
        let line = serde_json::to_string(&value).map_err(|e| Failure::io("standard output")(e.into()))?;
        writeln!(out, "{}", printable::json(&line)).map_err(Failure::io("standard output"))?;
    }
    out.flush().map_err(Failure::io("standard output"))
}

/// Prints text.
pub fn text(text: &str) -> Result<(), Failure> {
    io::stdout().lock().write_all(printable::plain(text).as_bytes()).map_err(Failure::io("standard output"))
}

/// Prints a message.
pub fn tell(message: &str) {
    eprintln!("claimbook: {}", printable::plain(message));
}
