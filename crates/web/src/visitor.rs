//! Who asks.
//!
//! Owns: what a request shows of who sent it (a cookie, a token), and the cookie's form. In: headers. Out: a [`Visitor`] with a
//! role. Refuses: a token that does not hold, also where a cookie would.

use crate::accounts::{Accounts, Known, Role, digest};
use crate::app::{App, Door};
use crate::guard;
use crate::problem::Problem;
use axum::http::{HeaderMap, header};

/// Name of the cookie; where the page came over TLS no other site and no plain page may set it.
const COOKIE: &str = "claimbook_session";
const SECURE: &str = "__Host-claimbook_session";

/// Who asks, and what they may.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The name that decisions carry.
    pub name: Option<String>,
    pub role: Role,
    /// What a browser's writing needs.
    pub token: Option<String>,
    pub proof: Proof,
}

/// By what somebody is known.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Being on this machine.
    Here,
    /// Nothing.
    Nothing,
    /// A cookie that holds the secret of a session; a browser sends it whoever has it ask.
    Session(String),
    /// A token in a header that no browser adds by itself.
    Token(String),
}

impl Proof {
    /// What a request shows.
    pub(crate) fn shown(door: &Door, headers: &HeaderMap) -> Self {
        if matches!(door, Door::Local { .. }) {
            return Self::Here;
        }
        let authorization = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).unwrap_or("");
        if let Some((scheme, token)) = authorization.split_once(' ')
            && scheme.eq_ignore_ascii_case("bearer")
        {
            return Self::Token(token.trim().to_owned());
        }
        let of = |name: &str| {
            let pairs = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
            let mut found = pairs
                .flat_map(|v| v.split(';'))
                .filter_map(|pair| pair.trim().split_once('='))
                .filter(|(n, _)| *n == name)
                .map(|(_, value)| value.to_owned());
            // Of two somebody set one from elsewhere.
            found.next().filter(|_| found.next().is_none())
        };
        of(SECURE).or_else(|| of(COOKIE)).map_or(Self::Nothing, Self::Session)
    }
}

impl Visitor {
    /// Who shows this. `alive`: whether it is a sign of life of the session.
    pub(crate) fn of(app: &App, proof: Proof, alive: bool) -> Result<Self, Problem> {
        match &app.door {
            Door::Local { by } => {
                let role = if by.is_some() { Role::Admin } else { Role::Reader };
                let token = by.as_ref().map(|_| app.token.clone());
                Ok(Self { name: by.clone(), role, token, proof })
            }
            Door::Accounts { accounts, .. } => Self::known(accounts, app, proof, alive),
        }
    }

    fn known(accounts: &Accounts, app: &App, proof: Proof, alive: bool) -> Result<Self, Problem> {
        let now = (app.now)();
        let known = match &proof {
            Proof::Session(secret) => accounts.session(secret, alive, now)?,
            Proof::Token(token) => match accounts.token(token, alive, now)? {
                None => {
                    return Err(Problem::new("unauthenticated", "the token does not hold, or not any more"));
                }
                known => known,
            },
            Proof::Nothing | Proof::Here => None,
        };
        let Some(Known { name, role }) = known else {
            return Ok(Self { name: None, role: Role::Visitor, token: None, proof });
        };
        let token = match &proof {
            Proof::Session(secret) => Some(csrf(secret)),
            _ => None,
        };
        Ok(Self { name: Some(name), role, token, proof })
    }

    /// Refuses `what` where it takes a higher role.
    pub(crate) fn takes(&self, least: Role, what: &str) -> Result<(), Problem> {
        if self.role >= least {
            return Ok(());
        }
        let own = self.role;
        Err(Problem::new("forbidden", format!("{what} takes the role of a {least}; yours is {own}")))
    }

    /// Refuses to write what somebody else's page has a browser send: what a browser adds by itself is not enough.
    pub(crate) fn means_it(&self, headers: &HeaderMap) -> Result<(), Problem> {
        match (&self.proof, &self.token) {
            (Proof::Token(_), _) => Ok(()),
            (_, Some(token)) => guard::shows(headers, token),
            (Proof::Here, None) => {
                let nobody = "this server was started without a name: claimbook serve --by NAME";
                Err(Problem::new("forbidden", nobody))
            }
            _ => Ok(()),
        }
    }
}

/// What the pages of a session show when they write; it follows from the secret, which they cannot read, and cannot be
/// had without it.
pub(crate) fn csrf(secret: &str) -> String {
    digest("csrf", secret)
}

/// The header by which a browser keeps the secret of a session. `tls`: whether the page came over TLS.
pub(crate) fn cookie(secret: &str, tls: bool) -> String {
    let (name, more) = if tls { (SECURE, "; Secure") } else { (COOKIE, "") };
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict{more}")
}

/// The same by which it forgets it.
pub(crate) fn forgotten(tls: bool) -> String {
    format!("{}; Max-Age=0", cookie("", tls))
}
