//! From a request to a handler and back.
//!
//! Owns: the routes, and what happens around every handler: the guard, who asks and what they may, the tag of the book, kept
//! answers, threads. In: the table of questions. Out: a router. Refuses: bodies larger than [`LARGEST`], and any path of the API
//! to visitors without an account unless the table opens it.

use crate::accounts::Role;
use crate::answer::{self, Answer, Form};
use crate::app::{App, Door, Kept};
use crate::asked::Asked;
use crate::problem::Problem;
use crate::questions::{Posted, QUESTIONS, Question, Request, SIGN_IN, WRITINGS, Writing};
use crate::visitor::{Proof, Visitor};
use crate::{document, events, guard, outgoing, pages};
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
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
type PinnedResponse = std::pin::Pin<Box<dyn Future<Output = Response> + Send>>;
type PathParts = Result<RawPathParams, RawPathParamsRejection>;

/// All routes over a server's state.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for question in QUESTIONS {
        let handler = move |State(app): State<Arc<App>>,
                            Extension(visitor): Extension<Visitor>,
                            path: PathParts,
                            uri: Uri,
                            headers: HeaderMap| async move {
            let Ok(path) = path else { return no_text(&uri).into_response() };
            let path: Vec<String> = path.iter().map(|(_, value)| value.to_owned()).collect();
            ask(app, visitor, *question, path, uri, headers).await
        };
        let mut route = get(handler);
        if let Some(writing) = WRITINGS.iter().find(|w| w.path == question.path) {
            route = route.post(posting(*writing));
        }
        router = router.route(question.path, route.fallback(no_method));
    }
    for writing in WRITINGS.iter().filter(|w| !QUESTIONS.iter().any(|q| q.path == w.path)) {
        router = router.route(writing.path, post(posting(*writing)).fallback(no_method));
    }
    router
        .route("/api/events", get(events::listen).fallback(no_method))
        .route("/api/openapi.json", get(document::json).fallback(no_method))
        .route("/api/docs", get(document::page).fallback(no_method))
        .route("/api/{*rest}", axum::routing::any(nothing))
        .fallback(pages::page)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), around))
        .with_state(app)
}

/// What handles something that is posted.
fn posting(
    writing: Writing,
) -> impl Fn(State<Arc<App>>, Ask) -> PinnedResponse + Clone + Send + Sync + 'static {
    move |State(app), request| Box::pin(write(app, writing, request))
}

async fn no_method() -> Problem {
    Problem::new("method_not_allowed", "this path does not take that method")
}

/// A path whose escapes are no UTF-8.
fn no_text(uri: &Uri) -> Problem {
    Problem::bad(format!("{} is no text: write its letters as UTF-8 before they are escaped", uri.path()))
}

async fn nothing(uri: Uri) -> Problem {
    Problem::new("not_found", format!("there is nothing at {}", uri.path()))
}

/// Guards what comes in and seals what goes out.
async fn around(State(app): State<Arc<App>>, mut request: Ask, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api");
    let accounts = matches!(app.door, Door::Accounts { .. });
    let public = is_public(request.uri().path());
    // Of the request only what can be looked at while others are waited for.
    let head = (request.method().clone(), request.uri().clone(), request.headers().clone());
    let admitted = admit(&app, &head, api).await;
    let mut response = match admitted {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    guard::seal(response.headers_mut());
    if api {
        let headers = response.headers_mut();
        // What was told to one person is not for who sits there next.
        let keep = match (accounts, public) {
            (true, false) => "no-store",
            (true, true) => "no-cache",
            (false, _) => "private, no-cache",
        };
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(keep));
        let vary = if accounts { "Accept, Authorization, Cookie" } else { "Accept" };
        headers.insert(header::VARY, HeaderValue::from_static(vary));
    }
    response
}

