//! Spellings that are one.
//!
//! Owns: what is free in transcribing a name. In: a word, folded. Out: the word without these choices. Refuses: deciding that two
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
