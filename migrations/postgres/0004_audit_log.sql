-- Who did what, one number after the other within a shop; nothing in it is ever changed or removed.
CREATE TABLE audit_log (
    shop_id UUID NOT NULL REFERENCES shops (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind SMALLINT NOT NULL,
    -- The member of staff, whatever means they used.
    actor_id UUID,
    -- As they were called then, and what they used besides: the name of an API token, of an account at the terminal.
    actor_name TEXT NOT NULL,
    actor_via TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT,
    subject_id UUID,
    subject_label TEXT,
    -- JSON: field, before, after.
    changes TEXT NOT NULL,
    -- JSON: what else is worth knowing.
    notes TEXT NOT NULL,
    address TEXT,
    request_id UUID,
    -- Folded, for the search.
    words TEXT NOT NULL,
    PRIMARY KEY (shop_id, number)
);
CREATE INDEX audit_log_by_actor ON audit_log (shop_id, actor_id, number) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_by_subject ON audit_log (shop_id, subject_id, number) WHERE subject_id IS NOT NULL;
ALTER TABLE shops ADD COLUMN audit_number BIGINT NOT NULL DEFAULT 0;

CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to';
END
$$;
CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows();
