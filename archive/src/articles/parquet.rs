//! Articles in Parquet files.
//!
//! Owns: what such a file begins with, and its rows as lines of JSON, which are read as any others: names of columns are keys. In: a file in
//! an object store. Out: a reader of lines. Refuses: to hold more than one batch.

use datafusion::arrow::json::LineDelimitedWriter;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::datasource::physical_plan::parquet::DefaultParquetFileReaderFactory;
use datafusion::parquet::arrow::ParquetRecordBatchStreamBuilder;
use datafusion::parquet::arrow::async_reader::{AsyncFileReader, ParquetRecordBatchStream};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::StreamExt;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use std::io::{self, Read};
use std::sync::Arc;
use tokio::runtime::Handle;

/// First bytes of a Parquet file.
const MAGIC: &[u8] = b"PAR1";

/// Rows of a batch.
const ROWS: usize = 64;

/// Whether a file is one. One that cannot be looked at is none: reading it tells why.
pub(super) async fn is_one(store: &dyn ObjectStore, file: &ObjectMeta) -> bool {
    let head = MAGIC.len() as u64;
    file.size > head && store.get_range(&file.location, 0..head).await.is_ok_and(|bytes| bytes == MAGIC)
}

/// The rows of a file as lines.
pub(super) struct Lines {
    rows: ParquetRecordBatchStream<Box<dyn AsyncFileReader>>,
    lines: Vec<u8>,
    /// Bytes of `lines` that were given.
    given: usize,
    handle: Handle,
}

impl Lines {
    /// Opens a file.
    pub(super) async fn open(
        store: Arc<dyn ObjectStore>,
        file: ObjectMeta,
        handle: Handle,
    ) -> io::Result<Self> {
        let files = DefaultParquetFileReaderFactory::new(store);
        let file = PartitionedFile::from(file);
        let reader: Box<dyn AsyncFileReader> =
            files.create_reader(0, file, None, &ExecutionPlanMetricsSet::new()).map_err(io::Error::other)?;
        let builder = ParquetRecordBatchStreamBuilder::new(reader).await.map_err(io::Error::other)?;
        let rows = builder.with_batch_size(ROWS).build().map_err(io::Error::other)?;
        Ok(Self { rows, lines: Vec::new(), given: 0, handle })
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.lines.len() {
            let Some(batch) = self.handle.block_on(self.rows.next()) else { return Ok(0) };
            let batch = batch.map_err(io::Error::other)?;
            self.lines.clear();
            self.given = 0;
            let mut writer = LineDelimitedWriter::new(&mut self.lines);
            writer.write(&batch).and_then(|()| writer.finish()).map_err(io::Error::other)?;
        }
        let rest = &self.lines[self.given..];
        let n = buffer.len().min(rest.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}
