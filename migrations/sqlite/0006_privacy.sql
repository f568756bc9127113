-- When the person was erased: the row stays, for figures that count heads, and names nobody.
ALTER TABLE customers ADD COLUMN erased_at BIGINT;
-- When all that was said in it was erased.
ALTER TABLE conversations ADD COLUMN erased_at BIGINT;
CREATE INDEX conversations_by_end ON conversations (shop_id, solved_at, id) WHERE status = 4;

-- Whoever is erased or asked after is found by these rows: without the indexes each look would read the whole table.
CREATE INDEX messages_by_file ON messages (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX files_by_customer ON files (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX files_by_age ON files (shop_id, created_at, id);
CREATE INDEX drafts_by_conversation ON drafts (conversation_id);
CREATE INDEX read_marks_by_conversation ON read_marks (conversation_id);

-- Customers who turned out to be another one: what was told or backed up before still names them.
CREATE TABLE merged_customers (
    from_id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    to_id BLOB NOT NULL,
    merged_at BIGINT NOT NULL
);
CREATE INDEX merged_customers_by_target ON merged_customers (to_id);

-- Files that nothing names any more: their bytes go when the time has come.
CREATE TABLE doomed_files (
    file_id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    due_at BIGINT NOT NULL
);
CREATE INDEX doomed_files_due ON doomed_files (due_at);

-- What must not be erased, by hand or by rule, for as long as the row stands.
CREATE TABLE legal_holds (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    -- Only this conversation; null: everything about the customer.
    conversation_id BLOB REFERENCES conversations (id),
    reason TEXT NOT NULL,
    placed_by BLOB NOT NULL REFERENCES staff (id),
    placed_at BIGINT NOT NULL
);
CREATE INDEX legal_holds_by_shop ON legal_holds (shop_id, id);
CREATE INDEX legal_holds_by_customer ON legal_holds (customer_id);
CREATE INDEX legal_holds_by_conversation ON legal_holds (conversation_id) WHERE conversation_id IS NOT NULL;

-- What the shop holds about a customer, packed for handing over; the file has the same id.
CREATE TABLE customer_exports (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    customer_id BLOB NOT NULL,
    asked_by BLOB NOT NULL REFERENCES staff (id),
    with_notes BOOLEAN NOT NULL,
    state SMALLINT NOT NULL,
    -- Messages and files packed so far, of how many.
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    size BIGINT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    expires_at BIGINT
);
CREATE INDEX customer_exports_by_shop ON customer_exports (shop_id, id);
CREATE INDEX customer_exports_by_customer ON customer_exports (customer_id);

-- Who was erased, by whom and when, with figures and without a person; it outlives the rows it tells of.
CREATE TABLE erasures (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    customer_id BLOB NOT NULL,
    -- Null: repeated after a restore.
    asked_by BLOB REFERENCES staff (id),
    state SMALLINT NOT NULL,
    total BIGINT NOT NULL,
    conversations BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    files BIGINT NOT NULL,
    deliveries BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX erasures_by_shop ON erasures (shop_id, id);
CREATE INDEX erasures_by_customer ON erasures (customer_id);

-- What goes by itself when it is old; a rule without a row is off.
CREATE TABLE retention_rules (
    shop_id BLOB NOT NULL REFERENCES shops (id),
    subject SMALLINT NOT NULL,
    days BIGINT NOT NULL,
    -- What is left of a conversation; null for all other subjects.
    ending SMALLINT,
    PRIMARY KEY (shop_id, subject)
);

CREATE TABLE retention_runs (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    state SMALLINT NOT NULL,
    -- JSON: the rules as they stood, and what went by each.
    rules TEXT NOT NULL,
    removed TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX retention_runs_by_shop ON retention_runs (shop_id, id);
