//! `claimbook serve`: the book on a screen.
//!
//! Owns: arguments, and what the server is made of. In: a ledger. Out: pages and an API on this machine, until it is told to
//! end. Refuses: any address but the loopback.

use super::export::people_of;
use crate::book::BookArguments;
use crate::failure::Failure;
use crate::overlay::Data;
use claimbook_ledger::Ledger;
use claimbook_web::{Access, Parts, Server};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Serve the book as pages and an API on this machine
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook serve --by ana                 # http://127.0.0.1:8787/
  claimbook serve --port 0                 # any free port; without --by nobody can decide

The server listens on this machine alone. docs/web.md says how others reach it.")]
pub struct Arguments {
    /// Where to listen; only this machine's own addresses are taken
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// 0 is any free one
    #[arg(long, value_name = "N", default_value_t = 8787)]
    port: u16,
    /// Your name, as it stands in the book; without one the book is only read
    #[arg(long, env = "CLAIMBOOK_REVIEWER", value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    book: BookArguments,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let book = arguments.book.clone();
    // What is wrong with the ledger is said before anything listens; what waits is linked.
    drop(book.read_linked()?);
    let gazetteer = data.gazetteer()?;
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
        people: Arc::new(move |name: &str| people_of(&gazetteer, name)),
        by: arguments.by.clone(),
    };
    let server = Server::bind(SocketAddr::new(arguments.bind, arguments.port), parts)?;
    let told = |out: &mut dyn Write| writeln!(out, "http://{}/", server.address()).and_then(|()| out.flush());
    told(&mut std::io::stdout()).map_err(Failure::io("standard output"))?;
    let who = arguments.by.as_deref().map_or("read only: no --by".to_owned(), |by| format!("as {by}"));
    crate::table::tell(&format!("serving {}, {who}; Ctrl-C ends it", arguments.book.shown()));
    Ok(server.run()?)
}
