-- How new a shop's knowledge is; the row is made with the seven categories that every shop begins with.
CREATE TABLE knowledge_heads (
    shop_id BLOB PRIMARY KEY REFERENCES shops (id),
    -- The number of the newest event that changed it: what is held in memory is compared with it.
    seq BIGINT NOT NULL
);

CREATE TABLE knowledge_categories (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- Another category of the shop, which may be written after it.
    parent_id BLOB,
    -- Of one of the seven, until it is renamed.
    key TEXT,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX knowledge_categories_by_place ON knowledge_categories (shop_id, position, id);

CREATE TABLE knowledge_entries (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    category_id BLOB NOT NULL REFERENCES knowledge_categories (id),
    kind SMALLINT NOT NULL,
    title TEXT NOT NULL,
    -- What another system calls it: the same file brings it once.
    external_id TEXT,
    state SMALLINT NOT NULL,
    is_starter BOOLEAN NOT NULL,
    -- Rises when what it says changes, and keeps what was said before.
    version BIGINT NOT NULL,
    -- Rises with every change.
    revision BIGINT NOT NULL,
    -- The number of the event that changed it last.
    seq BIGINT NOT NULL,
    -- Every answer has conditions, so that sometimes none applies.
    no_fallback BOOLEAN NOT NULL,
    -- Two answers apply at once, and only their order decides.
    conflict BOOLEAN NOT NULL,
    -- Title, phrasings and answers, folded, for the list's search.
    words TEXT NOT NULL,
    changed_by BLOB REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX knowledge_entries_by_external_id ON knowledge_entries (shop_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX knowledge_entries_by_change ON knowledge_entries (shop_id, seq);
CREATE INDEX knowledge_entries_by_age ON knowledge_entries (shop_id, updated_at, id);
CREATE INDEX knowledge_entries_by_category ON knowledge_entries (category_id);

-- The ways in which people ask for an entry; the title is the first of them.
CREATE TABLE knowledge_phrasings (
    entry_id BLOB NOT NULL REFERENCES knowledge_entries (id),
    position BIGINT NOT NULL,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    text TEXT NOT NULL,
    -- Alike for texts that fold to the same.
    sign BIGINT NOT NULL,
    PRIMARY KEY (entry_id, position)
);
CREATE INDEX knowledge_phrasings_by_sign ON knowledge_phrasings (shop_id, sign);

-- Phrasings that somebody proposed and nobody has approved yet.
CREATE TABLE knowledge_proposals (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    entry_id BLOB NOT NULL REFERENCES knowledge_entries (id),
    text TEXT NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES staff (id),
    -- Where a buyer wrote it.
    conversation_id BLOB,
    created_at BIGINT NOT NULL
);
CREATE INDEX knowledge_proposals_by_entry ON knowledge_proposals (entry_id);
CREATE INDEX knowledge_proposals_by_conversation ON knowledge_proposals (conversation_id) WHERE conversation_id IS NOT NULL;

CREATE TABLE knowledge_answers (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    entry_id BLOB NOT NULL REFERENCES knowledge_entries (id),
    position BIGINT NOT NULL,
    -- JSON, with its conditions.
    content TEXT NOT NULL,
    -- When it ends; what its conditions say.
    until_at BIGINT
);
CREATE INDEX knowledge_answers_by_entry ON knowledge_answers (entry_id, position);

-- What an entry said before.
CREATE TABLE knowledge_versions (
    entry_id BLOB NOT NULL REFERENCES knowledge_entries (id),
    version BIGINT NOT NULL,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    -- JSON.
    content TEXT NOT NULL,
    changed_by BLOB REFERENCES staff (id),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (entry_id, version)
);

-- Apart from the entries: being used is no change.
CREATE TABLE knowledge_usage (
    entry_id BLOB PRIMARY KEY REFERENCES knowledge_entries (id),
    shop_id BLOB NOT NULL REFERENCES shops (id),
    asked BIGINT NOT NULL,
    thumbs_up BIGINT NOT NULL,
    thumbs_down BIGINT NOT NULL,
    last_used_at BIGINT
);

-- Files that an entry shows or a version of it showed: they stay as long as it does.
CREATE TABLE knowledge_files (
    entry_id BLOB NOT NULL REFERENCES knowledge_entries (id),
    file_id BLOB NOT NULL REFERENCES files (id),
    shop_id BLOB NOT NULL REFERENCES shops (id),
    PRIMARY KEY (entry_id, file_id)
);
CREATE INDEX knowledge_files_by_file ON knowledge_files (file_id);

-- Many questions asked at once.
CREATE TABLE ask_jobs (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    asked_by BLOB NOT NULL REFERENCES staff (id),
    state SMALLINT NOT NULL,
    -- JSON: how many entries a question wants, and the situation it is asked in.
    how TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ask_jobs_by_shop ON ask_jobs (shop_id, id);
CREATE INDEX ask_jobs_by_end ON ask_jobs (expires_at);

CREATE TABLE ask_results (
    job_id BLOB NOT NULL REFERENCES ask_jobs (id),
    number BIGINT NOT NULL,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    question TEXT NOT NULL,
    -- Null as long as it was not asked; the rest is JSON.
    decision SMALLINT,
    result TEXT,
    PRIMARY KEY (job_id, number)
);
