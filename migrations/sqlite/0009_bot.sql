-- JSON: what a bot's message holds besides its words, and what a buyer pressed instead of typing.
ALTER TABLE messages ADD COLUMN bot TEXT;
ALTER TABLE messages ADD COLUMN press TEXT;

-- How the bot behaves in an inbox; one without a row writes to no buyer.
CREATE TABLE bot_settings (
    inbox_id BLOB PRIMARY KEY REFERENCES inboxes (id),
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX bot_settings_by_shop ON bot_settings (shop_id);

-- Up to which event the bot of a shop has looked for buyers' messages; only of shops where it may write to buyers.
CREATE TABLE bot_readers (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    seq BIGINT NOT NULL
);

-- What became of answers that were suggested to a colleague. The conversation may be gone: these are figures.
CREATE TABLE suggestion_uses (
    conversation_id BLOB NOT NULL,
    -- The buyer's message that it was suggested for.
    message_seq BIGINT NOT NULL,
    entry_id BLOB NOT NULL,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    outcome SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, message_seq, entry_id)
);
CREATE INDEX suggestion_uses_by_entry ON suggestion_uses (shop_id, entry_id);
