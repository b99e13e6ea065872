-- Passages are found by the headings above the nearest one, and by the names of files and folders; short forms that
-- documents introduce are kept; Albanian words have stems.

CREATE TABLE added_folders (
    path TEXT PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO added_folders
    SELECT folder FROM (SELECT common_folder(json_group_array(path)) AS folder FROM files) WHERE folder IS NOT NULL;

CREATE TABLE short_forms (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    asked    TEXT NOT NULL,
    counts   TEXT NOT NULL,
    PRIMARY KEY (document, asked, counts)
) WITHOUT ROWID;
INSERT INTO short_forms
    SELECT documents.id, pair.value ->> 0, pair.value ->> 1 FROM documents, json_each(short_forms(metadata, text)) AS pair;
CREATE INDEX short_forms_by_term ON short_forms (asked, counts);

DROP TRIGGER passage_added;
DROP TRIGGER passage_removed;
DROP TABLE word_counts;
DROP TABLE word_reach;
DROP TABLE word_occurrences;
DROP TABLE word_index;

ALTER TABLE passages ADD COLUMN names TEXT NOT NULL DEFAULT '';
UPDATE passages SET (context, names) = (
    SELECT passage_context(metadata, headings, passages.start, passages.heading),
        passage_names(
            metadata,
            (SELECT json_group_array(path) FROM (
                SELECT path FROM files WHERE files.original = documents.original
                UNION SELECT path FROM originals WHERE originals.id = documents.original)),
            (SELECT path FROM added_folders))
    FROM documents WHERE documents.id = passages.document
);
UPDATE passages SET terms = (
    SELECT passage_terms(metadata, text, passages.sentences) FROM documents WHERE documents.id = passages.document
) WHERE document IN (SELECT id FROM documents WHERE is_albanian(metadata));

CREATE VIRTUAL TABLE word_index USING fts5 (
    terms, context, names, content = 'passages', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
);
CREATE VIRTUAL TABLE word_counts USING fts5vocab (word_index, 'col');
CREATE VIRTUAL TABLE word_reach USING fts5vocab (word_index, 'row');
CREATE VIRTUAL TABLE word_occurrences USING fts5vocab (word_index, 'instance');
INSERT INTO word_index (word_index) VALUES ('rebuild');

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
