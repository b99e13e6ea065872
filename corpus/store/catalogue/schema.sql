-- What the documents say of themselves, indexed. All of it is made of documents.metadata, by the triggers here, so an
-- earlier Besa that adds to the library keeps it too.

CREATE TABLE catalogue (
    number     INTEGER PRIMARY KEY,
    document   TEXT NOT NULL UNIQUE REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE,
    media_type TEXT NOT NULL,
    title      TEXT NOT NULL,
    author     TEXT,
    publisher  TEXT,
    date       TEXT                   -- 2020, 2020-01 or 2020-01-04
);
CREATE INDEX catalogue_by_title ON catalogue (title COLLATE NOCASE);
CREATE INDEX catalogue_by_date ON catalogue (date);
CREATE INDEX catalogue_by_media_type ON catalogue (media_type);
CREATE INDEX catalogue_by_author ON catalogue (author);
CREATE INDEX catalogue_by_publisher ON catalogue (publisher);

CREATE VIRTUAL TABLE catalogue_words USING fts5 (
    title, author, publisher, content = 'catalogue', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER document_catalogued AFTER INSERT ON documents BEGIN
    INSERT INTO catalogue (document, media_type, title, author, publisher, date) VALUES (
        new.id, new.media_type, new.metadata ->> 'title', new.metadata ->> 'author', new.metadata ->> 'publisher',
        new.metadata ->> 'date'
    );
END;
CREATE TRIGGER catalogue_entry_added AFTER INSERT ON catalogue BEGIN
    INSERT INTO catalogue_words (rowid, title, author, publisher)
        VALUES (new.number, new.title, new.author, new.publisher);
END;
CREATE TRIGGER catalogue_entry_removed AFTER DELETE ON catalogue BEGIN
    INSERT INTO catalogue_words (catalogue_words, rowid, title, author, publisher)
        VALUES ('delete', old.number, old.title, old.author, old.publisher);
END;

INSERT INTO catalogue (document, media_type, title, author, publisher, date)
    SELECT id, media_type, metadata ->> 'title', metadata ->> 'author', metadata ->> 'publisher', metadata ->> 'date'
    FROM documents;
