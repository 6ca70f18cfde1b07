//! Content addresses.
//!
//! Owns: how an id is made. In: values. Out: hex strings that are equal exactly when the canonical serialisations
//! are. Refuses: random and time-based ids.

use crate::article::{Article, Part};
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
/// and body, serialised as a JSON array, with the times of its parts where it has any. `input` is left out, so the same article under another file name is one.
/// A date the engine works out itself is no part of it.
pub fn article_id(article: &Article) -> String {
    let mut key = serde_json::json!([
        article.publisher.as_ref().map(|p| (&p.name, &p.domain)),
        article.url,
        article.headline,
        article.published.as_ref().map(|p| &p.value),
        article.language,
        article.body.as_str(),
    ]);
    if let (Some(fields), false) = (key.as_array_mut(), article.parts.is_empty()) {
        let part = |p: &Part| serde_json::json!([p.span.start(), p.span.end(), p.published.value]);
        fields.push(article.parts.iter().map(part).collect());
    }
    format!("art_{}", &sha256(key.to_string().as_bytes())[..24])
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
    fn the_times_of_parts_are_part_of_the_address() {
        let whole = Article::new("a.txt", "Aden");
        let mut parted = whole.clone();
        let published = Published { value: "2024-05-02".to_owned(), basis: Basis::Metadata };
        parted.parts.push(Part { span: Span::new(0, 4), published });
        parted.seal();
        assert_ne!(whole.id, parted.id);
    }
}
