-- The documents, passages and words of one library. Offsets count characters of documents.text. Every change of what
-- can be found happens in the transaction of its document, and bumps settings.generation.
--
-- A change here is a new version: a script in migrations/ makes it out of the one before.

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
    whole       INTEGER NOT NULL DEFAULT 0,
    readers     INTEGER NOT NULL DEFAULT 0, -- text.reading_version.READERS as it was when this was read
    source      TEXT NOT NULL DEFAULT ''    -- whose path it is, as in files
);
CREATE INDEX unfinished_originals ON originals (source, path) WHERE NOT whole;

CREATE TABLE files (
    source   TEXT NOT NULL DEFAULT '', -- the machine, or what a person named, whose path it is; '' for unclaimed ones
    path     TEXT NOT NULL,
    original INTEGER NOT NULL REFERENCES originals ON DELETE CASCADE,
    stamp    TEXT NOT NULL,           -- sandbox.reader.stamp_of: while it is the same, so are the bytes; '' says nothing
    PRIMARY KEY (source, path)
) WITHOUT ROWID;
CREATE INDEX files_of_original ON files (original, path);
CREATE INDEX files_at ON files (path);

CREATE TABLE added_folders (          -- folders that were added as a whole: names of folders count from these on
    path TEXT PRIMARY KEY
) WITHOUT ROWID;

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
    text_sha256 TEXT NOT NULL,        -- of the text in UTF-8: no other text is ever quoted
    warnings   TEXT NOT NULL DEFAULT '[]' -- JSON: [messages.MessageParts, ...]
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
    words    BLOB NOT NULL,           -- printed_layout.pack
    PRIMARY KEY (document, number)
);

-- What a document itself says is short for what, in both directions: terms with a space between them.
CREATE TABLE short_forms (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    asked    TEXT NOT NULL,           -- what a question may say, ...
    counts   TEXT NOT NULL,           -- ... and what then counts as the same
    PRIMARY KEY (document, asked, counts)
) WITHOUT ROWID;
CREATE INDEX short_forms_by_term ON short_forms (asked, counts);

CREATE TABLE passages (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice: an index may still know the old one
    document  TEXT NOT NULL REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    start     INTEGER NOT NULL,
    "end"     INTEGER NOT NULL,
    heading   TEXT,
    sentences TEXT NOT NULL,          -- JSON: [start, end, start, end, ...]
    terms     TEXT NOT NULL,          -- the sentences' terms, a line a sentence
    context   TEXT NOT NULL,          -- the terms of the title, and on a second line those of the headings above
    kinds     TEXT NOT NULL,          -- answer_types.AnswerType of each sentence, a hexadecimal digit each
    names     TEXT NOT NULL DEFAULT '' -- the terms of the names of its files and folders that are not the title's
);

CREATE INDEX passages_of_document ON passages (document, start);

-- Hashes of what is shown of a document (corpus.store.seals), beside the rows that they are of.
CREATE TABLE original_seals (
    original INTEGER PRIMARY KEY REFERENCES originals ON DELETE CASCADE,
    sha256   BLOB NOT NULL            -- of a content and of all the paths at which it stands
);
CREATE TABLE document_seals (
    document TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    sha256   BLOB NOT NULL,
    places   BLOB NOT NULL            -- of all its places together
) WITHOUT ROWID;
CREATE TABLE passage_seals (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    sha256  BLOB NOT NULL
);
CREATE TABLE printed_page_seals (
    document TEXT NOT NULL,
    number   INTEGER NOT NULL,
    sha256   BLOB NOT NULL,
    PRIMARY KEY (document, number),
    FOREIGN KEY (document, number) REFERENCES printed_pages ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;

CREATE VIRTUAL TABLE word_index USING fts5 (
    terms, context, names, content = 'passages', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
);
CREATE VIRTUAL TABLE word_counts USING fts5vocab (word_index, 'col');
CREATE VIRTUAL TABLE word_reach USING fts5vocab (word_index, 'row');
CREATE VIRTUAL TABLE word_occurrences USING fts5vocab (word_index, 'instance');

CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO word_index (rowid, terms, context, names) VALUES (new.id, new.terms, new.context, new.names);
END;
CREATE TRIGGER passage_renamed AFTER UPDATE OF names ON passages BEGIN
    INSERT INTO word_index (word_index, rowid, terms, context, names)
        VALUES ('delete', old.id, old.terms, old.context, old.names);
    INSERT INTO word_index (rowid, terms, context, names) VALUES (new.id, new.terms, new.context, new.names);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO word_index (word_index, rowid, terms, context, names)
        VALUES ('delete', old.id, old.terms, old.context, old.names);
END;

-- In terms, which are letters and digits; a sentence without any is an empty line.
CREATE VIEW passage_lengths AS
    SELECT id,
        length(rtrim(replace(replace(replace(' ' || replace(terms, char(10), ' '), ' ', '<>'), '><', ''), '<>', ' ')))
        - length(replace(replace(terms, ' ', ''), char(10), '')) AS terms
    FROM passages;

CREATE TABLE totals (                 -- one row: to count them takes a walk through all passages
    passages INTEGER NOT NULL,
    terms    INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0);

CREATE TRIGGER passage_counted AFTER INSERT ON passages BEGIN
    UPDATE totals SET passages = passages + 1,
        terms = terms + (SELECT terms FROM passage_lengths WHERE id = new.id);
END;
CREATE TRIGGER passage_discounted BEFORE DELETE ON passages BEGIN
    UPDATE totals SET passages = passages - 1,
        terms = terms - (SELECT terms FROM passage_lengths WHERE id = old.id);
END;
