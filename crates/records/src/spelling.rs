//! Spellings that are one.
//!
//! Owns: what is free in transcribing a name. In: a word, folded. Out: the word without these choices, more or less loosely. Refuses: deciding that two
//! names are one.

use compact_str::CompactString;

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
