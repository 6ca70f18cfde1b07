//! Columns and rows of the table of articles.
//!
//! Owns: names and types of columns, the month of an article, the row of an input that gave none. In: documents. Out: record
//! batches. Refuses: values that the articles do not hold.

use claimbook_acquire::{Article, Document, InputError};
use claimbook_records::ids;
use datafusion::arrow::array::{ArrayRef, BinaryBuilder, RecordBatch, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::error::Result;
use std::sync::Arc;

/// Month of what has no date of publication.
pub(crate) const UNDATED: &str = "undated";

/// Columns of text, in order; the bytes of the capture follow. The name of the file is a column, too: a scan knows it of each file.
const TEXTS: [&str; 13] = [
    "id",
    "input",
    "refused",
    "url",
    "publisher",
    "domain",
    "headline",
    "published",
    "language",
    "month",
    "capture",
    "article",
    "body",
];

/// The column of the bytes as received.
const CAPTURED: &str = "captured";

/// The columns that a file gives, in order: all of text but `captured`; `id` and `input` are never empty.
pub fn columns() -> SchemaRef {
    let texts = TEXTS.iter().map(|name| {
        let always = matches!(*name, "id" | "input" | "month");
        Field::new(*name, DataType::Utf8, !always)
    });
    let captured = Field::new(CAPTURED, DataType::Binary, true);
    Arc::new(Schema::new(texts.chain([captured]).collect::<Vec<_>>()))
}

/// The month of a date or time of publication, `2024-03`; `undated` for none.
pub fn month(published: Option<&str>) -> &str {
    let month = published.and_then(|day| day.get(..7)).filter(|month| {
        let (year, rest) = month.split_at(4);
        year.bytes().all(|b| b.is_ascii_digit())
            && matches!(rest.as_bytes(), [b'-', b'0'..=b'1', b'0'..=b'9'])
    });
    month.unwrap_or(UNDATED)
}

/// A value for each text column, and the bytes.
type Row = ([Option<String>; TEXTS.len()], Option<Vec<u8>>);

/// The row of an article, or of an input that gave none with the reason. `wanted` are the columns that are asked for: the rest stays
/// empty where making it costs something.
pub(crate) fn row(document: Result<Document, InputError>, wanted: &Wanted) -> Row {
    let read = document.and_then(|document| Ok((document.article()?, document)));
    match read {
        Ok((article, document)) => {
            let bytes = wanted.captured.then(|| document.bytes().to_vec());
            (texts(&article, wanted), bytes)
        }
        Err(error) => (refused(&error), None),
    }
}

/// Columns that are dear to make.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    article: bool,
    captured: bool,
    body: bool,
}

impl Wanted {
    /// Those of a projection.
    pub(crate) fn of(schema: &Schema) -> Self {
        let has = |name| schema.index_of(name).is_ok();
        Self { article: has("article"), captured: has(CAPTURED), body: has("body") }
    }
}

fn texts(article: &Article, wanted: &Wanted) -> [Option<String>; TEXTS.len()] {
    let published = article.published.as_ref().map(|p| p.value.clone());
    // A record of strings and numbers always serialises.
    let whole = wanted.article.then(|| serde_json::to_string(&article.record()).unwrap_or_default());
    [
        Some(article.id.clone()),
        Some(article.input.clone()),
        None,
        article.url.clone(),
        article.publisher.as_ref().map(|p| p.name.clone()),
        article.publisher.as_ref().and_then(|p| p.domain.clone()),
        article.headline.clone(),
        published.clone(),
        Some(article.language.clone()),
        Some(month(published.as_deref()).to_owned()),
        article.capture.clone(),
        whole,
        wanted.body.then(|| article.body.as_str().to_owned()),
    ]
}

/// An input without an article has an address, too: of its name and what is wrong.
fn refused(error: &InputError) -> [Option<String>; TEXTS.len()] {
    let (input, problem) = (error.name(), error.to_string());
    let id = format!("inp_{}", &ids::sha256(format!("{input}\n{problem}").as_bytes())[..24]);
    TEXTS.map(|name| match name {
        "id" => Some(id.clone()),
        "input" => Some(input.clone()),
        "refused" => Some(problem.clone()),
        "month" => Some(UNDATED.to_owned()),
        _ => None,
    })
}

/// Rows in the columns of a projection.
pub(crate) fn batch(schema: &SchemaRef, rows: &[Row]) -> Result<RecordBatch> {
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match TEXTS.iter().position(|name| name == field.name()) {
            Some(at) => {
                let mut values = StringBuilder::new();
                rows.iter().for_each(|(texts, _)| values.append_option(texts[at].as_deref()));
                Arc::new(values.finish())
            }
            None => {
                let mut values = BinaryBuilder::new();
                rows.iter().for_each(|(_, bytes)| values.append_option(bytes.as_deref()));
                Arc::new(values.finish())
            }
        }
    });
    let options = datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(rows.len()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns.collect(), &options)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_dates() {
        assert_eq!(month(Some("2024-03-09T10:00:00Z")), "2024-03");
        assert_eq!(month(Some("2024-03")), "2024-03");
        for odd in [None, Some("2024"), Some("March 2024"), Some("2024-99-01"), Some("٢٠٢٤-٠٣-٠١")] {
            assert_eq!(month(odd), UNDATED, "{odd:?}");
        }
    }
}
