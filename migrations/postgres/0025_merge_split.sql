-- Conversations that became one, and one that became two.

-- Where the messages of a conversation went that became part of another; null: it is not.
ALTER TABLE conversations ADD COLUMN merged_into_id UUID;
CREATE INDEX conversations_merged ON conversations (merged_into_id) WHERE merged_into_id IS NOT NULL;

-- What was done, and the way back.
CREATE TABLE regroupings (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- 0: two became one; 1: one became two.
    kind SMALLINT NOT NULL,
    kept_id UUID NOT NULL REFERENCES conversations (id),
    other_id UUID NOT NULL REFERENCES conversations (id),
    -- As both were left: where they differ from it, something has happened since.
    kept_version BIGINT NOT NULL,
    other_version BIGINT NOT NULL,
    -- JSON, ids and numbers only: what both were, and what went from one to the other.
    before TEXT NOT NULL,
    done_by UUID NOT NULL REFERENCES staff (id),
    done_at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX regroupings_by_kept ON regroupings (kept_id);
CREATE INDEX regroupings_by_other ON regroupings (other_id);
CREATE INDEX regroupings_by_time ON regroupings (done_at);
