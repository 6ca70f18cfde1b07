//! Encryption of a connection to a PostgreSQL server.
//!
//! Owns: what `sslmode` and `sslrootcert` demand of a server, as PostgreSQL's own programs take them. In: an address. Out: a
//! connection. Refuses: a server that is not what was demanded, with a sentence that says what to do.

#[cfg(feature = "tls")]
mod certificates;

use super::address::Address;
use super::session::failed;
#[cfg(feature = "tls")]
use crate::error::Error;
use crate::error::Result;
use postgres::config::SslMode;
use postgres::{Client, NoTls};
use std::path::PathBuf;

const CONNECTING: &str = "connecting to the server";

/// How closely a server's certificate is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Not at all: the connection is encrypted, whoever is at its other end.
    Anyone,
    /// Somebody trusted has issued it.
    Issuer,
    /// The same, for the host by that name.
    IssuerAndName,
}

/// What an address demands of the connection.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "tls"), allow(dead_code))] // nothing to look at certificates with
pub(super) struct Demand {
    pub(super) mode: SslMode,
    pub(super) trust: Trust,
    /// File of the certificates that are trusted; the system's without one.
    pub(super) roots: Option<PathBuf>,
}

impl Demand {
    /// Reads the values of `sslmode` and `sslrootcert`; the error is a sentence.
    pub(super) fn of(mode: Option<&str>, roots: Option<PathBuf>) -> Result<Self, String> {
        // `system` is how PostgreSQL's programs name the certificates of the system.
        let named = roots.is_some();
        let roots = roots.filter(|file| file.as_os_str() != "system");
        let (ssl, trust) = match mode {
            Some("disable") => (SslMode::Disable, Trust::Anyone),
            // To begin without and go on with encryption is no choice anybody needs.
            None | Some("prefer" | "allow") => (SslMode::Prefer, Trust::Anyone),
            Some("require") if named => (SslMode::Require, Trust::Issuer),
            Some("require") => (SslMode::Require, Trust::Anyone),
            Some("verify-ca") => (SslMode::Require, Trust::Issuer),
            Some("verify-full") => (SslMode::Require, Trust::IssuerAndName),
            Some(other) => {
                return Err(format!(
                    "sslmode={other} is none of disable, prefer, require, verify-ca, verify-full"
                ));
            }
        };
        if named && trust == Trust::Anyone {
            return Err(
                "sslrootcert has a use with sslmode=require, verify-ca or verify-full alone".to_owned()
            );
        }
        if ssl == SslMode::Require && cfg!(not(feature = "tls")) {
            return Err(
                "this program was built without TLS (feature tls): use a socket, a trusted network or a \
                 tunnel"
                    .to_owned(),
            );
        }
        Ok(Self { mode: ssl, trust, roots })
    }
}

/// Connects as the address demands.
pub(super) fn connect(address: &Address) -> Result<Client> {
    if address.config.get_ssl_mode() == SslMode::Disable {
        return address.config.connect(NoTls).map_err(failed(CONNECTING));
    }
    #[cfg(not(feature = "tls"))]
    return address.config.connect(NoTls).map_err(failed(CONNECTING));
    #[cfg(feature = "tls")]
    address.config.connect(certificates::connector(&address.demand)?).map_err(|error| {
        match certificates::refused(&error, &address.demand) {
            Some(problem) => Error::Untrusted { server: address.shown.clone(), problem },
            None => failed(CONNECTING)(error),
        }
    })
}
