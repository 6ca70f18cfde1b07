//! A sitting of review on a terminal.
//!
//! Owns: the layout and the loop over keys. In: a [`Session`]. Out: the screen. Refuses: to run where there is no
//! terminal.

use super::session::{Key, Session, Shown};
use crate::failure::Failure;
use claimbook_ledger::printable;
use ratatui::Frame;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};
use std::io::IsTerminal;

/// Lines of text shown above the first words of evidence.
const ABOVE: usize = 3;

/// Runs a sitting until it is ended.
pub(super) fn run(mut session: Session) -> Result<(), Failure> {
    if !std::io::stdout().is_terminal() {
        let message = "review one by one needs a terminal; `claimbook review accept ID` and its like do not";
        return Err(Failure::Usage(message.to_owned()));
    }
    let mut terminal = ratatui::init();
    let result = loop {
        let shown = session.shown();
        if let Err(error) = terminal.draw(|frame| draw(frame, &shown)) {
            break Err(Failure::io("the terminal")(error));
        }
        match event::read() {
            Ok(Event::Key(pressed)) if pressed.kind == KeyEventKind::Press => {
                if key(pressed.code).is_some_and(|key| !session.press(key)) {
                    break Ok(());
                }
            }
            Ok(_) => {}
            Err(error) => break Err(Failure::io("the terminal")(error)),
        }
    };
    ratatui::restore();
    eprintln!("claimbook: {} decisions recorded", session.made());
    result
}

fn key(code: KeyCode) -> Option<Key> {
    Some(match code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Right | KeyCode::Tab => Key::Next,
        KeyCode::Left | KeyCode::BackTab => Key::Previous,
        _ => return None,
    })
}

/// The text beside the record, the keys and the last word below.
pub(super) fn draw(frame: &mut Frame<'_>, shown: &Shown) {
    let rows = Layout::vertical([Constraint::Min(3), Constraint::Length(1), Constraint::Length(1)]);
    let [main, keys, line] = rows.areas(frame.area());
    if shown.record.is_empty() {
        text(frame, main, shown);
    } else {
        let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(main);
        text(frame, left, shown);
        let record = Paragraph::new(shown.record.as_str()).wrap(Wrap { trim: false });
        frame.render_widget(record.block(Block::bordered()), right);
    }
    frame.render_widget(Paragraph::new(shown.keys.as_str()).style(Modifier::DIM), keys);
    frame.render_widget(Paragraph::new(shown.line.as_str()).style(Modifier::BOLD), line);
}

fn text(frame: &mut Frame<'_>, area: Rect, shown: &Shown) {
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let start = shown.marks.first().map_or(0, |(start, _)| rows_before(&shown.text, *start, width));
    let scroll = u16::try_from(start.saturating_sub(ABOVE)).unwrap_or(u16::MAX).saturating_add(shown.scroll);
    let paragraph = Paragraph::new(marked(&shown.text, &shown.marks)).wrap(Wrap { trim: false });
    let block = Block::bordered().title(shown.title.as_str());
    frame.render_widget(paragraph.block(block).scroll((scroll, 0)), area);
}

/// About how many rows of the screen the text before a code point takes.
fn rows_before(text: &str, at: usize, width: usize) -> usize {
    let before: String = text.chars().take(at).collect();
    before.split('\n').map(|line| line.chars().count() / width + 1).sum::<usize>().saturating_sub(1)
}

/// The text with its evidence underlined.
fn marked<'t>(text: &'t str, marks: &[(usize, usize)]) -> Text<'t> {
    let evidence = Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let mut spans: Vec<Span<'t>> = Vec::new();
        let (mut from, mut inside) = (0, false);
        for (n, (byte, _)) in line.char_indices().enumerate() {
            let is = marks.iter().any(|(start, end)| (*start..*end).contains(&(at + n)));
            if is != inside {
                spans.push(Span::styled(
                    printable::plain(&line[from..byte]).into_owned(),
                    if inside { evidence } else { Style::new() },
                ));
                (from, inside) = (byte, is);
            }
        }
        spans.push(Span::styled(
            printable::plain(&line[from..]).into_owned(),
            if inside { evidence } else { Style::new() },
        ));
        lines.push(Line::from(spans));
        at += line.chars().count() + 1;
    }
    Text::from(lines)
}
