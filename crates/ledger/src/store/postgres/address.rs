//! Where a book on a PostgreSQL server is.
//!
//! Owns: the URL of a book: the server's own URL, and `schema=NAME` for the schema that holds the book. In: what a
//! person typed. Out: settings to connect with, and the same URL as it may be shown. Refuses: to show a password, and
//! demands that contradict each other.

use super::tls::Demand;
use crate::error::{Error, Result};
use percent_encoding::percent_decode_str;
use postgres::Config;
use postgres::config::{Host, SslMode};
use std::time::Duration;

/// The schema of a book whose URL names none.
const SCHEMA: &str = "claimbook";
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// How long a server may take to answer.
const WAIT: Duration = Duration::from_secs(20);
/// PostgreSQL cuts longer names without a word.
const LONGEST_NAME: usize = 63;

/// A server and a schema.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) schema: String,
    #[cfg_attr(not(feature = "tls"), allow(dead_code))]
    pub(super) demand: Demand,
    /// Without the password.
    pub(super) shown: String,
}

/// Whether a text is the URL of a PostgreSQL server.
pub(in crate::store) fn is_url(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.starts_with(scheme))
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self> {
        let shown = shown(url);
        let bad = |reason: String| Error::BadRequest(format!("{shown}: {reason}"));
        let (server, parameters) = url.split_once('?').unwrap_or((url, ""));
        let decoded = |name: &str, value: &str| match percent_decode_str(value).decode_utf8() {
            Ok(text) => Ok(text.into_owned()),
            Err(_) => Err(bad(format!("its {name} is not UTF-8"))),
        };
        let mut schema = SCHEMA.to_owned();
        let (mut mode, mut roots) = (None, None);
        let mut others = Vec::new();
        for parameter in parameters.split('&').filter(|p| !p.is_empty()) {
            match parameter.split_once('=') {
                Some((name @ "schema", value)) => schema = decoded(name, value)?,
                Some(("sslmode", value)) => mode = Some(value),
                Some((name @ "sslrootcert", value)) => roots = Some(decoded(name, value)?.into()),
                _ => others.push(parameter),
            }
        }
        let demand = Demand::of(mode, roots).map_err(bad)?;
        if schema.is_empty() || schema.len() > LONGEST_NAME || schema.contains('\0') {
            return Err(bad(format!("a schema's name has 1 to {LONGEST_NAME} bytes")));
        }
        let mut config: Config =
            format!("{server}?{}", others.join("&")).parse().map_err(|e: postgres::Error| {
                let cause = std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string);
                bad(cause)
            })?;
        // A socket leads nowhere else, and the server offers no encryption there.
        let is_socket = |host: &Host| matches!(host, Host::Unix(_));
        let socket = config.get_hostaddrs().is_empty() && config.get_hosts().iter().all(is_socket);
        config.ssl_mode(if socket { SslMode::Disable } else { demand.mode });
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(WAIT);
        }
        if config.get_application_name().is_none() {
            config.application_name("claimbook");
        }
        Ok(Self { config, schema, demand, shown })
    }
}

