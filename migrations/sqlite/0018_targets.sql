-- How soon buyers are to be answered.
CREATE TABLE reply_targets (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Targets that were missed, each once: of a wait, or of a whole conversation.
CREATE TABLE target_breaches (
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    target SMALLINT NOT NULL,
    -- When the buyer began to wait, or the conversation began.
    since BIGINT NOT NULL,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    due_at BIGINT NOT NULL,
    noticed_at BIGINT NOT NULL,
    -- Whose it was when it was noticed; null: nobody's.
    owner_id BLOB,
    -- When leads were told that the buyer still waited.
    escalated_at BIGINT,
    PRIMARY KEY (conversation_id, target, since)
);
CREATE INDEX target_breaches_by_time ON target_breaches (shop_id, due_at);

-- Of a reply: since when the buyer had waited for it.
ALTER TABLE messages ADD COLUMN waited_since BIGINT;
CREATE INDEX messages_that_ended_a_wait ON messages (shop_id, seq) WHERE waited_since IS NOT NULL;

-- What colleagues are told of.
CREATE TABLE notifications (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- Whom it tells.
    staff_id BLOB NOT NULL REFERENCES staff (id),
    kind SMALLINT NOT NULL,
    -- The newest of the conversations it is about.
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    -- About how many conversations it tells at once.
    conversations BIGINT NOT NULL,
    -- The colleague who did it; null: it happened by itself.
    by_id BLOB,
    -- Of the newest.
    at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notifications_of_staff ON notifications (staff_id, at, id);
CREATE INDEX notifications_of_conversation ON notifications (conversation_id);

-- Up to which event a shop's colleagues have been told.
CREATE TABLE notification_marks (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    seq BIGINT NOT NULL
);
-- What happened before is old.
INSERT INTO notification_marks (shop_id, seq) SELECT id, seq FROM shops;
