-- Derived tables: what queries read. The columns are those of a SQLite ledger in the same order; flags are 0 or 1, and
-- `row` is 1 above the highest one, so that equal books hold equal rows. Every row follows from `entries` and is written
-- in the transaction of its entry; the whole can be dropped and replayed. Values are not copied here beyond what
-- filters, order and lists need: the record itself is read from the entry.

-- Facts about the derived tables: which rules filled them.
CREATE TABLE meta (
    key   text COLLATE "C" PRIMARY KEY,
    value text COLLATE "C" NOT NULL
);

CREATE TABLE articles (
    id        text COLLATE "C" PRIMARY KEY,  -- art_…
    seq       bigint NOT NULL,               -- entry that recorded it
    input     text COLLATE "C" NOT NULL,
    publisher text COLLATE "C",
    domain    text COLLATE "C",
    url       text COLLATE "C",
    headline  text COLLATE "C",
    published text COLLATE "C",              -- as acquired; the engine's own dating stands in the report
    language  text COLLATE "C" NOT NULL,
    capture   text COLLATE "C",              -- SHA-256 of the bytes as received
    withdrawn bigint                         -- entry that withdrew it
);

-- Every version of every article's report. At most one a article is current: the newest engine's, not withdrawn.
CREATE TABLE reports (
    id             text COLLATE "C" PRIMARY KEY,  -- rpt_…, address of article and engine
    seq            bigint NOT NULL UNIQUE,
    article        text COLLATE "C" NOT NULL REFERENCES articles (id),
    engine_version text COLLATE "C" NOT NULL,
    codebook       text COLLATE "C" NOT NULL,
    model          text COLLATE "C",
    current        smallint NOT NULL CHECK (current IN (0, 1)),
    withdrawn      bigint
);
CREATE INDEX reports_by_article ON reports (article, seq);
CREATE UNIQUE INDEX reports_current ON reports (article) WHERE current = 1;

-- One row an incident report of a current report. `incident` is the id a reader sees.
CREATE TABLE incident_reports (
    row        bigint PRIMARY KEY,
    incident   text COLLATE "C" NOT NULL UNIQUE,  -- inc_…
    report     bigint NOT NULL REFERENCES reports (seq),
    position   integer NOT NULL,                  -- index in the report
    article    text COLLATE "C" NOT NULL REFERENCES articles (id),
    sort_day   text COLLATE "C" NOT NULL,         -- first day known, 9999-99-99 without any
    day_from   text COLLATE "C",                  -- an open end stands at the known one
    day_to     text COLLATE "C",
    open_start smallint NOT NULL,
    open_end   smallint NOT NULL,
    long_range smallint NOT NULL,                 -- more than a month from day_from to day_to; few are
    type       text COLLATE "C" NOT NULL,
    stage      text COLLATE "C" NOT NULL,
    standing   text COLLATE "C" NOT NULL,
    aggregate  smallint NOT NULL,
    background smallint NOT NULL,
    confidence double precision NOT NULL,
    review     text COLLATE "C" NOT NULL         -- what people decided: rejected, unreviewed, reviewed, approved, published
);
CREATE INDEX incident_reports_in_order ON incident_reports (sort_day, article, incident);
CREATE INDEX incident_reports_long ON incident_reports (sort_day, article, incident) WHERE long_range = 1;
CREATE INDEX incident_reports_by_report ON incident_reports (report);
CREATE INDEX incident_reports_by_type ON incident_reports (type, sort_day, article, incident);
CREATE INDEX incident_reports_by_standing ON incident_reports (standing, sort_day, article, incident);
CREATE INDEX incident_reports_by_review ON incident_reports (review, sort_day, article, incident);

-- Names a place of an incident answers to: `name:`, `in:`, `country:` or `id:` and the folded value.
CREATE TABLE place_keys (
    value text COLLATE "C" NOT NULL,
    row   bigint NOT NULL REFERENCES incident_reports (row) ON DELETE CASCADE,
    role  text COLLATE "C" NOT NULL,
    PRIMARY KEY (value, row, role)
);
CREATE INDEX place_keys_by_row ON place_keys (row);

-- Names an actor of an incident answers to: `name:` or `id:` and the value; role perpetrator, target or speaker.
CREATE TABLE party_keys (
    value text COLLATE "C" NOT NULL,
    row   bigint NOT NULL REFERENCES incident_reports (row) ON DELETE CASCADE,
    role  text COLLATE "C" NOT NULL,
    PRIMARY KEY (value, row, role)
);
CREATE INDEX party_keys_by_row ON party_keys (row);

