-- Which process does what only one may do; it is free again when the holder has not renewed it until then.
CREATE TABLE leases (
    name TEXT PRIMARY KEY NOT NULL,
    holder BLOB NOT NULL,
    held_until BIGINT NOT NULL
);
