//! Questions to an archive in SQL.
//!
//! Owns: which tables a question sees, and how answers are written. In: a query. Out: a table, CSV, JSON lines or a Parquet file. Refuses:
//! to change the archive.

use crate::articles::{Articles, ArticlesPlan};
use crate::failure::Failure;
use crate::run::{Place, register};
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::json::LineDelimitedWriter;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::prelude::{
    CsvReadOptions, DataFrame, JsonReadOptions, ParquetReadOptions, SQLOptions, SessionContext,
};
use futures::StreamExt;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Boxes for reading; holds the whole answer in memory
    Table,
    Csv,
    /// JSON lines
    Json,
}

/// Tables that every archive may have.
const TABLES: [&str; 6] = ["reports", "incidents", "claims", "tallies", "relations", "mentions"];

/// Makes the tables of an archive known, and articles where inputs are named.
///
/// # Errors
/// The storage fails.
pub async fn tables(
    context: &SessionContext,
    place: Option<&Place>,
    articles: Option<ArticlesPlan>,
) -> Result<(), Failure> {
    for table in TABLES {
        if let Some(place) = place
            && place.has(table).await?
        {
            register(context, table, &place.table(table), true).await?;
        }
    }
    if let Some(plan) = articles {
        context.register_table("articles", Arc::new(Articles::new(plan)?))?;
    }
    Ok(())
}

/// Makes a file or folder of the user's known under a name: CSV, Parquet or JSON lines, told by the end of the name.
///
/// # Errors
/// It is not written as `name=file`, or the file cannot be read.
pub async fn own_table(context: &SessionContext, named: &str) -> Result<(), Failure> {
    let usage = || {
        Failure::Usage(format!(
            "--table {named}: write it as name=FILE, with a file that ends in .csv, .parquet or .jsonl"
        ))
    };
    let (name, file) = named.split_once('=').ok_or_else(usage)?;
    match Path::new(file).extension().and_then(|end| end.to_str()) {
        Some("csv") => context.register_csv(name, file, CsvReadOptions::new()).await?,
        Some("parquet") => context.register_parquet(name, file, ParquetReadOptions::default()).await?,
        Some(end @ ("jsonl" | "json" | "ndjson")) => {
            let end = format!(".{end}");
            context.register_json(name, file, JsonReadOptions::default().file_extension(&end)).await?;
        }
        _ => return Err(usage()),
    }
    Ok(())
}

/// A query that asks and changes nothing.
async fn asked(context: &SessionContext, query: &str) -> Result<DataFrame, Failure> {
    let only = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    Ok(context.sql_with_options(query, only).await?)
}

/// Answers a query.
///
/// # Errors
/// The query is wrong or would change something, or it cannot be written.
pub async fn answer(
    context: &SessionContext,
    query: &str,
    form: Form,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let frame = asked(context, query).await?;
    let io = |error| Failure::Io { what: "standard output".to_owned(), error };
    if form == Form::Table {
        let batches = frame.collect().await?;
        return writeln!(
            out,
            "{}",
            pretty_format_batches(&batches).map_err(datafusion::error::DataFusionError::from)?
        )
        .map_err(io);
    }
    let mut stream = frame.execute_stream().await?;
    let mut header = true;
    while let Some(batch) = stream.next().await {
        let batch = batch?;
        let mut bytes = Vec::new();
        match form {
            Form::Csv => {
                let mut writer = WriterBuilder::new().with_header(header).build(&mut bytes);
                writer.write(&batch).map_err(datafusion::error::DataFusionError::from)?;
            }
            Form::Json | Form::Table => {
                let mut writer = LineDelimitedWriter::new(&mut bytes);
                writer
                    .write(&batch)
                    .and_then(|()| writer.finish())
                    .map_err(datafusion::error::DataFusionError::from)?;
            }
        }
        header = false;
        out.write_all(&bytes).map_err(io)?;
    }
    Ok(())
}

/// Writes the answer to a query into a Parquet file.
///
/// # Errors
/// As [`answer`].
pub async fn write(context: &SessionContext, query: &str, file: &str) -> Result<(), Failure> {
    let frame = asked(context, query).await?;
    frame.write_parquet(file, DataFrameWriteOptions::new().with_single_file_output(true), None).await?;
    Ok(())
}
