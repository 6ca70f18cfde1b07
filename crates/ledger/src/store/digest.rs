//! Digests of the derived tables, in one form for every database.
//!
//! Owns: what it means for two ledgers to hold the same derived rows. In: the values of rows, one after the other.
//! Out: a SHA-256 a table, equal for equal books whatever keeps them. Refuses: to leave a derived table out; a test of
//! each database holds the lists against its schema.

use claimbook_records::ids::hex;
use sha2::{Digest, Sha256};

/// A table's name, and its rows in their order.
pub(super) type Table = (&'static str, &'static str);

/// Derived tables. The word index is read as its list of (word, row, place).
pub(super) const TABLES: [Table; 15] = [
    ("meta", "SELECT * FROM meta ORDER BY key"),
    ("articles", "SELECT * FROM articles ORDER BY id"),
    ("reports", "SELECT * FROM reports ORDER BY id"),
    ("incident_reports", "SELECT * FROM incident_reports ORDER BY row"),
    ("place_keys", "SELECT * FROM place_keys ORDER BY value, row, role"),
    ("party_keys", "SELECT * FROM party_keys ORDER BY value, row, role"),
    ("incident_words", "SELECT term, doc, \"offset\" FROM incident_word_list ORDER BY 1, 2, 3"),
    ("claims", "SELECT * FROM claims ORDER BY row"),
    ("tallies", "SELECT * FROM tallies ORDER BY row"),
    ("tally_keys", "SELECT * FROM tally_keys ORDER BY value, row, role"),
    ("actors", "SELECT * FROM actors ORDER BY row"),
    ("actor_names", "SELECT * FROM actor_names ORDER BY value, row, name"),
    ("relations", "SELECT * FROM relations ORDER BY row"),
    ("decisions", "SELECT * FROM decisions ORDER BY seq, article"),
    ("former_incidents", "SELECT * FROM former_incidents ORDER BY incident, report"),
];

/// The same of linking, apart because they may lag behind the book.
pub(super) const LINKS: [Table; 5] = [
    ("link_made", "SELECT * FROM link_made ORDER BY name"),
    ("link_unlinked", "SELECT * FROM link_unlinked ORDER BY article"),
    ("link_accounts", "SELECT * FROM link_accounts ORDER BY number"),
    ("link_keys", "SELECT * FROM link_keys ORDER BY key, published, number"),
    ("link_pairs", "SELECT * FROM link_pairs ORDER BY a, b"),
];

/// The digest of a table while its rows go by.
#[derive(Default)]
pub(super) struct Sum(Sha256);

// Kind and length go in with each value, so that no two different rows give the same bytes.
impl Sum {
    pub(super) fn null(&mut self) {
        self.0.update([0]);
    }

    pub(super) fn integer(&mut self, number: i64) {
        self.0.update([1]);
        self.0.update(number.to_be_bytes());
    }

    pub(super) fn real(&mut self, number: f64) {
        self.0.update([2]);
        self.0.update(number.to_bits().to_be_bytes());
    }

    pub(super) fn text(&mut self, bytes: &[u8]) {
        self.0.update([3]);
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}
