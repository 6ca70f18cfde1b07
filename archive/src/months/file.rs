//! One file of a table.
//!
//! Owns: the form of files: columns, compression, groups of rows of a fixed number. In: rows in order. Out: one Parquet file, put in
//! place whole. Refuses: a second row of the same article in the table of reports.

use super::table::{MONTH, MonthsPlan, RANK};
use datafusion::arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{BatchCoalescer, filter_record_batch};
use datafusion::error::{DataFusionError, Result};
use datafusion::parquet::arrow::AsyncArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::schema::types::ColumnPath;
use object_store::ObjectStore;
use object_store::buffered::BufWriter;
use std::sync::Arc;

/// Rows of a group: a report has some 15 kB, and a group is held until it is whole.
const GROUP: usize = 2048;

/// Rows handed on at a time: where pages end depends on it.
const CHUNK: usize = 256;

/// Columns in which no value comes twice.
const UNALIKE: [&str; 3] = ["article", "report", "captured"];

pub(super) struct MonthFile {
    month: String,
    writer: AsyncArrowWriter<BufWriter>,
    chunks: BatchCoalescer,
    /// Address of the last article, in the table of reports.
    last: Option<String>,
    /// Columns of a row that belong into the file.
    kept: Vec<usize>,
    of_reports: bool,
    count: u64,
}

impl MonthFile {
    pub(super) fn create(
        plan: &MonthsPlan,
        store: &Arc<dyn ObjectStore>,
        folder: &object_store::path::Path,
        month: String,
    ) -> Result<Self> {
        let schema = plan.schema();
        let kept = |name: &str| name != MONTH && name != RANK;
        let kept: Vec<usize> =
            (0..schema.fields().len()).filter(|at| kept(schema.field(*at).name())).collect();
        let schema = Arc::new(schema.project(&kept)?);
        let path = folder.clone().join(format!("month={month}")).join(format!("{}.parquet", plan.table));
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(parquet)?))
            .set_created_by("claimbook-archive".to_owned())
            .set_max_row_group_row_count(Some(GROUP));
        if plan.is_of_reports() {
            for name in UNALIKE {
                properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
            }
        }
        let object = BufWriter::new(Arc::clone(store), path);
        let writer = AsyncArrowWriter::try_new(object, Arc::clone(&schema), Some(properties.build()))
            .map_err(parquet)?;
        Ok(Self {
            month,
            writer,
            chunks: BatchCoalescer::new(schema, CHUNK),
            last: None,
            kept,
            of_reports: plan.is_of_reports(),
            count: 0,
        })
    }

    pub(super) fn month(&self) -> &str {
        &self.month
    }

    pub(super) async fn write(&mut self, rows: &RecordBatch) -> Result<()> {
        let rows = if self.of_reports { self.first_of_each(rows)? } else { rows.clone() };
        self.count += rows.num_rows() as u64;
        self.chunks.push_batch(rows.project(&self.kept)?)?;
        self.hand_on().await
    }

    /// The first row of each article: of two readings the newer, of two copies the one whose name comes first.
    fn first_of_each(&mut self, rows: &RecordBatch) -> Result<RecordBatch> {
        let at = rows.schema().index_of("id")?;
        let ids = rows.column(at).as_string::<i32>();
        let mut kept = Vec::with_capacity(ids.len());
        for row in 0..ids.len() {
            let id = ids.value(row);
            let is_new = self.last.as_deref() != Some(id);
            kept.push(is_new);
            if is_new {
                self.last = Some(id.to_owned());
            }
        }
        Ok(filter_record_batch(rows, &BooleanArray::from(kept))?)
    }

    async fn hand_on(&mut self) -> Result<()> {
        while let Some(chunk) = self.chunks.next_completed_batch() {
            self.writer.write(&chunk).await.map_err(parquet)?;
        }
        Ok(())
    }

    /// Puts the file in its place; gives the number of its rows.
    pub(super) async fn finish(mut self) -> Result<u64> {
        self.chunks.finish_buffered_batch()?;
        self.hand_on().await?;
        self.writer.close().await.map_err(parquet)?;
        Ok(self.count)
    }
}

fn parquet(error: datafusion::parquet::errors::ParquetError) -> DataFusionError {
    DataFusionError::ParquetError(Box::new(error))
}
