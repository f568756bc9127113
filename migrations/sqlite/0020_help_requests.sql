-- Who was asked for help in a conversation, unseen by its buyer. The words are notes of the thread: nothing is said twice.
CREATE TABLE help_requests (
    -- The note that asks.
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    asked_by BLOB NOT NULL REFERENCES staff (id),
    -- Who is asked: a colleague, or the members of a group, which may be gone.
    staff_id BLOB REFERENCES staff (id),
    group_id BLOB,
    asked_at BIGINT NOT NULL,
    -- The note that answers.
    answer_id BLOB,
    answered_by BLOB REFERENCES staff (id),
    answered_at BIGINT,
    -- When the one who asked had no more need of it.
    closed_at BIGINT
);
CREATE INDEX help_requests_open ON help_requests (shop_id, asked_at, id) WHERE closed_at IS NULL;
CREATE INDEX help_requests_by_conversation ON help_requests (conversation_id);
