-- What a shop says by itself; one without a row says nothing.
CREATE TABLE automatic_message_settings (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Up to which event a shop's automatic messages have looked for buyers' words; only of shops that say anything.
CREATE TABLE automatic_message_readers (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    seq BIGINT NOT NULL
);

-- When it was found that nobody could answer what came in; null once somebody has.
ALTER TABLE conversations ADD COLUMN offline_at BIGINT;
CREATE INDEX conversations_offline ON conversations (shop_id, rank, id) WHERE offline_at IS NOT NULL;
-- Of `total`, with an offline message.
ALTER TABLE tallies ADD COLUMN offline BIGINT NOT NULL DEFAULT 0;
