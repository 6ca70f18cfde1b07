//! A thread of its own for each thread that reads.
//!
//! Owns: where graphs run. In: work. Out: its result. Refuses: sharing: a reader that waits does not take up another article,
//! and the number of threads that compute is the number of those that read, so that results depend on neither.

use rten::ThreadPool;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

type Work = Box<dyn FnOnce(&Arc<ThreadPool>) + Send>;

thread_local! {
    static LANE: Option<Sender<Work>> = start();
}

/// Starts the thread; it ends with the thread that reads.
fn start() -> Option<Sender<Work>> {
    let (sender, receiver) = channel::<Work>();
    let run = move || {
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        while let Ok(work) = receiver.recv() {
            work(&pool);
        }
    };
    std::thread::Builder::new().name("encoder".to_owned()).spawn(run).ok().map(|_| sender)
}

/// Runs work on the lane of this thread; nothing when no thread could be started or the work broke off.
pub(crate) fn run<T: Send + 'static>(work: impl FnOnce(&Arc<ThreadPool>) -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = channel();
    let job: Work = Box::new(move |pool| {
        let _ = sender.send(work(pool));
    });
    LANE.with(|lane| lane.as_ref()?.send(job).ok())?;
    receiver.recv().ok()
}
