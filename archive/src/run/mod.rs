//! Reading an archive: only what is new, a few months at a time.
//!
//! Owns: which articles are to be read, in which lots, and the queries that read them. In: inputs, and what the archive holds. Out: the
//! tables of the archive, brought up to date. Refuses: to leave out articles that were read before and are not among the inputs.

mod place;
mod sql;

pub use place::Place;

use crate::articles::{Articles, ArticlesPlan, Layout};
use crate::failure::Failure;
use crate::months::{Months, MonthsPlan};
use crate::reader::Reader;
use crate::rows::Table;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use sql::Fresh;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What to read into an archive.
#[derive(Debug, Clone)]
pub struct Run {
    /// Files and folders.
    pub inputs: Vec<String>,
    /// How they are laid out.
    pub layout: Layout,
    /// A condition of SQL over the columns of articles.
    pub filter: Option<String>,
    /// Keep every mention.
    pub mentions: bool,
    /// Keep the bytes as received.
    pub captures: bool,
    /// Articles to read in one lot, at least, before what was read is put in its place; months are not divided.
    pub lot: u64,
}

/// What became of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Articles met.
    pub articles: u64,
    /// Of these, looked at in this run; the others were up to date.
    pub fresh: u64,
    /// In the months that were brought up to date: articles read, passed over, and inputs that gave none.
    pub read: u64,
    pub passed_over: u64,
    pub failed: u64,
    pub incidents: u64,
}

/// Articles of a month.
#[derive(Debug, Default)]
struct Month {
    articles: u64,
    to_read: u64,
    files: BTreeSet<String>,
}

/// Brings the archive at a place up to date; `tell` is given a line after each lot. Articles are read in `context`, which may be a
/// cluster; what was read is put together with what the archive holds in `here`, on this machine.
///
/// # Errors
/// A query or the storage fails; what was put in place before stays, and the next run goes on from there.
pub async fn run(
    context: &SessionContext,
    here: &SessionContext,
    reader: &Reader,
    place: &Place,
    run: &Run,
    mut tell: impl FnMut(&str),
) -> Result<Done, Failure> {
    let _own = place.lock()?;
    place.settle().await?;
    let run = &Run { filter: run.filter.as_deref().map(sql::condition).transpose()?, ..run.clone() };
    let engine = reader.hash().map_err(Failure::Usage)?.to_owned();
    let fresh = Fresh { engine, gate: reader.gate_hash(), mentions: run.mentions, captures: run.captures };
    articles(context, run, None)?;
    let held = reports(context, place).await?;
    let months = plan(context, run, held.then_some(&fresh)).await?;
    let mut done = Done::default();
    let all: u64 = months.values().map(|month| month.to_read).sum();
    done.articles = months.values().map(|month| month.articles).sum();
    for lot in lots(&months, run.lot) {
        articles(context, run, Some(&lot))?;
        let names: Vec<&str> = lot.iter().map(|(name, _)| *name).collect();
        let held = place.has_any("reports", &names).await?;
        let query = sql::reports(run.filter.as_deref(), &fresh, &names, held);
        if held {
            reports(context, place).await?;
            insert(context, "reports", &place.aside(), &query).await?;
            register(here, "new_reports", &format!("{}reports/", place.aside()), true).await?;
            reports(here, place).await?;
            insert(here, "reports", &place.staging(), &sql::merged(&names)).await?;
        } else {
            insert(context, "reports", &place.staging(), &query).await?;
        }
        register(context, "new_reports", &place.staged("reports"), true).await?;
        for table in Table::ALL {
            insert(context, table.name(), &place.staging(), &sql::rows(table)).await?;
        }
        let counts = one_row(context, sql::COUNTS).await?;
        let count = |at: usize| counts.column(at).as_primitive::<Int64Type>().value(0).max(0) as u64;
        place.commit(&names).await?;
        done.fresh += lot.iter().map(|(_, month)| month.to_read).sum::<u64>();
        done.read += count(0);
        done.passed_over += count(1);
        done.failed += count(2);
        done.incidents += count(3);
        tell(&format!(
            "{}: {} articles read, {} passed over, {} incident reports; {} % of what is new",
            span(&names),
            count(0),
            count(1),
            count(3),
            done.fresh * 100 / all.max(1)
        ));
    }
    Ok(done)
}

/// The names of some months, shortly.
fn span(months: &[&str]) -> String {
    match months {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, .., last] => format!("{first} … {last}"),
    }
}

