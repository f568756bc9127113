-- How this installation names itself to push services: one pair of keys for all of its servers and shops.
CREATE TABLE push_keys (
    place SMALLINT PRIMARY KEY CHECK (place = 1),
    id BLOB NOT NULL,
    -- P-256, uncompressed, base64url.
    public_key TEXT NOT NULL,
    -- Sealed; null once the key of the installation was lost: then a new pair is made.
    private_key TEXT,
    made_at BIGINT NOT NULL
);

-- Browsers that are told although no desk is open in them: one for a session, and gone with it.
CREATE TABLE push_subscriptions (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    session_id BLOB NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
    -- Sealed JSON: where to send, and the secret of the browser; null once the key of the installation was lost.
    address TEXT,
    -- SHA-256 of the address: a browser tells one person.
    address_hash BLOB NOT NULL UNIQUE,
    -- The name of the push service, to be shown.
    service TEXT NOT NULL,
    -- In which the browser speaks.
    locale TEXT NOT NULL,
    -- JSON: what it is not told.
    silent TEXT NOT NULL,
    -- Whether it names customers.
    names BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    -- The last time something reached the push service.
    told_at BIGINT,
    -- Since when nothing does, and why.
    failing_since BIGINT,
    trouble TEXT
);
CREATE INDEX push_subscriptions_of_staff ON push_subscriptions (shop_id, staff_id);
