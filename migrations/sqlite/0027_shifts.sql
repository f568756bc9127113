-- When colleagues began and ended to serve.
CREATE TABLE shifts (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    began_at BIGINT NOT NULL,
    -- Null: they still do.
    ended_at BIGINT
);
CREATE UNIQUE INDEX shifts_running ON shifts (staff_id) WHERE ended_at IS NULL;
CREATE INDEX shifts_by_time ON shifts (shop_id, began_at);

-- What one shift tells the next.
CREATE TABLE hand_over_notes (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    author_id BLOB NOT NULL REFERENCES staff (id),
    -- For whom; null, or a group that is gone: for everybody.
    group_id BLOB,
    text TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX hand_over_notes_by_time ON hand_over_notes (shop_id, at, id);

CREATE TABLE hand_over_note_reads (
    note_id BLOB NOT NULL REFERENCES hand_over_notes (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (note_id, staff_id)
);
