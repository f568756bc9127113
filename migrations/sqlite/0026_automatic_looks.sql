-- When to look at a conversation in which a buyer waits, for what its shop says by itself.
CREATE TABLE automatic_message_looks (
    conversation_id BLOB PRIMARY KEY REFERENCES conversations (id),
    shop_id BLOB NOT NULL REFERENCES shops (id),
    at BIGINT NOT NULL,
    -- So long a process that looks at it has it for itself.
    held_until BIGINT
);
CREATE INDEX automatic_message_looks_due ON automatic_message_looks (at);

-- A job for each was more work than the look.
DELETE FROM jobs WHERE kind = 'automatic_message';
INSERT INTO automatic_message_looks (conversation_id, shop_id, at)
    SELECT conv.id, conv.shop_id, conv.waiting_since FROM conversations conv
    JOIN automatic_message_readers reader ON reader.shop_id = conv.shop_id
    WHERE conv.waiting_since IS NOT NULL;

-- Conversations in which a buyer has said nothing for so long are closed; null: none are.
ALTER TABLE automatic_message_settings ADD COLUMN close_idle_hours BIGINT;
