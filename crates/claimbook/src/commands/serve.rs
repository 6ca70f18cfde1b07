//! `claimbook serve`: the book on a screen.
//!
//! Owns: arguments, and what the server is made of. In: a ledger, accounts where people sign in. Out: pages and an API, until it
//! is told to end. Refuses: any address but the loopback without accounts.

use super::user::UsersArguments;
use crate::book::BookArguments;
use crate::failure::Failure;
use crate::places::{known, people_of};
use claimbook_ledger::Ledger;
use claimbook_overlay::Data;
use claimbook_web::accounts::Accounts;
use claimbook_web::{Access, Door, Parts, Server};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// Serve the book as pages and an API, on this machine or, with accounts, to others
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook serve --by ana                 # http://127.0.0.1:8787/
  claimbook serve --port 0                 # any free port; without --by nobody can decide

  claimbook user add ana --role admin      # asks for a password
  claimbook serve --users --host book.example.org
  claimbook serve --users --public --bind 0.0.0.0 --host book.lan

Without --users the server listens on this machine alone. It speaks no TLS: docs/web.md says what to
put before it.")]
pub struct Arguments {
    /// Where to listen; without --users only this machine's own addresses are taken
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// 0 is any free one
    #[arg(long, value_name = "N", default_value_t = 8787)]
    port: u16,
    /// Your name, as it stands in the book; without one the book is only read. With --users everybody has their own
    #[arg(long, env = "CLAIMBOOK_REVIEWER", value_name = "NAME")]
    by: Option<String>,
    /// People sign in: the file of their accounts [default where only --users is said: LEDGER.users]
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    users: Option<Option<PathBuf>>,
    /// A name by which people reach the server, as their browsers have it (may be repeated)
    #[arg(long, value_name = "NAME", requires = "users")]
    host: Vec<String>,
    /// Let anybody see what is published, delayed, with names withheld and coarser places
    #[arg(long, requires = "users")]
    public: bool,
    /// Days since the last possible day of an incident before the public sees it; 0 for no delay
    #[arg(long, value_name = "N", default_value_t = 7, requires = "public")]
    delay_days: u32,
    #[command(flatten)]
    book: BookArguments,
}

impl Arguments {
    /// Who is let in, and how that is said.
    fn door(&self) -> Result<(Door, String), Failure> {
        let Some(named) = &self.users else {
            let who = self.by.as_deref().map_or("read only: no --by".to_owned(), |by| format!("as {by}"));
            return Ok((Door::Local { by: self.by.clone() }, who));
        };
        let file = UsersArguments::file(named.as_deref(), &self.book);
        let accounts = Accounts::open(&file)?;
        let public = self.public.then_some(self.delay_days);
        let seen = match public {
            None => String::new(),
            Some(0) => "; what is published to anybody".to_owned(),
            Some(days) => format!("; what is published to anybody, {days} days later"),
        };
        let who = format!("to the accounts of {}{seen}", file.display());
        Ok((Door::Accounts { accounts, hosts: self.host.clone(), public }, who))
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let book = arguments.book.clone();
    // What is wrong with the ledger is said before anything listens; what waits is linked.
    drop(book.read_linked()?);
    let (door, who) = arguments.door()?;
    let gazetteer = Arc::new(data.gazetteer()?);
    let places = Arc::clone(&gazetteer);
    let noted = book.clone();
    let parts = Parts {
        open: Arc::new(move |access| match access {
            Access::Read => Ledger::open_to_read(&book.db),
            Access::Write => Ledger::open(&book.db),
        }),
        written: Arc::new(move |ledger: &Ledger| {
            // The note is beside the ledger; the decision is on disk whether it can be written or not.
            if let Err(failure) = noted.note(ledger) {
                crate::table::tell(&failure.to_string());
            }
        }),
        codebook: data.codebook()?,
        places: Arc::new(move |wanted: &str| known(&places, wanted)),
        people: Arc::new(move |name: &str| people_of(&gazetteer, name)),
        door,
        now: Arc::new(jiff::Timestamp::now),
    };
    let server = Server::bind(SocketAddr::new(arguments.bind, arguments.port), parts)?;
    let told = |out: &mut dyn Write| writeln!(out, "http://{}/", server.address()).and_then(|()| out.flush());
    told(&mut std::io::stdout()).map_err(Failure::io("standard output"))?;
    crate::table::tell(&format!("serving {}, {who}; Ctrl-C ends it", arguments.book.shown()));
    Ok(server.run()?)
}
