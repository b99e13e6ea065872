-- Paths belong to a source: two machines that have a file at the same path keep both. What was there before is claimed by
-- the source that adds its path next (docs/decisions/0060-sources.md).

ALTER TABLE originals ADD COLUMN source TEXT NOT NULL DEFAULT '';
DROP INDEX unfinished_originals;
CREATE INDEX unfinished_originals ON originals (source, path) WHERE NOT whole;

CREATE TABLE sourced_files (
    source   TEXT NOT NULL DEFAULT '', -- the machine, or what a person named, whose path it is; '' for unclaimed ones
    path     TEXT NOT NULL,
    original INTEGER NOT NULL REFERENCES originals ON DELETE CASCADE,
    stamp    TEXT NOT NULL,           -- sandbox.reader.stamp_of: while it is the same, so are the bytes; '' says nothing
    PRIMARY KEY (source, path)
) WITHOUT ROWID;
INSERT INTO sourced_files SELECT '', path, original, stamp FROM files;
DROP TABLE files;
ALTER TABLE sourced_files RENAME TO files;
CREATE INDEX files_of_original ON files (original, path);
CREATE INDEX files_at ON files (path);
