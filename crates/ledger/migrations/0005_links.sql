-- What linking found, so that a further article need not link the whole book anew. All of it follows from the current
-- reports and the weights of linking; it may lag behind the book, as far as link_unlinked says.
CREATE TABLE link_made (
    name TEXT NOT NULL                      -- the weights and rules that made the links
) STRICT;

-- Articles whose current report changed since they were linked.
CREATE TABLE link_unlinked (
    article TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE link_accounts (
    number  INTEGER PRIMARY KEY,            -- the digits of the incident report's id, as a signed number
    article TEXT NOT NULL,
    home    INTEGER NOT NULL,               -- the account its incident goes by
    profile BLOB NOT NULL                   -- what judging a pair needs
) STRICT;
CREATE INDEX link_accounts_by_article ON link_accounts (article);
CREATE INDEX link_accounts_by_home ON link_accounts (home);

-- What accounts meet under. The holders of a key stand in the order of publication.
CREATE TABLE link_keys (
    key       INTEGER NOT NULL,
    published INTEGER NOT NULL,             -- days since 1970-01-01; the largest number where unknown
    number    INTEGER NOT NULL,
    PRIMARY KEY (key, published, number)
) STRICT, WITHOUT ROWID;

-- Pairs that may be one incident, each from both sides.
CREATE TABLE link_pairs (
    a     INTEGER NOT NULL,
    b     INTEGER NOT NULL,
    odds  REAL NOT NULL,                    -- log odds that they are one
    joins INTEGER NOT NULL,                 -- they make one component of the book
    said  INTEGER NOT NULL,                 -- a person said that they are one
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
