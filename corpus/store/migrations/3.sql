-- The totals that BM25 needs are kept in a table, not read from FTS5's own records; a passage with a term in its text
-- and in its title is counted once.

CREATE VIRTUAL TABLE word_reach USING fts5vocab (word_index, 'row');

-- In terms, which are letters and digits; a sentence without any is an empty line.
CREATE VIEW passage_lengths AS
    SELECT id,
        length(rtrim(replace(replace(replace(' ' || replace(terms, char(10), ' '), ' ', '<>'), '><', ''), '<>', ' ')))
        - length(replace(replace(terms, ' ', ''), char(10), '')) AS terms
    FROM passages;

CREATE TABLE totals (                 -- one row: to count them takes a walk through all passages
    passages INTEGER NOT NULL,
    terms    INTEGER NOT NULL
);
INSERT INTO totals SELECT count(*), coalesce(sum(terms), 0) FROM passage_lengths;

CREATE TRIGGER passage_counted AFTER INSERT ON passages BEGIN
    UPDATE totals SET passages = passages + 1,
        terms = terms + (SELECT terms FROM passage_lengths WHERE id = new.id);
END;
CREATE TRIGGER passage_discounted BEFORE DELETE ON passages BEGIN
    UPDATE totals SET passages = passages - 1,
        terms = terms - (SELECT terms FROM passage_lengths WHERE id = old.id);
END;
