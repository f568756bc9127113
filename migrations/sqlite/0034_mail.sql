-- Mail that waits to be sent; its job names it. Gone when it was sent, or when what it brings is worth nothing any more.
CREATE TABLE mails (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- Sealed JSON: to whom, and in which words. A link in it opens an account; null once the key of the installation was lost.
    letter TEXT,
    -- What the link in it opens, if it has one: with it the mail goes.
    opens_id BLOB,
    created_at BIGINT NOT NULL,
    -- Later nobody needs it.
    expires_at BIGINT NOT NULL
);
CREATE INDEX mails_of_what_they_open ON mails (opens_id) WHERE opens_id IS NOT NULL;
CREATE INDEX mails_by_end ON mails (expires_at);

-- Ways to set a new password: each for one account, and once.
CREATE TABLE password_resets (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    -- SHA-256.
    token_hash BLOB NOT NULL UNIQUE,
    -- The colleague who made it; null where the account's own person asked for it.
    made_by BLOB REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX password_resets_of_staff ON password_resets (shop_id, staff_id);
