-- The outbox: whose turn it is, for whom, and which worker has it.
-- A target's jobs share its few places; an empty target is the server itself.
ALTER TABLE jobs ADD COLUMN target TEXT NOT NULL DEFAULT '';
-- Jobs of a lane run one after the other, by their place.
ALTER TABLE jobs ADD COLUMN lane TEXT;
ALTER TABLE jobs ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
-- Names the worker's hold on a job: whoever lost it can neither finish nor fail it.
ALTER TABLE jobs ADD COLUMN lease UUID;
-- What the job is about, for whoever reads a dead letter.
ALTER TABLE jobs ADD COLUMN about TEXT;
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (target, run_at, place) WHERE dead_at IS NULL;
CREATE INDEX jobs_in_lane ON jobs (lane, place) WHERE lane IS NOT NULL AND dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (shop_id, id) WHERE dead_at IS NOT NULL;

CREATE TABLE webhooks (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    -- JSON: names of events.
    events TEXT NOT NULL,
    -- Tells of this inbox only; null: of all.
    inbox_id UUID REFERENCES inboxes (id),
    -- Whether the body holds the objects, or only their ids.
    full_payload BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    secret TEXT NOT NULL,
    -- Signs too, until then.
    previous_secret TEXT,
    previous_until BIGINT,
    -- The last event looked at for this webhook.
    seq BIGINT NOT NULL,
    -- Since when nothing has come through; null while it works.
    failing_since BIGINT,
    -- When it was switched off because nothing came through.
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhooks_by_shop ON webhooks (shop_id, id);

-- What was sent, or is to be sent; the job that does it has the same id.
CREATE TABLE webhook_deliveries (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    webhook_id UUID NOT NULL REFERENCES webhooks (id),
    event TEXT NOT NULL,
    seq BIGINT NOT NULL,
    conversation_id UUID,
    -- Whom the body tells of.
    customer_id UUID,
    body TEXT NOT NULL,
    state SMALLINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- Of the last attempt.
    status BIGINT,
    duration_ms BIGINT,
    response TEXT,
    error TEXT,
    attempted_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_customer ON webhook_deliveries (customer_id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);
