-- What was given to whom by turn, kept for as long as the expected wait is made of it. The conversation may be gone.
CREATE TABLE queue_given (
    shop_id UUID NOT NULL REFERENCES shops (id),
    conversation_id UUID NOT NULL,
    staff_id UUID NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, at)
);
CREATE INDEX queue_given_by_time ON queue_given (shop_id, at);
