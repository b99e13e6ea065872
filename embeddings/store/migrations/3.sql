-- Vectors and token vectors have checksums beside them. What is damaged by now is noted as it is: only its size and its
-- length tell.

CREATE TABLE vector_checks (          -- embeddings.store.vector_rows.checksum of what the two tables above hold
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    encoder INTEGER NOT NULL REFERENCES encoders ON DELETE CASCADE,
    vector  INTEGER,
    tokens  INTEGER,
    PRIMARY KEY (passage, encoder)
) WITHOUT ROWID;
INSERT INTO vector_checks
    SELECT passage, encoder, checksum(encoder, passage, vector), checksum(encoder, passage, code)
    FROM vectors LEFT JOIN token_vectors USING (encoder, passage) ORDER BY passage;
