-- A key is taken before its request is carried out; status 0: there is no answer yet.
-- Who has the turn, and until when the turn cannot be taken over.
ALTER TABLE idempotency_keys ADD COLUMN turn_id UUID;
ALTER TABLE idempotency_keys ADD COLUMN taken_until BIGINT;
-- Set in the same transaction as the first thing the request writes.
ALTER TABLE idempotency_keys ADD COLUMN has_written BOOLEAN NOT NULL DEFAULT FALSE;

-- What buyers uploaded and never sent is looked for by its age.
CREATE INDEX files_of_customers ON files (created_at) WHERE customer_id IS NOT NULL;
