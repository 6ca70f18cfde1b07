-- Many entries at once: that they follow is checked once a statement and not once a row, which took longer than all else
-- that a row costs.
DROP TRIGGER entries_in_order ON entries;

-- The table is named in full, because whoever inserts may search other schemas; `added` is what the statement inserts.
CREATE OR REPLACE FUNCTION entries_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    many bigint;
    first bigint;
    last bigint;
    before bigint;
    top bigint;
BEGIN
    SELECT count(*), min(seq), max(seq) INTO many, first, last FROM added;
    EXECUTE format(
        'SELECT (SELECT coalesce(max(seq), 0) FROM %1$I.%2$I WHERE seq < $1), (SELECT max(seq) FROM %1$I.%2$I)',
        TG_TABLE_SCHEMA, TG_TABLE_NAME
    ) INTO before, top USING first;
    IF many > 0 AND (first, last, top) IS DISTINCT FROM (before + 1, before + many, last) THEN
        RAISE EXCEPTION 'an entry must follow the last one';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER entries_in_order AFTER INSERT ON entries
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION entries_follow();
ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_in_order;

-- What a row has of its report it has of the report's article: asking for both took as long as the row itself.
ALTER TABLE incident_reports DROP CONSTRAINT incident_reports_article_fkey;
ALTER TABLE claims DROP CONSTRAINT claims_article_fkey;
ALTER TABLE tallies DROP CONSTRAINT tallies_article_fkey;
ALTER TABLE actors DROP CONSTRAINT actors_article_fkey;
ALTER TABLE relations DROP CONSTRAINT relations_article_fkey;

-- Keys and names are the most rows of all. Whoever takes a report out of the lists takes them out with it.
ALTER TABLE place_keys DROP CONSTRAINT place_keys_row_fkey;
ALTER TABLE party_keys DROP CONSTRAINT party_keys_row_fkey;
ALTER TABLE tally_keys DROP CONSTRAINT tally_keys_row_fkey;
ALTER TABLE actor_names DROP CONSTRAINT actor_names_row_fkey;
