-- What the machines that share a library on a server keep there beside its documents. It comes beside the tables of
-- earlier versions, which go on with those as they are.

-- The files that documents were read from, byte for byte, in pieces: whichever machine answers can draw a page of one.
CREATE TABLE kept_originals (
    original bigint PRIMARY KEY REFERENCES originals ON DELETE CASCADE,
    size     bigint NOT NULL
);
CREATE TABLE original_pieces (
    original bigint NOT NULL REFERENCES kept_originals ON DELETE CASCADE,
    number   integer NOT NULL,
    bytes    bytea NOT NULL,
    PRIMARY KEY (original, number)
);

-- Small files that no document is made of, by names such as "shared/0f3a….json".
CREATE TABLE kept_files (
    name    text COLLATE "C" PRIMARY KEY,
    content bytea NOT NULL,
    written timestamptz NOT NULL DEFAULT clock_timestamp()
);
