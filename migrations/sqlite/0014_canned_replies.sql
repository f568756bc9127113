-- Drawers of prepared replies; a drawer in a drawer at most.
CREATE TABLE canned_reply_folders (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- Whose own it is; null for those of the shop.
    owner_id BLOB REFERENCES staff (id),
    parent_id BLOB,
    name TEXT NOT NULL,
    -- Among its siblings, from 0.
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX canned_reply_folders_by_position ON canned_reply_folders (shop_id, position, id);
CREATE INDEX canned_reply_folders_by_parent ON canned_reply_folders (parent_id);

-- What agents need not type again.
CREATE TABLE canned_replies (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- Whose own it is; null for those of the shop.
    owner_id BLOB REFERENCES staff (id),
    folder_id BLOB REFERENCES canned_reply_folders (id),
    title TEXT NOT NULL,
    shortcut TEXT,
    -- A template; empty where a file or a card says it.
    text TEXT NOT NULL,
    file_id BLOB REFERENCES files (id),
    -- JSON.
    card TEXT,
    -- Among the replies of its folder, from 0.
    position BIGINT NOT NULL,
    -- Rises when what it says changes.
    revision BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    last_used_at BIGINT,
    last_used_by BLOB REFERENCES staff (id),
    -- Null where it came with the shop.
    changed_by BLOB REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- Kept for a while, so that it can come back.
    deleted_at BIGINT
);
CREATE INDEX canned_replies_by_position ON canned_replies (shop_id, position, id);
CREATE INDEX canned_replies_by_folder ON canned_replies (folder_id);
CREATE INDEX canned_replies_by_file ON canned_replies (file_id);