-- The words that tell an incident, folded, in their order.
CREATE TABLE incident_words (
    row   bigint PRIMARY KEY REFERENCES incident_reports (row) ON DELETE CASCADE,
    words text[] COLLATE "C" NOT NULL
);
CREATE INDEX incident_words_by_word ON incident_words USING gin (words)
    WITH (fastupdate = off);  -- a list of what is not yet in the index would be read by every search

-- Every word with its row and place, as the word index of SQLite lists them.
CREATE VIEW incident_word_list AS
SELECT w.term COLLATE "C" AS term, i.row AS doc, w.place - 1 AS "offset"
FROM incident_words AS i, unnest(i.words) WITH ORDINALITY AS w (term, place);

CREATE TABLE claims (
    row          bigint PRIMARY KEY,
    report       bigint NOT NULL REFERENCES reports (seq),
    position     integer NOT NULL,
    article      text COLLATE "C" NOT NULL REFERENCES articles (id),
    incident     text COLLATE "C",           -- inc_…, null when it is about none
    sort_day     text COLLATE "C" NOT NULL,  -- day of the claim, else of publication
    act          text COLLATE "C" NOT NULL,
    property     text COLLATE "C",
    firmness     text COLLATE "C" NOT NULL,
    speaker_kind text COLLATE "C" NOT NULL,
    speaker      text COLLATE "C" NOT NULL,  -- `id:` or `name:` key
    speaker_name text COLLATE "C" NOT NULL   -- `name:` key
);
CREATE INDEX claims_in_order ON claims (sort_day, article, position);
CREATE INDEX claims_by_report ON claims (report);
CREATE INDEX claims_by_incident ON claims (incident) WHERE incident IS NOT NULL;
CREATE INDEX claims_by_speaker ON claims (speaker);
CREATE INDEX claims_by_speaker_name ON claims (speaker_name);

CREATE TABLE tallies (
    row      bigint PRIMARY KEY,
    report   bigint NOT NULL REFERENCES reports (seq),
    position integer NOT NULL,
    article  text COLLATE "C" NOT NULL REFERENCES articles (id),
    sort_day text COLLATE "C" NOT NULL,  -- as-of day, else of publication
    what     text COLLATE "C" NOT NULL
);
CREATE INDEX tallies_in_order ON tallies (sort_day, article, position);
CREATE INDEX tallies_by_report ON tallies (report);

CREATE TABLE tally_keys (
    value text COLLATE "C" NOT NULL,
    row   bigint NOT NULL REFERENCES tallies (row) ON DELETE CASCADE,
    role  text COLLATE "C" NOT NULL,  -- by, against or speaker
    PRIMARY KEY (value, row, role)
);
CREATE INDEX tally_keys_by_row ON tally_keys (row);

-- One row an actor an article names.
CREATE TABLE actors (
    row      bigint PRIMARY KEY,
    report   bigint NOT NULL REFERENCES reports (seq),
    article  text COLLATE "C" NOT NULL REFERENCES articles (id),
    key      text COLLATE "C" NOT NULL,  -- `id:` and the register id, else `name:` and the folded name
    register text COLLATE "C",
    name     text COLLATE "C" NOT NULL,
    kind     text COLLATE "C" NOT NULL
);
CREATE INDEX actors_by_key ON actors (key, article);
CREATE INDEX actors_by_report ON actors (report);

-- Every spelling of it in that article.
CREATE TABLE actor_names (
    value text COLLATE "C" NOT NULL,  -- `name:` key
    row   bigint NOT NULL REFERENCES actors (row) ON DELETE CASCADE,
    name  text COLLATE "C" NOT NULL
);
CREATE INDEX actor_names_by_value ON actor_names (value);
CREATE INDEX actor_names_by_row ON actor_names (row);

-- Ids that an older or withdrawn reading gave and the current one does not: they stay resolvable.
CREATE TABLE former_incidents (
    incident text COLLATE "C" NOT NULL,
    report   bigint NOT NULL REFERENCES reports (seq),
    PRIMARY KEY (incident, report)
);

-- Which decisions are about which article; '' for those about none. Their content is in the entry.
CREATE TABLE decisions (
    seq     bigint NOT NULL,
    article text COLLATE "C" NOT NULL,
    undone  bigint,  -- entry that took it back
    PRIMARY KEY (article, seq)
);
CREATE INDEX decisions_by_entry ON decisions (seq);
