-- Who must show a second factor: 0 whoever wants to, 1 owners and managers, 2 everybody.
ALTER TABLE shops ADD COLUMN second_factor_rule SMALLINT NOT NULL DEFAULT 0;

-- A person's authenticator app. What is pending counts only when its first code has been shown.
CREATE TABLE second_factors (
    staff_id UUID PRIMARY KEY REFERENCES staff (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- Sealed; null until the first one is confirmed.
    secret TEXT,
    enabled_at BIGINT,
    -- The time step of the last code that was taken: no code works twice.
    last_step BIGINT NOT NULL DEFAULT 0,
    -- Sealed.
    pending_secret TEXT,
    pending_until BIGINT
);

CREATE TABLE recovery_codes (
    staff_id UUID NOT NULL REFERENCES staff (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    code_hash BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (staff_id, code_hash)
);

-- Somebody whose first proof was right and whose second one is missing: can do nothing but show it.
CREATE TABLE pending_sign_ins (
    token_hash BYTEA PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pending_sign_ins_by_staff ON pending_sign_ins (staff_id);

-- Browsers a person has signed in with, by a cookie that outlives the session.
CREATE TABLE devices (
    staff_id UUID NOT NULL REFERENCES staff (id),
    token_hash BYTEA NOT NULL,
    shop_id UUID NOT NULL REFERENCES shops (id),
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (staff_id, token_hash)
);
ALTER TABLE sessions ADD COLUMN device_hash BYTEA;
-- From a browser never seen before, until its owner says from another one that it is theirs.
ALTER TABLE sessions ADD COLUMN new_device BOOLEAN NOT NULL DEFAULT FALSE;

-- Where a shop's people sign in besides here: an OpenID provider.
CREATE TABLE oidc_providers (
    shop_id UUID PRIMARY KEY REFERENCES shops (id),
    label TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    -- Sealed; null for a client that the provider knows without one.
    client_secret TEXT,
    -- JSON: whose verified addresses belong to the shop.
    domains TEXT NOT NULL,
    -- What newcomers become; null: only who was invited comes in.
    newcomer_role SMALLINT,
    -- Whether the provider's own second factor stands for ours.
    trusts_second_factor BOOLEAN NOT NULL,
    -- Whether others than owners may sign in with a password as well.
    passwords BOOLEAN NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Which account of a provider belongs to whom.
CREATE TABLE oidc_accounts (
    shop_id UUID NOT NULL REFERENCES shops (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    staff_id UUID NOT NULL UNIQUE REFERENCES staff (id),
    -- As the provider named it when it was linked; only to be shown.
    email TEXT,
    linked_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (shop_id, issuer, subject)
);

-- Somebody was sent to the provider and is to come back once, in the same browser.
CREATE TABLE oidc_attempts (
    state_hash BYTEA PRIMARY KEY,
    browser_hash BYTEA NOT NULL,
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- Who links an account to theirs; null for a sign-in.
    staff_id UUID REFERENCES staff (id),
    -- Who comes with an invitation.
    invitation_id UUID,
    expires_at BIGINT NOT NULL
);
