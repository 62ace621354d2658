-- Sessions of the commission and of auditors that were ended before their time: a copy of the cookie ends with them.
CREATE TABLE ended_session (
  role_id       TEXT    NOT NULL REFERENCES role_grant (id),
  -- When it would have ended by itself: with the role, what tells sessions apart.
  expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms >= 0),
  PRIMARY KEY (role_id, expires_at_ms)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ended_session_update BEFORE UPDATE ON ended_session
BEGIN SELECT RAISE(ABORT, 'an ended session stays ended'); END;
