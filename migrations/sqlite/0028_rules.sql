-- What is done by itself when something happens.
CREATE TABLE rules (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    name TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    -- From 0; what stands first is done first.
    position BIGINT NOT NULL,
    -- JSON: when, conditions, steps, pause.
    body TEXT NOT NULL,
    -- Rises with every change.
    version BIGINT NOT NULL,
    -- When it was switched off because it fired too often; null again once somebody switches it on.
    stopped_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX rules_by_shop ON rules (shop_id, position, id);

-- Up to which event a shop's rules have looked; only of shops with rules that are switched on.
CREATE TABLE rule_readers (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    seq BIGINT NOT NULL
);

-- What rules did. The id is made of the rule and of what it fired at, so that no two processes fire twice.
CREATE TABLE rule_firings (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    rule_id BLOB NOT NULL REFERENCES rules (id),
    conversation_id BLOB NOT NULL REFERENCES conversations (id),
    -- What happened.
    occasion SMALLINT NOT NULL,
    at BIGINT NOT NULL,
    -- Why its reply is not to be said; null: it may be. Decided once, so that whoever goes on with it does the same.
    withheld TEXT,
    -- JSON: what was done; null while it is under way.
    outcome TEXT,
    -- Of the outcome: not everything was done.
    troubled BOOLEAN NOT NULL
);
CREATE INDEX rule_firings_by_rule ON rule_firings (rule_id, at, id);
CREATE INDEX rule_firings_by_conversation ON rule_firings (conversation_id, rule_id, at);
CREATE INDEX rule_firings_by_age ON rule_firings (at);
