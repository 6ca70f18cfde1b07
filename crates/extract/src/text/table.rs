//! Hashed weight tables, read where they lie.
//!
//! Owns: the byte layout of a table and looking a feature up. In: feature keys. Out: rows of small integers. Refuses:
//! training (see the `eval` crate, which fills tables through [`write`]).
//!
//! A table has slots of `W` signed bytes. A key names [`PROBES`] neighbouring slots; the one whose 16-bit check
//! agrees holds its row. Features that were not worth a slot find none and add nothing.

/// Neighbouring slots a key may lie in.
pub const PROBES: usize = 8;

/// First slot and check of a key in a table of `slots` slots (at least [`PROBES`]).
#[inline]
pub fn place(key: u64, slots: usize) -> (usize, u16) {
    let mixed = (key ^ (key >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let first = ((mixed >> 32) * (slots - PROBES + 1) as u64) >> 32;
    let check = (mixed & 0xFFFF) as u16;
    (first as usize, check.max(1))
}

/// A table over bytes that outlive it.
#[derive(Debug, Clone, Copy)]
pub struct Table<const W: usize> {
    /// Two bytes a slot.
    checks: &'static [u8],
    rows: &'static [[u8; W]],
}

impl<const W: usize> Table<W> {
    /// Takes a table from the front of `bytes`: width, number of slots, checks, rows. Nothing when they do not fit.
    pub fn read(bytes: &mut &'static [u8]) -> Option<Self> {
        let width = take_u32(bytes)?;
        let slots = take_u32(bytes)?;
        if width != W || slots < PROBES {
            return None;
        }
        let (checks, rest) = bytes.split_at_checked(slots.checked_mul(2)?)?;
        let (rows, rest) = rest.split_at_checked(slots.checked_mul(W)?)?;
        *bytes = rest;
        Some(Self { checks, rows: rows.as_chunks::<W>().0 })
    }

    /// Slot of a feature and all ones; zero and zero when it has none. Whether it has one is as good as random, so
    /// nothing here or in [`Self::add`] branches on it: a branch guessed wrongly would make every later load wait.
    #[inline]
    fn slot(&self, key: u64) -> (usize, usize) {
        let (first, check) = place(key, self.rows.len());
        let near = self.checks.get(first * 2..).and_then(|c| c.first_chunk::<{ PROBES * 2 }>());
        // All checks at once: a lane of 16 bits is zero where they agree, and the borrow marks the first such lane.
        const ONES: u128 = u128::MAX / 0xFFFF;
        let differ = u128::from_le_bytes(*near.unwrap_or(&[0; PROBES * 2])) ^ (ONES * u128::from(check));
        let agree = differ.wrapping_sub(ONES) & !differ & (ONES << 15);
        let (low, high) = (agree as u64, (agree >> 64) as u64);
        let in_low = 0usize.wrapping_sub(usize::from(low != 0));
        let lane =
            (low.trailing_zeros() as usize & in_low) | ((64 + high.trailing_zeros() as usize) & !in_low);
        let found = 0usize.wrapping_sub(usize::from(low | high != 0));
        ((first + lane / 16) & found, found)
    }

    /// Row of a feature.
    #[inline]
    pub fn row(&self, key: u64) -> Option<&'static [u8; W]> {
        let (slot, found) = self.slot(key);
        self.rows.get(slot).filter(|_| found != 0)
    }

    /// Adds the rows of all features.
    ///
    /// First all slots, then all rows: the loads of each step do not wait for one another, which is what counts in
    /// tables larger than the nearest cache.
    #[inline]
    pub fn add<const N: usize>(&self, keys: &[u64; N], scores: &mut [i16; W]) {
        let mut slots = [(0, 0); N];
        for (slot, key) in slots.iter_mut().zip(keys) {
            *slot = self.slot(*key);
        }
        for (slot, found) in slots {
            let row = self.rows.get(slot).unwrap_or(&[0; W]);
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += i16::from((weight & found as u8).cast_signed());
            }
        }
    }
}

/// Takes a little-endian number from the front of `bytes`.
pub fn take_u32(bytes: &mut &'static [u8]) -> Option<usize> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    usize::try_from(u32::from_le_bytes(*head)).ok()
}

/// Writes rows into as few slots as their number asks for, most useful first: `rows` in order of falling worth.
/// Rows that find no free slot are left out; the number of those kept is returned.
pub fn write<const W: usize>(rows: &[(u64, [i8; W])], out: &mut Vec<u8>) -> usize {
    let slots = (rows.len() + rows.len() / 5).max(PROBES);
    let mut checks = vec![0u16; slots];
    let mut owners: Vec<Option<usize>> = vec![None; slots];
    let home = |row: usize| rows.get(row).map_or((0, 1), |(key, _)| place(*key, slots));
    let mut kept = 0;
    for row in 0..rows.len() {
        let (first, check) = home(row);
        if checks[first..first + PROBES].contains(&check) {
            continue;
        }
        if let Some(free) = make_room(first, 4, &mut owners, &mut checks, &home) {
            checks[free] = check;
            owners[free] = Some(row);
            kept += 1;
        }
    }
    let values = owners.iter().map(|o| o.and_then(|row| rows.get(row)).map_or([0i8; W], |(_, row)| *row));
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    out.extend(number(W));
    out.extend(number(slots));
    out.extend(checks.iter().flat_map(|c| c.to_le_bytes()));
    out.extend(values.flatten().map(i8::cast_unsigned));
    kept
}

/// A free slot among those of a key, moving the rows of others to other slots of theirs when all are taken.
fn make_room(
    first: usize,
    depth: usize,
    owners: &mut [Option<usize>],
    checks: &mut [u16],
    home: &impl Fn(usize) -> (usize, u16),
) -> Option<usize> {
    let near = first..first + PROBES;
    if let Some(free) = near.clone().find(|s| owners[*s].is_none()) {
        return Some(free);
    }
    let depth = depth.checked_sub(1)?;
    for slot in near {
        let Some((theirs, check)) = owners[slot].map(home).filter(|(theirs, _)| *theirs != first) else {
            continue;
        };
        if let Some(free) = make_room(theirs, depth, owners, checks, home) {
            // Making room may have moved this very row: then its slot is free already.
            if owners[slot].map(home) == Some((theirs, check)) {
                owners[free] = owners[slot].take();
                checks[free] = check;
                checks[slot] = 0;
            }
            if owners[slot].is_none() {
                return Some(slot);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_again_and_strangers_are_not() {
        let key = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let rows: Vec<(u64, [i8; 4])> =
            (1..2000u64).map(|i| (key(i), [(i % 100) as i8, -1, 2, -3])).collect();
        let mut bytes = Vec::new();
        let kept = write(&rows, &mut bytes);
        assert!(kept > 1900, "{kept}");
        let mut view: &'static [u8] = bytes.leak();
        let table = Table::<4>::read(&mut view).unwrap();
        assert!(view.is_empty());
        let found =
            rows.iter().filter(|(k, row)| table.row(*k).map(|r| r.map(|b| b as i8)) == Some(*row)).count();
        assert!(found >= kept - 2, "{found} of {kept}");
        let strangers = (5000..7000u64).filter(|i| table.row(key(*i)).is_some()).count();
        assert!(strangers < 5, "{strangers}");
    }

    #[test]
    fn short_files_are_refused() {
        let mut bytes = Vec::new();
        write::<4>(&[(1, [1; 4]), (2, [2; 4])], &mut bytes);
        for cut in 0..bytes.len() {
            let mut view: &'static [u8] = bytes[..cut].to_vec().leak();
            assert!(Table::<4>::read(&mut view).is_none());
        }
    }
}
