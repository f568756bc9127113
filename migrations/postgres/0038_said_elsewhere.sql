-- Two conversations of a customer in two inboxes become one: where a message was said if its conversation stands in another
-- inbox. Null: where its conversation is.
ALTER TABLE messages ADD COLUMN inbox_id UUID REFERENCES inboxes (id);
