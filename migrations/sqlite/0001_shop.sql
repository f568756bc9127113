-- One shop is one isolation boundary: every other table names its shop.
CREATE TABLE shops (
    id BLOB PRIMARY KEY,
    -- Small and unique: it marks this shop's words in the search index.
    num BIGINT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    timezone TEXT NOT NULL,
    away_text TEXT,
    -- The last event number given out; raised in the transaction that records the events.
    seq BIGINT NOT NULL DEFAULT 0,
    last_conversation_number BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE staff (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role SMALLINT NOT NULL,
    title TEXT,
    locale TEXT,
    avatar_color SMALLINT NOT NULL,
    active BOOLEAN NOT NULL,
    presence SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT
);
CREATE INDEX staff_by_shop ON staff (shop_id, id);

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    csrf_token TEXT NOT NULL,
    user_agent TEXT,
    address TEXT,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_staff ON sessions (staff_id);

CREATE TABLE invitations (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    token_hash BLOB NOT NULL UNIQUE,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role SMALLINT NOT NULL,
    invited_by BLOB NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT
);
CREATE INDEX invitations_by_shop ON invitations (shop_id, id);

CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    name TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    can_write BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT
);
CREATE INDEX api_tokens_by_shop ON api_tokens (shop_id, id);

-- An inbox is one instance of a channel.
CREATE TABLE inboxes (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    name TEXT NOT NULL,
    channel SMALLINT NOT NULL,
    public_key TEXT NOT NULL UNIQUE,
    -- JSON: the origins whose pages may show the widget.
    sites TEXT NOT NULL,
    -- JSON: locale → text.
    greeting TEXT,
    theme_color TEXT,
    reply_seconds BIGINT,
    active BOOLEAN NOT NULL,
    identity_secret TEXT,
    first_ping_at BIGINT,
    last_ping_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX inboxes_by_shop ON inboxes (shop_id, id);

CREATE TABLE customers (
    num INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    locale TEXT,
    tier TEXT,
    note TEXT,
    blocked BOOLEAN NOT NULL,
    verified BOOLEAN NOT NULL,
    conversations_count BIGINT NOT NULL DEFAULT 0,
    page_url TEXT,
    page_title TEXT,
    page_at BIGINT,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX customers_by_shop ON customers (shop_id, last_seen_at, id);

-- Who wrote: a visitor's token (hashed), the shop's own user id, a mail address, a phone.
CREATE TABLE customer_identities (
    shop_id BLOB NOT NULL REFERENCES shops (id),
    kind SMALLINT NOT NULL,
    value TEXT NOT NULL,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, kind, value)
);
CREATE INDEX customer_identities_by_customer ON customer_identities (customer_id);

-- A conversation is one reception episode.
CREATE TABLE conversations (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    number BIGINT NOT NULL,
    inbox_id BLOB NOT NULL REFERENCES inboxes (id),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    status SMALLINT NOT NULL,
    stage SMALLINT NOT NULL,
    touchpoint SMALLINT NOT NULL,
    assignee_id BLOB REFERENCES staff (id),
    snoozed_until BIGINT,
    -- The first buyer message that nobody answered; null when nothing is owed.
    waiting_since BIGINT,
    -- Place in its lists: the longest wait first, then the newest activity.
    rank BIGINT NOT NULL,
    last_message_seq BIGINT NOT NULL,
    last_message_kind SMALLINT,
    last_message_author SMALLINT,
    last_message_preview TEXT,
    last_message_at BIGINT,
    -- The last reply a buyer saw, for the stop of two agents answering at once.
    last_reply_seq BIGINT NOT NULL,
    last_reply_by BLOB,
    customer_messages BIGINT NOT NULL,
    customer_read_seq BIGINT NOT NULL,
    staff_read_seq BIGINT NOT NULL,
    version BIGINT NOT NULL,
    imported BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    solved_at BIGINT,
    UNIQUE (shop_id, number)
);
CREATE INDEX conversations_by_status ON conversations (shop_id, status, rank, id);
CREATE INDEX conversations_by_assignee ON conversations (shop_id, assignee_id, rank, id) WHERE status IN (1, 2);
CREATE INDEX conversations_in_work ON conversations (shop_id, rank, id) WHERE status IN (0, 1, 2);
CREATE INDEX conversations_by_creation ON conversations (shop_id, created_at);
CREATE INDEX conversations_by_customer ON conversations (customer_id, created_at);

CREATE TABLE files (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- Who brought it: exactly one of the two.
    staff_id BLOB REFERENCES staff (id),
    customer_id BLOB REFERENCES customers (id),
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    width BIGINT,
    height BIGINT,
    has_thumb BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE messages (
    num INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    -- The number of the event that brought it.
    seq BIGINT NOT NULL,
    client_id BLOB,
    -- Of what was sent, to tell a repeat from another message under the same client id.
    digest BLOB,
    kind SMALLINT NOT NULL,
    author SMALLINT NOT NULL,
    staff_id BLOB REFERENCES staff (id),
    text TEXT,
    file_id BLOB REFERENCES files (id),
    -- JSON, by kind.
    card TEXT,
    event TEXT,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    recalled_at BIGINT
);
CREATE UNIQUE INDEX messages_by_conversation ON messages (conversation_id, seq);
CREATE INDEX messages_by_staff ON messages (staff_id, created_at) WHERE staff_id IS NOT NULL;
CREATE UNIQUE INDEX messages_by_client_id ON messages (client_id, shop_id) WHERE client_id IS NOT NULL;

CREATE TABLE drafts (
    staff_id BLOB NOT NULL REFERENCES staff (id),
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    shop_id BLOB NOT NULL REFERENCES shops (id),
    text TEXT NOT NULL,
    note BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (staff_id, conversation_id)
);

CREATE TABLE read_marks (
    staff_id BLOB NOT NULL REFERENCES staff (id),
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    shop_id BLOB NOT NULL REFERENCES shops (id),
    seq BIGINT NOT NULL,
    -- How many buyer messages there were up to then.
    customer_messages BIGINT NOT NULL,
    PRIMARY KEY (staff_id, conversation_id)
);

-- What happened, one number after the other and without gaps within a shop.
CREATE TABLE events (
    shop_id BLOB NOT NULL REFERENCES shops (id),
    seq BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    conversation_id BLOB,
    -- What it is about besides: a member of staff, a customer, an inbox.
    subject_id BLOB,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, seq)
) WITHOUT ROWID;

-- How many conversations each view holds, kept in the transaction that moves them.
CREATE TABLE tallies (
    shop_id BLOB NOT NULL REFERENCES shops (id),
    status SMALLINT NOT NULL,
    -- The assignee; the shop's id stands for nobody.
    owner_id BLOB NOT NULL,
    total BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    PRIMARY KEY (shop_id, status, owner_id)
);

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- At most one waiting job a key: a later one replaces it.
    dedupe_key TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT,
    last_error TEXT,
    dead_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead_at IS NULL;

-- Answers already given to writes that carried an Idempotency-Key.
CREATE TABLE idempotency_keys (
    shop_id BLOB NOT NULL REFERENCES shops (id),
    actor_id BLOB NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    status SMALLINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, actor_id, key)
);

-- Words of messages and customers; rowid is their num, every word carries its shop's mark.
CREATE VIRTUAL TABLE message_search USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE VIRTUAL TABLE customer_search USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
