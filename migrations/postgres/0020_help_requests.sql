-- Who was asked for help in a conversation, unseen by its buyer. The words are notes of the thread: nothing is said twice.
CREATE TABLE help_requests (
    -- The note that asks.
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    conversation_id UUID NOT NULL REFERENCES conversations (id),
    asked_by UUID NOT NULL REFERENCES staff (id),
    -- Who is asked: a colleague, or the members of a group, which may be gone.
    staff_id UUID REFERENCES staff (id),
    group_id UUID,
    asked_at BIGINT NOT NULL,
    -- The note that answers.
    answer_id UUID,
    answered_by UUID REFERENCES staff (id),
    answered_at BIGINT,
    -- When the one who asked had no more need of it.
    closed_at BIGINT
);
CREATE INDEX help_requests_open ON help_requests (shop_id, asked_at, id) WHERE closed_at IS NULL;
CREATE INDEX help_requests_by_conversation ON help_requests (conversation_id);
