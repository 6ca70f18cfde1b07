//! Rows in typed columns, as a Parquet file.
//!
//! Owns: the schema and the writing of one row group, without compression and without page statistics that would depend on
//! the version of the library. In: columns and cells as text. Out: bytes. Refuses: a cell that is not of its column's type.

use super::codes::Column;
use crate::error::{Error, Result};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::parser::parse_message_type;
use jiff::civil::{Date, date};
use std::sync::Arc;

/// Empty cells are nulls. Kinds: `string`, `integer`, `number`, `boolean`, `date`.
pub(super) fn write(columns: &[Column], rows: &[&[String]]) -> Result<Vec<u8>> {
    let fields = columns.iter().map(|c| {
        let kind = match c.kind {
            "integer" => ("INT64", ""),
            "number" => ("DOUBLE", ""),
            "boolean" => ("BOOLEAN", ""),
            "date" => ("INT32", " (DATE)"),
            _ => ("BYTE_ARRAY", " (UTF8)"),
        };
        format!("OPTIONAL {} {}{};", kind.0, c.name, kind.1)
    });
    let message = format!("message claimbook {{ {} }}", fields.collect::<Vec<_>>().join(" "));
    let schema = Arc::new(parse_message_type(&message).map_err(failed)?);
    let properties = WriterProperties::builder().set_created_by("claimbook".to_owned()).build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).map_err(failed)?;
    let mut group = file.next_row_group().map_err(failed)?;
    for (n, column) in columns.iter().enumerate() {
        let cells: Vec<&str> = rows.iter().map(|row| row.get(n).map_or("", String::as_str)).collect();
        match column.kind {
            "integer" => fill::<Int64Type, _>(&mut group, column, &cells, |c| c.parse().ok())?,
            "number" => fill::<DoubleType, _>(&mut group, column, &cells, |c| c.parse().ok())?,
            "boolean" => fill::<BoolType, _>(&mut group, column, &cells, |c| c.parse().ok())?,
            "date" => fill::<Int32Type, _>(&mut group, column, &cells, days)?,
            _ => fill::<ByteArrayType, _>(&mut group, column, &cells, |c| Some(ByteArray::from(c)))?,
        }
    }
    group.close().map_err(failed)?;
    file.close().map_err(failed)?;
    Ok(bytes)
}

fn fill<T: DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &Column,
    cells: &[&str],
    parse: impl Fn(&str) -> Option<T::T>,
) -> Result<()> {
    let bad = |cell: &str| Error::BadRequest(format!("'{cell}' is no {} ({})", column.kind, column.name));
    let told = cells.iter().filter(|c| !c.is_empty());
    let values = told.map(|c| parse(c).ok_or_else(|| bad(c))).collect::<Result<Vec<T::T>>>()?;
    let levels: Vec<i16> = cells.iter().map(|c| i16::from(!c.is_empty())).collect();
    let Some(mut writer) = group.next_column().map_err(failed)? else { return Ok(()) };
    writer.typed::<T>().write_batch(&values, Some(&levels), None).map_err(failed)?;
    writer.close().map_err(failed)
}

/// Days since the first of 1970.
fn days(cell: &str) -> Option<i32> {
    let day: Date = cell.parse().ok()?;
    Some((day - date(1970, 1, 1)).get_days())
}

fn failed(error: ParquetError) -> Error {
    Error::Write(std::io::Error::other(error))
}
