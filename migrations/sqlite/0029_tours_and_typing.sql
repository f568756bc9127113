-- When somebody first finished the practice desk.
ALTER TABLE staff ADD COLUMN tour_finished_at BIGINT;

-- Whether agents see what buyers write before it is sent.
ALTER TABLE inboxes ADD COLUMN typing_preview BOOLEAN NOT NULL DEFAULT FALSE;
