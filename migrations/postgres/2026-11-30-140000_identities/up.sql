-- Accounts elsewhere by which staff sign in: only a digest of who they are there is kept.

CREATE TABLE identities (
    print TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL UNIQUE REFERENCES accounts (id),
    linked_at TIMESTAMP NOT NULL
);
