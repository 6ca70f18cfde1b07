//! The book behind a server: handles that read, one that writes.
//!
//! Owns: opening handles, handing them out, and linking what waits before linked incidents are asked. In: a way to open
//! the ledger. Out: work done on a handle. Refuses: more handles at once than [`READERS`]; who comes later waits.
//!
//! The ledger is synchronous, so all of this runs on threads for blocking work. A reader sees one moment of the book from
//! its first question to its last, whoever writes meanwhile, also another process.

use crate::problem::Problem;
use claimbook_ledger::{Error, Ledger};
use claimbook_link::Settings;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Handles that read at once.
const READERS: usize = 8;

/// For what a handle is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// Opens a handle of the book.
pub type Opener = dyn Fn(Access) -> Result<Ledger, Error> + Send + Sync;

/// Told of the book after something was written to it.
pub type Written = dyn Fn(&Ledger) + Send + Sync;

/// The book.
pub struct Book {
    open: Arc<Opener>,
    written: Arc<Written>,
    settings: Settings,
    readers: Mutex<Readers>,
    freed: Condvar,
    writer: Mutex<Option<Ledger>>,
}

#[derive(Default)]
struct Readers {
    idle: Vec<Ledger>,
    out: usize,
}

/// A reader on loan; it goes back when this is dropped.
struct Loan<'b> {
    book: &'b Book,
    ledger: Option<Ledger>,
    /// Whether the handle may be used again.
    sound: bool,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut readers = held(&self.book.readers);
        readers.out -= 1;
        readers.idle.extend(self.ledger.take().filter(|_| self.sound));
        self.book.freed.notify_one();
    }
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").finish_non_exhaustive()
    }
}

impl Book {
    /// A book behind an opener.
    pub fn new(open: Arc<Opener>, written: Arc<Written>) -> Self {
        Self {
            open,
            written,
            settings: Settings::embedded(),
            readers: Mutex::default(),
            freed: Condvar::new(),
            writer: Mutex::default(),
        }
    }

    /// How pairs are judged.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Reads. `linked` has what waits linked first.
    pub fn read<T>(
        &self,
        linked: bool,
        work: impl FnOnce(&Ledger) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        if linked {
            self.link()?;
        }
        let mut loan = self.borrow()?;
        let Some(ledger) = loan.ledger.as_ref() else { return Err(Problem::new("internal", "no reader")) };
        // A panic in the work leaves the handle behind.
        let done = ledger.at_one_moment(|| work(ledger));
        loan.sound = done.is_ok();
        done?
    }

    /// Writes; one after the other.
    pub fn write<T>(&self, work: impl FnOnce(&mut Ledger) -> Result<T, Problem>) -> Result<T, Problem> {
        let mut writer = held(&self.writer);
        let mut ledger = match writer.take() {
            Some(ledger) => ledger,
            None => (self.open)(Access::Write)?,
        };
        let done = work(&mut ledger);
        (self.written)(&ledger);
        *writer = Some(ledger);
        done
    }

    /// Links what waits; where the ledger cannot be written, it stays as it is.
    fn link(&self) -> Result<(), Problem> {
        if self.read(false, |ledger| Ok(ledger.unlinked(&self.settings)?))? == 0 {
            return Ok(());
        }
        match self.write(|ledger| Ok(ledger.link(&self.settings, &|_, _| {})?)) {
            Err(problem) if problem.code == "read_only" => Ok(()),
            done => done,
        }
    }

    fn borrow(&self) -> Result<Loan<'_>, Problem> {
        let mut readers = held(&self.readers);
        while readers.idle.is_empty() && readers.out >= READERS {
            readers = self.freed.wait(readers).unwrap_or_else(PoisonError::into_inner);
        }
        let idle = readers.idle.pop();
        readers.out += 1;
        drop(readers);
        // From here on the loan counts itself back.
        let mut loan = Loan { book: self, ledger: idle, sound: false };
        if loan.ledger.is_none() {
            loan.ledger = Some((self.open)(Access::Read)?);
        }
        Ok(loan)
    }
}

/// What a mutex holds, also after a panic elsewhere: what is kept here is whole at any moment.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
