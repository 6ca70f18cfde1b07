-- Decisions of people: a further kind of entry. The list of kinds leaves the schema, so that the next one needs no copy
-- of the book; the program refuses kinds that it does not know.
DROP TRIGGER entries_no_update;
DROP TRIGGER entries_no_delete;
DROP TRIGGER entries_in_order;
ALTER TABLE entries RENAME TO entries_before;
CREATE TABLE entries (
    seq       INTEGER PRIMARY KEY,          -- 1, 2, 3 … without gaps
    at        TEXT NOT NULL,                -- when it was recorded, RFC 3339 in UTC
    kind      TEXT NOT NULL,                -- article_recorded, report_recorded, withdrawn, decided
    payload   TEXT NOT NULL,                -- canonical JSON: sorted keys, no white space
    prev_hash TEXT NOT NULL,                -- hash of entry seq - 1; 64 zeros before the first
    hash      TEXT NOT NULL UNIQUE          -- SHA-256, hex, of the canonical JSON [seq, at, kind, payload, prev_hash]
) STRICT;
INSERT INTO entries SELECT * FROM entries_before ORDER BY seq;
DROP TABLE entries_before;

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_in_order BEFORE INSERT ON entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;

-- Which decisions are about which article; '' for those about none. Their content is in the entry.
CREATE TABLE decisions (
    seq     INTEGER NOT NULL,
    article TEXT NOT NULL,
    undone  INTEGER,                        -- entry that took it back
    PRIMARY KEY (article, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_by_entry ON decisions (seq);

-- What people decided about an incident report: rejected, unreviewed, reviewed, approved, published.
ALTER TABLE incident_reports ADD COLUMN review TEXT NOT NULL DEFAULT 'unreviewed';
CREATE INDEX incident_reports_by_review ON incident_reports (review, sort_day, article, incident);
