//! Progress of long work.
//!
//! Owns: the bar with its rate. In: how far reading has come. Out: a line on stderr, on a terminal only. Refuses:
//! stdout.

use crate::endpoint::SoFar;
use claimbook_acquire::Progress as Reading;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// A bar that shows itself only when somebody is looking and the work takes a while.
pub struct Bar {
    bar: ProgressBar,
    reading: Reading,
}

impl Bar {
    /// A bar over what is being read; with `quiet` (the results go to the same terminal) nothing is drawn.
    pub fn over(reading: Reading, quiet: bool) -> Self {
        let hidden = quiet || !std::io::stderr().is_terminal();
        let bar =
            if hidden { ProgressBar::hidden() } else { ProgressBar::new(reading.bytes_total().unwrap_or(0)) };
        let template = if reading.bytes_total().is_some() {
            "{bar:24} {bytes}/{total_bytes} {msg} eta {eta}"
        } else {
            "{spinner} {bytes} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if !hidden {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self { bar, reading }
    }

    /// Says that so many articles are done, and what was asked for them.
    pub fn articles(&self, done: usize, asked: Option<SoFar>) {
        self.bar.set_position(self.reading.bytes_read());
        if let Some(asked) = asked {
            let share = self.reading.bytes_total().filter(|all| *all > 0);
            let share = share.map(|all| self.reading.bytes_read() as f64 / all as f64);
            self.bar.set_message(format!("{done} articles, {}", asked.told(share)));
            return;
        }
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        let rate = self.reading.bytes_read() as f64 / seconds;
        self.bar.set_message(format!(
            "{done} articles, {:.0} a second, {}/s",
            done as f64 / seconds,
            HumanBytes(rate as u64)
        ));
    }

    /// Prints a message above the bar.
    pub fn say(&self, message: &str) {
        // A reader of messages that went away is no reason to stop.
        let message = claimbook_ledger::printable::plain(message);
        self.bar.suspend(|| drop(writeln!(std::io::stderr(), "{message}")));
    }
}

/// A bar over so many equal steps.
pub struct Steps(ProgressBar);

impl Steps {
    /// A bar that shows itself only when somebody is looking and the work takes a while.
    pub fn of(what: &'static str, steps: u64) -> Self {
        let hidden = !std::io::stderr().is_terminal();
        let bar = if hidden { ProgressBar::hidden() } else { ProgressBar::new(steps) };
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:24} {pos}/{len} eta {eta}") {
            bar.set_style(style);
        }
        Self(bar.with_message(what))
    }

    /// Says that so many steps are done.
    pub fn reached(&self, done: usize) {
        self.0.set_position(done as u64);
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
