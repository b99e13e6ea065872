-- All that is shown of a document has a hash beside it. What is damaged by now is sealed as it is, but for texts, which
-- have had their hash since version 2. A later script that changes what is sealed seals it anew.

CREATE TABLE original_seals (
    original INTEGER PRIMARY KEY REFERENCES originals ON DELETE CASCADE,
    sha256   BLOB NOT NULL
);
INSERT INTO original_seals
    SELECT id, original_seal_of(fingerprint, sha256, path,
        (SELECT json_group_array(path) FROM files WHERE original = originals.id))
    FROM originals;

CREATE TABLE document_seals (
    document TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    sha256   BLOB NOT NULL,
    places   BLOB NOT NULL
) WITHOUT ROWID;
INSERT INTO document_seals
    SELECT documents.id,
        document_seal_of(json_array(
            documents.id, fingerprint, part, digest, added, media_type, metadata, body_start, body_end, headings,
            text_sha256, warnings, (SELECT count(*) FROM passages WHERE document = documents.id),
            (SELECT count(DISTINCT CASE kind WHEN 'page' THEN number ELSE start END) FROM places
                WHERE document = documents.id),
            (SELECT kind FROM places WHERE document = documents.id LIMIT 1))),
        places_seal_of((SELECT json_group_array(json_array(kind, number, start, "end", label)) FROM (
            SELECT * FROM places WHERE document = documents.id ORDER BY start, number)))
    FROM documents JOIN originals ON originals.id = original;

CREATE TABLE passage_seals (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    sha256  BLOB NOT NULL
);
INSERT INTO passage_seals
    SELECT id, passage_seal(document, start, "end", heading, sentences, terms, context, kinds) FROM passages;

CREATE TABLE printed_page_seals (
    document TEXT NOT NULL,
    number   INTEGER NOT NULL,
    sha256   BLOB NOT NULL,
    PRIMARY KEY (document, number),
    FOREIGN KEY (document, number) REFERENCES printed_pages ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;
INSERT INTO printed_page_seals SELECT document, number, printed_page_seal(number, words) FROM printed_pages;
