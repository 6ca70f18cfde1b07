//! What happens, as it happens.
//!
//! Owns: the stream of server-sent events. In: the head of the book. Out: an event for each place it moved to. Refuses: more
//! than [`MOST`] listeners, and those whose account, session or token has ended.

use crate::accounts::Role;
use crate::answer;
use crate::app::App;
use crate::outgoing::Outgoing;
use crate::problem::Problem;
use crate::router::who;
use crate::visitor::Visitor;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use claimbook_ledger::Head;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Listeners at once.
const MOST: usize = 64;
/// How often a quiet connection shows that it lives.
const BEAT: Duration = Duration::from_secs(15);

/// Tells a listener where the book stands, at once and whenever it moves, until either side goes away.
pub(crate) async fn listen(State(app): State<Arc<App>>, Extension(visitor): Extension<Visitor>) -> Response {
    let mut head = app.head.subscribe();
    if app.head.receiver_count() > MOST {
        return Problem::new("too_many_requests", format!("more than {MOST} listen already")).into_response();
    }
    let mut closing = app.closing.subscribe();
    let (to, from) = mpsc::channel(4);
    tokio::spawn(async move {
        let mut event = moved(&head.borrow_and_update());
        while to.send(Ok(event)).await.is_ok() {
            event = tokio::select! {
                _ = closing.wait_for(|closed| *closed) => break,
                () = to.closed() => break,
                () = tokio::time::sleep(BEAT) => Bytes::from_static(b": here\n\n"),
                changed = head.changed() => match changed {
                    Ok(()) => moved(&head.borrow_and_update()),
                    Err(_) => break,
                },
            };
            // Listening is no sign of life.
            let still = who(&app, visitor.proof.clone(), false).await;
            if !still.is_ok_and(|visitor| visitor.role >= Role::Reader) {
                break;
            }
        }
    });
    let headers = vec![(header::CACHE_CONTROL, "no-store".to_owned())];
    answer::head(StatusCode::OK, "text/event-stream", headers, Body::new(Outgoing(from)))
}

fn moved(head: &Head) -> Bytes {
    let data = serde_json::json!({"seq": head.seq, "hash": head.hash});
    Bytes::from(format!("event: head\nid: {}\ndata: {data}\n\n", head.seq))
}
