-- What colleagues are to be reminded of in conversations.
CREATE TABLE follow_ups (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    conversation_id UUID NOT NULL REFERENCES conversations (id),
    -- Whom it reminds.
    staff_id UUID NOT NULL REFERENCES staff (id),
    created_by UUID NOT NULL REFERENCES staff (id),
    text TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it reminded; null again once it is put off.
    reminded_at BIGINT,
    done_at BIGINT,
    done_by UUID REFERENCES staff (id)
);
CREATE INDEX follow_ups_open ON follow_ups (staff_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX follow_ups_by_conversation ON follow_ups (conversation_id);
