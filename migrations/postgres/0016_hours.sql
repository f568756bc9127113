-- When a shop is open; one without a row always is.
CREATE TABLE business_hours (
    shop_id UUID PRIMARY KEY REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What a shop decides about presence.
CREATE TABLE presence_settings (
    shop_id UUID PRIMARY KEY REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- As in the settings: who touches no desk is looked for by it.
    away_after_minutes BIGINT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Why somebody is as they chose to be, and since when.
ALTER TABLE staff ADD COLUMN presence_reason TEXT;
ALTER TABLE staff ADD COLUMN presence_at BIGINT;
-- Nobody chose it: no desk was touched for a while.
ALTER TABLE staff ADD COLUMN presence_automatic BOOLEAN NOT NULL DEFAULT FALSE;
-- When they last touched a desk.
ALTER TABLE staff ADD COLUMN last_active_at BIGINT;
-- Whether a desk of theirs was open when it was last looked: the lines below say since when.
ALTER TABLE staff ADD COLUMN at_desk BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX staff_at_desks ON staff (shop_id, id) WHERE at_desk;

-- What colleagues chose, when they came and when they went, one after the other.
CREATE TABLE presence_changes (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    presence SMALLINT NOT NULL,
    reason TEXT,
    automatic BOOLEAN NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX presence_changes_by_staff ON presence_changes (shop_id, staff_id, at);
CREATE INDEX presence_changes_by_age ON presence_changes (at);
