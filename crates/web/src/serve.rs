//! The server: from an address to its end.
//!
//! Owns: where it listens, its connections and their limits, and how it ends. In: an address and a router. Out: nothing.
//! Refuses: any address but the loopback where nobody is asked who they are, or by which name people come.

use crate::app::{App, Door, Parts};
use crate::problem::Problem;
use crate::router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Threads that move bytes; the book is read on others.
const THREADS: usize = 2;
/// Threads that read and write the book.
const BLOCKING: usize = 32;
/// Connections at once.
const CONNECTIONS: usize = 256;
/// How long the head of a request may take to come.
const HEAD: Duration = Duration::from_secs(10);
/// Bytes of the head of a request.
const BUFFER: usize = 64 << 10;
/// How long requests at work may go on when the server ends.
const GRACE: Duration = Duration::from_secs(5);
/// How often is looked whether somebody else wrote to the book, while anybody listens.
const LOOK: Duration = Duration::from_secs(1);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Anybody who can reach another address could decide in the name of whoever started the server.
    #[error(
        "{0} is not the loopback: without accounts (--users) the server listens on 127.0.0.1 or ::1 alone; see docs/web.md"
    )]
    NotLoopback(SocketAddr),
    /// Any name that leads here would do.
    #[error("{0} is not the loopback: say by which name people come, with --host NAME; see docs/web.md")]
    NoHost(SocketAddr),
    /// The address is taken, or there is none.
    #[error("cannot listen on {at}")]
    Listen {
        at: SocketAddr,
        #[source]
        error: io::Error,
    },
    /// There are no threads to be had.
    #[error("cannot begin")]
    Begin(#[from] io::Error),
    /// The book cannot be read.
    #[error("{0}")]
    Book(String),
}

/// A server that listens and waits to be run.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    /// Listens; port 0 is any free one.
    pub fn bind(at: SocketAddr, parts: Parts) -> Result<Self, ServeError> {
        if !at.ip().is_loopback() {
            match &parts.door {
                Door::Local { .. } => return Err(ServeError::NotLoopback(at)),
                Door::Accounts { hosts, .. } if hosts.is_empty() => return Err(ServeError::NoHost(at)),
                Door::Accounts { .. } => {}
            }
        }
        let app = Arc::new(App::new(parts).map_err(|problem: Problem| ServeError::Book(problem.detail))?);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .max_blocking_threads(BLOCKING)
            .thread_name("claimbook-web")
            .enable_io()
            .enable_time()
            .build()?;
        let failed = |error| ServeError::Listen { at, error };
        let listener = runtime.block_on(TcpListener::bind(at)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { runtime, listener, address, app })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process is told to end (Ctrl-C, or the signal to terminate), then lets requests at work finish.
    pub fn run(self) -> Result<(), ServeError> {
        let Self { runtime, listener, app, .. } = self;
        let done = runtime.block_on(async {
            tokio::spawn(watch(Arc::clone(&app)));
            let graceful = GracefulShutdown::new();
            tokio::select! {
                () = accept(listener, Arc::clone(&app), &graceful) => {}
                ended = told_to_end() => ended?,
            }
            // Streams that never end by themselves are told.
            app.closing.send_replace(true);
            let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
            Ok(())
        });
        runtime.shutdown_timeout(GRACE);
        done
    }
}

async fn accept(listener: TcpListener, app: Arc<App>, graceful: &GracefulShutdown) {
    let service = TowerToHyperService::new(router(app));
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // No file descriptors, for one; a moment later there may be some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off is its peer's affair.
            let _ = connection.await;
            drop(slot);
        });
    }
}

/// Looks whether another process wrote to the book, while anybody listens.
async fn watch(app: Arc<App>) {
    loop {
        tokio::time::sleep(LOOK).await;
        if app.head.receiver_count() > 0 {
            let app = Arc::clone(&app);
            let looked = tokio::task::spawn_blocking(move || {
                if let Ok(head) = app.book.read(false, |ledger| Ok(ledger.head()?)) {
                    app.moved(&head);
                }
            });
            let _ = looked.await;
        }
    }
}

async fn told_to_end() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
