-- Who belongs to the commission and who is an auditor, under a keyed tag: nothing here names anybody to whom the voter
-- key is unknown. What was granted stays on record.
CREATE TABLE role_grant (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) = 12), -- what logs and the operator name it by
  contest       TEXT    NOT NULL REFERENCES contest (id),
  role          TEXT    NOT NULL CHECK (role IN ('commission', 'auditor')),
  member_tag    BLOB    NOT NULL CHECK (length(member_tag) = 32),
  granted_at_ms INTEGER NOT NULL CHECK (granted_at_ms >= 0),
  -- Account on the operator's machine.
  granted_by    TEXT    NOT NULL CHECK (length(granted_by) BETWEEN 1 AND 64),
  revoked_at_ms INTEGER CHECK (revoked_at_ms >= 0),
  revoked_by    TEXT    CHECK (length(revoked_by) BETWEEN 1 AND 64),
  CHECK ((revoked_at_ms IS NULL) = (revoked_by IS NULL))
) STRICT, WITHOUT ROWID;

-- Nobody holds a role twice at one time.
CREATE UNIQUE INDEX role_in_force ON role_grant (contest, member_tag, role) WHERE revoked_at_ms IS NULL;

-- A grant can be revoked, once; nothing else about it changes.
CREATE TRIGGER role_grant_only_revoked BEFORE UPDATE ON role_grant
WHEN OLD.revoked_at_ms IS NOT NULL OR NEW.revoked_at_ms IS NULL
  OR NEW.id <> OLD.id OR NEW.contest <> OLD.contest OR NEW.role <> OLD.role OR NEW.member_tag <> OLD.member_tag
  OR NEW.granted_at_ms <> OLD.granted_at_ms OR NEW.granted_by <> OLD.granted_by
BEGIN SELECT RAISE(ABORT, 'a role can only be revoked'); END;

CREATE TRIGGER role_grant_begins_in_force BEFORE INSERT ON role_grant
WHEN NEW.revoked_at_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a role is granted in force'); END;

CREATE TRIGGER role_grant_never_deleted BEFORE DELETE ON role_grant
BEGIN SELECT RAISE(ABORT, 'roles stay on record'); END;
