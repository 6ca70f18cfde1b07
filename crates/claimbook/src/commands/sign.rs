//! `claimbook sign`: let somebody vouch for the state of a ledger.
//!
//! Owns: arguments. In: a ledger, a key. Out: a key, a signature, or a request for a time stamp, in files. Refuses: a private key
//! in an argument, and a head that the ledger does not hold.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::noted;
use crate::output::Output;
use crate::table;
use crate::witness::{line_of, signature, stamp};
use claimbook_ledger::Head;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Sign the ledger's last entry, and so all before it, or ask an authority for a time stamp over it
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook sign new-key mira.key      # mira.key is yours alone, mira.key.pub is for others
  claimbook verify && claimbook sign head --key mira.key
  claimbook verify --signature claimbook.ledger.head.sig --public-key mira.key.pub

  # the head that an export was made from
  claimbook sign head --key mira.key --head attacks.csv.head --out attacks.csv.head.sig

  # writes claimbook.ledger.head.tsq, which you send to an authority
  claimbook sign request
  curl -H 'Content-Type: application/timestamp-query' -o claimbook.ledger.head.tsr \
    --data-binary @claimbook.ledger.head.tsq URL_OF_AN_AUTHORITY
  claimbook verify --time-stamp claimbook.ledger.head.tsr --authority authority.pem

A signature says who stands for a state of the ledger, a time stamp that it was there at a
time. Both are over one line, `claimbook head SEQ:HASH`, and can be checked with openssl alone:
see docs/keeping.md.")]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make a key: the private part in a new file, the public one in FILE.pub
    NewKey {
        /// Where the private part goes; without a passphrase, readable by you alone
        file: PathBuf,
    },
    /// Sign a head with a private key
    Head {
        /// File of the private key (Ed25519, PKCS#8 in PEM form)
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Where the signature goes [default: LEDGER.head.sig]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        of: Of,
    },
    /// Write the request for a time stamp (RFC 3161) over a head, to be sent to an authority
    Request {
        /// Where the request goes [default: LEDGER.head.tsq]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        of: Of,
    },
}

/// Which head.
#[derive(Debug, clap::Args)]
struct Of {
    /// A head noted earlier instead of the last one, or a file that holds one
    #[arg(long, value_name = "SEQ:HASH|FILE", value_parser = noted::parse_or_read)]
    head: Option<Head>,
    #[command(flatten)]
    book: BookArguments,
}

impl Of {
    fn head(&self) -> Result<Head, Failure> {
        let ledger = self.book.read()?;
        if let Some(warning) = self.book.noted().warning(&ledger)? {
            return Err(Failure::Check(warning));
        }
        let head = self.head.clone().map_or_else(|| ledger.head(), Ok)?;
        if head.seq == 0 {
            return Err(Failure::Usage("the ledger holds no entry that could be vouched for".to_owned()));
        }
        if !ledger.holds(&head)? {
            return Err(Failure::Check(format!(
                "the ledger does not hold the head {}:{}",
                head.seq, head.hash
            )));
        }
        Ok(head)
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.what {
        What::NewKey { file } => {
            let public = signature::make_key(file)?;
            table::tell(&format!("{} is yours alone; {} is for others", file.display(), public.display()));
        }
        What::Head { key, out, of } => {
            let head = of.head()?;
            let out = out.clone().unwrap_or_else(|| of.book.noted().with(".sig"));
            write(&out, signature::sign(&head, key)?.as_bytes())?;
            table::tell(&format!("{} signs {}:{}", out.display(), head.seq, head.hash));
        }
        What::Request { out, of } => {
            let head = of.head()?;
            let out = out.clone().unwrap_or_else(|| of.book.noted().with(".tsq"));
            write(&out, &stamp::request(&line_of(&head)))?;
            table::tell(&format!(
                "{} asks for a time stamp over {}:{}; send it to an authority, see claimbook sign --help",
                out.display(),
                head.seq,
                head.hash
            ));
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut out = Output::to(Some(path))?;
    out.write_all(bytes).map_err(Failure::io(path.display().to_string()))?;
    out.finish()
}
