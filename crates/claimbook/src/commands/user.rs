//! `claimbook user`: who may use a server.
//!
//! Owns: arguments, and how a password is asked for. In: names and roles; a password from the terminal or standard input. Out: a
//! changed file of accounts; a token's secret, once. Refuses: passwords in arguments and in the environment.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::table::{self, Column};
use claimbook_web::accounts::{Account, Accounts, Role};
use jiff::Timestamp;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// Longest password that is read, in bytes.
const LONGEST: u64 = 4_096;

/// Say who may use the server of --users, and in which role
#[derive(Debug, clap::Args)]
#[command(after_help = "Roles, each of which may what those before it may:
  reader      reads the book
  coder       decides about values and links, and writes notes
  reviewer    accepts, rejects, approves, grades, and takes back what others decided
  publisher   publishes and withholds, and decides about what is published
  admin       sees who has an account

Examples:
  claimbook user add ana --role admin             # asks for a password twice
  pass show book | claimbook user add ben --role reviewer
  claimbook user list
  claimbook user change ben --role publisher
  claimbook user change ben --password            # asks; his sessions end
  claimbook user token ana --role reader --days 30 > token
  claimbook user disable ana --token 3
  claimbook user disable ben                      # his sessions and tokens end; the name stays his

A server at work takes all of this at once. A token goes in the header Authorization: Bearer …")]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make an account; the password comes from the terminal, or is the first line of standard input
    Add {
        /// The name that decisions will carry
        name: String,
        #[arg(long)]
        role: Role,
        #[command(flatten)]
        users: UsersArguments,
    },
    /// Show accounts and their tokens
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        users: UsersArguments,
    },
    /// Give an account another role or password, or let it be used again
    #[command(group = clap::ArgGroup::new("change").required(true).multiple(true))]
    Change {
        name: String,
        #[arg(long, group = "change")]
        role: Option<Role>,
        /// Ask for another password, or read it from standard input; sessions end
        #[arg(long, group = "change")]
        password: bool,
        /// Let a disabled account be used again; its tokens stay gone
        #[arg(long, group = "change")]
        enable: bool,
        #[command(flatten)]
        users: UsersArguments,
    },
    /// End an account with its sessions and tokens, or one of its tokens
    Disable {
        name: String,
        /// Only this token, by its number in the list
        #[arg(long, value_name = "NUMBER")]
        token: Option<i64>,
        #[command(flatten)]
        users: UsersArguments,
    },
    /// Make a token for a program and print it; it is not shown again
    Token {
        /// The account in whose name the program asks
        name: String,
        /// What it may do, at most what the account may
        #[arg(long, default_value_t = Role::Reader)]
        role: Role,
        /// How long it holds
        #[arg(long, value_name = "N", default_value_t = 90)]
        days: u32,
        #[command(flatten)]
        users: UsersArguments,
    },
}

/// Which accounts.
#[derive(Debug, clap::Args)]
pub struct UsersArguments {
    /// The file of accounts [default: LEDGER.users]
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    #[command(flatten)]
    book: BookArguments,
}

impl UsersArguments {
    /// The file that is named, or the one that goes with a ledger.
    pub(super) fn file(named: Option<&Path>, book: &BookArguments) -> PathBuf {
        named.map_or_else(|| book.users(), Path::to_owned)
    }

    fn path(&self) -> PathBuf {
        Self::file(self.users.as_deref(), &self.book)
    }

    fn open(&self) -> Result<Accounts, Failure> {
        Ok(Accounts::open(&self.path())?)
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let now = Timestamp::now();
    match &arguments.what {
        What::Add { name, role, users } => {
            let password = password()?;
            Accounts::create_or_open(&users.path())?.add(name, *role, &password, now)?;
            table::tell(&format!(
                "{} may sign in as {role}; accounts: {}",
                name.trim(),
                users.path().display()
            ));
        }
        What::List { json, users } => {
            let all = users.open()?.list(now)?;
            return if *json { table::json(&all) } else { print(&all) };
        }
        What::Change { name, role, password: asked, enable, users } => {
            let accounts = users.open()?;
            if let Some(role) = role {
                accounts.set_role(name, *role)?;
                table::tell(&format!("{name} is {role} from now on"));
            }
            if *asked {
                accounts.set_password(name, &password()?)?;
                table::tell(&format!("{name} has another password; sessions with the old one have ended"));
            }
            if *enable {
                accounts.enable(name)?;
                table::tell(&format!("{name} may sign in again"));
            }
        }
        What::Disable { name, token: Some(token), users } => {
            users.open()?.revoke(name, *token)?;
            table::tell(&format!("token {token} of {name} has ended"));
        }
        What::Disable { name, token: None, users } => {
            users.open()?.disable(name, now)?;
            table::tell(&format!("{name} is disabled; sessions and tokens have ended"));
        }
        What::Token { name, role, days, users } => {
            let (secret, token) = users.open()?.issue(name, *role, *days, now)?;
            writeln!(io::stdout(), "{secret}").map_err(Failure::io("standard output"))?;
            table::tell(&format!(
                "token {} of {name}, {role} until {}; it is not shown again",
                token.id,
                day(token.expires)
            ));
        }
    }
    Ok(())
}

/// A password, typed twice and unseen; where no terminal is, the first line of standard input.
fn password() -> Result<String, Failure> {
    let failed = || Failure::io("the password");
    if !io::stdin().is_terminal() {
        let mut text = String::new();
        io::stdin().lock().take(LONGEST).read_to_string(&mut text).map_err(failed())?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    let first = rpassword::prompt_password("Password: ").map_err(failed())?;
    let again = rpassword::prompt_password("Again: ").map_err(failed())?;
    if first == again { Ok(first) } else { Err(Failure::Usage("the two passwords differ".to_owned())) }
}

fn print(accounts: &[Account]) -> Result<(), Failure> {
    let columns = [
        Column::Words("name"),
        Column::Words("role"),
        Column::Words("since"),
        Column::Words("disabled"),
        Column::Words("tokens"),
    ];
    let rows = accounts.iter().map(|account| {
        let tokens: Vec<String> = account
            .tokens
            .iter()
            .map(|token| {
                let used = token.used.map_or("never used".to_owned(), |at| format!("used {}", day(at)));
                format!("{}: {} until {}, {used}", token.id, token.role, day(token.expires))
            })
            .collect();
        vec![
            account.name.clone(),
            account.role.to_string(),
            day(account.created),
            account.disabled.map(day).unwrap_or_default(),
            tokens.join("; "),
        ]
    });
    table::print(&columns, rows.collect(), "no accounts")
}

/// The day of a moment, in UTC.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
