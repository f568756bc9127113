-- What conversations are about, in the words of the shop: a tree. Tags are archived, never deleted.
CREATE TABLE tags (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    parent_id UUID,
    name TEXT NOT NULL,
    hue SMALLINT NOT NULL,
    -- Among its siblings, from 0.
    position BIGINT NOT NULL,
    -- Rises with every change of the tag itself.
    version BIGINT NOT NULL,
    -- From then on nobody is offered it, nor what is below it.
    archived_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX tags_by_position ON tags (shop_id, position, id);
CREATE INDEX tags_by_parent ON tags (parent_id);

-- Which tags a conversation has.
CREATE TABLE conversation_tags (
    conversation_id UUID NOT NULL REFERENCES conversations (id),
    tag_id UUID NOT NULL REFERENCES tags (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- Null: it came with an import or by itself.
    tagged_by UUID REFERENCES staff (id),
    tagged_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, tag_id)
);
CREATE INDEX conversation_tags_by_tag ON conversation_tags (shop_id, tag_id, conversation_id);
CREATE INDEX conversation_tags_of_tag ON conversation_tags (tag_id);

-- The same ids as a JSON list, written with them: a conversation is shown without another query. Null: it has none.
ALTER TABLE conversations ADD COLUMN tag_ids TEXT;

-- Whether agents say why a conversation is closed.
CREATE TABLE closing_reasons (
    shop_id UUID PRIMARY KEY REFERENCES shops (id),
    -- JSON.
    settings TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
