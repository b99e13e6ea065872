-- One library. Offsets count characters of documents.text. Every change of what can be found happens in the
-- transaction of its document, and bumps settings.generation.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO settings VALUES ('generation', '0');

-- One row for each distinct file content, at however many paths it stands. Until it is whole, some of its documents
-- may still be missing; they are searched all the same.
CREATE TABLE originals (
    id          INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE, -- SHA-256 of the bytes, or of bytes and side-car
    sha256      TEXT NOT NULL,        -- of the bytes
    path        TEXT NOT NULL,        -- where it was read
    whole       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX unfinished_originals ON originals (path) WHERE NOT whole;

CREATE TABLE files (
    path     TEXT PRIMARY KEY,
    original INTEGER NOT NULL REFERENCES originals ON DELETE CASCADE,
    stamp    TEXT NOT NULL            -- reading.stamp_of: while it is the same, so are the bytes; '' says nothing
) WITHOUT ROWID;
CREATE INDEX files_of_original ON files (original, path);

CREATE TABLE documents (
    id         TEXT PRIMARY KEY,      -- documents.document_id
    original   INTEGER NOT NULL REFERENCES originals ON DELETE CASCADE,
    part       TEXT NOT NULL,         -- documents.Part.name
    digest     TEXT NOT NULL,         -- SHA-256 of the part as it was read: what is the same is not stored anew
    added      TEXT NOT NULL,         -- UTC, ISO 8601
    media_type TEXT NOT NULL,
    metadata   TEXT NOT NULL,         -- JSON: documents.Metadata
    body_start INTEGER NOT NULL,
    body_end   INTEGER NOT NULL,
    headings   TEXT NOT NULL,         -- JSON: [[start, end, level, words], ...]
    text       TEXT NOT NULL,
    text_sha256 TEXT NOT NULL         -- of the text in UTF-8: no other text is ever quoted
);
CREATE INDEX documents_of_original ON documents (original, part);

CREATE TABLE places (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    kind     TEXT NOT NULL,           -- documents.PlaceKind
    number   INTEGER NOT NULL,
    label    TEXT NOT NULL,
    PRIMARY KEY (document, start, number)
) WITHOUT ROWID;

CREATE TABLE printed_pages (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    number   INTEGER NOT NULL,
    words    BLOB NOT NULL,           -- layout.pack
    PRIMARY KEY (document, number)
);

CREATE TABLE passages (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice: an index may still know the old one
    document  TEXT NOT NULL REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    start     INTEGER NOT NULL,
    "end"     INTEGER NOT NULL,
    heading   TEXT,
    sentences TEXT NOT NULL,          -- JSON: [start, end, start, end, ...]
    terms     TEXT NOT NULL,          -- the sentences' terms, a line a sentence
    context   TEXT NOT NULL,          -- the terms of title and heading
    kinds     TEXT NOT NULL           -- answer_types.AnswerType of each sentence, a hexadecimal digit each
);

CREATE INDEX passages_of_document ON passages (document, start);

CREATE VIRTUAL TABLE word_index USING fts5 (
    terms, context, content = 'passages', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
);
CREATE VIRTUAL TABLE word_counts USING fts5vocab (word_index, 'col');
CREATE VIRTUAL TABLE word_occurrences USING fts5vocab (word_index, 'instance');

CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO word_index (rowid, terms, context) VALUES (new.id, new.terms, new.context);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO word_index (word_index, rowid, terms, context) VALUES ('delete', old.id, old.terms, old.context);
END;

CREATE TABLE encoders (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    dimension INTEGER NOT NULL,
    active    INTEGER NOT NULL        -- 1 for the one that answers; another may be in the making beside it
);

CREATE TABLE vectors (
    encoder INTEGER NOT NULL REFERENCES encoders ON DELETE CASCADE,
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    vector  BLOB NOT NULL,            -- float16, little-endian, unit length
    UNIQUE (encoder, passage)
);
CREATE INDEX vectors_of_passage ON vectors (passage);

CREATE TABLE vector_changes (         -- by which an index of the vectors is kept up with them
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    encoder INTEGER NOT NULL,
    passage INTEGER NOT NULL          -- its vector is new, another, or gone
);
CREATE TRIGGER vector_added AFTER INSERT ON vectors BEGIN
    INSERT INTO vector_changes (encoder, passage) VALUES (new.encoder, new.passage);
END;
CREATE TRIGGER vector_removed AFTER DELETE ON vectors WHEN EXISTS (SELECT 1 FROM encoders WHERE id = old.encoder) BEGIN
    INSERT INTO vector_changes (encoder, passage) VALUES (old.encoder, old.passage);
END;

CREATE TABLE token_vectors (
    encoder INTEGER NOT NULL REFERENCES encoders ON DELETE CASCADE,
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    code    BLOB NOT NULL,            -- embeddings.store.token_vectors: its own format
    UNIQUE (encoder, passage)
);
CREATE INDEX token_vectors_of_passage ON token_vectors (passage);
