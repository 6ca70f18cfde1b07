//! A body that is written while it is sent.
//!
//! Owns: the way from a thread that writes to a connection that reads. In: bytes written. Out: a body. Refuses: to wait
//! for a reader for ever.

use bytes::Bytes;
use http_body::{Body, Frame};
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// Bytes sent at a time, and how many such lots may wait.
const LOT: usize = 64 << 10;
const WAITING: usize = 4;
/// How long a reader may take for one lot.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the connection reads.
#[derive(Debug)]
pub(crate) struct Outgoing(pub(crate) mpsc::Receiver<io::Result<Bytes>>);

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|lot| lot.map(|lot| lot.map(Frame::data)))
    }
}

/// Where the thread writes.
#[derive(Debug)]
pub(crate) struct Writer {
    to: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
    waiting: Vec<u8>,
}

/// The two ends of a body. Called where a runtime is.
pub(crate) fn body() -> (Writer, Outgoing) {
    let (to, from) = mpsc::channel(WAITING);
    (Writer { to, runtime: Handle::current(), waiting: Vec::new() }, Outgoing(from))
}

impl Writer {
    fn send(&mut self, lot: io::Result<Bytes>) -> io::Result<()> {
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        match self.to.try_send(lot) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(mpsc::error::TrySendError::Full(lot)) => {
                let sent = tokio::time::timeout(PATIENCE, self.to.send(lot));
                self.runtime
                    .block_on(sent)
                    .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
                    .map_err(gone)
            }
        }
    }

    /// Sends what waits; a body that failed is cut off, so that nobody takes a part for the whole.
    pub(crate) fn finish(mut self, done: io::Result<()>) {
        let sent = done.and_then(|()| self.flush());
        if let Err(error) = sent {
            let _ = self.send(Err(error));
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= LOT {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let lot = Bytes::from(std::mem::take(&mut self.waiting));
        self.send(Ok(lot))
    }
}
