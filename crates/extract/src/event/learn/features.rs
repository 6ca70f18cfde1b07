//! A bag of hashed binary features.
//!
//! Owns: hashing. In: a template number and its words. Out: 32-bit feature ids, equal for equal input on every machine.
//! Refuses: values other than present and absent; amounts are binned by the caller.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The features of one decision. Reuse it to save allocations: [`Bag::clear`].
#[derive(Debug, Clone, Default)]
pub struct Bag {
    ids: Vec<u32>,
}

impl Bag {
    /// Adds the feature `template` with its `words`.
    pub fn add(&mut self, template: u16, words: &[&str]) {
        let mut hash = OFFSET;
        let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        template.to_le_bytes().into_iter().for_each(&mut eat);
        for word in words {
            word.bytes().for_each(&mut eat);
            eat(0xff);
        }
        // FNV mixes its low bits poorly for short input.
        hash ^= hash >> 32;
        hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.ids.push((hash >> 32) as u32);
    }

    /// Adds the feature only when it holds.
    pub fn flag(&mut self, template: u16, holds: bool) {
        if holds {
            self.add(template, &[]);
        }
    }

    /// Adds a number in bins 0, 1, 2, 3, 4, 5-6, 7-9, 10-19, 20+.
    pub fn amount(&mut self, template: u16, n: usize) {
        self.add(template, &[bin(n)]);
    }

    /// The ids so far.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.ids.clear();
    }
}

/// The bin of an amount.
pub(crate) fn bin(n: usize) -> &'static str {
    match n {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        5..=6 => "5",
        7..=9 => "7",
        10..=19 => "10",
        _ => "20",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_run_together() {
        let mut bag = Bag::default();
        bag.add(1, &["ab", "c"]);
        bag.add(1, &["a", "bc"]);
        bag.add(2, &["ab", "c"]);
        bag.add(1, &["ab", "c"]);
        let ids = bag.ids();
        assert_ne!(ids[0], ids[1]);
        assert_ne!(ids[0], ids[2]);
        assert_eq!(ids[0], ids[3]);
    }
}
