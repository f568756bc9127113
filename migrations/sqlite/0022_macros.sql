-- Lists of steps that colleagues take with one key.
CREATE TABLE macros (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- Whose own it is; null for those of the shop.
    owner_id BLOB REFERENCES staff (id),
    name TEXT NOT NULL,
    -- JSON.
    steps TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    last_used_at BIGINT,
    last_used_by BLOB REFERENCES staff (id),
    changed_by BLOB REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- Kept for a while, so that it can come back.
    deleted_at BIGINT
);
CREATE INDEX macros_by_use ON macros (shop_id, uses, id);

-- What was done with them, as long as it can be taken back.
CREATE TABLE macro_runs (
    -- Made of the shop and the sender's id.
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    macro_id BLOB NOT NULL REFERENCES macros (id),
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    -- JSON: as they were then.
    steps TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- JSON: what came of it; null while it goes on.
    outcome TEXT,
    -- JSON: what became of taking it back.
    undone TEXT
);
CREATE INDEX macro_runs_by_age ON macro_runs (shop_id, created_at);
CREATE INDEX macro_runs_by_conversation ON macro_runs (conversation_id);
CREATE INDEX macro_runs_by_macro ON macro_runs (macro_id);

-- What a buyer may answer by pressing: a JSON list of words; null where there are none.
ALTER TABLE canned_replies ADD COLUMN next_steps TEXT;
