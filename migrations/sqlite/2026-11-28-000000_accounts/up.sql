-- Roles per campaign, second factors, invitations, who sees a campaign, and the log of who did what.

ALTER TABLE accounts ADD COLUMN is_admin BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN disabled_at TIMESTAMP;
ALTER TABLE accounts ADD COLUMN second_generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN second_since TIMESTAMP;
ALTER TABLE accounts ADD COLUMN second_step BIGINT NOT NULL DEFAULT 0;

CREATE TABLE memberships (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    role TEXT NOT NULL,
    granted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, campaign_id)
);
CREATE INDEX memberships_of_campaign ON memberships (campaign_id);

-- What every account could do before.
INSERT INTO memberships (account_id, campaign_id, role, granted_at)
    SELECT accounts.id, campaigns.id, accounts.role, accounts.created_at FROM accounts, campaigns;
UPDATE accounts SET is_admin = TRUE WHERE role = 'coordinator';
ALTER TABLE accounts DROP COLUMN role;

CREATE TABLE paper_codes (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    used_at TIMESTAMP,
    PRIMARY KEY (account_id, code_hash)
);

CREATE TABLE invitations (
    id INTEGER NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    campaign_id BIGINT REFERENCES campaigns (id),
    role TEXT,
    label TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_by TEXT,
    ended_at TIMESTAMP
);
CREATE INDEX invitations_of_campaign ON invitations (campaign_id, id);

-- Sessions of before are ended: they proved no second factor.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN seen_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
ALTER TABLE sessions ADD COLUMN is_whole BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE campaigns ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public';
CREATE TABLE join_links (
    id INTEGER NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    label TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    joined INTEGER NOT NULL DEFAULT 0,
    ended_at TIMESTAMP
);
CREATE INDEX join_links_of_campaign ON join_links (campaign_id, id);

CREATE TABLE acts (
    id INTEGER NOT NULL PRIMARY KEY,
    done_at TIMESTAMP NOT NULL,
    done_by TEXT NOT NULL,
    campaign_id BIGINT REFERENCES campaigns (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX acts_of_campaign ON acts (campaign_id, id);
