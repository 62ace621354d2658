-- Ballots by the quarter of an hour they were accepted in, so that every time zone can add them up to its own days.
-- Derived like the other counts, and moved with tally_cursor in one transaction. Annulled ballots stay: they were cast.
CREATE TABLE tally_turnout (
  contest TEXT NOT NULL,
  -- Unix time, in 900 s.
  quarter INTEGER NOT NULL,
  ballots INTEGER NOT NULL CHECK (ballots > 0),
  PRIMARY KEY (contest, quarter)
) STRICT, WITHOUT ROWID;

INSERT INTO tally_turnout (contest, quarter, ballots)
SELECT ballot.contest, ballot.accepted_at_ms / 900000, count(*)
FROM tally_cursor JOIN ballot ON ballot.contest = tally_cursor.contest AND ballot.idx < tally_cursor.size
GROUP BY 1, 2;
