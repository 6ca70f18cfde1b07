//! Who may ask at all, before anything is read.
//!
//! Owns: the checks of host, origin and token, and the headers every answer carries. In: requests and answers. Out: the
//! same, or a refusal. Refuses: requests that a page of somebody else has a browser send.
//!
//! A page elsewhere may have its visitor's browser ask this server, also where it listens on the loopback alone: by a name
//! of its own that leads here (then the `Host` is that name, and none by which people are told to come), or across origins
//! (then `Sec-Fetch-Site` and `Origin` say so). Writing needs a token besides, which only a page of this server can read.

use crate::problem::Problem;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};

/// Header of the token that writing needs.
pub const TOKEN: &str = "x-claimbook-token";

/// Names by which a browser reaches the loopback.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Nothing from the network, no script and no style in a page.
const POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// Refuses a request that does not come from here. `hosts` are names by which people come besides those of the loopback;
/// what stands between may speak TLS for them.
pub(crate) fn admit(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    hosts: &[String],
) -> Result<(), Problem> {
    let forbidden = |detail: &str| Err(Problem::new("forbidden", detail));
    let host = uri.authority().map(|a| a.as_str()).or_else(|| text(headers, &header::HOST));
    let Some(host) = host else { return forbidden("the request says no Host") };
    let told = hosts.iter().any(|name| is_named(host, name));
    if !told && !LOOPBACK.iter().any(|name| is_named(host, name)) {
        return forbidden("this server answers to 127.0.0.1, localhost, [::1] and the names of --host alone");
    }
    if headers.get_all(header::HOST).iter().count() > 1 {
        return forbidden("more than one Host");
    }
    let own = |origin: &str| {
        let plain = origin.strip_prefix("http://");
        let tls = origin.strip_prefix("https://").filter(|_| told);
        plain.or(tls).is_some_and(|o| o.eq_ignore_ascii_case(host))
    };
    if text(headers, &header::ORIGIN).is_some_and(|origin| !own(origin)) {
        return forbidden("the request comes from a page of another origin");
    }
    // No id and no name holds it, and not every database takes it.
    if uri.path_and_query().is_some_and(|asked| asked.as_str().contains("%00")) {
        return Err(Problem::new("bad_request", "the address holds a NUL (%00)"));
    }
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let writes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let api = uri.path().starts_with("/api");
    if (api || writes) && site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return forbidden("the request comes from a page of another site");
    }
    if !writes {
        return Ok(());
    }
    let media = text(headers, &header::CONTENT_TYPE).unwrap_or_default();
    if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(Problem::new("unsupported_media_type", "what is posted must be application/json"));
    }
    Ok(())
}

/// Refuses to write without a token that only a page of this server can read.
pub(crate) fn shows(headers: &HeaderMap, token: &str) -> Result<(), Problem> {
    let given = text(headers, &HeaderName::from_static(TOKEN)).unwrap_or_default();
    if equal(given.as_bytes(), token.as_bytes()) {
        return Ok(());
    }
    Err(Problem::new("forbidden", "writing needs the token of GET /api in the header X-Claimbook-Token"))
}

/// Whether the page that sends a request came over TLS.
pub(crate) fn over_tls(headers: &HeaderMap) -> bool {
    text(headers, &header::ORIGIN).is_some_and(|origin| origin.starts_with("https://"))
}

/// Adds what every answer carries.
pub(crate) fn seal(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    // One that is no text is none of ours, not an absent one.
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// Whether a host is the one of a name; where the name has no port, with any or none.
fn is_named(host: &str, name: &str) -> bool {
    let Some((head, port)) = host.split_at_checked(name.len()) else { return false };
    let digits =
        port.strip_prefix(':').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    head.eq_ignore_ascii_case(name) && (port.is_empty() || digits)
}

/// Compares without telling by its time how much is right.
fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, path: &str, headers: &[(&'static str, &str)]) -> Result<(), u16> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let writes = method == Method::POST;
        let admitted = admit(&method, &path.parse().unwrap(), &map, &["book.example".to_owned()]);
        let admitted = admitted.and_then(|()| if writes { shows(&map, "secret") } else { Ok(()) });
        admitted.map_err(|problem| problem.status.as_u16())
    }

    #[test]
    fn only_the_loopback_and_what_is_told_is_a_host() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8787",
            "localhost:1",
            "LOCALHOST",
            "[::1]:8787",
            "book.example",
            "Book.Example:443",
        ] {
            assert_eq!(asked(Method::GET, "/api", &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:8787",
            "127.0.0.1:",
            "10.0.0.1",
            "book.example.evil.example",
            "abook.example",
            "book.example:x",
            "",
        ] {
            assert_eq!(asked(Method::GET, "/api", &[("host", host)]), Err(403), "{host}");
        }
        assert_eq!(asked(Method::GET, "/api", &[]), Err(403));
        assert_eq!(asked(Method::GET, "/api", &[("host", "localhost"), ("host", "evil.example")]), Err(403));
    }

    #[test]
    fn pages_of_others_are_refused() {
        let with = |method, name, value| {
            asked(method, "/api/incidents", &[("host", "localhost:8787"), (name, value)])
        };
        assert_eq!(with(Method::GET, "origin", "http://localhost:8787"), Ok(()));
        for origin in ["http://evil.example", "null", "https://localhost:8787", "http://localhost:9999"] {
            assert_eq!(with(Method::GET, "origin", origin), Err(403), "{origin}");
        }
        let tls = [("host", "book.example"), ("origin", "https://book.example")];
        assert_eq!(asked(Method::GET, "/api", &tls), Ok(()), "what stands between speaks TLS");
        let other = [("host", "book.example"), ("origin", "https://book.example.evil.example")];
        assert_eq!(asked(Method::GET, "/api", &other), Err(403));
        for (site, admitted) in
            [("same-origin", true), ("none", true), ("cross-site", false), ("same-site", false)]
        {
            assert_eq!(with(Method::GET, "sec-fetch-site", site).is_ok(), admitted, "{site}");
        }
        let link = [("host", "localhost:8787"), ("sec-fetch-site", "cross-site")];
        assert_eq!(
            asked(Method::GET, "/incidents/inc_1", &link),
            Ok(()),
            "a link from elsewhere opens a page"
        );
    }

    #[test]
    fn writing_needs_the_token_and_json() {
        let post = |headers: &[(&'static str, &str)]| {
            asked(Method::POST, "/api/undo", &[&[("host", "localhost:8787")], headers].concat())
        };
        let json = ("content-type", "application/json; charset=utf-8");
        assert_eq!(post(&[json, (TOKEN, "secret")]), Ok(()));
        assert_eq!(post(&[json]), Err(403));
        assert_eq!(post(&[json, (TOKEN, "secreT")]), Err(403));
        assert_eq!(post(&[("content-type", "text/plain"), (TOKEN, "secret")]), Err(415));
        assert_eq!(post(&[json, (TOKEN, "secret"), ("origin", "http://evil.example")]), Err(403));
        assert_eq!(post(&[json, (TOKEN, "secret"), ("sec-fetch-site", "cross-site")]), Err(403));
    }
}
