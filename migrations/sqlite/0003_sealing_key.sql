-- Which installation key the sealed columns of this database open with.
CREATE TABLE sealing_key (
    -- There is one at most.
    place SMALLINT PRIMARY KEY CHECK (place = 1),
    -- A name made of the key, from which nobody learns the key.
    key_id TEXT NOT NULL,
    sealed_at BIGINT NOT NULL
);
