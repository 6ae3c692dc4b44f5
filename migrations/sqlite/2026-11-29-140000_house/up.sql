-- Tokens by which programs take exports, and how long personal data is kept.

CREATE TABLE api_tokens (
    id INTEGER NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_on DATE,
    ended_at TIMESTAMP
);
CREATE INDEX api_tokens_of_campaign ON api_tokens (campaign_id, id);

CREATE TABLE retention (
    kind TEXT NOT NULL PRIMARY KEY,
    days INTEGER NOT NULL
);

-- Who took exports of a campaign, and what is old.
CREATE INDEX acts_of_campaign_kind ON acts (campaign_id, kind, id);
CREATE INDEX acts_of_kind ON acts (kind, done_at);
CREATE INDEX remarks_raised ON remarks (raised_at);
CREATE INDEX messages_sent ON messages (sent_at);
