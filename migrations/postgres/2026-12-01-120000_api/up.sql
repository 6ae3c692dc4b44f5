-- On which day a program last read a table with a token: once a day is written into the log.

CREATE TABLE api_reads (
    token_id BIGINT NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    read_on DATE NOT NULL,
    PRIMARY KEY (token_id, name)
);
