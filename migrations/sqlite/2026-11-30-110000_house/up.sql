-- Chips that are not cut yet are found among all others.

CREATE INDEX coverage_uncut ON coverage (capture_id, building_id) WHERE chip IS NULL OR thumb IS NULL;

-- Addresses of staff who want mail, and what is to be sent.

CREATE TABLE addresses (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    address TEXT NOT NULL,
    token_hash TEXT UNIQUE,
    verified_at TIMESTAMP,
    wants_news BOOLEAN NOT NULL,
    wants_waiting BOOLEAN NOT NULL,
    told_on DATE
);

CREATE TABLE mails (
    id INTEGER NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    path TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP,
    tries INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX mails_due ON mails (due_at);
