-- A mailbox through which buyers write: one for each inbox of the channel `email`.
CREATE TABLE mailboxes (
    inbox_id BLOB PRIMARY KEY REFERENCES inboxes (id),
    shop_id BLOB NOT NULL REFERENCES shops (id),
    address TEXT NOT NULL,
    imap_host TEXT NOT NULL,
    imap_port BIGINT NOT NULL,
    imap_tls BOOLEAN NOT NULL,
    smtp_host TEXT NOT NULL,
    smtp_port BIGINT NOT NULL,
    smtp_tls BOOLEAN NOT NULL,
    username TEXT NOT NULL,
    -- Sealed; null once the key of the installation was lost.
    password TEXT,
    folder TEXT NOT NULL,
    -- Whose Authentication-Results are believed; null: nobody's.
    trusted_results TEXT,
    plus_addressing BOOLEAN NOT NULL,
    signature TEXT,
    acknowledge BOOLEAN NOT NULL,
    -- The mails up to last_uid of this validity are stored; null: nothing was looked at yet.
    uid_validity BIGINT,
    last_uid BIGINT NOT NULL,
    -- The event up to which replies were taken.
    seq BIGINT NOT NULL,
    connected_at BIGINT NOT NULL,
    checked_at BIGINT,
    failing_since BIGINT,
    failure TEXT
);
CREATE INDEX mailboxes_of_shop ON mailboxes (shop_id);

-- Mail as it came, stored before anything of it is read.
CREATE TABLE received_mails (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    inbox_id BLOB NOT NULL REFERENCES inboxes (id),
    uid_validity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    -- Null once it was kept long enough.
    raw BLOB,
    -- SHA-256 of the raw mail: what a server hands out again is known by it.
    digest BLOB NOT NULL,
    size BIGINT NOT NULL,
    -- 0 new, 1 accepted, 2 set aside, 3 dismissed.
    state SMALLINT NOT NULL,
    reason TEXT,
    from_address TEXT,
    from_name TEXT,
    subject TEXT,
    message_id TEXT,
    -- Of an accepted mail: whose it is, where it went, and the first message it became.
    customer_id BLOB,
    conversation_id BLOB,
    first_message_id BLOB,
    received_at BIGINT NOT NULL,
    UNIQUE (inbox_id, uid_validity, uid)
);
CREATE INDEX received_mails_of_inbox ON received_mails (shop_id, inbox_id, state, id);
CREATE INDEX received_mails_by_digest ON received_mails (inbox_id, digest);
CREATE INDEX received_mails_of_conversation ON received_mails (conversation_id);
CREATE INDEX received_mails_of_customer ON received_mails (customer_id);
CREATE INDEX received_mails_of_sender ON received_mails (shop_id, from_address);
CREATE INDEX received_mails_by_age ON received_mails (state, received_at);

-- Which messages of the shop went out as mail, or are to.
CREATE TABLE mail_replies (
    message_id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    inbox_id BLOB NOT NULL REFERENCES inboxes (id),
    conversation_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    -- 0 waiting, 1 sent, 2 failed, 3 withdrawn.
    state SMALLINT NOT NULL,
    -- The mail that carries it, from the first try on.
    mail_id BLOB,
    code TEXT,
    sent_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX mail_replies_of_conversation ON mail_replies (conversation_id, seq);
CREATE INDEX mail_replies_of_mail ON mail_replies (mail_id) WHERE mail_id IS NOT NULL;
