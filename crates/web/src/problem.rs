//! Everything that can go wrong with a request, and the status it gives.
//!
//! Owns: the one mapping from errors to HTTP, and the form of a problem (RFC 9457). In: errors of the ledger and of
//! requests. Out: [`Problem`]s. Refuses: to tell more of a failure of our own than its sentence.

use crate::accounts::AccountsError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use claimbook_ledger::Error;
use serde_json::{Map, Value, json};

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub status: StatusCode,
    /// A word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
    /// What else a program needs.
    pub more: Map<String, Value>,
}

/// Every code with its status, for the document.
pub(crate) const CODES: [(&str, u16); 17] = [
    ("bad_request", 400),
    ("unauthenticated", 401),
    ("forbidden", 403),
    ("not_found", 404),
    ("method_not_allowed", 405),
    ("not_acceptable", 406),
    ("timeout", 408),
    ("ambiguous", 409),
    ("former", 410),
    ("too_large", 413),
    ("unsupported_media_type", 415),
    ("refused", 422),
    ("several_places", 422),
    ("too_many_requests", 429),
    ("internal", 500),
    ("busy", 503),
    ("read_only", 503),
];

impl Problem {
    /// A problem by its code.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let status = CODES.iter().find(|(known, _)| *known == code).map_or(500, |(_, status)| *status);
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code,
            detail: detail.into(),
            more: Map::new(),
        }
    }

    /// A request that means nothing.
    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new("bad_request", detail)
    }

    /// A decision that cannot be recorded: the request is well formed, but the book says no.
    pub fn of_decision(error: Error) -> Self {
        match error {
            Error::BadRequest(detail) => Self::new("refused", detail),
            error => error.into(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let mut detail = error.to_string();
        let code = match &error {
            Error::BadRequest(_) => "bad_request",
            Error::NotFound { .. } => "not_found",
            Error::Ambiguous { .. } => "ambiguous",
            Error::Former { .. } => "former",
            Error::Refused { .. } => "refused",
            Error::SeveralPlaces { .. } => "several_places",
            Error::Busy | Error::Slow { .. } => "busy",
            Error::ReadOnly { .. } => "read_only",
            _ => {
                let mut cause = std::error::Error::source(&error);
                while let Some(error) = cause {
                    detail.push_str(&format!(": {error}"));
                    cause = error.source();
                }
                "internal"
            }
        };
        let mut problem = Self::new(code, detail);
        match error {
            Error::Ambiguous { candidates, .. } => {
                problem.more.insert("candidates".to_owned(), json!(candidates));
            }
            Error::SeveralPlaces { candidates, .. } => {
                problem.more.insert("places".to_owned(), json!(candidates));
            }
            Error::Former { article, .. } => {
                problem.more.insert("article".to_owned(), json!(article));
            }
            _ => {}
        }
        problem
    }
}

impl From<AccountsError> for Problem {
    fn from(error: AccountsError) -> Self {
        let detail = error.to_string();
        match error {
            AccountsError::Wrong => Self::new("unauthenticated", detail),
            AccountsError::Wait(seconds) => {
                let mut problem = Self::new("too_many_requests", detail);
                problem.more.insert("retry_after".to_owned(), json!(seconds));
                problem
            }
            AccountsError::File(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) =>
            {
                Self::new("busy", detail)
            }
            _ => Self::new("internal", detail),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let wait = self.more.get("retry_after").and_then(Value::as_u64);
        let mut body = Map::new();
        body.insert("type".to_owned(), json!("about:blank"));
        body.insert("title".to_owned(), json!(self.status.canonical_reason().unwrap_or("Error")));
        body.insert("status".to_owned(), json!(self.status.as_u16()));
        body.insert("code".to_owned(), json!(self.code));
        body.insert("detail".to_owned(), json!(self.detail));
        body.extend(self.more);
        let text = Value::Object(body).to_string();
        let mut response = claimbook_ledger::printable::json(&text).into_owned().into_response();
        *response.status_mut() = self.status;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_the_ledger_has_its_status() {
        let of = |error: Error| Problem::from(error).status.as_u16();
        assert_eq!(of(Error::BadRequest("x".to_owned())), 400);
        assert_eq!(of(Error::NotFound { kind: "incident", wanted: "x".to_owned() }), 404);
        assert_eq!(of(Error::Busy), 503);
        assert_eq!(of(Error::BadEntry { seq: 1, problem: "x".to_owned() }), 500);
        let several = Error::Ambiguous { wanted: "x".to_owned(), candidates: vec!["inc_a".to_owned()] };
        let several = Problem::from(several);
        assert_eq!((several.status.as_u16(), &several.more["candidates"][0]), (409, &json!("inc_a")));
        assert_eq!(Problem::of_decision(Error::BadRequest("x".to_owned())).status.as_u16(), 422);
    }
}
