-- Up to which event a shop's conversations were looked for what they teach; without a row, from the first one on.
CREATE TABLE learning_readers (
    shop_id UUID PRIMARY KEY REFERENCES shops (id),
    seq BIGINT NOT NULL
);

-- Conversations in which something happened since they were last looked at.
CREATE TABLE learning_conversations (
    conversation_id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    -- Not before: a conversation is looked at when it is quiet.
    look_at BIGINT NOT NULL
);
CREATE INDEX learning_conversations_by_time ON learning_conversations (look_at);

-- Questions that ask for the same and that the knowledge did not meet.
CREATE TABLE learning_candidates (
    id UUID PRIMARY KEY,
    shop_id UUID NOT NULL REFERENCES shops (id),
    state SMALLINT NOT NULL,
    -- Counted again with every change of its questions.
    questions BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- What it was accepted into.
    entry_id UUID,
    decided_by UUID REFERENCES staff (id),
    decided_at BIGINT
);
CREATE INDEX learning_candidates_by_rank ON learning_candidates (shop_id, state, questions, last_at, id);

-- Buyers' messages by their numbers: what they say stands in the message alone, and goes with it.
CREATE TABLE learning_questions (
    conversation_id UUID NOT NULL,
    message_seq BIGINT NOT NULL,
    shop_id UUID NOT NULL REFERENCES shops (id),
    candidate_id UUID NOT NULL REFERENCES learning_candidates (id),
    reason SMALLINT NOT NULL,
    -- New questions are compared with it.
    is_guide BOOLEAN NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, message_seq)
);
CREATE INDEX learning_questions_by_candidate ON learning_questions (candidate_id, asked_at);
CREATE INDEX learning_questions_by_time ON learning_questions (asked_at);
CREATE INDEX learning_guides ON learning_questions (shop_id) WHERE is_guide;

-- Entries that look alike and that somebody said are not the same; the smaller id stands first.
CREATE TABLE knowledge_distinct (
    entry_id UUID NOT NULL REFERENCES knowledge_entries (id),
    other_id UUID NOT NULL REFERENCES knowledge_entries (id),
    shop_id UUID NOT NULL REFERENCES shops (id),
    decided_by UUID NOT NULL REFERENCES staff (id),
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (entry_id, other_id)
);
CREATE INDEX knowledge_distinct_by_other ON knowledge_distinct (other_id);
