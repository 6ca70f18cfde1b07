//! What the trained parts see of a word.
//!
//! Owns: hashes of a word's form, affixes and shape. In: a token's text and norm. Out: [`Word`]s. Refuses: weights.
//!
//! One set of weights serves both casings: words are hashed in lower case, and in a sentence without case information
//! (all capitals, or a headline with every word capitalised) the shape says nothing but letters or digits.

/// Multiplier of the mixing step (2^64 divided by the golden ratio).
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Folds a value into a hash.
#[inline]
pub fn mix(hash: u64, value: u64) -> u64 {
    let h = (hash.rotate_left(23) ^ value).wrapping_mul(MIX);
    h ^ (h >> 32)
}

/// Hash of some bytes, digits taken as alike.
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut h = 0xCBF2_9CE4_8422_2325u64;
    for b in bytes {
        let b = if b.is_ascii_digit() { b'0' } else { *b };
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    h ^ (h >> 31)
}

/// Hashes of one word, computed once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Word {
    /// The whole word in lower case.
    pub norm: u64,
    /// Last one to four bytes.
    pub suffix: [u64; 4],
    /// First one to three bytes.
    pub prefix: [u64; 3],
    /// Casing and kind of characters.
    pub shape: u64,
    /// Class of tags the word has been seen with; 0 until looked up.
    pub class: u64,
}

/// Stands outside the sentence.
pub const EDGE: Word = Word { norm: 1, suffix: [1; 4], prefix: [1; 3], shape: 63, class: 1 };

impl Word {
    /// A word from its text as written and its norm; `cased` tells whether case means anything in its sentence.
    pub fn new(raw: &str, norm: &str, cased: bool, first: bool) -> Self {
        let bytes = norm.as_bytes();
        let n = bytes.len();
        let mut suffix = [0; 4];
        for (k, slot) in suffix.iter_mut().enumerate() {
            *slot = hash_bytes(&bytes[n.saturating_sub(k + 1)..]);
        }
        let mut prefix = [0; 3];
        for (k, slot) in prefix.iter_mut().enumerate() {
            *slot = hash_bytes(&bytes[..n.min(k + 1)]);
        }
        let shape = shape(raw, cased) * 2 + u64::from(first);
        Self { norm: hash_bytes(bytes), suffix, prefix, shape, class: 0 }
    }
}

fn shape(raw: &str, cased: bool) -> u64 {
    let (mut upper, mut lower, mut digit, mut other) = (0u32, 0u32, 0u32, 0u32);
    let mut first_upper = false;
    for (i, c) in raw.chars().enumerate() {
        if c.is_ascii_digit() {
            digit += 1;
        } else if c.is_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        } else if c.is_alphabetic() {
            lower += 1;
        } else {
            other += 1;
        }
    }
    let letters = upper + lower;
    let marked = u64::from(other > 0 && letters + digit > 0) * 8;
    let kind = match (letters, digit) {
        (0, 0) => 1,
        (0, _) => 2,
        (_, 1..) => 3,
        _ if !cased => 0,
        _ if upper == 0 => 4,
        _ if lower == 0 && upper == 1 => 5,
        _ if lower == 0 => 6,
        _ if upper == 1 && first_upper => 7,
        _ => return 16 + u64::from(first_upper),
    };
    kind + marked
}

/// Whether case tells anything in a sentence: not when it is all capitals, nor when every longer word is capitalised.
pub fn is_cased<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let (mut upper, mut lower, mut long_capital, mut long_plain) = (0usize, 0usize, 0usize, 0usize);
    for word in words {
        let (mut u, mut l) = (0usize, 0usize);
        for c in word.chars() {
            u += usize::from(c.is_uppercase());
            l += usize::from(c.is_lowercase());
        }
        upper += u;
        lower += l;
        if u + l >= 4 {
            let plain = word.chars().next().is_some_and(char::is_lowercase);
            long_plain += usize::from(plain);
            long_capital += usize::from(!plain);
        }
    }
    let capitals = upper >= 2 && upper > lower * 9;
    let title = long_capital >= 4 && long_plain == 0;
    !(capitals || title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_known_or_not() {
        let cased = |s: &str| is_cased(s.split(' '));
        assert!(cased("Gunmen hit the port of Qarn"));
        assert!(!cased("GUNMEN HIT THE PORT OF QARN"));
        assert!(!cased("Rebels Claim Drone Attack on Port"));
        assert!(cased("Omar Tal"));
    }

    #[test]
    fn without_case_both_casings_look_alike() {
        let a = Word::new("GUNMEN", "gunmen", false, false);
        let b = Word::new("Gunmen", "gunmen", false, false);
        assert_eq!((a.norm, a.shape, a.suffix), (b.norm, b.shape, b.suffix));
        assert_ne!(
            Word::new("Gunmen", "gunmen", true, false).shape,
            Word::new("gunmen", "gunmen", true, false).shape
        );
    }
}
