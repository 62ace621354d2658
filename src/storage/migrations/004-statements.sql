-- Answers about oneself. Nothing here says who asked, or what the answer was.

-- The key line under which the statements of a contest were published first. Another one would disown them.
CREATE TABLE statement_key (
  contest TEXT NOT NULL PRIMARY KEY REFERENCES contest (id),
  vkey    TEXT NOT NULL CHECK (length(vkey) > 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER statement_key_update BEFORE UPDATE ON statement_key
BEGIN SELECT RAISE(ABORT, 'append-only: statement_key'); END;
CREATE TRIGGER statement_key_delete BEFORE DELETE ON statement_key
BEGIN SELECT RAISE(ABORT, 'append-only: statement_key'); END;

-- Nonces of challenges that were used. The primary key is the authority on "once".
CREATE TABLE used_challenge (
  nonce         BLOB    NOT NULL PRIMARY KEY CHECK (length(nonce) = 32),
  expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX used_challenge_expiry ON used_challenge (expires_at_ms);

CREATE TRIGGER used_challenge_update BEFORE UPDATE ON used_challenge
BEGIN SELECT RAISE(ABORT, 'a used challenge stays used'); END;
