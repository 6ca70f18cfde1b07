//! Content addresses.
//!
//! Owns: how an id is made. In: values. Out: hex strings that are equal exactly when the canonical serialisations
//! are. Refuses: random and time-based ids.

use crate::article::{Article, Part};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(if n < 10 { b'0' + n } else { b'a' + n - 10 });
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Address of an article: `art_` and 24 hex digits over publisher, URL, headline, given publication date, language
/// and body, serialised as a JSON array, with the times of its parts where it has any. `input` is left out, so the same article under another file name is one.
/// A date the engine works out itself is no part of it.
pub fn article_id(article: &Article) -> String {
    let mut key = text(&(
        article.publisher.as_ref().map(|p| (&p.name, &p.domain)),
        &article.url,
        &article.headline,
        article.published.as_ref().map(|p| &p.value),
        &article.language,
        article.body.as_str(),
    ));
    if !article.parts.is_empty() {
        let part = |p: &Part| serde_json::json!([p.span.start(), p.span.end(), p.published.value]);
        let parts: serde_json::Value = article.parts.iter().map(part).collect();
        // Into the array, before its end.
        key.pop();
        key.push_str(&format!(",{parts}]"));
    }
    format!("art_{}", &sha256(key.as_bytes())[..24])
}

/// Texts and lists of them as JSON, which all of them have.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Basis, Published};
    use crate::span::Span;

    #[test]
    fn the_file_name_is_no_part_of_the_address() {
        assert_eq!(Article::new("a.txt", "Aden").id, Article::new("b.txt", "Aden").id);
        assert_ne!(Article::new("a.txt", "Aden").id, Article::new("a.txt", "Aden.").id);
    }

    #[test]
    fn an_address_stays_what_it_was() {
        let mut article = Article::new("a.txt", "Öl — “Aden”\n\u{1}");
        assert_eq!(article.id, "art_c579a5544a06b50b34c27c08");
        article.headline = Some("Dröhnen".to_owned());
        let published = Published { value: "2024-05-02".to_owned(), basis: Basis::Metadata };
        article.parts.push(Part { span: Span::new(0, 3), published });
        article.seal();
        assert_eq!(article.id, "art_ca041b2bf1d8a14084899433");
        assert_eq!(hex(&[0, 9, 0xa0, 0xff]), "0009a0ff");
    }

    #[test]
    fn the_times_of_parts_are_part_of_the_address() {
        let whole = Article::new("a.txt", "Aden");
        let mut parted = whole.clone();
        let published = Published { value: "2024-05-02".to_owned(), basis: Basis::Metadata };
        parted.parts.push(Part { span: Span::new(0, 4), published });
        parted.seal();
        assert_ne!(whole.id, parted.id);
    }
}
