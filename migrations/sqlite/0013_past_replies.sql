-- What became of replies that were given before and suggested again. A reply is known by an id made of its words under the
-- installation key: the words are not here. The conversation may be gone: these are figures.
CREATE TABLE past_reply_uses (
    conversation_id BLOB NOT NULL,
    -- The buyer's message that it was suggested for.
    message_seq BIGINT NOT NULL,
    reply_id BLOB NOT NULL,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    outcome SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, message_seq, reply_id)
);
CREATE INDEX past_reply_uses_by_reply ON past_reply_uses (shop_id, reply_id, created_at);
