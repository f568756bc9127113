-- The group whose questions these were before they were merged: to it they go back.
ALTER TABLE learning_questions ADD COLUMN merged_from BLOB;

-- A follow-up may remind whoever owns the conversation when its time comes, and be a rule's own.
CREATE TABLE follow_ups_anew (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    -- Whom it reminds; null: whoever owns the conversation.
    staff_id BLOB REFERENCES staff (id),
    -- Null: a rule.
    created_by BLOB REFERENCES staff (id),
    text TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it reminded; null again once it is put off.
    reminded_at BIGINT,
    done_at BIGINT,
    done_by BLOB REFERENCES staff (id)
);
INSERT INTO follow_ups_anew (id, shop_id, conversation_id, staff_id, created_by, text, due_at, created_at, reminded_at, done_at, done_by)
    SELECT id, shop_id, conversation_id, staff_id, created_by, text, due_at, created_at, reminded_at, done_at, done_by FROM follow_ups;
DROP TABLE follow_ups;
ALTER TABLE follow_ups_anew RENAME TO follow_ups;
CREATE INDEX follow_ups_open ON follow_ups (staff_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX follow_ups_by_conversation ON follow_ups (conversation_id);
