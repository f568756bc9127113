-- How far the replies of an inbox of the channel `email` were taken. It outlives the mailbox: what is said without one is told to have
-- failed, and not passed over.
CREATE TABLE reply_cursors (
    inbox_id UUID PRIMARY KEY REFERENCES inboxes (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- The event up to which replies were taken.
    seq BIGINT NOT NULL
);
INSERT INTO reply_cursors (inbox_id, shop_id, seq)
    SELECT inbox.id, inbox.shop_id, COALESCE(box.seq, shop.seq) FROM inboxes inbox
    JOIN shops shop ON shop.id = inbox.shop_id LEFT JOIN mailboxes box ON box.inbox_id = inbox.id
    WHERE inbox.channel = 2;
ALTER TABLE mailboxes DROP COLUMN seq;
-- Those of a conversation that were given up.
CREATE INDEX mail_replies_failed ON mail_replies (conversation_id) WHERE state = 2;
