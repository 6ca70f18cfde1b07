-- Words now come folded and split. Of all tokenizers `ascii` alone keeps every other letter as it is, so that the index
-- holds exactly the words it was given.
DROP TABLE incident_words;
CREATE VIRTUAL TABLE incident_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'ascii'
);
