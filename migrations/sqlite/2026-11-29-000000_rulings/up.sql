-- Rulings: what adjudicators answer before they see votes, what they rule and why, and what is
-- disputed. Rows of all but cases are only ever added.

-- How many people rule on a case: one, or two who agree blind.
ALTER TABLE campaigns ADD COLUMN rulings_by INTEGER NOT NULL DEFAULT 1;
-- Judgements that a ruling asked for, in all; and whether people hold the case against votes.
ALTER TABLE tasks ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN is_held BOOLEAN NOT NULL DEFAULT FALSE;
-- How far its votes disagree, in thousandths, where it was put before people.
ALTER TABLE tasks ADD COLUMN disagreement INTEGER NOT NULL DEFAULT 0;
UPDATE tasks SET disagreement = (
        SELECT 1000 - 1000 * agree / ((counted + cannot_tell) * width) FROM consensus
            WHERE consensus.building_id = tasks.building_id)
    WHERE state = 'escalated' AND EXISTS (
        SELECT 1 FROM consensus WHERE consensus.building_id = tasks.building_id
            AND (counted + cannot_tell) * width > 0);
CREATE INDEX tasks_escalated
    ON tasks (campaign_id, ((50 + disagreement) * (1 + priority)) DESC, building_id)
    WHERE state = 'escalated';

CREATE TABLE cases (
    building_id BIGINT NOT NULL PRIMARY KEY REFERENCES buildings (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
CREATE INDEX cases_of_campaign ON cases (campaign_id, state, building_id);

CREATE TABLE votes_seen (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account_id, building_id)
);

CREATE TABLE blind_answers (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    round INTEGER NOT NULL,
    last_standing_capture_id BIGINT REFERENCES captures (id),
    first_destroyed_capture_id BIGINT REFERENCES captures (id),
    doubt TEXT,
    sureness TEXT,
    is_blind BOOLEAN NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    UNIQUE (building_id, account_id, round)
);
CREATE INDEX blind_answers_of_campaign ON blind_answers (campaign_id, building_id);

CREATE TABLE rulings (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    round INTEGER NOT NULL,
    kind TEXT NOT NULL,
    last_standing TEXT,
    last_standing_capture_id BIGINT REFERENCES captures (id),
    first_destroyed TEXT,
    first_destroyed_capture_id BIGINT REFERENCES captures (id),
    doubt TEXT,
    more INTEGER,
    reason TEXT NOT NULL,
    is_blind BOOLEAN NOT NULL,
    decides BOOLEAN NOT NULL,
    ruled_at TIMESTAMP NOT NULL,
    UNIQUE (building_id, account_id, round)
);
CREATE INDEX rulings_of_campaign ON rulings (campaign_id, building_id, id);
CREATE INDEX rulings_in_order ON rulings (campaign_id, id);

CREATE TABLE case_reopenings (
    id INTEGER NOT NULL PRIMARY KEY,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    round INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    reopened_at TIMESTAMP NOT NULL,
    UNIQUE (building_id, round)
);
CREATE INDEX votes_seen_of_building ON votes_seen (building_id);
CREATE INDEX blind_answers_of_account ON blind_answers (account_id);
CREATE INDEX rulings_of_account ON rulings (account_id);
CREATE INDEX case_reopenings_of_account ON case_reopenings (account_id);
