-- What pages ask of the whole book at once: where incidents lie, and which relations articles word.

-- The finest place struck that has coordinates, its name and how fine it is.
ALTER TABLE incident_reports ADD COLUMN lat REAL;
ALTER TABLE incident_reports ADD COLUMN lon REAL;
ALTER TABLE incident_reports ADD COLUMN place TEXT;
ALTER TABLE incident_reports ADD COLUMN level TEXT;
CREATE INDEX incident_reports_by_point ON incident_reports (lat, lon) WHERE lat IS NOT NULL;

CREATE INDEX articles_by_entry ON articles (seq);
CREATE INDEX articles_by_publisher ON articles (publisher);

CREATE TABLE relations (
    row      INTEGER PRIMARY KEY,
    report   INTEGER NOT NULL REFERENCES reports (seq),
    position INTEGER NOT NULL,
    article  TEXT NOT NULL REFERENCES articles (id),
    sort_day TEXT NOT NULL,                 -- day it began, else of publication
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,                 -- `id:` or `name:` key, as of actors
    object   TEXT NOT NULL
) STRICT;
CREATE INDEX relations_in_order ON relations (sort_day, article, position);
CREATE INDEX relations_by_report ON relations (report);
CREATE INDEX relations_by_subject ON relations (subject);
CREATE INDEX relations_by_object ON relations (object);

-- The words of the headline, folded, each with a blank before and behind it.
ALTER TABLE articles ADD COLUMN words TEXT NOT NULL DEFAULT '';
