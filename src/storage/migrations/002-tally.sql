-- Everything here is derived: the ledger is the authority, and a recount of it gives the same rows.

-- How far the counts cover the ledger. Moves only together with tally_count, in one transaction.
CREATE TABLE tally_cursor (
  contest TEXT PRIMARY KEY,
  size INTEGER NOT NULL CHECK (size >= 0),
  ballots INTEGER NOT NULL CHECK (ballots BETWEEN 0 AND size)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally_count (
  contest TEXT NOT NULL,
  candidate INTEGER NOT NULL,
  ballots INTEGER NOT NULL CHECK (ballots > 0),
  PRIMARY KEY (contest, candidate)
) STRICT, WITHOUT ROWID;

-- What was made public: the row with the greatest size is what every reader sees.
CREATE TABLE tally_publication (
  contest TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size > 0),
  ballots INTEGER NOT NULL CHECK (ballots BETWEEN 0 AND size),
  published_at_ms INTEGER NOT NULL,
  -- 1 once it covers the closing entry: nothing comes after it.
  final INTEGER NOT NULL CHECK (final IN (0, 1)),
  -- [[candidate number, ballots], …] by number
  counts TEXT NOT NULL CHECK (json_valid(counts)),
  PRIMARY KEY (contest, size)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tally_publication_grows BEFORE INSERT ON tally_publication
WHEN NEW.size <= (SELECT max(size) FROM tally_publication WHERE contest = NEW.contest)
BEGIN
  SELECT RAISE(ABORT, 'a publication must cover more entries than the last');
END;

CREATE TRIGGER tally_publication_ends BEFORE INSERT ON tally_publication
WHEN EXISTS (SELECT 1 FROM tally_publication WHERE contest = NEW.contest AND final = 1)
BEGIN
  SELECT RAISE(ABORT, 'the final publication is the last');
END;

CREATE TRIGGER tally_publication_keeps BEFORE UPDATE ON tally_publication
BEGIN
  SELECT RAISE(ABORT, 'publications are append-only');
END;

CREATE TRIGGER tally_publication_stays BEFORE DELETE ON tally_publication
BEGIN
  SELECT RAISE(ABORT, 'publications are append-only');
END;
