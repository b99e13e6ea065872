-- Changes of vectors have numbers, by which an index is kept up with them; rows of vectors have numbers too, which is
-- faster to read.

CREATE TABLE new_vectors (
    encoder INTEGER NOT NULL REFERENCES encoders ON DELETE CASCADE,
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    vector  BLOB NOT NULL,            -- float16, little-endian, unit length
    UNIQUE (encoder, passage)
);
INSERT INTO new_vectors (encoder, passage, vector) SELECT encoder, passage, vector FROM vectors ORDER BY passage;
DROP TABLE vectors;
ALTER TABLE new_vectors RENAME TO vectors;
CREATE INDEX vectors_of_passage ON vectors (passage);

CREATE TABLE vector_changes (         -- by which an index of the vectors is kept up with them
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    encoder INTEGER NOT NULL,
    passage INTEGER NOT NULL          -- its vector is new, another, or gone
);
INSERT INTO vector_changes (encoder, passage) SELECT encoder, passage FROM vectors ORDER BY passage;
CREATE TRIGGER vector_added AFTER INSERT ON vectors BEGIN
    INSERT INTO vector_changes (encoder, passage) VALUES (new.encoder, new.passage);
END;
CREATE TRIGGER vector_removed AFTER DELETE ON vectors WHEN EXISTS (SELECT 1 FROM encoders WHERE id = old.encoder) BEGIN
    INSERT INTO vector_changes (encoder, passage) VALUES (old.encoder, old.passage);
END;
