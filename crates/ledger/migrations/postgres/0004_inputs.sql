-- Further names under which an article came: a JSON list, in the order they came.
ALTER TABLE articles ADD COLUMN also text COLLATE "C" NOT NULL DEFAULT '[]';