/// A URL without its password, also when it is not well formed.
pub(in crate::store) fn shown(url: &str) -> String {
    let Some(scheme) = SCHEMES.iter().find(|scheme| url.starts_with(**scheme)) else { return url.to_owned() };
    let mut rest = url[scheme.len()..].to_owned();
    // First the parameter, because what it holds may look like anything.
    while let Some(at) = ["?pass", "&pass"].iter().find_map(|mark| rest.to_ascii_lowercase().find(mark)) {
        let end = rest[at + 1..].find('&').map_or(rest.len(), |n| at + 1 + n + 1);
        rest.replace_range(at + 1..end, "");
    }
    // The last `@` and the first mark: whatever of the two a password holds, none of it is left.
    let (user, server) = rest.rsplit_once('@').unwrap_or(("", &rest));
    let at = if user.is_empty() { "" } else { "@" };
    let user = user.split([':', '/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}{user}{at}{}", server.trim_end_matches(['?', '&']))
}

#[cfg(test)]
mod tests {
    use super::super::tls::Trust;
    use super::*;

    #[test]
    fn a_url_names_server_and_schema() {
        let address =
            Address::parse("postgres://mira:s3cret@db.example:5433/news?schema=harbour%20wire").unwrap();
        assert_eq!(address.schema, "harbour wire");
        assert_eq!(address.config.get_user(), Some("mira"));
        assert_eq!(address.config.get_password(), Some(&b"s3cret"[..]));
        assert_eq!((address.config.get_dbname(), address.config.get_ports()), (Some("news"), &[5433][..]));
        let address = Address::parse("postgresql:///news?host=/run/postgresql&user=mira").unwrap();
        assert_eq!(address.schema, "claimbook");
        assert!(is_url("postgres://x") && !is_url("book.ledger") && !is_url("postgres.ledger"));
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://mira:s3cret@db.example/news?schema=a",
            "postgres://mira:s3/c?r#et@db.example/news?schema=a",
            "postgres://mira:s3cret@s3cret@db.example/news?schema=a",
            "postgres://mira@db.example/news?password=s3cret&schema=a",
            "postgres://mira@db.example:wrong/news?password=s3cret&schema=a",
            "postgres://mira:s3cret@db.example/news?schema=a&sslmode=require",
            "postgres://mira@db.example/news?PASSWORD=s3c@ret&nothing=1",
            "postgres://mira:s3cret@db.example:99999/news?schema=a",
            "postgres://mira:s3cret@db.example/news?passfile=s3&password=s3cret",
        ] {
            assert!(!shown(url).contains("s3") && !shown(url).contains("ret"), "{}", shown(url));
            if let Err(error) = Address::parse(url) {
                assert!(!error.to_string().contains("s3"), "{error}");
            }
        }
        assert_eq!(
            shown("postgres://mira:s@db/news?password=s&schema=a"),
            "postgres://mira@db/news?schema=a"
        );
        assert_eq!(shown("postgres:///news?host=/run"), "postgres:///news?host=/run");
        assert_eq!(shown("book.ledger"), "book.ledger");
    }

    #[test]
    fn encryption_is_demanded_as_postgresql_has_it() {
        let demand = |parameters: &str| {
            let address = Address::parse(&format!("postgres://db/news?{parameters}"))?;
            let roots = address.demand.roots.is_some();
            Ok::<_, Error>((address.config.get_ssl_mode(), address.demand.trust, roots))
        };
        for (parameters, wanted) in [
            ("", (SslMode::Prefer, Trust::Anyone, false)),
            ("sslmode=allow", (SslMode::Prefer, Trust::Anyone, false)),
            ("sslmode=disable", (SslMode::Disable, Trust::Anyone, false)),
        ] {
            assert_eq!(demand(parameters).unwrap(), wanted, "{parameters}");
        }
        for (parameters, wanted) in [
            ("sslmode=require", (SslMode::Require, Trust::Anyone, false)),
            ("sslmode=require&sslrootcert=a%20b.pem", (SslMode::Require, Trust::Issuer, true)),
            ("sslmode=verify-ca&sslrootcert=system", (SslMode::Require, Trust::Issuer, false)),
            ("sslmode=verify-full", (SslMode::Require, Trust::IssuerAndName, false)),
        ] {
            let found = demand(parameters);
            if cfg!(feature = "tls") {
                assert_eq!(found.unwrap(), wanted, "{parameters}");
            } else {
                let error = found.unwrap_err().to_string();
                assert!(error.contains("built without TLS"), "{error}");
            }
        }
        let refused = |parameters: &str| demand(parameters).unwrap_err().to_string();
        assert!(refused("sslmode=verify_full").contains("verify-full"));
        assert!(refused("sslrootcert=a.pem").contains("has a use with"));
        assert!(refused("sslcert=a.pem").contains("sslcert"), "no demand is passed over");
        let socket = Address::parse("postgres:///news?host=/run&sslmode=prefer").unwrap();
        assert_eq!(socket.config.get_ssl_mode(), SslMode::Disable);
    }
}
