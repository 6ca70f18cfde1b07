-- The book itself: one row an entry, never changed, never removed, each sealed by a hash over itself and the hash
-- of the row before it. All tables of a book stand in one schema. Text sorts by its bytes (COLLATE "C"), as in SQLite,
-- whatever the database sorts by.

-- The number of the last step applied; a schema without this table is no ledger.
CREATE TABLE claimbook_schema (
    version integer NOT NULL
);

CREATE TABLE entries (
    seq       bigint PRIMARY KEY,               -- 1, 2, 3 … without gaps
    at        text COLLATE "C" NOT NULL,        -- when it was recorded, RFC 3339 in UTC
    kind      text COLLATE "C" NOT NULL,        -- a word of EntryKind; an unknown one is refused on reading
    payload   text COLLATE "C" NOT NULL,        -- canonical JSON: sorted keys, no white space
    prev_hash text COLLATE "C" NOT NULL,        -- hash of entry seq - 1; 64 zeros before the first
    hash      text COLLATE "C" NOT NULL UNIQUE  -- SHA-256, hex, of the canonical JSON [seq, at, kind, payload, prev_hash]
);

-- Append-only, held by the database itself, also against a session that replicates (ENABLE ALWAYS).
CREATE FUNCTION entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries are append-only';
END $$;

CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE ON entries
FOR EACH ROW EXECUTE FUNCTION entries_stay();
CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_stay();

-- The table is named in full, because whoever inserts may search other schemas.
CREATE FUNCTION entries_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
BEGIN
    EXECUTE format('SELECT coalesce(max(seq), 0) + 1 FROM %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO wanted;
    IF NEW.seq IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'an entry must follow the last one';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER entries_in_order BEFORE INSERT ON entries
FOR EACH ROW EXECUTE FUNCTION entries_follow();

ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_no_change;
ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_no_truncate;
ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_in_order;
