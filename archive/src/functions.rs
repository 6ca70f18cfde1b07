//! Reading articles as functions of SQL.
//!
//! Owns: `gate(article)`, `read(article, engine, mentions)`, and a function for each flat table that gives the rows of a report. In:
//! columns of text. Out: columns. Refuses: to fail a query for one article: what went wrong stands in its row.

use crate::reader::{Outcome, Reader, article};
use crate::rows::Table;
use claimbook_records::Report;
use datafusion::arrow::array::{Array, AsArray, Int32Array, ListArray, StringArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Every function, over one engine.
pub fn functions(reader: &Arc<Reader>) -> Vec<Arc<ScalarUDF>> {
    let gate = ScalarUDF::new_from_impl(Gate { reader: Arc::clone(reader), signature: texts(1) });
    let read = ScalarUDF::new_from_impl(Read {
        reader: Arc::clone(reader),
        signature: Signature::exact(
            vec![DataType::Utf8, DataType::Utf8, DataType::Boolean],
            Volatility::Volatile,
        ),
    });
    let rows =
        Table::ALL.iter().map(|table| ScalarUDF::new_from_impl(Rows { table: *table, signature: texts(2) }));
    let incidents = ScalarUDF::new_from_impl(Incidents { signature: texts(1) });
    [gate, read, incidents].into_iter().chain(rows).map(Arc::new).collect()
}

/// Arguments of text. Called volatile so that no planner has an article read twice, or before it is filtered.
fn texts(number: usize) -> Signature {
    Signature::exact(vec![DataType::Utf8; number], Volatility::Volatile)
}

macro_rules! equal_by_name {
    ($($name:ident),+) => {$(
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.name() == other.name()
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.name().hash(state);
            }
        }
    )+};
}

equal_by_name!(Gate, Read, Incidents, Rows);

/// `gate(article)`: why an article is passed over without reading; null where it is to be read.
#[derive(Debug)]
struct Gate {
    reader: Arc<Reader>,
    signature: Signature,
}

impl ScalarUDFImpl for Gate {
    fn name(&self) -> &str {
        "gate"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        each(&args, |cell| match article(cell) {
            Err(_) => Ok(None),
            Ok(article) => self.reader.passes_over(&article).map_err(DataFusionError::Execution),
        })
    }
}

/// First letter of what `read` gives where there is no report: a report begins with a brace.
const NONE: char = '!';

/// `read(article, engine, mentions)`: the report without the body that the article has, or `!` and what went wrong. One text, since
/// planners take columns of records apart early, and would have an article read once for each.
#[derive(Debug)]
struct Read {
    reader: Arc<Reader>,
    signature: Signature,
}

impl ScalarUDFImpl for Read {
    fn name(&self) -> &str {
        "read"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let engine = constant(&args.args, 1)?;
        let mentions =
            matches!(args.args.get(2), Some(ColumnarValue::Scalar(ScalarValue::Boolean(Some(true)))));
        each(&args, |cell| {
            let outcome = match article(cell) {
                Err(reason) => Outcome::Failed(reason),
                Ok(article) => {
                    self.reader.read(&article, engine, mentions).map_err(DataFusionError::Execution)?
                }
            };
            Ok(Some(match outcome {
                Outcome::Failed(reason) => format!("{NONE}{reason}"),
                Outcome::Read(mut report) => {
                    report.article.body.clear();
                    serde_json::to_string(&report).unwrap_or_else(|error| format!("{NONE}{error}"))
                }
            }))
        })
    }
}

/// `incidents_in(report)`: how many incident reports a report holds; null for what is no report.
#[derive(Debug)]
struct Incidents {
    signature: Signature,
}

/// All that is looked at of a report to count its incidents.
#[derive(serde::Deserialize)]
struct Counted {
    incidents: Vec<serde::de::IgnoredAny>,
}

impl ScalarUDFImpl for Incidents {
    fn name(&self) -> &str {
        "incidents_in"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let cells = column(&args.args, 0, args.number_rows)?;
        let count =
            |cell: &str| serde_json::from_str::<Counted>(cell).ok().map(|report| report.incidents.len());
        let count = |cell: &str| count(cell).map(|n| i32::try_from(n).unwrap_or(i32::MAX));
        let counts: Int32Array = cells.iter().map(|cell| cell.and_then(count)).collect();
        Ok(ColumnarValue::Array(Arc::new(counts)))
    }
}

/// `incident_rows(id, report)` and its like: the rows of one flat table that a report gives, to be unnested.
#[derive(Debug)]
struct Rows {
    table: Table,
    signature: Signature,
}

impl Rows {
    fn item(&self) -> Arc<Field> {
        Arc::new(Field::new("item", DataType::Struct(self.table.fields()), true))
    }
}

impl ScalarUDFImpl for Rows {
    fn name(&self) -> &str {
        self.table.function()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::List(self.item()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let ids = column(&args.args, 0, args.number_rows)?;
        let reports = column(&args.args, 1, args.number_rows)?;
        let (mut rows, mut lengths) = (Vec::new(), Vec::with_capacity(ids.len()));
        for (id, cell) in ids.iter().zip(reports.iter()) {
            let before = rows.len();
            if let (Some(id), Some(cell)) = (id, cell) {
                let report: Report = serde_json::from_str(cell)
                    .map_err(|error| DataFusionError::Execution(format!("report of {id}: {error}")))?;
                self.table.rows(id, &report, &mut rows);
            }
            lengths.push(rows.len() - before);
        }
        let items = self.table.array(&rows)?;
        let list =
            ListArray::try_new(self.item(), OffsetBuffer::from_lengths(lengths), Arc::new(items), None)?;
        Ok(ColumnarValue::Array(Arc::new(list)))
    }
}

/// What `of` gives for each text of the first argument; null for null.
fn each(args: &ScalarFunctionArgs, of: impl Fn(&str) -> Result<Option<String>>) -> Result<ColumnarValue> {
    let cells = column(&args.args, 0, args.number_rows)?;
    let out: StringArray = cells.iter().map(|cell| cell.map_or(Ok(None), &of)).collect::<Result<_>>()?;
    Ok(ColumnarValue::Array(Arc::new(out)))
}

/// An argument as a column of text.
fn column(args: &[ColumnarValue], at: usize, rows: usize) -> Result<StringArray> {
    let Some(value) = args.get(at) else {
        return Err(DataFusionError::Execution(format!("argument {} is missing", at + 1)));
    };
    let array = value.clone().into_array(rows)?;
    Ok(cast(&array, &DataType::Utf8)?.as_string::<i32>().clone())
}

fn constant(args: &[ColumnarValue], at: usize) -> Result<&str> {
    match args.get(at) {
        Some(ColumnarValue::Scalar(ScalarValue::Utf8(Some(text)))) => Ok(text),
        _ => Err(DataFusionError::Execution(
            "the engine is named by a constant, such as 'read(article, '…', false)'".to_owned(),
        )),
    }
}
