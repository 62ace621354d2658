-- Annulled ballots and erased records. The entry says it; these rows make it cheap to ask and impossible to do twice.

CREATE TABLE annulment (
  contest TEXT    NOT NULL,
  -- The entry that annuls.
  idx     INTEGER NOT NULL,
  -- The ballot that does not count.
  ballot  INTEGER NOT NULL,
  PRIMARY KEY (contest, idx),
  UNIQUE (contest, ballot),
  FOREIGN KEY (contest, idx) REFERENCES entry (contest, idx),
  FOREIGN KEY (contest, ballot) REFERENCES ballot (contest, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER annulment_entry BEFORE INSERT ON annulment
WHEN NOT EXISTS (
  SELECT 1 FROM entry
  WHERE contest = NEW.contest AND idx = NEW.idx
    AND substr(leaf, 5, 1) = x'03' AND hex(substr(leaf, 33, 8)) = printf('%016X', NEW.ballot))
BEGIN SELECT RAISE(ABORT, 'annulment without its entry'); END;
CREATE TRIGGER annulment_update BEFORE UPDATE ON annulment
BEGIN SELECT RAISE(ABORT, 'append-only: annulment'); END;
CREATE TRIGGER annulment_delete BEFORE DELETE ON annulment
BEGIN SELECT RAISE(ABORT, 'append-only: annulment'); END;

-- Only between closing and protocol: before, nobody knows what stands; after, the result is out.
CREATE TRIGGER entry_annulment BEFORE INSERT ON entry
WHEN substr(NEW.leaf, 5, 1) = x'03' AND (
  NOT EXISTS (
    SELECT 1 FROM entry INDEXED BY entry_event
    WHERE contest = NEW.contest AND substr(leaf, 5, 1) <> x'01' AND substr(leaf, 5, 1) = x'11')
  OR EXISTS (
    SELECT 1 FROM entry INDEXED BY entry_event
    WHERE contest = NEW.contest AND substr(leaf, 5, 1) <> x'01' AND substr(leaf, 5, 1) = x'12'))
BEGIN SELECT RAISE(ABORT, 'annulment outside its time'); END;

-- Who signed: restricted, as ballots are. A table with row ids: its rows are too big for the keys of a b-tree.
CREATE TABLE annulment_signature (
  contest  TEXT    NOT NULL,
  idx      INTEGER NOT NULL,
  -- 1 and 2, by the SHA-256 of the CMS.
  n        INTEGER NOT NULL CHECK (n IN (1, 2)),
  -- As received.
  cms      BLOB    NOT NULL,
  -- As of ballots: per value tag u8, length u32be, value.
  evidence BLOB    NOT NULL,
  PRIMARY KEY (contest, idx, n),
  FOREIGN KEY (contest, idx) REFERENCES annulment (contest, idx)
) STRICT;

CREATE TRIGGER annulment_signature_update BEFORE UPDATE ON annulment_signature
BEGIN SELECT RAISE(ABORT, 'append-only: annulment_signature'); END;
CREATE TRIGGER annulment_signature_delete BEFORE DELETE ON annulment_signature
BEGIN SELECT RAISE(ABORT, 'append-only: annulment_signature'); END;

CREATE TABLE erasure (
  contest TEXT    NOT NULL,
  -- The entry that says so.
  idx     INTEGER NOT NULL,
  -- The ballot whose record is gone.
  ballot  INTEGER NOT NULL,
  PRIMARY KEY (contest, idx),
  UNIQUE (contest, ballot),
  FOREIGN KEY (contest, idx) REFERENCES entry (contest, idx),
  FOREIGN KEY (contest, ballot) REFERENCES ballot (contest, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER erasure_entry BEFORE INSERT ON erasure
WHEN NOT EXISTS (
  SELECT 1 FROM entry
  WHERE contest = NEW.contest AND idx = NEW.idx
    AND substr(leaf, 5, 1) = x'16' AND hex(substr(leaf, 33, 8)) = printf('%016X', NEW.ballot))
BEGIN SELECT RAISE(ABORT, 'erasure without its entry'); END;
CREATE TRIGGER erasure_update BEFORE UPDATE ON erasure
BEGIN SELECT RAISE(ABORT, 'append-only: erasure'); END;
CREATE TRIGGER erasure_delete BEFORE DELETE ON erasure
BEGIN SELECT RAISE(ABORT, 'append-only: erasure'); END;

-- Choices are opened by then: until the closing entry nothing may be lost.
CREATE TRIGGER entry_erasure BEFORE INSERT ON entry
WHEN substr(NEW.leaf, 5, 1) = x'16' AND NOT EXISTS (
  SELECT 1 FROM entry INDEXED BY entry_event
  WHERE contest = NEW.contest AND substr(leaf, 5, 1) <> x'01' AND substr(leaf, 5, 1) = x'11')
BEGIN SELECT RAISE(ABORT, 'erasure before the closing entry'); END;

-- A record goes with the entry that says so, and in no other way.
CREATE TRIGGER ballot_secret_delete BEFORE DELETE ON ballot_secret
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE contest = OLD.contest AND ballot = OLD.idx)
BEGIN SELECT RAISE(ABORT, 'append-only: ballot_secret'); END;

-- Annulled ballots among those counted, by candidate.
CREATE TABLE tally_annulled (
  contest   TEXT    NOT NULL,
  candidate INTEGER NOT NULL,
  ballots   INTEGER NOT NULL CHECK (ballots > 0),
  PRIMARY KEY (contest, candidate)
) STRICT, WITHOUT ROWID;

-- Of `ballots`, those that do not count; `counts` is without them.
ALTER TABLE tally_publication ADD COLUMN annulled INTEGER NOT NULL DEFAULT 0 CHECK (annulled >= 0);
