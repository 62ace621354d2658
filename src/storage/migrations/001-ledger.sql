-- The ledger: one transparency log per contest, and beside each ballot entry its restricted record.
-- Everything here is written in one transaction per batch; `entry` is the truth, the rest is checked against it.
-- What may never change is guarded by triggers. They need `PRAGMA recursive_triggers = ON`, or INSERT OR REPLACE would
-- delete a row without asking them; storage/database.ts sets it.

-- A contest as loaded. Only `definition` may change, and only in what the digest leaves out (summaries, media).
CREATE TABLE contest (
  id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  definition TEXT NOT NULL CHECK (json_valid(definition) AND json_extract(definition, '$.id') = id),
  digest     BLOB NOT NULL CHECK (length(digest) = 32),
  -- Public key of the log. Another one would fork it.
  vkey       TEXT NOT NULL CHECK (length(vkey) > 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER contest_identity BEFORE UPDATE ON contest
WHEN NEW.id IS NOT OLD.id OR NEW.digest IS NOT OLD.digest OR NEW.vkey IS NOT OLD.vkey
BEGIN SELECT RAISE(ABORT, 'append-only: contest identity'); END;
CREATE TRIGGER contest_delete BEFORE DELETE ON contest
BEGIN SELECT RAISE(ABORT, 'append-only: contest'); END;

-- The leaves of the log: byte 5 is the type, bytes 65-96 field B (the voter tag of a ballot).
CREATE TABLE entry (
  contest TEXT    NOT NULL REFERENCES contest (id),
  idx     INTEGER NOT NULL CHECK (idx >= 0),
  leaf    BLOB    NOT NULL CHECK (length(leaf) = 128),
  -- Exact time, unix milliseconds; the leaf carries it truncated.
  time_ms INTEGER NOT NULL CHECK (time_ms >= 0),
  PRIMARY KEY (contest, idx)
) STRICT, WITHOUT ROWID;

-- Contest events are few: finds the closing, the protocol and the trust set without reading ballots.
CREATE INDEX entry_event ON entry (contest, substr(leaf, 5, 1), idx) WHERE substr(leaf, 5, 1) <> x'01';

CREATE TRIGGER entry_gapless BEFORE INSERT ON entry
WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entry WHERE contest = NEW.contest)
BEGIN SELECT RAISE(ABORT, 'gapless: entry'); END;
CREATE TRIGGER entry_closed BEFORE INSERT ON entry
WHEN substr(NEW.leaf, 5, 1) = x'01' AND EXISTS (
  SELECT 1 FROM entry INDEXED BY entry_event
  WHERE contest = NEW.contest AND substr(leaf, 5, 1) <> x'01' AND substr(leaf, 5, 1) = x'11')
BEGIN SELECT RAISE(ABORT, 'closed: no ballot after the closing entry'); END;
CREATE TRIGGER entry_update BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'append-only: entry'); END;
CREATE TRIGGER entry_delete BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'append-only: entry'); END;

-- Who voted, under the keyed voter tag, and for which candidate number. The unique index is the authority on "one vote".
CREATE TABLE ballot (
  contest        TEXT    NOT NULL,
  idx            INTEGER NOT NULL,
  voter_tag      BLOB    NOT NULL CHECK (length(voter_tag) = 32),
  candidate      INTEGER NOT NULL CHECK (candidate BETWEEN 1 AND 65534),
  accepted_at_ms INTEGER NOT NULL CHECK (accepted_at_ms >= 0),
  PRIMARY KEY (contest, idx),
  UNIQUE (contest, voter_tag)
) STRICT, WITHOUT ROWID;

-- A ballot stands beside a ballot leaf that carries the same voter tag, or nowhere.
CREATE TRIGGER ballot_entry BEFORE INSERT ON ballot
WHEN NOT EXISTS (
  SELECT 1 FROM entry
  WHERE contest = NEW.contest AND idx = NEW.idx
    AND substr(leaf, 5, 1) = x'01' AND substr(leaf, 65, 32) = NEW.voter_tag)
BEGIN SELECT RAISE(ABORT, 'ballot without its entry'); END;
CREATE TRIGGER ballot_update BEFORE UPDATE ON ballot
BEGIN SELECT RAISE(ABORT, 'append-only: ballot'); END;
CREATE TRIGGER ballot_delete BEFORE DELETE ON ballot
BEGIN SELECT RAISE(ABORT, 'append-only: ballot'); END;

