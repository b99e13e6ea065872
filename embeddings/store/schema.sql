-- The vectors of one library's passages, beside the tables of corpus. A change here is a new version: a script in
-- migrations/ makes it out of the one before.

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

CREATE TABLE vector_checks (          -- embeddings.store.vector_rows.checksum of what the two tables above hold
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    encoder INTEGER NOT NULL REFERENCES encoders ON DELETE CASCADE,
    vector  INTEGER,
    tokens  INTEGER,
    PRIMARY KEY (passage, encoder)
) WITHOUT ROWID;
