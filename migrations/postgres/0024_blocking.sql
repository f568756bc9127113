-- Spam, and customers who are shut out without noticing it.

-- Why a conversation counts nowhere and disturbs nobody; null: it does.
ALTER TABLE conversations ADD COLUMN shelf SMALLINT;
CREATE INDEX conversations_on_shelf ON conversations (shop_id, rank, id) WHERE shelf IS NOT NULL;

-- Spam is counted beside the others, never among them.
ALTER TABLE tallies ADD COLUMN spam BIGINT NOT NULL DEFAULT 0;

-- What a conversation was when somebody marked it as spam, so that it can become that again.
CREATE TABLE spam_marks (
    conversation_id UUID PRIMARY KEY REFERENCES conversations (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- JSON.
    stood TEXT NOT NULL,
    marked_by UUID NOT NULL REFERENCES staff (id),
    marked_at BIGINT NOT NULL
);

-- Why a customer is blocked, and until when; the customer's own row says that it is.
CREATE TABLE customer_blocks (
    customer_id UUID PRIMARY KEY REFERENCES customers (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    reason TEXT,
    -- Null: until somebody lifts it.
    until_at BIGINT,
    -- Null: nobody knows any more.
    blocked_by UUID REFERENCES staff (id),
    blocked_at BIGINT NOT NULL
);
CREATE INDEX customer_blocks_by_shop ON customer_blocks (shop_id, blocked_at, customer_id);

INSERT INTO customer_blocks (customer_id, shop_id, blocked_at)
SELECT id, shop_id, last_seen_at FROM customers WHERE blocked AND erased_at IS NULL;