/// Who sends a request, where it may go on: it comes from a page of ours or from no page, and it goes where its sender may go.
/// What of the API the table does not open takes an account.
async fn admit(
    app: &Arc<App>,
    (method, uri, headers): &(Method, Uri, HeaderMap),
    api: bool,
) -> Result<Visitor, Problem> {
    let hosts: &[String] = match &app.door {
        Door::Local { .. } => &[],
        Door::Accounts { hosts, .. } => hosts,
    };
    guard::admit(method, uri, headers, hosts)?;
    // The pages themselves hold nothing of the book; their files are not worth a look into the accounts.
    let proof = if api { Proof::shown(&app.door, headers) } else { Proof::Nothing };
    let visitor = who(app, proof, true).await?;
    let path = uri.path();
    let writes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if writes && path != SIGN_IN.path {
        visitor.means_it(headers)?;
    }
    let open = path == SIGN_IN.path || !writes && is_public(path);
    if api && !open {
        app.lets(&visitor, Role::Reader)?;
    }
    Ok(visitor)
}

/// Whether the table opens a path to visitors without an account.
fn is_public(path: &str) -> bool {
    QUESTIONS.iter().any(|q| q.role == Role::Visitor && q.path == path)
}

/// Looks who shows this, on a thread for blocking work where the accounts are asked.
pub(crate) async fn who(app: &Arc<App>, proof: Proof, alive: bool) -> Result<Visitor, Problem> {
    if !matches!(proof, Proof::Session(_) | Proof::Token(_)) {
        return Visitor::of(app, proof, alive);
    }
    let app = Arc::clone(app);
    let known = tokio::task::spawn_blocking(move || Visitor::of(&app, proof, alive)).await;
    known.unwrap_or_else(|_| Err(Problem::new("internal", "the answer was lost")))
}

/// Asks a question on a thread for blocking work. A long answer goes on there while it is sent.
async fn ask(
    app: Arc<App>,
    visitor: Visitor,
    question: Question,
    path: Vec<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(problem) = app.lets(&visitor, question.role) {
        return problem.into_response();
    }
    let leave = match visitor.role {
        Role::Visitor => Arc::clone(&app.visitors).acquire_owned().await.ok(),
        _ => None,
    };
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
            // The public view is another one each day.
            let run = match question.role {
                Role::Visitor => format!("{}-{}", app.run, app.today()),
                _ => app.run.clone(),
            };
            let tag = answer::tag(&head, &run, form);
            if question.tagged && answer::has(&headers, &tag) {
                let mut response = StatusCode::NOT_MODIFIED.into_response();
                set(&mut response, header::ETAG, &tag);
                send(response);
                return Ok(());
            }
            let key = question.kept.then(|| format!("{tag} {address}"));
            if let Some(kept) = key.as_deref().and_then(|key| app.kept(key)) {
                let body = Body::from(kept.body);
                let mut response = answer::head(StatusCode::OK, &kept.media, kept.headers, body);
                set(&mut response, header::ETAG, &tag);
                send(response);
                return Ok(());
            }
            let request = Request {
                ledger,
                app: &app,
                visitor: &visitor,
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
                        let kept =
                            Kept { media: media.clone(), headers: headers.clone(), body: body.clone() };
                        app.keep(key, kept);
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
        drop(leave);
    });
    told.await.unwrap_or_else(|_| Problem::new("internal", "the answer was lost").into_response())
}

/// Records what is posted on a thread for blocking work.
async fn write(app: Arc<App>, writing: Writing, request: Ask) -> Response {
    let Some(visitor) = request.extensions().get::<Visitor>().cloned() else {
        return Problem::new("internal", "nobody asks").into_response();
    };
    if writing.role > Role::Visitor
        && let Err(problem) = app.lets(&visitor, writing.role)
    {
        return problem.into_response();
    }
    let tls = guard::over_tls(request.headers());
    let body = Limited::new(request.into_body(), LARGEST).collect();
    let body = match tokio::time::timeout(PATIENCE, body).await {
        Err(_) => return Problem::new("timeout", "the body took too long").into_response(),
        Ok(Err(_)) => {
            let detail = format!("the body is larger than {LARGEST} bytes, or was cut off");
            return Problem::new("too_large", detail).into_response();
        }
        Ok(Ok(body)) => body.to_bytes(),
    };
    let leave = match writing.path == SIGN_IN.path {
        true => Arc::clone(&app.passwords).acquire_owned().await.ok(),
        false => None,
    };
    let handled = move || {
        let _leave = leave;
        (writing.handler)(&Posted { app: &app, visitor: &visitor, body: &body, tls })
    };
    let done = tokio::task::spawn_blocking(handled).await;
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
