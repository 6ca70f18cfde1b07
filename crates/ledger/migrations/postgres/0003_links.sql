-- What linking found, so that a further article need not link the whole book anew. All of it follows from the current
-- reports and the weights of linking; it may lag behind the book, as far as link_unlinked says.
CREATE TABLE link_made (
    name text COLLATE "C" NOT NULL              -- the weights and rules that made the links
);

-- Articles whose current report changed since they were linked.
CREATE TABLE link_unlinked (
    article text COLLATE "C" PRIMARY KEY
);

CREATE TABLE link_accounts (
    number  bigint PRIMARY KEY,                 -- the digits of the incident report's id, as a signed number
    article text COLLATE "C" NOT NULL,
    home    bigint NOT NULL,                    -- the account its incident goes by
    profile bytea NOT NULL                      -- what judging a pair needs
);
CREATE INDEX link_accounts_by_article ON link_accounts (article);
CREATE INDEX link_accounts_by_home ON link_accounts (home);

-- What accounts meet under. The holders of a key stand in the order of publication.
CREATE TABLE link_keys (
    key       bigint NOT NULL,
    published integer NOT NULL,                 -- days since 1970-01-01; the largest number where unknown
    number    bigint NOT NULL,
    PRIMARY KEY (key, published, number)
);

-- Pairs that may be one incident, each from both sides.
CREATE TABLE link_pairs (
    a     bigint NOT NULL,
    b     bigint NOT NULL,
    odds  double precision NOT NULL,            -- log odds that they are one
    joins smallint NOT NULL,                    -- they make one component of the book
    said  smallint NOT NULL,                    -- a person said that they are one
    PRIMARY KEY (a, b)
);
