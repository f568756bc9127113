-- Of which wait of a conversation somebody was told that a reply was nearly due: of each wait once.
CREATE TABLE nearly_due (
    conversation_id UUID PRIMARY KEY REFERENCES conversations (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- When the buyer began to wait.
    since BIGINT NOT NULL
);
-- What was told until now was told: those who wait are not announced once more.
INSERT INTO nearly_due (conversation_id, shop_id, since)
    SELECT note.conversation_id, note.shop_id, MAX(note.at) FROM notifications note
    WHERE note.kind = 0 GROUP BY note.conversation_id, note.shop_id;
