//! The command line of `claimbook-archive`.
//!
//! Owns: arguments, help texts, what is printed. In: arguments. Out: runs of the library. Refuses: anything that is not in the library.

use crate::articles::{ArticlesPlan, Layout};
use crate::cluster::{self, Post};
use crate::failure::Failure;
use crate::query::{self, Form};
use crate::reader::Reader;
use crate::rows::all_columns;
use crate::run::{self, Done, Place, Run};
use crate::session::{Means, context};
use claimbook_overlay::{Data, Marker};
use clap::{Args, Parser, Subcommand};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How often progress is told.
const EVERY: Duration = Duration::from_secs(15);

/// Read archives of articles into tables, on one machine or many
#[derive(Debug, Parser)]
#[command(
    name = "claimbook-archive",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  claimbook-archive run --out archive/ news-2024/*.jsonl.gz
  claimbook-archive run --out archive/ --where \"language = 'en' AND published >= '2024-01-01'\" crawl/
  claimbook-archive sql --out archive/ \"SELECT month, count(*) FROM incidents GROUP BY month ORDER BY month\"
  claimbook add --from-parquet archive/

docs/archive.md says what the tables hold and how to run it on many machines."
)]
pub struct Cli {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(RunArguments),
    Sql(SqlArguments),
    /// List the columns of every table with what they hold
    Columns,
    Scheduler(SchedulerArguments),
    Executor(ExecutorArguments),
}

#[derive(Debug, Args)]
struct MeansArguments {
    /// Pieces of work at a time [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Megabytes that sorting and joining may hold; what is more is spilled to disk
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    memory: usize,
    /// Folder for what is spilled [default: the system's]
    #[arg(long, value_name = "DIR")]
    spill: Option<PathBuf>,
}

impl MeansArguments {
    fn means(&self) -> Means {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Means {
            partitions: self.threads.unwrap_or(cores).max(1),
            memory: self.memory.max(64) << 20,
            spill: self.spill.clone(),
        }
    }
}

#[derive(Debug, Args)]
struct LayoutArguments {
    /// How inputs are laid out, as `claimbook extract --input-format` has it [default: told by content]
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<String>,
    /// Which column of a table, or key of a JSON object, holds what: url=link,body=text,published=date
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    columns: Option<String>,
}

impl LayoutArguments {
    fn layout(&self) -> Layout {
        Layout { format: self.input_format.clone(), columns: self.columns.clone() }
    }
}

/// Read what is new among some inputs into an archive: articles that it holds, read by the same engine, are left as they are
#[derive(Debug, Args)]
struct RunArguments {
    /// Files and folders, or addresses in an object store (s3://…); everything that `claimbook extract` reads
    #[arg(required = true, value_name = "FILE|URL")]
    inputs: Vec<String>,
    /// The archive's folder, or its address in an object store
    #[arg(long, value_name = "DIR|URL")]
    out: String,
    #[command(flatten)]
    layout: LayoutArguments,
    /// Read only articles for which this condition of SQL holds, over the columns id, input, url, publisher, domain, headline, published,
    /// language, month, file
    #[arg(long = "where", value_name = "SQL")]
    filter: Option<String>,
    /// Keep every mention, used or not
    #[arg(long)]
    mentions: bool,
    /// Keep the bytes as received of articles that were read, so that a ledger can have its captures
    #[arg(long)]
    captures: bool,
    /// New articles to read before what was read is put in its place, at least; months are not divided
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    lot: u64,
    /// Host and port of a scheduler: its executors read, and must reach inputs and archive under the same names
    #[arg(long, value_name = "HOST:PORT")]
    scheduler: Option<String>,
    #[command(flatten)]
    means: MeansArguments,
}

/// Ask an archive, and articles not yet read, in SQL
#[derive(Debug, Args)]
#[command(after_help = "\
Tables: reports, incidents, claims, tallies, relations, mentions of --out; articles of --articles; those of --table.
Functions besides those of DataFusion: gate(article), read(article, engine, mentions), incident_rows(id, report) and so on.

Examples:
  claimbook-archive sql --out archive/ \"SELECT country, count(*) FROM incidents WHERE NOT background AND NOT unsure GROUP BY country\"
  claimbook-archive sql --articles news/ \"SELECT publisher, count(*) FROM articles GROUP BY publisher\"
  claimbook-archive sql --out archive/ --table acled=acled.csv \"SELECT … FROM incidents i JOIN acled a ON …\"")]
struct SqlArguments {
    /// The query
    query: String,
    /// The archive's folder or address
    #[arg(long, value_name = "DIR|URL")]
    out: Option<String>,
    /// Files of articles, as a table named articles
    #[arg(long, value_name = "FILE|URL")]
    articles: Vec<String>,
    #[command(flatten)]
    layout: LayoutArguments,
    /// A table of your own: name=FILE, which ends in .csv, .parquet or .jsonl
    #[arg(long = "table", value_name = "NAME=FILE")]
    own_tables: Vec<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value = "table")]
    form: Form,
    /// Write the answer into this Parquet file instead
    #[arg(long, value_name = "FILE")]
    write: Option<String>,
    /// Host and port of a scheduler
    #[arg(long, value_name = "HOST:PORT")]
    scheduler: Option<String>,
    #[command(flatten)]
    means: MeansArguments,
}

/// Run the scheduler of a cluster, until it is stopped. Whoever reaches its port can run queries: keep it in a private network
#[derive(Debug, Args)]
struct SchedulerArguments {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:50050", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The name under which executors reach this machine
    #[arg(long, default_value = "localhost", value_name = "HOST")]
    name: String,
}

/// Run an executor of a cluster, until it is stopped. Its ports give out what is read: keep them in a private network
#[derive(Debug, Args)]
struct ExecutorArguments {
    /// Host and port of the scheduler
    #[arg(long, default_value = "localhost:50050", value_name = "HOST:PORT")]
    scheduler: String,
    /// Address to listen on; the next port is used, too
    #[arg(long, default_value = "127.0.0.1:50051", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The name under which the others reach this machine [default: told by the scheduler]
    #[arg(long, value_name = "HOST")]
    name: Option<String>,
    /// Folder for what goes from step to step
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
    #[command(flatten)]
    means: MeansArguments,
}

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// What went wrong, with its exit code.
    pub async fn run(self) -> Result<(), Failure> {
        if self.data.annotator == Marker::Endpoint {
            return Err(Failure::Usage(
                "an archive is not read by asking a model; use --annotator encoder or fast".to_owned(),
            ));
        }
        let reader = Arc::new(Reader::new(self.data));
        match self.command {
            Command::Run(arguments) => read(&reader, arguments).await,
            Command::Sql(arguments) => ask(&reader, arguments).await,
            Command::Columns => columns(),
            Command::Scheduler(arguments) => {
                cluster::scheduler(reader, arguments.listen, arguments.name).await
            }
            Command::Executor(arguments) => {
                let (host, port) = arguments.scheduler.rsplit_once(':').ok_or_else(|| {
                    Failure::Usage(format!("--scheduler {}: write it as HOST:PORT", arguments.scheduler))
                })?;
                let port =
                    port.parse().map_err(|_| Failure::Usage(format!("--scheduler: '{port}' is no port")))?;
                let io = |error| Failure::Io { what: arguments.work.display().to_string(), error };
                std::fs::create_dir_all(&arguments.work).map_err(io)?;
                let work = std::fs::canonicalize(&arguments.work).map_err(io)?;
                let post = Post {
                    scheduler: (host.to_owned(), port),
                    listen: arguments.listen,
                    named: arguments.name,
                    work,
                };
                cluster::executor(reader, post, arguments.means.means()).await
            }
        }
    }
}

async fn read(reader: &Arc<Reader>, arguments: RunArguments) -> Result<(), Failure> {
    let means = arguments.means.means();
    let context = context(reader, &means, arguments.scheduler.as_deref()).await?;
    let here = crate::session::context(reader, &means, None).await?;
    let place = Place::at(&context, &arguments.out, true)?;
    apart(&arguments.inputs, &arguments.out)?;
    let inputs = arguments.inputs.iter().map(|input| absolute(input, arguments.scheduler.is_some()));
    let run = Run {
        inputs: inputs.collect::<Result<_, _>>()?,
        layout: arguments.layout.layout(),
        filter: arguments.filter,
        mentions: arguments.mentions,
        captures: arguments.captures,
        lot: arguments.lot.max(1),
    };
    let done = match arguments.scheduler {
        // What executors have done is not known here before a lot ends.
        Some(_) => run::run(&context, &here, reader, &place, &run, tell).await?,
        None => telling(reader, run::run(&context, &here, reader, &place, &run, tell)).await?,
    };
    print(&format!("{}: {}\n", arguments.out, summary(&done)))?;
    if done.failed > 0 { Err(Failure::SomeInputs(done.failed)) } else { Ok(()) }
}

/// Tells how far a run has come, for as long as it takes.
async fn telling<T>(reader: &Reader, run: impl Future<Output = T>) -> T {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.tick().await;
    tokio::pin!(run);
    loop {
        tokio::select! {
            done = &mut run => return done,
            _ = ticks.tick() => {
                let (looked_at, read) = reader.so_far();
                tell(&format!("{looked_at} articles looked at, {read} of them read"));
            }
        }
    }
}

/// An archive does not read itself.
fn apart(inputs: &[String], out: &str) -> Result<(), Failure> {
    let Ok(out) = std::fs::canonicalize(out) else { return Ok(()) };
    match inputs.iter().find(|input| std::fs::canonicalize(input).is_ok_and(|input| out.starts_with(input))) {
        Some(input) => Err(Failure::Usage(format!(
            "the archive {} lies in {input}, which is to be read; put it elsewhere",
            out.display()
        ))),
        None => Ok(()),
    }
}

/// Executors have other working folders: paths for them are whole.
fn absolute(input: &str, away: bool) -> Result<String, Failure> {
    if !away || input.contains("://") {
        return Ok(input.to_owned());
    }
    let path = std::fs::canonicalize(input).map_err(|error| Failure::Io { what: input.to_owned(), error })?;
    Ok(path.display().to_string())
}

fn summary(done: &Done) -> String {
    if done.fresh == 0 {
        return format!("{} articles, all up to date", done.articles);
    }
    format!(
        "{} articles, {} of them new or to be read anew; the months brought up to date hold {} read with {} incident reports, {} passed over, \
         {} that gave no article",
        done.articles, done.fresh, done.read, done.incidents, done.passed_over, done.failed
    )
}

async fn ask(reader: &Arc<Reader>, arguments: SqlArguments) -> Result<(), Failure> {
    let context = context(reader, &arguments.means.means(), arguments.scheduler.as_deref()).await?;
    let place = arguments.out.as_deref().map(|out| Place::at(&context, out, false)).transpose()?;
    let inputs = arguments.articles.iter().map(|input| absolute(input, arguments.scheduler.is_some()));
    let inputs: Vec<String> = inputs.collect::<Result<_, _>>()?;
    let articles =
        (!inputs.is_empty()).then(|| ArticlesPlan { inputs, layout: arguments.layout.layout(), only: None });
    query::tables(&context, place.as_ref(), articles).await?;
    for table in &arguments.own_tables {
        query::own_table(&context, table).await?;
    }
    match &arguments.write {
        Some(file) => query::write(&context, &arguments.query, file).await,
        None => query::answer(&context, &arguments.query, arguments.form, &mut io::stdout().lock()).await,
    }
}

fn columns() -> Result<(), Failure> {
    let mut text = String::new();
    let mut of = "";
    for column in all_columns() {
        if column.table != of {
            of = column.table;
            text.push_str(&format!("\n{of} (a file a month)\n"));
        }
        text.push_str(&format!("  {:<20} {:<6} {}\n", column.name, column.kind, column.description));
    }
    print(text.trim_start())
}

fn print(text: &str) -> Result<(), Failure> {
    let written = io::stdout().lock().write_all(text.as_bytes());
    written.map_err(|error| Failure::Io { what: "standard output".to_owned(), error })
}

fn tell(line: &str) {
    // Nobody is left to be told when standard error is closed.
    writeln!(io::stderr().lock(), "claimbook-archive: {line}").ok();
}