-- The restricted record. Rows may be deleted (erasure) and never changed; the tree stays whole without them.
-- A table with row ids: its rows are too big for the keys of a b-tree.
CREATE TABLE ballot_secret (
  contest     TEXT    NOT NULL,
  idx         INTEGER NOT NULL,
  -- Given again byte for byte.
  receipt     TEXT    NOT NULL,
  -- As received.
  cms         BLOB    NOT NULL,
  salt_ballot BLOB    NOT NULL CHECK (length(salt_ballot) = 32),
  salt_choice BLOB    NOT NULL CHECK (length(salt_choice) = 32),
  -- Values in ascending order of tags: tag u8, length u32be, value.
  evidence    BLOB    NOT NULL,
  PRIMARY KEY (contest, idx),
  FOREIGN KEY (contest, idx) REFERENCES ballot (contest, idx)
) STRICT;

CREATE TRIGGER ballot_secret_update BEFORE UPDATE ON ballot_secret
BEGIN SELECT RAISE(ABORT, 'append-only: ballot_secret'); END;

-- Roots of complete subtrees of 256^k leaves (`level` = 8k): what tiles above level 0 are made of.
CREATE TABLE node (
  contest TEXT    NOT NULL REFERENCES contest (id),
  level   INTEGER NOT NULL CHECK (level BETWEEN 8 AND 48 AND level % 8 = 0),
  idx     INTEGER NOT NULL,
  hash    BLOB    NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (contest, level, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER node_gapless BEFORE INSERT ON node
WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM node WHERE contest = NEW.contest AND level = NEW.level)
BEGIN SELECT RAISE(ABORT, 'gapless: node'); END;
CREATE TRIGGER node_update BEFORE UPDATE ON node
BEGIN SELECT RAISE(ABORT, 'append-only: node'); END;
CREATE TRIGGER node_delete BEFORE DELETE ON node
BEGIN SELECT RAISE(ABORT, 'append-only: node'); END;

-- Texts that event entries commit to (the protocol).
CREATE TABLE document (
  contest TEXT    NOT NULL,
  idx     INTEGER NOT NULL,
  text    TEXT    NOT NULL,
  PRIMARY KEY (contest, idx),
  FOREIGN KEY (contest, idx) REFERENCES entry (contest, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER document_update BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'append-only: document'); END;
CREATE TRIGGER document_delete BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'append-only: document'); END;

-- Every checkpoint ever committed, written by the triggers of `head`.
CREATE TABLE checkpoint_history (
  contest TEXT    NOT NULL,
  size    INTEGER NOT NULL CHECK (size > 0),
  note    TEXT    NOT NULL,
  PRIMARY KEY (contest, size)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER checkpoint_history_update BEFORE UPDATE ON checkpoint_history
BEGIN SELECT RAISE(ABORT, 'append-only: checkpoint_history'); END;
CREATE TRIGGER checkpoint_history_delete BEFORE DELETE ON checkpoint_history
BEGIN SELECT RAISE(ABORT, 'append-only: checkpoint_history'); END;

-- The log's newest state. It only grows, and always covers all entries.
CREATE TABLE head (
  contest      TEXT    NOT NULL PRIMARY KEY REFERENCES contest (id),
  size         INTEGER NOT NULL CHECK (size > 0),
  root         BLOB    NOT NULL CHECK (length(root) = 32),
  -- Roots of the maximal full subtrees, leftmost first, 32 bytes each.
  edge         BLOB    NOT NULL CHECK (length(edge) > 0 AND length(edge) % 32 = 0),
  checkpoint   TEXT    NOT NULL,
  -- Greatest time_ms of any entry.
  last_time_ms INTEGER NOT NULL CHECK (last_time_ms >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER head_grows BEFORE UPDATE ON head
WHEN NEW.contest IS NOT OLD.contest OR NEW.size <= OLD.size OR NEW.last_time_ms < OLD.last_time_ms
BEGIN SELECT RAISE(ABORT, 'append-only: head'); END;
CREATE TRIGGER head_delete BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'append-only: head'); END;
CREATE TRIGGER head_covers_insert BEFORE INSERT ON head
WHEN NEW.size <> (SELECT coalesce(max(idx) + 1, 0) FROM entry WHERE contest = NEW.contest)
BEGIN SELECT RAISE(ABORT, 'head does not cover the entries'); END;
CREATE TRIGGER head_covers_update BEFORE UPDATE ON head
WHEN NEW.size <> (SELECT coalesce(max(idx) + 1, 0) FROM entry WHERE contest = NEW.contest)
BEGIN SELECT RAISE(ABORT, 'head does not cover the entries'); END;
CREATE TRIGGER head_history_insert AFTER INSERT ON head
BEGIN INSERT INTO checkpoint_history VALUES (NEW.contest, NEW.size, NEW.checkpoint); END;
CREATE TRIGGER head_history_update AFTER UPDATE ON head
BEGIN INSERT INTO checkpoint_history VALUES (NEW.contest, NEW.size, NEW.checkpoint); END;
