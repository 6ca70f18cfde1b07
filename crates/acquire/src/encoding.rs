//! From bytes to text.
//!
//! Owns: byte order marks, declared and guessed encodings, telling text from binary. In: bytes. Out: the text, one
//! character for each the bytes hold, a byte order mark dropped. Refuses: bytes that decode mostly to nothing.

use crate::error::Problem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Decodes a text or page. `label` is the caller's word; `declared` what a page says of itself.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>, declared: Option<&str>) -> Result<String, Problem> {
    if let Some(label) = label {
        return decode_as(bytes, labelled(label)?);
    }
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if is_utf8(bytes) => UTF_8,
        None => wide(bytes).or_else(|| declared.and_then(page_encoding)).unwrap_or_else(|| guess(bytes)),
    };
    decode_as(bytes, encoding)
}

fn labelled(label: &str) -> Result<&'static Encoding, Problem> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| Problem::UnknownEncoding(label.to_owned()))
}

/// The encoding of a file read piece by piece, told by its first bytes: each piece is too short to tell.
pub(crate) fn of(head: &[u8], label: Option<&str>) -> Result<&'static Encoding, Problem> {
    match label {
        Some(label) => labelled(label),
        None if is_utf8(head) => Ok(UTF_8),
        None => Ok(guess(head)),
    }
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Result<String, Problem> {
    let (text, _, had_errors) = encoding.decode(bytes);
    if had_errors {
        let bad = text.chars().filter(|c| *c == '\u{fffd}').count();
        // One bad place in a hundred characters is a damaged text; more is another encoding.
        if bad * 100 > text.chars().count() {
            return Err(Problem::Encoding(encoding.name().to_owned()));
        }
    }
    Ok(text.into_owned())
}

/// UTF-8 with at most a stray bad byte: a few damaged characters do not make a text Windows-1252.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_ascii() {
            good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        }
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad == 0 || good >= bad.saturating_mul(8)
}

/// UTF-16 without a mark: in Western text every other byte is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let pairs = head.len() / 2;
    let (first, second) = (zeros(0), zeros(1));
    if pairs < 4 {
        None
    } else if second * 10 > pairs * 7 && first * 20 < pairs {
        Some(UTF_16LE)
    } else if first * 10 > pairs * 7 && second * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// True for UTF-16, marked or not.
pub(crate) fn is_wide(head: &[u8]) -> bool {
    Encoding::for_bom(head).is_some_and(|(e, _)| e != UTF_8) || wide(head).is_some()
}

fn page_encoding(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A page whose declaration could be read is no UTF-16, whatever it says (HTML standard, 13.2.3.2).
    if encoding == UTF_16LE || encoding == UTF_16BE { None } else { Some(encoding) }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// The head as text, to look for signs of a format; wrong characters do no harm here.
pub(crate) fn peek(head: &[u8]) -> String {
    let encoding = Encoding::for_bom(head).map(|(e, _)| e).or_else(|| wide(head)).unwrap_or(UTF_8);
    encoding.decode(head).0.into_owned()
}

/// Zero bytes or many control characters: no text in any encoding read here.
pub(crate) fn is_binary_head(head: &[u8]) -> bool {
    if is_wide(head) {
        return false;
    }
    let controls = head.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 28..=31 | 127)).count();
    head.contains(&0) || controls * 50 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "El ejército señaló que la explosión en Peñarrubia dejó 3 heridos, según la policía.";

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    #[test]
    fn encodings_are_found() {
        let arabic = "قال متحدث باسم الجيش إن طائرة مسيرة سقطت قرب مدينة ورنال صباح اليوم دون وقوع إصابات.";
        let russian = "Военные сообщили, что два беспилотника сбиты над Варналом, пострадавших нет.";
        for (bytes, want) in [
            (LINE.as_bytes().to_vec(), LINE),
            ([b"\xEF\xBB\xBF".to_vec(), LINE.as_bytes().to_vec()].concat(), LINE),
            (encoded(encoding_rs::WINDOWS_1252, LINE), LINE),
            (encoded(encoding_rs::WINDOWS_1256, arabic), arabic),
            (encoded(encoding_rs::WINDOWS_1251, russian), russian),
            ([b"\xFF\xFE".to_vec(), utf16(LINE, true)].concat(), LINE),
            ([b"\xFE\xFF".to_vec(), utf16(LINE, false)].concat(), LINE),
            (utf16(LINE, true), LINE),
            (utf16(LINE, false), LINE),
            (b"plain\r\nwords".to_vec(), "plain\r\nwords"),
        ] {
            assert_eq!(decode(&bytes, None, None).unwrap(), want);
            assert!(!is_binary_head(&bytes), "{want}");
        }
    }

    #[test]
    fn one_bad_byte_leaves_the_rest_as_it_was() {
        let mut bytes = LINE.repeat(3).into_bytes();
        bytes.insert(40, 0xff);
        let text = decode(&bytes, None, None).unwrap();
        assert_eq!(text.matches('\u{fffd}').count(), 1);
        assert_eq!(text.replace('\u{fffd}', ""), LINE.repeat(3));
    }

    #[test]
    fn a_declaration_counts_only_where_the_bytes_agree() {
        let bytes = encoded(encoding_rs::ISO_8859_2, "Łódź");
        assert_eq!(decode(&bytes, None, Some("iso-8859-2")).unwrap(), "Łódź");
        assert_eq!(decode("Łódź".as_bytes(), None, Some("iso-8859-2")).unwrap(), "Łódź");
    }

    #[test]
    fn the_callers_word_is_checked() {
        let bytes = encoded(encoding_rs::WINDOWS_1252, &LINE.replace("a", "ñ"));
        assert_eq!(decode(&bytes, Some("utf-8"), None), Err(Problem::Encoding("UTF-8".to_owned())));
        assert!(matches!(decode(&bytes, Some("klingon"), None), Err(Problem::UnknownEncoding(_))));
    }

    #[test]
    fn control_characters_make_binary() {
        assert!(is_binary_head(b"\x01\x02\x03\x04\x05"));
        assert!(is_binary_head(b"words and a \0 zero"));
        assert!(!is_binary_head(b"words, a tab\t, a form feed\x0c and an escape \x1b"));
    }
}
