-- When a shop is open; one without a row always is.
CREATE TABLE business_hours (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
