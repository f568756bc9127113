-- The language model that a shop lets help its colleagues; a shop without a row uses none.
CREATE TABLE llm_settings (
    shop_id UUID PRIMARY KEY REFERENCES shops (id),
    enabled BOOLEAN NOT NULL,
    -- Where chat completions are asked for, up to the path of the version.
    address TEXT NOT NULL,
    model TEXT NOT NULL,
    -- Sealed; null for a model that wants none.
    api_key TEXT,
    time_box_seconds BIGINT NOT NULL,
    monthly_tokens BIGINT NOT NULL,
    -- JSON: what it may be asked for.
    abilities TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What a shop has used up in a month of its own clock, such as 2026-11; what is under way counts as if it took all it may.
CREATE TABLE llm_usage (
    shop_id UUID NOT NULL REFERENCES shops (id),
    month TEXT NOT NULL,
    tokens BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (shop_id, month)
);
