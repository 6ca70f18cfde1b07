//! Signing in and out, and who has an account.
//!
//! Owns: the bodies and answers of these, and the cookie that goes with them. In: name and password. Out: a session. Refuses:
//! all of it where there are no accounts.

use super::{Posted, Request, Writing};
use crate::accounts::{Accounts, Role};
use crate::answer::{Answer, Page};
use crate::app::{App, Door};
use crate::problem::Problem;
use crate::visitor::{Proof, cookie, csrf, forgotten};
use axum::http::{StatusCode, header};
use serde::Deserialize;
use serde_json::json;

/// Signs in.
pub(crate) const SIGN_IN: Writing = Writing {
    path: "/api/session",
    title: "Sign in",
    role: Role::Visitor,
    body: "SigningIn",
    schema: "Signed",
    status: StatusCode::CREATED,
    handler: sign_in,
};
/// Signs out.
pub(crate) const SIGN_OUT: Writing = Writing {
    path: "/api/session/end",
    title: "Sign out",
    role: Role::Reader,
    body: "SigningOut",
    schema: "Signed",
    status: StatusCode::OK,
    handler: sign_out,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SigningIn {
    name: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SigningOut {}

fn sign_in(posted: &Posted<'_>) -> Result<Answer, Problem> {
    let accounts = accounts_of(posted.app)?;
    let body: SigningIn = posted.read()?;
    let session = accounts.sign_in(&body.name, &body.password, (posted.app.now)())?;
    // The one before ends: a browser has one at a time.
    if let Proof::Session(before) = &posted.visitor.proof {
        accounts.sign_out(before)?;
    }
    let known = &session.known;
    let told = json!({"by": known.name, "role": known.role, "token": csrf(&session.secret)});
    with_cookie(Answer::created(&told)?, cookie(&session.secret, posted.tls))
}

fn sign_out(posted: &Posted<'_>) -> Result<Answer, Problem> {
    let accounts = accounts_of(posted.app)?;
    let SigningOut {} = posted.read()?;
    let Proof::Session(secret) = &posted.visitor.proof else {
        return Err(Problem::bad("a token ends with: claimbook user disable NAME --token NUMBER"));
    };
    accounts.sign_out(secret)?;
    let told = json!({"by": null, "role": Role::Visitor, "token": null});
    with_cookie(Answer::json(&told)?, forgotten(posted.tls))
}

fn with_cookie(answer: Answer, cookie: String) -> Result<Answer, Problem> {
    match answer {
        Answer::Whole { status, media, body, mut headers } => {
            headers.push((header::SET_COOKIE, cookie));
            Ok(Answer::Whole { status, media, body, headers })
        }
        long => Ok(long),
    }
}

/// Every account, without secrets; none where nobody signs in.
pub(super) fn users(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let all = match &request.app.door {
        Door::Accounts { accounts, .. } => accounts.list((request.app.now)())?,
        Door::Local { .. } => Vec::new(),
    };
    request.page(&Page::of_all(all, None, 0))
}

fn accounts_of(app: &App) -> Result<&Accounts, Problem> {
    match &app.door {
        Door::Accounts { accounts, .. } => Ok(accounts),
        Door::Local { .. } => {
            Err(Problem::new("not_found", "this server has no accounts: claimbook serve --users"))
        }
    }
}
