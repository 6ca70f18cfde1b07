//! Spellings that are one.
//!
//! Owns: how names are folded so that case, accents, apostrophes and hyphens do not matter, and what is free in transcribing
//! them. In: names and words. Out: keys. Refuses: deciding that two names are one.

use compact_str::CompactString;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// True for every mark that stands for an apostrophe, a glottal stop or an ayn inside a name.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | 'ʻ' | 'ʽ' | 'ʿ' | 'ʾ' | 'ʹ' | '‘' | '`' | '´' | '′' | '‛' | '＇')
}

/// A name in lower case, without accents and apostrophes; whatever else is no letter or digit is one blank.
///
/// ```
/// use claimbook_records::spelling::fold;
/// assert_eq!(fold("Kata'ib  Ḥizballāh"), fold("kataʿib-hizballah"));
/// assert_eq!(fold("Łódź"), "lodz");
/// ```
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !is_combining_mark(*c) && !is_apostrophe(*c)) {
        if c.is_alphanumeric() {
            c.to_lowercase().for_each(|c| push(c, &mut out));
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends a word as [`fold`] has it, with all marks left out.
pub fn fold_word(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase() as char));
    } else {
        let letters =
            word.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c) && !is_apostrophe(*c));
        letters.flat_map(char::to_lowercase).for_each(|c| push(c, out));
    }
}

fn push(c: char, out: &mut String) {
    match plain(c) {
        Some(letters) => out.push_str(letters),
        None if is_combining_mark(c) => {}
        None => out.push(c),
    }
}

/// The plain letters that stand for a lower-case one that Unicode does not take apart.
pub fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ə' => "a",
        _ => return None,
    })
}

/// A transcription with its free choices taken away: e = i, o = u, ou = u, y = i inside a word, doubled letters single.
///
/// ```
/// use claimbook_records::spelling::loose;
/// assert_eq!(loose("kataeb"), loose("kataib"));
/// assert_ne!(loose("hamas"), loose("homs"));
/// ```
pub fn loose(fold: &str) -> CompactString {
    let mut out = CompactString::with_capacity(fold.len());
    let mut last = '\0';
    for c in fold.chars() {
        let c = match c {
            'e' => 'i',
            'y' if last != '\0' => 'i',
            'o' => 'u',
            c => c,
        };
        if c != last {
            out.push(c);
        }
        last = c;
    }
    out
}

/// The consonants of a transcription: without vowels, y inside a word, h at the end and doubled letters; q = k.
///
/// ```
/// use claimbook_records::spelling::skeleton;
/// assert_eq!(skeleton("beit"), skeleton("bayt"));
/// assert_eq!(skeleton("basrah"), skeleton("basra"));
/// assert_ne!(skeleton("gorlovka"), skeleton("horlivka"));
/// ```
pub fn skeleton(fold: &str) -> CompactString {
    let mut out = CompactString::with_capacity(fold.len());
    let mut last = '\0';
    for (i, c) in fold.char_indices() {
        let vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u') || c == 'y' && i > 0;
        let silent = c == 'h' && i + 1 == fold.len();
        let c = if c == 'q' { 'k' } else { c };
        if !vowel && !silent && c != last {
            out.push(c);
        }
        last = c;
    }
    out
}
