//! `claimbook verify`: is everything as it was recorded?
//!
//! Owns: arguments, verdict, and what `--repair` puts right. In: a ledger, its captures, noted heads, signatures. Out: what was checked
//! and what is wrong. Refuses: to change an entry.

use crate::book::{BookArguments, CaptureArguments, link};
use crate::endpoint::answers_beside;
use crate::failure::Failure;
use crate::witness::{self, Vouched};
use crate::{noted, phrase, table};
use claimbook_acquire::{CaptureStore, FolderStore, Inputs, Options};
use claimbook_endpoint::Answers;
use claimbook_ledger::{Captures, Head, Verification, VerifyOptions};
use claimbook_records::ids::sha256;
use indicatif::ProgressBar;
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Check the database, the hash chain of the entries, the captures, and that everything else follows from the entries
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook verify
  claimbook verify --head 120:9f2c…          # a head noted earlier also shows a book cut short
  claimbook verify --head attacks.csv.head   # … such as the one beside an export
  # what others vouch for, see claimbook sign
  claimbook verify --signature claimbook.ledger.head.sig --public-key mira.key.pub
  claimbook verify --time-stamp claimbook.ledger.head.tsr --authority authority.pem
  claimbook verify --repair                  # make lists, indexes and links anew from the entries
  claimbook verify --repair --from reports/  # and put damaged captures back from the files they came from

Beside the ledger stands LEDGER.head, the last entry as the last command left it: it shows a ledger that lost entries.
What an entry says is never changed; a ledger with a bad entry is restored from a copy or made from a log.

Exit code 4 when something is not as it was recorded.")]
pub struct Arguments {
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    captures: CaptureArguments,
    /// A head noted earlier, as `verify` prints it, or a file that holds one
    #[arg(long, value_name = "SEQ:HASH|FILE", value_parser = noted::parse_or_read)]
    head: Vec<Head>,
    /// A signature of a head of this ledger, which is to be by one of the public keys
    #[arg(long, value_name = "FILE", requires = "public_key")]
    signature: Vec<PathBuf>,
    /// A public key, as `claimbook sign new-key` makes them
    #[arg(long, value_name = "FILE", requires = "signature")]
    public_key: Vec<PathBuf>,
    /// A time stamp (RFC 3161) over a head of this ledger
    #[arg(long, value_name = "FILE")]
    time_stamp: Vec<PathBuf>,
    /// Certificates of the authorities, in PEM form, of which one is to vouch for each time stamp
    #[arg(long, value_name = "FILE", requires = "time_stamp")]
    authority: Option<PathBuf>,
    /// Folder of the kept answers of language models [default: beside the captures]
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,
    /// Do not check the captures and answers
    #[arg(long)]
    no_captures: bool,
    /// Make anew what follows from the entries, where it is damaged; put damaged captures back from files that are there
    #[arg(long)]
    repair: bool,
    /// Files and folders to put damaged captures back from, besides the inputs that the ledger names
    #[arg(long, value_name = "FILE", requires = "repair", conflicts_with = "no_captures")]
    from: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The captures as the ledger asks for them.
pub struct Kept<'s>(pub &'s FolderStore);

impl Captures for Kept<'_> {
    fn check(&self, hash: &str) -> Result<(), String> {
        self.0.check(hash).map_err(|e| e.to_string())
    }

    fn kept(&self) -> Result<Vec<String>, String> {
        self.0.addresses().map_err(|e| e.to_string())
    }
}

/// Answers of language models, by the hashes of their files.
struct Answered {
    folder: PathBuf,
    hashes: BTreeSet<String>,
}

impl Answered {
    fn of(folder: PathBuf) -> Result<Self, Failure> {
        let all = Answers::new(&folder).digests().map_err(|e| Failure::Check(e.to_string()))?;
        Ok(Self { folder, hashes: all.into_iter().collect() })
    }
}

impl Captures for Answered {
    fn check(&self, hash: &str) -> Result<(), String> {
        let gone = || {
            let folder = self.folder.display();
            format!("the answer {hash} is not in '{folder}', or was changed (--answers names another folder)")
        };
        if self.hashes.contains(hash) { Ok(()) } else { Err(gone()) }
    }

    fn kept(&self) -> Result<Vec<String>, String> {
        Ok(self.hashes.iter().cloned().collect())
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut found = look(arguments)?;
    if arguments.repair
        && found.bad_entry.is_none()
        && (!found.derived_is_good() || !found.bad_captures.is_empty())
    {
        repair(arguments, &found)?;
        found = look(arguments)?;
    }
    let vouched = vouched(arguments)?;
    if arguments.json {
        table::json([Answer { found: &found, vouched: &vouched }])?;
    } else {
        let lines: String = vouched.iter().map(|v| v.told() + "\n").collect();
        table::text(&(told(&found) + &lines))?;
    }
    if !found.is_good() {
        return Err(Failure::Check("the ledger is not as it was recorded".to_owned()));
    }
    match vouched.iter().all(|v| v.problem.is_none()) {
        true => Ok(()),
        false => Err(Failure::Check("not all that was given vouches for this ledger".to_owned())),
    }
}

#[derive(serde::Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    found: &'a Verification,
    /// Signatures, then time stamps, as they were named.
    vouched: &'a [Vouched],
}

