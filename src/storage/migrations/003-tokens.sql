-- Access tokens of the commission and of auditors. The token itself is shown once and kept nowhere.
CREATE TABLE token (
  hash          BLOB    PRIMARY KEY CHECK (length(hash) = 32),  -- SHA-256 of the 32 random bytes
  id            TEXT    NOT NULL UNIQUE CHECK (length(id) = 12), -- what logs and the operator name it by
  role          TEXT    NOT NULL CHECK (role IN ('commission', 'auditor')),
  contest       TEXT    NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms > created_at_ms),
  revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;

-- A token can be revoked, once; nothing else about it changes, and what was issued stays on record.
CREATE TRIGGER token_only_revoked BEFORE UPDATE ON token
WHEN OLD.revoked_at_ms IS NOT NULL OR NEW.revoked_at_ms IS NULL
  OR NEW.hash <> OLD.hash OR NEW.id <> OLD.id OR NEW.role <> OLD.role OR NEW.contest <> OLD.contest
  OR NEW.created_at_ms <> OLD.created_at_ms OR NEW.expires_at_ms <> OLD.expires_at_ms
BEGIN
  SELECT RAISE(ABORT, 'a token can only be revoked');
END;

CREATE TRIGGER token_never_deleted BEFORE DELETE ON token
BEGIN
  SELECT RAISE(ABORT, 'tokens stay on record');
END;
