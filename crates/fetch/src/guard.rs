//! Which addresses may be asked.
//!
//! Owns: the list of networks that are nobody's web server, and the resolver that keeps out of them, so that the address
//! that was looked at is the one that is connected to. In: names. Out: addresses of the open internet. Refuses: all
//! others, unless the user named the host.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// A host inside a network that the user allows: `HOST` or `HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    host: String,
    port: Option<u16>,
}

impl FromStr for AllowedHost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("'{text}' is no host; write HOST or HOST:PORT, such as intranet.example:8080");
        let url = url::Url::parse(&format!("http://{text}/")).map_err(|_| bad())?;
        let plain = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let host = url.host_str().filter(|_| plain).ok_or_else(bad)?.to_owned();
        // `url` leaves out the usual port, which the user may have written.
        let port = url.port().or_else(|| text.ends_with(":80").then_some(80));
        Ok(Self { host, port })
    }
}

impl AllowedHost {
    fn is(&self, host: &str, port: u16) -> bool {
        self.host.eq_ignore_ascii_case(host) && self.port.is_none_or(|own| own == port)
    }
}

/// What an address is that is not of the open internet; `None` where it is.
pub fn inside(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => inside_v4(v4),
        IpAddr::V6(v6) => inside_v6(v6),
    }
}

fn inside_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [0, ..] => "no address of a host",
        [127, ..] => "this machine",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "a private address",
        [100, 64..=127, ..] => "an address inside a provider's network",
        [169, 254, ..] => "a link-local address",
        [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => "an address for special use",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "an address for examples",
        [224..=239, ..] => "a multicast address",
        [240..=255, ..] => "a reserved address",
        _ => return None,
    })
}

fn inside_v6(address: Ipv6Addr) -> Option<&'static str> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| inside_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match (a, b) {
        (0, 0) if (c, d, e, f, g) == (0, 0, 0, 0, 0) && h <= 1 => Some("this machine"),
        (0, 0) if (c, d, e) == (0, 0, 0) => Some("an IPv4 address in disguise"),
        // Networks without IPv4 reach it through these; what matters is where they lead.
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => v4(g, h),
        (0x2002, _) => v4(b, c),
        (0xfc00..=0xfdff, _) => Some("a private address"),
        (0xfe80..=0xfebf, _) => Some("a link-local address"),
        (0xff00.., _) => Some("a multicast address"),
        (0x2001, 0..=0x1ff) => Some("an address for special use"),
        (0x2001, 0xdb8) | (0x3fff, 0..=0xfff) => Some("an address for examples"),
        (0x2000..=0x3fff, _) => None,
        _ => Some("a reserved address"),
    }
}

/// Where a name leads that may not be asked; travels through `ureq` as its error.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) address: IpAddr,
    pub(crate) what: &'static str,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}", self.address, self.what)
    }
}

impl std::error::Error for Refused {}

/// Resolves names and leaves out what may not be asked.
#[derive(Debug)]
pub(crate) struct Guard {
    inner: DefaultResolver,
    allow: Vec<AllowedHost>,
}

impl Guard {
    pub(crate) fn new(allow: Vec<AllowedHost>) -> Self {
        Self { inner: DefaultResolver::default(), allow }
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default();
        let mut open = self.empty();
        let mut refused = None;
        for address in found.iter() {
            match inside(address.ip()) {
                Some(what) if !self.allow.iter().any(|allowed| allowed.is(host, address.port())) => {
                    refused = Some(Refused { address: address.ip(), what });
                }
                _ => open.push(*address),
            }
        }
        match refused {
            Some(refused) if open.is_empty() => Err(ureq::Error::Other(Box::new(refused))),
            _ => Ok(open),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_a_network_are_told_from_those_of_the_internet() {
        let within = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.1.1.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
            "100::1",
        ];
        for address in within {
            assert!(inside(address.parse().unwrap()).is_some(), "{address}");
        }
        let open = [
            "1.1.1.1",
            "9.9.9.9",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ];
        for address in open {
            assert_eq!(inside(address.parse().unwrap()), None, "{address}");
        }
    }

    #[test]
    fn an_allowed_host_is_a_host_and_perhaps_a_port() {
        let allowed = |text: &str, host: &str, port| text.parse::<AllowedHost>().unwrap().is(host, port);
        assert!(
            allowed("127.0.0.1", "127.0.0.1", 8080) && allowed("Intranet.example:80", "intranet.example", 80)
        );
        assert!(!allowed("127.0.0.1:81", "127.0.0.1", 80) && !allowed("a.example", "b.a.example", 80));
        assert!(allowed("[::1]:80", "[::1]", 80));
        for bad in ["", "http://a.example", "a.example/x", "u@a.example", "a b", "a:99999"] {
            assert!(bad.parse::<AllowedHost>().is_err(), "{bad}");
        }
    }
}
