-- Derived tables: what queries read. Every row follows from `entries` and is written in the transaction of its entry;
-- the whole can be dropped and replayed. Values are not copied here beyond what filters, order and lists need: the
-- record itself is read from the entry.

-- Facts about the derived tables: which rules filled them.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    id        TEXT PRIMARY KEY,             -- art_…
    seq       INTEGER NOT NULL,             -- entry that recorded it
    input     TEXT NOT NULL,
    publisher TEXT,
    domain    TEXT,
    url       TEXT,
    headline  TEXT,
    published TEXT,                         -- as acquired; the engine's own dating stands in the report
    language  TEXT NOT NULL,
    capture   TEXT,                         -- SHA-256 of the bytes as received
    withdrawn INTEGER                       -- entry that withdrew it
) STRICT, WITHOUT ROWID;

-- Every version of every article's report. At most one a article is current: the newest engine's, not withdrawn.
CREATE TABLE reports (
    id             TEXT PRIMARY KEY,        -- rpt_…, address of article and engine
    seq            INTEGER NOT NULL UNIQUE,
    article        TEXT NOT NULL REFERENCES articles (id),
    engine_version TEXT NOT NULL,
    codebook       TEXT NOT NULL,
    model          TEXT,
    current        INTEGER NOT NULL CHECK (current IN (0, 1)),
    withdrawn      INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_article ON reports (article, seq);
CREATE UNIQUE INDEX reports_current ON reports (article) WHERE current = 1;

-- One row an incident report of a current report. `incident` is the id a reader sees.
CREATE TABLE incident_reports (
    row        INTEGER PRIMARY KEY,
    incident   TEXT NOT NULL UNIQUE,        -- inc_…
    report     INTEGER NOT NULL REFERENCES reports (seq),
    position   INTEGER NOT NULL,            -- index in the report
    article    TEXT NOT NULL REFERENCES articles (id),
    sort_day   TEXT NOT NULL,               -- first day known, 9999-99-99 without any
    day_from   TEXT,                        -- an open end stands at the known one
    day_to     TEXT,
    open_start INTEGER NOT NULL,
    open_end   INTEGER NOT NULL,
    long_range INTEGER NOT NULL,            -- more than a month from day_from to day_to; few are
    type       TEXT NOT NULL,
    stage      TEXT NOT NULL,
    standing   TEXT NOT NULL,
    aggregate  INTEGER NOT NULL,
    background INTEGER NOT NULL,
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX incident_reports_in_order ON incident_reports (sort_day, article, incident);
CREATE INDEX incident_reports_long ON incident_reports (sort_day, article, incident) WHERE long_range = 1;
CREATE INDEX incident_reports_by_report ON incident_reports (report);
CREATE INDEX incident_reports_by_type ON incident_reports (type, sort_day, article, incident);
CREATE INDEX incident_reports_by_standing ON incident_reports (standing, sort_day, article, incident);

-- Names a place of an incident answers to: `name:`, `in:`, `country:` or `id:` and the folded value.
CREATE TABLE place_keys (
    value TEXT NOT NULL,
    row   INTEGER NOT NULL REFERENCES incident_reports (row) ON DELETE CASCADE,
    role  TEXT NOT NULL,
    PRIMARY KEY (value, row, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_keys_by_row ON place_keys (row);

-- Names an actor of an incident answers to: `name:` or `id:` and the value; role perpetrator, target or speaker.
CREATE TABLE party_keys (
    value TEXT NOT NULL,
    row   INTEGER NOT NULL REFERENCES incident_reports (row) ON DELETE CASCADE,
    role  TEXT NOT NULL,
    PRIMARY KEY (value, row, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_keys_by_row ON party_keys (row);

-- The words that tell an incident, for word search.
CREATE VIRTUAL TABLE incident_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE claims (
    row          INTEGER PRIMARY KEY,
    report       INTEGER NOT NULL REFERENCES reports (seq),
    position     INTEGER NOT NULL,
    article      TEXT NOT NULL REFERENCES articles (id),
    incident     TEXT,                      -- inc_…, null when it is about none
    sort_day     TEXT NOT NULL,             -- day of the claim, else of publication
    act          TEXT NOT NULL,
    property     TEXT,
    firmness     TEXT NOT NULL,
    speaker_kind TEXT NOT NULL,
    speaker      TEXT NOT NULL,             -- `id:` or `name:` key
    speaker_name TEXT NOT NULL              -- `name:` key
) STRICT;
CREATE INDEX claims_in_order ON claims (sort_day, article, position);
CREATE INDEX claims_by_report ON claims (report);
CREATE INDEX claims_by_incident ON claims (incident) WHERE incident IS NOT NULL;
CREATE INDEX claims_by_speaker ON claims (speaker);
CREATE INDEX claims_by_speaker_name ON claims (speaker_name);

CREATE TABLE tallies (
    row      INTEGER PRIMARY KEY,
    report   INTEGER NOT NULL REFERENCES reports (seq),
    position INTEGER NOT NULL,
    article  TEXT NOT NULL REFERENCES articles (id),
    sort_day TEXT NOT NULL,                 -- as-of day, else of publication
    what     TEXT NOT NULL
) STRICT;
CREATE INDEX tallies_in_order ON tallies (sort_day, article, position);
CREATE INDEX tallies_by_report ON tallies (report);

CREATE TABLE tally_keys (
    value TEXT NOT NULL,
    row   INTEGER NOT NULL REFERENCES tallies (row) ON DELETE CASCADE,
    role  TEXT NOT NULL,                    -- by, against or speaker
    PRIMARY KEY (value, row, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_keys_by_row ON tally_keys (row);

-- One row an actor an article names.
CREATE TABLE actors (
    row      INTEGER PRIMARY KEY,
    report   INTEGER NOT NULL REFERENCES reports (seq),
    article  TEXT NOT NULL REFERENCES articles (id),
    key      TEXT NOT NULL,                 -- `id:` and the register id, else `name:` and the folded name
    register TEXT,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL
) STRICT;
CREATE INDEX actors_by_key ON actors (key, article);
CREATE INDEX actors_by_report ON actors (report);

-- Every spelling of it in that article.
CREATE TABLE actor_names (
    value TEXT NOT NULL,                    -- `name:` key
    row   INTEGER NOT NULL REFERENCES actors (row) ON DELETE CASCADE,
    name  TEXT NOT NULL,
    PRIMARY KEY (value, row, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_names_by_row ON actor_names (row);

-- Ids that an older or withdrawn reading gave and the current one does not: they stay resolvable.
CREATE TABLE former_incidents (
    incident TEXT NOT NULL,
    report   INTEGER NOT NULL REFERENCES reports (seq),
    PRIMARY KEY (incident, report)
) STRICT, WITHOUT ROWID;
