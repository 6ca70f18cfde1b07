//! One file, or a share of one, becomes batches of articles.
//!
//! Owns: the thread that reads, the size of batches, which articles of a file belong to a share. In: a place in an object store.
//! Out: a stream of record batches. Refuses: to hold more than a few batches; a file that cannot be read is a row that says so.

use super::batch::{self, Wanted};
use super::parquet::{self, Lines};
use claimbook_acquire::{Format, Options, Origin, documents_of};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::error::{DataFusionError, Result};
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::{GetResultPayload, ObjectStore, ObjectStoreExt};
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Sender, channel};

/// Rows of a batch: reading one article may take a tenth of a second, and work is shared out by batches.
const ROWS: usize = 64;

/// Batches that wait for who reads them.
const WAITING: usize = 2;

pub(super) struct ArticleOpener {
    pub(super) store: Arc<dyn ObjectStore>,
    /// The columns wanted.
    pub(super) schema: SchemaRef,
    pub(super) options: Options,
}

impl FileOpener for ArticleOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let (store, schema, options) =
            (Arc::clone(&self.store), Arc::clone(&self.schema), self.options.clone());
        Ok(Box::pin(async move {
            let (sender, receiver) = channel(WAITING);
            let handle = Handle::current();
            let name = match file.partition_values.first() {
                Some(datafusion::common::ScalarValue::Utf8(Some(name))) => name.clone(),
                _ => file.object_meta.location.to_string(),
            };
            let (origin, options) = origin(store, &file, options, handle).await;
            tokio::task::spawn_blocking(move || {
                let share = Share::of(&file);
                let work = || send(&name, origin.into(), options, share, &schema, &sender);
                // A reader that breaks off must not look like the end of the file.
                if catch_unwind(AssertUnwindSafe(work)).is_err() {
                    let broke = DataFusionError::Execution(format!(
                        "{name}: reading it broke off; leave it out, and tell us"
                    ));
                    sender.blocking_send(Err(broke)).ok();
                }
            });
            let stream = futures::stream::unfold(receiver, |mut receiver| async move {
                receiver.recv().await.map(|batch| (batch, receiver))
            });
            Ok(stream.boxed())
        }))
    }
}

/// Where the bytes of a file are; unlike what is made of it, it may go to another thread.
enum Found {
    File(PathBuf),
    Stream(Box<dyn Read + Send>),
}

impl From<Found> for Origin {
    fn from(found: Found) -> Self {
        match found {
            Found::File(path) => Self::File(path),
            Found::Stream(stream) => Self::Stream(stream),
        }
    }
}

/// Where the bytes of a file are, and how they are read.
async fn origin(
    store: Arc<dyn ObjectStore>,
    file: &PartitionedFile,
    mut options: Options,
    handle: Handle,
) -> (Found, Options) {
    let meta = &file.object_meta;
    if options.format.is_none() && parquet::is_one(store.as_ref(), meta).await {
        options.format = Some(Format::Jsonl);
        // In a task of its own: a damaged file may break off its reader.
        let opened = tokio::spawn(Lines::open(store, meta.clone(), handle)).await;
        let found: Box<dyn Read + Send> = match opened.map_err(io::Error::other).and_then(|opened| opened) {
            Ok(lines) => Box::new(lines),
            Err(error) => Box::new(Failed(Some(error))),
        };
        return (Found::Stream(found), options);
    }
    let found = match store.get(&meta.location).await.map(|got| got.payload) {
        Ok(GetResultPayload::File(_, path)) => Found::File(path),
        Ok(GetResultPayload::Stream(stream)) => {
            Found::Stream(Box::new(Incoming { stream, rest: bytes::Bytes::new(), handle }))
        }
        Err(error) => Found::Stream(Box::new(Failed(Some(io::Error::other(error))))),
    };
    (found, options)
}

/// Which articles of a file belong to a piece of work: every `of`th, from number `own` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    own: usize,
    of: usize,
}

impl Share {
    /// Shares stand where other formats have ranges of bytes: those of a packed file or a web archive cannot be read from the middle,
    /// and articles are named by their number in the file.
    fn of(file: &PartitionedFile) -> Self {
        match &file.range {
            Some(range) => Self { own: range.start.max(0) as usize, of: range.end.max(1) as usize },
            None => Self { own: 0, of: 1 },
        }
    }

    fn holds(self, number: usize) -> bool {
        number % self.of == self.own
    }
}

/// Reads a file to its end, or until nobody takes what it gives.
fn send(
    name: &str,
    origin: Origin,
    options: Options,
    share: Share,
    schema: &SchemaRef,
    sender: &Sender<Result<RecordBatch>>,
) {
    let wanted = Wanted::of(schema);
    let mut rows = Vec::with_capacity(ROWS);
    for (number, document) in documents_of(name, origin, options).enumerate() {
        if !share.holds(number) {
            continue;
        }
        rows.push(batch::row(document, &wanted));
        if rows.len() == ROWS {
            if sender.blocking_send(batch::batch(schema, &rows)).is_err() {
                return;
            }
            rows.clear();
        }
    }
    if !rows.is_empty() {
        // Nobody takes it when the query has ended.
        sender.blocking_send(batch::batch(schema, &rows)).ok();
    }
}

/// A stream of an object store, read by a thread that may wait.
struct Incoming {
    stream: BoxStream<'static, object_store::Result<bytes::Bytes>>,
    rest: bytes::Bytes,
    handle: Handle,
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.handle.block_on(self.stream.next()) {
                Some(Ok(bytes)) => self.rest = bytes,
                Some(Err(error)) => return Err(io::Error::other(error)),
                None => return Ok(0),
            }
        }
        let n = buffer.len().min(self.rest.len());
        buffer[..n].copy_from_slice(&self.rest.split_to(n));
        Ok(n)
    }
}

/// A file that could not be opened: the reason comes when it is read, as with any other.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A share of a file for each of `of` pieces of work.
pub(super) fn shares(file: &PartitionedFile, of: usize) -> impl Iterator<Item = PartitionedFile> {
    (0..of).map(move |own| file.clone().with_range(own as i64, of as i64))
}
