-- The book itself: one row an entry, never changed, never removed, each sealed by a hash over itself and the hash
-- of the row before it.
CREATE TABLE entries (
    seq       INTEGER PRIMARY KEY,          -- 1, 2, 3 … without gaps
    at        TEXT NOT NULL,                -- when it was recorded, RFC 3339 in UTC
    kind      TEXT NOT NULL CHECK (kind IN ('article_recorded', 'report_recorded', 'withdrawn')),
    payload   TEXT NOT NULL,                -- canonical JSON: sorted keys, no white space
    prev_hash TEXT NOT NULL,                -- hash of entry seq - 1; 64 zeros before the first
    hash      TEXT NOT NULL UNIQUE          -- SHA-256, hex, of the canonical JSON [seq, at, kind, payload, prev_hash]
) STRICT;

-- Append-only, held by the database itself.
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

-- INSERT OR REPLACE removes a row without firing a delete trigger; an entry that does not follow the last one is
-- refused before that can happen.
CREATE TRIGGER entries_in_order BEFORE INSERT ON entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;
