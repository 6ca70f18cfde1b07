//! Content addresses.
//!
//! Owns: how an id is made. In: values. Out: hex strings that are equal exactly when the canonical serialisations
//! are. Refuses: random and time-based ids.

use crate::article::Article;
use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Address of an article: `art_` and 24 hex digits over publisher, URL, headline, given publication date, language
/// and body, serialised as a JSON array. `input` is left out, so the same article under another file name is one.
/// A date the engine works out itself is no part of it.
pub fn article_id(article: &Article) -> String {
    let key = serde_json::json!([
        article.publisher.as_ref().map(|p| (&p.name, &p.domain)),
        article.url,
        article.headline,
        article.published.as_ref().map(|p| &p.value),
        article.language,
        article.body.as_str(),
    ]);
    format!("art_{}", &sha256(key.to_string().as_bytes())[..24])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_name_is_no_part_of_the_address() {
        assert_eq!(Article::new("a.txt", "Aden").id, Article::new("b.txt", "Aden").id);
        assert_ne!(Article::new("a.txt", "Aden").id, Article::new("a.txt", "Aden.").id);
    }
}