/// What the signatures and time stamps say that were named.
fn vouched(arguments: &Arguments) -> Result<Vec<Vouched>, Failure> {
    if arguments.signature.is_empty() && arguments.time_stamp.is_empty() {
        return Ok(Vec::new());
    }
    let ledger = arguments.book.read()?;
    let signed = arguments.signature.iter().map(|file| witness::signed(&ledger, file, &arguments.public_key));
    let authority = arguments.authority.as_deref();
    let stamped = arguments.time_stamp.iter().map(|file| witness::stamped(&ledger, file, authority));
    signed.chain(stamped).collect()
}

fn look(arguments: &Arguments) -> Result<Verification, Failure> {
    let mut noted = arguments.head.clone();
    noted.extend(arguments.book.noted().read()?);
    let captures = arguments.captures.of(&arguments.book);
    let kept = Kept(&captures);
    let folder = || arguments.answers.clone().unwrap_or_else(|| answers_beside(&captures));
    let answered = if arguments.no_captures { None } else { Some(Answered::of(folder())?) };
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let progress = |done: i64, all: i64| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    };
    let options = VerifyOptions {
        captures: if arguments.no_captures { None } else { Some(&kept) },
        answers: answered.as_ref().map(|a| a as &dyn Captures),
        noted,
        progress: Some(&progress),
    };
    let found = arguments.book.read()?.verify(&options)?;
    bar.finish_and_clear();
    Ok(found)
}

fn repair(arguments: &Arguments, found: &Verification) -> Result<(), Failure> {
    if !found.derived_is_good() {
        let mut ledger = arguments.book.open()?;
        ledger.repair()?;
        link(&mut ledger)?;
        eprintln!("claimbook: what follows from the entries was made anew");
    }
    let mut bad: BTreeSet<&str> = found.bad_captures.iter().map(|flaw| flaw.capture.as_str()).collect();
    if bad.is_empty() {
        return Ok(());
    }
    let captures = arguments.captures.of(&arguments.book);
    let options = Options { hidden: true, ..Options::default() };
    let named = found.bad_captures.iter().filter_map(|flaw| file_of(&flaw.input));
    let inputs = Inputs::expand(arguments.from.iter().cloned().chain(named), &options);
    let mut put_back = 0;
    for document in claimbook_acquire::documents(inputs, options) {
        match document {
            Ok(document) if bad.remove(sha256(document.bytes()).as_str()) => {
                captures.put(document.bytes())?;
                put_back += 1;
            }
            Ok(_) => {}
            Err(error) => eprintln!("claimbook: {error}"),
        }
        if bad.is_empty() {
            break;
        }
    }
    eprintln!("claimbook: {put_back} captures put back");
    Ok(())
}

/// The file an article came from, where it is still there; of a record without an id, its line is left off.
fn file_of(input: &str) -> Option<PathBuf> {
    let whole = Path::new(input);
    let record = input.rsplit_once(':').map(|(file, _)| Path::new(file));
    [Some(whole), record].into_iter().flatten().find(|path| path.is_file()).map(Path::to_owned)
}

fn told(found: &Verification) -> String {
    let answers = match found.answers {
        0 => String::new(),
        n => format!(", {} as given", phrase::of(n, "answer")),
    };
    let mut lines = vec![
        format!(
            "{} entries as they were sealed, {} captures as received{answers}",
            found.entries, found.captures
        ),
        format!("head {}:{}", found.head.seq, found.head.hash),
    ];
    if !found.loose_captures.is_empty() {
        let first: Vec<&str> = found.loose_captures.iter().take(3).map(String::as_str).collect();
        let more = if found.loose_captures.len() > first.len() { ", …" } else { "" };
        lines.push(format!(
            "note: {} captures that no entry names: {}{more}",
            found.loose_captures.len(),
            first.join(", ")
        ));
    }
    if found.unlinked > 0 {
        lines.push(format!("note: {} articles wait to be linked, so links were not checked", found.unlinked));
    }
    lines.extend(
        found
            .set_back
            .iter()
            .map(|seq| format!("note: entry {seq} was recorded by a clock that was set back")),
    );
    lines.extend(found.database.iter().map(|problem| format!("BAD database: {problem}")));
    lines.extend(found.schema.iter().map(|what| format!("BAD schema: {what} is not as it is made")));
    let flaws = found.bad_entry.iter().chain(&found.noted);
    lines.extend(flaws.map(|flaw| format!("BAD entry {}: {}", flaw.seq, flaw.problem)));
    lines.extend(found.bad_captures.iter().map(|flaw| {
        let from = if flaw.input.is_empty() { String::new() } else { format!(" (from {})", flaw.input) };
        format!("BAD entry {}: {}{from}", flaw.seq, flaw.problem)
    }));
    lines.extend(found.bad_answers.iter().map(|flaw| format!("BAD entry {}: {}", flaw.seq, flaw.problem)));
    lines.extend(
        found.bad_views.iter().map(|table| format!("BAD list '{table}' does not follow from the entries")),
    );
    let advice = match (&found.bad_entry, found.derived_is_good(), found.bad_captures.is_empty()) {
        (Some(_), ..) => "an entry cannot be mended: restore the ledger from a copy, or make it from a log",
        (None, false, _) => "`claimbook verify --repair` makes anew what follows from the entries",
        (None, true, false) => {
            "`claimbook verify --repair --from FILES` or `claimbook add FILES` puts captures back"
        }
        _ => "",
    };
    lines.extend(Some(advice).filter(|a| !a.is_empty()).map(str::to_owned));
    lines.join("\n") + "\n"
}
