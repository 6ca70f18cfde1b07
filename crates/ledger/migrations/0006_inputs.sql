-- Further names under which an article came: a JSON list, in the order they came.
ALTER TABLE articles ADD COLUMN also TEXT NOT NULL DEFAULT '[]';
