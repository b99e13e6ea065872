-- A content stands at any number of paths and holds any number of documents; these have places, not pages only, and a
-- digest of their text.

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
    stamp    TEXT NOT NULL            -- sandbox.reader.stamp_of: while it is the same, so are the bytes; '' says nothing
) WITHOUT ROWID;
CREATE INDEX files_of_original ON files (original, path);

-- A copy was a document of its own: it stays one, under another fingerprint, until its file is added again.
INSERT INTO originals (fingerprint, sha256, path, whole)
    SELECT CASE path WHEN min(path) OVER (PARTITION BY sha256) THEN sha256 ELSE sha256(path || char(10) || sha256) END,
        sha256, path, 1
    FROM documents;
INSERT INTO files SELECT path, id, '' FROM originals;

CREATE TABLE new_documents (
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
INSERT INTO new_documents
    SELECT documents.id, originals.id, '', '', added, media_type, metadata, body_start, body_end, headings, text,
        sha256(text)
    FROM documents JOIN originals USING (path);
DROP TABLE documents;
ALTER TABLE new_documents RENAME TO documents;
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
    words    BLOB NOT NULL,           -- printed_layout.pack
    PRIMARY KEY (document, number)
);
INSERT INTO places SELECT document, start, "end", 'page', number, 'page ' || number FROM pages;
DROP TABLE pages;

CREATE TABLE new_passages (
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
INSERT INTO sqlite_sequence SELECT 'new_passages', seq FROM sqlite_sequence WHERE name = 'passages';
INSERT INTO new_passages
    SELECT id, document, start, "end", heading, sentences, terms, context, kinds FROM passages;
DROP TABLE passages;
ALTER TABLE new_passages RENAME TO passages;
CREATE INDEX passages_of_document ON passages (document, start);

CREATE VIRTUAL TABLE word_occurrences USING fts5vocab (word_index, 'instance');
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO word_index (rowid, terms, context) VALUES (new.id, new.terms, new.context);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO word_index (word_index, rowid, terms, context) VALUES ('delete', old.id, old.terms, old.context);
END;
