-- Documents keep what their reader could not read, or not for sure.

ALTER TABLE documents ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
