//! Where the model answers, and the key that opens it.
//!
//! Owns: what an address may look like, whether it leaves this machine, and that a key is never shown. In: what the user wrote. Out:
//! [`Address`] and [`Key`]. Refuses: addresses that hold a password, and every way to print a key.

use std::fmt;
use std::net::IpAddr;
use ureq::http::Uri;

/// Why an address or a key cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    #[error("'{0}' is no address of a model; write one such as http://127.0.0.1:8080/v1")]
    Form(String),
    #[error(
        "an address may not hold a name or password; give the key in CLAIMBOOK_ENDPOINT_KEY or in a file"
    )]
    Password,
    #[error("the key holds characters that no key has; it must be one line of printable ASCII")]
    Key,
}

/// The base address of an OpenAI-compatible server, such as `http://127.0.0.1:8080/v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: Option<u16>,
    local: bool,
    encrypted: bool,
    url: String,
}

impl Address {
    /// Reads an address. What stands behind a `?` is sent along and never shown.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (base, question) = text.split_once('?').map_or((text, None), |(b, q)| (b, Some(q)));
        let form = || AddressError::Form(base.to_owned());
        if base.contains('@') {
            return Err(AddressError::Password);
        }
        let uri: Uri = text.parse().map_err(|_| form())?;
        let encrypted = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(form()),
        };
        let host = uri.host().filter(|h| !h.is_empty()).ok_or_else(form)?.to_owned();
        let base = base.trim_end_matches('/');
        let path = if base.ends_with("/chat/completions") { "" } else { "/chat/completions" };
        let question = question.map_or_else(String::new, |q| format!("?{q}"));
        let url = format!("{base}{path}{question}");
        Ok(Self { local: is_local(&host), port: uri.port_u16(), host, encrypted, url })
    }

    /// True where the text of articles stays on this machine.
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// True for `https`.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Host and port alone: a path may hold what is nobody's business.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.host),
            None => f.write_str(&self.host),
        }
    }
}

/// This machine by its name or number; nothing is looked up.
fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A key: it can be sent and nothing else.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// Reads a key; white space around it is no part of it, and none at all is no key.
    pub fn parse(text: &str) -> Result<Option<Self>, AddressError> {
        let key = text.trim();
        if !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(AddressError::Key);
        }
        Ok((!key.is_empty()).then(|| Self(key.to_owned())))
    }

    pub(crate) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// A text of others without the key, should they send it back.
    pub(crate) fn taken_out(&self, text: &str) -> String {
        text.replace(&self.0, "…")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_the_chat_and_show_their_host_alone() {
        for (text, url, shown) in [
            ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions", "127.0.0.1:8080"),
            ("http://[::1]:11434/v1/", "http://[::1]:11434/v1/chat/completions", "[::1]:11434"),
            (
                "https://models.example/x/chat/completions?api-version=2",
                "https://models.example/x/chat/completions?api-version=2",
                "models.example",
            ),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.url(), address.to_string().as_str()), (url, shown));
            assert_eq!(address.is_local(), !shown.starts_with("models"));
        }
    }

    #[test]
    fn addresses_that_are_none_or_hold_a_password_are_refused() {
        for text in ["", "127.0.0.1:8080", "ftp://a.example/v1", "http://", "file:///etc/passwd"] {
            assert!(matches!(Address::parse(text), Err(AddressError::Form(_))), "{text}");
        }
        let told = Address::parse("https://me:hunter2@models.example/v1").unwrap_err().to_string();
        assert!(!told.contains("hunter2"), "{told}");
    }

    #[test]
    fn names_that_only_look_local_are_not() {
        for text in ["http://localhost.example/v1", "http://127.0.0.1.example/v1", "http://192.168.1.4/v1"] {
            assert!(!Address::parse(text).unwrap().is_local(), "{text}");
        }
    }

    #[test]
    fn a_key_is_not_shown() {
        let key = Key::parse(" sk-verysecret\n").unwrap().unwrap();
        assert_eq!(format!("{key:?} {}", key.taken_out("bad key sk-verysecret!")), "Key(…) bad key …!");
        assert!(Key::parse("two\nlines").is_err() && Key::parse("  ").unwrap().is_none());
    }
}
