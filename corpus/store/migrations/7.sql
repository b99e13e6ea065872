-- Which version of the readers has read a content: what an older one made of it stays until it is read again.

ALTER TABLE originals ADD COLUMN readers INTEGER NOT NULL DEFAULT 0; -- text.reading_version.READERS as it was then
