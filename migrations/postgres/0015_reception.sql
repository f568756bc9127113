-- How a shop's queue is given out.
CREATE TABLE reception_settings (
    shop_id UUID PRIMARY KEY REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- As in the settings: the shops whose queue is given out by itself are looked for by it.
    automatic BOOLEAN NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Colleagues who serve the same buyers.
CREATE TABLE staff_groups (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    name TEXT NOT NULL,
    -- JSON: whom the group serves.
    skills TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX staff_groups_by_shop ON staff_groups (shop_id);

CREATE TABLE group_members (
    group_id UUID NOT NULL REFERENCES staff_groups (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    PRIMARY KEY (group_id, staff_id)
);
CREATE INDEX group_members_by_shop ON group_members (shop_id);

-- How many conversations a colleague takes at once; one without a row takes as many as the shop says.
CREATE TABLE staff_capacity (
    staff_id UUID PRIMARY KEY REFERENCES staff (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- JSON; null: as the shop says.
    capacity TEXT,
    -- When they were last given a conversation: of equals, who has waited longest is next.
    given_at BIGINT
);
CREATE INDEX staff_capacity_by_shop ON staff_capacity (shop_id);

-- For whom it waits in the queue; the group may be gone.
ALTER TABLE conversations ADD COLUMN group_id UUID;
-- When the bot called a person in this episode.
ALTER TABLE conversations ADD COLUMN called_at BIGINT;
