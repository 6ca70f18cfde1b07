//! From a request to a handler and back.
//!
//! Owns: the routes, and what happens around every handler: the guard, the tag of the book, kept answers, threads. In: the
//! table of questions. Out: a router. Refuses: bodies larger than [`LARGEST`].

use crate::answer::{self, Answer, Form};
use crate::app::App;
use crate::asked::Asked;
use crate::problem::Problem;
use crate::questions::{DECISIONS, QUESTIONS, Question, Request, UNDO};
use crate::{document, events, guard, outgoing, pages};
use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// Bytes of a body.
const LARGEST: usize = 256 << 10;
/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(15);

type Ask = axum::extract::Request;

/// All routes over a server's state.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for question in QUESTIONS {
        let handler =
            move |State(app): State<Arc<App>>, path: RawPathParams, uri: Uri, headers: HeaderMap| {
                let path: Vec<String> = path.iter().map(|(_, value)| value.to_owned()).collect();
                ask(app, *question, path, uri, headers)
            };
        let mut route = get(handler);
        if question.path == DECISIONS.path {
            route = route.post(move |State(app): State<Arc<App>>, request: Ask| {
                write(app, DECISIONS.handler, request)
            });
        }
        router = router.route(question.path, route.fallback(no_method));
    }
    router
        .route(
            UNDO.path,
            post(move |State(app): State<Arc<App>>, request: Ask| write(app, UNDO.handler, request))
                .fallback(no_method),
        )
        .route("/api/events", get(events::listen).fallback(no_method))
        .route("/api/openapi.json", get(document::json).fallback(no_method))
        .route("/api/docs", get(document::page).fallback(no_method))
        .route("/api/{*rest}", axum::routing::any(nothing))
        .fallback(pages::page)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), around))
        .with_state(app)
}

async fn no_method() -> Problem {
    Problem::new("method_not_allowed", "this path does not take that method")
}

async fn nothing(uri: Uri) -> Problem {
    Problem::new("not_found", format!("there is nothing at {}", uri.path()))
}

/// Guards what comes in and seals what goes out.
async fn around(State(app): State<Arc<App>>, request: Ask, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api");
    let mut response = match guard::admit(request.method(), request.uri(), request.headers(), &app.token) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    guard::seal(response.headers_mut());
    if api {
        let headers = response.headers_mut();
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    }
    response
}

/// Asks a question on a thread for blocking work. A long answer goes on there while it is sent.
async fn ask(app: Arc<App>, question: Question, path: Vec<String>, uri: Uri, headers: HeaderMap) -> Response {
    let (tell, told) = oneshot::channel();
    let (writer, body) = outgoing::body();
    tokio::task::spawn_blocking(move || {
        let address = uri.path_and_query().map_or("", |p| p.as_str()).to_owned();
        let mut tell = Some(tell);
        let mut send = |response: Response| {
            // Nobody may be waiting any more.
            if let Some(tell) = tell.take() {
                drop(tell.send(response));
            }
        };
        let done = app.book.read(question.linked, |ledger| {
            let head = ledger.head()?;
            app.moved(&head);
            let asked = Asked::read(uri.query().unwrap_or_default())?;
            let form = Form::wanted(asked.one("as")?.as_deref(), &headers, question.forms)?;
            let tag = answer::tag(&head, &app.run);
            if question.tagged && answer::has(&headers, &tag) {
                let mut response = StatusCode::NOT_MODIFIED.into_response();
                set(&mut response, header::ETAG, &tag);
                send(response);
                return Ok(());
            }
            let key = question.kept.then(|| format!("{tag} {form:?} {address}"));
            if let Some(kept) = key.as_deref().and_then(|key| app.kept(key)) {
                let mut response = answer::head(StatusCode::OK, form.media(), Vec::new(), Body::from(kept));
                set(&mut response, header::ETAG, &tag);
                send(response);
                return Ok(());
            }
            let request = Request {
                ledger,
                app: &app,
                asked: &asked,
                path: &path,
                address: &address,
                form,
                head: &head,
            };
            match (question.handler)(&request)? {
                Answer::Whole { status, media, body, headers } => {
                    let body = Bytes::from(body);
                    if let Some(key) = key {
                        app.keep(key, body.clone());
                    }
                    let mut response = answer::head(status, &media, headers, Body::from(body));
                    if question.tagged {
                        set(&mut response, header::ETAG, &tag);
                    }
                    send(response);
                }
                Answer::Long { media, headers, write } => {
                    let mut response = answer::head(StatusCode::OK, &media, headers, Body::new(body));
                    set(&mut response, header::ETAG, &tag);
                    send(response);
                    let mut writer = writer;
                    let done = write(ledger, &mut writer);
                    writer.finish(done);
                }
            }
            Ok(())
        });
        if let Err(problem) = done {
            send(problem.into_response());
        }
    });
    told.await.unwrap_or_else(|_| Problem::new("internal", "the answer was lost").into_response())
}

/// Records what is posted on a thread for blocking work.
async fn write(app: Arc<App>, handler: fn(&App, &[u8]) -> Result<Answer, Problem>, request: Ask) -> Response {
    let body = Limited::new(request.into_body(), LARGEST).collect();
    let body = match tokio::time::timeout(PATIENCE, body).await {
        Err(_) => return Problem::new("timeout", "the body took too long").into_response(),
        Ok(Err(_)) => {
            let detail = format!("the body is larger than {LARGEST} bytes, or was cut off");
            return Problem::new("too_large", detail).into_response();
        }
        Ok(Ok(body)) => body.to_bytes(),
    };
    let done = tokio::task::spawn_blocking(move || handler(&app, &body)).await;
    match done {
        Ok(Ok(Answer::Whole { status, media, body, headers })) => {
            answer::head(status, &media, headers, Body::from(body))
        }
        Ok(Ok(Answer::Long { .. })) | Err(_) => {
            Problem::new("internal", "the answer was lost").into_response()
        }
        Ok(Err(problem)) => problem.into_response(),
    }
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
