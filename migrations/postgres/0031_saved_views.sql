-- Lists of conversations that colleagues made for themselves, or for all.
CREATE TABLE saved_views (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- Whose own it is; null for those of the shop.
    owner_id UUID REFERENCES staff (id),
    name TEXT NOT NULL,
    -- JSON.
    filter TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    created_by UUID NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- Kept for a while, so that it can come back.
    deleted_at BIGINT
);
CREATE INDEX saved_views_of_shop ON saved_views (shop_id, created_at, id);