/// Months that have something new, in order, in lots that are large enough.
fn lots(months: &BTreeMap<String, Month>, least: u64) -> Vec<Vec<(&str, &Month)>> {
    let (mut out, mut lot, mut sum) = (Vec::new(), Vec::new(), 0);
    for (name, month) in months.iter().filter(|(_, month)| month.to_read > 0) {
        lot.push((name.as_str(), month));
        sum += month.to_read;
        if sum >= least {
            out.push(std::mem::take(&mut lot));
            sum = 0;
        }
    }
    out.extend((!lot.is_empty()).then_some(lot));
    out
}

/// The table of articles: of all files, or of those in which a lot is.
fn articles(context: &SessionContext, run: &Run, lot: Option<&[(&str, &Month)]>) -> Result<(), Failure> {
    let only = lot.map(|lot| lot.iter().flat_map(|(_, month)| month.files.iter().cloned()).collect());
    let plan = ArticlesPlan { inputs: run.inputs.clone(), layout: run.layout.clone(), only };
    context.deregister_table("articles")?;
    context.register_table("articles", Arc::new(Articles::new(plan)?))?;
    Ok(())
}

/// The table of reports, where the archive has any.
async fn reports(context: &SessionContext, place: &Place) -> Result<bool, Failure> {
    let held = place.has("reports").await?;
    if held {
        register(context, "reports", &place.table("reports"), true).await?;
    }
    Ok(held)
}

/// A table over files of an archive.
pub(crate) async fn register(
    context: &SessionContext,
    name: &str,
    address: &str,
    by_month: bool,
) -> Result<(), Failure> {
    context.deregister_table(name)?;
    let mut options = ParquetReadOptions::default();
    if by_month {
        options = options
            .table_partition_cols(vec![("month".to_owned(), datafusion::arrow::datatypes::DataType::Utf8)]);
    }
    context.register_parquet(name, address, options).await?;
    Ok(())
}

async fn insert(context: &SessionContext, table: &str, into: &str, query: &str) -> Result<(), Failure> {
    let plan = MonthsPlan { table: table.to_owned(), into: into.to_owned() };
    let name = format!("into_{table}");
    context.deregister_table(&name)?;
    context.register_table(&name, Arc::new(Months::new(plan)))?;
    context.sql(&format!("INSERT INTO {name} {query}")).await?.collect().await?;
    Ok(())
}

/// Which months have what; everything is to be read where the archive has nothing yet.
async fn plan(
    context: &SessionContext,
    run: &Run,
    held: Option<&Fresh>,
) -> Result<BTreeMap<String, Month>, Failure> {
    let mut months: BTreeMap<String, Month> = BTreeMap::new();
    for batch in context.sql(&sql::plan(run.filter.as_deref(), held)).await?.collect().await? {
        let (names, files) = (batch.column(0).as_string::<i32>(), batch.column(1).as_string::<i32>());
        let (all, new) =
            (batch.column(2).as_primitive::<Int64Type>(), batch.column(3).as_primitive::<Int64Type>());
        for row in 0..batch.num_rows() {
            let month = months.entry(names.value(row).to_owned()).or_default();
            month.articles += all.value(row).max(0) as u64;
            month.to_read += new.value(row).max(0) as u64;
            month.files.insert(files.value(row).to_owned());
        }
    }
    Ok(months)
}

async fn one_row(context: &SessionContext, query: &str) -> Result<RecordBatch, Failure> {
    let batches = context.sql(query).await?.collect().await?;
    let row = batches.into_iter().find(|batch| batch.num_rows() > 0);
    row.ok_or_else(|| Failure::Usage("a count gave no row".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_whole_months_and_leave_out_those_that_are_up_to_date() {
        let month = |to_read| Month { articles: 9, to_read, files: BTreeSet::new() };
        let months: BTreeMap<String, Month> =
            [("2024-01", 3), ("2024-02", 0), ("2024-03", 4), ("2024-04", 1)]
                .map(|(name, n)| (name.to_owned(), month(n)))
                .into();
        let names = |least| -> Vec<Vec<&str>> {
            lots(&months, least).iter().map(|lot| lot.iter().map(|(name, _)| *name).collect()).collect()
        };
        assert_eq!(names(5), [vec!["2024-01", "2024-03"], vec!["2024-04"]]);
        assert_eq!(names(1), [vec!["2024-01"], vec!["2024-03"], vec!["2024-04"]]);
    }
}
