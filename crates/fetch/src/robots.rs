//! What a site's robots.txt allows, by RFC 9309.
//!
//! Owns: reading of the file and matching of paths. In: its bytes, and the path of an address. Out: yes or no, and the
//! delay that the site asks for. Refuses: to guess; a line that is not understood is passed over, as the RFC says.
//! Ours, since the crates for it are not kept any more or bring a regex engine.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The name that robots.txt knows us by.
pub const PRODUCT: &str = "claimbook";
/// Bytes of a robots.txt that are read, the least that the RFC asks for.
pub const LARGEST: usize = 500 << 10;
/// Wildcards of one rule; more are no rule of a site but an attempt to keep readers busy.
const WILDCARDS: usize = 32;

/// What holds for us.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Robots {
    rules: Vec<Rule>,
    /// Seconds between requests.
    delay: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rule {
    allow: bool,
    path: String,
}

/// The lines for one or several programs.
#[derive(Default)]
struct Group {
    ours: bool,
    everyone: bool,
    rules: Vec<Rule>,
    delay: Option<f64>,
}

impl Robots {
    /// Reads a robots.txt.
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes.get(..LARGEST).unwrap_or(bytes));
        let text = text.trim_start_matches('\u{feff}');
        let (mut groups, mut names_go_on): (Vec<Group>, bool) = (Vec::new(), false);
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !std::mem::replace(&mut names_go_on, true) {
                        groups.push(Group::default());
                    }
                    let Some(group) = groups.last_mut() else { continue };
                    group.everyone |= value == "*";
                    group.ours |= product(value).eq_ignore_ascii_case(PRODUCT);
                }
                "allow" | "disallow" => {
                    names_go_on = false;
                    let Some(group) = groups.last_mut().filter(|_| !value.is_empty()) else { continue };
                    if value.matches('*').count() <= WILDCARDS {
                        group.rules.push(Rule { allow: key == "allow", path: octets(value) });
                    }
                }
                "crawl-delay" => {
                    names_go_on = false;
                    let Some(group) = groups.last_mut() else { continue };
                    group.delay = value.parse().ok().filter(|s: &f64| s.is_finite() && *s >= 0.0);
                }
                _ => {}
            }
        }
        let ours = groups.iter().any(|g| g.ours);
        let holding = groups.into_iter().filter(|g| if ours { g.ours } else { g.everyone });
        holding.fold(Self::default(), |mut all, group| {
            all.rules.extend(group.rules);
            all.delay = all.delay.or(group.delay);
            all
        })
    }

    /// Whether a path, with its query, may be asked. The longest rule that fits decides; of equal ones the one that allows.
    pub fn allow(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = octets(path);
        let fitting = self.rules.iter().filter(|rule| fits(&rule.path, &path));
        fitting.max_by_key(|rule| (rule.path.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }

    /// The time that the site wants between two requests, at most `longest`.
    pub fn delay(&self, longest: Duration) -> Option<Duration> {
        let seconds = self.delay?.min(longest.as_secs_f64());
        Duration::try_from_secs_f64(seconds).ok()
    }
}

/// The name of a program without its version.
fn product(value: &str) -> &str {
    let end = value.find(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_'));
    value.get(..end.unwrap_or(value.len())).unwrap_or_default()
}

/// A path with each octet written in one way, so that `%7E` and `~` are equal.
fn octets(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if let (b'%', [high, low, behind @ ..]) = (byte, after)
            && let (Some(high), Some(low)) = (hex(high), hex(low))
        {
            rest = behind;
            let value = high << 4 | low;
            match char::from(value) {
                letter if letter.is_ascii_alphanumeric() || "-._~".contains(letter) => out.push(letter),
                _ => out.push_str(&format!("%{value:02X}")),
            }
        } else if byte.is_ascii_graphic() {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Whether a path begins as a rule says, in which `*` is anything and `$` at its end the end.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, whole) = rule.strip_suffix('$').map_or((rule, false), |rule| (rule, true));
    let mut pieces = rule.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let open = pieces.is_empty();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else { return false };
        rest = after;
    }
    match (whole, open) {
        (true, true) => rest.is_empty(),
        (true, false) => rest.ends_with(last),
        (false, _) => rest.contains(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str, path: &str) -> bool {
        Robots::read(text.as_bytes()).allow(path)
    }

    #[test]
    fn the_group_of_our_name_holds_else_that_of_everyone() {
        let text = "User-agent: *\nDisallow: /\n\nUser-Agent: ClaimBook/2.0\nuser-agent: other\nDisallow: /private # no\nAllow: /private/open\n";
        assert!(allowed(text, "/news/1") && !allowed(text, "/private/1") && allowed(text, "/private/open/1"));
        assert!(!allowed("User-agent: *\nDisallow: /", "/news"));
        assert!(allowed("User-agent: *\nDisallow: /", "/robots.txt"));
        assert!(allowed("User-agent: other\nDisallow: /", "/news"));
        let twice = "User-agent: claimbook\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: claimbook\nDisallow: /b";
        assert!(!allowed(twice, "/a") && !allowed(twice, "/b") && allowed(twice, "/c"));
    }

    #[test]
    fn the_longest_rule_decides_and_of_equal_ones_the_one_that_allows() {
        let text = "User-agent: *\nAllow: /p\nDisallow: /\nDisallow: /page\nAllow: /page";
        assert!(allowed(text, "/p") && allowed(text, "/page/1") && !allowed(text, "/x"));
        for nothing in ["", "User-agent: *\nDisallow:", "Disallow: /", "<html>Not found</html>"] {
            assert!(allowed(nothing, "/x"), "{nothing}");
        }
    }

    #[test]
    fn wildcards_ends_and_octets() {
        let of = |rule: &str, path: &str| !allowed(&format!("User-agent: *\nDisallow: {rule}"), path);
        assert!(of("/*.pdf$", "/a/b.pdf") && !of("/*.pdf$", "/a/b.pdf?x") && !of("/*.pdf$", "/b.pd"));
        assert!(of("/a*b*c", "/a--b--c--") && !of("/a*b*c", "/a--c--b"));
        assert!(of("/x$", "/x") && !of("/x$", "/xy") && of("*", "/") && of("/*?", "/a?b"));
        assert!(of("/%7Eana", "/~ana") && of("/ä", "/%c3%A4") && !of("/a%2Fb", "/a/b"));
    }

    #[test]
    fn a_delay_is_kept_to_up_to_a_bound() {
        let delay = |value: &str| {
            let text = format!("User-agent: *\nCrawl-delay: {value}\nDisallow: /x");
            Robots::read(text.as_bytes()).delay(Duration::from_secs(60))
        };
        assert_eq!(delay("2.5"), Some(Duration::from_millis(2500)));
        assert_eq!(delay("86400"), Some(Duration::from_secs(60)));
        assert_eq!((delay("-1"), delay("NaN"), delay("soon")), (None, None, None));
    }

    #[test]
    fn a_rule_made_to_keep_readers_busy_is_none() {
        let rule = format!("User-agent: *\nDisallow: /{}", "*a".repeat(10_000));
        assert!(allowed(&rule, &format!("/{}", "a".repeat(5_000))));
    }
}
