-- Who did what, one number after the other within a shop; nothing in it is ever changed or removed.
CREATE TABLE audit_log (
    shop_id BLOB NOT NULL REFERENCES shops (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind SMALLINT NOT NULL,
    -- The member of staff, whatever means they used.
    actor_id BLOB,
    -- As they were called then, and what they used besides: the name of an API token, of an account at the terminal.
    actor_name TEXT NOT NULL,
    actor_via TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT,
    subject_id BLOB,
    subject_label TEXT,
    -- JSON: field, before, after.
    changes TEXT NOT NULL,
    -- JSON: what else is worth knowing.
    notes TEXT NOT NULL,
    address TEXT,
    request_id BLOB,
    -- Folded, for the search.
    words TEXT NOT NULL,
    PRIMARY KEY (shop_id, number)
) WITHOUT ROWID;
CREATE INDEX audit_log_by_actor ON audit_log (shop_id, actor_id, number) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_by_subject ON audit_log (shop_id, subject_id, number) WHERE subject_id IS NOT NULL;
ALTER TABLE shops ADD COLUMN audit_number BIGINT NOT NULL DEFAULT 0;

CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;
CREATE TRIGGER audit_log_is_not_removed BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;
